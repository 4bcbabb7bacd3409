"""Many tests at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import numpy as np
import pandas as pd

from pcc_lib.core.stored import stored
from pcc_lib.statistics.intervals import Numbers
from pcc_lib.statistics.kept_as import KEPT_AS


@overload
def benjamini_hochberg(p_values: pd.Series) -> pd.Series: ...


@overload
def benjamini_hochberg(p_values: Sequence[float] | np.ndarray) -> np.ndarray: ...


@stored(KEPT_AS)
def benjamini_hochberg(p_values: Numbers) -> np.ndarray | pd.Series:
    """p-values adjusted for how many were looked at (Benjamini and Hochberg 1995: the false discovery
    rate); missing ones stay missing and count not. Raises ValueError on a p-value outside 0 to 1.
    """
    from scipy.stats import false_discovery_control

    p = np.asarray(p_values, dtype=float)
    known = ~np.isnan(p)
    if ((p[known] < 0) | (p[known] > 1)).any():
        raise ValueError("a p-value lies outside 0 to 1")
    adjusted = np.full(p.shape, np.nan)
    if known.any():
        adjusted[known] = false_discovery_control(p[known])
    return pd.Series(adjusted, index=p_values.index) if isinstance(p_values, pd.Series) else adjusted
