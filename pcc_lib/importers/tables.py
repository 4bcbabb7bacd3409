"""A table of a publication, as CSV: read whole, with every fault told by row and column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from pcc_lib.core.csv_cells import short_cells
from pcc_lib.core.errors import DataError, Fault, raise_if, suggest
from pcc_lib.importers.faults import capped, is_web_page, plain, shown
from pcc_lib.importers.given import UNREADABLE, GivenFile, broken

WHOLE = re.compile(r"\d{1,3}(?:,\d{3})+|\d+", re.ASCII)
MAX_BYTES = 64 * 1024 * 1024  # far above any genuine table
MOST = 100_000_000  # in a cell: more than anybody counts of a place, of its people and of its crimes
WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
NOT_GIVEN = ("[x]", "[z]", "[c]", "[u]", "..", ":", "n/a")  # the marks of publishers of statistics for what they do not give
_NOTE = re.compile(r"\s*\[(?:r|p|e|note \d+|\d+)\]$", re.IGNORECASE)


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
        """A count in a cell, with or without thousands commas, `.00` and the mark of a footnote; None where it is blank or
        marked as not given, and where it is no count: a fault."""
        given = self.text(row, column)
        text = re.sub(r"\.0*$", "", _NOTE.sub("", given.strip()))
        if not text or given.strip().lower() in NOT_GIVEN:
            return None
        place, blank = f"row {row.number}, column {column}", "Correct the cell, or leave it blank where the number is not known."
        if not WHOLE.fullmatch(text):
            self.fault(place, f"{shown(given)} is not a whole number.", blank)
            return None
        number = int(text.replace(",", "")) if len(text) <= 20 else MOST + 1
        if number > MOST:
            self.fault(place, f"{shown(given)} is larger than any such number.", blank)
            return None
        return number


def read_table(file: GivenFile) -> Table:
    """Header and rows of a CSV; nameless columns at its right end are dropped where they are empty.

    What cannot be read is a fault of the table, not an error.
    """
    table = Table(file.said)
    try:
        with file.open() as raw:
            content = raw.read(MAX_BYTES + 1)
    except UNREADABLE as error:
        table.faults.append(broken(file, error))
        return table
    text = _text(table, content)
    try:
        with short_cells():
            rows = list(csv.reader(io.StringIO(text, newline=""), strict=True)) if text else []
    except csv.Error as error:
        table.fault("", f"not CSV ({plain(str(error))}).", "Fetch the file again.")
    if not table.faults:
        _fill(table, rows)
    return table


def _text(table: Table, content: bytes) -> str:
    """The text of a table; blank, and a fault, where it is none."""
    if not content.strip():
        table.fault("", "the file is empty.", "Fetch the file again.")
    elif len(content) > MAX_BYTES:
        table.fault("", "is larger than any such table.", "Name the CSV file.")
    elif content.startswith(WORKBOOK):
        table.fault("", "is a workbook or an archive, and no CSV.", "Save its sheet as 'CSV UTF-8'.")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            table.fault("", f"byte 0x{error.object[error.start]:02x} is not UTF-8.", "Save the file as 'CSV UTF-8'.")
            return ""
        if is_web_page(text):
            table.fault("", "is a web page, and no CSV.", "Download the file again, and look at it.")
        elif "\0" in text:
            table.fault("", "has characters that no text has.", "Save the file as 'CSV UTF-8'.")
        else:
            return text
    return ""


def _fill(table: Table, rows: list[list[str]]) -> None:
    kept = [Row(i, [c.strip() for c in row]) for i, row in enumerate(rows, 1) if any(c.strip() for c in row)]
    if len(kept) < 2:
        table.fault("", "holds no rows.", "Fetch the file again.")
        return
    table.header, table.rows = kept[0].cells, kept[1:]
    if marks := [mark for mark in (";", "\t", "|") if len(table.header) == 1 and table.header[0].count(mark) > 1]:
        table.fault("row 1", f"cells are set apart by {shown(marks[0])}.", "Save the file as 'CSV UTF-8', with commas.")
        return
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
