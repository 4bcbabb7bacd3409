"""Rows and columns of totals: they are no data, and what they add up to tells whether rows are missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pcc_lib.core.errors import Fault
from pcc_lib.receiving.amounts import amount_of
from pcc_lib.receiving.axes import Across, Down, Role
from pcc_lib.receiving.blocks import Block
from pcc_lib.receiving.labels import Is

_TODO = "Is a row missing, or is it another total? Correct it, or take the total out."


def total_faults(block: Block, columns: Sequence[Across], rows: Sequence[Down]) -> list[Fault]:
    """Totals that are not the sum of what they stand under, or beside."""
    return [*_of_rows(block, columns, rows), *_of_columns(block, columns, rows)]


def _number(block: Block, row: int, column: int) -> Decimal | None:
    cell = block.grid.at(row, column)
    amount = amount_of(cell) if cell is not None else None
    return amount.number if amount and not amount.style and amount.number is not None and amount.number % 1 == 0 else None


def _of_rows(block: Block, columns: Sequence[Across], rows: Sequence[Down]) -> Iterator[Fault]:
    """A row of totals may hold the sum of the rows of its month (or area), of those since the last total, or of all above it."""
    valued = [c.number for c in columns if c.role is Role.VALUES]
    summed = [i for i, row in enumerate(rows) if row.total and not row.other_sum]
    for i in summed:
        above = [row for row in rows[:i] if not row.total]
        before = max((j for j in summed if j < i), default=-1)
        since = [row for row in rows[before + 1 : i] if not row.total] or above
        alike = [row for row in above if rows[i].labels and set(_labels(rows[i])) <= set(_labels(row))] or since
        for column in valued:
            total = _number(block, rows[i].number, column)
            sums = [_sum(block, [(row.number, column) for row in part]) for part in (alike, since, above)]
            if total is not None and above and None not in sums and total not in sums:
                yield _fault(block, rows[i].number, column, total, sums[1])


def _labels(row: Down) -> list[tuple[Is, str, object]]:
    return [(label.kind, label.name, label.when) for label in row.labels]


def _sum(block: Block, places: Sequence[tuple[int, int]]) -> Decimal | None:
    """The sum of cells; None where one of them is not known, or no whole number."""
    numbers = [_number(block, *place) for place in places]
    return None if None in numbers else sum((n for n in numbers if n is not None), Decimal(0))


def _of_columns(block: Block, columns: Sequence[Across], rows: Sequence[Down]) -> Iterator[Fault]:
    """A column of totals holds the sum of the columns of its group: those under the same other labels."""
    for total in (c for c in columns if c.role is Role.TOTAL):
        group = {(label.kind, label.name) for label in total.labels if label.kind is not Is.TOTAL}
        parts = [c for c in columns if c.role is Role.VALUES and group <= {(label.kind, label.name) for label in c.labels}]
        if len(parts) < 2 or not _are_parts(parts):
            continue
        for row in (row for row in rows if not row.total):
            held = _number(block, row.number, total.number)
            added = _sum(block, [(row.number, c.number) for c in parts])
            if held is not None and added is not None and held != added:
                yield _fault(block, row.number, total.number, held, added)


def _are_parts(columns: Sequence[Across]) -> bool:
    """Whether columns may be added up: they differ in their part, or in their period, and not in what they count."""
    return len({label.name for c in columns for label in c.labels if label.kind is Is.COLUMN}) < 2


def _fault(block: Block, row: int, column: int, total: Decimal, added: Decimal | None) -> Fault:
    cell = block.grid.cells[row, column]
    return block.grid.origin(cell).fault(f"the total {total:,f} is not the sum of its cells, {added:,f}.", _TODO)
