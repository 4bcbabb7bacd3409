"""Runs of periods, and the windows that a measure's values cover: value types that are read and written as text once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from pcc_lib.core.quarters import is_financial_year, months_between, period_label, shift

FOREVER = "9999"  # after every period
NOUNS = {1: "month", 3: "quarter", 6: "half-year", 12: "year"}  # what one value covers, by its months
BY_MONTHS = ("quarter", "half-year")  # those that are named by their months: `October to December 2023`


@dataclass(frozen=True, order=True)
class Span:
    """Periods from `first` to `last`, both included: months, years or financial years. Without either it is empty, and false.

    step: the months that one value covers, where it covers several (a quarter has 3). unstated: whether it began at a time that
    is not known, and only its end is. year_ends: the month in which years that are written as years end. All are for words alone:
    the same periods are the same span.
    """

    first: str = ""
    last: str = ""
    step: int = field(default=1, compare=False, repr=False)
    unstated: bool = field(default=False, compare=False, repr=False)
    year_ends: int = field(default=12, compare=False, repr=False)

    @classmethod
    def parse(cls, text: str) -> Span:
        """`2023-04..2023-09`, or one period such as `2023-10`; an empty text is the empty span."""
        first, _, last = text.partition("..")
        return cls(first, last or first)

    @classmethod
    def of(cls, period: str) -> Span:
        """One period."""
        return cls(period, period)

    def __str__(self) -> str:
        return self.last if self.first == self.last else f"{self.first}..{self.last}"

    def __bool__(self) -> bool:
        return bool(self.last)

    def __contains__(self, period: str) -> bool:
        return bool(self) and self.first <= period <= self.last

    @property
    def periods(self) -> tuple[str, ...]:
        """Every period of it, in order."""
        return _all_periods(self.first, self.last) if self else ()

    @property
    def is_one(self) -> bool:
        """Whether it is a single period."""
        return bool(self) and self.first == self.last

    @property
    def months(self) -> int:
        """How many months it covers (where it is one of months)."""
        return months_between(self.first, self.last) + 1

    @property
    def values(self) -> int:
        """How many values of their source it holds (where it is one of months)."""
        return self.months // self.step

    @property
    def noun(self) -> str:
        """What it is, where it is the one value of several months: `quarter`, `half-year`, `year`."""
        return NOUNS[self.step] if self.step > 1 and self.months == self.step else ""

    @property
    def label(self) -> str:
        """For readers: `October 2023`, `April 2023 to September 2023`, `year ending March 2023`."""
        return self._named(self.last) if self.first == self.last else f"{self._named(self.first)} to {self._named(self.last)}"

    @property
    def is_year_to_a_month(self) -> bool:
        """Whether it is of years that its words name by the month they end in: `year ending March 2023`."""
        return is_financial_year(self.last) or (len(self.last) == 4 and self.year_ends != 12)

    def _named(self, period: str) -> str:
        to_a_month = len(period) == 4 and self.year_ends != 12
        return f"year ending {period_label(f'{period}-{self.year_ends:02d}')}" if to_a_month else period_label(period)

    def shifted(self, by: int) -> Span:
        """The span that lies `by` periods later (earlier when negative)."""
        return replace(self, first=shift(self.first, by), last=shift(self.last, by))

    def ending(self, month: int) -> Span:
        """The same, of years that end in a month (1 to 12)."""
        return replace(self, year_ends=month)

    def to(self, last: str) -> Span:
        """From its first period to another last one."""
        return replace(self, last=last)


NO_PERIOD = Span()


@lru_cache(maxsize=4096)
def _all_periods(first: str, last: str) -> tuple[str, ...]:
    found = [first]
    while found[-1] < last:
        found.append(shift(found[-1], 1))
    return tuple(found)


def months_to(last: str, count: int) -> Span:
    """The `count` periods that end with `last`."""
    return Span(shift(last, 1 - count), last)


def year_start(month: str, first_month: int = 4) -> str:
    """First month of the year (financial from April, calendar from January) that holds `month`."""
    year = int(month[:4]) - (int(month[5:7]) < first_month)
    return f"{year}-{first_month:02d}"


FIRST_MONTHS = {"calendar year": 1, "financial year": 4}
UNSTATED = "unstated"
WINDOW_FORM = rf"month|{UNSTATED}|(?:[2-9]|[1-9]\d) months|since (?:19|20)\d{{2}}-(?:0[1-9]|1[0-2])|calendar year|financial year"


@dataclass(frozen=True)
class Window:
    """The periods that a measure's value covers: a number of months, all since a month, or a year so far.

    months: of a rolling window (1 is the month itself), else 0. since: the first month of a running total. year: `calendar year`
    or `financial year`. One of the three is set. step: the months that one value of its source covers (1 where years are written
    as years), each: what that is. unstated: whether its producer says only where the period of a value ends.
    """

    months: int = 0
    since: str = ""
    year: str = ""
    step: int = 1
    each: str = "month"
    unstated: bool = False

    @classmethod
    def parse(cls, text: str) -> Window:
        """`month`, `12 months`, `since 2023-04`, `calendar year`, `financial year`, `unstated`; else a ValueError."""
        if not re.fullmatch(WINDOW_FORM, text):
            raise ValueError(f"'{text}' is not a window")
        if text in FIRST_MONTHS:
            return cls(year=text)
        if text == UNSTATED:
            return cls(months=1, unstated=True)
        words = text.split()
        return cls(since=words[1]) if words[0] == "since" else cls(months=1 if text == "month" else int(words[0]))

    @property
    def runs_on(self) -> bool:
        """Whether its values are running totals, since a month or of the year so far: from one to the next they only grow."""
        return bool(self.since or self.year)

    def __str__(self) -> str:
        if self.since or self.unstated:
            return f"since {self.since}" if self.since else UNSTATED
        whole, rest = divmod(self.months, self.step)
        return self.year or self.noun or (f"{self.months} months" if rest else f"{whole} {self.each}s")

    @property
    def noun(self) -> str:
        """What it is, where each value covers its own period alone: `month`, `quarter`, `half-year`, `year`."""
        return self.each if self.months == self.step and not self.unstated else ""

    @property
    def is_month(self) -> bool:
        """Whether each value covers its own period alone."""
        return self.months == 1 and not self.unstated

    @property
    def rolls(self) -> bool:
        """Whether every value covers as many months as any other."""
        return self.months > 0 and not self.unstated

    def span(self, period: str) -> Span | None:
        """The periods that the value of `period` rests on; None where the window has not begun."""
        if self.months:
            return replace(months_to(period, self.months), step=self.step, unstated=self.unstated)
        if self.since:
            return Span(self.since, period, self.step) if period >= self.since else None
        return Span(year_start(period, FIRST_MONTHS[self.year]), period, self.step)


def is_yearly(period: str) -> bool:
    """Whether a period is a year: `2022`, or the financial year `2022-23`."""
    return len(period) == 4 or is_financial_year(period)
