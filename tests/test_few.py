"""Changes of so few cases that a per cent says nothing are told in number, wherever they are told."""

from __future__ import annotations

import dataclasses

import made
import pytest
from conftest import Tiny
from test_few_counted import parts, words  # noqa: F401 a fixture

from pcc_lib.core.periods import Span
from pcc_lib.figures.few import as_told
from pcc_lib.pages.changes import change_of, change_over_year
from pcc_lib.pages.topic import measures_table
from pcc_lib.writing.messages import year_message
from pcc_lib.writing.short_words import change_in_short
from pcc_lib.writing.subjects import Subject

CRIMES = Subject("Crimes", "crimes", several=True)
YEARS = {"period": Span.parse("2022-11..2023-10"), "compared_with": Span.parse("2021-11..2022-10")}


def test_a_table_and_a_scorecard_tell_a_few_in_number(parts: Tiny) -> None:  # noqa: F811
    report = parts.report()
    page, offered = report.page, report.page.figures.measure("offered")
    rows = {str(row[0]): row for row in measures_table(page, [offered], "All").rows}
    changes = {name: row[3].text for name, row in rows.items() if not isinstance(row[3], str)}
    assert next(text for name, text in changes.items() if "West" in name) == "+3"
    assert next(text for name, text in changes.items() if "South" in name) == "\u221210.0%"
    west, south = (change_of(page, offered, part) for part in ("west", "south"))
    assert west is not None and south is not None
    assert words(change_in_short(west, offered)) == "3 more over twelve months"
    assert words(change_in_short(south, offered)) == "10.0% lower over twelve months"
    assert west == change_over_year(page, offered, "west")


def test_the_numbers_of_a_few_lead_to_entries_of_their_own(parts: Tiny) -> None:  # noqa: F811
    report = parts.report()
    change = change_of(report.page, report.page.figures.measure("offered"), "west")
    assert change is not None and change.id == "offered.change_12_months_number.west"
    assert (change.value, change.unit) == (3, "calls") and change.formula.startswith("change_number(")


@pytest.mark.parametrize(("before", "told"), [(49, "rose by 20"), (50, "rose by 5.0%"), (None, "rose by 5.0%")])
def test_a_title_tells_a_few_in_number(before: float | None, told: str) -> None:
    percent = made.figure("change_12_months", value=5.0, text="+5.0%", **YEARS)
    known = {
        ("change_12_months", ""): percent,
        ("change_12_months_number", ""): made.figure("change_12_months_number", value=20.0, unit="crimes", text="+20", **YEARS),
        ("total_12_months", "2022-10"): made.figure("total_12_months", value=before, unit="crimes"),
        ("total_12_months", ""): made.figure("total_12_months", value=60.0, unit="crimes"),
    }
    judged = made.judged("common cause", test=made.test_of(2.0, 9.0, True))
    said = year_message(CRIMES, made.measure(), judged, lambda statistic, period="": known[statistic, period])
    assert words(said).startswith(f"Crimes {told} ")


def test_what_an_original_report_prints_stays_in_per_cent() -> None:
    printed = dataclasses.replace(made.figure("change_12_months", value=169.2, text="+169.2%", **YEARS), original="claims.csv#1")
    few = made.figure("total_12_months", value=13.0, unit="crimes")
    assert as_told(printed, made.measure(), lambda statistic, period="": few) is printed


@pytest.mark.parametrize("keys", [{"calculation": "percentage", "unit": "%", "denominator": "b"}, {"unit": "crimes"}])
def test_what_is_no_change_of_a_count_in_per_cent_stays(keys: dict[str, str]) -> None:
    """A rate, and a change in number."""
    unit = "percentage points" if "denominator" in keys else "crimes"
    change = made.figure("change_12_months", value=2.0, unit=unit, text="+2", **YEARS)
    few = made.figure("total_12_months", value=13.0, unit="crimes")
    assert as_told(change, made.measure(**keys), lambda statistic, period="": few) is change
