"""The arithmetic, each answer worked out by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from pcc_lib.core.periods import Span, year_start
from pcc_lib.statistics import calculate
from pcc_lib.statistics.calculate import NAN, evaluate


def monthly(first: str, *values: float) -> pd.Series:
    """A series of months from `first` on."""
    months = Span(first, "2099-12").periods[: len(values)]
    return pd.Series(values, index=months, dtype=float)


def listed(series: pd.Series) -> list[float | None]:
    """Its values, None where blank."""
    return [None if math.isnan(v) else v for v in series]


@pytest.mark.parametrize(
    ("formula", "cells", "answer"),
    [
        ("count(a)", [7], 7),
        ("published(a)", [7], 7),
        ("times(0.5, a)", [7], 3.5),
        ("percentage(a, b)", [1, 8], 12.5),
        ("mean(a, b)", [30, 4], 7.5),
        ("rate_per_1000(a, b)", [3, 2000], 1.5),
        ("change_number(a, b)", [3, 5], -2),
        ("change_percent(a, b)", [3, 4], -25),
        ("change_points(a, b)", [30, 20], 10),
        ("gap_to_range(a, b, c)", [9, 10, 15], -1),
        ("gap_to_range(a, b, c)", [18, 10, 15], 3),
        ("gap_to_range(a, b, c)", [10, 10, 15], 0),
        ("per_month(a)", [24], 2),
        ("per_month(a, 6)", [24], 4),
        ("average(a, 12)", [24], 2),
        ("correlation(a, b)", [[1, 2, 3], [10, 10, 20]], math.sqrt(3) / 2),
        ("correlation(a, b)", [[1, 2, 3], [6, 4, 2]], -1),
        ("correlation(percentages(a, b), c)", [[1, 2, 3], [2, 2, 2], [5, 6, 7]], 1),
        ("correlation(survey_percentages(a, b), c)", [[10, 20, 30], [30, 60, 45], [5, 5, 8]], 1),
        ("correlation(means(a, b), c)", [[1, 2, 3], [1, 1, 1], [5, 6, 7]], 1),
        ("change_points(percentage(a, b), percentage(c, d))", [1, 2, 1, 4], 25),
        ("rank_from_lowest(rates(a, b), rate_per_1000(c, d))", [[1, 2, 2], [1000, 1000, 1000], 2, 1000], 2),
        ("rank(rates(a, b), rate_per_1000(c, d))", [[1, 2, 2], [1000, 1000, 1000], 1, 1000], 3),
    ],
)
def test_formulas(formula, cells, answer):
    assert evaluate(formula, cells) == pytest.approx(answer, abs=1e-12)


@pytest.mark.parametrize(
    ("formula", "cells", "answer"),
    [
        ("a + b", [1, 2], 3),
        ("a - b - c", [7, 2, 1], 4),
        ("a * (b + 2)", [3, 4], 18),
        ("-a / b", [3, 4], -0.75),
        ("percentage(a - b, a)", [8, 2], 75),
        ("100 * (a - b) / b", [5, 4], 25),
        ("a / b", [1, 0], NAN),
        ("a / b", [0, 0], NAN),
        ("a + b", [1, NAN], NAN),
        ("a * b", [1e300, 1e300], NAN),
        ("a / 3", [1], 1 / 3),
    ],
)
def test_sums_in_formulas(formula, cells, answer):
    assert evaluate(formula, cells) == answer or (math.isnan(answer) and math.isnan(evaluate(formula, cells)))


def test_every_function_of_the_formulas_is_tried_above():
    tried = {m for mark in test_formulas.pytestmark for row in mark.args[1] for m in calculate.FUNCTIONS if m + "(" in row[0]}
    assert tried == set(calculate.FUNCTIONS)


@pytest.mark.parametrize(
    ("formula", "cells"),
    [
        ("percentage(a, b)", [1, 0]),
        ("mean(a, b)", [1, 0]),
        ("rate_per_1000(a, b)", [1, 0]),
        ("change_percent(a, b)", [1, 0]),
        ("percentage(a, b)", [0, 0]),
        ("average(a, b)", [1, 0]),
        ("change_percent(a, b)", [1, -0.0]),
    ],
)
def test_a_base_of_nought_is_blank_not_infinite(formula, cells):
    assert math.isnan(evaluate(formula, cells))


@pytest.mark.parametrize(
    ("formula", "cells"),
    [
        ("count(a)", [NAN]),
        ("times(2, a)", [NAN]),
        ("percentage(a, b)", [1, NAN]),
        ("percentage(a, b)", [NAN, 1]),
        ("change_number(a, b)", [1, NAN]),
        ("correlation(a, b)", [[1, NAN, 3], [1, 2, 3]]),
        ("correlation(a, b)", [[1, 2], [1, 2]]),
        ("correlation(a, b)", [[1, 1, 1], [1, 2, 3]]),
        ("correlation(percentages(a, b), c)", [[1, 2, 3], [2, 0, 2], [5, 6, 7]]),
        ("correlation(survey_percentages(a, b), c)", [[10, 20, 20], [30, 29, 45], [5, 5, 8]]),
    ],
)
def test_blank_goes_through_every_function(formula, cells):
    assert math.isnan(evaluate(formula, cells))


def test_series_of_unequal_length_are_refused():
    with pytest.raises(ValueError):
        evaluate("percentages(a, b)", [[1, 2], [1]])


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "a.real",
        "a[0]",
        "a < b",
        "not a",
        "eval(a)",
        "count(a=1)",
        "count(*a)",
        "lambda: 1",
        "'text'",
        "c",
        "count(a) if a else b",
        "[a]",
        "f'{a}'",
        "open(a)",
        "pow(a, b)",
        "a ** b",
        "a % b",
        "a // b",
        "True",
        "count()",
        "count(a, b)",
        "correlation(a, b)",
        "percentages(a, b)",
    ],
)
def test_what_is_not_a_formula_is_refused(text):
    with pytest.raises((ValueError, SyntaxError)):
        evaluate(text, [1, 2])


def test_a_rolling_sum_is_blank_until_full_and_across_a_gap():
    assert listed(calculate.rolling_sum(monthly("2023-01", 1, 2, 3, NAN, 5, 6, 7), 3)) == [None, None, 6, None, None, None, 18]


def test_a_running_total_is_blank_before_its_start_and_from_a_gap_on():
    assert listed(calculate.sum_since(monthly("2023-01", 9, 1, 2, NAN, 4), "2023-02")) == [None, 1, 3, None, None]


def test_a_running_total_whose_first_month_is_not_held_is_blank():
    assert listed(calculate.sum_since(monthly("2023-03", 1, 2), "2023-02")) == [None, None]


def test_the_financial_year_starts_anew_in_april():
    series = calculate.year_to_date(monthly("2022-04", *[1] * 14))
    assert listed(series) == [*range(1, 13), 1, 2]


def test_the_calendar_year_starts_anew_in_january():
    assert listed(calculate.year_to_date(monthly("2022-01", *[2] * 13), 1))[-2:] == [24, 2]


def test_a_year_whose_first_month_is_not_held_is_blank():
    assert listed(calculate.year_to_date(monthly("2023-02", 1, 1, 5, 5))) == [None, None, 5, 10]


def test_a_year_is_blank_after_a_gap():
    assert listed(calculate.year_to_date(monthly("2023-04", 1, NAN, 1))) == [1, None, None]


@pytest.mark.parametrize(
    ("month", "first", "start"),
    [("2023-03", 4, "2022-04"), ("2023-04", 4, "2023-04"), ("2023-12", 4, "2023-04"), ("2023-01", 1, "2023-01")],
)
def test_year_start(month, first, start):
    assert year_start(month, first) == start


def test_equal_values_share_the_better_rank_and_blanks_do_not_count():
    assert [calculate.rank([5, 9, 9, NAN], v) for v in (9, 5)] == [1, 3]
    assert math.isnan(calculate.rank([1, 2], NAN))


@pytest.mark.parametrize(("value", "yes"), [(0, True), (-1.5, True), (None, False), (NAN, False)])
def test_defined(value, yes):
    assert calculate.defined(value) is yes
