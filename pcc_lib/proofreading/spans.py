"""A phrase that names a time, held against the months that a figure is of and those that it is set against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pcc_lib.core.periods import FIRST_MONTHS, Span, is_yearly, year_start
from pcc_lib.core.quarters import first_month, month_label, months_between, shift
from pcc_lib.figures.figure import Figure
from pcc_lib.proofreading.phrases import Phrase
from pcc_lib.proofreading.time_forms import PAST

FRAME = "frame"  # the phrase names a longer time that holds the figure's: true where another phrase says which part
PANDEMIC = "2020-03"
_QUARTERS = ("first", "second", "third", "fourth")
_FLAT = ("month", "range", "between", "year")


@dataclass(frozen=True)
class Now:
    """From when a sentence speaks: the month of writing, and the years that its paragraph names."""

    written: str
    years: frozenset[str]

    def dates(self, named: str) -> list[str]:
        """The months that a name such as `-10` or `last-10` can mean; `2023-10` is itself."""
        year, month = named[:-3], named[-2:]
        if year.isdigit():
            return [named]
        latest = f"{self.written[:4]}-{month}"
        latest = latest if latest <= self.written else shift(latest, -12)
        if year == PAST:
            return [latest, shift(latest, -12)]
        if year == "last":
            return [shift(latest, -12), f"{int(self.written[:4]) - 1}-{month}"]
        before = [shift(latest, -12)] if latest == self.written else []  # the month of writing is not over
        coming = shift(latest, 12)  # of what is expected: no other figure is of a time to come
        return [latest, *before, coming, *(f"{each}-{month}" for each in sorted(self.years))]


@dataclass(frozen=True)
class Covered:
    """Months from `first` to `last`. `open`: where it begins is not known."""

    first: str
    last: str
    open: bool = False

    @property
    def months(self) -> int:
        """How many they are."""
        return months_between(self.first, self.last) + 1

    def back(self, by: int) -> Covered:
        """The same so many months earlier."""
        return Covered(shift(self.first, -by), shift(self.last, -by), self.open)

    def within(self, other: Covered) -> bool:
        """Whether it lies in another."""
        return other.first <= self.first and self.last <= other.last


def covered(span: Span) -> Covered | None:
    """The months of a span: of years too; None where it is empty."""
    if not span:
        return None
    last = shift(first_month(span.last), 11) if is_yearly(span.last) else span.last
    early = 12 - span.year_ends if len(span.last) == 4 else 0
    return Covered(shift(first_month(span.first), -early), shift(last, -early), span.unstated)


def told_time(span: Span) -> str:
    """The months of a span in a few words: `October 2023`, `the year to October 2023`, `2019`, `April to July 2023`."""
    months = covered(span)
    if months is None or months.open or is_yearly(span.last) or months.months == 1:
        return span.label
    first, last = month_label(months.first), month_label(months.last)
    if months.months == 12:
        return months.last[:4] if months.last.endswith("-12") else f"the year to {last}"
    return f"{first.removesuffix(' ' + months.first[:4]) if months.first[:4] == months.last[:4] else first} to {last}"


def of_figure(figure: Figure) -> tuple[Covered | None, Covered | None]:
    """The months that a figure is of, and those that it is set against."""
    before = figure.compared_with if isinstance(figure.compared_with, Span) else Span()
    return covered(figure.period), covered(before)


def fits_own(phrase: Phrase, own: Covered, now: Now) -> bool | str | None:
    """Whether a phrase names the months that a figure is of; FRAME where it names more, None where it says nothing of them."""
    match phrase.kind:
        case "month" | "range" | "between" | "year":
            return _flat(named(phrase, now), own)
        case "months":
            return any(_is(own, (date, date)) for name in phrase.others for date in now.dates(name))
        case "ending":
            return _ends(phrase, own, now)
        case "since" | "since year":
            return any(own.first == first for first, _ in named(phrase, now)) and own.months > 1
        case "until":
            return any(own.last == last for _, last in named(phrase, now))
        case "deadline":
            return True if any(own.last == last for _, last in named(phrase, now)) else None
        case "to date" | "this year":
            return _year_so_far(phrase, own)
        case "this month":
            return own.months == 1
        case "this quarter":
            return own.months == 3 or FRAME
        case "numbered quarter":
            return _is_quarter(phrase, own)
        case "half":
            return _is_half(phrase, own)
        case "season":
            return _in_season(phrase, own)
        case "week":
            return False
        case "length":
            return own.months == phrase.months
    return None


def fits_before(phrase: Phrase, own: Covered, before: Covered, now: Now) -> bool | None:
    """Whether a phrase names the months that a figure is set against; None where it says nothing of them."""
    match phrase.kind:
        case kind if kind in _FLAT:
            return any(_is(before, pair) for pair in named(phrase, now))
        case "months":
            return any(_is(before, (date, date)) for name in phrase.others for date in now.dates(name))
        case "ending":
            return bool(_ends(phrase, before, now))
        case "since":
            return any(first in (before.first, before.last) or own.first == first for first, _ in named(phrase, now))
        case "since year":
            return any(first[:4] in (before.first[:4], before.last[:4]) for first, _ in named(phrase, now))
        case "season":
            return _season_holds(phrase, before.last, 3)
        case "numbered quarter":
            return _is_quarter(phrase, before) is True
        case "half":
            return _is_half(phrase, before) is True
        case "back" | "before" | "on the":
            right_year = all(year in (before.first[:4], before.last[:4]) for year in phrase.others)
            right_length = phrase.months in (0, own.months)
            return right_year and right_length and before == own.back(phrase.back)
        case "months before":
            return own.months == phrase.months and before == own.back(phrase.months)
        case "length":
            return own.months == phrase.months or (phrase.back > 0 and before == own.back(phrase.back))
        case "base year":
            return before.last <= PANDEMIC if "pandemic" in phrase.words.lower() or "covid" in phrase.words.lower() else None
    return None


def lies_back(phrase: Phrase, own: Covered, others: Iterable[Covered]) -> bool:
    """Whether a value lies as long before another as a phrase such as `a year earlier` says."""
    back = phrase.months if phrase.kind == "months before" else phrase.back
    others = list(others)
    if phrase.kind == "before" and "last" in phrase.words.lower() and back != 3 and own in others and own.months in (back, 12):
        return True  # `last month` may be the latest that is told
    if phrase.kind == "before" and back == 12 and own.months == 12:
        return any(own.last < other.last for other in others)  # `last year`, of a year's total
    return any(own == other.back(back) for other in others)


def named(phrase: Phrase, now: Now) -> Sequence[tuple[str, str]]:
    """The first and the last month that a phrase can mean."""
    firsts, lasts = (now.dates(name) if name else [""] for name in (phrase.first, phrase.last))
    if phrase.first == phrase.last:
        return [(date, date) for date in firsts]
    if not phrase.first[:1].isdigit() and phrase.first:  # `October to December 2023`: the first month of the same run
        return [
            (next(d for d in (f"{last[:4]}{phrase.first[-3:]}", shift(last, -12)[:4] + phrase.first[-3:]) if d <= last), last)
            for last in lasts
        ]
    return [(first, last) for first in firsts for last in lasts if first <= last]


def _is(own: Covered, pair: tuple[str, str]) -> bool:
    return own.last == pair[1] and (own.open or own.first == pair[0])


def _flat(pairs: Sequence[tuple[str, str]], own: Covered) -> bool | str:
    if any(_is(own, pair) for pair in pairs):
        return True
    return FRAME if any(first != last and own.within(Covered(first, last)) for first, last in pairs) else False


def _ends(phrase: Phrase, own: Covered, now: Now) -> bool:
    months = phrase.months == 0 or own.open or own.months == phrase.months
    begins = not phrase.first or own.first == phrase.first
    return months and begins and own.last in now.dates(phrase.last)


def _year_so_far(phrase: Phrase, own: Covered) -> bool | str:
    which = f"{phrase.others[0]} year" if phrase.others and phrase.others[0] else ""
    kinds = [which] if which in FIRST_MONTHS else list(FIRST_MONTHS)
    if any(own.first == year_start(own.last, FIRST_MONTHS[kind]) and own.months <= 12 for kind in kinds):
        return own.months > 1 or FRAME
    return FRAME if phrase.kind == "this year" else False


def _is_half(phrase: Phrase, own: Covered) -> bool | str:
    half, which, year = phrase.others
    begins = [start for kind, start in FIRST_MONTHS.items() if not which or kind.startswith(which)]
    firsts = [f"{(start - 1 + 6 * (half == 'second')) % 12 + 1:02d}" for start in begins]
    if own.months < 6:
        return FRAME
    return own.months == 6 and own.first[5:] in firsts and (not year or year in (own.first[:4], shift(own.first, -6)[:4]))


def _in_season(phrase: Phrase, own: Covered) -> bool:
    """Of `since the summer` a time that begins in it, or right after it; of `in the summer` one within it."""
    if phrase.others:
        return own.months > 1 and _season_holds(phrase, own.first)
    return _season_holds(phrase, own.first) and _season_holds(phrase, own.last) and own.months <= 4


def _season_holds(phrase: Phrase, month: str, months: int = 4) -> bool:
    """Whether a month is one of a season; what is of it may reach into the month after it."""
    first = int(phrase.first)
    return month[5:] in {f"{(first - 1 + i) % 12 + 1:02d}" for i in range(months)}


def _is_quarter(phrase: Phrase, own: Covered) -> bool | str:
    number, year = phrase.others
    if own.months != 3:
        return FRAME
    if number == "final":
        return not year or own.last in (f"{year[:4]}-12", f"{int(year[:4]) + 1}-03")
    at = _QUARTERS.index(number)
    financial, calendar = (own.first[5:] == f"{(start + 3 * at - 1) % 12 + 1:02d}" for start in (4, 1))
    return (financial or (calendar and len(year) < 5)) and (not year or year[:4] in (own.first[:4], shift(own.first, -3)[:4]))
