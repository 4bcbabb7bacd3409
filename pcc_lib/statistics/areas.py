"""Areas compared with each other: ranks that say how sure they are, and funnels.

Every function raises ValueError, in words, on a roster it cannot judge.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from pcc_lib.statistics.intervals import LEVEL, normal_quantile

DRAWS = 20_000
WIDE_LEVEL = 0.998  # of the outer limits of a funnel
SEED = 1
QUANTILE = "inverted_cdf"  # observed ranks, so that the bounds are places somebody can hold


class Limits(NamedTuple):
    """Limits of observed over expected, one pair for each number of expected events."""

    lower: np.ndarray
    upper: np.ndarray


class OverDispersion(NamedTuple):
    """phi: mean squared z, winsorised at the 10th and 90th percentiles. tau2: between-unit variance."""

    phi: float
    tau2: float


class _Roster(NamedTuple):
    """Counts and bases of the units, in one order."""

    counts: np.ndarray
    bases: np.ndarray


@dataclass(frozen=True, eq=False)
class Funnel:
    """Observed over expected of each unit against its limits.

    table: one row a unit: observed, expected, ratio, z, then lower_95, upper_95, lower_998, upper_998 (exact
    Poisson), the same prefixed adjusted_ (over-dispersion allowed for), and flag_95, flag_998 ("high", "low"
    or "") by the limits that hold: the adjusted ones where tau2 is above 0. phi: mean squared winsorised z.
    tau2: between-unit variance.
    """

    table: pd.DataFrame
    phi: float
    tau2: float


def rank_intervals(
    counts: pd.Series, bases: pd.Series, first: str, proportion: bool = False, level: float = LEVEL
) -> pd.DataFrame:
    """Competition rank of each unit's rate with its interval by simulation (Goldstein and Spiegelhalter
    1996).

    counts, bases: one value a unit, the whole roster, none missing; bases are populations, or the cases that
    the counts are part of where `proportion`. first: "highest" or "lowest" takes rank 1. Columns: rate (count
    over base), rank, tied, lower, upper (ranks). Rates are drawn from Gamma(count + 0.5) / base, or Beta(x +
    0.5, n - x + 0.5). Raises ValueError on any other `first`, and on a roster with gaps.
    """
    if first not in ("highest", "lowest"):
        raise ValueError(f"first is {first!r}: say whether the 'highest' or the 'lowest' rate takes rank 1")
    count, base = _roster(counts, bases, proportion)
    sign = -1 if first == "highest" else 1
    rng, size = np.random.default_rng(SEED), (DRAWS, len(count))
    if proportion:
        drawn = rng.beta(count + 0.5, base - count + 0.5, size)
    else:
        drawn = rng.gamma(count + 0.5, 1 / base, size)
    places = (sign * drawn).argsort(axis=1).argsort(axis=1) + 1
    lower, upper = np.quantile(places, ((1 - level) / 2, (1 + level) / 2), axis=0, method=QUANTILE)
    rate = pd.Series(count / base, index=counts.index)
    rank = (sign * rate).rank(method="min").astype(int)
    return pd.DataFrame(
        {"rate": rate, "rank": rank, "tied": rank.duplicated(keep=False), "lower": lower.astype(int), "upper": upper.astype(int)}
    )


def _roster(counts: pd.Series, bases: pd.Series, proportion: bool = False) -> _Roster:
    if not counts.index.equals(bases.index) or not counts.index.is_unique:
        raise ValueError("counts and bases must list the same units once each, in one order")
    if len(counts) < 2:
        raise ValueError("a comparison needs at least two units")
    count, base = counts.to_numpy(float), bases.to_numpy(float)
    bad = ~(np.isfinite(count) & np.isfinite(base) & (count >= 0) & (base > 0))
    if bad.any():
        raise ValueError(f"{counts.index[bad][0]}: every unit needs a count of 0 or more and a base above 0")
    if proportion and (count > base).any():
        raise ValueError(f"{counts.index[count > base][0]}: the part is larger than the whole")
    return _Roster(count, base)


def funnel_limits(expected: float | np.ndarray, level: float = LEVEL) -> Limits:
    """Exact Poisson limits of observed over expected at `expected` events, for a funnel (Spiegelhalter 2005); they are worked
    out from chi-squared quantiles, as in FunnelPlotR.
    """
    from scipy.stats import chi2

    tail, e = (1 - level) / 2, np.asarray(expected, dtype=float)
    return Limits(chi2.ppf(tail, 2 * e) / (2 * e), chi2.ppf(1 - tail, 2 * e + 2) / (2 * e))


def adjusted_limits(expected: float | np.ndarray, tau2: float, level: float = LEVEL) -> Limits:
    """Limits with between-unit variance `tau2`, on the square-root scale: (1 -/+ k sqrt(1 / 4E + tau2))
    squared (Spiegelhalter 2005).
    """
    half = normal_quantile(level) * np.sqrt(1 / (4 * np.asarray(expected, dtype=float)) + tau2)
    return Limits(np.maximum(0, 1 - half) ** 2, (1 + half) ** 2)


def funnel(observed: pd.Series, expected: pd.Series) -> Funnel:
    """Funnel of observed over expected events with over-dispersion (Spiegelhalter 2005; 10% winsorised each
    end).

    observed, expected: one value a unit, the whole roster; expected may be pooled rate times population. Raises
    ValueError on a roster with gaps.
    """
    o, e = _roster(observed, expected)
    s = 1 / (2 * np.sqrt(e))
    z = (np.sqrt(o / e) - 1) / s
    phi, tau2 = over_dispersion(z, s)
    table = pd.DataFrame({"observed": o, "expected": e, "ratio": o / e, "z": z}, index=observed.index)
    for name, level in (("95", LEVEL), ("998", WIDE_LEVEL)):
        exact = funnel_limits(e, level)
        wide = adjusted_limits(e, tau2, level) if tau2 > 0 else exact
        table[f"lower_{name}"], table[f"upper_{name}"] = exact
        table[f"adjusted_lower_{name}"], table[f"adjusted_upper_{name}"] = wide
        table[f"flag_{name}"] = np.select([o / e > wide.upper, o / e < wide.lower], ["high", "low"], "")
    return Funnel(table, phi, tau2)


def over_dispersion(z: np.ndarray, s: np.ndarray) -> OverDispersion:
    """How much more the units differ than chance explains (Spiegelhalter 2005); tau2 is 0 where phi gives no ground for it.

    z: how far each unit stands from what is expected of it, in its standard errors `s`.
    """
    n, weight = len(z), s**-2.0
    phi = float((np.clip(z, *np.quantile(z, (0.1, 0.9))) ** 2).mean())
    excess = n * phi - (n - 1)
    tau2 = float(excess / (weight.sum() - (weight**2).sum() / weight.sum())) if excess > 0 else 0.0
    return OverDispersion(phi, tau2)
