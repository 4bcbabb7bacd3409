"""Figures that people gave: money, staff, posts, progress and facts; and what adds up from them."""

from __future__ import annotations

import csv
import re

import pytest
from places import SAMPLE

from pcc_lib.core.errors import ReportError
from pcc_lib.figures import plan_numbers, stated
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.project import Project

NBSP = "\u00a0"


@pytest.fixture
def money(funded) -> dict[str, Figure]:
    return {figure.id: figure for figure in plan_numbers.budget_figures(funded.project())}


@pytest.mark.parametrize(
    ("id", "value", "text", "kind"),
    [
        ("budget_chief_constable.value@2023-24", 7.5, f"£7.500{NBSP}million", "stated"),
        ("budget_chief_constable.share@2023-24", 75, "75.0%", "computed"),
        ("budget_office.change", 20, "+20.0%", "computed"),
        ("budget_total.value@2023-24", 10, f"£10.000{NBSP}million", "computed"),
        ("budget_total.stated@2023-24", 10.001, f"£10.001{NBSP}million", "stated"),
        ("budget_total.change", 20, "+20.0%", "computed"),
        ("budget_claim_wider.share@2023-24", 75, "75.0%", "computed"),
        ("budget_claim.stated", 98, "98%", "stated"),
    ],
)
def test_money(money, id, value, text, kind):
    figure = money[id]
    assert (figure.value, figure.text, figure.kind) == (pytest.approx(value), text, kind)


@pytest.mark.parametrize(
    ("id", "formula", "cells"),
    [
        ("budget_office.value@2024-25", "published(a)", ["funding.csv#year=2024-25;allocation=office;column=million"]),
        (
            "budget_office.change",
            "change_percent(a, b)",
            [
                "funding.csv#year=2024-25;allocation=office;column=million",
                "funding.csv#year=2023-24;allocation=office;column=million",
            ],
        ),
        ("budget_total.value@2023-24", "count(a)", ["funding.csv#year=2023-24;column=million"]),
        (
            "budget_total.gap_to_printed@2023-24",
            "change_number(a, b)",
            ["funding_printed.csv#year=2023-24;allocation=total;column=million", "funding.csv#year=2023-24;column=million"],
        ),
    ],
)
def test_money_names_its_cells(money, id, formula, cells):
    assert (money[id].formula, money[id].cells.split()) == (formula, cells)


def test_what_was_printed_and_what_adds_up_both_stand(money):
    assert money["budget_total.stated@2023-24"].value - money["budget_total.value@2023-24"].value == pytest.approx(0.001)
    assert money["budget_total.gap_to_printed@2023-24"].value == 0.001


def test_shares_of_a_year_add_up_to_the_whole(money):
    assert sum(money[f"budget_{n}.share@2024-25"].value for n in ("chief_constable", "office")) == pytest.approx(100)


def test_what_a_row_says_of_itself_is_said_of_all_that_rests_on_it(funded):
    funded.edit("data/sources/funding.csv", "2024-25,office,3,stated,", "2024-25,office,3,stated,p")
    found = {figure.id: str(figure.status) for figure in plan_numbers.budget_figures(funded.project())}
    assert {id for id, status in found.items() if status == "p"} == {
        "budget_office.value@2024-25",
        "budget_office.share@2024-25",
        "budget_chief_constable.share@2024-25",
        "budget_office.change",
        "budget_total.value@2024-25",
        "budget_total.gap_to_printed@2024-25",
        "budget_total.change",
    }


def test_an_amount_that_is_not_there_is_an_error(funded):
    funded.edit("data/sources/funding.csv", "2024-25,office,3,stated,\n", "")
    with pytest.raises(ReportError, match="allocation=office;column=million does not hold every number"):
        plan_numbers.budget_figures(funded.project())


@pytest.mark.sample
def test_the_committed_totals_are_sums_of_the_committed_rows():
    with (SAMPLE / "data/sources/funding.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {figure.id: figure.value for figure in plan_numbers.budget_figures(Project(SAMPLE))}
    for year in {row["year"] for row in rows}:
        total = sum(float(row["gbp_million"]) for row in rows if row["year"] == year)
        assert found[f"budget_total.value@{year}"] == pytest.approx(total)


def test_staff_as_printed_and_their_make_up(funded):
    figures = plan_numbers.staffing_figures(funded.project())
    assert [(f.id, f.text, f.unit, f.cells) for f in figures] == [
        ("staff_all_staff.stated", "12.3", "FTE", "staff_printed.csv#year=2023-24;group=office;column=fte"),
        ("staff_front_desk.stated", "3.0", "FTE", "staff.csv#year=2023-24;team=front-desk;column=fte"),
        ("staff_female.stated", "56.5%", "%", "make_up.csv#year=2023-24;group=female;column=percent"),
    ]


def test_posts_of_the_structure_however_deep(tiny):
    tiny.write(
        "data/plan/structure.yml",
        "title: Structure\nsource: Plan\nnote: As printed.\nroot:\n  id: a\n  title: A\n  children:\n"
        "    - {id: b-c, title: B, fte: 1, children: [{id: d, title: D, fte: 0.5}]}\n",
    )
    figures = stated.structure_figures(tiny.project())
    assert [(f.id, f.text) for f in figures] == [("structure_b_c.stated", "1"), ("structure_d.stated", "0.5")]


@pytest.mark.parametrize("group", ["budget", "staff", "structure"])
def test_a_project_without_the_file_has_no_such_figures(tiny, group):
    assert stated.GROUPS[group](tiny.figures().folder) == []


def test_progress_is_a_figure_of_the_deliverable(tiny):
    found = tiny.figure("deliverable_station_1.stated")
    assert (found.value, found.text, found.unit, str(found.period), found.kind) == (40, "40%", "%", "2023-11", "stated")
    assert found.cells.endswith("deliverables.csv#id=station-1;column=progress")


def test_a_fact_is_printed_in_its_own_words(tiny):
    found = tiny.figure("recruits.stated")
    assert (found.value, found.text, found.unit, found.kind) == (50, "50 or more", "people", "stated")


@pytest.mark.parametrize("id", ["budget_office.value@2023-24", "staff_all.stated", "deliverable_x.stated", "nobody.stated"])
def test_what_nobody_gave_is_an_error(tiny, id):
    with pytest.raises(ReportError, match="no such stated fact"):
        tiny.figure(id)


def test_a_claim_that_is_read_in_one_way_needs_no_wider_rows(funded):
    wider = "  wider_rows: [chief-constable]\n  wider_title: Chief Constable\n"
    assert "75.0% for Chief Constable" in words(funded.report("priority-1").budget_claim().html)
    alone = funded.edit("data/plan/budget.yml", wider, "")
    told = words(alone.report("priority-1").budget_claim().html)
    assert "Its table gives 75.0% for 2023/24. The table gives less." in told
    half = alone.edit("data/plan/budget.yml", "  note:", "  wider_title: All\n  note:")
    assert "claim, wider_title: goes with wider_rows, and one of them is missing. Write both, or neither." in half.said()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))
