"""What of a measure a control chart judges: which of its months, in what unit, against what target, within what bounds."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import pandas as pd

from pcc_lib.core.periods import FOREVER, Span
from pcc_lib.figures.coverage import cuts_within
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Measure
from pcc_lib.statistics.usual import Judged, judged_months, resets_within

LEAST_FOR_ICONS = 13


def unfit(series: Series, part: str = "") -> str:
    """Why a measure gets no chart of its usual variation (nothing where it gets one)."""
    measure, calendar = series.measure, series.source.calendar
    if not calendar.monthly:
        return f"its values are {calendar.adverb}"
    if not part and not measure.whole:
        return "its parts have no whole to judge"
    if not measure.how.judged:
        return measure.how.unfit
    if measure.window.runs_on:
        return "its values are a running total, and whether that grows says only that time has passed"
    if not measure.window.is_month:
        return f"its values cover several months ({measure.window}) and so move too smoothly to be judged month by month"
    known = int(series.values(part).notna().sum())
    if known < LEAST_FOR_ICONS:
        return f"it has {known} month{'' if known == 1 else 's'}, and {LEAST_FOR_ICONS} are needed"
    return ""


def monthly(values: pd.Series) -> pd.Series:
    """A series by `2023-10` as one with a monthly PeriodIndex, from its first known value on."""
    kept = values.loc[values.first_valid_index() :]
    return pd.Series(kept.to_numpy(float), index=pd.period_range(kept.index[0], periods=len(kept), freq="M"))


@lru_cache(maxsize=1024)  # a chart and its levels rest on the same months, and a season takes long to learn
def months_of(series: Series, part: str = "") -> Judged:
    """The months of a measure that are judged, as they are and without season and length of month."""
    return judged_months(monthly(series.values(part)), series.measure.per_day)


def one_range(series: Series, part: str = "") -> bool:
    """Whether one range holds for all months that are judged: neither their season nor their length was taken out of them, and
    they are of the same parts."""
    return of_one_kind(series, part) and not follows_season(series, part)


def of_one_kind(series: Series, part: str = "") -> bool:
    """Whether the months under the latest limits are of the same parts, and of one series."""
    index = months_of(series, part).values.index
    months = Span(str(index[0]), str(index[-1]))
    return not cuts_within(series, part, Span(max(resets_of(series.measure, months), default=months.first), months.last))


def follows_season(series: Series, part: str = "") -> bool:
    """Whether the usual range differs from month to month, since their season or their length was taken out of them."""
    judged = months_of(series, part)
    return not np.allclose(judged.values, judged.plain, equal_nan=True)


def resets_of(measure: Measure, months: Span = Span(last=FOREVER)) -> list[str]:
    """The months from which its limits begin anew; of a run of months those after its first, where they begin anyway."""
    return resets_within((b.month for b in measure.rebase), months)


def bounds(values: pd.Series, measure: Measure) -> tuple[float, float]:
    """The least and the greatest value that are possible, as far as the values keep to them.

    What the values themselves do is possible: a mean may lie below nought, and a share of an earlier whole above 100%.
    """
    floor = 0.0 if not (values < 0).any() else -math.inf
    return floor, 100.0 if measure.is_share and not (values > 100).any() else math.inf
