"""Whether a value is plausible beside its own history: levels, scales, tails, and how likely equal values are by chance.

All of it is robust, so that one slip hides no other: levels are medians, scales are median absolute deviations (times 1.4826,
which makes them estimate a standard deviation; Rousseeuw and Croux 1993), both of logarithms, since slips multiply.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

YEAR, JUDGED, LEVEL = 12, 36, 8  # months; periods that a scale, and at the least a level, is worked out from
LEVEL_OF, SCALE_OF = 4, 6  # the fewest known months that a level, or a scale, is worked out from
MAD = 1.4826
LEAST_SCALE, UNKNOWN_SCALE = 0.05, 0.3  # of logarithms: the least there is, and the one that is assumed of a short history
FEW = 10.0  # below this mean, counts are held against their exact distribution


@dataclass(frozen=True, eq=False)
class History:
    """Series beside what each was before; every array has a row for each series, and a column for each period.

    logs: logarithms of the values, of whole counts with a half added. expected: the median of the twelve logarithms before, and
    what the series usually is above it. moved: how far a value is from that. scale: how far that usually goes. tail: what nine of
    ten have kept within. on_year: the difference from a year before. mean, spread: of the 36 periods before, in the unit of the
    values, and variance over mean.
    """

    logs: np.ndarray
    expected: np.ndarray
    moved: np.ndarray
    scale: np.ndarray
    tail: np.ndarray
    on_year: np.ndarray
    mean: np.ndarray
    spread: np.ndarray


def history(values: np.ndarray, whole: np.ndarray, year: int = YEAR) -> History:
    """What each value is held against.

    values: series by periods, NaN where not known. whole: which series are whole counts. year: periods in a year, where there are
    seasons (else 1).
    """
    offset = np.where(whole, 0.5, 0.0)[:, None]  # so that nought has a logarithm
    logs = logarithms(values, offset)
    level = median(before(logs, max(year, LEVEL)), LEVEL_OF)
    raw = logs - level
    earlier = before(raw, JUDGED)
    usual = np.nan_to_num(median(earlier, max(year, LEVEL)))
    away = np.abs(earlier - usual[..., None])
    chance = np.where(whole[:, None], 1 / np.sqrt(np.exp(level)), LEAST_SCALE)  # of a count with this mean (Poisson)
    spread_seen = MAD * median(away, SCALE_OF)
    scale = np.fmax(np.fmax(np.where(np.isnan(spread_seen), UNKNOWN_SCALE, spread_seen), chance), LEAST_SCALE)
    mean, variance = moments(before(values, JUDGED), LEVEL_OF)
    with np.errstate(all="ignore"):
        spread = np.fmax(variance / mean, 1.0)
    tail = np.nan_to_num(quantile(away, 0.9))
    return History(logs, level + usual, raw - usual, scale, tail, _on_year(logs, year), mean, spread)


def logarithms(values: np.ndarray, offset: np.ndarray | float = 0.0) -> np.ndarray:
    """Natural logarithms of values with an offset; NaN where there is none."""
    with np.errstate(all="ignore"):
        found = np.log(values + offset)
    return np.where(np.isfinite(found), found, np.nan)


def _on_year(logs: np.ndarray, year: int) -> np.ndarray:
    found = np.full(logs.shape, np.nan)
    if year > 1:
        found[:, year:] = logs[:, year:] - logs[:, :-year]
    return found


def before(values: np.ndarray, count: int) -> np.ndarray:
    """Of each place in the last axis, the `count` values before it, as a last axis of their own (NaN where there are fewer)."""
    lead = np.full((*values.shape[:-1], count), np.nan)
    padded = np.concatenate([lead, values], axis=-1)
    return np.lib.stride_tricks.sliding_window_view(padded, count, axis=-1)[..., : values.shape[-1], :]


def median(values: np.ndarray, least: int) -> np.ndarray:
    """The median of the known values in the last axis; NaN where fewer than `least` are known."""
    ranked = np.sort(values, axis=-1)  # NaN goes to the end
    known = np.count_nonzero(~np.isnan(values), axis=-1)
    low, high = np.maximum(known - 1, 0) // 2, np.minimum(known // 2, values.shape[-1] - 1)
    found = (_taken(ranked, low) + _taken(ranked, high)) / 2
    return np.where(known >= max(least, 1), found, np.nan)


def quantile(values: np.ndarray, share: float) -> np.ndarray:
    """The least known value in the last axis that `share` of the known ones do not exceed; NaN where none is known."""
    known = np.count_nonzero(~np.isnan(values), axis=-1)
    return _taken(np.sort(values, axis=-1), np.maximum(np.ceil(share * known).astype(int) - 1, 0))


def moments(values: np.ndarray, least: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of the known values in the last axis; NaN where fewer than `least` are known."""
    known = ~np.isnan(values)
    n = np.count_nonzero(known, axis=-1)
    with np.errstate(all="ignore"):
        mean = np.where(n >= least, np.where(known, values, 0).sum(-1) / n, np.nan)
        variance = np.where(known, (values - mean[..., None]) ** 2, 0).sum(-1) / (n - 1)
    return mean, variance


def _taken(ranked: np.ndarray, place: np.ndarray) -> np.ndarray:
    return np.take_along_axis(ranked, place[..., None], axis=-1)[..., 0]


# ── slips of a unit ───────────────────────────────────────────────────────────────────────────────────────────────────
def nearest_factor(moved: float, factors: Mapping[str, float], reach: float) -> str:
    """The name of the factor whose logarithm a move up or down is nearest to; `""` where none is within `reach` of it."""
    away = {name: abs(abs(moved) - math.log(factor)) for name, factor in factors.items()}
    name = min(away, key=lambda each: away[each])
    return name if away[name] <= reach else ""


# ── small counts ──────────────────────────────────────────────────────────────────────────────────────────────────────
def chance_of_more(count: float, mean: float, spread: float) -> float:
    """The probability of `count` or more: Poisson where `spread` (variance over mean) is 1, else negative binomial."""
    if count <= 0:
        return 1.0
    if count > mean + 60 * (math.sqrt(spread * max(mean, 1)) + 1):
        return 0.0
    return max(0.0, 1 - math.fsum(_probability(k, mean, spread) for k in range(int(math.ceil(count)))))


def chance_of_fewer(count: float, mean: float, spread: float) -> float:
    """The probability of `count` or fewer (see `chance_of_more`)."""
    return min(1.0, math.fsum(_probability(k, mean, spread) for k in range(int(math.floor(count)) + 1)))


def chance_of_none(mean: float, spread: float) -> float:
    """The probability of nought, with this mean and spread (see `chance_of_more`)."""
    return _probability(0, mean, spread)


def _probability(k: int, mean: float, spread: float) -> float:
    if mean <= 0:
        return float(k == 0)
    if spread <= 1 + 1e-9:
        return math.exp(k * math.log(mean) - mean - math.lgamma(k + 1))
    size = mean / (spread - 1)
    return math.exp(
        math.lgamma(k + size) - math.lgamma(size) - math.lgamma(k + 1) - size * math.log(spread) + k * math.log1p(-1 / spread)
    )


# ── equal values ──────────────────────────────────────────────────────────────────────────────────────────────────────
def surprise_of_equal(differences: np.ndarray, least: int = SCALE_OF) -> np.ndarray:
    """How surprising one more equality of two whole numbers is: minus the logarithm of its chance, nought where it is common.

    differences: of pairs that are alike in kind (months of a series, two columns), along the last axis. The chance is the greater
    of two: what a normal distribution of the differences gives for nought, 1 / (s √(2π)), and how often they were nought before.
    """
    known = np.count_nonzero(~np.isnan(differences), axis=-1)
    size = MAD * median(np.abs(differences), least)
    with np.errstate(all="ignore"):
        by_size = 1 / (math.sqrt(2 * math.pi) * size)
        seen = (np.count_nonzero(differences == 0, axis=-1) + 0.05) / (known + 1)
        chance = np.clip(np.fmax(by_size, seen), 1e-12, 1.0)
    return np.where((known >= least) & (size > 0), -np.log(chance), 0.0)
