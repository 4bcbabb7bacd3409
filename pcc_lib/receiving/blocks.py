"""Where tables stand in a sheet: rows of heads, and the rows below them that belong to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pcc_lib.receiving.amounts import amount_of
from pcc_lib.receiving.grid import Cell, Grid
from pcc_lib.receiving.labels import Is, Label, Labels
from pcc_lib.receiving.names import is_other_sum, plain

_LAST_COLUMN = 1_000
_OF_PAGES = re.compile(r"page \d+(?: of \d+)?|[(\[]?(?:continued|cont\.?|cont'd)[)\]]?", re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """One table of a sheet.

    heads: the numbers of its rows of heads, from above; body: of the rows below; columns: from the first to the last. above:
    texts that stand over it, the nearest first.
    """

    grid: Grid
    heads: tuple[int, ...]
    body: tuple[int, ...]
    columns: tuple[int, ...]
    above: tuple[Cell, ...] = ()


def blocks_of(grid: Grid, labels: Labels) -> list[Block]:
    """Every table of a sheet that has a head which the source knows."""
    runs = [_with_lower(grid, labels, run) for run in _runs(grid, _head_rows(grid, labels))]
    found = []
    for i, run in enumerate(runs):
        end = runs[i + 1][0] if i + 1 < len(runs) else max(grid.by_row, default=0) + 1
        body = tuple(r for r in grid.by_row if run[-1] < r < end and not is_numbering(grid.row(r)))
        if body:
            above = _above(grid, run[0], runs[i - 1][-1] if i else 0)
            found += _beside(grid, _as_before(grid, runs[:i], run, above), body, above)
    return found


def _head_rows(grid: Grid, labels: Labels) -> list[int]:
    """Rows of heads: labels alone, of which the source knows a column or a key, or two periods, or two parts."""
    found: list[int] = []
    keys: dict[int, str] = {}
    for number, cells in grid.by_row.items():
        known = [label_of(grid, labels, cell) for cell in cells]
        lone = len(cells) == 1 and not _stands_over_values(grid, cells[0])
        if lone or not _is_head(cells, known) or _goes_on(cells, known, keys, labels) or _is_filter(grid, cells, known):
            continue
        if found[-1:] != [number - 1]:
            keys = {}
        keys |= {c.column: label.name for c, label in zip(cells, known, strict=True) if label and label.kind is Is.KEY}
        found.append(number)
    return found


def _is_filter(grid: Grid, cells: Sequence[Cell], known: Sequence[Label | None]) -> bool:
    """Whether a row is no head, and says of what a pivot table is: `Area | North`, or `Sum of Incidents | Column Labels`."""
    if len(cells) != 2 or cells[1].column != cells[0].column + 1:
        return False
    named = known[1] is not None and known[1].kind in (Is.COLUMN, Is.KEY)
    apart = bool(cells[1].text) and not named and not grid.row(cells[0].row + 1)
    return apart or plain(cells[1].text) == "column label"


def _goes_on(cells: Sequence[Cell], known: Sequence[Label | None], keys: Mapping[int, str], labels: Labels) -> bool:
    """Whether a row of labels alone belongs to the table above, its values blank or no numbers: it has periods or parts where
    that has them, and names no column."""
    kinds = {labels.about.period: Is.PERIOD, labels.about.breakdown: Is.PART}
    at = {cell.column: label.kind for cell, label in zip(cells, known, strict=True) if label}
    return not {Is.COLUMN, Is.KEY} & set(at.values()) and any(at.get(c) is kinds.get(name) for c, name in keys.items() if c in at)


def label_of(grid: Grid, labels: Labels, cell: Cell) -> Label | None:
    """What a cell of a head means: a bare number may be a period there."""
    return labels.of(cell, digits=True, old_epoch=grid.old_epoch)


def _is_head(cells: Sequence[Cell], known: Sequence[Label | None]) -> bool:
    kinds = [label.kind for label in known if label]
    counted = [c for c, label in zip(cells, known, strict=True) if (not label or label.kind is not Is.PERIOD) and is_number(c)]
    keyed = kinds.count(Is.KEY) + kinds.count(Is.COLUMN) > 1 and Is.KEY in kinds
    if any(not (Is.KEY in kinds and is_mark(c)) and not (keyed and c is cells[0]) for c in counted):
        return False
    bare = [c for c in cells if isinstance(c.value, int | float) and c not in counted]
    if bare and not are_periods(cells):
        return False
    if Is.COLUMN in kinds or Is.KEY in kinds or (len(cells) == 1 and kinds):
        return True
    leading = cells[0].column
    inner = [c for c, label in zip(cells, known, strict=True) if label and label.kind in (Is.PERIOD, Is.PART)]
    return kinds.count(Is.PERIOD) > 1 or kinds.count(Is.PART) > 1 or (len(cells) > 1 and any(c.column > leading for c in inner))


def _stands_over_values(grid: Grid, cell: Cell) -> bool:
    """Whether a cell that is alone in its row is the head of the values right below it, which have labels at their left."""
    below = grid.row(cell.row + 1)
    return any(c.column < cell.column for c in below) and any(c.column == cell.column and is_number(c) for c in below)


def are_periods(cells: Sequence[Cell]) -> bool:
    """Whether the bare numbers of a row are years, or days of months, that follow each other."""
    numbers = [float(c.value) for c in cells if isinstance(c.value, int | float) and not isinstance(c.value, bool)]
    steps = {b - a for a, b in pairwise(numbers)}
    return len(numbers) > 1 and len(steps) <= 4 and (min(steps) > 0 or max(steps) < 0)


def is_number(cell: Cell) -> bool:
    """Whether a cell holds what only a body holds: a number, a time, or a text that is one."""
    if cell.broken or not isinstance(cell.value, str):
        return not hasattr(cell.value, "year")
    return _is_numeral(cell.value)


def is_mark(cell: Cell) -> bool:
    """Whether a text says only that a number is not known: a head of a key beside it is a head all the same."""
    return isinstance(cell.value, str) and not cell.broken and bool(amount_of(Cell(1, 1, cell.value)).mark)


def is_numbering(cells: Sequence[Cell]) -> bool:
    """Whether a row below heads only numbers the columns: (1), (2), (3)."""
    numbers = [re.sub(r"[()\s.]", "", cell.shown) for cell in cells]
    typed = all(isinstance(cell.value, str) for cell in cells)
    return typed and len(cells) > 2 and numbers in ([str(i) for i in range(1, len(cells) + 1)], list("abcdefghij"[: len(cells)]))


@lru_cache(maxsize=1 << 14)  # a sheet is asked by every source
def _is_numeral(text: str) -> bool:
    if is_other_sum(text):
        return False
    amount = amount_of(Cell(1, 1, text))
    return amount.number is not None or amount.european is not None or bool(amount.mark)


def _runs(grid: Grid, heads: Sequence[int]) -> list[tuple[int, ...]]:
    """Rows of heads that follow each other, with the row of groups over them."""
    found: list[list[int]] = []
    for number in heads:
        if found and found[-1][-1] == number - 1:
            found[-1].append(number)
        else:
            found.append([number])
    return [tuple(with_groups(grid, run)) for run in found]


def _with_lower(grid: Grid, labels: Labels, run: tuple[int, ...]) -> tuple[int, ...]:
    """Heads with the row right below them that says more of their columns: units, `This year` and `Last year`."""
    cells, after = grid.row(run[-1] + 1), grid.row(run[-1] + 2)
    first = min(c.column for c in grid.row(run[-1]))
    texts = all(c.text and not is_number(c) and label_of(grid, labels, c) is None for c in cells)
    over_numbers = {c.column for c in cells} & {c.column for c in after if is_number(c)}
    inner = all(c.column > first for c in cells) or len(cells) > 2
    return (*run, run[-1] + 1) if cells and texts and inner and over_numbers else run


def _as_before(grid: Grid, earlier: Sequence[tuple[int, ...]], run: tuple[int, ...], above: Sequence[Cell]) -> tuple[int, ...]:
    """The heads of a table, with the upper rows of an earlier one where only its last row was written again."""

    def texts(rows: Sequence[int]) -> list[list[tuple[int, str]]]:
        return [[(cell.column, cell.shown) for cell in grid.row(row)] for row in rows]

    before = next((e for e in reversed(earlier) if len(e) > len(run) and texts(e[-len(run) :]) == texts(run)), run)
    odd = [cell.text for cell in above if not _OF_PAGES.fullmatch(cell.text)]
    if before is run or (odd and not set(odd) <= {c.text for row in grid.by_row if row < before[0] for c in grid.row(row)}):
        return run  # what stands between may say another month
    return (*before[: len(before) - len(run)], *run)


def with_groups(grid: Grid, run: list[int]) -> list[int]:
    """A row right above that names groups of columns, such as one month over several; a title begins at the left, and is none."""
    above = grid.row(run[0] - 1)
    first = min(c.column for c in grid.row(run[0]))
    inner = [c for c in above if c.column > first]
    texts = all(not is_number(c) or _is_year(c.value) for c in above)
    return [run[0] - 1, *run] if inner and len(inner) == len(above) and texts else run


def _is_year(value: object) -> bool:
    return isinstance(value, int) and 1979 <= value <= 2099


def _above(grid: Grid, head: int, after: int) -> tuple[Cell, ...]:
    """The texts over a table, the nearest first: those between it and the numbers above it, without what stands right below these
    and apart from it, which is a note of the table above."""
    rows = [number for number in grid.by_row if after < number < head]
    numbers = [number for number in rows if len(grid.row(number)) > 1 and any(is_number(c) for c in grid.row(number))]
    if numbers:
        last = numbers[-1]
        rows = [number for number in rows if number > last]
        while rows and head - 1 not in rows and rows[0] == last + 1:
            last = rows.pop(0)
    return tuple(cell for number in reversed(rows) for cell in grid.row(number) if cell.text or hasattr(cell.value, "year"))


def _beside(grid: Grid, heads: tuple[int, ...], body: tuple[int, ...], above: tuple[Cell, ...]) -> Iterator[Block]:
    """Tables that stand beside each other, with an empty column between, as tables of their own where each has heads."""
    rows = (*heads, *body)
    filled = sorted({cell.column for number in rows for cell in grid.row(number) if cell.column <= _LAST_COLUMN})
    groups: list[list[int]] = []
    for column in filled:
        if groups and groups[-1][-1] == column - 1:
            groups[-1].append(column)
        else:
            groups.append([column])
    if len(groups) > 1 and _stand_alone(grid, heads, groups):
        yield from (Block(grid, heads, body, tuple(group), above) for group in groups)
    elif filled:
        yield Block(grid, heads, body, tuple(filled), above)


def _stand_alone(grid: Grid, heads: tuple[int, ...], groups: Sequence[Sequence[int]]) -> bool:
    """Whether the first heads of all groups are alike: each has periods of its own."""
    firsts = [grid.spread(heads[-1], group[0]) for group in groups]
    names = {re.sub(r"\W", "", first.text.lower()) if first else "" for first in firsts}
    return len(names) == 1 and all(len(group) > 1 for group in groups)
