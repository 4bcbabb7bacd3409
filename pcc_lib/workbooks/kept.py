"""The bytes of workbooks, kept by what they hold: a change of one measure makes the workbook of its topic anew, and that of all
topics, and no other."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import astuple

from pcc_lib.core.store import store
from pcc_lib.workbooks.table import DataTable
from pcc_lib.workbooks.workbook import Workbook

ROOMS = "workbooks core.packed core.csv_cells"  # whose code decides what becomes of a workbook


def kept(kind: str, book: Workbook, make: Callable[[Workbook], bytes], more: Sequence[str] = ()) -> bytes:
    """The bytes that `make` gives for a workbook. kind: as the store has it; more: what they rest on besides."""
    about = [book.title, book.creator, book.written_on, list(book.cover)]
    said = json.dumps([about, [_plain(table) for table in book.tables]], ensure_ascii=False)
    text = store().text(kind, [said, zlib.ZLIB_RUNTIME_VERSION, *more], lambda: b64encode(make(book)).decode("ascii"))
    return b64decode(text)


def _plain(table: DataTable) -> list[object]:
    """A table as JSON has it, in which a number is no text."""
    columns = [astuple(column) for column in table.columns]
    return [table.name, table.title, table.says, columns, list(table.rows), list(table.key)]
