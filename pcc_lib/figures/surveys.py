"""What a survey's percentages are worth: their 95% intervals, at any period."""

from __future__ import annotations

from pcc_lib.core.status import CONFIDENTIAL
from pcc_lib.figures.series import Series
from pcc_lib.statistics import calculate, intervals


def interval_at(series: Series, period: str, part: str = "") -> intervals.Interval | None:
    """The 95% interval (Wilson score) of a survey's percentage at a period, as a share of one.

    None of a full count (nothing was sampled), and where no answers are known, or so few that nothing of them is printed.
    """
    span = series.window(period)
    if not series.is_survey or span is None or (not part and not series.measure.whole):
        return None
    yes, n = series.total("numerator", span, part), series.total("denominator", span, part)
    few = series.answers_marker(span, part) == CONFIDENTIAL
    return intervals.wilson(yes, n) if calculate.defined(yes) and n > 0 and not few else None
