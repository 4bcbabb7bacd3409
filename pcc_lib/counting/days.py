"""Dates of incidents: what is one, and what has become of a cell that is none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from pcc_lib.core.errors import Fault
from pcc_lib.inputs.models.table_schema import TableField
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.spoilt import SHOWN_CELL

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WITH_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+(?:Z|[+-][0-9:]+)?")
_SERIAL = re.compile(r"[34][0-9]{4}(?:\.[0-9]+)?")
_LIKE = "Write it like 2023-10-14"
_WHOLE = f"{_LIKE}; a whole column is written so by whoever makes the file."


def day_faults(rows: Sequence[int], cells: Sequence[str], field: TableField, file: str, needed: bool) -> Iterator[Fault]:
    """A fault for each cell that is no date; of a blank, where one is `needed`. rows: two less than in a spreadsheet."""
    known: dict[str, tuple[str, str] | None] = {}
    for i, cell in zip(rows, cells, strict=True):
        if cell not in known:
            known[cell] = _wrong(cell, needed)
        if wrong := known[cell]:
            yield Fault(file, f"row {i + 2}, column {field.name}", *wrong)


def _wrong(cell: str, needed: bool) -> tuple[str, str] | None:
    if not cell:
        return ("is blank, and a row needs its date.", f"{_LIKE}, or take the row out.") if needed else None
    if _DAY.fullmatch(cell):
        try:
            date.fromisoformat(cell)
            return None
        except ValueError:
            return f"'{cell}' is no day of the calendar.", "Correct the cell."
    name = shown(cell, SHOWN_CELL)
    if _WITH_TIME.fullmatch(cell):
        return f"'{name}' holds a time too, and a date is wanted.", _WHOLE
    if _SERIAL.fullmatch(cell):
        return f"'{name}' is the number that Excel has for a date.", _WHOLE
    return f"'{name}' is not a date.", _WHOLE


def no_part_fault(row: int, column: str, file: str) -> Fault:
    """A row that says of no part that it belongs to it."""
    todo = f"Write the {column}, or take the row out; a part that is not known may have a value of its own, such as other."
    return Fault(file, f"row {row + 2}, column {column}", "is blank.", todo)
