"""Intervals of one percentage, count or rate, and of the difference of two percentages.

Proportions are between 0 and 1. Every function raises ValueError, in words, on input it cannot judge. scipy and
statsmodels are imported where they are used: they are slow to load.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pcc_lib.core.coded import record
from pcc_lib.core.stored import stored
from pcc_lib.statistics.kept_as import KEPT_AS

LEVEL = 0.95
_LEAST_Z, _MOST_Z = 1e-6, 6.0  # between which a p-value is sought: from 1 to 2e-9
Numbers = Sequence[float] | np.ndarray | pd.Series


@record
@dataclass(frozen=True)
class Interval:
    """An estimate with its interval, in the estimate's unit. base: the n, exposure or effective n that it
    rests on.
    """

    estimate: float
    lower: float
    upper: float
    base: float
    level: float
    method: str

    @property
    def excludes_zero(self) -> bool:
        """Whether a difference is statistically significant."""
        return self.lower > 0 or self.upper < 0


@stored(KEPT_AS)
def wilson(successes: float, n: float, level: float = LEVEL) -> Interval:
    """Score interval of a proportion (Wilson 1927); stays within 0 to 1 and works at 0 and at n. n may be
    fractional. Raises ValueError where the part does not lie between 0 and n.
    """
    from statsmodels.stats.proportion import proportion_confint

    _check_part(successes, n)
    bounds: Any = proportion_confint(successes, n, alpha=1 - level, method="wilson")
    share = float(successes / n)
    # Rounding may carry a bound a hair past the estimate at 0 and at n.
    lower, upper = min(max(float(bounds[0]), 0.0), share), max(min(float(bounds[1]), 1.0), share)
    return Interval(share, lower, upper, float(n), level, "Wilson score")


def weighted_wilson(replies: Sequence[bool] | np.ndarray | pd.Series, weights: Numbers, level: float = LEVEL) -> Interval:
    """Wilson on a weighted survey: the weighted share on the effective n, (sum w)^2 / sum w^2 (Kish 1965).

    replies: true where the person said yes, one a person; weights: as many, positive. Raises ValueError on anything else.
    """
    yes, weight = np.asarray(replies, dtype=float), np.asarray(weights, dtype=float)
    if yes.shape != weight.shape or not yes.size:
        raise ValueError(f"{yes.size} replies and {weight.size} weights: give one weight for each reply")
    if not np.isin(yes, (0, 1)).all():
        raise ValueError("a reply is neither yes nor no: give true or false")
    if not (np.isfinite(weight) & (weight > 0)).all():
        raise ValueError("a weight is not a positive number")
    n = float(weight.sum() ** 2 / (weight**2).sum())
    found = wilson(min(1.0, (weight * yes).sum() / weight.sum()) * n, n, level)
    return Interval(found.estimate, found.lower, found.upper, n, level, "Wilson score on Kish's effective n")


@stored(KEPT_AS)
def newcombe(now: float, now_n: float, before: float, before_n: float, level: float = LEVEL) -> Interval:
    """Difference of two independent proportions, now less before: hybrid score interval (Newcombe 1998,
    method 10).

    For surveys and small bases; on thousands of cases it overstates: use `changes.quasi_binomial`. Effective n are
    accepted. Raises ValueError as `wilson` does.
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    _check_part(now, now_n)
    _check_part(before, before_n)
    lower, upper = confint_proportions_2indep(now, now_n, before, before_n, method="newcomb", compare="diff", alpha=1 - level)
    difference = float(now / now_n - before / before_n)
    return Interval(difference, float(lower), float(upper), float(min(now_n, before_n)), level, "Newcombe hybrid score")


@stored(KEPT_AS)
def newcombe_p(now: float, now_n: float, before: float, before_n: float) -> float:
    """The p-value that belongs to `newcombe`: the least share left outside at which its interval no longer holds nought, found by
    inverting the interval. Raises ValueError as `wilson` does.
    """
    from scipy.optimize import brentq
    from scipy.stats import norm

    _check_part(now, now_n)
    _check_part(before, before_n)

    def nearest(z: float) -> float:
        """How far the end of the interval that faces nought lies from it, towards the difference."""
        found = newcombe(now, now_n, before, before_n, 1 - 2 * float(norm.sf(z)))
        return found.lower if found.estimate > 0 else -found.upper

    if now * before_n == before * now_n:
        return 1.0
    z = _MOST_Z if nearest(_MOST_Z) >= 0 else brentq(nearest, _LEAST_Z, _MOST_Z)
    return 2 * float(norm.sf(z))


def _check_part(part: float, whole: float) -> None:
    if not (np.isfinite(whole) and whole > 0):
        raise ValueError(f"the base is {whole!r}: a proportion needs a base above 0")
    if not 0 <= part <= whole:
        raise ValueError(f"{part!r} of {whole!r}: the part must lie between 0 and the whole")


@stored(KEPT_AS)
def poisson(count: float, exposure: float = 1.0, level: float = LEVEL) -> Interval:
    """Exact interval of a count, or of a rate per unit of exposure (Garwood 1936).

    Raises ValueError on what is no count, and where the exposure is not above 0.
    """
    from statsmodels.stats.rates import confint_poisson

    check_count(count, exposure)
    lower, upper = confint_poisson(count, exposure, method="exact-c", alpha=1 - level)
    lower = float(lower) if count else 0.0
    return Interval(float(count / exposure), lower, float(upper), float(exposure), level, "exact Poisson")


def rate_per_1000(count: float, population: float, level: float = LEVEL) -> Interval:
    """Rate per 1,000 people over the same period as the count, with its exact Poisson interval (Garwood 1936).

    Raises ValueError as `poisson` does.
    """
    return poisson(count, population / 1000, level)


def byar(count: float, level: float = LEVEL) -> Interval:
    """Byar's interval (Breslow and Day 1987), exact below 10: only for parity with the Fingertips technical guide
    (Public Health England 2018).

    Raises ValueError as `poisson` does.
    """
    check_count(count, 1.0)
    if count < 10:
        return poisson(count, level=level)
    z, up = normal_quantile(level), count + 1
    lower = count * (1 - 1 / (9 * count) - z / (3 * count**0.5)) ** 3
    upper = up * (1 - 1 / (9 * up) + z / (3 * up**0.5)) ** 3
    return Interval(float(count), float(lower), float(upper), 1.0, level, "Byar")


def check_count(count: float, exposure: float) -> None:
    """Raise ValueError unless `count` is a whole number, 0 or more, and `exposure` is above 0."""
    if not (np.isfinite(count) and count >= 0 and float(count).is_integer()):
        raise ValueError(f"{count!r} is not a count: give a whole number, 0 or more")
    if not (np.isfinite(exposure) and exposure > 0):
        raise ValueError(f"the exposure is {exposure!r}: it must be above 0")


@stored(KEPT_AS)
def normal_quantile(level: float) -> float:
    """How many standard deviations to either side of the mean hold a share `level` of a normal distribution."""
    from scipy.stats import norm

    return float(norm.ppf((1 + level) / 2))
