"""How two series move together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pcc_lib.core.coded import record
from pcc_lib.core.stored import stored
from pcc_lib.statistics.intervals import LEVEL, Numbers
from pcc_lib.statistics.kept_as import KEPT_AS
from pcc_lib.statistics.months import monthly_index

LEAST_PAIRS = 24  # months for a link between two series


@record
@dataclass(frozen=True)
class Correlation:
    """Pearson's r of n pairs with its Fisher interval and the p of no link."""

    r: float
    lower: float
    upper: float
    p_value: float
    n: int
    level: float


@record
@dataclass(frozen=True)
class Link:
    """Two series compared: their levels, and their differences over `lag` months, which are the test."""

    levels: Correlation
    differences: Correlation
    lag: int


def pearson(x: Numbers, y: Numbers, level: float = LEVEL) -> Correlation:
    """Pearson's r of at least four pairs, with Fisher's interval (Fisher 1921). Pairs with a missing value are left out.

    Raises ValueError with fewer known pairs, and where a series does not vary.
    """
    from scipy.stats import pearsonr

    a, b = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if a.shape != b.shape:
        raise ValueError(f"{a.size} values against {b.size}: a correlation needs pairs")
    both = np.isfinite(a) & np.isfinite(b)
    a, b = a[both], b[both]
    if len(a) < 4:
        raise ValueError(f"{len(a)} pairs are known: a correlation needs at least 4")
    if min(np.ptp(a), np.ptp(b)) <= 1e-12 * max(1.0, np.abs(a).max(), np.abs(b).max()):
        raise ValueError("one of the two series does not vary: there is no correlation to work out")
    found: Any = pearsonr(a, b)
    bounds = found.confidence_interval(level)
    return Correlation(float(found.statistic), float(bounds.low), float(bounds.high), float(found.pvalue), len(a), level)


@stored(KEPT_AS)
def link(x: pd.Series, y: pd.Series, seasonal: bool = False, level: float = LEVEL) -> Link:
    """How two monthly series move together: r of the levels, and r of the differences, which is the test.

    Two drifting series correlate whatever they are (Yule 1926; Granger and Newbold 1974). Differences are
    from month to month, or over twelve months where `seasonal`; none crosses a gap. Raises ValueError with
    fewer than 24 shared months, and as `pearson` does.
    """
    lag = 12 if seasonal else 1
    a, b = _monthly(x), _monthly(y)
    months = a.index.intersection(b.index)
    pairs = int((a.reindex(months).notna() & b.reindex(months).notna()).sum())
    if pairs < LEAST_PAIRS:
        raise ValueError(f"the two series share {pairs} months: a link needs at least {LEAST_PAIRS}")
    whole = pd.period_range(months[0], months[-1], freq="M")
    a, b = a.reindex(whole), b.reindex(whole)
    return Link(pearson(a, b, level), pearson(a.diff(lag), b.diff(lag), level), lag)


def _monthly(series: pd.Series) -> pd.Series:
    needed = "a link needs two pandas Series with monthly PeriodIndex, each month once"
    if not monthly_index(series, needed).is_unique:
        raise ValueError(needed)
    return series.astype(float).sort_index()
