"""Figures: every printed number, with its formula and the exact source cells it rests on."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from string import ascii_lowercase

from pcc_lib import calculate, numerals
from pcc_lib.errors import DefinitionError, Fault, ReportError, suggest
from pcc_lib.measures import FOLDER, Measure, measure_ids, read_measure
from pcc_lib.plan import QuarterFolder
from pcc_lib.project import Project
from pcc_lib.quarters import is_financial_year, shift
from pcc_lib.series import Cells, Series, make_series
from pcc_lib.sources import Source, read_source
from pcc_lib.stated import given_figures

ID = re.compile(r"(?P<measure>[a-z][a-z0-9_]*)\.(?P<statistic>[a-z0-9_]+)"
                r"(?:\.(?P<part>[a-z0-9_-]+))?(?:@(?P<period>\d{4}(?:-\d{2})?))?")
GIVEN = ("deliverable_", "budget_", "staff_", "structure_")  # figures of the plan and of the quarter folder, not of a measure
FORMS = ("number", "percent", "points", "per_month")
CHANGES = ("change_on_month", "change_on_year", "change_12_months", "change_on_baseline")
LEVELS = ("value", "total_12_months", "mean_12_months", "total_since_break", "financial_year_to_date",
          "calendar_year_to_date", "calendar_year", "financial_year")
STATISTICS = (*LEVELS, *CHANGES, *(f"{c}_{f}" for c in CHANGES for f in FORMS), "share", "target", "gap_to_target",
              "stated")
VECTOR_FUNCTIONS = ("correlation(",)  # these take their cells month by month; all others take their sum


@dataclass(frozen=True)
class Figure:
    """One printed number. `value` is None where it is not known; `text` is how it is printed, changes with a sign.

    `cells` names the source cells in the order of the letters in `formula`.
    """

    id: str
    measure: str
    statistic: str
    breakdown: str
    period: str
    compared_with: str
    value: float | None
    unit: str
    text: str
    kind: str
    status: str
    formula: str
    cells: str
    page: str = ""

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.value is not None

    @property
    def magnitude(self) -> str:
        """The text without its sign, for sentences that say the direction in words."""
        return self.text.lstrip("+" + numerals.MINUS) if self.statistic.startswith("change") else self.text

    @property
    def anchor(self) -> str:
        """Its anchor on the Figures page."""
        return "f-" + numerals.slug(self.id.replace("_", "-").replace("@", "-at-"))

    def row(self) -> dict[str, object]:
        """Its row of the ledger."""
        return asdict(self)


COLUMNS = tuple(f.name for f in fields(Figure))


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
    return Working(f"{function}({inner}{after})", tuple(c for w in workings for c in w.cells),
                   tuple(h for w in workings for h in w.held), workings[0].first, workings[0].last)


class Figures:
    """All figures that a quarter's edition can print, worked out when asked for."""

    def __init__(self, project: Project, folder: QuarterFolder) -> None:
        self.project = project
        self.folder = folder
        self._measures: dict[str, Measure] = {}
        self._sources: dict[str, Source] = {}
        self._series: dict[str, Series | None] = {}
        self._figures: dict[str, Figure] = {}

    def measure(self, id: str) -> Measure:
        """The measure's definition; a ReportError where there is none."""
        if id not in self._measures:
            if not self.project.exists(f"{FOLDER}/{id}.yml"):
                raise ReportError(f"there is no measure '{id}'. {suggest(id, measure_ids(self.project))}")
            self._measures[id] = read_measure(self.project, id)
        return self._measures[id]

    def source(self, name: str) -> Source:
        """A source, read once."""
        if name not in self._sources:
            self._sources[name] = read_source(self.project, name)
        return self._sources[name]

    def reporting_period(self, id: str) -> str:
        """The period that this edition tells for a measure (`""` where it has no data)."""
        measure = self.measure(id)
        if measure.of:
            return min(self.reporting_period(other) for other in measure.of)
        return self.folder.reporting_month(measure) if measure.source else ""

    def series(self, id: str) -> Series | None:
        """The measure's series up to its reporting period; None where no data are supplied."""
        if id not in self._series:
            measure = self.measure(id)
            self._series[id] = None
            if measure.source and self.reporting_period(id):
                population = self.source(measure.population.partition(".")[0]) if measure.population else None
                made = make_series(measure, self.source(measure.source), self.reporting_period(id), population)
                self._series[id] = made if len(made.periods) else None
        return self._series[id]

    def figure(self, id: str) -> Figure:
        """The figure of this id; a ReportError says what in the id is unknown."""
        if id not in self._figures:
            self._figures[id] = self._make(id)
        return self._figures[id]

    def of(self, measure: str, statistic: str = "value", part: str = "", period: str = "") -> Figure:
        """The figure of a measure, by the parts of its id."""
        return self.figure(figure_id(measure, statistic, part, period))

    def _make(self, id: str) -> Figure:
        match = ID.fullmatch(id)
        if not match:
            raise ReportError(f"'{id}' is not a figure. Write measure.statistic, such as calls_999_volume.value, "
                              "with .breakdown and @2023-06 where needed.")
        name, statistic, part, period = match["measure"], match["statistic"], match["part"] or "", match["period"] or ""
        if statistic == "stated" or name.startswith(GIVEN):
            return self._given(id)
        if statistic not in STATISTICS:
            raise ReportError(f"'{id}': there is no statistic '{statistic}'. {suggest(statistic, STATISTICS)}")
        measure = self.measure(name)
        if measure.of:
            return self._correlation(id, measure, period)
        series = self.series(name)
        if series is None:
            return self._unknown(id, measure, statistic, part, period or self.reporting_period(name))
        if part and part not in series.parts:
            raise ReportError(f"'{id}': {series.source.file} has no {series.source.breakdown} '{part}'. "
                              f"{suggest(part, series.parts)}")
        if period > series.last:
            raise ReportError(f"'{id}': this edition knows {name} only up to {series.last}.")
        if statistic in ("target", "gap_to_target"):
            return self._target(id, measure, series, statistic, part, period or series.last)
        return _worked(id, measure, series, statistic, part, period or series.last)

    def _given(self, id: str) -> Figure:
        rows = {row["id"]: row for row in given_figures(self.project, self.folder, id)}
        if id not in rows:
            raise ReportError(f"'{id}': no such stated fact in this quarter. {suggest(id, rows)}")
        row = rows[id]
        name, statistic = id.split("@")[0].split(".")[:2]
        return Figure(id, name, statistic, "", row["period"], "", float(row["value"]), row["unit"], row["text"],
                      row["kind"], row["status"], row["formula"], row["cells"])

    def _unknown(self, id: str, measure: Measure, statistic: str, part: str, period: str) -> Figure:
        return Figure(id, measure.id, statistic, part, period, "", None, measure.unit, numerals.MISSING, "computed",
                      "x", "", "")

    def _target(self, id: str, measure: Measure, series: Series, statistic: str, part: str, period: str) -> Figure:
        value = measure.target.of(part) if measure.target else None
        if value is None:
            raise ReportError(f"'{id}': {measure.id} has no target" + (f" for '{part}'." if part else "."))
        cell = f"{FOLDER}/{measure.id}.yml#target" + (f";{part}" if part else "")
        stated = Figure(id, measure.id, statistic, part, period, "", value, measure.unit, _text(value, measure),
                        "stated", "", "published(a)", cell)
        if statistic == "target":
            return stated
        level = self.of(measure.id, "value", part, "" if period == series.last else period)
        if not level.known:
            return self._unknown(id, measure, statistic, part, period)
        gap = level.value - value
        unit = "percentage points" if measure.is_share else measure.unit
        letters = ascii_lowercase[level.cells.count("#")]
        return replace(level, id=id, statistic=statistic, compared_with="target", value=gap, unit=unit,
                       text=numerals.signed(numerals.printed(gap, unit, measure.decimals, measure.precision)),
                       formula=f"change_number({level.formula}, {letters})", cells=f"{level.cells} {cell}")

    def _correlation(self, id: str, measure: Measure, period: str) -> Figure:
        period = period or self.reporting_period(measure.id)
        if not period or any(self.series(other) is None for other in measure.of):
            return self._unknown(id, measure, "value", "", period)
        first = shift(period, 1 - int(measure.window.split()[0]))
        sides = [_vector_working(self.series(other), first, period) for other in measure.of]
        working = combined("correlation", *sides)
        statuses = {s for other in measure.of for s in self.series(other).status(first, period).split(",") if s}
        return _figure(id, measure, "value", "", working, "", measure.unit, ",".join(sorted(statuses)), "computed",
                       lambda v: numerals.number(v, measure.decimals))


def figure_id(measure: str, statistic: str = "value", part: str = "", period: str = "") -> str:
    """`measure.statistic[.part][@period]`."""
    return f"{measure}.{statistic}" + (f".{part}" if part else "") + (f"@{period}" if period else "")


def ledger_csv(rows: Iterable[dict[str, object]]) -> str:
    """The ledger as CSV: one row for each figure and page, sorted, values with up to twelve digits."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    unique = {(str(r["id"]), str(r["page"])): r for r in rows}
    for _, row in sorted(unique.items()):
        value = row["value"]
        writer.writerow(row | {"value": "" if value is None else f"{value:.12g}"})
    return out.getvalue()


def level_working(series: Series, first: str, last: str, part: str = "") -> Working:
    """The measure over a run of periods: a sum, or sums over sums."""
    measure = series.measure
    held: list[object] = [series.total("numerator", first, last, part)]
    cells = [series.cells("numerator", first, last, part)]
    if measure.calculation == "published":
        single = first == last and (part or len(series.parts) == 1)
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


def _vector_working(series: Series, first: str, last: str) -> Working:
    roles = ["numerator"] + ["denominator"] * bool(series.measure.denominator)
    cells = tuple(series.cells(role, first, last) for role in roles)
    held = tuple(series.vector(role, first, last) for role in roles)
    wrap = {"percentage": "percentages(#, #)", "mean": "means(#, #)"}.get(series.measure.calculation, "#")
    return Working(wrap, cells, held, first, last)


def _worked(id: str, measure: Measure, series: Series, statistic: str, part: str, period: str) -> Figure:
    if statistic == "share":
        whole = level_working(series, *(series.window(period) or (period, period)))
        piece = level_working(series, whole.first, whole.last, part)
        return _series_figure(id, series, statistic, part, combined("percentage", piece, whole), "", "%")
    change, form = _split_change(statistic)
    form = form or default_form(measure)
    if not change:
        working = _level(series, statistic, part, period)
        unit = measure.unit
        if working is None:
            return Figure(id, measure.id, statistic, part, period, "", None, unit, numerals.MISSING, series.kind(), "x",
                          "", "")
        return _series_figure(id, series, statistic, part, working, "", unit)
    spans = _spans(series, change, period)
    if spans is None:
        return Figure(id, measure.id, statistic, part, period, "", None, _change_unit(measure, form), numerals.MISSING,
                      series.kind(), "x", "", "")
    now, before = (level_working(series, *span, part) for span in spans)
    working = combined(f"change_{'number' if form == 'per_month' else form}", now, before)
    if form == "per_month":
        working = combined("per_month", working)
    return _series_figure(id, series, statistic, part, working, before.period, _change_unit(measure, form))


def _split_change(statistic: str) -> tuple[str, str]:
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
    return "percent" if measure.calculation in ("count", "rate_per_1000") or (
        measure.calculation == "published" and measure.unit not in ("seconds", "rank")) else "number"


def _change_unit(measure: Measure, form: str) -> str:
    return {"percent": "%", "points": "percentage points"}.get(form, "percentage points" if measure.is_share
                                                              else measure.unit)


def _level(series: Series, statistic: str, part: str, period: str) -> Working | None:
    measure = series.measure
    if statistic == "value":
        window = series.window(period)
        return level_working(series, *window, part) if window else None
    if statistic in ("total_12_months", "mean_12_months"):
        whole = level_working(series, shift(period, -11), period, part)
        mean = statistic == "mean_12_months" and measure.is_additive
        return combined("average", whole, after=", 12") if mean else whole
    if statistic == "total_since_break":
        breaks = [b["month"] for b in measure.breaks if b["month"] <= period]
        return level_working(series, max(breaks), period, part) if breaks else None
    if statistic in ("financial_year", "calendar_year"):
        first = calculate.year_start(period, 4 if statistic == "financial_year" else 1)
        last = min(shift(first, 11), series.last)
        return level_working(series, first, last, part)
    first = calculate.year_start(period, 4 if statistic == "financial_year_to_date" else 1)
    return level_working(series, first, period, part)


def _spans(series: Series, change: str, period: str) -> tuple[tuple[str, str], tuple[str, str]] | None:
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


def _series_figure(id: str, series: Series, statistic: str, part: str, working: Working, before: str,
                   unit: str) -> Figure:
    measure = series.measure
    status = series.status(before.split("..")[0] if before else working.first, working.last)
    is_change = bool(before)
    derived = unit in ("%", "percentage points") and not measure.is_share  # a percentage of something not in per cent
    decimals = 1 if derived else 0 if working.formula.startswith("per_month") else measure.decimals

    def text(value: float) -> str:
        shown = numerals.printed(value, unit, decimals, measure.precision)
        return numerals.signed(shown) if is_change else shown

    return _figure(id, measure, statistic, part, working, before, unit, status, series.kind(), text)


def _figure(id: str, measure: Measure, statistic: str, part: str, working: Working, before: str, unit: str, status: str,
            kind: str, text: object) -> Figure:
    value = working.value()
    known = calculate.defined(value)
    return Figure(id, measure.id, statistic, part, working.period, before, value if known else None, unit,
                  text(value) if known else numerals.MISSING, kind, status if known else "x",  # type: ignore[operator]
                  working.lettered, " ".join(str(c) for c in working.cells))


def _text(value: float, measure: Measure) -> str:
    return numerals.printed(value, measure.unit, measure.decimals, measure.precision)


__all__ = ["COLUMNS", "DefinitionError", "Fault", "Figure", "Figures", "figure_id", "ledger_csv"]
