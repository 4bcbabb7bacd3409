"""A row of the scorecard: the latest value and trend of a measure, or of a part of one, and a verdict on each question."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pcc_lib.core.calendars import Calendar
from pcc_lib.core.frames import labels_of
from pcc_lib.core.numerals import printed, slug
from pcc_lib.core.periods import BY_MONTHS, FIRST_MONTHS
from pcc_lib.core.quarters import MONTHS, month_label, period_label
from pcc_lib.core.sure import sure
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.series import Series
from pcc_lib.inputs.contents import topic_link
from pcc_lib.inputs.measures import Measure, read_topic
from pcc_lib.inputs.models.plan import Priority
from pcc_lib.inputs.plan import priority
from pcc_lib.pages.beside import beside_month
from pcc_lib.pages.changes import change_of, change_over_year, why_none
from pcc_lib.pages.goals import goal_cell, goal_words
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import least_shown
from pcc_lib.pages.topic import ever_known, marks
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.markup import DEFINITIONS_PAGE, small, sparkline
from pcc_lib.writing.tables import Cell
from pcc_lib.writing.verdict_words import MONTH, NO_QUESTION, TARGET, YEAR
from pcc_lib.writing.verdicts import HELD_BACK, NOT_JUDGED, NOT_KNOWN, Verdict, of_value, verdicts
from pcc_lib.writing.wording import Part, Sentence, dated, is_of_single_months, short_change

TREND_VALUES = 24
MOST_PARTS = 3  # of more, the first stand for a look and the table below has all
LEAST_FOR_ENDS = 6  # of fewer values a reader sees the highest and the lowest


def priority_telling(page: Page, measure: Measure) -> Priority | None:
    """The priority whose page tells a measure; None where its topic stands in the scorecard alone."""
    topic = read_topic(page.project, measure.topic)
    return None if topic.scorecard_only else priority(page.project, topic.priority)


def told_at(page: Page, measure: Measure) -> str:
    """The section of its topic, or its definition where no page tells the topic."""
    of = priority_telling(page, measure)
    return (topic_link(page.project, of.page, measure.topic) if of else "") or f"{DEFINITIONS_PAGE}#{slug(measure.id)}"


def verdicts_of(page: Page, measure: Measure, part: str = "") -> tuple[Verdict, ...]:
    """The verdicts on a measure, one for each question; where its months are held against no target, its value is."""
    value = page.figures.of(measure.id, "value", part)
    if not value.known:
        return (HELD_BACK if value.hidden else NOT_KNOWN,)
    found = verdicts(page.judgement(measure, part), measure)
    goal = measure.goal(value.period.last, part)
    met = goal.met(sure(value.value), measure.good_direction) if goal else None
    if met is None or any(verdict.question == TARGET for verdict in found):
        return found or (NOT_JUDGED,)
    return (*found, of_value(met))


def parts_shown(page: Page, measure: Measure) -> list[str]:
    """The parts of a measure that have rows of their own, the whole (`""`) first; none where nothing of it is known."""
    series = page.figures.series(measure.id)
    if series is None and not measure.of:
        return []
    parts = [""] + (list(series.parts) if series and (measure.breakdown or measure.how.ready_made) else [])
    if len(parts) == 2:  # one part is the whole
        parts = [""]
    figures = {part: page.figures.of(measure.id, "value", part) for part in parts}
    if not any(figure.known or figure.hidden for figure in figures.values()):
        return []
    return [part for part, figure in figures.items() if figure.known or figure.hidden or ever_known(page, measure, part)]


def row(page: Page, name: Markup, measure: Measure, part: str = "") -> list[Cell]:
    """The cells of a measure, or of a part of it, under this name."""
    value, found = page.figures.of(measure.id, "value", part), verdicts_of(page, measure, part)
    month, year = beside_month(page, measure, part), _over_years(page, measure, part) if value.known else []
    untested = why_none(page, measure, part) or "not tested"
    return [
        name,
        [value, " ", small(_covered(value, measure))],
        _trend(page, measure, part),
        _told(page, _pills(found, MONTH, NO_QUESTION) or small("not judged"), month),
        _told(page, _pills(found, YEAR) or small(untested), year),
        _target(page, measure, part, _pills(found, TARGET)),
    ]


def row_of_parts(page: Page, name: Markup, measure: Measure, parts: Sequence[str]) -> list[Cell]:
    """The cells of a measure that has no whole: the latest value of each part, whose own rows have the rest."""
    values = [(page.figures.of(measure.id, "value", part), page.project.label(part)) for part in parts[:MOST_PARTS]]
    told = [page.sentence([value, " ", small(join([label, " ", _covered(value, measure)]))]) for value, label in values]
    more = "each part below" if len(parts) <= MOST_PARTS else "all parts below"
    return [name, join(told, " "), small(more), "", "", ""]


def _target(page: Page, measure: Measure, part: str, verdict: Markup) -> Cell:
    """The target with the verdict on it; a cell that a phone leaves out where there is none."""
    goal = goal_cell(page, measure, part)
    return (
        _told(page, verdict, goal) if goal_words(page, measure, part) else fill("scorecard/no_target", words=page.sentence(goal))
    )


def _told(page: Page, verdict: Markup, rests_on: Sentence) -> Sentence:
    """A verdict, and in small print what it rests on or is held against."""
    return [verdict, " ", small(page.sentence(rests_on)) if rests_on else ""]


def _pills(found: Sequence[Verdict], *questions: str) -> Markup:
    """The verdicts that answer these questions."""
    return marks([verdict for verdict in found if verdict.question in questions and verdict != NOT_JUDGED])


def _over_years(page: Page, measure: Measure, part: str) -> Sentence:
    """The change over the year, and the one that the measure is told by where that is of other years."""
    year, own = change_over_year(page, measure, part), change_of(page, measure, part)
    told: Sentence = [_short(year)] if year else []
    if own is None or own == year or is_of_single_months(own):
        return told
    return [*told, *["; "] * bool(told), _short(own), " ", short_change(own)]


def _short(change: Figure) -> Part:
    return change, change.text.replace("percentage ", "")


def _covered(value: Figure, measure: Measure) -> Markup:
    """The month that a value is of, or the months that it covers, in two short lines."""
    last = value.period.last
    month = month_label(last)
    words = dated(value, measure)
    short = f"{month[:3]} {month[-4:]}" if month != last else period_label(last)
    before = words.removesuffix(period_label(last)).strip()
    before = f"{before[:3]} to" if value.period.noun in BY_MONTHS else before
    return fill("scorecard/covered", before=before[:1].upper() + before[1:], month=last, words=short)


def _trend(page: Page, measure: Measure, part: str) -> Markup:
    series = page.figures.series(measure.id)
    if series is None:
        return Markup()
    if measure.window.runs_on:
        return small(_no_trend(measure))
    known = series.values(part).dropna().iloc[-TREND_VALUES:]
    if len(known) < 2:
        return fill("scorecard/trend", line="") if len(known) else small("none")
    shown = series.values(part).loc[known.index[0] : known.index[-1]]
    values = [None if value != value else float(value) for value in shown]
    words = trend_words(page, series, part, known)
    return fill("scorecard/trend", line=sparkline(values, words, (120, 28), least_shown(series)))


def _no_trend(measure: Measure) -> str:
    """Why a running total has no line: whether it rises says only that time has passed."""
    window = measure.window
    if window.since:
        return f"none: counted on since {month_label(window.since)}"
    return f"none: counted anew from each {MONTHS[FIRST_MONTHS[window.year]]}"


def trend_words(page: Page, series: Series, part: str, known: pd.Series) -> str:
    """What the line shows, for people who do not see it."""
    measure, calendar, periods = series.measure, series.source.calendar, labels_of(known)
    named = measure.title + (f": {page.project.label(part)}" if part else "")
    spanned = f"{named}, {calendar.label(periods[0], periods[-1])}"
    told = pd.Series([printed(value, measure.unit, measure.decimals, measure.precision) for value in known], periods)
    if told.nunique() == 1:
        return f"{spanned}: the same throughout"
    first, last = known.iloc[0], known.iloc[-1]
    moved = f"{'higher' if last > first else 'lower'} at the end than at the start"
    moved = "the same at the end as at the start" if told.iloc[0] == told.iloc[-1] else moved
    return "; ".join([f"{spanned}: {moved}", *_ends(calendar, known.set_axis(periods), told)])


def _ends(calendar: Calendar, known: pd.Series, told: pd.Series) -> list[str]:
    """When the line was highest and lowest, each where one period alone was; of a few values neither is told."""
    ends = {"highest": str(known.idxmax()), "lowest": str(known.idxmin())} if len(known) >= LEAST_FOR_ENDS else {}
    found = [f"{end} in {calendar.label(at)}" for end, at in ends.items() if (told == told[at]).sum() == 1]
    return [", ".join(found)] if found else []
