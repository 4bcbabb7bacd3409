"""`9 and 12 in September and October`: the times of a list go with as many figures, each with its own.

They stand in two lists, or the part of the sentence says `respectively`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from pcc_lib.proofreading.clauses import Part
from pcc_lib.proofreading.passage import Mark, Sentence
from pcc_lib.proofreading.phrases import Phrase
from pcc_lib.proofreading.spans import Now, fits_before, fits_own, of_figure

_SAID = re.compile(r"\brespectively\b", re.IGNORECASE)
_JOIN = re.compile(r"[\s,]*(?:(?:and|then|again|in|to|for|the)\b[\s,]*)*", re.IGNORECASE)


def is_in_order(sentence: Sentence, part: Part) -> bool:
    """Whether the times of a part of a sentence go with its figures in their order."""
    if len(_times(part)) < 2:
        return False
    said = _SAID.search(sentence.text, part.first, part.last)
    return bool(said) or (len(_times(part)) == len(part.marks) and _are_lists(sentence.text, part))


def _are_lists(text: str, part: Part) -> bool:
    """Whether nothing but `and` stands between the times of a part, nor between its figures."""
    between = [text[a.end : b.start] for a, b in pairwise(part.phrases)]
    between += [text[a.at + 1 : b.at] for a, b in pairwise(part.marks)]
    return all(_JOIN.fullmatch(words) for words in between)


def out_of_order(part: Part, now: Now) -> Iterator[tuple[Phrase, Mark]]:
    """The times that are not of the figure in their place; nothing where there are more of the one than of the other."""
    times = _times(part)
    for phrase, mark in zip(times, part.marks, strict=True) if len(times) == len(part.marks) else ():
        own, before = of_figure(mark.figure)
        fits_other = own and before and fits_before(phrase, own, before, now)
        if own and not fits_other and fits_own(phrase, own, now) is False:
            yield phrase, mark


def _times(part: Part) -> list[Phrase]:
    """The times of a part one by one: of `September and October` two."""
    return [each for phrase in part.phrases for each in _single(phrase)]


def _single(phrase: Phrase) -> list[Phrase]:
    if phrase.kind != "months":
        return [phrase]
    return [replace(phrase, kind="month", first=name, last=name, others=()) for name in phrase.others]
