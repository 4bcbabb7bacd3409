"""What became of what was told: whether a signal lasted, whether an interval held, with intervals that allow for dependence.

A signal says that a month lies away from the line of its control chart for more than chance. Whether that was so shows in the
months that came after it: the mean of the next six or twelve of them, without season and by the same days, is held against the
line that was in force when the signal was told. The test is that of two means whose standard deviation is known, the control
chart's (Montgomery 2019, chapter 4): of signals that chance alone gave, 2.5 in 100 would seem to last. Neighbouring months are
somewhat alike, so a few more would.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from pcc_lib.core.coded import record
from pcc_lib.statistics.forecast import mase

LASTED, PASSED, OPEN = "lasted", "passed", "open"
BEYOND = 1.96  # standard errors: what chance alone gives in 5 of 100, on either side
RESAMPLES, SEED = 9999, 20100401
LEAST_CLUSTERS = 5  # fewer say nothing of how much they differ


@record
@dataclass(frozen=True)
class Line:
    """The line that a month was judged against. level: in the unit judged, without season; a day's where `daily`. sigma: standard
    deviation of a month about it. months: how many it rests on. season: what each month of the year adds, January first.
    """

    level: float
    sigma: float
    months: int
    season: tuple[float, ...] = (0.0,) * 12
    daily: bool = False

    def plain(self, values: pd.Series) -> np.ndarray:
        """Later months (monthly PeriodIndex) as the chart would have judged them: by the same days, without the season that was
        known then."""
        index = pd.PeriodIndex(values.index)
        days = index.days_in_month.to_numpy() if self.daily else 1
        return values.to_numpy(float) / days - np.array(self.season)[index.month.to_numpy() - 1]


def away(line: Line, later: pd.Series, months: int) -> float:
    """How far the mean of the next so many months lies from the line, in standard errors of the difference of the two; NaN where
    one of these months is not known, or nothing varies."""
    ahead = line.plain(later.iloc[:months])
    if len(ahead) < months or not line.sigma > 0 or line.months < 1:
        return math.nan
    return float((ahead.mean() - line.level) / (line.sigma * math.sqrt(1 / months + 1 / line.months)))


def outcome(line: Line, side: int, later: pd.Series, months: int) -> str:
    """What became of a signal (side: +1 high, -1 low): `lasted` where the next so many months lie on its side of the line by more
    than chance, `passed` where they do not, `open` where they are not all known."""
    distance = away(line, later, months)
    if math.isnan(distance):
        return OPEN
    return LASTED if side * distance >= BEYOND else PASSED


@record
class Ahead(NamedTuple):
    """A forecast as it was told: its months (`2023-11`) with the value and the bounds of the 80% and 95% intervals, and the
    same months of the year before. scale: the mean absolute difference between neighbouring years in what was known. trusted:
    whether its intervals were printed.
    """

    months: tuple[str, ...]
    mean: tuple[float, ...]
    bounds: tuple[tuple[float, float, float, float], ...]
    naive: tuple[float, ...]
    scale: float
    trusted: bool


class Errors(NamedTuple):
    """Mean absolute scaled error of a forecast, and that of the same months of the year before."""

    model: float
    naive: float


def ahead_of(known: pd.Series, points: pd.DataFrame, trusted: bool) -> Ahead:
    """A forecast of a series (monthly PeriodIndex), as `forecast.Forecast.points` has it, ready to be held against what came."""
    values, count = known.to_numpy(float), len(points)
    names = ("lower_80", "upper_80", "lower_95", "upper_95")
    scale = float(np.abs(values[12:] - values[:-12]).mean())
    bounds: Any = tuple(tuple(float(points[name].iat[at]) for name in names) for at in range(count))
    mean = tuple(map(float, points["mean"]))
    return Ahead(tuple(map(str, points.index)), mean, bounds, tuple(map(float, values[-12:][:count])), scale, trusted)


def errors(ahead: Ahead, actual: Sequence[float]) -> Errors | None:
    """The errors of a forecast, once all of its months are known (Hyndman and Koehler 2006); None before."""
    if len(actual) < len(ahead.mean) or any(map(math.isnan, actual)) or not ahead.scale > 0:
        return None
    told = (mase(actual, each, (0.0,) * 12 + (ahead.scale,) * 12) for each in (ahead.mean, ahead.naive))
    return Errors(*told)


def held(ahead: Ahead, at: int, level: int, actual: float) -> bool:
    """Whether the interval (level: 80 or 95) of the month at a place held what came."""
    lower, upper = ahead.bounds[at][:2] if level == 80 else ahead.bounds[at][2:]
    return lower <= actual <= upper


def clustered_share(yes: Sequence[bool], cluster: Sequence[str]) -> tuple[float, float]:
    """95% interval of a share, in per cent, where what belongs to one cluster moves together; NaN of fewer than five clusters.

    Whole clusters are drawn anew (the cluster bootstrap, Davison and Hinkley 1997, section 3.8; percentile interval of
    `scipy.stats.bootstrap`), with a fixed seed, so that the same data give the same interval.
    """
    from scipy.stats import bootstrap

    names = sorted(set(cluster))
    if len(names) < LEAST_CLUSTERS:
        return math.nan, math.nan
    place = np.array([names.index(each) for each in cluster])
    counts = (np.bincount(place, np.array(yes, float), len(names)), np.bincount(place, minlength=len(names)).astype(float))

    def share(part: np.ndarray, whole: np.ndarray, axis: int = -1) -> np.ndarray:
        return 100 * part.sum(axis=axis) / whole.sum(axis=axis)

    found: Any = bootstrap(
        counts,
        share,
        paired=True,
        vectorized=True,
        method="percentile",
        n_resamples=RESAMPLES,
        rng=np.random.default_rng(SEED),
    )
    return float(found.confidence_interval.low), float(found.confidence_interval.high)
