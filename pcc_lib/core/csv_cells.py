"""Text in a CSV that no spreadsheet takes for a formula: one rule for everything the library writes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from numbers import Number
from typing import Any
from unicodedata import category, normalize

_STARTS = "=+-@"  # after NFKC, which turns full-width and small forms into these; U+2212, our own minus, starts no formula
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # a spreadsheet drops or cuts at these; what follows would come first


LONGEST_CELL = 1 << 17  # characters of a cell that is read: what Python's own reader allows, where no library has raised it


@contextmanager
def short_cells() -> Iterator[None]:
    """Within it a longer cell than LONGEST_CELL is an error of csv, whatever some library has set for the whole process."""
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def csv_of(columns: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV (RFC 4180, LF), each cell as `cell` makes it."""
    out, texts = io.StringIO(), _Texts()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([cell(column) for column in columns])
    writer.writerows([[texts[value] if type(value) is str else cell(value) for value in row] for row in rows])
    return out.getvalue()


class _Texts(dict[str, str]):
    """The texts of one table, as `cell` makes them: tables say the same again and again."""

    def __missing__(self, value: str) -> str:
        self[value] = made = _text(value)
        return made


def csv_as_given(rows: Iterable[Sequence[str]]) -> str:
    """Rows of a project's own tables as CSV (LF), each cell as it was given: what reads them wants their bytes."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def csv_row(cells: Sequence[str], **form: Any) -> str:
    """One row of a table of others, each cell as it was given, without a line end; `form` is what `csv.writer` may be told."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n", **form).writerow(cells)  # by it the writer knows what to put in quotation marks
    return out.getvalue().removesuffix("\r\n")


def cell(value: object) -> object:
    """Numbers and blanks as they are; text without control characters, and with a leading apostrophe where a
    spreadsheet would take it for a formula (a bare signed number is none)."""
    if type(value) is not str and (value is None or isinstance(value, Number)):  # most are texts, and the second look is slow
        return value
    return _text(str(value))


@lru_cache(maxsize=1 << 14)  # tables say the same again and again
def _text(value: str) -> str:
    text = seen(value)
    return f"'{text}" if is_formula(text) else text


def seen(text: str) -> str:
    """A text with LF alone between its lines, and a mark for each control character."""
    return _UNSEEN.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def plain(text: str) -> str:
    """A text as it was before `cell` put an apostrophe before it."""
    return text[1:] if text.startswith("'") and is_formula(text[1:]) else text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may take `text` for a formula: by its first seen character, or since it begins a new cell."""
    first = text[:1]
    if (first.isascii() and first.isalnum()) or _NUMBER.fullmatch(text):  # most begin so, and it is seen at once
        return False
    seen = next((c for c in normalize("NFKC", text) if not _blank(c)), "")
    return first in ("\t", "\n") or bool(seen and seen in _STARTS)


def _blank(char: str) -> bool:
    return char.isspace() or char == "\ufffd" or category(char) in ("Cc", "Cf", "Zs", "Zl", "Zp")
