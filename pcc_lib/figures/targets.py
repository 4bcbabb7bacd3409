"""Targets as figures: what is asked for at a period, as the measure's file states it, and how far the value is from it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from urllib.parse import quote, unquote

from pcc_lib.core import numerals
from pcc_lib.core.periods import NO_PERIOD
from pcc_lib.core.quarters import month_label
from pcc_lib.core.status import NONE
from pcc_lib.core.sure import sure
from pcc_lib.figures.asked import Asked, Maker
from pcc_lib.figures.figure import Figure, blocks_of
from pcc_lib.figures.levels import value
from pcc_lib.inputs.measures import FOLDER, Goal, read_measure
from pcc_lib.inputs.project import Project
from pcc_lib.statistics.calculate import letters

ENDS = ("lower", "upper")
_CELL = re.compile(
    rf"{FOLDER}/(?P<measure>\w+)\.yml#target(?:;(?P<part>[^;=]+))?(?:;from=(?P<since>[\d-]+))?(?:;between=(?P<end>lower|upper))?"
)


def target(asked: Asked) -> Figure:
    """The target in force, which is one value, as its file states it."""
    return _stated(asked, _goal(asked), "")


def target_end(end: str) -> Maker:
    """A maker of the `lower` or `upper` end of a target that is a range."""
    return lambda asked: _stated(asked, _goal(asked), end)


def unfit(asked: Asked, is_range: bool | None = None) -> str:
    """Why a target cannot be told: there is none, or none yet, or it is a range (or none) where the other is asked for."""
    measure, part = asked.measure, asked.part
    if goal := measure.goal(asked.period, part):
        if is_range is None or is_range == goal.is_range:
            return ""
        names = [f"{asked.name.measure}.target{end}" for end in (("",) if is_range else ("_lower", "_upper"))]
        return f"the target of {measure.id} is {'no' if is_range else 'a'} range. Write {' and '.join(names)}"
    goals = measure.target.goals_of(part) if measure.target else ()
    of_part = f" for '{part}'" if part else ""
    when = asked.series.source.calendar.label(asked.period)
    yet = f" in {when}: the first is from {month_label(goals[0].since)}" if goals else ""
    return f"{measure.id} has no target{of_part}{yet}"


def gap_to_target(asked: Asked) -> Figure:
    """The value less its target; of a range the distance to the nearer end, nought inside."""
    measure, goal, level = asked.measure, _goal(asked), value(asked)
    if not level.known or level.value is None:
        return asked.unknown(measure.unit)
    ends = [_stated(asked, goal, end) for end in (ENDS if goal.is_range else ("",))]
    outside = goal.upper if level.value > goal.upper else goal.lower
    gap = 0.0 if goal.lower <= level.value <= goal.upper else level.value - outside
    unit = "percentage points" if measure.is_share else measure.unit
    function = "gap_to_range" if goal.is_range else "change_number"
    first = len(blocks_of(level.cells))
    names = ", ".join(islice(letters(), first, first + len(ends)))
    return replace(
        level,
        name=asked.name,
        compared_with="target",
        value=gap,
        unit=unit,
        text=numerals.signed(numerals.printed(gap, unit, measure.decimals, measure.precision)),
        formula=f"{function}({level.formula}, {names})",
        cells=" ".join([level.cells, *(end.cells for end in ends)]),
    )


def stated_target(project: Project, cells: str) -> float | None:
    """The number of a target that a reference names; NaN where the file has none such, None for what is no such reference."""
    found = _CELL.fullmatch(cells)
    if not found:
        return None
    target, part = read_measure(project, found["measure"]).target, unquote(found["part"] or "")
    goals = target.goals_of(part) if target else ()
    goal = next((goal for goal in goals if goal.since == (found["since"] or "")), None)
    if goal is None or goal.is_range != bool(found["end"]):
        return float("nan")
    return goal.upper if found["end"] == "upper" else goal.lower


def _goal(asked: Asked) -> Goal:
    """What is asked for, where `unfit` has found that there is something."""
    return sure(asked.measure.goal(asked.period, asked.part))


def _stated(asked: Asked, goal: Goal, end: str) -> Figure:
    measure, part = asked.measure, asked.part
    number = goal.upper if end == "upper" else goal.lower
    cell = f"{FOLDER}/{measure.id}.yml#target"
    cell += f";{quote(part, safe='')}" if measure.target and part in measure.target.by else ""
    cell += (f";from={goal.since}" if goal.since else "") + (f";between={end}" if end else "")
    text = numerals.printed(number, measure.unit, measure.decimals, measure.precision)
    period = asked.series.source.calendar.covers(asked.period)
    return Figure(asked.name, part, period, NO_PERIOD, number, measure.unit, text, "stated", NONE, "published(a)", cell)
