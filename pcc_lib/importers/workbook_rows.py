"""Workbooks with more rows than people send (ODS, XLSX): each sheet read row by row into a CSV of this import, cells as they are
shown.

Nothing is held whole, formulas are not worked out, and cells or rows that a file repeats are laid out no further than any such
table goes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from pcc_lib.core.csv_cells import csv_as_given
from pcc_lib.core.errors import DataError
from pcc_lib.importers.faults import shown
from pcc_lib.importers.given import Given, GivenFile, UnreadableFile

MAX_XML = 3 << 29  # bytes of one part, unpacked
MAX_ROWS, MAX_COLUMNS, MAX_ALIKE = 3_000_000, 64, 10_000
ENDINGS = (".ods", ".xlsx")
_TABLE, _TEXT, _OFFICE = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("table", "text", "office"))
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_AGAIN = "Download it again, or save its sheets as CSV (UTF-8) and give these."

Rows = Iterator[tuple[int, list[str]]]  # number of the row, and its cells


def sheets_as_csv(given: Given, file: GivenFile, begins: Sequence[str]) -> list[GivenFile]:
    """Each sheet of a workbook that has a row of these heads near its top, as a file of its own that begins there. A DataError
    says why a workbook is not read, or that it has no such sheet."""
    try:
        place = given.on_disk(file)
        with zipfile.ZipFile(place) as book:
            _refuse(file, book)
            several = _ods(file, book) if file.name.lower().endswith(".ods") else _xlsx(place)
            found = [made for sheet, rows in several if (made := _written(given, file, sheet, _from(rows, begins)))]
    except UnreadableFile as error:
        raise DataError([error.fault]) from None
    except DataError:
        raise
    except Exception:  # whatever the parts of a damaged file raise
        raise DataError([file.fault("", "is damaged: it cannot be read as a workbook.", _AGAIN)]) from None
    if not found:
        what = f"has no sheet with the heads {', '.join(map(shown, begins))}."
        raise DataError([file.fault("", what, "Give the workbook of the open data table.")])
    return found


def _refuse(file: GivenFile, book: zipfile.ZipFile) -> None:
    """Refuse what is larger than any such workbook, and parts that declare what would stand for more than they hold."""
    for info in book.infolist():
        if info.file_size > MAX_XML or info.flag_bits & 1:
            raise DataError([file.fault(info.filename, "is larger than any such table, or locked.", "Do not use this workbook.")])
        if info.filename.endswith((".xml", ".rels")):
            with book.open(info) as part:
                if _DECLARES.search(part.read(1 << 12)):
                    raise DataError(
                        [file.fault(info.filename, "declares entities, as no workbook does.", "Do not use this workbook.")]
                    )


def _from(rows: Rows, begins: Sequence[str]) -> Rows:
    """Rows from the one that has all heads; none where it is not among the first."""
    wanted = {each.lower() for each in begins}
    for number, cells in rows:
        if wanted <= {cell.strip().lower() for cell in cells}:
            yield number, cells
            yield from rows
            return
        if number > 20:
            return


def _written(given: Given, file: GivenFile, sheet: str, rows: Rows) -> GivenFile | None:
    """A sheet as a CSV in the folder of this import; None where it has no such rows."""
    first = next(rows, None)
    if first is None:
        return None
    number, head = first
    width = max((i for i, cell in enumerate(head, 1) if cell.strip()), default=0)
    target = given.folder / f"sheet-{len(list(given.folder.glob('sheet-*'))) + 1:04d}.csv"
    with target.open("w", encoding="utf-8", newline="") as out:
        out.write(csv_as_given([head[:width]]))
        for count, (_, cells) in enumerate(rows):
            if count > MAX_ROWS:
                raise DataError([file.fault(f"sheet {shown(sheet)}", f"has more than {MAX_ROWS:,} rows.", _AGAIN)])
            if any(cell.strip() for cell in cells):
                out.write(csv_as_given([[*cells[:width], *[""] * (width - len(cells))]]))
    member = ", ".join(
        each for each in (file.member, f"sheet {shown(sheet)}", f"below row {number - 1}" if number > 1 else "") if each
    )
    return GivenFile(file.archive, member, file.name, target.stat().st_size, lambda: target.open("rb"), target)


# ── OpenDocument ──────────────────────────────────────────────────────────────────────────────────────────────────────
def _ods(file: GivenFile, book: zipfile.ZipFile) -> Iterator[tuple[str, Rows]]:
    """Each sheet with its rows, which have to be read before the next sheet is asked for."""
    with book.open("content.xml") as part:
        events = ElementTree.iterparse(part, events=("start", "end"))
        for event, element in events:
            if event == "start" and element.tag == f"{_TABLE}table":
                yield element.get(f"{_TABLE}name", ""), _ods_rows(events, file)
            elif event == "end" and element.tag == f"{_TABLE}table-row":
                element.clear()


def _ods_rows(events: Any, file: GivenFile) -> Rows:
    number = 1
    for event, element in events:
        if event == "start":
            continue
        if element.tag == f"{_TABLE}table":
            return
        if element.tag == f"{_TABLE}table-row":
            cells = list(_ods_cells(element))
            again = _count(element, "number-rows-repeated")
            if any(cells):
                if again > MAX_ALIKE:
                    found = f"repeats one row {again:,} times, as no table does."
                    raise DataError([file.fault(f"row {number:,}", found, "Do not use this workbook.")])
                for i in range(again):
                    yield number + i, cells
            number += again
            element.clear()
        elif element.tag not in _KEPT:
            element.clear()
    raise DataError([file.fault("", f"ends within a sheet, after row {number:,}.", _AGAIN)])


_KEPT = {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell", f"{_TEXT}p", f"{_TEXT}span", f"{_TEXT}a", f"{_TEXT}s"}


def _ods_cells(row: Any) -> Iterator[str]:
    column = 0
    for cell in row:
        text = _ods_text(cell) if cell.tag == f"{_TABLE}table-cell" else ""
        for _ in range(min(_count(cell, "number-columns-repeated"), MAX_COLUMNS - column)):
            column += 1
            yield text


def _ods_text(cell: Any) -> str:
    """What a cell shows, where it says the same number as it holds; else what it holds."""
    text = " ".join("".join(line.itertext()) for line in cell.findall(f"{_TEXT}p")).strip()
    held = cell.get(f"{_OFFICE}value", "")
    if not held or cell.get(f"{_OFFICE}value-type", "") not in ("float", "currency", "percentage"):
        return text
    try:
        return text if float(text.replace(",", "")) == float(held) else _plain(float(held))
    except ValueError:
        return _plain(float(held))


def _plain(number: float) -> str:
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _count(element: Any, name: str) -> int:
    text = element.get(f"{_TABLE}{name}", "1")
    return int(text) if re.fullmatch(r"[1-9]\d{0,8}", text) else 1


# ── XLSX ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _xlsx(place: Path) -> Iterator[tuple[str, Rows]]:
    import openpyxl  # only where a workbook is read

    book = openpyxl.load_workbook(io.BytesIO(place.read_bytes()), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        yield sheet.title, _xlsx_rows(sheet)


def _xlsx_rows(sheet: Any) -> Rows:
    for number, values in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), 1):
        yield number, [_xlsx_text(value) for value in values]


def _xlsx_text(value: Any) -> str:
    if value is None:
        return ""
    return _plain(value) if isinstance(value, float) else str(value)
