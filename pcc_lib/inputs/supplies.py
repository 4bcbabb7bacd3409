"""Numbers of the plan that stand in sources: the amounts of the budget, the staff, and the plan's own totals of both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pcc_lib.core.errors import Fault, FaultsError, ReportError, suggest
from pcc_lib.core.quarters import financial_year
from pcc_lib.inputs.models.plan import Budget, Staffing, Supply
from pcc_lib.inputs.plan import PLAN, table
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER, Source, read_source, source_names

BUDGET = f"{PLAN}/budget.yml"
STAFFING = f"{PLAN}/staffing.yml"
TOTAL = "total"  # what a row of the plan's own totals of the budget is called


@dataclass(frozen=True)
class Need:
    """What a file of the plan wants of a source: a number for each year and each id, and no other number of those years."""

    file: str
    key: str
    supply: Supply
    years: tuple[str, ...]
    ids: tuple[str, ...]
    above_nought: bool = False

    @property
    def csv(self) -> str:
        """The file that must hold the numbers."""
        return f"{FOLDER}/{self.supply.source}.csv"


def needs(project: Project) -> list[Need]:
    """What the budget and the staffing want of sources (nothing where the project has neither).

    A file that cannot be read wants nothing here: its faults are told with those of the plan.
    """
    budget, staffing = _sound(project, "budget"), _sound(project, "staffing")
    return [*(_of_budget(budget) if budget else ()), *(_of_staffing(staffing) if staffing else ())]


def supplying(project: Project) -> set[str]:
    """The sources that give numbers of the plan."""
    return {need.supply.source for need in needs(project)}


def fault_list(project: Project) -> list[Fault]:
    """Every number of the plan that no source gives, that nothing in the plan asks for, or that it cannot do with."""
    return [fault for need in needs(project) for fault in _faults(project, need)]


def _sound(project: Project, name: str) -> Any:
    try:
        return table(project, name)
    except ReportError:
        return None


def _of_budget(about: Budget) -> Iterator[Need]:
    years = tuple(map(financial_year, about.years))
    yield Need(BUDGET, "amounts", about.amounts, years, tuple(r.id for r in about.rows), above_nought=True)
    if about.printed_totals:
        yield Need(BUDGET, "printed_totals", about.printed_totals, years, (TOTAL,), above_nought=True)


def _of_staffing(about: Staffing) -> Iterator[Need]:
    years = (financial_year(about.year),)
    yield Need(STAFFING, "teams", about.teams, years, tuple(r.id for g in about.groups for r in g.rows))
    if about.printed_totals:
        yield Need(STAFFING, "printed_totals", about.printed_totals, years, tuple(g.id for g in about.groups))
    if about.make_up:
        yield Need(STAFFING, "make_up, shares", about.make_up.shares, years, tuple(r.id for r in about.make_up.rows))


def _faults(project: Project, need: Need) -> Iterator[Fault]:
    name, column, there = need.supply.source, need.supply.column, source_names(project)
    if name not in there:
        yield Fault(need.file, f"{need.key}, source", f"there is no source '{name}'.", suggest(name, there))
        return
    try:
        source = read_source(project, name)
    except FaultsError:
        return  # told with the other faults of sources
    if source.period != "year":
        yield Fault(need.file, f"{need.key}, source", f"'{name}' is a source of {source.period}s.", "Name one of years.")
    elif column not in source.columns:
        wrong = f"{need.csv} has no column '{column}' of numbers."
        yield Fault(need.file, f"{need.key}, column", wrong, suggest(column, source.columns))
    else:
        yield from _missing(source, need)
        yield from _rows(source, need)


def _missing(source: Source, need: Need) -> Iterator[Fault]:
    """Ids of the plan's file that have no row in a year."""
    there = set(zip(source.frame[source.period], source.frame[source.breakdown], strict=True))
    for id in need.ids:
        if without := [year for year in need.years if (year, id) not in there]:
            wrong = f"{need.csv} has no row of {source.breakdown} '{id}' for {', '.join(without)}."
            yield Fault(need.file, f"{need.key}, {id}", wrong, "Bring the row, or correct the id or the year here.")


def _rows(source: Source, need: Need) -> Iterator[Fault]:
    """Rows from the plan's first year on that its file does not tell, and numbers that cannot be."""
    columns = (source.frame[name] for name in (source.period, source.breakdown, need.supply.column))
    for i, (year, id, value) in zip(source.frame.index, zip(*columns, strict=True), strict=True):
        row = f"row {i + 2}"
        if year < min(need.years):
            continue  # kept from an earlier plan
        if year not in need.years:
            todo = f"Correct the year, or name it in {need.file}."
            yield Fault(need.csv, f"{row}, column {source.period}", f"{need.file} does not tell of '{year}'.", todo)
        elif id not in need.ids:
            wrong = f"{need.file} has no '{id}' ({need.key})."
            yield Fault(need.csv, f"{row}, column {source.breakdown}", wrong, suggest(id, need.ids))
        elif wrong := _wrong(value, need.above_nought):
            yield Fault(need.csv, f"{row}, column {need.supply.column}", *wrong)


def _wrong(value: float, above_nought: bool) -> tuple[str, str] | None:
    """What is wrong with a number of the plan, and what to do."""
    if value != value:
        return "is empty.", "Write the number: the plan's shares and totals need every one."
    if value < 0:
        return f"{value:g} is below nought.", "Correct the cell."
    return ("is nought.", "Shares and growth need amounts above nought.") if above_nought and not value else None
