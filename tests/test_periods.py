"""Spans, windows and statuses: value types that are read once and written as they were read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcc_lib.core import status
from pcc_lib.core.periods import Span, Window, months_to
from pcc_lib.core.quarters import shift
from pcc_lib.core.status import Statuses
from pcc_lib.figures.catalogue import OTHER_WORDS, STATISTICS, Statistic, words_of
from pcc_lib.figures.figure import FigureId
from pcc_lib.inputs.calculations import CALCULATIONS
from pcc_lib.statistics import calculate

MONTHS = st.builds(lambda year, month: f"{year}-{month:02d}", st.integers(1990, 2050), st.integers(1, 12))
SPANS = st.builds(lambda first, count: Span(first, shift(first, count)), MONTHS, st.integers(0, 200))
WINDOWS = st.one_of(
    st.integers(1, 99).map(lambda n: Window(months=n)),
    MONTHS.map(lambda m: Window(since=m)),
    st.sampled_from(["calendar year", "financial year"]).map(lambda y: Window(year=y)),
    st.just(Window(months=1, unstated=True)),
)


@given(SPANS)
def test_a_span_is_read_as_it_is_written(span):
    assert Span.parse(str(span)) == span
    assert len(span.periods) == span.months and span.periods[0] == span.first and span.periods[-1] == span.last
    assert all(period in span for period in span.periods) and shift(span.last, 1) not in span
    assert span.shifted(12).shifted(-12) == span and span.is_one == (span.months == 1)


def test_a_span_holds_both_ends_across_the_new_year():
    assert Span("2022-11", "2023-02").periods == ("2022-11", "2022-12", "2023-01", "2023-02")


def test_an_empty_span_is_false_and_holds_nothing():
    assert not Span() and Span().periods == () and "2023-10" not in Span() and str(Span()) == "" == str(Span.parse(""))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2023-10", "October 2023"),
        ("2023-04..2023-09", "April 2023 to September 2023"),
        ("2022-23", "year ending March 2023"),
        ("2022", "2022"),
    ],
)
def test_a_span_for_readers(text, label):
    assert Span.parse(text).label == label


@given(WINDOWS.filter(lambda w: not w.since.startswith("199") and not w.since > "2050"), MONTHS)
def test_a_window_is_read_as_it_is_written_and_ends_with_its_period(window, month):
    assert Window.parse(str(window)) == window
    span = window.span(month)
    assert (span is None) == bool(window.since and month < window.since)
    assert span is None or (span.last == month and (not window.rolls or span.months == window.months))


@pytest.mark.parametrize("text", ["", "1 months", "100 months", "since", "since 2023-13", "year", "month ", "12"])
def test_what_is_no_window_is_refused(text):
    with pytest.raises(ValueError, match="is not a window"):
        Window.parse(text)


def test_the_months_to_one_of_them():
    assert months_to("2023-10", 12) == Span("2022-11", "2023-10") and months_to("2023-10", 1).is_one


# ── statuses ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@given(st.sets(st.sampled_from(sorted(status.WORDS))))
def test_statuses_are_read_as_they_are_written(letters):
    found = Statuses(frozenset(letters))
    assert Statuses.parse(str(found)) == found and list(found) == sorted(letters) and bool(found) == bool(letters)
    assert all(letter in found for letter in letters) and Statuses.all_of([found, found]) == found


def test_a_status_without_words_for_readers_is_refused():
    with pytest.raises(ValueError, match="no status 'q': give it words"):
        Statuses.parse("e,q")
    assert Statuses.parse("e,f").words == "rests on reconstructed data, a forecast: nothing has been counted yet"


# ── names and registries ──────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "text", ["offered.value", "offered.value.north@2023-10", "a.change_on_year@2022-23", "budget_x.share@2023-24"]
)
def test_a_name_is_read_as_it_is_written(text):
    assert str(FigureId.parse(text)) == text and FigureId.parse(text).undated == text.split("@")[0]


def test_a_statistic_without_words_for_readers_is_refused():
    with pytest.raises(ValueError, match="'spread' has no words"):
        Statistic("spread", "", STATISTICS["value"].make)
    for id in (*STATISTICS, *OTHER_WORDS):
        assert "_" not in words_of(id) and (words_of(id) or id == "value")


def test_a_statistic_is_one_entry(tiny, monkeypatch):
    """What a new entry makes is printed, named and guarded like any other."""
    entry = Statistic("again", "the value once more", STATISTICS["value"].make, lambda asked: "" if asked.part else "name a part")
    monkeypatch.setitem(STATISTICS, "again", entry)
    monkeypatch.setattr("pcc_lib.figures.figures.NAMES", (*STATISTICS, "stated"))
    assert tiny.figures().figure("offered.again.north").value == 40 and words_of("again") == "the value once more"
    with pytest.raises(Exception, match=r"'offered.again': name a part\."):
        tiny.figures().figure("offered.again")


def test_every_calculation_has_its_function_and_its_words():
    for each in CALCULATIONS.values():
        assert each.function in calculate.FUNCTIONS and (not each.by_month or each.by_month in calculate.FUNCTIONS)
        assert each.noun and each.words and (each.judged or each.unfit) and (not each.peers or each.size)
