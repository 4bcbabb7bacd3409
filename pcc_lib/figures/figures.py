"""Figures: every printed number, with its formula and the exact source cells it rests on."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from string import ascii_lowercase
from urllib.parse import quote

from pcc_lib.core import numerals
from pcc_lib.core.csv_cells import csv_of
from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.core.quarters import MONTH, is_financial_year, shift
from pcc_lib.figures.counts import PREFIXES as COUNTED
from pcc_lib.figures.series import Series, make_series
from pcc_lib.figures.stated import given_figures
from pcc_lib.figures.workings import (
    CHANGES,
    FORMS,
    LEVELS,
    Working,
    change_unit,
    combined,
    compared_spans,
    default_form,
    level_working,
    split_change,
    statistic_working,
    vector_working,
)
from pcc_lib.inputs.measures import FOLDER, Measure, measure_ids, read_measure
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import Source, read_source
from pcc_lib.statistics import calculate
from pcc_lib.statistics.disclosure import CONFIDENTIAL, UNRELIABLE, survey_marker

ID = re.compile(
    r"(?P<measure>[a-z][a-z0-9_]*)\.(?P<statistic>[a-z0-9_]+)"
    r"(?:\.(?P<part>[a-z0-9_-]+))?(?:@(?P<period>\d{4}(?:-\d{2})?))?"
)
YEAR = re.compile(r"\d{4}(?:-(?:1[3-9]|[2-9]\d|00))?")  # 2022 or 2022-23; what could be a month is none
# figures of the plan and of the quarter folder, not of a measure
GIVEN = ("deliverable_", "budget_", "staff_", "structure_", *COUNTED)
# what a forecast adds: months after the reporting month with their 95% interval, and how the model did in trials
AHEAD = {"forecast": "mean", "forecast_lower": "lower_95", "forecast_upper": "upper_95"}
TRACK = {"forecast_mase": "MASE", "forecast_naive_mase": "MASE", "forecast_coverage": "%", "forecast_origins": "trials"}
# what a correlation adds: its own 95% interval, and r of the differences from month to month with that of its own
LINKED = ("interval_lower", "interval_upper", "differences", "differences_lower", "differences_upper")
# what `judgement` adds: limits of usual variation, and 95% intervals of a change and of a survey's level
JUDGED = ("usual_mean", "usual_lower", "usual_upper", "change_lower", "change_upper", *LINKED, *AHEAD, *TRACK)
# what `comparison` adds, where the parts of a source are peers such as forces: place, its 95% interval, how many are ranked
RANKED = ("rank", "rank_lower", "rank_upper", "ranked")
STATISTICS = (
    *LEVELS,
    *CHANGES,
    *(f"{c}_{f}" for c in CHANGES for f in FORMS),
    "share",
    "target",
    "gap_to_target",
    "stated",
    *JUDGED,
    *RANKED,
)


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


class Figures:
    """All figures that a quarter's edition can print, worked out when asked for."""

    def __init__(self, project: Project, folder: QuarterFolder) -> None:
        self.project = project
        self.folder = folder
        self._measures: dict[str, Measure] = {}
        self._sources: dict[str, Source] = {}
        self._series: dict[str, Series | None] = {}
        self._figures: dict[str, Figure] = {}
        self._given_rows: dict[str, dict[str, dict[str, str]]] = {}

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
                made = make_series(measure, self.source(measure.source), self.reporting_period(id), self._population(measure))
                self._series[id] = made if len(made.periods) else None
        return self._series[id]

    def _population(self, measure: Measure) -> Source | None:
        """The population source of a rate, cut off at the year that this edition knows."""
        if not measure.population:
            return None
        source = self.source(measure.population.partition(".")[0])
        known = self.folder.reporting_months.get(source.name, "9999")
        return replace(source, frame=source.frame[source.frame[source.period] <= known])

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
            raise ReportError(
                f"'{id}' is not a figure. Write measure.statistic, such as calls_999_volume.value, "
                "with .breakdown and @2023-06 where needed."
            )
        name, statistic, part, period = match["measure"], match["statistic"], match["part"] or "", match["period"] or ""
        if len(period) == 7 and not (MONTH.fullmatch(period) or is_financial_year(period)):
            raise ReportError(f"'{id}': '{period}' is not a month.")
        if name.startswith("signals_"):
            return self._signal_count(id)
        if statistic == "stated" or name.startswith(GIVEN):
            return self._given(id)
        if statistic not in STATISTICS:
            raise ReportError(f"'{id}': there is no statistic '{statistic}'. {suggest(statistic, STATISTICS)}")
        measure = self.measure(name)
        if measure.of:
            if statistic not in ("value", *LINKED) or part or (period and statistic in LINKED):
                raise ReportError(f"'{id}': a correlation has a value, and nothing else of this kind. Write {name}.value.")
            return self._linked(id, measure, statistic) if statistic in LINKED else self._correlation(id, measure, period)
        series = self.series(name)
        if series is None:
            return self._unknown(id, measure, statistic, part, period or self.reporting_period(name))
        part = series.part_of(part)
        if part and part not in series.parts:
            raise ReportError(
                f"'{id}': {series.source.file} has no {series.source.breakdown} '{part}'. "
                f"{suggest(part, map(numerals.part_id, series.parts))}"
            )
        if statistic in AHEAD or statistic in TRACK:
            return _foretold(id, measure, series, statistic, part, period)
        if period > series.last:
            raise ReportError(f"'{id}': this edition knows {name} only up to {series.last}.")
        if misfit := _misfit(measure, series, statistic, part, period):
            raise ReportError(f"'{id}': {misfit}.")
        if statistic in JUDGED:
            return _judged(id, measure, series, statistic, part)
        if statistic in RANKED:
            return _ranked(id, measure, series, statistic, part)
        if statistic in ("target", "gap_to_target"):
            return self._target(id, measure, series, statistic, part, period or series.last)
        return _worked(id, measure, series, statistic, part, period or series.last)

    def _given(self, id: str) -> Figure:
        group = next((prefix for prefix in GIVEN if id.startswith(prefix)), "")
        if group not in self._given_rows:
            self._given_rows[group] = {row["id"]: row for row in given_figures(self.project, self.folder, id)}
        rows = self._given_rows[group]
        if id not in rows:
            raise ReportError(f"'{id}': no such stated fact in this quarter. {suggest(id, rows)}")
        row = rows[id]
        name, statistic = id.split("@")[0].split(".")[:2]
        return Figure(
            id,
            name,
            statistic,
            "",
            row["period"],
            "",
            float(row["value"]),
            row["unit"],
            row["text"],
            row["kind"],
            row["status"],
            row["formula"],
            row["cells"],
        )

    def _signal_count(self, id: str) -> Figure:
        """How many measures were judged, are signals, or would be flagged by chance alone."""
        from pcc_lib.figures.judgement import FALSE_SHARE, judge

        series = [s for m in measure_ids(self.project) if (s := self.series(m)) and s.measure.whole]
        found = [j for s in series if (j := judge(s)).variation is not None]
        counts = {
            "signals_judged.value": float(len(found)),
            "signals_found.value": float(sum(j.is_signal for j in found)),
            "signals_expected.value": FALSE_SHARE * len(found),
        }
        if id not in counts:
            raise ReportError(f"'{id}': no such count. {suggest(id, counts)}")
        decimals, status = int(id == "signals_expected.value"), "e" if any(j.illustration for j in found) else ""
        formula = f"{FALSE_SHARE:g} of the measures judged" if decimals else "number of measures"
        return Figure(
            id,
            id.split(".")[0],
            "value",
            "",
            self.folder.written_on[:7],
            "",
            counts[id],
            "measures",
            numerals.number(counts[id], decimals),
            "computed",
            status,
            formula,
            f"{FOLDER}#xmr limits",
        )

    def _unknown(self, id: str, measure: Measure, statistic: str, part: str, period: str) -> Figure:
        return Figure(id, measure.id, statistic, part, period, "", None, measure.unit, numerals.MISSING, "computed", "x", "", "")

    def _target(self, id: str, measure: Measure, series: Series, statistic: str, part: str, period: str) -> Figure:
        value = measure.target.of(part) if measure.target else None
        if value is None:
            raise ReportError(f"'{id}': {measure.id} has no target" + (f" for '{part}'." if part else "."))
        cell = f"{FOLDER}/{measure.id}.yml#target" + (f";{quote(part, safe='')}" if part in measure.target.by else "")
        stated = Figure(
            id,
            measure.id,
            statistic,
            part,
            period,
            "",
            value,
            measure.unit,
            _text(value, measure),
            "stated",
            "",
            "published(a)",
            cell,
        )
        if statistic == "target":
            return stated
        level = self.of(measure.id, "value", part, "" if period == series.last else period)
        if not level.known:
            return self._unknown(id, measure, statistic, part, period)
        gap = level.value - value
        unit = "percentage points" if measure.is_share else measure.unit
        letters = ascii_lowercase[level.cells.count("#")]
        return replace(
            level,
            id=id,
            statistic=statistic,
            compared_with="target",
            value=gap,
            unit=unit,
            text=numerals.signed(numerals.printed(gap, unit, measure.decimals, measure.precision)),
            formula=f"change_number({level.formula}, {letters})",
            cells=f"{level.cells} {cell}",
        )

    def _correlation(self, id: str, measure: Measure, period: str) -> Figure:
        period = period or self.reporting_period(measure.id)
        if not period or any(self.series(other) is None for other in measure.of):
            return self._unknown(id, measure, "value", "", period)
        first = shift(period, 1 - int(measure.window.split()[0]))
        sides = [vector_working(self.series(other), first, period) for other in measure.of]
        working = combined("correlation", *sides)
        statuses = {s for other in measure.of for s in self.series(other).status(first, period).split(",") if s}
        return _figure(
            id,
            measure,
            "value",
            "",
            working,
            "",
            measure.unit,
            ",".join(sorted(statuses)),
            "computed",
            lambda v: numerals.number(v, measure.decimals),
        )

    def _linked(self, id: str, measure: Measure, statistic: str) -> Figure:
        """The 95% interval of r, or r of the differences from month to month, over the correlation's own months."""
        from pcc_lib.figures.judgement import monthly
        from pcc_lib.statistics.correlation import link

        level = self._correlation(id, measure, "")
        if not level.known:
            return replace(level, statistic=statistic)
        sides = [monthly(self.series(other).values().loc[slice(*level.period.split(".."))]) for other in measure.of]
        try:
            found = link(*sides)
        except ValueError:
            return self._unknown(id, measure, statistic, "", level.period)
        group, _, side = statistic.partition("_")
        value = getattr(found.levels if group == "interval" else found.differences, side or "r")
        what = "r" if group == "interval" else "r of differences from month to month"
        return replace(
            level,
            statistic=statistic,
            value=value,
            text=numerals.number(value, measure.decimals),
            formula=f"{side} of {what}, Fisher 95%" if side else what,
        )


def figure_of(id: str, measure: Measure, series: Series, statistic: str, period: str = "") -> Figure:
    """A figure of a series that is at hand: a statistic of `judgement`, or of the cells at a period (its latest one)."""
    if statistic in JUDGED:
        return _judged(id, measure, series, statistic, "")
    return _worked(id, measure, series, statistic, "", period or series.last)


def figure_id(measure: str, statistic: str = "value", part: str = "", period: str = "") -> str:
    """`measure.statistic[.part][@period]`; the part by its id."""
    return f"{measure}.{statistic}" + (f".{numerals.part_id(part)}" if part else "") + (f"@{period}" if period else "")


def ledger_csv(rows: Iterable[dict[str, object]]) -> str:
    """The ledger as CSV: one row for each figure and page, sorted, values with up to twelve digits."""
    unique = {(str(r["id"]), str(r["page"])): r for r in rows}
    shown = [row | {"value": "" if row["value"] is None else f"{row['value']:.12g}"} for _, row in sorted(unique.items())]
    return csv_of(COLUMNS, [[row.get(column, "") for column in COLUMNS] for row in shown])


def _misfit(measure: Measure, series: Series, statistic: str, part: str, period: str) -> str:
    """Why a statistic cannot be told of a measure (nothing where it can)."""
    change, form = split_change(statistic)
    form_of = YEAR if series.source.period == "year" else MONTH
    if period and not form_of.fullmatch(period):
        return f"'{period}' is not a {series.source.period} of {series.source.file}"
    if statistic in RANKED and (statistic == "ranked") == bool(part):
        return (
            f"a rank is of one part; name it, such as {measure.id}.rank.{numerals.part_id(series.parts[0])}"
            if not part
            else f"all parts are counted; write {measure.id}.ranked"
        )
    if statistic in (*JUDGED, *RANKED) and period not in ("", series.last):
        return f"it is worked out for the latest period only, {series.last}"
    if statistic.startswith("differences"):
        return "only a correlation has differences from month to month"
    if form == "points" and not measure.is_share:
        return "only a percentage changes by percentage points"
    if form == "per_month" and not (measure.is_additive and change in ("change_12_months", "change_on_baseline")):
        return "only a count over twelve months can be told per month"
    if statistic == "share" and not (part and measure.is_additive):
        return f"a share is of one part of a count; name the part, such as {measure.id}.share.{numerals.part_id(series.parts[0])}"
    return ""


def _worked(id: str, measure: Measure, series: Series, statistic: str, part: str, period: str) -> Figure:
    if statistic == "share":
        whole = level_working(series, *(series.window(period) or (period, period)))
        piece = level_working(series, whole.first, whole.last, part)
        return _series_figure(id, series, statistic, part, combined("percentage", piece, whole), "", "%")
    change, form = split_change(statistic)
    form = form or default_form(measure)
    if not change:
        working = statistic_working(series, statistic, part, period)
        unit = measure.unit
        if working is None:
            return Figure(id, measure.id, statistic, part, period, "", None, unit, numerals.MISSING, series.kind(), "x", "", "")
        return _series_figure(id, series, statistic, part, working, "", unit)
    spans = compared_spans(series, change, period)
    if spans is None:
        return Figure(
            id,
            measure.id,
            statistic,
            part,
            period,
            "",
            None,
            change_unit(measure, form),
            numerals.MISSING,
            series.kind(),
            "x",
            "",
            "",
        )
    now, before = (level_working(series, *span, part) for span in spans)
    working = combined(f"change_{'number' if form == 'per_month' else form}", now, before)
    if form == "per_month":
        working = combined("per_month", working)
    return _series_figure(id, series, statistic, part, working, before.period, change_unit(measure, form))


def _judged(id: str, measure: Measure, series: Series, statistic: str, part: str) -> Figure:
    """A limit of usual variation, or a bound of an interval, at the latest period."""
    from pcc_lib.figures.judgement import judge  # scipy and statsmodels are slow to import; only verdicts need them

    found = judge(series, part)
    group, side = statistic.split("_")
    sides = {
        "usual": found.latest,
        "change": vars(found.test) if found.test else None,
        "interval": found.interval and {k: 100 * getattr(found.interval, k) for k in ("lower", "upper")},
    }[group]
    value = math.nan if sides is None else float(sides[side])
    unit = measure.unit if group != "change" else "%" if measure.is_additive else "percentage points"
    method = {"usual": "xmr limits", "change": found.test and found.test.method, "interval": "Wilson 95%"}[group]
    decimals = 1 if group != "usual" or measure.is_share else measure.decimals
    window = series.window(series.last) or (series.last, series.last)
    first = {"usual": series.periods[0], "change": shift(series.last, -23), "interval": window[0]}[group]
    cells = [series.cells(role, first, series.last, part) for role in series.columns]
    working = Working("#", tuple(cells), (value,), first, series.last)

    def text(v: float) -> str:
        if unit == "seconds" and v < 59.95:
            return f"{numerals.number(v, 1)}{numerals.NBSP}s"  # whole seconds would hide which side of a limit a value is
        shown = numerals.printed(v, unit, decimals, measure.precision)
        return numerals.signed(shown) if group == "change" else shown

    status = series.status(first, series.last)
    figure = _figure(id, measure, statistic, part, working, "", unit, status, "computed", text)
    figure = replace(figure, formula=f"{side} of {method}" if figure.known else "")
    return _marked(figure, series, working.cells, part)


def _foretold(id: str, measure: Measure, series: Series, statistic: str, part: str, period: str) -> Figure:
    """A forecast month, a bound of its interval, or the model's record in trials; unknown where there is no forecast."""
    from pcc_lib.figures.outlook import outlook  # statsmodels is slow to import

    _check_foretold(id, measure, series, statistic, part, period)
    found, ahead = outlook(series), statistic in AHEAD
    unit = measure.unit if ahead else TRACK[statistic]
    decimals = measure.decimals if ahead else 2 if unit == "MASE" else 0
    value, model = math.nan, found.naive if statistic == "forecast_naive_mase" else found.model
    if not found.reason:
        scores = found.scores.loc[model]
        value = float(
            found.points.at[period, AHEAD[statistic]]
            if ahead
            else {"MASE": scores["mase"], "%": 100 * scores["coverage"], "trials": found.origins}[unit]
        )
    cells = tuple(series.cells(role, series.periods[0], series.last) for role in series.columns)
    working = Working("#", cells, (value,), period or series.periods[0], period or series.last)
    status = ",".join(sorted(({"f"} if ahead else set()) | {s for s in series.status("", series.last).split(",") if s}))
    made = _figure(
        id,
        measure,
        statistic,
        "",
        working,
        "",
        unit,
        status,
        "computed",
        lambda v: numerals.printed(v, unit, decimals, measure.precision),
    )
    what = AHEAD[statistic] if ahead else statistic.rpartition("_")[2] + " in trials"
    return replace(made, formula=f"{what} of {model} forecast" if made.known else "")


def _check_foretold(id: str, measure: Measure, series: Series, statistic: str, part: str, period: str) -> None:
    """A ReportError where the id asks for a part, or for a month that no forecast reaches."""
    from pcc_lib.figures.outlook import HORIZON

    first, last = shift(series.last, 1), shift(series.last, HORIZON)
    if part:
        raise ReportError(f"'{id}': a forecast is of the whole, not of '{part}'.")
    if statistic in TRACK and period:
        raise ReportError(f"'{id}': trials have no period of their own. Write {measure.id}.{statistic}.")
    if statistic in AHEAD and not first <= period <= last:
        raise ReportError(f"'{id}': a forecast is of {first} to {last}. Write {measure.id}.{statistic}@{first}.")


def _marked(made: Figure, series: Series, cells: Iterable[object], part: str) -> Figure:
    """A survey's figure as it may be printed: withheld or marked where too few people answered."""
    if series.source.about.design != "survey" or series.measure.calculation != "percentage":
        return made
    bases = [series.total("denominator", c.first, c.last, part) for c in cells if c.column == series.measure.denominator]
    marker = survey_marker(min(bases, default=math.nan))
    if marker == CONFIDENTIAL:
        return replace(made, value=None, text=CONFIDENTIAL, status="c")
    if marker == UNRELIABLE and made.known:
        status = ",".join(sorted({*filter(None, made.status.split(",")), "u"}))
        return replace(made, text=f"{made.text} {UNRELIABLE}", status=status)
    return made


def _ranked(id: str, measure: Measure, series: Series, statistic: str, part: str) -> Figure:
    """A part's place among the parts that have a value, a bound of its interval, or how many are ranked."""
    from pcc_lib.figures import comparison
    from pcc_lib.statistics import areas

    among, places = comparison.roster(series), comparison.ranks(series)
    if among is None or (part and part not in places.index):
        return Figure(
            id,
            measure.id,
            statistic,
            part,
            series.last,
            "",
            None,
            "rank" if part else f"{series.source.breakdown}s",
            numerals.MISSING,
            "computed",
            "x",
            "",
            "",
        )
    status = series.status(*(series.window(series.last) or (series.last, series.last)))
    if not part:
        working = Working("#", comparison.cells(series)[:1], (float(len(places)),), series.last, series.last)
        unit = f"{series.source.breakdown}s"
        figure = _figure(id, measure, statistic, part, working, "", unit, status, "computed", numerals.number)
        return replace(figure, formula="number of parts with a value")
    if statistic != "rank":
        side = statistic.removeprefix("rank_")
        working = Working("#", comparison.cells(series), (float(places.at[part, side]),), series.last, series.last)
        figure = _figure(id, measure, statistic, part, working, "", "rank", status, "computed", numerals.ordinal)
        method = f"{side} of the simulated 95% rank interval, {areas.DRAWS:,} draws, {among.first} first"
        return replace(figure, formula=method)
    one = "rate_per_1000" if measure.calculation == "rate_per_1000" else "percentage"
    many = {"rate_per_1000": "rates", "percentage": "percentages"}[one]
    order = "rank" if among.first == "highest" else "rank_from_lowest"
    held = (list(among.counts), list(among.bases), float(among.counts[part]), float(among.bases[part]))
    working = Working(
        f"{order}({many}(#, #), {one}(#, #))",
        (*comparison.cells(series), *comparison.cells(series, part)),
        held,
        series.last,
        series.last,
    )
    tie = "=" if places.at[part, "tied"] else ""
    return _figure(id, measure, statistic, part, working, "", "rank", status, "computed", lambda v: tie + numerals.ordinal(v))


def _series_figure(id: str, series: Series, statistic: str, part: str, working: Working, before: str, unit: str) -> Figure:
    measure = series.measure
    status = series.status(before.split("..")[0] if before else working.first, working.last)
    is_change = bool(before)
    derived = unit in ("%", "percentage points") and not measure.is_share  # a percentage of something not in per cent
    decimals = 1 if derived else 0 if working.formula.startswith("per_month") else measure.decimals

    def text(value: float) -> str:
        shown = numerals.printed(value, unit, decimals, measure.precision)
        return numerals.signed(shown) if is_change else shown

    made = _figure(id, measure, statistic, part, working, before, unit, status, series.kind(), text)
    made = _marked(made, series, working.cells, part)
    hidden = not made.known and series.marker(before.split("..")[0] or working.first, working.last, part) == "c"
    return replace(made, text=numerals.CONFIDENTIAL, status="c") if hidden else made


def _figure(
    id: str,
    measure: Measure,
    statistic: str,
    part: str,
    working: Working,
    before: str,
    unit: str,
    status: str,
    kind: str,
    text: object,
) -> Figure:
    value = working.value()
    known = calculate.defined(value)
    return Figure(
        id,
        measure.id,
        statistic,
        part,
        working.period,
        before,
        value if known else None,
        unit,
        text(value) if known else numerals.MISSING,
        kind,
        status if known else "x",  # type: ignore[operator]
        working.lettered,
        " ".join(str(c) for c in working.cells),
    )


def _text(value: float, measure: Measure) -> str:
    return numerals.printed(value, measure.unit, measure.decimals, measure.precision)
