"""Places among parts: `scored lowest`, `ranks first`, `the highest of the areas`, beside the figure of one part.

All parts that have a value then are compared. `First` and `best` go by the measure's good direction; a neutral one has neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pcc_lib.core.numerals import part_id
from pcc_lib.core.sure import sure
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Measure
from pcc_lib.proofreading.direction_words import NOT_YET, TAKEN_BACK
from pcc_lib.proofreading.found import Found
from pcc_lib.proofreading.passage import MARK, Mark, Sentence
from pcc_lib.proofreading.setting import Setting

_NTHS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NTH = "|".join(_NTHS[1:])
_END = "highest|lowest|longest|shortest|best|worst|last"
_WORD = rf"(?P<word>(?:(?:{_NTH})[\s-]+)?(?:{_END})|first|top|bottom|(?:{_NTH})(?!\s+to\s+last))"
_NOUNS = "stages|areas|teams|districts|questions|groups|parts|forces|boroughs"
# what it is that is lowest: `share`, `share of victims`
_WHAT = r"(?:\s+(?!of\b|among\b)[\w-]+){0,3}(?:\s+of\s+[\w-]+(?=\s+(?:of|among)\b))?"
_OUT = re.compile(
    rf"\b(?:scor(?:es|ed)|rank(?:s|ed)?|c[ao]m(?:e|es)|placed)\s+(?:the\s+)?{_WORD}\b(?!\s+(?:month|year|quarter|time|in\s+the\s+country))"
    rf"|\b(?:ha[sd]|with|saw|is|was|were|are)\s+(?P<not>not\s+)?(?:the\s+)?{_WORD.replace('word', 'word2')}\b{_WHAT}"
    rf"\s+(?:of|among)\s+(?:all\s+)?(?:the\s+)?(?:(?:\w+|{MARK})\s+)?(?:{_NOUNS}|two|three|four|five|six|seven)\b",
    re.IGNORECASE,
)
# before it: `of all forces, North has the lowest rate`
_OF_ALL = re.compile(
    rf"\b(?:of|among)\s+(?:all\s+)?(?:the\s+)?(?:(?:\w+|{MARK})\s+)?(?:{_NOUNS}),\s+(?:the\s+)?(?:[\w’'-]+\s+){{1,4}}"
    rf"(?:ha[sd]|saw|is|was|were|are)\s+(?P<not>not\s+)?(?:the\s+)?{_WORD}\b{_WHAT}",
    re.IGNORECASE,
)
# right after the words, or behind the time of both: `, 52`, ` (52)`, ` in the year ending March 2023, at 52`
_AFTER = re.compile(
    rf"(?:\s+of\s+[\w-]+)?\s*[,(:]?\s*(?:at\s+|with\s+)?\(?{MARK}"
    rf"|\s+in\s+[^,.;:({MARK}]{{3,60}}(?:,\s*(?:at|with)\s+|\s*\(){MARK}"
)
_PART_END = re.compile(r"[;:]|\b(?:but|while|whereas|although|and)\b", re.IGNORECASE)
_NOT = re.compile(TAKEN_BACK, re.IGNORECASE)
_OPEN = re.compile(NOT_YET, re.IGNORECASE)


class _Place(NamedTuple):
    """The nth place from an end: `second lowest`, `third`, `last`."""

    nth: int
    end: str


def rank_faults(sentence: Sentence, setting: Setting) -> Iterator[Found]:
    """Words that put a part first or last, highest or lowest, where another part is."""
    text = sentence.text
    for m in places_in(text):
        mark = _of(sentence, m)
        if mark is None or _NOT.search(text[: m.start()]) or _OPEN.search(text[: m.start()]):
            continue
        other = _further(mark.figure, _place(m), setting)
        if m["not"]:
            yield from _denied(mark, m, other, setting)
        elif other:
            label = setting.figures.project.label(other.breakdown)
            what = f"says '{_said(m)}' of {mark.name}, which is {mark.figure.text}: {label} is {other.text}."
            yield Found(m.start(), what, "Correct the words, or name that figure.")


def places_in(text: str) -> Iterator[re.Match[str]]:
    """Words that give a part a place among all of its kind."""
    yield from _OUT.finditer(text)
    yield from _OF_ALL.finditer(text)


def _place(m: re.Match[str]) -> _Place:
    """Which place is given, and from which end."""
    told = (m["word"] or m.groupdict().get("word2") or "").lower().replace("-", " ").split()
    nth = _NTHS.index(told[0]) + 1 if told[0] in _NTHS else 1
    return _Place(nth, told[-1] if told[-1] not in _NTHS else "first")


def _said(m: re.Match[str]) -> str:
    """The words, with a mark where a figure stands in them."""
    return " ".join(m[0].replace(MARK, "…").split())


def _denied(mark: Mark, m: re.Match[str], other: Figure | None, setting: Setting) -> Iterator[Found]:
    """`Is not the highest of the areas`, of the one that is; a neutral measure has no best."""
    measure = setting.measure(mark.figure)
    told = measure is not None and _is_high(_place(m).end, measure) is not None
    if other is None and told and _peers(mark.figure, setting) > 1:
        yield Found(m.start(), f"says '{_said(m)}' of {mark.name}, which is {mark.figure.text}: it is.", "Correct the words.")


def _of(sentence: Sentence, m: re.Match[str]) -> Mark | None:
    """The figure of a part in the clause of the words: right after them, else right before."""
    text = sentence.text
    after = _AFTER.match(text[m.end() :])
    if after:
        near = sentence.between(m.end(), m.end() + after.end())
    else:
        begin = max((c.end() for c in _PART_END.finditer(text[: m.start()])), default=0)
        near = sentence.between(begin, m.start())[-1:]
    return near[0] if near and near[0].figure.name.part and _is_told(near[0].figure) else None


def _is_told(figure: Figure) -> bool:
    """Whether a figure tells the value of a part, or the place of it."""
    return figure.statistic in ("value", "rank") and figure.known and not figure.hidden


def _further(figure: Figure, place: _Place, setting: Setting) -> Figure | None:
    """The part that is where words put another; nothing where they are right, or cannot be decided."""
    measure = setting.measure(figure)
    series = setting.figures.series(figure.measure) if measure else None
    high = _is_high(place.end, measure) if measure else None
    if series is None or high is None:
        return None
    others = _others(figure, setting)
    if len(others) < 2 or place.nth > len(others):
        return None
    ordered = sorted(others, key=lambda each: sure(each.value), reverse=high)
    own = next((each for each in others if each.breakdown == figure.breakdown), figure)  # of a place, the value that has it
    alike = [at for at, each in enumerate(ordered, 1) if each.text == own.text]  # what prints alike shares its places
    return None if place.nth in alike else ordered[place.nth - 1]


def _others(figure: Figure, setting: Setting) -> list[Figure]:
    """The values of all parts of a figure's measure at its time."""
    series = setting.figures.series(figure.measure)
    names = (f"{figure.measure}.value.{part_id(part)}@{figure.period.last}" for part in (series.all_parts if series else ()))
    return [each for name in names if (each := setting.figure(name)) and each.known and not each.hidden]


def _peers(figure: Figure, setting: Setting) -> int:
    return len(_others(figure, setting))


def _is_high(word: str, measure: Measure) -> bool | None:
    """Whether a word means the highest value; None where nothing says which end is first."""
    if word in ("highest", "longest"):
        return True
    if word in ("lowest", "shortest"):
        return False
    if measure.good_direction == "neutral":
        return None
    return (word in ("first", "best", "top")) == (measure.good_direction == "increase")
