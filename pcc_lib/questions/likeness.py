"""Values that are alike where they should not be: periods that were copied, parts or columns that hold each other's values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

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


def copied(cube: Cube) -> Iterator[Sighting]:
    """Runs of periods that hold the values of earlier ones: the whole table, one column, or one part."""
    telling = _surprise(cube)
    whole = list(_copies(cube, telling, -1))
    done = {t for copy in whole for t in range(copy.first, copy.last + 1)}
    found = list(whole)
    for axis in (0, 1):
        if cube.values.shape[axis] > 1:
            found += [copy for copy in _copies(cube, telling, axis) if copy.first not in done]
    for copy in found:
        span, came = (Span(cube.axes.periods[a], cube.axes.periods[b]) for a, b in _ends(copy))
        yield Sighting(COPIED, _cells(cube, copy), span, str(came))


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


def _copies(cube: Cube, telling: np.ndarray, axis: int) -> Iterator[_Copy]:
    """Copies of the whole (axis -1), or of each column (0) or part (1)."""
    over = tuple(a for a in (0, 1) if a != axis)
    best: dict[tuple[int, int], tuple[float, _Copy]] = {}
    for back in range(1, min(BACK, len(cube.axes.periods) - 1) + 1):
        weight = telling[..., back:]
        equal = (cube.values[..., back:] == cube.values[..., :-back]) | (weight == 0)
        weights = np.atleast_2d(weight.sum(axis=over))
        alike = np.atleast_2d(equal.all(axis=over)) & (weights > 0)
        counts = np.atleast_2d(np.count_nonzero(weight, axis=over))
        for place in np.flatnonzero((weights * alike).sum(axis=1) >= ENOUGH):
            for first, last in _runs(alike[place]):
                run = (place, slice(first, last + 1))
                surprise, at = float(weights[run].sum()), (int(place), first + back)
                enough = surprise >= ENOUGH and counts[run].sum() >= LEAST_EQUAL
                if enough and (at not in best or surprise > best[at][0]):
                    best[at] = (surprise, _Copy(axis, int(place), first + back, last + back, back))
    yield from (copy for _, copy in best.values())


def _runs(true: np.ndarray) -> Iterator[tuple[int, int]]:
    """The first and the last place of each unbroken run."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], true, [False]]).astype(int)))
    yield from ((int(first), int(last) - 1) for first, last in zip(edges[::2], edges[1::2], strict=True))


# ── parts and columns that hold each other's values ───────────────────────────────────────────────────────────────────
def same_parts(cube: Cube, since: int) -> Iterator[Sighting]:
    """Parts whose rows are equal in some of the periods from `since` on, and were not before; or in all that there are."""
    for (p, q), months in _equal_rows(cube.values, since).items():
        for run in _unbroken(months):
            kind = _alike(cube.values[:, p] - cube.values[:, q], run, cube, (slice(None), p))
            if kind:
                parts = (cube.axes.parts[p], cube.axes.parts[q])
                columns = [c for i, c in enumerate(cube.axes.columns) if not np.isnan(cube.values[i, p, run[0]])]
                yield Sighting(
                    TWINS if kind == TWINS else SAME_PARTS, tuple((c, part) for c in columns for part in parts), _span(cube, run)
                )


def same_columns(cube: Cube, since: int) -> Iterator[Sighting]:
    """Columns that are equal in every part in some of the periods from `since` on, and were not before."""
    for (c, d), months in _equal_rows(np.swapaxes(cube.values, 0, 1), since).items():
        for run in _unbroken(months):
            if _alike(cube.values[c] - cube.values[d], run, cube, (c, slice(None))) == SAME_PARTS:
                columns = (cube.axes.columns[c], cube.axes.columns[d])
                yield Sighting(SAME_COLUMNS, tuple((x, p) for x in columns for p in cube.axes.parts), _span(cube, run))


def _span(cube: Cube, run: Sequence[int]) -> Span:
    return Span(cube.axes.periods[run[0]], cube.axes.periods[run[-1]])


def _equal_rows(values: np.ndarray, since: int) -> dict[tuple[int, int], list[int]]:
    """The pairs in the middle axis that are equal all along the first, with their places in the last; noughts are no sign."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for t in range(since, values.shape[2]):
        groups: dict[bytes, list[int]] = defaultdict(list)
        table = np.nan_to_num(values[..., t], nan=-1.0)
        for place in np.flatnonzero((table > 0).any(axis=0)):
            groups[table[:, place].tobytes()].append(int(place))
        for several in groups.values():
            for pair in combinations(several, 2):
                found[pair].append(t)
    return found


def _unbroken(places: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for t in places:
        if runs and runs[-1][-1] == t - 1:
            runs[-1].append(t)
        else:
            runs.append([t])
    return runs


def _alike(differences: np.ndarray, run: Sequence[int], cube: Cube, own: tuple[slice | int, slice | int]) -> str:
    """Whether a run of equal periods is a surprise: by the differences before it, else by the series' own."""
    first, months = run[0], len(run)
    earlier = differences[:, max(first - JUDGED, 0) : first]
    if not np.nansum(np.abs(earlier)):
        own_surprise = np.atleast_1d(_surprise(cube)[own][..., run].sum())
        always = first == 0 or not np.count_nonzero(~np.isnan(earlier))
        return TWINS if always and own_surprise.sum() >= ENOUGH and months >= LEAST_EQUAL else ""
    each = surprise_of_equal(earlier)
    each = np.where(each > TELLING, each, 0.0)
    enough = each.sum() * months >= ENOUGH and np.count_nonzero(each) * months >= LEAST_EQUAL
    return SAME_PARTS if enough else ""
