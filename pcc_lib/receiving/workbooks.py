"""Workbooks as grids: XLSX by openpyxl, XLS by calamine, ODS by odfpy. Formulas are not worked out, links not followed."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from pcc_lib.core.errors import DataError, Fault, counted
from pcc_lib.receiving.grid import Cell, Grid, Value, column_letters

MAX_CELLS = 400_000  # that hold something, of one file
_NO_VALUE = "is a formula that holds no value: nobody has worked it out."
_DAMAGED = "is damaged: it cannot be read as a workbook."
_AGAIN = "Open it in Excel or LibreOffice, save it anew, and receive that."


def xlsx_grids(raw: bytes, file: str) -> list[Grid]:
    """Every worksheet of an XLSX, hidden ones too (marked so); a DataError where it cannot be read."""
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values, formulas = (
                openpyxl.load_workbook(io.BytesIO(raw), data_only=known, keep_links=False) for known in (True, False)
            )
            old = values.epoch.year == 1904
            pairs = [(sheet, formulas[sheet.title]) for sheet in values.worksheets]
            counter = _Counter(file)
            return [_xlsx_grid(sheet, written, file, old, counter) for sheet, written in pairs]
    except DataError:
        raise
    except Exception:  # openpyxl raises whatever its parts do
        raise _damaged(file) from None


class _Counter:
    """Cells of a file, which may not be more than any table has."""

    def __init__(self, file: str) -> None:
        self.file, self.left = file, MAX_CELLS

    def take(self, count: int = 1) -> None:
        """Count cells; a DataError where there are too many."""
        self.left -= count
        if self.left < 0:
            found = f"holds more than {MAX_CELLS:,} cells."
            raise DataError([Fault(self.file, "", found, "Keep the table of counts, and take other sheets out.")])


def _xlsx_grid(sheet: Any, written: Any, file: str, old: bool, counter: _Counter) -> Grid:
    cells: dict[tuple[int, int], Cell] = {}
    for (row, column), held in sheet._cells.items():
        source = written._cells.get((row, column))
        formula = source is not None and source.data_type == "f"
        if held.value is None and not formula:
            continue
        counter.take()
        if (cell := _xlsx_cell(row, column, held, formula)) is not None:
            cells[row, column] = cell
    merged = tuple((r.min_row, r.min_col, r.max_row, r.max_col) for r in sheet.merged_cells.ranges)
    rows = frozenset(n for n, d in sheet.row_dimensions.items() if d.hidden)
    columns = frozenset(
        n for d in sheet.column_dimensions.values() if d.hidden and d.min for n in range(d.min, min(d.max or d.min, 1_000) + 1)
    )
    hidden = sheet.sheet_state != "visible"
    return Grid(file, sheet.title, cells, merged, old, True, hidden, rows, columns)


def _xlsx_cell(row: int, column: int, held: Any, formula: bool) -> Cell | None:
    form = held.number_format if held.number_format != "General" else ""
    if held.value is None:
        return Cell(row, column, "", form, _NO_VALUE)
    if held.data_type == "e":
        return Cell(row, column, str(held.value), form, f"is the error {held.value}.")
    value = held.value
    if not isinstance(value, str | int | float | bool | datetime | time | timedelta):
        value = getattr(value, "text", None) or str(value)
    return None if isinstance(value, str) and not value.strip() and not formula else Cell(row, column, value, form)


# ── XLS ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
def xls_grids(raw: bytes, file: str) -> list[Grid]:
    """Every worksheet of an XLS; its number formats are not told, so that 0.327 may be 32.7%."""
    import python_calamine

    try:
        book = python_calamine.load_workbook(io.BytesIO(raw))
    except python_calamine.PasswordError:
        raise DataError([Fault(file, "", "is protected by a password.", "Save it without one.")]) from None
    except Exception:
        raise _damaged(file) from None
    hidden = {m.name for m in book.sheets_metadata if m.visible != python_calamine.SheetVisibleEnum.Visible}
    work = [m.name for m in book.sheets_metadata if m.typ == python_calamine.SheetTypeEnum.WorkSheet]
    counter = _Counter(file)
    return [_xls_grid(book, name, file, name in hidden, counter) for name in work]


def _xls_grid(book: Any, name: str, file: str, hidden: bool, counter: _Counter) -> Grid:
    sheet = book.get_sheet_by_name(name)
    merged = tuple((a[0] + 1, a[1] + 1, b[0] + 1, b[1] + 1) for a, b in (sheet.merged_cell_ranges or ()))
    cells: dict[tuple[int, int], Cell] = {}
    if sheet.total_height * sheet.total_width > 10 * MAX_CELLS:
        counter.take(MAX_CELLS + 1)
    for r, row in enumerate(sheet.to_python(skip_empty_area=False), 1):
        for c, value in enumerate(row, 1):
            if value == "" and isinstance(value, str):
                continue
            counter.take()
            broken = f"is the error {value}." if isinstance(value, str) and _ERROR.fullmatch(value) else ""
            cells[r, c] = Cell(r, c, value, "", broken)
    return Grid(file, name, cells, merged, hidden=hidden)


_ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!)")


# ── ODS ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
_ROWS, _COLUMNS = 100_000, 2_000  # what is repeated beyond these stands outside every table
_OF_FORM = {"percentage": "0%", "currency": "£0", "date": "yyyy-mm-dd", "time": "hh:mm:ss"}


def ods_grids(raw: bytes, file: str) -> list[Grid]:
    """Every sheet of an OpenDocument spreadsheet; cells that are repeated are counted, and not laid out for ever."""
    from odf import opendocument
    from odf.table import Table

    try:
        book = opendocument.load(io.BytesIO(raw))
        hidden = _hidden_styles(book)
        counter = _Counter(file)
        return [_ods_grid(sheet, file, hidden, counter) for sheet in book.getElementsByType(Table)]
    except DataError:
        raise
    except Exception:
        raise _damaged(file) from None


def _hidden_styles(book: Any) -> set[str]:
    from odf.style import Style, TableProperties

    found = set()
    for style in book.automaticstyles.getElementsByType(Style):
        if any(p.getAttribute("display") == "false" for p in style.getElementsByType(TableProperties)):
            found.add(style.getAttribute("name"))
    return found


def _ods_grid(sheet: Any, file: str, hidden_styles: set[str], counter: _Counter) -> Grid:
    cells: dict[tuple[int, int], Cell] = {}
    merged: list[tuple[int, int, int, int]] = []
    hidden_rows: set[int] = set()
    for row, element in _ods_rows(sheet, counter):
        if element.getAttribute("visibility") in ("collapse", "filter"):
            hidden_rows.add(row)
        for column, cell in _ods_cells(element):
            _ods_span(cell, row, column, merged)
            if (made := _ods_cell(cell, row, column)) is not None:
                cells[row, column] = made
    columns = frozenset(_ods_hidden_columns(sheet))
    hidden = sheet.getAttribute("stylename") in hidden_styles
    name = str(sheet.getAttribute("name") or "")
    return Grid(file, name, cells, tuple(merged), False, True, hidden, frozenset(hidden_rows), columns)


def _ods_rows(sheet: Any, counter: _Counter) -> Iterator[tuple[int, Any]]:
    """Each row that is not empty with its number; what repeats an empty one is only counted."""
    from odf.table import TableRow

    number = 1
    for element in sheet.getElementsByType(TableRow):
        again = _count(element, "numberrowsrepeated")
        if held := sum(1 for _ in _ods_cells(element)):
            counter.take(held * min(again, _ROWS))
            for i in range(min(again, _ROWS)):
                yield number + i, element
        number += again
        if number > _ROWS:
            return


def _ods_cells(row: Any) -> Iterator[tuple[int, Any]]:
    """Each cell of a row that holds something, with the number of its column."""
    column = 1
    for cell in row.childNodes:
        if cell.qname[1] not in ("table-cell", "covered-table-cell"):
            continue
        again = _count(cell, "numbercolumnsrepeated")
        if cell.qname[1] == "table-cell" and (cell.childNodes or cell.getAttribute("valuetype") or cell.getAttribute("formula")):
            for i in range(min(again, _COLUMNS)):
                yield column + i, cell
        column += again
        if column > _COLUMNS:
            return


def _count(element: Any, name: str) -> int:
    text = str(element.getAttribute(name) or "1")
    return int(text) if re.fullmatch(r"[1-9]\d{0,8}", text) else 1


def _ods_span(cell: Any, row: int, column: int, merged: list[tuple[int, int, int, int]]) -> None:
    down, across = _count(cell, "numberrowsspanned"), _count(cell, "numbercolumnsspanned")
    if down > 1 or across > 1:
        merged.append((row, column, row + down - 1, column + across - 1))


def _ods_cell(cell: Any, row: int, column: int) -> Cell | None:
    kind, text = cell.getAttribute("valuetype") or "", _ods_text(cell)
    if _ERROR.match(text) or text.startswith("Err:"):
        return Cell(row, column, text, "", f"is the error {text[:12]}.")
    if not kind and cell.getAttribute("formula"):
        return Cell(row, column, "", "", _NO_VALUE)
    value = _ods_value(cell, kind, text)
    form = _shown_form(kind, text)
    return None if isinstance(value, str) and not value.strip() else Cell(row, column, value, form)


def _shown_form(kind: str, text: str) -> str:
    """The number format that a cell is shown in, as far as its text tells: how many digits, and whether a time has hours."""
    if kind == "time":
        return {1: "mm:ss", 2: "[h]:mm:ss"}.get(text.count(":"), "hh:mm:ss")
    decimals = len(re.sub(r"[^0-9]", "", text.rpartition(".")[2])) if "." in text else 0
    digits = "0" + ("." + "0" * decimals if decimals else "")
    return {"percentage": f"{digits}%", "float": digits if text else ""}.get(kind, _OF_FORM.get(kind, ""))


def _ods_text(cell: Any) -> str:
    from odf import teletype
    from odf.text import P

    return "\n".join(teletype.extractText(p) for p in cell.getElementsByType(P)).strip()


def _ods_value(cell: Any, kind: str, text: str) -> Value:
    if kind in ("float", "percentage", "currency"):
        number = float(str(cell.getAttribute("value")))
        return int(number) if number.is_integer() and abs(number) < 1e15 else number
    if kind == "date":
        return datetime.fromisoformat(str(cell.getAttribute("datevalue")).rstrip("Z"))
    if kind == "time":
        found = re.fullmatch(r"-?PT(\d+)H(\d+)M(\d+(?:[.,]\d+)?)S", str(cell.getAttribute("timevalue")))
        return timedelta(hours=int(found[1]), minutes=int(found[2]), seconds=float(found[3].replace(",", "."))) if found else text
    if kind == "boolean":
        return str(cell.getAttribute("booleanvalue")) == "true"
    return text


def _ods_hidden_columns(sheet: Any) -> Iterator[int]:
    from odf.table import TableColumn

    at = 1
    for element in sheet.getElementsByType(TableColumn):
        again = _count(element, "numbercolumnsrepeated")
        if element.getAttribute("visibility") in ("collapse", "filter"):
            yield from range(at, min(at + again, _COLUMNS))
        at += again


def _damaged(file: str) -> DataError:
    return DataError([Fault(file, "", _DAMAGED, _AGAIN)])


def hidden_notes(grid: Grid) -> list[str]:
    """What is hidden in a sheet, in sentences: it is read all the same."""
    said = []
    rows = [r for r in grid.hidden_rows if r in grid.by_row]
    if rows:
        said.append(f"{_sheet(grid)}{counted(len(rows), 'hidden row')} read too (the first is row {min(rows)}).")
    held = {cell.column for cell in grid}
    columns = [column_letters(c) for c in sorted(grid.hidden_columns & held)]
    if columns:
        said.append(f"{_sheet(grid)}hidden columns read too: {', '.join(columns[:8])}.")
    return said


def _sheet(grid: Grid) -> str:
    return f"sheet '{grid.sheet}': " if grid.sheet else ""
