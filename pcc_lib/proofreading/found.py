"""What proofreading finds in a sentence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """Words that do not fit: their place in the sentence, what was found, and what to write."""

    at: int
    what: str
    todo: str


@dataclass(frozen=True)
class Said:
    """A number or part in words beside a figure: where it begins and ends, and what is wrong with it, if anything is."""

    start: int
    end: int
    wrong: Found | None
