"""Single values, such as durations: their middle, their spread, what stands out, and intervals without an assumption on
their shape.

Every function raises ValueError, in words, on input it cannot judge.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from pcc_lib.statistics.intervals import LEVEL, Interval, Numbers

RESAMPLES = 9_999
SEED = 1
OUTLYING = 3.5  # modified z beyond which a value may be flagged (Iglewicz and Hoaglin 1993)
Statistic = Callable[..., Any]  # of an array, along its `axis`


class Fences(NamedTuple):
    """Between which values are nothing out of the ordinary (Tukey 1977): quartiles -/+ 1.5 times their distance."""

    lower: float
    upper: float


class ModifiedZ(NamedTuple):
    """z: one for each value. mad: median distance from the median."""

    z: np.ndarray
    mad: float


@dataclass(frozen=True)
class Spread:
    """Durations (or other single values) in their own unit; flagged values stay in every figure but the last.

    flagged: positions of values outside Tukey's fences whose modified z also passes 3.5.
    mean_without_flagged: an extra, to be labelled as such.
    """

    n: int
    mean: float
    median: Interval
    lower_quartile: float
    upper_quartile: float
    percentile_90: float
    fences: Fences
    mad: float
    flagged: tuple[int, ...]
    mean_without_flagged: float


def quantile_interval(values: Numbers, share: float = 0.5, level: float = LEVEL) -> Interval:
    """A quantile (linear, type 7 of Hyndman and Fan 1996) with its order-statistic interval (Conover 1999): no assumption on
    shape; NaN where n is too small. Raises ValueError on no values, and on missing ones.
    """
    from scipy.stats import quantile_test

    known = _values(values)
    estimate = float(np.quantile(known, share))
    found = quantile_test(known, q=estimate, p=share)  # pyright: ignore[reportArgumentType] scipy types q as its default, 0
    bounds = found.confidence_interval(level)
    return Interval(estimate, float(bounds.low), float(bounds.high), len(known), level, "order statistics")


def spread(values: Numbers, level: float = LEVEL) -> Spread:
    """Mean beside median, quartiles and 90th percentile, with values flagged as out of the ordinary, never
    dropped. Raises ValueError on no values, and on missing ones.

    Flagged: outside quartile -/+ 1.5 IQR (Tukey 1977) and modified z = 0.6745 |x - median| / MAD above 3.5
    (Iglewicz and Hoaglin 1993). Where more than half the values are equal, MAD is 0, z is undefined and
    nothing is flagged.
    """
    known = _values(values)
    low, high, top = np.quantile(known, (0.25, 0.75, 0.9))
    fences = Fences(float(low - 1.5 * (high - low)), float(high + 1.5 * (high - low)))
    z, mad = modified_z(known)
    flagged = ((known < fences.lower) | (known > fences.upper)) & (np.abs(z) > OUTLYING)
    return Spread(
        len(known),
        float(known.mean()),
        quantile_interval(known, 0.5, level),
        float(low),
        float(high),
        float(top),
        fences,
        mad,
        tuple(int(at) for at in np.flatnonzero(flagged)),
        float(known[~flagged].mean()),
    )


def modified_z(values: Numbers) -> ModifiedZ:
    """Modified z of each value (Iglewicz and Hoaglin 1993); NaN where the MAD is 0. Raises ValueError on missing values."""
    known = _values(values)
    distance = known - np.median(known)
    mad = float(np.median(np.abs(distance)))
    return ModifiedZ(0.6745 * distance / mad if mad > 0 else np.full(len(known), np.nan), mad)


def bootstrap(values: Numbers, statistic: Statistic = np.mean, level: float = LEVEL) -> Interval:
    """BCa bootstrap interval (Efron 1987) of a mean (or another statistic): 9,999 resamples, fixed seed, so always
    the same. Raises ValueError where fewer than two values differ.
    """
    known = _values(values)
    return _bootstrap((known,), statistic, statistic(known), len(known), level)


def bootstrap_difference(now: Numbers, before: Numbers, statistic: Statistic = np.mean, level: float = LEVEL) -> Interval:
    """BCa bootstrap interval (Efron 1987) of the difference of two independent means (or medians), now less before.

    Raises ValueError as `bootstrap` does.
    """
    a, b = _values(now), _values(before)

    def difference(x: np.ndarray, y: np.ndarray, axis: int = -1) -> Any:
        return statistic(x, axis=axis) - statistic(y, axis=axis)

    return _bootstrap((a, b), difference, difference(a, b), min(len(a), len(b)), level)


def _bootstrap(samples: tuple[np.ndarray, ...], statistic: Statistic, estimate: float, base: int, level: float) -> Interval:
    from scipy.stats import bootstrap as resample

    if min(map(len, samples)) < 2 or max(map(np.ptp, samples)) == 0:
        raise ValueError("a bootstrap needs at least two values that differ")
    found = resample(
        samples,
        statistic,
        n_resamples=RESAMPLES,
        batch=1000,
        confidence_level=level,
        method="BCa",
        vectorized=True,
        rng=np.random.default_rng(SEED),
    ).confidence_interval
    return Interval(float(estimate), float(found.low), float(found.high), base, level, "BCa bootstrap")


def _values(values: Numbers) -> np.ndarray:
    known = np.asarray(values, dtype=float)
    if not known.size or not np.isfinite(known).all():
        raise ValueError("give at least one value, and no missing or infinite ones")
    return known
