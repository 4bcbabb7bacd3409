"""The scorecard: every measure of a priority with its latest value and trend, and a verdict on each of the three questions."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pcc_lib.core.calendars import Calendar
from pcc_lib.core.frames import labels_of
from pcc_lib.core.numerals import slug
from pcc_lib.core.periods import BY_MONTHS
from pcc_lib.core.quarters import month_label, period_label
from pcc_lib.core.sure import sure
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.contents import topic_link
from pcc_lib.inputs.measures import Measure, topics_of
from pcc_lib.inputs.plan import priority
from pcc_lib.pages.beside import beside_month
from pcc_lib.pages.changes import change_of, change_over_year, why_none
from pcc_lib.pages.goals import goal_cell
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import least_shown
from pcc_lib.pages.topic import ever_known, marks
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.markup import DEFINITIONS_PAGE, lead, link, note, paragraph, small, sparkline
from pcc_lib.writing.tables import Cell, Table, table_html
from pcc_lib.writing.verdict_words import MONTH, NO_QUESTION, TARGET, YEAR
from pcc_lib.writing.verdicts import HELD_BACK, NOT_JUDGED, NOT_KNOWN, Verdict, of_value, verdicts
from pcc_lib.writing.wording import Part, Sentence, dated, is_of_single_months, short_change

COLUMNS = ("Measure", "Latest", "Trend", "This month", "Over the year", "Target")
TREND_VALUES = 24
HOW_TO_READ = (
    "Latest: the newest value that this edition knows, with the months that it covers. "
    f"Trend: the last {TREND_VALUES} values known. This month: against its usual range, or the level that it moved to. "
    "Over the year: these twelve months against the twelve before; no test is made of averages and ready-made values, of fewer "
    "than 24 months, or where limits were set again among them. Points: percentage points. [x]: no data. "
    "On reconstructed data a verdict is an illustration."
)


def summary(page: Page) -> Markup:
    """How many measures there are, and how the tables are to be read."""
    count, known = (page.figures.figure(f"scorecard_{name}.value") for name in ("measures", "with_data"))
    said = page.sentence(
        [
            count,
            " measures stand on this scorecard. Data were supplied for ",
            known,
            " of them; the others say why there are none.",
        ]
    )
    return join([lead(said), note(HOW_TO_READ)])


def scorecard(page: Page, priority_id: str) -> Markup:
    """The table of one priority: a row for each measure, and for each part where a measure is split."""
    about = priority(page.project, priority_id)
    measures = scorecard_measures(page, priority_id)
    if not measures:
        return paragraph(f"No measures are defined for {about.title} [x].")
    name = f"scorecard_{priority_id.replace('-', '_')}"
    count, known = (page.figures.figure(f"{name}_{part}.value") for part in ("measures", "with_data"))
    said = page.sentence([count, " measures, ", known, " of them with data."])
    links = {topic.id: topic_link(page.project, about.page, topic.id) for topic in topics_of(page.project, priority_id)}
    told = {m.id: _rows(page, m, links.get(m.topic, "")) for m in measures}
    rows = [row for m in measures for row in told[m.id]]
    silent = [_without_data(page, m, links.get(m.topic, "")) for m in measures if not told[m.id]]
    caption = f"Measures of priority {about.number}"
    shown = Table(caption, COLUMNS, rows, numeric=(1,), kind="pcc-scorecard", stack=True)
    missing = Table(f"{caption} without data [x]", ("Measure", "Latest", "Why"), silent, stack=True)
    return join([paragraph(said), table_html(shown, page), table_html(missing, page) if silent else ""])


def scorecard_measures(page: Page, priority_id: str) -> list[Measure]:
    """The scorecard's measures of a priority, topic by topic."""
    topics = topics_of(page.project, priority_id, scorecard=True)
    return [m for topic in topics for m in page.measures(topic.id) if m.in_scorecard]


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


def _rows(page: Page, measure: Measure, href: str) -> list[list[Cell]]:
    series = page.figures.series(measure.id)
    if series is None and not measure.of:
        return []
    parts = [""] + (list(series.parts) if series and (measure.breakdown or measure.how.ready_made) else [])
    if len(parts) == 2:  # one part is the whole
        parts = [""]
    figures = {part: page.figures.of(measure.id, "value", part) for part in parts}
    if not any(figure.known or figure.hidden for figure in figures.values()):
        return []
    kept = [part for part, figure in figures.items() if figure.known or figure.hidden or ever_known(page, measure, part)]
    return [_row(page, measure, part, href) for part in kept]


def _row(page: Page, measure: Measure, part: str, href: str) -> list[Cell]:
    value, found = page.figures.of(measure.id, "value", part), verdicts_of(page, measure, part)
    month, year = beside_month(page, measure, part), _over_years(page, measure, part) if value.known else []
    goal, untested = goal_cell(page, measure, part), why_none(page, measure, part) or "not tested"
    return [
        _name(page, measure, part, href),
        [value, " ", small(_covered(value, measure))],
        _trend(page, measure, part),
        _told(page, _pills(found, MONTH, NO_QUESTION) or small("not judged"), month),
        _told(page, _pills(found, YEAR) or small(untested), year),
        _told(page, _pills(found, TARGET), goal),
    ]


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


def _without_data(page: Page, measure: Measure, href: str) -> list[Cell]:
    reason = measure.missing or "The value of this quarter is not known."
    return [_name(page, measure, "", href), "[x]", reason]


def _name(page: Page, measure: Measure, part: str, href: str) -> Markup:
    """The measure's name, linked to its topic's section, or to its definition where no topic tells it."""
    words = measure.title + (f": {page.project.label(part)}" if part else "")
    return link(href or f"{DEFINITIONS_PAGE}#{slug(measure.id)}", words)


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
    known = series.values(part).dropna().iloc[-TREND_VALUES:]
    if len(known) < 2:
        return fill("scorecard/trend", line="") if len(known) else small("none")
    shown = series.values(part).loc[known.index[0] : known.index[-1]]
    values = [None if value != value else float(value) for value in shown]
    words = _trend_words(measure, known, series.source.calendar)
    return fill("scorecard/trend", line=sparkline(values, words, (120, 28), least_shown(series)))


def _trend_words(measure: Measure, known: pd.Series, calendar: Calendar) -> str:
    """What the line shows, for people who do not see it."""
    first, last, periods = known.iloc[0], known.iloc[-1], labels_of(known)
    spanned = f"{measure.title}, {calendar.label(periods[0], periods[-1])}"
    if known.min() == known.max():
        return f"{spanned}: the same throughout"
    moved = "higher at the end than at the start" if last > first else "lower at the end than at the start"
    return (
        f"{spanned}: {moved if last != first else 'the same at the end as at the start'}; highest in "
        f"{calendar.label(str(known.idxmax()))}, lowest in {calendar.label(str(known.idxmin()))}"
    )
