"""A sheet to edit as a workbook: cells of their types, keys locked, notes on the heads, limits as validations; no macros.

The same rows give the same bytes: no clock and no name of a person goes into the file.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import register_namespace, tostring

from defusedxml import ElementTree
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from pcc_lib.core.packed import packed, parts_of
from pcc_lib.receiving import sheet_words
from pcc_lib.receiving.sheet_form import DAY, MONTH, TEXT, Column, Form
from pcc_lib.receiving.sheet_record import SHEET as RECORD
from pcc_lib.receiving.sheet_record import Record

README, DATA, LISTS = "Read me", "Data", "pcc lists"
TITLES, NAMES = 1, 2  # rows of the sheet of data above its cells
SPARE = 40  # open rows below, for what nobody expected
_CORE = "docProps/core.xml"
_DATES = "{http://purl.org/dc/terms/}*"  # created, modified
_NO_CLOCK = datetime(2000, 1, 1)
register_namespace("dc", "http://purl.org/dc/elements/1.1/")
register_namespace("cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties")
_GREY, _YELLOW, _HEAD = (PatternFill("solid", start_color=colour) for colour in ("EDEDED", "FFF8DC", "D9E2F0"))
_FAR = "1000000000000000"  # beyond it a number no longer holds every digit
_FIRST_DAY, _LAST_DAY = "36526", "73415"  # of 2000 and of 2100, as days since 1900: a year alone, such as 2024, lies far before
_WIDE = 48


def last_row(form: Form) -> int:
    """The last row that may be written in."""
    return NAMES + len(form.rows) + len(form.coming) + SPARE


def workbook(form: Form) -> bytes:
    """The bytes of the workbook."""
    book = Workbook()
    book.properties.creator = "pcc"
    book.properties.created = _NO_CLOCK
    _fill_readme(book.active, form)
    _fill_data(book.create_sheet(DATA), form)
    _fill_lists(book.create_sheet(LISTS), form)
    hidden = book.create_sheet(RECORD)
    for row, texts in enumerate(Record.of(form).texts, 1):
        _texts(hidden, row, texts)
    hidden.sheet_state = "veryHidden"
    out = io.BytesIO()
    book.save(out)
    return _without_clock(out.getvalue())


def _without_clock(raw: bytes) -> bytes:
    """The same file, whose parts bear no date."""
    parts = parts_of(raw)
    about = ElementTree.fromstring(parts[_CORE])
    for told in about.findall(_DATES):
        about.remove(told)
    parts[_CORE] = tostring(about, encoding="utf-8")
    return packed(parts)


# ── cells ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _text(sheet: Any, row: int, column: int, text: str) -> Any:
    """A cell of text, whatever it begins with: `=1+1` is no formula here, and stays none where somebody edits it."""
    cell = sheet.cell(row, column)
    cell.number_format = TEXT
    if text:
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text[:1] in "=+-@'"
    return cell


def _texts(sheet: Any, row: int, texts: Iterable[str]) -> None:
    for column, text in enumerate(texts, 1):
        if text:
            _text(sheet, row, column, text)


def _fill_readme(sheet: Any, form: Form) -> None:
    sheet.title = README
    for row, line in enumerate(form.how_to, 1):
        _text(sheet, row, 1, line).font = Font(bold=row == 1 or line == sheet_words.CHANGE)
    heads = ("Column", "What it is called", "Unit", "What it means", "What it holds")
    rows = [(c.name, c.title, c.about.unit, c.about.description, c.holds) for c in form.columns]
    for row, texts in enumerate((heads, *rows), len(form.how_to) + 1):
        _texts(sheet, row, texts)
        if texts is heads:
            for column in range(1, len(heads) + 1):
                sheet.cell(row, column).font = Font(bold=True)
    for letter, width in zip("ABCDE", (24, 34, 16, 60, 60), strict=True):
        sheet.column_dimensions[letter].width = width


def _fill_data(sheet: Any, form: Form) -> None:
    for number, column in enumerate(form.columns, 1):
        _head(sheet, number, column)
        _column(sheet, form, number, column)
        _validate(sheet, form, number, column)
    sheet.freeze_panes = sheet.cell(NAMES + 1, form.keys + 1)
    sheet.auto_filter.ref = f"A{NAMES}:{get_column_letter(len(form.columns))}{last_row(form)}"
    sheet.row_dimensions[TITLES].height = 45
    _protect(sheet)


def _protect(sheet: Any) -> None:
    """Lock what is locked, without a password: against slips, and not against people."""
    sheet.protection.sheet = True
    for what in ("formatCells", "formatColumns", "formatRows", "sort", "autoFilter"):
        setattr(sheet.protection, what, False)


def _head(sheet: Any, number: int, column: Column) -> None:
    title = _text(sheet, TITLES, number, column.title)
    name = _text(sheet, NAMES, number, column.name)
    for cell in (title, name):
        cell.fill, cell.font = _HEAD, Font(bold=cell is title)
        cell.alignment = Alignment(wrap_text=cell is title, vertical="top")
        cell.comment = Comment(sheet_words.note(column), "pcc", height=160, width=320)
    width = _WIDE if column.wide else max(12, min(24, len(column.name) + 4))
    sheet.column_dimensions[get_column_letter(number)].width = width


def _column(sheet: Any, form: Form, number: int, column: Column) -> None:
    """The cells of a column: held ones, those of rows to come, and open ones below."""
    look = Alignment(wrap_text=column.wide, vertical="top") if any(each.wide for each in form.columns) else None
    for row, (key, cells) in enumerate((*form.rows.items(), *form.coming.items()), NAMES + 1):
        cell = _cell(sheet, row, number, column, cells.get(column.name, ""))
        cell.protection = Protection(locked=column.locked)
        cell.fill = _GREY if column.locked else _YELLOW if key in form.coming else PatternFill()
        if remark := form.remarks.get((key, column.name)):
            cell.comment = Comment(remark, "pcc")
        if look:
            cell.alignment = look
    for row in range(last_row(form) - SPARE + 1, last_row(form) + 1):
        cell = _cell(sheet, row, number, column, "")
        cell.protection = Protection(locked=False)


def _cell(sheet: Any, row: int, number: int, column: Column, text: str) -> Any:
    if column.day and (text == "" or _day(text)):
        cell = sheet.cell(row, number)
        cell.value, cell.number_format = _day(text), DAY if len(text) > len("2024-01") else MONTH
    elif column.number is None:
        cell = _text(sheet, row, number, text)
    else:
        cell = sheet.cell(row, number)
        cell.number_format = column.form
        if text:
            value = column.number.read(text)
            cell.value = int(value) if value.is_integer() else value
    return cell


def _day(text: str) -> datetime | None:
    """A day, or the first of a month; None of what is neither."""
    try:
        day = date.fromisoformat(text if len(text) > len("2024-01") else f"{text}-01")
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day)


# ── limits ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _validate(sheet: Any, form: Form, number: int, column: Column) -> None:
    made = _values(number, column) if column.number is None and not column.day else _limits(column)
    if made is None:
        return
    made.errorTitle, made.error = sheet_words.refusal(column)
    made.showErrorMessage, made.allow_blank = True, True
    letter = get_column_letter(number)
    made.add(f"{letter}{NAMES + 1}:{letter}{last_row(form)}")
    sheet.add_data_validation(made)


def _limits(column: Column) -> DataValidation:
    if column.day:
        return DataValidation(type="date", operator="between", formula1=_FIRST_DAY, formula2=_LAST_DAY)
    least, most = column.about.constraints.minimum, column.about.constraints.maximum
    kind = "whole" if column.about.type == "integer" else "decimal"
    low, high = (f"{limit:.15g}" if limit is not None else far for limit, far in ((least, f"-{_FAR}"), (most, _FAR)))
    return DataValidation(type=kind, operator="between", formula1=low, formula2=high)


def _values(number: int, column: Column) -> DataValidation | None:
    """A list of what a cell may hold; where others may stand too, they are asked about."""
    if not column.values:
        return None
    letter, style = get_column_letter(number), "stop" if column.only else "warning"
    return DataValidation(type="list", formula1=f"'{LISTS}'!${letter}$1:${letter}${len(column.values)}", errorStyle=style)


def _fill_lists(sheet: Any, form: Form) -> None:
    for number, column in enumerate(form.columns, 1):
        for row, value in enumerate(column.values, 1):
            _text(sheet, row, number, value)
    sheet.sheet_state = "hidden"
