"""Changes of level: hand-made series, all ways of cutting tried one by one, and how often chance alone is taken for a change."""

from __future__ import annotations

import math
from itertools import combinations, pairwise, product
from statistics import mean, median

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pcc_lib.statistics.level_changes import LevelChange, level_changes

NAN = math.nan
WAVE = [0, 2, -1, 1, -2, 1, 0, -1, 2, -2, 1, 0, -1, 1, 2, -2, 0, 1]


def months(values: list | np.ndarray, first: str = "2020-01") -> pd.Series:
    return pd.Series(list(values), index=pd.period_range(first, periods=len(values), freq="M"), dtype=float)


def found(values: list | np.ndarray, resets: tuple[str, ...] = ()) -> tuple[LevelChange, ...]:
    return level_changes(months(values), resets)


def told(values: list | np.ndarray, resets: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(str(change.month), change.kind) for change in found(values, resets)]


def wave(level: float, count: int) -> list[float]:
    return [level + x for x in WAVE[:count]]


# ── What is told of a change ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_step_has_its_month_and_both_means():
    (change,) = found([*wave(50, 18), *wave(60, 18)])
    assert (str(change.month), change.kind, change.months, change.latest) == ("2021-07", "step", 18, True)
    assert (change.before, change.after) == (pytest.approx(50 + mean(WAVE)), pytest.approx(60 + mean(WAVE)))
    ranges = [abs(b - a) for a, b in pairwise([*wave(50, 18), *wave(60, 18)])]
    kept = [r for r in ranges if r < 3.267 * mean(ranges)]
    assert change.strength == pytest.approx(10 / (mean(kept) / 1.128)) and change.stable


def test_a_level_left_again_gives_two_steps_of_which_the_last_is_the_latest():
    changes = found([*wave(50, 12), *wave(62, 12), *wave(50, 12)])
    assert [(str(c.month), c.latest, c.months) for c in changes] == [("2021-01", False, 12), ("2022-01", True, 12)]
    assert changes[0].after == changes[1].before


def test_a_new_level_that_its_own_rules_flag_is_not_stable():
    spoilt = wave(80, 18)
    spoilt[-2] += 30
    (change,) = found([*wave(50, 18), *spoilt])
    assert str(change.month) == "2021-07" and not change.stable
    assert change.after == pytest.approx(mean(v for v in spoilt if v < 100))  # the month far out leaves the mean alone


@pytest.mark.parametrize("way", [1, -1])
def test_a_steady_slope_is_a_drift_with_its_ends_and_no_step(way):
    values = [100 + way * 1.5 * i + x for i, x in enumerate(2 * WAVE)]
    (change,) = found(values)
    assert (str(change.month), change.kind, change.stable, change.latest) == ("2020-01", "drift", False, True)
    assert (change.before, change.after) == (pytest.approx(100, abs=2), pytest.approx(100 + way * 52.5, abs=2))


@pytest.mark.parametrize("steep", [0.001, 1, 1000])
def test_a_line_without_noise_is_a_drift_however_steep(steep):
    assert told([steep * i for i in range(36)]) == [("2020-01", "drift")]


def test_a_rise_that_has_ended_is_a_drift_and_then_a_level():
    values = [40 + 2 * i + x for i, x in enumerate(WAVE)] + [76 + x for x in WAVE]
    drift, step = found(values)
    assert (drift.kind, drift.latest, step.kind, step.latest) == ("drift", False, "step", True)
    assert "2021-05" <= str(step.month) <= "2021-09" and step.after == pytest.approx(76, abs=1)


# ── What is no change ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("value", [NAN, 0.0, 7.0, 1e9])
def test_months_that_do_not_vary_have_no_change(value):
    assert told([value] * 36) == []


def test_nothing_has_no_change():
    assert told([]) == [] and told([1.0]) == [] and told(wave(5, 11)) == []


@pytest.mark.parametrize("at", [(0,), (5,), (18,), (34,), (35,), (3, 20), (30, 32), (29, 35), (34, 35)])
@pytest.mark.parametrize("far", [8, 30, 3000, -3000])
def test_one_artefact_or_two_are_no_level(at, far):
    values = [100.0 + x for x in 2 * WAVE]
    for each in at:
        values[each] += far
    assert told(values) == []


@pytest.mark.parametrize("far", [8, 30, 3000])
def test_five_months_on_a_new_level_are_not_enough_and_six_are(far):
    assert told([100.0 + x + far * (i >= 31) for i, x in enumerate(2 * WAVE)]) == []
    assert told([100.0 + x + far * (i >= 30) for i, x in enumerate(2 * WAVE)]) == [("2022-07", "step")]


def test_what_lies_between_resets_is_looked_at_apart():
    both = [*wave(50, 18), *wave(60, 18)]
    assert told(both, ("2021-07",)) == [] and told(both, ("2019-01", "2030-01")) == told(both)
    assert told([*both, *wave(80, 18)], ("2021-07",)) == [("2023-01", "step")]


def test_blank_months_are_passed_over():
    values = [*wave(50, 18), *wave(60, 18)]
    values[3] = values[25] = NAN
    (change,) = found([NAN, *values, NAN])
    assert (str(change.month), change.months) == ("2021-08", 17)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.01, 3.0, 1e6]), st.sampled_from([-1e3, 0.0, 50.0]))
def test_unit_and_origin_change_nothing(seed, unit, origin):
    values = np.random.default_rng(seed).normal(size=24) + 3 * (np.arange(24) >= 12)
    plain, moved = found(values), found(unit * (origin + values))
    assert [(c.month, c.kind, c.stable) for c in plain] == [(c.month, c.kind, c.stable) for c in moved]
    assert [unit * (origin + c.after) for c in plain] == pytest.approx([c.after for c in moved])
    assert [c.strength for c in plain] == pytest.approx([c.strength for c in moved])


# ── All ways of cutting, one by one ───────────────────────────────────────────────────────────────────────────────────


def line_of(values: list[float], at: range, slopes: bool) -> tuple[float, float] | None:
    """Level at month 0 and rise of a stretch; None where too few months lie near it."""
    here = [values[i] for i in at]
    rise = median((values[j] - values[i]) / (j - i) for i, j in combinations(at, 2)) if slopes else 0.0
    middle = median(v - rise * i for i, v in zip(at, here))
    near = [i for i in at if abs(values[i] - middle - rise * i) <= 3]
    if len(near) < 6 and (slopes or len(at) < len(values)):
        return None
    if slopes:
        rise, level = np.polyfit(near, [values[i] for i in near], 1)
        return float(level), float(rise)
    return mean(values[i] for i in near), 0.0


def brute(values: list[float], slopes: str) -> tuple[float, list[tuple[int, float, float]]]:
    """The cheapest of all ways: first month, level and rise of each stretch. slopes: of none, of the whole, of every stretch."""
    best = (math.inf, [])
    for cuts in (c for k in range(len(values) // 6) for c in combinations(range(6, len(values) - 5), k)):
        edges = [0, *cuts, len(values)]
        spans = [range(a, b) for a, b in pairwise(edges)]
        if any(len(span) < 6 for span in spans):
            continue
        allowed = [[False, True] if slopes == "every" or (slopes == "whole" and not cuts) else [False]] * len(spans)
        for kinds in product(*allowed):
            lines = [line_of(values, span, kind) for span, kind in zip(spans, kinds)]
            if None in lines or not all(parts(values, *pair, cut) for pair, cut in zip(pairwise(lines), cuts)):
                continue
            apart = [values[i] - level - rise * i for (level, rise), span in zip(lines, spans) for i in span]
            cost = sum(min(a * a, 9) for a in apart) + 10 * (len(cuts) + sum(kinds))
            if slopes == "every" and kinds[-1] and is_cliff(values[edges[-2] :], apart[edges[-2] :]):
                continue
            best = min(best, (cost, [(s[0], *line) for s, line in zip(spans, lines)]), key=lambda way: way[0])
    return best


def parts(values: list[float], old: tuple[float, float], new: tuple[float, float], cut: int) -> bool:
    def gap(line, month):
        return abs(values[month] - line[0] - line[1] * month)

    return gap(old, cut - 1) <= gap(new, cut - 1) and gap(new, cut) <= gap(old, cut)


def is_cliff(values: list[float], apart: list[float]) -> bool:
    """Whether two levels, the second of one to five months, cost less than the slope from which the months lie so far apart."""

    def level(some: list[float]) -> float:
        near = [v for v in some if abs(v - median(some)) <= 3]
        middle = mean(near) if near else median(some)
        return sum(min((v - middle) ** 2, 9) for v in some)

    return min(level(values[:-few]) + level(values[-few:]) for few in range(1, 6)) < sum(min(a * a, 9) for a in apart)


def by_trying_all(values: list[float]) -> list[tuple[int, str]]:
    """The whole method, read from the notes of the module and written without its arrays."""
    ranges = [abs(b - a) for a, b in pairwise(values)]
    kept = [r for r in ranges if r < 3.267 * mean(ranges)]
    scaled = [v / (mean(kept) / 1.128) for v in values]
    _, way = brute(scaled, "whole")
    if len(way) == 1 and not way[0][2]:
        return []
    ends = [*(first for first, _, _ in way[1:]), len(scaled)]
    apart = [
        [min(3, max(-3, scaled[i] - level - rise * i)) for i in range(first, end)] for (first, level, rise), end in zip(way, ends)
    ]
    squares = sum(a * a for each in apart for a in each)
    alike = min(0.8, max(0.0, sum(a * b for each in apart for a, b in pairwise(each)) / squares))
    wider = math.sqrt(max(1, squares / (len(scaled) - len(apart))) * (1 + alike) / (1 - alike))
    _, way = brute([v / wider for v in scaled], "every")
    return [(first, "drift" if rise else "step") for first, _, rise in way if first or rise]


@pytest.mark.parametrize("shape", ["noise", "step", "two steps", "slope", "slope then level", "burst", "cliff", "late slope"])
@pytest.mark.parametrize("seed", range(5))
def test_the_cheapest_of_all_ways_is_found(shape, seed):
    rng, at = np.random.default_rng(seed), np.arange(25)
    shapes = {
        "noise": 0 * at,
        "step": 2.5 * (at >= 12),
        "two steps": 4 * (at >= 8) - 4 * (at >= 17),
        "slope": 0.4 * at,
        "slope then level": np.minimum(at, 13),
        "burst": 9 * ((at >= 10) & (at < 14)),
        "cliff": -6 * (at >= 21),
        "late slope": 1.5 * np.maximum(0, at - 14),
    }
    values = (shapes[shape] + rng.normal(size=len(at))).tolist()
    expected = [(str(pd.Period("2020-01", "M") + month), kind) for month, kind in by_trying_all(values)]
    assert told(values) == expected


# ── How often chance is taken for a change, and a change is missed ────────────────────────────────────────────────────


def share(make, count: int = 150) -> float:
    """Share of made-up series in which something is found."""
    return float(np.mean([bool(told(make())) for _ in range(count)]))


def neighbours_alike(rng: np.random.Generator, count: int, by: float = 0.3) -> np.ndarray:
    noise, made = rng.normal(size=count + 30), np.zeros(count + 30)
    for i in range(1, len(made)):
        made[i] = by * made[i - 1] + noise[i]
    return made[30:]


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("count", [13, 24, 36])
@pytest.mark.parametrize(
    ("draw", "most"),
    [
        (lambda rng, n: rng.normal(size=n), 0.04),
        (lambda rng, n: rng.poisson(0.5, n), 0.06),
        (lambda rng, n: rng.poisson(4, n), 0.05),
        (lambda rng, n: rng.lognormal(0, 0.7, n), 0.04),
        (neighbours_alike, 0.15),
    ],
    ids=["normal", "rare counts", "counts", "skewed", "alike"],
)
def test_where_nothing_changes_hardly_anything_is_found(draw, most, count):
    rng = np.random.default_rng(20)
    assert share(lambda: draw(rng, count)) <= most


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("size", "before", "after", "seen", "in_place"),
    [
        (2, 28, 8, 0.85, 0.7),
        (2, 18, 18, 0.97, 0.75),
        (2, 12, 12, 0.88, 0.65),
        (2, 8, 8, 0.6, 0.5),
        (3, 8, 8, 0.92, 0.85),
        (3, 28, 8, 0.97, 0.93),
        (4, 28, 6, 0.95, 0.93),
    ],
)
def test_a_shift_is_found_in_its_month_or_the_next_one(size, before, after, seen, in_place):
    rng = np.random.default_rng(21)
    made = [told(np.r_[rng.normal(size=before), size + rng.normal(size=after)]) for _ in range(150)]
    first = pd.Period("2020-01", "M") + before
    near = {str(first + by) for by in (-1, 0, 1)}
    assert np.mean([bool(each) for each in made]) >= seen
    assert np.mean([any(kind == "step" and month in near for month, kind in each) for each in made]) >= in_place


def test_months_that_fell_at_once_are_no_slope():
    """Robbery before and in the first lockdown: told as falling bit by bit since October 2019 for three months of it."""
    before = [106, 103, 108, 101, 107, 104, 99, 105, 109, 104, 102, 106, 107, 106, 111, 99, 112, 121, 128, 109, 109, 111, 88]
    assert told([*before, 37, 42, 57]) == []
    assert told([*before, 37, 42, 57, 49, 44, 46]) == [("2021-12", "step")]


@pytest.mark.no_cover
@pytest.mark.parametrize("few", [1, 2, 3, 4, 5])
@pytest.mark.parametrize(("size", "most"), [(4, 0.03), (8, 0.0), (15, 0.0)])
def test_a_cliff_is_hardly_ever_told_as_a_slope(size, few, most):
    rng, slopes = np.random.default_rng(5), 0
    for _ in range(100):
        values = rng.normal(size=30)
        values[-few:] -= size
        slopes += any(change.kind == "drift" and change.latest for change in found(values))
    assert slopes / 100 <= most


@pytest.mark.no_cover
@pytest.mark.parametrize(("rise", "least"), [(6, 0.9), (12, 0.96), (40, 0.96)])
def test_a_slope_is_told_as_one(rise, least):
    rng = np.random.default_rng(22)
    made = [told(np.linspace(0, rise, 36) + rng.normal(size=36)) for _ in range(100)]
    assert np.mean([[kind for _, kind in each] == ["drift"] for each in made]) >= least
