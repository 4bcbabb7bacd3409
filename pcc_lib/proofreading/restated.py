"""Numbers in words that tell a figure of their paragraph again: `Twelve hundred calls came, {{ … }} to be exact`.

Words are rounded, so that what counts as the same is wide: within 5% of a number, or a tenth where a word such as `about` says
so; within one point of a share, or a tenth of it. A share may be that of one figure in another of its sentence, and a number the
difference of two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, permutations

from pcc_lib.figures.figure import Figure
from pcc_lib.proofreading.number_words import number_of
from pcc_lib.proofreading.passage import Sentence
from pcc_lib.proofreading.proportions import share_of

_ABOUT = re.compile(
    r"\b(?:nearly|almost|just\s+under|just\s+over|well\s+over|more\s+than|over|about|around|roughly|some|approximately|under|fewer\s+than|"
    r"less\s+than)\s+$|^(?:\s+[\w’'-]+){0,3}?,?\s+(?:or\s+(?:so|thereabouts)|roughly|approximately)\b",
    re.IGNORECASE,
)
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_UNIT = re.compile(
    r"^(?P<number>.+?)[\s-]+(?:(?P<share>per\s*cent|percent|percentage\s+points?|points?)|(?P<time>second|minute|hour)s?|pounds)$"
)

_UNIT_AFTER = re.compile(r"\s+(?:per\s*cent|percentage\s+points?|seconds?|minutes?|hours?)\b", re.IGNORECASE)


def restates(sentence: Sentence, at: int, words: str) -> bool:
    """Whether a number in words at a place of a sentence tells a figure of the paragraph again."""
    before, after = sentence.text[:at], sentence.text[at + len(words) :]
    words += unit[0] if (unit := _UNIT_AFTER.match(after)) else ""
    wide = bool(_ABOUT.search(before) or _ABOUT.match(after))
    share, number, unit = _meant(" ".join(words.lower().split()))
    if share:
        return any(abs(told - share) <= max(1.0, share / 10 if wide else 0) for told in _shares(sentence))
    return any(abs(told - number) <= number * (0.1 if wide else 0.05) for told in _numbers(sentence, unit)) if number else False


def _meant(words: str) -> tuple[float, float, str]:
    """What words say: a share in per cent, or else a number (of times in seconds, with that unit)."""
    if share := share_of(words):
        return share, 0.0, ""
    if not (m := _UNIT.match(words)):
        return 0.0, number_of(words), ""
    number = number_of(m["number"])
    if m["share"]:
        return number, 0.0, ""
    return 0.0, number * _SECONDS.get(m["time"] or "", 1), "seconds" if m["time"] else ""


def _shares(sentence: Sentence) -> Iterator[float]:
    for each in (each for each in _known(sentence) if each.unit in ("%", "percentage points")):
        yield abs(each.numeric)
        if not each.signed:
            yield 100 - each.numeric  # `one in four was not`
    for one, other in permutations(_counts(sentence), 2):
        if one.measure == other.measure and other.numeric:
            yield 100 * one.numeric / other.numeric


def _numbers(sentence: Sentence, unit: str) -> Iterator[float]:
    apart = [(abs(a.numeric - b.numeric), a.unit) for a, b in combinations(_counts(sentence), 2) if a.measure == b.measure]
    for value, of in (*((abs(each.numeric), each.unit) for each in _known(sentence)), *apart):
        seconds = _SECONDS.get(of.removesuffix("s"), 0)
        if not unit and of != "%":
            yield value
        elif unit and seconds:
            yield value * seconds


def _counts(sentence: Sentence) -> list[Figure]:
    """The levels of a sentence that are no shares."""
    return [mark.figure for mark in sentence.marks if mark.figure.known and not mark.figure.signed and mark.figure.unit != "%"]


def _known(sentence: Sentence) -> Iterator[Figure]:
    return (figure for figure in sentence.paragraph if figure.known)
