"""A workbook before it is written: a cover, contents, notes, and then one table a sheet, as the Analysis Function asks for.

https://analysisfunction.civilservice.gov.uk/policy-store/releasing-statistics-in-spreadsheets/
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pcc_lib.core.status import explanations
from pcc_lib.workbooks.table import NO_SIGN, NOT_APPLICABLE, Column, DataTable, Number, text

COVER = "Cover"
NONE_WORDS = "no sign applies"
NOTES_LINE = "Signs such as [x] are explained in the sheet Notes."
_SIGNS = {**explanations(), NOT_APPLICABLE: "not applicable: there is nothing to tell here"}


@dataclass(frozen=True)
class Workbook:
    """A workbook: its title, who made it and when (the date of writing), the lines of its cover below the title, its tables.

    The first two tables are the contents and the notes.
    """

    title: str
    creator: str
    written_on: str
    cover: Sequence[str]
    tables: Sequence[DataTable]


def workbook(about: tuple[str, str, str], cover: Sequence[str], notes: DataTable, tables: Sequence[DataTable]) -> Workbook:
    """A workbook of tables, with its contents; those without a row are left out. about: title, creator, date of writing."""
    filled = [table for table in tables if table.rows]
    return Workbook(*about, [text(line) for line in cover], [contents([notes, *filled]), notes, *filled])


def contents(tables: Iterable[DataTable]) -> DataTable:
    """What each sheet holds, with links to them."""
    columns = (
        Column("sheet", "Sheet", "The name of the sheet, which leads to it.", leads=True),
        Column("holds", "What it holds", "What the table in it holds.", wide=True),
        Column("rows", "Rows", "How many rows the table has.", numeric=True),
    )
    listed = DataTable("contents", "Contents", "One row for each sheet that follows, with a link to it.", columns)
    return listed.with_rows([table.title, table.says, Number(str(len(table.rows)))] for table in tables)


def notes(tables: Sequence[DataTable], said: Iterable[tuple[str, str]]) -> DataTable:
    """The signs that stand in these tables with what they mean, and then what else is to be said, each under its name."""
    used = {sign for table in tables for sign in table.signs(_SIGNS)}
    signs = [(sign, f"{words}.") for sign, words in _SIGNS.items() if sign in used]
    silent = any(cell == NO_SIGN for table in tables for row in table.rows for cell in row)
    rows = [*signs, *([(NO_SIGN, f"In the column Shorthand: {NONE_WORDS}.")] if silent else []), *said]
    columns = (
        Column("sign", "Sign or subject", "A sign, or what the note is about.", wide=True),
        Column("note", "What it means", "The note.", wide=True),
    )
    return DataTable("notes", "Notes", "The signs that stand in the cells, and how the numbers were made.", columns).with_rows(
        rows
    )
