"""Intervals and tests: what a count, a percentage, a change, a link or a rank can bear. Nothing here knows a
measure.

Proportions are between 0 and 1, ratios are now over before, p-values are two-sided. Every function raises
ValueError, in words, on input it cannot judge. scipy and statsmodels are imported where they are used: they
are slow to load.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

LEVEL = 0.95
SMALL_YEAR = 100  # events (or cases) a year under which the exact route is taken
LEAST_PAIRS = 24  # months for a link between two series
DRAWS = 20_000
RESAMPLES = 9_999
SEED = 1


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


@dataclass(frozen=True)
class Change:
    """Two years' counts compared. ratio: now over before, per day; NaN where both are 0. dispersion: None if
    exact.
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

    @property
    def significant(self) -> bool:
        """Whether the change is more than usual month-to-month variation explains."""
        return self.p_value < 1 - self.level


@dataclass(frozen=True)
class RateChange:
    """Two years' proportions compared. difference, lower, upper: now less before, as proportions (x 100 =
    points).
    """

    now: float
    before: float
    difference: float
    lower: float
    upper: float
    p_value: float | None
    dispersion: float | None
    level: float
    method: str

    @property
    def significant(self) -> bool:
        """Judged by the test; where the method is an interval alone, by whether it excludes 0."""
        return self.lower > 0 or self.upper < 0 if self.p_value is None else self.p_value < 1 - self.level


@dataclass(frozen=True)
class Correlation:
    """Pearson's r of n pairs with its Fisher interval and the p of no link."""

    r: float
    lower: float
    upper: float
    p_value: float
    n: int
    level: float


@dataclass(frozen=True)
class Link:
    """Two series compared: their levels, and their differences over `lag` months, which are the test."""

    levels: Correlation
    differences: Correlation
    lag: int


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
    fences: tuple[float, float]
    mad: float
    flagged: tuple[int, ...]
    mean_without_flagged: float


@dataclass(frozen=True, eq=False)
class Funnel:
    """Observed over expected of each unit against its limits.

    table: one row a unit: observed, expected, ratio, z, then lower_95, upper_95, lower_998, upper_998 (exact
    Poisson), the same prefixed adjusted_ (over-dispersion allowed for), and flag_95, flag_998 ("high", "low"
    or "") by the limits that hold: the adjusted ones where tau2 is above 0. phi: mean squared winsorised z.
    tau2: between-unit variance.
    """

    table: pd.DataFrame
    phi: float
    tau2: float


# Percentages ------------------------------------------------------------------------------------------------


def wilson(successes: float, n: float, level: float = LEVEL) -> Interval:
    """Score interval of a proportion (Wilson 1927); stays within 0 to 1 and works at 0 and at n. n may be
    fractional.
    """
    from statsmodels.stats.proportion import proportion_confint

    _check_part(successes, n)
    lower, upper = proportion_confint(successes, n, alpha=1 - level, method="wilson")
    share = float(successes / n)
    # Rounding may carry a bound a hair past the estimate at 0 and at n.
    lower, upper = min(max(float(lower), 0.0), share), max(min(float(upper), 1.0), share)
    return Interval(share, lower, upper, float(n), level, "Wilson score")


def weighted_wilson(replies: Sequence[bool], weights: Sequence[float], level: float = LEVEL) -> Interval:
    """Wilson on a weighted survey: the weighted share on the effective n, (sum w)^2 / sum w^2 (Kish 1965).

    replies: true where the person said yes, one a person; weights: as many, positive.
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


def newcombe(now: float, now_n: float, before: float, before_n: float, level: float = LEVEL) -> Interval:
    """Difference of two independent proportions, now less before: hybrid score interval (Newcombe 1998,
    method 10).

    For surveys and small bases; on thousands of cases it overstates: use `quasi_binomial`. Effective n are
    accepted.
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    _check_part(now, now_n)
    _check_part(before, before_n)
    lower, upper = confint_proportions_2indep(now, now_n, before, before_n, method="newcomb", compare="diff", alpha=1 - level)
    difference = float(now / now_n - before / before_n)
    return Interval(difference, float(lower), float(upper), float(min(now_n, before_n)), level, "Newcombe hybrid score")


def _check_part(part: float, whole: float) -> None:
    if not (np.isfinite(whole) and whole > 0):
        raise ValueError(f"the base is {whole!r}: a proportion needs a base above 0")
    if not 0 <= part <= whole:
        raise ValueError(f"{part!r} of {whole!r}: the part must lie between 0 and the whole")


# Counts -----------------------------------------------------------------------------------------------------


def poisson(count: float, exposure: float = 1.0, level: float = LEVEL) -> Interval:
    """Exact interval of a count, or of a rate per unit of exposure (Garwood 1936)."""
    from statsmodels.stats.rates import confint_poisson

    _check_count(count, exposure)
    lower, upper = confint_poisson(count, exposure, method="exact-c", alpha=1 - level)
    lower = float(lower) if count else 0.0
    return Interval(float(count / exposure), lower, float(upper), float(exposure), level, "exact Poisson")


def rate_per_1000(count: float, population: float, level: float = LEVEL) -> Interval:
    """Rate per 1,000 people over the same period as the count, with its exact Poisson interval."""
    return poisson(count, population / 1000, level)


def byar(count: float, level: float = LEVEL) -> Interval:
    """Byar's interval, exact below 10: only for parity with the Fingertips technical guide."""
    _check_count(count, 1.0)
    if count < 10:
        return poisson(count, level=level)
    z, up = _z(level), count + 1
    lower = count * (1 - 1 / (9 * count) - z / (3 * count**0.5)) ** 3
    upper = up * (1 - 1 / (9 * up) + z / (3 * up**0.5)) ** 3
    return Interval(float(count), float(lower), float(upper), 1.0, level, "Byar")


def exact_change(now: float, before: float, now_days: float = 365, before_days: float = 365, level: float = LEVEL) -> Change:
    """Ratio of two small independent counts: exact conditional test and interval (Przyborowski and Wilenski
    1940).

    days: any exposure, in one unit for both. 0 against 0 has ratio NaN, p 1 and no bound.
    """
    from scipy.stats import binomtest
    from statsmodels.stats.rates import test_poisson_2indep

    _check_count(now, now_days)
    _check_count(before, before_days)
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


def quasi_poisson(counts: pd.Series, month_factors: bool = True, level: float = LEVEL) -> Change:
    """Change between the last twelve months and the twelve before, dispersion allowed for.

    counts: monthly PeriodIndex, the last 24 months whole. Poisson regression on year and month with log(days)
    as offset; dispersion is Pearson's chi-squared over its degrees of freedom, never below 1; t distribution.
    """
    from statsmodels.genmod.families import Poisson

    recent = last_two_years(counts)
    _check_whole_counts(recent)
    count, days, now = recent.to_numpy(float), recent.index.days_in_month.to_numpy(), np.arange(24) >= 12
    if count[now].sum() == 0 or count[~now].sum() == 0:
        raise ValueError("a year without any event has no rate to compare: use the exact test")
    design, keep = _design(recent.index, now, month_factors, count)
    year = _year_effect(count[keep], design[keep], Poisson(), level, offset=np.log(days[keep]))
    ratio, lower, upper = (float(np.exp(each)) for each in (year.effect, year.lower, year.upper))
    method = f"quasi-Poisson on 24 months, {'year and month factors' if month_factors else 'year factor'}"
    return Change(
        float(count[now].sum()), float(count[~now].sum()), ratio, lower, upper, year.p_value, year.dispersion, level, method
    )


def change_test(counts: pd.Series, level: float = LEVEL) -> Change:
    """The year-on-year test a monthly count deserves: quasi-Poisson where both years reach 100, else exact.

    counts: monthly PeriodIndex; the last 24 months are compared, twelve with twelve, and must have no gap.
    """
    recent = last_two_years(counts)
    _check_whole_counts(recent)
    before, now = recent.iloc[:12], recent.iloc[12:]
    if min(before.sum(), now.sum()) >= SMALL_YEAR:
        return quasi_poisson(recent, level=level)
    days = [int(year.index.days_in_month.to_numpy().sum()) for year in (now, before)]
    return exact_change(int(now.sum()), int(before.sum()), *days, level)


def last_two_years(series: pd.Series) -> pd.Series:
    """The last 24 months of a monthly series, which must all be there."""
    if not isinstance(series, pd.Series) or not isinstance(series.index, pd.PeriodIndex) or series.index.freqstr != "M":
        raise ValueError("a change on the year needs a pandas Series with a monthly PeriodIndex")
    recent = series.iloc[-24:].astype(float)
    if len(recent) < 24 or (np.diff(recent.index.asi8) != 1).any():
        raise ValueError("a change on the year needs 24 consecutive months")
    if recent.isna().any():
        missing = recent.index[recent.isna()][0]
        raise ValueError(f"{missing} is missing: a change on the year needs all 24 months")
    return recent


def _check_count(count: float, exposure: float) -> None:
    if not (np.isfinite(count) and count >= 0 and float(count).is_integer()):
        raise ValueError(f"{count!r} is not a count: give a whole number, 0 or more")
    if not (np.isfinite(exposure) and exposure > 0):
        raise ValueError(f"the exposure is {exposure!r}: it must be above 0")


def _check_whole_counts(series: pd.Series) -> None:
    bad = series[(series < 0) | (series % 1 != 0)]
    if len(bad):
        raise ValueError(f"{bad.index[0]} holds {bad.iloc[0]:g}, which is not a count: give whole numbers, 0 or more")


def _odds(share: float) -> float:
    return np.inf if share >= 1 else share / (1 - share)


def _z(level: float) -> float:
    from scipy.stats import norm

    return float(norm.ppf((1 + level) / 2))


# Large percentages ------------------------------------------------------------------------------------------


def quasi_binomial(numerator: pd.Series, denominator: pd.Series, month_factors: bool = False, level: float = LEVEL) -> RateChange:
    """Change of a percentage between the last twelve months and the twelve before, dispersion allowed for.

    Both monthly, the last 24 months whole; months without cases count for nothing. Binomial regression of the
    monthly proportion on year (and month, if seasonal), weighted by cases; dispersion never below 1; t
    distribution. The proportions are pooled, sums over sums; the interval is the delta method's with the same
    dispersion.
    """
    from scipy.stats import t
    from statsmodels.genmod.families import Binomial

    part, whole = _parts(numerator, denominator)
    now = np.arange(24) >= 12
    p1, p0, n1, n0 = _pooled(part, whole, now)
    if min(p1, p0) == 0 or max(p1, p0) == 1:
        raise ValueError("a year in which no case or every case counts cannot be fitted: use Newcombe's interval")
    design, keep = _design(numerator.index[-24:], now, month_factors, part, whole)
    # Proportions with var_weights: a two-column response makes statsmodels ignore the number of cases.
    share = part[keep] / whole[keep]
    year = _year_effect(share, design[keep], Binomial(), level, var_weights=whole[keep])
    error = (year.dispersion * (p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0)) ** 0.5
    half = float(t.ppf((1 + level) / 2, year.freedom) * error)
    method = f"quasi-binomial on 24 months, {'year and month factors' if month_factors else 'year factor'}"
    return RateChange(p1, p0, p1 - p0, p1 - p0 - half, p1 - p0 + half, year.p_value, year.dispersion, level, method)


def rate_test(numerator: pd.Series, denominator: pd.Series, month_factors: bool = False, level: float = LEVEL) -> RateChange:
    """The year-on-year test a monthly percentage deserves: quasi-binomial where both years reach 100 cases,
    else Newcombe's interval (also where no case or every case of a year counts).
    """
    part, whole = _parts(numerator, denominator)
    now = np.arange(24) >= 12
    p1, p0, n1, n0 = _pooled(part, whole, now)
    if min(n1, n0) >= SMALL_YEAR and min(p1, p0) > 0 and max(p1, p0) < 1:
        return quasi_binomial(numerator, denominator, month_factors, level)
    found = newcombe(part[now].sum(), n1, part[~now].sum(), n0, level)
    return RateChange(p1, p0, p1 - p0, found.lower, found.upper, None, None, level, found.method)


def _parts(numerator: pd.Series, denominator: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    part, whole = last_two_years(numerator), last_two_years(denominator)
    if not part.index.equals(whole.index):
        raise ValueError(f"the numerator ends in {part.index[-1]} and the denominator in {whole.index[-1]}")
    bad = (part < 0) | (part > whole)
    if bad.any():
        month = part.index[bad][0]
        raise ValueError(f"{month}: {part[month]:g} of {whole[month]:g}: the part must lie between 0 and the whole")
    return part.to_numpy(), whole.to_numpy()


def _pooled(part: np.ndarray, whole: np.ndarray, now: np.ndarray) -> tuple[float, float, float, float]:
    n1, n0 = whole[now].sum(), whole[~now].sum()
    if not (n1 > 0 and n0 > 0):
        raise ValueError("a year without any case has no percentage")
    return float(part[now].sum() / n1), float(part[~now].sum() / n0), float(n1), float(n0)


# Regression on two years ------------------------------------------------------------------------------------


def _design(
    index: pd.PeriodIndex, now: np.ndarray, month_factors: bool, part: np.ndarray, whole: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Columns: this year, then a constant or twelve months. Also which rows to keep.

    A calendar month whose two years hold nothing (or everything) would send its factor to infinity: it is
    left out.
    """
    keep = np.ones(len(now), dtype=bool) if whole is None else whole > 0
    if not month_factors:
        return np.column_stack([now, np.ones(len(now))]).astype(float), keep
    months = index.month.to_numpy()[:, None] == np.arange(1, 13)
    total = months.T @ part
    useful = total > 0 if whole is None else (total > 0) & (total < months.T @ whole)
    keep &= months @ useful
    return np.column_stack([now, months[:, useful]]).astype(float), keep


class _Year(NamedTuple):
    """The first column's coefficient with its interval, p, dispersion and degrees of freedom."""

    effect: float
    lower: float
    upper: float
    p_value: float
    dispersion: float
    freedom: int


def _year_effect(response: np.ndarray, design: np.ndarray, family: object, level: float, **more: np.ndarray) -> _Year:
    """Fit by maximum likelihood, with Pearson's dispersion and the t distribution.

    This is statsmodels' `fit(scale="X2", use_t=True)`, but dispersion below 1 is not believed, and months
    that fit exactly (dispersion 0) do not end in a division by zero.
    """
    from scipy.stats import t
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    freedom = len(response) - design.shape[1]
    if freedom < 1:
        raise ValueError("too few months hold anything to tell a change from month-to-month variation")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        fit = GLM(response, design, family=family, **more).fit()
    dispersion = max(1.0, float(fit.pearson_chi2) / freedom)
    effect, error = float(fit.params[0]), float((dispersion * fit.normalized_cov_params[0, 0]) ** 0.5)
    half = float(t.ppf((1 + level) / 2, freedom)) * error
    return _Year(effect, effect - half, effect + half, float(2 * t.sf(abs(effect) / error, freedom)), dispersion, freedom)


# Two series -------------------------------------------------------------------------------------------------


def pearson(x: Sequence[float], y: Sequence[float], level: float = LEVEL) -> Correlation:
    """Pearson's r of at least four pairs, with Fisher's interval. Pairs with a missing value are left out."""
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
    found = pearsonr(a, b)
    bounds = found.confidence_interval(level)
    return Correlation(float(found.statistic), float(bounds.low), float(bounds.high), float(found.pvalue), len(a), level)


def link(x: pd.Series, y: pd.Series, seasonal: bool = False, level: float = LEVEL) -> Link:
    """How two monthly series move together: r of the levels, and r of the differences, which is the test.

    Two drifting series correlate whatever they are (Yule 1926; Granger and Newbold 1974). Differences are
    from month to month, or over twelve months where `seasonal`; none crosses a gap. Needs 24 shared months.
    """
    lag = 12 if seasonal else 1
    a, b = (_monthly(each) for each in (x, y))
    months = a.index.intersection(b.index)
    pairs = int((a.reindex(months).notna() & b.reindex(months).notna()).sum())
    if pairs < LEAST_PAIRS:
        raise ValueError(f"the two series share {pairs} months: a link needs at least {LEAST_PAIRS}")
    whole = pd.period_range(months[0], months[-1], freq="M")
    a, b = a.reindex(whole), b.reindex(whole)
    return Link(pearson(a, b, level), pearson(a.diff(lag), b.diff(lag), level), lag)


def _monthly(series: pd.Series) -> pd.Series:
    if (
        not isinstance(series, pd.Series)
        or not isinstance(series.index, pd.PeriodIndex)
        or series.index.freqstr != "M"
        or not series.index.is_unique
    ):
        raise ValueError("a link needs two pandas Series with monthly PeriodIndex, each month once")
    return series.astype(float).sort_index()


# Single values ----------------------------------------------------------------------------------------------


def quantile_interval(values: Sequence[float], share: float = 0.5, level: float = LEVEL) -> Interval:
    """A quantile (linear, type 7) with its order-statistic interval: no assumption on shape; NaN where n is
    too small.
    """
    from scipy.stats import quantile_test

    known = _values(values)
    estimate = float(np.quantile(known, share))
    bounds = quantile_test(known, q=estimate, p=share).confidence_interval(level)
    return Interval(estimate, float(bounds.low), float(bounds.high), len(known), level, "order statistics")


def spread(values: Sequence[float], level: float = LEVEL) -> Spread:
    """Mean beside median, quartiles and 90th percentile, with values flagged as out of the ordinary, never
    dropped.

    Flagged: outside quartile -/+ 1.5 IQR (Tukey) and modified z = 0.6745 |x - median| / MAD above 3.5
    (Iglewicz and Hoaglin 1993). Where more than half the values are equal, MAD is 0, z is undefined and
    nothing is flagged.
    """
    known = _values(values)
    low, high, top = np.quantile(known, (0.25, 0.75, 0.9))
    fences = (float(low - 1.5 * (high - low)), float(high + 1.5 * (high - low)))
    z, mad = modified_z(known)
    flagged = ((known < fences[0]) | (known > fences[1])) & (np.abs(z) > 3.5)
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


def modified_z(values: Sequence[float]) -> tuple[np.ndarray, float]:
    """Modified z of each value, and the MAD: median distance from the median. z is NaN where MAD is 0."""
    known = _values(values)
    distance = known - np.median(known)
    mad = float(np.median(np.abs(distance)))
    return (0.6745 * distance / mad if mad > 0 else np.full(len(known), np.nan)), mad


def bootstrap(values: Sequence[float], statistic: Callable = np.mean, level: float = LEVEL) -> Interval:
    """BCa bootstrap interval of a mean (or another statistic): 9,999 resamples, fixed seed, so always the
    same.
    """
    known = _values(values)
    return _bootstrap((known,), statistic, statistic(known), len(known), level)


def bootstrap_difference(
    now: Sequence[float], before: Sequence[float], statistic: Callable = np.mean, level: float = LEVEL
) -> Interval:
    """BCa bootstrap interval of the difference of two independent means (or medians), now less before."""
    a, b = _values(now), _values(before)

    def difference(x: np.ndarray, y: np.ndarray, axis: int = -1) -> np.ndarray:
        return statistic(x, axis=axis) - statistic(y, axis=axis)

    return _bootstrap((a, b), difference, difference(a, b), min(len(a), len(b)), level)


def _bootstrap(samples: tuple, statistic: Callable, estimate: float, base: int, level: float) -> Interval:
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


def _values(values: Sequence[float]) -> np.ndarray:
    known = np.asarray(values, dtype=float)
    if not known.size or not np.isfinite(known).all():
        raise ValueError("give at least one value, and no missing or infinite ones")
    return known


# Other forces -----------------------------------------------------------------------------------------------


def rank_intervals(
    counts: pd.Series, bases: pd.Series, first: str, proportion: bool = False, level: float = LEVEL
) -> pd.DataFrame:
    """Competition rank of each unit's rate with its interval by simulation (Goldstein and Spiegelhalter
    1996).

    counts, bases: one value a unit, the whole roster, none missing; bases are populations, or the cases that
    the counts are part of where `proportion`. first: "highest" or "lowest" takes rank 1. Columns: rate (count
    over base), rank, tied, lower, upper (ranks). Rates are drawn from Gamma(count + 0.5) / base, or Beta(x +
    0.5, n - x + 0.5).
    """
    if first not in ("highest", "lowest"):
        raise ValueError(f"first is {first!r}: say whether the 'highest' or the 'lowest' rate takes rank 1")
    count, base = _roster(counts, bases, proportion)
    sign = -1 if first == "highest" else 1
    rng, size = np.random.default_rng(SEED), (DRAWS, len(count))
    if proportion:
        drawn = rng.beta(count + 0.5, base - count + 0.5, size)
    else:
        drawn = rng.gamma(count + 0.5, 1 / base, size)
    places = (sign * drawn).argsort(axis=1).argsort(axis=1) + 1
    # Observed ranks, so that the bounds are places somebody can hold.
    lower, upper = np.quantile(places, ((1 - level) / 2, (1 + level) / 2), axis=0, method="inverted_cdf")
    rate = pd.Series(count / base, index=counts.index)
    rank = (sign * rate).rank(method="min").astype(int)
    return pd.DataFrame(
        {"rate": rate, "rank": rank, "tied": rank.duplicated(keep=False), "lower": lower.astype(int), "upper": upper.astype(int)}
    )


def _roster(counts: pd.Series, bases: pd.Series, proportion: bool = False) -> tuple[np.ndarray, np.ndarray]:
    if not counts.index.equals(bases.index) or not counts.index.is_unique:
        raise ValueError("counts and bases must list the same units once each, in one order")
    if len(counts) < 2:
        raise ValueError("a comparison needs at least two units")
    count, base = counts.to_numpy(float), bases.to_numpy(float)
    bad = ~(np.isfinite(count) & np.isfinite(base) & (count >= 0) & (base > 0))
    if bad.any():
        raise ValueError(f"{counts.index[bad][0]}: every unit needs a count of 0 or more and a base above 0")
    if proportion and (count > base).any():
        raise ValueError(f"{counts.index[count > base][0]}: the part is larger than the whole")
    return count, base


def funnel_limits(expected: float | np.ndarray, level: float = LEVEL) -> tuple[np.ndarray, np.ndarray]:
    """Exact Poisson limits of observed over expected at `expected` events (Spiegelhalter 2005): lower, upper."""
    from scipy.stats import chi2

    tail, e = (1 - level) / 2, np.asarray(expected, dtype=float)
    return chi2.ppf(tail, 2 * e) / (2 * e), chi2.ppf(1 - tail, 2 * e + 2) / (2 * e)


def adjusted_limits(expected: float | np.ndarray, tau2: float, level: float = LEVEL) -> tuple[np.ndarray, np.ndarray]:
    """Limits with between-unit variance `tau2`, on the square-root scale: (1 -/+ k sqrt(1 / 4E + tau2))
    squared.
    """
    half = _z(level) * np.sqrt(1 / (4 * np.asarray(expected, dtype=float)) + tau2)
    return np.maximum(0, 1 - half) ** 2, (1 + half) ** 2


def funnel(observed: pd.Series, expected: pd.Series) -> Funnel:
    """Funnel of observed over expected events with over-dispersion (Spiegelhalter 2005; 10% winsorised each
    end).

    observed, expected: one value a unit, the whole roster; expected may be pooled rate times population.
    """
    o, e = _roster(observed, expected)
    s = 1 / (2 * np.sqrt(e))
    z = (np.sqrt(o / e) - 1) / s
    phi, tau2 = over_dispersion(z, s)
    table = pd.DataFrame({"observed": o, "expected": e, "ratio": o / e, "z": z}, index=observed.index)
    for name, level in (("95", 0.95), ("998", 0.998)):
        exact = funnel_limits(e, level)
        wide = adjusted_limits(e, tau2, level) if tau2 > 0 else exact
        table[f"lower_{name}"], table[f"upper_{name}"] = exact
        table[f"adjusted_lower_{name}"], table[f"adjusted_upper_{name}"] = wide
        table[f"flag_{name}"] = np.select([o / e > wide[1], o / e < wide[0]], ["high", "low"], "")
    return Funnel(table, phi, tau2)


def over_dispersion(z: np.ndarray, s: np.ndarray) -> tuple[float, float]:
    """phi (mean squared z, winsorised at the 10th and 90th percentiles) and tau2, 0 where phi gives no ground
    for it.
    """
    n, weight = len(z), s**-2.0
    phi = float((np.clip(z, *np.quantile(z, (0.1, 0.9))) ** 2).mean())
    excess = n * phi - (n - 1)
    return phi, float(excess / (weight.sum() - (weight**2).sum() / weight.sum())) if excess > 0 else 0.0


# Many tests -------------------------------------------------------------------------------------------------


def benjamini_hochberg(p_values: Sequence[float] | pd.Series) -> np.ndarray | pd.Series:
    """p-values adjusted for how many were looked at (false discovery rate); missing ones stay missing and
    count not.
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
