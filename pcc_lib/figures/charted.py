"""What of a measure a control chart judges: which of its months, in what unit, against what target, within what bounds."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import pandas as pd

from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Measure
from pcc_lib.statistics.usual import Judged, judged_months

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
    """Whether one range holds for all months that are judged: neither their season nor their length was taken out of them. Else
    a target lies within the range of one month, and beyond that of another."""
    judged = months_of(series, part)
    return bool(np.allclose(judged.values, judged.plain, equal_nan=True))


def resets_of(measure: Measure) -> list[str]:
    """The months from which its limits begin anew."""
    return [b.month for b in measure.rebase]


def bounds(values: pd.Series, measure: Measure) -> tuple[float, float]:
    """The least and the greatest value that are possible, as far as the values keep to them.

    What the values themselves do is possible: a mean may lie below nought, and a share of an earlier whole above 100%.
    """
    floor = 0.0 if not (values < 0).any() else -math.inf
    return floor, 100.0 if measure.is_share and not (values > 100).any() else math.inf
