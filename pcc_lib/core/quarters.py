"""Financial quarters: every date on every page derives from one."""

from __future__ import annotations

import re
from calendar import monthrange
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

    @classmethod
    def of(cls, month: str) -> Quarter:
        """The quarter that holds a month."""
        year, number = int(month[:4]), int(month[5:7])
        return cls(year - (number < 4), (number - 4) % 12 // 3 + 1)

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

    @property
    def next(self) -> Quarter:
        """The quarter after."""
        return Quarter(self.start_year, self.number + 1) if self.number < 4 else Quarter(self.start_year + 1, 1)


def folder_of(quarter: Quarter) -> str:
    """The folder of a quarter's editions in an archive: `2023-24-q3`."""
    return str(quarter).lower()


def place_of(quarter: Quarter, version: int) -> str:
    """The folder of an edition in an archive: `2023-24-q3/1`."""
    return f"{folder_of(quarter)}/{version}"


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
        return _financial(int(period[:4]) + by)
    count = int(period[:4]) * 12 + int(period[5:]) - 1 + by
    return f"{count // 12}-{count % 12 + 1:02d}"


def is_financial_year(period: str) -> bool:
    """Whether `2022-23` is meant as a financial year (`2022-11` is a month, and so is `2011-12`; with a stroke it is a year)."""
    if not re.fullmatch(r"\d{4}[-/]\d{2}", period):
        return False
    ends = int(period[5:])
    return ends == (int(period[:4]) + 1) % 100 and (period[4] == "/" or ends > 12 or ends == 0)


def _financial(start: int) -> str:
    """The financial year that starts in a year: `2022-23`, and `2005/06` where a hyphen would make it a month."""
    ends = (start + 1) % 100
    return f"{start}{'/' if 1 <= ends <= 12 else '-'}{ends:02d}"


def first_month(period: str) -> str:
    """The first month of a period: `2023-10`, `2022`, or the financial year `2022-23`."""
    if is_financial_year(period):
        return f"{period[:4]}-04"
    return f"{period}-01" if len(period) == 4 else period


def year_of(text: str) -> str:
    """A year as the library has it, of a text that can be nothing else (`2005-06` is then no month); nothing where it is none."""
    if re.fullmatch(r"(?:19|20)\d{2}", text):
        return text
    told = _financial(int(text[:4])) if re.fullmatch(r"(?:19|20)\d{2}[-/]\d{2}", text) else ""
    return told if told[5:] == text[5:] else ""


def quarter_end(text: str) -> str:
    """The last month of a quarter that is written `2023-Q3` or, financial, `2023-24-Q2`; nothing where it is neither."""
    if re.fullmatch(r"20\d{2}-Q[1-4]", text):
        return f"{text[:4]}-{3 * int(text[-1]):02d}"
    wanted = _FORM.fullmatch(text)
    named = Quarter(int(wanted[1]), int(wanted[3])) if wanted else None
    return named.months[2] if named and str(named) == text else ""


def inner(text: str) -> str:
    """A period as the library has it, of any text that people write: a quarter is its last month, `2022/23` is `2022-23`."""
    return quarter_end(text) or (year_of(text) if "/" in text else text)


def financial_year(printed: str) -> str:
    """`2023/24`, as people print it, in the form of sources and figures: `2023-24`."""
    return year_of(printed) or printed


def months_between(first: str, last: str) -> int:
    """How many months `last` is after `first`."""
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:7]) - int(first[5:7])


def is_over(date: str, day: str) -> bool:
    """Whether a date, a day or a month, is over on a day: a day when the next has come, a month when the next has begun."""
    return date < day[: len(date)]


def completed_months(date: str, day: str) -> int:
    """How many whole months lie between a date that is over and a day: of a month, from its last day on."""
    began = int(date[8:] or 31)  # the 31st stands for the last day of any month
    now, last = int(day[8:]), monthrange(int(day[:4]), int(day[5:7]))[1]
    return months_between(date, day) - (now < min(began, last))


def period_label(period: str) -> str:
    """A period for readers: `October 2023`, `2022-23` as `year ending March 2023`."""
    return f"year ending March {int(period[:4]) + 1}" if is_financial_year(period) else month_label(period)
