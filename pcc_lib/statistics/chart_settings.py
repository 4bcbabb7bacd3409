"""What a usual range, a level and a value of next month need beside their cells to be worked again (see `settings`)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import pandas as pd

from pcc_lib.statistics import control_limits, cutting, level_changes, seasons, usual
from pcc_lib.statistics import what_would_change as change
from pcc_lib.statistics.control_chart import Aim, Xmr
from pcc_lib.statistics.control_rules import COMMON, LIMIT, NEAR

Settings = dict[str, str]
Setter = Callable[..., Settings]
DAILY = "daily_"


def number(value: float) -> str:
    """Twelve digits, as the ledger has its values."""
    return f"{value:.12g}"


def numbers(values: Iterable[float]) -> str:
    """Numbers one after the other."""
    return ",".join(map(number, values))


def yes(said: bool) -> str:
    """`yes` or `no`."""
    return "yes" if said else "no"


def spanned(months: pd.Index) -> str:
    """`2022-11..2023-10`."""
    return f"{months[0]}..{months[-1]}"


# ── the months that are judged, and their season ──────────────────────────────────────────────────────────────────────
def _known(values: pd.Series) -> pd.Series:
    return values.loc[values.first_valid_index() :]


def resets_of(values: pd.Series, reset: float) -> list[str]:
    """The month of this number, from one, of all months; none for nought."""
    return [str(values.index[int(reset) - 1])] if reset else []


def of_months(known: pd.Series, judged: usual.Judged) -> Settings:
    """Which months are judged, and what is taken out of them first."""
    told = {"months": spanned(known.index), "judged": spanned(judged.plain.index), "per_day": yes((judged.days > 1).any())}
    return told | _season(known, judged)


def _season(known: pd.Series, judged: usual.Judged) -> Settings:
    looked = judged.pattern
    found: Settings = {"season": "none", "season_why": judged.reason}
    if looked is not None and not judged.reason:
        months = pd.PeriodIndex(known.index[: len(looked.season)]).month
        effects = dict(sorted(zip(months.tolist(), looked.season.tolist())))
        found = {"season": ",".join(f"{month:02d}:{number(value)}" for month, value in effects.items())}
    if looked is None:
        return found | {"season_least_months": str(seasons.SEASONAL_MONTHS)}
    window = {"seasonal": seasons.fixed_window(len(looked.season)), "trend": seasons.TREND, **seasons.STL}
    stl = ",".join(f"{name}:{yes(each) if isinstance(each, bool) else each}" for name, each in window.items())
    strength = {"season_strength": number(looked.strength), "season_least_strength": number(seasons.SEASONAL_STRENGTH)}
    test = {"season_test": "kruskal_wallis", "season_p": number(looked.p_value), "season_p_below": number(seasons.SEASONAL_P)}
    return found | {"stl": stl, "stl_then": "mean_by_month_of_year,centred"} | strength | test


# ── the usual range ───────────────────────────────────────────────────────────────────────────────────────────────────
def at_present(daily: bool) -> Setter:
    """Of the usual range at the last month."""

    def chart(values: pd.Series, reset: float = 0) -> Settings:
        known = _known(values)
        judged = usual.judged_months(known, daily)
        found = usual.chart_of(judged, Aim("neutral"), resets_of(values, reset))
        return of_months(known, judged) | limits(found)

    return chart


def limits(found: Xmr) -> Settings:
    """What the latest limits of a chart rest on."""
    latest = found.segments.iloc[-1]
    apart = [str(month) for month in found.exceptional if month >= latest["first"]]
    return {
        "limits_from": str(latest["first"]),
        "known_months": str(latest["n"]),
        "left_out": ",".join(apart) or "none",
        "mean": number(latest["mean"]),
        "ranges": str(latest["ranges"]),
        "screen": number(control_limits.SCREEN),
        "dropped": str(latest["screened"]),
        "tolerance": number(control_limits.TOLERANCE),
        "mean_range": number(latest["mean_range"]),
        "limit": number(LIMIT),
        "state": str(latest["state"]).replace(" ", "_"),
    }


def mean_to_meet(values: pd.Series, _: float, __: float, reset: float = 0, ___: float = math.inf) -> Settings:
    """Of the average that would meet a target: how far the limits stand from it."""
    return at_present(False)(values, reset)


# ── levels ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def of_level(daily: bool) -> Setter:
    """Of the latest change of level: how the months were cut."""

    def level(values: pd.Series, reset: float = 0) -> Settings:
        known, resets = _known(values), resets_of(values, reset)
        judged = usual.judged_months(known, daily)
        cut = level_changes.latest_stretches(judged.plain, resets)
        told = level_changes.changes_of_judged(judged, resets)
        return of_months(known, judged) | (_cut(judged, cut, told[-1]) if cut else {})

    return level


def _cut(judged: usual.Judged, cut: level_changes.Stretches, latest: level_changes.LevelChange) -> Settings:
    stretches = (f"{each.first}..{each.last}:{'slope' if each.slopes else 'level'}" for each in cut.stretches)
    per_day = (judged.days > 1).any()
    return {
        "stretches": ",".join(stretches),
        "changed": str(latest.month),
        "kind": latest.kind,
        "sigma": number(cut.sigma),
        "sigma_times": number(cut.wider),
        "farthest": number(cutting.FARTHEST),
        "price": number(cutting.PRICE),
        "least_months": str(control_limits.TRIAL),
        "days": number(level_changes.DAYS_IN_MONTH if per_day else 1.0),
        "mean_range_divided_by": number(control_limits.SIGMA),
        "screen": number(control_limits.SCREEN),
    }


# ── next month ────────────────────────────────────────────────────────────────────────────────────────────────────────
def next_month(read: Callable[[change.NextMonth], float], daily: bool) -> Setter:
    """Of a value of next month: the chart with that value among its months, and what its rules say of it."""

    def found(values: pd.Series, step: float, reset: float = 0, most: float = math.inf) -> Settings:
        known, resets = _known(values), resets_of(values, reset)
        least = -math.inf if (values < 0).any() else 0.0
        value = read(change.next_month(known, change.Possible(step, least, most), resets, daily))
        if math.isnan(value):
            return {}
        with_it = pd.concat([known, pd.Series([value], index=[known.index[-1] + 1])])
        judged = usual.judged_months(with_it, daily)
        chart = usual.chart_of(judged, Aim("neutral"), resets)
        said = {"next": str(with_it.index[-1]), "least": number(least), "label": _label(chart), "rule": _rule(chart)}
        rules = {"near": number(NEAR), "run": str(usual.RULES_OF_A_MEASURE.run)}
        return said | of_months(with_it, judged) | limits(chart) | rules

    return found


def _label(chart: Xmr) -> str:
    label = chart.points["label"].iat[-1]
    return "none" if label in (None, COMMON) else str(label).rpartition(" ")[2]


def _rule(chart: Xmr) -> str:
    return str(chart.points["rule"].iat[-1] or "none").replace(" ", "_")
