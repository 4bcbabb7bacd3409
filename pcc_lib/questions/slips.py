"""Values far from their own history: slips of a unit or a digit, noughts, months that are nearly empty, levels that double."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pcc_lib.questions.cube import Cube
from pcc_lib.questions.sighting import Sighting, sightings
from pcc_lib.statistics.plausible import (
    FEW,
    JUDGED,
    LEAST_SCALE,
    MAD,
    SCALE_OF,
    UNKNOWN_SCALE,
    History,
    before,
    chance_of_fewer,
    chance_of_more,
    chance_of_none,
    median,
    nearest_factor,
    quantile,
)

FAR, ZERO, EMPTY, NEGATIVE, DOUBLED = "far", "nought", "near-empty", "below-nought", "doubled"
FACTORS = {"ten": 10.0, "a hundred": 100.0, "a thousand": 1000.0}
SIXTY = {"sixty": 60.0}  # seconds for minutes, minutes for hours
OF_TIME = ("second", "minute", "hour")
SLIPS = {"ten": "tenfold", "sixty": "sixtyfold", "a hundred": "hundredfold", "a thousand": "thousandfold"}
LEAST_FAR, LEAST_SLIP, LEAST_ON_YEAR, LEAST_DOUBLED = math.log(5), math.log(6), math.log(2.5), math.log(1.75)
LEAST_ADJUSTED = math.log(1.65)  # of a step, where its season makes another of it
SCALES_FAR, SCALES_SLIP, SCALES_DOUBLED = 6.0, 4.5, 4.5
TAILS_FAR, TAILS_SLIP, TAILS_DOUBLED = 2.0, 1.5, 1.8
IMPROBABLE = 1e-7
MANY, LEAST_MEAN = 200.0, 0.2  # means above which chance alone makes no slip, and below which none is assumed
LEAST_SPREAD = 2.0  # variance over mean: rare events come in clusters, though none of them has been seen
LEAST_TOGETHER = 2  # parts that double together, of a source that has several
ABOUT_DOUBLE, HIGHER = math.log(2.6), {"double": "far above", "half": "far below"}
MOST_EMPTY, SHARE_EMPTY, LEAST_EMPTY = 0.15, 0.5, 2  # of the level; the share of a row's columns below it, and the fewest


@dataclass(frozen=True)
class _Cell:
    """One value of a series, and what it is held against."""

    value: float
    place: tuple[int, int]
    history: History
    counted: bool

    @property
    def small(self) -> bool:
        """Whether it is of small counts."""
        return self.counted and float(self.history.mean[self.place]) < FEW

    @property
    def by_chance(self) -> bool:
        """Whether chance alone may make a small count of it; large ones are held against their own variation."""
        mean = max(float(self.history.mean[self.place]), LEAST_MEAN)
        spread = max(float(self.history.spread[self.place]), LEAST_SPREAD)
        if not self.counted or mean > MANY:
            return False
        more = self.value > mean
        return (more and self.small and chance_of_more(self.value, mean, spread) > IMPROBABLE) or (
            not more and chance_of_fewer(self.value, mean, spread) > IMPROBABLE * 10
        )

    @property
    def moved(self) -> float:
        """The logarithm of how many times it is what it was before; of small counts against their mean."""
        if self.small:
            return math.log((self.value + 0.5) / (float(self.history.mean[self.place]) + 0.5))
        return float(self.history.moved[self.place])


def slips(cube: Cube) -> Iterator[Sighting]:
    """Values that are many times, or a small part of, what they were before: by kind, with all cells of a period together."""
    masks: dict[tuple[str, str], np.ndarray] = {}
    parts = len(cube.axes.parts)
    series, found = cube.series, cube.history
    for s, t in np.argwhere(_large(cube) | _more_than_few(cube)):
        cell = _Cell(float(series[s, t]), (int(s), int(t)), found, bool(cube.whole[s // parts]))
        if kind := _kind(cell, _timed(cube, s // parts)):
            mask = masks.setdefault(kind, np.zeros(cube.values.shape, dtype=bool))
            mask[s // parts, s % parts, t] = True
    for (kind, factor), mask in masks.items():
        yield from sightings(kind, mask, cube.axes, factor)


def _large(cube: Cube) -> np.ndarray:
    """Values that may be a slip: far from their level, and from the same month of the year before."""
    of = cube.history
    bound = np.fmax(np.fmax(LEAST_FAR, SCALES_SLIP * of.scale), TAILS_SLIP * of.tail)
    with np.errstate(invalid="ignore"):
        on_year = np.isnan(of.on_year) | (np.abs(of.on_year) > LEAST_ON_YEAR) & (np.sign(of.on_year) == np.sign(of.moved))
        counted = np.repeat(cube.whole, len(cube.axes.parts))[:, None]
        return (np.abs(of.moved) > bound) & on_year & (~counted | (of.mean >= FEW)) & (cube.series != 0)


def _more_than_few(cube: Cube) -> np.ndarray:
    """Counts that were few, and are many."""
    of = cube.history
    counted = np.repeat(cube.whole, len(cube.axes.parts))[:, None]
    with np.errstate(invalid="ignore"):
        return counted & (of.mean < FEW) & (cube.series >= 10) & (cube.series > 5 * of.mean)


def _kind(cell: _Cell, timed: bool) -> tuple[str, str] | None:
    """The kind of slip that a value looks like, and its factor in words; None where it is within what may be."""
    of, at, size = cell.history, cell.place, abs(cell.moved)
    if cell.by_chance:
        return None
    scale = 0.0 if cell.small else float(of.scale[at])
    reach = 0.6 if cell.small else min(max(0.2, 2.5 * scale), 0.45)
    factor = nearest_factor(size, FACTORS | SIXTY if timed else FACTORS, reach)
    share = "" if cell.moved > 0 else "share of"
    if factor and size > LEAST_SLIP:
        return SLIPS[factor], f"{share} {factor}".strip()
    far = size > max(LEAST_FAR, SCALES_FAR * scale, TAILS_FAR * float(of.tail[at]) * (not cell.small))
    return (FAR, share) if far else None


def nearly_empty(cube: Cube) -> Iterator[Sighting]:
    """Rows of which most columns are a small part of what they were: of one part, or of all."""
    eligible = cube.by_part(cube.history.expected) >= math.log(2 * FEW)
    with np.errstate(invalid="ignore"):
        low = eligible & (cube.by_part(cube.history.moved) < math.log(MOST_EMPTY))
    share = low.sum(axis=0) / np.maximum(eligible.sum(axis=0), 1)
    rows = (share >= SHARE_EMPTY) & (low.sum(axis=0) >= LEAST_EMPTY)
    small = cube.values < np.nan_to_num(cube.by_part(cube.history.mean)) * MOST_EMPTY * 2
    yield from sightings(EMPTY, small & rows, cube.axes)


def _timed(cube: Cube, column: int) -> bool:
    """Whether a column tells of time, where sixty is a slip of the unit."""
    about = cube.source.about.field(cube.axes.columns[column])
    return any(word in (about.unit if about else "").lower() for word in OF_TIME) or cube.axes.columns[column].endswith("_s")


def noughts(cube: Cube) -> Iterator[Sighting]:
    """Noughts where there were none in 36 periods, and where chance makes none; and values below nought, where none was."""
    series = cube.series
    earlier = before(series, JUDGED)
    known = np.count_nonzero(~np.isnan(earlier), axis=-1)
    least = np.min(np.where(np.isnan(earlier), np.inf, earlier), axis=-1)
    for kind, low in ((ZERO, series == 0), (NEGATIVE, series < 0)):
        held = low & (known >= SCALE_OF) & ((least > 0) if kind == ZERO else (least >= 0))
        for s, t in np.argwhere(held) if kind == ZERO else ():
            of = cube.history
            held[s, t] = chance_of_none(float(of.mean[s, t]), float(of.spread[s, t])) < IMPROBABLE * 10
        yield from sightings(kind, cube.by_part(held), cube.axes)


def doubled(cube: Cube) -> Iterator[Sighting]:
    """Columns whose level doubles, or halves, from one period to the next in all parts at once."""
    of = cube.history
    enough = cube.by_part(of.expected) >= math.log(FEW * (2 if len(cube.axes.parts) > 1 else 5))
    moved, logs = (np.where(enough, cube.by_part(found), np.nan) for found in (of.moved, of.logs))
    step = np.full(logs.shape, np.nan)
    step[..., 1:] = np.diff(logs, axis=-1)
    typical = median(np.moveaxis(step, 1, -1), 1)
    large = _unusual(typical, _chance(cube), cube.year)
    with np.errstate(invalid="ignore"):
        sign = np.sign(typical)[:, None, :]
        together = _share((sign * step > math.log(1.4)) & (sign * moved > math.log(1.35)), ~np.isnan(step)) >= 0.9
    known = ~np.isnan(step)
    all_parts = together & large & (known.sum(axis=1) >= min(len(cube.axes.parts), LEAST_TOGETHER))
    mask = np.broadcast_to(all_parts[:, None, :], step.shape) & known
    size = np.abs(np.nan_to_num(typical))
    for factor, way in (("double", typical > 0), ("half", typical < 0)):
        for word, sized in ((factor, size < ABOUT_DOUBLE), (HIGHER[factor], size >= ABOUT_DOUBLE)):
            yield from sightings(DOUBLED, mask & (way & sized)[:, None, :], cube.axes, word)


def _unusual(steps: np.ndarray, chance: np.ndarray, year: int) -> np.ndarray:
    """Steps from period to period that are large, beyond what there has been, and unlike those of the year before."""
    last_year = np.zeros(steps.shape)
    if year > 1:
        last_year[:, year:] = np.nan_to_num(steps[:, :-year])
    with np.errstate(invalid="ignore"):
        unlike = np.sign(steps) * last_year < np.abs(steps) / 2
        return unlike & (_beyond(steps, chance) | (_beyond(steps - last_year, chance) & (np.abs(steps) > LEAST_ADJUSTED)))


def _chance(cube: Cube) -> np.ndarray:
    """How far the step of a column goes by chance alone: of counts (Poisson), and less where several parts go together."""
    level = np.exp(median(np.moveaxis(cube.by_part(cube.history.expected), 1, -1), 1))
    return np.where(cube.whole[:, None], np.sqrt(2 / level / len(cube.axes.parts)), LEAST_SCALE)


def _beyond(steps: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Steps that are large, and beyond what there has been."""
    earlier = np.abs(before(steps, JUDGED))
    scale = np.fmax(np.nan_to_num(MAD * median(earlier, SCALE_OF), nan=UNKNOWN_SCALE), np.fmax(chance, LEAST_SCALE))
    bound = np.fmax(np.fmax(LEAST_DOUBLED, SCALES_DOUBLED * scale), TAILS_DOUBLED * np.nan_to_num(quantile(earlier, 0.9)))
    return np.abs(steps) > bound


def _share(true: np.ndarray, of: np.ndarray) -> np.ndarray:
    """Of each column and period, the share of the parts."""
    count = np.count_nonzero(of, axis=1)
    return np.where(count > 0, np.count_nonzero(true & of, axis=1) / np.maximum(count, 1), 0.0)
