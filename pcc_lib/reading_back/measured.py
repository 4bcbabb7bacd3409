"""The values of measures, read anew from the sources: what a chart's table, download and drawing are held against."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd

from pcc_lib.charts.axes import short
from pcc_lib.core.errors import ReportError
from pcc_lib.core.frames import column_of, each_row, value_at
from pcc_lib.core.numerals import ordinal, printed, signed
from pcc_lib.core.quarters import shift
from pcc_lib.core.text import plural
from pcc_lib.figures import comparison
from pcc_lib.figures.allowance import judgement_of
from pcc_lib.figures.charted import unfit
from pcc_lib.figures.figures import Figures, figures_of
from pcc_lib.figures.moves import levels
from pcc_lib.figures.outlook import outlook
from pcc_lib.figures.plan_numbers import budget_id
from pcc_lib.figures.series import Series
from pcc_lib.figures.standing import standing
from pcc_lib.figures.surveys import interval_at
from pcc_lib.inputs.counterparts import charts_of
from pcc_lib.inputs.measures import Chart, Goal, Measure, read_topic, topic_ids
from pcc_lib.inputs.plan import QuarterFolder, events, in_months, table
from pcc_lib.pages.chart_kinds import KINDS
from pcc_lib.statistics.usual import SIDES

T = TypeVar("T")
CHANGED = ", change on the month"  # behind a measure's title, where a chart draws its differences from month to month
BOUNDS = ("95% interval, lower", "95% interval, upper")
PLACES = ("place", "95% interval, from", "95% interval, to")  # what a map's download calls them
LIMITS = ("lower", "upper", "lower_wide", "upper_wide")


@dataclass(frozen=True)
class Cell:
    """A value that a chart may tell: its period or group as the download and as readers have it, its series, and its texts.

    proof: the measure, part and period whose source cells it is worked out from. year: how the plan writes its year.
    """

    first: str
    label: str
    series: str
    value: float
    texts: tuple[str, ...]
    proof: str
    year: str = ""

    @property
    def names(self) -> frozenset[str]:
        """All that the head of a row or column may call it."""
        return frozenset({self.first, self.label, self.series, self.year} - {""})


class Measured:
    """The values of an edition's measures, worked out from the sources as this project's files have them now."""

    def __init__(self, folder: QuarterFolder) -> None:
        self.folder, self.project = folder, folder.project
        self.figures: Figures = figures_of(folder)
        self._made: dict[tuple[str, str], tuple[Any, ...]] = {}

    @cached_property
    def _topics(self) -> frozenset[str]:
        return frozenset(topic_ids(self.project))

    def chart(self, chart_id: str) -> Chart | None:
        """A chart of a topic, as its file asks for it or as it comes by itself; None where it is of no topic."""
        topic, _, name = chart_id.partition("/")
        if topic not in self._topics:
            return None
        return next((c for c in charts_of(self.project, topic) if c.id == name), None)

    def measures(self, chart_id: str) -> list[Measure]:
        """The measures of a topic's chart."""
        chart = self.chart(chart_id)
        return [self.figures.measure(id) for id in chart.measures] if chart else []

    def series(self, chart_id: str) -> list[Series]:
        """The series of a chart's measures, as far as there are any."""
        return [s for m in self.measures(chart_id) if (s := self.figures.series(m.id)) is not None]

    def cells(self, chart_id: str) -> Sequence[Cell]:
        """Every value of a chart's measures, of every part and period that this edition knows; nothing where it has none."""
        return self._once("cells", chart_id, self._cells)

    def _once(self, what: str, id: str, make: Callable[[str], Iterable[T]]) -> Sequence[T]:
        if (what, id) not in self._made:
            self._made[what, id] = tuple(make(id))
        return self._made[what, id]

    def _cells(self, chart_id: str) -> list[Cell]:
        chart = self.chart(chart_id)
        if chart is None:
            return list(self._of_budget()) if chart_id.endswith("/allocation") else []
        if KINDS[chart.kind].of_places:
            return [cell for series in self.series(chart_id) for cell in self._of_map(series)]
        found = [cell for series in self.series(chart_id) for cell in self._of_series(series)]
        found += [cell for series in self.series(chart_id) if series.measure.baseline for cell in self._of_years(series)]
        found += [cell for series in self.series(chart_id) if series.measure.how.peers for cell in self._of_peers(series)]
        return found

    def _of_map(self, series: Series) -> Iterator[Cell]:
        """The values of the parts that a map shows, and their places with both ends of the interval."""
        measure, places = series.measure, comparison.ranks(series)
        for part in series.parts:
            label, of = self.project.label(part), f"{measure.id} of {part}, from {series.source.file}"
            figure = self.figures.of(measure.id, "value", part)
            if figure.known:
                yield Cell(label, label, measure.title, figure.numeric, (figure.text,), of)
            if places is None or part not in places.index:
                continue
            for name, key in zip(PLACES, ("rank", "lower", "upper"), strict=True):
                place = float(value_at(column_of(places, key), part))
                yield Cell(label, label, name, place, (ordinal(place), f"={ordinal(place)}"), of)

    def dates(self, measures: Iterable[Measure], topic: str) -> frozenset[str]:
        """The dates that a topic's texts and charts may name beside those of their figures: events, breaks, new bases, targets
        and windows that begin, base years; the first and last periods of series, and their gaps."""
        found = {event.month for event in events(self.project, read_topic(self.project, topic).events)}
        for measure in measures:
            found |= {each.month for each in (*measure.breaks, *measure.rebase)}
            found |= {measure.window.since, str(measure.baseline or ""), *(goal.since for goal in self._targets(measure))}
            series = self.figures.series(measure.id)
            found |= {series.periods[0], series.last, *series.gaps()} if series is not None else set()
        return frozenset(found - {""})

    # ── values by period ──────────────────────────────────────────────────────────────────────────────────────────────
    def _of_series(self, series: Series) -> Iterator[Cell]:
        for part in ("", *series.all_parts):
            name = self.project.label(part) if part else series.measure.title
            values = series.values(part)
            for period, value in zip(map(str, values.index), values.tolist(), strict=True):
                if not math.isnan(value):
                    yield self._cell(series, (period, name, part), value)
                    yield from self._bounds(series, (period, name, part))
            if not part:
                yield from self._steps(series, values)

    def _cell(self, series: Series, at: tuple[str, str, str], value: float, behind: str = "") -> Cell:
        (period, name, part), calendar, measure = at, series.source.calendar, series.measure
        proof = f"{measure.id}{f' of {part}' if part else ''}, {period}, from {series.source.file}"
        text = printed(value, measure.unit, measure.decimals, measure.precision)
        return Cell(calendar.taken_along(period), calendar.label(period), f"{name}{behind}", value, (text,), proof)

    def _bounds(self, series: Series, at: tuple[str, str, str]) -> Iterator[Cell]:
        """The ends of the 95% interval of a survey's percentage."""
        found = interval_at(series, at[0], at[2])
        for name, share in zip(BOUNDS, (found.lower, found.upper), strict=True) if found else ():
            yield self._cell(series, at, 100 * share, f", {name}")

    def _steps(self, series: Series, values: pd.Series) -> Iterator[Cell]:
        """What a value differs by from that of the period before."""
        measure = series.measure
        unit = "percentage points" if measure.unit == "%" else measure.unit
        for period, value in values.diff().dropna().items():
            cell = self._cell(series, (str(period), measure.title, ""), float(value), CHANGED)
            yield Cell(cell.first, cell.label, cell.series, cell.value, _signed_texts(float(value), unit, measure), cell.proof)

    def _of_years(self, series: Series) -> Iterator[Cell]:
        """The sums of whole calendar years."""
        measure = series.measure
        for year in sorted({period[:4] for period in series.periods}):
            try:
                figure = self.figures.of(measure.id, "calendar_year", "", f"{year}-12")
            except ReportError:
                continue  # of values that come once a year, or a year that is not over
            yield Cell(year, year, measure.title, figure.numeric, (figure.text,), f"{figure.id}: {figure.cells}")

    # ── peers ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    def _of_peers(self, series: Series) -> Iterator[Cell]:
        """Sizes, rates and limits of the parts that a funnel compares."""
        found, measure = comparison.funnel(series), series.measure
        for part, row in each_row(found[0]) if found else ():
            label, of = self.project.label(str(part)), f"{measure.id} of {part}, from {series.source.file}"
            size = float(row["size"])
            yield Cell(label, label, measure.how.size, size, (printed(size, "count"),), of)
            for name, key in ((measure.title, "value"), *((limit.replace("_", " "), limit) for limit in LIMITS)):
                value = float(row[key])
                text = printed(value, measure.unit, measure.decimals, measure.precision)
                yield Cell(label, label, name, value, (text,), of)

    # ── money ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    def _of_budget(self) -> Iterator[Cell]:
        budget = table(self.project, "budget")
        for row in (*budget.rows, None) if budget else ():
            for shown in budget.years if budget else ():
                year, name = shown.replace("/", "-"), row.id if row else "total"
                try:
                    figure = self.figures.figure(budget_id(name, "value", year))
                except ReportError:
                    continue
                bare = figure.text.split("\u00a0")[0]
                texts = (figure.text, bare, "£" + bare.removeprefix("£"))
                title = row.title if row else ""
                yield Cell(year, title, title, figure.numeric, texts, f"{figure.id}: {figure.cells}", shown)

    # ── what methods draw ─────────────────────────────────────────────────────────────────────────────────────────────
    def drawn(self, chart_id: str) -> Sequence[float]:
        """What a chart may draw beside its values, as it holds it: targets, usual ranges and levels, the limits of a funnel."""
        return self._once("drawn", chart_id, self._drawn)

    def _drawn(self, chart_id: str) -> Iterator[float]:
        series = self.series(chart_id)
        yield from (value for each in series for ends in self._goals(each.measure) for value in _shorts(ends))
        if len(series) == 1:
            yield from self._limits(series[0])
            yield from self._funnel(series[0]) if series[0].measure.how.peers else ()

    def ahead(self, chart_id: str) -> Sequence[float]:
        """What a chart draws of the months ahead: their values and the ends of their intervals, as it holds them."""
        return self._once("ahead", chart_id, lambda id: (v for series in self.series(id) for v in self._ahead(series)))

    def _limits(self, series: Series) -> Iterator[float]:
        judged = judgement_of(self.figures, series.measure)
        if judged is None or judged.points is None:
            return
        points = judged.points
        yield from _shorts(value for side in SIDES for value in points[side])
        if judged.moved:
            latest = points.index[points["segment"] == points["segment"].iat[-1]]
            yield from _shorts(levels(judged.moved, pd.PeriodIndex(latest)))

    def _ahead(self, series: Series) -> Iterator[float]:
        points = outlook(series).points
        yield from _shorts(value for column in points.columns for value in points[column])

    def _funnel(self, series: Series) -> Iterator[float]:
        peers, among = comparison.funnel(series), comparison.roster(series)
        if peers and among:
            yield from _shorts([among.pooled, *(value for column in peers[1].columns for value in peers[1][column])])

    def _goals(self, measure: Measure) -> Iterator[tuple[float, float]]:
        return ((goal.lower, goal.upper) for goal in self._targets(measure))

    def _targets(self, measure: Measure) -> Iterator[Goal]:
        target = measure.target
        return (goal for part in target.parts() for goal in target.goals_of(part)) if target else iter(())

    def goal_texts(self, measure: Measure) -> Iterator[str]:
        """The targets that a measure's definition states, as they are printed."""
        for ends in self._goals(measure):
            yield from (self.printed(measure, end) for end in ends)

    def printed(self, measure: Measure, value: float) -> str:
        """A value of a measure as a reader sees it."""
        return printed(value, measure.unit, measure.decimals, measure.precision)

    def notes(self, measure: Measure) -> Iterator[str]:
        """What the methods say of a measure's months, worked out anew: how many they rest on, and until when."""
        series = self.figures.series(measure.id)
        judged = judgement_of(self.figures, measure) if series is not None else None
        if judged is not None:
            yield judged.note
        if series is not None and measure.how.peers and (among := comparison.roster(series)):
            noun, count = plural(series.source.breakdown), len(among.counts)
            every = len(set(series.source.frame[series.source.breakdown]))
            yield f"{count} of the {every} {noun} in the source"
            yield f"all {count} {noun} in the source" if count == every else ""
            yield f"{count} {noun} have a value"

    def turns(self, measure: Measure, part: str = "") -> frozenset[str]:
        """Months that the methods find in a measure, or one part of it: where its level moved, which stand apart, where what is
        counted changed; and the month after its last, which is looked ahead to."""
        return frozenset(self._once(f"turns {part}", measure.id, lambda id: self._turns(measure, part)))

    def _turns(self, measure: Measure, part: str) -> frozenset[str]:
        series = self.figures.series(measure.id)
        judged = judgement_of(self.figures, measure, part) if series is not None else None
        if series is None or judged is None:
            return frozenset()
        moved = judged.moved
        found = {str(change.month) for change in moved.changes} | {str(moved.start)} if moved else set[str]()
        found |= {*judged.exceptional, *(cut.period for cut in (*judged.behind, *judged.uncompared))}
        return frozenset(found | {shift(series.last, 1), *(turn.period for turn in series.turns)})

    def cautions(self, measure: Measure) -> Iterator[str]:
        """Why a measure, or a part of it, has no range of usual values; of how many of its newest months a verdict depends."""
        series = self.figures.series(measure.id)
        if series is None:
            return
        for part in ("", *series.all_parts):
            yield unfit(series, part)
            yield f"the newest {in_months(standing(series, part).months)} were"

    def withdrawn(self, measure: Measure) -> str:
        """Why a measure has no forecast, in this edition; nothing where it has one."""
        series = self.figures.series(measure.id)
        return outlook(series).reason if series is not None else ""


def _signed_texts(value: float, unit: str, measure: Measure) -> tuple[str, ...]:
    text = printed(value, unit, measure.decimals, measure.precision)
    return (signed(text), text, signed(printed(value, measure.unit, measure.decimals, measure.precision)))


def _shorts(values: Iterable[Any]) -> Iterator[float]:
    """Values as charts hold them, to six digits."""
    return (found for value in values if (found := short(value)) is not None and math.isfinite(found))
