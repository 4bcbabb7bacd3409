"""Seasonal patterns of a monthly series, and the series without them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from pcc_lib.core.coded import record
from pcc_lib.core.stored import stored
from pcc_lib.statistics.kept_as import KEPT_AS
from pcc_lib.statistics.months import monthly_index, refuse_rolling, whole_span

SEASONAL_MONTHS = 36  # fewest consecutive months for a seasonal pattern
SEASONAL_STRENGTH = 0.64  # from which `nsdiffs` of R's package forecast takes a series for seasonal
SEASONAL_P = 0.01
ADJUSTED, PER_DAY = "Seasonally adjusted", "Counts are per day."  # of a note: what was done to the months
TREND = 19  # months of STL's trend window
# every argument of STL is set: the defaults of R and statsmodels differ
STL = {
    "period": 12,
    "low_pass": 13,
    "seasonal_deg": 0,
    "trend_deg": 1,
    "low_pass_deg": 1,
    "robust": False,
    "seasonal_jump": 1,
    "trend_jump": 1,
    "low_pass_jump": 1,
}


class Adjusted(NamedTuple):
    """A series over its whole span, seasonally adjusted where it has a season, and a note of what was done.

    pattern: what was looked for and found, None where none could be looked for; reason: why none was taken out, or nothing.
    """

    series: pd.Series
    note: str
    pattern: Pattern | None = None
    reason: str = ""


class Split(NamedTuple):
    """A series, or many by the same months (along the last axis): its seasonal part, and what lies round its trend."""

    season: np.ndarray
    detrended: np.ndarray

    def between(self, other: Split, share: np.ndarray) -> Split:
        """The split of each series that lies so far (a column of shares) on the straight line from one to another.

        STL without weights for outliers, and means by month, are linear in the values.
        """
        return Split(*(a + share * (b - a) for a, b in zip(self, other)))

    def is_reliable(self, values: np.ndarray, month: np.ndarray) -> np.ndarray:
        """Whether each of many series has a season worth taking out, as `adjusted` decides it. month: 1 to 12."""
        held = ~_is_straight(values, self.detrended) & (_strength(self.season, self.detrended) >= SEASONAL_STRENGTH)
        if held.any():
            held[held] = _kruskal(self.detrended[held], month) < SEASONAL_P
        return held


@record
class Pattern(NamedTuple):
    """season: the seasonal part of each month, in the series' unit. strength: F, 0 to 1. p_value: of there being no season."""

    season: np.ndarray
    strength: float
    p_value: float


def adjusted(series: pd.Series, per_day: bool = False, rolling: bool = False) -> Adjusted:
    """Take a fixed seasonal pattern out of a monthly series, where the series has one; say in a note what was
    done.

    per_day: divide counts by the days of their month first; the result is then per day. The pattern is STL's (Cleveland
    and others 1990) with a periodic window, averaged month by month (so no noise is absorbed) and summing to zero (so the
    level stays). It is taken out only with 36 or more consecutive months, strength F >= 0.64 and Kruskal-Wallis p < 0.01 (both
    as in `seasonal_pattern`); otherwise the series comes back unadjusted. Raises ValueError as `control_chart.xmr`.
    """
    refuse_rolling(rolling)
    periods, values, _ = whole_span(series)
    scale = f" {PER_DAY}" if per_day else ""
    if per_day:
        values = values / periods.days_in_month.to_numpy()
    known = np.flatnonzero(~np.isnan(values))
    inside = slice(known[0], known[-1] + 1) if len(known) else slice(0, 0)
    core = pd.Series(values[inside], index=periods[inside])
    reason, found = unfit_for_season(values[inside]), None
    if not reason:
        found = seasonal_pattern(core)
        if found.strength >= SEASONAL_STRENGTH and found.p_value < SEASONAL_P:
            values[inside] = values[inside] - found.season
            note = f"{ADJUSTED} (STL, in-house; fixed pattern, strength {found.strength:.2f})."
            return Adjusted(pd.Series(values, index=periods, name=series.name), note + scale, found)
        reason = f"no reliable seasonal pattern (strength {found.strength:.2f}, p = {found.p_value:.3f})"
    note = f"Not seasonally adjusted: {reason}." + scale
    return Adjusted(pd.Series(values, index=periods, name=series.name), note, found, reason)


@stored(KEPT_AS)
def seasonal_pattern(series: pd.Series, window: int | None = None, trend: int = TREND) -> Pattern:
    """The seasonal part of each month (same unit, summing to zero over a year), its strength F, and the p of
    its test.

    series: at least 24 consecutive months without a gap. window: STL's seasonal window (Cleveland and others 1990); None
    is the fixed pattern. F = max(0, 1 - var(remainder) / var(seasonal + remainder)) (Wang, Smith and Hyndman 2006); p is
    of the test of Kruskal and Wallis (1952) on the detrended months. Raises ValueError where the index is not monthly.
    """
    values, month = series.to_numpy(float), monthly_index(series, "a season needs a monthly PeriodIndex").month.to_numpy()
    season, detrended = split(values, month, window, trend)
    if _is_straight(values, detrended):
        return Pattern(np.zeros(len(values)), 0.0, 1.0)
    return Pattern(season, float(_strength(season, detrended)), float(_kruskal(detrended, month)))


def split(values: np.ndarray, month: np.ndarray, window: int | None = None, trend: int = TREND) -> Split:
    """Season, and what lies round the trend, of consecutive months without a gap, as `seasonal_pattern` has them."""
    season, smooth = _stl(values, window or fixed_window(len(values)), trend)
    return Split(_month_means(season, month) if window is None else season, values - smooth)


def fixed_window(months: int) -> int:
    """STL's seasonal window from which the pattern of so many months is the same every year."""
    return 10 * months + 1


def unfit_for_season(values: np.ndarray) -> str:
    """Why a pattern cannot be looked for, or nothing."""
    if np.isnan(values).any():
        return "a month is missing"
    if len(values) < SEASONAL_MONTHS:
        return f"{len(values)} months are known and {SEASONAL_MONTHS} are needed"
    return "no variation recorded" if np.ptp(values) <= 1e-9 * max(1.0, abs(values.mean())) else ""


class _Parts(NamedTuple):
    season: np.ndarray
    trend: np.ndarray


def _stl(values: np.ndarray, window: int, trend: int) -> _Parts:
    """Seasonal part and trend."""
    from statsmodels.tsa.stl._stl import STL as Stl

    fit = Stl(values, seasonal=window, trend=trend, **STL).fit()
    return _Parts(np.asarray(fit.seasonal), np.asarray(fit.trend))


def _month_means(season: np.ndarray, month: np.ndarray) -> np.ndarray:
    """The same twelve values every year, summing to zero."""
    means = np.bincount(month - 1, season, 12) / np.maximum(1, np.bincount(month - 1, minlength=12))
    return (means - means.mean())[month - 1]


def _is_straight(values: np.ndarray, detrended: np.ndarray) -> np.ndarray:
    """Whether a series is a straight line: what is left of it is rounding, and no season."""
    return np.ptp(detrended, axis=-1) <= 1e-9 * np.maximum(1.0, np.abs(values).max(axis=-1))


def _strength(season: np.ndarray, detrended: np.ndarray) -> np.ndarray:
    whole = detrended.var(axis=-1)
    return np.where(whole > 0, np.maximum(0.0, 1 - (detrended - season).var(axis=-1) / np.where(whole > 0, whole, 1)), 0.0)


def _kruskal(detrended: np.ndarray, month: np.ndarray) -> np.ndarray:
    """The p of the months of the calendar being alike."""
    from scipy.stats import kruskal

    return kruskal(*(detrended[..., month == each] for each in range(1, 13)), axis=-1).pvalue
