"""A measure's target on a page: in words of figures, as lines and ranges of a chart, and all of it in its definition."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from pcc_lib.charts.given import Level
from pcc_lib.core.quarters import first_month, month_label, shift
from pcc_lib.core.sure import sure
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.targets import ENDS
from pcc_lib.inputs.measures import Goal, Measure
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import printed_value
from pcc_lib.writing.verdicts import Verdict, of_target, of_value
from pcc_lib.writing.wording import Sentence


def goal_words(page: Page, measure: Measure, part: str = "") -> Sentence:
    """The target in force in the reporting month: `15:00 since April 2023`, `10 to 15`; nothing where there is none (yet)."""
    goal = measure.goal(page.figures.reporting_period(measure.id), part)
    if goal is None:
        return []
    if goal.is_range:
        ends = (page.figures.of(measure.id, f"target_{end}", part) for end in ENDS)
        told: Sentence = [next(ends), " to ", next(ends)]
    else:
        told = [page.figures.of(measure.id, "target", part)]
    return [*told, f" since {month_label(goal.since)}"] if goal.since else told


def target_verdict(page: Page, measure: Measure, part: str = "") -> Verdict | None:
    """Whether the target is met: by the months judged; where none is held against it, by the latest value; None without one."""
    judgement = page.judgement(measure, part)
    found = of_target(judgement) if judgement else None
    return found or value_verdict(measure, page.figures.of(measure.id, "value", part), part)


def value_verdict(measure: Measure, value: Figure, part: str = "") -> Verdict | None:
    """Whether a value meets the target that was in force in its last month; None where it is not known, or none was."""
    goal = measure.goal(value.period.last, part) if value.known else None
    met = goal.met(sure(value.value), measure.good_direction) if goal else None
    return None if met is None else of_value(met)


def goal_cell(page: Page, measure: Measure, part: str = "") -> Sentence:
    """The target in force for a table; where there is none, whether one is to come."""
    if told := goal_words(page, measure, part):
        return told
    goals = measure.target.goals_of(part) if measure.target else ()
    return [f"none before {month_label(goals[0].since)}" if goals else "none"]


def goal_levels(page: Page, measure: Measure, periods: Sequence[str], by_part: bool = False) -> list[Level]:
    """The target over the periods of a chart, as lines and ranges; by part, those of each part that has its own."""
    target = measure.target
    if target is None or not periods:
        return []
    parts = target.parts() if by_part else [""]
    return [level for part in parts for level in _levels(page, measure, part, sorted(set(periods)))]


def form_words(levels: Sequence[Level]) -> str:
    """How a chart draws its target, for those who do not see it, behind its form; nothing of one plain line."""
    ranges, steps = any(level.upper is not None for level in levels), any(level.first for level in levels)
    what = "target range" if ranges else "target"
    return f", with its {what} in steps," if steps else f", with its {what} shaded," if ranges else ""


def all_goals(page: Page, measure: Measure) -> str:
    """Every target that the definition states, of each part, with the month from which it holds; nothing where it states none."""
    target = measure.target
    if target is None:
        return ""
    last = page.figures.reporting_period(measure.id)
    told = {part: "; ".join(_stated(measure, goal, last) for goal in target.goals_of(part)) for part in target.parts()}
    return f"{target.label}: " + ", ".join(f"{page.project.label(part)} {said}" if part else said for part, said in told.items())


def _stated(measure: Measure, goal: Goal, last: str) -> str:
    words = _ends(measure, goal) + (f" from {month_label(goal.since)}" if goal.since else "")
    return f"{words} (not yet in force)" if last and not _in_force(measure, goal, last) else words


def _in_force(measure: Measure, goal: Goal, last: str) -> bool:
    return goal.since <= first_month(shift(last, 1 - measure.window.step))


def _ends(measure: Measure, goal: Goal) -> str:
    lower, upper = (printed_value(end, measure) for end in (goal.lower, goal.upper))
    return f"{lower} to {upper}" if goal.is_range else lower


def _levels(page: Page, measure: Measure, part: str, periods: Sequence[str]) -> list[Level]:
    runs = [(goal, list(run)) for goal, run in groupby(periods, lambda period: measure.goal(period, part))]
    found = []
    for goal, run in runs:
        if goal:
            last = run[-1] == periods[-1]
            name = measure.target.label if measure.target and not part else f"{page.project.label(part)}: {_ends(measure, goal)}"
            label = name if last else _ends(measure, goal)
            dates = (run[0], run[-1]) if len(runs) > 1 else ("", "")
            found.append(Level(goal.lower, label, goal.upper if goal.is_range else None, *dates))
    return found
