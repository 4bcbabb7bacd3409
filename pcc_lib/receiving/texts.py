"""Text files and pasted tables as grids: CSV, TSV, semicolons and bars, in the letters that Windows and Excel write."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence

from pcc_lib.core.errors import DataError, Fault
from pcc_lib.core.text import named, unseen
from pcc_lib.receiving.grid import Cell, Grid
from pcc_lib.receiving.workbooks import MAX_CELLS

_DELIMITERS = ("\t", ";", ",", "|")
_SEP = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)
_EMPTY = bytes(4)
_UNICODE = "Save it as CSV UTF-8."


def text_grid(raw: bytes, file: str) -> Grid:
    """The cells of a text file; a DataError where its letters or its cells cannot be told apart."""
    text = letters(raw, file).replace("\r\n", "\n").replace("\r", "\n")
    odd = next((m for m in unseen(text) if m[0] not in "\u200b\ufeff\xad"), None)
    if odd is not None:
        line = text.count("\n", 0, odd.start()) + 1
        found = f"holds a character that cannot be seen ({named(odd[0])})."
        raise DataError([Fault(file, f"line {line}", found, "Is it a table? Save it as CSV UTF-8.")])
    delimiter, skipped, body = _delimited(re.sub(r"[\u200b\ufeff\xad]", "", text), file)
    rows = [[] if _is_line(row) else row for row in _rows(body, delimiter, file)]
    cells = {(r, c): Cell(r, c, cell) for r, row in enumerate(rows, 1 + skipped) for c, cell in enumerate(row, 1) if cell.strip()}
    if len(cells) > MAX_CELLS:
        raise DataError([Fault(file, "", f"holds more than {MAX_CELLS:,} cells.", "Keep the table of counts.")])
    return Grid(file, "", cells)


def _is_line(row: Sequence[str]) -> bool:
    """Whether a row only draws a line under the heads, as databases and Markdown do."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return bool(filled) and all(re.fullmatch(":?-{2,}:?", cell) for cell in filled)


def letters(raw: bytes, file: str) -> str:
    """The text of bytes: by the mark at their start, as UTF-8, as UTF-16 without a mark, else as Windows' Western letters."""
    if raw.endswith(_EMPTY):
        raise DataError([Fault(file, "", "ends in empty bytes: it was not saved whole.", "Save it again, or ask for it again.")])
    for mark, codec in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if raw.startswith(mark):
            return _decoded(raw[len(mark) :], codec, file)
    if raw[:200].count(b"\x00") * 3 > len(raw[:200]):
        return _decoded(raw, "utf-16-le" if raw[1:2] == b"\x00" else "utf-16-be", file)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(raw, "cp1252", file)


def _decoded(raw: bytes, codec: str, file: str) -> str:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        found = f"byte 0x{raw[error.start]:02x} is no letter of {codec}."
        raise DataError([Fault(file, f"line {line}", found, _UNICODE)]) from None


def _delimited(text: str, file: str) -> tuple[str, int, str]:
    """What stands between cells, how many lines were taken off the top, and the rest.

    It is what `sep=` says, else the mark by which most rows have the same number of cells.
    """
    first, _, rest = text.partition("\n")
    if found := _SEP.fullmatch(first):
        if found[1] not in _DELIMITERS:
            raise DataError([Fault(file, "line 1", f"sep={found[1]} is no mark between cells that is read.", _UNICODE)])
        return found[1], 1, rest
    return max(_DELIMITERS, key=lambda mark: _fit(text, mark)), 0, text


def _fit(text: str, mark: str) -> tuple[int, int]:
    """How many rows agree on the number of their cells, where it is more than one; and how many cells that makes."""
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(text[:200_000]), delimiter=mark) if any(c.strip() for c in row)]
    except csv.Error:
        return 0, 0
    several = [w for w in widths if w > 1]
    usual = max(set(several), key=several.count, default=0)
    return several.count(usual), usual


def _rows(text: str, delimiter: str, file: str) -> Sequence[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error:
        at = next((i for i, row in enumerate(text.split("\n"), 1) if row.count('"') % 2), 0)
        found, todo = "a quotation mark is not closed, or stands inside a cell.", 'Write it twice: "a ""b"" c".'
        raise DataError([Fault(file, f"line {at}" if at else "", found, todo)]) from None
