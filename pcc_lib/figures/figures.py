"""All figures that a quarter's edition can print, worked out when asked for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TypeVar

from pcc_lib.core import numerals
from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.core.periods import FOREVER, Span
from pcc_lib.core.status import RECONSTRUCTED
from pcc_lib.figures.asked import Asked
from pcc_lib.figures.blocks import Block, cited, published_block, read_block
from pcc_lib.figures.catalogue import CHANGES_OF_VALUES, NAMES, STATISTICS
from pcc_lib.figures.counterparts import READ as BESIDE
from pcc_lib.figures.counterparts import Beside
from pcc_lib.figures.cutting import make_series
from pcc_lib.figures.figure import Figure, FigureId, unknown
from pcc_lib.figures.linked import READ as LINKED
from pcc_lib.figures.linked import Pair, correlation, linked
from pcc_lib.figures.method_settings import settings_text
from pcc_lib.figures.series import Series
from pcc_lib.figures.stated import GROUPS, fact_figures
from pcc_lib.inputs.measures import FOLDER, Measure, measure_ids, read_measure
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.public_cells import told_before
from pcc_lib.inputs.published import Original, follows, originals, printed_before
from pcc_lib.inputs.releases import releases
from pcc_lib.inputs.sources import Source, read_source

T = TypeVar("T")
SIGNALS = "signals"  # the group of counts that rest on the series of all measures


class Figures:
    """The figures of one quarter's edition, each made once."""

    holds_nothing = True  # of files: what is made of them is kept by the project

    def __init__(self, project: Project, folder: QuarterFolder) -> None:
        self.project = project
        self.folder = folder

    def measure(self, id: str) -> Measure:
        """The measure's definition; a ReportError where there is none."""
        if not self.is_measure(id):
            raise ReportError(f"there is no measure '{id}'. {suggest(id, measure_ids(self.project))}")
        return read_measure(self.project, id)

    def is_measure(self, id: str) -> bool:
        """Whether there is a measure of this name; figures of money, facts and counts have names too."""
        return self.once(("is a measure", id), lambda: self.project.exists(f"{FOLDER}/{id}.yml"))

    def once(self, key: tuple[str, ...], make: Callable[[], T]) -> T:
        """What is made for this quarter under this key, made once, whichever page asks for it."""
        return self.project.once((self, *key), make)

    def source(self, name: str) -> Source:
        """A source, read once."""
        return read_source(self.project, name)

    def reporting_period(self, id: str) -> str:
        """The period that this edition tells for a measure (`""` where it has no data)."""
        measure = self.measure(id)
        if measure.of:
            return min(self.reporting_period(other) for other in measure.of)
        return self.folder.reporting_month(measure) if measure.source else ""

    def series(self, id: str) -> Series | None:
        """The measure's series up to its reporting period; None where no data are supplied. A FaultsError where they cannot be
        read, each time that it is asked for: what rests on it must not be told as if nothing had been supplied."""
        return self.once(("series", id), lambda: self._series_of(id))

    def _series_of(self, id: str) -> Series | None:
        measure, last = self.measure(id), self.reporting_period(id)
        if not (measure.source and last):
            return None
        source = self.source(measure.source)
        told = told_before(self.project, source) if measure.disclosure != "none" else ()
        made = make_series(measure, source, last, self._population(measure), told)
        return self._with_earlier(made) if made.periods else None

    def _with_earlier(self, series: Series) -> Series:
        """A series with what earlier releases and editions told of it. Under a policy for small numbers there is none of it: the
        difference of two releases would give hidden cells away."""
        measure, source = series.measure, series.source
        if measure.disclosure != "none" or source.period != "month":
            return series
        earlier = [each for each in releases(self.project, source.name) if each.last_period < series.last]
        whole = [each for each in earlier if all(set(rows) <= set(each.frame[key]) for key, rows in measure.rows.items())]
        told = tuple(make_series(measure, each, each.last_period, series.population) for each in whole)
        printed = (each for each in printed_before(self.folder, measure) if each.newest < series.last)
        return replace(series, releases=told, printed=tuple(printed))

    def _population(self, measure: Measure) -> Source | None:
        """The population source of a rate, cut off at the year that this edition knows."""
        if not measure.population:
            return None
        source = self.source(measure.population.partition(".")[0])
        known = self.folder.reporting_months.get(source.name, FOREVER)
        return replace(source, frame=source.frame[source.frame[source.period] <= known])

    def figure(self, id: str) -> Figure:
        """The figure of this name; a ReportError says what in the name is unknown."""
        return self.once(("figure", id), lambda: self._with_original(self._made(id)))

    def _made(self, id: str) -> Figure:
        """The figure of this name, whether or not an original report prints it."""

        def make() -> Figure:
            figure = self._make(FigureId.parse(id))
            return figure if figure.method else replace(figure, method=self._settings)

        return self.once(("unmarked", id), make)

    def with_settings(self, figure: Figure) -> Figure:
        """A figure that was made elsewhere of these data, with what its methods need beside its cells."""
        return replace(figure, method=self._settings)

    def _settings(self, figure: Figure) -> str:
        """What the methods of a figure need beside its cells to be worked again."""
        key = ("settings", figure.measure, figure.formula, figure.cells)
        read = partial(self.block, figure.measure)
        return self.once(key, lambda: settings_text(figure.formula, figure.cells, read))

    def block(self, measure: str, cells: str) -> Block:
        """The cells that a reference of this measure's figures names; under a policy for small numbers as they are published."""
        series = self._keeper(measure, cells) if self.is_measure(measure) else None
        return read_block(self.project, cells) if series is None else published_block(self.project, series, cells)

    def _keeper(self, measure: str, cells: str) -> Series | None:
        """The series by whose policy for small numbers cells are told, None where none holds: the measure's own, or of a measure
        of two others, which has no policy itself, that of the one whose cells they are."""
        asked = self.measure(measure)
        held = (each.id for each in (asked, *map(self.measure, asked.of)) if each.disclosure != "none")
        known = list(filter(None, map(self.series, held)))
        source = cited(self.project, cells) if known else None
        own = [each for each in known if source is not None and each.source.name == source.name]
        column = cells.rpartition(";column=")[2]
        return next((each for each in own if column in each.published), own[0] if own else None)

    def _with_original(self, figure: Figure) -> Figure:
        """A figure of reconstructed months with the row by which the original report prints it, where one does: what is told
        of the same months, and rounds to the number in print. It is then printed as the original prints it. A change has the rows
        of both values where it follows from them."""
        if RECONSTRUCTED not in figure.status or not figure.known:
            return figure
        if row := self._row_of(figure):
            return replace(figure, original=row.id, text=row.worded(figure.text, figure.unit))
        return replace(figure, original=", ".join(row.id for row in self._ends_of(figure)))

    def _row_of(self, figure: Figure) -> Original | None:
        """The row by which the original report prints a figure; None where none does."""
        return next((row for row, same in self._originals(figure.measure) if _tell_alike(figure, same, row)), None)

    def _ends_of(self, figure: Figure) -> tuple[Original, ...]:
        """The rows of the two values whose change a figure is, where the original report prints both and the change follows from
        what is in print; else none."""
        before = figure.compared_with
        if figure.statistic not in CHANGES_OF_VALUES or not isinstance(before, Span):
            return ()
        of = partial(FigureId.of, figure.measure, "value", figure.name.part)
        ends = [self._made(str(of(span.last))) for span in (before, figure.period)]
        rows = tuple(row for end in ends if end.known and (row := self._row_of(end)))
        return rows if len(rows) == len(ends) and follows(figure.numeric, figure.text, figure.unit, rows) else ()

    def _originals(self, measure: str) -> list[tuple[Original, Figure]]:
        """What the original report prints of a measure, with the figures that tell it here; a row that names none says
        nothing (`pcc check` tells of it)."""

        def read() -> list[tuple[Original, Figure]]:
            found = []
            for row in originals(self.folder, measure):
                with suppress(ReportError):
                    found.append((row, self._made(row.figure)))
            return found

        return self.once(("originals", measure), read)

    def printed_periods(self, measure: str, part: str = "") -> frozenset[str]:
        """The last months of those values of a measure, or of a part, that the original report prints."""
        told = (figure for row, figure in self._originals(measure) if figure.known and row.prints(figure.numeric, figure.unit))
        return frozenset(each.period.last for each in told if each.statistic == "value" and each.breakdown == part)

    def of(self, measure: str, statistic: str = "value", part: str = "", period: str = "") -> Figure:
        """The figure of a measure, by the parts of its name."""
        return self.figure(str(FigureId.of(measure, statistic, part, period)))

    def about(self, measure: str, part: str = "") -> Callable[..., Figure]:
        """What gives a measure's figures by their statistic, and by a period where one is named after it."""
        return lambda statistic, period="": self.of(measure, statistic, part, period)

    def _make(self, name: FigureId) -> Figure:
        if name.group == SIGNALS:
            return self._signal_count(name)
        if name.statistic == "stated" or name.group in GROUPS:
            return self._given(name)
        if name.statistic not in NAMES:
            raise ReportError(f"'{name}': there is no statistic '{name.statistic}'. {suggest(name.statistic, NAMES)}")
        if name.statistic in BESIDE:
            return self._of_counterpart(name)
        measure = self.measure(name.measure)
        if measure.of:
            return self._of_two(name, measure)
        series = self.series(name.measure)
        if series is None:
            period = name.period or self.reporting_period(name.measure)
            return unknown(name, name.part, Span.of(period), measure.unit)
        return figure_of(name, series)

    def _of_two(self, name: FigureId, measure: Measure) -> Figure:
        apart = name.statistic in LINKED
        if not (name.statistic == "value" or apart) or name.part or (name.period and apart):
            raise ReportError(f"'{name}': a correlation has a value, and nothing else of this kind. Write {name.measure}.value.")
        sides = [side for other in measure.of if (side := self.series(other)) is not None]
        pair = Pair(measure, sides if len(sides) == 2 else (), name.period or self.reporting_period(measure.id))
        return linked(name, pair) if apart else correlation(name, pair)

    def beside_public(self, id: str) -> Beside | None:
        """A measure beside its public counterpart; None where it names none. A ReportError where either is not defined."""
        return self.once(("beside public", id), lambda: self._beside_public(self.measure(id)))

    def _beside_public(self, measure: Measure) -> Beside | None:
        if measure.counterpart is None:
            return None
        other = self.measure(measure.counterpart.measure)
        public, own = self.series(other.id), self.project.body.own
        ours = measure.counterpart.part or (own if public is not None and own in public.all_parts else "")
        return Beside(measure, other, self.series(measure.id), public, ours)

    def _of_counterpart(self, name: FigureId) -> Figure:
        found = self.beside_public(name.measure)
        if found is None:
            raise ReportError(f"'{name}': {name.measure} names no public counterpart.")
        if found.apart or name.part:
            whole = f"it is of the whole. Write {name.measure}.{name.statistic}."
            raise ReportError(f"'{name}': {found.apart or whole}")
        period = name.period or list(found.spans)[-1]
        if period not in found.spans:
            raise ReportError(f"'{name}': both sides know no such period. {suggest(period, list(found.spans))}")
        return replace(found.figures(period)[BESIDE.index(name.statistic)], name=name)

    def _given(self, name: FigureId) -> Figure:
        id, make = str(name), GROUPS.get(name.group, fact_figures)
        group = name.group if name.group in GROUPS else ""
        given = self.once(("given", group), lambda: {figure.id: figure for figure in make(self.folder)})
        if id not in given:
            raise ReportError(f"'{id}': no such stated fact in this quarter. {suggest(id, given)}")
        return given[id]

    def _signal_count(self, name: FigureId) -> Figure:
        from pcc_lib.figures.signal_counts import signal_count  # waits for the methods, which few pages need

        series = [held for id in measure_ids(self.project) if (held := self.series(id))]
        return signal_count(name, series, self.folder)


def figures_of(folder: QuarterFolder) -> Figures:
    """The figures of a quarter's edition: of one reading of a project's files the same, whichever page asks for them."""
    return folder.project.once(("figures", folder.name), lambda: Figures(folder.project, folder))


def figure_of(name: FigureId, series: Series) -> Figure:
    """A statistic of a measure with data; a ReportError says why it cannot be told."""
    statistic = STATISTICS.get(name.statistic)
    if statistic is None:
        raise ReportError(f"'{name}': only a correlation has differences from month to month.")
    part, calendar = series.part_of(name.part), series.source.calendar
    name = replace(name, period=calendar.read(name.period) or name.period)
    if part and part not in series.all_parts:
        there = suggest(part, map(numerals.part_id, series.parts))
        raise ReportError(f"'{name}': {series.source.file} has no {series.source.breakdown} '{part}'. {there}")
    if name.period > series.last and not statistic.own_period:
        raise ReportError(f"'{name}': this edition knows {name.measure} only up to {series.last}.")
    asked = Asked(name, series, part, name.period or series.last)
    if wrong := statistic.guard(asked):
        raise ReportError(f"'{name}': {wrong}.")
    figure = replace(statistic.make(asked), signed=statistic.signed)
    return _of_years_to(figure, series.source.about.year_end) if series.source.about.year_ends else figure


def _of_years_to(figure: Figure, month: int) -> Figure:
    """A figure of years that end in a month, so that words name them by it."""
    before = figure.compared_with
    then = before.ending(month) if isinstance(before, Span) else before
    return replace(figure, period=figure.period.ending(month), compared_with=then)


def _tell_alike(figure: Figure, other: Figure, original: Original) -> bool:
    """Whether two figures tell the same of the same months, and the original prints their value."""
    sides = ((f.breakdown, f.period, f.compared_with, f.unit, f.value) for f in (figure, other))
    return next(sides) == next(sides) and original.prints(figure.numeric, figure.unit)
