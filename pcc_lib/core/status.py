"""Statuses of a value: the letters in brackets, and what each tells a reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

CONFIDENTIAL, MISSING, RECONSTRUCTED, FORECAST, UNRELIABLE = "c", "x", "e", "f", "u"
PROVISIONAL, REVISED = "p", "r"


@dataclass(frozen=True)
class Words:
    """What a status tells a reader: of a value, in full where the codes are explained, and of a source's rows.

    The last two are as the first where they are not given.
    """

    of_value: str
    in_full: str = ""
    of_rows: str = ""


# every letter that a figure, a source's row or a chart may carry; what has no words here cannot be made (`Statuses`)
WORDS = {
    MISSING: Words("not known", "not available: nobody supplied it, or nobody reported it. Missing is not zero"),
    RECONSTRUCTED: Words(
        "rests on reconstructed data",
        "estimated: it rests, wholly or partly, on reconstructed rows, and no original report prints it",
        "reconstructed",
    ),
    PROVISIONAL: Words("provisional", "provisional: it may still be revised"),
    REVISED: Words("revised", "revised since it was first published"),
    FORECAST: Words("a forecast: nothing has been counted yet"),
    CONFIDENTIAL: Words("held back, to protect people where numbers are small"),
    UNRELIABLE: Words("from few answers, so uncertain", "of low reliability: too few cases for a firm statement"),
}


def codes() -> dict[str, str]:
    """Every status as it is printed, such as `[e]`, with what it tells of a value."""
    return {f"[{letter}]": words.of_value for letter, words in WORDS.items()}


def explanations() -> dict[str, str]:
    """Every status as it is printed, explained in full."""
    return {f"[{letter}]": words.in_full or words.of_value for letter, words in WORDS.items()}


def unknown_in(text: str) -> list[str]:
    """What stands in a text of statuses, such as `e,p`, and is none."""
    return [each for each in text.split(",") if each and each not in WORDS]


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Statuses:
    return Statuses(frozenset(filter(None, text.split(","))))


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
        return _parsed(text)

    @classmethod
    def all_of(cls, several: Iterable[Statuses]) -> Statuses:
        """Every status of several values."""
        return cls(frozenset().union(*(each.letters for each in several)))

    def __str__(self) -> str:
        return ",".join(self)

    def __repr__(self) -> str:
        return f"Statuses({str(self)!r})"  # a set alone is told in an order of chance

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self.letters))

    def __contains__(self, letter: str) -> bool:
        return letter in self.letters

    def __bool__(self) -> bool:
        return bool(self.letters)

    def without(self, letter: str) -> Statuses:
        """The others."""
        return Statuses(self.letters - {letter})

    def beside(self, text: str) -> str:
        """A text with the marks of these statuses that it does not have yet: `1,882 [e]`."""
        return " ".join([text, *(f"[{letter}]" for letter in self if f"[{letter}]" not in text)])

    def __or__(self, letters: Iterable[str]) -> Statuses:
        return Statuses(self.letters | set(letters))

    @property
    def words(self) -> str:
        """What they tell a reader, such as `rests on reconstructed data, provisional`."""
        return ", ".join(WORDS[letter].of_value for letter in self)

    @property
    def of_rows(self) -> str:
        """What they tell of a source's rows, such as `reconstructed [e]`; rows without a status are final."""
        return " and ".join(f"{WORDS[letter].of_rows or WORDS[letter].of_value} [{letter}]" for letter in self) or "final"


NONE, NOT_KNOWN, HELD_BACK = Statuses(), Statuses(frozenset(MISSING)), Statuses(frozenset(CONFIDENTIAL))
