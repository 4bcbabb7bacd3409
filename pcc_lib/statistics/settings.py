"""What a method needs beside its cells to be worked again: windows, seasons, screens, dispersions, seeds, as `key=value`.

Each function takes the arguments of the method of its name (see `methods`) and gives its settings as text by key. What stands
here is read from the modules that do the work, or from what they found: nothing is typed twice. docs/auditors.md tells every key.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from pcc_lib.core.stored import stored
from pcc_lib.statistics import areas, changes, chart_settings, correlation, disclosure, forecast, intervals
from pcc_lib.statistics.chart_settings import DAILY, Settings, number, numbers, spanned, yes
from pcc_lib.statistics.kept_as import KEPT_AS
from pcc_lib.statistics.methods import NEXT, PLACES, exact_two_years
from pcc_lib.statistics.two_years import LEAST_DISPERSION, NOW, YearEffect, last_two_years, year_design
from pcc_lib.statistics.usual import SIDES

Setter = Callable[..., Settings]
BOUNDS = ("lower", "upper")
FAMILIES = {"quasi_poisson": "Poisson", "quasi_binomial": "Binomial"}


# ── changes on the year, and intervals ────────────────────────────────────────────────────────────────────────────────
def _interval() -> Settings:
    return {"level": number(intervals.LEVEL), "quantile": number(intervals.normal_quantile(intervals.LEVEL))}


def wilson(*_: float) -> Settings:
    """Of Wilson's score interval."""
    return {"interval": "wilson_score", **_interval()}


def newcombe(*_: float) -> Settings:
    """Of Newcombe's interval for a difference."""
    return {"interval": "newcombe_hybrid_score", **_interval()}


def quasi_poisson(counts: pd.Series) -> Settings:
    """Of the regression of two years of counts."""
    return {**_years(counts, by_month=True), "offset": "log(days_in_month)", **_regression(changes.quasi_poisson(counts).year)}


def quasi_binomial(parts: pd.Series, wholes: pd.Series) -> Settings:
    """Of the regression of two years of percentages."""
    known = _years(parts, wholes, by_month=False)
    return {**known, "weights": "wholes", "interval": "delta", **_regression(changes.quasi_binomial(parts, wholes).year)}


def _years(part: pd.Series, whole: pd.Series | None = None, *, by_month: bool) -> Settings:
    """The months that are compared, what they are explained by, and the months that cannot be fitted."""
    years = last_two_years(part)
    held = None if whole is None else last_two_years(whole).values
    kept = year_design(years.months, years.values, held, by_month=by_month).keep
    return {
        "months": spanned(years.months),
        "later_year": spanned(years.months[NOW]),
        "family": FAMILIES["quasi_poisson" if whole is None else "quasi_binomial"],
        "link": "log" if whole is None else "logit",
        "explained_by": f"later_year,{'month_of_year' if by_month else 'constant'}",
        "left_out": ",".join(map(str, years.months[~kept])) or "none",
    }


def _regression(year: YearEffect | None) -> Settings:
    if year is None:
        return {}
    return {
        "effect": number(year.effect),
        "standard_error": number((year.upper - year.effect) / year.quantile),
        "dispersion": number(year.dispersion),
        "dispersion_least": number(LEAST_DISPERSION),
        "degrees_of_freedom": str(year.freedom),
        "distribution": "t",
        "level": number(intervals.LEVEL),
        "quantile": number(year.quantile),
    }


def exact_poisson(counts: pd.Series) -> Settings:
    """Of the exact test of two years of small counts."""
    found, years = exact_two_years(counts), last_two_years(counts)
    days = {f"{name}_days": str(int(years.days[part].sum())) for name, part in (("later", NOW), ("earlier", ~NOW))}
    months = {"months": spanned(years.months), "later_year": spanned(years.months[NOW]), **days}
    return {**months, "interval": "clopper_pearson", "level": number(found.level)}


# ── two measures ──────────────────────────────────────────────────────────────────────────────────────────────────────
def _linked(kind: str) -> Setter:
    def linked(xs: pd.Series, ys: pd.Series) -> Settings:
        found = correlation.link(xs, ys)
        lag = {"lag": str(found.lag)} if kind == "differences" else {}
        return {**lag, "pairs": str(getattr(found, kind).n), "interval": "fisher_z", **_interval()}

    return linked


# ── forecasts ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def seasonal_naive(values: pd.Series, _: float = 0) -> Settings:
    """Of last year's month, and the spread of its errors."""
    known = _known(values)
    spread = {"spread": number(forecast.naive_spread(known))}
    return {"months": spanned(known.index), "period": str(forecast.PERIOD), **spread, **_interval()}


def ets(values: pd.Series, _: float = 0) -> Settings:
    """Of exponential smoothing: the fitted weights and the states that it begins with."""
    known = _known(values)
    fit = forecast.fitted_ets(known)
    return {
        "months": spanned(known.index),
        **_of_model(forecast.ETS_MODEL),
        **{name: number(value) for name, value in zip(fit.param_names, np.asarray(fit.params), strict=True)},
        "initial_level": number(fit.initial_level),
        "initial_trend": number(fit.initial_trend),
        "initial_seasonal": numbers(fit.initial_seasonal),
        "variance": number(fit.mse),
        **_interval(),
    }


def theta(values: pd.Series, _: float = 0) -> Settings:
    """Of Theta: the fitted drift and weight, and the season of the months ahead."""
    known = _known(values)
    fit = forecast.fitted_theta(known)
    return {
        "months": spanned(known.index),
        **_of_theta(fit.times),
        "drift": number(fit.drift),
        "smoothing_level": number(fit.alpha),
        "season_ahead": numbers(fit.season),
        "sigma": number(fit.sigma),
        **_interval(),
    }


def _of_theta(times: bool) -> Settings:
    kind = "multiplicative" if times else "additive"
    return {"period": str(forecast.PERIOD), "seasonal": kind, "theta": number(forecast.THETA)}


def _of_model(options: Mapping[str, Any]) -> Settings:
    return {name: yes(value) if isinstance(value, bool) else str(value) for name, value in options.items()}


def _trials(model: str) -> Setter:
    """Of the trials that score a model: where each begins, and how it is fitted there."""

    def trials(values: pd.Series) -> Settings:
        known = _known(values)
        starts = [str(known.index[length - 1]) for length in forecast.origins(len(known))]
        how = {"ETS": _of_model(forecast.ETS_MODEL), "Theta": _of_theta(bool(known.min() > 0))}.get(model, {})
        rule = {"ahead": str(forecast.STEP), "scale_period": str(forecast.PERIOD)}
        return {"months": spanned(known.index), "origins": ",".join(reversed(starts)), **rule, **how, **_interval()}

    return trials


# ── places among peers ────────────────────────────────────────────────────────────────────────────────────────────────
def _place(first: str, proportion: bool) -> Setter:
    def place(counts: pd.Series, _: pd.Series, __: float) -> Settings:
        tails = (1 - intervals.LEVEL) / 2
        return {
            "parts": "|".join(map(str, counts.index)),
            "first": first,
            "drawn": "beta(count + 0.5, base - count + 0.5)" if proportion else "gamma(count + 0.5, 1 / base)",
            "generator": "numpy.random.default_rng",
            "seed": str(areas.SEED),
            "draws": str(areas.DRAWS),
            "quantiles": numbers([tails, 1 - tails]),
            "quantile_method": areas.QUANTILE,
        }

    return place


def answers(*_: object) -> Settings:
    """Of percentages of those who answered: under how many none is told."""
    return {"least_answers": str(disclosure.SURVEY_LEAST)}


def _known(values: pd.Series) -> pd.Series:
    return values.loc[values.first_valid_index() :].astype(float)


# ── all of them ───────────────────────────────────────────────────────────────────────────────────────────────────────
def _both(names: Iterable[str], setter: Setter) -> dict[str, Setter]:
    return {f"{name}_{side}": setter for name in names for side in BOUNDS}


def _of_charts() -> dict[str, Setter]:
    found: dict[str, Setter] = {"xmr_middle": chart_settings.at_present(False)}
    for daily in (False, True):
        start, chart, level = DAILY * daily, chart_settings.at_present(daily), chart_settings.of_level(daily)
        found |= {f"{start}xmr_{each}": chart for each in (*SIDES, "months")}
        found |= {f"{start}level_{end}": level for end in ("before", "after")}
        found |= {f"{start}{name}": chart_settings.next_month(read, daily) for name, read in NEXT.items()}
    return found | {f"{side}_mean_to_meet": chart_settings.mean_to_meet for side in ("least", "greatest")}


def _of_forecasts() -> dict[str, Setter]:
    found: dict[str, Setter] = {"forecast_trials": _trials("")}
    for name, setter in (("seasonal_naive", seasonal_naive), ("ets", ets), ("theta", theta)):
        found |= {f"{name}_{column}": setter for column in ("mean", *BOUNDS)}
        found |= {f"{name}_{score}": _trials(forecast.FUNCTIONS[name]) for score in ("mase", "coverage")}
    return found


_PLACES = {f"{name}_{side}": _place(*how) for name, how in PLACES.items() for side in BOUNDS}
SETTINGS: Mapping[str, Setter] = {
    "survey_percentages": answers,
    "correlation_of_differences": _linked("differences"),
    **_of_charts(),
    **_of_forecasts(),
    **_both(["quasi_poisson"], quasi_poisson),
    **_both(["quasi_binomial"], quasi_binomial),
    **_both(["exact_poisson"], exact_poisson),
    **_both(["newcombe"], newcombe),
    **_both(["wilson"], wilson),
    **_both(["fisher"], _linked("levels")),
    **_both(["fisher_differences"], _linked("differences")),
    **_PLACES,
}
_FIRST = {setter: name for name, setter in reversed(SETTINGS.items())}  # those that share a function share its settings
# methods of which the formula says everything
PLAIN = frozenset({"at_least", "at_most", "how_many", "how_many_blank", "differing"})


def settings_of(name: str, arguments: Iterable[Any]) -> Settings:
    """The settings of one call; none where the formula says all, or where the method refuses what it is given."""
    given = tuple(arguments)
    return dict(_said(_FIRST[SETTINGS[name]], _Given(tuple(map(_key, given)), given))) if name in SETTINGS else {}


@dataclass(frozen=True)
class _Given:
    """What a function is given; `key` tells whether two are given the same."""

    key: tuple[Hashable, ...]
    arguments: tuple[Any, ...] = field(compare=False)


def _key(argument: Any) -> Hashable:
    return (tuple(argument.index), tuple(argument.tolist())) if isinstance(argument, pd.Series) else argument


@lru_cache(maxsize=1024)  # both ends of a range, and its months, rest on the same
def _said(name: str, given: _Given) -> Settings:
    return _worked_out(name, given.arguments)


@stored(KEPT_AS)
def _worked_out(name: str, arguments: tuple[Any, ...]) -> Settings:
    try:
        return SETTINGS[name](*arguments)
    except ValueError:
        return {}
