"""Mean and limits of one segment of an XmR chart: what they rest on, and which months they leave out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from pcc_lib.core.coded import record
from pcc_lib.statistics.control_rules import Labels, Limits, Rules, labels_of, no_labels

SCREEN = 3.267  # a moving range at or above this many mean ranges is an outlier (Nelson 1982)
FULL = 13  # points from which a segment earns limits and icons
TRIAL = 6  # points from which a segment earns trial limits, without icons
SIGMA = 1.128  # mean range of two over this (d2, Wheeler 2000) is the standard deviation
PULL = 0.5  # standard deviations by which one month may move the mean of all
MONTHS_APART = 12  # at most one in so many months is taken as exceptional
TOLERANCE = 1e-9  # of the mean (or of one): what differs by no more is a tie
MOSTLY = 2 / 3  # share of months with one value from which the rules do not hold


@record
class Ranges(NamedTuple):
    """Moving ranges: how many there are, how many of them were screened out, and the mean of the others."""

    count: int = 0
    screened: int = 0
    mean: float = np.nan


class Found(NamedTuple):
    """What limits rest on, for one series or for many that lack the same months (values along the last axis).

    mean, reach (the mean range, NaN where there is none), tolerance: as of `Limits`, with an axis of length one for the months.
    apart: months that the mean leaves out. ranges, screened: moving ranges, and how many of them were screened out. state:
    full, no variation, mostly equal, no neighbours.
    """

    mean: np.ndarray
    reach: np.ndarray
    tolerance: np.ndarray
    apart: np.ndarray
    ranges: int
    screened: np.ndarray
    state: np.ndarray


NO_RANGES, NO_LIMITS = Ranges(), Limits()


@record
@dataclass(frozen=True, eq=False)
class Segment:
    """Stretch of a series with limits of its own; arrays have one entry a month.

    n: real points; baseline: those that fed the mean; apart: months that the mean leaves out. state: full, trial, short,
    no variation, mostly equal, no neighbours.
    """

    n: int
    labels: Labels
    apart: np.ndarray
    baseline: int = 0
    ranges: Ranges = NO_RANGES
    limits: Limits = NO_LIMITS
    state: str = "short"


def segment_of(values: np.ndarray, rules: Rules) -> Segment:
    """Mean, limits and labels of one segment: values by month, NaN where missing (Wheeler 2000)."""
    blank = Segment(_known(values), no_labels(len(values)), np.zeros(len(values), dtype=bool))
    if blank.n < TRIAL:
        return blank
    baseline = _baseline(values, rules.fix_after)
    found = limits_of(baseline, rules)
    segment = replace(
        blank,
        baseline=_known(baseline),
        ranges=Ranges(found.ranges, int(found.screened), float(found.reach[0])),
        limits=Limits(float(found.mean[0]), tolerance=float(found.tolerance[0])),
        apart=np.r_[found.apart, np.zeros(len(values) - len(baseline), dtype=bool)],
        state=str(found.state),
    )
    return _judged(segment, values, rules) if segment.state == "full" else segment


def limits_of(baseline: np.ndarray, rules: Rules) -> Found:
    """Mean and mean range of the points that feed them. baseline: values along the last axis, NaN where missing; many series
    must lack the same months."""
    mean = np.nanmean(baseline, axis=-1, keepdims=True)
    tolerance = TOLERANCE * np.maximum(1.0, np.abs(mean))
    ranges = int((~np.isnan(np.diff(baseline))).reshape(-1, baseline.shape[-1] - 1).any(axis=0).sum())
    apart, equal = np.zeros(baseline.shape, dtype=bool), np.zeros(mean.shape, dtype=bool)
    if not ranges:
        state = np.full(baseline.shape[:-1], "no neighbours")
        return Found(mean, mean * np.nan, tolerance, apart, 0, np.zeros(state.shape, dtype=int), state)
    screened, reach = _moving_ranges(baseline, rules.screen, tolerance)
    varies = reach > tolerance
    if rules.robust:
        apart = exceptional(baseline, reach, tolerance) & varies
        left = np.where(apart, np.nan, baseline)
        mean, equal = np.nanmean(left, axis=-1, keepdims=True), mostly_equal(left, tolerance)
    state = np.select([~varies[..., 0], equal[..., 0]], ["no variation", "mostly equal"], "full")
    return Found(mean, reach, tolerance, apart, ranges, screened, state)


def mean_range(values: np.ndarray) -> float:
    """Mean moving range of months (NaN where missing), outlying ones dropped once (Nelson 1982); 0 where there is none or all
    have one value.
    """
    if np.isnan(np.diff(values)).all():
        return 0.0
    tolerance = TOLERANCE * max(1.0, abs(float(np.nanmean(values))))
    _, mean = _moving_ranges(values, screen=True, tolerance=np.array([tolerance]))
    return float(mean[0]) if mean[0] > tolerance else 0.0


def _known(values: np.ndarray) -> int:
    return int((~np.isnan(values)).sum())


def _baseline(values: np.ndarray, fix_after: int | None) -> np.ndarray:
    """The stretch of the segment that holds its first `fix_after` real points; all of it where limits are not
    fixed.
    """
    real = np.flatnonzero(~np.isnan(values))
    return values if fix_after is None or len(real) <= fix_after else values[: real[fix_after - 1] + 1]


def _moving_ranges(baseline: np.ndarray, screen: bool, tolerance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How many moving ranges are screened out, and the mean of the others: outlying ones are dropped once. Ranges that touch a
    gap do not exist."""
    ranges = np.abs(np.diff(baseline))
    mean = np.nanmean(ranges, axis=-1, keepdims=True)
    kept = (SCREEN * mean - ranges > tolerance) if screen else ~np.isnan(ranges)
    left = kept.sum(axis=-1, keepdims=True)
    of_kept = np.where(kept, ranges, 0.0).sum(axis=-1, keepdims=True) / np.maximum(1, left)
    # Screening that leaves nothing, or only ranges of 0, would give limits that flag every point: do without it.
    holds = of_kept > tolerance
    dropped = np.where(holds, (~np.isnan(ranges)).sum(axis=-1, keepdims=True) - left, 0)
    return dropped[..., 0], np.where(holds, of_kept, mean)


def exceptional(baseline: np.ndarray, mean_range: np.ndarray, tolerance: np.ndarray) -> np.ndarray:
    """Which months stand alone so far out that each by itself would pull the mean away from the other months.

    With such a month in the mean, all others lie on one side of it, and the rule of seven takes them for a shift.
    More than one in twelve, or two in a row, are not exceptions but what the series is like. Values lie along the last axis.
    """
    known = ~np.isnan(baseline)
    count = known.sum(axis=-1, keepdims=True)
    distance = np.where(known, np.abs(baseline - known_median(baseline)), 0.0)
    far = distance / count > PULL * mean_range / SIGMA
    # where most are equal the ranges say little: what differs at all stands out
    far |= mostly_equal(baseline, tolerance) & (distance > tolerance)
    two_in_a_row = (far[..., 1:] & far[..., :-1]).any(axis=-1, keepdims=True)
    return far & (far.sum(axis=-1, keepdims=True) <= count // MONTHS_APART) & ~two_in_a_row


def mostly_equal(values: np.ndarray, tolerance: np.ndarray) -> np.ndarray:
    """Whether most of the points, but not all, have one value: half of them then lie on no side of the mean. Values lie along the
    last axis, which is kept with length one."""
    count = (~np.isnan(values)).sum(axis=-1, keepdims=True)
    same = (np.abs(values - known_median(values)) <= tolerance).sum(axis=-1, keepdims=True)
    return (MOSTLY * count < same) & (same < count)


def known_median(values: np.ndarray) -> np.ndarray:
    """The median of what is known along the last axis, which is kept with length one; sorting puts NaN last."""
    count = (~np.isnan(values)).sum(axis=-1, keepdims=True)
    ordered = np.sort(values, axis=-1)
    low, high = (np.take_along_axis(ordered, np.maximum(at, 0), axis=-1) for at in ((count - 1) // 2, count // 2))
    return (low + high) / 2


def _judged(found: Segment, values: np.ndarray, rules: Rules) -> Segment:
    limits = replace(found.limits, reach=found.ranges.mean)
    state = "full" if found.n >= FULL else "trial"
    return replace(found, limits=limits, state=state, labels=labels_of(values, limits, rules))
