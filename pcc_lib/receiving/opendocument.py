"""OpenDocument spreadsheets as grids, by odfpy. Formulas are not worked out, links not followed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pcc_lib.core.errors import DataError
from pcc_lib.receiving.grid import Cell, Grid, Value
from pcc_lib.receiving.looks import Piece, doubt_of, flattened
from pcc_lib.receiving.workbooks import ERROR, NO_VALUE, Counter, damaged

_ROWS, _COLUMNS = 100_000, 2_000  # what is repeated beyond these stands outside every table
_OF_FORM = {"percentage": "0%", "currency": "£0", "date": "yyyy-mm-dd", "time": "hh:mm:ss"}


def ods_grids(raw: bytes, file: str) -> list[Grid]:
    """Every sheet of an OpenDocument spreadsheet; cells that are repeated are counted, and not laid out for ever."""
    from odf import opendocument
    from odf.table import Table

    said = io.StringIO()
    try:
        with redirect_stdout(said):  # odfpy prints a part whose XML breaks off, and goes on with what came before
            book = opendocument.load(io.BytesIO(raw))
        if said.getvalue():
            raise damaged(file)
        styles = _Styles.of(book)
        counter = Counter(file)
        return [_ods_grid(sheet, file, styles, counter) for sheet in book.getElementsByType(Table)]
    except DataError:
        raise
    except Exception:
        raise damaged(file) from None


@dataclass(frozen=True)
class _Styles:
    """Names of styles: of sheets that are hidden, and of cells or words that are struck through, or raised."""

    hidden: frozenset[str]
    struck: frozenset[str]
    raised: frozenset[str]

    @classmethod
    def of(cls, book: Any) -> _Styles:
        from odf.style import Style, TableProperties, TextProperties

        several = [style for part in (book.styles, book.automaticstyles) for style in part.getElementsByType(Style)]

        def named(kind: Any, key: str, says: str) -> frozenset[str]:
            return frozenset(
                str(style.getAttribute("name"))
                for style in several
                if any(re.match(says, str(p.getAttribute(key) or "")) for p in style.getElementsByType(kind))
            )

        lines = (named(TextProperties, f"textlinethrough{key}", "(?!none).") for key in ("style", "type"))
        raised = named(TextProperties, "textposition", r"super|[1-9]\d*%")
        return cls(named(TableProperties, "display", "false"), frozenset().union(*lines), raised)


def _ods_grid(sheet: Any, file: str, styles: _Styles, counter: Counter) -> Grid:
    cells: dict[tuple[int, int], Cell] = {}
    merged: list[tuple[int, int, int, int]] = []
    hidden_rows: set[int] = set()
    for row, element in _ods_rows(sheet, counter):
        if element.getAttribute("visibility") in ("collapse", "filter"):
            hidden_rows.add(row)
        for column, cell in _ods_cells(element):
            _ods_span(cell, row, column, merged)
            if (made := _ods_cell(cell, row, column, styles)) is not None:
                cells[row, column] = made
    columns = frozenset(_ods_hidden_columns(sheet))
    hidden = sheet.getAttribute("stylename") in styles.hidden
    name = str(sheet.getAttribute("name") or "")
    return Grid(file, name, cells, tuple(merged), False, True, hidden, frozenset(hidden_rows), columns)


def _ods_rows(sheet: Any, counter: Counter) -> Iterator[tuple[int, Any]]:
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


def _ods_cell(cell: Any, row: int, column: int, styles: _Styles) -> Cell | None:
    kind, (text, broken) = cell.getAttribute("valuetype") or "", flattened(_pieces(cell, styles))
    text = text.strip()
    if ERROR.match(text) or text.startswith("Err:"):
        return Cell(row, column, text, "", f"is the error {text[:12]}.")
    if not kind and cell.getAttribute("formula"):
        return Cell(row, column, "", "", NO_VALUE)
    value = _ods_value(cell, kind, text)
    form = _shown_form(kind, text)
    if isinstance(value, str) and not value.strip():
        return None
    formula = bool(cell.getAttribute("formula"))
    return Cell(row, column, value, form, broken, doubt_of(_is_struck(cell, styles), _note(cell)), formula)


def _shown_form(kind: str, text: str) -> str:
    """The number format that a cell is shown in, as far as its text tells: how many digits, and whether a time has hours."""
    if kind == "time":
        return {1: "mm:ss", 2: "[h]:mm:ss"}.get(text.count(":"), "hh:mm:ss")
    if kind == "date" and re.fullmatch(r"\d{4}-\d\d", text):
        return "yyyy-mm"
    decimals = len(re.sub(r"[^0-9]", "", text.rpartition(".")[2])) if "." in text else 0
    digits = "0" + ("." + "0" * decimals if decimals else "")
    return {"percentage": f"{digits}%", "float": digits if text else ""}.get(kind, _OF_FORM.get(kind, ""))


def _pieces(cell: Any, styles: _Styles) -> Iterator[Piece]:
    """The text of a cell in pieces, one line for each paragraph; a note on the cell is none of it."""
    lines = [node for node in cell.childNodes if node.qname[1] == "p"]
    for i, line in enumerate(lines):
        yield from ([("\n", False, False)] if i else [])
        yield from _spans(line, styles, (False, False))


def _spans(node: Any, styles: _Styles, above: tuple[bool, bool]) -> Iterator[Piece]:
    from odf import teletype

    if not node.childNodes or node.qname[1] in ("s", "tab"):
        yield (str(node.data) if node.nodeType == node.TEXT_NODE else teletype.extractText(node)), *above
        return
    for child in node.childNodes:
        style = _style_of(child) if child.nodeType == child.ELEMENT_NODE else ""
        yield from _spans(child, styles, (above[0] or style in styles.raised, above[1] or style in styles.struck))


def _style_of(element: Any) -> str:
    """The style that a piece of text names; a link in a cell has none, and odfpy raises where an element may not have one."""
    try:
        return str(element.getAttribute("stylename") or "")
    except ValueError:
        return ""


def _is_struck(cell: Any, styles: _Styles) -> bool:
    """Whether all of a cell is struck through: by its own style, or by that of every word."""
    pieces = [piece for piece in _pieces(cell, styles) if piece[0].strip()]
    return str(cell.getAttribute("stylename") or "") in styles.struck or (bool(pieces) and all(struck for _, _, struck in pieces))


def _note(cell: Any) -> str:
    from odf import teletype

    return " ".join(teletype.extractText(node) for node in cell.childNodes if node.qname[1] == "annotation")


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
