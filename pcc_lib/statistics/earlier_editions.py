"""What earlier editions published of one period of a source, and what the numbers were then: the explanations of a revision.

The numbers behind an earlier edition are not kept, only what it published. Where today's do not agree with that, something was
revised since. An explanation says which cells; those are looked for of which no part would explain it as well. Whatever was
revised in truth holds one of them, and the more cells may have changed, the less two editions tell together. So what is safe
under every such explanation is safe before a reader who is told which cells were revised.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd

from pcc_lib.statistics.count_tables import TOTAL
from pcc_lib.statistics.linked_cells import Cell, CellSum, Link, with_rests
from pcc_lib.statistics.rounding_audit import HIDES, REACH
from pcc_lib.statistics.suppression_audit import THRESHOLD
from pcc_lib.statistics.unknowns import Rule, Unknowns

EXPLANATIONS = 12  # of one period that are looked at, those with the fewest revised cells first

Ends = tuple[float, float]
Revised = frozenset[tuple[int, Cell]]  # cells by the number of the edition after which they were revised


@dataclass(frozen=True)
class Told:
    """One period of a source as an edition published it: each cell (column, part), and the totals; NaN where held back.

    What it did not publish has no cell. preset: the policy for small numbers that it was published under.
    """

    preset: str
    cells: tuple[tuple[Cell, float], ...]

    @cached_property
    def shown(self) -> dict[Cell, float]:
        """The cells with a number."""
        return {cell: value for cell, value in self.cells if not np.isnan(value)}

    @cached_property
    def parts(self) -> list[Hashable]:
        """Its parts, without the total."""
        return [part for part in dict.fromkeys(part for (_, part), _ in self.cells) if part != TOTAL]

    @cached_property
    def printed(self) -> set[Cell]:
        """The cells that it published, or held back: the total of a single part is that part."""
        return {cell for cell, _ in self.cells if cell[1] != TOTAL or len(self.parts) > 1}

    @property
    def tells(self) -> bool:
        """Whether it says anything of this period: an edition that held all of it back does not."""
        return bool(self.shown)

    def ends(self, cell: Cell) -> Ends:
        """Between what a cell lay, as far as this edition says of it alone."""
        value = self.shown.get(cell)
        if value is None:
            few = self.preset == "rounding" and cell in self.printed and cell[1] != TOTAL
            return (1.0, float(HIDES)) if few else (0.0, np.inf)
        reach = REACH if self.preset == "rounding" and value > 0 else 0
        return value - reach, value + reach


class Grid(NamedTuple):
    """The cells of an edition, rests and totals too, with the sums between them; `base`: those that the source itself has."""

    labels: list[Cell]
    sums: list[CellSum]
    base: list[Cell]
    rows: dict[Hashable, list[Hashable]]
    parts: list[Hashable]

    @classmethod
    def of(cls, rows: Sequence[Hashable], parts: Sequence[Hashable], links: Sequence[Link]) -> Grid:
        """The grid of some columns and parts."""
        tied = with_rests(pd.DataFrame(0, list(rows), list(parts)), links, TOTAL)
        made: dict[Hashable, list[Hashable]] = {row: [row] for row in rows}
        made |= {link.rest: list(link.columns) for link in links if link.rest}
        return cls(list(product(tied.table.index, tied.table.columns)), tied.sums, list(product(rows, parts)), made, list(parts))

    def made_of(self, cell: Cell) -> list[Cell]:
        """The cells of the source that a cell is worked out from."""
        row, part = cell
        return list(product(self.rows[row], self.parts if part == TOTAL else [part]))


class Explanation(NamedTuple):
    """Which cells were revised, and numbers of each earlier edition that agree with what it published."""

    revised: Revised
    numbers: tuple[dict[Cell, float], ...]


@dataclass(frozen=True, eq=False)
class History:
    """Earlier editions of one period, the oldest first, and the numbers of today (with rests and totals)."""

    told: tuple[Told, ...]
    today: dict[Cell, float]
    grids: tuple[Grid, ...]  # of the earlier editions, and of today's

    @classmethod
    def of(cls, told: Sequence[Told], counts: pd.DataFrame, links: Sequence[Link]) -> History:
        """The history of a table of counts; editions that say nothing, or the same as the one before them, are passed over."""
        kept = [each for each in told if each.tells]
        kept = [each for at, each in enumerate(kept) if not at or repr(each) != repr(kept[at - 1])]
        rows, order = list(counts.index), list(counts.columns)
        parts = [[*(p for p in order if p in each.parts), *(p for p in each.parts if p not in order)] for each in kept]
        grids = [Grid.of(rows, each, links) for each in [*parts, order]]
        table = with_rests(counts, links, TOTAL).table
        today = dict(zip(grids[-1].labels, table.to_numpy(float).ravel().tolist(), strict=True))
        return cls(tuple(kept), today, tuple(grids))

    @property
    def now(self) -> Grid:
        """Today's grid."""
        return self.grids[-1]

    def shown(self, edition: int) -> set[Cell]:
        """What an earlier edition shows, and what is left of the wholes of which it shows all else."""
        told, grid = self.told[edition], self.grids[edition]
        rests = [cell for cell in grid.labels if len(grid.rows[cell[0]]) > 1]
        return {*told.shown, *(cell for cell in rests if all((row, cell[1]) in told.shown for row in grid.rows[cell[0]]))}

    @property
    def largest(self) -> float:
        """The largest number that is known."""
        return max([*self.today.values(), *(value for each in self.told for value in each.shown.values())])

    @cached_property
    def standing(self) -> Sequence[Told]:
        """The editions whose cells are published once more as they were, since nothing was revised: all, where today's numbers
        are those of each; else the last alone, where they are those of it; none where it was revised since."""
        printed = {label for label in self.now.labels if len(self.now.rows[label[0]]) == 1}
        agree = [each.printed == printed and self._agrees(each) for each in self.told]
        return self.told if all(agree) else self.told[-1:] if agree[-1] else ()

    def _agrees(self, told: Told) -> bool:
        ends = ((value, told.ends(cell)) for cell, value in self.today.items() if cell in told.printed)
        return all(least <= value <= most for value, (least, most) in ends)

    def explanations(self) -> list[Explanation]:
        """What may have been revised, the fewest cells first. Raises ValueError where no numbers agree with an edition."""
        past = Past(self.told, self.grids, self.largest, self.today)
        return list(past.explanations([self.shown(at) for at in range(len(self.told))]))


class Past:
    """The numbers behind some editions as unknowns, and for each cell whether it was revised after each of them.

    today: the numbers of the last grid, where they are known; else it is the grid of the last edition told.
    """

    def __init__(
        self, told: Sequence[Told], grids: Sequence[Grid], largest: float, today: Mapping[Cell, float] | None = None
    ) -> None:
        self.told, self.grids, self.unknowns = told, grids, Unknowns(largest)
        self.today = today
        self.cells: list[dict[Cell, int]] = []
        self.revised: dict[tuple[int, Cell], int] = {}
        for each, grid in zip(told, grids, strict=False):
            self.cells.append({label: self.unknowns.new(*each.ends(label)) for label in grid.labels})
            self._adds_up(grid)
        for edition in range(len(told)):
            self._may_change(edition)

    def fewest(self) -> dict[int, float]:
        """The cost of revisions."""
        return dict.fromkeys(self.revised.values(), 10_000.0)

    def explanations(self, shown: Sequence[set[Cell]]) -> Iterator[Explanation]:
        """One after the other, none of which holds all of an earlier one; shown: what each edition shows."""
        apart: list[Rule] = []
        cost = self.fewest()
        for edition, told in enumerate(self.told):
            if told.preset == "threshold":
                cost |= self._few_in_each_group(edition, shown[edition])
        while len(apart) < EXPLANATIONS:
            found = self.unknowns.lowest(cost, tuple(apart))
            if found is None:
                break
            revised = frozenset(key for key, at in self.revised.items() if found[at] > 0.5)
            yield Explanation(revised, tuple({c: float(found[at]) for c, at in cells.items()} for cells in self.cells))
            apart.append(Rule({self.revised[key]: 1.0 for key in revised}, 0, len(revised) - 1))
            if not revised:
                break
        if not apart:
            raise ValueError("what an earlier edition published of it does not add up")

    def _adds_up(self, grid: Grid) -> None:
        for total, parts in grid.sums:
            own = self.cells[-1]
            self.unknowns.rule({own[total]: -1.0} | {own[part]: 1.0 for part in parts}, 0, 0)

    def _few_in_each_group(self, edition: int, shown: set[Cell]) -> dict[int, float]:
        """What it costs where a group of cells held back together holds no small one, or a held-back cell is 0."""
        told, grid, far, own = self.told[edition], self.grids[edition], self.unknowns.far, self.cells[edition]
        cost: dict[int, float] = {}
        for group in groups_of([label for label in grid.labels if label not in shown], grid.sums):
            small: dict[int, float] = {}
            for label in group:
                mark = self.unknowns.new(0, 1)
                self.unknowns.rule({own[label]: 1.0, mark: far}, -np.inf, far + THRESHOLD - 1)
                self.unknowns.rule({own[label]: 1.0, mark: -1.0}, 0, np.inf)
                small[mark] = 1.0
                if label in told.printed:
                    nought = self.unknowns.new(0, 1)
                    self.unknowns.rule({own[label]: 1.0, nought: 1.0}, 1, np.inf)
                    cost[nought] = 1.0
            without = self.unknowns.new(0, 1)
            self.unknowns.rule(small | {without: 1.0}, 1, np.inf)
            cost[without] = 100.0
        return cost

    def _may_change(self, edition: int) -> None:
        far = self.unknowns.far
        for cell in self.grids[edition].base:
            later = after(self.grids, edition, cell)
            if later is None:
                continue
            mark, own = self.unknowns.new(0, 1), self.cells[edition][cell]
            self.revised[edition, cell] = mark
            if later < len(self.cells):
                other, known = {self.cells[later][cell]: -1.0}, 0.0
            else:
                other, known = {}, self.today[cell] if self.today is not None else 0.0
            self.unknowns.rule({own: 1.0, **other, mark: -far}, -np.inf, known)
            self.unknowns.rule({own: 1.0, **other, mark: far}, known, np.inf)


def after(grids: Sequence[Grid], edition: int, cell: Cell) -> int | None:
    """The next edition that has a cell of the source."""
    return next((at for at in range(edition + 1, len(grids)) if cell in grids[at].base), None)


def groups_of(held: Sequence[Cell], sums: Sequence[CellSum]) -> list[list[Cell]]:
    """Held-back cells in groups that sums tie together."""
    left, groups = list(held), []
    while left:
        grown, new = [], [left[0]]
        while new:
            grown += new
            near = {cell for total, parts in sums if {total, *parts} & set(new) for cell in (total, *parts)}
            new = [cell for cell in left if cell in near and cell not in grown]
        left = [cell for cell in left if cell not in grown]
        groups.append(grown)
    return groups
