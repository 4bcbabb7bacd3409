"""Methods as functions that a formula can call: limits of a control chart, bounds of tests and intervals, forecasts, places.

Each takes the values of a measure and gives one number in the measure's own unit (shares in per cent), so that a printed bound
is a formula over source cells like any other figure: `at_least(0, xmr_lower(a))`. Nothing is worked out here that the other
modules of this room do not work out; blank (NaN) comes back where they refuse.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import NewType

import pandas as pd

from pcc_lib.statistics import areas, changes, correlation, forecast, intervals, what_would_change
from pcc_lib.statistics.level_changes import changes_in_unit
from pcc_lib.statistics.two_years import NOW, last_two_years
from pcc_lib.statistics.usual import SIDES, known_under_latest, usual_range

Months = NewType("Months", pd.Series)  # a value a month, by a monthly PeriodIndex; blank where one is missing
Parts = NewType("Parts", pd.Series)  # a value a part of a breakdown, such as a force


# ── bounds of what is possible ────────────────────────────────────────────────────────────────────────────────────────
def at_least(least: float, value: float) -> float:
    """The value, or the least one that is possible."""
    return max(least, value)


def at_most(most: float, value: float) -> float:
    """The value, or the greatest one that is possible."""
    return min(most, value)


def how_many(values: Parts) -> float:
    """How many of several values are known."""
    return float(values.notna().sum())


def differing(now: Months, then: Months) -> float:
    """In how many months two runs of months differ, of those that the second knows; one that only the second knows counts."""
    known = then.notna()
    return float((known & ~(now == then)).sum())


def how_many_blank(values: Parts) -> float:
    """How many of several values are not known."""
    return float(values.isna().sum())


# ── the control chart ─────────────────────────────────────────────────────────────────────────────────────────────────
def _limit(side: str, daily: bool) -> Callable[..., float]:
    """A function of the months, and of the month (by number, from one) from which limits are re-set for the last time: those of
    an earlier stretch of months do not bear on the latest."""

    def limit(values: Months, reset: float = 0) -> float:
        return _or_blank(lambda: float(_range_of(values, reset, daily)[side].iat[-1]))

    limit.__doc__ = f"{side} of the usual range at the last month{', months compared per day' if daily else ''}."
    return limit


def _months(daily: bool) -> Callable[..., float]:
    def months(values: Months, reset: float = 0) -> float:
        def known() -> float:
            return float(known_under_latest(_range_of(values, reset, daily)))

        return _or_blank(known)

    months.__doc__ = "How many months the usual range at the last month rests on."
    return months


def _range_of(values: pd.Series, reset: float, daily: bool) -> pd.DataFrame:
    """The points of the chart; a ValueError where the month of a reset is not among them."""
    return usual_range(_known(values), _resets(values, reset), daily)


def _level(side: str, daily: bool) -> Callable[..., float]:
    def level(values: Months, reset: float = 0) -> float:
        def of_latest() -> float:
            changes = changes_in_unit(_known(values), _resets(values, reset), daily)
            return getattr(changes[-1], side) if changes else math.nan

        return _or_blank(of_latest)

    level.__doc__ = f"The level {side} the latest change of level, season taken out; of a slope, its {_ENDS[side]}."
    return level


_ENDS = {"before": "start", "after": "end"}


def _resets(values: pd.Series, reset: float) -> list[str]:
    """The month of this number; a ValueError where the series has none of it."""
    if not 0 <= reset <= len(values):
        raise ValueError(f"there is no month {reset:g} of {len(values)}")
    return [str(values.index[int(reset) - 1])] if reset else []


# ── what would change a verdict ───────────────────────────────────────────────────────────────────────────────────────
def _next(read: Callable[[what_would_change.NextMonth], float], daily: bool) -> Callable[..., float]:
    """A function of the months, the step that is printed, the month that re-sets limits (as of `_limit`) and the greatest value
    that is possible; the least is nought, unless a month lies below it."""

    def found(values: Months, step: float, reset: float = 0, most: float = math.inf) -> float:
        possible = _possible(values, step, most)
        return _or_blank(lambda: read(what_would_change.next_month(_known(values), possible, _resets(values, reset), daily)))

    found.__doc__ = f"a value of next month that would change the verdict{', months compared per day' if daily else ''}."
    return found


def _possible(values: pd.Series, step: float, most: float) -> what_would_change.Possible:
    return what_would_change.Possible(step, -math.inf if (values < 0).any() else 0.0, most)


def _mean_to_meet(rising: bool) -> Callable[..., float]:
    def mean(values: Months, target: float, step: float, reset: float = 0, most: float = math.inf) -> float:
        possible = _possible(values, step, most)
        return _or_blank(lambda: what_would_change.mean_to_meet(_known(values), target, possible, _resets(values, reset), rising))

    mean.__doc__ = f"the {'least' if rising else 'greatest'} average with which usual variation meets a target every month."
    return mean


def xmr_middle(values: Months, reset: float = 0) -> float:
    """The average under the latest limits, season taken out."""
    return _or_blank(lambda: what_would_change.middle(_known(values), _resets(values, reset)))


NEXT: dict[str, Callable[[what_would_change.NextMonth], float]] = {
    "next_above": lambda found: found.above.nearest,
    "next_above_always": lambda found: found.above.always,
    "next_below": lambda found: found.below.nearest,
    "next_below_always": lambda found: found.below.always,
    "next_quiet_lowest": lambda found: found.lowest,
    "next_quiet_highest": lambda found: found.highest,
}


def _known(values: pd.Series) -> pd.Series:
    """A series from its first known value on."""
    return values.loc[values.first_valid_index() :]


def _or_blank(work: Callable[[], float]) -> float:
    """A number, or blank where a method refuses its input."""
    try:
        return work()
    except ValueError:
        return math.nan


# ── changes on the year, in per cent or percentage points ─────────────────────────────────────────────────────────────
def _count_bound(test: Callable[[pd.Series], changes.Change], side: str) -> Callable[[Months], float]:
    def bound(counts: Months) -> float:
        return _or_blank(lambda: 100 * (getattr(test(counts), side) - 1))

    bound.__doc__ = f"{side} bound of the change in per cent."
    return bound


def exact_two_years(counts: pd.Series) -> changes.Change:
    """The exact test of the last twelve months with the twelve before, by days. Raises ValueError where one is missing."""
    years = last_two_years(counts)
    halves = [(int(years.values[half].sum()), int(years.days[half].sum())) for half in (NOW, ~NOW)]
    (now, now_days), (before, before_days) = halves
    return changes.exact_change(now, before, now_days, before_days)


def _share_bound(side: str) -> Callable[[Months, Months], float]:
    def bound(parts: Months, wholes: Months) -> float:
        return _or_blank(lambda: 100 * getattr(changes.quasi_binomial(parts, wholes), side))

    bound.__doc__ = f"{side} bound of the change of a percentage, in points (quasi-binomial)."
    return bound


def _newcombe_bound(side: str) -> Callable[[float, float, float, float], float]:
    def bound(now: float, of_now: float, before: float, of_before: float) -> float:
        return _or_blank(lambda: 100 * getattr(intervals.newcombe(now, of_now, before, of_before), side))

    bound.__doc__ = f"{side} bound of Newcombe's interval for the difference of two percentages, in points."
    return bound


def _wilson_bound(side: str) -> Callable[[float, float], float]:
    def bound(part: float, whole: float) -> float:
        return _or_blank(lambda: 100 * getattr(intervals.wilson(part, whole), side))

    bound.__doc__ = f"{side} bound of Wilson's interval of a percentage."
    return bound


# ── two measures ──────────────────────────────────────────────────────────────────────────────────────────────────────
def _linked(kind: str, read: str) -> Callable[[Months, Months], float]:
    def linked(xs: Months, ys: Months) -> float:
        return _or_blank(lambda: getattr(getattr(correlation.link(xs, ys), kind), read))

    linked.__doc__ = f"{read} of the correlation of the {kind}."
    return linked


# ── forecasts ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def _ahead(model: forecast.Model, column: str) -> Callable[[Months, float], float]:
    def ahead(values: Months, months: float) -> float:
        known = _known(values).astype(float)
        return float(model(known, int(months))[column].iat[-1])

    ahead.__doc__ = f"{column} so many months after the last."
    return ahead


def _trials(model: str, column: str, factor: float) -> Callable[[Months], float]:
    def trial(values: Months) -> float:
        return factor * float(_scored(values).table.at[model, column])

    trial.__doc__ = f"{column} of the model in trials with known months."
    return trial


def forecast_trials(values: Months) -> float:
    """How many trials a forecast of these months is judged by."""
    return float(_scored(values).origins)


def _scored(values: pd.Series) -> forecast.Scores:
    known = _known(values).astype(float)
    return _scores(known.index[0], tuple(known))


@lru_cache(maxsize=64)
def _scores(first: pd.Period, values: tuple[float, ...]) -> forecast.Scores:
    """The trials take seconds, and several figures are read from them: they are made once for the same months."""
    return forecast.score(pd.Series(values, pd.period_range(first, periods=len(values))))


# ── places among peers ────────────────────────────────────────────────────────────────────────────────────────────────
def _place(side: str, first: str, proportion: bool) -> Callable[[Parts, Parts, float], float]:
    def place(counts: Parts, bases: Parts, part: float) -> float:
        if not 1 <= part <= len(counts):
            return float("nan")
        found = areas.rank_intervals(counts, bases, first, proportion)
        return float(found[side].iat[int(part) - 1])

    place.__doc__ = f"{side} place of a part (by number, from one) in simulated draws, the {first} first."
    return place


_TESTS = {"quasi_poisson": changes.quasi_poisson, "exact_poisson": exact_two_years}
_BOUNDS = ("lower", "upper")
_COLUMNS = {"mean": "mean", "lower": "lower_95", "upper": "upper_95"}
_LINKS = {"fisher": "levels", "fisher_differences": "differences"}
PLACES = {
    "rate_place": ("highest", False),
    "rate_place_from_lowest": ("lowest", False),
    "share_place": ("highest", True),
    "share_place_from_lowest": ("lowest", True),
}
METHODS: dict[str, Callable[..., float]] = {
    "at_least": at_least,
    "at_most": at_most,
    "how_many": how_many,
    "differing": differing,
    "how_many_blank": how_many_blank,
    "forecast_trials": forecast_trials,
    "correlation_of_differences": _linked("differences", "r"),
    **{f"xmr_{side}": _limit(side, daily=False) for side in SIDES},
    **{f"daily_xmr_{side}": _limit(side, daily=True) for side in SIDES},
    **{f"level_{side}": _level(side, daily=False) for side in _ENDS},
    **{f"daily_level_{side}": _level(side, daily=True) for side in _ENDS},
    "xmr_months": _months(daily=False),
    "daily_xmr_months": _months(daily=True),
    **{name: _next(read, daily=False) for name, read in NEXT.items()},
    **{f"daily_{name}": _next(read, daily=True) for name, read in NEXT.items()},
    "xmr_middle": xmr_middle,
    "least_mean_to_meet": _mean_to_meet(rising=True),
    "greatest_mean_to_meet": _mean_to_meet(rising=False),
    **{f"{name}_{side}": _count_bound(test, side) for name, test in _TESTS.items() for side in _BOUNDS},
    **{f"quasi_binomial_{side}": _share_bound(side) for side in _BOUNDS},
    **{f"newcombe_{side}": _newcombe_bound(side) for side in _BOUNDS},
    **{f"wilson_{side}": _wilson_bound(side) for side in _BOUNDS},
    **{f"{name}_{side}": _linked(kind, side) for name, kind in _LINKS.items() for side in _BOUNDS},
    **{
        f"{name}_{side}": _ahead(forecast.MODELS[id], _COLUMNS[side])
        for name, id in forecast.FUNCTIONS.items()
        for side in _COLUMNS
    },
    **{f"{name}_mase": _trials(id, "mase", 1) for name, id in forecast.FUNCTIONS.items()},
    **{f"{name}_coverage": _trials(id, "coverage", 100) for name, id in forecast.FUNCTIONS.items()},
    **{f"{name}_{side}": _place(side, *how) for name, how in PLACES.items() for side in _BOUNDS},
}
OF_PARTS = frozenset({"how_many", "how_many_blank", "rank", "rank_from_lowest", *(f"{n}_{s}" for n in PLACES for s in _BOUNDS)})
