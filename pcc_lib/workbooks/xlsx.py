"""A workbook as XLSX, by XlsxWriter: each table a named Table, texts written as texts whatever they begin with, no clock."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from pcc_lib.core.csv_cells import is_formula
from pcc_lib.core.packed import packed, parts_of
from pcc_lib.workbooks.kept import ROOMS, kept
from pcc_lib.workbooks.table import Cell, Column, DataTable, Number
from pcc_lib.workbooks.workbook import COVER, NOTES_LINE, Workbook

HEAD = 2  # the row of a table's heads, from nought: below the title and the line that says what it holds
_A4 = 9
_SIDES = {True: "right", False: "left"}  # of numbers, and of texts


def xlsx(book: Workbook) -> bytes:
    """The bytes of the file."""
    return kept(f"{ROOMS}: xlsxwriter", book, _made)


def _made(book: Workbook) -> bytes:
    out = io.BytesIO()
    file = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    written = datetime.fromisoformat(book.written_on)
    file.set_properties({"title": book.title, "author": book.creator, "company": book.creator, "created": written})
    looks = _Looks(file)
    _cover(file, book, looks)
    for table in book.tables:
        _sheet(file, table, looks)
    file.close()
    return packed(parts_of(out.getvalue()))


class _Looks:
    """The looks of cells, each made once for a file."""

    def __init__(self, file: xlsxwriter.Workbook) -> None:
        self._file = file
        self._of_texts: dict[tuple[bool, bool, bool], Any] = {}
        self._of_numbers: dict[int, Any] = {}
        self.title = self._of(bold=True, font_size=16)
        self.link = self._of(underline=1, font_color="#0B57D0")
        self.heads = {numeric: self._of(bold=True, text_wrap=True, bottom=1, align=_SIDES[numeric]) for numeric in (True, False)}

    def _of(self, **look: Any) -> Any:
        return self._file.add_format({"valign": "top", **look})

    def text(self, said: str, wide: bool = False, numeric: bool = False) -> Any:
        """That of a text: what a spreadsheet might take for a formula stays a text when somebody edits it."""
        key = (wide, numeric, is_formula(said))
        if key not in self._of_texts:
            self._of_texts[key] = self._of(num_format="@", text_wrap=wide, align=_SIDES[numeric], quote_prefix=key[2])
        return self._of_texts[key]

    def number(self, decimals: int) -> Any:
        """That of a number."""
        if decimals not in self._of_numbers:
            self._of_numbers[decimals] = self._of(num_format=f"#,##0.{'0' * decimals}" if decimals else "#,##0")
        return self._of_numbers[decimals]


def _cover(file: xlsxwriter.Workbook, book: Workbook, looks: _Looks) -> None:
    sheet = file.add_worksheet(COVER)
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, book.title, looks.title)
    for row, line in enumerate(book.cover, 1):
        sheet.write_string(row, 0, line, looks.text(line, wide=True))


def _sheet(file: xlsxwriter.Workbook, table: DataTable, looks: _Looks) -> None:
    sheet = file.add_worksheet(table.title)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(table.pages_wide, 0)
    sheet.repeat_rows(HEAD)
    sheet.write_string(0, 0, table.title, looks.title)
    sheet.write_string(1, 0, f"{table.says} {NOTES_LINE}", looks.text(table.says))
    for at, (column, width) in enumerate(zip(table.columns, table.widths, strict=True)):
        sheet.set_column(at, at, width)
        _column(sheet, at, column, looks, [row[at] for row in table.rows])
    _mark_up(sheet, table, looks)


def _mark_up(sheet: Any, table: DataTable, looks: _Looks) -> None:
    """Make the cells a Table of this name, with heads and without buttons for filters."""
    columns = [{"header": column.title, "header_format": looks.heads[column.numeric]} for column in table.columns]
    options = {"name": table.name, "columns": columns, "autofilter": False, "style": None}
    sheet.add_table(HEAD, 0, HEAD + len(table.rows), len(columns) - 1, options)


def _column(sheet: Any, at: int, column: Column, looks: _Looks, cells: Sequence[Cell]) -> None:
    """Write the cells of a column."""
    write_number, write_string = sheet.write_number, sheet.write_string
    for row, cell in enumerate(cells, HEAD + 1):
        if isinstance(cell, Number):
            write_number(row, at, cell.value, looks.number(cell.decimals))
        elif column.leads:
            sheet.write_url(row, at, f"internal:'{cell}'!A1", looks.link, cell)
        else:
            write_string(row, at, cell, looks.text(cell, column.wide, column.numeric))
