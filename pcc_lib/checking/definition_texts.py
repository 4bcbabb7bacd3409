"""Texts of definitions and of the plan: numbers that are typed there, and figures that caveats name.

Caveats are printed with their figures, so a number in them may be one. All others are plain texts. What stands in the list of
contradictions under `printed`, and the sources of events, is an original's own and is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pcc_lib.core.errors import Fault, ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.figures.figures import Figures
from pcc_lib.inputs.measures import FOLDER, TOPICS, Measure, measure_ids, read_measure, read_topic, topic_ids
from pcc_lib.inputs.models.governance import Governance
from pcc_lib.inputs.models.originals import Claims, Contradictions
from pcc_lib.inputs.models.plan import Events, Priorities
from pcc_lib.inputs.models.vocabulary import Names
from pcc_lib.inputs.plan import PLAN, QuarterFolder, priorities, quarter_names, table
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.published import FOLDER as PUBLISHED
from pcc_lib.inputs.published import printed_rows
from pcc_lib.proofreading.proofread import figure_faults as proofread
from pcc_lib.proofreading.setting import NAMES
from pcc_lib.proofreading.typed_facts import Vouched, numbers_in, typed_numbers
from pcc_lib.writing.caveats import told_later
from pcc_lib.writing.commentary import figure_faults, pieces_of

_TODO = f"Name its figure in {{{{ }}}} in a caveat, or list the words with their source in {NAMES}, under `facts`."


Placed = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class _Text:
    """A text of a file, under a key; measure: whose definition it is of."""

    file: str
    place: str
    text: str
    measure: str = ""


def fault_list(figures: Figures) -> list[Fault]:
    """Numbers that nobody vouches for, names that are no figures, and words that do not fit the figures of a caveat."""
    return [*_typed(figures.project), *_named(figures)]


def _typed(project: Project) -> Iterator[Fault]:
    vouched = _Vouching(project)
    for each in (*_of_measures(project), *_of_topics(project), *_of_plan(project)):
        for number in typed_numbers(each.text, vouched.of(each.measure)):
            yield Fault(each.file, each.place, f"the number '{number}' is typed by hand.", _TODO)


def _named(figures: Figures) -> Iterator[Fault]:
    """Faults of the figures that texts name: only caveats may, and those of a later time are left out until then."""
    for each in (*_of_measures(figures.project), *_of_topics(figures.project)):
        if "{{" not in each.text:
            continue
        if not each.place.startswith("caveats"):
            yield Fault(each.file, each.place, "names a figure.", "Only caveats are printed with figures: say it there.")
        elif not told_later(each.text, figures):
            yield from figure_faults(each.text, each.file, each.place, figures)
            for found in proofread(pieces_of(each.text, figures), figures):
                yield Fault(each.file, each.place, found.what, found.todo)


def _of_measures(project: Project) -> Iterator[_Text]:
    for id in measure_ids(project):
        try:
            m = read_measure(project, id)
        except ReportError:
            continue  # told with the faults of its file
        texts = {"title": m.title, "why_it_matters": m.why_it_matters, "missing": m.missing} | _caveats(m)
        texts |= {f"breaks {i}": each.reason for i, each in enumerate((*m.breaks, *m.rebase), 1)}
        texts |= dict(_counterpart(m))
        yield from (_Text(f"{FOLDER}/{id}.yml", place, text, id) for place, text in texts.items() if text)


def _counterpart(m: Measure) -> Placed:
    said = m.counterpart
    yield from ((f"counterpart, differences {i}", text) for i, text in enumerate(said.differences if said else (), 1))
    if said:
        expected = said.expected.reason if said.expected else ""
        yield from (("counterpart, same", said.same), ("counterpart, expected", expected))
        yield ("counterpart, similar_from", said.similar_from)


def _caveats(m: Measure) -> dict[str, str]:
    return {f"caveats {i}": caveat for i, caveat in enumerate(m.caveats, 1)}


def _of_topics(project: Project) -> Iterator[_Text]:
    for id in topic_ids(project):
        try:
            topic = read_topic(project, id)
        except ReportError:
            continue
        yield _Text(f"{TOPICS}/{id}.yml", "title", topic.title)
        yield from (_Text(f"{TOPICS}/{id}.yml", f"charts {c.id}", c.title) for c in topic.charts if c.title)


def _of_plan(project: Project) -> Iterator[_Text]:
    for name, texts in _TEXTS.items():
        try:
            found = table(project, name)
        except ReportError:
            continue  # told with the faults of the plan
        said = texts(found) if found else ()
        yield from (_Text(f"{PLAN}/{name}.yml", place, text) for place, text in said if text)


def _priorities(found: Priorities) -> Placed:
    for p in found.priorities:
        yield from ((f"{p.id}, title", p.title), (f"{p.id}, short_title", p.short_title), (f"{p.id}, description", p.description))


def _events(found: Events) -> Placed:
    for event in found.root:
        yield from ((f"{event.id}, label", event.label), (f"{event.id}, title", event.title))


def _claims(found: Claims) -> Placed:
    for claim in found.claims:
        yield from ((f"{claim.id}, claim", claim.claim), (f"{claim.id}, why", claim.why))


def _contradictions(found: Contradictions) -> Placed:
    for each in found.contradictions:
        yield from ((f"{each.id}, why", each.why), (f"{each.id}, treatment", each.treatment))


def _governance(found: Governance) -> Placed:
    said = found.model_dump(exclude={"source", "facts", "assurance_framework"})
    yield from ((key, text) for key, value in said.items() for text in _leaves(value))


_TEXTS: Mapping[str, Callable[[Any], Placed]] = {
    "priorities": _priorities,
    "events": _events,
    "claims": _claims,
    "contradictions": _contradictions,
    "governance": _governance,
}


def _leaves(value: object) -> Iterator[str]:
    """The texts in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _leaves(each) if key != "id" else ()
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _leaves(each)


class _Vouching:
    """What the texts of a project may hold typed: of a measure, what originals print of its topic; of the plan, all of it."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._topics = {name.removesuffix(".yml"): topic for name, topic in project.lines(FOLDER, "topic:").items()}
        self._names = _names(project)
        self._stated = numbers_in(text for q in self._quarters() for row in q.stated() for text in (row.text, row.statement))
        self._printed = self._by_topic()
        self._all = frozenset[str]().union(self._stated, *self._printed.values())

    def of(self, measure: str) -> Vouched:
        """What a definition of a measure may hold; of no measure, all that is vouched for."""
        if not measure:
            return Vouched(self._names, self._all)
        of_topics = ("", self._topics.get(measure, ""))  # what no figure here tells is of no topic
        return Vouched(self._names, self._stated.union(*(self._printed.get(topic, ()) for topic in of_topics)))

    def _quarters(self) -> Iterator[QuarterFolder]:
        for name in quarter_names(self._project):
            yield QuarterFolder(self._project, Quarter.parse(name))

    def _by_topic(self) -> dict[str, frozenset[str]]:
        """The numbers that originals print, by the topic of the measure that each is told by."""
        found: dict[str, frozenset[str]] = {}
        kept = self._project.names(PUBLISHED)
        for quarter in (name for name in quarter_names(self._project) if f"{name}.csv" in kept):
            for row in printed_rows(self._project, quarter):
                topic = self._topics.get(row.figure.partition(".")[0], "")
                found[topic] = found.get(topic, frozenset()) | numbers_in((row.printed, row.statement, row.note))
        return found


def _names(project: Project) -> tuple[str, ...]:
    """Names and facts that `names.yml` lists, and the numbers of priorities; the longest first."""
    listed = [f"{word} {p.number}" for p in priorities(project) for word in ("priority", "Priority")]
    if project.exists(NAMES):
        names = project.record(Names, NAMES)
        listed += [*names.words, *(fact.words for fact in names.facts)]
    return tuple(sorted(listed, key=len, reverse=True))
