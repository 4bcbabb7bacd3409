"""Intervals and tests: published values, values from R, formulas worked by hand, and invariants."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportions_ztest

from pcc_lib.statistics import areas, changes, correlation, intervals, many_tests, samples

TIMES = [9, 11, 8, 12, 10, 13, 9, 11, 10, 95, 12, 10, 11, 9, 14]
QUICK = settings(max_examples=60, deadline=None)


def two_years(values: list, first: str = "2021-01") -> pd.Series:
    return pd.Series(values, index=pd.period_range(first, periods=len(values), freq="M"), dtype=float)


def bounds(found: object) -> tuple[float, float]:
    return found.lower, found.upper


# Percentages ----------------------------------------------------------------------------------------------


def test_wilson_vectors() -> None:
    found = intervals.wilson(412, 560)
    assert found.estimate == pytest.approx(412 / 560)
    assert bounds(found) == pytest.approx((0.6977, 0.7705), abs=5e-5)
    assert bounds(intervals.wilson(0, 20)) == pytest.approx((0, 0.1611), abs=5e-5)
    assert intervals.wilson(0, 20).lower == 0 and intervals.wilson(20, 20).upper == 1


@QUICK
@given(n=st.integers(1, 2000), share=st.floats(0, 1), level=st.sampled_from([0.8, 0.95, 0.998]))
def test_wilson_agrees_with_scipy_and_keeps_its_bounds(n: int, share: float, level: float) -> None:
    x = round(n * share)
    found = intervals.wilson(x, n, level)
    theirs = stats.binomtest(x, n).proportion_ci(level, "wilson")
    assert bounds(found) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert 0 <= found.lower <= x / n <= found.upper <= 1
    mirror = intervals.wilson(n - x, n, level)
    assert bounds(mirror) == pytest.approx((1 - found.upper, 1 - found.lower), abs=1e-9)


def test_weighted_wilson_vector() -> None:
    replies = [True] * 30 + [False] * 10 + [True] * 45 + [False] * 15
    found = intervals.weighted_wilson(replies, [0.5] * 40 + [1.5] * 60)
    assert found.estimate == pytest.approx(0.75)
    assert found.base == pytest.approx(83.45, abs=5e-3)
    assert bounds(found) == pytest.approx((0.6475, 0.8305), abs=5e-5)


@QUICK
@given(replies=st.lists(st.booleans(), min_size=1, max_size=60), weight=st.floats(0.1, 10))
def test_equal_weights_are_no_weights(replies: list, weight: float) -> None:
    found = intervals.weighted_wilson(replies, [weight] * len(replies))
    assert found.base == pytest.approx(len(replies))
    assert bounds(found) == pytest.approx(bounds(intervals.wilson(sum(replies), len(replies))))


@QUICK
@given(weights=st.lists(st.floats(0.1, 10), min_size=1, max_size=40))
def test_weights_never_add_information(weights: list) -> None:
    assert intervals.weighted_wilson([True] * len(weights), weights).base <= len(weights) * (1 + 1e-12)


def test_newcombe_vectors() -> None:
    found = intervals.newcombe(56, 70, 48, 80)
    assert found.estimate == pytest.approx(0.2)
    assert bounds(found) == pytest.approx((0.0524, 0.3339), abs=5e-5)  # Newcombe 1998, table II, method 10
    found = intervals.newcombe(431, 560, 398, 560)
    assert (found.estimate, *bounds(found)) == pytest.approx((0.0589, 0.0075, 0.1099), abs=5e-5)
    assert found.excludes_zero and not intervals.newcombe(400, 560, 398, 560).excludes_zero


@pytest.mark.parametrize(
    ("now", "now_n", "before", "before_n"), [(56, 70, 48, 80), (431, 560, 398, 560), (1, 40, 9, 50), (0, 20, 6, 20)]
)
def test_the_p_value_of_newcombe_is_where_its_interval_touches_nought(now, now_n, before, before_n) -> None:
    p = intervals.newcombe_p(now, now_n, before, before_n)
    touching = intervals.newcombe(now, now_n, before, before_n, 1 - p)
    assert min(abs(touching.lower), abs(touching.upper)) < 1e-8
    assert (p < 0.05) == intervals.newcombe(now, now_n, before, before_n).excludes_zero
    assert intervals.newcombe_p(before, before_n, now, now_n) == pytest.approx(p)
    # near the pooled z-test of two proportions, which is another approximation of the same question
    _, theirs = proportions_ztest([now, before], [now_n, before_n])
    assert p == pytest.approx(theirs, abs=0.02)


def test_the_p_value_of_newcombe_at_its_ends() -> None:
    assert intervals.newcombe_p(5, 10, 50, 100) == 1
    assert 0 < intervals.newcombe_p(9000, 10000, 1000, 10000) < 1e-8
    with pytest.raises(ValueError, match="base above 0"):
        intervals.newcombe_p(0, 0, 1, 2)


@QUICK
@given(a=st.integers(0, 50), b=st.integers(0, 80))
def test_newcombe_is_wilson_squared_and_added(a: int, b: int) -> None:
    p, q, first, second = a / 50, b / 80, intervals.wilson(a, 50), intervals.wilson(b, 80)
    low = p - q - math.hypot(p - first.lower, second.upper - q)
    high = p - q + math.hypot(first.upper - p, q - second.lower)
    found = intervals.newcombe(a, 50, b, 80)
    assert bounds(found) == pytest.approx((low, high), abs=1e-9)
    swapped = intervals.newcombe(b, 80, a, 50)
    assert bounds(swapped) == pytest.approx((-found.upper, -found.lower), abs=1e-9)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: intervals.wilson(3, 0), "base above 0"),
        (lambda: intervals.wilson(5, 4), "between 0 and the whole"),
        (lambda: intervals.wilson(-1, 4), "between 0"),
        (lambda: intervals.wilson(math.nan, 4), "between 0"),
        (lambda: intervals.newcombe(1, 2, 3, math.nan), "base above 0"),
        (lambda: intervals.weighted_wilson([1, 0], [1.0]), "one weight for each"),
        (lambda: intervals.weighted_wilson([1, 2], [1.0, 1.0]), "neither yes nor no"),
        (lambda: intervals.weighted_wilson([1, 0], [1.0, 0.0]), "not a positive number"),
    ],
)
def test_bad_percentages(call: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()


# Counts ---------------------------------------------------------------------------------------------------


def test_poisson_vectors() -> None:
    assert bounds(intervals.poisson(14)) == pytest.approx((7.6539, 23.4896), abs=5e-5)
    assert bounds(intervals.byar(14)) == pytest.approx((7.6475, 23.4910), abs=5e-5)
    found = intervals.rate_per_1000(1830, 412_500)
    assert (found.estimate, *bounds(found)) == pytest.approx((4.436, 4.235, 4.644), abs=5e-4)
    assert bounds(intervals.poisson(0)) == pytest.approx((0, -math.log(0.025)))
    assert intervals.byar(9) == intervals.poisson(9)


@QUICK
@given(count=st.integers(1, 3000))
def test_poisson_bounds_are_exact(count: int) -> None:
    found = intervals.poisson(count)
    assert stats.poisson.sf(count - 1, found.lower) == pytest.approx(0.025, rel=1e-6)
    assert stats.poisson.cdf(count, found.upper) == pytest.approx(0.025, rel=1e-6)


def test_exact_change_vectors() -> None:
    found = changes.exact_change(57, 41)
    assert found.ratio == pytest.approx(1.3902, abs=5e-5)
    assert found.p_value == pytest.approx(0.12929, abs=5e-6)
    assert bounds(found) == pytest.approx((0.9145, 2.1303), abs=5e-5)
    assert not found.significant and found.dispersion is None
    found = changes.exact_change(11, 21, 800, 3011)
    assert found.p_value == pytest.approx(0.07967, abs=5e-6)
    assert bounds(found) == pytest.approx((0.858, 4.277), abs=5e-4)


def test_exact_change_with_no_events() -> None:
    found = changes.exact_change(0, 6)
    assert (found.ratio, found.lower) == (0, 0)
    assert found.upper == pytest.approx(0.849, abs=5e-4)  # a score interval degenerates here
    assert changes.exact_change(6, 0).upper == changes.exact_change(6, 0).ratio == math.inf
    found = changes.exact_change(0, 0)
    assert math.isnan(found.ratio) and (found.p_value, found.lower, found.upper) == (1, 0, math.inf)


@QUICK
@given(now=st.integers(0, 120), before=st.integers(0, 120), days=st.sampled_from([365, 366]))
def test_exact_change_is_the_binomial_test(now: int, before: int, days: int) -> None:
    found = changes.exact_change(now, before, days, 365)
    assert found.lower <= found.upper
    if now + before:
        expected = stats.binomtest(now, now + before, days / (days + 365)).pvalue
        assert found.p_value == pytest.approx(expected, rel=1e-9)
    back = changes.exact_change(before, now, 365, days)
    assert back.p_value == pytest.approx(found.p_value)
    if found.lower > 0:
        assert back.upper == pytest.approx(1 / found.lower)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: intervals.poisson(-1), "not a count"),
        (lambda: intervals.poisson(2.5), "not a count"),
        (lambda: intervals.poisson(math.nan), "not a count"),
        (lambda: intervals.rate_per_1000(3, 0), "above 0"),
        (lambda: changes.exact_change(3, 4, 0, 365), "above 0"),
        (lambda: changes.exact_change(3.2, 4), "not a count"),
    ],
)
def test_bad_counts(call: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()


# Large counts ---------------------------------------------------------------------------------------------


def by_hand(before: np.ndarray, now: np.ndarray) -> tuple[float, float, float, float]:
    """The two-way table's own answer: ratio, dispersion, lower, upper. Both years have the same days."""
    table = np.array([before, now])
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    phi = max(1, ((table - expected) ** 2 / expected).sum() / 11)
    ratio = now.sum() / before.sum()
    error = math.sqrt(phi * (1 / now.sum() + 1 / before.sum()))
    half = stats.t.ppf(0.975, 11) * error
    return ratio, phi, ratio * math.exp(-half), ratio * math.exp(half)


@QUICK
@given(seed=st.integers(0, 10_000), level=st.floats(12, 5000), change=st.floats(0.6, 1.6))
def test_quasi_poisson_is_the_two_way_table(seed: int, level: float, change: float) -> None:
    rng = np.random.default_rng(seed)
    before, now = rng.poisson(level, 12) + 1.0, rng.poisson(level * change, 12) + 1.0
    found = changes.quasi_poisson(two_years([*before, *now]))  # 2021 and 2022: 365 days each
    ratio, phi, lower, upper = by_hand(before, now)
    assert found.ratio == pytest.approx(ratio, rel=1e-6)
    assert found.dispersion == pytest.approx(phi, rel=1e-5)
    assert bounds(found) == pytest.approx((lower, upper), rel=1e-5)
    assert found.dispersion >= 1
    assert found.significant == (not found.lower <= 1 <= found.upper)


def test_quasi_poisson_without_months_is_two_pooled_years() -> None:
    before, now = np.array([80, 120] * 6), np.array([100, 130] * 6)
    found = changes.quasi_poisson(two_years([*before, *now]), month_factors=False)
    days = two_years([0] * 24).index.days_in_month.to_numpy()
    expected = np.r_[days[:12] * 1200 / 365, days[12:] * 1380 / 365]
    phi = ((np.r_[before, now] - expected) ** 2 / expected).sum() / 22
    assert found.dispersion == pytest.approx(phi, rel=1e-6)
    error = math.sqrt(phi * (1 / 1200 + 1 / 1380))
    assert found.p_value == pytest.approx(2 * stats.t.sf(math.log(1380 / 1200) / error, 22), rel=1e-6)


def test_quasi_poisson_is_what_statsmodels_calls_x2() -> None:
    import statsmodels.api as sm

    index = pd.period_range("2019-06", periods=24, freq="M")
    counts = pd.Series(np.random.default_rng(6).negative_binomial(20, 0.02, 24), index)
    months = pd.get_dummies(index.month).to_numpy(float)
    design = np.column_stack([np.repeat([0.0, 1.0], 12), months])
    theirs = sm.GLM(counts.to_numpy(float), design, family=sm.families.Poisson(), offset=np.log(index.days_in_month)).fit(
        scale="X2", use_t=True
    )
    found = changes.quasi_poisson(counts)
    assert found.dispersion == pytest.approx(theirs.scale) and found.dispersion > 5
    assert found.p_value == pytest.approx(theirs.pvalues[0])
    assert bounds(found) == pytest.approx(tuple(np.exp(theirs.conf_int()[0])))


def test_month_factors_take_the_season_out() -> None:
    season = 1 + 0.4 * np.sin(2 * np.pi * np.arange(12) / 12)
    series = two_years([*(1000 * season).round(), *(1050 * season).round()])
    assert changes.quasi_poisson(series).significant
    assert not changes.quasi_poisson(series, month_factors=False).significant


def test_days_are_allowed_for() -> None:
    # 10 a day throughout: the leap year has more events, and no change.
    index = pd.period_range("2019-03", periods=24, freq="M")
    found = changes.change_test(pd.Series(10.0 * index.days_in_month, index))
    assert found.before - found.now == 10
    assert found.ratio == pytest.approx(1)
    assert found.dispersion == 1 and found.p_value == pytest.approx(1)


def test_overdispersed_counts_are_not_called_significant() -> None:
    before = np.array([900, 1100, 850, 1150, 1000, 880, 1130, 930, 1060, 990, 1120, 870])
    now = np.array([1150, 900, 1180, 880, 1100, 1130, 920, 1190, 890, 1200, 900, 1180])
    found = changes.change_test(two_years([*before, *now]))
    assert found.dispersion > 5 and not found.significant
    assert changes.exact_change(now.sum(), before.sum()).significant  # what plain Poisson would have said


def test_a_calendar_month_without_events_is_left_out() -> None:
    before, now = np.array([0, *[40] * 11]), np.array([0, *[60] * 11])
    found = changes.quasi_poisson(two_years([*before, *now]))
    assert found.ratio == pytest.approx(1.5) and math.isfinite(found.upper)


@pytest.mark.parametrize(
    ("before", "now", "method"),
    [(100, 100, "quasi-Poisson"), (99, 500, "exact"), (500, 99, "exact"), (0, 0, "exact"), (0, 40, "exact")],
)
def test_chooser(before: int, now: int, method: str) -> None:
    def spread_out(total: int) -> list[int]:
        return [total // 12 + (month < total % 12) for month in range(12)]

    found = changes.change_test(two_years([*spread_out(before), *spread_out(now)]))
    assert found.method.startswith(method)
    assert (found.now, found.before) == (now, before)


def test_chooser_compares_the_last_two_years_only() -> None:
    last = [10] * 12 + [12] * 12
    assert changes.change_test(two_years([500] * 30 + last, "2018-07")) == changes.change_test(two_years(last))


def test_exact_route_uses_the_days_of_its_years() -> None:
    series = two_years([1] * 12 + [2] * 12, "2019-03")  # the first year holds 29 February 2020
    found = changes.change_test(series)
    assert found == changes.exact_change(24, 12, 365, 366)


@pytest.mark.parametrize(
    ("series", "says"),
    [
        (two_years([1] * 23), "24 consecutive"),
        (two_years([1] * 25).drop(pd.Period("2022-05", "M")), "consecutive"),
        (two_years([*[1] * 23, math.nan]), "2022-12 is missing"),
        (two_years([*[1] * 23, 1.5]), "2022-12 holds 1.5"),
        (two_years([*[1] * 23, -1]), "not a count"),
        (pd.Series([1] * 24), "PeriodIndex"),
    ],
)
def test_bad_series(series: pd.Series, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        changes.change_test(series)


def test_quasi_poisson_needs_events() -> None:
    with pytest.raises(ValueError, match="without any event"):
        changes.quasi_poisson(two_years([0] * 12 + [5] * 12))
    with pytest.raises(ValueError, match="too few months"):
        changes.quasi_poisson(two_years(([0] * 11 + [5]) * 2))


# Large percentages ----------------------------------------------------------------------------------------


def test_quasi_binomial_is_two_pooled_years() -> None:
    rng = np.random.default_rng(4)
    whole = rng.integers(1800, 2600, 24).astype(float)
    part = rng.binomial(whole.astype(int), np.clip(rng.normal(0.13, 0.015, 24), 0.05, 0.3)).astype(float)
    found = changes.quasi_binomial(two_years(part), two_years(whole))
    n0, n1 = whole[:12].sum(), whole[12:].sum()
    p0, p1 = part[:12].sum() / n0, part[12:].sum() / n1
    assert (found.now, found.before, found.difference) == pytest.approx((p1, p0, p1 - p0))
    fitted = np.r_[[p0] * 12, [p1] * 12]
    phi = ((part - whole * fitted) ** 2 / (whole * fitted * (1 - fitted))).sum() / 22
    assert found.dispersion == pytest.approx(phi, rel=1e-6) and phi > 2
    log_odds = math.log(p1 / (1 - p1)) - math.log(p0 / (1 - p0))
    error = math.sqrt(phi * (1 / (n0 * p0 * (1 - p0)) + 1 / (n1 * p1 * (1 - p1))))
    assert found.p_value == pytest.approx(2 * stats.t.sf(abs(log_odds) / error, 22), rel=1e-5)
    half = stats.t.ppf(0.975, 22) * math.sqrt(phi * (p0 * (1 - p0) / n0 + p1 * (1 - p1) / n1))
    assert bounds(found) == pytest.approx((p1 - p0 - half, p1 - p0 + half), rel=1e-6)


def test_quasi_binomial_is_stricter_than_newcombe_on_unsteady_months() -> None:
    # As in the method note: about 2,350 cases a month, 12.65% then 13.40%, months that differ by more
    # than chance.
    wobble = np.tile([0.018, -0.018], 12)
    whole = np.full(24, 2350.0)
    part = (whole * (np.repeat([0.1265, 0.1340], 12) + wobble)).round()
    found = changes.rate_test(two_years(part), two_years(whole))
    assert found.dispersion > 3 and not found.significant
    assert intervals.newcombe(part[12:].sum(), 28_200, part[:12].sum(), 28_200).excludes_zero


def test_month_factors_of_a_percentage() -> None:
    season = 0.1 * np.sin(2 * np.pi * np.arange(12) / 12)
    whole = two_years([3000] * 24)
    part = (whole * np.r_[0.50 + season, 0.53 + season]).round()
    assert changes.quasi_binomial(part, whole, month_factors=True).significant
    assert not changes.quasi_binomial(part, whole).significant


def test_months_without_cases_count_for_nothing() -> None:
    whole = [0, *[200] * 11, 0, *[200] * 11]
    part = [0, *[50] * 11, 0, *[60] * 11]
    found = changes.quasi_binomial(two_years(part), two_years(whole))
    assert (found.before, found.now) == (0.25, 0.30)
    assert 0.25 < changes.quasi_binomial(two_years(part), two_years(whole), month_factors=True).now < 0.35


def test_rate_chooser() -> None:
    small, large = two_years([8] * 24), two_years([80] * 24)
    found = changes.rate_test(two_years([4] * 12 + [6] * 12), small)
    assert found.method.startswith("Newcombe") and found.p_value == intervals.newcombe_p(72, 96, 48, 96)
    assert bounds(found) == bounds(intervals.newcombe(72, 96, 48, 96)) and found.significant
    assert changes.rate_test(two_years([40] * 24), large).method.startswith("quasi-binomial")
    assert changes.rate_test(two_years([0] * 12 + [40] * 12), large).method.startswith("Newcombe")
    assert changes.rate_test(two_years([80] * 24), large).difference == 0


@pytest.mark.parametrize(
    ("part", "whole", "says"),
    [
        (two_years([5] * 24), two_years([4] * 24), "2021-01: 5 of 4"),
        (two_years([5] * 24), two_years([9] * 24, "2021-02"), "ends in 2022-12"),
        (two_years([0] * 24), two_years([0] * 12 + [9] * 12), "without any case"),
    ],
)
def test_bad_rates(part: pd.Series, whole: pd.Series, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        changes.rate_test(part, whole)


def test_quasi_binomial_refuses_what_cannot_be_fitted() -> None:
    with pytest.raises(ValueError, match="Newcombe"):
        changes.quasi_binomial(two_years([0] * 12 + [5] * 12), two_years([90] * 24))


# Two series -----------------------------------------------------------------------------------------------

X = [12, 15, 11, 18, 20, 17, 22, 19, 25, 24, 28, 26]
Y = [7.1, 7.9, 7.2, 8.8, 8.4, 8.1, 9.6, 8.7, 9.9, 10.4, 10.1, 10.9]


def test_correlation_vectors() -> None:
    found = correlation.pearson(X, Y)
    assert found.r == pytest.approx(0.951391, abs=5e-7)
    assert bounds(found) == pytest.approx((0.8315, 0.9866), abs=5e-5)
    found = correlation.pearson(np.diff(X), np.diff(Y))
    assert (found.r, found.n) == (pytest.approx(0.714929, abs=5e-7), 11)
    assert found.p_value == pytest.approx(0.0134, abs=5e-5)


@QUICK
@given(seed=st.integers(0, 9999), n=st.integers(4, 60))
def test_fisher_interval(seed: int, n: int) -> None:
    a, b = np.random.default_rng(seed).normal(size=(2, n))
    found = correlation.pearson(a, b)
    half = 1.959963984540054 / math.sqrt(n - 3)
    expected = [math.tanh(math.atanh(found.r) + sign * half) for sign in (-1, 1)]
    assert bounds(found) == pytest.approx(expected, abs=1e-9)
    assert -1 <= found.lower <= found.r <= found.upper <= 1
    assert correlation.pearson(b, a).r == pytest.approx(found.r)
    assert correlation.pearson(3 - 2 * a, b).r == pytest.approx(-found.r)


def test_drifting_series_are_not_a_link() -> None:
    # Two independent random walks (Granger and Newbold 1974): levels correlate, differences do not.
    rng = np.random.default_rng(30)
    a, b = (two_years(np.arange(48) * 0.5 + rng.normal(size=48).cumsum(), "2019-01") for _ in range(2))
    found = correlation.link(a, b)
    assert found.levels.r > 0.8 and found.levels.p_value < 1e-9
    assert abs(found.differences.r) < 0.3 and found.differences.p_value > 0.05
    assert (found.levels.n, found.differences.n, found.lag) == (48, 47, 1)


def test_seasonal_link_differences_over_a_year() -> None:
    season = np.sin(2 * np.pi * np.arange(48) / 12)
    rng = np.random.default_rng(2)
    a, b = (two_years(season + rng.normal(0, 0.1, 48), "2019-01") for _ in range(2))
    assert correlation.link(a, b).differences.r > 0.8  # month to month, the shared season still speaks
    found = correlation.link(a, b, seasonal=True)
    assert (found.lag, found.differences.n) == (12, 36) and abs(found.differences.r) < 0.4


def test_no_difference_crosses_a_gap() -> None:
    rng = np.random.default_rng(2)
    a, b = (two_years(rng.normal(size=30)) for _ in range(2))
    a.iloc[10] = math.nan
    dropped = b.drop(b.index[20])
    found = correlation.link(a, dropped)
    assert (found.levels.n, found.differences.n) == (28, 25)


def test_a_link_needs_two_years() -> None:
    a = two_years(list(range(23)))
    with pytest.raises(ValueError, match="share 23 months: a link needs at least 24"):
        correlation.link(a, a)
    with pytest.raises(ValueError, match="share 0 months"):
        correlation.link(a, two_years([1.0, 2.0], "2030-01"))


@pytest.mark.parametrize(
    ("x", "y", "says"),
    [
        ([1, 2, 3], [1, 2, 3], "at least 4"),
        ([1, 2, 3, 4], [5, 5, 5, 5], "does not vary"),
        ([1, 2, 3, 4], [1, 2, 3], "needs pairs"),
        ([1, 2, 3, math.nan], [1, 2, 3, 4], "3 pairs"),
    ],
)
def test_bad_correlations(x: list, y: list, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        correlation.pearson(x, y)


# Single values --------------------------------------------------------------------------------------------


def test_response_time_vector() -> None:
    found = samples.spread(TIMES)
    assert found.mean == pytest.approx(16.267, abs=5e-4)
    assert (found.median.estimate, found.lower_quartile, found.upper_quartile) == (11, 9.5, 12)
    assert found.fences == (5.75, 15.75) and found.mad == 1
    assert bounds(found.median) == (9, 12)
    assert found.flagged == (9,)
    assert found.mean_without_flagged == pytest.approx(149 / 14)
    assert samples.modified_z(TIMES)[0][9] == pytest.approx(56.7, abs=0.05)


def test_flags_need_both_rules() -> None:
    # 19 lies beyond the fence (upper quartile 12.25, IQR 3.5: 17.5) but its modified z (0.6745 x 8.5
    # / 2) is 2.9.
    values = [7, 8, 9, 10, 11, 12, 13, 19]
    found = samples.spread(values)
    assert values[-1] > found.fences[1] and abs(samples.modified_z(values)[0][-1]) < 3.5
    assert found.flagged == ()


def test_nothing_is_flagged_where_most_values_are_equal() -> None:
    found = samples.spread([5] * 9 + [50])
    assert (found.mad, found.flagged) == (0, ()) and found.mean_without_flagged == found.mean


@QUICK
@given(values=st.lists(st.integers(0, 500), min_size=6, max_size=60))
def test_order_statistics_cover_with_binomial_weight(values: list) -> None:
    found = samples.quantile_interval(values)
    ordered, n = sorted(values), len(values)
    k = int(stats.binom.ppf(0.025, n, 0.5))  # the largest k with P(B < k) <= 2.5%
    while stats.binom.cdf(k - 1, n, 0.5) > 0.025:
        k -= 1
    assert found.lower == ordered[k - 1]
    assert found.lower <= found.estimate <= found.upper
    assert found.lower in values and found.upper in values


def test_too_few_values_have_no_interval() -> None:
    assert math.isnan(samples.quantile_interval([1, 2, 3]).lower)
    assert samples.quantile_interval(range(1, 101), 0.9).estimate == pytest.approx(90.1)  # type 7


def test_bootstrap_vector_and_seed() -> None:
    found = samples.bootstrap(TIMES, np.median)
    assert (found.estimate, *bounds(found)) == (11, 10, 13)
    assert samples.bootstrap(TIMES) == samples.bootstrap(TIMES)
    mean = samples.bootstrap(np.random.default_rng(0).normal(10, 2, 200))
    assert bounds(mean) == pytest.approx((mean.estimate - 0.28, mean.estimate + 0.28), abs=0.05)


def test_bootstrap_difference() -> None:
    rng = np.random.default_rng(1)
    found = samples.bootstrap_difference(rng.normal(12, 2, 150), rng.normal(10, 2, 150))
    assert found.excludes_zero and found.lower < 2 < found.upper
    assert found.upper - found.lower == pytest.approx(2 * 1.96 * 2 * math.sqrt(2 / 150), rel=0.2)


@pytest.mark.parametrize(
    "call",
    [
        lambda: samples.spread([]),
        lambda: samples.spread([1, math.nan]),
        lambda: samples.bootstrap([3, 3, 3]),
        lambda: samples.bootstrap([3]),
    ],
)
def test_bad_values(call: object) -> None:
    with pytest.raises(ValueError, match="at least"):
        call()


# Other forces ---------------------------------------------------------------------------------------------


def forces(counts: list, bases: list) -> tuple[pd.Series, pd.Series]:
    names = [f"force {at:02}" for at in range(len(counts))]
    return pd.Series(counts, names, dtype=float), pd.Series(bases, names, dtype=float)


def test_funnel_vectors() -> None:
    assert areas.funnel_limits(50) == pytest.approx((0.742219, 1.318375), abs=5e-7)
    assert areas.funnel_limits(50, 0.998) == pytest.approx((0.619179, 1.518838), abs=5e-7)
    assert areas.funnel_limits(20) == pytest.approx((0.610826, 1.544419), abs=5e-7)


def test_over_dispersion_by_hand() -> None:
    # z = -3, -1, 0, 1, 3 and s = 1/20 for all: percentiles 10 and 90 are -2.2 and 2.2, so phi = (2 x
    # 4.84 + 2) / 5;
    # n phi - (n - 1) = 7.68; sum of weights 2000, less 800,000 / 2000 = 400: 1600.
    z, s = np.array([-3.0, -1, 0, 1, 3]), np.full(5, 0.05)
    phi, tau2 = areas.over_dispersion(z, s)
    assert phi == pytest.approx(11.68 / 5) and tau2 == pytest.approx(7.68 / 1600)
    lower, upper = areas.adjusted_limits(100.0, tau2)
    half = 1.959964 * math.sqrt(0.0025 + tau2)
    assert (float(lower), float(upper)) == pytest.approx(((1 - half) ** 2, (1 + half) ** 2), rel=1e-6)


def test_funnel_with_steady_forces_keeps_the_exact_limits() -> None:
    rng = np.random.default_rng(8)
    expected = rng.uniform(200, 2000, 44)
    found = areas.funnel(*forces(rng.poisson(expected), expected))
    assert found.phi < 1.3
    if found.tau2 == 0:
        assert found.table["adjusted_upper_95"].equals(found.table["upper_95"])
    assert (found.table["flag_998"] != "").sum() <= 1


def test_funnel_with_unsteady_forces_flags_fewer() -> None:
    rng = np.random.default_rng(8)
    expected = rng.uniform(200, 2000, 44)
    table = areas.funnel(*forces(rng.poisson(expected * rng.lognormal(0, 0.15, 44)), expected)).table
    naive = (table["ratio"] > table["upper_998"]) | (table["ratio"] < table["lower_998"])
    assert naive.sum() >= 12 and (table["flag_998"] != "").sum() <= 2
    assert (table["adjusted_upper_95"] > table["upper_95"]).all()
    flagged = table[table["flag_95"] == "high"]
    assert (flagged["ratio"] > flagged["adjusted_upper_95"]).all()


@QUICK
@given(expected=st.floats(1, 5000))
def test_funnel_narrows_and_holds_one(expected: float) -> None:
    lower, upper = areas.funnel_limits(expected)
    wide_lower, wide_upper = areas.funnel_limits(expected, 0.998)
    assert 0 <= wide_lower <= lower < 1 < upper <= wide_upper
    assert areas.funnel_limits(expected * 2)[1] < upper


def test_ranks_and_ties() -> None:
    found = areas.rank_intervals(*forces([50, 20, 20, 5], [100, 100, 100, 100]), "highest", proportion=True)
    assert list(found["rank"]) == [1, 2, 2, 4]
    assert list(found["tied"]) == [False, True, True, False]
    assert list(areas.rank_intervals(*forces([50, 20, 20, 5], [100] * 4), "lowest")["rank"]) == [4, 2, 2, 1]
    assert found.loc["force 00", ["rate", "lower", "upper"]].tolist() == [0.5, 1, 1]
    assert found.loc["force 01", ["lower", "upper"]].tolist() == [2, 3]


def test_rank_intervals_of_two_forces_are_the_odds_of_swapping() -> None:
    # Gamma(40.5) against Gamma(30.5): the second is ahead with probability of a beta distribution, about 12%.
    chance = stats.beta.cdf(0.5, 40.5, 30.5)
    assert 0.025 < chance < 0.2
    found = areas.rank_intervals(*forces([40, 30], [1000, 1000]), "highest")
    assert found[["lower", "upper"]].to_numpy().tolist() == [[1, 2], [1, 2]]
    found = areas.rank_intervals(*forces([400, 300], [1000, 1000]), "highest")
    assert found[["lower", "upper"]].to_numpy().tolist() == [[1, 1], [2, 2]]


def test_ranks_are_of_rates_not_of_counts() -> None:
    found = areas.rank_intervals(*forces([40, 400], [100, 10_000]), "highest")
    assert found[["rank", "lower", "upper"]].to_numpy().tolist() == [[1, 1, 1], [2, 2, 2]]


def test_ranks_of_like_forces_span_many_places() -> None:
    rng = np.random.default_rng(9)
    found = areas.rank_intervals(*forces(rng.poisson(400 * rng.lognormal(0, 0.05, 44)), [1e6] * 44), "lowest")
    assert (found["upper"] - found["lower"]).median() > 10
    assert ((found["lower"] >= 1) & (found["upper"] <= 44)).all()
    again = areas.rank_intervals(found["rate"] * 1e6, found["rate"] * 0 + 1e6, "lowest")
    pd.testing.assert_frame_equal(found, again)


@pytest.mark.parametrize(
    ("counts", "bases", "first", "says"),
    [
        ([1, 2], [1, 2], "top", "first is 'top'"),
        ([1, math.nan], [10, 10], "lowest", "force 01: every unit needs"),
        ([1, 2], [10, 0], "lowest", "force 01"),
        ([1], [10], "lowest", "at least two"),
    ],
)
def test_bad_rosters(counts: list, bases: list, first: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        areas.rank_intervals(*forces(counts, bases), first)


def test_rosters_must_be_the_same() -> None:
    counts, bases = forces([1, 2], [10, 10])
    with pytest.raises(ValueError, match="same units"):
        areas.funnel(counts, bases.iloc[::-1])
    with pytest.raises(ValueError, match="larger than the whole"):
        areas.rank_intervals(counts, bases / 8, "lowest", proportion=True)


# Many tests -----------------------------------------------------------------------------------------------


def test_benjamini_hochberg_vector() -> None:
    assert list(many_tests.benjamini_hochberg([0.001, 0.02, 0.03, 0.5])) == pytest.approx([0.004, 0.04, 0.04, 0.5])


def test_missing_p_values_stay_missing_and_are_not_counted() -> None:
    found = many_tests.benjamini_hochberg(pd.Series([0.02, math.nan, 0.5], ["a", "b", "c"]))
    assert found["a"] == pytest.approx(0.04) and math.isnan(found["b"])
    assert list(found.index) == ["a", "b", "c"]
    with pytest.raises(ValueError, match="outside 0 to 1"):
        many_tests.benjamini_hochberg([1.2])


@QUICK
@given(p=st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_corrected_p_values_keep_their_order(p: list) -> None:
    found = many_tests.benjamini_hochberg(p)
    assert (found >= np.array(p) - 1e-12).all() and (found <= 1).all()
    order = np.argsort(p, kind="stable")
    assert (np.diff(found[order]) >= -1e-12).all()
    for at, rank in zip(order, range(1, len(p) + 1)):  # no larger than Bonferroni's share
        assert found[at] <= min(1, p[at] * len(p) / rank) + 1e-12


# Import ---------------------------------------------------------------------------------------------------


def test_importing_is_quick() -> None:
    import subprocess
    import sys

    code = (
        "import importlib, pkgutil, sys, pcc_lib.statistics as room; "
        "[importlib.import_module(f'{room.__name__}.{each.name}') for each in pkgutil.iter_modules(room.__path__)]; "
        "print([name for name in ('statsmodels', 'scipy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
