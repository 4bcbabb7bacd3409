"""A source as a workbook to edit: cells of their types, keys locked, notes on the heads, limits as validations; no macros.

The same rows give the same bytes: no clock and no name of a person goes into the file.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from pcc_lib.inputs.models.table_schema import TableField
from pcc_lib.receiving import sheet_words
from pcc_lib.receiving.held import Held
from pcc_lib.receiving.incoming import Key
from pcc_lib.receiving.sheet_record import SHEET as RECORD
from pcc_lib.receiving.sheet_record import Record

README, DATA, LISTS = "Read me", "Data", "pcc lists"
TITLES, NAMES = 1, 2  # rows of the sheet of data above its cells
SPARE = 40  # open rows below, for what nobody expected
TEXT = "@"  # a format in which no program makes a date or a formula of what is written
_NO_CLOCK = datetime(2000, 1, 1)
_GREY, _YELLOW, _HEAD = (PatternFill("solid", start_color=colour) for colour in ("EDEDED", "FFF8DC", "D9E2F0"))
_MOST_DECIMALS, _FAR = 6, "1000000000000000"  # beyond it a number no longer holds every digit


@dataclass(frozen=True)
class Layout:
    """What stands where: the source, the rows that come next, and the columns in the order of the sheet."""

    held: Held
    coming: tuple[Key, ...]

    @cached_property
    def record(self) -> Record:
        """The source as it is written out."""
        return Record.of(self.held)

    @cached_property
    def fields(self) -> list[TableField]:
        """The columns: period and part, then as the descriptor has them."""
        return [field for name in self.record.columns if (field := self.held.source.about.field(name))]

    @property
    def last(self) -> int:
        """The last row that may be written in."""
        return NAMES + len(self.record.rows) + len(self.coming) + SPARE

    def is_key(self, field: TableField) -> bool:
        """Whether a column says which row it is."""
        return field.name in (self.held.source.period, self.held.source.breakdown, "kind")


def workbook(layout: Layout) -> bytes:
    """The bytes of the workbook."""
    book = Workbook()
    book.properties.creator = "pcc"
    book.properties.created = _NO_CLOCK
    _fill_readme(book.active, layout)
    _fill_data(book.create_sheet(DATA), layout)
    _fill_lists(book.create_sheet(LISTS), layout)
    hidden = book.create_sheet(RECORD)
    for row, texts in enumerate(layout.record.texts, 1):
        _texts(hidden, row, texts)
    hidden.sheet_state = "veryHidden"
    out = io.BytesIO()
    book.save(out)
    return _without_clock(out.getvalue())


def _without_clock(raw: bytes) -> bytes:
    """The same file, whose parts bear no date."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>", b"", part)
            after.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


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


def _fill_readme(sheet: Any, layout: Layout) -> None:
    sheet.title = README
    lines = list(sheet_words.how_to(layout.held))
    for row, line in enumerate(lines, 1):
        _text(sheet, row, 1, line).font = Font(bold=row == 1 or line == "How to change it")
    heads = ("Column", "What it is called", "Unit", "What it means", "What it holds")
    rows = [(f.name, sheet_words.title_of(f), f.unit, f.description, sheet_words.allowed(f)) for f in layout.fields]
    for row, texts in enumerate((heads, *rows), len(lines) + 1):
        _texts(sheet, row, texts)
        if texts is heads:
            for column in range(1, len(heads) + 1):
                sheet.cell(row, column).font = Font(bold=True)
    for letter, width in zip("ABCDE", (24, 34, 16, 60, 60), strict=True):
        sheet.column_dimensions[letter].width = width


def _fill_data(sheet: Any, layout: Layout) -> None:
    for column, field in enumerate(layout.fields, 1):
        _head(sheet, column, field)
        _column(sheet, layout, column, field)
        _validate(sheet, layout, column, field)
    sheet.freeze_panes = sheet.cell(NAMES + 1, 3)
    sheet.auto_filter.ref = f"A{NAMES}:{get_column_letter(len(layout.fields))}{layout.last}"
    sheet.row_dimensions[TITLES].height = 45
    _protect(sheet)


def _protect(sheet: Any) -> None:
    """Lock what is locked, without a password: against slips, and not against people."""
    sheet.protection.sheet = True
    for what in ("formatCells", "formatColumns", "formatRows", "sort", "autoFilter"):
        setattr(sheet.protection, what, False)


def _head(sheet: Any, column: int, field: TableField) -> None:
    title = _text(sheet, TITLES, column, sheet_words.title_of(field))
    name = _text(sheet, NAMES, column, field.name)
    for cell in (title, name):
        cell.fill, cell.font = _HEAD, Font(bold=cell is title)
        cell.alignment = Alignment(wrap_text=cell is title, vertical="top")
        cell.comment = Comment(sheet_words.note(field), "pcc", height=160, width=320)
    sheet.column_dimensions[get_column_letter(column)].width = max(12, min(24, len(field.name) + 4))


def _column(sheet: Any, layout: Layout, column: int, field: TableField) -> None:
    """The cells of a column: held ones, those of rows to come, and open ones below."""
    held, form = layout.held, number_form(layout.held, field)
    first_new, first_spare = NAMES + 1 + len(layout.record.rows), layout.last - SPARE + 1
    for row, key in enumerate((*layout.record.cells, *layout.coming), NAMES + 1):
        text = layout.record.cells.get(key, {}).get(field.name, "") if row < first_new else _coming(held, key, field)
        cell = _cell(sheet, row, column, (held, field, form), text)
        cell.protection = Protection(locked=layout.is_key(field))
        cell.fill = _GREY if layout.is_key(field) else _YELLOW if row >= first_new else PatternFill()
    for row in range(first_spare, layout.last + 1):
        cell = _cell(sheet, row, column, (held, field, form), "")
        cell.protection = Protection(locked=False)


def _coming(held: Held, key: Key, field: TableField) -> str:
    """What is known of a row before its numbers come."""
    own = {held.source.period: key[0], held.source.breakdown: key[1], "kind": held.kind_for(key[1])}
    return own.get(field.name, "")


def _cell(sheet: Any, row: int, column: int, kind: tuple[Held, TableField, str], text: str) -> Any:
    held, field, form = kind
    if not held.is_number(field.name):
        return _text(sheet, row, column, text)
    cell = sheet.cell(row, column)
    cell.number_format = form
    if text:
        number = held.form(field.name).read(text)
        cell.value = int(number) if number.is_integer() else number
    return cell


def number_form(held: Held, field: TableField) -> str:
    """The format that a column's numbers are shown in: as many decimals as its values have, thousands apart, pounds as pounds."""
    if not held.is_number(field.name):
        return TEXT
    digits = "0" if field.unit in ("rank", "year") else "#,##0"
    if field.type == "number":
        point = field.decimal_char
        texts = (held.cell(key, field.name) for key in held.rows)
        most = max((len(text.rpartition(point)[2]) for text in texts if point in text), default=2)
        digits += "." + "0" * min(most, _MOST_DECIMALS)
    return f'"£"{digits}' if field.unit == "GBP" else digits


# ── limits ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _validate(sheet: Any, layout: Layout, column: int, field: TableField) -> None:
    made = _values(layout, field) if field.type == "string" else _limits(field)
    if made is None:
        return
    made.errorTitle, made.error = sheet_words.refusal(field)
    made.showErrorMessage, made.allow_blank = True, True
    letter = get_column_letter(column)
    made.add(f"{letter}{NAMES + 1}:{letter}{layout.last}")
    sheet.add_data_validation(made)


def _limits(field: TableField) -> DataValidation:
    least, most = field.constraints.minimum, field.constraints.maximum
    kind = "whole" if field.type == "integer" else "decimal"
    low, high = (f"{limit:.15g}" if limit is not None else far for limit, far in ((least, f"-{_FAR}"), (most, _FAR)))
    return DataValidation(type=kind, operator="between", formula1=low, formula2=high)


def _values(layout: Layout, field: TableField) -> DataValidation | None:
    """A list of what a cell may hold. Several statuses may stand in one, and a new part may come: those are asked about."""
    values = listed_values(layout, field)
    if not values:
        return None
    letter = get_column_letter(1 + [f.name for f in layout.fields].index(field.name))
    style = "warning" if field.name == "status" or not field.constraints.enum else "stop"
    return DataValidation(type="list", formula1=f"'{LISTS}'!${letter}$1:${letter}${len(values)}", errorStyle=style)


def listed_values(layout: Layout, field: TableField) -> Sequence[str]:
    """The values that a column of text may hold, as far as they are known."""
    if field.constraints.enum:
        return field.constraints.enum
    return layout.held.source.parts if field.name == layout.held.source.breakdown else ()


def _fill_lists(sheet: Any, layout: Layout) -> None:
    for column, field in enumerate(layout.fields, 1):
        for row, value in enumerate(listed_values(layout, field) if field.type == "string" else (), 1):
            _text(sheet, row, column, value)
    sheet.sheet_state = "hidden"
