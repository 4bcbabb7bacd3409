"""Months, quarters and years as people and spreadsheets write them; what could be two of them is a doubt, and is not guessed."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from pcc_lib.core.calendars import Calendar
from pcc_lib.core.month_names import ANY_MONTH as _NAME
from pcc_lib.core.month_names import month_number
from pcc_lib.core.quarters import MONTHS, Quarter, months_between, year_of
from pcc_lib.receiving.grid import Cell, squeezed

_YEAR = r"(?:19|20)\d\d"
_MARKS = re.compile(r"(.*?)\s*[\[(]\s*(p|r|prov|provisional|revised)\s*[\])]", re.IGNORECASE)
_LONGEST = 60  # characters of a period in words
_EPOCH, _OLD_EPOCH = datetime(1899, 12, 30), datetime(1904, 1, 1)
_SERIALS = range(29_000, 58_000)  # 1979 to 2058
_FORMS = {
    form: re.compile(pattern, re.IGNORECASE)
    for form, pattern in {
        "iso": rf"({_YEAR})-(\d\d?)-(\d\d?)(?:[ T][\d:.]+Z?)?",
        "name year": rf"({_NAME})[ .,'’‘/_-]*({_YEAR}|\d\d)",
        "year name": rf"({_YEAR})[ ./_-]*({_NAME})",
        "day name year": rf"(\d\d?)(?:st|nd|rd|th)?[ ./-]+({_NAME})[ .,/-]+({_YEAR}|\d\d)",
        "name day year": rf"({_NAME})\.? (\d\d?)(?:st|nd|rd|th)?,? ({_YEAR})",
        "day name": rf"(\d\d?)(?:st|nd|rd|th)?[ ./-]+({_NAME})",
        "year month": rf"({_YEAR})([-/ ]\d|[-/. ]\d\d)",
        "month year": rf"(\d\d?)[-/. ]({_YEAR})",
        "short": r"(\d\d?)[-/](\d\d)",
        "packed": rf"({_YEAR})(0[1-9]|1[0-2])",
        "slashed": rf"(\d\d?)[/.-](\d\d?)[/.-]({_YEAR}|\d\d)(?:[ T][\d:.]+)?",
        "quarter first": rf"(?:q|qtr ?|quarter )([1-4])[ ,:/-]*(?:of )?(?:fy ?)?({_YEAR})(?:[/-](\d\d|{_YEAR}))?",
        "quarter last": rf"(?:fy ?)?({_YEAR})(?:[/-](\d\d|{_YEAR}))?[ ,:/-]*(?:q|qtr ?|quarter )([1-4])",
        "run": rf"({_NAME})\.?(?: ({_YEAR}|\d\d))?(?: to | ?[-–—] ?)({_NAME})\.? ({_YEAR}|\d\d)",
        "years": rf"(?:fy ?|financial year |year )?({_YEAR})[/–-](\d\d|{_YEAR})",
        "year": rf"(?:calendar year |year |cy ?)?({_YEAR})",
        "year to": rf"(?:(?:year|12 months) (?:ending|to|ended)|y/e|ye)(?: \d\d?)? ({_NAME}) ({_YEAR}|\d\d)",
        "name": rf"({_NAME})\.?",
        "quarter": r"(?:q|qtr ?|quarter )([1-4])",
    }.items()
}


@dataclass(frozen=True)
class When:
    """What a cell says of time: a month (`2023-10`), a quarter by its last month, a calendar year, a financial year; or a part of
    one that another cell completes: the number of a month, or of a quarter.

    financial: whether its quarter is told by a financial year; None where that is not said. days: day, month and year of a date
    with strokes, whose order the other dates tell. status: `p` or `r`, where it is marked. doubt: why it is not known.
    """

    month: str = ""
    quarter: str = ""
    financial: bool | None = None
    year: str = ""
    years: str = ""
    month_number: int = 0
    quarter_number: int = 0
    days: tuple[int, int, int] | None = None
    status: str = ""
    doubt: str = ""


def when_of(cell: Cell, old_epoch: bool = False, digits: bool = False) -> When | None:
    """What a cell says of time; None where it says nothing. `digits`: bare numbers are days since 1900 (1904), 202310, years."""
    value = cell.value
    if isinstance(value, bool) or cell.broken:
        return None
    if isinstance(value, datetime | date):
        return _of_day(value.year, value.month, value.day, cell.form)
    if isinstance(value, int | float):
        return _of_number(float(value), old_epoch) if digits else None
    if not isinstance(value, str):
        return None
    text = squeezed(value).strip("'")
    if digits and re.fullmatch(r"\d{4,6}(\.0+)?", text):
        return _of_number(float(text), old_epoch)
    return when_in(text)


def _of_number(number: float, old_epoch: bool) -> When | None:
    if number % 1:
        return None
    whole = int(number)
    if 1979 <= whole <= 2099:
        return When(year=str(whole))
    if 190001 <= whole <= 209912:
        return When(month=f"{whole // 100}-{whole % 100:02d}") if 1 <= whole % 100 <= 12 else None
    if whole in _SERIALS:
        day = (_OLD_EPOCH if old_epoch else _EPOCH) + timedelta(days=whole)
        return _of_day(day.year, day.month, day.day)
    return None


def _of_day(year: int, month: int, day: int, form: str = "") -> When:
    if not (1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return When(doubt="is no day of the calendar")
    if form and set(re.sub(r"[^a-z]", "", form.lower())) == {"y"}:
        return When(year=str(year)) if (month, day) == (1, 1) else When(doubt="is a day that is shown as a year")
    if day in (1, monthrange(year, month)[1]):
        return When(month=f"{year}-{month:02d}")
    told = f"{day} {MONTHS[month]} {year}"
    return When(doubt=f"is a day, {told}, and no month (where Excel was given {MONTHS[month][:3]}-{day:02d}, it made that of it)")


@lru_cache(maxsize=1 << 14)  # a sheet is asked by every source
def when_in(text: str) -> When | None:
    """The same of a text."""
    if len(text) > _LONGEST:
        return None
    marked = _MARKS.fullmatch(text)
    status = marked[2][0].lower() if marked else ""
    bare = marked[1] if marked else text
    for form, pattern in _FORMS.items():
        found = pattern.fullmatch(bare)
        if found and (when := _READ[form](*found.groups())) is not None:
            return replace(when, status=status) if status else when
    return None


def _full(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _month(year: int, month: int) -> When | None:
    return When(month=f"{year}-{month:02d}") if 1 <= month <= 12 else None


def _year_month(year: str, behind: str) -> When | None:
    """A month; `2011/12` may be a financial year as well."""
    found, month = _month(int(year), int(behind[1:])), behind[1:]
    if found is None or len(month) < 2 or not _follows(year, month):
        return found
    either = replace(found, years=year_of(f"{year}/{month}"))
    return replace(either, doubt="may be a month, or a financial year") if behind[0] == "/" else either


def _day_name(day: str, name: str) -> When:
    month = MONTHS[month_number(name)]
    return When(doubt=f"may be {int(day)} {month}, or {month} 20{int(day):02d}")


def _short(month: str, year: str) -> When | None:
    if int(year) <= 12:
        return When(doubt="may be a month and a year, or a day and a month") if int(month) <= 31 else None
    return _month(2000 + int(year), int(month))


def _slashed(day: str, month: str, year: str) -> When | None:
    a, b = int(day), int(month)
    return When(days=(a, b, _full(year))) if 1 <= a <= 31 and 1 <= b <= 31 and min(a, b) <= 12 else None


def _quarter(number: str, year: str, ends: str | None) -> When | None:
    if ends is None:
        return When(quarter=f"{year}-{3 * int(number):02d}", financial=None, quarter_number=int(number), year=year)
    if not _follows(year, ends):
        return None
    return When(quarter=Quarter(int(year), int(number)).months[2], financial=True)


def _follows(year: str, ends: str) -> bool:
    return _full(ends) % 100 == (int(year) + 1) % 100


def _run(first: str, began: str | None, last: str, ended: str) -> When | None:
    end = f"{_full(ended)}-{month_number(last):02d}"
    year = _full(began) if began else _full(ended) - (month_number(first) > month_number(last))
    count = months_between(f"{year}-{month_number(first):02d}", end) + 1
    if count == 3:
        return When(quarter=end, financial=True)
    return _year_to(last, ended) if count == 12 else None


def _years(year: str, ends: str) -> When | None:
    return When(years=year_of(f"{year}/{ends[-2:]}")) if _follows(year, ends) else None


def _year_to(name: str, year: str) -> When | None:
    month, number = month_number(name), _full(year)
    if month == 3:
        return When(years=year_of(f"{number - 1}/{number % 100:02d}"))
    return When(year=str(number)) if month == 12 else None


_READ = {
    "iso": lambda y, m, d: _of_day(int(y), int(m), int(d)),
    "name year": lambda n, y: _month(_full(y), month_number(n)),
    "year name": lambda y, n: _month(int(y), month_number(n)),
    "day name year": lambda d, n, y: _of_day(_full(y), month_number(n), int(d)),
    "name day year": lambda n, d, y: _of_day(int(y), month_number(n), int(d)),
    "day name": _day_name,
    "year month": _year_month,
    "month year": lambda m, y: _month(int(y), int(m)),
    "short": _short,
    "packed": lambda y, m: _month(int(y), int(m)),
    "slashed": _slashed,
    "quarter first": lambda q, y, e: _quarter(q, y, e),
    "quarter last": lambda y, e, q: _quarter(q, y, e),
    "run": _run,
    "years": _years,
    "year": lambda y: When(year=y),
    "year to": _year_to,
    "name": lambda n: When(month_number=month_number(n)),
    "quarter": lambda q: When(quarter_number=int(q)),
}


def months_in(text: str) -> list[str]:
    """The months that a text names with their years, in its order: `2023-11` of `Complaints - November 2023`."""
    found = re.finditer(rf"\b({_NAME})\.?[ -]?({_YEAR}|\d\d)\b", text, re.IGNORECASE)
    whens = [_READ["name year"](*each.groups()) for each in found]
    return list(dict.fromkeys(when.month for when in whens if when))


def financial_year_in(text: str) -> str:
    """The one financial year that a text names, among other words; nothing where it names none, or several."""
    found = {when.years for each in re.finditer(rf"\b({_YEAR})[/–-](\d\d|{_YEAR})\b", text) if (when := _years(*each.groups()))}
    return found.pop() if len(found) == 1 else ""


# ── several cells together ────────────────────────────────────────────────────────────────────────────────────────────
def settled(several: list[When]) -> list[When]:
    """Dates with strokes, read in the order that all of them allow: day first where each is then the first or the last of a
    month, month first where only that makes each the first of a month of its own. Else each is a doubt."""
    told = [each.days for each in several if each.days]
    if not told:
        return several
    british = [_of_day(y, b, a) if b <= 12 else When(doubt="is no day of the calendar") for a, b, y in told]
    american = [_of_day(y, a, b) if a <= 12 else When(doubt="is no day of the calendar") for a, b, y in told]
    if not any(each.doubt for each in british):
        return _with_days(several, british)
    months = [each.month for each in american]
    if len(set(told)) > 1 and not any(each.doubt for each in american) and len(set(months)) == len(set(told)):
        return _with_days(several, american)
    doubtful = [When(doubt=_doubt(*days)) for days in told]
    return _with_days(several, doubtful)


def _doubt(a: int, b: int, year: int) -> str:
    if a <= 12 and b == 1:
        return f"may be {a} {MONTHS[b]}, or {b} {MONTHS[a]} {year}, and no other cell tells which"
    return f"is a day and no month: {a:02d}/{b:02d}/{year}"


def _with_days(several: list[When], found: list[When]) -> list[When]:
    rest = iter(found)
    return [replace(next(rest), status=each.status) if each.days else each for each in several]


def period_of(several: Sequence[When], calendar: Calendar) -> tuple[str, str]:
    """The period, as the library has it, that what cells say of time makes together, and a doubt; nothing of either where they
    make none."""
    return _period_of(tuple(several), calendar)


@lru_cache(maxsize=1 << 14)  # a long table says the same again and again
def _period_of(several: tuple[When, ...], calendar: Calendar) -> tuple[str, str]:
    doubt = next((each.doubt for each in several if each.doubt and not (calendar.kind == "year" and each.years)), "")
    if doubt or len({each.month for each in several if each.month}) > 1:
        return "", doubt or "is not the month that stands beside it"
    whole = _together(several)
    if calendar.kind == "year":
        return _year_period(whole, calendar)
    if calendar.kind == "quarter" or (whole.quarter and not whole.month):
        return _quarter_period(whole, calendar)
    if not whole.month and calendar.step == 12 and (whole.years or whole.year):
        return (f"{int(whole.years[:4]) + 1}-03" if whole.years else f"{whole.year}-12"), ""
    return whole.month, ""


def _together(several: tuple[When, ...]) -> When:
    """What cells say of time, one completed by another: a month's name and its year, a quarter and its financial year."""
    known = {name: value for each in several for name, value in vars(each).items() if value}
    whole = replace(When(), **known)
    number, quarter = whole.month_number, whole.quarter_number
    if number and not whole.month and (whole.year or whole.years):
        start = int(whole.years[:4]) + (number < 4) if whole.years else int(whole.year)
        whole = replace(whole, month=f"{start}-{number:02d}")
    if quarter and whole.years:
        whole = replace(whole, quarter=Quarter(int(whole.years[:4]), quarter).months[2], financial=True)
    elif quarter and whole.year and not whole.quarter:
        whole = replace(whole, quarter=f"{whole.year}-{3 * quarter:02d}")
    return whole


def _year_period(whole: When, calendar: Calendar) -> tuple[str, str]:
    financial = calendar.form != "2023"
    if whole.years and (financial or not calendar.form):
        return whole.years, ""
    if whole.year and not whole.month_number and (not financial or not calendar.form):
        return whole.year, ""
    if whole.year or whole.years:
        wanted = "financial" if financial else "calendar"
        return "", f"is not a {wanted} year, and the source has {wanted} years such as {calendar.example}"
    return "", ""


def _quarter_period(whole: When, calendar: Calendar) -> tuple[str, str]:
    if not whole.quarter:
        return (whole.month, "") if whole.month and calendar.kind == "quarter" and int(whole.month[5:]) % 3 == 0 else ("", "")
    if whole.financial is None and calendar.form != "2023-Q3":
        return "", "may be a quarter of the calendar year or of the financial year"
    return (whole.quarter, "") if calendar.kind == "quarter" or calendar.step == 3 else ("", "")
