"""One cell of a sheet that came back, as the column's CSV would write it; or why it cannot be taken, and what to do."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from pcc_lib.inputs.models.table_schema import TableField
from pcc_lib.inputs.models.telling import shown
from pcc_lib.receiving.columns import written
from pcc_lib.receiving.grid import Cell, squeezed
from pcc_lib.receiving.incoming import SHOWN
from pcc_lib.receiving.sheet_form import Column

Wrong = tuple[str, str]  # what was found, and what to do
_MONTH_OR_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
_FIRST_YEAR = 1990  # a year alone, such as 2024, becomes a day of 1905 in a cell of dates


def text_of(column: Column, cell: Cell) -> tuple[str, Wrong | None]:
    """The text of a cell; blank, with what is wrong, where it cannot be taken."""
    wrong = _wrong(column, cell)
    if wrong:
        return "", wrong
    if column.number:
        return _number(column, cell), None
    return (_day(cell) if column.day else plain(cell)), None


def plain(cell: Cell) -> str:
    """A cell of text; a number as its digits."""
    value = cell.value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return f"{value:.15g}"
    return value.strip() if isinstance(value, str) else str(value)


def unit_of(about: TableField) -> str:
    """What a column holds, in a word: its unit, else numbers."""
    return about.unit if about.unit and about.unit != "%" else "percentages" if about.unit else "numbers"


def _wrong(column: Column, cell: Cell) -> Wrong | None:
    if column.number:
        return _no_number(column.about, cell)
    return _no_day(column.name, cell) if column.day else _no_text(column.name, cell)


# ── numbers ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _number(column: Column, cell: Cell) -> str:
    if isinstance(cell.value, int | float):
        number = Decimal(f"{cell.value:.15g}")
        return written(number * 100 if _is_share(cell) else number, column.about)
    text = squeezed(str(cell.value))
    return "" if text in column.missing else text


def _no_number(about: TableField, cell: Cell) -> Wrong | None:
    value, what = cell.value, unit_of(about)
    if isinstance(value, bool):
        return f"is {str(value).upper()}, and {about.name} holds {what}.", "Write the number."
    if isinstance(value, time | timedelta):
        return f"is a time ({value}), and {about.name} holds {what}.", f"Write how many {what} it is."
    if isinstance(value, date | datetime):
        return f"is a date ({value:%Y-%m-%d}), and {about.name} holds {what}.", "Write the number again."
    if isinstance(value, float) and not math.isfinite(value):
        return f"is not a number, and {about.name} holds {what}.", "Write the number."
    if _is_share(cell) and about.unit != "%":
        return (
            f"is a percentage ({_percent(cell)}), and {about.name} holds {what}.",
            f"Write how many {what} it is, without a per cent sign.",
        )
    return None


def _is_share(cell: Cell) -> bool:
    """Whether a number is shown as a percentage: 0.13 as 13%."""
    return "%" in _bare(cell.form) and isinstance(cell.value, int | float)


def _percent(cell: Cell) -> str:
    return f"{float(cell.value) * 100:.10g}%" if isinstance(cell.value, int | float) else ""


def _bare(form: str) -> str:
    """A number format without the words in it, and what is marked to stand as it is."""
    return re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", form)


# ── texts and days ────────────────────────────────────────────────────────────────────────────────────────────────────
def _no_text(name: str, cell: Cell) -> Wrong | None:
    """A cell that a spreadsheet has made a date, a time or a share of: what was written in it is no longer known."""
    again = "Give the cell the format Text, and write it again."
    if isinstance(cell.value, time | timedelta):
        return f"is a time ({cell.value}), and {name} holds text.", again
    if isinstance(cell.value, date | datetime):
        return f"is a date ({cell.value:%Y-%m-%d}), and {name} holds text.", again
    if _is_share(cell):
        return f"is a percentage ({_percent(cell)}), and {name} holds text.", again
    return None


def _no_day(name: str, cell: Cell) -> Wrong | None:
    again = "Write a month or a day, such as 2024-01 or 2024-01-31."
    value = cell.value
    if isinstance(value, datetime) and value.time() != time():
        return f"is a time of a day ({value:%Y-%m-%d %H:%M}), and {name} holds months and days.", again
    if isinstance(value, date) and value.year < _FIRST_YEAR:
        return f"is {value:%Y-%m-%d}, which a spreadsheet makes of a bare number such as a year.", again
    if not isinstance(value, date) and not (isinstance(value, str) and _MONTH_OR_DAY.fullmatch(value.strip())):
        return f"is no month and no day ('{shown(cell.shown, SHOWN)}'), and {name} holds these.", again
    return None


def _day(cell: Cell) -> str:
    """A month where the cell shows no day and holds the first; else the day. A text stands as it is."""
    if not isinstance(cell.value, date):
        return plain(cell)
    shows_day = not cell.form or "d" in _bare(cell.form).lower()
    return f"{cell.value:%Y-%m-%d}" if shows_day or cell.value.day != 1 else f"{cell.value:%Y-%m}"
