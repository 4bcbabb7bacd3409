"""A table to take along, before it is written as a sheet or a CSV: columns that say what they hold, rows of texts and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from pcc_lib.core.csv_cells import seen
from pcc_lib.core.numerals import CONFIDENTIAL, MISSING
from pcc_lib.figures.figure import Figure

NOT_APPLICABLE = "[z]"
NO_SIGN = "none"  # in a column of shorthand, where no sign applies
NO_NUMBER = (MISSING, CONFIDENTIAL, NOT_APPLICABLE)  # what a column of numbers may hold in place of one
_COLUMNS_OF_A_PAGE = 12
_LEAST, _MOST, _MORE = 9, 44, 2  # characters that a column is wide, and those more that stand between columns
_BLANKS = re.compile(r"[ \t\r\n]+")
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")  # what no XML file may hold
_AFTER_POINT = re.compile(r"\.(\d+)")


class Number(NamedTuple):
    """A number as it is kept, with up to twelve digits, and how many of those after its point are shown."""

    digits: str
    decimals: int = 0

    @property
    def value(self) -> float:
        """The number itself."""
        return float(self.digits)

    @property
    def shown(self) -> str:
        """The number as a sheet shows it, with its digits after the point."""
        return f"{self.value:,.{self.decimals}f}"


Cell = str | Number


@dataclass(frozen=True)
class Column:
    """A column: its name for machines, its head for people, what it holds. `numeric`: numbers, or a sign of NO_NUMBER; `wide`:
    maybe long texts; `unit` of its numbers, where all have the same; `leads`: its texts name sheets, and lead there."""

    name: str
    title: str
    about: str
    numeric: bool = False
    wide: bool = False
    unit: str = ""
    leads: bool = False


@dataclass(frozen=True)
class DataTable:
    """A table with a name, under which a workbook marks it up, a title, which is that of its sheet, and a line that says what it
    holds. `key`: the columns that tell a row from all others."""

    name: str
    title: str
    says: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]] = field(default=(), repr=False)
    key: Sequence[str] = ()

    @property
    def pages_wide(self) -> int:
        """How many pages beside each other it is printed on."""
        return 1 if len(self.columns) <= _COLUMNS_OF_A_PAGE else 2

    @cached_property
    def widths(self) -> list[int]:
        """How wide its columns are, in characters: as the longest of what they hold, within bounds."""
        columns = zip(*self.rows, strict=True) if self.rows else [()] * len(self.columns)
        return [_width(column, held) for column, held in zip(self.columns, columns, strict=True)]

    def with_rows(self, rows: Iterable[Sequence[Cell]]) -> DataTable:
        """The same table with these rows; a ValueError where a row has not one cell for each column."""
        made = [tuple(cell if isinstance(cell, Number) else text(cell) for cell in row) for row in rows]
        for row in made:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.name}: {len(row)} cells stand under {len(self.columns)} columns.")
        return replace(self, rows=made)

    def signs(self, known: Iterable[str]) -> set[str]:
        """Those of the known signs, such as `[e]`, that stand in its cells."""
        return {sign for sign in known if sign in self._texts}

    @cached_property
    def _texts(self) -> str:
        """All texts of its cells, a line each."""
        return "\n".join(cell for row in self.rows for cell in row if type(cell) is str)


@lru_cache(maxsize=1 << 13)  # tables say the same again and again
def text(said: str) -> str:
    """A text as a cell holds it: on one line, without what cannot be seen; `[z]` where there is none."""
    return _NO_XML.sub("\ufffd", _BLANKS.sub(" ", seen(said)).strip(" ")) or NOT_APPLICABLE


def _width(column: Column, held: Iterable[Cell]) -> int:
    longest = max((len(cell[0] if isinstance(cell, tuple) else cell) for cell in held), default=0)
    return min(max(longest, max(map(len, column.title.split())), _LEAST) + _MORE, _MOST)


def number(figure: Figure) -> Cell:
    """A figure's value, shown with the digits that it prints; what it prints where it is not known."""
    if not figure.known:
        return figure.text
    found = _AFTER_POINT.search(figure.text)
    return Number(figure.digits, len(found[1]) if found else 0)


def joined(tables: Iterable[DataTable]) -> DataTable:
    """Tables of the same columns as one, their rows one after the other."""
    first, *rest = tables
    return replace(first, rows=[row for table in (first, *rest) for row in table.rows])
