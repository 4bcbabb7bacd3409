"""Figures of the plan's money and staff: each number as printed, and what follows from them, over cells of sources."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from pcc_lib.core import numerals
from pcc_lib.core.errors import ReportError
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import financial_year
from pcc_lib.core.status import Statuses
from pcc_lib.figures.figure import Basis, Figure, Said, given
from pcc_lib.figures.series import Cells
from pcc_lib.inputs.models.columns import terms
from pcc_lib.inputs.models.plan import Budget, BudgetClaim, StaffGroup, Supply
from pcc_lib.inputs.plan import table
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import Source, read_source
from pcc_lib.inputs.supplies import BUDGET, TOTAL
from pcc_lib.statistics import calculate

CLAIM = f"{BUDGET}#claim"
DIGITS = 6  # of a sum: what lies behind them is how a computer adds


class Number(NamedTuple):
    """What a block of cells holds together, with the cells and the statuses of their rows."""

    value: float
    cells: Cells
    status: Statuses


@dataclass(frozen=True, eq=False)
class Supplied:
    """A column of a source of years, which gives numbers of the plan."""

    source: Source
    column: str

    @classmethod
    def of(cls, project: Project, supply: Supply) -> Supplied:
        """The column that a file of the plan names."""
        return cls(read_source(project, supply.source), supply.column)

    def cells(self, span: Span, *ids: str) -> Cells:
        """The cells of these ids over these years (of all ids where none is named)."""
        return Cells(
            self.source.file, self.source.period, span, terms([self.column], []), self.source.breakdown, ids, self.source.calendar
        )

    def number(self, year: str, *ids: str) -> Number:
        """The number of one id in a year, or the sum of several (of all where none is named).

        A ReportError where one of them is not there.
        """
        columns = (
            self.source.frame[name].tolist() for name in (self.source.period, self.source.breakdown, self.column, "status")
        )
        rows = [row for when, id, *row in zip(*columns, strict=True) if when == year and (id in ids or not ids)]
        value, cells = math.fsum(number for number, _ in rows), self.cells(Span.of(year), *ids)
        if math.isnan(value) or len(rows) < max(1, len(ids)):
            raise ReportError(f"{cells} does not hold every number that the plan tells.")
        statuses = Statuses.all_of(Statuses.parse(status) for _, status in rows)
        return Number(value if len(rows) == 1 else round(value, DIGITS), cells, statuses)


@dataclass(frozen=True, eq=False)
class Money:
    """The allocation of funding: what the plan's file says of it, its years, its amounts, and the plan's own totals."""

    about: Budget
    years: tuple[str, ...]
    amounts: Supplied
    printed: Supplied | None

    @classmethod
    def of(cls, project: Project) -> Money | None:
        """The project's allocation of funding (None where it has none)."""
        about = table(project, "budget")
        if not about:
            return None
        printed = Supplied.of(project, about.printed_totals) if about.printed_totals else None
        return cls(about, tuple(map(financial_year, about.years)), Supplied.of(project, about.amounts), printed)

    def said(self, value: float) -> Said:
        """An amount as it is printed."""
        millions = numerals.NBSP + "million" if self.about.unit == "GBP million" else ""
        return Said(value, self.about.unit, numerals.money(value, self.about.decimals) + millions)


def budget_id(name: str, statistic: str = "value", year: str = "") -> str:
    """Figure id of an allocation."""
    return f"budget_{name.replace('-', '_')}.{statistic}" + (f"@{year}" if year else "")


def staff_id(name: str) -> str:
    """Figure id of a staffing row."""
    return f"staff_{name.replace('-', '_')}.stated"


def budget_figures(project: Project) -> list[Figure]:
    """Each allocation, its share of the year and its growth; each year's total worked out, and as printed where it is."""
    money = Money.of(project)
    if not money:
        return []
    rows = [figure for row in money.about.rows for figure in _allocation(money, row.id)]
    claimed = _claim(money, money.about.claim) if money.about.claim else ()
    return [*rows, *_totals(money), _growth(money, TOTAL), *claimed]


def staffing_figures(project: Project) -> list[Figure]:
    """Full-time equivalents as printed, and the make-up of the office's staff."""
    about = table(project, "staffing")
    if not about:
        return []
    year, rows = financial_year(about.year), []
    teams = Supplied.of(project, about.teams)
    totals = Supplied.of(project, about.printed_totals) if about.printed_totals else None
    for group in about.groups:
        rows.append(_staff_total(group, teams, totals, about.unit, year))
        rows += [_staff(row.id, teams.number(year, row.id), about.unit) for row in group.rows]
    if about.make_up:
        shares = Supplied.of(project, about.make_up.shares)
        rows += [_staff(row.id, shares.number(year, row.id), about.make_up.unit) for row in about.make_up.rows]
    return rows


def _allocation(money: Money, id: str) -> Iterator[Figure]:
    for year in money.years:
        amount = money.amounts.number(year, id)
        yield given(budget_id(id, "value", year), money.said(amount.value), _as_printed(amount), year)
        yield _share(money, budget_id(id, "share", year), year, id)
    yield _growth(money, id, id)


def _totals(money: Money) -> Iterator[Figure]:
    """Of each year the sum of its allocations; where the plan prints a total, this and by how much it is more."""
    for year in money.years:
        total = money.amounts.number(year)
        yield given(budget_id(TOTAL, "value", year), money.said(total.value), _computed("count(a)", total), year)
        if money.printed is None:
            continue
        printed = money.printed.number(year, TOTAL)
        gap = round(printed.value - total.value, DIGITS)
        yield given(budget_id(TOTAL, "stated", year), money.said(printed.value), _as_printed(printed), year)
        worked = _computed("change_number(a, b)", printed, total)
        yield given(budget_id(TOTAL, "gap_to_printed", year), replace(money.said(gap), signed=True), worked, year)


def _claim(money: Money, claim: BudgetClaim) -> Iterator[Figure]:
    """What the plan says of a share, and what its own table gives where the claim is read more widely."""
    first = money.years[0]
    if claim.wider_rows:
        yield _share(money, budget_id("claim-wider", "share", first), first, *dict.fromkeys(claim.wider_rows))
    yield given("budget_claim.stated", Said(claim.value, claim.unit, claim.text), Basis(CLAIM), first)


def _share(money: Money, id: str, year: str, *ids: str) -> Figure:
    """Some allocations of a year as a percentage of all."""
    part, whole = money.amounts.number(year, *ids), money.amounts.number(year)
    share = calculate.percentage(part.value, whole.value)
    return given(id, Said(share, "%", numerals.percent(share)), _computed("percentage(a, b)", part, whole), year)


def _growth(money: Money, name: str, *ids: str) -> Figure:
    """How an allocation (all together, where none is named) changes from the first year to the last."""
    last, first = (money.amounts.number(year, *ids) for year in (money.years[-1], money.years[0]))
    change = calculate.change_percent(last.value, first.value)
    said = Said(change, "%", numerals.signed(numerals.percent(change)), signed=True)
    worked = _computed("change_percent(a, b)", last, first)
    return given(budget_id(name, "change"), said, worked, f"{money.years[0]}..{money.years[-1]}")


def _staff_total(group: StaffGroup, teams: Supplied, totals: Supplied | None, unit: str, year: str) -> Figure:
    """The total of a table as printed; the sum of its rows where none is."""
    if totals is not None:
        return _staff(group.total_id, totals.number(year, group.id), unit)
    total = teams.number(year, *(row.id for row in group.rows))
    said = Said(total.value, unit, numerals.number(total.value, 1))
    return given(staff_id(group.total_id), said, _computed("count(a)", total))


def _staff(name: str, number: Number, unit: str) -> Figure:
    text = numerals.percent(number.value, 1) if unit == "%" else numerals.number(number.value, 1)
    return given(staff_id(name), Said(number.value, unit, text), _as_printed(number))


def _as_printed(number: Number) -> Basis:
    return Basis(str(number.cells), status=number.status)


def _computed(formula: str, *numbers: Number) -> Basis:
    """What is worked out from cells, which the letters of the formula stand for in order."""
    return Basis(" ".join(str(n.cells) for n in numbers), formula, "computed", Statuses.all_of(n.status for n in numbers))
