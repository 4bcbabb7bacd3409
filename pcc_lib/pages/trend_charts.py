"""Lines by month: plain, or with the usual range where a measure is judged."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from pcc_lib.charts.given import MOST_LINES, Level
from pcc_lib.core import numerals
from pcc_lib.core.calendars import Calendar
from pcc_lib.core.frames import labels_of
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import period_label, shift
from pcc_lib.core.status import CONFIDENTIAL, RECONSTRUCTED, UNRELIABLE, Statuses
from pcc_lib.core.sure import sure
from pcc_lib.core.text import listed, plural
from pcc_lib.figures.series import Series
from pcc_lib.figures.surveys import interval_at
from pcc_lib.inputs.measures import Chart, Measure, Topic
from pcc_lib.pages.alternatives import Choice, alt_text, extremes_drawn, latest_drawn, latest_value, name_of, year_told
from pcc_lib.pages.changes import change_of
from pcc_lib.pages.goals import form_words, goal_levels
from pcc_lib.pages.judged_charts import with_limits
from pcc_lib.pages.latest import latest_of, latest_shortly, none_latest, noun_of
from pcc_lib.pages.line_titles import Lined, over_the_year, title_of_lines
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
    printed_value,
    raw_value,
    seldom,
    unit_words,
)
from pcc_lib.writing.compared import degrees
from pcc_lib.writing.judged_sentences import judged_sentence
from pcc_lib.writing.messages import message_of
from pcc_lib.writing.naming import within
from pcc_lib.writing.subjects import subject_of
from pcc_lib.writing.wording import Sentence, change_phrase, extremes

SHOWN_YEARS = 5
MOST_ENDS = 3  # lines whose highest and lowest values are told one by one
LEAST_SAME, MOST_SAME = 3, 3  # values that make a line flat; flat lines that are named
BOUNDS, NO_INTERVAL = ", 95% interval", "none"
ENDS_OF_INTERVAL = {"low_end": "lower", "high_end": "upper"}
OF_A_SURVEY = "Upright bars: the 95% interval of each value, which rests on the answers of some and not of all."
OTHERS = "Lines in colour: the {} and the {} now; grey: all other {}. The table has every value."


@dataclass(frozen=True)
class _Line:
    """One line of a chart: a measure, or a part of one."""

    name: str
    measure: Measure
    series: Series
    part: str = ""
    printed: frozenset[str] = frozenset()  # the periods whose values an original report prints

    @cached_property
    def values(self) -> pd.Series:
        return self.series.values(self.part)

    def status(self, period: str) -> Statuses:
        """What readers are told of a value: of a printed one not that its month is reconstructed."""
        found = self.series.status(Span.of(period))
        return found.without(RECONSTRUCTED) if period in self.printed else found


@dataclass(frozen=True)
class _Shown:
    """What a chart shows: its measures, the lines of those that have data, and their rows from the first month on."""

    measures: list[Measure]
    lines: list[_Line]
    start: str
    own: str = ""
    rest: frozenset[str] = frozenset()  # lines that take several together: neither is the highest of single ones

    @property
    def measure(self) -> Measure:
        """The measure that gives the chart its unit."""
        return self.measures[0]

    @property
    def single(self) -> bool:
        return len(self.lines) == 1

    @cached_property
    def frame(self) -> pd.DataFrame:
        return pd.DataFrame([row for line in self.lines for row in _rows(line, self.start)])

    @cached_property
    def focus(self) -> list[str]:
        """Of more lines than a reader can tell apart, those that stand out: the own area's, the highest and the lowest now."""
        if len(self.lines) <= MOST_LINES:
            return []
        now = self.frame.loc[self.frame["period"] == self.latest].dropna(subset=["value"])
        now = now.loc[~now["series"].isin(self.rest)] if len(set(now["series"]) - self.rest) > 1 else now
        ranked = labels_of(now.set_index("series")["value"].sort_values(ascending=False, kind="stable"))
        ends = [name for pair in zip(ranked, ranked[::-1], strict=True) for name in pair]
        own = [line.name for line in self.lines if line.part and line.part == self.own]
        return list(dict.fromkeys([*own, *ends]))[:MOST_LINES]

    @property
    def first(self) -> str:
        return str(self.frame["period"].min())

    @property
    def calendar(self) -> Calendar:
        """The calendar that its periods are told by."""
        return seldom([line.series for line in self.lines])

    @property
    def spanned(self) -> str:
        """Its first and last period, in words."""
        begins = shift(self.first, 1 - self.calendar.step)
        return f"{period_label(begins)} to {period_label(self.latest)}"

    @property
    def latest(self) -> str:
        """The newest period with a value."""
        return str(self.frame.loc[self.frame["value"].notna(), "period"].max())


def trend(page: Page, topic: Topic, chart: Chart) -> Picture:
    """Lines by month; a single one that is judged gets its usual range."""
    shown = _shown(page, chart)
    judgement = page.judgement(shown.measure) if shown.single else None
    picture = _lines_alone(page, topic, chart, shown)
    if judgement is None or judgement.points is None:
        return picture
    return with_limits(page, topic, picture, shown.frame, judgement)


def _shown(page: Page, chart: Chart) -> _Shown:
    measures = [page.figures.measure(id) for id in chart.measures]
    lines = _lines(page, chart, measures)
    series = [line.series for line in lines]
    start = max(chart.start, min(s.periods[0] for s in series)) if chart.start else first_shown(series)
    rest = frozenset(page.project.label(part) for part in rest_of(page, measures[0])) if chart.by else frozenset[str]()
    return _Shown(measures, lines, start, page.project.body.own, rest)


def first_shown(series: Sequence[Series]) -> str:
    """The first period of a chart that does not say where it begins: five years up to the newest; of yearly values the first."""
    newest, yearly = max(s.periods[-1] for s in series), seldom([*series]).noun == "year"
    return min(s.periods[0] for s in series) if yearly else shift(newest, -12 * SHOWN_YEARS + 1)


def newest_known(chart: Chart, series: Sequence[Series]) -> str:
    """The newest period of which a chart's lines have a value; nothing where none has."""
    known = [s.values(part).dropna().index for s in series for part in (s.all_parts if chart.by else ("",))]
    return max((str(periods[-1]) for periods in known if len(periods)), default="")


def _lines_alone(page: Page, topic: Topic, chart: Chart, shown: _Shown) -> Picture:
    measure, frame = shown.measure, shown.frame
    shows = _single_shows(page, shown) if shown.single else [*latest_of(page, chart), *_unmoved(shown)]
    subject = (
        f"{measure.title if shown.single or chart.by else topic.title}, {unit_words(measure)}, "
        f"{area_words(page, measure)}, {shown.spanned}"
    )
    columns, rows = _wide(frame, shown.calendar)
    return Picture(
        title=_title(page, chart, shown),
        subject=subject,
        shows=shows,
        alt=_alt(page, chart, shown),
        columns=columns,
        rows=rows,
        raw=_raw(frame, measure),
        draw=_drawn_lines(page, topic, chart, shown),
        measures=shown.measures,
        latest=shown.latest,
        series=list(dict.fromkeys(line.series for line in shown.lines)),
        notes=[
            *[OTHERS.format(*_ends_words(measure), plural(noun_of(page, chart)))] * bool(shown.focus),
            *[OF_A_SURVEY] * _has_intervals(frame),
        ],
    )


def _unmoved(shown: _Shown) -> Sentence:
    """Which of several lines never moved, by name where they are few; one that has no value now, or a gap, is none of them."""
    known: dict[str, list[float]] = {}
    for name, value in zip(shown.frame["series"], shown.frame["value"], strict=True):
        known.setdefault(str(name), []).append(round(float(value), 9))
    now = set(shown.frame.loc[shown.frame["period"] == shown.latest, "series"])
    same = [name for name, values in known.items() if name in now and len(values) >= LEAST_SAME and len(set(values)) == 1]
    every = f" the same in every {shown.lines[0].series.source.calendar.noun} shown."
    if len(same) == len(shown.lines):
        return [f" Each was{every}"]
    return [f" {listed(same)} {'were' if len(same) > 1 else 'was'}{every}"] if 0 < len(same) <= MOST_SAME else []


def _goals(page: Page, chart: Chart, shown: _Shown) -> list[Level]:
    return goal_levels(page, shown.measure, list(shown.frame["period"]), by_part=bool(chart.by))


def _drawn_lines(page: Page, topic: Topic, chart: Chart, shown: _Shown) -> Draw:
    frame = shown.frame
    axis = axis_of(shown.measure, _from_zero(frame, shown.measure), shown.lines[0].series)
    frame = frame.assign(period=[shown.calendar.drawn(period) for period in frame["period"]])
    goals = _goals(page, chart, shown)
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


def _lines(page: Page, chart: Chart, measures: list[Measure]) -> list[_Line]:
    """One line a measure, or one a part."""
    if chart.by:
        series = sure(page.figures.series(measures[0].id))
        measure, told = measures[0], page.figures.printed_periods
        return [_Line(page.project.label(part), measure, series, part, told(measure.id, part)) for part in series.all_parts]
    found = [(m, page.figures.series(m.id)) for m in measures]
    return [_Line(m.title, m, series, printed=page.figures.printed_periods(m.id)) for m, series in found if series is not None]


def _rows(line: _Line, start: str) -> list[dict[str, object]]:
    kept = line.values.loc[line.values.index >= start]
    kept = kept.loc[kept.first_valid_index() : kept.last_valid_index()]  # gaps inside stay, nothing hangs over the ends
    return [_row(line, str(period), value) for period, value in kept.items()]


def _row(line: _Line, period: str, value: float) -> dict[str, object]:
    span, series = line.series.window(period) or Span.of(period), line.series
    marker = series.marker(span, line.part) if math.isnan(value) else ""
    found = interval_at(series, period, line.part) if not math.isnan(value) else None
    ends = {end: 100 * share for end, share in zip(ENDS_OF_INTERVAL, (found.lower, found.upper), strict=True)} if found else {}
    few = f" [{UNRELIABLE}]" if found and series.answers_marker(span, line.part) == UNRELIABLE else ""
    return {
        "period": period,
        "series": line.name,
        "value": value,
        "status": CONFIDENTIAL if marker == CONFIDENTIAL else str(line.status(period)),
        "printed": f"[{marker}]" if marker else f"{printed_value(value, line.measure)}{few}",
        "interval": " to ".join(printed_value(end, line.measure) for end in ends.values()),
        **ends,
    }


def _has_intervals(frame: pd.DataFrame) -> bool:
    return bool((frame["interval"] != "").any())


def _wide(frame: pd.DataFrame, calendar: Calendar) -> tuple[list[str], Cells]:
    """Columns and rows of the table: a row a period, newest first, and a column a line, followed by that of its intervals."""
    rows = frame.to_dict("records")
    cells = {(r["period"], r["series"]): _told(r) or numerals.MISSING for r in rows}
    names = list(dict.fromkeys(frame["series"]))
    if _has_intervals(frame):
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


def _title(page: Page, chart: Chart, shown: _Shown) -> Sentence:
    measure = shown.measure
    subject = subject_of(page.project, measure)
    if shown.single:
        figure = page.figures.about(measure.id)
        return message_of(subject, measure, page.judgement(measure), change_of(page, measure), figure)
    lines = _lined(shown)
    name = subject.words if chart.by else page.topic(measure.topic).title
    said = title_of_lines(page, lines, noun_of(page, chart) if chart.by else "")
    return said or [f"{name.rstrip(',')}: the latest values are for {shown.calendar.label(shown.latest)}"]


def _lined(shown: _Shown) -> list[Lined]:
    return [Lined(line.name, line.measure, line.part) for line in shown.lines]


def _ends_words(measure: Measure) -> tuple[str, str]:
    words = degrees(measure)
    return words.most.lower(), words.least


# ── the alternative text ──────────────────────────────────────────────────────────────────────────────────────────────
def _alt(page: Page, chart: Chart, shown: _Shown) -> str:
    measure = shown.measure
    of_one = shown.single or chart.by
    name = name_of(page, measure) if of_one else within(page.project, page.topic(measure.topic).title)
    said = _single_told(page, shown) if shown.single else _lines_told(page, chart, shown)
    return alt_text("Line chart", name, *said, how=form_words(_goals(page, chart, shown)))


def _single_told(page: Page, shown: _Shown) -> list[Sentence | Choice]:
    """One line: its latest value, the verdict or else the change, its ends."""
    measure, value = shown.measure, page.figures.of(shown.measure.id)
    judged, change, figure = page.judgement(measure), change_of(page, measure), page.figures.about(measure.id)
    since, none = bool(measure.window.since), none_latest([value])
    latest = latest_value(value, since) if value.known else latest_drawn(shown.frame, shown.calendar, none)
    verdict = year_told(measure, judged, figure) if judged is not None and value.known else []
    so: Sentence = [*change_phrase(change, measure, named=False), "."] if change is not None and not verdict else []
    return [latest, *verdict, so, _ends_told(shown)]


def _ends_told(shown: _Shown) -> Sentence:
    line, measure = shown.lines[0], shown.measure
    known = line.values.loc[line.values.index >= shown.start].dropna()
    if measure.how.ready_made or known.empty or _alike(line, known):
        return []
    return extremes_drawn(shown.frame, measure, shown.calendar)


def _lines_told(page: Page, chart: Chart, shown: _Shown) -> list[Sentence | Choice]:
    """Several lines: the latest of each or the ends, who has none, what the tests of their years find, the ends of two lines."""
    noun, frame = noun_of(page, chart) if chart.by else "", shown.frame
    ends = [
        extremes_drawn(frame.loc[frame["series"] == line.name], line.measure, shown.calendar, line.name) for line in shown.lines
    ]
    is_survey = _has_intervals(frame)
    figures = [page.figures.of(line.measure.id, "value", line.part) for line in shown.lines]
    return [
        latest_shortly(page, chart) or latest_drawn(frame, shown.calendar, none_latest(figures)),
        over_the_year(page, _lined(shown), noun),
        _unmoved(shown),
        *(ends if len(ends) <= MOST_ENDS and not is_survey else []),
    ]


def _single_shows(page: Page, chart: _Shown) -> Sentence:
    measure, value = chart.measure, page.figures.of(chart.measure.id)
    if not value.known:
        return [f"{none_latest([value])}."]
    change, line = change_of(page, measure), chart.lines[0]
    said = judged_sentence(measure, value, change, page.judgement(measure), page.figures.about(measure.id))
    values = line.values
    shown = values.loc[values.index >= chart.start].dropna()
    if len(shown) < 3 or measure.how.ready_made or _alike(line, shown):
        return said
    high, low = (page.figures.of(measure.id, "value", "", p) for p in (str(shown.idxmax()), str(shown.idxmin())))
    printed = [printed_value(v, measure) for v in shown]
    return said + extremes(measure, high, low, {f.text for f in (high, low) if printed.count(f.text) > 1})


def _alike(line: _Line, shown: pd.Series) -> bool:
    """Whether even the highest and the lowest of a survey's percentages may be the same: their intervals overlap."""
    high, low = (interval_at(line.series, str(month), line.part) for month in (shown.idxmax(), shown.idxmin()))
    return high is not None and low is not None and high.lower <= low.upper


def _from_zero(frame: pd.DataFrame, measure: Measure) -> bool:
    """Counts start at nought; other values do where they come near it, so that a slow rate is not drawn flat."""
    return measure.is_additive or bool(frame["value"].min() < frame["value"].max() / 3)
