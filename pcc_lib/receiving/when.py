"""Months, quarters and years as people and spreadsheets write them; what could be two of them is a doubt, and is not guessed."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from pcc_lib.core.month_names import ANY_MONTH as _NAME
from pcc_lib.core.month_names import month_number
from pcc_lib.core.quarters import MONTHS, Quarter, months_between, year_of
from pcc_lib.receiving.grid import Cell, squeezed

_YEAR = r"(?:19|20)\d\d"
_MARKS = re.compile(r"(.*?)\s*[\[(]\s*(p|r|prov|provisional|revised)\s*[\])]", re.IGNORECASE)
_TWICE = re.compile(r"([^()]*)\(([^()]+)\)([^()]*)")
_LONGEST = 60  # characters of a period in words
_EPOCH, _OLD_EPOCH = datetime(1899, 12, 30), datetime(1904, 1, 1)
_SERIALS = range(29_000, 58_000)  # 1979 to 2058
_QUARTER = r"(?:q|qtr ?|quarter )?([1-4](?:st|nd|rd|th)? (?:quarter|qtr)|(?<=[qrQR ])[1-4]|(?:first|second|third|fourth) quarter)"
_OF_QUARTER = rf"({_YEAR}|\d\d(?=[/-]))(?:[/-](\d\d|{_YEAR}))?"
_ORDINALS = ("", "first", "second", "third", "fourth")
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
        "quarter first": rf"{_QUARTER}[ ,:/-]*(?:of )?(?:fy ?)?{_OF_QUARTER}",
        "quarter last": rf"(?:fy ?)?{_OF_QUARTER}[ ,:/-]*{_QUARTER}",
        "quarter of one": rf"{_QUARTER}[ ,:/-]*(?:of )?fy ?({_YEAR}|\d\d)",
        "quarter to": rf"(?:quarter|qtr|q/?e|(?:3|three) months)(?: ending| ended| end| to)?:? (?:\d\d?(?:st|nd|rd|th)? )?"
        rf"({_NAME})[ .'’-]*({_YEAR}|\d\d)",
        "run": rf"({_NAME})\.?(?: ({_YEAR}|\d\d))?(?: to | ?[-–—] ?)({_NAME})\.?[ '’]*({_YEAR}|\d\d)",
        "three": rf"({_NAME})[/, ]+(?:{_NAME})(?:/| and |, | & )({_NAME}) ({_YEAR}|\d\d)",
        "part of a year": rf"({_NAME})\.?(?: to | ?[-–—] ?)({_NAME})\.?",
        "years": rf"(?:fy ?|financial year |year )?({_YEAR})[/–-](\d\d|{_YEAR})",
        "short years": r"(?:fy ?|financial year |year )?(\d\d)[/–-](\d\d)",
        "one financial year": rf"(?:fy|financial year) ?({_YEAR}|\d\d)",
        "year": rf"(?:calendar year |year |cy ?)?({_YEAR})",
        "year to": rf"(?:(?:year|12 months) (?:ending|to|ended)|y/e|ye)(?: \d\d?)? ({_NAME}) ({_YEAR}|\d\d)",
        "name": rf"({_NAME})\.?",
        "quarter": _QUARTER,
    }.items()
}


@dataclass(frozen=True)
class When:
    """What a cell says of time: a month (`2023-10`), a quarter by its last month, a calendar year, a financial year; or a part of
    one that another cell completes: the number of a month, or of a quarter, or the month that a part of a year ends with.

    numbered: whether its month is told by a number, which may count from April.
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
    run_end: int = 0
    numbered: bool = False
    days: tuple[int, int, int] | None = None
    status: str = ""
    doubt: str = ""


def when_of(cell: Cell, old_epoch: bool = False, digits: bool = False) -> When | None:
    """What a cell says of time; None where it says nothing. `digits`: bare numbers are days since 1900 (1904), 202310, years."""
    value = cell.value
    if isinstance(value, bool) or cell.broken:
        return None
    if isinstance(value, datetime | date):
        return day_of(value.year, value.month, value.day, cell.form)
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
        return day_of(day.year, day.month, day.day)
    return None


def day_of(year: int, month: int, day: int, form: str = "") -> When:
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
    return _in_two(bare)


def _in_two(text: str) -> When | None:
    """A quarter that is told twice, such as `Q3 (Oct-Dec) 2023/24`; the two must be the same."""
    found = _TWICE.fullmatch(text)
    said = [when_in(squeezed(each)) for each in (f"{found[1]} {found[3]}", found[2])] if found else []
    one, other = said if len(said) == 2 else (None, None)
    if one is None or other is None or not all(each.run_end or each.quarter or each.quarter_number for each in (one, other)):
        return None
    return when_together((one, other))


def when_together(several: Iterable[When]) -> When:
    """What several cells say of time, one completed by another: a month's name and its year, a quarter and its financial year."""
    known = [{name: value for name, value in vars(each).items() if value} for each in several]
    whole = replace(When(), **{name: value for each in known for name, value in each.items()})
    whole = replace(whole, financial=any(each.get("financial") for each in known) or None)
    if not whole.month and whole.month_number and (whole.year or whole.years):
        whole = replace(whole, month=_month_in(whole, whole.month_number))
        if whole.numbered and whole.years:
            return replace(whole, doubt="may be a month by its number, or count from April")
    if whole.month and not whole.doubt and (whole.year or whole.years) and whole.month != _month_in(whole, int(whole.month[5:])):
        return replace(whole, doubt="is not of the year that stands beside it or over it")
    quarters = {each["quarter"] for each in known if each.get("financial") and "quarter" in each}
    if whole.run_end and (whole.year or whole.years):
        quarters.add(_month_in(whole, whole.run_end))
    if whole.quarter_number and whole.years:
        quarters.add(Quarter(int(whole.years[:4]), whole.quarter_number).months[2])
    ends = {int(each[5:]) for each in quarters} | ({whole.run_end} if whole.run_end else set())
    if len(quarters) > 1 or len(ends) > 1 or any(whole.quarter_number not in (0, *_numbers(end)) for end in ends):
        return replace(whole, doubt="says two quarters that are not the same")
    if quarters:
        return replace(whole, quarter=quarters.pop(), financial=True)
    if whole.quarter_number and whole.year and not whole.quarter:
        whole = replace(whole, quarter=f"{whole.year}-{3 * whole.quarter_number:02d}")
    return whole


def _numbers(end: int) -> tuple[int, int]:
    """Which quarter of the calendar year, and of the financial year, ends with a month."""
    return end // 3, (end - 4) % 12 // 3 + 1


def _month_in(whole: When, number: int) -> str:
    year = int(whole.years[:4]) + (number < 4) if whole.years else int(whole.year)
    return f"{year}-{number:02d}"


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
    if int(month) <= 12 and _follows(month, year):
        return When(doubt="may be a month, or a financial year")
    return _month(2000 + int(year), int(month))


def _slashed(day: str, month: str, year: str) -> When | None:
    a, b = int(day), int(month)
    return When(days=(a, b, _full(year))) if 1 <= a <= 31 and 1 <= b <= 31 and min(a, b) <= 12 else None


def _quarter(number: str, year: str, ends: str | None) -> When | None:
    count = _count(number)
    if ends is None:
        return When(quarter=f"{year}-{3 * count:02d}", quarter_number=count, year=year) if len(year) == 4 else None
    if not _follows(year, ends):
        return None
    return When(quarter=Quarter(_full(year), count).months[2], financial=True)


def _count(number: str) -> int:
    """Which quarter `3`, `3rd quarter` or `third quarter` is."""
    return int(number[0]) if number[0].isdigit() else _ORDINALS.index(number.split()[0].lower())


def _follows(year: str, ends: str) -> bool:
    return _full(ends) % 100 == (_full(year) + 1) % 100


def _run(first: str, began: str | None, last: str, ended: str) -> When | None:
    end = f"{_full(ended)}-{month_number(last):02d}"
    year = _full(began) if began else _full(ended) - (month_number(first) > month_number(last))
    count = months_between(f"{year}-{month_number(first):02d}", end) + 1
    if count == 3:
        return _quarter_to(last, ended)
    return _year_to(last, ended) if count == 12 else None


def _quarter_to(name: str, year: str) -> When:
    """Three months up to one, which ends a quarter or does not."""
    month = month_number(name)
    if month % 3:
        return When(doubt="are three months, and no quarter of a year")
    return When(quarter=f"{_full(year)}-{month:02d}", financial=True)


def _part_of_year(first: str, last: str) -> When | None:
    end = month_number(last)
    return When(run_end=end) if (end - month_number(first)) % 12 == 2 and end % 3 == 0 else None


def _one_financial_year(year: str) -> When:
    number = _full(year)
    return When(doubt=f"may be {number - 1}/{number % 100:02d} or {number}/{(number + 1) % 100:02d}")


def _years(year: str, ends: str) -> When | None:
    return When(years=year_of(f"{_full(year)}/{ends[-2:]}")) if _follows(year, ends) else None


def _year_to(name: str, year: str) -> When | None:
    month, number = month_number(name), _full(year)
    if month == 3:
        return When(years=year_of(f"{number - 1}/{number % 100:02d}"))
    return When(year=str(number)) if month == 12 else None


_READ = {
    "iso": lambda y, m, d: day_of(int(y), int(m), int(d)),
    "name year": lambda n, y: _month(_full(y), month_number(n)),
    "year name": lambda y, n: _month(int(y), month_number(n)),
    "day name year": lambda d, n, y: day_of(_full(y), month_number(n), int(d)),
    "name day year": lambda n, d, y: day_of(int(y), month_number(n), int(d)),
    "day name": _day_name,
    "year month": _year_month,
    "month year": lambda m, y: _month(int(y), int(m)),
    "short": _short,
    "packed": lambda y, m: _month(int(y), int(m)),
    "slashed": _slashed,
    "quarter first": lambda q, y, e: _quarter(q, y, e),
    "quarter last": lambda y, e, q: _quarter(q, y, e),
    "quarter of one": lambda q, y: _one_financial_year(y),
    "quarter to": _quarter_to,
    "run": _run,
    "three": lambda a, b, y: _run(a, None, b, y),
    "part of a year": _part_of_year,
    "years": _years,
    "short years": _years,
    "one financial year": _one_financial_year,
    "year": lambda y: When(year=y),
    "year to": _year_to,
    "name": lambda n: When(month_number=month_number(n)),
    "quarter": lambda q: When(quarter_number=_count(q)),
}


def months_in(text: str) -> list[str]:
    """The months that a text names with their years, in its order: `2023-11` of `Complaints - November 2023`."""
    found = re.finditer(rf"\b({_NAME})\.?[ -]?({_YEAR}|\d\d)\b", text, re.IGNORECASE)
    whens = [_READ["name year"](*each.groups()) for each in found]
    return list(dict.fromkeys(when.month for when in whens if when))


def financial_year_in(text: str) -> str:
    """The one financial year that a text names, among other words; nothing where it names none, or several."""
    pairs = re.finditer(rf"\b({_YEAR})[/–-](\d\d|{_YEAR})\b|(?<![\d/])(\d\d)/(\d\d)(?![\d/])", text)
    several = [(each[1] or each[3], each[2] or each[4]) for each in pairs]
    found = {when.years for each in several if (when := _years(*each))}
    return found.pop() if len(found) == 1 else ""
