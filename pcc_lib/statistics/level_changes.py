"""Whether the months that a chart judges lie on one level: where it changed, and whether at once or bit by bit.

A control chart asks whether a month is unlike the others (Wheeler 2000). It cannot say that the others lie on two levels, of
which its one range then describes neither. Here the months are cut into stretches, each a level or a straight slope, such that
the squared distances from them, in standard deviations, and a price for every cut and every slope come to the least. Every way
of cutting is looked through, by dynamic programming (Auger and Lawrence 1989); Scott and Knott (1974) and Taylor (2000) cut in
two, and in two again. A distance counts up to a bound, so that no single month makes a stretch (Fearnhead and Rigaill 2019).
A slope up to the last month has to describe its months better than a level does that its last few have left at once: a fall from
a cliff is no slope, whatever line can be drawn through it, and as long as they are few there is no new level either.

The standard deviation is the control chart's: the mean moving range, outlying ones dropped, over 1.128. Where neighbouring months
are alike it says too little of how widely they vary, and a mean of them varies more than a mean of independent months. Both are
read from what a first cutting leaves over, and the months are then cut with a standard deviation that is wider by so much.

The price is set by simulation: series of 13 to 36 independent months in which nothing changes are cut in at most 3 of 100, of
whatever shape (normal, skewed, small counts). `tests/test_level_changes.py` holds some of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from pcc_lib.core.coded import record
from pcc_lib.core.stored import stored
from pcc_lib.statistics.control_limits import SIGMA, TRIAL, mean_range, segment_of
from pcc_lib.statistics.control_rules import COMMON, Rules
from pcc_lib.statistics.cutting import (
    FARTHEST,
    Fits,
    Known,
    cheapest,
    cheapest_without_cliff,
    how_much_wider,
    is_one_level,
    levels,
    slopes,
)
from pcc_lib.statistics.kept_as import KEPT_AS
from pcc_lib.statistics.usual import Judged, judged_months

STEP, DRIFT = "step", "drift"
DAYS_IN_MONTH = 365.25 / 12


@record
@dataclass(frozen=True)
class LevelChange:
    """A change of level, in the unit of the series that was given.

    kind: `step` where `month` is the first on another level; `drift` where the months from `month` on rise or fall steadily, so
    that they have no level to be judged by. before, after: of a step the mean of the stretch before it (of a slope, its end)
    and of the one that it opens; of a drift the two ends of its slope. months: how many known months the new stretch has;
    latest: whether it reaches to the end. strength: how far apart the two are, in standard deviations of the change from month
    to month. stable: the rules of the control chart flag no month of the new stretch by its own limits (trial limits up to 12
    months); never of a drift. follows: whether its last month lies within three standard deviations of it.
    """

    month: pd.Period
    kind: str
    before: float
    after: float
    months: int
    latest: bool
    strength: float
    stable: bool
    follows: bool = True


def changes_in_unit(values: pd.Series, resets: Sequence[str] = (), daily: bool = False) -> tuple[LevelChange, ...]:
    """Changes of level in the months that a chart judges of a series, in its own unit: season is taken out, and months that are
    compared per day are told as an average month. Raises ValueError as `usual.judged_months` does.
    """
    return changes_of_judged(judged_months(values, daily), resets)


@stored(KEPT_AS)
def changes_of_judged(judged: Judged, resets: Sequence[str] = ()) -> tuple[LevelChange, ...]:
    """The same of months that are judged already."""
    days = DAYS_IN_MONTH if (judged.days > 1).any() else 1.0
    found = level_changes(judged.plain, resets)
    return tuple(replace(each, before=days * each.before, after=days * each.after) for each in found)


def level_changes(series: pd.Series, resets: Sequence[str] = ()) -> tuple[LevelChange, ...]:
    """Changes of level in a series: floats with a whole monthly PeriodIndex, NaN where a month is not known.

    What lies between `resets`, months at which limits begin anew, is looked at apart; those outside the series do nothing. A
    stretch has 6 months or more, so the latest 5 are never one by themselves, and 11 months have no change.
    """
    return tuple(change for part in _between(series, resets) if (cut := _cut_of(part)) for change in _told(part, cut))


def _between(series: pd.Series, resets: Sequence[str]) -> list[pd.Series]:
    """What lies between months at which limits begin anew."""
    starts = {int(position) for month in resets for position in np.flatnonzero(series.index.astype(str) == month)}
    edges = [*sorted({0, *starts}), len(series)]
    return [series.iloc[a:b] for a, b in pairwise(edges)]


@record
class Stretch(NamedTuple):
    """A stretch of months of a series that was cut: the first and the last known one, and whether it is a slope."""

    first: pd.Period
    last: pd.Period
    slopes: bool


@record
class Stretches(NamedTuple):
    """How a series was cut: its stretches, its standard deviation from month to month in its own unit, and by how much wider it
    was taken.
    """

    stretches: tuple[Stretch, ...]
    sigma: float
    wider: float


@stored(KEPT_AS)
def latest_stretches(series: pd.Series, resets: Sequence[str] = ()) -> Stretches | None:
    """The stretches of which the latest change of level was read, as `level_changes` has it; None where there is no change."""
    cuts = [(part, cut) for part in _between(series, resets) if (cut := _cut_of(part))]
    if not cuts:
        return None
    part, cut = cuts[-1]
    ends = ((cut.known[a], cut.known[b - 1]) for a, b in zip(cut.fits.first, cut.fits.after, strict=True))
    months = pd.PeriodIndex(part.index)
    found = (Stretch(months[int(a)], months[int(b)], bool(r)) for (a, b), r in zip(ends, cut.fits.rise, strict=True))
    return Stretches(tuple(found), cut.sigma, cut.wider)


def mostly_flagged(values: np.ndarray, without: int = TRIAL - 1) -> bool:
    """Whether the rules of the control chart flag more than half of the months of a series, so that its range describes few.

    It holds only if it holds without the latest months as well, up to so many: five are too few for a level, and if it is they
    alone that pull the mean away from the others, then they are what is to be told.
    """
    heads = [values[: len(values) - few] for few in range(without + 1)]
    return all(_flagged(head) > 0.5 for head in heads if (~np.isnan(head)).sum() >= TRIAL)


def _flagged(values: np.ndarray) -> float:
    """Share of the known months that the rules flag, by limits of these months' own."""
    labels = [label for label in segment_of(values, Rules(robust=True)).labels.label if label is not None]
    return sum(label != COMMON for label in labels) / len(labels) if labels else 0.0


def _cut_of(series: pd.Series) -> _Cut | None:
    """A series as it was cut; None where it lies on one level, or is too short."""
    values = series.to_numpy(float)
    known, sigma = np.flatnonzero(~np.isnan(values)), mean_range(values) / SIGMA
    if len(known) < 2 * TRIAL or sigma == 0:
        return None
    found = Known(known.astype(float), values[known] / sigma)
    first = cheapest(found, levels(found).and_also(slopes(found, least=len(known))))
    if is_one_level(first):
        return None
    wider = how_much_wider(found, first)
    found = Known(found.month, found.value / wider)
    cut = cheapest_without_cliff(found, levels(found).and_also(slopes(found)))
    return None if is_one_level(cut) else _Cut(cut, known, found.value, sigma, wider)


# What is told ------------------------------------------------------------------------------------------------------------


class _Cut(NamedTuple):
    """A series that was cut: its stretches, the positions of its known months, their values in standard deviations, its standard
    deviation from month to month in its own unit, and by how much wider it was taken.
    """

    fits: Fits
    known: np.ndarray
    value: np.ndarray
    sigma: float
    wider: float


def _told(series: pd.Series, cut: _Cut) -> list[LevelChange]:
    """The change that each stretch but the first opens; the first too, where it is a slope."""
    opened = [number for number, rise in enumerate(cut.fits.rise) if number or rise]
    return [_change(series, cut, number) for number in opened]


def _change(series: pd.Series, cut: _Cut, number: int) -> LevelChange:
    unit, drifts = cut.sigma * cut.wider, bool(cut.fits.rise[number])
    months = cut.known[cut.fits.first[number] : cut.fits.after[number]]
    ends = [float(cut.fits.at(month)[number]) for month in (months[0], months[-1])]
    if not drifts:
        ends[0] = float(cut.fits.at(cut.known[cut.fits.after[number - 1] - 1])[number - 1])
    before, after = (unit * each for each in ends)
    return LevelChange(
        month=series.index[months[0]],
        kind=DRIFT if drifts else STEP,
        before=before,
        after=after,
        months=len(months),
        latest=number == len(cut.fits.rise) - 1,
        strength=abs(after - before) / cut.sigma,
        follows=bool(abs(cut.value[cut.fits.after[number] - 1] - cut.fits.at(months[-1])[number]) <= FARTHEST),
        stable=not drifts and not _flagged(series.to_numpy(float)[months[0] : months[-1] + 1]),
    )
