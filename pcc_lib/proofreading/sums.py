"""Sums and differences in words: `together`, `a total of`, `between them`, `the difference between … is …`.

Only counts of one measure and one statistic are added up: those of its parts against that of the whole. Printed values are
rounded, so that half a unit of each is allowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pcc_lib.proofreading.found import Found
from pcc_lib.proofreading.passage import MARK, Mark, Sentence
from pcc_lib.proofreading.setting import Setting

_TOGETHER = re.compile(
    r"\b(?P<said>together(?!\s+with)|combined|between\s+them|(?:a|the)\s+total\s+of|totall?ing|in\s+total|altogether|making(?=\s+\ue000)|"
    r"the\s+sum\s+of|add(?:s|ing)?\s+up\s+to)\b",
    re.IGNORECASE,
)
_DIFFERENCE = re.compile(r"\b(?P<said>(?:difference|gap)\s+between)\b", re.IGNORECASE)
_SEVERAL = re.compile(
    r"\b(?i:both|the\s+two|all|the\s+(?:three|four|five|six))\s+(?:areas|parts|districts|divisions|teams|hubs)\b|\b[A-Z][\w’'-]+\s+and\s+(?:the\s+)?[A-Z][\w’'-]+\b"
)
_TODO = "Correct the figures, or the words."


def sum_faults(sentence: Sentence, setting: Setting) -> Iterator[Found]:
    """Sums and differences that the figures of the sentence do not make."""
    said = _TOGETHER.search(sentence.text)
    if said:
        yield from _wrong_sum(sentence, said, setting)
    if difference := _DIFFERENCE.search(sentence.text):
        yield from _wrong_difference(sentence, difference)


def _wrong_sum(sentence: Sentence, said: re.Match[str], setting: Setting) -> Iterator[Found]:
    counts = [mark for mark in sentence.marks if _is_count(mark, setting)]
    if len(counts) != len(sentence.marks) or len({(m.figure.measure, m.figure.statistic) for m in counts}) != 1:
        return
    parts, whole = [m for m in counts if m.figure.name.part], [m for m in counts if not m.figure.name.part]
    if len(parts) == 1 and not whole and _SEVERAL.search(sentence.text):
        label = setting.figures.project.label(parts[0].figure.breakdown)  # type: ignore[arg-type]
        yield Found(said.start(), f"says '{_words(said)}' of {parts[0].name}, which is of {label} alone.", _TODO)
    if len(whole) == 1 and len(parts) > 1 and len({m.figure.name.part for m in parts}) == len(parts):
        total = sum(mark.figure.numeric for mark in parts)
        if not _is_near(total, whole[0].figure.numeric, len(counts)):
            what = (
                f"says '{_words(said)}' of {whole[0].name}, which is {whole[0].figure.text}: {_listed(parts)} make {total:,.6g}."
            )
            yield Found(said.start(), what, _TODO)


def _wrong_difference(sentence: Sentence, said: re.Match[str]) -> Iterator[Found]:
    """`The difference between the North (9) and the South (7) is 2`."""
    after = [mark for mark in sentence.marks if mark.at > said.end()]
    if (
        len(after) != 3
        or len({(m.figure.unit, m.figure.signed) for m in after[:2]}) != 1
        or not all(m.figure.known for m in after)
    ):
        return
    one, other, told = after
    if not re.search(r"\b(?:is|was|of|at|stands\s+at|came\s+to)\s+(?:\w+\s+)?$", sentence.text[other.at + 1 : told.at]):
        return
    gap = abs(one.figure.numeric - other.figure.numeric)
    if not told.figure.signed and not _is_near(gap, told.figure.numeric, 3):
        pair = f"{one.name}, {one.figure.text}, and {other.name}, {other.figure.text}"
        what = f"says '{_words(said)}' of {pair}, and tells {told.figure.text}."
        yield Found(said.start(), what, _TODO)


def _is_count(mark: Mark, setting: Setting) -> bool:
    """Whether a figure may be added to others: a count, and no change, rate or average."""
    measure = setting.measure(mark.figure)
    return bool(measure and measure.is_additive and not mark.figure.signed and mark.figure.known and not mark.figure.hidden)


def _is_near(a: float, b: float, count: int) -> bool:
    return abs(a - b) <= count / 2


def _listed(parts: Sequence[Mark]) -> str:
    return " and ".join(mark.figure.text for mark in parts)


def _words(said: re.Match[str]) -> str:
    return " ".join(said["said"].replace(MARK, "…").split())
