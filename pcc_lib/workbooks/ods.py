"""A workbook as ODS (OpenDocument 1.3), from templates: each table a named range of the database kind, with its heads marked.

A library for ODF builds a tree of objects, cell by cell: for the thousands of rows of an edition that takes thirty times as long.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pcc_lib.core.packed import packed
from pcc_lib.workbooks.kept import ROOMS, kept
from pcc_lib.workbooks.table import Cell, DataTable, Number
from pcc_lib.workbooks.workbook import COVER, NOTES_LINE, Workbook

if TYPE_CHECKING:
    from jinja2 import Environment

_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_HEAD = 3  # the row of a table's heads, from one
_CM = 0.2  # that a character takes
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def ods(book: Workbook) -> bytes:
    """The bytes of the file."""
    return kept(f"{ROOMS}: jinja2 markupsafe", book, _made, _templates())


@cache
def _templates() -> list[str]:
    """What its templates say, by their names."""
    folder = resources.files("pcc_lib") / "templates" / "ods"
    return [f"{part.name} {part.read_text(encoding='utf-8')}" for part in _files(folder)]


def _files(folder: Traversable) -> Iterator[Traversable]:
    for part in sorted(folder.iterdir(), key=lambda part: part.name):
        yield from _files(part) if part.is_dir() else [part]


def _made(book: Workbook) -> bytes:
    widths = {table.name: table.widths for table in book.tables}
    numbers = {cell.decimals for t in book.tables for row in t.rows for cell in row if isinstance(cell, Number)}
    said = {
        "book": book,
        "cover": COVER,
        "notes_line": NOTES_LINE,
        "widths": widths,
        "sizes": {width: f"{width * _CM:.1f}cm" for width in sorted({width for each in widths.values() for width in each})},
        "decimals": sorted(numbers),
        "rows": {table.name: _rows(table) for table in book.tables},
        "ranges": [(table.name, _range(table)) for table in book.tables],
    }
    parts = {"mimetype": _TYPE}
    for name in ("content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"):
        parts[name] = _environment().get_template(f"ods/{name.lower()}").render(said).encode("utf-8")
    return packed(parts, plain="mimetype")


def _rows(table: DataTable) -> list[Markup]:
    """The cells of each row."""
    looks = ["lead" if column.leads else "r" if column.numeric else "w" if column.wide else "t" for column in table.columns]
    return [Markup("").join(map(_cell, row, looks)) for row in table.rows]


@lru_cache(maxsize=1 << 15)  # tables say the same again and again, and that of the edition all that those of topics say
def _cell(cell: Cell, look: str) -> Markup:
    made: Any = _cells()
    if isinstance(cell, Number):
        return made.number(cell.digits, cell.shown, cell.decimals)
    return made.lead(cell) if look == "lead" else made.text(cell, look)


@cache
def _cells() -> object:
    return _environment().get_template("ods/cells.xml").module


def _range(table: DataTable) -> str:
    """Where a table stands: `$Measures.A3:$Measures.T152`."""
    sheet = f"'{table.title}'" if " " in table.title else table.title
    return f"${sheet}.A{_HEAD}:${sheet}.{_letters(len(table.columns))}{_HEAD + len(table.rows)}"


def _letters(column: int) -> str:
    """The letters of a column, from 1: A to Z, AA."""
    before, at = divmod(column - 1, len(_LETTERS))
    return (_letters(before) if before else "") + _LETTERS[at]


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    folder = resources.files("pcc_lib") / "templates"
    return Environment(
        loader=FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
