"""The kinds of charts that a topic may ask for: one entry each, and everything else looks here.

A new kind is an entry in `KINDS` (and a word in `ChartKind` of the model, which a test holds to this table). Its maker may be a
module of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pcc_lib.charts.given import MOST_LINES
from pcc_lib.core.errors import Fault, ReportError
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import period_label, shift
from pcc_lib.figures.catalogue import ALL_CHANGES
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import MOST_MEASURES, TOPICS, Chart, Measure, Topic, read_measure, read_topic, topic_ids
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.inputs.sources import read_descriptor
from pcc_lib.pages import (
    bar_charts,
    fitting,
    force_charts,
    forecast_charts,
    interval_charts,
    map_charts,
    scatter_charts,
    trend_charts,
)
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import Picture

Since = Callable[[Page, Chart, Sequence[Series]], str]
Drawn = Callable[[Page, Topic, Chart], Picture]
Ends = Callable[[Chart, Sequence[Series]], str]


def newest_of(chart: Chart, series: Sequence[Series]) -> str:
    """The newest period of any series of a chart, known or not: of kinds that draw one period alone."""
    return newest(series)


def never(page: Page, chart: Chart) -> str:
    """No reason: a kind that is never withheld with a word on the page."""
    return ""


@dataclass(frozen=True)
class Kind:
    """One kind of chart: what it is in words, when and how it is drawn, and what it rests on.

    draws, takes: for people, what it draws and what it can be given; docs/measures.md prints them
    drawable: whether the data are there in this quarter; where they are not, the chart is left out
    withheld: why it is not drawn though its data are there, as a sentence for the page; nothing where it is drawn
    make: makes the chart as data and words, whose first month has been found to be one that it can begin with
    since: the first period of the source cells behind it, which end with the newest of its series
    measures: for how many measures it is, from the fewest to the most
    alone: the keys with which a topic asks for it of one measure (none: data are missing); nothing where it does not fit
    ends: the newest period that it could draw, which its first month must stand before
    of_peers, foretells: whether its parts must be comparable as peers (`inputs/calculations.py`); whether it draws months ahead
    beside: whether its table stands open beside it, and not folded away; of_places: whether its parts must have boundaries
    of_changes: whether the statistic that it draws is a change
    """

    draws: str
    takes: str
    drawable: Callable[[Page, Chart], bool]
    make: Drawn
    since: Since
    ends: Ends = newest_of
    withheld: Callable[[Page, Chart], str] = never
    measures: tuple[int, int] = (1, 1)
    alone: fitting.Alone = fitting.of_a_series
    of_peers: bool = False
    foretells: bool = False
    beside: bool = False
    of_places: bool = False
    of_changes: bool = False

    def __post_init__(self) -> None:
        if not (self.draws.strip() and self.takes.strip()):
            raise ValueError("A kind of chart has no words: say in `draws` and `takes` what it draws and what it can be given.")

    def picture(self, page: Page, topic: Topic, chart: Chart) -> Picture:
        """The chart as data and words; a ReportError says up to when there are data, where it would begin after them."""
        if last := late(chart, _series_of(page, chart)):
            raise ReportError(
                f"the {chart.kind} chart of {', '.join(chart.measures)} would begin in {period_label(chart.start)}, and its data "
                f"end in {period_label(last)}. Begin it earlier."
            )
        return self.make(page, topic, chart)


def drawn_as_value(chart: Chart) -> bool:
    """Whether a chart names a change for its statistic, and is of a kind that draws and tells it as a value."""
    return chart.statistic in ALL_CHANGES and not KINDS[chart.kind].of_changes


def late(chart: Chart, series: Sequence[Series]) -> str:
    """The newest period that a chart could draw, where its own first month is not before it; nothing where all is well.

    `series` are those of its measures that have data.
    """
    last = KINDS[chart.kind].ends(chart, series) if chart.start and series else ""
    return last if last and chart.start >= last else ""


def _series_of(page: Page, chart: Chart) -> list[Series]:
    return [s for s in (page.figures.series(id) for id in chart.measures) if s is not None]


# ── whether the data are there ────────────────────────────────────────────────────────────────────────────────────────
def _has_series(page: Page, chart: Chart) -> bool:
    return page.figures.series(chart.measures[0]) is not None


def _has_a_shared_month(page: Page, chart: Chart) -> bool:
    series = _series_of(page, chart)
    return len(series) == len(chart.measures) and bool(scatter_charts.newest_shared(chart, series))


def _has_a_line(page: Page, chart: Chart) -> bool:
    series = _series_of(page, chart)
    long_enough = any(s.values(part).notna().sum() > 1 for s in series for part in (s.parts if chart.by else ("",)))
    return long_enough and (bool(chart.start) or trend_charts.newest_known(chart, series) >= trend_charts.first_shown(series))


def _has_a_value(page: Page, chart: Chart) -> bool:
    return any(page.figures.of(id).known for id in chart.measures)


def _has_a_part(page: Page, chart: Chart) -> bool:
    return _has_series(page, chart) and any(f.known for f in bar_charts.parts_now(page, chart))


def _has_a_changed_part(page: Page, chart: Chart) -> bool:
    return _has_series(page, chart) and any(f.known for f in bar_charts.parts_changed(page, chart))


def _has_a_baseline(page: Page, chart: Chart) -> bool:
    return _has_series(page, chart) and page.figures.of(chart.measures[0], "change_on_baseline").known


def _has_an_interval(page: Page, chart: Chart) -> bool:
    return (_has_series(page, chart) or not chart.by) and any(r.value.known for r in interval_charts.rows_of(page, chart))


# ── the first period behind it ────────────────────────────────────────────────────────────────────────────────────────
def newest(series: Sequence[Series]) -> str:
    """The newest period of any of these series."""
    return max(s.last for s in series)


def _only_the_newest(page: Page, chart: Chart, series: Sequence[Series]) -> str:
    return newest(series)


def _years_shown(page: Page, chart: Chart, series: Sequence[Series]) -> str:
    return chart.start or shift(newest(series), 1 - 12 * trend_charts.SHOWN_YEARS)


def _years_known(page: Page, chart: Chart, series: Sequence[Series]) -> str:
    return max(_years_shown(page, chart, series), min(s.periods[0] for s in series))


def _compared_by(statistic: str) -> Since:
    def since(page: Page, chart: Chart, series: Sequence[Series]) -> str:
        change = page.figures.of(chart.measures[0], statistic)
        before = change.compared_with
        return before.first if isinstance(before, Span) and before else newest(series)

    return since


KINDS = {
    "trend": Kind(
        draws="lines by month; a single measure with enough months gets its usual range",
        takes="one to four measures of one unit, or one measure `by` its breakdown; of many parts the ends are in colour",
        drawable=_has_a_line,
        make=trend_charts.trend,
        since=_years_known,
        measures=(1, MOST_LINES),
        alone=fitting.lines,
        ends=trend_charts.newest_known,
    ),
    "forecast": Kind(
        draws="the three months ahead, if the forecast is not withdrawn; else a sentence says why",
        takes="one measure",
        drawable=_has_series,
        make=forecast_charts.forecast,
        since=_years_shown,
        ends=trend_charts.newest_known,
        withheld=forecast_charts.no_forecast,
        alone=fitting.whole_by_month,
        foretells=True,
    ),
    "baseline": Kind(
        draws="totals of twelve months against the baseline year",
        takes="one measure with a `baseline`",
        drawable=_has_a_baseline,
        make=bar_charts.baseline,
        since=_compared_by("change_on_baseline"),
        alone=fitting.count_by_month,
    ),
    "breakdown": Kind(
        draws="bars of the latest value of each part",
        takes="one measure with a breakdown",
        drawable=_has_a_part,
        make=bar_charts.breakdown,
        since=_only_the_newest,
        alone=fitting.split,
    ),
    "change": Kind(
        draws="bars of the change of each part",
        takes="one measure with a breakdown",
        drawable=_has_a_changed_part,
        make=bar_charts.change_bars,
        since=_compared_by("change_12_months"),
        alone=fitting.split_count,
        of_changes=True,
    ),
    "scatter": Kind(
        draws="two measures against each other, month by month",
        takes="two measures",
        drawable=_has_a_shared_month,
        make=scatter_charts.scatter,
        since=_years_shown,
        ends=scatter_charts.newest_shared,
        measures=(2, 2),
        alone=fitting.its_two,
    ),
    "bars": Kind(
        draws="bars of the latest values",
        takes="several measures of one unit",
        drawable=_has_a_value,
        make=bar_charts.bars,
        since=_only_the_newest,
        measures=(1, MOST_MEASURES),
        alone=fitting.several_only,
    ),
    "intervals": Kind(
        draws="survey percentages with 95% intervals",
        takes="the parts of one measure (`by`), or several measures; `reference` names a measure drawn as a line",
        drawable=_has_an_interval,
        make=interval_charts.intervals,
        since=_years_shown,
        measures=(1, MOST_MEASURES),
        alone=fitting.split_survey,
    ),
    "differences": Kind(
        draws="two measures as changes on the month before. Put it after their `scatter`",
        takes="two measures, and a third of the two with `calculation: correlation`",
        drawable=scatter_charts.has_differences,
        make=scatter_charts.differences,
        since=_years_shown,
        measures=(2, 3),
        alone=fitting.its_two_and_itself,
    ),
    "funnel": Kind(
        draws="the rates of peers against their size, within limits that allow for chance; else a sentence says why not",
        takes="one rate_per_1000 or percentage, split into peers",
        drawable=_has_series,
        make=force_charts.funnel,
        since=_only_the_newest,
        withheld=force_charts.no_funnel,
        of_peers=True,
        alone=fitting.peers,
    ),
    "rank": Kind(
        draws="the places of peers with their intervals; else a sentence says why not",
        takes="one rate_per_1000 or percentage, split into peers",
        drawable=_has_series,
        make=force_charts.rank,
        since=_only_the_newest,
        withheld=force_charts.no_places,
        of_peers=True,
        alone=fitting.peers,
    ),
    "map": Kind(
        draws="the parts on a map, shaded by class, with a ranked table beside it",
        takes="one measure of a source with `boundaries`",
        drawable=_has_a_part,
        make=map_charts.area_map,
        since=_only_the_newest,
        withheld=map_charts.no_map,
        alone=fitting.on_a_map,
        beside=True,
        of_places=True,
    ),
}


def fault_list(project: Project) -> list[Fault]:
    """Charts of topics that cannot show their measures."""
    return [fault for id in topic_ids(project) for fault in _topic_faults(project, id)]


def _topic_faults(project: Project, id: str) -> Iterator[Fault]:
    try:
        topic = read_topic(project, id)
    except ReportError:
        return  # told with the other faults of definitions
    for chart in topic.charts:
        kind, place = KINDS[chart.kind], f"chart {chart.id}"
        (least, most), given = kind.measures, len(chart.measures)
        if not least <= given <= most:
            found = f"a {chart.kind} chart cannot show {given} measure{'' if given == 1 else 's'}."
            yield Fault(f"{TOPICS}/{id}.yml", place, found, f"It shows {kind.takes}.")
        for name in chart.measures if kind.of_peers else ():
            measure = _measure(project, name)
            if measure and not measure.how.peers:
                found = f"a {chart.kind} chart cannot show '{name}', a {measure.calculation}."
                yield Fault(f"{TOPICS}/{id}.yml", place, found, f"It shows {kind.takes}.")
        if kind.of_places and (source := _without_boundaries(project, chart)):
            todo = f"Name them in {SOURCES}/{source}.resource.yml, or ask for a breakdown chart."
            yield Fault(f"{TOPICS}/{id}.yml", place, f"the source '{source}' names no boundaries.", todo)


def _without_boundaries(project: Project, chart: Chart) -> str:
    """The source of a map's measure, where its descriptor names no boundaries; nothing where all is well."""
    measure = _measure(project, chart.measures[0])
    try:
        named = measure is None or not measure.source or read_descriptor(project, measure.source).boundaries
    except ReportError:
        return ""  # told with the other faults of sources
    return "" if named or measure is None else measure.source


def _measure(project: Project, id: str) -> Measure | None:
    """A measure; None where it is not defined rightly, which is told elsewhere."""
    try:
        return read_measure(project, id)
    except ReportError:
        return None
