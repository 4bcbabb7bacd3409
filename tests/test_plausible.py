"""The arithmetic of what is plausible, held to scipy, numpy and values that can be worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pytest import approx
from scipy import stats

from pcc_lib.statistics.plausible import (
    before,
    chance_of_fewer,
    chance_of_more,
    chance_of_none,
    history,
    median,
    moments,
    nearest_factor,
    quantile,
    surprise_of_equal,
)

NAN = math.nan


@pytest.mark.parametrize("mean", [0.2, 3.0, 9.5, 40.0])
@pytest.mark.parametrize("count", [0, 1, 5, 30])
def test_chances_of_counts_are_those_of_poisson(mean, count):
    assert chance_of_more(count, mean, 1.0) == approx(stats.poisson.sf(count - 1, mean), rel=1e-6, abs=1e-12)
    assert chance_of_fewer(count, mean, 1.0) == approx(stats.poisson.cdf(count, mean), rel=1e-9)


@pytest.mark.parametrize("mean", [0.2, 3.0, 9.5, 40.0])
@pytest.mark.parametrize("spread", [1.5, 2.0, 6.0])
@pytest.mark.parametrize("count", [0, 1, 5, 30])
def test_chances_of_counts_that_vary_more_are_those_of_the_negative_binomial(mean, spread, count):
    size, p = mean / (spread - 1), 1 / spread
    assert chance_of_more(count, mean, spread) == approx(stats.nbinom.sf(count - 1, size, p), rel=1e-6, abs=1e-12)
    assert chance_of_fewer(count, mean, spread) == approx(stats.nbinom.cdf(count, size, p), rel=1e-9)
    assert chance_of_none(mean, spread) == approx(stats.nbinom.pmf(0, size, p), rel=1e-9)


def test_a_count_far_beyond_its_mean_has_no_chance():
    assert chance_of_more(1e9, 3.0, 2.0) == 0.0 and chance_of_more(0, 3.0, 2.0) == 1.0 and chance_of_none(0.0, 1.0) == 1.0


def test_medians_and_quantiles_are_of_what_is_known():
    values = np.array([[3.0, NAN, 1.0, 2.0], [5.0, 5.0, NAN, NAN], [NAN] * 4])
    assert median(values, 1)[:2].tolist() == [2.0, 5.0] and np.isnan(median(values, 1)[2])
    assert np.isnan(median(values, 3)[1]), "two are too few"
    assert quantile(values, 0.9)[:2].tolist() == [3.0, 5.0]
    rng = np.random.default_rng(1)
    some = rng.normal(size=(6, 9))
    assert median(some, 1) == approx(np.median(some, axis=1))
    mean, variance = moments(some, 1)
    assert mean == approx(some.mean(axis=1)) and variance == approx(some.var(axis=1, ddof=1))


def test_what_was_before_a_value_does_not_hold_the_value():
    windows = before(np.array([[1.0, 2.0, 3.0, 4.0]]), 2)
    assert windows.shape == (1, 4, 2)
    assert windows[0, 3].tolist() == [2.0, 3.0] and windows[0, 1, 1] == 1.0 and np.isnan(windows[0, 0]).all()


def test_a_value_is_held_against_the_median_of_the_twelve_before():
    values = np.array([[100.0] * 12 + [1000.0] + [100.0]])
    of = history(values, np.array([True]))
    assert of.moved[0, 12] == approx(math.log(1000.5 / 100.5))
    assert of.moved[0, 13] == approx(0.0), "one slip does not move the level"
    assert of.on_year[0, 12] == approx(math.log(1000.5 / 100.5)) and np.isnan(of.on_year[0, 11])
    assert of.scale[0, 12] == approx(1 / math.sqrt(100.5)), "a constant count still varies as Poisson does"
    assert of.mean[0, 12] == 100.0 and of.spread[0, 12] == 1.0 and np.isnan(of.expected[0, 3])


def test_the_scale_is_that_of_the_usual_variation():
    values = 1000 * np.exp(np.random.default_rng(2).normal(0, 0.3, size=(40, 120)))
    of = history(values, np.zeros(40, dtype=bool))
    assert np.median(of.scale[:, 80:]) == approx(0.3, rel=0.15)


@pytest.mark.parametrize(
    ("times", "reach", "name"), [(10.4, 0.2, "ten"), (0.1, 0.2, "ten"), (97, 0.2, "hundred"), (30, 0.2, ""), (62, 0.2, "sixty")]
)
def test_a_factor_is_known_in_both_directions(times, reach, name):
    assert nearest_factor(math.log(times), {"ten": 10, "sixty": 60, "hundred": 100}, reach) == name


def test_equal_values_surprise_as_much_as_they_are_rare():
    rng = np.random.default_rng(3)
    wide, narrow = np.round(rng.normal(0, 300, 36)), np.round(rng.normal(0, 1.0, 36))
    surprise = surprise_of_equal(np.array([wide, narrow, np.zeros(36), np.full(36, NAN)]))
    assert surprise[0] == approx(math.log(37 / 0.05), rel=0.3) and surprise[0] > 5
    assert 0 < surprise[1] < 1.6 and surprise[2] == surprise[3] == 0.0
