"""What came in for one source: cells by period and part, in the source's own form, and where each of them stood.

This is the seam of the room. Whatever reads a file (an extract, a pasted table, the sheet that `pcc sheet` wrote) ends with an
`Incoming`; `plan.plan_of` holds it against the source, and `writing.write` writes all plans or none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from pcc_lib.core.errors import DataError, Fault, raise_if
from pcc_lib.inputs.models.telling import shown

Key = tuple[str, ...]  # what tells a row from all others: of a source, its period as the file writes it, and its part
NOTHING: Mapping[str, str] = MappingProxyType({})
SHOWN = 40


@dataclass(frozen=True)
class Origin:
    """Where a cell stood: the file as it was named, its sheet (blank in a text file), and the cell, such as `C7`."""

    file: str
    sheet: str = ""
    cell: str = ""

    @property
    def place(self) -> str:
        """`sheet 'Data', cell C7`, as a fault places it."""
        sheet = f"sheet '{shown(self.sheet, SHOWN)}'" if self.sheet else ""
        return ", ".join(each for each in (sheet, f"cell {self.cell}" if self.cell else "") if each)

    def __str__(self) -> str:
        return f"{self.file}, {self.place}" if self.place else self.file

    def fault(self, found: str, todo: str) -> Fault:
        """What is wrong with this cell, and what to do."""
        return Fault(self.file, self.place, found, todo)


class Given(NamedTuple):
    """One cell that came in. text: its value as the source's CSV would write it; blank where it is not known.

    rounded: the same as the file shows it, where it shows less digits than it holds; blank where both are one.
    """

    text: str
    origin: Origin
    rounded: str = ""


@dataclass(frozen=True)
class Doubt:
    """What may be wrong with what came in, though it can be read: a person has to look at it before it is written.

    told: where, what was seen, and what to do. key, column: the cell that it is of; none where it is of a whole table.
    """

    told: Fault
    key: Key | None = None
    column: str = ""


@dataclass(frozen=True)
class Incoming:
    """All that came in for one source.

    rows: of each period (written as the source's file writes it) and part, the cells by column; a column that is not named did
    not come. `status` may be among the columns, with letters such as `p`; `kind` may be, and else is as the source has it.
    edited: whether it is the held table itself, gone over by a person, as `pcc sheet` reads it back. A blank cell then takes a
    value away, and an untouched value says nothing new of a reconstructed row. An extract's blank takes nothing away, and a row
    that it gives whole is no longer reconstructed.
    notes: what was seen and not taken (extra columns, totals that agree), in sentences for whoever receives.
    doubts: what was seen in the file that may make its numbers others than they seem.
    learnt: what a person has to confirm before it is written into the source's descriptor (see `received` there).
    """

    source: str
    rows: Mapping[Key, Mapping[str, Given]]
    edited: bool = False
    notes: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    learnt: Mapping[str, object] = field(default_factory=dict)

    @cached_property
    def columns(self) -> list[str]:
        """The columns that came, in the order in which they first did."""
        return list(dict.fromkeys(column for cells in self.rows.values() for column in cells))


def joined(several: Iterable[Incoming]) -> list[Incoming]:
    """One for each source: what several files or sheets hold of it, together.

    A DataError names both places of a cell that two of them give, and give differently.
    """
    by_source: dict[str, list[Incoming]] = {}
    for each in several:
        by_source.setdefault(each.source, []).append(each)
    faults: list[Fault] = []
    found = [_one(parts, faults) for parts in by_source.values()]
    raise_if(DataError, faults)
    return found


def _one(parts: Sequence[Incoming], faults: list[Fault]) -> Incoming:
    rows: dict[Key, dict[str, Given]] = {}
    for each in parts:
        for key, cells in each.rows.items():
            mine = rows.setdefault(key, {})
            for column, given in cells.items():
                other = mine.setdefault(column, given)
                if other.text != given.text:
                    faults.append(_contradiction(key, column, other, given))
    learnt = {key: value for each in parts for key, value in each.learnt.items()}
    notes = Counter(note for each in parts for note in each.notes)
    doubts = dict.fromkeys(doubt for each in parts for doubt in each.doubts)
    return replace(parts[0], rows=rows, notes=tuple(notes), doubts=tuple(doubts), learnt=learnt)


def _contradiction(key: Key, column: str, one: Given, other: Given) -> Fault:
    found = f"gives {other.text or 'a blank'} for {key[0]}, {key[1]}, {column}, and {one.origin} gives {one.text or 'a blank'}."
    alike = (one.origin.file, one.origin.sheet) == (other.origin.file, other.origin.sheet)
    apart = 'leave the other by its title: --map "TITLE="' if alike else "name its sheet with --sheet"
    return other.origin.fault(found, f"Send the right one alone, or {apart}.")
