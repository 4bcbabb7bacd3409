"""Calendars: forms of periods, quarters as their last months, citations that read back, and spans of whole quarters."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcc_lib.core.calendars import FORMS, MONTHLY, Calendar, form_of, read_period
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import Quarter, period_label, shift, year_of

QUARTERLY = Calendar("quarter", "2023-Q3", 3, "2023-09")
FINANCIAL = Calendar("quarter", "2023-24-Q2", 3, "2023-09")


@pytest.mark.parametrize(
    ("text", "kind", "inner"),
    [
        ("2023-10", "month", "2023-10"),
        ("2023-13", "month", ""),
        ("2022", "month", ""),
        ("2022-23", "month", ""),
        ("2023-Q3", "quarter", "2023-09"),
        ("2023-24-Q2", "quarter", "2023-09"),
        ("2023-24-Q4", "quarter", "2024-03"),
        ("2023-25-Q4", "quarter", ""),
        ("2023-Q5", "quarter", ""),
        ("2022", "year", "2022"),
        ("2022-23", "year", "2022-23"),
        ("2022/23", "year", "2022-23"),
        ("2005-06", "year", "2005/06"),
        ("2005/06", "year", "2005/06"),
        ("1999/00", "year", "1999-00"),
        ("2022-24", "year", ""),
        ("2022-11", "year", ""),
    ],
)
def test_a_period_is_read_in_each_form_of_its_kind(text, kind, inner):
    assert read_period(text, kind) == inner
    assert bool(form_of(text, kind)) is bool(inner)


@given(st.sampled_from(sorted(FORMS)), st.integers(1, 300))
def test_what_a_file_writes_reads_back(kind, by):
    for form in FORMS[kind]:
        first = read_period(form, kind)
        step = 3 if kind == "quarter" else 1
        later = shift(first, step * (by % 70))
        calendar = Calendar(kind, form, step, first if step == 3 else "")
        assert calendar.read(calendar.written(later)) == later
        span = Span(shift(first, 1 - step), later)
        assert calendar.read_span(str(calendar.cited(span))) == span


@pytest.mark.parametrize("cited", ["2023-Q4..2023-Q1", "2023-09", "2023-Q1..", "2023-Q3..2023-Q3", "2023-24-Q1", ""])
def test_a_span_that_is_not_written_as_the_file_writes_periods_is_none(cited):
    assert QUARTERLY.read_span(cited) is None


def test_financial_years_before_2012_run_on_into_later_ones():
    years = Span("2009/10", "2013-14").periods
    assert years == ("2009/10", "2010/11", "2011/12", "2012-13", "2013-14") and list(years) == sorted(years)
    assert period_label("2005/06") == "year ending March 2006"
    assert all(year_of(year.replace("/", "-")) == year for year in years)


def test_a_span_is_made_of_whole_quarters_or_of_none():
    assert QUARTERLY.of(Span("2022-10", "2023-09")) == ("2022-12", "2023-03", "2023-06", "2023-09")
    assert "2023-09" not in QUARTERLY.of(Span("2023-03", "2023-08"))
    assert QUARTERLY.of(Span("2023-04", "2023-08")) == Span("2023-04", "2023-08").periods
    assert MONTHLY.of(Span("2023-04", "2023-05")) == ("2023-04", "2023-05")


def test_where_quarters_begin_and_end():
    assert QUARTERLY.meets("2024-03") and not QUARTERLY.meets("2024-04")
    assert QUARTERLY.begins("2023-04") and not QUARTERLY.begins("2023-05")
    assert QUARTERLY.ends == "March, June, September and December"
    assert Calendar("month", "2023-10", 3, "2023-02").ends == "February, May, August and November"
    assert Calendar("month", "2023-10", 12, "2023-03").ends == "March"


@given(st.integers(0, 600))
def test_every_month_has_its_financial_quarter(by):
    month = shift("2001-01", by)
    assert month in Quarter.of(month).months
    assert FINANCIAL.read(str(Quarter.of(month))) == Quarter.of(month).months[2]


@pytest.mark.parametrize(
    ("calendar", "periods", "runs", "written"),
    [
        (
            MONTHLY,
            ["2023-12", "2024-01", "2024-03"],
            [("2023-12", "2024-01"), ("2024-03", "2024-03")],
            "2023-12 to 2024-01, 2024-03",
        ),
        (
            QUARTERLY,
            ["2023-09", "2022-12", "2023-03"],
            [("2022-12", "2023-03"), ("2023-09", "2023-09")],
            "2022-Q4 to 2023-Q1, 2023-Q3",
        ),
        (Calendar("month", "2023-10", 12, "2023-03"), ["2021-03", "2022-03"], [("2021-03", "2022-03")], "2021-03 to 2022-03"),
        (
            Calendar("year", "2022-23"),
            ["2009/10", "2011/12", "2012-13"],
            [("2009/10", "2009/10"), ("2011/12", "2012-13")],
            "2009-10, 2011-12 to 2012-13",
        ),
        (MONTHLY, [], [], ""),
    ],
)
def test_runs_are_unbroken_in_the_steps_of_their_calendar(calendar, periods, runs, written):
    assert calendar.runs(periods) == [Span(*run) for run in runs]
    assert calendar.ranges(calendar.runs(periods)) == written


@given(st.sets(st.integers(0, 40)), st.sampled_from([1, 3, 6, 12]))
def test_runs_hold_every_period_once_and_none_joins_the_next(places, step):
    calendar = Calendar("month", "2023-10", step, "2020-03")
    periods = {shift("2020-03", step * place) for place in places}
    runs = calendar.runs(periods)
    assert {p for run in runs for p in calendar.between(run.first, run.last)} == periods
    assert all(shift(one.last, step) < other.first for one, other in pairwise(runs))
