"""Words that commentary asks of a figure: its time, what it is set against, and its change, as pages tell them."""

from __future__ import annotations

import pytest
from sentence_book import figures

from pcc_lib.core.errors import ReportError
from pcc_lib.proofreading.passage import Printed
from pcc_lib.writing.commentary import render, section_faults
from pcc_lib.writing.figure_words import told
from pcc_lib.writing.html import words_of
from pcc_lib.writing.markup import Ink
from pcc_lib.writing.sections import Section


def said(name: str) -> str:
    return "".join(each if isinstance(each, str) else each.text for each in told(name, figures()))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("calls.month", "December 2023"),
        ("calls.value@2023-11.month", "November 2023"),
        ("calls.value.north.month", "December 2023"),
        ("calls.month@2023-11", "November 2023"),
        ("calls.base_month", "December 2022"),
        ("calls.change_on_month.base_month", "November 2023"),
        ("calls.change_12_months.month", "2023"),
        ("calls.change_12_months.base_month", "2022"),
        ("calls.change_on_baseline.base_month", "2021"),
        ("satisfaction.month", "the three months to December 2023"),
        ("helped.month", "the nine months to December 2023"),
        ("national.month", "the year ending March 2023"),
        ("finalised.month", "October to December 2023"),
        ("arrests.stated.month", "November 2023"),
    ],
)
def test_a_time_stands_as_it_does_after_in(name, words):
    assert said(name) == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("calls.change_words", "20.0% more than a year earlier"),
        ("calls.value.change_words", "20.0% more than a year earlier"),
        ("calls.change_on_month.change_words", "4.0% fewer than a month earlier"),
        ("calls.change_12_months.change_words", "12.1% more than in the twelve months before"),
        ("calls.change_on_baseline.change_words", "24.5% more than in 2021"),
        ("burglary.change_on_month.change_words", "unchanged from a month earlier"),
        ("hate.change_words", "unchanged from a year earlier"),
        ("wait.change_words", "15\u00a0s longer than a year earlier"),
        ("abandonment.change_words", "5.0 percentage points lower than a year earlier"),
        ("spend.change_on_month.change_words", "25.0% more than a month earlier"),
        ("finalised.change_words", "33.3% more than a year earlier"),
    ],
)
def test_a_change_in_words_is_true_of_its_figure(name, words):
    assert said(name) == words
    assert section_faults(Section("a.md", "x", f"It was {{{{ {name} }}}}.", 1), figures()) == []


def test_the_number_of_a_change_in_words_stays_in_the_ledger():
    ink = Ink()
    html = render(Section("a.md", "x", "There were {{ calls.change_words }}.", 1), figures(), ink.figure)
    assert list(ink.printed) == ["calls.change_on_year"] and "figures.html#f-calls-change-on-year" in html
    assert words_of(html).strip() == "There were 20.0% more than a year earlier."
    assert [each.figure.id for each in told("calls.change_words", figures()) if isinstance(each, Printed)] == [
        "calls.change_on_year"
    ]


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("cals.month", "there is no measure 'cals'"),
        ("calls.total_12_months.base_month", "is set against no other time"),
        ("form_minutes.stated.month", "is of no time"),
        ("calls.value.month.north", "has no area 'month'"),
    ],
)
def test_words_that_cannot_be_told_say_why(name, fault):
    with pytest.raises(ReportError) as error:
        told(name, figures())
    assert fault in str(error.value) or "not a figure" in str(error.value)


def test_a_month_in_words_is_held_against_the_figures_beside_it():
    text = "In {{ calls.value@2023-11.month }}, {{ calls.value }} calls were received."
    assert "says 'In November 2023' of calls.value" in str(section_faults(Section("a.md", "x", text, 1), figures())[0])


def test_a_change_of_a_rank_is_told_in_places_and_up_is_nearer_to_the_first():
    assert figures().figure("place.change_on_year").text == "−3 places"
    assert said("place.change_words") == "3 places higher in the ranking than a year earlier"
    section = Section("a.md", "So what?", "The force fell {{ place.change_on_year }} on the year.", 1)
    assert "'fell' of place.change_on_year, which is −3 places" in str(section_faults(section, figures())[0])


def test_what_is_not_known_stands_where_its_number_would():
    assert said("place.change_on_month.change_words") == "[x] (not known) against a month earlier"
