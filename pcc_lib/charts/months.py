"""Months on a plain number axis, counted from January 2000.

Nothing is parsed as a date, so no reader's time zone can move a month.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from pcc_lib.charts.given import ChartError
from pcc_lib.charts.style import AXIS
from pcc_lib.charts.texts import clean, text_px
from pcc_lib.core.periods import Span, is_yearly
from pcc_lib.core.quarters import MONTHS as FULL_NAMES

# months that a period covers; a year that is written as one stands at its first month, as any other value of several does
COVERS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12, "year in months": 12}
# the longest label that an axis may have
LONGEST = {
    "month": "Oct 2023",
    "quarter": "Oct to Dec 2023",
    "half-year": "Oct to Mar 2023",
    "year": "2023-24",
    "year in months": "year to Oct 2023",
}
RIGHT_ROOM, LEFT_ROOM = 4, 16  # px beside the plot that there always are: the padding; the values of the other axis
MONTH_NAMES = FULL_NAMES[1:]
MONTHS = tuple(name[:3] for name in MONTH_NAMES)


@dataclass(frozen=True)
class TimeAxis:
    """The months of one chart from the first to the last, as numbers; a period of several months stands at its first.

    `every` is a key of `COVERS`; `financial` years begin in April.
    """

    first: int
    last: int
    every: str = "month"
    financial: bool = False

    @property
    def noun(self) -> str:
        """What each period is: `month`, `quarter`, `half-year`, `year`."""
        return self.every.partition(" ")[0]

    @property
    def low(self) -> float:
        """The left end of the axis."""
        return self.first - 0.5

    @property
    def high(self) -> float:
        """The right end of the axis."""
        return self.last + (0.5 if self.noun == "year" else COVERS[self.every] / 2)

    def x(self) -> alt.X:
        """The encoding of the time axis, for the field `m`."""
        axis = month_axis(self.first, self.last, self.every, self.financial)
        axis.labelAlign = kept_within(self.low, self.high, self.every)
        return month_x(self.low, self.high, axis)

    def words(self) -> str:
        """Vega expression: the period of a row as people write it."""
        return period_expr(self.every, "datum.m", self.financial)


def month_index(period: Any, every: str = "month") -> float:
    """Months since January 2000 of a Period, a date, "2023-10", the first of "2023-07..2023-09", or, for every="year", "2023" and
    "2022-23"."""
    if isinstance(period, pd.Period):
        start = period.start_time
        return (start.year - 2000) * 12 + start.month - 1
    if hasattr(period, "year") and hasattr(period, "month"):
        return (period.year - 2000) * 12 + period.month - 1 + (getattr(period, "day", 1) - 1) / 31
    first = Span.parse(str(period).strip()).first
    found = re.fullmatch(r"(\d{4})(?:[-/](\d{2}))?(?:-(\d{2}))?", first)
    if not found:
        raise ChartError(f"A chart cannot place the period '{clean(period, 40)}': write a month such as 2023-10.")
    year, second, day = int(found[1]), found[2], int(found[3] or 1)
    if second and every == "year" and int(second) == (year + 1) % 100:
        return (year - 2000) * 12 + 3  # a financial year starts in April
    if second is None and every == "year":
        return (year - 2000) * 12
    if second is None or not 1 <= int(second) <= 12:
        raise ChartError(f"A chart cannot place the period '{clean(period, 40)}': write a month such as 2023-10.")
    return (year - 2000) * 12 + int(second) - 1 + (day - 1) / 31


def pace_of(periods: pd.Series) -> str:
    """What each period covers, a key of `COVERS`, as Periods or texts ("2023-07..2023-09", "2023", "2022-23") say."""
    first = periods.iloc[0] if len(periods) else None
    if isinstance(first, pd.Period):
        return {"Q": "quarter", "Y": "year", "A": "year"}.get(first.freqstr[0], "month")
    texts = [str(p) for p in periods]
    if texts and ".." in texts[0]:
        return next(name for name, months in reversed(COVERS.items()) if months == Span.parse(texts[0]).months)
    years = any(is_yearly(text) for text in texts)
    return "year" if years else "month"


def month_stamp(month: int) -> str:
    """`2023-10` for a month's number."""
    return f"{2000 + month // 12}-{month % 12 + 1:02d}"


def short_month(month: int) -> str:
    """`Oct 2023` for a month's number."""
    return f"{MONTHS[month % 12]} {2000 + month // 12}"


def period_expr(every: str, field: str, financial: bool = False, short: bool = False) -> str:
    """Vega expression: the month number in `field` as people write it."""
    year = f"(2000+floor({field}/12))"
    if every == "year":
        return f"{year}+'-'+slice(''+(2001+floor({field}/12)),2)" if financial else f"''+{year}"
    names = "[" + ",".join(f"'{m}'" for m in (MONTHS if short else MONTH_NAMES)) + "]"
    last = field if every == "month" else f"({field}+{COVERS[every] - 1})"
    ends = f"{names}[({last}%12+12)%12]+' '+(2000+floor({last}/12))"
    if every == "year in months":
        return f"'year {'to' if short else 'ending'} '+{ends}"
    return ends if every == "month" else f"{names}[({field}%12+12)%12]+' to '+{ends}"


def month_axis(low: int, high: int, every: str, financial: bool) -> alt.Axis:
    """Few, even ticks: Januaries and Julys as a rule; labels that would touch are left out by Vega."""
    span = high - low
    step = 12 if COVERS[every] == 12 else 3 if span <= 15 else 6 if span <= 120 else 12
    offset = 0 if every == "month" else low  # ticks stand at values
    step = max(step, COVERS[every])
    if span <= 8 and every == "month":
        step = 1
    ticks = [m for m in range(low, high + 1) if (m - offset) % step == 0]
    # labels that do not fit are dropped in turn; starting with a January keeps the Januaries
    if step == 6 and len(ticks) > 2 and ticks[0] % 12:
        ticks = ticks[1:]
    return alt.Axis(
        values=ticks,
        grid=False,
        domain=True,
        domainColor=AXIS,
        ticks=True,
        tickColor=AXIS,
        tickSize=5,
        title=None,
        labelExpr=period_expr(every, "datum.value", financial, short=True),
        labelOverlap="parity",
        labelSeparation=10,
        labelFlush=False,
    )


def kept_within(low: float, high: float, every: str) -> dict[str, Any]:
    """The alignment of the labels of an axis from `low` to `high`: centred below its tick, but one that would reach beyond the
    chart ends, or begins, at it.

    Vega makes room for the labels that it shows at first; those that it shows after that may be others, and were cut.
    """
    half = round(text_px(LONGEST[every]) / 2)
    place = f"(datum.value-({low}))/{high - low}*width"
    return {
        "condition": [
            {"test": f"{place}+{half}>width+{RIGHT_ROOM}", "value": "right"},
            {"test": f"{place}-{half}<-{LEFT_ROOM}", "value": "left"},
        ],
        "value": "center",
    }


def month_x(low: float, high: float, axis: alt.Axis | None, field: str = "m") -> alt.X:
    """The encoding of a time axis from `low` to `high`."""
    return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(domain=[low, high], nice=False, zero=False))
