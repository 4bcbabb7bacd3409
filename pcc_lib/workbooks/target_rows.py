"""The targets that definitions state, of each part, with the month from which each holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pcc_lib.core.numerals import digits_after
from pcc_lib.core.quarters import month_label
from pcc_lib.inputs.measures import Goal, Measure
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import printed_value
from pcc_lib.workbooks.columns import ALL, MEASURE, PART, TOPIC, UNIT, unit_of
from pcc_lib.workbooks.table import Cell, Column, DataTable, Number

TARGETS = DataTable(
    "targets",
    "Targets",
    "One row for each target of a measure or part. Of a target that is one value both ends are the same.",
    (
        TOPIC,
        MEASURE,
        PART,
        Column("target", "Target", "What the target is called."),
        Column("lower", "Lower end", "The target, or the lower end of its range.", numeric=True),
        Column("upper", "Upper end", "The target, or the upper end of its range.", numeric=True),
        Column("as_printed", "As printed", "The target as the report prints it."),
        UNIT,
        Column("since", "Holds since", "The first month that it holds for."),
        Column("in_force", "In force", "Whether it is the one that the latest value is held against."),
        Column("measure_id", "Measure id", "The name of the measure's definition.", wide=True),
    ),
    key=("measure_id", "part", "since"),
)
ALWAYS = "the start"


def target_rows(page: Page, topic: str, measures: Sequence[Measure]) -> DataTable:
    """The targets of a topic's measures."""
    return TARGETS.with_rows(row for measure in measures for row in _rows(page, topic, measure))


def _rows(page: Page, topic: str, measure: Measure) -> Iterator[list[Cell]]:
    target, last = measure.target, page.figures.reporting_period(measure.id)
    for part in target.parts() if target else ():
        now = measure.goal(last, part) if last else None
        for goal in target.goals_of(part) if target else ():
            ends = [Number(f"{end:.12g}", digits_after(end)) for end in (goal.lower, goal.upper)]
            yield [
                topic,
                measure.title,
                page.project.label(part) if part else ALL,
                target.label if target else "",
                *ends,
                _printed(measure, goal),
                unit_of(measure),
                month_label(goal.since) if goal.since else ALWAYS,
                "yes" if goal == now else "no",
                measure.id,
            ]


def _printed(measure: Measure, goal: Goal) -> str:
    lower, upper = (printed_value(end, measure) for end in (goal.lower, goal.upper))
    return f"{lower} to {upper}" if goal.is_range else lower
