"""Parts of a source that do not fit its other parts: two that changed places, one that begins inside others, one that is gone."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from pcc_lib.core.periods import Span
from pcc_lib.inputs.missing_rows import is_declared
from pcc_lib.questions.cube import Cube
from pcc_lib.questions.sighting import Sighting
from pcc_lib.statistics.plausible import FEW, SCALE_OF, History, history, median

SWAPPED, BEGINS, GONE = "swapped", "begins", "gone"
MOST_ONE = 64.0  # squared distance in scales: one value far away does not outweigh all others
GAIN_ROW, GAIN_ONE = 12.0, 16.0  # how much nearer, in squared scales, each of two parts must be to the other's level than its own
FIT_ONE, FIT_EACH = 6.0, 4.0
LEAST_COMMON = 3  # parts of which something in common can be told


def swapped(cube: Cube, since: int) -> Iterator[Sighting]:
    """Pairs of parts that stand on each other's level: in a whole row, or in one column."""
    if len(cube.axes.parts) < 2:
        return
    common, of = _beside_others(cube)
    logs, expected, scale = (cube.by_part(found) for found in (of.logs, of.expected, of.scale))
    moved = np.fmin(np.abs(cube.by_part(of.moved)), np.abs(cube.by_part(of.on_year)))
    for t in range(since, len(cube.axes.periods)):
        known = ~np.isnan(logs[..., t]) & (expected[..., t] + common[..., t] >= math.log(FEW)) & ~np.isnan(moved[..., t])
        if known.sum() < 2 or np.count_nonzero((moved[..., t] > 2 * scale[..., t]) & known) < 2:
            continue
        own = np.where(known, np.minimum((moved[..., t] / scale[..., t]) ** 2, MOST_ONE), np.nan)
        cross = ((logs[:, :, None, t] - expected[:, None, :, t]) / scale[:, None, :, t]) ** 2
        cross = np.where(known[:, :, None] & known[:, None, :], cross, np.nan)
        yield from _pairs(cube, own, cross, t)


def _beside_others(cube: Cube) -> tuple[np.ndarray, History]:
    """What all parts have in common (season, trend), and what each is beside it; with two parts nothing can be set apart."""
    plain = cube.history
    if len(cube.axes.parts) < LEAST_COMMON:
        return np.zeros((1, 1, len(cube.axes.periods))), plain
    logs = cube.by_part(plain.logs)
    common = median(np.moveaxis(logs, 1, -1), LEAST_COMMON)[:, None, :]
    beside = history(np.exp(logs - common).reshape(plain.logs.shape), np.zeros(len(plain.logs), dtype=bool), cube.year)
    chance = np.where(np.repeat(cube.whole, len(cube.axes.parts))[:, None], np.exp(-plain.expected / 2), 0.0)
    return common, replace(beside, scale=np.fmax(beside.scale, chance))


def _pairs(cube: Cube, own: np.ndarray, cross: np.ndarray, t: int) -> Iterator[Sighting]:
    """The pairs of one period, each part in one pair; `cross` is how far the first part is from the level of the second."""
    both = ~np.isnan(cross)
    count = both.sum(axis=0)
    cost, fit = np.where(both, own[:, :, None], 0).sum(axis=0), np.where(both, cross, 0).sum(axis=0)
    rows = (cost - fit > GAIN_ROW) & (fit <= FIT_EACH * count + FIT_ONE) & (count >= 2)
    found = [(-(cost - fit)[p, q], p, q, cube.axes.columns) for p, q in np.argwhere(rows & rows.T) if p < q]
    with np.errstate(invalid="ignore"):
        single = (own[:, :, None] - cross > GAIN_ONE) & (cross <= FIT_ONE)
    for c, p, q in np.argwhere(single & single.transpose(0, 2, 1)):
        if p < q:
            found.append((-(own[c, p] - cross[c, p, q]), p, q, cube.axes.columns[c : c + 1]))
    used: set[int] = set()
    for _, p, q, columns in sorted(found, key=lambda each: (-len(each[3]), each[0])):
        if not used & {p, q}:
            used |= {p, q}
            parts = (cube.axes.parts[p], cube.axes.parts[q])
            yield Sighting(SWAPPED, tuple((c, part) for c in columns for part in parts), Span.of(cube.axes.periods[t]))


def begins(cube: Cube, since: int) -> Iterator[Sighting]:
    """Parts that begin while all others go on as before: what they count may be counted in another part as well."""
    there = cube.rows > 0
    for p, part in enumerate(cube.axes.parts):
        first = int(np.argmax(there[p])) if there[p].any() else 0
        others = np.arange(len(cube.axes.parts)) != p
        if first < max(since, SCALE_OF) or not there[others, first].any():
            continue
        expected, scale = np.exp(cube.by_part(cube.history.expected)), cube.by_part(cube.history.scale)
        columns = [c for c in range(len(cube.axes.columns)) if _on_top(cube.values[c, :, first], p, expected[c, :, first])]
        noise = [float(np.nanmedian(scale[c, others, first])) for c in columns]
        told = [c for c, s in zip(columns, noise, strict=True) if _adds(cube, c, p, first) > 2 * s]
        if told:
            cells = tuple((cube.axes.columns[c], part) for c in told)
            yield Sighting(BEGINS, cells, Span.of(cube.axes.periods[first]))


def _on_top(values: np.ndarray, p: int, expected: np.ndarray) -> bool:
    """Whether the other parts are not lower by at least half of what a new one has."""
    known = ~np.isnan(values) & ~np.isnan(expected)
    known[p] = False
    new = float(values[p])
    return bool(new > 0 and known.any() and float((expected - values)[known].sum()) < new / 2)


def _adds(cube: Cube, c: int, p: int, t: int) -> float:
    """What a new part adds to the sum of the others, as a share."""
    others = np.delete(cube.values[c, :, t], p)
    total = float(np.nansum(others))
    return float(cube.values[c, p, t]) / total if total > 0 else 0.0


def gone(cube: Cube, since: int) -> Iterator[Sighting]:
    """Parts of published values without a row in the last periods, though they had them before, and nothing declares it."""
    there = cube.rows > 0
    last = len(cube.axes.periods) - 1
    if "published" not in set(cube.source.frame["kind"]):
        return  # rows that are missing and not declared are faults there
    if last < SCALE_OF or not there[:, last].any():
        return
    by_end: dict[int, list[str]] = {}
    for p, part in enumerate(cube.axes.parts):
        ends = int(np.flatnonzero(there[p])[-1]) if there[p].any() else -1
        regular = there[p, max(ends - 2 * SCALE_OF + 1, 0) : ends + 1].sum() >= SCALE_OF
        if since - 1 <= ends < last and regular and not is_declared(cube.source, cube.axes.periods[last], part):
            by_end.setdefault(ends, []).append(part)
    for ends, parts in sorted(by_end.items()):
        cells = tuple((c, part) for c in cube.axes.columns for part in parts)
        yield Sighting(GONE, cells, Span(cube.axes.periods[ends + 1], cube.axes.periods[last]))
