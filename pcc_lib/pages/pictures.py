"""A chart as data and words, before it is drawn, and the words that all charts share."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pcc_lib.charts.given import SURVEY_SPAN, Axis, Caption, Data, Dated, Marks
from pcc_lib.charts.under import under_chart
from pcc_lib.core import numerals
from pcc_lib.core.calendars import MONTHLY, Calendar
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import month_label
from pcc_lib.core.status import MISSING, Statuses
from pcc_lib.core.text import listed, plural, upper_first
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Measure, Topic
from pcc_lib.inputs.plan import events
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.inputs.sources import Source, source_of
from pcc_lib.pages.alternatives import FOLLOWS
from pcc_lib.pages.page import Page
from pcc_lib.writing.html import Markup, join
from pcc_lib.writing.lifetimes import lifetimes_told
from pcc_lib.writing.tables import Cell
from pcc_lib.writing.wording import Sentence

MOST_GAPS = 4  # runs of missing months that are named under a chart
Cells = list[list[Cell]]
Raw = list[list[object]]
Draw = Callable[[str], Any]


@dataclass(frozen=True)
class Picture:
    """A chart as data and words, before it is drawn.

    `columns` and `rows` are its table (a figure among the cells is printed as one), `raw` its CSV: period or group, series,
    value, unit, status. `draw(description)` makes the Altair chart. `latest` is the newest period, `series` what it rests on.
    """

    title: Sentence
    subject: str
    shows: Sentence
    alt: str
    columns: Sequence[str]
    rows: Cells
    raw: Raw
    draw: Draw
    measures: Sequence[Measure]
    latest: str
    series: Sequence[Series] = ()
    notes: Sequence[str] = ()


def placed(page: Page, caption: Caption, data: Data, draw: Draw) -> Markup:
    """A chart's place on a page: its numbers are printed now, and it is drawn when its block is shown.

    Its alternative text ends by saying that the table and the CSV follow, as they do here.
    """
    caption = replace(caption, alt=f"{caption.alt} {FOLLOWS}")
    page.credit_sources(filter(None, map(source_of, data.files)))
    under = under_chart(caption, data, page)
    record = _record(page, caption, data, join([caption.title, caption.shows, under]))

    def make() -> Markup:
        from pcc_lib.charts.block import chart_block  # Altair is slow to import; only a page that is shown needs it
        from pcc_lib.charts.drawing import drawing_of

        return chart_block(drawing_of(draw, caption.alt), caption, under, record=record)

    return page.draw(caption.chart_id, make)


def _record(page: Page, caption: Caption, data: Data, around: Markup) -> dict[str, Any]:
    """What the drawing of a chart carries of itself; `around` is what stands around it, with the figures that it prints."""
    anchors = set(re.findall(r'href="[^"#]*#([^"]+)"', around))
    return {
        "body": page.project.body.name,
        "book": page.project.body.report_title,
        "quarter": str(page.quarter),
        "page": page.name,
        "chart": caption.chart_id,
        "title": caption.title.striptags(),
        "figures": [figure.id for figure in page.printed.values() if figure.anchor in anchors],
        "values": columns_of(data.csv_columns, data.csv_rows),
        "sources": {name: page.project.fingerprint(name) for name in data.files},
    }


def printed_value(value: float, measure: Measure) -> str:
    """A value of a measure as a reader sees it."""
    if math.isnan(value):
        return numerals.MISSING
    return numerals.printed(value, measure.unit, measure.decimals, measure.precision)


def raw_value(value: float) -> object:
    """A value for a CSV file: twelve digits, and nothing where it is not known."""
    return "" if math.isnan(value) else float(f"{value:.12g}")


def chart_events(page: Page, topic: Topic, first: str, last: str) -> list[Dated]:
    """The events of a topic within the months of a chart."""
    return [Dated(e.month, e.label) for e in events(page.project, topic.events) if first <= e.month <= last]


def dated_marks(page: Page, topic: Topic, measures: Sequence[Measure], spanned: Span, wholes: Sequence[Series]) -> Marks:
    """Events, and periods where the series breaks, its limits are re-set, or a whole is of other parts than before.

    One mark where several fall on one period.
    """
    first, last = spanned.first, spanned.last
    named = {e.month: e.label for e in chart_events(page, topic, first, last)}
    cuts = {turn: f"{plural(s.source.breakdown)} changed" for s in wholes for _, turn, *_ in s.turns if first < turn <= last}
    cuts |= {b.month: "limits re-set" for m in measures for b in m.rebase if first < b.month <= last}
    cuts |= {b.month: "break in series" for m in measures for b in m.breaks if first < b.month <= last}
    breaks = [
        Dated(month, f"{named[month]}; {cut}" if month in named else cut.capitalize()) for month, cut in sorted(cuts.items())
    ]
    return Marks([Dated(m, label) for m, label in named.items() if m not in cuts], breaks)


def source_line(picture: Picture) -> str:
    """Who produced what a chart shows, to which period, and how good the data are."""
    producers = dict.fromkeys(source.about.producer for source in _sources(picture))
    statuses = Statuses.all_of(series.status() for series in picture.series)
    marks = "".join(f" [{s}]" for s in statuses)
    return f"Source: {'; '.join(producers)}, to {last_period_words(picture.series, picture.latest)}{marks}"


def gaps_named(picture: Picture) -> list[str]:
    """Months that a chart over time spans and its source does not hold, by name: they are gaps in the line."""
    spanned = {str(row[0]) for row in picture.raw}
    missing = {p for s in picture.series for p in s.gaps() if p in spanned and s.marker(Span.of(p)) == MISSING}
    calendar = seldom(picture.series)
    runs = calendar.runs(missing)
    if not runs:
        return []
    if len(runs) > MOST_GAPS:
        return [f"Gaps in the line are {calendar.noun}s without a value [x]; the table names them."]
    return [f"No values for {listed([calendar.label(run.first, run.last) for run in runs])} [x]: a gap in the line, not zero."]


def taken_along(picture: Picture) -> Raw:
    """The rows of its CSV, with periods as their source writes them."""
    calendar, periods = seldom(picture.series), {period for s in picture.series for period in s.periods}
    return [[calendar.taken_along(str(first)) if first in periods else first, *rest] for first, *rest in picture.raw]


def seldom(series: Sequence[Series]) -> Calendar:
    """The calendar of those series that have values most seldom: what is told of all of them is told in its periods."""
    return max((s.source.calendar for s in series), key=lambda calendar: calendar.step, default=MONTHLY)


def turns_named(page: Page, picture: Picture) -> list[str]:
    """Which parts began or ended within a chart over time: what is added up is of others before than after."""
    spanned = {str(row[0]) for row in picture.raw}
    turned = {s.source.name: s.source for s in picture.series if spanned.intersection(turn.period for turn in s.turns)}
    return [
        f"{plural(source.breakdown).capitalize()} changed: {'; '.join(lifetimes_told(source, page.project.label))}. "
        f"A total is of the {plural(source.breakdown)} that there were at the time."
        for source in turned.values()
    ]


def columns_of(names: Sequence[str], rows: Sequence[Sequence[object]]) -> dict[str, object]:
    """A table column by column; of a column in which all is the same, that alone: most of a drawing's weight is such."""
    columns = {name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)} if rows else {}
    return {name: found[0] if len(set(map(str, found))) == 1 else found for name, found in columns.items()}


def files_of(picture: Picture) -> list[str]:
    """The files of the sources that a chart draws."""
    return sorted({f"{SOURCES}/{source.file}" for source in _sources(picture)})


def last_period_words(series: Sequence[Series], latest: str) -> str:
    """The latest period of a chart; a source by year may say in which month its years end."""
    ends = next((s.source.about.year_end for s in series if s.source.about.year_ends), 12)
    return Span.of(latest).ending(ends).label


def _sources(picture: Picture) -> list[Source]:
    return [source for s in picture.series for source in (s.source, s.population) if source is not None]


def area_words(page: Page, measure: Measure) -> str:
    """The area that a measure tells of."""
    return measure.area_label or page.project.body.whole_title


def unit_words(measure: Measure, spanned: bool = False) -> str:
    """`calls by month`, `per cent over 12 months`, `crimes over the financial year so far`; `spanned`: the months of a running
    total are named beside it, and not said twice."""
    words = {"%": "per cent", "seconds": "average time", "rank": "rank", "GBP": "pounds"}.get(measure.unit, measure.unit)
    window = measure.window
    if window.since:
        return words if spanned else f"{words} since {month_label(window.since)}"
    so_far = f"over the {window.year} so far" if window.year else f"over {window}"
    return f"{words} by {window.noun}" if window.noun else f"{words} {so_far}"


def axis_title(measure: Measure) -> str:
    """What stands over the axis of a measure."""
    words = {"%": "Per cent", "seconds": "Time", "rank": "Rank", "GBP": "Pounds", "GBP million": "£ million"}
    return words.get(measure.unit) or upper_first(measure.unit)


def axis_of(measure: Measure, from_zero: bool = True, series: Series | None = None) -> Axis:
    """The axis of a measure's values; that of a survey's percentages shows no less than they can tell."""
    return Axis(measure.unit, axis_title(measure), from_zero, measure.good_direction, least_shown(series))


def least_shown(series: Series | None) -> float:
    """How much of its unit a line or axis shows at least: of a survey's percentages ten points."""
    return SURVEY_SPAN if series is not None and series.is_survey else 0
