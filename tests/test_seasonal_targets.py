"""A target held against a range that follows the season, or the length of the month: the ranges of all months decide."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from pcc_lib.statistics.control_chart import Aim
from pcc_lib.statistics.usual import chart_of, in_unit, judged_months

PATTERN = np.array([0, 20, 40, 60, 40, 20, 0, -20, -40, -60, -40, -20], float)


def seasonal(seed: int, months: int = 60, size: float = 1.0, first: str = "2018-04") -> pd.Series:
    rng = np.random.default_rng(seed)
    index = pd.period_range(first, periods=months, freq="M")
    values = 500 + size * PATTERN[np.arange(months) % 12] + rng.normal(0, 6, months)
    return pd.Series(values.round(), index)


def by_hand(values: pd.Series, aim: Aim, daily: bool, resets=()) -> str:
    """The icon read off the limits as they are drawn: those of the latest segment, in each of the last twelve months."""
    judged = judged_months(values, daily)
    found = chart_of(judged, Aim(aim.improvement), resets)
    whole = found.points.copy()
    for side in ("mean", "lower", "upper"):
        whole[side] = whole[side].iloc[-1]
    drawn = in_unit(whole, judged).iloc[-12:]
    if isinstance(aim.target, tuple):
        least, most = aim.target
        met = (drawn["lower"] > least) & (drawn["upper"] < most)
        missed = (drawn["upper"] < least) | (drawn["lower"] > most)
    else:
        above, below = drawn["lower"] > aim.target, drawn["upper"] < aim.target
        met, missed = (above, below) if aim.improvement == "increase" else (below, above)
    return "pass" if met.all() else "fail" if missed.all() else "hit and miss"


@pytest.mark.parametrize("daily", [False, True])
@pytest.mark.parametrize("improvement", ["increase", "decrease"])
def test_the_icon_is_that_of_the_limits_as_drawn(daily, improvement):
    seen = set()
    for seed in range(6):
        values = seasonal(seed)
        for target in (300, 380, 425, 450, 500, 545, 580, 620, 700):
            aim = Aim(improvement, float(target))
            icon = chart_of(judged_months(values, daily), aim).assurance
            assert icon == by_hand(values, aim, daily), (seed, target)
            seen.add(icon)
    assert seen == {"pass", "fail", "hit and miss"}


@pytest.mark.parametrize(
    ("target", "icon"),
    [
        ((300.0, 700.0), "pass"),
        ((-math.inf, 700.0), "pass"),
        ((700.0, 800.0), "fail"),
        ((450.0, 550.0), "hit and miss"),
        ((440.0, math.inf), "hit and miss"),
    ],
)
def test_a_range_is_held_against_every_month_too(target, icon):
    aim = Aim("neutral", target)
    assert chart_of(judged_months(seasonal(1), False), aim).assurance == by_hand(seasonal(1), aim, False) == icon


def test_a_target_beyond_one_month_and_within_another_is_hit_and_miss():
    """Held against March alone it would be promised, against August alone it would be denied."""
    values = seasonal(3)
    judged = judged_months(values, False)
    points = in_unit(chart_of(judged, Aim("neutral")).points, judged).iloc[-12:]
    assert (points["lower"] > 480).any() and (points["upper"] < 480).any()
    assert chart_of(judged, Aim("increase", 480.0)).assurance == "hit and miss"


def test_one_range_for_all_months_is_held_as_before():
    rng = np.random.default_rng(5)
    values = pd.Series(rng.normal(500, 10, 30).round(), pd.period_range("2021-04", periods=30, freq="M"))
    plain = judged_months(values, False)
    assert (plain.values == plain.plain).all()
    found = {target: chart_of(plain, Aim("decrease", target)).assurance for target in (400.0, 500.0, 600.0)}
    assert found == {400.0: "fail", 500.0: "hit and miss", 600.0: "pass"}


def test_new_limits_are_those_that_count_and_months_before_them_give_the_season_alone():
    """Eight months of new limits are too few for a verdict; fourteen are enough, and every month of the year is asked."""
    values = seasonal(2)
    values.iloc[-14:] -= 200
    reset = [str(values.index[-14])]
    judged = judged_months(values, False)
    aim = Aim("decrease", 450.0)
    assert chart_of(judged, aim, reset).assurance == by_hand(values, aim, False, reset)
    few = [str(values.index[-8])]
    assert chart_of(judged, aim, few).assurance is None


def test_without_all_months_of_a_year_nothing_is_promised():
    values = pd.Series(np.arange(14) % 3 + 100.0, pd.period_range("2022-01", periods=14, freq="M"))
    values = values * values.index.days_in_month
    holes = values.copy()
    holes.iloc[[3, 4]] = np.nan  # April and May are known once only, and these are blank
    assert chart_of(judged_months(values, True), Aim("decrease", 9e5)).assurance == "pass"
    assert chart_of(judged_months(holes, True), Aim("decrease", 9e5)).assurance is None
