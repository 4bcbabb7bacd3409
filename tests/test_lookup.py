"""Numbers that somebody typed: how they are read, and which figures of a quarter they are, were, or nearly are."""

from __future__ import annotations

import json

import pytest
from places import PUBLISHED, ROOT

from pcc_lib.checking import typed_cells
from pcc_lib.core.errors import ReportError
from pcc_lib.figures import lookup
from pcc_lib.figures.lookup import Printed, advice, measures_at, told
from pcc_lib.figures.typed import typed_in
from pcc_lib.inputs.project import Project
from pcc_lib.report import Report


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


def test_a_number_that_goes_the_other_way_is_told_with_the_figure(tiny):
    assert said(tiny, "+80.0%").startswith("It is {{ offered.change_on_year }}")
    assert said(tiny, "−80.0%") == "The nearest figure is +80.0% (October 2023): {{ offered.change_on_year }}."


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
    monkeypatch.setattr(lookup, "typed_in", None)
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


@pytest.mark.sample
def test_a_number_read_from_a_chart_is_known_as_far_back_as_charts_go(repo):
    figures = Report(repo, "explore", PUBLISHED).page.figures
    assert advice("9,039", figures, "calls-999").startswith("9,039 is {{ calls_999_volume.value@2019-12 }}, of December 2019;")


@pytest.mark.parametrize("number", ["3", "7", "8", "03", "3.0", "7.0"])
def test_a_held_back_number_is_no_figures_however_it_is_typed(number):
    """Of November 2024 three teams have 7, 8 and 3 people; all three are held back."""
    report = Report(Project(ROOT / "tests/projects/small-numbers"), "explore")
    referrals = [each for each in report.figures("referrals", period="2024-11") if each.figure.measure == "referred"]
    assert referrals and advice(number, report.page.figures, "referred") == ""
    with pytest.raises(ReportError, match="no figure"):
        report.figures("referrals", value=number)
