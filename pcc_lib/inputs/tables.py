"""Tables of sources as they stand in a CSV: rows and cells, numbers where a column has them, periods and keys."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import pandas as pd

from pcc_lib.core.calendars import form_of
from pcc_lib.core.errors import DataError, Fault, raise_if, suggest
from pcc_lib.core.frames import column_of, each_cell, rows_where
from pcc_lib.core.status import WORDS, unknown_in
from pcc_lib.inputs.cells import SHOWN_CELL, NumberForm, are_counts
from pcc_lib.inputs.models.incidents import Incidents
from pcc_lib.inputs.models.sources import Descriptor
from pcc_lib.inputs.models.table_schema import Dialect, TableField
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.spoilt import bracketed, says_unknown

NUMERIC = ("integer", "number")
PLAIN: Mapping[str, Any] = MappingProxyType({})  # commas and double quotation marks


@dataclass(frozen=True)
class Table:
    """A table as it stands in the file: its cells by column, blank where a mark of the descriptor says that a value is missing.

    A row's number + 2 is the row that a spreadsheet shows.
    """

    rows: list[int]
    cells: dict[str, list[str]]


def table_of(text: str, file: str, about: Descriptor) -> Table:
    """The text of a source's CSV as its table; a DataError lists every fault of its header and of the shape of its rows."""
    wanted, dialect = [f.name for f in about.fields], about.dialect
    rows = csv_rows(text, file, dialect.control.reading)
    if not rows:
        raise DataError([Fault(file, "", "the file is empty.", f"Its first row must be: {','.join(wanted)}.")])
    header, faults = header_of(rows, file, about)
    rows = [[] if i <= dialect.header_row or dialect.passes_over(i, row) else row for i, row in enumerate(rows, 1)]
    faults += shape_faults(enumerate(rows, 1), len(header), file, dialect)
    raise_if(DataError, faults)
    raise_if(DataError, empty_faults(rows, file))
    kept = {i - 2: row for i, row in enumerate(rows, 1) if row}
    at = {f.name: (header.index(f.name), about.table.missing_in(f)) for f in about.fields}
    return Table(list(kept), {name: cells_of(list(kept.values()), i, gone) for name, (i, gone) in at.items()})


def shape_faults(rows: Iterable[tuple[int, list[str]]], width: int, file: str, dialect: Dialect) -> Iterator[Fault]:
    """A fault for each row, with its number, that has not as many cells as the header has (`width`)."""
    todo = f"Check the {_marks(dialect)}."
    for i, row in rows:
        if row and len(row) != width:
            yield Fault(file, f"row {i}", f"has {len(row)} cells, the header has {width}.", todo)


def cells_of(rows: Sequence[Sequence[str]], at: int, missing: frozenset[str]) -> list[str]:
    """The cells of one column; blank where a mark says that a value is missing."""
    return ["" if (cell := row[at].strip()) in missing else cell for row in rows]


def _marks(dialect: Dialect) -> str:
    return {",": "commas", ";": "semicolons", "\t": "tabs"}.get(dialect.control.delimiter, "bars")


def header_of(rows: list[list[str]], file: str, about: Descriptor | Incidents) -> tuple[list[str], list[Fault]]:
    """The names of the columns in their order, and what is wrong with them; a DataError where there is no such row."""
    wanted, dialect = [f.name for f in about.fields], about.dialect
    if not dialect.header_row:
        return wanted, []
    place, row = f"row {dialect.header_row}", rows[dialect.header_row - 1] if dialect.header_row <= len(rows) else []
    if not row or dialect.passes_over(dialect.header_row, row):
        todo = "Name the row of the header in the descriptor, such as dialect: {headerRows: [2]}."
        raise DataError([Fault(file, place, "holds no header.", todo)])
    header = [h.strip() for h in row]
    raise_if(DataError, [replace(fault, place=place) for fault in separator_faults(header, file, dialect.control.delimiter)])
    faults = column_faults(header, wanted, file, f"The columns are: {', '.join(wanted)}.")
    return header, [replace(fault, place=place) for fault in faults]


def csv_rows(text: str, file: str, reading: Mapping[str, Any] = PLAIN) -> list[list[str]]:
    """Rows of cells; a DataError where a quotation mark is left open. `reading`: how `csv.reader` is to take them."""
    try:
        return list(csv.reader(io.StringIO(text), strict=True, **reading))
    except csv.Error:
        raise DataError([quotation_fault(text.split("\n"), file, reading.get("quotechar", '"'))]) from None


def quotation_fault(lines: Iterable[str], file: str, quote: str) -> Fault:
    """Why the lines of a file are no table."""
    at, quoted = 0, False
    for i, line in enumerate(lines, 1):
        quoted = quoted or quote in line
        if line.count(quote) % 2:
            at = i
            break
    place = f"line {at}" if at else ""
    what = "a quotation mark is not closed, or stands inside a cell." if quoted else "cannot be read as a table."
    todo = f"Write a cell with a comma as {quote}a, b{quote}, and a quotation mark in it twice."
    return Fault(file, place, what, todo)


def separator_faults(header: list[str], file: str, delimiter: str = "") -> list[Fault]:
    """One fault where cells are separated by another mark than `delimiter`; without one, than the comma that all files have."""
    if header and header[0].lower().startswith("sep="):
        return [Fault(file, "row 1", f"is '{header[0]}', a note to Excel and no header.", "Delete the row.")]
    odd = next((m for m in (",", ";", "\t", "|") if len(header) == 1 and m != (delimiter or ",") and m in header[0]), "")
    mark = {"\t": "tabs", ",": "commas"}.get(odd, f"'{odd}'")
    written = "\\t" if odd == "\t" else odd
    or_say = f', or write dialect: {{delimiter: "{written}"}} in the descriptor.' if delimiter else "."
    todo = f"Save it as CSV UTF-8 with commas{or_say}"
    return [Fault(file, "row 1", f"the cells are separated by {mark}.", todo)] if odd else []


def column_faults(header: list[str], wanted: list[str], file: str, todo: str) -> list[Fault]:
    """Columns that are missing (`todo` says what to do), that are not known, and that stand twice."""
    faults = [Fault(file, "row 1", f"the column '{c}' is missing.", todo) for c in wanted if c not in header]
    if nameless := header.count(""):
        found = "a column has no name." if nameless == 1 else f"{nameless} columns have no name."
        faults.append(
            Fault(
                file,
                "row 1",
                found,
                "Delete them, with their cells: a spreadsheet adds such columns."
                if nameless > 1
                else "Delete it, with its cells, or name it.",
            )
        )
    faults += [Fault(file, "row 1", f"unknown column '{c}'.", suggest(c, wanted)) for c in header if c and c not in wanted]
    twice = (c for c in dict.fromkeys(header) if c and header.count(c) > 1)
    return faults + [Fault(file, "row 1", f"the column '{c}' stands twice.", "Keep one.") for c in twice]


def empty_faults(rows: list[list[str]], file: str) -> list[Fault]:
    """A fault for each run of rows that hold commas and no cell."""
    return empty_runs([i for i, row in enumerate(rows, 1) if is_empty(row)], file)


def is_empty(row: Sequence[str]) -> bool:
    """Whether a row holds commas and no cell."""
    return bool(row) and not any(cell.strip() for cell in row)


def empty_runs(empty: Sequence[int], file: str) -> list[Fault]:
    """A fault for each run of empty rows, by their numbers."""
    there = set(empty)
    firsts = [i for i in empty if i - 1 not in there]
    lasts = [i for i in empty if i + 1 not in there]
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
        # without pandas, which takes five times as long over a few hundred rows
        columns[field.name] = pd.Series(NumberForm.of(field).read_all(cells), index=index, dtype="float64")
        faults += number_faults(table.rows, cells, field, file)
    return pd.DataFrame(columns), faults


def number_faults(rows: Sequence[int], cells: Sequence[str], field: TableField, file: str) -> Iterator[Fault]:
    """A fault for each cell of a column of numbers that is none."""
    if are_counts(cells):
        return
    form = NumberForm.of(field)
    for i, cell in zip(rows, cells, strict=True):
        if wrong := form.wrong(cell, field.constraints.required):
            yield Fault(file, f"row {i + 2}, column {field.name}", *wrong)


def key_faults(frame: pd.DataFrame, file: str, about: Descriptor) -> list[Fault]:
    """Cells that are no part, and rows of a period and part that another row has already told."""
    period, breakdown = about.period, about.breakdown
    field = about.field(breakdown)
    marks = ", or one of missingValues" if field and about.table.missing_in(field) != {""} else ""
    listed = bool(field and field.constraints.enum)
    todo = f"Write the {breakdown}, or take the row out; a part that is not known may have a value of its own, such as other."
    faults = [
        Fault(
            file,
            f"row {i + 2}, column {breakdown}",
            f"'{shown(cell, SHOWN_CELL)}' names no {breakdown}." if cell else f"is blank{marks}.",
            todo,
        )
        for i, cell in each_cell(column_of(frame, breakdown))
        if not cell or (not listed and cell.lower() != "unknown" and says_unknown(cell))
    ]
    sound = rows_where(frame, column_of(frame, period).map(lambda cell: bool(form_of(cell, period))))
    return faults + [
        Fault(file, f"row {i + 2}", f"{frame[period][i]}, {frame[breakdown][i]} stands twice.", "Keep one row.", "twice")
        for i in sound.index[sound.duplicated([period, breakdown])]
    ]


def status_faults(frame: pd.DataFrame, file: str) -> list[Fault]:
    """Cells of the column `status` that hold what no reader is told the meaning of: no figure could carry it."""
    return [
        Fault(file, f"row {i + 2}, column status", f"'{shown(odd[0], SHOWN_CELL)}' is no status.", _status_todo(cell, odd[0]))
        for i, cell in each_cell(column_of(frame, "status"))
        if (odd := unknown_in(cell))
    ]


def _status_todo(cell: str, odd: str) -> str:
    if letter := bracketed(odd):
        return f"Write {letter}, without brackets."
    several = re.sub(r"[\s;/+&]+", "", odd)
    if len(several) > 1 and set(several) <= set(WORDS):
        return f'Write several with commas between them, in quotation marks: "{",".join(several)}".'
    return "Leave it blank: a row without a status is final." if says_unknown(cell) else suggest(odd, WORDS)
