"""Sources beside what the last kept edition told of them: histories rewritten or shifted, rows and markers that are gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from pcc_lib.core.frames import column_of, rows_where
from pcc_lib.core.periods import Span
from pcc_lib.core.status import PROVISIONAL, Statuses
from pcc_lib.inputs.sources import Source
from pcc_lib.questions.cube import Cube, cube_of
from pcc_lib.questions.sighting import Sighting

REWRITTEN, SHIFTED, VANISHED, UNMARKED, STARTS = "rewritten", "out-of-step", "vanished", "unmarked", "starts-late"
LEAST_MONTHS, LEAST_SHARE = 3, 0.1  # of the periods that both tell: fewer are revisions, which are told one by one
ALIKE = 0.9  # the share of periods that a shifted series has in common with what was told


@dataclass(frozen=True, eq=False)
class Record:
    """A source as a kept edition told it, up to the last period that it knew."""

    edition: str
    source: Source
    known: str


@dataclass(frozen=True, eq=False)
class _Beside:
    """Values then and now, with the axes column, part, period, over the periods and parts that were told then."""

    then: np.ndarray
    now: np.ndarray
    row_gone: np.ndarray
    cube: Cube


def revisions(cube: Cube, record: Record) -> Iterator[Sighting]:
    """What a source no longer says as a kept edition told it. `cube` holds all periods that the quarter knows."""
    beside = _beside(cube, record)
    if not beside.then.size:
        return
    yield from _vanished(beside, record)
    yield from _rewritten(beside, record)
    yield from unmarked(cube.source, record)


def _beside(cube: Cube, record: Record) -> _Beside:
    kept = record.source
    told = cube_of(replace(kept, frame=rows_where(kept.frame, column_of(kept.frame, kept.period) <= record.known)))
    now, there = np.full(told.values.shape, np.nan), np.zeros(told.rows.shape, dtype=bool)
    parts = {part: i for i, part in enumerate(cube.axes.parts)}
    when = {period: i for i, period in enumerate(cube.axes.periods)}
    ps = [(i, parts[part]) for i, part in enumerate(told.axes.parts) if part in parts]
    ts = [(i, when[period]) for i, period in enumerate(told.axes.periods) if period in when]
    if ps and ts:
        (p_told, p_now), (t_told, t_now) = (np.array(each).T for each in (ps, ts))
        now[:, p_told[:, None], t_told] = cube.values[:, p_now[:, None], t_now]
        there[p_told[:, None], t_told] = cube.rows[p_now[:, None], t_now] > 0
    return _Beside(told.values, now, (told.rows > 0) & ~there, told)


def _vanished(beside: _Beside, record: Record) -> Iterator[Sighting]:
    """Rows that were told then and are not there now."""
    axes = beside.cube.axes
    if beside.row_gone.any():
        parts, periods = beside.row_gone.any(axis=1), np.flatnonzero(beside.row_gone.any(axis=0))
        cells = tuple((column, axes.parts[p]) for column in axes.columns for p in np.flatnonzero(parts))
        yield Sighting(VANISHED, cells, Span(axes.periods[periods[0]], axes.periods[periods[-1]]), record.edition)


def _rewritten(beside: _Beside, record: Record) -> Iterator[Sighting]:
    """Columns of which many periods are otherwise now, or hold what was told of the period before or after."""
    axes, settled = beside.cube.axes, _settled(beside.cube, record)
    told = ~np.isnan(beside.then) & ~beside.row_gone & settled
    changed = told & (beside.then != beside.now)
    many: list[int] = []
    for c in range(len(axes.columns)):
        common, moved = (np.count_nonzero(each[c].any(axis=0)) for each in (told, changed))
        if moved >= max(LEAST_MONTHS, LEAST_SHARE * common):
            many.append(c)
    shifts = {c: _shift(beside, c) for c in many}
    for kind, way in ((SHIFTED, 1), (SHIFTED, -1), (REWRITTEN, 0)):
        mine = [c for c in many if shifts[c] == way]
        where = changed[mine] if mine else np.zeros((0, *changed.shape[1:]), dtype=bool)
        if where.any():
            when = np.flatnonzero(where.any(axis=(0, 1)))
            cells = tuple((axes.columns[mine[c]], axes.parts[p]) for c, p in np.argwhere(where.any(axis=2)))
            later = {1: "later", -1: "earlier", 0: ""}[way]
            yield Sighting(kind, cells, Span(axes.periods[when[0]], axes.periods[when[-1]]), record.edition, later)


def _settled(told: Cube, record: Record) -> np.ndarray:
    """Of each part and period, whether it was told as final: a change of what was provisional is no news."""
    marks = _marks(record.source)
    return np.array([[PROVISIONAL not in marks.get((part, t), ()) for t in told.axes.periods] for part in told.axes.parts])


def _marks(source: Source) -> dict[tuple[str, str], Statuses]:
    """The statuses of each part and period that has any."""
    columns = (column_of(source.frame, name).tolist() for name in (source.breakdown, source.period, "status"))
    known = {text: _statuses(text) for text in set(column_of(source.frame, "status").tolist())}
    return {(part, period): known[text] for part, period, text in zip(*columns, strict=True) if known[text]}


def _statuses(text: str) -> Statuses:
    try:
        return Statuses.parse(text)
    except ValueError:
        return Statuses()  # of a record of older days: it is read, not checked


def _shift(beside: _Beside, c: int) -> int:
    """1 where the values of a column stand a period later than they were told, -1 where a period earlier, 0 for neither."""
    then, now = beside.then[c], beside.now[c]
    if then.shape[1] < 2 * LEAST_MONTHS:
        return 0
    for way, a, b in ((1, then[:, :-1], now[:, 1:]), (-1, then[:, 1:], now[:, :-1])):
        known = ~np.isnan(a) & ~np.isnan(b)
        varied = known & (then[:, :-1] != then[:, 1:])  # where a series stands still, a shift is not to be seen
        if np.count_nonzero(varied) >= 2 * LEAST_MONTHS and (a == b)[varied].mean() >= ALIKE:
            return way
    return 0


def unmarked(source: Source, record: Record) -> Iterator[Sighting]:
    """Markers that were told and are not there now.

    That a provisional value has become final is as it should be; that no row of the source is provisional any more, where the
    newest were, is not.
    """
    then, now = _marks(record.source), _marks(source)
    rows = set(
        zip(column_of(source.frame, source.breakdown).tolist(), column_of(source.frame, source.period).tolist(), strict=True)
    )
    gone: dict[str, list[tuple[str, str]]] = {}
    for at, marks in then.items():
        for letter in marks if at in rows and at[1] <= record.known else ():
            if letter not in now.get(at, ()):
                gone.setdefault(letter, []).append(at)
    if any(PROVISIONAL in marks for marks in now.values()):
        gone.pop(PROVISIONAL, None)
    for letter, where in sorted(gone.items()):
        periods = [period for _, period in where]
        cells = tuple(dict.fromkeys(("", part) for part, _ in where))
        yield Sighting(UNMARKED, cells, Span(min(periods), max(periods)), record.edition, letter)


def starts_late(cube: Cube) -> Iterator[Sighting]:
    """A source that begins after the first period that its descriptor states."""
    first, stated = next(iter(cube.axes.periods), ""), cube.source.calendar.read(cube.source.about.first)
    if first and stated and len(first) == len(stated) and first > stated:
        yield Sighting(STARTS, (("", ""),), Span.of(first), stated)
