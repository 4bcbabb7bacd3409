"""Numbers that people typed by hand: in a commentary they are figures by name, names that hold digits, or dates."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category

from pcc_lib.core.month_names import MONTH, month_number
from pcc_lib.figures.typed import SIGNS, typed_at
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.plan import PLAN, QuarterFolder
from pcc_lib.proofreading.passage import LONGEST, MARK
from pcc_lib.proofreading.phrases import without_times

_YEAR = "(?:19|20)[0-9]{2}"
_DATES = re.compile(
    rf"\b(?P<days>(?:[0-9]{{1,2}}, )*)(?P<day>[0-9]{{1,2}})(?: (?:to|and|–) (?P<until>[0-9]{{1,2}}))?"
    rf" (?P<month>{MONTH})(?: (?P<in>{_YEAR}))?\b"
    rf"|\b(?:{MONTH})(?: (?P<of>{_YEAR}))\b"
    rf"|\b(?P<year>{_YEAR})(?:[-/–](?P<second>[0-9]{{4}}|[0-9]{{2}}))?\b"
)
# what a rate is told for: `per 1,000 residents`
RATE_BASE = re.compile(r"\b(?:per|each|every)\s+(?P<base>1,000|10,000|100,000)\b")
# a number that is a name: `Table 2`, `Section 60`, `Priority 1`
_LABEL = re.compile(
    r"\b(?:[Tt]able|[Cc]hart|Figure|[Aa]ppendix|[Aa]nnex|[Ss]ection|Part|[Cc]hapter|[Pp]age|[Pp]aragraph|[Pp]hase|[Ss]tage|[Tt]ier|[Ll]evel|"
    r"[Gg]rade|[Pp]riority|[Rr]ecommendation|[Qq]uestion|[Ii]tem|Year|[Aa]ction|[Oo]bjective|[Oo]utcome)s?\s+"
    r"[0-9]{1,2}(?:\.[0-9]{1,2})?(?:\s+(?:and|to)\s+[0-9]{1,2})?\b(?![.,]?[0-9]|\s*(?:%|per\s+cent))"
)
MOST = 20  # numbers of a line that are told one by one
LONGEST_NUMBER = 30  # characters, with its unit; a longer one is no figure's
YEARS_AHEAD = 5  # plans name years to come; a number such as 2075 is no year that a report tells of


@dataclass(frozen=True)
class Place:
    """Where something was typed: names that may be typed there (of two that begin alike the longer first), the quarter, which
    says when it was written, and what is known of a number: `advice` gives what to do with it, or nothing."""

    allowed: Sequence[str]
    folder: QuarterFolder
    advice: Callable[[str], str] = lambda number: ""


def typed_by_hand(text: str, place: Place) -> Iterator[tuple[str, str]]:
    """Digits that are neither a listed name nor a date that there can be, each with what to do; a half or a square is one too.

    Beside a figure the base of a rate may be typed: it is held against the figure's unit (`units`).
    """
    text = _LABEL.sub(" ", without_names(text, place.allowed))
    text = RATE_BASE.sub(" ", text) if MARK in text else text
    latest = int(place.folder.written_on[:4]) + YEARS_AHEAD if _DATES.search(text) else 0
    for m in _DATES.finditer(text):
        if wrong := _impossible(m, latest):
            yield f"'{m[0]}': {wrong}.", "Correct the date, or name the figure in {{ }}."
    todo = f"Name its figure in {{{{ }}}}; a name with a number goes into {PLAN}/names.yml."
    for told, number in enumerate(numbers_in(_without_times(text))):
        if told == MOST:
            yield f"more than {MOST} numbers are typed by hand in this line.", todo
            return
        advice = place.advice(number) if len(number) <= LONGEST_NUMBER and not re.match("0[0-9]", number) else ""
        yield f"the number '{shown(number, LONGEST_NUMBER)}' is typed by hand.", advice or todo


def numbers_in(text: str) -> Iterator[str]:
    """Each number of a text that is no date, as it is written, with its unit: `17.7%`, `£1.2 million`, `5 min 12 s`, `½`."""
    at, text = 0, _DATES.sub("", text)
    while at < len(text):
        if not (_signed(text, at) or category(text[at]).startswith("N") or text[at] == "£"):
            at += 1
            continue
        number = typed_at(text, at)
        written = number.text if number else _run(text, at)
        if written:
            yield written
        at += max(len(written), 1)


def _signed(text: str, at: int) -> bool:
    """Whether the sign of a number stands here, and neither a hyphen nor the mark of a point."""
    return text[at] in SIGNS and (at == 0 or not re.match(r"[\w.)]", text[at - 1])) and bool(re.match("£?[0-9]", text[at + 1 :]))


def _run(text: str, start: int) -> str:
    """Signs of numbers that stand together, such as a half or a square (nothing where there is none)."""
    end = next((i for i in range(start, len(text)) if not category(text[i]).startswith("N")), len(text))
    return text[start:end]


def _impossible(m: re.Match[str], latest: int) -> str:
    """Why what has the form of a date is none (nothing where it is one)."""
    year = m["in"] or m["of"] or m["year"]
    if year and int(year) > latest:
        return f"{year} is no year that this report can tell of"
    if m["month"]:
        days = monthrange(int(year) if year else 2024, month_number(m["month"]))[1]
        named = (*re.findall("[0-9]+", m["days"] or ""), m["day"], m["until"])
        bad = next((d for d in named if d and not 1 <= int(d) <= days), "")
        return f"{m['month']} has no day {bad}" if bad else ""
    second = m["second"] or ""
    if len(second) == 4 and not int(year) < int(second) <= latest:
        return f"{second} is no year after {year} that this report can tell of"
    if len(second) == 2 and not (1 <= int(second) <= 12 or int(year) % 100 < int(second) <= latest % 100 or second == "00"):
        return "it is neither a month nor a span of years"
    return ""


def without_dates(text: str) -> str:
    """A text without its dates, months of a year and years."""
    return _DATES.sub(" ", text)


def _without_times(text: str) -> str:
    """A text with blanks for words that name a time, such as `the 12 months to July`: they are held against the figures."""
    return without_times(text) if len(text) <= LONGEST else text


def without_names(text: str, allowed: Sequence[str]) -> str:
    """A text with blanks in the place of the names that may be typed, so that all else keeps its place."""
    return _any_of(tuple(allowed)).sub(lambda m: " " * len(m[0]), text) if allowed else text


@lru_cache(maxsize=64)
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the names as words of their own; of two that begin alike, the one that is listed first."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")
