"""Series: a measure's source cells period by period, cut off at what the quarter's edition knows."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from pcc_lib import calculate
from pcc_lib.errors import DefinitionError, Fault, suggest
from pcc_lib.measures import FOLDER, Measure
from pcc_lib.quarters import shift, span
from pcc_lib.sources import Source


@dataclass(frozen=True)
class Cells:
    """A block of source cells: one column, a run of periods, one part or all parts (`""`)."""

    source: str
    key: str
    first: str
    last: str
    column: str
    breakdown: str = ""
    parts: tuple[str, ...] = ()

    def __str__(self) -> str:
        when = self.last if self.first == self.last else f"{self.first}..{self.last}"
        where = f";{self.breakdown}={'+'.join(self.parts)}" if self.parts else ""
        return f"{self.source}#{self.key}={when}{where};column={self.column}"


@dataclass(frozen=True, eq=False)
class Series:
    """One measure over its source, with rows after `last` cut off.

    `columns` maps the roles (`numerator`, `denominator`, `population`) to frames: index the periods in unbroken order
    (a period without a row is blank), one column for each part of the source's breakdown. Under a disclosure policy the
    frames hold only what may be published; `hidden` marks what was taken out, and `totals` are the published sums.
    """

    measure: Measure
    source: Source
    last: str
    columns: dict[str, pd.DataFrame]
    population: Source | None = None
    totals: dict[str, pd.Series] = field(default_factory=dict)
    hidden: dict[str, pd.DataFrame] = field(default_factory=dict)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The breakdown values that this measure uses."""
        return tuple(self.columns["numerator"].columns)

    @property
    def periods(self) -> list[str]:
        """All periods, gaps included."""
        return list(self.columns["numerator"].index)

    def monthly(self, role: str, part: str = "") -> pd.Series:
        """One column by period: of one part, or summed over all (blank where any part is blank)."""
        if not part and role in self.totals:
            return self.totals[role]
        frame = self.columns[role]
        return frame[part] if part else frame.sum(axis=1, skipna=False, min_count=1)

    def marker(self, first: str, last: str, part: str = "") -> str:
        """Why a value over these periods is not shown: `c` where a policy hides a cell of it, else `x`."""
        for frame in self.hidden.values():
            held = frame[(frame.index >= first) & (frame.index <= last)]
            if (held[part] if part else held).to_numpy().any():
                return "c"
        return "x"

    def values(self, part: str = "") -> pd.Series:
        """The measure's value at every period, over its window; blank where a window has a gap."""
        measure = self.measure
        if not part and (not measure.whole or (measure.calculation == "published" and len(self.parts) > 1)):
            return pd.Series(math.nan, index=self.periods)
        if measure.calculation == "rate_per_1000":
            return pd.Series([self._rate(p, part) for p in self.periods], index=self.periods)
        tops = self._windowed(self.monthly("numerator", part))
        if measure.calculation in ("count", "published"):
            return tops * measure.multiply_by
        bottoms = self._windowed(self.monthly("denominator", part))
        worked = calculate.percentage if measure.calculation == "percentage" else calculate.mean
        return pd.Series([worked(t, b) for t, b in zip(tops, bottoms, strict=True)], index=tops.index)

    def window(self, period: str) -> tuple[str, str] | None:
        """First and last period that the value of `period` rests on; None where the window has not begun."""
        kind = self.measure.window
        if kind.endswith(" months"):
            return shift(period, 1 - int(kind.split()[0])), period
        if kind.startswith("since "):
            return (kind[6:], period) if period >= kind[6:] else None
        if kind in ("calendar year", "financial year"):
            return calculate.year_start(period, 1 if kind.startswith("calendar") else 4), period
        return period, period

    def cells(self, role: str, first: str, last: str, part: str = "") -> Cells:
        """The cells of one role over a run of periods."""
        column = getattr(self.measure, role)
        named = (part,) if part else tuple(self.measure.rows.get(self.source.breakdown, ()))
        return Cells(self.source.file, self.source.period, first, last, column, self.source.breakdown, named)

    def total(self, role: str, first: str, last: str, part: str = "") -> float:
        """Sum of the cells of one role over a run of periods; blank when any is missing."""
        taken = self.vector(role, first, last, part)
        return float(sum(taken)) if taken else math.nan

    def vector(self, role: str, first: str, last: str, part: str = "") -> list[float]:
        """The cells of one role, period by period (blank where missing)."""
        series = self.monthly(role, part)
        return [float(series.get(period, math.nan)) for period in span(first, last)]

    def population_at(self, period: str, part: str = "") -> tuple[float, Cells | None]:
        """Residents in the latest population year not after the period, with its cell."""
        source, column = self.population, self.measure.population.partition(".")[2]
        years = source.frame[source.frame[source.period] <= period[:4]] if source else pd.DataFrame()
        if years.empty:
            return math.nan, None
        year = years[source.period].max()
        rows = years[years[source.period] == year]
        parts = (part,) if part else self.parts
        held = rows[rows[source.breakdown].isin(parts)]
        if set(held[source.breakdown]) != set(parts):
            return math.nan, None
        named = () if set(parts) == set(rows[source.breakdown]) else tuple(parts)
        cell = Cells(source.file, source.period, year, year, column, source.breakdown, named)
        return float(held[column].sum(skipna=False)), cell

    def status(self, first: str, last: str) -> str:
        """Statuses of the rows in a run of periods, such as `e` or `e,p`."""
        frame = self.source.frame
        rows = frame[(frame[self.source.period] >= first) & (frame[self.source.period] <= last)]
        return ",".join(sorted({s for s in rows["status"] if s}))

    def kind(self) -> str:
        """`published` for ready-made values, else `computed`."""
        return "published" if self.measure.calculation == "published" else "computed"

    def gaps(self) -> list[str]:
        """Periods before the last one for which the source has no value."""
        top = self.monthly("numerator")
        held = top.dropna().index
        return [p for p in top.index if p not in held and len(held) and held[0] < p < held[-1]]

    def _windowed(self, series: pd.Series) -> pd.Series:
        kind = self.measure.window
        if kind.endswith(" months"):
            return calculate.rolling_sum(series, int(kind.split()[0]))
        if kind.startswith("since "):
            return calculate.sum_since(series, kind[6:])
        if kind in ("calendar year", "financial year"):
            return calculate.year_to_date(series, 1 if kind.startswith("calendar") else 4)
        return series

    def _rate(self, period: str, part: str) -> float:
        window = self.window(period)
        events = self.total("numerator", *window, part) if window else math.nan
        return calculate.rate_per_1000(events, self.population_at(period, part)[0])


def make_series(measure: Measure, source: Source, last: str, population: Source | None = None) -> Series:
    """Cut a source down to a measure's columns, rows and periods; a DefinitionError names what it asks for in vain."""
    faults = [Fault(f"{FOLDER}/{measure.id}.yml", role, f"{source.file} has no column '{column}'.",
                    suggest(column, source.columns))
              for role in ("numerator", "denominator")
              if (column := getattr(measure, role)) and column not in source.columns]
    for key, wanted in measure.rows.items():
        known = set(source.frame[key]) if key in source.frame else None
        faults += ([Fault(f"{FOLDER}/{measure.id}.yml", "rows", f"{source.file} is not broken down by '{key}'.",
                          f"It is by '{source.breakdown}'.")] if known is None else
                   [Fault(f"{FOLDER}/{measure.id}.yml", "rows", f"{source.file} has no {key} '{v}'.", suggest(v, known))
                    for v in wanted if known and v not in known])
    if measure.breakdown and measure.breakdown != source.breakdown:
        faults.append(Fault(f"{FOLDER}/{measure.id}.yml", "breakdown", f"{source.file} is not broken down by "
                            f"'{measure.breakdown}'.", f"It is by '{source.breakdown}'."))
    if faults:
        raise DefinitionError(faults)
    frame = source.frame[source.frame[source.period] <= last]
    for key, wanted in measure.rows.items():
        frame = frame[frame[key].isin(wanted)]
    roles = {r: getattr(measure, r) for r in ("numerator", "denominator") if getattr(measure, r)}
    columns = {role: _wide(frame, source, column) for role, column in roles.items()}
    if measure.disclosure == "none":
        return Series(measure, source, last, columns, population)
    shown = {role: _protected(table, measure.disclosure) for role, table in columns.items()}
    return Series(measure, source, last, {r: s[0] for r, s in shown.items()}, population,
                  {r: s[1] for r, s in shown.items()}, {r: s[2] for r, s in shown.items()})


def _protected(table: pd.DataFrame, policy: str) -> tuple[pd.DataFrame, pd.Series, pd.DataFrame]:
    """What may be published of a column: its parts, its totals, and which parts are hidden.

    Each period is a table of its own with its total. Sums over periods are made of published cells only, so a window
    that holds a hidden month is hidden too, and nothing ties one month's cells to another's.
    """
    from pcc_lib.disclosure import TOTAL, protect  # scipy is slow to import; few measures have a policy

    shown, totals = table.copy(), pd.Series(math.nan, index=table.index)
    for period, row in table.iterrows():
        if row.isna().any():
            shown.loc[period] = math.nan  # a total beside known parts would give the missing one away
            continue
        safe = protect(row.to_frame().T, policy).values.iloc[0]
        shown.loc[period] = safe[list(table.columns)].to_numpy()
        totals[period] = safe[TOTAL] if TOTAL in safe.index else safe.iloc[0]
    return shown, totals, shown.isna() & table.notna()


def _wide(frame: pd.DataFrame, source: Source, column: str) -> pd.DataFrame:
    wide = frame.pivot(index=source.period, columns=source.breakdown, values=column)
    parts = [p for p in source.parts if p in wide.columns]
    if wide.empty:
        return wide
    return wide.reindex(span(wide.index.min(), wide.index.max()))[parts]
