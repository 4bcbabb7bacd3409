"""Series: a measure's source cells period by period, cut off at what the quarter's edition knows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple
from urllib.parse import quote

import numpy as np
import pandas as pd

from pcc_lib.core.calendars import MONTHLY, Calendar
from pcc_lib.core.frames import column_of, labels_of, rows_where
from pcc_lib.core.numerals import part_id
from pcc_lib.core.periods import FIRST_MONTHS, FOREVER, Span
from pcc_lib.core.quarters import first_month, shift
from pcc_lib.core.status import CONFIDENTIAL, MISSING, Statuses
from pcc_lib.core.sure import sure
from pcc_lib.inputs.measures import Measure
from pcc_lib.inputs.models.columns import Term, terms
from pcc_lib.inputs.published import Printed
from pcc_lib.inputs.sources import Source
from pcc_lib.statistics import calculate
from pcc_lib.statistics.disclosure import survey_marker


@dataclass(frozen=True)
class Cells:
    """A block of source cells: a run of periods, one part or all parts (none named), the columns of a role with their signs.

    As text it is a reference for each column; in a formula a letter stands for each.
    """

    source: str
    key: str
    span: Span
    terms: tuple[Term, ...]
    breakdown: str = ""
    parts: tuple[str, ...] = ()
    calendar: Calendar = MONTHLY

    def __str__(self) -> str:
        where = f";{self.breakdown}={'+'.join(quote(part, safe='') for part in self.parts)}" if self.parts else ""
        when = self.calendar.cited(self.span)
        return " ".join(f"{self.source}#{self.key}={when}{where};column={term.column}" for term in self.terms)

    @property
    def signs(self) -> str:
        """The signs of its columns, such as `++-`."""
        return "".join(term.sign for term in self.terms)


class Turn(NamedTuple):
    """A period from which parts are counted that were not before (`joined`), or are no longer (`left`). Neither where parts were
    merged or split, so that the same is counted as before. since: the first month of the period.
    """

    period: str
    since: str
    joined: tuple[str, ...]
    left: tuple[str, ...]


class Held(NamedTuple):
    """A block of cells, and what it holds: their sum (blank where any is missing)."""

    value: float
    cells: Cells


def were_there(source: Source, periods: Sequence[str], parts: Sequence[str]) -> np.ndarray:
    """Where each part was there in each period: a row for each period."""
    if not source.about.lifetimes:
        return np.ones((len(periods), len(parts)), bool)
    lives = [source.about.lifetime(part) for part in parts]
    return np.array([[period in life for life in lives] for period in periods], bool).reshape(len(periods), len(parts))


def lifetimes(source: Source, frame: pd.DataFrame) -> pd.DataFrame:
    """The same of a table by period and part."""
    there = were_there(source, labels_of(frame), list(frame.columns))
    return pd.DataFrame(there, index=frame.index, columns=frame.columns)


def sum_of_parts(frame: pd.DataFrame, lived: pd.DataFrame) -> pd.Series:
    """The sum of the parts that there were in each period; blank where any of them is blank, and where there was none."""
    return frame.where(lived, 0.0).sum(axis=1, skipna=False, min_count=1).where(lived.any(axis=1))


@dataclass(frozen=True, eq=False)
class Series:
    """One measure over its source, with rows after `last` cut off.

    `columns` maps the roles (`numerator`, `denominator`) to frames: index the periods in unbroken order (a period without a row
    is blank), one column for each part of the source's breakdown. Of several columns they hold the sum, less what is
    taken off. Under a disclosure policy the frames hold only what may be published; `hidden` marks what was taken out (the column
    `""` is the whole), `totals` are the published sums, and `published` what may be shown of each
    column of the source, its total last.
    `releases` are the same of earlier releases of the source, `printed` what earlier editions printed of the measure.
    """

    measure: Measure
    source: Source
    last: str
    columns: dict[str, pd.DataFrame]
    population: Source | None = None
    totals: dict[str, pd.Series] = field(default_factory=dict)
    hidden: dict[str, pd.DataFrame] = field(default_factory=dict)
    published: dict[str, pd.DataFrame] = field(default_factory=dict)
    releases: tuple[Series, ...] = ()
    printed: tuple[Printed, ...] = ()

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The breakdown values that this measure uses, without those that have ended before the edition's last period."""
        return self.parts_in(self.last)

    @cached_property
    def all_parts(self) -> tuple[str, ...]:
        """The breakdown values that this measure uses and has used."""
        return tuple(self.columns["numerator"].columns)

    def parts_in(self, period: str) -> tuple[str, ...]:
        """The breakdown values that there are in a period."""
        return tuple(part for part in self.all_parts if period in self.source.about.lifetime(part))

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """The periods in which a part begins, or is there no longer, so that what is added up is of other parts than before."""
        lives, step = [self.source.about.lifetime(part) for part in self.all_parts], self.source.calendar.step
        found = {each.first for each in lives} | {shift(each.last, step) for each in lives if each.last != FOREVER}
        within = sorted(turn for turn in found if self.periods and self.periods[0] < turn <= self.last)
        return tuple(self._turn(period) for period in within)

    def _turn(self, period: str) -> Turn:
        """Who joins and who leaves in a period, apart from those whose people are counted in another part before or after."""
        before, after = (self.parts_in(each) for each in (shift(period, -self.source.calendar.step), period))
        said = self.source.about.said_of
        into = {said(part).get("into") for part in before if part not in after}
        out_of = {said(part).get("out_of") for part in after if part not in before}
        joined = (p for p in after if p not in before and p not in into and said(p).get("out_of") not in before)
        left = (p for p in before if p not in after and p not in out_of and said(p).get("into") not in after)
        since = first_month(shift(period, 1 - self.source.calendar.step))
        return Turn(period, since, tuple(joined), tuple(left))

    def part_of(self, id: str) -> str:
        """The part with this id, as the source writes it; the id itself where there is none."""
        return next((part for part in self.all_parts if part_id(part) == id), id)

    @property
    def periods(self) -> list[str]:
        """All periods, gaps included."""
        return list(self.columns["numerator"].index)

    @property
    def latest(self) -> Span:
        """The months, or the year, that its newest value is of."""
        return self.source.calendar.covers(self.last)

    @property
    def has_whole(self) -> bool:
        """Whether there is a value for all parts together: not of different things, nor of ready-made values of several parts."""
        return self.measure.whole and not (self.measure.how.ready_made and len(self.all_parts) > 1)

    def monthly(self, role: str, part: str = "") -> pd.Series:
        """One column by period: of one part, or summed over all that there were (blank where any of them is blank)."""
        if (role, part) not in self._added_up:
            self._added_up[role, part] = self._add_up(role, part)
        return self._added_up[role, part]

    @cached_property
    def _added_up(self) -> dict[tuple[str, str], pd.Series]:
        return {}

    def _add_up(self, role: str, part: str) -> pd.Series:
        if not part and role in self.totals:
            return self.totals[role]
        frame = self.columns[role]
        return column_of(frame, part) if part else sum_of_parts(frame, lifetimes(self.source, frame))

    @property
    def is_survey(self) -> bool:
        """Whether it is a percentage of those who answered a survey, and not of all cases."""
        return self.source.about.design == "survey" and self.measure.how.test == "shares"

    def answers_marker(self, span: Span, part: str = "") -> str:
        """What is said of a survey's percentage over these periods: `c` where so few answered that it is withheld, `u` where it
        is marked; nothing of other measures."""
        return survey_marker(self.total("denominator", span, part)).strip("[]") if self.is_survey else ""

    def marker(self, span: Span, part: str = "") -> str:
        """Why a value over these periods is not shown: `c` where a policy hides a cell of it, or few answered; else `x`."""
        if self.answers_marker(span, part) == CONFIDENTIAL:
            return CONFIDENTIAL
        for frame in self.hidden.values():
            held = rows_where(frame, (frame.index >= span.first) & (frame.index <= span.last))
            if column_of(held, part).to_numpy().any():
                return CONFIDENTIAL
        return MISSING

    def values(self, part: str = "") -> pd.Series:
        """The measure's value at every period, over its window; blank where a window has a gap, or too few answered a survey.

        It is worked out, once, from the formula that a printed value has.
        """
        if part not in self._worked_out:
            self._worked_out[part] = self._work_out(part)
        return self._worked_out[part].copy()

    def with_values(self, values: pd.Series, part: str = "") -> Series:
        """The same series as it would be with other values of the whole, or of one part."""
        other = replace(self)
        other._worked_out[part] = values
        return other

    @cached_property
    def _worked_out(self) -> dict[str, pd.Series]:
        return {}

    def _work_out(self, part: str) -> pd.Series:
        how = self.measure.how
        if not part and not self.has_whole:
            return pd.Series(math.nan, index=self.periods)
        if how.ready_made:
            return self.monthly("numerator", part)
        formula, held = calculate.lettered(self.measure.formula), [self._held_by(role, part) for role in how.roles]
        found = pd.Series([calculate.evaluate(formula, cells) for cells in zip(*held, strict=True)], index=self.periods)
        return found.mask(self._withheld(part)) if self.is_survey else found

    def _withheld(self, part: str) -> list[bool]:
        """Of which periods a survey's percentage rests on so few answers that it is not printed."""
        spans = [self.window(period) for period in self.periods]
        return [span is not None and self.answers_marker(span, part) == CONFIDENTIAL for span in spans]

    def window(self, period: str) -> Span | None:
        """The periods that the value of `period` rests on; None where the window has not begun."""
        return self.measure.window.span(period)

    def held(self, role: str, span: Span, part: str = "") -> Held:
        """What one role of the calculation holds over a run of periods, with its cells."""
        if role != "population":
            return Held(self.total(role, span, part), self.cells(role, span, part))
        residents = self._residents_of(span, part)
        return residents or Held(math.nan, self.cells("numerator", span, part))

    def cells(self, role: str, span: Span, part: str = "") -> Cells:
        """The cells of one role over a run of periods."""
        named = (part,) if part else tuple(self.measure.rows.get(self.source.breakdown, ()))
        columns, source = self.measure.terms(role), self.source
        return Cells(source.file, source.period, span, columns, source.breakdown, named, source.calendar)

    def total(self, role: str, span: Span, part: str = "") -> float:
        """Sum of the cells of one role over a run of periods; blank when any is missing."""
        taken = self.vector(role, span, part)
        return float(sum(taken)) if taken else math.nan

    def vector(self, role: str, span: Span, part: str = "") -> list[float]:
        """The cells of one role, value by value (blank where missing)."""
        known = self._known(role, part)
        return [known.get(period, math.nan) for period in self.source.calendar.of(span)]

    def _known(self, role: str, part: str) -> dict[str, float]:
        if (role, part) not in self._by_period:
            series = self.monthly(role, part)
            self._by_period[role, part] = dict(zip(labels_of(series), series.to_numpy(float).tolist(), strict=True))
        return self._by_period[role, part]

    @cached_property
    def _by_period(self) -> dict[tuple[str, str], dict[str, float]]:
        return {}

    def _residents_of(self, span: Span, part: str) -> Held | None:
        """The residents that a window's events are of; None where it holds those of other parts too, who are not among them."""
        within = (t for t in self.turns if first_month(span.first) < t.since and t.period <= span.last)
        changes = not part and any(t.joined or t.left for t in within)
        return None if changes else self.population_at(span.last, part)

    def population_at(self, period: str, part: str = "") -> Held | None:
        """Residents in the latest population year not after the period; None where they are not all known."""
        known = [year for year in self._population_years if year <= period[:4]]
        if not known:
            return None
        asked = (known[-1], (part,) if part else self.parts_in(period))
        if asked not in self._residents:
            self._residents[asked] = self._residents_in(*asked)
        return self._residents[asked]

    @cached_property
    def _population_years(self) -> list[str]:
        source = self.population
        return sorted(set(column_of(source.frame, source.period).tolist())) if source else []

    @cached_property
    def _residents(self) -> dict[tuple[str, tuple[str, ...]], Held | None]:
        return {}

    def _residents_in(self, year: str, parts: tuple[str, ...]) -> Held | None:
        source, column = sure(self.population), self.measure.population.partition(".")[2]
        rows = rows_where(source.frame, column_of(source.frame, source.period) == year)
        held = rows_where(rows, column_of(rows, source.breakdown).isin(parts))
        if set(held[source.breakdown]) != set(parts):
            return None
        named = () if set(parts) == set(rows[source.breakdown]) else tuple(parts)
        columns = terms([column], [])
        cells = Cells(source.file, source.period, Span.of(year), columns, source.breakdown, named, source.calendar)
        return Held(float(column_of(held, column).sum(skipna=False)), cells)

    @cached_property
    def _marked(self) -> dict[str, Statuses]:
        """The periods of the source's rows that carry a status, with their statuses."""
        when, marks = (column_of(self.source.frame, name).tolist() for name in (self.source.period, "status"))
        found: dict[str, list[str]] = {}
        for period, status in set(zip(when, marks, strict=True)):
            if status:
                found.setdefault(period, []).append(status)
        return {period: Statuses.parse(",".join(several)) for period, several in found.items()}

    def status(self, span: Span | None = None) -> Statuses:
        """Statuses of the rows in a run of periods (of all rows where none is given)."""
        return Statuses.all_of(each for period, each in self._marked.items() if span is None or period in span)

    def kind(self) -> str:
        """`published` for ready-made values, else `computed`."""
        return "published" if self.measure.how.ready_made else "computed"

    def gaps(self) -> list[str]:
        """Periods before the last one for which the source has no value."""
        top = self.monthly("numerator")
        held = top.dropna().index
        return [p for p in labels_of(top) if p not in held and len(held) and held[0] < p < held[-1]]

    def _windowed(self, series: pd.Series) -> pd.Series:
        window = self.measure.window
        if window.is_month:
            return series
        if window.rolls:
            return calculate.rolling_sum(series, window.months // self.source.calendar.step)
        if window.since:
            return calculate.sum_since(series, window.since)
        return calculate.year_to_date(series, FIRST_MONTHS[window.year])

    def _held_by(self, role: str, part: str) -> list[float]:
        """What one role of the calculation holds at every period, over its window."""
        if role != "population":
            return self._windowed(self.monthly(role, part)).tolist()
        spans = [self.window(p) or Span.of(p) for p in self.periods]
        return [residents.value if (residents := self._residents_of(span, part)) else math.nan for span in spans]
