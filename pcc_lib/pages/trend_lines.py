"""What a chart of lines by month shows: its measures or parts, and the rows of each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pcc_lib.charts.given import MOST_LINES
from pcc_lib.core.calendars import Calendar
from pcc_lib.core.frames import labels_of
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import period_label, shift
from pcc_lib.core.status import CONFIDENTIAL, RECONSTRUCTED, UNRELIABLE, Statuses
from pcc_lib.figures.series import Series
from pcc_lib.figures.surveys import interval_at
from pcc_lib.inputs.measures import Measure
from pcc_lib.pages.pictures import printed_value, seldom

ENDS_OF_INTERVAL = {"low_end": "lower", "high_end": "upper"}


@dataclass(frozen=True)
class Line:
    """One line of a chart: a measure, or a part of one."""

    name: str
    measure: Measure
    series: Series
    part: str = ""
    printed: frozenset[str] = frozenset()  # the periods whose values an original report prints

    @cached_property
    def values(self) -> pd.Series:
        return self.series.values(self.part)

    def status(self, period: str) -> Statuses:
        """What readers are told of a value: of a printed one not that its month is reconstructed."""
        found = self.series.status(Span.of(period))
        return found.without(RECONSTRUCTED) if period in self.printed else found


@dataclass(frozen=True)
class Shown:
    """What a chart shows: its measures, the lines of those that have data, and their rows from the first month on."""

    measures: list[Measure]
    lines: list[Line]
    start: str
    own: str = ""
    rest: frozenset[str] = frozenset()  # lines that take several together: neither is the highest of single ones

    @property
    def measure(self) -> Measure:
        """The measure that gives the chart its unit."""
        return self.measures[0]

    @property
    def single(self) -> bool:
        return len(self.lines) == 1

    @cached_property
    def frame(self) -> pd.DataFrame:
        return pd.DataFrame([row for line in self.lines for row in rows_of(line, self.start)])

    @cached_property
    def focus(self) -> list[str]:
        """Of more lines than a reader can tell apart, those that stand out: the own area's, the highest and the lowest now."""
        if len(self.lines) <= MOST_LINES:
            return []
        now = self.frame.loc[self.frame["period"] == self.latest].dropna(subset=["value"])
        now = now.loc[~now["series"].isin(self.rest)] if len(set(now["series"]) - self.rest) > 1 else now
        ranked = labels_of(now.set_index("series")["value"].sort_values(ascending=False, kind="stable"))
        ends = [name for pair in zip(ranked, ranked[::-1], strict=True) for name in pair]
        own = [line.name for line in self.lines if line.part and line.part == self.own]
        return list(dict.fromkeys([*own, *ends]))[:MOST_LINES]

    @property
    def first(self) -> str:
        return str(self.frame["period"].min())

    @property
    def calendar(self) -> Calendar:
        """The calendar that its periods are told by."""
        return seldom([line.series for line in self.lines])

    @property
    def spanned(self) -> str:
        """Its first and last period, in words."""
        begins = shift(self.first, 1 - self.calendar.step)
        return f"{period_label(begins)} to {period_label(self.latest)}"

    @property
    def latest(self) -> str:
        """The newest period with a value."""
        return str(self.frame.loc[self.frame["value"].notna(), "period"].max())


def rows_of(line: Line, start: str) -> list[dict[str, object]]:
    """A row for each period of a line, from a period on, as charts and tables take them."""
    kept = line.values.loc[line.values.index >= start]
    kept = kept.loc[kept.first_valid_index() : kept.last_valid_index()]  # gaps inside stay, nothing hangs over the ends
    return [_row(line, str(period), value) for period, value in kept.items()]


def _row(line: Line, period: str, value: float) -> dict[str, object]:
    span, series = line.series.window(period) or Span.of(period), line.series
    marker = series.marker(span, line.part) if math.isnan(value) else ""
    found = interval_at(series, period, line.part) if not math.isnan(value) else None
    ends = {end: 100 * share for end, share in zip(ENDS_OF_INTERVAL, (found.lower, found.upper), strict=True)} if found else {}
    few = f" [{UNRELIABLE}]" if found and series.answers_marker(span, line.part) == UNRELIABLE else ""
    return {
        "period": period,
        "series": line.name,
        "value": value,
        "status": CONFIDENTIAL if marker == CONFIDENTIAL else str(line.status(period)),
        "printed": f"[{marker}]" if marker else f"{printed_value(value, line.measure)}{few}",
        "interval": " to ".join(printed_value(end, line.measure) for end in ends.values()),
        **ends,
    }


def has_intervals(frame: pd.DataFrame) -> bool:
    """Whether any value has an interval: it rests on the answers of some."""
    return bool((frame["interval"] != "").any())
