"""What proofreading finds in a sentence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """Words that do not fit: their place in the sentence, what was found, and what to write."""

    at: int
    what: str
    todo: str
