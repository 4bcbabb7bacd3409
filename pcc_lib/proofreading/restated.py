"""Numbers in words that tell a figure of their paragraph again: `Twelve hundred calls came, {{ … }} to be exact`.

They are held against the figures of the paragraph, shares and differences of two in the sentence, and, beside a word of change
(`up by a fifth`), the changes of what the paragraph tells that go this way. Words are rounded, so that what counts as the same is
wide: within 5% of a number, or a tenth where a word such as `about` says so; within one point of a share, or a tenth of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, permutations

from pcc_lib.figures.catalogue import CHANGES
from pcc_lib.figures.figure import Figure
from pcc_lib.proofreading.directions import contradiction, ways
from pcc_lib.proofreading.number_words import number_of
from pcc_lib.proofreading.passage import Sentence
from pcc_lib.proofreading.proportions import share_of
from pcc_lib.proofreading.setting import Setting

_ABOUT = re.compile(
    r"\b(?:nearly|almost|just\s+under|just\s+over|well\s+over|more\s+than|over|about|around|roughly|some|approximately|under|fewer\s+than|"
    r"less\s+than)\s+$|^(?:\s+[\w’'-]+){0,3}?,?\s+(?:or\s+(?:so|more|thereabouts)|roughly|approximately)\b",
    re.IGNORECASE,
)
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_UNIT = re.compile(
    r"^(?P<number>.+?)[\s-]+(?:(?P<share>per\s*cent|percent|percentage\s+points?|points?)|(?P<time>second|minute|hour)s?|pounds)$"
)
_UNIT_AFTER = re.compile(r"\s+(?:per\s*cent|percentage\s+points?|seconds?|minutes?|hours?)\b", re.IGNORECASE)
_SHARES = ("%", "percentage points")
_CHANGES = [f"{change}{form}" for change in CHANGES for form in ("", "_number")]
_NEAR = 40  # characters between a number and its word of change


@dataclass(frozen=True)
class _Meant:
    """What words say: a share in per cent, or else a number (of times in seconds). wide: whether they say that it is about so."""

    share: float
    number: float
    is_time: bool
    wide: bool

    def is_any(self, told: Iterable[tuple[float, str]]) -> bool:
        """Whether it is one of some values, each with its unit."""
        return any(self._is(abs(value), unit) for value, unit in told)

    def _is(self, value: float, unit: str) -> bool:
        if self.share:
            return unit in _SHARES and abs(value - self.share) <= max(1.0, self.share / 10 if self.wide else 0)
        seconds = _SECONDS.get(unit.removesuffix("s"), 0)
        if not self.number or unit in _SHARES or (self.is_time and not seconds):
            return False
        return abs(value * (seconds if self.is_time else 1) - self.number) <= self.number * (0.1 if self.wide else 0.05)


@dataclass(frozen=True)
class Restated:
    """What the paragraph of a sentence tells, for the numbers in words of the sentence to be held against."""

    sentence: Sentence
    setting: Setting

    @cached_property
    def values(self) -> frozenset[tuple[float, str]]:
        """Each value with its unit."""
        return frozenset(_values(self.sentence))

    def has(self, at: int, words: str) -> bool:
        """Whether a number in words at a place of the sentence tells one again."""
        meant = _meant(self.sentence, at, words)
        return meant.is_any(self.values) or meant.is_any(_changes(self.sentence, at, words, self.setting))


def _meant(sentence: Sentence, at: int, words: str) -> _Meant:
    before, after = sentence.text[:at], sentence.text[at + len(words) :]
    wide = bool(_ABOUT.search(before) or _ABOUT.match(after) or _ABOUT.match(f"{words.partition(' ')[0]} "))
    unit = _UNIT_AFTER.match(after)
    said = " ".join(f"{words}{unit[0] if unit else ''}".lower().split())
    if m := _UNIT.match(said):
        number = number_of(m["number"])
        return _Meant(number if m["share"] else 0.0, number * _SECONDS.get(m["time"] or "", 1), bool(m["time"]), wide)
    if number := number_of(said):
        return _Meant(0.0, number, False, wide)
    return _Meant(share_of(said), 0.0, False, wide)


def _values(sentence: Sentence) -> Iterator[tuple[float, str]]:
    """The figures of the paragraph, what is left of a share, and what two figures of the sentence make."""
    for each in (each for each in dict.fromkeys(sentence.paragraph) if each.known):
        yield each.numeric, each.unit
        if each.unit == "%" and not each.signed:
            yield 100 - each.numeric, "%"  # `one in four was not`
    figures = dict.fromkeys(mark.figure for mark in sentence.marks)
    levels = [figure for figure in figures if figure.known and not figure.signed]
    alike = [(a, b) for a, b in permutations(levels, 2) if a.measure == b.measure and a.unit == b.unit != "%" and b.numeric]
    for one, other in alike:
        yield 100 * one.numeric / other.numeric, "%"
        yield 100 * (one.numeric / other.numeric - 1), "%"
    yield from ((a.numeric - b.numeric, a.unit) for a, b in combinations(levels, 2) if a.measure == b.measure)


def _changes(sentence: Sentence, at: int, words: str, setting: Setting) -> Iterator[tuple[float, str]]:
    """The changes of what the paragraph tells that go the way of the word of change beside a number in words."""
    near = list(ways(sentence.text, max(0, at - _NEAR), at + len(words) + _NEAR))
    for level in (each for each in dict.fromkeys(sentence.paragraph) if each.statistic == "value" and near):
        for change in (found for name in _CHANGES if (found := setting.figure(_name(level, name)))):
            if change.known and any(contradiction(way.way, change, setting.measure(change)) is None for way in near):
                yield change.numeric, change.unit


def _name(level: Figure, statistic: str) -> str:
    name = level.name
    part, period = (f"{sign}{each}" if each else "" for sign, each in ((".", name.part), ("@", name.period)))
    return f"{name.measure}.{statistic}{part}{period}"
