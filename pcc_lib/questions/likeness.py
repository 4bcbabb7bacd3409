"""Values that are alike where they should not be: periods that were copied, parts or columns that hold each other's values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pcc_lib.core.periods import Span
from pcc_lib.questions.cube import Cube
from pcc_lib.questions.sighting import Sighting
from pcc_lib.statistics.plausible import JUDGED, before, surprise_of_equal

COPIED, SAME_PARTS, SAME_COLUMNS, TWINS = "copied", "same-rows", "same-columns", "twins"
BACK = 24  # periods that may have been copied
TELLING = 1.6  # an equality whose chance is a fifth or more tells nothing
ENOUGH = 18.0  # surprise: a chance of 1 in 60 million, of which a report tries some ten thousand
LEAST_EQUAL = 3


@dataclass(frozen=True)
class _Copy:
    """A run of periods that holds the values of an earlier one: of all cells, or of one column or part (by its axis)."""

    axis: int
    place: int
    first: int
    last: int
    back: int


def copied(cube: Cube, since: int) -> Iterator[Sighting]:
    """Runs of periods from `since` on that hold the values of earlier ones: the whole table, one column, or one part."""
    if len(cube.axes.periods) <= LEAST_EQUAL:
        return
    lags = _lags(cube, since)
    found = list(_copies(lags, -1))
    done = {t for copy in found for t in range(copy.first, copy.last + 1)}
    for axis in (0, 1):
        if cube.values.shape[axis] > 1:
            found += [copy for copy in _copies(lags, axis) if copy.first not in done]
    for copy in found:
        span, came = (Span(cube.axes.periods[a], cube.axes.periods[b]) for a, b in _ends(copy))
        yield Sighting(COPIED, _cells(cube, copy), span, str(came))


@dataclass(frozen=True, eq=False)
class _Lags:
    """Cells beside those of earlier periods, with the axes column, part, how far back (from one period on), period."""

    since: int
    equal: np.ndarray
    telling: np.ndarray


def _lags(cube: Cube, since: int) -> _Lags:
    telling = _surprise(cube)[..., since:]
    earlier = before(cube.values, BACK)[:, :, since:, ::-1]  # the nearest first
    equal = (cube.values[..., since:, None] == earlier) | (telling[..., None] == 0)
    return _Lags(since, np.moveaxis(equal, -1, 2), telling[:, :, None, :])


def _ends(copy: _Copy) -> tuple[tuple[int, int], tuple[int, int]]:
    return (copy.first, copy.last), (copy.first - copy.back, copy.last - copy.back)


def _cells(cube: Cube, copy: _Copy) -> tuple[tuple[str, str], ...]:
    columns, parts = cube.axes.columns, cube.axes.parts
    columns = columns[copy.place : copy.place + 1] if copy.axis == 0 else columns
    parts = parts[copy.place : copy.place + 1] if copy.axis == 1 else parts
    known = ~np.isnan(cube.values[..., copy.first])
    held = dict(zip(cube.axes.columns, known, strict=True))
    return tuple((c, p) for c in columns for i, p in enumerate(cube.axes.parts) if p in parts and held[c][i])


def _surprise(cube: Cube) -> np.ndarray:
    """Of each cell, how surprising it is that it equals another of its series; nought where that tells nothing."""
    steps = np.full(cube.series.shape, np.nan)
    steps[:, 1:] = np.diff(cube.series, axis=1)
    found = cube.by_part(surprise_of_equal(before(steps, JUDGED)))
    return np.where((found > TELLING) & (np.nan_to_num(cube.values) != 0), found, 0.0)  # noughts are common


def _copies(lags: _Lags, axis: int) -> Iterator[_Copy]:
    """Copies of the whole (axis -1), or of each column (0) or part (1)."""
    over = tuple(a for a in (0, 1) if a != axis)
    shape = (-1, *lags.equal.shape[2:])
    weights = lags.telling.sum(axis=over).reshape(-1, 1, shape[-1])
    counts = np.count_nonzero(lags.telling, axis=over).reshape(weights.shape)
    alike = lags.equal.all(axis=over).reshape(shape) & (weights > 0)
    best: dict[tuple[int, int], tuple[float, _Copy]] = {}
    for place, lag in np.argwhere((weights * alike).sum(axis=-1) >= ENOUGH):
        for first, last in _runs(alike[place, lag]):
            run = (place, 0, slice(first, last + 1))
            surprise, at = float(weights[run].sum()), (int(place), first)
            enough = surprise >= ENOUGH and counts[run].sum() >= LEAST_EQUAL
            if enough and (at not in best or surprise > best[at][0]):
                best[at] = (surprise, _Copy(axis, int(place), first + lags.since, last + lags.since, int(lag) + 1))
    yield from (copy for _, copy in best.values())


def _runs(true: np.ndarray) -> Iterator[tuple[int, int]]:
    """The first and the last place of each unbroken run."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], true, [False]]).astype(int)))
    yield from ((int(first), int(last) - 1) for first, last in zip(edges[::2], edges[1::2], strict=True))


# ── parts and columns that hold each other's values ───────────────────────────────────────────────────────────────────
def same_parts(cube: Cube, since: int) -> Iterator[Sighting]:
    """Parts whose rows are equal in some of the periods from `since` on, and were not before; or in all that there are."""
    groups: dict[tuple[str, Span], list[set[int]]] = defaultdict(list)
    own = _surprise(cube)
    for (p, q), months in _equal_rows(cube.values, since).items():
        for run in _unbroken(months):
            told = max(own[:, part, run].sum() for part in (p, q))
            if kind := _alike(cube.values[:, p] - cube.values[:, q], run, told):
                _join(groups[kind, _span(cube, run)], {p, q})
    for (kind, span), several in groups.items():
        for places in several:
            parts = [cube.axes.parts[place] for place in sorted(places)]
            held = cube.values[:, min(places), cube.at(span.first)]
            columns = [column for column, value in zip(cube.axes.columns, held, strict=True) if not np.isnan(value)]
            yield Sighting(kind, tuple((column, part) for column in columns for part in parts), span)


def same_columns(cube: Cube, since: int) -> Iterator[Sighting]:
    """Columns that are equal in every part in some of the periods from `since` on, and were not before."""
    for (c, d), months in _equal_rows(np.swapaxes(cube.values, 0, 1), since).items():
        for run in _unbroken(months):
            if _alike(cube.values[c] - cube.values[d], run, 0.0) == SAME_PARTS:
                columns = (cube.axes.columns[c], cube.axes.columns[d])
                yield Sighting(SAME_COLUMNS, tuple((x, p) for x in columns for p in cube.axes.parts), _span(cube, run))


def _join(groups: list[set[int]], pair: set[int]) -> None:
    """Put a pair with the group that has one of it, else as a group of its own."""
    found = next((group for group in groups if group & pair), None)
    if found is None:
        groups.append(pair)
    else:
        found |= pair


def _span(cube: Cube, run: Sequence[int]) -> Span:
    return Span(cube.axes.periods[run[0]], cube.axes.periods[run[-1]])


def _equal_rows(values: np.ndarray, since: int) -> dict[tuple[int, int], list[int]]:
    """The pairs in the middle axis that are equal all along the first, with their places in the last; noughts are no sign."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    one, other = np.triu_indices(values.shape[1], 1)
    table = np.nan_to_num(values[..., since:], nan=-1.0)
    pairs = (table[:, one] == table[:, other]).all(axis=0) & (table[:, one] > 0).any(axis=0)
    for pair, t in np.argwhere(pairs):
        found[int(one[pair]), int(other[pair])].append(int(t) + since)
    return found


def _unbroken(places: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for t in places:
        if runs and runs[-1][-1] == t - 1:
            runs[-1].append(t)
        else:
            runs.append([t])
    return runs


def _alike(differences: np.ndarray, run: Sequence[int], own: float) -> str:
    """The kind of a run of equal periods, `""` where it is no surprise.

    It is one by the differences before it; where there never were any, by how surprising the values are in their own series.
    """
    earlier = differences[:, max(run[0] - JUDGED, 0) : run[0]]
    if not np.nansum(np.abs(earlier)):
        return TWINS if own >= ENOUGH else ""
    each = surprise_of_equal(earlier)
    each = np.where(each > TELLING, each, 0.0)
    enough = each.sum() * len(run) >= ENOUGH and np.count_nonzero(each) * len(run) >= LEAST_EQUAL
    return SAME_PARTS if enough else ""
