"""Counts under the preset "rounding" (NHS Digital 2018, for HES and ECDS), and the few totals that would tell a number.

A rounded total can tell a held-back part: 8, 8 and 1 are published as 10, 10, [c] and 15, and no other counts are. To hold totals
back only there would tell it as well. So they are held back also where all counts are the lowest, or the highest, that they can
be: who sees no total then must believe 1 and 7 of each held-back part.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator

import numpy as np
import pandas as pd

from pcc_lib.core.frames import each_cell
from pcc_lib.statistics.count_tables import Sums, relations, sum_pairs
from pcc_lib.statistics.rounding_audit import HIDES, REACH, Published

ROUND_TO = 2 * REACH + 1


def rounded(count: float) -> float:
    """A count under "rounding": 0 stays, 1 to 7 give NaN (withheld), others go to the nearest 5."""
    if np.isnan(count) or 1 <= count <= HIDES:
        return np.nan
    return float(ROUND_TO * np.floor(count / ROUND_TO + 0.5))


def rounded_table(values: pd.Series, sums: Sums, unprinted: Collection[Hashable] = ()) -> pd.Series:
    """Cells of linked tables under "rounding", NaN where held back: 1 to 7, and seldom the totals of such cells.

    values: true counts by label; sums: as `relations` has them; unprinted: labels that nobody prints, NaN in what is returned.
    Totals of held-back parts are shown, or all of them held back: where the rounded cells would let a reader know a held-back
    count, and where they are those of the lowest or the highest table that fits what else is shown.
    """
    hidden = values.index.isin(list(unprinted))
    shown = _rounded_cells(values.to_numpy(float), hidden)
    over = values.index.isin(list(_over_held_back(pd.Series(shown, values.index), sums, set(unprinted))))
    if np.isnan(shown[over]).all():
        return pd.Series(shown, values.index)
    matrix, few = relations(values, sums), np.where(over, np.nan, shown)
    ends = Published(few, matrix, hidden | over).extremes()
    tells = Published(shown, matrix, hidden).tells() or any(_alike(_rounded_cells(end, hidden), shown) for end in ends)
    return pd.Series(few if tells else shown, values.index)


def _rounded_cells(counts: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    return np.array([np.nan if unseen else rounded(count) for count, unseen in zip(counts, hidden, strict=True)])


def _alike(one: np.ndarray, other: np.ndarray) -> bool:
    return np.array_equal(one, other, equal_nan=True)


def _over_held_back(shown: pd.Series, sums: Sums, unprinted: set[Hashable]) -> set[Hashable]:
    """The totals of held-back parts, and the totals of those."""
    held = {label for label, count in each_cell(shown) if np.isnan(count)} - unprinted
    found: set[Hashable] = set()
    while new := {total for total, parts in _bound(sums, unprinted) if parts & (held | found)} - found:
        found |= new
    return found


def _bound(sums: Sums, unprinted: set[Hashable]) -> Iterator[tuple[Hashable, set[Hashable]]]:
    """Each total that can tell of its parts, with those that are printed.

    A whole of one part, no total itself, and a rest that nobody prints cannot: it is 8 or more, and the part 7 or less.
    """
    pairs = sum_pairs(sums)
    totals = {total for total, _ in pairs}
    for total, parts in pairs:
        printed = set(parts) - unprinted
        if total not in unprinted and (len(printed) == len(parts) or len(printed) > 1 or printed & totals):
            yield total, printed


def rounded_percentage(numerator: float, denominator: float) -> float:
    """Per cent from the rounded numerator over the rounded denominator; NaN where either is withheld or the
    base 0.
    """
    part, whole = rounded(numerator), rounded(denominator)
    return 100 * part / whole if whole > 0 else np.nan


def mean_allowed(people: int) -> bool:
    """Whether a mean or median may be shown: not on fewer than 8 people."""
    return people > HIDES
