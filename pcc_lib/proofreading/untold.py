"""A change told without its figure: `complaints have doubled`, where the topic has a measure of complaints. It is asked about.

Only what plainly speaks of a measure is asked: its noun stands right before a word of change, in a sentence without a figure.
Where the passage tells a change of that measure which goes the same way, the sentence sums it up, and is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pcc_lib.core.errors import ReportError
from pcc_lib.core.sure import sure
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Measure, measures_of, topic_ids, topics_of
from pcc_lib.proofreading.directions import contradiction, is_open
from pcc_lib.proofreading.passage import Mark, Sentence
from pcc_lib.proofreading.setting import Setting

_UP = r"rose|risen|increased|grew|grown|climbed|jumped|soared|surged|gone\s+up|went\s+up|lengthened"
_DOWN = r"fell|fallen|decreased|declined|dropped|dipped|eased|gone\s+down|went\s+down|shortened"
_FACTOR = r"doubled|tripled|trebled|quadrupled|halved"
_TOLD = re.compile(
    r"\b(?P<noun>[a-z]{4,})\s+(?:(?:have|has|had)\s+)?(?:(?:\w+ly|again|also|now|more\s+than|nearly|almost)\s+){0,2}"
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN})|(?P<better>improved)|(?P<worse>worsened|deteriorated)|(?P<factor>{_FACTOR}))\b",
    re.IGNORECASE,
)
_NO_NOUN = frozenset({"force", "police", "month", "year", "time", "recorded", "average", "total", "other", "people"})


@dataclass(frozen=True)
class Untold:
    """Words that tell a change: where they stand, and the figure of the measure's change."""

    at: int
    words: str
    name: str
    figure: Figure


def figures_of(passage: Sequence[Sentence]) -> dict[str, list[Mark]]:
    """The figures that a passage tells, by their measures."""
    found: dict[str, list[Mark]] = {}
    for mark in (mark for each in passage for mark in each.marks):
        found.setdefault(mark.figure.measure, []).append(mark)
    return found


def untold_changes(sentence: Sentence, told: Mapping[str, Sequence[Mark]], place: str, setting: Setting) -> Iterator[Untold]:
    """The changes that a sentence tells without any figure. told: the figures of the whole passage by their measures; place: its
    topic or priority."""
    if sentence.marks or setting.attributed.search(sentence.written):
        return
    for m in _TOLD.finditer(sentence.text):
        measure = _measure_of(m["noun"], place, setting)
        name = _change_name(measure) if measure and not is_open(sentence.text, m) else ""
        figure = setting.figure(name) if name else None
        if measure and figure and figure.known and not _is_summed_up(m, measure, told.get(measure.id, ())):
            yield Untold(m.start(), " ".join(m[0].split()), name, figure)


def _change_name(measure: Measure) -> str:
    return f"{measure.id}.{'change_on_year' if measure.change == 'none' else measure.change}"


def _is_summed_up(m: re.Match[str], measure: Measure, told: Sequence[Mark]) -> bool:
    """Whether the passage tells changes of the measure, and all go the way that the words say; a factor needs its figure."""
    changes = [mark for mark in told if mark.figure.signed]
    if m["factor"]:
        return False
    if not changes:
        return _levels_go(told, str(m.lastgroup), measure)
    return all(contradiction(str(m.lastgroup), mark.figure, measure) is None for mark in changes)


def _levels_go(told: Sequence[Mark], way: str, measure: Measure) -> bool:
    """Whether the passage tells two values, whose later one lies where the words say."""
    levels = sorted((mark.figure for mark in told if mark.figure.known), key=lambda figure: figure.period.last)
    if len(levels) < 2:
        return False
    up = sure(levels[-1].value) > sure(levels[0].value)
    wanted = way == "up" if way in ("up", "down") else (way == "better") == (measure.good_direction == "increase")
    return up == wanted


def _measure_of(noun: str, place: str, setting: Setting) -> Measure | None:
    """The first measure of a topic, or of a priority's topics, that is called by a noun."""
    nouns = setting.figures.once(("nouns of measures", place), lambda: _nouns(place, setting))
    return nouns.get(_one(noun))


def _nouns(place: str, setting: Setting) -> dict[str, Measure]:
    project, found = setting.figures.project, dict[str, Measure]()
    try:
        topics = [place] if place in topic_ids(project) else [topic.id for topic in topics_of(project, place)]
        measures = [measure for topic in topics for measure in measures_of(project, topic) if measure.source]
    except ReportError:
        return {}  # told with the faults of the definitions
    for measure in measures:
        counted = measure.unit if measure.is_additive else ""
        for word in re.findall(r"[a-z]{4,}", f"{measure.title} {counted}".lower()):
            found.setdefault(_one(word), measure)
    return {noun: measure for noun, measure in found.items() if noun not in _NO_NOUN}


def _one(noun: str) -> str:
    return re.sub(r"ies$", "y", noun.lower()).rstrip("s") if noun.lower().endswith("s") else noun.lower()
