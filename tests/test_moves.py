"""A measure whose level has moved: what is said of it in place of a verdict, and what is not mistaken for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from made import measure, percentage
from test_judgement import NOISE, series, steady

from pcc_lib.figures.judgement import judge
from pcc_lib.figures.moves import Moved, changes_of
from pcc_lib.figures.signal_counts import measures_beyond_usual, measures_judged, measures_moved
from pcc_lib.inputs.measures import Break, Target
from pcc_lib.statistics.control_rules import COMMON
from pcc_lib.statistics.level_changes import mostly_flagged
from pcc_lib.writing.levels import moved_note
from pcc_lib.writing.proposals import verdict_words


def stepped(by: float, months: int, count: int = 36) -> list[float]:
    """Months about 100, of which the last so many lie higher by so much."""
    return [v + by * (i >= count - months) for i, v in enumerate(steady(count))]


def flagged(values: Sequence[float]) -> float:
    labels = judge(series(measure(), a=list(values))).points["label"].dropna()
    return float((labels != COMMON).mean())


def test_a_sustained_shift_takes_the_place_of_a_verdict():
    of = measure(target=Target(label="Goal", value=300))
    result = judge(series(of, a=stepped(40, 14)))
    assert (result.moved.why, str(result.moved.last.month), result.moved.last.months) == ("shift", "2022-09", 14)
    assert (result.variation, result.assurance, result.sameness, result.is_signal) == (None, None, "", False)
    assert result.points["upper"].notna().all() and result.record.months == 36  # limits are there for whoever wants to see why
    assert "moved to a higher level" in verdict_words(result, of).lower()
    assert moved_note(result.moved) == "Dashed: the level that the months lie on; it changed at once in September 2022."


def test_the_latest_month_within_the_mixed_range_is_not_called_usual():
    values = stepped(10, 18)
    plain = judge(series(measure(), a=values))
    assert plain.latest["label"] == COMMON and plain.moved.why == "shift" and plain.variation is None


@pytest.mark.parametrize(("months", "has_moved"), [(1, False), (2, False), (5, False), (6, True), (12, True)])
def test_a_move_needs_six_months(months, has_moved):
    result = judge(series(measure(), a=stepped(60, months)))
    assert (result.moved is not None) is has_moved
    assert result.variation == (None if has_moved else "concern high") and result.is_signal is not has_moved


def test_most_months_flagged_is_a_move_though_there_is_no_step():
    values = [100 + 6 * i + v - 100 for i, v in enumerate(steady(36))]
    result = judge(series(measure(), a=values))
    assert flagged(values) > 0.5 and result.moved.why == "flagged"
    assert [(str(c.month), c.kind) for c in result.moved.changes] == [("2020-11", "drift")]
    assert moved_note(result.moved) == "Dashed: the level that the months lie on, rising or falling bit by bit."


def test_a_drift_is_a_move_though_most_months_are_flagged_for_the_latest_only():
    values = [float(round(100 - 0.5 * i + 5 * NOISE[60 + i])) for i in range(36)]
    assert not mostly_flagged(np.array(values)) and mostly_flagged(np.array(values), without=0)
    assert judge(series(measure(), a=values)).moved.why == "flagged"


def test_a_gentle_drift_with_few_months_flagged_is_judged_as_ever():
    values = [round(100 - 0.4 * i + 5 * NOISE[36 + i]) for i in range(36)]
    result = judge(series(measure(), a=values))
    assert [c.kind for c in changes_of(series(measure(), a=values))] == ["drift"] and flagged(values) <= 0.5
    assert (result.moved, result.variation, result.rule) == (None, "improvement low", "outside")


def test_a_burst_that_pulls_the_range_away_is_a_move_and_one_at_the_end_a_signal():
    values = steady(36)
    burst = [v + 60 * (12 <= i < 17) for i, v in enumerate(values)]
    assert flagged(burst) > 0.5 and judge(series(measure(), a=burst)).moved == Moved("flagged", (), pd.Period("2020-11", "M"))
    assert moved_note(Moved("flagged", ())) == ""
    late = [v + 60 * (i >= 31) for i, v in enumerate(values)]
    assert flagged(late) > 0.5 and judge(series(measure(), a=late)).rule == "outside"


def test_a_step_after_a_slope_is_measured_from_its_end():
    """Its average lies half a slope away: a small step after a long rise would look like a great one, or go the other way."""
    rises = [v + 6 * min(i, 22) - 40 * (i >= 23) for i, v in enumerate(steady(36))]
    result = judge(series(measure(), a=rises)).moved
    assert [change.kind for change in result.changes] == ["drift", "step"] and result.throughout is False
    assert abs(result.last.before - result.before.after) < 1e-9 and result.last.after < result.last.before


@pytest.mark.parametrize(("begins", "throughout"), [(0, True), (15, False)])
def test_a_slope_over_all_months_may_be_older_than_they_are(begins, throughout):
    result = judge(series(measure(), a=[v + 6 * max(0, i - begins) for i, v in enumerate(steady(36))]))
    assert result.moved.slope == 1 and result.moved.throughout is throughout


def test_an_artefact_or_two_move_nothing():
    for at in ((20,), (35,), (8, 25), (30, 33)):
        values = steady(36)
        for each in at:
            values[each] = 900
        result = judge(series(measure(), a=values))
        assert result.moved is None and (result.points["rule"] != "").mean() < 0.3, at


def test_a_new_level_that_is_accepted_is_judged_by_itself():
    anew = (Break(month="2022-09", reason="New rules came into force."),)
    result = judge(series(measure(rebase=anew), a=stepped(40, 14)))
    assert (result.moved, result.variation, result.trial) == (None, "common cause", False)
    assert judge(series(measure(rebase=anew), a=[*stepped(40, 14)[:-1], 300])).variation == "concern high"


def test_within_six_to_twelve_months_of_it_nothing_is_said_yet():
    anew = (Break(month="2022-11", reason="New rules came into force."),)
    result = judge(series(measure(rebase=anew), a=stepped(40, 12)))
    assert (result.moved, result.variation, result.trial) == (None, None, True)


def test_only_months_under_the_latest_limits_count():
    anew = (Break(month="2021-05", reason="New rules came into force."),)
    values = [v + 40 * (6 <= i < 24) for i, v in enumerate(steady(36))]
    result = judge(series(measure(rebase=anew), a=values))
    assert [str(c.month) for c in result.moved.changes] == ["2022-11"]


def test_a_blank_latest_month_and_few_months_say_nothing():
    assert judge(series(measure(), a=[*stepped(40, 14, 35), math.nan])).moved is None
    assert judge(series(measure(), a=[1, 2] * 6)).moved is None


def test_the_same_in_most_months_is_not_said_across_a_step():
    values = [5.0] * 28 + [9.0] * 8
    result = judge(series(measure(), a=values))
    assert (result.moved.why, str(result.moved.last.month), result.sameness) == ("shift", "2023-03", "")
    assert judge(series(measure(), a=[5.0 + 4 * (i in (2, 9, 10, 17, 23, 30)) for i in range(36)])).sameness == "mostly"


def test_means_are_in_the_unit_of_the_measure():
    values = stepped(40, 14)
    (counted,) = changes_of(series(measure(), a=values))
    assert (counted.before, counted.after) == (
        pytest.approx(sum(values[:22]) / 22),
        pytest.approx(sum(values[22:]) / 14),
    )
    (daily,) = changes_of(series(measure(per_day=True), a=values))
    assert daily.before == pytest.approx(counted.before, rel=0.01) and daily.after == pytest.approx(counted.after, rel=0.01)
    rate = percentage(good_direction="increase")
    (shared,) = changes_of(series(rate, a=[v / 2 for v in values], b=[200] * 36))
    assert shared.after - shared.before == pytest.approx((counted.after - counted.before) / 4)


def test_parts_move_by_themselves():
    found = series(measure(), a=stepped(40, 14), parts=("north", "south"))
    assert judge(found).moved and judge(found, "north").moved.why == "shift"
    assert changes_of(series(measure(window="12 months"), a=stepped(40, 14))) == ()


def test_what_has_moved_is_counted_apart_from_what_is_judged():
    many = [series(measure(id=f"m{i}"), a=a) for i, a in enumerate((steady(36), stepped(90, 1), stepped(40, 14), [7] * 36))]
    assert (measures_judged(many), measures_beyond_usual(many), measures_moved(many)) == (2, 1, 1)
    parts = replace(many[2], measure=measure(whole=False))
    assert measures_moved([parts]) == 0
