"""Sentences made from figures: neutral words, the right direction, the right period."""

from __future__ import annotations

from dataclasses import replace

import made
import pytest

from pcc_lib.core.periods import Span
from pcc_lib.figures.figure import Figure
from pcc_lib.writing import wording
from pcc_lib.writing.markup import plain
from pcc_lib.writing.messages import valued
from pcc_lib.writing.subjects import Subject

MINUS, NBSP = "\u2212", "\u00a0"


def change(value: float | None, text: str, unit: str = "%", statistic: str = "change_on_year") -> Figure:
    return made.figure(statistic, value=value, unit=unit, text=text, compared_with=Span.of("2022-10"))


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2023-10", "in October 2023"),
        ("2022-11..2023-10", "in the year ending October 2023"),
        ("2019-01..2019-12", "in 2019"),
        ("2023-04..2023-07", "in the four months to July 2023"),
        ("2021-11..2023-10", "in the 24 months to October 2023"),
        ("2022-23", "in the year ending March 2023"),
        ("2022", "in 2022"),
        ("2022-04..2023-03", "in the year ending March 2023"),
    ],
)
def test_periods(period, said):
    assert wording.during(Span.parse(period)) == said


def test_a_period_of_which_only_the_end_is_known():
    """`up to July 2023`, as its producer says: it is neither in July nor in a number of months."""
    span = Span("2023-07", "2023-07", unstated=True)
    assert wording.during(span) == wording.told_of(span) == "up to July 2023"


def test_a_value_whose_producer_says_only_where_its_period_ends(tiny):
    keys = {
        "source": "medians",
        "calculation": "published",
        "numerator": "median_s",
        "unit": "seconds",
        "rows": {"group": ["us"]},
    }
    tiny.measure("ours", **keys, window="unstated", title="Ours")
    measure, value = tiny.figures().measure("ours"), tiny.figure("ours.value")
    said = valued(Subject("Our wait", "our wait", several=False), measure, value)
    assert plain(said) == f"Our wait was {value.text} up to October 2023" and value.known


@pytest.mark.parametrize(
    ("period", "said"),
    [("2023-04..2023-09", "from April to September 2023"), ("2022-04..2023-09", "from April 2022 to September 2023")],
)
def test_periods_since_a_month(period, said):
    assert wording.during(Span.parse(period), since=True) == said


@pytest.mark.parametrize(
    ("id", "found", "word"),
    [
        ("offered", change(20, "+20.0%"), "higher"),
        ("offered", change(-20, f"{MINUS}20.0%"), "lower"),
        ("offered", change(3, "+3", "calls"), "more"),
        ("offered", change(-3, f"{MINUS}3", "calls"), "fewer"),
        ("wait", change(3, "+3 s", "seconds"), "longer"),
        ("wait", change(-3, f"{MINUS}3 s", "seconds"), "shorter"),
        ("answered_rate", change(1, "+1.0 percentage point", "percentage points"), "higher"),
        ("offered", change(0, "0.0%"), ""),
        ("offered", change(0.01, "0.0%"), ""),
        ("offered", change(None, "[x]"), ""),
    ],
)
def test_words_of_a_change(tiny, id, found, word):
    tiny.measure("wait", calculation="mean", numerator="wait_s", denominator="answered", unit="seconds")
    assert wording.direction(found, tiny.figures().measure(id)) == word


def test_a_change_is_told_without_its_sign_and_against_what(tiny):
    figures = tiny.figures()
    said = wording.change_phrase(figures.of("answered_rate", "change_on_year"), figures.measure("answered_rate"))
    assert "".join(p if isinstance(p, str) else p[1] for p in said) == "4.4 percentage points lower than in October 2022"


def test_no_change_that_prints_as_nought_is_called_a_change(tiny):
    figures = tiny.figures()
    assert plain(wording.change_phrase(figures.of("offered", "change_on_year", "south"), figures.measure("offered"))) == (
        "the same as in October 2022"
    )


def test_a_level_with_its_change(tiny):
    figures = tiny.figures()
    said = wording.level_sentence(figures.measure("offered"), figures.of("offered"), figures.of("offered", "change_on_year"))
    assert plain(said) == "Calls: 45 in October 2023, 80.0% higher than in October 2022."


def test_the_change_of_other_months_than_the_levels_has_a_clause_of_its_own():
    """`11 min in October 2023, 28 s longer in the year …` reads as if the month were the year."""
    value = made.figure(value=660.0, text="11 min")
    over = change(28.0, "+28 s", "seconds", "change_12_months")
    over = replace(over, period=Span.parse("2022-11..2023-10"), compared_with=Span.parse("2021-11..2022-10"))
    said = wording.level_sentence(made.measure(calculation="mean", unit="seconds", denominator="b", title="Wait"), value, over)
    assert plain(said) == (
        "Wait: 11 min in October 2023; in the year ending October 2023 it was 28 s longer than in the year ending October 2022."
    )


@pytest.mark.parametrize(
    ("window", "said"),
    [
        ("month", " The highest month shown was March 2023 (9), the lowest January 2023 (3)."),
        (
            "12 months",
            " The highest value shown was that of the year ending March 2023 (9), the lowest that of the year ending January "
            "2023 (3).",
        ),
        ("financial year", ""),
        ("since 2022-04", ""),
    ],
)
def test_the_ends_of_a_line_are_named_by_all_their_months_and_running_totals_have_none(window, said):
    measure = made.measure(window=window)
    high, low = (
        replace(made.figure(value=v, text=f"{v:g}"), period=measure.window.span(month))
        for v, month in ((9.0, "2023-03"), (3.0, "2023-01"))
    )
    assert plain(wording.extremes(measure, high, low)) == said


def test_what_is_not_known_is_said(tiny):
    figures = tiny.measure("m", source=None, numerator=None, missing="None given.").figures()
    assert plain(wording.level_sentence(figures.measure("m"), figures.of("m"))) == "Calls: no data supplied [x]."
    old = figures.of("offered", "value", "", "2020-12")
    assert plain(wording.level_sentence(figures.measure("offered"), old)) == "Calls: no value in December 2020 [x]."


def test_what_a_tiles_change_is_on(tiny):
    figures = tiny.figures()
    said = [wording.short_change(figures.of("offered", s)) for s in ("change_on_year", "change_12_months", "change_on_baseline")]
    assert said == ["on October 2022 (single months)", "in twelve months on the twelve before", "on 2021"]


@pytest.mark.parametrize("form", ["", "_number", "_per_month"])
def test_a_tiles_change_over_twelve_months_is_told_so_in_every_form(tiny, form):
    assert (
        wording.short_change(tiny.figures().of("offered", f"change_12_months{form}")) == "in twelve months on the twelve before"
    )
