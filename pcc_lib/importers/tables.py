"""A table of a publication, as CSV: read whole, with every fault told by row and column."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pcc_lib.core.errors import DataError, Fault, raise_if, suggest
from pcc_lib.core.os_words import fault_of
from pcc_lib.importers.faults import capped, shown

WHOLE = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
MAX_BYTES = 64 * 1024 * 1024  # far above any genuine table


class Row(NamedTuple):
    """Row number as a spreadsheet shows it, and its cells."""

    number: int
    cells: list[str]


@dataclass
class Table:
    """A CSV as read: its name, header, rows, and the faults found in it."""

    name: str
    header: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, place: str, found: str, todo: str) -> None:
        """Note a fault at a place in this file."""
        self.faults.append(Fault(self.name, place, found, todo))

    def need(self, wanted: Iterable[str]) -> None:
        """Note which columns are missing, and which stand twice."""
        for column in wanted:
            if column not in self.header:
                self.fault("row 1", f"the column '{column}' is missing.", suggest(column, [h for h in self.header if h]))
        for column in dict.fromkeys(h for h in self.header if h and self.header.count(h) > 1):
            self.fault("row 1", f"the column '{column}' stands twice.", "Keep one.")

    def text(self, row: Row, column: str) -> str:
        """A cell as it stands."""
        return row.cells[self.header.index(column)]

    def number(self, row: Row, column: str) -> int | None:
        """A count in a cell, with or without thousands commas and `.00`; None where it is blank, or no count: a fault."""
        given = self.text(row, column)
        text = re.sub(r"\.0*$", "", given.strip())
        if not text:
            return None
        if not WHOLE.fullmatch(text):
            self.fault(
                f"row {row.number}, column {column}",
                f"{shown(given)} is not a whole number.",
                "Correct the cell, or leave it blank where the number is not known.",
            )
            return None
        return int(text.replace(",", ""))


def read_table(path: Path) -> Table:
    """Header and rows of a CSV; nameless columns at its right end are dropped where they are empty.

    What cannot be read is a fault of the table, not an error.
    """
    table = Table(path.name)
    try:
        if path.stat().st_size > MAX_BYTES:
            table.fault("", "is larger than any such table.", "Name the CSV file.")
            return table
        return table_of(path.name, path.read_bytes())
    except OSError as error:
        why = fault_of(error, "read", path.name)
        table.fault("", why.found, why.todo)
    return table


def table_of(name: str, content: bytes) -> Table:
    """The same of the bytes of a CSV that were read already."""
    table = Table(name)
    try:
        rows = list(csv.reader(content.decode("utf-8-sig").splitlines(), strict=True))
    except UnicodeDecodeError as error:
        table.fault("", f"byte 0x{error.object[error.start]:02x} is not UTF-8.", "Save the file as 'CSV UTF-8'.")
    except csv.Error as error:
        table.fault("", f"not CSV ({error}).", "Fetch the file again.")
    else:
        _fill(table, rows)
    return table


def _fill(table: Table, rows: list[list[str]]) -> None:
    kept = [Row(i, [c.strip() for c in row]) for i, row in enumerate(rows, 1) if any(c.strip() for c in row)]
    if len(kept) < 2:
        table.fault("", "holds no rows.", "Fetch the file again.")
        return
    table.header, table.rows = kept[0].cells, kept[1:]
    width = len(table.header)
    for number, cells in table.rows:
        if len(cells) != width:
            table.fault(f"row {number}", f"has {len(cells)} cells, the header has {width}.", "Check the commas.")
    if not table.faults:
        _drop_nameless(table)


def _drop_nameless(table: Table) -> None:
    while table.header and not table.header[-1]:
        if any(row.cells[-1] for row in table.rows):
            table.fault("row 1", f"column {len(table.header)} has values and no name.", "Name it, or empty it.")
            return
        table.header.pop()
        for row in table.rows:
            row.cells.pop()


def raise_faults(tables: Iterable[Table]) -> None:
    """Raise a DataError with the faults of all tables, if there are any; each once."""
    faults: list[Fault] = []
    for table in tables:
        faults += capped(list(dict.fromkeys(table.faults)), partial(_rest, table.name))
    raise_if(DataError, faults)


def _rest(name: str, more: int) -> Fault:
    return Fault(name, "", f"and {more:,} more faults.", "Is it the right file?")
