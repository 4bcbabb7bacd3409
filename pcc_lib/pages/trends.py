"""Small lines of a measure's last values, with the usual range behind them: in tables, and wherever a value stands alone."""

from __future__ import annotations

import math

import pandas as pd

from pcc_lib.core.calendars import Calendar
from pcc_lib.core.frames import labels_of
from pcc_lib.core.numerals import printed
from pcc_lib.core.periods import FIRST_MONTHS
from pcc_lib.core.quarters import MONTHS, month_label
from pcc_lib.core.status import RECONSTRUCTED
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Measure
from pcc_lib.pages.ours import title_of
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import least_shown
from pcc_lib.writing.html import Markup, fill
from pcc_lib.writing.markup import small, sparkline

TREND_VALUES = 36  # three years of months
LEAST_FOR_ENDS = 6  # of fewer values a reader sees the highest and the lowest
IN_A_TABLE, ALONE = (120, 28), (240, 56)  # width and height in px
Ends = tuple[float, float] | None
USUAL = "; usual range shaded"


def trend(page: Page, measure: Measure, part: str = "") -> Markup:
    """The last values of a measure as a line for a table; in words why there is none."""
    series = page.figures.series(measure.id)
    if series is None:
        return Markup()
    if measure.window.runs_on:
        return small(_no_trend(measure))
    known = _known(series, part)
    if len(known) < 2:
        return fill("scorecard/trend", line="") if len(known) else small("none")
    return fill("scorecard/trend", line=_line(page, series, part, IN_A_TABLE))


def trend_alone(page: Page, measure: Measure, part: str = "", judged: bool = True) -> Markup:
    """The last values of a measure as a line beside one value; reconstructed months are marked. Nothing where there is no line.

    judged: whether the usual range is shaded; where a page gives no verdict it shows no ground of one.
    """
    series = page.figures.series(measure.id)
    if series is None or measure.window.runs_on or len(_known(series, part)) < 2:
        return Markup()
    mark = f"[{RECONSTRUCTED}]" if RECONSTRUCTED in series.status() else ""
    return fill("trend_alone", line=_line(page, series, part, ALONE, judged), mark=mark)


def _known(series: Series, part: str) -> pd.Series:
    return series.values(part).dropna().iloc[-TREND_VALUES:]


def _line(page: Page, series: Series, part: str, size: tuple[int, int], judged: bool = True) -> Markup:
    known = _known(series, part)
    shown = series.values(part).loc[known.index[0] : known.index[-1]]
    values = [None if value != value else float(value) for value in shown]
    usual = _usual(page, series.measure, part, labels_of(shown)) if judged else []
    words = trend_words(page, series, part, known) + (USUAL if any(usual) else "")
    return sparkline(values, words, size, least_shown(series), usual)


def _usual(page: Page, measure: Measure, part: str, periods: list[str]) -> list[Ends]:
    """The ends of the usual range in each of these months; none where the measure is not judged by one."""
    judgement = page.judgement(measure, part)
    if judgement is None or judgement.points is None or judgement.variation is None:
        return []
    points = judgement.points
    months = {str(month): (float(low), float(high)) for month, low, high in zip(points.index, points["lower"], points["upper"])}
    found = [months.get(period) for period in periods]
    return [ends if ends and all(map(math.isfinite, ends)) else None for ends in found]


def _no_trend(measure: Measure) -> str:
    """Why a running total has no line: whether it rises says only that time has passed."""
    window = measure.window
    if window.since:
        return f"none: counted from {month_label(window.since)} on"
    return f"none: counted again from each {MONTHS[FIRST_MONTHS[window.year]]}"


def trend_words(page: Page, series: Series, part: str, known: pd.Series) -> str:
    """What the line shows, for people who do not see it."""
    measure, calendar, periods = series.measure, series.source.calendar, labels_of(known)
    spanned = f"{title_of(page, measure, part)}, {calendar.label(periods[0], periods[-1])}"
    told = pd.Series([printed(value, measure.unit, measure.decimals, measure.precision) for value in known], periods)
    if told.nunique() == 1:
        return f"{spanned}: the same throughout"
    first, last = known.iloc[0], known.iloc[-1]
    moved = f"ended {'higher' if last > first else 'lower'}"
    moved = "ended as it began" if told.iloc[0] == told.iloc[-1] else moved
    return "; ".join([f"{spanned}: {moved}", *_ends(calendar, known.set_axis(periods), told)])


def _ends(calendar: Calendar, known: pd.Series, told: pd.Series) -> list[str]:
    """When the line was highest and lowest, each where one period alone was; of a few values neither is told."""
    ends = {"highest": str(known.idxmax()), "lowest": str(known.idxmin())} if len(known) >= LEAST_FOR_ENDS else {}
    found = [f"{end} in {calendar.label(at)}" for end, at in ends.items() if (told == told[at]).sum() == 1]
    return [", ".join(found)] if found else []
