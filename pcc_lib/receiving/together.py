"""What several cells say of time together: dates whose order the others tell, and the period that a source has of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from pcc_lib.core.calendars import Calendar
from pcc_lib.core.quarters import MONTHS
from pcc_lib.receiving.when import When, day_of, when_together


def settled(several: list[When]) -> list[When]:
    """Dates with strokes, read in the order that all of them allow: day first where each is then the first or the last of a
    month, month first where only that makes each the first of a month of its own. Else each is a doubt."""
    told = [each.days for each in several if each.days]
    if not told:
        return several
    british = [day_of(y, b, a) if b <= 12 else When(doubt="is no day of the calendar") for a, b, y in told]
    american = [day_of(y, a, b) if a <= 12 else When(doubt="is no day of the calendar") for a, b, y in told]
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
    whole = when_together(several)
    if whole.doubt and calendar.kind != "year":
        return "", whole.doubt
    if calendar.kind == "year":
        return _year_period(whole, calendar)
    if calendar.kind == "quarter" or (whole.quarter and not whole.month):
        return _quarter_period(whole, calendar)
    if not whole.month and calendar.step == 12 and (whole.years or whole.year):
        return (f"{int(whole.years[:4]) + 1}-03" if whole.years else f"{whole.year}-12"), ""
    return whole.month, ""


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
        return "", f"is a month, and the source has quarters such as {calendar.example}" if whole.month else ""
    if whole.financial is None and calendar.form != "2023-Q3":
        return "", "may be a quarter of the calendar year or of the financial year"
    return (whole.quarter, "") if calendar.kind == "quarter" or calendar.step == 3 else ("", "")
