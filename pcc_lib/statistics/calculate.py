"""The arithmetic: pure functions, and formulas written with them.

A formula is the text that the ledger prints, such as `change_points(percentage(a, b), percentage(c, d))`; the letters
stand for the source cells that the figure names, in order. `evaluate` works it out, so what is printed is what was done.
Blank (NaN) goes through every function: a value that rests on a missing cell is missing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import count as count_from
from string import ascii_lowercase
from typing import Any, cast

import numpy as np
import pandas as pd

from pcc_lib.core import grammar
from pcc_lib.core.frames import labels_of
from pcc_lib.core.periods import year_start
from pcc_lib.statistics.disclosure import CONFIDENTIAL, survey_marker

NAN = math.nan


def count(a: float) -> float:
    """What was counted."""
    return a


def published(a: float) -> float:
    """A value as its producer published it."""
    return a


def times(factor: float, a: float) -> float:
    """A count times a fixed factor, such as hours per report."""
    return factor * a


def percentage(part: float, whole: float) -> float:
    """`part` of `whole` in per cent; blank, not infinite, when the whole is nought."""
    return 100 * part / whole if whole else NAN


def mean(total: float, n: float) -> float:
    """A total shared by `n` cases; blank when there was no case."""
    return total / n if n else NAN


def rate_per_1000(events: float, population: float) -> float:
    """Events per 1,000 residents over the window that was counted (never annualised)."""
    return 1000 * events / population if population else NAN


def change_number(now: float, before: float) -> float:
    """Difference in the unit of the values."""
    return now - before


def gap_to_range(value: float, lower: float, upper: float) -> float:
    """How far a value lies above a range, or (negative) below it; nought inside."""
    return value - upper if value > upper else value - lower if value < lower else 0.0 * value


def change_percent(now: float, before: float) -> float:
    """Difference in per cent of the earlier value; blank on a base of nought."""
    return 100 * (now - before) / before if before else NAN


def change_points(now: float, before: float) -> float:
    """Difference of two percentages, in percentage points."""
    return now - before


def per_month(difference: float, months: float = 12) -> float:
    """A difference of two totals, spread over the months that each covers."""
    return difference / months


def average(total: float, months: float) -> float:
    """A total as an average month."""
    return total / months if months else NAN


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float:
    """Pearson's r of two series, month by month; blank with a gap, under three months or without variation."""
    x, y = np.asarray(xs, dtype=float), np.asarray(ys, dtype=float)
    if len(x) < 3 or not (np.isfinite(x).all() and np.isfinite(y).all()) or np.ptp(x) == 0 or np.ptp(y) == 0:
        return NAN
    return float(np.corrcoef(x, y)[0, 1])


def percentages(parts: Sequence[float], wholes: Sequence[float]) -> Sequence[float]:
    """`percentage` month by month."""
    return _each(percentage, parts, wholes)


def survey_percentages(parts: Sequence[float], answers: Sequence[float]) -> Sequence[float]:
    """`percentage` month by month of those who answered a survey; blank where so few did that it is withheld."""
    return _each(_of_answers, parts, answers)


def _of_answers(part: float, answers: float) -> float:
    return NAN if survey_marker(answers) == CONFIDENTIAL else percentage(part, answers)


def means(totals: Sequence[float], ns: Sequence[float]) -> Sequence[float]:
    """`mean` month by month."""
    return _each(mean, totals, ns)


def rates(events: Sequence[float], populations: Sequence[float]) -> Sequence[float]:
    """`rate_per_1000` part by part."""
    return _each(rate_per_1000, events, populations)


def _each(work: Callable[[float, float], float], tops: Sequence[float], bottoms: Sequence[float]) -> Any:
    """One value for each pair; a series keeps its months or parts."""
    found = [work(top, bottom) for top, bottom in zip(tops, bottoms, strict=True)]
    return pd.Series(found, index=tops.index) if isinstance(tops, pd.Series) else found


def rank(values: Sequence[float], of: float) -> float:
    """Competition rank of `of` among `values`, the highest first (equal values share the better place)."""
    return float(1 + sum(v > of for v in values if not math.isnan(v))) if not math.isnan(of) else NAN


def rank_from_lowest(values: Sequence[float], of: float) -> float:
    """Competition rank of `of` among `values`, the lowest first."""
    return rank([-v for v in values], -of)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    f.__name__: f
    for f in (
        count,
        published,
        times,
        percentage,
        mean,
        rate_per_1000,
        change_number,
        gap_to_range,
        change_percent,
        change_points,
        per_month,
        average,
        correlation,
        percentages,
        survey_percentages,
        means,
        rates,
        rank,
        rank_from_lowest,
    )
}


def evaluate(formula: str, cells: Sequence[object]) -> float:
    """Work out a formula; the `letters` stand for `cells` in order. FUNCTIONS, letters, numbers and + - * / are allowed.

    A GrammarError says what else was found. Division by nought is blank, as in the functions.
    """
    names = dict(zip(letters(), cells, strict=False))
    kinds = {name: grammar.NUMBERS if hasattr(cell, "__len__") else grammar.NUMBER for name, cell in names.items()}
    return grammar.work_out(grammar.formula(formula, kinds, FUNCTIONS), names, FUNCTIONS)


def letters() -> Iterator[str]:
    """What stands for blocks of cells in formulas, in order: a to z, then a2 to z2, and so on."""
    return (letter + (str(turn) if turn > 1 else "") for turn in count_from(1) for letter in ascii_lowercase)


def lettered(formula: str, signs: Sequence[str] = ()) -> str:
    """A formula with `#` for what each role holds, such as `mean(#, #)`, with letters in their place: `mean(a, b)`.

    `signs` are those of the columns of each role, where it has several: with `+-` and `+` it is `mean(a - b, c)`.
    """
    names, held = letters(), iter(signs)

    def term(_: re.Match[str]) -> str:
        of_role = next(held, "+")
        return " ".join([next(names), *(f"{sign} {next(names)}" for sign in of_role[1:])])

    return re.sub("#", term, formula)


def rolling_sum(series: pd.Series, months: int) -> pd.Series:
    """Sum of each period and the ones before it; blank where the window has a gap or has not filled."""
    return cast(pd.Series, series.rolling(months, min_periods=months).sum())


def sum_since(series: pd.Series, first: str) -> pd.Series:
    """Running total from `first` on; blank before it, from the first gap on, and where `first` itself is not held."""
    kept = series[series.index >= first] if first in series.index else series[:0]
    return cast(pd.Series, kept).cumsum(skipna=False).reindex(series.index)


def year_to_date(series: pd.Series, first_month: int = 4) -> pd.Series:
    """Running total within each year that starts in `first_month` (4: financial, 1: calendar); blank after a gap, and
    for a year whose first month the series does not hold."""
    starts = [year_start(period, first_month) for period in labels_of(series)]
    totals = series.groupby(starts).cumsum(skipna=False)
    held = set(series.index)
    return totals.where([start in held for start in starts])


def defined(value: float | None) -> bool:
    """Whether there is a value at all."""
    return value is not None and not math.isnan(value)
