"""Workings: what a figure is worked out from, as a formula over blocks of source cells."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from string import ascii_lowercase

from pcc_lib.core.quarters import is_financial_year, shift
from pcc_lib.figures.series import Cells, Series
from pcc_lib.inputs.measures import Measure
from pcc_lib.statistics import calculate

FORMS = ("number", "percent", "points", "per_month")
CHANGES = ("change_on_month", "change_on_year", "change_12_months", "change_on_baseline")
LEVELS = (
    "value",
    "total_12_months",
    "mean_12_months",
    "total_since_break",
    "financial_year_to_date",
    "calendar_year_to_date",
    "calendar_year",
    "financial_year",
)


@dataclass(frozen=True)
class Working:
    """A formula with `#` for each block of cells, the cells, and what they hold."""

    formula: str
    cells: tuple[Cells, ...]
    held: tuple[object, ...]
    first: str = ""
    last: str = ""

    def value(self) -> float:
        """The formula worked out."""
        return calculate.evaluate(self.lettered, self.held)

    @property
    def lettered(self) -> str:
        """The formula with letters for cells."""
        letters = iter(ascii_lowercase)
        return re.sub("#", lambda _: next(letters), self.formula)

    @property
    def period(self) -> str:
        """The periods it covers."""
        return self.last if self.first == self.last else f"{self.first}..{self.last}"


def combined(function: str, *workings: Working, after: str = "") -> Working:
    """One function over several workings; period of the first."""
    inner = ", ".join(w.formula for w in workings)
    return Working(
        f"{function}({inner}{after})",
        tuple(c for w in workings for c in w.cells),
        tuple(h for w in workings for h in w.held),
        workings[0].first,
        workings[0].last,
    )


def level_working(series: Series, first: str, last: str, part: str = "") -> Working:
    """The measure over a run of periods: a sum, or sums over sums."""
    measure = series.measure
    no_whole = not part and not measure.whole  # the parts are different things: their sum means nothing
    held: list[object] = [math.nan if no_whole else series.total("numerator", first, last, part)]
    cells = [series.cells("numerator", first, last, part)]
    if measure.calculation == "published":  # ready-made for its whole window, and held in the window's last period
        held = [series.total("numerator", last, last, part)]
        cells = [series.cells("numerator", last, last, part)]
        single = (first, last) == series.window(last) and (part or len(series.parts) == 1)
        return Working("published(#)", tuple(cells), (held[0] if single else math.nan,), first, last)
    if measure.calculation == "count":
        factor = measure.multiply_by
        return Working("count(#)" if factor == 1 else f"times({factor:g}, #)", tuple(cells), tuple(held), first, last)
    if measure.calculation == "rate_per_1000":
        population, cell = series.population_at(last, part)
        return Working("rate_per_1000(#, #)", (*cells, cell or cells[0]), (held[0], population), first, last)
    cells.append(series.cells("denominator", first, last, part))
    held.append(series.total("denominator", first, last, part))
    return Working(f"{measure.calculation}(#, #)", tuple(cells), tuple(held), first, last)


def vector_working(series: Series, first: str, last: str) -> Working:
    roles = ["numerator"] + ["denominator"] * bool(series.measure.denominator)
    cells = tuple(series.cells(role, first, last) for role in roles)
    held = tuple(series.vector(role, first, last) for role in roles)
    wrap = {"percentage": "percentages(#, #)", "mean": "means(#, #)"}.get(series.measure.calculation, "#")
    return Working(wrap, cells, held, first, last)


def split_change(statistic: str) -> tuple[str, str]:
    for change in CHANGES:
        if statistic == change:
            return change, ""
        if statistic.startswith(change + "_") and statistic.removeprefix(change + "_") in FORMS:
            return change, statistic.removeprefix(change + "_")
    return "", ""


def default_form(measure: Measure) -> str:
    """How a change of this measure is told: per cent of counts, points of percentages, else the difference."""
    if measure.is_share:
        return "points"
    return (
        "percent"
        if measure.calculation in ("count", "rate_per_1000")
        or (measure.calculation == "published" and measure.unit not in ("seconds", "rank"))
        else "number"
    )


def change_unit(measure: Measure, form: str) -> str:
    return {"percent": "%", "points": "percentage points"}.get(form, "percentage points" if measure.is_share else measure.unit)


def statistic_working(series: Series, statistic: str, part: str, period: str) -> Working | None:
    measure = series.measure
    if statistic == "value":
        window = series.window(period)
        return level_working(series, *window, part) if window else None
    if statistic in ("total_12_months", "mean_12_months"):
        whole = level_working(series, shift(period, -11), period, part)
        mean = statistic == "mean_12_months" and measure.is_additive
        return combined("average", whole, after=", 12") if mean else whole
    if statistic == "total_since_break":
        breaks = [b.month for b in measure.breaks if b.month <= period]
        return level_working(series, max(breaks), period, part) if breaks else None
    if statistic in ("financial_year", "calendar_year"):
        first = calculate.year_start(period, 4 if statistic == "financial_year" else 1)
        last = min(shift(first, 11), series.last)
        return level_working(series, first, last, part)
    first = calculate.year_start(period, 4 if statistic == "financial_year_to_date" else 1)
    return level_working(series, first, period, part)


def compared_spans(series: Series, change: str, period: str) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """The periods compared: now, and before."""
    if change == "change_12_months":
        return (shift(period, -11), period), (shift(period, -23), shift(period, -12))
    if change == "change_on_baseline":
        year = series.measure.baseline
        return (shift(period, -11), period), (f"{year}-01", f"{year}-12")
    yearly = series.source.period == "year" or is_financial_year(period)
    before = shift(period, -1 if change == "change_on_month" or yearly else -12)
    now_span, before_span = series.window(period), series.window(before)
    if now_span is None or before_span is None or series.measure.window.startswith("since "):
        return None
    return now_span, before_span
