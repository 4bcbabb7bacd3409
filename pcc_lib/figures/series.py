"""Series: a measure's source cells period by period, cut off at what the quarter's edition knows."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote

import numpy as np
import pandas as pd

from pcc_lib.core.errors import DataError, DefinitionError, Fault, raise_if, suggest
from pcc_lib.core.numerals import part_id
from pcc_lib.core.quarters import shift, span
from pcc_lib.inputs.measures import FOLDER, Measure
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.inputs.sources import Source
from pcc_lib.statistics import calculate

PROTECTED = ("count", "percentage", "rate_per_1000")  # what a policy for small numbers can be held to


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
        where = f";{self.breakdown}={'+'.join(quote(part, safe='') for part in self.parts)}" if self.parts else ""
        return f"{self.source}#{self.key}={when}{where};column={self.column}"


@dataclass(frozen=True, eq=False)
class Series:
    """One measure over its source, with rows after `last` cut off.

    `columns` maps the roles (`numerator`, `denominator`, `population`) to frames: index the periods in unbroken order
    (a period without a row is blank), one column for each part of the source's breakdown. Under a disclosure policy the
    frames hold only what may be published; `hidden` marks what was taken out (the column `""` is the whole), and
    `totals` are the published sums.
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

    def part_of(self, id: str) -> str:
        """The part with this id, as the source writes it; the id itself where there is none."""
        return next((part for part in self.parts if part_id(part) == id), id)

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
            if held[part].to_numpy().any():
                return "c"
        return "x"

    def values(self, part: str = "") -> pd.Series:
        """The measure's value at every period, over its window; blank where a window has a gap."""
        measure = self.measure
        if not part and (not measure.whole or (measure.calculation == "published" and len(self.parts) > 1)):
            return pd.Series(math.nan, index=self.periods)
        if measure.calculation == "published":
            return self.monthly("numerator", part)
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

    @cached_property
    def _marked(self) -> set[tuple[str, str]]:
        """The periods of the source's rows that carry a status, with the status."""
        frame = self.source.frame
        return {(period, status) for period, status in zip(frame[self.source.period], frame["status"], strict=True) if status}

    def status(self, first: str, last: str) -> str:
        """Statuses of the rows in a run of periods, such as `e` or `e,p`."""
        return ",".join(sorted({status for period, status in self._marked if first <= period <= last}))

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
    faults = [
        Fault(f"{FOLDER}/{measure.id}.yml", role, f"{source.file} has no column '{column}'.", suggest(column, source.columns))
        for role in ("numerator", "denominator")
        if (column := getattr(measure, role)) and column not in source.columns
    ]
    for key, wanted in measure.rows.items():
        known = set(source.frame[key]) if key in source.frame else None
        faults += (
            [
                Fault(
                    f"{FOLDER}/{measure.id}.yml",
                    "rows",
                    f"{source.file} is not broken down by '{key}'.",
                    f"It is by '{source.breakdown}'.",
                )
            ]
            if known is None
            else [
                Fault(f"{FOLDER}/{measure.id}.yml", "rows", f"{source.file} has no {key} '{v}'.", suggest(v, known))
                for v in wanted
                if known and v not in known
            ]
        )
    if measure.breakdown and measure.breakdown != source.breakdown:
        faults.append(
            Fault(
                f"{FOLDER}/{measure.id}.yml",
                "breakdown",
                f"{source.file} is not broken down by '{measure.breakdown}'.",
                f"It is by '{source.breakdown}'.",
            )
        )
    if faults:
        raise DefinitionError(faults)
    raise_if(DataError, _negative_faults(measure, source))
    frame = source.frame[source.frame[source.period] <= last]
    roles = {r: getattr(measure, r) for r in ("numerator", "denominator") if getattr(measure, r)}
    if measure.disclosure != "none":
        columns, totals, hidden = _protected(measure, source, frame, roles)
        return Series(measure, source, last, columns, population, totals, hidden)
    for key, wanted in measure.rows.items():
        frame = frame[frame[key].isin(wanted)]
    columns = {role: _wide(frame, source, column) for role, column in roles.items()}
    return Series(measure, source, last, columns, population)


def _negative_faults(measure: Measure, source: Source) -> list[Fault]:
    """Cells below nought where things are counted; sums of money and of differences may lie there."""
    roles = {
        "count": ("numerator",),
        "percentage": ("numerator", "denominator"),
        "mean": ("denominator",),
        "rate_per_1000": ("numerator",),
    }.get(measure.calculation, ())
    columns = [] if measure.unit.startswith("GBP") else [getattr(measure, role) for role in roles]
    return [
        Fault(
            f"{SOURCES}/{source.file}",
            f"row {i + 2}, column {column}",
            f"'{value:g}' is below nought, and {measure.id} counts it.",
            "Correct the cell; leave it blank where the value is not known.",
        )
        for column in columns
        for i, value in source.frame[column].items()
        if value < 0
    ]


def _protected(measure: Measure, source: Source, frame: pd.DataFrame, roles: dict[str, str]) -> tuple[dict, dict, dict]:
    """What a policy lets be published of a measure's columns: parts, totals, and what is hidden (see `Series`).

    Each period of the source is one table: all its parts, and all columns that the source's rules tie to this one. So
    every measure, and every edition, hides the same cells. Sums over periods, and over some of the parts, are made of
    published cells only: they tell nothing more, and a window that holds a hidden month is hidden too.
    """
    links = _links(measure, source)
    columns = _tied(set(roles.values()), links, source)
    true = {column: _wide(frame, source, column) for column in columns}
    published = _published(true, tuple(k for k in links if k.whole in columns), measure.disclosure, source)
    kept = [p for p in published[columns[0]].columns[:-1] if p in measure.rows.get(source.breakdown, (p,))]
    shown, totals, hidden = {}, {}, {}
    for role, column in roles.items():
        cells = published[column]
        shown[role] = cells[kept]
        whole = len(kept) == len(cells.columns) - 1
        totals[role] = cells[""] if whole else cells[kept].sum(axis=1, skipna=False, min_count=1)
        known = true[column][kept].notna()
        known[""] = known.all(axis=1)
        hidden[role] = shown[role].assign(**{"": totals[role]}).isna() & known
    return shown, totals, hidden


def _published(true: dict[str, pd.DataFrame], links: tuple, policy: str, source: Source) -> dict[str, pd.DataFrame]:
    """Published cells of some columns by period and part; the last column, `""`, is the total."""
    from pcc_lib.statistics.count_tables import TOTAL
    from pcc_lib.statistics.linked_tables import protect_linked

    shown = {column: table.assign(**{"": math.nan}) * math.nan for column, table in true.items()}
    for period in next(iter(true.values())).index:
        counts = pd.DataFrame({column: table.loc[period] for column, table in true.items()}).T
        if counts.isna().to_numpy().any():
            continue  # a total beside known parts would give the missing one away, and so would a later edition
        try:
            safe = protect_linked(counts, links, policy)
        except ValueError as error:
            raise DataError(
                [
                    Fault(
                        f"{SOURCES}/{source.file}",
                        period,
                        f"small numbers cannot be protected: {error}.",
                        "Correct the rows, or publish longer periods or fewer parts.",
                    )
                ]
            ) from None
        for column, table in shown.items():
            cells = safe.loc[column]
            table.loc[period] = [*cells[list(table.columns[:-1])], cells[TOTAL] if TOTAL in cells else cells.iloc[0]]
    return shown


def _links(measure: Measure, source: Source) -> tuple:
    """The source's rules as links; a DefinitionError where a policy cannot be held to."""
    from pcc_lib.statistics.linked_tables import link_of

    name, policy = f"{FOLDER}/{measure.id}.yml", measure.disclosure
    faults = (
        []
        if measure.calculation in PROTECTED
        else [
            Fault(
                name,
                "disclosure",
                f"a {measure.calculation} cannot be held to '{policy}'.",
                f"Tell it as one of: {', '.join(PROTECTED)}.",
            )
        ]
    )
    faults += [
        Fault(name, "rows", f"'{key}' cannot be a filter under '{policy}'.", f"Filter by '{source.breakdown}'.")
        for key in measure.rows
        if key != source.breakdown
    ]
    links = {check.rule: link_of(check.rule) for check in source.about.checks}
    faults += [
        Fault(
            f"{SOURCES}/{source.name}.resource.yml",
            f"checks, {rule}",
            f"its columns cannot be protected under '{policy}' ({measure.id}).",
            "Write sums with one column on one side, such as repeat <= people.",
        )
        for rule, link in links.items()
        if link is None
    ]
    known = {(part, link.whole) for link in links.values() if link for part in link.parts}
    if measure.calculation == "percentage" and (measure.numerator, measure.denominator) not in known:
        faults.append(
            Fault(
                f"{SOURCES}/{source.name}.resource.yml",
                "checks",
                f"does not say that '{measure.numerator}' is part of '{measure.denominator}', of which "
                f"{measure.id} is a percentage under '{policy}'.",
                f"Add {{rule: {measure.numerator} <= {measure.denominator}, says: …}}.",
            )
        )
    raise_if(DefinitionError, faults)
    return tuple(dict.fromkeys(links.values()))


def _tied(columns: set[str], links: tuple, source: Source) -> list[str]:
    """The columns, and all that links tie to them, in the source's order."""
    grown: set[str] = set()
    while grown != columns:
        grown, columns = columns, columns.union(*(k.columns for k in links if columns & set(k.columns)))
    return [column for column in source.columns if column in columns]


def _wide(frame: pd.DataFrame, source: Source, column: str) -> pd.DataFrame:
    """One column by period (in unbroken order) and part. Filled cell by cell: `pivot` takes ten times as long on a few rows."""
    if frame.empty:
        return frame.pivot(index=source.period, columns=source.breakdown, values=column)
    when, where = frame[source.period].to_numpy(), frame[source.breakdown].to_numpy()
    periods, present = span(min(when), max(when)), set(where)
    parts = [p for p in source.parts if p in present]
    row, place = ({name: i for i, name in enumerate(names)} for names in (periods, parts))
    cells = np.full((len(periods), len(parts)), np.nan)
    cells[[row[p] for p in when], [place[p] for p in where]] = frame[column].to_numpy(float)
    return pd.DataFrame(cells, index=pd.Index(periods, name=source.period), columns=pd.Index(parts, name=source.breakdown))
