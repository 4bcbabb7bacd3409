"""The one table of a sheet that no source knows yet: its rows of heads, its body, and what stands in each of its columns.

Cells, periods and numbers are read as `receiving` reads them; here it is only found out what a source would have to be called
and to hold for that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from pcc_lib.receiving.amounts import amount_of
from pcc_lib.receiving.axes import stack_of
from pcc_lib.receiving.blocks import Block, are_periods, is_number, with_groups
from pcc_lib.receiving.grid import Cell, Grid
from pcc_lib.receiving.labels import PERIOD_HEADS
from pcc_lib.receiving.names import Head, head_of, is_other_sum, is_total, plain
from pcc_lib.receiving.titles import is_title
from pcc_lib.receiving.when import When, when_of

_LONGEST = 120  # characters of a head
_SO_FAR = "ytd|year to date|change|variance"
# columns that the others are worked out to: no data of their own
_WORKED_OUT = re.compile(rf"(?:{_SO_FAR}|fytd|cumulative|% change|difference|rolling|trend)\b.*|.*\b(?:{_SO_FAR})", re.IGNORECASE)


class Holds(Enum):
    """What the cells of a column are."""

    PERIODS = "periods"
    TEXTS = "texts"
    NUMBERS = "numbers"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Column:
    """A column of the table: the cells over it that name it, from above, and those of its body by row, merged ones spread."""

    number: int
    heads: tuple[Cell, ...]
    cells: dict[int, Cell] = field(hash=False)

    @property
    def head(self) -> str:
        """Its lowest name."""
        return self.heads[-1].shown if self.heads else ""

    @property
    def is_worked_out(self) -> bool:
        """Whether its head says that it is worked out from others."""
        return bool(_WORKED_OUT.fullmatch(self.head))

    @cached_property
    def holds(self) -> Holds:
        """What most of its cells are."""
        cells = list(self.cells.values())
        dated = bool({plain(self.head), *plain(self.head).split()} & PERIOD_HEADS)
        whens = [cell for cell in cells if when_of(cell, digits=dated) is not None]
        rest = [cell for cell in cells if not (cell.text and is_total(cell.text))]
        if not cells:
            return Holds.NOTHING
        if rest and len(whens) * 2 > len(rest):
            return Holds.PERIODS
        numbers = [cell for cell in cells if is_number(cell)]
        return (
            Holds.NUMBERS
            if numbers and any(amount_of(cell).number is not None for cell in numbers) and len(numbers) * 2 > len(cells)
            else Holds.TEXTS
        )


@dataclass(frozen=True)
class Layout:
    """The table of a sheet: its columns, and what stands over it."""

    block: Block
    columns: tuple[Column, ...]

    @property
    def grid(self) -> Grid:
        """The sheet."""
        return self.block.grid

    def of(self, holds: Holds) -> list[Column]:
        """The columns that hold something."""
        return [column for column in self.columns if column.holds is holds]

    @cached_property
    def rows(self) -> list[int]:
        """The rows that hold a number, without those of totals."""
        valued = self.of(Holds.NUMBERS)
        return [row for row in self.block.body if any(row in column.cells for column in valued) and not self._is_total(row)]

    def _is_total(self, row: int) -> bool:
        """Whether a row is a total of others, or is worked out from them: a mean in the place of a month is."""
        for column in self.columns:
            cell = column.cells.get(row)
            if cell is None or column.holds is Holds.NUMBERS or not cell.text:
                continue
            if is_total(cell.text) or (column.holds is Holds.PERIODS and is_other_sum(cell.text)):
                return True
        return False

    def down(self, column: Column) -> list[str]:
        """What a column says of each of `rows`: a blank cell says what the one above it does."""
        found, last, valued = [], "", set(self.rows)
        for row in self.block.body:
            last = column.cells[row].shown.strip() if row in column.cells else last
            if row in valued:
                found.append(" ".join(last.split()))
        return found

    @cached_property
    def sections(self) -> list[Cell]:
        """Texts that stand alone in a row over others, such as the name of an area."""
        alone = (cells[0] for row in self.block.body if len(cells := self.grid.row(row)) == 1)
        last = max(self.rows, default=0)
        return [cell for cell in alone if cell.text and cell.row < last and not is_number(cell)]

    @cached_property
    def titles(self) -> list[str]:
        """Texts over the table, the topmost first, without times and what only tells how the file was made."""
        return [piece for cell in reversed(self.block.above) if is_title(cell.text) for piece in pieces_of(cell.text)[:1]]


def pieces_of(text: str) -> list[str]:
    """The parts of a title, such as what it is of, and when."""
    return [piece for each in re.split(r"\s[-–—|]\s|:\s+|,\s|[()]", text) if (piece := each.strip())]


def head_name(cell: Cell) -> Head:
    """A head without the unit behind it, and the unit."""
    return head_of(cell.shown)


def time_of(cell: Cell, grid: Grid) -> When | None:
    """What a head says of time."""
    return when_of(cell, grid.old_epoch, digits=True)


# ── where it stands ───────────────────────────────────────────────────────────────────────────────────────────────────
def layouts_of(grid: Grid) -> list[Layout]:
    """The tables of a sheet; the same heads again are the same table going on. None where no row of numbers has heads."""
    heads = list(_heads(grid))
    found = []
    for i, head in enumerate(heads):
        end = heads[i + 1] if i + 1 < len(heads) else max(grid.by_row) + 1
        run = tuple(with_groups(grid, [head]))
        body = tuple(row for row in grid.by_row if head < row < end)
        above = tuple(c for r in reversed(list(grid.by_row)) if (heads[i - 1] if i else 0) < r < run[0] for c in grid.row(r))
        columns = tuple(sorted({cell.column for row in (*run, *body) for cell in grid.row(row)}))
        block = Block(grid, run, body, columns, above)
        found.append(Layout(block, tuple(_column(block, number) for number in columns)))
    return found


def _column(block: Block, number: int) -> Column:
    cells = {row: cell for row in block.body if (cell := block.grid.spread(row, number)) is not None}
    single = {row: cell for row, cell in cells.items() if not _alone(block.grid, row)}
    return Column(number, tuple(stack_of(block, number)), single)


def _alone(grid: Grid, row: int) -> bool:
    """Whether a row holds one cell: the title of a section, or a note below."""
    return len(grid.row(row)) == 1


def _heads(grid: Grid) -> Iterator[int]:
    """Rows of heads that stand right over a row of values: the first, and those that say the same or come after a gap."""
    rows = list(grid.by_row)
    met: list[int] = []
    for row in rows:
        if not _is_head(grid, row) or _belongs_above(grid, row) or not _next_valued(grid, rows, row):
            continue
        again = met and _texts(grid, row) == _texts(grid, met[0])
        gap = met and row - 1 not in grid.by_row
        if not met or again or (gap and not _goes_on(grid, row, met[-1])):
            met.append(row)
            yield row


def _belongs_above(grid: Grid, row: int) -> bool:
    """Whether a row below another of texts is its first row of values, though none of them is a number: one would be, but for a
    word beside it, or its period stands over those of the rows that follow."""
    if not grid.row(row - 1) or not _is_head(grid, row - 1):
        return False
    cells = [cell for cell in grid.row(row) if not time_of(cell, grid)]
    return any(_is_spoilt(cell) for cell in cells) or _leads_times(grid, row)


def _is_spoilt(cell: Cell) -> bool:
    """Whether a text is no number and was meant to be one: `approx 12`."""
    fault = amount_of(cell).fault
    return fault is not None and not fault[0].endswith("is not a number.")


def _leads_times(grid: Grid, row: int) -> bool:
    """Whether a period stands in a row, and one below it in the next."""
    below = {cell.column for cell in grid.row(row + 1) if time_of(cell, grid)}
    return any(cell.column in below and time_of(cell, grid) for cell in grid.row(row))


def _next_valued(grid: Grid, rows: Sequence[int], head: int) -> bool:
    """Whether values come below a row before any other row of heads; titles of sections may stand between."""
    for row in (each for each in rows if each > head):
        if len(grid.row(row)) > 1 or not grid.row(row)[0].text:
            return _has_values(grid, row) or (_belongs_above(grid, row) and _next_valued(grid, rows, row))
    return False


def _has_values(grid: Grid, row: int) -> bool:
    """Whether a row has a value beside a label."""
    cells = grid.row(row)
    return len(cells) > 1 and any(is_number(cell) for cell in cells)


def _is_head(grid: Grid, row: int) -> bool:
    """Whether a row could be one of heads: short texts, or periods that follow each other, over several columns."""
    cells = grid.row(row)
    if len(cells) == 1:
        return cells[0].column > 1 and bool(cells[0].text or hasattr(cells[0].value, "year"))
    bare = [cell for cell in cells if is_number(cell)]
    times = len(bare) != 1 and all(time_of(cell, grid) for cell in bare)
    typed = [cell for cell in bare if isinstance(cell.value, int | float)]
    return times and (not typed or are_periods(typed)) and all(len(cell.text) <= _LONGEST for cell in cells)


def _texts(grid: Grid, row: int) -> list[str]:
    return [plain(cell.shown) for cell in grid.row(row)]


def _goes_on(grid: Grid, row: int, head: int) -> bool:
    """Whether a row of labels alone belongs to the table above: a time stands in it where one stands under those heads."""
    times = {cell.column for below in (head + 1, head + 2) for cell in grid.row(below) if time_of(cell, grid)}
    return any(cell.column in times and time_of(cell, grid) for cell in grid.row(row))
