"""Faults of the rows of small tables: which cell, and what to do where a spreadsheet has spoilt it, or where it is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

from pydantic.fields import FieldInfo

from pcc_lib.core.errors import Fault
from pcc_lib.inputs.models.kinds import DayOrMonth, Period
from pcc_lib.inputs.models.rows import BareNumber, Row
from pcc_lib.inputs.spoilt import BLANK, Spoilt, says_unknown, spoilt_date, spoilt_number

LEFT_OUT = "Write it; a row of which it is not known is left out."
_DATES, _NUMBERS = ({get_args(kind)[1] for kind in kinds} for kinds in ((DayOrMonth, Period), (BareNumber,)))


def of_cell(fault: Fault, row: int, cells: Mapping[str, str], model: type[Row]) -> Fault:
    """A fault of a row, told of its cell. fault: as its model tells it, whose place is the column."""
    column = fault.place
    field = model.model_fields.get(column)
    words = _words(fault, cells.get(column, ""), field) if field else None
    place = f"row {row}, column {column}" if column else f"row {row}"
    if words is None:
        return replace(fault, place=place)
    return Fault(fault.file, place, *words)


def _words(fault: Fault, cell: str, field: FieldInfo) -> Spoilt | None:
    if not cell:
        return Spoilt("is blank.", LEFT_OUT, "") if field.is_required() else None  # why it may not be, its model says
    if says_unknown(cell):
        return Spoilt(fault.found, LEFT_OUT if field.is_required() else BLANK, "")
    if _DATES.intersection(field.metadata):
        return spoilt_date(cell, "2023-10")
    if field.annotation in (int, float, int | None) or _NUMBERS.intersection(field.metadata):
        return spoilt_number(cell, described=False)
    return None
