"""The month that each source is expected to have: from its rhythm, from how late it used to be, and from the date of writing.

How late it used to be: the months from the end of the period that an earlier quarter told to that quarter's date of writing. Of
several quarters that told the same period the nearest counts, for the value was there by then; of several periods the middle one.
Nothing is asked of a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low

from pcc_lib.core.calendars import MONTHLY, Calendar
from pcc_lib.core.frames import column_of, rows_where
from pcc_lib.core.periods import is_yearly
from pcc_lib.core.quarters import inner, is_financial_year, months_between, shift
from pcc_lib.inputs.measures import Measure
from pcc_lib.inputs.models.quarter import Late, QuarterFile
from pcc_lib.inputs.sources import Source

LOOKED_AT = 8  # the last periods of a source, from which its rhythm is read
SOON = 2  # a source whose values come so many months apart or less has a new one each quarter


def end_of(period: str) -> str:
    """The last month of a period: that of a year, or the month itself."""
    if is_financial_year(period):
        return f"{int(period[:4]) + 1}-03"
    return f"{period}-12" if len(period) == 4 else period


@dataclass(frozen=True)
class Rows:
    """The periods in which a source, or a measure in it, has a value, oldest first, and the calendar that they keep to."""

    periods: tuple[str, ...]
    calendar: Calendar

    @property
    def step(self) -> int:
        """The months between one value and the next, by its calendar and by what came of late."""
        near = self.periods[-LOOKED_AT:]
        gaps = [months_between(end_of(a), end_of(b)) for a, b in pairwise(near)]
        return max(self.calendar.step, median_low(gaps) if gaps else 1)

    def last_to(self, month: str) -> str:
        """The last period that had ended by a month; nothing where there is none."""
        return next((period for period in reversed(self.periods) if end_of(period) <= month), "")

    def next(self, period: str) -> str:
        """The period that the next value is of."""
        return shift(period, max(1, round(self.step / 12)) if is_yearly(period) else self.step)


def source_rows(source: Source) -> Rows:
    """The periods of which a source has rows."""
    return Rows(tuple(sorted(set(source.frame[source.period]))), source.calendar)


def measure_rows(measure: Measure, source: Source) -> Rows:
    """The periods in which a measure has a value of its own: every column of its numerator is filled in some row of its."""
    frame = source.frame
    for key, values in measure.rows.items():
        frame = rows_where(frame, column_of(frame, key).isin(values))
    for column in (c for c in (*measure.numerator, *measure.minus) if c in frame.columns):
        frame = rows_where(frame, column_of(frame, column).notna())
    return Rows(tuple(sorted(set(frame[source.period]))), source.calendar)


@dataclass(frozen=True)
class Key:
    """A source, or a measure of it that has a month of its own."""

    source: str
    measure: str = ""

    @property
    def name(self) -> str:
        """The measure's id, else the source's."""
        return self.measure or self.source

    def told_in(self, about: QuarterFile) -> str:
        """The period that a quarter tells of it, as the library has it; nothing where it tells none."""
        months = about.reporting_months
        own = months.measures.get(self.measure, "") if self.measure else ""
        return inner(own or months.sources.get(self.source, ""))


def usual_lag(key: Key, history: Iterable[QuarterFile]) -> int | None:
    """How many months after the end of a period its value used to be told; None where no other quarter shows it."""
    nearest: dict[str, int] = {}
    for about in history:
        period = key.told_in(about)
        if period and not about.provisional:
            lag = months_between(end_of(period), about.written_on)
            nearest[period] = min(lag, nearest.get(period, lag))
    return median_low(nearest.values()) if nearest else None


def expected(key: Key, rows: Rows, history: Sequence[QuarterFile], written_on: str) -> str:
    """The period that a report written on a day should tell; nothing where no earlier quarter shows what is usual.

    `history` are the earlier quarters, the newest first. Never less than the last of them told; and of a source that has values
    each month never the same again, however near to each other two reports were written.
    """
    before = next((period for about in history if (period := key.told_in(about))), "")
    lag = usual_lag(key, history)
    if not before or lag is None or len(before) != len(rows.periods[-1] if rows.periods else before):
        return ""
    found, now = before, written_on[:7]
    while months_between(end_of(rows.next(found)), now) >= lag:
        found = rows.next(found)
    soon = rows.next(before)
    return soon if found == before and rows.step <= SOON and end_of(soon) <= now else found


def known_by(key: Key, rows: Rows, others: Sequence[QuarterFile], written_on: str) -> str:
    """The last period that was known on a day. Rows of later periods show that the file is newer than that day: then what was
    known is what usually is, and without any quarter that shows it what had ended a month before."""
    now = written_on[:7]
    if not rows.periods or end_of(rows.periods[-1]) <= now:
        return rows.periods[-1] if rows.periods else ""
    lag = usual_lag(key, others)
    return rows.last_to(shift(now, -(1 if lag is None else max(lag, 0))))


@dataclass(frozen=True)
class Supply:
    """What a quarter tells of a source, or of a measure with a month of its own; periods as the library has them.

    before: the period that the quarter before told; expected: the one that this quarter should tell; there: the last in the data
    by the date of writing; told: the one in quarter.yml; because: why it is no newer, where somebody says so; held_back: whether
    it is in the data, and is not told on purpose; said_in: the earlier quarter that gave the same reason in the same words, where
    nobody has confirmed it for this one: it then explains nothing.
    """

    key: Key
    before: str
    expected: str
    there: str
    told: str
    because: str = ""
    held_back: bool = False
    said_in: str = ""
    calendar: Calendar = MONTHLY

    def written(self, period: str) -> str:
        """A period as the source's file writes it; nothing of none."""
        return self.calendar.written(period) if period else ""

    @property
    def state(self) -> str:
        """`present`; `late` (not in the data), `not told` (in the data, and not in quarter.yml), `explained`; `first` where there
        is nothing to expect it by."""
        if not self.expected or len(self.told) != len(self.expected):
            return "first"
        if self.told >= self.expected:
            return "present"
        newer = self.there > self.told
        if self.because and not self.said_in and (self.held_back or not newer):
            return "explained"
        return "not told" if newer else "late"

    @property
    def behind(self) -> int:
        """The months from the end of the period that is told to the end of the one that was expected; 0 where none is missing."""
        lacks = self.state in ("late", "not told", "explained")
        return months_between(end_of(self.told or self.before), end_of(self.expected)) if lacks else 0

    @property
    def is_open(self) -> bool:
        """Whether somebody has to bring the month, or to say why it is not there."""
        return self.state in ("late", "not told")


def is_of(late: Late, key: Key) -> bool:
    """Whether a reason is given of this source, or of this measure: the two may have one name."""
    return late.measure == key.measure if key.measure else late.source == key.source


def reason(about: QuarterFile, key: Key, wanted: str) -> Late | None:
    """Why a quarter does not tell the period wanted of a source or measure; None where it does not say."""
    return next((late for late in about.late if is_of(late, key) and inner(late.expected) == wanted), None)
