"""Figures: every statistic on tables that can be added up in the head, and an independent re-working of the real ones.

Calls offered a month, north and south together: 15 in 2021, 25 in 2022, 35 in 2023 and 45 in October 2023.
Answered: half of the north's, all 5 of the south's. Waits: 700 seconds a month.
"""

from __future__ import annotations

import csv
import math
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import yaml
from conftest import QUARTER
from places import SAMPLE

from pcc_lib.core.errors import ReportError
from pcc_lib.core.periods import Span
from pcc_lib.core.sure import sure
from pcc_lib.figures import levels, targets
from pcc_lib.figures.catalogue import OTHER_WORDS, STATISTICS
from pcc_lib.figures.figure import COLUMNS, FigureId, ledger_csv, ledger_rows
from pcc_lib.figures.figures import Figures
from pcc_lib.figures.judged import side_seen
from pcc_lib.inputs.calculations import CALCULATIONS, Calculation
from pcc_lib.inputs.measures import measure_ids
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.report import Report
from pcc_lib.statistics import calculate

# worked out by a method of `judgement`, `outlook` or `comparison`, and not by sums, as all of these modules are
BY_SUMS = (levels.__name__, targets.__name__)
BY_METHOD = tuple(s for s, each in STATISTICS.items() if getattr(each.make, "func", each.make).__module__ not in BY_SUMS)
MINUS, NBSP = "\u2212", "\u00a0"
NOW, BEFORE = 410, 280  # twelve months to October 2023: 2 x 25 + 9 x 35 + 45; and the twelve before: 2 x 15 + 10 x 25


@pytest.fixture
def figures(tiny) -> Figures:
    seconds = {"calculation": "mean", "numerator": "wait_s", "denominator": "answered", "unit": "seconds"}
    tiny.measure("wait", **seconds, target={"value": 30, "label": "At most"})
    tiny.measure("minutes", **seconds, precision="minutes")
    tiny.measure("waited", calculation="ratio", numerator="wait_s", denominator="answered", unit="%")
    tiny.measure("steady", target={"between": [30, 40], "label": "Between"})
    tiny.measure("yearly", window="12 months").measure("since", window="since 2023-08").measure("half", multiply_by=0.5)
    tiny.measure(
        "year_rate",
        window="12 months",
        calculation="percentage",
        numerator="answered",
        denominator="offered",
        unit="%",
        decimals=0,
    )
    tiny.measure(
        "per_head",
        window="12 months",
        calculation="rate_per_1000",
        population="population.population",
        unit="calls per 1,000 residents",
        decimals=1,
        breakdown="area",
    )
    tiny.measure("median", source="medians", calculation="published", numerator="median_s", unit="seconds", breakdown="group")
    tiny.measure("ours", source="medians", calculation="published", numerator="median_s", unit="seconds", rows={"group": ["us"]})
    tiny.measure(
        "quarterly",
        source="medians",
        calculation="published",
        numerator="median_s",
        unit="seconds",
        rows={"group": ["us"]},
        window="3 months",
    )
    tiny.measure("national", source="national", calculation="published", numerator="incidents", unit="incidents")
    tiny.measure("happy", source="survey", numerator="happy", rows={"question": ["overall"]}, unit="people")
    tiny.measure("asked", source="survey", numerator="asked", rows={"question": ["overall"]}, unit="people")
    tiny.measure(
        "link",
        source=None,
        numerator=None,
        calculation="correlation",
        of=["happy", "asked"],
        window="3 months",
        unit="r",
        decimals=2,
        change="none",
    )
    tiny.measure("missing", source=None, numerator=None, missing="None given.")
    return tiny.figures()


@pytest.mark.parametrize(
    ("id", "value", "text"),
    [
        ("offered.value", 45, "45"),
        ("offered.value@2022-05", 25, "25"),
        ("offered.value.north", 40, "40"),
        ("offered.value.south@2021-01", 5, "5"),
        ("half.value", 22.5, "23"),
        ("yearly.value", NOW, "410"),
        ("since.value", 35 + 35 + 45, "115"),
        ("happy.value", 3, "3"),
        ("answered_rate.value", 100 * 25 / 45, "55.6%"),
        ("answered_rate.value.south", 100, "100.0%"),
        ("waited.value", 100 * 700 / 25, "2,800.0%"),
        ("year_rate.value", 100 * 235 / NOW, "57%"),
        ("wait.value", 28, f"28{NBSP}s"),
        ("minutes.value", 28, f"0{NBSP}min"),
        ("per_head.value", 1000 * NOW / 4100, "100.0"),
        ("per_head.value.north", 1000 * 350 / 3000, "116.7"),
        ("per_head.value@2022-12", 1000 * 300 / 2000, "150.0"),
        ("median.value.us", 61, f"1{NBSP}min{NBSP}1{NBSP}s"),
        ("ours.value", 61, f"1{NBSP}min{NBSP}1{NBSP}s"),
        ("quarterly.value", 61, f"1{NBSP}min{NBSP}1{NBSP}s"),
        ("national.value", 150, "150"),
        ("national.value@2021-22", 200, "200"),
        ("link.value", math.sqrt(3) / 2, "0.87"),
        ("offered.total_12_months", NOW, "410"),
        ("offered.total_12_months@2022-12", 300, "300"),
        ("offered.mean_12_months", NOW / 12, "34"),
        ("answered_rate.total_12_months", 100 * 235 / NOW, "57.3%"),
        ("answered_rate.mean_12_months", 100 * 235 / NOW, "57.3%"),
        ("wait.total_12_months", 8400 / 235, f"36{NBSP}s"),
        ("offered.total_since_break", 4 * 35 + 45, "185"),
        ("offered.total_since_break@2023-06", 35, "35"),
        ("offered.financial_year_to_date", 6 * 35 + 45, "255"),
        ("offered.financial_year_to_date@2023-03", 9 * 25 + 3 * 35, "330"),
        ("offered.financial_year_to_date@2022-05", 50, "50"),
        ("offered.financial_year", 255, "255"),
        ("offered.financial_year@2023-03", 330, "330"),
        ("offered.financial_year@2022-05", 330, "330"),
        ("offered.calendar_year_to_date", 9 * 35 + 45, "360"),
        ("offered.calendar_year_to_date@2022-02", 50, "50"),
        ("offered.calendar_year", 360, "360"),
        ("offered.calendar_year@2022-02", 300, "300"),
        ("offered.share.north", 100 * 40 / 45, "88.9%"),
        ("yearly.share.south", 100 * 60 / NOW, "14.6%"),
        ("offered.target", 30, "30"),
        ("answered_rate.target.north", 60, "60.0%"),
        ("wait.target", 30, f"30{NBSP}s"),
        ("recruits.stated", 50, "50 or more"),
        ("deliverable_station_1.stated", 40, "40%"),
    ],
)
def test_levels(figures, id, value, text):
    found = figures.figure(id)
    assert (found.value, found.text) == (pytest.approx(value, abs=1e-9), text)


@pytest.mark.parametrize(
    ("id", "value", "text"),
    [
        ("offered.change_on_month", 100 * 10 / 35, "+28.6%"),
        ("offered.change_on_month_number", 10, "+10"),
        ("offered.change_on_year", 80, "+80.0%"),
        ("offered.change_on_year_number", 20, "+20"),
        ("offered.change_on_year_percent.north", 100, "+100.0%"),
        ("offered.change_on_year.south", 0, "0.0%"),
        ("offered.change_on_month@2023-01", 40, "+40.0%"),
        ("offered.change_12_months", 100 * 130 / BEFORE, "+46.4%"),
        ("offered.change_12_months_number", 130, "+130"),
        ("offered.change_12_months_per_month", 130 / 12, "+11"),
        ("offered.change_on_baseline", 100 * 230 / 180, "+127.8%"),
        ("offered.change_on_baseline_number", 230, "+230"),
        ("offered.change_on_baseline_per_month", 230 / 12, "+19"),
        ("offered.change_on_baseline@2022-12", 100 * 120 / 180, "+66.7%"),
        ("yearly.change_on_year", 100 * 130 / BEFORE, "+46.4%"),
        ("yearly.change_on_month", 100 * 20 / 390, "+5.1%"),
        ("answered_rate.change_on_year", 100 * 25 / 45 - 60, f"{MINUS}4.4 percentage points"),
        ("answered_rate.change_on_year_points", 100 * 25 / 45 - 60, f"{MINUS}4.4 percentage points"),
        ("answered_rate.change_on_year_number", 100 * 25 / 45 - 60, f"{MINUS}4.4 percentage points"),
        ("answered_rate.change_on_year_percent", 100 * (25 / 45 - 0.6) / 0.6, f"{MINUS}7.4%"),
        ("answered_rate.change_12_months", 100 * 235 / NOW - 100 * 170 / BEFORE, f"{MINUS}3.4 percentage points"),
        ("wait.change_on_year", 28 - 700 / 15, f"{MINUS}19{NBSP}s"),
        ("wait.change_on_year_percent", -40, f"{MINUS}40.0%"),
        ("minutes.change_on_year", 28 - 700 / 15, f"0{NBSP}min"),
        ("median.change_on_year.us", 11, f"+11{NBSP}s"),
        ("quarterly.change_on_year", 11, f"+11{NBSP}s"),
        ("national.change_on_year", -25, f"{MINUS}25.0%"),
        ("per_head.change_on_year@2023-09", 100 * (390 / 4100 - 270 / 2000) / (270 / 2000), f"{MINUS}29.5%"),
        ("offered.gap_to_target", 15, "+15"),
        ("answered_rate.gap_to_target.north", -10, f"{MINUS}10.0 percentage points"),
        ("steady.target_lower", 30, "30"),
        ("steady.target_upper", 40, "40"),
        ("steady.gap_to_target", 5, "+5"),
        ("steady.gap_to_target@2022-05", -5, f"{MINUS}5"),
        ("steady.gap_to_target@2023-05", 0, "0"),
        ("wait.gap_to_target", -2, f"{MINUS}2{NBSP}s"),
        ("offered.gap_to_target@2022-05", -5, f"{MINUS}5"),
    ],
)
def test_changes_and_gaps(figures, id, value, text):
    found = figures.figure(id)
    assert (found.value, found.text) == (pytest.approx(value, abs=1e-9), text)


@pytest.mark.parametrize(
    "id",
    [
        "offered.value@2020-12",
        "offered.change_on_year@2021-05",
        "offered.change_12_months@2022-11",
        "offered.total_12_months@2021-11",
        "yearly.value@2021-11",
        "since.value@2023-07",
        "since.change_on_year",
        "happy.change_on_year",
        "happy.value@2023-06",
        "happy.value@2023-05",
        "happy.change_on_month@2023-08",
        "happy.total_12_months",
        "median.value",
        "median.change_on_year.others",
        "national.change_on_year@2021-22",
        "ours.total_12_months",
        "quarterly.total_12_months",
        "quarterly.value@2023-09",
        "quarterly.financial_year",
        "link.value@2023-09",
        "missing.value",
        "missing.change_on_year",
        "offered.change_on_baseline@2021-06",
        "per_head.value@2021-12",
        "answered_rate.change_on_month@2021-01",
        "offered.total_since_break@2023-05",
        "happy.financial_year_to_date",
    ],
)
def test_what_is_not_known_is_x_and_never_nought(figures, id):
    found = figures.figure(id)
    assert (found.value, found.known, found.text, str(found.status)) == (None, False, "[x]", "x")


def test_what_is_taken_to_be_there_is_given_back_and_what_is_not_there_stops(figures):
    assert sure(figures.of("offered").value) == 45
    with pytest.raises(AssertionError, match="taken to be there"):
        sure(figures.of("happy", "financial_year_to_date").value)


def test_a_change_knows_the_earlier_periods_and_a_gap_to_a_target_has_none(figures):
    assert str(figures.of("offered", "change_on_month").earlier) == "2023-09"
    with pytest.raises(AssertionError, match="set against a target"):
        _ = figures.of("wait", "gap_to_target").earlier


def test_every_statistic_of_the_grammar_is_tried(figures):
    tried = {
        i.split(".")[1].split("@")[0]
        for test in (test_levels, test_changes_and_gaps)
        for mark in test.pytestmark
        for i in (row[0] for row in mark.args[1])
    }
    impossible = {
        "change_on_month_points",
        "change_12_months_points",
        "change_on_baseline_points",  # tried below as of one
        "change_on_month_per_month",
        "change_on_year_per_month",
        "change_12_months_percent",
        "change_on_month_percent",
        "change_on_baseline_percent",
    }
    untried = set(STATISTICS) - tried - impossible - set(BY_METHOD)
    assert untried == set(), "give each a row, with its value worked out by hand, in test_levels or test_changes_and_gaps"
    assert not tried & set(BY_METHOD) and impossible < set(STATISTICS)


@pytest.mark.parametrize("change", ["change_on_month", "change_on_year", "change_12_months", "change_on_baseline"])
def test_the_default_form_is_one_of_the_named_forms(figures, change):
    same = [("offered", "percent"), ("answered_rate", "points"), ("wait", "number")]
    for measure, form in same:
        short, long = figures.of(measure, change), figures.of(measure, f"{change}_{form}")
        assert (short.value, short.text, short.formula) == (long.value, long.text, long.formula)


@pytest.mark.parametrize(
    ("id", "said"),
    [
        ("ofered.value", "there is no measure 'ofered'. Did you mean 'offered'?"),
        ("offered.valeu", "there is no statistic 'valeu'. Did you mean 'value'?"),
        ("offered.value.nort", "calls.csv has no area 'nort'. Did you mean 'north'?"),
        ("offered.value@2023-11", "this edition knows offered only up to 2023-10."),
        ("offered.value@2023", "'2023' is not a month of calls.csv"),
        ("offered.value@2022-13", "'2022-13' is not a month"),
        ("national.value@2022-04", "'2022-04' is not a year of national.csv"),
        ("offered", "'offered' is not a figure. Write measure.statistic"),
        ("Offered.value", "is not a figure"),
        ("offered.value@October", "is not a figure"),
        ("offered.value; x", "is not a figure"),
        ("", "is not a figure"),
        ("median.target", "median has no target."),
        ("steady.target", "the target of steady is a range. Write steady.target_lower and steady.target_upper."),
        ("offered.target_upper", "the target of offered is no range. Write offered.target."),
        ("answered_rate.target", "answered_rate has no target."),
        ("answered_rate.gap_to_target.east", "no area 'east'"),
        ("recriuts.stated", "no such stated fact in this quarter. Did you mean 'recruits.stated'?"),
        ("link.change_on_year", "a correlation has a value, and nothing else"),
        ("link.value.north", "a correlation has a value"),
        ("offered.change_on_year_points", "only a percentage changes by percentage points"),
        ("wait.change_on_year_points", "only a percentage changes by percentage points"),
        ("offered.change_on_year_per_month", "only a count over twelve months"),
        ("answered_rate.change_12_months_per_month", "only a count over twelve months"),
        ("offered.share", "name the part, such as offered.share.north"),
        ("answered_rate.share.north", "a share is of one part of a count"),
        ("offered.usual_mean@2022-05", "for the latest period only"),
    ],
)
def test_what_there_is_not_is_an_error_that_helps(figures, id, said):
    with pytest.raises(ReportError) as error:
        figures.figure(id)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("id", "formula", "cells"),
    [
        ("offered.value", "count(a)", "calls.csv#month=2023-10;column=offered"),
        ("half.value", "times(0.5, a)", "calls.csv#month=2023-10;column=offered"),
        (
            "offered.change_on_year.north",
            "change_percent(count(a), count(b))",
            "calls.csv#month=2023-10;area=north;column=offered calls.csv#month=2022-10;area=north;column=offered",
        ),
        (
            "answered_rate.total_12_months",
            "percentage(a, b)",
            "calls.csv#month=2022-11..2023-10;column=answered calls.csv#month=2022-11..2023-10;column=offered",
        ),
        (
            "offered.share.north",
            "percentage(count(a), count(b))",
            "calls.csv#month=2023-10;area=north;column=offered calls.csv#month=2023-10;column=offered",
        ),
        (
            "per_head.value",
            "rate_per_1000(a, b)",
            "calls.csv#month=2022-11..2023-10;column=offered population.csv#year=2023;column=population",
        ),
        # ready-made for its three months, and held in the last of them
        ("quarterly.value", "published(a)", "medians.csv#month=2023-10;group=us;column=median_s"),
        (
            "quarterly.change_on_year",
            "change_number(published(a), published(b))",
            "medians.csv#month=2023-10;group=us;column=median_s medians.csv#month=2022-10;group=us;column=median_s",
        ),
        ("happy.value", "count(a)", "survey.csv#month=2023-10;question=overall;column=happy"),
        (
            "link.value",
            "correlation(a, b)",
            "survey.csv#month=2023-08..2023-10;question=overall;column=happy "
            "survey.csv#month=2023-08..2023-10;question=overall;column=asked",
        ),
        ("offered.mean_12_months", "average(count(a), 12)", "calls.csv#month=2022-11..2023-10;column=offered"),
        (
            "offered.gap_to_target",
            "change_number(count(a), b)",
            "calls.csv#month=2023-10;column=offered data/measures/offered.yml#target",
        ),
        (
            "steady.gap_to_target",
            "gap_to_range(count(a), b, c)",
            "calls.csv#month=2023-10;column=offered data/measures/steady.yml#target;between=lower "
            "data/measures/steady.yml#target;between=upper",
        ),
        ("recruits.stated", "published(a)", f"data/quarters/{QUARTER}/stated.csv#id=recruits;column=value"),
    ],
)
def test_formula_and_cells_say_what_was_done(figures, id, formula, cells):
    found = figures.figure(id)
    assert (found.formula, found.cells) == (formula, cells)


@pytest.mark.parametrize(
    ("id", "period", "before", "kind", "status"),
    [
        ("offered.value", "2023-10", "", "computed", "p"),
        ("offered.value@2022-05", "2022-05", "", "computed", ""),
        ("offered.change_on_year", "2023-10", "2022-10", "computed", "p"),
        ("offered.change_12_months", "2022-11..2023-10", "2021-11..2022-10", "computed", "e,p"),
        ("offered.change_on_baseline", "2022-11..2023-10", "2021-01..2021-12", "computed", "e,p"),
        ("offered.change_on_month@2022-12", "2022-12", "2022-11", "computed", ""),
        ("ours.value", "2023-10", "", "published", ""),
        ("quarterly.value", "2023-08..2023-10", "", "published", ""),
        ("quarterly.change_on_year", "2023-08..2023-10", "2022-08..2022-10", "published", ""),
        ("national.change_on_year", "2022-23", "2021-22", "published", ""),
        ("recruits.stated", "2024-01", "", "stated", ""),
        ("offered.target", "2023-10", "", "stated", ""),
        ("missing.value", "", "", "computed", "x"),
    ],
)
def test_periods_kind_and_status(figures, id, period, before, kind, status):
    found = figures.figure(id)
    assert (str(found.period), str(found.compared_with), found.kind, str(found.status)) == (period, before, kind, status)


def test_a_later_row_never_leaks(figures):
    """November and December 2023 hold 9,999 in every column; the edition tells of October."""
    ids = [
        str(FigureId.of(m, s, p))
        for m in ("offered", "answered_rate", "wait", "per_head")
        for p in ("", "north")
        for s in STATISTICS
        if s not in BY_METHOD
    ]
    for id in ids:
        try:
            found = figures.figure(id)
        except ReportError:
            continue
        assert found.value is None or abs(found.value) < 1000, id
        assert "2023-11" not in found.cells and "2023-12" not in found.cells and "2024" not in found.cells, id


def test_removing_later_rows_changes_no_figure(tiny, figures):
    before = [figures.figure(i).row() for i in ("offered.calendar_year", "per_head.value", "answered_rate.change_12_months")]
    text = (tiny.root / "data/sources/calls.csv").read_text()
    tiny.write("data/sources/calls.csv", "".join(r for r in text.splitlines(True) if not r.startswith(("2023-11", "2023-12"))))
    again = tiny.figures()
    assert [again.figure(r["id"]).row() for r in before] == before


@pytest.mark.parametrize("part", ["", "north"])
def test_what_a_chart_draws_is_what_a_page_prints(figures, part):
    """The values of a series, which charts and their CSV show, are the figures of its months, whatever the calculation."""
    tried = set()
    for id in ("offered", "half", "answered_rate", "year_rate", "wait", "waited", "since", "per_head", "ours"):
        series = figures.series(id)
        for period, drawn in series.values(part if part in series.parts else "").items():
            printed = figures.of(id, "value", part if part in series.parts else "", period)
            assert printed.numeric == pytest.approx(drawn, nan_ok=True), printed.id
            tried |= {series.measure.calculation} if printed.known else set()
    assert tried == {name for name, each in CALCULATIONS.items() if "of" not in each.roles}


def test_a_new_calculation_is_drawn_as_it_is_printed(tiny, monkeypatch):
    """One column with arithmetic of its own, and two columns with a factor: both through the one formula."""
    monkeypatch.setitem(calculate.FUNCTIONS, "halved", halved)
    monkeypatch.setitem(calculate.FUNCTIONS, "blend", blend)
    made = Calculation("halved", "a half", "half of {top}", ("numerator",), "halved", unfit="it is new")
    monkeypatch.setitem(CALCULATIONS, "count", made)
    assert [tiny.figure("offered.value").value, tiny.figures().series("offered").values().iloc[-1]] == [22.5, 22.5]
    roles = ("numerator", "denominator")
    monkeypatch.setitem(CALCULATIONS, "mean", replace(made, roles=roles, function="mean", multiplied="blend"))
    tiny.measure("m", calculation="mean", numerator="wait_s", denominator="answered", multiply_by=2)
    found = tiny.figures()
    assert found.of("m").formula == "blend(2, a, b)"
    assert [found.of("m").value, found.series("m").values().iloc[-1]] == [56, 56]


def halved(a: float) -> float:
    return a / 2


def blend(factor: float, a: float, b: float) -> float:
    return factor * a / b


def test_a_base_of_nought_has_no_change_in_per_cent(tiny):
    for month in ("2022-10",):
        tiny.edit("data/sources/calls.csv", f"{month},north,20", f"{month},north,0").edit(
            "data/sources/calls.csv", f"{month},south,5", f"{month},south,0"
        )
    found = tiny.figures()
    assert (found.of("offered", "change_on_year").text, found.of("offered", "change_on_year_number").text) == ("[x]", "+45")
    assert found.of("answered_rate", "value", "", "2022-10").text == "[x]"


def test_a_rate_of_one_part_names_its_population(tiny):
    tiny.measure(
        "m",
        window="12 months",
        calculation="rate_per_1000",
        population="population.population",
        unit="calls per 1,000 residents",
        rows={"area": ["north"]},
    )
    found = tiny.figure("m.value")
    assert found.value == pytest.approx(1000 * 350 / 3000) and "area=north;column=population" in found.cells


def test_the_population_is_the_year_that_the_edition_knows(tiny):
    tiny.measure(
        "m", window="12 months", calculation="rate_per_1000", population="population.population", unit="calls per 1,000 residents"
    )
    tiny.edit(f"data/quarters/{QUARTER}/quarter.yml", "population: '2023'", "population: '2022'")
    assert tiny.figure("m.value").value == pytest.approx(1000 * NOW / 2000)


def test_the_magnitude_of_a_difference_has_no_sign(figures):
    assert figures.of("wait", "change_on_year").magnitude == f"19{NBSP}s"
    assert figures.of("offered", "gap_to_target", "", "2022-05").magnitude == "5"


def test_whatever_prints_with_a_plus_is_a_difference_or_the_end_of_an_interval(figures):
    """A sign that the entry of a statistic does not tell of would stand beside a word in commentary: `+15 lower`."""
    told = [figures.of(id, s) for id in ("offered", "answered_rate", "wait") for s in STATISTICS if _can(figures, id, s)]
    plus = {figure.statistic for figure in told if figure.text.startswith("+")}
    assert len(plus) > 8 and {s for s in plus if not STATISTICS[s].signed} <= {"change_lower", "change_upper"}


def _can(figures, id, statistic) -> bool:
    try:
        return figures.of(id, statistic).known
    except ReportError:
        return False


@pytest.mark.parametrize(
    ("low", "said"),
    [  # 10 and 11 s by turns: mean 10.5, mean range 1, so limits 2.66 to either side
        (10, [f"7.8{NBSP}s", f"10.5{NBSP}s", f"13.2{NBSP}s"]),
        (57, [f"54.8{NBSP}s", f"57.5{NBSP}s", f"1{NBSP}min"]),
        (70, [f"1{NBSP}min{NBSP}8{NBSP}s", f"1{NBSP}min{NBSP}11{NBSP}s", f"1{NBSP}min{NBSP}13{NBSP}s"]),
    ],
)
def test_the_usual_range_of_short_times_has_tenths_of_a_second(tiny, low, said):
    """Whole seconds would hide on which side of a limit a value lies."""
    for i, month in enumerate(Span("2022-09", "2023-10").periods):
        tiny.edit("data/sources/calls.csv", f"{month},south,5,5,100,", f"{month},south,5,5,{5 * (low + i % 2)},")
    text = (tiny.root / "data/sources/calls.csv").read_text()
    tiny.write("data/sources/calls.csv", "".join(r for r in text.splitlines(True) if r[:2] != "20" or r >= "2022-09"))
    tiny.measure("m", calculation="mean", numerator="wait_s", denominator="answered", unit="seconds", rows={"area": ["south"]})
    found = tiny.figures()
    assert [found.of("m", f"usual_{side}").text for side in ("lower", "mean", "upper")] == said
    assert "." not in found.of("m").text  # a value keeps its whole seconds


def test_anchors_are_safe_and_differ(figures):
    anchors = [figures.figure(i).anchor for i in ("offered.value", "offered.value@2022-05", "offered.value.north")]
    assert anchors == ["f-offered-value", "f-offered-value-at-2022-05", "f-offered-value-north"]


def test_the_ledger_is_sorted_once_for_each_page_with_blanks_for_the_unknown(figures):
    rows = [figures.figure(i).row() | {"page": p} for i in ("offered.value", "missing.value") for p in ("b", "a", "b")]
    read = list(csv.DictReader(ledger_csv(ledger_rows(rows)).splitlines()))
    assert [(r["id"], r["page"], r["value"]) for r in read] == [
        ("missing.value", "a", ""),
        ("missing.value", "b", ""),
        ("offered.value", "a", "45"),
        ("offered.value", "b", "45"),
    ]
    assert tuple(read[0]) == COLUMNS


# ── Each figure of the real pages, worked out again from nothing but its `formula` and `cells` ──────────────────────────
# Written without the library: csv, sums, and a parser of its own.

_ARITHMETIC = {
    "count": lambda a: a,
    "published": lambda a: a,
    "times": lambda f, a: f * a,
    "percentage": lambda a, b: 100 * a / b,
    "mean": lambda a, b: a / b,
    "rate_per_1000": lambda a, b: 1000 * a / b,
    "change_number": lambda a, b: a - b,
    "change_points": lambda a, b: a - b,
    "change_percent": lambda a, b: 100 * (a / b - 1),
    "per_month": lambda a: a / 12,
    "average": lambda a, n: a / n,
    "percentages": lambda a, b: [100 * x / y for x, y in zip(a, b, strict=True)],
    "means": lambda a, b: [x / y for x, y in zip(a, b, strict=True)],
}


def _pearson(xs: list[float], ys: list[float]) -> float:
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    top = sum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True))
    return top / math.sqrt(sum((x - mx) ** 2 for x in xs) * sum((y - my) ** 2 for y in ys))


def _cells_by_month(root: Path, cells: str) -> list[float]:
    """What a block of cells holds: its sum for each period."""
    file, _, key = cells.partition("#")
    if file.endswith(".yml"):
        target = yaml.safe_load((root / file).read_text(encoding="utf-8"))["target"]
        return [target["by"][key.split(";")[1]] if ";" in key else target["value"]]
    return _sums((root / "data/sources" / file).read_text(encoding="utf-8"), key)


@cache
def _sums(text: str, key: str) -> list[float]:
    said = dict(part.split("=") for part in key.split(";"))
    column = said.pop("column")
    sums: dict[str, float] = {}
    for row in _rows(text):
        if all(_within(row[name], wanted) for name, wanted in said.items()):
            period = row.get("month") or row.get("year") or ""
            sums[period] = sums.get(period, 0) + float(row[column])
    return [sums[period] for period in sorted(sums)]


@cache
def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def _within(cell: str, wanted: str) -> bool:
    if ".." in wanted:
        first, last = wanted.split("..")
        return first <= cell <= last
    return cell in wanted.split("+")


def _rework(formula: str, blocks: list[list[float]], by_month: bool = False) -> tuple[object, str]:
    """Value of the formula's first term, and the rest of the text."""
    name = re.match(r"\s*([\w.]+)", formula)
    word, rest = name[1], formula[name.end() :]
    if not rest.startswith("("):
        if word[0].isdigit():
            return float(word), rest
        held = blocks["abcdefghijklmnopqrstuvwxyz".index(word)]
        return (held if by_month else sum(held)), rest
    arguments = []
    while rest[0] in "(,":
        value, rest = _rework(rest[1:], blocks, by_month or word == "correlation")
        arguments.append(value)
    return (_pearson if word == "correlation" else _ARITHMETIC[word])(*arguments), rest[1:]


def rework(figure, root: Path) -> float:
    """A figure's value from its formula and cells alone."""
    blocks = [_cells_by_month(root, cell) for cell in figure.cells.split(" ")]
    value, rest = _rework(figure.formula, blocks)
    assert rest == ""
    return value


def reworkable(figures) -> list:
    """Figures worked out from cells by a formula: not stated by people, not a method of `judgement`, not unknown."""
    return [
        f
        for f in figures
        if f.known
        and f.kind in ("computed", "published")
        and f.statistic not in (*BY_METHOD, *OTHER_WORDS)
        and not f.measure.startswith(("delivery_", "deliverables_", "scorecard_", "data_", "budget_"))
    ]


def test_every_figure_that_the_pages_print_follows_from_its_formula_and_cells(q3_figures):
    wrong = [
        (f.id, f.value, again)
        for f in reworkable(q3_figures)
        if not math.isclose(again := rework(f, SAMPLE), f.value, rel_tol=1e-9, abs_tol=1e-9)
    ]
    assert wrong == []
    assert len(reworkable(q3_figures)) >= 200


@pytest.mark.slow
def test_so_does_every_statistic_of_every_measure(repo):
    figures = Figures(repo, open_quarter(repo, QUARTER))
    count = 0
    for id in measure_ids(repo):
        series = figures.series(id)
        for statistic in [s for s in STATISTICS if s not in BY_METHOD]:
            for part in ("", *(series.parts if series else ())):
                try:
                    found = figures.of(id, statistic, part)
                except ReportError:
                    continue
                for f in reworkable([found]):
                    count += 1
                    assert rework(f, SAMPLE) == pytest.approx(f.value, rel=1e-9, abs=1e-9), f.id
    assert count > 2000


def test_a_changed_cell_is_found_by_the_reworking(tiny):
    figure = tiny.figure("offered.change_12_months")
    assert rework(figure, tiny.root) == pytest.approx(figure.value)
    tiny.edit("data/sources/calls.csv", "2022-03,north,20", "2022-03,north,21")
    assert rework(figure, tiny.root) != pytest.approx(figure.value)


def test_pages_of_one_reading_of_the_files_share_their_figures_and_another_reading_has_its_own(tiny):
    project = tiny.project()
    first, second = (Report(project, page) for page in ("priority-1", "headlines"))
    assert first.page.figures.of("offered") is second.page.figures.of("offered")
    assert first.page.beside("headlines").figures is first.page.figures
    tiny.edit("data/sources/calls.csv", "2023-10,north,40,20", "2023-10,north,41,20")
    assert (first.page.figures.of("offered").value, tiny.report().page.figures.of("offered").value) == (45, 46)


@pytest.mark.parametrize(
    ("bound", "digits"),
    [(8.5, 1), (0.05, 1), (0.04, 2), (-0.04, 2), (0.004, 3), (-0.004, 3), (0.0, 1), (1e-9, 1), (math.nan, 1)],
)
def test_the_end_of_an_interval_shows_on_which_side_of_nought_it_lies(bound: float, digits: int) -> None:
    """`0.0% to +8.5%` was printed beside a clear change and beside one that is not."""
    assert side_seen(bound) == digits
