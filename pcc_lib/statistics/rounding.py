"""Counts under the preset "rounding" (NHS Digital 2018, for HES and ECDS)."""

from __future__ import annotations

import numpy as np

ROUND_HIDES, ROUND_TO = 7, 5


def rounded(count: float) -> float:
    """A count under "rounding": 0 stays, 1 to 7 give NaN (withheld), others go to the nearest 5."""
    if np.isnan(count) or 1 <= count <= ROUND_HIDES:
        return np.nan
    return float(ROUND_TO * np.floor(count / ROUND_TO + 0.5))


def rounded_percentage(numerator: float, denominator: float) -> float:
    """Per cent from the rounded numerator over the rounded denominator; NaN where either is withheld or the
    base 0.
    """
    part, whole = rounded(numerator), rounded(denominator)
    return 100 * part / whole if whole > 0 else np.nan


def mean_allowed(people: int) -> bool:
    """Whether a mean or median may be shown: not on fewer than 8 people."""
    return people > ROUND_HIDES
