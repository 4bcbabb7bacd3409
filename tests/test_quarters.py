"""Financial quarters, months, financial years and their labels."""

from __future__ import annotations

import pytest

from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import (
    Quarter,
    day_label,
    is_financial_year,
    month_label,
    months_between,
    period_label,
    shift,
)


@pytest.mark.parametrize(
    ("text", "months", "label"),
    [
        ("2023-24-Q1", ("2023-04", "2023-05", "2023-06"), "April to June 2023"),
        ("2023-24-Q3", ("2023-10", "2023-11", "2023-12"), "October to December 2023"),
        ("2023-24-Q4", ("2024-01", "2024-02", "2024-03"), "January to March 2024"),
        ("2099-00-Q2", ("2099-07", "2099-08", "2099-09"), "July to September 2099"),
    ],
)
def test_a_quarter_is_three_months_of_a_year_from_april(text, months, label):
    quarter = Quarter.parse(text)
    assert (quarter.months, quarter.label, str(quarter)) == (months, label, text)


@pytest.mark.parametrize("text", ["2023-Q3", "2023-24-Q5", "2023-24-Q0", "23-24-Q3", "2023/24 Q3", "", "latest"])
def test_what_is_no_quarter_is_told_the_form(text):
    with pytest.raises(ReportError, match=r"Write it like 2023-24-Q3 \(October to December 2023\)"):
        Quarter.parse(text)


def test_years_that_do_not_follow_are_corrected():
    with pytest.raises(ReportError, match="Write 2023-24-Q3"):
        Quarter.parse("2023-25-Q3")


def test_the_quarter_before_the_first_is_the_fourth_of_the_year_before():
    assert str(Quarter.parse("2023-24-Q1").previous) == "2022-23-Q4"


def test_quarters_stand_in_order_of_time():
    names = ["2023-24-Q1", "2022-23-Q4", "2023-24-Q3"]
    assert [str(q) for q in sorted(map(Quarter.parse, names))] == ["2022-23-Q4", "2023-24-Q1", "2023-24-Q3"]


@pytest.mark.parametrize(
    ("period", "by", "there"),
    [
        ("2023-10", 1, "2023-11"),
        ("2023-12", 1, "2024-01"),
        ("2023-01", -1, "2022-12"),
        ("2023-10", -12, "2022-10"),
        ("2023-10", -23, "2021-11"),
        ("2023", -1, "2022"),
        ("2022-23", -1, "2021-22"),
        ("1999-00", 1, "2000/01"),
    ],
)
def test_shift(period, by, there):
    assert shift(period, by) == there


@pytest.mark.parametrize(
    ("period", "yes"),
    [
        ("2022-23", True),
        ("1999-00", True),
        ("2022-11", False),
        ("2011-12", False),
        ("2022-24", False),
        ("2022", False),
    ],
)
def test_a_financial_year_is_told_from_a_month(period, yes):
    assert is_financial_year(period) is yes


def test_months_between_counts_from_the_first_to_the_last():
    assert (months_between("2022-11", "2023-10"), months_between("2023-10", "2022-11")) == (11, -11)


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2023-10", "October 2023"),
        ("2022-23", "year ending March 2023"),
        ("2019", "2019"),
        ("2023-13", "2023-13"),
    ],
)
def test_periods_in_words(period, said):
    assert period_label(period) == said


def test_days_in_words():
    assert (day_label("2023-11-08"), day_label("2023-11"), month_label("week 3")) == (
        "8 November 2023",
        "November 2023",
        "week 3",
    )
