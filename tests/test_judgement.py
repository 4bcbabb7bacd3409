"""Judgement: which measure gets which method, and limits that say in the measure's own unit what the rules found."""

from __future__ import annotations

import math
import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import LAST, measure, percentage, source

from pcc_lib.figures.charted import monthly, unfit
from pcc_lib.figures.cutting import make_series
from pcc_lib.figures.figure import FigureId
from pcc_lib.figures.figures import Figures, figure_of
from pcc_lib.figures.judgement import judge
from pcc_lib.figures.series import Series
from pcc_lib.figures.year_tests import ChangeTest, _rate_test
from pcc_lib.inputs.measures import Measure, Target, measure_ids
from pcc_lib.inputs.models.definitions import Break
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.pages import judged_charts
from pcc_lib.statistics import changes, control_chart, intervals, seasons
from pcc_lib.statistics.control_rules import Rules
from pcc_lib.statistics.usual import JUDGED_MONTHS
from pcc_lib.writing.verdicts import of_month, of_year

NOISE = np.random.default_rng(7).normal(0, 1, 120)
SEASON = 30 * np.sin(2 * np.pi * np.arange(12) / 12)


def series(of: Measure, last: str = LAST, **given) -> Series:
    columns = {k: given.pop(k) for k in ("a", "b") if k in given}
    return make_series(of, source(columns, last=given.pop("source_last", LAST), **given), last)


def steady(count: int, level: float = 100, spread: float = 5) -> list[float]:
    return [round(level + spread * x) for x in NOISE[:count]]


# ── How limits are printed ────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("level", "keys", "said"),
    [(50, {}, r"\d\d\.\d"), (500, {}, r"\d{3}"), (50, {"unit": "GBP"}, r"£\d\d"), (50, {"decimals": 2}, r"\d\d\.\d\d")],
)
def test_limits_of_small_counts_have_a_digit_after_the_point(level, keys, said):
    """A month of 81 would print as beyond a range `to 81`, whose end is 80.7."""
    found = series(measure(**keys), a=steady(36, level))
    for statistic in ("usual_lower", "usual_mean", "usual_upper"):
        assert re.fullmatch(said, figure_of(FigureId.of("m", statistic), found).text)


# ── Which measure gets which chart ─────────────────────────────────────────────────────────────────────────────────────

SMOOTH = "its values cover several months ({}) and so move too smoothly to be judged month by month"
GROWS = "its values are a running total, and whether that grows says only that time has passed"
RATE = {"calculation": "percentage", "unit": "%", "denominator": "b"}


@pytest.mark.parametrize(
    ("keys", "count", "reason"),
    [
        ({}, 36, ""),
        ({"per_day": True}, 36, ""),
        (RATE, 36, ""),
        ({"calculation": "mean", "unit": "seconds", "denominator": "b"}, 36, ""),
        ({}, 13, ""),
        ({}, 12, "it has 12 months, and 13 are needed"),
        ({}, 1, "it has 1 month, and 13 are needed"),
        ({"window": "12 months"}, 36, SMOOTH.format("12 months")),
        ({**RATE, "window": "4 months"}, 36, SMOOTH.format("4 months")),
        ({"window": "calendar year"}, 36, GROWS),
        ({"window": "since 2023-04"}, 36, GROWS),
        ({"calculation": "published"}, 36, "its values come ready-made from their producer"),
        (
            {"calculation": "rate_per_1000", "unit": "crimes per 1,000 residents", "population": "p.p", "window": "12 months"},
            36,
            "a rate over twelve months moves too smoothly to be judged month by month",
        ),
        ({**RATE, "whole": False}, 36, "its parts have no whole to judge"),
    ],
)
def test_who_gets_limits_and_why_not(keys, count, reason):
    found = series(measure(**keys), a=steady(count), b=[400] * count)
    assert unfit(found) == reason
    if keys.get("calculation") == "rate_per_1000":
        return
    result = judge(found)
    assert result.reason == reason
    assert (result.points is None) == bool(reason) == (result.latest is None)
    assert (result.variation is None) == bool(reason) and result.trial is False
    assert reason or result.note


def test_yearly_values_are_not_judged():
    found = series(measure(), last="2022", source_last="2022", a=[5, 6, 7], period="year")
    assert unfit(found) == "its values are yearly"
    assert (judge(found).points, judge(found).test, judge(found).interval) == (None, None, None)


def test_gaps_do_not_count_as_months():
    values = steady(20)
    values[3:12] = [math.nan] * 9
    assert unfit(series(measure(), a=values)) == "it has 11 months, and 13 are needed"


def test_a_measure_without_a_whole_is_judged_by_part():
    yes, asked = [60] * 40, [80] * 40
    found = series(percentage(whole=False, window="4 months"), a=yes, b=asked, parts=("north", "south"), design="survey")
    assert (judge(found).test, judge(found).interval) == (None, None)
    assert judge(found, "north").interval.base == 320 and judge(found, "north").test is not None


def test_every_measure_of_the_project_gets_limits_or_a_reason(repo):
    figures = Figures(repo, open_quarter(repo, "2023-24-Q3"))
    for id in measure_ids(repo):
        found = figures.series(id)
        if found is None:
            continue
        result = judge(found)
        assert (result.points is None) == bool(result.reason), id
        if result.points is not None:
            assert len(result.points) <= JUDGED_MONTHS and str(result.points.index[-1]) == found.last, id
            assert result.note.endswith(".") and "  " not in result.note, id
        of = found.measure
        if not of.window.is_month or not of.how.judged:
            assert result.points is None, id
        assert (result.interval is not None) <= (found.source.about.design == "survey"), id
        assert result.illustration == ("e" in set(found.source.frame["status"])), id


# ── Limits in the measure's own unit ───────────────────────────────────────────────────────────────────────────────────


def adjusted_chart(found: Series) -> pd.DataFrame:
    """The same chart, worked out apart: on the adjusted series, in its own unit."""
    adjusted = seasons.adjusted(monthly(found.values()), per_day=found.measure.per_day)
    plain = adjusted.series.iloc[-JUDGED_MONTHS:]
    inside = [b["month"] for b in found.measure.rebase if str(plain.index[0]) < b["month"] <= str(plain.index[-1])]
    aim, rules = control_chart.Aim(found.measure.good_direction), Rules(robust=True)
    return control_chart.xmr(plain, aim, rebase=inside, rules=rules).points


def assert_drawn_outside_is_flagged_outside(found: Series) -> int:
    points, plain = judge(found).points, adjusted_chart(found)
    assert list(points.index) == list(plain.index)
    assert list(points["rule"]) == list(plain["rule"]) and list(points["label"]) == list(plain["label"])
    slack = 1e-9 * points["value"].abs().clip(lower=1)
    drawn = (points["value"] > points["upper"] + slack) | (points["value"] < points["lower"] - slack)
    assert list(drawn) == list(plain["rule"] == "outside")
    return int(drawn.sum())


def seasonal(count: int, level: float = 200) -> np.ndarray:
    return level + np.resize(SEASON, count) + 4 * NOISE[:count]


def test_a_season_is_learnt_and_the_limits_follow_it():
    values = np.round(seasonal(60))
    values[-1] += 45
    found = series(measure(), a=list(values))
    result = judge(found)
    assert result.note.startswith("Seasonally adjusted")
    assert list(result.points["value"]) == list(values[-JUDGED_MONTHS:])  # raw values, not adjusted ones
    assert result.points["upper"].round(6).nunique() == 12  # one pair of limits for each month of the year
    width = result.points["upper"] - result.points["lower"]
    assert width.max() - width.min() < 1e-9
    assert result.rule == "outside" and assert_drawn_outside_is_flagged_outside(found) >= 1


def test_a_seasonal_high_that_comes_every_year_is_no_signal():
    values = np.round(seasonal(60))
    top = int(np.argmax(values[-12:])) + 48
    result = judge(series(measure(), a=list(values[: top + 1])))
    assert result.variation == "common cause"


def test_counts_per_day_stretch_with_the_month():
    days = pd.period_range("2018-11", LAST, freq="M").days_in_month.to_numpy()
    values = np.round((30 + 0.4 * NOISE[:60]) * days)
    found = series(measure(per_day=True), a=list(values))
    points = judge(found).points
    drawn = points.index.days_in_month.to_numpy()
    assert "Counts are per day." in judge(found).note
    assert list(points["value"]) == list(values[-JUDGED_MONTHS:])
    assert np.ptp(points["mean"] / drawn) < 1e-9 and np.ptp(points["mean"]) > 50
    assert_drawn_outside_is_flagged_outside(found)


def test_a_short_month_is_no_signal_per_day_but_is_one_raw():
    index = pd.period_range("2020-12", "2023-02", freq="M")
    values = [round(3000 * d + 30 * x) for d, x in zip(index.days_in_month, NOISE, strict=False)]
    raw, per_day = (judge(series(measure(per_day=p), last="2023-02", source_last="2023-02", a=values)) for p in (False, True))
    assert per_day.variation == "common cause"
    assert raw.latest["value"] == per_day.latest["value"] == values[-1]
    assert raw.latest["upper"] - raw.latest["lower"] > 5 * (per_day.latest["upper"] - per_day.latest["lower"])


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(st.integers(0, 10_000), st.booleans(), st.booleans(), st.integers(20, 80))
def test_drawn_limits_and_flags_agree_on_any_series(seed, per_day, with_season, count):
    rng = np.random.default_rng(seed)
    values = 150 + (np.resize(SEASON, count) if with_season else 0) + rng.normal(0, 6, count)
    values[rng.integers(0, count, 2)] += rng.choice([-60, 60])
    assert_drawn_outside_is_flagged_outside(series(measure(per_day=per_day), a=list(np.round(values))))


def test_limits_are_clipped_to_what_is_possible_and_flags_are_not_changed_by_it():
    part, whole = [1, 0, 2, 0, 1, 3, 0, 1, 0, 2, 1, 0, 1, 0, 2], [10] * 15
    low = series(percentage(), a=part, b=whole)
    high = series(percentage(), a=[10 - x for x in part], b=whole)
    few = series(measure(), a=part)
    assert set(judge(low).points["lower"]) == {0.0} and judge(low).points["upper"].max() < 100
    assert set(judge(high).points["upper"]) == {100.0} and judge(high).points["lower"].min() > 0
    assert set(judge(few).points["lower"]) == {0.0}
    for found in (low, high, few):
        assert_drawn_outside_is_flagged_outside(found)


def test_a_count_may_pass_one_hundred():
    assert judge(series(measure(), a=steady(36, 1000, 30))).latest["upper"] > 1000


def test_limits_rest_on_the_last_three_years_and_the_season_on_all():
    values = [*[900] * 24, *steady(36)]
    result = judge(series(measure(), a=values))
    assert len(result.points) == JUDGED_MONTHS == 36
    assert result.latest["mean"] == pytest.approx(np.mean(values[-36:]))
    assert result.note.endswith("Usual range worked out from the 36 months to October 2023.")


def test_nothing_after_the_reporting_month_is_seen():
    values = [*steady(40), 9999, 9999]
    cut = judge(series(measure(), last="2023-08", a=values))
    alone = judge(series(measure(), last="2023-08", source_last="2023-08", a=values[:-2]))
    pd.testing.assert_frame_equal(cut.points, alone.points)
    assert cut.test == alone.test and str(cut.points.index[-1]) == "2023-08"


# ── Limits that are set anew; trial limits; no variation ───────────────────────────────────────────────────────────────


def rebased(month: str, count: int = 36, **keys) -> Series:
    after = 1 + (int(LAST[:4]) - int(month[:4])) * 12 + int(LAST[5:]) - int(month[5:])
    values = [*steady(count - after), *(v + 100 for v in steady(after))]
    return series(measure(rebase=({"month": month, "reason": "New rules."},), **keys), a=values)


def test_limits_are_set_anew_where_the_measure_says_so():
    result = judge(rebased("2022-05"))
    before, after = (result.points[result.points["segment"] == n] for n in (1, 2))
    assert str(after.index[0]) == "2022-05" and len(after) == 18
    assert after["mean"].iloc[0] == pytest.approx(after["value"].mean())
    assert before["mean"].iloc[0] == pytest.approx(before["value"].mean())
    assert result.variation == "common cause" and result.trial is False
    assert result.note.endswith("Usual range worked out from the 18 months to October 2023.")


def test_the_same_without_new_limits_has_moved():
    values = list(rebased("2022-05").values())
    found = judge(series(measure(), a=values))
    assert found.moved.why == "shift" and [str(c.month) for c in found.moved.changes] == ["2022-05"]
    assert (found.variation, found.is_signal) == (None, False) and judge(rebased("2022-05")).moved is None


@pytest.mark.parametrize(("month", "months"), [("2022-11", 12), ("2023-05", 6)])
def test_six_to_twelve_months_after_it_give_trial_limits_without_a_verdict(month, months):
    result = judge(rebased(month))
    assert result.trial and result.variation is None and result.assurance is None and not result.is_signal
    assert result.latest["lower"] < result.latest["value"] < result.latest["upper"]
    assert f"Trial limits: they rest on {months} months; 13 are needed for a verdict." in result.note
    untested = measure(calculation="mean", denominator="b", rebase=({"month": month, "reason": "New rules."},))
    words = of_month(judge(series(untested, a=steady(36), b=[1] * 36)), untested).words
    assert words == "Too few months for a verdict"


def test_fewer_give_no_limits_and_no_claim_of_any():
    result = judge(rebased("2023-07"))
    assert result.points is not None and result.latest["label"] is None and math.isnan(result.latest["upper"])
    assert result.note.endswith("No limits: 4 months are known; 6 are needed for trial limits.")
    assert "Usual range" not in result.note and (result.variation, result.trial, result.rule) == (None, False, "")


@pytest.mark.parametrize(
    ("month", "tested"),
    [
        ("2021-11", True),  # the first of the 24 months: both years lie after it
        ("2021-12", False),
        ("2022-10", False),
        ("2022-11", False),
        ("2023-10", False),
        ("2023-11", True),
        ("2020-01", True),
        ("2024-05", True),
    ],
)
def test_two_years_with_a_re_set_between_them_are_not_compared(month, tested):
    for of in (measure(), percentage()):
        of = of.model_copy(update={"rebase": (Break(month=month, reason="New rules."),)})
        found = series(of, a=steady(36), b=[400] * 36)
        assert (judge(found).test is not None) is tested
    reset = series(measure(), a=steady(36))
    assert judge(reset).test is not None


def test_a_measure_of_which_no_comparison_is_told_has_none_tested():
    for keys in ({}, RATE):
        alike = {"a": steady(36), "b": [400] * 36}
        tested, silent = (judge(series(measure(**keys, change=c), **alike)) for c in ("change_on_year", "none"))
        assert tested.test is not None and silent.test is None
        assert silent.points.equals(tested.points) and silent.variation == tested.variation  # its limits stay


@pytest.mark.parametrize(("at", "value"), [(13, 3000.0), (20, 3000.0), (30, 3000.0), (35, 3000.0), (20, 0.0)])
def test_a_change_of_the_year_does_not_rest_on_one_month(at, value):
    values = steady(36, 300)
    values[at] = value
    found = judge(series(measure(), a=values))
    assert found.exceptional == (str(found.points.index[at]),)
    assert found.test is None or not found.test.significant
    assert (found.points["rule"] != "").sum() == 1 and found.points["rule"].iat[at] == "outside"


def test_a_month_apart_before_the_two_years_leaves_their_test_alone():
    values = [round(v * (1 if i < 24 else 2)) for i, v in enumerate(steady(36, 300))]
    values[5] = 30000
    assert judge(series(measure(), a=values)).test.significant


@pytest.mark.parametrize("month", ["2019-01", "2020-11", "2024-05"])
def test_a_month_before_the_chart_or_after_it_sets_nothing(month):
    result = judge(series(measure(rebase=({"month": month, "reason": "New rules."},)), a=steady(36)))
    assert set(result.points["segment"]) == {1} and result.variation == "common cause"


def test_no_variation_is_said_and_not_judged():
    result = judge(series(measure(), a=[7] * 24))
    assert result.variation is None and result.note.endswith("No limits: no variation recorded.")
    assert "Usual range" not in result.note


def test_a_missing_latest_month_has_no_verdict():
    result = judge(series(measure(), a=[*steady(30), math.nan]))
    assert result.latest["label"] is None and result.variation is None and not result.is_signal and result.test is None


@pytest.mark.parametrize(
    ("direction", "jump", "variation"),
    [
        ("decrease", 60, "concern high"),
        ("decrease", -60, "improvement low"),
        ("increase", 60, "improvement high"),
        ("increase", -60, "concern low"),
        ("neutral", 60, "neutral high"),
        ("neutral", -60, "neutral low"),
        ("decrease", 0, "common cause"),
    ],
)
def test_the_direction_of_improvement_names_the_signal(direction, jump, variation):
    values = steady(30)
    values[-1] = values[-2] + jump
    result = judge(series(measure(good_direction=direction), a=values))
    assert result.variation == variation
    assert result.is_signal == (variation != "common cause") == (result.rule == "outside")


@pytest.mark.parametrize(
    ("direction", "target", "assurance"),
    [
        ("decrease", 200, "pass"),
        ("decrease", 100, "hit and miss"),
        ("decrease", 20, "fail"),
        ("increase", 20, "pass"),
        ("increase", 100, "hit and miss"),
        ("increase", 200, "fail"),
        ("neutral", 20, None),
    ],
)
def test_a_target_is_held_against_the_limits(direction, target, assurance):
    of = measure(good_direction=direction, target=Target(label="Goal", value=target))
    assert judge(series(of, a=steady(36))).assurance == assurance


def test_targets_of_parts_and_of_counts_per_day():
    of = measure(target=Target(label="Goal", by={"north": 200.0}))
    found = series(of, a=steady(36), parts=("north", "south"))
    assert [judge(found, p).assurance for p in ("north", "south", "")] == ["pass", None, None]
    for value, assurance in ((200, "pass"), (100, "hit and miss"), (20, "fail")):  # every length of month is asked
        per_day = measure(per_day=True, target=Target(label="Goal", value=value))
        judged = judge(series(per_day, a=steady(36)))
        assert (judged.assurance, judged.seasonal) == (assurance, True)


# ── Tests on the year, by size and kind ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("keys", "a", "b", "method", "basis"),
    [
        ({}, [10] * 24, None, "quasi-Poisson on 24 months, year and month factors", "twelve months with the twelve before"),
        ({}, [8] * 24, None, "exact conditional test of two Poisson counts", "twelve months with the twelve before"),
        ({}, [8] * 12 + [9] * 12, None, "exact conditional test of two Poisson counts", "twelve months with the twelve before"),
        (
            {"window": "12 months"},
            [10] * 24,
            None,
            "quasi-Poisson on 24 months, year and month factors",
            "twelve months with the twelve before",
        ),
        (RATE, [20] * 24, [100] * 24, "quasi-binomial on 24 months, year factor", "twelve months with the twelve before"),
        (RATE, [2] * 24, [8] * 24, "Newcombe hybrid score", "twelve months with the twelve before"),
        (RATE, [0] * 12 + [20] * 12, [100] * 24, "Newcombe hybrid score", "twelve months with the twelve before"),
        (
            {**RATE, "window": "12 months"},
            [20] * 24,
            [100] * 24,
            "quasi-binomial on 24 months, year factor",
            "twelve months with the twelve before",
        ),
        (
            {**RATE, "window": "4 months"},
            [20] * 24,
            [100] * 24,
            "Newcombe hybrid score",
            "these months with the same months a year before",
        ),
    ],
)
def test_the_test_is_chosen_by_kind_and_size(keys, a, b, method, basis):
    found = judge(series(measure(**keys), a=a, b=b or a)).test
    assert (found.method, found.basis) == (method, basis)
    assert 0 <= found.p_value <= 1
    assert (found.dispersion is None) == (not method.startswith("quasi"))


@pytest.mark.parametrize(
    ("keys", "a"),
    [
        ({}, [10] * 23),
        ({}, [10] * 5 + [math.nan] + [10] * 18),
        ({"calculation": "mean", "denominator": "b"}, [10] * 24),
        ({"calculation": "published"}, [10] * 24),
        ({"window": "calendar year"}, [10] * 24),
        ({"window": "financial year"}, [10] * 24),
        ({"window": "since 2022-01"}, [10] * 24),
        ({**RATE, "window": "4 months"}, [10] * 15),
        ({}, [math.nan] * 24),
        ({}, [0] * 24),
        ({}, [0] * 12 + [1] * 12),  # from nought there is no change in per cent, only an endless interval
    ],
)
def test_without_two_whole_years_or_a_base_there_is_none(keys, a):
    assert judge(series(measure(**keys), a=a, b=[100] * len(a))).test is None


def test_a_gap_before_the_two_years_does_no_harm():
    assert judge(series(measure(), a=[math.nan, 5, math.nan, *[10] * 24])).test is not None


def test_bounds_are_in_the_changes_unit():
    counted = judge(series(measure(), a=[8] * 12 + [4] * 12)).test
    exact = changes.exact_change(48, 96, 365, 365)
    assert (counted.lower, counted.upper) == pytest.approx((100 * (exact.lower - 1), 100 * (exact.upper - 1)))
    assert counted.significant and -100 < counted.lower < -50 < counted.upper < 0 and not counted.rises
    shared = judge(series(percentage(), a=[2] * 12 + [6] * 12, b=[8] * 24)).test
    both = intervals.newcombe(72, 96, 24, 96)
    assert (shared.lower, shared.upper) == pytest.approx((100 * both.lower, 100 * both.upper))
    assert shared.significant and shared.rises and 0 < shared.lower < 50 < shared.upper


def test_the_days_of_a_leap_year_count():
    values = [8] * 24
    found = judge(series(measure(), last="2024-10", source_last="2024-10", a=values)).test
    exact = changes.exact_change(96, 96, 366, 365)
    assert found.upper == pytest.approx(100 * (exact.upper - 1))


@pytest.mark.parametrize(
    ("lower", "upper", "p", "significant", "rises"),
    [
        (0.01, 0.09, 0.01, True, True),
        (-0.09, -0.01, 0.01, True, False),
        (-0.01, 0.09, 0.2, False, True),
        (-0.0003, 0.1272, 0.047, False, True),  # the logit's test and the interval of the difference part at the border:
        (0.0018, 0.1548, 0.0504, False, True),  # neither alone makes a change significant
        (0.0, 0.09, 0.05, False, True),
    ],
)
def test_a_change_of_a_percentage_is_significant_where_test_and_interval_agree(lower, upper, p, significant, rises):
    found = _rate_test(changes.RateChange(0.2, 0.1, (lower + upper) / 2, lower, upper, p, 1.4, 0.95, "quasi-binomial"), "2023-10")
    assert (found.significant, found.rises) == (significant, rises)


def test_a_rise_at_the_border_of_significance_is_never_told_as_a_fall():
    part = [2, 1, 0, 2, 4, 1, 0, 2, 0, 1, 5, 1, 0, 3, 1, 2, 8, 5, 0, 3, 1, 2, 2, 2]
    whole = [33, 28, 10, 22, 21, 13, 36, 38, 32, 21, 30, 30, 11, 38, 10, 16, 37, 17, 11, 15, 18, 30, 16, 15]
    found = judge(series(percentage(good_direction="increase", window="12 months"), a=part, b=whole))
    assert found.test.p_value < 0.05 and found.test.lower < 0 < found.test.upper and found.test.rises
    assert of_year(found, percentage(good_direction="increase")).words == "No clear change over the year"


@pytest.mark.parametrize(
    ("test", "rises"),
    [
        (ChangeTest(-5, 9, False, 0.4, None, "", ""), True),
        (ChangeTest(-9, 5, False, 0.4, None, "", ""), False),
    ],
)
def test_which_way_a_change_points(test, rises):
    assert test.rises is rises


# ── Surveys ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def wilson_by_hand(yes: float, n: float, z: float = 1.959963984540054) -> tuple[float, float]:
    share = yes / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return middle - half, middle + half


def test_a_surveys_interval_is_wilson_on_the_pooled_window():
    yes, asked = [1] * 20 + [100, 104, 103, 105], [90] * 20 + [140, 140, 140, 140]
    found = judge(series(percentage(window="4 months"), a=yes, b=asked, design="survey")).interval
    assert (found.estimate, found.base) == (pytest.approx(412 / 560), 560)
    assert (found.lower, found.upper) == pytest.approx(wilson_by_hand(412, 560), abs=1e-12)
    assert (round(100 * found.lower, 2), round(100 * found.upper, 2)) == (69.77, 77.05)  # notes/statistics.md, part 4


@pytest.mark.parametrize(
    ("keys", "design", "a", "b"),
    [
        ({"window": "4 months"}, "", [9] * 24, [10] * 24),
        ({"window": "4 months"}, "census", [9] * 24, [10] * 24),
        ({"window": "4 months"}, "survey", [9] * 22 + [math.nan, 9], [10] * 24),
        ({"window": "month"}, "survey", [0] * 24, [0] * 24),
        ({"window": "since 2024-01"}, "survey", [9] * 24, [10] * 24),
    ],
)
def test_a_full_count_or_a_gap_has_no_interval(keys, design, a, b):
    assert judge(series(percentage(**keys), a=a, b=b, design=design)).interval is None


def test_a_count_of_a_survey_has_no_interval():
    assert judge(series(measure(), a=[9] * 24, design="survey")).interval is None


def test_pooled_windows_are_compared_by_newcombe():
    """56 of 70 against 48 of 80: 5.24 to 33.39 points (Newcombe 1998), from windows of two months."""
    a, b = [0] * 10 + [20, 28] + [0] * 10 + [30, 26], [0] * 10 + [40, 40] + [0] * 10 + [40, 30]
    found = judge(series(percentage(window="2 months"), a=a, b=b, design="survey")).test
    assert (round(found.lower, 2), round(found.upper, 2)) == (5.24, 33.39)
    assert found.significant and found.p_value == pytest.approx(0.00813, abs=5e-6) and found.dispersion is None
    assert found.basis == "these months with the same months a year before"


@pytest.mark.parametrize("before", [0, math.nan])
def test_a_window_without_a_year_before_is_not_compared(before):
    a, b = [before] * 12 + [5] * 12, [before] * 12 + [10] * 12
    assert judge(series(percentage(window="3 months"), a=a, b=b, design="survey")).test is None


# ── Illustration, and other marks ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("status", "illustration"),
    [
        ("", False),
        ("p", False),
        ("r", False),
        ("e", True),
        (["e"] + [""] * 23, True),
        ([""] * 23 + ["p"], False),
    ],
)
def test_what_rests_on_reconstructed_months_is_an_illustration(status, illustration):
    assert judge(series(measure(), a=steady(24), status=status)).illustration is illustration


def test_a_judgement_is_made_once():
    found = series(measure(), a=steady(24))
    assert judge(found) is judge(found)
    assert judge(found, "all") is not judge(found)


def test_limits_have_the_columns_that_charts_and_figures_read():
    points = judge(series(measure(), a=steady(24))).points
    assert list(points.columns) == ["value", "segment", "mean", "lower", "upper", "label", "rule"]
    assert (points["lower"] < points["mean"]).all() and (points["mean"] < points["upper"]).all()
    assert not math.isinf(points["upper"].max())


def test_a_chart_says_that_it_draws_the_months_as_they_were_counted():
    """The notes of the methods are of months without season and by days: the months that are drawn have both."""
    index = pd.period_range("2018-01", periods=48, freq="M")
    season = pd.Series([100.0 + 40 * (m.month in (6, 7, 8)) + m.year % 3 for m in index], index=index)
    for per_day in (False, True):
        note = seasons.adjusted(season, per_day).note
        (done,) = judged_charts._method_notes(SimpleNamespace(rebase=()), SimpleNamespace(note=note, moved=None))
        assert (
            done.startswith(judged_charts.DRAWN[f"{seasons.ADJUSTED}."])
            and (judged_charts.DRAWN[seasons.PER_DAY] in done) is per_day
        )
        assert seasons.ADJUSTED not in done and seasons.PER_DAY not in done
