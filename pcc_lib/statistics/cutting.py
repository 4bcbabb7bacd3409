"""Months cut into stretches, each a level or a straight slope, at the least cost: `level_changes` says how, and tells them."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from pcc_lib.statistics.control_limits import TRIAL, known_median

FARTHEST = 3.0  # standard deviations: a month farther from its stretch counts as if it were so far, and leaves its mean alone
PRICE = 10.0  # of a cut, and of a slope, in squared standard deviations: a step must be worth 3.2 of its standard errors
MOST_ALIKE = 0.8  # correlation of neighbouring months beyond which the price rises no further

# The stretches -----------------------------------------------------------------------------------------------------------


class Known(NamedTuple):
    """Known months: their positions in the series, and their values in standard deviations."""

    month: np.ndarray
    value: np.ndarray


class Fits(NamedTuple):
    """Stretches, one entry each: positions among the known months of its first and after its last, value of its line at month 0,
    what the line rises by a month (nought of a level), what the stretch costs.
    """

    first: np.ndarray
    after: np.ndarray
    level: np.ndarray
    rise: np.ndarray
    cost: np.ndarray

    def take(self, kept: np.ndarray) -> Fits:
        """Those that are kept: their numbers, or whether each is."""
        return Fits(*(each[kept] for each in self))

    def and_also(self, others: Fits) -> Fits:
        """These, then the others."""
        return Fits(*(np.r_[mine, theirs] for mine, theirs in zip(self, others, strict=True)))

    def at(self, month: float | np.ndarray) -> np.ndarray:
        """The value of each line at a month, or at a month of each."""
        return self.level + self.rise * month


def levels(known: Known) -> Fits:
    """Every stretch as a level: the mean of its months that lie near their median, of which it needs enough."""
    first, after = np.triu_indices(len(known.value) + 1, TRIAL)
    inside = _inside(first, after, len(known.value))
    middle = known_median(np.where(inside, known.value, np.nan))
    near = inside & (np.abs(known.value - middle) <= FARTHEST)
    enough = (near.sum(axis=1) >= TRIAL) | (after - first == len(known.value))
    mean = (near * known.value).sum(axis=1) / np.maximum(1, near.sum(axis=1))
    return Fits(first, after, mean, np.zeros(len(mean)), _cost(known, inside, mean[:, None])).take(enough)


def slopes(known: Known, least: int = TRIAL) -> Fits:
    """Every stretch of so many months as a straight line: least squares of its months that lie near a line of medians."""
    first, after = np.triu_indices(len(known.value) + 1, least)
    inside = _inside(first, after, len(known.value))
    rise = _median_rises(known, first, after)[:, None]
    middle = known_median(np.where(inside, known.value - rise * known.month, np.nan))
    near = inside & (np.abs(known.value - middle - rise * known.month) <= FARTHEST)
    kept = near.sum(axis=1) >= TRIAL
    level, rise = _least_squares(known, near[kept])
    cost = _cost(known, inside[kept], level[:, None] + rise[:, None] * known.month) + PRICE
    return Fits(first[kept], after[kept], level, rise, cost)


def _inside(first: np.ndarray, after: np.ndarray, count: int) -> np.ndarray:
    position = np.arange(count)
    return (first[:, None] <= position) & (position < after[:, None])


def is_one_level(cut: Fits) -> bool:
    """Whether all months lie on one level."""
    return len(cut.rise) == 1 and not cut.rise[0]


def _cost(known: Known, inside: np.ndarray, fitted: np.ndarray) -> np.ndarray:
    return (inside * np.minimum((known.value - fitted) ** 2, FARTHEST**2)).sum(axis=1)


def _median_rises(known: Known, first: np.ndarray, after: np.ndarray) -> np.ndarray:
    """The median of the rises a month between any two months of each stretch (Sen 1968)."""
    with np.errstate(invalid="ignore"):
        rises = np.subtract.outer(known.value, known.value) / np.subtract.outer(known.month, known.month)
    found = np.empty(len(first))
    for length in np.unique(after - first):  # stretches of one length have as many pairs of months
        alike = after - first == length
        starts, (earlier, later) = first[alike][:, None], _pairs(int(length))
        found[alike] = np.median(rises[starts + earlier, starts + later], axis=1)
    return found


@lru_cache(maxsize=64)
def _pairs(length: int) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the earlier and the later of any two months of a stretch."""
    return np.triu_indices(length, 1)


def _least_squares(known: Known, near: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    count = near.sum(axis=1)
    month, value = (near * known.month).sum(axis=1) / count, (near * known.value).sum(axis=1) / count
    apart = near * (known.month - month[:, None])
    rise = (apart * known.value).sum(axis=1) / (apart**2).sum(axis=1)
    return value - rise * month, rise


# The cheapest of all ways ------------------------------------------------------------------------------------------------


def cheapest(known: Known, fits: Fits) -> Fits:
    """The stretches of the cheapest way; at each cut the months on either side lie nearer to their own stretch."""
    best, before = np.where(fits.first == 0, fits.cost, np.inf), np.full(len(fits.cost), -1)
    for cut in range(TRIAL, len(known.value) - TRIAL + 1):
        left, right = np.flatnonzero(fits.after == cut), np.flatnonzero(fits.first == cut)
        if len(left) and len(right):
            ways = np.where(_parts(known, fits.take(left), fits.take(right), cut), best[left][:, None], np.inf)
            chosen = ways.argmin(axis=0)
            best[right] = ways[chosen, np.arange(len(right))] + fits.cost[right] + PRICE
            before[right] = left[chosen]
    last = np.flatnonzero(fits.after == len(known.value))
    way = [int(last[best[last].argmin()])]
    while fits.first[way[0]] > 0:
        way.insert(0, int(before[way[0]]))
    return fits.take(np.array(way))


def cheapest_without_cliff(known: Known, fits: Fits) -> Fits:
    """The cheapest way that does not end in a slope where it is a cliff."""
    cut = cheapest(known, fits)
    while cut.rise[-1] and _is_cliff(known.value[cut.first[-1] :], cut.cost[-1]):
        fits = fits.take((fits.first != cut.first[-1]) | (fits.after != cut.after[-1]) | (fits.rise == 0))
        cut = cheapest(known, fits)
    return cut


def _is_cliff(values: np.ndarray, slope: float) -> bool:
    """Whether a level, and another one of fewer months than make a stretch, cost less than the slope through them all."""
    few = range(1, min(TRIAL, len(values)))
    return PRICE + min(_level_cost(values[:-each]) + _level_cost(values[-each:]) for each in few) < slope


def _level_cost(values: np.ndarray) -> float:
    near = values[np.abs(values - known_median(values)) <= FARTHEST]
    level = near.mean() if len(near) else known_median(values)[0]
    return float(np.minimum((values - level) ** 2, FARTHEST**2).sum())


def _parts(known: Known, left: Fits, right: Fits, cut: int) -> np.ndarray:
    """Whether a cut parts what is unlike (a row for each stretch on the left, a column for each on the right).

    Else five months on a new level would be a change for the sake of a sixth that is none of them.
    """
    old, new = ([np.abs(known.value[at] - side.at(known.month[at])) for side in (left, right)] for at in (cut - 1, cut))
    return (old[0][:, None] <= old[1][None, :]) & (new[1][None, :] <= new[0][:, None])


def how_much_wider(known: Known, cut: Fits) -> float:
    """By how much the standard deviation must be taken wider: by how widely the months lie about their stretches, and by how
    much more the mean of a stretch varies where neighbouring months are alike (1 where neither asks for it).
    """
    spans = enumerate(zip(cut.first, cut.after, strict=True))
    apart = [known.value[a:b] - (cut.level[i] + cut.rise[i] * known.month[a:b]) for i, (a, b) in spans]
    apart = [np.clip(each, -FARTHEST, FARTHEST) for each in apart]
    squares = sum(float((each**2).sum()) for each in apart)
    alike = sum(float((each[1:] * each[:-1]).sum()) for each in apart) / squares if squares else 0.0
    alike = min(max(alike, 0.0), MOST_ALIKE)
    return (max(1.0, squares / (len(known.value) - len(apart))) * (1 + alike) / (1 - alike)) ** 0.5
