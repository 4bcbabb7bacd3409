"""Tables of sources as they stand in a CSV: rows and cells, numbers where a column has them, periods and keys."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass

import pandas as pd

from pcc_lib.core.errors import DataError, Fault, raise_if, suggest
from pcc_lib.core.frames import column_of, each_cell
from pcc_lib.core.status import WORDS, unknown_in
from pcc_lib.inputs.models.sources import PERIODS, Descriptor
from pcc_lib.inputs.models.telling import shown

NUMERIC = ("integer", "number")
SHOWN_CELL = 40
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}(?:\.0{0,15})?")  # 101.0 is how pandas writes a count beside a blank
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})(?:[eE][+-]?[0-9]{1,2})?")


@dataclass(frozen=True)
class Table:
    """A table as it stands in the file: its cells by column. A row's number + 2 is the row that a spreadsheet shows."""

    rows: list[int]
    cells: dict[str, list[str]]


def table_of(text: str, file: str, about: Descriptor) -> Table:
    """The text of a source's CSV as its table; a DataError lists every fault of its header and of the shape of its rows."""
    rows = csv_rows(text, file)
    wanted = [f.name for f in about.fields]
    if not rows:
        raise DataError([Fault(file, "", "the file is empty.", f"Its first row must be: {','.join(wanted)}.")])
    header = [h.strip() for h in rows[0]]
    raise_if(DataError, separator_faults(header, file))
    faults = column_faults(header, wanted, file, f"The columns are: {', '.join(wanted)}.")
    faults += [
        Fault(file, f"row {i}", f"has {len(row)} cells, the header has {len(header)}.", "Check the commas.")
        for i, row in enumerate(rows[1:], start=2)
        if row and len(row) != len(header)
    ]
    raise_if(DataError, faults)
    raise_if(DataError, empty_faults(rows, file))
    kept = {i: row for i, row in enumerate(rows[1:]) if row}
    at = {name: header.index(name) for name in wanted}
    return Table(list(kept), {name: [row[i].strip() for row in kept.values()] for name, i in at.items()})


def csv_rows(text: str, file: str) -> list[list[str]]:
    """Rows of cells; a DataError where a quotation mark is left open."""
    try:
        return list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error:
        at = next((i for i, row in enumerate(text.split("\n"), 1) if row.count('"') % 2), 0)
        place = f"line {at}" if at else ""
        what = "a quotation mark is not closed, or stands inside a cell." if '"' in text else "cannot be read as a table."
        todo = 'Write a cell with a comma as "a, b", and a quotation mark in it twice.'
        raise DataError([Fault(file, place, what, todo)]) from None


def separator_faults(header: list[str], file: str) -> list[Fault]:
    """One fault where cells are not separated by commas."""
    odd = next((m for m in (";", "\t", "|") if len(header) == 1 and m in header[0]), "")
    mark = {"\t": "tabs"}.get(odd, f"'{odd}'")
    return [Fault(file, "row 1", f"the cells are separated by {mark}.", "Save it as CSV UTF-8 with commas.")] if odd else []


def column_faults(header: list[str], wanted: list[str], file: str, todo: str) -> list[Fault]:
    """Columns that are missing (`todo` says what to do), that are not known, and that stand twice."""
    faults = [Fault(file, "row 1", f"the column '{c}' is missing.", todo) for c in wanted if c not in header]
    faults += [Fault(file, "row 1", f"unknown column '{c}'.", suggest(c, wanted)) for c in header if c not in wanted]
    twice = (c for c in dict.fromkeys(header) if header.count(c) > 1)
    return faults + [Fault(file, "row 1", f"the column '{c}' stands twice.", "Keep one.") for c in twice]


def empty_faults(rows: list[list[str]], file: str) -> list[Fault]:
    """A fault for each run of rows that hold commas and no cell."""
    empty = [i for i, row in enumerate(rows, 1) if row and not any(cell.strip() for cell in row)]
    firsts = [i for i in empty if i - 1 not in empty]
    lasts = [i for i in empty if i + 1 not in empty]
    return [
        Fault(
            file, "", f"rows {a} to {b} are empty." if b > a else f"row {a} is empty.", "Delete them." if b > a else "Delete it."
        )
        for a, b in zip(firsts, lasts, strict=True)
    ]


def typed(table: Table, file: str, about: Descriptor) -> tuple[pd.DataFrame, list[Fault]]:
    """The cells of each column as its type has them (texts, or floats), and a fault for each that is not of it."""
    faults: list[Fault] = []
    columns: dict[str, pd.Series] = {}
    index = pd.Index(table.rows, dtype="int64")
    for field in about.fields:
        cells = table.cells[field.name]
        if field.type not in NUMERIC:
            columns[field.name] = pd.Series(cells, index=index, dtype="str")
            continue
        # cell by cell: pandas takes five times as long over a few hundred rows
        columns[field.name] = pd.Series([_number(cell) for cell in cells], index=index, dtype="float64")
        faults += [
            Fault(file, f"row {i + 2}, column {field.name}", *wrong)
            for i, cell in zip(table.rows, cells, strict=True)
            if (wrong := _wrong_number(cell, field.type))
        ]
    return pd.DataFrame(columns), faults


def _number(cell: str) -> float:
    return float(cell) if _NUMBER.fullmatch(cell) else math.nan


def _wrong_number(cell: str, kind: str) -> tuple[str, str] | None:
    """What is wrong with a cell of a column of numbers, and what to do; blank is not known, and so not wrong."""
    if not cell or (_WHOLE if kind == "integer" else _NUMBER).fullmatch(cell):
        return None
    if kind == "integer" and _number(cell) % 1 == 0:  # 1e3 is what a spreadsheet has cut short
        return f"'{shown(cell, SHOWN_CELL)}' is not written as a whole number.", f"Write {_number(cell):.0f}."
    return f"'{shown(cell, SHOWN_CELL)}' is not a {'whole ' if kind == 'integer' else ''}number.", (
        "Correct the cell; leave it blank where the value is not known."
    )


def key_faults(frame: pd.DataFrame, file: str, about: Descriptor) -> list[Fault]:
    """Cells that are no period or no part, and rows of a period and part that another row has already told."""
    period, breakdown = about.period, about.breakdown
    form = re.compile(PERIODS[period])
    faults = [
        Fault(
            file,
            f"row {i + 2}, column {period}",
            f"'{shown(cell, SHOWN_CELL)}' is not a {period}.",
            "Write it like 2023-10." if period == "month" else "Write it like 2023 or 2022-23.",
        )
        for i, cell in each_cell(column_of(frame, period))
        if not form.fullmatch(cell)
    ]
    faults += [
        Fault(file, f"row {i + 2}, column {breakdown}", "is empty.", "Write the value.")
        for i in frame.index[column_of(frame, breakdown) == ""]
    ]
    repeated = frame.duplicated([period, breakdown])
    return faults + [
        Fault(file, f"row {i + 2}", f"{frame[period][i]}, {frame[breakdown][i]} stands twice.", "Keep one row.")
        for i in frame.index[repeated]
    ]


def status_faults(frame: pd.DataFrame, file: str) -> list[Fault]:
    """Cells of the column `status` that hold what no reader is told the meaning of: no figure could carry it."""
    return [
        Fault(file, f"row {i + 2}, column status", f"'{shown(odd[0], SHOWN_CELL)}' is no status.", suggest(odd[0], WORDS))
        for i, cell in each_cell(column_of(frame, "status"))
        if (odd := unknown_in(cell))
    ]
