"""What `judgement` adds: limits of usual variation, and 95% intervals of a change and of a survey's level.

Each is printed with the formula that gives it from its cells (see `statistics.methods`), such as `at_least(0, xmr_lower(a))`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from pcc_lib.core import numerals
from pcc_lib.core.frames import value_at
from pcc_lib.core.periods import Span, months_to
from pcc_lib.figures.asked import Asked, Face, Maker, made, marked
from pcc_lib.figures.charted import bounds, resets_of
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.judgement import Judgement
from pcc_lib.figures.workings import Working, by_month, within
from pcc_lib.inputs.measures import Measure
from pcc_lib.statistics.level_changes import LevelChange
from pcc_lib.statistics.usual import SIDES, known_under_latest

MOST_MORE = 2  # digits after the point that are added to tell two levels apart
SMALL = 100  # of limits that are all nearer to nought, a digit after the point matters


def usual(side: str) -> Maker:
    """A maker of a limit of usual variation: `mean`, `lower` or `upper`."""
    return partial(_usual, side=side)


def usual_months(asked: Asked) -> Figure:
    """How many months the usual range rests on."""
    judged = _judged(asked)
    value = math.nan if judged.points is None else float(known_under_latest(judged.points))
    span = Span(asked.series.periods[0], asked.series.last)
    face = Face("months", _shown("months", 0, asked.measure.precision))  # that there are so many is no estimate
    return told(asked, [span], value, face, _of_all_months(asked, judged, "xmr_months"))


def level(side: str) -> Maker:
    """A maker of the level `before` or `after` the latest change of level; of a steady slope, of its start or end."""
    return partial(_level, side=side)


def change_bound(side: str) -> Maker:
    """A maker of a bound of the 95% interval of the change."""
    return partial(_change_bound, side=side)


def interval_bound(side: str) -> Maker:
    """A maker of a bound of the 95% interval of a survey's percentage."""
    return partial(_interval_bound, side=side)


def _usual(asked: Asked, side: str) -> Figure:
    judged, measure = _judged(asked), asked.measure
    value = math.nan if judged.latest is None else float(value_at(judged.latest, side))
    span = Span(asked.series.periods[0], asked.series.last)
    limits = () if judged.latest is None else (value_at(judged.latest, each) for each in SIDES)
    face = _face(asked, span, measure.unit, _shown(measure.unit, _digits(measure, limits), measure.precision))
    return told(asked, [span], value, face, _usual_formula(asked, judged, side))


def _usual_formula(asked: Asked, judged: Judgement, side: str) -> str:
    """The limit as a function of all months, within what is possible."""
    formula, measure = _of_all_months(asked, judged, f"xmr_{side}"), asked.measure
    return within(formula, measure, bounds(asked.series.values(asked.part), measure)) if formula else ""


def _of_all_months(asked: Asked, judged: Judgement, function: str) -> str:
    """A function of all months; limits that were re-set name the month by its number."""
    if judged.points is None:
        return ""
    measure = asked.measure
    last = max(resets_of(measure, Span(str(judged.points.index[0]), str(judged.points.index[-1]))), default="")
    resets = [str(asked.series.periods.index(last) + 1)] if last else []
    name = f"daily_{function}" if measure.per_day else function
    return f"{name}({', '.join([by_month(asked.series), *resets])})"


def _level(asked: Asked, side: str) -> Figure:
    judged, measure = _judged(asked), asked.measure
    last = judged.moved.last if judged.moved else None
    value = getattr(last, side) if last else math.nan
    span = Span(asked.series.periods[0], asked.series.last)
    face = _face(asked, span, measure.unit, _shown(measure.unit, _told_apart(measure, last), measure.precision))
    formula = _of_all_months(asked, judged, f"level_{side}")
    return told(asked, [span], value, face, within(formula, measure, (-math.inf, math.inf)) if formula else "")


def _told_apart(measure: Measure, change: LevelChange | None) -> int:
    """Digits after the point of two levels: more where both would else print alike, which would deny that the level moved."""
    ends = (change.before, change.after) if change else ()
    digits = _digits(measure, ends)
    wanted = range(digits, digits + MOST_MORE + 1)
    return next((n for n in wanted if len({_shown(measure.unit, n, measure.precision)(end) for end in ends}) > 1), digits)


def _digits(measure: Measure, ends: Iterable[float]) -> int:
    """Digits after the point. Limits of small counts have one, or a month beyond the end of a range prints as that end."""
    small = measure.decimals == 0 and not numerals.is_money(measure.unit) and all(abs(end) < SMALL for end in ends)
    return 1 if measure.is_share or small else measure.decimals


def _change_bound(asked: Asked, side: str) -> Figure:
    test = _judged(asked).test
    value = float(getattr(test, side)) if test else math.nan
    unit = "%" if asked.measure.is_additive else "percentage points"
    shown, span = _shown(unit, side_seen(value), asked.measure.precision), months_to(asked.series.last, 24)
    face = _face(asked, span, unit, lambda v: numerals.signed(shown(v)))
    if test and test.function == "newcombe" and test.spans:
        return told(asked, test.spans, value, face, f"newcombe_{side}(#, #, #, #)")
    blocks = ", ".join("#" for _ in asked.measure.how.columns)
    return told(asked, [span], value, face, f"{test.function}_{side}({blocks})" if test else "")


def side_seen(value: float) -> int:
    """Digits after the point of the end of an interval: more where it would else print as nought, which lies on neither side."""
    return next((digits for digits in range(1, 2 + MOST_MORE) if abs(value) >= 0.5 * 0.1**digits), 1)


def _interval_bound(asked: Asked, side: str) -> Figure:
    interval = _judged(asked).interval
    value = 100 * getattr(interval, side) if interval else math.nan
    unit = asked.measure.unit
    face = _face(asked, asked.span, unit, _shown(unit, 1, asked.measure.precision))
    return told(asked, [asked.span], value, face, f"wilson_{side}(#, #)")


def _judged(asked: Asked) -> Judgement:
    from pcc_lib.figures.judgement import judge  # scipy and statsmodels are slow to import; only verdicts need them

    return judge(asked.series, asked.part)


def _shown(unit: str, decimals: int, precision: str) -> Callable[[float], str]:
    def text(value: float) -> str:
        if unit == "seconds" and value < 59.95:
            return f"{numerals.number(value, 1)}{numerals.NBSP}s"  # whole seconds would hide which side of a limit a value is
        return numerals.printed(value, unit, decimals, precision)

    return text


def _face(asked: Asked, span: Span, unit: str, text: Callable[[float], str]) -> Face:
    return Face(unit, text, asked.series.status(span))


def told(asked: Asked, spans: Sequence[Span], value: float, face: Face, formula: str) -> Figure:
    """A value that a method has found in the measure's columns over these spans, with the formula that gives it again."""
    cells = tuple(asked.series.cells(role, span, asked.part) for span in spans for role in asked.measure.how.columns)
    working = Working("#", cells, (value,), Span(min(s.first for s in spans), asked.series.last))
    figure = made(asked.name, asked.part, working, face)
    lettered = replace(working, formula=formula).lettered
    return marked(replace(figure, formula=lettered if figure.known else ""), asked, working)
