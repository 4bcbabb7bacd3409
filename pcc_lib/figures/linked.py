"""Two measures set beside each other month by month: their correlation, its 95% interval, and the same of the differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pcc_lib.core import numerals
from pcc_lib.core.periods import Span, months_to
from pcc_lib.core.status import Statuses
from pcc_lib.figures.asked import Face, made
from pcc_lib.figures.figure import Figure, FigureId, unknown
from pcc_lib.figures.series import Series
from pcc_lib.figures.workings import combined, vector_working
from pcc_lib.inputs.measures import Measure

# of each statistic: whether it is of the levels or of the differences from month to month, which of r and its bounds, and the
# function that gives it
READ = {
    "interval_lower": ("levels", "lower", "fisher_lower"),
    "interval_upper": ("levels", "upper", "fisher_upper"),
    "differences": ("differences", "r", "correlation_of_differences"),
    "differences_lower": ("differences", "lower", "fisher_differences_lower"),
    "differences_upper": ("differences", "upper", "fisher_differences_upper"),
}


@dataclass(frozen=True)
class Pair:
    """A measure of two others: their series, and the last period that both know (no sides where one has no data)."""

    measure: Measure
    sides: Sequence[Series]
    last: str

    @property
    def span(self) -> Span:
        """The months that are set beside each other."""
        return months_to(self.last, self.measure.window.months)

    def text(self, value: float) -> str:
        """r as it is printed."""
        return numerals.number(value, self.measure.decimals)


def correlation(name: FigureId, pair: Pair) -> Figure:
    """Pearson's r of two measures."""
    if not pair.sides or not pair.last:
        return unknown(name, "", Span.of(pair.last), pair.measure.unit)
    working = combined("correlation", *(vector_working(side, pair.span) for side in pair.sides))
    status = Statuses.all_of(side.status(pair.span) for side in pair.sides)
    return made(name, "", working, Face(pair.measure.unit, pair.text, status))


def linked(name: FigureId, pair: Pair) -> Figure:
    """The 95% interval of r, or r of the differences from month to month, over the correlation's own months."""
    from pcc_lib.figures.charted import monthly
    from pcc_lib.statistics.correlation import link

    level = correlation(name, pair)
    if not level.known:
        return level
    kind, side, function = READ[name.statistic]
    try:
        one, other = (monthly(s.values().loc[pair.span.first : pair.span.last]) for s in pair.sides)
        found = link(one, other)
    except ValueError:
        return unknown(name, "", pair.span, pair.measure.unit)
    value = getattr(getattr(found, kind), side)
    formula = level.formula.replace("correlation(", f"{function}(", 1)
    return replace(level, value=value, text=pair.text(value), formula=formula)
