"""Statuses of a value: the letters in brackets, and what each tells a reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

CONFIDENTIAL, MISSING, RECONSTRUCTED, FORECAST, UNRELIABLE = "c", "x", "e", "f", "u"
# every letter that a figure, a source's row or a chart may carry; what has no words here cannot be made (`Statuses`)
WORDS = {
    RECONSTRUCTED: "rests on reconstructed data",
    "p": "provisional",
    "r": "revised",
    FORECAST: "a forecast: nothing has been counted yet",
    UNRELIABLE: "from few answers, so uncertain",
    MISSING: "not known",
    CONFIDENTIAL: "held back, to protect people where numbers are small",
}


@dataclass(frozen=True)
class Statuses:
    """A set of statuses, written `e,p` in files. A ValueError for a letter that has no words for readers."""

    letters: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        unknown = sorted(self.letters - WORDS.keys())
        if unknown:
            raise ValueError(f"no status '{unknown[0]}': give it words in core/status.py")

    @classmethod
    def parse(cls, text: str) -> Statuses:
        """`e,p` as a set; an empty text is the empty set."""
        return cls(frozenset(filter(None, text.split(","))))

    @classmethod
    def all_of(cls, several: Iterable[Statuses]) -> Statuses:
        """Every status of several values."""
        return cls(frozenset().union(*(each.letters for each in several)))

    def __str__(self) -> str:
        return ",".join(self)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self.letters))

    def __contains__(self, letter: str) -> bool:
        return letter in self.letters

    def __bool__(self) -> bool:
        return bool(self.letters)

    def __or__(self, letters: Iterable[str]) -> Statuses:
        return Statuses(self.letters | set(letters))

    @property
    def words(self) -> str:
        """What they tell a reader, such as `rests on reconstructed data, provisional`."""
        return ", ".join(WORDS[letter] for letter in self)


NONE, NOT_KNOWN, HELD_BACK = Statuses(), Statuses(frozenset(MISSING)), Statuses(frozenset(CONFIDENTIAL))
