"""Figures that people gave: a quarter's facts and progress, the plan's money and staff (and what adds up from them)."""

from __future__ import annotations

from pcc_lib.core import numerals
from pcc_lib.figures.counts import PREFIXES as COUNTED
from pcc_lib.figures.counts import count_figures
from pcc_lib.inputs.models.plan import Allocation, Budget, BudgetClaim, Staffing, Structure
from pcc_lib.inputs.plan import PLAN, QuarterFolder, table
from pcc_lib.inputs.project import Project
from pcc_lib.statistics import calculate

Row = dict[str, str]
BUDGET = f"{PLAN}/budget.yml"
STAFFING = f"{PLAN}/staffing.yml"
STRUCTURE = f"{PLAN}/structure.yml"


def given_figures(project: Project, folder: QuarterFolder, id: str) -> list[Row]:
    """Figures that people gave, of the group that `id` belongs to: progress, budget, staffing, else the quarter's facts.

    Each row has id, value, unit, text, period, kind, status, formula and cells.
    """
    if id.startswith("deliverable_"):
        return [
            _row(
                d.figure_id,
                d.progress,
                "%",
                f"{d.progress}%",
                folder.written_on[:7],
                f"{folder.name}/deliverables.csv#id={d.id};column=progress",
            )
            for d in folder.deliverables()
        ]
    if id.startswith("budget_"):
        return budget_figures(table(project, "budget"))
    if id.startswith("staff_"):
        return staffing_figures(table(project, "staffing"))
    if id.startswith("structure_"):
        return structure_figures(table(project, "structure"))
    if id.startswith(COUNTED):
        return count_figures(folder, id)
    return [
        _row(row.id + ".stated", row.value, row.unit, row.text, row.period, f"{folder.name}/stated.csv#id={row.id};column=value")
        for row in folder.stated()
    ]


def budget_figures(budget: Budget | None) -> list[Row]:
    """Each allocation, its share of the year and its growth; each year's total worked out, and as printed."""
    if not budget:
        return []
    years = [financial_year(y) for y in budget.years]
    rows = [figure for row in budget.rows for figure in _allocation(budget, row, years)]
    for i, year in enumerate(years):
        cells = " ".join(_budget_cell(row.id, year) for row in budget.rows)
        total = _year_total(budget, i)
        rows.append(_money("budget_total.value", total, budget, year, cells, "count(a) summed over the rows", "computed"))
        printed = budget.printed_totals[i]
        rows.append(_money("budget_total.stated", printed, budget, year, _budget_cell("total", year)))
        rows.append(
            _money(
                "budget_total.gap_to_printed",
                round(printed - total, 6),
                budget,
                year,
                f"{_budget_cell('total', year)} {cells}",
                "change_number(a, rows)",
                "computed",
            )
        )
    rows += _claim_figures(budget, budget.claim, years[0]) if budget.claim else []
    growth = calculate.change_percent(_year_total(budget, len(years) - 1), _year_total(budget, 0))
    return [*rows, _growth("budget_total", growth, years, f"{BUDGET}#all rows")]


def _claim_figures(budget: Budget, claim: BudgetClaim, first: str) -> list[Row]:
    """What the plan says of a share, and what its own table gives with the shared services."""
    part = sum(_value(budget, id, 0) for id in claim.rows_with_shared_services)
    share = calculate.percentage(part, _year_total(budget, 0))
    return [
        _row(
            f"budget_with_shared_services.share@{first}",
            share,
            "%",
            numerals.percent(share),
            first,
            f"{BUDGET}#claim.rows_with_shared_services;year={first}",
            "computed",
            "percentage(a, total)",
        ),
        _row("budget_claim.stated", claim.value, claim.unit, claim.text, first, f"{BUDGET}#claim"),
    ]


def staffing_figures(staffing: Staffing | None) -> list[Row]:
    """Full-time equivalents as printed, and the make-up of the office's staff."""
    if not staffing:
        return []
    rows = []
    for group in staffing.groups:
        rows.append(_staff(group.total_id, group.printed_total, staffing.unit))
        rows += [_staff(row.id, row.value, staffing.unit) for row in group.rows]
    return rows + [_staff(row.id, row.value, "%") for row in (staffing.make_up.rows if staffing.make_up else ())]


def structure_figures(structure: Structure | None) -> list[Row]:
    """Full-time equivalents of the posts in the office's structure."""
    if not structure:
        return []
    return [
        _row(f"structure_{post.id.replace('-', '_')}.stated", post.fte, "FTE", f"{post.fte:g}", "", f"{STRUCTURE}#id={post.id}")
        for post in structure.root.all()
        if post.fte is not None
    ]


def financial_year(printed: str) -> str:
    """`2023/24` as `2023-24`."""
    return str(printed).replace("/", "-")


def staff_id(name: str) -> str:
    """Figure id of a staffing row."""
    return f"staff_{name.replace('-', '_')}.stated"


def budget_id(name: str, statistic: str = "value", year: str = "") -> str:
    """Figure id of an allocation."""
    return f"budget_{name.replace('-', '_')}.{statistic}" + (f"@{year}" if year else "")


def _allocation(budget: Budget, row: Allocation, years: list[str]) -> list[Row]:
    rows = []
    for i, year in enumerate(years):
        cell, share = _budget_cell(row.id, year), calculate.percentage(row.values[i], _year_total(budget, i))
        rows.append(_money(budget_id(row.id), row.values[i], budget, year, cell))
        rows.append(
            _row(
                budget_id(row.id, "share", year),
                share,
                "%",
                numerals.percent(share),
                year,
                f"{cell} {BUDGET}#all rows;year={year}",
                "computed",
                "percentage(a, b)",
            )
        )
    growth = calculate.change_percent(row.values[-1], row.values[0])
    return [*rows, _growth(budget_id(row.id).split(".")[0], growth, years, f"{BUDGET}#row={row.id}")]


def _growth(name: str, value: float, years: list[str], cells: str) -> Row:
    return _row(
        f"{name}.change",
        value,
        "%",
        numerals.signed(numerals.percent(value)),
        f"{years[0]}..{years[-1]}",
        cells,
        "computed",
        "change_percent(last year, first year)",
    )


def _money(
    id: str, value: float, budget: Budget, year: str, cells: str, formula: str = "published(a)", kind: str = "stated"
) -> Row:
    text = numerals.money(value, budget.decimals) + numerals.NBSP + "million"
    return _row(f"{id}@{year}", value, budget.unit, text, year, cells, kind, formula)


def _staff(name: str, value: float, unit: str) -> Row:
    text = numerals.percent(value, 1) if unit == "%" else numerals.number(value, 1)
    return _row(staff_id(name), value, unit, text, "", f"{STAFFING}#id={name}")


def _budget_cell(row: str, year: str) -> str:
    return f"{BUDGET}#row={row};year={year}"


def _value(budget: Budget, id: str, i: int) -> float:
    return next(row.values[i] for row in budget.rows if row.id == id)


def _year_total(budget: Budget, i: int) -> float:
    return round(sum(row.values[i] for row in budget.rows), 6)


def _row(
    id: str, value: object, unit: str, text: str, period: str, cells: str, kind: str = "stated", formula: str = "published(a)"
) -> Row:
    return {
        "id": id,
        "value": str(value),
        "unit": unit,
        "text": text,
        "period": period,
        "kind": kind,
        "status": "",
        "formula": formula,
        "cells": cells,
    }
