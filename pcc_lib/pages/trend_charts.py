"""Lines by month: plain, or with the usual range where a measure is judged."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from pcc_lib.core import numerals
from pcc_lib.core.calendars import Calendar
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import shift
from pcc_lib.core.status import Statuses
from pcc_lib.core.sure import sure
from pcc_lib.core.text import plural
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Chart, Measure, Topic
from pcc_lib.pages.judged_charts import with_limits
from pcc_lib.pages.latest import latest_of, noun_of
from pcc_lib.pages.page import Page
from pcc_lib.pages.parts_named import rest_of
from pcc_lib.pages.pictures import (
    Cells,
    Draw,
    Picture,
    Raw,
    area_words,
    axis_of,
    dated_marks,
    raw_value,
    seldom,
    unit_words,
)
from pcc_lib.pages.trend_lines import ENDS_OF_INTERVAL, Line, Shown, has_intervals
from pcc_lib.pages.trend_words import alt_of, ends_words, goals_of, single_shows, title_of, unmoved_of

SHOWN_YEARS = 5
BOUNDS, NO_INTERVAL = ", 95% interval", "none"
OF_A_SURVEY = "Upright bars: the 95% interval of each value, which rests on the answers of some and not of all."
OTHERS = "Lines in colour: the {} and the {} now; grey: all other {}. The table has every value."


def trend(page: Page, topic: Topic, chart: Chart) -> Picture:
    """Lines by month; a single one that is judged gets its usual range."""
    shown = _shown(page, chart)
    judgement = page.judgement(shown.measure) if shown.single else None
    picture = _lines_alone(page, topic, chart, shown)
    if judgement is None or judgement.points is None:
        return picture
    return with_limits(page, topic, picture, shown.frame, judgement)


def _shown(page: Page, chart: Chart) -> Shown:
    measures = [page.figures.measure(id) for id in chart.measures]
    lines = _lines(page, chart, measures)
    series = [line.series for line in lines]
    start = max(chart.start, min(s.periods[0] for s in series)) if chart.start else first_shown(series)
    rest = frozenset(page.project.label(part) for part in rest_of(page, measures[0])) if chart.by else frozenset[str]()
    return Shown(measures, lines, start, page.project.body.own, rest)


def first_shown(series: Sequence[Series]) -> str:
    """The first period of a chart that does not say where it begins: five years up to the newest; of yearly values the first."""
    newest, yearly = max(s.periods[-1] for s in series), seldom([*series]).noun == "year"
    return min(s.periods[0] for s in series) if yearly else shift(newest, -12 * SHOWN_YEARS + 1)


def newest_known(chart: Chart, series: Sequence[Series]) -> str:
    """The newest period of which a chart's lines have a value; nothing where none has."""
    known = [s.values(part).dropna().index for s in series for part in (s.all_parts if chart.by else ("",))]
    return max((str(periods[-1]) for periods in known if len(periods)), default="")


def _lines_alone(page: Page, topic: Topic, chart: Chart, shown: Shown) -> Picture:
    measure, frame = shown.measure, shown.frame
    shows = single_shows(page, shown) if shown.single else [*latest_of(page, chart), *unmoved_of(shown)]
    subject = (
        f"{measure.title if shown.single or chart.by else topic.title}, {unit_words(measure)}, "
        f"{area_words(page, measure)}, {shown.spanned}"
    )
    columns, rows = _wide(frame, shown.calendar)
    return Picture(
        title=title_of(page, chart, shown),
        subject=subject,
        shows=shows,
        alt=alt_of(page, chart, shown),
        columns=columns,
        rows=rows,
        raw=_raw(frame, measure),
        draw=_drawn_lines(page, topic, chart, shown),
        measures=shown.measures,
        latest=shown.latest,
        series=list(dict.fromkeys(line.series for line in shown.lines)),
        notes=[
            *[OTHERS.format(*ends_words(measure), plural(noun_of(page, chart)))] * bool(shown.focus),
            *[OF_A_SURVEY] * has_intervals(frame),
        ],
    )


def _drawn_lines(page: Page, topic: Topic, chart: Chart, shown: Shown) -> Draw:
    frame = shown.frame
    axis = axis_of(shown.measure, _from_zero(frame, shown.measure), shown.lines[0].series)
    frame = frame.assign(period=[shown.calendar.drawn(period) for period in frame["period"]])
    goals = goals_of(page, chart, shown)
    limitless = [m.model_copy(update={"rebase": ()}) for m in shown.measures]
    wholes = [line.series for line in shown.lines if not line.part]
    dated = dated_marks(page, topic, limitless, Span(shown.first, shown.latest), wholes)
    place = shown.calendar.drawn
    levels = [replace(each, first=place(each.first), last=place(each.last)) if each.first else each for each in goals]
    marks = replace(dated, levels=levels)

    def draw(description: str) -> object:
        from pcc_lib.charts.lines import among
        from pcc_lib.charts.lines import trend as form

        return among(frame, axis, description, shown.focus, marks) if shown.focus else form(frame, axis, description, marks)

    return draw


def _lines(page: Page, chart: Chart, measures: list[Measure]) -> list[Line]:
    """One line a measure, or one a part."""
    if chart.by:
        series = sure(page.figures.series(measures[0].id))
        measure, told = measures[0], page.figures.printed_periods
        return [Line(page.project.label(part), measure, series, part, told(measure.id, part)) for part in series.all_parts]
    found = [(m, page.figures.series(m.id)) for m in measures]
    return [Line(m.title, m, series, printed=page.figures.printed_periods(m.id)) for m, series in found if series is not None]


def _wide(frame: pd.DataFrame, calendar: Calendar) -> tuple[list[str], Cells]:
    """Columns and rows of the table: a row a period, newest first, and a column a line, followed by that of its intervals."""
    rows = frame.to_dict("records")
    cells = {(r["period"], r["series"]): _told(r) or numerals.MISSING for r in rows}
    names = list(dict.fromkeys(frame["series"]))
    if has_intervals(frame):
        cells |= {(r["period"], f"{r['series']}{BOUNDS}"): r["interval"] or NO_INTERVAL for r in rows}
        names = [column for name in names for column in (name, f"{name}{BOUNDS}")]
    periods = sorted(set(frame["period"]), reverse=True)
    return (
        ["Period", *names],
        [[calendar.label(p), *(cells.get((p, n), numerals.MISSING) for n in names)] for p in periods],
    )


def _told(row: Mapping[Hashable, Any]) -> str:
    """A value in the table, with its marks; a gap has its own."""
    return row["printed"] if row["value"] != row["value"] else Statuses.parse(row["status"]).beside(row["printed"])


def _raw(frame: pd.DataFrame, measure: Measure) -> Raw:
    return [[r["period"], *told, measure.unit, r["status"]] for r in frame.to_dict("records") for told in _raw_values(r)]


def _raw_values(row: Mapping[Hashable, Any]) -> list[tuple[str, object]]:
    """The value of a period, and the ends of its interval where there is one, each with its name."""
    ends = [(f"{row['series']}{BOUNDS}, {words}", row.get(end, math.nan)) for end, words in ENDS_OF_INTERVAL.items()]
    return [(row["series"], raw_value(row["value"])), *((name, raw_value(end)) for name, end in ends if not math.isnan(end))]


def _from_zero(frame: pd.DataFrame, measure: Measure) -> bool:
    """Counts start at nought; other values do where they come near it, so that a slow rate is not drawn flat."""
    return measure.is_additive or bool(frame["value"].min() < frame["value"].max() / 3)
