"""Rows and columns of totals: they are no data, and what they add up to tells whether rows are missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pcc_lib.core.errors import Fault
from pcc_lib.receiving.amounts import amount_of
from pcc_lib.receiving.axes import Across, Down, Role
from pcc_lib.receiving.blocks import Block
from pcc_lib.receiving.grid import Cell
from pcc_lib.receiving.labels import Is

_TODO = "Is a row missing, or is it another total? Correct it, or take the total out."


@dataclass(frozen=True)
class _Total:
    """A total, the sums that it may be (the likeliest first), the numbers that it is of, and what it counts."""

    cell: Cell
    number: Decimal
    sums: tuple[Decimal, ...]
    of: tuple[Decimal, ...]
    counted: str

    @property
    def adds_up(self) -> bool:
        """Whether it is a sum."""
        return self.number in self.sums

    @property
    def is_between(self) -> bool:
        """Whether it is no more than the greatest and no less than the least of them, as a mean is."""
        return len(self.of) > 1 and min(self.of) <= self.number <= max(self.of)


def total_faults(block: Block, columns: Sequence[Across], rows: Sequence[Down]) -> list[Fault]:
    """Totals that are not the sum of what they stand under, or beside.

    Rows that are left, or that nobody knows, are part of a total over all rows, which is then not asked. Where several of one
    column are, and none is, all of them within their parts, they are no sums: a mean time, a rate.
    """
    strange = any(row.left or any(of is not Is.COLUMN for of, _ in row.unknown) for row in rows)
    totals = [*(() if strange else _of_rows(block, columns, rows)), *_of_columns(block, columns, rows)]
    by_counted = {each.counted: [other for other in totals if other.counted == each.counted] for each in totals}
    summed = {name for name, several in by_counted.items() if not _are_means(several)}
    wrong = [each for each in totals if not each.adds_up and each.counted in summed]
    origin = block.grid.origin
    return [
        origin(each.cell).fault(f"the total {each.number:,f} is not the sum of its cells, {each.sums[0]:,f}.", _TODO)
        for each in wrong
    ]


def _are_means(totals: Sequence[_Total]) -> bool:
    return len(totals) > 1 and all(each.is_between and not each.adds_up for each in totals)


def _number(block: Block, row: int, column: int) -> Decimal | None:
    cell = block.grid.at(row, column)
    amount = amount_of(cell) if cell is not None else None
    return amount.number if amount and not amount.style and amount.number is not None and amount.number % 1 == 0 else None


def _numbers(block: Block, places: Iterable[tuple[int, int]]) -> tuple[Decimal, ...] | None:
    """The numbers of cells; None where one of them is not known, or no whole number."""
    found = [_number(block, *place) for place in places]
    return None if None in found else tuple(each for each in found if each is not None)


def _of_rows(block: Block, columns: Sequence[Across], rows: Sequence[Down]) -> Iterator[_Total]:
    """A row of totals holds the sum of one of the groups of rows that it may be of."""
    valued = [c for c in columns if c.role is Role.VALUES]
    summed = [i for i, row in enumerate(rows) if row.total and not row.other_sum]
    numbered = {row.number: row for row in rows}
    for place, i in enumerate(summed):
        below = [numbered[number] for number in rows[i].below]
        groups = [below] if below else _groups(rows, summed, place)
        for column in valued if all(groups) else ():
            total = _number(block, rows[i].number, column.number)
            of = [_numbers(block, ((row.number, column.number) for row in part)) for part in groups]
            known = [each for each in of if each is not None]
            if total is not None and len(known) == len(of):
                cell = block.grid.cells[rows[i].number, column.number]
                yield _Total(cell, total, tuple(map(_sum, known)), known[len(known) // 2], _counted(column, rows[i]))


def _groups(rows: Sequence[Down], summed: Sequence[int], place: int) -> list[list[Down]]:
    """What a row of totals may be the sum of: the rows since the last total, those of its month (or area), or all above it; where
    it stands over all of them, those up to the next total, or all."""
    i = summed[place]
    above = [row for row in rows[:i] if not row.total]
    if not above:
        after = summed[place + 1] if place + 1 < len(summed) else len(rows)
        return [[row for row in rows[i:after] if not row.total], [row for row in rows[i:] if not row.total]]
    before = summed[place - 1] if place else -1
    since = [row for row in rows[before + 1 : i] if not row.total] or above
    alike = [row for row in above if rows[i].labels and set(_labels(rows[i])) <= set(_labels(row))] or since
    return [since, alike, above]


def _sum(numbers: Sequence[Decimal]) -> Decimal:
    return sum(numbers, Decimal(0))


def _counted(column: Across, row: Down) -> str:
    """The column of the source that a number is of; where no label says it, that of the file."""
    named = [label.name for label in (*column.labels, *row.labels) if label.kind is Is.COLUMN]
    return named[0] if named else ""


def _labels(row: Down) -> list[tuple[Is, str, object]]:
    return [(label.kind, label.name, label.when) for label in row.labels]


def _of_columns(block: Block, columns: Sequence[Across], rows: Sequence[Down]) -> Iterator[_Total]:
    """A column of totals holds the sum of the columns of its group: those under the same other labels."""
    for total in (c for c in columns if c.role is Role.TOTAL):
        group = {(label.kind, label.name) for label in total.labels if label.kind is not Is.TOTAL}
        parts = [c for c in columns if c.role is Role.VALUES and group <= {(label.kind, label.name) for label in c.labels}]
        if len(parts) < 2 or not _are_parts(parts):
            continue
        for row in (row for row in rows if not row.total):
            held = _number(block, row.number, total.number)
            of = _numbers(block, ((row.number, c.number) for c in parts))
            if held is not None and of is not None:
                cell = block.grid.cells[row.number, total.number]
                yield _Total(cell, held, (_sum(of),), of, _counted(parts[0], row))


def _are_parts(columns: Sequence[Across]) -> bool:
    """Whether columns may be added up: they differ in their part, or in their period, and not in what they count."""
    return len({label.name for c in columns for label in c.labels if label.kind is Is.COLUMN}) < 2
