"""Mean and limits of one segment of an XmR chart: what they rest on, and which months they leave out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from pcc_lib.statistics.control_rules import Labels, Limits, Rules, labels_of, no_labels

SCREEN = 3.267  # a moving range at or above this many mean ranges is an outlier (Nelson 1982)
FULL = 13  # points from which a segment earns limits and icons
TRIAL = 6  # points from which a segment earns trial limits, without icons
SIGMA = 1.128  # mean range of two over this (d2, Wheeler 2000) is the standard deviation
PULL = 0.5  # standard deviations by which one month may move the mean of all
MONTHS_APART = 12  # at most one in so many months is taken as exceptional
MOSTLY = 2 / 3  # share of months with one value from which the rules do not hold


class Ranges(NamedTuple):
    """Moving ranges: how many there are, how many of them were screened out, and the mean of the others."""

    count: int = 0
    screened: int = 0
    mean: float = np.nan


NO_RANGES, NO_LIMITS = Ranges(), Limits()


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
    mean = float(np.nanmean(baseline))
    limits = Limits(mean, tolerance=1e-9 * max(1.0, abs(mean)))
    ranges = _moving_ranges(baseline, rules.screen, limits.tolerance)
    found = replace(blank, baseline=_known(baseline), ranges=ranges, limits=limits)
    if not ranges.count:
        return replace(found, state="no neighbours")
    if ranges.mean <= limits.tolerance:
        return replace(found, state="no variation")
    if rules.robust:
        found = _robust(found, baseline)
    return found if found.state == "mostly equal" else _judged(found, values, rules)


def mean_range(values: np.ndarray) -> float:
    """Mean moving range of months (NaN where missing), outlying ones dropped once (Nelson 1982); 0 where there is none or all
    have one value.
    """
    if not _known(values):
        return 0.0
    tolerance = 1e-9 * max(1.0, abs(float(np.nanmean(values))))
    ranges = _moving_ranges(values, screen=True, tolerance=tolerance)
    return ranges.mean if ranges.mean > tolerance else 0.0  # NaN is not above it


def _known(values: np.ndarray) -> int:
    return int((~np.isnan(values)).sum())


def _baseline(values: np.ndarray, fix_after: int | None) -> np.ndarray:
    """The stretch of the segment that holds its first `fix_after` real points; all of it where limits are not
    fixed.
    """
    real = np.flatnonzero(~np.isnan(values))
    return values if fix_after is None or len(real) <= fix_after else values[: real[fix_after - 1] + 1]


def _moving_ranges(baseline: np.ndarray, screen: bool, tolerance: float) -> Ranges:
    """Moving ranges, outlying ones dropped once. Ranges that touch a gap do not exist."""
    ranges = np.abs(np.diff(baseline))
    ranges = ranges[~np.isnan(ranges)]
    if not len(ranges):
        return Ranges()
    mean = float(ranges.mean())
    kept = ranges[SCREEN * mean - ranges > tolerance] if screen else ranges
    screened = float(kept.mean()) if len(kept) else 0.0
    if screened > tolerance:
        return Ranges(len(ranges), len(ranges) - len(kept), screened)
    # Screening left nothing, or only ranges of 0: its limits would flag every point, so do without it.
    return Ranges(len(ranges), 0, mean)


def _robust(found: Segment, baseline: np.ndarray) -> Segment:
    """The segment with exceptional months left out of its mean; its state says where most others have one value."""
    alone = _exceptional(baseline, found.ranges.mean, found.limits.tolerance)
    apart = np.r_[alone, np.zeros(len(found.apart) - len(alone), dtype=bool)]
    limits = replace(found.limits, mean=float(np.nanmean(baseline[~alone])))
    state = "mostly equal" if _mostly_equal(baseline[~alone], limits.tolerance) else found.state
    return replace(found, apart=apart, limits=limits, state=state)


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


def _judged(found: Segment, values: np.ndarray, rules: Rules) -> Segment:
    limits = replace(found.limits, reach=found.ranges.mean)
    state = "full" if found.n >= FULL else "trial"
    return replace(found, limits=limits, state=state, labels=labels_of(values, limits, rules))
