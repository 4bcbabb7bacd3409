"""A series by months, checked before any method sees it: what it must be, and all its months from first to last."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

Month = pd.Period | str  # a month, or its name written YYYY-MM


class Span(NamedTuple):
    """Every month from the first to the last of a series, and its value in each, NaN where missing. given: those months that
    the series itself lists.
    """

    months: pd.PeriodIndex
    values: np.ndarray
    given: pd.PeriodIndex


def monthly_index(series: pd.Series, needed: str) -> pd.PeriodIndex:
    """The index of a series by months; a ValueError that says what is `needed` where it is none."""
    index = series.index if isinstance(series, pd.Series) else None
    if not isinstance(index, pd.PeriodIndex) or index.freqstr != "M":
        raise ValueError(needed)
    return index


def whole_span(series: pd.Series) -> Span:
    """Every month of a series, those that it leaves out too.

    series: numbers with a sorted monthly PeriodIndex, each month once. Raises ValueError, in words, on anything else.
    """
    index = series.index if isinstance(series, pd.Series) else None
    if not isinstance(index, pd.PeriodIndex):
        raise ValueError("a signal needs a pandas Series with a monthly PeriodIndex")
    if index.freqstr != "M":
        raise ValueError(f"the periods are not months (frequency {index.freqstr!r})")
    if not len(index):
        raise ValueError("the series is empty: give at least one month")
    if index.hasnans:
        raise ValueError("a month is missing from the index (NaT)")
    if not index.is_unique:
        raise ValueError(f"{index[index.duplicated()][0]} stands in the series more than once")
    if not index.is_monotonic_increasing:
        raise ValueError("the months are not in order: sort the series by its index")
    return _spread(index, _numbers(series, index))


def _numbers(series: pd.Series, index: pd.PeriodIndex) -> np.ndarray:
    try:
        found = series.to_numpy(dtype=float, na_value=np.nan, copy=True)
    except (TypeError, ValueError) as fault:
        raise ValueError(f"the series holds something that is not a number: {fault}") from None
    if np.isinf(found).any():
        raise ValueError(f"{index[np.isinf(found)][0]} is infinite: give a number, or leave it missing")
    return found


def _spread(index: pd.PeriodIndex, found: np.ndarray) -> Span:
    position = index.asi8 - index.asi8[0]
    if position[-1] + 1 == len(found):
        return Span(index, found, index)
    values = np.full(position[-1] + 1, np.nan)
    values[position] = found
    return Span(pd.period_range(index[0], index[-1], freq="M"), values, index)


def listed(months: Month | Iterable[Month]) -> list[Month]:
    """Months as a list; one alone is a list of one."""
    return [months] if isinstance(months, (str, pd.Period)) else list(months)


def refuse_rolling(rolling: bool) -> None:
    """Raise ValueError where a series is of moving totals or means.

    Its neighbours share most of their months, so pure noise looks like signal (66% false alarms).
    """
    if rolling:
        raise ValueError("a rolling series cannot be tested for signals: chart the monthly series behind it")
