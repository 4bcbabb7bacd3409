"""Two years of a monthly series side by side: the regression that tells a change from usual month-to-month variation."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from pcc_lib.core.coded import record
from pcc_lib.statistics.months import monthly_index

LEAST_DISPERSION = 1.0  # less than chance alone is not believed
NOW = np.arange(24) >= 12  # which of 24 months are the later year
NOW.flags.writeable = False


class TwoYears(NamedTuple):
    """Twenty-four consecutive months, and their values."""

    months: pd.PeriodIndex
    values: np.ndarray

    @property
    def days(self) -> np.ndarray:
        """How many days each month has."""
        return self.months.days_in_month.to_numpy()


class Design(NamedTuple):
    """What a regression explains the months by. columns: this year first, then a constant or the months of the calendar.
    keep: which months of the two years can be fitted at all.
    """

    columns: np.ndarray
    keep: np.ndarray


@record
@dataclass(frozen=True)
class YearEffect:
    """The later year's coefficient with its interval, p, dispersion and degrees of freedom; quantile: the standard errors that
    the interval reaches to either side."""

    effect: float
    lower: float
    upper: float
    p_value: float
    dispersion: float
    freedom: int
    quantile: float


def last_two_years(series: pd.Series) -> TwoYears:
    """The last 24 months of a monthly series. Raises ValueError where one of them is missing."""
    needed = "a change on the year needs a pandas Series with a monthly PeriodIndex"
    monthly_index(series, needed)
    recent = series.iloc[-24:].astype(float)
    index = monthly_index(recent, needed)
    if len(recent) < 24 or (np.diff(index.asi8) != 1).any():
        raise ValueError("a change on the year needs 24 consecutive months")
    missing = recent.isna().to_numpy()
    if missing.any():
        raise ValueError(f"{index[missing][0]} is missing: a change on the year needs all 24 months")
    return TwoYears(index, recent.to_numpy())


def year_design(months: pd.PeriodIndex, part: np.ndarray, whole: np.ndarray | None = None, *, by_month: bool) -> Design:
    """A factor for the later year, and one for each month of the calendar where `by_month`.

    part: events or cases in each of the 24 months, of `whole` where there is one. A month of the calendar whose two
    years hold nothing (or everything) would send its factor to infinity: it is left out.
    """
    keep = np.ones(len(NOW), dtype=bool) if whole is None else whole > 0
    if not by_month:
        return Design(np.column_stack([NOW, np.ones(len(NOW))]).astype(float), keep)
    factors = months.month.to_numpy()[:, None] == np.arange(1, 13)
    total = factors.T @ part
    useful = total > 0 if whole is None else (total > 0) & (total < factors.T @ whole)
    return Design(np.column_stack([NOW, factors[:, useful]]).astype(float), keep & (factors @ useful))


def year_effect(response: np.ndarray, columns: np.ndarray, family: object, level: float, **more: Any) -> YearEffect:
    """Fit by maximum likelihood, with Pearson's dispersion (McCullagh and Nelder 1989) and the t distribution.

    response, columns: the months that are kept; family: a family of statsmodels; more: its offset or weights.
    This is statsmodels' `fit(scale="X2", use_t=True)`, but dispersion below 1 is not believed, and months
    that fit exactly (dispersion 0) do not end in a division by zero. Raises ValueError where too few months are left.
    """
    from scipy.stats import t
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    freedom = len(response) - columns.shape[1]
    if freedom < 1:
        raise ValueError("too few months hold anything to tell a change from month-to-month variation")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        fit = GLM(response, columns, family=family, **more).fit()
    dispersion = max(LEAST_DISPERSION, float(fit.pearson_chi2) / freedom)
    effect, error = float(fit.params[0]), float((dispersion * fit.normalized_cov_params[0, 0]) ** 0.5)
    quantile, p_value = float(t.ppf((1 + level) / 2, freedom)), float(2 * t.sf(abs(effect) / error, freedom))
    half = quantile * error
    return YearEffect(effect, effect - half, effect + half, p_value, dispersion, freedom, quantile)
