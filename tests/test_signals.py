"""The XmR chart and its rules: published values, hand-made edges and a plain point-by-point reading."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from pcc_lib.statistics.control_chart import COLUMNS, Aim, Xmr, xmr
from pcc_lib.statistics.control_rules import Rules
from pcc_lib.statistics.seasons import adjusted, seasonal_pattern

NAN = math.nan
VISIBLE = [42, 45, 41, 44, 43, 46, 42, 45, 44, 43, 47, 44, 45, 58]
# Average air temperatures at Nottingham Castle 1920 to 1939, degrees Fahrenheit (R's `nottem`).
PRINTED = """
40.6 40.8 44.4 46.7 54.1 58.5 57.7 56.4 54.3 50.5 42.9 39.8 44.2 39.8 45.1 47.0 54.1 58.7 66.3 59.9
57.0 54.2 39.7 42.8 37.5 38.7 39.5 42.1 55.7 57.8 56.8 54.3 54.3 47.1 41.8 41.7 41.8 40.1 42.9 45.8
49.2 52.7 64.2 59.6 54.4 49.2 36.3 37.6 39.3 37.5 38.3 45.5 53.2 57.7 60.8 58.2 56.4 49.8 44.4 43.6
40.0 40.5 40.8 45.1 53.8 59.4 63.5 61.0 53.0 50.0 38.1 36.3 39.2 43.4 43.4 48.9 50.6 56.8 62.5 62.0
57.5 46.7 41.6 39.8 39.4 38.5 45.3 47.1 51.7 55.0 60.4 60.5 54.7 50.3 42.3 35.2 40.8 41.1 42.8 47.3
50.9 56.4 62.2 60.5 55.4 50.2 43.0 37.3 34.8 31.3 41.0 43.9 53.1 56.9 62.5 60.3 59.8 49.2 42.9 41.9
41.6 37.1 41.2 46.9 51.2 60.4 60.1 61.6 57.0 50.9 43.0 38.8 37.1 38.4 38.4 46.5 53.5 58.4 60.6 58.2
53.8 46.6 45.5 40.6 42.4 38.4 40.3 44.6 50.9 57.0 62.1 63.5 56.3 47.3 43.6 41.8 36.2 39.3 44.5 48.7
54.2 60.8 65.5 64.9 60.1 50.2 42.1 35.8 39.4 38.2 40.4 46.9 53.4 59.6 66.5 60.4 59.2 51.2 42.8 45.8
40.0 42.6 43.5 47.1 50.0 60.5 64.6 64.0 56.8 48.6 44.2 36.4 37.3 35.0 44.0 43.9 52.7 58.6 60.0 61.1
58.1 49.6 41.6 41.3 40.8 41.0 38.4 47.4 54.1 58.6 61.4 61.8 56.3 50.9 41.4 37.1 42.1 41.2 47.3 46.6
52.4 59.0 59.6 60.4 57.0 50.7 47.8 39.2 39.4 40.9 42.4 47.8 52.4 58.0 60.7 61.8 58.2 46.7 46.6 37.8
"""
NOTTEM = [float(each) for each in PRINTED.split()]


def months(values: list, first: str = "2020-01") -> pd.Series:
    return pd.Series(values, index=pd.period_range(first, periods=len(values), freq="M"), dtype=float)


def chart(values: list, improvement: str = "neutral", target: float | None = None, **more: object) -> Xmr:
    """Options of the chart by their names; those that it does not take itself are rules."""
    given = {name: more.pop(name) for name in ("rebase", "rolling") if name in more}
    return xmr(months(values), Aim(improvement, target), rules=Rules(**more), **given)


def marks(values: list, **more: object) -> str:
    """One mark a point: H or L with two letters of the rule, `.` for common cause, `x` for missing."""
    points = chart(values, **more).points
    short = {"special cause high": "H", "special cause low": "L"}
    words = [
        ("x" if label is None else ".") if not rule else short[label] + rule[:2]
        for label, rule in zip(points["label"], points["rule"])
    ]
    return " ".join(words)


def test_vector_of_the_method_note() -> None:
    found = chart(VISIBLE)
    row = found.points.iloc[0]
    assert row["mean"] == pytest.approx(44.928571, abs=5e-7)
    assert (row["lower"], row["upper"]) == pytest.approx((38.056905, 51.800238), abs=5e-7)
    assert (row["near_lower"], row["near_upper"]) == pytest.approx((40.347460, 49.509683), abs=5e-7)
    segment = found.segments.loc[1]
    assert (segment["screened"], segment["ranges"], segment["n"]) == (1, 13, 14)
    assert segment["mean_range"] == pytest.approx(2.583333, abs=5e-7)
    assert list(found.points["rule"]) == [""] * 13 + ["outside"]
    assert found.points["label"].iat[-1] == "special cause high"
    assert set(found.points["label"].iloc[:-1]) == {"common cause"}


def test_vector_without_screening() -> None:
    row = chart(VISIBLE, screen=False).points.iloc[0]
    assert (row["lower"], row["upper"]) == pytest.approx((35.925495, 53.931648), abs=5e-7)


def test_package_vector() -> None:
    # 18 values 1 2 1 2 10 1 2 ...: 17 ranges, of which 8 and 9 are screened; 15 ranges of 1 are left.
    values = [1, 2, 1, 2, 10, *[1, 2] * 6, 1]
    row = chart(values).points.iloc[0]
    assert row["mean"] == pytest.approx(35 / 18)
    assert (row["lower"], row["upper"]) == pytest.approx((35 / 18 - 2.66, 35 / 18 + 2.66))
    assert (round(row["mean"], 2), round(row["lower"], 2), round(row["upper"], 2)) == (1.94, -0.72, 4.60)
    plain = chart(values, screen=False).points.iloc[0]
    assert (round(plain["lower"], 2), round(plain["upper"], 2)) == (-3.06, 6.95)


def test_shape_of_the_result() -> None:
    found = chart(VISIBLE)
    assert (
        list(found.points.columns)
        == COLUMNS
        == ["value", "segment", "mean", "lower", "upper", "near_lower", "near_upper", "label", "rule"]
    )
    assert found.points.index.equals(months(VISIBLE).index)
    assert (found.trial, found.note) == (False, "")
    assert "screened once" in found.method and "not screened" in chart(VISIBLE, screen=False).method


def test_input_is_left_as_it_was() -> None:
    series = months(NOTTEM)
    before = series.copy()
    xmr(series, Aim("increase"))
    adjusted(series, per_day=True)
    pd.testing.assert_series_equal(series, before)


# Screening, zero ranges, ties -----------------------------------------------------------------------------


def test_screening_is_once_and_strict() -> None:
    # Ranges: 12 of 1, one of 5, one of 20. Mean 37/14, threshold 8.6: only 20 goes. In a second round (mean
    # 17/13, threshold 4.3) 5 would go as well.
    values = list(np.cumsum([0, 1, -1, 1, -1, 1, -1, 5, -1, 1, -1, 1, -1, 1, 20]))
    segment = chart(values).segments.loc[1]
    assert segment["screened"] == 1
    assert segment["mean_range"] == pytest.approx((12 + 5) / 13)


def test_range_equal_to_the_threshold_is_dropped() -> None:
    # n ranges, all of 1 but one of b, and b = 3.267 (n - 1 + b) / n, so that b is exactly at the threshold.
    n, a = 20, 1.0
    b = 3.267 * a * (n - 1) / (n - 3.267)
    steps = [a if i % 2 else -a for i in range(n - 1)] + [b]
    values = list(np.cumsum([0, *steps]))
    assert chart(values).segments.loc[1, "screened"] == 1
    smaller = list(np.cumsum([0, *steps[:-1], b * 0.999]))
    assert chart(smaller).segments.loc[1, "screened"] == 0


def test_only_zero_ranges_survive_screening() -> None:
    found = chart([1] * 13 + [2])
    # The one range of 1 is screened; what is left is all zeros, so the mean of all ranges serves: 1/13.
    assert found.segments.loc[1, "mean_range"] == pytest.approx(1 / 13)
    assert found.points["rule"].iat[-1] == "outside"
    assert "outside" not in set(found.points["rule"].iloc[:-1])


def test_no_variation() -> None:
    found = chart([0.3] * 14 + [0.1 + 0.2], target=1)
    assert found.points[["lower", "upper", "near_lower", "near_upper"]].isna().all().all()
    assert found.points["label"].map(lambda each: each is None).all()
    assert (found.variation, found.assurance, found.trial) == (None, None, False)
    assert "no variation recorded" in found.note
    assert found.points["mean"].iat[0] == pytest.approx(0.3)


def test_no_two_neighbouring_months() -> None:
    found = chart([1, NAN, 5, NAN] * 7)
    assert found.points["lower"].isna().all() and found.variation is None
    assert "neighbouring" in found.note


def wave(length: int) -> list[float]:
    """10 and 14 in turn: mean 12, ranges 4, limits 1.36 and 22.64, near lines 4.907 and 19.093."""
    return [10.0, 14.0] * (length // 2)


def test_point_on_a_limit_is_inside() -> None:
    edge, hair = 12 + 2.66 * 4, 1e-6
    base = wave(24)
    assert marks([*base, edge], fix_after=24).endswith(" .")
    assert marks([*base, edge + hair], fix_after=24).endswith(" Hou")
    assert marks([*base, edge + 1e-10], fix_after=24).endswith(" .")
    low = 12 - 2.66 * 4
    assert marks([*base, low], fix_after=24).endswith(" .")
    assert marks([*base, low - hair], fix_after=24).endswith(" Lou")


def test_ties_are_judged_at_the_tolerance() -> None:
    base = [1e6 * each for each in wave(24)]  # mean 12 million: differences up to 0.012 are ties
    rise = [12e6 + 1000 * each for each in range(7)]
    assert marks([*base, *rise], fix_after=24).split()[-1] == "Htr"
    rise[3] = rise[2] + 0.01
    rise[4:] = [rise[3] + 1000 * each for each in (1, 2, 3)]
    assert "Htr" not in marks([*base, *rise], fix_after=24)


# The four rules -------------------------------------------------------------------------------------------


def test_shift_is_seven_points_all_flagged() -> None:
    base = wave(24)
    above = [13, 15, 13, 15, 13, 15, 13]
    assert marks([*base[:-1], 11, *above], fix_after=24).split()[24:] == ["Hsh"] * 7
    assert marks([*base[:-1], 11, *above[:6]], fix_after=24).split()[24:] == ["."] * 6
    below = [24 - each for each in above]
    assert marks([*base, *below], fix_after=24).split()[24:] == ["Lsh"] * 7


def test_point_on_the_mean_breaks_a_shift() -> None:
    values = [*wave(24), 13, 15, 13, 12, 15, 13, 15, 13]
    assert marks(values, fix_after=24).split()[24:] == ["."] * 8


def test_trend_is_seven_points_with_the_first() -> None:
    base = wave(24)
    rise = [9, 10, 11, 12.5, 13, 14, 15]
    assert marks([*base, *rise], fix_after=24).split()[24:] == ["Htr"] * 7
    assert marks([*base, 16, *rise[:6], 7], fix_after=24).split()[24:].count("Htr") == 0
    assert marks([*base, *rise[::-1]], fix_after=24).split()[24:] == ["Ltr"] * 7  # it starts after a 14


def test_tie_ends_a_trend() -> None:
    values = [*wave(24), 9, 10, 11, 12.5, 12.5, 13, 14, 15]
    assert "Htr" not in marks(values, fix_after=24)


def test_turning_point_takes_the_later_direction() -> None:
    rise, fall = [9, 10, 11, 12.5, 13, 14, 15], [14.5, 13.5, 12.7, 11.5, 10.5, 9.5]
    found = marks([*wave(24), *rise, *fall], fix_after=24).split()[24:]
    assert found == ["Htr"] * 6 + ["Ltr"] * 7
    # A fall that is too short to be flagged leaves the top to the rise.
    found = marks([*wave(24), *rise, *fall[:3]], fix_after=24).split()[24:]
    assert found[:7] == ["Htr"] * 7


def test_rise_then_tie_then_fall_keeps_the_rise() -> None:
    rise, fall = [9, 10, 11, 12.5, 13, 14, 15], [15, 14.5, 13.5, 12.7, 11.5, 10.5, 9.5]
    found = marks([*wave(24), *rise, *fall], fix_after=24).split()[24:]
    assert found == ["Htr"] * 7 + ["Ltr"] * 7


def test_falling_trend_above_the_mean_is_low() -> None:
    fall = [18.5, 18, 17, 16, 15, 14, 13]  # all above 12, none near a limit: also a shift
    assert marks([*wave(24), *fall], fix_after=24).split()[24:] == ["Ltr"] * 7


def test_outside_comes_before_trend() -> None:
    found = marks([*wave(24), 24, 20, 18.5, 18, 17, 16, 15, 14], fix_after=24).split()[24:]
    assert found == ["Hou"] + ["Ltr"] * 7


def test_two_of_three_flags_only_those_beyond() -> None:
    base = wave(24)
    assert marks([*base, 20, 13, 20, 10], fix_after=24).split()[24:] == ["Ht" + "w", ".", "Htw", "."]
    assert marks([*base, 20, 13, 13, 20, 10], fix_after=24).split()[24:] == ["."] * 5
    assert marks([*base, 4, 4, 11, 14], fix_after=24).split()[24:] == ["Ltw", "Ltw", ".", "."]


def test_two_of_three_needs_one_side() -> None:
    base = wave(24)
    assert marks([*base, 20, 11, 20, 10], fix_after=24).split()[24:] == ["."] * 4
    assert marks([*base, 20, 12, 20, 10], fix_after=24).split()[24:] == ["."] * 4  # on the mean is no side
    assert marks([*base, 20, 4, 10], fix_after=24).split()[24:] == ["."] * 3


def test_two_of_three_needs_a_third_point() -> None:
    # Two points beyond the near line at the very end, with one below the mean before: no window of three.
    assert marks([*wave(24)[:-1], 11, 20, 20], fix_after=24).split()[-2:] == [".", "."]
    # The point before may be the third: wave ends on 14.
    assert marks([*wave(24), 20, 20], fix_after=24).split()[-2:] == ["Htw", "Htw"]


def test_two_of_three_beyond_the_limit() -> None:
    values = [*wave(24), 23, 20, 10]
    assert marks(values, fix_after=24).split()[24:] == ["Hou", "Htw", "."]
    assert marks(values, fix_after=24, two_of_three="near_only").split()[24:] == ["Hou", ".", "."]


def test_point_on_a_near_line_is_not_near() -> None:
    near = 12 + 4 * 2.66 * 2 / 3
    assert marks([*wave(24), near, 20, 10], fix_after=24).split()[24:] == ["."] * 3
    assert marks([*wave(24), near + 1e-6, 20, 10], fix_after=24).split()[24:] == ["Htw", "Htw", "."]


def test_runs_of_six_can_be_chosen() -> None:
    values = [*wave(24), 9, 10, 11, 12.5, 13, 14]
    assert "Htr" not in marks(values, fix_after=24)
    assert marks(values, fix_after=24, run=6).split()[24:] == ["Htr"] * 6


# Missing months -------------------------------------------------------------------------------------------


def test_nothing_crosses_a_missing_month() -> None:
    base = wave(24)
    assert "Hsh" not in marks([*base[:-1], 11, 13, 15, 13, NAN, 15, 13, 15, 13], fix_after=24)
    assert "Htr" not in marks([*base, 9, 10, 11, NAN, 12.5, 13, 14, 15, 16], fix_after=24)
    assert "Htw" not in marks([*base[:-1], 11, 20, NAN, 20, 13], fix_after=24)


def test_missing_month_has_no_range_and_no_label() -> None:
    found = chart([10, 14, NAN, 30, 26] + [10, 14] * 6)
    segment = found.segments.loc[1]
    assert (segment["n"], segment["ranges"]) == (16, 14)  # 17 months, 16 known, 2 pairs touch the gap
    row = found.points.iloc[2]
    assert row["label"] is None and row["rule"] == "" and math.isnan(row["value"])
    assert row["mean"] == found.points["mean"].iat[0]


def test_month_left_out_of_the_index_counts_as_missing() -> None:
    full = months([*VISIBLE[:5], NAN, *VISIBLE[6:], 44])
    dropped = full.dropna()
    pd.testing.assert_frame_equal(xmr(dropped, Aim("increase")).points, xmr(full, Aim("increase")).points)
    assert len(xmr(dropped, Aim("increase")).points) == 15


def test_missing_latest_month_has_no_variation_but_assurance() -> None:
    found = chart([*wave(24), NAN], "increase", target=30)
    assert (found.variation, found.assurance, found.trial) == (None, "fail", False)


def test_all_missing() -> None:
    found = chart([NAN] * 15, "increase", target=3)
    assert (found.variation, found.assurance, found.trial) == (None, None, False)
    assert found.points["mean"].isna().all()


# Segments -------------------------------------------------------------------------------------------------


def test_everything_restarts_in_a_segment() -> None:
    values = [10, 14] * 8 + [30, 34] * 8
    found = chart(values, rebase=["2021-05"])
    assert list(found.segments["mean"]) == [12, 32]
    assert list(found.points["segment"]) == [1] * 16 + [2] * 16
    assert set(found.points["rule"]) == {""}
    assert found.segments.loc[2, "ranges"] == 15  # the jump between the segments is no range
    assert "." not in marks(values).split()  # without the rebase every point is flagged


def test_runs_do_not_cross_a_rebase() -> None:
    rise = [9, 10, 11, 12.5, 13, 14, 15]
    values = [*wave(24), *rise, *wave(24)]
    start = str(months(values).index[24 + 3])
    assert "Htr" in marks(values)
    assert "Htr" not in marks(values, rebase=[start])


def test_rebase_takes_periods_strings_or_one_alone() -> None:
    values = [10, 14] * 16
    expected = chart(values, rebase=["2021-05"]).points
    for given_as in ([pd.Period("2021-05", "M")], "2021-05", ("2021-05", "2021-05")):
        pd.testing.assert_frame_equal(chart(values, rebase=given_as).points, expected)


def test_rebase_at_the_first_month_changes_nothing() -> None:
    pd.testing.assert_frame_equal(chart(VISIBLE, rebase=["2020-01"]).points, chart(VISIBLE).points)


def test_icons_are_of_the_latest_segment_only() -> None:
    values = [10, 14] * 8 + [30, 34] * 8
    assert chart(values, "increase", target=15, rebase=["2021-05"]).assurance == "pass"
    assert chart(values, "increase", target=25, rebase=["2021-05"]).assurance == "hit and miss"


@pytest.mark.parametrize(("n", "state"), [(5, "short"), (6, "trial"), (12, "trial"), (13, "full")])
def test_how_many_points_a_segment_needs(n: int, state: str) -> None:
    values = ([10, 14] * 7)[:n]
    found = chart(values, "increase", target=30)
    assert found.segments.loc[1, "state"] == state
    assert found.trial == (state == "trial")
    assert found.points["upper"].notna().all() == (state != "short")
    assert (found.points["label"] == "common cause").all() == (state != "short")
    assert found.variation == ("common cause" if state == "full" else None)
    assert found.assurance == ("fail" if state == "full" else None)
    assert (found.note == "") == (state == "full")


def test_points_are_counted_without_the_missing() -> None:
    assert chart([10, NAN, 14, 10, 14, 10]).segments.loc[1, "state"] == "short"
    assert chart([*([10, 14] * 6), NAN]).trial
    assert not chart([*([10, 14] * 6), NAN, 10]).trial


def test_short_segment_after_a_rebase() -> None:
    found = chart([10, 14] * 8 + [30, 34, 30], "increase", rebase=["2021-05"])
    assert found.points["label"].iloc[:16].eq("common cause").all()
    assert found.points["label"].iloc[16:].map(lambda each: each is None).all()
    assert found.points["mean"].iloc[16:].isna().all()
    assert (found.variation, found.trial) == (None, False)


def test_trial_segment_is_labelled() -> None:
    found = chart([10, 14] * 8 + [30, 34, 30, 34, 30, 34, 60], "increase", rebase=["2021-05"])
    assert found.points["rule"].iat[-1] == "outside"
    assert (found.variation, found.trial) == (None, True)


def test_limits_fixed_to_the_first_points() -> None:
    found = chart([*wave(12), *[50, 90] * 6], fix_after=12)
    assert found.points["mean"].iat[-1] == 12
    assert found.segments.loc[1, "baseline"] == 12 and found.segments.loc[1, "ranges"] == 11
    assert set(found.points["rule"].iloc[12:]) == {"outside"}
    with_gap = chart([10, NAN, *wave(12)[1:], *[50, 90] * 6], fix_after=12)
    assert with_gap.segments.loc[1, "baseline"] == 12  # the missing month is no point


# Icons ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("improvement", "last", "expected"),
    [
        ("increase", 23, "improvement high"),
        ("increase", 1, "concern low"),
        ("decrease", 23, "concern high"),
        ("decrease", 1, "improvement low"),
        ("neutral", 23, "neutral high"),
        ("neutral", 1, "neutral low"),
        ("increase", 12.5, "common cause"),
        ("neutral", 12.5, "common cause"),
    ],
)
def test_variation(improvement: str, last: float, expected: str) -> None:
    assert chart([*wave(24), last], improvement, fix_after=24).variation == expected


@pytest.mark.parametrize(
    ("improvement", "target", "expected"),
    [
        ("increase", 1.3, "pass"),
        ("increase", 12 - 2.66 * 4, "hit and miss"),
        ("increase", 12, "hit and miss"),
        ("increase", 12 + 2.66 * 4, "hit and miss"),
        ("increase", 22.7, "fail"),
        ("decrease", 22.7, "pass"),
        ("decrease", 12 + 2.66 * 4, "hit and miss"),
        ("decrease", 1.3, "fail"),
        ("neutral", 1.3, None),
        ("increase", None, None),
    ],
)
def test_assurance(improvement: str, target: float | None, expected: str | None) -> None:
    assert chart(wave(24), improvement, target=target).assurance == expected


# Errors ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"improvement": "up"}, "improvement is 'up'"),
        ({"improvement": None}, "improvement"),
        ({"two_of_three": "all"}, "two_of_three is 'all'"),
        ({"fix_after": 11}, "12 or more"),
        ({"fix_after": 12.5}, "12 or more"),
        ({"fix_after": True}, "12 or more"),
        ({"run": 8}, "run is 8"),
        ({"rebase": ["2019-12"]}, "rebase month 2019-12 is not in the series"),
        ({"rebase": ["2021-13"]}, "write it as YYYY-MM"),
        ({"rebase": ["2020"]}, "write it as YYYY-MM"),
        ({"rebase": [None]}, "write it as YYYY-MM"),
        ({"target": math.nan}, "target"),
        ({"rolling": True}, "rolling"),
    ],
)
def test_options_that_are_refused(more: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        chart(VISIBLE, **({"improvement": "increase"} | more))


def test_rebase_in_a_month_left_out_is_refused() -> None:
    series = months(VISIBLE).drop(pd.Period("2020-06", "M"))
    with pytest.raises(ValueError, match="rebase month 2020-06 is not in the series"):
        xmr(series, Aim("increase"), rebase=["2020-06"])


@pytest.mark.parametrize(
    ("series", "says"),
    [
        (pd.Series([1.0, 2.0]), "PeriodIndex"),
        ([1.0], "PeriodIndex"),
        (pd.Series([1.0, 2.0], index=pd.period_range("2020Q1", periods=2, freq="Q")), "not months"),
        (months([1.0, 2.0]).iloc[::-1], "not in order"),
        (months([]), "empty"),
        (pd.concat([months([1.0]), months([2.0])]), "2020-01 stands in the series more than once"),
        (months([1.0, math.inf]), "2020-02 is infinite"),
        (pd.Series(["a", "b"], index=pd.period_range("2020-01", periods=2, freq="M")), "not a number"),
        (pd.Series([1.0, 2.0], index=pd.PeriodIndex(["2020-01", "NaT"], freq="M")), "NaT"),
    ],
)
def test_series_that_are_refused(series: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        xmr(series, Aim("increase"))
    with pytest.raises(ValueError, match=says):
        adjusted(series)


# Against a plain reading of the rules, and what must hold of any series ------------------------------------


def plain():
    place = Path(__file__).parents[1] / "benchmarks" / "signals.py"
    spec = importlib.util.spec_from_file_location("signals_benchmark", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.plain_xmr


PLAIN = plain()
SMALL = st.lists(st.one_of(st.integers(0, 6).map(float), st.just(NAN)), min_size=1, max_size=45)
WIDE = st.lists(st.floats(-1e6, 1e6), min_size=6, max_size=45)
WALK = st.lists(st.sampled_from([-1.0, 1.0, 1.0, 1.0, 0.0, 5.0]), min_size=6, max_size=45).map(
    lambda steps: list(np.cumsum(steps))
)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(
    values=st.one_of(SMALL, WIDE, WALK),
    screen=st.booleans(),
    near_only=st.booleans(),
    run=st.sampled_from([6, 7]),
    fix_after=st.sampled_from([None, None, 12, 20]),
)
def test_agrees_with_a_plain_reading(values: list, screen: bool, near_only: bool, run: int, fix_after: int | None) -> None:
    expected = PLAIN(values, screen, near_only, run, fix_after)
    found = chart(values, screen=screen, two_of_three="near_only" if near_only else "mdc", run=run, fix_after=fix_after).points
    assert list(zip(found["label"], found["rule"])) == expected["points"]
    if expected["lower"] is None:
        assert found["lower"].isna().all()
    else:
        assert found["lower"].iat[0] == pytest.approx(expected["lower"], rel=1e-12, abs=1e-9)
        assert found["upper"].iat[0] == pytest.approx(expected["upper"], rel=1e-12, abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(values=SMALL)
def test_mirrored_series_have_mirrored_labels(values: list) -> None:
    here, there = chart(values).points, chart([-each for each in values]).points
    assert list(here["rule"]) == list(there["rule"])
    swap = {"special cause high": "special cause low", "special cause low": "special cause high"}
    assert [swap.get(each, each) for each in here["label"]] == list(there["label"])


@settings(max_examples=60, deadline=None)
@given(first=SMALL, second=SMALL)
def test_segments_do_not_know_each_other(first: list, second: list) -> None:
    both = months([*first, *second])
    found = xmr(both, Aim("neutral"), rebase=[both.index[len(first)]]).points
    alone = chart(second).points
    np.testing.assert_array_equal(found["label"].to_numpy()[len(first) :], alone["label"].to_numpy())
    np.testing.assert_allclose(found["upper"].to_numpy()[len(first) :], alone["upper"].to_numpy())


def test_false_alarms_are_as_rare_as_stated() -> None:
    # Independent noise, 24 months: the note gives 2.1% at the latest point and 18% anywhere.
    draws = np.random.default_rng(3).normal(size=(400, 24))
    rules = [chart(list(draw)).points["rule"] for draw in draws]
    assert np.mean([each.iat[-1] != "" for each in rules]) < 0.06
    assert 0.10 < np.mean([(each != "").any() for each in rules]) < 0.27


# Seasons --------------------------------------------------------------------------------------------------


def test_strength_and_kruskal_of_nottem_as_r_has_them() -> None:
    _, strength, p = seasonal_pattern(months(NOTTEM, "1920-01"), window=7, trend=23)
    assert strength == pytest.approx(0.958008, abs=5e-6)
    assert p == pytest.approx(chi2.sf(219.825, 11), rel=1e-3)


def test_a_known_pattern_is_taken_out() -> None:
    pattern = np.array([5, 3, 1, 0, -2, -4, -5, -3, -1, 0, 2, 4.0])
    noise = np.random.default_rng(5).normal(0, 0.5, 60)
    free, note, *_ = adjusted(months(100 + np.tile(pattern, 5) + noise))
    assert "Seasonally adjusted (STL, in-house" in note
    assert np.abs(free.to_numpy() - 100 - noise).max() < 0.8
    assert free.mean() == pytest.approx(100 + noise.mean())  # whole years: the level stays


def test_the_pattern_is_the_same_every_year() -> None:
    series = months(NOTTEM, "1920-01")
    taken = (series - adjusted(series)[0]).to_numpy().reshape(20, 12)
    assert np.abs(taken - taken[0]).max() < 1e-9
    assert taken[0].sum() == pytest.approx(0, abs=1e-9)
    assert taken[0][6] > 10 > -5 > taken[0][0]  # July warm, January cold


def test_noise_is_left_alone() -> None:
    series = months(np.random.default_rng(7).normal(50, 5, 60))
    free, note, *_ = adjusted(series)
    assert note.startswith("Not seasonally adjusted: no reliable seasonal pattern")
    pd.testing.assert_series_equal(free, series)


def test_adjustment_takes_false_signals_away() -> None:
    season = 1.6 * np.sin(2 * np.pi * np.arange(60) / 12)
    rng = np.random.default_rng(11)
    raw = clean = 0
    for _ in range(40):
        series = months(season + rng.normal(size=60))
        raw += (xmr(series, Aim("neutral")).points["rule"] != "").any()
        clean += xmr(adjusted(series)[0], Aim("neutral")).points["rule"].iat[-1] != ""
    assert raw >= 34  # the note: 96% of seasonal series show some signal
    assert clean <= 5  # and 2 to 3% of adjusted ones at the latest point


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (NOTTEM[:35], "35 months are known and 36 are needed"),
        ([*NOTTEM[:20], NAN, *NOTTEM[21:60]], "month is missing"),
        ([5.0] * 48, "no variation"),
        ([NAN] * 40, "0 months are known"),
    ],
)
def test_series_that_cannot_be_adjusted(values: list, says: str) -> None:
    series = months(values)
    free, note, *_ = adjusted(series)
    assert note.startswith("Not seasonally adjusted") and says in note
    pd.testing.assert_series_equal(free, series)


def test_missing_ends_do_not_prevent_adjustment() -> None:
    free, note, *_ = adjusted(months([NAN, *NOTTEM[:48], NAN]))
    assert note.startswith("Seasonally") and math.isnan(free.iat[0]) and math.isnan(free.iat[-1])
    inner, *_ = adjusted(months(NOTTEM[:48], "2020-02"))
    np.testing.assert_allclose(free.to_numpy()[1:-1], inner.to_numpy())


def test_counts_per_day() -> None:
    free, note, *_ = adjusted(months([19_600, 21_700], "2023-02"), per_day=True)
    assert list(free) == [700, 700] and note.endswith("Counts are per day.")
    assert adjusted(months([29.0], "2024-02"), per_day=True)[0].iat[0] == 1


def test_rolling_series_are_refused() -> None:
    with pytest.raises(ValueError, match="rolling"):
        adjusted(months(NOTTEM), rolling=True)
