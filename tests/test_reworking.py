"""Every figure of a measure follows from its formula and its source cells alone, read anew."""

from __future__ import annotations

import csv
import math

import pandas as pd
import pytest
from in_page import InPage, faults
from places import ROOT, SAMPLE
from pytest import approx

from pcc_lib.core.errors import ReportError
from pcc_lib.figures.blocks import read_block
from pcc_lib.figures.catalogue import STATISTICS
from pcc_lib.figures.counts import data_figures, deliverable_figures, delivery_figures, scorecard_figures
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.figures import Figures, figures_of
from pcc_lib.figures.plan_numbers import budget_figures, staffing_figures
from pcc_lib.figures.reworking import rework
from pcc_lib.inputs.measures import measure_ids
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.pages.ledger import replayed
from pcc_lib.pages.page import Page
from pcc_lib.report import parts
from pcc_lib.statistics import areas, changes, control_chart, correlation, intervals
from pcc_lib.statistics.methods import METHODS

QUARTERS = ("2023-24-Q1", "2023-24-Q2", "2023-24-Q3")
BOOKS = [*((ROOT, quarter) for quarter in QUARTERS), (ROOT / "tests/projects/small-numbers", "latest")]


@pytest.mark.no_cover
@pytest.mark.slow
def test_every_computed_figure_of_every_measure_follows_from_its_cells():
    project, anew = Project(ROOT), Project(ROOT)
    figures, tried, wrong = figures_of(open_quarter(project, QUARTERS[-1])), 0, []
    for id in measure_ids(project):
        if figures.measure(id).disclosure != "none":
            continue  # worked out from the cells that the policy lets be published, which are not in the file
        for figure in _figures_of(figures, id):
            tried += 1
            again = rework(anew, figure.formula, figure.cells)
            if not math.isclose(again, figure.value, rel_tol=1e-9, abs_tol=1e-9):
                wrong.append((figure.id, figure.formula, figure.value, again))
    assert wrong == [] and tried > 1000


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize(("root", "quarter"), BOOKS, ids=lambda of: getattr(of, "name", of))
def test_every_number_that_a_book_prints_follows_from_its_cells(root, quarter):
    """Whatever it is of: a measure or a part of one, money and staff, what people gave, counts of the book itself. The page's own
    arithmetic gives it too."""
    project, anew = Project(root), Project(root)
    book = Page(project, "figures", quarter, {name: part.write for name, part in parts().items()})
    printed = {figure.id: figure for shown in replayed(book) for figure in shown.block.figures}
    found = [figure for figure in printed.values() if figure.known and not _held_to_a_policy(book.figures, figure)]
    wrong = [
        (figure.id, figure.formula, figure.cells, figure.value, again)
        for figure in found
        if (again := rework(anew, figure.formula, figure.cells)) != approx(figure.value, rel=1e-9, abs=1e-9)
    ]
    assert wrong == [] and found
    with InPage() as page:
        done, left, wrong = faults(page, book.figures, printed.values())
    assert wrong == [] and done > 50 and left <= 8


def _held_to_a_policy(figures: Figures, figure: Figure) -> bool:
    """Worked out from the cells that a policy lets be published, which are not in the file."""
    known = figure.measure in measure_ids(figures.project)
    return known and figures.measure(figure.measure).disclosure != "none"


COUNTED = ("measures", "with_data", "further_measures", "further_with_data")


@pytest.mark.parametrize(
    ("file", "old", "new", "moved"),
    [
        (
            "data/plan/delivery.csv",
            ",2023-09,September 2023,",
            ",2024-09,September 2024,",
            {
                f"{of}_{group}{state}.value"
                for of in ("delivery", "deliverables")
                for group in ("", "priority_1_")
                for state in ("slipped", "due")
            },
        ),
        (
            "data/measures/offered.yml",
            'topic: "calls"',
            'topic: "calls"\nin_scorecard: false',
            {f"scorecard_{group}{of}.value" for group in ("", "priority_1_") for of in COUNTED},
        ),
        (
            f"data/quarters/{QUARTERS[-1]}/quarter.yml",
            "calls: 2023-10, ",
            "",
            {
                "data_measures_supplied.value",
                *(f"scorecard_{group}{of}.value" for group in ("", "priority_1_") for of in COUNTED if "data" in of),
            },
        ),
    ],
)
def test_a_count_of_the_book_follows_from_the_rows_that_it_names(tiny, file, old, new, moved):
    before = {figure.id: figure for figure in _counts(tiny)}
    assert {rework(tiny.project(), f.formula, f.cells) - f.value for f in before.values()} == {0}
    changed = tiny.edit(file, old, new)
    after = {figure.id: rework(changed.project(), figure.formula, figure.cells) for figure in before.values()}
    assert {id for id in after if after[id] != before[id].value} == moved
    assert {f.id: f.value for f in _counts(changed)} == after


def _counts(tiny) -> list[Figure]:
    folder = tiny.figures().folder
    return [*delivery_figures(folder), *deliverable_figures(folder), *scorecard_figures(folder), *data_figures(folder)]


def _figures_of(figures: Figures, id: str):
    """What can be told of a measure as a whole at its latest period, and known."""
    ahead = figures.series(id)
    months = [str(pd.Period(ahead.last, "M") + n) for n in (1, 2, 3)] if ahead and ahead.source.period == "month" else []
    names = [(statistic, period) for statistic in STATISTICS for period in (months if _looks_ahead(statistic) else [""])]
    for statistic, period in [*names, *(("differences", ""), ("differences_lower", "")) * bool(figures.measure(id).of)]:
        try:
            figure = figures.of(id, statistic, "", period)
        except ReportError:
            continue
        if figure.known and figure.kind != "stated":
            yield figure


def _looks_ahead(statistic: str) -> bool:
    return statistic in ("forecast", "forecast_lower", "forecast_upper")


def test_every_statistic_of_the_tiny_project_follows_from_its_cells(tiny):
    project, figures = tiny.project(), tiny.figures()
    found = [f for id in measure_ids(project) for f in _figures_of(figures, id)]
    assert len({f.statistic for f in found}) > 15
    for figure in found:
        assert rework(project, figure.formula, figure.cells) == approx(figure.value, rel=1e-9), figure.id


@pytest.mark.sample
def test_every_number_of_money_and_staff_follows_from_its_cells():
    project = Project(SAMPLE)
    figures = [*budget_figures(project), *staffing_figures(project)]
    of_cells = [figure for figure in figures if figure.id != "budget_claim.stated"]  # a share that the plan tells in words
    assert len([figure for figure in of_cells if figure.kind == "computed"]) > 30
    for figure in of_cells:
        again = rework(project, figure.formula, figure.cells)
        assert again == approx(figure.value, rel=1e-9, abs=1e-9), figure.id


def test_a_changed_amount_is_found(funded):
    figures = {figure.id: figure for figure in budget_figures(funded.project())}
    moved = funded.edit("data/sources/funding.csv", "2024-25,office,3,", "2024-25,office,4,").project()
    again = {id: rework(moved, f.formula, f.cells) for id, f in figures.items() if id != "budget_claim.stated"}
    assert {id for id in again if again[id] != approx(figures[id].value, abs=1e-9)} == {
        "budget_office.value@2024-25",
        "budget_office.share@2024-25",
        "budget_chief_constable.share@2024-25",
        "budget_office.change",
        "budget_total.value@2024-25",
        "budget_total.gap_to_printed@2024-25",
        "budget_total.change",
    }


def test_a_changed_cell_is_found(tiny):
    figure = tiny.figure("offered.usual_upper")
    assert figure.formula == "at_least(0, xmr_upper(a))"
    assert rework(tiny.project(), figure.formula, figure.cells) == approx(figure.value)
    tiny.edit("data/sources/calls.csv", "2022-03,north,20", "2022-03,north,900")
    assert rework(tiny.project(), figure.formula, figure.cells) != approx(figure.value)


CALLS = "calls.csv#month=2023-10;column=offered"
PLAN_ROWS, REPORTS = "data/plan/delivery.csv#column=due", f"data/quarters/{QUARTERS[-1]}/deliverables.csv#column=progress"


@pytest.mark.parametrize(
    ("formula", "cells", "said"),
    [
        ("count(a)", "nothing.csv#month=2023-10;column=offered", "there is no source 'nothing.csv'"),
        ("count(a)", "calls of October", "'calls of October' names no source cells"),
        ("count(a)", "calls.csv#year=2023-10;column=offered", "calls.csv has no year. Known: month."),
        ("count(a)", "calls.csv#month=2023-10;nope=north;column=offered", "calls.csv has no nope. Known: area."),
        ("count(a)", "calls.csv#month=2023-10;area=nrth;column=offered", "calls.csv has no area 'nrth'. Did you mean 'north'?"),
        ("count(a)", "calls.csv#month=2023-10;column=offred", "calls.csv has no offred. Did you mean 'offered'?"),
        ("count(a)", "calls.csv#month=2023-10;column=kind", "calls.csv has no kind."),
        ("count(a)", "calls.csv#month=2023-13;column=offered", "'2023-13' is no month, and no span of them."),
        ("count(a)", "calls.csv#month=2023-09..;column=offered", "'2023-09..' is no month, and no span of them."),
        ("xmr_mean(a)", "national.csv#year=2022-23;column=incidents", "a function of months is given cells of no month"),
        ("summit(a)", CALLS, "the function 'summit' cannot be called"),
        ("a.real", CALLS, "'a_total.real' is not allowed"),
        ("count(__import__('os'))", CALLS, "is no formula"),
        ("percentage(a)", CALLS, "'percentage' is given 1 values. It takes 2."),
        ("percentage(a, b)", CALLS, "'b' stands for nothing: the row names 1 blocks of cells"),
        ("count()", CALLS, "'count' is given 0 values. It takes 1."),
        ("count(a)", f"{CALLS} {CALLS}", "'count(a)' does not use every block of cells that the row names (2)"),
        ("count(a, b)", f"{CALLS} {CALLS}", "'count' is given 2 values. It takes 1."),
        ("quasi_poisson_lower(a, b)", f"{CALLS} {CALLS}", "'quasi_poisson_lower' is given 2 values. It takes 1."),
        ("count(a, x=1)", CALLS, "'=' has no place in it"),
        ("count('x')", CALLS, "is no formula"),
        ("correlation(a, 3)", CALLS, "where a list of numbers is needed"),
        ("", CALLS, "it is empty"),
        ("(", CALLS, "is no formula"),
        ("(" * 300 + "a" + ")" * 300, CALLS, "has 601 characters"),
        ("rows()", PLAN_ROWS, "'rows' is given 0 lists; it takes 1."),
        ("rows(count(a))", PLAN_ROWS, "'count(a)' stands for nothing"),
        ("rows(a)", "data/plan/delivery.csv#priorty=x;column=due", "names no list that the book counts"),
        ("rows(a)", "data/measures#topic=calls", "names no list that the book counts"),
        ("rows(a)", "data/sources#x=1", "names no list that the book counts"),
        ("rows(a)", f"data/quarters/{QUARTERS[-1]}/quarter.yml#written_on", "names the date of writing, where a list is needed"),
        ("rows(a)", "data/quarters/2023-24-Q9/deliverables.csv#column=progress", "2023-24-Q9"),
        ("activities_reported(a)", PLAN_ROWS, "'activities_reported' is given 1 lists; it takes 2."),
        (
            "activities_reported(a, b)",
            f"{REPORTS} {PLAN_ROWS}",
            "names deliverables that a quarter reports on, where activities of the plan is needed",
        ),
    ],
)
def test_what_is_no_formula_of_cells_is_refused(tiny, formula, cells, said):
    with pytest.raises(ReportError) as caught:
        rework(tiny.project(), formula, cells)
    assert said in str(caught.value)


def test_a_formula_may_hold_sums_as_figures_do(tiny):
    project = tiny.project()
    assert rework(project, "a - b", f"{CALLS} {CALLS.replace('2023-10', '2023-09')}") == 10
    assert rework(project, "count(a) / 9 * -2", CALLS) == -10
    assert math.isnan(rework(project, "a / 0", CALLS))
    assert math.isnan(rework(project, "xmr_mean(a, 99)", "calls.csv#month=2021-01..2023-10;column=offered"))


@pytest.mark.sample
def test_the_counts_of_the_plan_are_those_of_a_reader_who_knows_nothing_of_the_library():
    """By hand, from the CSVs: activities without a report whose date has passed, and those with one."""
    folder = open_quarter(Project(SAMPLE), QUARTERS[-1])
    plan, reports = (
        list(csv.DictReader((SAMPLE / name).read_text(encoding="utf-8").splitlines()))
        for name in ("data/plan/delivery.csv", f"{folder.name}/deliverables.csv")
    )
    reported = {row["plan_id"] for row in reports}
    silent = [row for row in plan if row["id"] not in reported]
    passed = [row for row in silent if row["due"] and row["due"] < folder.written_on[: len(row["due"])]]
    done = {row["plan_id"] for row in reports if row["progress"] == "100" and row["promise"] == "same"}
    counted = {figure.id: figure.value for figure in delivery_figures(folder)}
    assert counted["delivery_not_reported.value"] == len(silent)
    assert counted["delivery_not_reported_past_due.value"] == len(passed) > 5
    assert counted["delivery_reported.value"] == len(plan) - len(silent)
    assert counted["delivery_done.value"] == len(done & {row["id"] for row in plan})


def test_a_block_gives_its_total_its_months_and_its_parts(tiny):
    block = read_block(tiny.project(), "calls.csv#month=2023-09..2023-10;column=offered")
    assert block.total == 80 and list(block.months) == [35, 45] and dict(block.parts) == {"north": 70, "south": 10}
    one = read_block(tiny.project(), "calls.csv#month=2023-10;area=north;column=offered")
    assert one.total == 40
    gap = read_block(tiny.project(), "calls.csv#month=2030-01;column=offered")
    assert math.isnan(gap.total)


# ── the methods themselves, against the modules that hold them to published values ────────────────────────────────────
MONTHS = pd.Series(
    [90, 120, 101, 97, 130, 88, 140, 95, 99, 105, 111, 123, 91, 126, 104, 99, 138, 92, 149, 97, 104, 109, 118, 131],
    index=pd.period_range("2022-01", periods=24, freq="M"),
    dtype=float,
)
WHOLE = MONTHS * 0 + 400


@pytest.mark.parametrize(
    ("name", "arguments", "wanted"),
    [
        ("quasi_poisson_lower", (MONTHS,), lambda: 100 * (changes.quasi_poisson(MONTHS).lower - 1)),
        ("quasi_binomial_upper", (MONTHS, WHOLE), lambda: 100 * changes.quasi_binomial(MONTHS, WHOLE).upper),
        ("newcombe_lower", (40.0, 100.0, 30.0, 90.0), lambda: 100 * intervals.newcombe(40, 100, 30, 90).lower),
        ("wilson_upper", (40.0, 100.0), lambda: 100 * intervals.wilson(40, 100).upper),
        ("fisher_lower", (MONTHS, MONTHS[::-1].set_axis(MONTHS.index)), lambda: _link().levels.lower),
        ("correlation_of_differences", (MONTHS, MONTHS[::-1].set_axis(MONTHS.index)), lambda: _link().differences.r),
        ("exact_poisson_upper", (MONTHS // 30,), lambda: 100 * (changes.change_test(MONTHS // 30).upper - 1)),
        ("rate_place_lower", (MONTHS[:5], WHOLE[:5], 2.0), lambda: _ranks("highest", False)["lower"].iat[1]),
        ("share_place_from_lowest_upper", (MONTHS[:5], WHOLE[:5], 3.0), lambda: _ranks("lowest", True)["upper"].iat[2]),
        ("xmr_mean", (MONTHS,), lambda: control_chart.xmr(MONTHS, control_chart.Aim("neutral")).points["mean"].iat[-1]),
    ],
)
def test_a_method_is_the_function_of_its_name(name, arguments, wanted):
    assert METHODS[name](*arguments) == approx(wanted(), rel=1e-12)


def _link() -> correlation.Link:
    return correlation.link(MONTHS, MONTHS[::-1].set_axis(MONTHS.index))


def _ranks(first: str, proportion: bool) -> pd.DataFrame:
    return areas.rank_intervals(MONTHS[:5], WHOLE[:5], first, proportion)


def test_a_method_gives_blank_where_it_refuses():
    assert math.isnan(METHODS["quasi_poisson_lower"](MONTHS * 0)) and math.isnan(METHODS["wilson_lower"](5.0, 0.0))


def test_limits_that_are_re_set_often_follow_from_their_cells(tiny):
    """Only the last month from which they are re-set bears on the latest limits."""
    said = [{"month": f"{year}-{month}", "reason": "Moved"} for year in (2021, 2022) for month in ("04", "08", "12")]
    project = tiny.measure("moved", rebase=said[:4]).project()
    figure = tiny.figure("moved.usual_upper")
    assert figure.formula == "at_least(0, xmr_upper(a, 16))"
    assert rework(project, figure.formula, figure.cells) == approx(figure.value)
