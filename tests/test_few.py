"""Changes of so few cases that a per cent says nothing are told in number, wherever they are told."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import made
import pytest
from conftest import Tiny
from test_few_counted import AREAS, MONTHS, parts, words  # noqa: F401 a fixture

from pcc_lib.core.periods import Span
from pcc_lib.differences.lists import new_figures, withdrawn_figures
from pcc_lib.exploring.figures import Wanted, figure_list
from pcc_lib.figures.few import as_told, is_counted
from pcc_lib.inputs.models.told import ToldFigure
from pcc_lib.pages.alternatives import year_told
from pcc_lib.pages.changes import change_of, change_over_year
from pcc_lib.pages.line_titles import Lined, over_the_year
from pcc_lib.pages.news import largest_changes
from pcc_lib.pages.topic import measures_table
from pcc_lib.writing.figure_words import told
from pcc_lib.writing.judged_sentences import judged_sentence
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


# ── whole pages ───────────────────────────────────────────────────────────────────────────────────────────────────────
def few(month: str, area: str) -> int:
    """40 calls in the year to October 2022, and 80 in the year after; of east none before."""
    late = month > "2022-10"
    return (
        {"north": 2, "south": 1, "east": 0, "west": 0}[area] * (1 + late)
        + (area == "east" and month == "2023-05")
        + (4 * (area == "west" and month == "2022-03") + 7 * (area == "west" and month == "2023-05"))
    )


def counted(tiny: Tiny, count: Callable[[str, str], int]) -> Tiny:
    rows = [f"{m},{a},{count(m, a)},computed," for m in MONTHS if m <= "2023-10" for a in AREAS]
    return tiny.write("data/sources/calls.csv", "\n".join(["month,area,offered,kind,status", *rows]) + "\n")


def test_no_sentence_of_an_edition_tells_it_in_per_cent(parts: Tiny) -> None:  # noqa: F811
    report = counted(parts, few).report()
    page, offered = report.page, report.page.figures.measure("offered")
    assert "100.0%" not in str(largest_changes(page))
    judged, about = page.judgement(offered), page.figures.about("offered")
    assert judged is not None and judged.test is not None and judged.test.significant
    assert "rose by 40, to 80 (95% interval of the change in per cent +" in words(
        judged_sentence(offered, about("value"), change_of(page, offered), judged, about)
    )
    alt = [words(said[0] if isinstance(said, tuple) else said) for said in year_told(offered, judged, about)]
    assert "(+40)" in " ".join(alt) and "%" not in " ".join(alt)
    pieces = told("offered.change_words", page.figures)
    assert "".join(each if isinstance(each, str) else each.text for each in pieces) == "40 more than in the twelve months before"


def test_from_nought_a_change_is_told_in_number(parts: Tiny) -> None:  # noqa: F811
    report = counted(parts, few).report()
    change = change_of(report.page, report.page.figures.measure("offered"), "east")
    assert change is not None and change.text == "+1" and not report.page.figures.figure("offered.change_12_months.east").known


def test_two_lines_of_two_units_are_told_without_their_numbers(parts: Tiny) -> None:  # noqa: F811
    """24 more in north, and half of what there was in south."""
    fewer = {"north": (2, 4), "south": (40, 20), "east": (0, 0), "west": (0, 0)}
    report = counted(parts, lambda month, area: fewer[area][month > "2022-10"]).report()
    offered = report.page.figures.measure("offered")
    lines = [Lined(part.capitalize(), offered, part) for part in ("north", "south")]
    said = words(over_the_year(report.page, lines, "area"))
    assert said == "Calls rose in North over the year but fell in South"


def test_money_is_not_few_and_not_fewer(parts: Tiny) -> None:  # noqa: F811
    parts.measure("offered", breakdown="area", good_direction="decrease", change="change_12_months", unit="GBP million")
    report = counted(parts, lambda month, area: 3 if month < "2022-11" else 2).report()
    offered = report.page.figures.measure("offered")
    change = change_of(report.page, offered, "north")
    assert change is not None and change.text == "\u221233.3%" and not is_counted(offered)
    number = report.page.figures.of("offered", "change_12_months_number", "north")
    assert words(change_in_short(number, offered)) == "\u00a312\u00a0million less over twelve months"


def test_a_fact_in_another_form_is_neither_new_nor_withdrawn() -> None:
    def one(statistic: str) -> ToldFigure:
        return ToldFigure(id=f"offered.{statistic}", measure="offered", statistic=statistic, value=3.0, text="3", page="p")

    before, now = one("change_12_months"), one("change_12_months_number")
    assert new_figures([before], [now]) == [] and list(withdrawn_figures([before], [now], None, None)) == []
    assert [each.id for each in new_figures([before], [one("value")])] == ["offered.value"]


def test_the_list_of_figures_has_what_pages_print(parts: Tiny) -> None:  # noqa: F811
    page = counted(parts, few).report().page
    listed = {each.figure.id: each.figure.text for each in figure_list(page, Wanted(name="offered")).listed}
    assert listed["offered.change_12_months"] == "+100.0%" and listed["offered.change_12_months_number"] == "+40"
    whole = [each.figure.id for each in figure_list(page, Wanted(name="offered", whole=True)).listed]
    assert len(whole) == len(set(whole))
