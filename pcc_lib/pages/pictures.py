"""A chart as data and words, before it is drawn, and the words that all charts share."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pcc_lib.charts.given import SURVEY_SPAN, Axis, Caption, Data, Dated, Marks
from pcc_lib.charts.under import under_chart
from pcc_lib.core import numerals
from pcc_lib.core.calendars import MONTHLY, Calendar
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import month_label
from pcc_lib.core.status import MISSING, Statuses
from pcc_lib.core.sure import sure
from pcc_lib.core.text import listed, plural, upper_first
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Measure, Topic
from pcc_lib.inputs.plan import events
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.inputs.sources import Source
from pcc_lib.pages.page import Page
from pcc_lib.writing.compared import alike, degrees
from pcc_lib.writing.html import Markup, join
from pcc_lib.writing.lifetimes import lifetimes_told
from pcc_lib.writing.markup import plain
from pcc_lib.writing.tables import Cell
from pcc_lib.writing.wording import Sentence

ALT_LIMIT = 250
MOST_NAMED = 6  # values that a sentence names one by one; of more it names the ends
ENDS = 3  # at each end
MOST_GAPS = 4  # runs of missing months that are named under a chart
Cells = list[list[Cell]]
Raw = list[list[object]]
Draw = Callable[[str], Any]


Named = Sequence[tuple[Figure, str]]


@dataclass(frozen=True)
class Group:
    """What several values are of: areas, categories. known, unknown: figures of how many have a value, and have none.

    top, bottom: the words for the ends. remainder: the part that takes several together, and is not ranked among the others.
    """

    noun: str = "part"
    known: Figure | None = None
    unknown: Figure | None = None
    top: str = "Highest"
    bottom: str = "lowest"
    remainder: str = ""

    def count(self, wanted: int, known: bool) -> Sentence:
        """The figure of how many, where it counts what is told; else nothing."""
        figure = self.known if known else self.unknown
        return [figure] if figure is not None and figure.value == wanted else []


def group_of(page: Page, measure: Measure, noun: str, signed: bool = False) -> Group:
    """The parts of a measure; `signed`: their changes are told, of which a fall is not the lowest."""
    words = degrees(measure)
    top, bottom = ("At the top", "at the bottom") if signed else (words.most, words.least)
    known, unknown = (page.figures.of(measure.id, f"{which}_parts") for which in ("known", "unknown"))
    return Group(noun, known, unknown, top, bottom, remainder_of(page, measure))


def remainder_of(page: Page, measure: Measure) -> str:
    """The part of a measure that takes several together; nothing where there is none."""
    series = page.figures.series(measure.id)
    return series.source.about.remainder if series is not None else ""


def ranked(named: Named, remainder: str) -> list[tuple[Figure, str]]:
    """The values that can be set against each other: all but that of the remainder, where others are left."""
    kept = [each for each in named if each[0].breakdown != remainder or not remainder]
    return kept or list(named)


def not_ranked(page: Page, measure: Measure) -> list[str]:
    """What is said under a chart of the part that takes several together."""
    remainder = remainder_of(page, measure)
    return [f"“{page.project.label(remainder)}” takes several together, so it is not set against single ones."] * bool(remainder)


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
    """A chart's place on a page: its numbers are printed now, and it is drawn when its block is shown."""
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
    return [f"No values for {listed([calendar.label(run.first, run.last) for run in runs])} [x]: a gap in the line, not nought."]


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


def attributions(picture: Picture) -> list[str]:
    """What the licences of a chart's sources ask to be printed, each once."""
    return list(dict.fromkeys(a for source in _sources(picture) if (a := source.about.attribution)))


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


def alt_text(form: str, subject: str, shows: Sentence, first: Sentence | tuple[()] = ()) -> str:
    """Form, subject and sentence. Where they are too long, `first` stands before the sentence: what must not be cut off."""
    text = f"{form}. {subject}. {plain(shows)}"
    if len(text) > ALT_LIMIT and first:
        text = f"{form}. {subject}. {plain(first).strip()} {plain(shows)}"
    return text if len(text) <= ALT_LIMIT else text[:ALT_LIMIT].rsplit(" ", 1)[0].rstrip(".,;:") + "…"


def named_values(named: Named, when: str, group: Group | None = None, ends: int = ENDS) -> Sentence:
    """`North: 103; South: [x]; East: 91, in December 2023.` Nobody is passed over: what is not known is named too.

    Of more than MOST_NAMED the highest and the lowest few are named, and those that are not known (see `unknown`).
    """
    if len(named) <= MOST_NAMED:
        parts = [part for figure, label in named for part in ("; ", f"{label}: ", figure)][1:]
        return [*parts, f" {when}."]
    group = group or Group()
    known = sorted(ranked([each for each in named if each[0].known], group.remainder), key=lambda each: sure(each[0].value))
    missing = unknown(named, when, group)
    return [*_extremes(known, group, ends), f" {when}.", *([" ", *missing] if missing else [])]


def unknown(named: Named, when: str, group: Group | None = None) -> Sentence:
    """The values that are not known, by name; of more than MOST_NAMED how many, and a few. Nothing where all are known."""
    missing = [each for each in named if not each[0].known]
    if len(missing) <= MOST_NAMED:
        return named_values(missing, when) if missing else []
    marks = " ".join(dict.fromkeys(figure.text for figure, _ in missing))
    listed = ", ".join(label for _, label in missing[:ENDS])
    counted = (group or Group()).count(len(missing), known=False)
    what = f"{plural(group.noun)} " if group and counted else ""
    return [*(counted or ["Some"]), f" {what}have no value {marks} {when}, such as {listed}."]


def _extremes(known: Named, group: Group, ends: int) -> Sentence:
    """`Highest of the 31 areas with data: Camden 103, Brent 99; lowest: …`, of values from the lowest to the highest.

    Whoever prints what the last one named prints is told of too.
    """
    if not known:
        return ["No value is known"]
    if alike(known[0][0], known[-1][0]):
        return ["All with data are the same, ", known[0][0], ","]
    counted = group.count(len(known), known=True)
    falling = sorted(known, key=lambda each: -sure(each[0].value))
    of_all: Sentence = [" of the ", *counted, f" {plural(group.noun)} with data"] if counted else []
    return [group.top, *of_all, ": ", *_first(falling, ends), f"; {group.bottom}: ", *_first(known, ends), ","]


def _first(ordered: Named, ends: int) -> Sentence:
    is_cut = len(ordered) > ends and alike(ordered[ends][0], ordered[ends - 1][0])
    cut = ordered[ends - 1][0] if is_cut else None
    kept = [each for each in ordered[:ends] if cut is None or not alike(each[0], cut)]
    said: Sentence = [part for figure, label in kept for part in (", ", f"{label} ", figure)]
    tied = next((each for each in ordered if cut is not None and alike(each[0], cut)), None)
    said += [", ", f"{tied[1]} and others ", tied[0]] if tied else []
    return said[1:]


def reserved(title: Sentence, figures: Sequence[Figure], noun: str, goes_on: Callable[[str], str] = str) -> Sentence:
    """A title that claims ends, after `Of the areas with data, ` where not all values are known. `goes_on`: see `compared`."""
    if all(f.known for f in figures):
        return title
    first = re.sub(r"^(?:From|All|Both) ", lambda m: m[0].lower(), goes_on(str(title[0])))
    return [f"Of the {plural(noun)} {_with(figures)}, ", first, *title[1:]]


def _with(figures: Sequence[Figure]) -> str:
    if any(f.hidden for f in figures):
        return "shown"
    return "that can be compared" if any(f.signed for f in figures) else "with data"  # a change needs two values


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
