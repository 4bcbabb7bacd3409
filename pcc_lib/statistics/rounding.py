"""Counts under the preset "rounding" (NHS Digital 2018, for HES and ECDS)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from pcc_lib.core.frames import each_cell

ROUND_HIDES, ROUND_TO = 7, 5
LOOSE_PARTS = 4  # of a shown total, at least 8, one can be 5 while three others are at least 1


def rounded(count: float) -> float:
    """A count under "rounding": 0 stays, 1 to 7 give NaN (withheld), others go to the nearest 5."""
    if np.isnan(count) or 1 <= count <= ROUND_HIDES:
        return np.nan
    return float(ROUND_TO * np.floor(count / ROUND_TO + 0.5))


class RoundedSum(NamedTuple):
    """A total with its parts; `loose` where a rest that nobody prints belongs to it as well."""

    total: Hashable
    parts: Sequence[Hashable]
    loose: bool


def rounded_table(values: pd.Series, sums: Sequence[RoundedSum]) -> pd.Series:
    """Cells of linked tables under "rounding", NaN where held back: 1 to 7, and each total that could tell of one.

    values: true counts by label. A rounded total beside rounded parts can show that a held-back part is under 5: 10 and a
    held-back count that make 10. To hold the total back only then would tell the same. So it is held back by what its parts show,
    whatever it is: where any of them is held back, unless a rest leaves it open (up to four held-back parts, else only zeros).
    """
    shown = {label: rounded(count) for label, count in each_cell(values)}
    while told := [each.total for each in sums if not np.isnan(shown[each.total]) and _could_tell(each, shown)]:
        shown |= dict.fromkeys(told, np.nan)
    return pd.Series(shown.values(), index=values.index, dtype=float)


def _could_tell(total: RoundedSum, shown: Mapping[Hashable, float]) -> bool:
    """Whether a total could tell of a held-back part, which may be 1 to 7 whatever the others are."""
    parts = np.array([shown[part] for part in total.parts])
    held = int(np.isnan(parts).sum())
    return held > 0 and not bool(total.loose and held <= LOOSE_PARTS and np.nansum(parts) == 0)


def rounded_percentage(numerator: float, denominator: float) -> float:
    """Per cent from the rounded numerator over the rounded denominator; NaN where either is withheld or the
    base 0.
    """
    part, whole = rounded(numerator), rounded(denominator)
    return 100 * part / whole if whole > 0 else np.nan


def mean_allowed(people: int) -> bool:
    """Whether a mean or median may be shown: not on fewer than 8 people."""
    return people > ROUND_HIDES
