"""Changes on the year: of a count and of a percentage, each by the test that its size deserves.

Ratios are now over before, proportions between 0 and 1, p-values two-sided. Every function raises ValueError, in
words, on input it cannot judge.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from pcc_lib.core.coded import record
from pcc_lib.core.stored import stored
from pcc_lib.statistics.intervals import LEVEL, check_count, newcombe, newcombe_p
from pcc_lib.statistics.kept_as import KEPT_AS
from pcc_lib.statistics.two_years import NOW, TwoYears, YearEffect, last_two_years, year_design, year_effect

SMALL_YEAR = 100  # events (or cases) a year under which the exact route is taken


@record
@dataclass(frozen=True)
class Change:
    """Two years' counts compared. ratio: now over before, per day; NaN where both are 0. dispersion: None if
    exact. year: the regression's effect of the later year, None if exact.
    """

    now: float
    before: float
    ratio: float
    lower: float
    upper: float
    p_value: float
    dispersion: float | None
    level: float
    method: str
    year: YearEffect | None = None

    @property
    def significant(self) -> bool:
        """Whether the change is more than usual month-to-month variation explains."""
        return self.p_value < 1 - self.level


@record
@dataclass(frozen=True)
class RateChange:
    """Two years' proportions compared. difference, lower, upper: now less before, as proportions (x 100 =
    points). year: the regression's effect of the later year, None of an interval alone.
    """

    now: float
    before: float
    difference: float
    lower: float
    upper: float
    p_value: float
    dispersion: float | None
    level: float
    method: str
    year: YearEffect | None = None

    @property
    def significant(self) -> bool:
        """Judged by the test; where the method is an interval alone, by whether it excludes 0."""
        return self.lower > 0 or self.upper < 0 if self.p_value is None else self.p_value < 1 - self.level


@stored(KEPT_AS)
def exact_change(now: float, before: float, now_days: float = 365, before_days: float = 365, level: float = LEVEL) -> Change:
    """Ratio of two small independent counts: exact conditional test (Przyborowski and Wilenski 1940), and the interval of the
    share of events that fall in the later year (Clopper and Pearson 1934) as one of the ratio.

    days: any exposure, in one unit for both. 0 against 0 has ratio NaN, p 1 and no bound. Raises ValueError on what is no
    count, and on an exposure that is not above 0.
    """
    from scipy.stats import binomtest
    from statsmodels.stats.rates import test_poisson_2indep

    check_count(now, now_days)
    check_count(before, before_days)
    method = "exact conditional test of two Poisson counts"
    if now + before == 0:
        return Change(0.0, 0.0, np.nan, 0.0, np.inf, 1.0, None, level, method)
    with np.errstate(divide="ignore", invalid="ignore"):  # it also works out the ratio, which may be infinite
        p = test_poisson_2indep(now, now_days, before, before_days, method="exact-cond").pvalue
    test = binomtest(int(now), int(now + before), now_days / (now_days + before_days))
    share = test.proportion_ci(level, "exact")
    lower, upper = (float(_odds(bound) * before_days / now_days) for bound in (share.low, share.high))
    ratio = float((now / now_days) / (before / before_days)) if before else np.inf
    return Change(float(now), float(before), ratio, lower, upper, min(1.0, float(p)), None, level, method)


@stored(KEPT_AS)
def quasi_poisson(counts: pd.Series, month_factors: bool = True, level: float = LEVEL) -> Change:
    """Change between the last twelve months and the twelve before, dispersion allowed for (McCullagh and Nelder 1989).

    counts: monthly PeriodIndex, the last 24 months whole. Poisson regression on year and month with log(days)
    as offset; dispersion is Pearson's chi-squared over its degrees of freedom, never below 1; t distribution. Raises
    ValueError where a year has no event, and where too few months have any.
    """
    from statsmodels.genmod.families import Poisson

    years = _counted(counts)
    count, days = years.values, years.days
    now, before = float(count[NOW].sum()), float(count[~NOW].sum())
    if now == 0 or before == 0:
        raise ValueError("a year without any event has no rate to compare: use the exact test")
    columns, keep = year_design(years.months, count, by_month=month_factors)
    year = year_effect(count[keep], columns[keep], Poisson(), level, offset=np.log(days[keep]))
    ratio, lower, upper = (float(np.exp(each)) for each in (year.effect, year.lower, year.upper))
    method = _method("quasi-Poisson", month_factors)
    return Change(now, before, ratio, lower, upper, year.p_value, year.dispersion, level, method, year)


def change_test(counts: pd.Series, level: float = LEVEL) -> Change:
    """The year-on-year test a monthly count deserves: `quasi_poisson` where both years reach 100, else `exact_change`.

    counts: monthly PeriodIndex; the last 24 months are compared, twelve with twelve. Raises ValueError where they have a
    gap, or hold what is no count.
    """
    years = _counted(counts)
    now, before = int(years.values[NOW].sum()), int(years.values[~NOW].sum())
    if min(now, before) >= SMALL_YEAR:
        return quasi_poisson(counts, level=level)
    return exact_change(now, before, int(years.days[NOW].sum()), int(years.days[~NOW].sum()), level)


def _counted(counts: pd.Series) -> TwoYears:
    """The last two years of a series of counts."""
    years = last_two_years(counts)
    bad = (years.values < 0) | (years.values % 1 != 0)
    if bad.any():
        month, value = years.months[bad][0], years.values[bad][0]
        raise ValueError(f"{month} holds {value:g}, which is not a count: give whole numbers, 0 or more")
    return years


def _odds(share: float) -> float:
    return np.inf if share >= 1 else share / (1 - share)


def _method(test: str, month_factors: bool) -> str:
    return f"{test} on 24 months, {'year and month factors' if month_factors else 'year factor'}"


@stored(KEPT_AS)
def quasi_binomial(numerator: pd.Series, denominator: pd.Series, month_factors: bool = False, level: float = LEVEL) -> RateChange:
    """Change of a percentage between the last twelve months and the twelve before, dispersion allowed for (McCullagh and
    Nelder 1989).

    Both monthly, the last 24 months whole; months without cases count for nothing. Binomial regression of the
    monthly proportion on year (and month, if seasonal), weighted by cases; dispersion never below 1; t
    distribution. The proportions are pooled, sums over sums; the interval is the delta method's with the same
    dispersion. Raises ValueError where a year has no case, and where no case or every case of a year counts.
    """
    from statsmodels.genmod.families import Binomial

    cases = _cases(numerator, denominator)
    now, before = _pooled(cases, NOW), _pooled(cases, ~NOW)
    if now.certain or before.certain:
        raise ValueError("a year in which no case or every case counts cannot be fitted: use Newcombe's interval")
    part, whole = cases.part, cases.whole
    columns, keep = year_design(cases.months, part, whole, by_month=month_factors)
    # Proportions with var_weights: a two-column response makes statsmodels ignore the number of cases.
    year = year_effect(part[keep] / whole[keep], columns[keep], Binomial(), level, var_weights=whole[keep])
    half = year.quantile * (year.dispersion * (now.variance + before.variance)) ** 0.5
    method, difference = _method("quasi-binomial", month_factors), now.share - before.share
    bounds = difference - half, difference + half
    return RateChange(now.share, before.share, difference, *bounds, year.p_value, year.dispersion, level, method, year)


def rate_test(numerator: pd.Series, denominator: pd.Series, month_factors: bool = False, level: float = LEVEL) -> RateChange:
    """The year-on-year test a monthly percentage deserves: `quasi_binomial` where both years reach 100 cases,
    else `intervals.newcombe` (also where no case or every case of a year counts).

    Both monthly, the last 24 months whole. Raises ValueError where they are not, and where a year has no case.
    """
    cases = _cases(numerator, denominator)
    now, before = _pooled(cases, NOW), _pooled(cases, ~NOW)
    if min(now.whole, before.whole) >= SMALL_YEAR and not (now.certain or before.certain):
        return quasi_binomial(numerator, denominator, month_factors, level)
    found = newcombe(now.part, now.whole, before.part, before.whole, level)
    difference = now.share - before.share
    p_value = newcombe_p(now.part, now.whole, before.part, before.whole)
    return RateChange(now.share, before.share, difference, found.lower, found.upper, p_value, None, level, found.method)


class _Cases(NamedTuple):
    """Two years of cases by month: those that count, and all."""

    months: pd.PeriodIndex
    part: np.ndarray
    whole: np.ndarray


class _Pooled(NamedTuple):
    """One year's cases: those that count, and all."""

    part: float
    whole: float

    @property
    def share(self) -> float:
        return self.part / self.whole

    @property
    def variance(self) -> float:
        """Of the share, as chance alone would have it."""
        return self.share * (1 - self.share) / self.whole

    @property
    def certain(self) -> bool:
        """Whether no case or every case counts."""
        return self.share in (0, 1)


def _cases(numerator: pd.Series, denominator: pd.Series) -> _Cases:
    part, whole = last_two_years(numerator), last_two_years(denominator)
    if not part.months.equals(whole.months):
        raise ValueError(f"the numerator ends in {part.months[-1]} and the denominator in {whole.months[-1]}")
    bad = (part.values < 0) | (part.values > whole.values)
    if bad.any():
        month, one, all_ = part.months[bad][0], part.values[bad][0], whole.values[bad][0]
        raise ValueError(f"{month}: {one:g} of {all_:g}: the part must lie between 0 and the whole")
    return _Cases(part.months, part.values, whole.values)


def _pooled(cases: _Cases, year: np.ndarray) -> _Pooled:
    whole = float(cases.whole[year].sum())
    if not whole > 0:
        raise ValueError("a year without any case has no percentage")
    return _Pooled(float(cases.part[year].sum()), whole)
