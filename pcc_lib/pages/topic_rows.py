"""The leading measures of a topic as rows: value, month, small line, verdict and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pcc_lib.figures.figure import Figure
from pcc_lib.figures.judgement import Judgement
from pcc_lib.inputs.measures import Measure, Topic
from pcc_lib.pages.beside import USUAL_RANGE, beside
from pcc_lib.pages.changes import change_of
from pcc_lib.pages.goals import goal_words, target_verdict
from pcc_lib.pages.line_titles import ends_of_parts
from pcc_lib.pages.ours import our_part, title_of
from pcc_lib.pages.page import Page
from pcc_lib.pages.trends import trend_alone
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.markup import small
from pcc_lib.writing.markup import verdict as verdict_mark
from pcc_lib.writing.verdict_words import MONTH
from pcc_lib.writing.verdicts import Verdict, of_month, of_year
from pcc_lib.writing.wording import Sentence, told_of

MOST_ROWS = 4  # the others stand in the table of all measures
MOST_PARTS = 3  # of a measure without a whole, whose values stand beside each other


@dataclass(frozen=True)
class Row:
    """A leading measure: its name, value and period, its small line, its verdict, and what that rests on."""

    name: str
    value: Markup
    when: str = ""
    trend: str = ""
    mark: str = ""
    said: str = ""


def leading_measures(page: Page, topic: Topic, measures: list[Measure]) -> list[Measure]:
    """The measures that a topic names as its leading ones; else the first of those with data."""
    return ([page.figures.measure(id) for id in topic.tiles] or [m for m in measures if m.has_data][:4])[:MOST_ROWS]


def topic_rows(page: Page, topic: Topic, measures: list[Measure]) -> Markup:
    """The leading measures of a topic, a row each; nothing where it has none."""
    rows = [_row(page, measure) for measure in leading_measures(page, topic, measures)]
    return fill("topic/rows", rows=rows) if rows else Markup()


def _row(page: Page, measure: Measure) -> Row:
    part = our_part(page, measure)
    value = page.figures.of(measure.id, "value", part)
    if not value.known and not value.hidden and (of_parts := _by_parts(page, measure)):
        return Row(measure.title, of_parts, _period_of_parts(page, measure), mark=_targets_of_parts(page, measure))
    found = leading_verdicts(page, measure, part)
    rests_on = beside(page, measure, change_of(page, measure, part), part)
    if rests_on[:1] == [USUAL_RANGE] and any(verdict.question == MONTH for verdict in found):  # which has said what it is
        rests_on = rests_on[1:]
    said = _sentences(page, [rests_on, _target(page, measure, part)])
    period = period_words(value, measure) if value.period else ""
    return Row(title_of(page, measure, part), page.figure(value), period, trend_alone(page, measure, part), marks(found), said)


def _by_parts(page: Page, measure: Measure) -> Markup:
    """The value of each part where they are few; else their ends in a sentence; nothing where none is known."""
    parts = parts_known(page, measure)
    if parts and len(parts) <= MOST_PARTS:  # given ready-made for each part: there is no whole to show
        told = [[page.figures.of(measure.id, "value", p), " ", small(page.project.label(p))] for p in parts]
        return join(map(page.sentence, told), " · ")
    ends = ends_of_parts(page, measure)
    return small(page.sentence(ends)) if ends else Markup()


def _targets_of_parts(page: Page, measure: Measure) -> Markup:
    """Whether each part meets the target that it has, behind its target; nothing where none has one, or they are many."""
    parts = parts_known(page, measure)
    found = [(part, verdict) for part in parts[:MOST_PARTS] if (verdict := target_verdict(page, measure, part))]
    said = [(mark(verdict), page.sentence([f"{page.project.label(p)} ", *goal_words(page, measure, p)])) for p, verdict in found]
    return join([join(each, " ") for each in said], " ") if len(parts) <= MOST_PARTS else Markup()


def _period_of_parts(page: Page, measure: Measure) -> str:
    known = (page.figures.of(measure.id, "value", p) for p in parts_known(page, measure))
    return next((period_words(figure, measure) for figure in known if figure.known), "")


def _target(page: Page, measure: Measure, part: str) -> Sentence:
    words = goal_words(page, measure, part)
    return ["target ", *words] if words else []


def _sentences(page: Page, said: list[Sentence]) -> Markup:
    return join((page.sentence(each) for each in said if each), "; ")


def period_words(value: Figure, measure: Measure) -> str:
    """The months that a value covers: `October 2023`, `year ending July 2023`, `April to September 2023`."""
    return told_of(value.period, bool(measure.window.since))


def mark(found: Verdict) -> Markup:
    """A verdict's pill."""
    return verdict_mark(found.words, found.ground, found.shape)


def marks(found: Sequence[Verdict]) -> Markup:
    """The pills of several verdicts, one for each question."""
    return join(map(mark, found), " ")


def leading_verdicts(page: Page, measure: Measure, part: str = "") -> list[Verdict]:
    """The verdict on the target, then the one that says most: of a month that is more than usual, else of a year that is clearly
    another, else of the month; where it is not judged, of the year. None where there are none."""
    judgement = page.judgement(measure, part)
    found = _says_most(judgement, measure) if judgement else None
    return [verdict for verdict in (target_verdict(page, measure, part), found) if verdict]


def _says_most(judgement: Judgement, measure: Measure) -> Verdict | None:
    month, year = of_month(judgement, measure), of_year(judgement, measure)
    clear = judgement.test is not None and judgement.test.significant
    return year if clear and judgement.variation and not judgement.is_signal and not judgement.moved else month or year


def parts_known(page: Page, measure: Measure) -> tuple[str, ...]:
    """The parts of a measure, where it has a series and any of them is known."""
    series = page.figures.series(measure.id) if measure.has_data else None
    parts = tuple(series.parts) if series else ()
    return parts if any(page.figures.of(measure.id, "value", p).known for p in parts) else ()
