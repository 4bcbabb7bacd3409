"""A source as one block of numbers, by column, part and period: what its values are held against each other in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from pcc_lib.core.frames import column_of, rows_where
from pcc_lib.inputs.sources import Source
from pcc_lib.statistics.plausible import YEAR, History, history

JUDGED_YEARS = 3


@dataclass(frozen=True)
class Axes:
    """What the values of a block stand for: the periods without a gap, oldest first, the parts and the columns."""

    periods: tuple[str, ...]
    parts: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Cube:
    """The values of a source. `values` has the axes column, part, period (NaN: not known); `rows` the axes part, period: the row
    that a spreadsheet shows (0: there is none)."""

    source: Source
    axes: Axes
    values: np.ndarray
    rows: np.ndarray

    @cached_property
    def whole(self) -> np.ndarray:
        """Of each column, whether all its values are whole and none is below nought: it may be a count."""
        known = np.nan_to_num(self.values)
        return ((known % 1 == 0) & (known >= 0)).all(axis=(1, 2))

    @cached_property
    def history(self) -> History:
        """What each value is held against; its rows are the columns, and in each the parts."""
        return history(self.series, np.repeat(self.whole, len(self.axes.parts)), self.year)

    @property
    def year(self) -> int:
        """The periods in a year, where there may be seasons; 1 where there are none."""
        return 1 if self.source.period == "year" else max(YEAR // self.source.calendar.step, 1)

    @property
    def judged(self) -> int:
        """The periods of the months that are judged."""
        return JUDGED_YEARS * self.year

    @property
    def series(self) -> np.ndarray:
        """The values with one row for each column and part."""
        return self.values.reshape(-1, len(self.axes.periods))

    def by_part(self, found: np.ndarray) -> np.ndarray:
        """What was found for each series, with the axes of the values."""
        return found.reshape(self.values.shape)

    def at(self, period: str) -> int:
        """The place of a period."""
        return self.axes.periods.index(period)

    def until(self, last: str, count: int) -> Cube:
        """The `count` periods that end with `last`; the columns and parts of which nothing is known in them are kept."""
        end = sum(period <= last for period in self.axes.periods)
        cut = slice(max(end - count, 0), end)
        return replace(
            self,
            axes=replace(self.axes, periods=self.axes.periods[cut]),
            values=self.values[..., cut],
            rows=self.rows[:, cut],
        )

    def title(self, column: str) -> str:
        """What readers see of a column."""
        return self.source.field_title(column)


def cube_of(source: Source) -> Cube:
    """The values of a source as they stand in its file."""
    frame = source.frame
    found = sorted(set(frame[source.period].tolist()))
    periods = source.calendar.between(found[0], found[-1]) if found else ()
    axes = Axes(periods, tuple(source.parts), tuple(source.columns))
    part_at, period_at = ({name: i for i, name in enumerate(names)} for names in (axes.parts, axes.periods))
    kept = np.array([period in period_at for period in frame[source.period]], dtype=bool)
    frame = rows_where(frame, kept)
    p = np.array([part_at[part] for part in frame[source.breakdown]], dtype=int)
    t = np.array([period_at[period] for period in frame[source.period]], dtype=int)
    values = np.full((len(axes.columns), len(axes.parts), len(periods)), np.nan)
    rows = np.zeros(values.shape[1:], dtype=int)
    for c, column in enumerate(axes.columns):
        if column_of(frame, column).dtype == float:
            values[c, p, t] = column_of(frame, column).to_numpy()
    rows[p, t] = frame.index.to_numpy(dtype=int) + 2
    return Cube(source, axes, values, rows)
