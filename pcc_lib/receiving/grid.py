"""A sheet as it stands in a file: cells with address, value and number format; nothing is worked out and nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from pcc_lib.receiving.incoming import Origin

_MOST_ROWS, _MOST_COLUMNS = 2_000, 100  # that a cell is merged over, as far as a table goes
Value = str | int | float | bool | date | datetime | time | timedelta


@dataclass(frozen=True)
class Cell:
    """One cell that holds something. form: its number format, such as `0.0%` or `mmm-yy`; blank where the file has none.

    broken: why its value cannot be known (a formula that nobody has worked out, an error); blank where it can. doubt: why it may
    not mean what it holds (struck through, a note on it); blank where nothing says so. formula: whether its value is worked out.
    """

    row: int
    column: int
    value: Value
    form: str = ""
    broken: str = ""
    doubt: str = ""
    formula: bool = False

    @property
    def address(self) -> str:
        """`C7`."""
        return f"{column_letters(self.column)}{self.row}"

    @property
    def text(self) -> str:
        """The text of a text cell, its blanks made plain; of others nothing."""
        return squeezed(self.value) if isinstance(self.value, str) else ""

    @property
    def shown(self) -> str:
        """The cell as a fault quotes it."""
        if isinstance(self.value, datetime) and self.value.time() == time():
            return f"{self.value:%Y-%m-%d}"
        return f"{self.value:g}" if isinstance(self.value, float) else str(self.value)


@dataclass(frozen=True)
class Grid:
    """One sheet. merged: first row, first column, last row, last column of each run of merged cells.

    old_epoch: whether days are counted from 1904. formats: whether the file tells number formats at all.
    """

    file: str
    sheet: str
    cells: Mapping[tuple[int, int], Cell]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    old_epoch: bool = False
    formats: bool = False
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def origin(self, cell: Cell) -> Origin:
        """Where a cell stands."""
        return Origin(self.file, self.sheet, cell.address)

    def at(self, row: int, column: int) -> Cell | None:
        """The cell at a place; None where it is empty."""
        return self.cells.get((row, column))

    def spread(self, row: int, column: int) -> Cell | None:
        """The cell at a place, or the one that is merged over it."""
        return self.cells.get((row, column)) or self.cells.get(self._anchors.get((row, column), (0, 0)))

    @cached_property
    def _anchors(self) -> Mapping[tuple[int, int], tuple[int, int]]:
        return {
            (row, column): (top, left)
            for top, left, bottom, right in self.merged
            for row in range(top, min(bottom, top + _MOST_ROWS) + 1)
            for column in range(left, min(right, left + _MOST_COLUMNS) + 1)
        }

    @cached_property
    def by_row(self) -> Mapping[int, list[Cell]]:
        """The cells of each row that has any, from left to right."""
        found: dict[int, list[Cell]] = {}
        for row, column in sorted(self.cells):
            found.setdefault(row, []).append(self.cells[row, column])
        return found

    def row(self, number: int) -> list[Cell]:
        """The cells of a row."""
        return self.by_row.get(number, [])

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.cells.values())


def squeezed(text: str) -> str:
    """A text on one line, its blanks of every width made plain, without any around it."""
    return " ".join(text.split())


def place_of(address: str) -> tuple[int, int]:
    """Row and column of an address: 7 and 3 of `C7`."""
    letters = address.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(address[len(letters) :]), column


def column_letters(number: int) -> str:
    """`A` of 1, `AB` of 28."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
