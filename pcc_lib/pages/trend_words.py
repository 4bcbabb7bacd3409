"""The words of a chart of lines by month: its title, the sentence under it, and its alternative text."""

from __future__ import annotations

import pandas as pd

from pcc_lib.charts.given import Level
from pcc_lib.core.text import listed
from pcc_lib.figures.surveys import interval_at
from pcc_lib.inputs.measures import Chart, Measure
from pcc_lib.pages.alternatives import Choice, alt_text, extremes_drawn, latest_drawn, latest_value, name_of, year_told
from pcc_lib.pages.changes import change_of
from pcc_lib.pages.goals import form_words, goal_levels
from pcc_lib.pages.latest import latest_shortly, none_latest, noun_of
from pcc_lib.pages.line_titles import Lined, over_the_year, title_of_lines
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import printed_value
from pcc_lib.pages.trend_lines import Line, Shown, has_intervals
from pcc_lib.writing.compared import degrees
from pcc_lib.writing.judged_sentences import judged_sentence
from pcc_lib.writing.messages import message_of
from pcc_lib.writing.naming import within
from pcc_lib.writing.subjects import subject_of
from pcc_lib.writing.wording import Sentence, change_phrase, extremes

MOST_ENDS = 3  # lines whose highest and lowest values are told one by one
LEAST_SAME, MOST_SAME = 3, 3  # values that make a line flat; flat lines that are named


def goals_of(page: Page, chart: Chart, shown: Shown) -> list[Level]:
    """The target over the periods of a chart; by part, those of each part."""
    return goal_levels(page, shown.measure, list(shown.frame["period"]), by_part=bool(chart.by))


def title_of(page: Page, chart: Chart, shown: Shown) -> Sentence:
    """What the lines say; where nothing can be said, up to when they go."""
    measure = shown.measure
    subject = subject_of(page.project, measure)
    if shown.single:
        figure = page.figures.about(measure.id)
        return message_of(subject, measure, page.judgement(measure), change_of(page, measure), figure)
    lines = _lined(shown)
    name = subject.words if chart.by else page.topic(measure.topic).title
    said = title_of_lines(page, lines, noun_of(page, chart) if chart.by else "")
    return said or [f"{name.rstrip(',')}: the latest values are for {shown.calendar.label(shown.latest)}"]


def _lined(shown: Shown) -> list[Lined]:
    return [Lined(line.name, line.measure, line.part) for line in shown.lines]


def ends_words(measure: Measure) -> tuple[str, str]:
    """`highest` and `lowest`, `longest` and `shortest`."""
    words = degrees(measure)
    return words.most.lower(), words.least


# ── the alternative text ──────────────────────────────────────────────────────────────────────────────────────────────
def alt_of(page: Page, chart: Chart, shown: Shown) -> str:
    """The alternative text of one line, or of several."""
    measure = shown.measure
    of_one = shown.single or chart.by
    name = name_of(page, measure) if of_one else within(page.project, page.topic(measure.topic).title)
    said = _single_told(page, shown) if shown.single else _lines_told(page, chart, shown)
    return alt_text("Line chart", name, *said, how=form_words(goals_of(page, chart, shown)))


def _single_told(page: Page, shown: Shown) -> list[Sentence | Choice]:
    """One line: its latest value, the verdict or else the change, its ends."""
    measure, value = shown.measure, page.figures.of(shown.measure.id)
    judged, change, figure = page.judgement(measure), change_of(page, measure), page.figures.about(measure.id)
    since, none = bool(measure.window.since), none_latest([value])
    latest = latest_value(value, since) if value.known else latest_drawn(shown.frame, shown.calendar, none)
    verdict = year_told(measure, judged, figure) if judged is not None and value.known else []
    so: Sentence = (
        [*change_phrase(change, measure, named=False), "."] if change is not None and value.known and not verdict else []
    )
    return [latest, *verdict, so, _ends_told(shown)]


def _ends_told(shown: Shown) -> Sentence:
    line, measure = shown.lines[0], shown.measure
    known = line.values.loc[line.values.index >= shown.start].dropna()
    if measure.how.ready_made or known.empty or _alike(line, known):
        return []
    return extremes_drawn(shown.frame, measure, shown.calendar)


def _lines_told(page: Page, chart: Chart, shown: Shown) -> list[Sentence | Choice]:
    """Several lines: the latest of each or the ends, who has none, what the tests of their years find, the ends of two lines."""
    noun, frame = noun_of(page, chart) if chart.by else "", shown.frame
    ends = [
        extremes_drawn(frame.loc[frame["series"] == line.name], line.measure, shown.calendar, line.name) for line in shown.lines
    ]
    is_survey = has_intervals(frame)
    figures = [page.figures.of(line.measure.id, "value", line.part) for line in shown.lines]
    return [
        latest_shortly(page, chart) or latest_drawn(frame, shown.calendar, none_latest(figures)),
        over_the_year(page, _lined(shown), noun),
        unmoved_of(shown),
        *(ends if len(ends) <= MOST_ENDS and not is_survey else []),
    ]


def single_shows(page: Page, chart: Shown) -> Sentence:
    """What the methods find of one line, and its highest and lowest value."""
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


def _alike(line: Line, shown: pd.Series) -> bool:
    """Whether even the highest and the lowest of a survey's percentages may be the same: their intervals overlap."""
    high, low = (interval_at(line.series, str(month), line.part) for month in (shown.idxmax(), shown.idxmin()))
    return high is not None and low is not None and high.lower <= low.upper


def unmoved_of(shown: Shown) -> Sentence:
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
