"""The title of a chart of several lines: how each stands to the year before, else how the latest values stand to each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pcc_lib.core.sure import sure
from pcc_lib.core.text import listed, plural
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Measure
from pcc_lib.pages.changes import change_over_year
from pcc_lib.pages.page import Page
from pcc_lib.pages.parts_named import in_sentences, ranked, rest_of
from pcc_lib.writing.compared import about, compared, degrees
from pcc_lib.writing.messages import moves
from pcc_lib.writing.part_messages import Parts, at, known_as, measures_message, parts_message, what_differs
from pcc_lib.writing.subjects import Subject, subject_of, topic_subject
from pcc_lib.writing.wording import Sentence, direction, during

MOST_TESTED = 4  # lines whose years a title tells
MOST_LISTED = 3  # names that a title lists
NO_CHANGE = "no clear change"
_LEADS_TO_ONE = frozenset({"at", "for", "in", "inside", "on", "outside"})  # "no clear change on rape", never "of rape"


class Lined(NamedTuple):
    """A line by name: a measure, or a part of one."""

    name: str
    measure: Measure
    part: str = ""


class _Tested(NamedTuple):
    """A line, and what the test of its year finds: `up`, `down` or `same`."""

    line: Lined
    side: str


def title_of_lines(page: Page, lines: Sequence[Lined], noun: str) -> Sentence:
    """What the lines say; nothing where no two of them can be told. `noun`: what they are as parts of one measure; blank where
    each is a measure."""
    return over_the_year(page, lines, noun) or (_parts_now(page, lines, noun) if noun else _measures_now(page, lines))


def ends_of_parts(page: Page, measure: Measure, subject: str = "") -> Sentence:
    """The lowest and highest of the parts of a measure that has no value as a whole; nothing where fewer than two are known."""
    series = page.figures.series(measure.id) if measure.has_data else None
    parts = series.parts if series and not series.has_whole else ()
    lines = [Lined(page.project.label(part), measure, part) for part in parts]
    known = ranked(_known(page, lines), rest_of(page, measure))
    if len(lines) < 2 or len(known) < 2 or len({figure.period for figure, _ in known}) > 1:
        return []
    return about(subject, compared(known, degrees(measure), str))


# ── over the year ─────────────────────────────────────────────────────────────────────────────────────────────────────
def over_the_year(page: Page, lines: Sequence[Lined], noun: str) -> Sentence:
    """Which lines a test finds changed over the year; nothing where one has no such test."""
    tests = [judged.test if (judged := page.judgement(each.measure, each.part)) else None for each in lines]
    if len(lines) > MOST_TESTED or None in tests:
        return []
    sides = ["same" if not test.significant else "up" if test.rises else "down" for test in tests if test]
    tested = [_Tested(line, side) for line, side in zip(lines, sides, strict=True)]
    return _parts_over_the_year(page, tested, noun) if noun else _measures_over_the_year(page, tested)


def _parts_over_the_year(page: Page, tested: Sequence[_Tested], noun: str) -> Sentence:
    """`Incidents fell in both areas over the year`, `Violence fell by 1.7% in North over the year; no clear change in South`."""
    measure, lead, sides = tested[0].line.measure, at(noun), {each.side for each in tested}
    subject = subject_of(page.project, measure)
    if sides == {"same"}:
        any_of = f"either {noun.replace('_', ' ')}" if len(tested) == 2 else f"any of the {plural(noun)}"
        return [f"{subject.does('show')} {NO_CHANGE} over the year {lead} {any_of}"]
    if len(sides) == 1:
        every = "both" if len(tested) == 2 else "all"
        return [f"{subject.words} {moves(measure, 'up' in sides)} {lead} {every} {plural(noun)} over the year"]
    said: Sentence = [f"{subject.words} "]
    for at_first, side in enumerate([side for side in ("up", "down") if side in sides]):
        group = [each for each in tested if each.side == side]
        by = _by(page, group[0], tested) if len(tested) == 2 else []
        names = listed([_called(page, each.line) for each in group])
        verb = moves(measure, side == "up")
        said += [f"{' but ' * bool(at_first)}{verb}", *by, f" {lead} {names}{'' if at_first else ' over the year'}"]
    same = [_called(page, each.line) for each in tested if each.side == "same"]
    others = same[0] if len(same) == 1 else f"the other {plural(noun)}"
    return [*said, f"; {NO_CHANGE} {lead} {others}"] if same else said


def _measures_over_the_year(page: Page, tested: Sequence[_Tested]) -> Sentence:
    """`Drug driving offences rose by 22.1% over the year; no clear change in drink driving offences`."""
    sides, subjects = {each.side for each in tested}, [subject_of(page.project, each.line.measure) for each in tested]
    if len(sides) == 1:
        topic = page.topic(tested[0].line.measure.topic).title
        return [_alike_over_the_year(topic, tested, subjects)]
    said: Sentence = []
    for side in ("up", "down"):
        group = [(each, subject) for each, subject in zip(tested, subjects, strict=True) if each.side == side]
        if group:
            by = _by(page, group[0][0], tested) if len(group) == 1 else []
            names = _joined([subject for _, subject in group], begins=not said)
            verb = moves(group[0][0].line.measure, side == "up")
            said += [f"{'; ' * bool(said)}{names} {verb}", *by, "" if said else " over the year"]
    same = [subject for each, subject in zip(tested, subjects, strict=True) if each.side == "same"]
    if not same:
        return said
    changed = [subject.inside for each, subject in zip(tested, subjects, strict=True) if each.side != "same"]
    return [*said, f"; {NO_CHANGE} {_in_the_others(changed, same)}"]


def _in_the_others(changed: Sequence[str], same: Sequence[Subject]) -> str:
    """`in drink driving offences`; what the one name that went before begins with as well is not said again: `on rape`."""
    if len(same) > 1:
        return "in the others"
    name = same[0].inside.rstrip(",")
    apart = what_differs(changed[0], name) if len(changed) == 1 else name
    return apart if apart != name and apart.partition(" ")[0] in _LEADS_TO_ONE else f"in {name}"


def _alike_over_the_year(topic: str, tested: Sequence[_Tested], subjects: Sequence[Subject]) -> str:
    """What all measures do alike; where they are more than a title lists, their topic is named."""
    side, inside = tested[0].side, [subject.inside.rstrip(",") for subject in subjects]
    verb = moves(tested[0].line.measure, side == "up")
    if len(inside) > MOST_LISTED:
        every = f"{NO_CHANGE} in any of the measures shown" if side == "same" else f"all measures shown {verb}"
        return f"{topic}: {every} over the year"
    if side == "same":
        return f"No clear change over the year in {', '.join(inside[:-1])} or {inside[-1]}"
    return f"{_joined(subjects, begins=True)} {'both' if len(inside) == 2 else 'all'} {verb} over the year"


def _called(page: Page, line: Lined) -> str:
    """What a sentence calls a line: a part as sentences call it."""
    return page.project.label_within(line.part) if line.part else line.name


def _joined(subjects: Sequence[Subject], begins: bool) -> str:
    first, *rest = subjects
    return listed([(first.words if begins else first.inside).rstrip(","), *(each.inside.rstrip(",") for each in rest)])


def _by(page: Page, told: _Tested, tested: Sequence[_Tested]) -> Sentence:
    """` by 22.1%`, the change of one line; nothing where it is not known, prints as nought, or would stand beside one in another
    unit (of few cases a change is told in number)."""
    changes = [_change(page, each.line) for each in tested if each.side != "same"]
    change, units = _change(page, told.line), {each.unit for each in changes if each is not None}
    if change is None or not direction(change, told.line.measure) or len(units) > 1:
        return []
    return [" by ", (change, change.magnitude)]


def _change(page: Page, line: Lined) -> Figure | None:
    return change_over_year(page, line.measure, line.part)


# ── now ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _known(page: Page, lines: Sequence[Lined]) -> list[tuple[Figure, str]]:
    values = [(page.figures.of(each.measure.id, "value", each.part), each.name) for each in lines]
    return [each for each in values if each[0].known]


def _parts_now(page: Page, lines: Sequence[Lined], noun: str) -> Sentence:
    """The latest values against each other."""
    measure, rest = lines[0].measure, rest_of(page, lines[0].measure)
    now = set(sure(page.figures.series(measure.id)).parts)  # others have ended
    every = [page.figures.of(measure.id, "value", each.part) for each in lines if each.part in now]
    values = _known(page, lines)
    known = ranked(values, rest)
    if not known:
        return []
    parts = Parts.of(in_sentences(page, known), every, noun, len(known) < len(values), during(known[0][0].period))
    return parts_message(subject_of(page.project, measure), measure, parts)


def _measures_now(page: Page, lines: Sequence[Lined]) -> Sentence:
    """The latest values against each other, where they are of one period."""
    every = [(page.figures.of(each.measure.id), subject_of(page.project, each.measure)) for each in lines]
    known = [each for each in every if each[0].known]
    if len(known) < 2 or len({figure.period for figure, _ in known}) > 1:
        return []
    among = "" if len(known) == len(every) else known_as([figure for figure, _ in every])
    topic = topic_subject(page.project, page.topic(lines[0].measure.topic))
    return measures_message(topic, lines[0].measure, known, among)
