"""Workings: what a figure is worked out from, as a formula over blocks of source cells."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pcc_lib.core.periods import NO_PERIOD, Span
from pcc_lib.figures.series import Cells, Held, Series
from pcc_lib.inputs.measures import Measure
from pcc_lib.statistics import calculate

OF_ANSWERS = "survey_percentages"  # a survey tells shares of those who answered (TESTED in inputs/calculations.py)


@dataclass(frozen=True)
class Working:
    """A formula with `#` for what each role holds, its cells, what they hold, and the periods that it is told of."""

    formula: str
    cells: tuple[Cells, ...]
    held: tuple[object, ...]
    span: Span = NO_PERIOD

    def value(self) -> float:
        """The formula worked out."""
        return calculate.evaluate(calculate.lettered(self.formula), self.held)

    @property
    def lettered(self) -> str:
        """The formula with a letter for each column's cells."""
        return calculate.lettered(self.formula, [cells.signs for cells in self.cells])


def combined(function: str, *workings: Working, after: str = "") -> Working:
    """One function over several workings; told of the periods of the first."""
    inner = ", ".join(w.formula for w in workings)
    cells = tuple(c for w in workings for c in w.cells)
    return Working(f"{function}({inner}{after})", cells, tuple(h for w in workings for h in w.held), workings[0].span)


def level_working(series: Series, span: Span, part: str = "") -> Working:
    """The measure over a run of periods: a sum, or sums over sums."""
    if series.measure.how.ready_made:
        return _ready_made(series, span, part)
    held = [series.held(role, span, part) for role in series.measure.how.roles]
    if not part and not series.measure.whole:  # the parts are different things: their sum means nothing
        held[0] = Held(math.nan, held[0].cells)
    return Working(series.measure.formula, tuple(h.cells for h in held), tuple(h.value for h in held), span)


def _ready_made(series: Series, span: Span, part: str) -> Working:
    """A value as it was published: for its whole window, and held in the window's last period."""
    last = Span.of(span.last)
    single = span == series.window(span.last) and bool(part or len(series.all_parts) == 1)
    value = series.total("numerator", last, part) if single and (part or series.measure.whole) else math.nan
    return Working(series.measure.formula, (series.cells("numerator", last, part),), (value,), span)


def vector_working(series: Series, span: Span) -> Working:
    """The measure period by period: a formula that gives as many values as there are periods."""
    how = series.measure.how
    cells = tuple(series.cells(role, span) for role in how.columns)
    return Working(by_month(series), cells, tuple(series.vector(role, span) for role in how.columns), span)


def by_month(series: Series) -> str:
    """The values of a measure month by month, as a formula over the blocks of its columns."""
    return _over(series, series.measure.how.by_month, series.measure.how.columns)


def by_part(series: Series) -> str:
    """The values of a measure part by part, as a formula over the blocks of what its calculation takes."""
    return _over(series, series.measure.how.over_parts, series.measure.how.roles)


def _over(series: Series, function: str, roles: Sequence[str]) -> str:
    """A function of several values; that of a survey leaves out those that too few answers are behind."""
    name = OF_ANSWERS if series.is_survey and function else function
    return f"{name}({_blocks(roles)})" if name else "#"


def within(formula: str, measure: Measure, bounds: tuple[float, float]) -> str:
    """What a method gives, times the measure's factor, and held to what is possible."""
    least, most = bounds
    told = formula if measure.multiply_by == 1 else f"times({measure.multiply_by:.15g}, {formula})"
    told = f"at_least({least:g}, {told})" if math.isfinite(least) else told
    return f"at_most({most:g}, {told})" if math.isfinite(most) else told


def _blocks(roles: Sequence[str]) -> str:
    return ", ".join("#" for _ in roles)
