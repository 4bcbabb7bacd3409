"""What a reader can work out of rounded counts who knows the rule, and how the cells add up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pcc_lib.statistics.solver import Programme

HIDES = 7  # 1 to 7 are held back
REACH = 2  # a rounded count is at most so far from the true one


@dataclass(frozen=True)
class Published:
    """Rounded counts, NaN where not shown, with how they add up (`count_tables.relations`): a place a cell.

    free: cells of which nothing is known but that they are 0 or more; any other that is not shown is 1 to 7.
    """

    shown: np.ndarray
    matrix: np.ndarray
    free: np.ndarray

    @cached_property
    def _tables(self) -> Programme:
        """All tables that agree with what is shown; a last cell is the sum of those that are not free."""
        held = np.isnan(self.shown)
        reach = np.where(self.shown > 0, REACH, 0)
        least = np.where(self.free, 0, np.where(held, 1, self.shown - reach))
        most = np.where(self.free, np.inf, np.where(held, HIDES, self.shown + reach))
        rows = np.vstack([self.matrix, ~self.free])
        matrix = np.column_stack([rows, [*np.zeros(len(self.matrix)), -1]])
        return Programme(matrix, np.zeros(len(rows)), np.column_stack([[*least, 0], [*most, np.inf]]))

    def extremes(self) -> tuple[np.ndarray, np.ndarray]:
        """A table in which the cells that are not free are lowest together, and one in which they are highest."""
        low, high = (self._tables.end(len(self.shown), sign).table[:-1] for sign in (1, -1))
        return low, high

    def tells(self) -> bool:
        """Whether a count of 1 to 7 can be one number only."""
        low, high = self.extremes()
        doubtful = np.flatnonzero(np.isnan(self.shown) & ~self.free & (low == high)).tolist()
        return any(self._tables.end(at, 1).value == self._tables.end(at, -1).value for at in doubtful)
