"""What is signal and what is noise in a monthly series: the XmR chart, its rules, and seasonal adjustment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

SCREEN = 3.267  # a moving range at or above this many mean ranges is an outlier (Nelson 1982)
LIMIT = 2.66  # limits stand this many mean ranges from the mean: three sigma
NEAR = LIMIT * 2 / 3  # near lines: two sigma
FULL = 13  # points from which a segment earns limits and icons
TRIAL = 6  # points from which a segment earns trial limits, without icons
RUN = 7  # points in a trend or a shift
SHORTEST_FIX = 12  # fewest points to which limits may be fixed
SIGMA = 1.128  # mean range over this is the standard deviation
PULL = 0.5  # standard deviations by which one month may move the mean of all
MONTHS_APART = 12  # at most one in so many months is taken as exceptional
MOSTLY = 2 / 3  # share of months with one value from which the rules do not hold
SEASONAL_MONTHS = 36  # fewest consecutive months for a seasonal pattern
SEASONAL_STRENGTH = 0.64
SEASONAL_P = 0.01

HIGH, LOW, COMMON = "special cause high", "special cause low", "common cause"
IMPROVEMENTS = ("increase", "decrease", "neutral")
TWO_OF_THREE = ("mdc", "near_only")
COLUMNS = ["value", "segment", "mean", "lower", "upper", "near_lower", "near_upper", "label", "rule"]


@dataclass(frozen=True, eq=False)
class Xmr:
    """An XmR chart: every month's limits and label, and the verdict on the latest month.

    points: one row a month of the whole span, in the series' unit (limits unclipped: clip only what is
    drawn). segments: one row a segment, numbered from 1, with what its limits rest on: first, last (months),
    n (real points), baseline (points that fed the mean), mean, ranges, screened (ranges dropped), mean_range,
    state (full, trial, short, no variation, no neighbours). variation, assurance: the icons, None where there
    is none. trial: the latest segment has 6 to 12 points. note: why there are no icons, or nothing. method:
    how it was worked out, for the method note. exceptional: single months so far from all others that the
    mean leaves them out.
    """

    points: pd.DataFrame
    segments: pd.DataFrame
    variation: str | None
    assurance: str | None
    trial: bool
    note: str
    method: str
    exceptional: tuple[pd.Period, ...] = ()


def xmr(
    series: pd.Series,
    *,
    improvement: str,
    target: float | None = None,
    rebase: Iterable[pd.Period | str] = (),
    fix_after: int | None = None,
    screen: bool = True,
    two_of_three: str = "mdc",
    run: int = RUN,
    rolling: bool = False,
    robust: bool = False,
) -> Xmr:
    """Draw up the XmR chart of a monthly series (Making Data Count rules, as NHSRplotthedots with our
    decisions).

    series: floats with a sorted monthly PeriodIndex; NaN, or a month left out, is missing and nothing crosses
    it. improvement: "increase", "decrease" or "neutral". target: in the series' unit. rebase: months that
    open a new segment. fix_after: limits rest on the first so many real points of each segment (12 or more).
    screen: drop outlying ranges once. two_of_three: "mdc" counts points beyond the limit as well, "near_only"
    does not. run: points in a trend or shift (6 or 7). rolling: say True of moving totals or means, which are
    refused. robust: leave single exceptional months out of the mean, and give no limits where most months have
    one and the same value (the package does neither). Raises ValueError, in words, on anything that cannot be
    charted.
    """
    _check_options(improvement, two_of_three, run, fix_after, target)
    _refuse(rolling)
    periods, values = _whole_span(series)
    starts = _segment_starts(series.index, rebase)
    how = _Rules(fix_after, screen, two_of_three, run, robust)
    segments = [_segment(values[a:b], how) for a, b in _pairs(starts, len(values))]
    points = _points(periods, values, segments)
    latest, label = segments[-1], points["label"].iat[-1]
    full = latest["state"] == "full"
    return Xmr(
        points,
        _segment_table(periods, starts, segments),
        _variation(label, improvement) if full else None,
        _assurance(latest, improvement, target) if full else None,
        latest["state"] == "trial",
        _note(latest),
        _method(screen, two_of_three, run, fix_after),
        tuple(periods[np.concatenate([each["apart"] for each in segments])]),
    )


def adjusted(series: pd.Series, per_day: bool = False, rolling: bool = False) -> tuple[pd.Series, str]:
    """Take a fixed seasonal pattern out of a monthly series, where the series has one; say in a note what was
    done.

    per_day: divide counts by the days of their month first; the result is then per day. The pattern is STL's
    with a periodic window, averaged month by month (so no noise is absorbed) and summing to zero (so the
    level stays). It is taken out only with 36 or more consecutive months, strength F >= 0.64 and
    Kruskal-Wallis p < 0.01 (Wang, Smith and Hyndman 2006); otherwise the series comes back unadjusted. Raises
    ValueError as `xmr`.
    """
    _refuse(rolling)
    periods, values = _whole_span(series)
    scale = " Counts are per day." if per_day else ""
    if per_day:
        values = values / periods.days_in_month.to_numpy()
    known = np.flatnonzero(~np.isnan(values))
    inside = slice(known[0], known[-1] + 1) if len(known) else slice(0, 0)
    months, core = periods[inside], values[inside]
    reason = _unfit_for_season(core)
    if not reason:
        season, strength, p = seasonal_pattern(pd.Series(core, index=months))
        if strength >= SEASONAL_STRENGTH and p < SEASONAL_P:
            values[inside] = core - season
            note = f"Seasonally adjusted (STL, in-house; fixed pattern, strength {strength:.2f})."
            return pd.Series(values, index=periods, name=series.name), note + scale
        reason = f"no reliable seasonal pattern (strength {strength:.2f}, p = {p:.3f})"
    return pd.Series(values, index=periods, name=series.name), f"Not seasonally adjusted: {reason}." + scale


def seasonal_pattern(series: pd.Series, window: int | None = None, trend: int = 19) -> tuple[np.ndarray, float, float]:
    """The seasonal part of each month (same unit, summing to zero over a year), its strength F, and the p of
    its test.

    series: at least 24 consecutive months without a gap. window: STL's seasonal window; None is the fixed
    pattern. F = max(0, 1 - var(remainder) / var(seasonal + remainder)); p is Kruskal-Wallis on the detrended
    months.
    """
    values, month = series.to_numpy(float), series.index.month.to_numpy()
    season, smooth = _stl(values, window or 10 * len(values) + 1, trend)
    if window is None:
        season = _month_means(season, month)
    detrended = values - smooth
    if np.ptp(detrended) <= 1e-9 * max(1.0, np.abs(values).max()):
        return np.zeros(len(values)), 0.0, 1.0  # a straight line: what is left of it is rounding, and no season
    return season, _strength(season, detrended), _kruskal(detrended, month)[1]


# Options and input ------------------------------------------------------------------------------------------


def _check_options(improvement: str, two_of_three: str, run: int, fix_after: int | None, target: float | None) -> None:
    _one_of("improvement", improvement, IMPROVEMENTS)
    _one_of("two_of_three", two_of_three, TWO_OF_THREE)
    _one_of("run", run, (6, 7))
    if fix_after is not None and (
        isinstance(fix_after, bool) or not isinstance(fix_after, (int, np.integer)) or fix_after < SHORTEST_FIX
    ):
        raise ValueError(f"fix_after is {fix_after!r}: limits are fixed to {SHORTEST_FIX} or more points")
    if target is not None and not np.isfinite(target):
        raise ValueError(f"the target is {target!r}: give a number, or None where there is no target")


def _one_of(name: str, found: object, known: tuple) -> None:
    if found not in known:
        raise ValueError(f"{name} is {found!r}: it must be one of {', '.join(map(repr, known))}")


def _refuse(rolling: bool) -> None:
    """Neighbouring moving totals share most of their months, so pure noise looks like signal (66% false
    alarms).
    """
    if rolling:
        raise ValueError("a rolling series cannot be tested for signals: chart the monthly series behind it")


def _whole_span(series: pd.Series) -> tuple[pd.PeriodIndex, np.ndarray]:
    """Check the series; return every month from its first to its last, and the values, NaN where missing."""
    if not isinstance(series, pd.Series) or not isinstance(series.index, pd.PeriodIndex):
        raise ValueError("a signal needs a pandas Series with a monthly PeriodIndex")
    index = series.index
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
    return _spread(series)


def _spread(series: pd.Series) -> tuple[pd.PeriodIndex, np.ndarray]:
    try:
        found = series.to_numpy(dtype=float, na_value=np.nan, copy=True)
    except (TypeError, ValueError) as fault:
        raise ValueError(f"the series holds something that is not a number: {fault}") from None
    if np.isinf(found).any():
        month = series.index[np.isinf(found)][0]
        raise ValueError(f"{month} is infinite: give a number, or leave it missing")
    position = series.index.asi8 - series.index.asi8[0]
    if position[-1] + 1 == len(found):
        return series.index, found
    values = np.full(position[-1] + 1, np.nan)
    values[position] = found
    return pd.period_range(series.index[0], series.index[-1], freq="M"), values


def _segment_starts(index: pd.PeriodIndex, rebase: Iterable[pd.Period | str]) -> list[int]:
    """Positions in the whole span at which a segment opens. A month that the series lacks is an error, never
    skipped.
    """
    listed = [rebase] if isinstance(rebase, (str, pd.Period)) else rebase
    months = [_month(each) for each in listed]
    for month in months:
        if month not in index:
            raise ValueError(f"rebase month {month} is not in the series ({index[0]} to {index[-1]}): choose a month that is")
    return sorted({0, *(month.ordinal - index[0].ordinal for month in months)})


def _month(given: pd.Period | str) -> pd.Period:
    try:
        month = pd.Period(given)
    except (ValueError, TypeError):
        month = None
    if not isinstance(month, pd.Period) or month.freqstr != "M":
        raise ValueError(f"rebase month {given!r} is not a month: write it as YYYY-MM")
    return month


def _pairs(starts: list[int], end: int) -> zip:
    return zip(starts, [*starts[1:], end])


# One segment ------------------------------------------------------------------------------------------------


class _Rules(NamedTuple):
    """How a segment is judged: the options of `xmr`."""

    fix_after: int | None
    screen: bool
    two_of_three: str
    run: int
    robust: bool


def _segment(values: np.ndarray, how: _Rules) -> dict:
    """Mean, limits, labels and rules of one segment. Arrays are as long as `values`."""
    found = {
        "n": int((~np.isnan(values)).sum()),
        "baseline": 0,
        "mean": np.nan,
        "ranges": 0,
        "screened": 0,
        "mean_range": np.nan,
        "reach": np.nan,
        "tolerance": 0.0,
        "state": "short",
        "apart": np.zeros(len(values), dtype=bool),
        "label": np.full(len(values), None, dtype=object),
        "rule": np.full(len(values), "", dtype=object),
    }
    if found["n"] < TRIAL:
        return found
    baseline = _baseline(values, how.fix_after)
    found["baseline"] = int((~np.isnan(baseline)).sum())
    found["mean"] = float(np.nanmean(baseline))
    found["tolerance"] = 1e-9 * max(1.0, abs(found["mean"]))
    found.update(_mean_range(baseline, how.screen, found["tolerance"]))
    if not found["ranges"]:
        return found | {"state": "no neighbours"}
    if found["mean_range"] <= found["tolerance"]:
        return found | {"state": "no variation"}
    if how.robust:
        apart = _exceptional(baseline, found["mean_range"], found["tolerance"])
        found["apart"][: len(apart)] = apart
        found["mean"] = float(np.nanmean(baseline[~apart]))
        if _mostly_equal(baseline[~apart], found["tolerance"]):
            return found | {"state": "mostly equal"}
    found["reach"] = found["mean_range"]
    found["state"] = "full" if found["n"] >= FULL else "trial"
    found["label"], found["rule"] = _labels(values, found["mean"], found["reach"], found["tolerance"], how.two_of_three, how.run)
    return found


def _baseline(values: np.ndarray, fix_after: int | None) -> np.ndarray:
    """The stretch of the segment that holds its first `fix_after` real points; all of it where limits are not
    fixed.
    """
    real = np.flatnonzero(~np.isnan(values))
    return values if fix_after is None or len(real) <= fix_after else values[: real[fix_after - 1] + 1]


def _mean_range(baseline: np.ndarray, screen: bool, tolerance: float) -> dict:
    """Mean moving range, outlying ranges dropped once. Ranges that touch a gap do not exist."""
    ranges = np.abs(np.diff(baseline))
    ranges = ranges[~np.isnan(ranges)]
    if not len(ranges):
        return {"ranges": 0, "screened": 0, "mean_range": np.nan}
    mean = ranges.mean()
    kept = ranges[SCREEN * mean - ranges > tolerance] if screen else ranges
    screened = kept.mean() if len(kept) else 0.0
    if screened > tolerance:
        return {"ranges": len(ranges), "screened": len(ranges) - len(kept), "mean_range": screened}
    # Screening left nothing, or only ranges of 0: its limits would flag every point, so do without it.
    return {"ranges": len(ranges), "screened": 0, "mean_range": mean}


def _exceptional(baseline: np.ndarray, mean_range: float, tolerance: float) -> np.ndarray:
    """Which months stand alone so far out that each by itself would pull the mean away from the other months.

    With such a month in the mean, all others lie on one side of it, and the rule of seven takes them for a shift.
    More than one in twelve, or two in a row, are not exceptions but what the series is like.
    """
    known = ~np.isnan(baseline)
    distance = np.where(known, np.abs(baseline - np.nanmedian(baseline)), 0.0)
    far = distance / known.sum() > PULL * mean_range / SIGMA
    if _mostly_equal(baseline, tolerance):  # the ranges then say little: what differs at all stands out
        far |= distance > tolerance
    beside = np.r_[False, far[:-1]] | np.r_[far[1:], False]
    few = far.sum() <= known.sum() // MONTHS_APART and not (far & beside).any()
    return far if few else np.zeros(len(far), dtype=bool)


def _mostly_equal(values: np.ndarray, tolerance: float) -> bool:
    """Whether most of the points, but not all, have one value: half of them then lie on no side of the mean."""
    known = values[~np.isnan(values)]
    same = int((np.abs(known - np.median(known)) <= tolerance).sum())
    return MOSTLY * len(known) < same < len(known)


def _labels(
    values: np.ndarray, mean: float, reach: float, tolerance: float, two_of_three: str, run: int
) -> tuple[np.ndarray, np.ndarray]:
    """Label and rule of each point: +1 is high, -1 low; the first rule in the list that speaks decides."""
    with np.errstate(invalid="ignore"):
        side = _sign(values - mean, tolerance)
        outside = _sign(values - mean, LIMIT * reach + tolerance)
        near = _sign(values - mean, NEAR * reach + tolerance)
        step = _sign(np.diff(values), tolerance)
    if two_of_three == "near_only":
        near = np.where(outside == 0, near, 0)
    verdicts = {
        "outside": outside,
        "trend": _trend(step, len(values), run),
        "two of three": _two_of_three(side, near),
        "shift": _shift(side, run),
    }
    direction, rule = np.zeros(len(values), dtype=int), np.full(len(values), "", dtype=object)
    for name, verdict in verdicts.items():
        new = (direction == 0) & (verdict != 0)
        direction[new], rule[new] = verdict[new], name
    label = np.array([LOW, COMMON, HIGH], dtype=object)[direction + 1]
    label[np.isnan(values)] = None
    return label, rule


def _sign(distance: np.ndarray, tolerance: float) -> np.ndarray:
    """+1, -1, or 0 where the distance is within the tolerance or unknown."""
    return (distance > tolerance).astype(int) - (distance < -tolerance).astype(int)


def _runs(codes: np.ndarray, least: int) -> list[tuple[int, int, int]]:
    """Stretches of one non-zero code, `least` long or longer: first position, position after the last, code."""
    if len(codes) < least:
        return []
    edges = np.flatnonzero(np.diff(codes)) + 1
    first, after = np.r_[0, edges], np.r_[edges, len(codes)]
    long = (after - first >= least) & (codes[first] != 0)
    return list(zip(first[long], after[long], codes[first[long]]))


def _trend(step: np.ndarray, length: int, run: int) -> np.ndarray:
    """Points of strictly rising or falling stretches; a point shared by two stretches takes the later
    direction.
    """
    found = np.zeros(length, dtype=int)
    for first, after, direction in _runs(step, run - 1):
        found[first : after + 1] = direction
    return found


def _shift(side: np.ndarray, run: int) -> np.ndarray:
    """Points of stretches on one side of the mean."""
    found = np.zeros(len(side), dtype=int)
    for first, after, direction in _runs(side, run):
        found[first:after] = direction
    return found


def _two_of_three(side: np.ndarray, near: np.ndarray) -> np.ndarray:
    """Points beyond a near line where three neighbours lie on that side and two or more of them beyond it."""
    found = np.zeros(len(side), dtype=int)
    if len(side) < 3:
        return found
    for direction in (1, -1):
        on, beyond = side == direction, near == direction
        window = (on[:-2] & on[1:-1] & on[2:]) & (beyond[:-2].astype(int) + beyond[1:-1] + beyond[2:] >= 2)
        touched = np.zeros(len(side), dtype=bool)
        for shift in range(3):
            touched[shift : len(side) - 2 + shift] |= window
        found[touched & beyond] = direction
    return found


# The result -------------------------------------------------------------------------------------------------


def _points(periods: pd.PeriodIndex, values: np.ndarray, segments: list[dict]) -> pd.DataFrame:
    lengths = [len(each["label"]) for each in segments]
    mean = np.repeat([each["mean"] for each in segments], lengths)
    reach = np.repeat([each["reach"] for each in segments], lengths)
    columns = {
        "value": values,
        "segment": np.repeat(np.arange(1, len(segments) + 1), lengths),
        "mean": mean,
        "lower": mean - LIMIT * reach,
        "upper": mean + LIMIT * reach,
        "near_lower": mean - NEAR * reach,
        "near_upper": mean + NEAR * reach,
    }
    # An explicit object column: pandas would otherwise make text columns of these and turn None into NaN.
    words = {
        name: pd.Series(np.concatenate([each[name] for each in segments]), index=periods, dtype=object)
        for name in ("label", "rule")
    }
    return pd.DataFrame(columns | words, index=periods, columns=COLUMNS)


def _segment_table(periods: pd.PeriodIndex, starts: list[int], segments: list[dict]) -> pd.DataFrame:
    kept = ("n", "baseline", "mean", "ranges", "screened", "mean_range", "state")
    rows = [
        {"first": periods[a], "last": periods[b - 1], **{name: each[name] for name in kept}}
        for (a, b), each in zip(_pairs(starts, len(periods)), segments)
    ]
    return pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1, name="segment"))


def _variation(label: str | None, improvement: str) -> str | None:
    """The variation icon: the latest point's label, judged by which direction is better."""
    if label is None or label == COMMON:
        return label
    direction = "high" if label == HIGH else "low"
    better = {"increase": "high", "decrease": "low"}.get(improvement)
    return f"neutral {direction}" if better is None else f"{'improvement' if direction == better else 'concern'} {direction}"


def _assurance(segment: dict, improvement: str, target: float | None) -> str | None:
    """The assurance icon: where the target lies against the latest segment's limits."""
    if target is None or improvement == "neutral":
        return None
    side = int(_sign(target - segment["mean"], LIMIT * segment["reach"] + segment["tolerance"]))
    good = -1 if improvement == "increase" else 1
    return {good: "pass", 0: "hit and miss", -good: "fail"}[side]


def _note(segment: dict) -> str:
    n = segment["n"]
    return {
        "full": "",
        "trial": f"Trial limits: they rest on {n} months; {FULL} are needed for a verdict.",
        "short": f"No limits: {n} months are known; {TRIAL} are needed for trial limits.",
        "no variation": "No limits: no variation recorded.",
        "mostly equal": "No limits: most of the months have one and the same value.",
        "no neighbours": "No limits: no two neighbouring months are both known.",
    }[segment["state"]]


def _method(screen: bool, two_of_three: str, run: int, fix_after: int | None) -> str:
    screened = "outlying moving ranges screened once" if screen else "moving ranges not screened"
    counted = "points beyond a limit count" if two_of_three == "mdc" else "points beyond a limit do not count"
    fixed = f"; limits fixed to the first {fix_after} points" if fix_after else ""
    return f"XmR chart; {screened}; trends and shifts of {run} points; two of three: {counted}{fixed}."


# Seasons ----------------------------------------------------------------------------------------------------


def _unfit_for_season(values: np.ndarray) -> str:
    """Why a pattern cannot be looked for, or nothing."""
    if np.isnan(values).any():
        return "a month is missing"
    if len(values) < SEASONAL_MONTHS:
        return f"{len(values)} months are known and {SEASONAL_MONTHS} are needed"
    return "no variation recorded" if np.ptp(values) <= 1e-9 * max(1.0, abs(values.mean())) else ""


def _stl(values: np.ndarray, window: int, trend: int) -> tuple[np.ndarray, np.ndarray]:
    """Seasonal part and trend. Every argument is set: the defaults of R and statsmodels differ."""
    from statsmodels.tsa.stl._stl import STL

    fit = STL(
        values,
        period=12,
        seasonal=window,
        trend=trend,
        low_pass=13,
        seasonal_deg=0,
        trend_deg=1,
        low_pass_deg=1,
        robust=False,
        seasonal_jump=1,
        trend_jump=1,
        low_pass_jump=1,
    ).fit()
    return np.asarray(fit.seasonal), np.asarray(fit.trend)


def _month_means(season: np.ndarray, month: np.ndarray) -> np.ndarray:
    """The same twelve values every year, summing to zero."""
    means = np.bincount(month - 1, season, 12) / np.maximum(1, np.bincount(month - 1, minlength=12))
    return (means - means.mean())[month - 1]


def _strength(season: np.ndarray, detrended: np.ndarray) -> float:
    whole = detrended.var()
    return max(0.0, 1 - (detrended - season).var() / whole) if whole > 0 else 0.0


def _kruskal(detrended: np.ndarray, month: np.ndarray) -> tuple[float, float]:
    from scipy.stats import kruskal

    found = kruskal(*(detrended[month == each] for each in range(1, 13)))
    return float(found.statistic), float(found.pvalue)
