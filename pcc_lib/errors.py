"""Errors that a person reads: each names the file, the place, what was found and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

from pcc_lib.text import visible

MOST_ALIKE = 5  # faults of one kind in one column that are told one by one
_MANY = {"is": "are", "has": "have", "stands": "stand"}
LONGEST = 600  # characters of one part of a fault: a list of known names fits, a pasted file does not


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where it is, what was found there, and the next move."""

    file: str
    place: str
    found: str
    todo: str = ""

    def __str__(self) -> str:
        file, place, found, todo = (visible(str(t), "", LONGEST) for t in (self.file, self.place, self.found, self.todo))
        where = f"{file}, {place}" if place else file
        return f"{where}: {found}" + (f" {todo}" if todo else "")


class Odd(NamedTuple):
    """A cell, or with no column a row, that is wrong: `'abc' is not a number`; `said` begins with is, has or stands.

    `cell` is what stands there; None where that says nothing.
    """

    row: int
    column: str
    cell: str | None
    said: str
    todo: str


def alike(file: str, found: Iterable[Odd]) -> list[Fault]:
    """One fault for each, or, where more than five of one column are of a kind, one for all: 108 lines hide what they say."""
    kinds: dict[tuple[str, str], list[Odd]] = {}
    for odd in found:
        kinds.setdefault((odd.column, odd.said), []).append(odd)
    return [fault for kind in kinds.values() for fault in
            ([_many(file, kind)] if len(kind) > MOST_ALIKE else [_single(file, odd) for odd in kind])]


def _single(file: str, odd: Odd) -> Fault:
    place = f"row {odd.row}, column {odd.column}" if odd.column else f"row {odd.row}"
    return Fault(file, place, f"{_cited(odd)} {odd.said}.".lstrip(), odd.todo)


def _many(file: str, kind: list[Odd]) -> Fault:
    first, (verb, _, rest) = kind[0], kind[0].said.partition(" ")
    said = f"{len(kind):,} {'cells' if first.column else 'rows'} {_MANY[verb]} {rest}, the first in row {first.row}"
    todo = first.todo if len({odd.todo for odd in kind}) == 1 else f"In row {first.row}: {first.todo}"
    cited = f": {_cited(first)}" if first.cell is not None else ""
    return Fault(file, f"column {first.column}" if first.column else "", f"{said}{cited}.", todo)


def _cited(odd: Odd) -> str:
    return f"'{odd.cell}'" if odd.column and odd.cell is not None else odd.cell or ""


class ReportError(Exception):
    """Base of all errors that are shown without a traceback."""


class FaultsError(ReportError):
    """Several faults, found together and reported together."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = [f"  {fault}" for fault in self.faults]
        count = len(lines)
        return "\n".join([f"{count} fault{'' if count == 1 else 's'} found:", *lines])


class DefinitionError(FaultsError):
    """A definition (measure, topic, plan, quarter) is wrong."""


class DataError(FaultsError):
    """A data file is wrong."""


class CommentaryError(FaultsError):
    """A commentary file is wrong: an unknown figure, a typed number, forbidden markup."""


class BuildError(ReportError):
    """A page or the book could not be built."""


def suggest(word: str, known: Iterable[str]) -> str:
    """'Did you mean …?' for a near miss, else the list of what exists (shortened)."""
    known = sorted(known)
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"Did you mean '{close[0]}'?"
    shown = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
    return f"Known: {shown or 'none'}."


def raise_if(error: type[FaultsError], faults: Iterable[Fault]) -> None:
    """Raise `error` with all `faults`, if there are any."""
    faults = list(faults)
    if faults:
        raise error(faults)


def told(place: str, find: Callable[[], object]) -> list[Fault]:
    """The faults that `find` returns or raises; a ReportError without a place of its own is told of `place`."""
    try:
        found = find()
    except FaultsError as error:
        return error.faults
    except ReportError as error:
        return [Fault(place, "", str(error).removeprefix(f"{place}: "))]
    return [f for f in found if isinstance(f, Fault)] if isinstance(found, list) else []
