"""Numbers that somebody typed: how they are read, and which figures of a quarter they are, were, or nearly are."""

from __future__ import annotations

import json

import pytest
from places import PUBLISHED

from pcc_lib.checking import typed_cells
from pcc_lib.figures import lookup
from pcc_lib.figures.lookup import Printed, advice, measures_at, told, typed_in
from pcc_lib.report import Report


@pytest.mark.parametrize(
    ("text", "size", "step", "of"),
    [
        ("3,214", 3214, 1, ""),
        ("17.7%", 17.7, 0.1, "%"),
        ("up 17.7 per cent", 17.7, 0.1, "%"),
        ("−17.7%", 17.7, 0.1, "%"),
        ("2.5 percentage points", 2.5, 0.1, "points"),
        ("£1.2 million", 1_200_000, 100_000, "£"),
        ("£73,000", 73_000, 1, "£"),
        ("12 s", 12, 1, "seconds"),
        ("5 minutes and 12 seconds", 312, 1, "seconds"),
        ("1 h 33 min", 5580, 60, "seconds"),
        ("39th of 43", 39, 1, "rank"),
        ("3,214, and more", 3214, 1, ""),
    ],
)
def test_a_number_is_read_with_its_unit_and_its_precision(text, size, step, of):
    typed = typed_in(text)
    assert (typed.size, typed.of) == (pytest.approx(size), of) and typed.step == pytest.approx(step)


def test_what_is_no_number_is_none():
    assert typed_in("as before") is None and typed_in("") is None


@pytest.mark.parametrize(("text", "digits"), [("3,214", 4), ("12,000", 2), ("0.5%", 1), ("17.7%", 3), ("5", 1), ("1.20", 3)])
def test_digits_are_those_that_say_something(text, digits):
    assert typed_in(text).digits == digits


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("17.7%", "17.7%", True),
        ("17.7%", "17.7 percentage points", True),
        ("17.7", "+17.7%", True),
        ("17.70%", "17.7%", True),
        ("17.6%", "17.7%", False),
        ("12", "12 s", False),
        ("12", "12%", False),
        ("39", "39th", False),
        ("79 s", "1 min 19 s", True),
    ],
)
def test_two_numbers_are_the_same_as_printed(one, other, same):
    assert typed_in(one).says(typed_in(other)) is same


def said(tiny, text: str, place: str = "calls") -> str:
    return advice(text, tiny.report().page.figures, place)


def test_a_number_is_told_with_the_figure_that_prints_it(tiny):
    assert said(tiny, "45") == "It is {{ offered.value }} (October 2023)."
    assert said(tiny, "40") == "It is {{ offered.value.north }} (October 2023)."
    assert said(tiny, "55.6%").startswith("It is {{ answered_rate.value }}")


def test_a_number_of_an_earlier_month_is_told_with_both(tiny):
    tiny.edit("data/sources/calls.csv", "2023-09,north,30,15", "2023-09,north,912,15")
    assert said(tiny, "917") == (
        "917 is {{ offered.value@2023-09 }}, of September 2023; of October 2023 it is 45: {{ offered.value }}."
    )


def test_a_number_that_is_nearly_a_figure_is_told_with_it(tiny):
    assert said(tiny, "55.5%") == "The nearest figure is 55.6% (October 2023): {{ answered_rate.value }}."


@pytest.mark.parametrize("text", ["7", "46", "7,777", "99.9 s", "no number"])
def test_what_no_figure_is_gets_no_advice(tiny, text):
    assert said(tiny, text) == ""


def test_a_topic_a_priority_and_a_measure_name_their_measures(tiny):
    figures = tiny.report().page.figures
    calls = ["offered", "answered_rate"]
    assert measures_at(figures, "calls") == measures_at(figures, "priority-1") == measures_at(figures, "offered") == calls
    assert set(calls) <= set(measures_at(figures, "elsewhere"))


def test_one_number_in_two_forms_is_told_once(tiny):
    found = Printed(tiny.report().page.figures, ["offered"]).equal(typed_in("28.6%"))
    names = [str(figure.name) for figure in found]
    assert "offered.change_on_month" in names and "offered.change_on_month_percent" not in names


def test_a_clean_check_looks_nothing_up(tiny, monkeypatch):
    monkeypatch.setattr(lookup, "typed_at", None)
    tiny.write("data/quarters/2023-24-Q3/topics/calls.md", "## So what?\n\nThere were {{ offered.value }} calls.\n")
    assert not [fault for fault in tiny.faults() if "typed" in str(fault)]


def test_a_match_is_told_in_one_sentence(tiny):
    figures = tiny.report().page.figures
    match = lookup.Match((figures.figure("offered.value"), figures.figure("offered.value.north")))
    assert told(typed_in("45"), match) == "It is {{ offered.value }} (October 2023) or {{ offered.value.north }} (October 2023)."
    assert told(typed_in("45"), lookup.Match()) == "" and not lookup.Match()


# ── notebooks ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.sample
def test_the_notebooks_of_the_sample_type_no_figure(repo):
    assert typed_cells.fault_list(Report(repo, "explore", PUBLISHED).page.figures) == []


@pytest.mark.sample
@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "There were 10,967 calls in October 2023.",
            "the number '10,967' is typed by hand. It is {{ calls_999_volume.value }}: ",
        ),
        ("It was 17.7% higher.", "the number '17.7%' is typed by hand. It is {{ calls_999_volume.change_on_year }}: "),
        ("In 2023 there were 2 of 43.", ""),
    ],
)
def test_a_figure_that_is_typed_into_a_notebook_is_told(repo, monkeypatch, text, told):
    was = type(repo).read_text

    def read(self, name: str, encoding: str = "utf-8") -> str:
        found = was(self, name, encoding)
        if name != "notebooks/priority-1.ipynb":
            return found
        book = json.loads(found)
        return json.dumps(
            book | {"cells": [*book["cells"], {"cell_type": "markdown", "id": "x", "metadata": {}, "source": [text]}]}
        )

    monkeypatch.setattr(type(repo), "read_text", read)
    faults = typed_cells.fault_list(Report(repo, "explore", PUBLISHED).page.figures)
    assert [str(each).partition(": ")[2].startswith(told) for each in faults] == [True] * bool(told)
