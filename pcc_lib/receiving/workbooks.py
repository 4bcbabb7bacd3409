"""Workbooks as grids: XLSX by openpyxl, XLS by calamine. Formulas are not worked out, links not followed."""

from __future__ import annotations

import io
import re
import warnings
from datetime import datetime, time, timedelta
from typing import Any

from pcc_lib.core.errors import DataError, Fault, counted
from pcc_lib.receiving.grid import Cell, Grid, column_letters
from pcc_lib.receiving.looks import doubt_of, flattened, pieces_of

MAX_CELLS = 400_000  # that hold something, of one file
NO_VALUE = "is a formula that holds no value: nobody has worked it out."
_DAMAGED = "is damaged: it cannot be read as a workbook."
_AGAIN = "Open it in Excel or LibreOffice, save it anew, and receive that."


def xlsx_grids(raw: bytes, file: str) -> list[Grid]:
    """Every worksheet of an XLSX, hidden ones too (marked so); a DataError where it cannot be read."""
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values, formulas = (
                openpyxl.load_workbook(io.BytesIO(raw), data_only=known, keep_links=False, rich_text=known)
                for known in (True, False)
            )
            old = values.epoch.year == 1904
            pairs = [(sheet, formulas[sheet.title]) for sheet in values.worksheets]
            counter = Counter(file)
            return [_xlsx_grid(sheet, written, file, old, counter) for sheet, written in pairs]
    except DataError:
        raise
    except Exception:  # openpyxl raises whatever its parts do
        raise damaged(file) from None


class Counter:
    """Cells of a file, which may not be more than any table has."""

    def __init__(self, file: str) -> None:
        self.file, self.left = file, MAX_CELLS

    def take(self, count: int = 1) -> None:
        """Count cells; a DataError where there are too many."""
        self.left -= count
        if self.left < 0:
            found = f"holds more than {MAX_CELLS:,} cells."
            raise DataError([Fault(self.file, "", found, "Keep the table of counts, and take other sheets out.")])


def _xlsx_grid(sheet: Any, written: Any, file: str, old: bool, counter: Counter) -> Grid:
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
        return Cell(row, column, "", form, NO_VALUE, formula=True)
    if held.data_type == "e":
        return Cell(row, column, str(held.value), form, f"is the error {held.value}.")
    value, broken = flattened(pieces_of(held.value)) if isinstance(held.value, list) else (held.value, "")
    if not isinstance(value, str | int | float | bool | datetime | time | timedelta):
        value = getattr(value, "text", None) or str(value)
    if isinstance(value, str) and not value.strip() and not formula:
        return None
    struck, note = held.has_style and bool(held.font.strike), held.comment.text if held.comment else ""
    return Cell(row, column, value, form, broken, doubt_of(struck, note or "", value, form), formula)


# ── XLS ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
def xls_grids(raw: bytes, file: str) -> list[Grid]:
    """Every worksheet of an XLS; its number formats are not told, so that 0.327 may be 32.7%."""
    import python_calamine

    try:
        book = python_calamine.load_workbook(io.BytesIO(raw))
    except python_calamine.PasswordError:
        raise DataError([Fault(file, "", "is protected by a password.", "Save it without one.")]) from None
    except Exception:
        raise damaged(file) from None
    hidden = {m.name for m in book.sheets_metadata if m.visible != python_calamine.SheetVisibleEnum.Visible}
    work = [m.name for m in book.sheets_metadata if m.typ == python_calamine.SheetTypeEnum.WorkSheet]
    counter = Counter(file)
    return [_xls_grid(book, name, file, name in hidden, counter) for name in work]


def _xls_grid(book: Any, name: str, file: str, hidden: bool, counter: Counter) -> Grid:
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
            broken = f"is the error {value}." if isinstance(value, str) and ERROR.fullmatch(value) else ""
            cells[r, c] = Cell(r, c, value, "", broken)
    return Grid(file, name, cells, merged, hidden=hidden)


ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!)")


def damaged(file: str) -> DataError:
    """That a file cannot be read as what it is."""
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
