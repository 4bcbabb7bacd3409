"""Financial quarters: every date on every page derives from one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache, total_ordering

from pcc_lib.core.errors import ReportError

_FORM = re.compile(r"(20\d{2})-(\d{2})-Q([1-4])")
MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
MONTHS = (
    "",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@total_ordering
@dataclass(frozen=True)
class Quarter:
    """A financial quarter; `2023-24-Q3` is October to December 2023 (the year starts in April)."""

    start_year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Read `2023-24-Q3`; a ReportError says what the form is."""
        match = _FORM.fullmatch(str(text).strip())
        if not match:
            raise ReportError(f"quarter '{text}': not a financial quarter. Write it like 2023-24-Q3 (October to December 2023).")
        start, end, number = int(match[1]), int(match[2]), int(match[3])
        if end != (start + 1) % 100:
            raise ReportError(
                f"quarter '{text}': the financial year {start} ends in {(start + 1) % 100:02d}, "
                f"not {match[2]}. Write {start}-{(start + 1) % 100:02d}-Q{number}."
            )
        return cls(start, number)

    def __str__(self) -> str:
        return f"{self.start_year}-{(self.start_year + 1) % 100:02d}-Q{self.number}"

    def __lt__(self, other: Quarter) -> bool:
        return (self.start_year, self.number) < (other.start_year, other.number)

    @property
    def months(self) -> tuple[str, str, str]:
        """Its three months as `YYYY-MM`."""
        first = 4 + 3 * (self.number - 1)
        year, month = (self.start_year, first) if first <= 12 else (self.start_year + 1, first - 12)
        return tuple(f"{year}-{month + i:02d}" for i in range(3))  # type: ignore[return-value]

    @property
    def label(self) -> str:
        """`October to December 2023`."""
        first, _, last = self.months
        return f"{MONTHS[int(first[5:])]} to {MONTHS[int(last[5:])]} {last[:4]}"

    @property
    def financial_year(self) -> str:
        """`2023-24`."""
        return str(self)[:7]

    @property
    def previous(self) -> Quarter:
        """The quarter before."""
        return Quarter(self.start_year, self.number - 1) if self.number > 1 else Quarter(self.start_year - 1, 4)


def is_quarter(text: str) -> bool:
    """Whether a text has the form of a quarter, such as `2023-24-Q3`."""
    return bool(_FORM.fullmatch(text.strip()))


def month_label(month: str) -> str:
    """`2023-10` as `October 2023`; other period texts come back unchanged."""
    if MONTH.fullmatch(month):
        return f"{MONTHS[int(month[5:])]} {month[:4]}"
    return month


def day_label(day: str) -> str:
    """`2023-11-28` as `28 November 2023`; a month becomes `November 2023`."""
    return f"{int(day[8:])} {month_label(day[:7])}" if len(day) == 10 else month_label(day)


@lru_cache(maxsize=4096)  # a check asks for the same few hundred months many thousand times
def shift(period: str, by: int) -> str:
    """The period `by` periods later (earlier when negative): months, years, and financial years such as 2022-23."""
    if len(period) == 4:
        return str(int(period) + by)
    if is_financial_year(period):
        year = int(period[:4]) + by
        return f"{year}-{(year + 1) % 100:02d}"
    count = int(period[:4]) * 12 + int(period[5:]) - 1 + by
    return f"{count // 12}-{count % 12 + 1:02d}"


def is_financial_year(period: str) -> bool:
    """Whether `2022-23` is meant as a financial year (`2022-11` is a month, and so is `2011-12`)."""
    return (
        bool(re.fullmatch(r"\d{4}-\d{2}", period))
        and int(period[5:]) == (int(period[:4]) + 1) % 100
        and (int(period[5:]) > 12 or int(period[5:]) == 0)
    )


def financial_year(printed: str) -> str:
    """`2023/24`, as people print it, in the form of sources and figures: `2023-24`."""
    return printed.replace("/", "-")


def months_between(first: str, last: str) -> int:
    """How many months `last` is after `first`."""
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:7]) - int(first[5:7])


def period_label(period: str) -> str:
    """A period for readers: `October 2023`, `2022-23` as `year ending March 2023`."""
    return f"year ending March {int(period[:4]) + 1}" if is_financial_year(period) else month_label(period)
