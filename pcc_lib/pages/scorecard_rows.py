"""A row of the scorecard: the latest value of a measure, or of a part of one, how it changed, its trend, and a short verdict on
each question."""

from __future__ import annotations

from collections.abc import Sequence

from pcc_lib.core.numerals import slug
from pcc_lib.core.periods import BY_MONTHS
from pcc_lib.core.quarters import month_label, period_label
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.contents import topic_link
from pcc_lib.inputs.measures import Measure, read_topic
from pcc_lib.inputs.models.plan import Priority
from pcc_lib.inputs.plan import priority
from pcc_lib.pages.beside import beside_month
from pcc_lib.pages.changes import change_of, change_over_year, why_none
from pcc_lib.pages.goals import goal_cell, goal_words
from pcc_lib.pages.page import Page
from pcc_lib.pages.scorecard_lines import verdicts_of
from pcc_lib.pages.trends import trend
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.markup import DEFINITIONS_PAGE, small, verdict
from pcc_lib.writing.short_words import change_in_short, short_verdict
from pcc_lib.writing.tables import Cell
from pcc_lib.writing.verdict_words import MONTH, NO_QUESTION, TARGET, YEAR
from pcc_lib.writing.verdicts import NOT_JUDGED, Verdict
from pcc_lib.writing.wording import Part, Sentence, dated

COLUMNS = ("Latest", "Change", "Trend", "This month", "This year", "Target")
SORTABLE = (4, 5, 6)  # the columns of verdicts, behind the name; values of different units have no order
MOST_PARTS = 3  # of more, the first stand for a look and the table below has all
A_YEAR = 12


def priority_telling(page: Page, measure: Measure) -> Priority | None:
    """The priority whose page tells a measure; None where its topic stands in the scorecard alone."""
    topic = read_topic(page.project, measure.topic)
    return None if topic.scorecard_only else priority(page.project, topic.priority)


def told_at(page: Page, measure: Measure) -> str:
    """The section of its topic, or its definition where no page tells the topic."""
    of = priority_telling(page, measure)
    return (topic_link(page.project, of.page, measure.topic) if of else "") or f"{DEFINITIONS_PAGE}#{slug(measure.id)}"


def row(page: Page, name: Markup, measure: Measure, part: str = "") -> list[Cell]:
    """The cells of a measure, or of a part of it, under this name."""
    value, found = page.figures.of(measure.id, "value", part), verdicts_of(page, measure, part)
    change = change_of(page, measure, part) if value.known else None
    return [
        name,
        [value, " ", small(covered(value, measure))],
        change_in_short(change, measure) if change else "",
        trend(page, measure, part),
        _answer(page, _pills(found, MONTH, NO_QUESTION) or small(_not_judged(measure)), beside_month(page, measure, part)),
        _answer(page, _pills(found, YEAR) or small(_untested(page, measure, part)), _over_year(page, measure, part, change)),
        _target(page, measure, part, _pills(found, TARGET)),
    ]


def row_of_parts(page: Page, name: Markup, measure: Measure, parts: Sequence[str]) -> list[Cell]:
    """The cells of a measure that has no whole: the latest value of each part, whose own rows have the rest."""
    values = [(page.figures.of(measure.id, "value", part), page.project.label(part)) for part in parts[:MOST_PARTS]]
    told: Sentence = [piece for value, label in values for piece in (", ", value, f" {label}")]
    more = "" if len(parts) <= MOST_PARTS else ", …"
    return [name, [*told[1:], f"{more} ({dated(values[0][0], measure)}). Each part has a row of its own below."]]


def row_without(name: Markup, why: str) -> list[Cell]:
    """The cells of what has no data: a mark, and why in one line."""
    return [name, fill("scorecard/without", why=why)]


def _answer(page: Page, said: Markup, rests_on: Sentence) -> Markup:
    """A verdict in short; what it rests on is folded under it."""
    return fill("scorecard/answer", said=said, rests_on=small(page.sentence(rests_on))) if rests_on else said


def _not_judged(measure: Measure) -> str:
    """Why a month has no verdict, as far as that is seen from the measure: a rolling year moves too smoothly for one."""
    rolling = measure.window.rolls and measure.window.months == A_YEAR
    return "rolling year" if rolling else "not judged"


def _untested(page: Page, measure: Measure, part: str) -> str:
    return why_none(page, measure, part) or "not tested"


def _over_year(page: Page, measure: Measure, part: str, told: Figure | None) -> Sentence:
    """The change over the year, where another is told beside it."""
    value = page.figures.of(measure.id, "value", part)
    year = change_over_year(page, measure, part) if value.known else None
    return [_short(year)] if year and year != told else []


def _short(change: Figure) -> Part:
    return change, change.text.replace("percentage ", "")


def _target(page: Page, measure: Measure, part: str, verdicts: Markup) -> Cell:
    """The target with the verdict on it; a cell that a phone leaves out where there is none."""
    goal = goal_cell(page, measure, part)
    if not goal_words(page, measure, part):
        return fill("scorecard/no_target", words=page.sentence(goal))
    return [verdicts, " ", small(page.sentence(goal))]


def _pills(found: Sequence[Verdict], *questions: str) -> Markup:
    """The verdicts that answer these questions, in short."""
    shown = [each for each in found if each.question in questions and each != NOT_JUDGED]
    return join((verdict(short_verdict(each), each.ground, each.shape) for each in shown), " ")


def covered(value: Figure, measure: Measure) -> Markup:
    """The month that a value is of, or the months that it covers, in two short lines."""
    last = value.period.last
    month = month_label(last)
    words = dated(value, measure)
    if words == last[:4]:  # a calendar year, by its name
        return fill("scorecard/covered", before="", month=words, words=words)
    short = f"{month[:3]} {month[-4:]}" if month != last else period_label(last)
    before = words.removesuffix(period_label(last)).strip().replace("year ending", "year to")
    before = f"{before[:3]} to" if value.period.noun in BY_MONTHS else before
    return fill("scorecard/covered", before=before[:1].upper() + before[1:], month=last, words=short)
