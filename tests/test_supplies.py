"""Numbers of the plan in sources: each that its files tell is there, and none that they do not."""

from __future__ import annotations

import pytest

from pcc_lib.inputs import supplies

BUDGET, FUNDING = "data/plan/budget.yml", "data/sources/funding.csv"
STAFFING, STAFF = "data/plan/staffing.yml", "data/sources/staff.csv"


def said(project) -> list[str]:
    return list(map(str, supplies.fault_list(project.project())))


def test_a_project_with_all_its_numbers_has_no_faults(funded):
    assert funded.said() == ""
    assert supplies.supplying(funded.project()) == {"funding", "funding_printed", "staff", "staff_printed", "make_up"}


def test_a_project_without_money_and_staff_wants_nothing(tiny):
    assert said(tiny) == [] and supplies.supplying(tiny.project()) == set()


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        (
            FUNDING,
            "2024-25,office,3,stated,\n",
            "",
            f"{BUDGET}, amounts, office: {FUNDING} has no row of allocation 'office' for 2024-25. "
            "Bring the row, or correct the id or the year here.",
        ),
        (
            BUDGET,
            "2024/25]",
            "2024/25, 2025/26]",
            f"{BUDGET}, amounts, office: {FUNDING} has no row of allocation 'office' for 2025-26. "
            "Bring the row, or correct the id or the year here.",
        ),
        (
            BUDGET,
            "  - {id: office, title: Office}\n",
            "",
            f"{FUNDING}, row 3, column allocation: {BUDGET} has no 'office' (amounts). Known: chief-constable.",
        ),
        (
            FUNDING,
            "2024-25,office,",
            "2025-26,office,",
            f"{FUNDING}, row 5, column year: {BUDGET} does not tell of '2025-26'. Correct the year, or name it in {BUDGET}.",
        ),
        (FUNDING, ",2.5,", ",0,", f"{FUNDING}, row 3, column million: is nought. Shares and growth need amounts above nought."),
        (FUNDING, ",2.5,", ",-2.5,", f"{FUNDING}, row 3, column million: -2.5 is below nought. Correct the cell."),
        (
            FUNDING,
            ",2.5,",
            ",,",
            f"{FUNDING}, row 3, column million: is empty. Write the number: the plan's shares and totals need every one.",
        ),
        (BUDGET, "source: funding,", "source: fundig,", f"{BUDGET}, amounts, source: there is no source 'fundig'. Did you mean"),
        (BUDGET, "column: million", "column: milion", f"{BUDGET}, amounts, column: {FUNDING} has no column 'milion' of numbers."),
        (BUDGET, "source: funding,", "source: calls,", f"{BUDGET}, amounts, source: 'calls' is a source of months. Name one of"),
        (
            BUDGET,
            "source: funding_printed",
            "source: funding",
            f"{BUDGET}, printed_totals, total: {FUNDING} has no row of allocation 'total' for 2023-24, 2024-25.",
        ),
        (
            STAFFING,
            "id: front-desk",
            "id: back-desk",
            f"{STAFFING}, teams, back-desk: {STAFF} has no row of team 'back-desk' for 2023-24.",
        ),
        (STAFF, "front-desk", "frontdesk", f"{STAFF}, row 2, column team: {STAFFING} has no 'frontdesk' (teams). Did you mean"),
        (STAFFING, "id: female", "id: men", f"{STAFFING}, make_up, shares, men: data/sources/make_up.csv has no row of group"),
    ],
)
def test_a_number_without_its_words_and_words_without_their_number(funded, file, old, new, fault):
    funded.edit(file, old, new)
    assert any(each.startswith(fault) for each in said(funded)), said(funded)
    assert fault in funded.said()


def test_staff_of_nought_are_possible(funded):
    assert said(funded.edit(STAFF, ",3,", ",0,")) == []


def test_years_of_an_earlier_plan_may_stay(funded):
    assert said(funded.edit(FUNDING, "status\n", "status\n2021-22,another,1,stated,\n")) == []


def test_a_plan_file_that_cannot_be_read_is_told_once(funded):
    funded.edit(BUDGET, "decimals: 3", "decimal: 3")
    assert said(funded) == [] and all(line.startswith(BUDGET) for line in funded.said().splitlines())


def test_a_source_of_the_plan_needs_no_reporting_month(funded):
    assert "reporting" not in funded.said()


def test_years_to_come_are_a_slip_unless_the_descriptor_names_the_last(funded):
    years = "2026-27,chief-constable,9,stated,\n2026-27,office,3,stated,\n"
    funded.edit(FUNDING, "2024-25,office,3,stated,\n", f"2024-25,office,3,stated,\n{years}")
    funded.edit(BUDGET, "2024/25]", "2024/25, 2026/27]")
    assert "2026-27 is after the date of writing of every quarter" in funded.said()
    funded.edit("data/sources/funding.resource.yml", "last: 2024-25", "last: 2026-27")
    assert "after the date of writing" not in funded.said()


def test_what_the_plan_shows_no_measure_can_hide(funded):
    funded.measure("money", source="funding", numerator="million", unit="GBP million", change="none", disclosure="threshold")
    assert "disclosure: is 'threshold', but the plan's tables show every number of funding." in funded.said()
