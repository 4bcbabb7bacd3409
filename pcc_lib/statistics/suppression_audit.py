"""What a reader can work out of counts that are held back: from all that is published, and from the rule that holds them back.

A marker tells something too. A count is held back because it is small, or to cover for one that is; and nothing is held back
where there is nothing to cover. So of all tables that agree with the published cells a reader believes only those in which
each group of held-back cells, as sums tie them together, holds a small count. A 0 is held back where nothing else can cover,
so a reader may believe that no held-back cell is 0: only cells that truly are may be 0 in the tables that are tried here.
Fewer tables are tried than a reader can rule out, so a count that passes is open to every reader who knows this.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from pcc_lib.core.frames import labels_of
from pcc_lib.statistics.count_tables import Sums, relations
from pcc_lib.statistics.solver import Programme

THRESHOLD = 5
AUDIT = ["minimum", "maximum", "alone", "passed"]

Cells = Sequence[Hashable]


class Small(NamedTuple):
    """The counts that are held back for themselves, from the least to the most."""

    least: int
    most: int

    @classmethod
    def under(cls, threshold: int, hide_zeros: bool = False) -> Small:
        """Those under a threshold; 0 is one of them only where zeros are hidden."""
        return cls(0 if hide_zeros else 1, threshold - 1)

    def holds(self, values: np.ndarray | pd.Series) -> np.ndarray:
        """Which of some counts are small."""
        counts = np.asarray(values, dtype=float)
        return (counts > self.least - 0.5) & (counts < self.most + 0.5)


def audit(values: pd.Series, hidden: Cells, sums: Sums, threshold: int = THRESHOLD, hide_zeros: bool = False) -> pd.DataFrame:
    """The least and most that a reader can work out for each small count.

    values: true counts by label, totals included; hidden: labels of the cells that are held back; sums: as `relations` has them.
    One row a small count (index: its label): minimum, maximum, alone, passed. It passes if its maximum reaches the threshold and
    its minimum is lower. A count is alone where no choice of cells could hide that it is small, as in a table of one cell: it
    passes if it is held back with more than one value open. Raises ValueError where the sums do not add up.
    """
    rule, tied = Small.under(threshold, hide_zeros), relations(values, sums)
    held, every = groups(values, hidden, tied, rule), groups(values, list(values.index), tied, rule)
    rows = []
    for label in values.index[rule.holds(values)]:
        least, most = _ends(values, held, label, rule)
        alone = most < threshold and _ends(values, every, label, rule)[1] < threshold
        rows.append((least, most, alone, (alone or most >= threshold) and most > least))
    labels = values.index[rule.holds(values)]
    return pd.DataFrame(rows, index=labels, columns=AUDIT).astype(
        {"minimum": float, "maximum": float, "alone": bool, "passed": bool}
    )


class Group(NamedTuple):
    """Held-back cells that sums tie together: places among all cells, and the tables that agree with what is published."""

    places: list[int]
    tables: Programme


def groups(values: pd.Series, hidden: Cells, tied: np.ndarray, rule: Small) -> list[Group]:
    """The held-back cells, by what ties them: what is known of one group tells nothing of another."""
    truth, held = values.to_numpy(float), values.index.isin(list(hidden))
    shown = tied[:, ~held] @ truth[~held]
    found = []
    for places in _linked(tied, np.flatnonzero(held)):
        rows = np.any(tied[:, places] != 0, axis=1)
        least = np.minimum(truth[places], rule.least)
        bounds = np.column_stack([least, np.full(len(places), np.inf)])
        found.append(Group(places, Programme(tied[np.ix_(rows, places)], -shown[rows], bounds)))
    return found


def _linked(tied: np.ndarray, held: np.ndarray) -> Iterator[list[int]]:
    """Places of held-back cells, in groups that no sum joins."""
    left = list(held)
    while left:
        grown, new = [], [left[0]]
        while new:
            grown += new
            rows = np.any(tied[:, new] != 0, axis=1)
            new = [at for at in left if at not in grown and np.any(tied[rows, at] != 0)]
        left = [at for at in left if at not in grown]
        yield sorted(int(at) for at in grown)


class Ends(NamedTuple):
    """The least and the most that a count can be; the most is infinite where nothing bounds it."""

    least: float
    most: float


def _ends(values: pd.Series, held: Sequence[Group], label: Hashable, rule: Small) -> Ends:
    """What can be worked out for one small count: its value where it is not held back."""
    place = labels_of(values).index(label)
    group = next((each for each in held if place in each.places), None)
    if group is None:
        return Ends(float(values.loc[label]), float(values.loc[label]))
    at = group.places.index(place)
    itself, most = group.tables.within(at, (rule.least, rule.most)), _most_beside(group.tables, at, rule)
    return Ends(itself.end(at, 1).value, most if most > rule.most else max(most, itself.end(at, -1).value))


def _most_beside(tables: Programme, at: int, rule: Small) -> float:
    """The most that a count can be where another of its group is small; minus infinity where none can be."""
    found = tables.end(at, -1)
    if not np.isinf(found.value) and np.delete(rule.holds(found.table), at).any():
        return found.value
    most = -np.inf
    for other in range(len(tables.bounds)):
        if other != at and not np.isposinf(most):
            most = max(most, tables.within(other, (rule.least, rule.most)).end(at, -1).value)
    return most
