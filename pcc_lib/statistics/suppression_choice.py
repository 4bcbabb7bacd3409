"""The fewest further cells to withhold: a mixed-integer programme with a rival table for each small count.

Fischetti and Salazar 2001. A rival table agrees with all that stays published, puts its small count at the threshold, keeps every
held-back cell filled that is filled, and holds a small count of another cell: a reader has no reason to think it untrue.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from pcc_lib.statistics.solver import quiet
from pcc_lib.statistics.suppression_audit import Small

REACH = 20  # how far a rival table may stray from the true one in a cell

Cells = Sequence[Hashable]


class _Rule(NamedTuple):
    """A linear constraint: lower <= matrix @ variables <= upper."""

    matrix: np.ndarray
    lower: float
    upper: float


class _Box(NamedTuple):
    """Bounds of the variables."""

    lower: np.ndarray
    upper: np.ndarray


class _Cheapest(NamedTuple):
    hide: np.ndarray
    cost: float


@dataclass(frozen=True, eq=False)
class Choice:
    """What to choose from. values: true counts by label; tied: how they add up (`relations`).

    primary: small counts, all held back; protected: those of them that need a rival table; candidates: what may be held back
    besides. Variables: whether each candidate is held back; then, for each protected count, how its rival table differs from the
    true one, and which other cell of it is small.
    """

    values: pd.Series
    tied: np.ndarray
    primary: tuple[Hashable, ...]
    protected: tuple[Hashable, ...]
    candidates: tuple[Hashable, ...]
    rule: Small

    def best(self, refused: Sequence[Cells] = ()) -> list[Hashable] | None:
        """The best further cells, or None: the fewest, then the smallest total, then the first.

        refused: choices that will not do, nor any part of them.
        """
        rules = [*self._rival_rules, *(self._beyond(cells) for cells in refused)]
        count, hide = len(self.candidates), np.zeros(0)
        if not self._width:
            return []
        order = 2.0 ** np.arange(count) if count <= 30 else np.arange(count)  # in small tables no two choices tie
        for price in (np.ones(count), self._truth[self._open], order):
            cost = np.r_[price, np.zeros(self._width - count)]
            found = self._cheapest(cost, rules)
            if found is None:
                return None
            hide = found.hide
            rules.append(_Rule(cost[None, :], -np.inf, found.cost + 1e-6))
        return [label for label, chosen in zip(self.candidates, hide) if chosen > 0.5]

    @cached_property
    def _truth(self) -> np.ndarray:
        return self.values.to_numpy(float)

    @cached_property
    def _places(self) -> dict[Hashable, int]:
        return {label: at for at, label in enumerate(self.values.index)}

    @cached_property
    def _open(self) -> list[int]:
        """Places of the candidates."""
        return [self._places[label] for label in self.candidates]

    @cached_property
    def _free(self) -> list[int]:
        """Places of all cells that may be held back."""
        return [*self._open, *(self._places[label] for label in self.primary)]

    @cached_property
    def _room(self) -> np.ndarray:
        """How far each cell may fall in a rival table: one that is filled stays filled."""
        return np.minimum(self._truth - np.minimum(self._truth, self.rule.least), REACH)

    @property
    def _block(self) -> int:
        """The number of variables of one rival table."""
        return len(self._truth) + len(self._free)

    @property
    def _width(self) -> int:
        return len(self.candidates) + len(self.protected) * self._block

    def _cheapest(self, cost: np.ndarray, rules: Sequence[_Rule]) -> _Cheapest | None:
        """The cheapest choice that keeps to the rules; None where none does."""
        from scipy.optimize import LinearConstraint, milp

        with quiet():
            found = milp(
                cost,
                constraints=[LinearConstraint(*rule) for rule in rules],
                bounds=self._bounds,
                integrality=self._whole,
                options={"mip_rel_gap": 0},
            )
        return None if found.x is None else _Cheapest(found.x[: len(self.candidates)], found.fun)

    @cached_property
    def _whole(self) -> np.ndarray:
        """Which variables are whole numbers: all but the differences, which then are in most tables."""
        block = np.r_[np.zeros(len(self._truth)), np.ones(len(self._free))]
        return np.r_[np.ones(len(self.candidates)), np.tile(block, len(self.protected))]

    @cached_property
    def _bounds(self) -> _Box:
        """Bounds of the variables: published cells may not differ; each small count must reach the threshold."""
        lower, upper = [np.zeros(len(self.candidates))], [np.ones(len(self.candidates))]
        free = np.isin(np.arange(len(self._truth)), self._free)
        for label in self.protected:
            at = self._places[label]
            least, other = np.where(free, -self._room, 0), np.array(self._free) != at
            least[at] = self.rule.most + 1 - self._truth[at]
            lower += [least, np.zeros(len(self._free))]
            upper += [np.where(free, REACH, 0), other.astype(float)]
        return _Box(np.concatenate(lower), np.concatenate(upper))

    @cached_property
    def _rival_rules(self) -> list[_Rule]:
        starts = range(len(self.candidates), self._width, self._block)
        return [rule for start in starts for rule in (*self._adds_up(start), *self._has_small(start))]

    def _adds_up(self, start: int) -> Iterator[_Rule]:
        """The rival table adds up, and differs in a candidate cell only where that cell is held back."""
        count, cells = len(self.candidates), len(self._truth)
        sums = np.zeros((len(self.tied), self._width))
        sums[:, start : start + cells] = self.tied
        yield _Rule(sums, 0, 0)
        more, less = np.zeros((count, self._width)), np.zeros((count, self._width))
        row, cell = np.arange(count), start + np.array(self._open, dtype=int)
        more[row, cell], more[row, row] = 1, -REACH
        less[row, cell], less[row, row] = 1, self._room[self._open]
        yield _Rule(more, -np.inf, 0)
        yield _Rule(less, 0, np.inf)

    def _has_small(self, start: int) -> Iterator[_Rule]:
        """One held-back cell of the rival table, other than the one that it is made for, is small.

        Or it falls: then the table can stray further the same way, until a cell that falls is small.
        """
        free, count = len(self._free), len(self.candidates)
        row, cell = np.arange(free), start + np.array(self._free, dtype=int)
        mark, truth = start + len(self._truth) + row, self._truth[self._free]
        high, low = np.zeros((free, self._width)), np.zeros((free, self._width))
        high[row, cell], high[row, mark] = 1, REACH - np.maximum(self.rule.most - truth, -1)
        low[row, cell], low[row, mark] = 1, -np.maximum(self.rule.least - truth + REACH, 0)
        held, any_of = np.zeros((count, self._width)), np.zeros((1, self._width))
        held[row[:count], mark[:count]], held[row[:count], row[:count]] = 1, -1
        any_of[0, mark] = 1
        yield _Rule(high, -np.inf, REACH)
        yield _Rule(low, -REACH, np.inf)
        yield _Rule(held, -np.inf, 0)
        yield _Rule(any_of, 1, np.inf)

    def _beyond(self, refused: Cells) -> _Rule:
        """A cell is held back that is not one of those refused."""
        row = np.zeros((1, self._width))
        row[0, [at for at, label in enumerate(self.candidates) if label not in set(refused)]] = 1
        return _Rule(row, 1, np.inf)
