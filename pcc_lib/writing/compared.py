"""The words of a comparison: which of two is more, and which of several most, by what is measured.

A time is longer or shorter, a count more or fewer, a rate higher or lower. Two things have no highest: they are compared. What is
a remainder, several parts taken together, is set against none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pcc_lib.core.sure import sure
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Measure
from pcc_lib.writing.wording import Sentence

Named = Sequence[tuple[Figure, str]]


class Degrees(NamedTuple):
    """The words for more and less of something, and for the ends of several."""

    more: str
    less: str
    most: str
    least: str


TIMES = Degrees("longer", "shorter", "Longest", "shortest")
COUNTS = Degrees("more", "fewer", "Highest", "lowest")
RATES = Degrees("higher", "lower", "Highest", "lowest")
MEASURED = (
    "%",
    "seconds",
    "rank",
    "GBP",
    "per ",
    "million",
    "ratio",
    "index",
    "coefficient",
)  # how units begin that count nothing


def degrees(measure: Measure) -> Degrees:
    """The words that go with the values of a measure."""
    if measure.is_duration:
        return TIMES
    counted = measure.is_additive or measure.how.ready_made
    return COUNTS if counted and not measure.unit.startswith(MEASURED) else RATES


def alike(one: Figure, other: Figure) -> bool:
    """Whether two values print the same number: a mark such as [u] beside it makes no other value of it."""
    return one.text.split(" [")[0] == other.text.split(" [")[0]


def compared(known: Named, words: Degrees, goes_on: Callable[[str], str]) -> Sentence:
    """One value as it is, two against each other, of several the ends; those that print alike are the same.

    `goes_on` gives a name as it goes on in a sentence.
    """
    top, bottom = (pick(known, key=lambda each: sure(each[0].value)) for pick in (max, min))
    if len(known) == 1:
        return [f"{top[1]} at ", top[0]]
    if alike(top[0], bottom[0]):
        return [f"{'Both' if len(known) == 2 else 'All'} are the same, ", top[0]]
    if len(known) == 2:
        return [f"{top[1]} at ", top[0], f", {words.more} than {goes_on(bottom[1])} at ", bottom[0]]
    return ["From ", bottom[0], f" ({sharing(known, bottom[0])}) to ", top[0], f" ({sharing(known, top[0])})"]


def about(subject: str, said: Sentence) -> Sentence:
    """What is said of a subject that is named before it; nothing is named where there is no subject, and the subject once."""
    first = re.sub(r"^(?:From|All|Both|Of) ", lambda m: m[0].lower(), str(said[0]))  # a name stays as it is
    first = first.removeprefix(f"{subject} at ") if len(said) == 2 else first
    return [f"{subject}: {first}", *said[1:]] if subject else said


def sharing(known: Named, end: Figure) -> str:
    """`North`, `North and South`, `North and others`: those that print what this end prints."""
    labels = [label for figure, label in known if alike(figure, end)]
    return " and ".join(labels) if len(labels) < 3 else f"{labels[0]} and others"
