"""The control chart against a second reading of its rules, over thousands of series, and against published vectors."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from plain_control_chart import Asked, assurance, chart, shift, trend, two_of_three, variation
from pytest import approx

from pcc_lib.statistics import control_rules
from pcc_lib.statistics.control_chart import Aim, xmr
from pcc_lib.statistics.control_rules import COMMON, HIGH, LOW, Limits, Rules, labels_of

LABELS = {1: HIGH, -1: LOW, 0: COMMON, None: None}
SERIES, BATCHES = 250, 8  # what one series in 500 shows is missed by 2 runs in 100


def drawn(rng: np.random.Generator) -> list[float | None]:
    """Noise, small counts, ties, walks, steps, spikes, slopes; rounded or not, with gaps or without."""
    n = int(rng.integers(1, 61))
    shapes = [
        rng.normal(100, 10, n),
        rng.poisson(2, n).astype(float),
        rng.integers(0, 3, n).astype(float),
        rng.normal(0, 1, n).cumsum(),
        rng.normal(50, 3, n) + 9 * (np.arange(n) > n // 2),
        np.full(n, 5.0) + (rng.random(n) < 0.1),
        rng.choice([40.0, 50.0, 60.0], n),
        np.abs(np.arange(n) - rng.integers(0, n + 1)) + rng.normal(0, 0.3, n),
    ]
    values = shapes[int(rng.integers(0, len(shapes)))]
    if rng.random() < 0.3:
        values[int(rng.integers(0, n))] += float(rng.choice([-40, 40]))
    values = np.round(values, int(rng.integers(0, 4)))
    gaps = rng.random(n) < (0.12 if rng.random() < 0.4 else 0)
    gaps[[0, -1]] &= rng.random() < 0.3
    return [None if gap else float(value) for value, gap in zip(values, gaps, strict=True)]


def asked_of(rng: np.random.Generator, n: int) -> Asked:
    starts = tuple(int(each) for each in rng.integers(0, n, int(rng.integers(0, 3)))) if rng.random() < 0.3 else ()
    fixed = int(rng.integers(12, 20)) if rng.random() < 0.2 else None
    return Asked(starts, int(rng.choice([6, 7])), bool(rng.random() < 0.7), bool(rng.random() < 0.5), fixed)


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("batch", range(BATCHES))
def test_both_readings_of_the_rules_agree(batch):
    rng = np.random.default_rng(batch)
    flagged = set()
    for _ in range(SERIES):
        values = drawn(rng)
        asked = asked_of(rng, len(values))
        improvement = str(rng.choice(["increase", "decrease", "neutral"]))
        target = float(np.round(rng.normal(50, 40), 1))
        flagged |= compared(values, asked, Aim(improvement, target))
    assert flagged >= {"outside", "trend", "two of three", "shift"}


def compared(values: list[float | None], asked: Asked, aim: Aim) -> set[str]:
    """Both readings side by side; the rules that flagged a point."""
    months = pd.period_range("2015-01", periods=len(values), freq="M")
    series = pd.Series([np.nan if v is None else v for v in values], months)
    rules = Rules(asked.fix_after, asked.screen, "mdc" if asked.mdc else "near_only", asked.run)
    found = xmr(series, aim, rebase=[months[at] for at in asked.starts], rules=rules)
    told = chart(values, asked)
    points = found.points
    case = (values, asked)
    assert list(points["label"]) == [LABELS[d] for each in told for d in each.directions], case
    assert list(points["rule"]) == [rule for each in told for rule in each.rules], case
    for number, each in enumerate(told, 1):
        row = points[points["segment"] == number].iloc[0]
        reach = np.nan if each.reach is None else each.reach
        mean = np.nan if each.mean is None else each.mean
        assert (row["mean"], row["upper"], row["lower"]) == approx(
            (mean, mean + 2.66 * reach, mean - 2.66 * reach), rel=1e-12, abs=1e-12, nan_ok=True
        ), case
    assert found.variation == variation(told, aim.improvement), case
    assert found.assurance == assurance(told, aim.improvement, aim.target), case
    return {rule for each in told for rule in each.rules if rule}


VISIBLE = [42, 45, 41, 44, 43, 46, 42, 45, 44, 43, 47, 44, 45, 58]
PACKAGE = [1, 2, 1, 2, 10, *[1, 2] * 6, 1]


@pytest.mark.parametrize(
    ("values", "screen", "limits"),
    [
        (VISIBLE, True, (38.056905, 51.800238)),
        (VISIBLE, False, (35.925495, 53.931648)),
        (PACKAGE, True, (-0.72, 4.60)),
        (PACKAGE, False, (-3.06, 6.95)),
    ],
)
def test_the_second_reading_holds_the_published_vectors(values, screen, limits):
    """Run with NHSRplotthedots 0.2.2; the second of its own tests, to the two decimals that they print."""
    (told,) = chart([float(v) for v in values], Asked(screen=screen))
    assert (told.mean - 2.66 * told.reach, told.mean + 2.66 * told.reach) == approx(limits, abs=0.006)


RECORDED = json.loads(Path(__file__).with_name("control_chart_vectors.json").read_text(encoding="utf-8"))


def named(case: dict) -> str:
    return " ".join(map(str, next(iter(case.values()))))


@pytest.mark.parametrize("case", RECORDED["limits"], ids=named)
def test_limits_are_those_that_other_packages_publish(case):
    months = pd.Series(case["values"], pd.period_range("2020-01", periods=len(case["values"]), freq="M"), dtype=float)
    points = xmr(months, Aim("neutral"), rules=Rules(screen=False)).points
    found = points[["mean", "lower", "upper", "near_lower", "near_upper"]].iloc[-1]
    assert list(found) == approx(case["expected"], rel=1e-12, abs=1e-12)
    (told,) = chart([float(v) for v in case["values"]], Asked(screen=False))
    assert [told.mean, told.mean - 2.66 * told.reach, told.mean + 2.66 * told.reach] == approx(case["expected"][:3], abs=1e-12)


def ended(flags: list[bool]) -> list[bool]:
    """Flags on all points of a run of seven or more, as packages mark it: from its seventh point on."""
    return [all(flags[max(0, i - 6) : i + 1]) and i >= 6 for i in range(len(flags))]


def rules_with(values: list[float], limits: Limits) -> list[str]:
    return list(labels_of(np.asarray(values, float), limits, Rules()).rule)


@pytest.mark.parametrize("case", RECORDED["trend"], ids=named)
def test_trends_are_those_that_other_packages_publish(case):
    far = Limits(mean=1e6, reach=1e9)  # nothing lies outside, and all on one side: a trend goes before that
    found = [rule == "trend" for rule in rules_with(case["values"], far)]
    assert ended(found) == [bool(each) for each in case["expected"]]
    plain = trend([float(v) for v in case["values"]], 1e-9, 7)
    assert [sign if on else 0 for sign, on in zip(plain, ended(found), strict=True)] == case["expected"]


@pytest.mark.parametrize("case", RECORDED["shift"], ids=named)
def test_shifts_are_those_that_other_packages_publish(case):
    values = [side * (0.2 + 0.1 * (i % 2)) for i, side in enumerate(case["sides"])]
    assert ended([rule == "shift" for rule in rules_with(values, Limits(mean=0.0, reach=1.0))]) == [
        bool(x) for x in case["expected"]
    ]
    assert ended([bool(each) for each in shift(values, 0.0, 1e-9, 7)]) == [bool(each) for each in case["expected"]]


@pytest.mark.parametrize("case", RECORDED["two_of_three"], ids=named)
def test_two_of_three_are_those_that_other_packages_publish(case):
    values = [2.0 if near else 1.0 for near in case["near"]]  # near lines at 1.77, limits at 2.66
    found = [rule == "two of three" for rule in rules_with(values, Limits(mean=0.0, reach=1.0))]
    assert found == [bool(each) for each in case["expected"]]
    assert two_of_three(values, 0.0, 1.0, 1e-9, mdc=True) == case["expected"]


def test_the_second_reading_finds_what_is_wrong(monkeypatch):
    """A library with one rule a little off is told apart: the comparison can fail."""
    real = control_rules._shift
    monkeypatch.setattr(control_rules, "_shift", lambda side, run: real(side, run + 1))
    rng = np.random.default_rng(1)
    with pytest.raises(AssertionError):
        for _ in range(200):
            values = drawn(rng)
            compared(values, asked_of(rng, len(values)), Aim("neutral"))
