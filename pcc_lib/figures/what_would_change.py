"""What would change a verdict, as figures: the values of next month that would be a signal or none, and what a target asks.

The search is in `statistics.what_would_change`; here it is decided which measures get it, and it is made once for a series.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import islice

from pcc_lib.core import numerals
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import shift
from pcc_lib.figures.asked import Asked, Face, Maker
from pcc_lib.figures.charted import bounds, monthly, one_range, resets_of
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.judged import told
from pcc_lib.figures.judgement import judge
from pcc_lib.figures.series import Series
from pcc_lib.figures.targets import target
from pcc_lib.figures.workings import by_month
from pcc_lib.inputs.measures import Measure
from pcc_lib.statistics.calculate import lettered, letters
from pcc_lib.statistics.methods import NEXT
from pcc_lib.statistics.what_would_change import NextMonth, Possible, Side, mean_to_meet, middle, next_month

NOTHING = NextMonth(math.nan, math.nan, Side(), Side())
_RISING = {"increase": True, "decrease": False}


@dataclass(frozen=True)
class Outcome:
    """What next month would have to be. month: which month that is; found: the values, in the measure's unit; signal: whether the
    latest month is one (+1 above, -1 below, 0 none); reason: why nothing can be told (blank where it can)."""

    month: str
    found: NextMonth = NOTHING
    signal: int = 0
    reason: str = ""


def outcome(series: Series, part: str = "") -> Outcome:
    """What would change the verdict on a measure, or on one part of it."""
    return _outcome(series, part)


@lru_cache(maxsize=1024)
def _outcome(series: Series, part: str) -> Outcome:
    month = shift(series.last, 1) if series.source.period == "month" else ""
    if reason := _unfit(series, part):
        return Outcome(month, reason=reason)
    values, direction = series.values(part), {"high": 1, "low": -1}
    try:
        found = next_month(monthly(values), possible(series, part), _resets(series), series.measure.per_day)
    except ValueError as error:
        return Outcome(month, reason=str(error))
    return Outcome(month, found, direction.get((judge(series, part).variation or "").rpartition(" ")[2], 0))


def _unfit(series: Series, part: str) -> str:
    """Why no verdict on next month can be foretold, or nothing."""
    judged = judge(series, part)
    if judged.points is None:
        return judged.reason
    if judged.moved:
        return "its level has moved, so its months are not judged against one range"
    if judged.sameness == "boundless":
        return "its usual range covers every value that there can be"
    if judged.sameness:
        return "its months do not vary, so it has no usual range"
    if judged.trial:
        return "its usual range rests on few months and gives no verdict yet"
    return "" if judged.variation else "its latest month has no verdict"


def possible(series: Series, part: str = "") -> Possible:
    """The values that a month of a measure can have and be printed with."""
    return Possible(_step(series.measure), *bounds(series.values(part), series.measure))


def _step(measure: Measure) -> float:
    """From one printed value to the next."""
    if measure.unit == "seconds":
        return 60.0 if measure.precision == "minutes" else 1.0
    return 10.0**-measure.decimals


def _resets(series: Series) -> list[str]:
    return resets_of(series.measure, Span(series.periods[0], series.last))


# ── figures ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def next_value(name: str) -> Maker:
    """A maker of a value of next month; `name` as in `statistics.methods.NEXT`."""
    return partial(_next_value, name=name)


def _next_value(asked: Asked, name: str) -> Figure:
    found = outcome(asked.series, asked.part)
    figure = _told(asked, NEXT[name](found.found), _call(asked, f"{'daily_' * asked.measure.per_day}{name}"))
    return replace(figure, period=Span.of(found.month))


def target_mean(asked: Asked) -> Figure:
    """The average with which usual variation would meet the target every month."""
    return _with_target(asked, _mean_needed(asked), _needed(asked), asked.measure.unit)


def target_move(asked: Asked) -> Figure:
    """How far the average would have to move for that."""
    series, measure = asked.series, asked.measure
    now = middle(monthly(series.values(asked.part)), _resets(series))
    unit = "percentage points" if measure.is_share else measure.unit
    move = _with_target(asked, _mean_needed(asked) - now, f"{_needed(asked)} - {_call(asked, 'xmr_middle', step=False)}", unit)
    return replace(move, text=numerals.signed(move.text)) if move.known else move


def _mean_needed(asked: Asked) -> float:
    """NaN where there is nothing to tell: no verdict, no target, or limits that are not held against it."""
    series, measure = asked.series, asked.measure
    wanted = measure.goal(series.last, asked.part)
    rising = _RISING.get(measure.good_direction)
    if rising is None or wanted is None or wanted.is_range or not one_range(series, asked.part) or _unfit(series, asked.part):
        return math.nan
    values = monthly(series.values(asked.part))
    return mean_to_meet(values, wanted.lower, possible(series, asked.part), _resets(series), rising)


def _needed(asked: Asked) -> str:
    rising = _RISING.get(asked.measure.good_direction, True)
    return _call(asked, f"{'least' if rising else 'greatest'}_mean_to_meet", target=True)


def _with_target(asked: Asked, value: float, formula: str, unit: str) -> Figure:
    """A figure that rests on the measure's months and on its target, which is the last of its blocks of cells."""
    figure, goal = _told(asked, value, formula, unit), target(asked)
    return replace(figure, cells=f"{figure.cells} {goal.cells}", compared_with="target") if figure.known else figure


def _told(asked: Asked, value: float, formula: str, unit: str = "") -> Figure:
    series, measure, unit = asked.series, asked.measure, unit or asked.measure.unit
    known = Span(series.periods[0], series.last)
    text = partial(numerals.printed, unit=unit, decimals=measure.decimals, precision=measure.precision)
    return told(asked, [known], value, Face(unit, text, series.status(known)), formula)


def _call(asked: Asked, name: str, target: bool = False, step: bool = True) -> str:
    """A method called with a measure's months: then its target, the step that is printed, the month (by number) from which limits
    were last re-set, and the greatest value that is possible. A factor of the measure is taken out first, and put back."""
    series, measure, limits = asked.series, asked.measure, possible(asked.series, asked.part)
    factor, columns = measure.multiply_by, [measure.terms(role) for role in measure.how.columns]
    resets = _resets(series)
    last = [f"{limits.most:g}"] if math.isfinite(limits.most) and step else []
    reset = [str(series.periods.index(max(resets)) + 1)] if resets else ["0"] * bool(last)
    after = next(islice(letters(), sum(map(len, columns)), None))
    goal = [after + ("" if factor == 1 else f" / {factor:.15g}")] * target
    signs = ["".join(term.sign for term in role) for role in columns]
    given = [lettered(by_month(series), signs), *goal, *[f"{limits.step / factor:.15g}"] * step, *reset, *last]
    called = f"{name}({', '.join(given)})"
    return called if factor == 1 else f"times({factor:.15g}, {called})"
