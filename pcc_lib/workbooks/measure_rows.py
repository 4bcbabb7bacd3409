"""The latest value of every measure and part, its change, and the verdicts on it: what the scorecard tells, a row for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pcc_lib.core.periods import Span
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Measure
from pcc_lib.pages.changes import change_of, why_none
from pcc_lib.pages.goals import goal_cell
from pcc_lib.pages.page import Page
from pcc_lib.pages.scorecard_lines import parts_shown, verdicts_of
from pcc_lib.workbooks.columns import ALL, FIGURE, MEASURE, PART, SHORTHAND, TOPIC, UNIT, unit_of
from pcc_lib.workbooks.table import NO_SIGN, NOT_APPLICABLE, Cell, Column, DataTable, number
from pcc_lib.writing.markup import plain
from pcc_lib.writing.verdict_words import MONTH, NO_QUESTION, TARGET, YEAR
from pcc_lib.writing.verdicts import Verdict

NOT_JUDGED, NOT_TESTED, NO_CHANGE = "not judged", "not tested", "no change is told"
NOT_KNOWN = "The value of this quarter is not known."

MEASURES = DataTable(
    "measures",
    "Measures",
    "One row for each measure and part: its latest value, the change that it is told by, and what the report says of it.",
    (
        TOPIC,
        MEASURE,
        PART,
        Column("period", "Period", "The month, or the months, that the latest value covers.", wide=True),
        Column("value", "Latest value", "The latest value that this edition knows, with up to twelve digits.", numeric=True),
        Column("as_printed", "As printed", "The latest value as the report prints it."),
        UNIT,
        SHORTHAND,
        Column("change", "Change", "The change that the measure is told by, with up to twelve digits.", numeric=True),
        Column("change_as_printed", "Change as printed", "The change as the report prints it."),
        Column("change_unit", "Change unit", "What the change is told in."),
        Column("compared_with", "Compared with", "The period that the change is set against.", wide=True),
        Column("this_month", "This month", "The verdict on the latest period against its usual range.", wide=True),
        Column("over_the_year", "Over the year", "The verdict on the year against the year before.", wide=True),
        Column("target", "Target", "The target in force."),
        Column("against_target", "Against the target", "The verdict against the target.", wide=True),
        Column("without_value", "Why there is no value", "The reason, where there is none.", wide=True),
        FIGURE,
        Column("change_figure", "Figure of the change", "The name of the figure of the change.", wide=True),
    ),
    key=("figure",),
)


def measure_rows(page: Page, topic: str, measures: Sequence[Measure]) -> DataTable:
    """The measures of a topic."""
    return MEASURES.with_rows(row for measure in measures for row in _rows(page, topic, measure))


def _rows(page: Page, topic: str, measure: Measure) -> Iterator[list[Cell]]:
    parts = parts_shown(page, measure)
    for part in parts or [""]:
        value, change = page.figures.of(measure.id, "value", part), change_of(page, measure, part)
        yield [
            topic,
            measure.title,
            page.project.label(part) if part else ALL,
            span_words(value.period),
            number(value),
            value.text,
            unit_of(measure),
            _signs(value),
            *_changed(page, measure, part, change),
            *_verdicts(page, measure, part),
            NOT_APPLICABLE if value.known or value.hidden else measure.missing or NOT_KNOWN,
            value.id,
            change.id if change else NOT_APPLICABLE,
        ]


def span_words(span: Span) -> str:
    """Periods for readers; nothing of none."""
    return span.label if span else ""


def _signs(figure: Figure) -> str:
    return " ".join(f"[{letter}]" for letter in figure.open_status) or NO_SIGN


def _changed(page: Page, measure: Measure, part: str, change: Figure | None) -> list[Cell]:
    """The change: its number, its text, its unit, what it is set against; why there is none."""
    if change is None:
        return [NOT_APPLICABLE, why_none(page, measure, part) or NO_CHANGE, NOT_APPLICABLE, NOT_APPLICABLE]
    unit = {"%": "per cent"}.get(change.unit, change.unit)
    return [number(change), change.marked, unit, span_words(change.earlier)]


def _verdicts(page: Page, measure: Measure, part: str) -> list[Cell]:
    """What the report says of the month, of the year and of the target, which stands before what is said of it."""
    found = verdicts_of(page, measure, part)
    month, year = _words(found, MONTH, NO_QUESTION) or NOT_JUDGED, _words(found, YEAR) or NOT_TESTED
    return [month, year, plain(goal_cell(page, measure, part)), _words(found, TARGET) or NOT_JUDGED]


def _words(found: Sequence[Verdict], *questions: str) -> str:
    return "; ".join(verdict.words for verdict in found if verdict.question in questions)
