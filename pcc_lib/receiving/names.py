"""Names as people vary them: case, marks and plurals do not tell them apart; units stand behind them in brackets."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from pcc_lib.core.month_names import ANY_MONTH
from pcc_lib.core.text import words
from pcc_lib.receiving.grid import squeezed

TOTALS = words("total totals sum subtotal all overall force") | {
    "grand total",
    "sub total",
    "overall total",
    "overall force",
    "whole force",
    "all area",
    "all force",
    "all team",
}
_LONGEST = 200  # characters of a head
OTHER_SUMS = re.compile(
    r"(?:ytd|year to date|fytd|cumulative|average|mean|avg|median|rolling|12 months?|twelve months?|change|% change|difference|"
    r"variance|target|per cent|percentage of total|% of total|trend|rank)\b.*|"
    r".*\b(?:ytd|year to date|average|change|variance|target)"
)
_OF_SEVERAL = (
    r"year[- ]to[- ]date|f?ytd|cumulative(?:ly)?|running totals?|rolling|moving|12[- ]months? (?:to|ending|totals?|averages?)|"
    r"(?<!up )to date|forecasts?|projected|projections?"
)
SUMS = re.compile(rf"\b(?:{_OF_SEVERAL})\b", re.IGNORECASE)  # of a title: its table holds no values of single periods
NO_VALUE = re.compile(  # of a head: what stands under it is no value of the period beside it
    rf"\b(?:{_OF_SEVERAL}|targets?|averages?|means?|(?:last|previous|prior) year|ly|r12m?)\b", re.IGNORECASE
)
# of a word beside a number: it is no number that anybody counted
NOT_COUNTED = re.compile(r"\b(?:forecast|projected|projection|estimated?|target|planned|budget(?:ed)?|modelled)\b", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"(.*?)\s*[\[(]\s*([^\])]*?)\s*[\])]\s*")
_BEHIND = re.compile(
    r"(.*?),?\s+(?:in\s+)?(mm:ss|h:mm|hh:mm|h:mm:ss|hh:mm:ss|minutes|mins|seconds|secs|hours|hrs|%|£m|£k)", re.IGNORECASE
)


_FOOTNOTE = re.compile(r"\s*(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\*+|†+|‡+|\[note \d+\])$", re.IGNORECASE)
_SUMMED = re.compile(r"sum of ", re.IGNORECASE)  # how a pivot table calls a column


def bare_head(text: str) -> str:
    """A name without the mark of a footnote behind it, and without what a pivot table puts before it."""
    return _SUMMED.sub("", _FOOTNOTE.sub("", text), count=1) if len(text) < _LONGEST else text


_NUMBERED = re.compile(
    r"(?:(?:table|figure|fig|chart|tab|kpi|pi|measure|indicator)\.? ?\d+(?:\.\d+)*[a-z]?\b ?[:.)–—-]? |"
    r"\((?:\d{1,2}|[a-z])\) |(?:\d{1,2}|[a-z])[.)] |\d+(?:\.\d+)+[.):]? )",
    re.IGNORECASE,
)


def unnumbered(text: str) -> str:
    """A name without the number before it: `Table 3a:`, `1.2`, `(a)`."""
    return _NUMBERED.sub("", squeezed(text), count=1) if _NUMBERED.match(squeezed(text)) else text


# of a head, as names are compared: what is counted stands elsewhere, and the number beside is it
_COUNTS = words("number no num count volume value total actual figure result amount n qty quantity") | {
    "this year",
    "current year",
}
# of a title, as names are compared: what does not make a column another one
_PLAIN_WORDS = words(
    "number no of by and the in for all each a area month monthly quarter quarterly year yearly annual weekly table figure "
    "chart tab sheet data total count volume summary report reporting performance recorded reported received force police "
    "financial calendar fy to from since ending ended period date split breakdown statistic return dataset "
    "official sensitive unaudited provisional"
)
_SAYS_NOTHING = re.compile(
    r"[\W_]*|x+|n/?a|nan|none|null|tbc|(?:unnamed|column|col|field|unnamed: ?\d+_level)\W*\d*", re.IGNORECASE
)


def says_nothing(head: str) -> bool:
    """Whether a head is none: `x`, `-`, `n/a`, `Unnamed: 0`, `Column1`."""
    return bool(_SAYS_NOTHING.fullmatch(squeezed(head))) and not re.search("[%£]", head)


def counts_only(head: str) -> bool:
    """Whether a head says no more than that a number stands below it: `Number`, `Actual`, `Total`, or nothing at all."""
    return says_nothing(head) or (plain(head) in _COUNTS and not re.search("[%£]", head))


def says_no_more(word: str) -> bool:
    """Whether a word of a title leaves the column that it names as it is: `by`, `monthly`, `2023`, `November`."""
    return word in _PLAIN_WORDS or bool(_OF_TIME.fullmatch(word))


_OF_TIME = re.compile(rf"\d+[a-z]?|q[1-4]|\d(?:st|nd|rd|th)|fy\d*|(?:{ANY_MONTH})", re.IGNORECASE)


@lru_cache(maxsize=1 << 16)  # a sheet is asked by every source
def plain(text: str) -> str:
    """A name without what people vary: case, marks, `&` or `and`, plurals. Two names that give one are the same name."""
    bare = normalize("NFKD", text).encode("ascii", "ignore").decode() or text
    found = re.findall(r"[a-z0-9%£]+", bare.lower().replace("&", " and ").replace("'", ""))
    return " ".join(_singular(word) for word in found)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


class Head(NamedTuple):
    """A head as it is written, its name without a unit, and the unit that stands behind it; blank where none does."""

    written: str
    name: str
    unit: str


NO_HEAD = Head("", "", "")


@lru_cache(maxsize=1 << 14)
def head_of(text: str) -> Head:
    """`Average wait (mins)`: the unit stands in brackets, or as a word at the end."""
    text = squeezed(text)
    if len(text) > _LONGEST:
        return Head(text, text, "")
    found = _IN_BRACKETS.fullmatch(text) or _BEHIND.fullmatch(text)
    unit = unit_of(found[2]) if found else ""
    return Head(text, found[1] if found and unit else text, unit)


UNITS = {
    "seconds": "seconds|second|secs|sec|s",
    "minutes": "minutes|minute|mins|min|m",
    "hours": "hours|hour|hrs|hr|h",
    "mm:ss": "mm:ss|m:ss|min:sec|mins:secs",
    "h:mm": "h:mm|hh:mm|hrs:mins|[h]:mm",
    "h:mm:ss": "h:mm:ss|hh:mm:ss|[h]:mm:ss",
    "%": "%|per cent|percent|percentage",
    "£": "£|gbp|pounds",
    "£k": "£k|£000|£000s|gbp 000|£ thousand|£thousands",
    "£m": "£m|£ million|gbp million|£millions",
    "thousands": "000s|000|'000|'000s|thousands|thousand|k",
    "millions": "m n|millions|million|mn",
}
_UNIT_OF = {word: unit for unit, several in UNITS.items() for word in several.split("|")}


def unit_of(text: str) -> str:
    """The unit that a word stands for; nothing where it is none that numbers are changed by."""
    return _UNIT_OF.get(squeezed(text).lower(), "")


def has_footnote(text: str) -> bool:
    """Whether the mark of a footnote stands behind a text."""
    return bool(_FOOTNOTE.search(text))


def is_total(text: str) -> bool:
    """Whether a label is that of a sum over the others."""
    name = plain(text)
    return name in TOTALS or name.startswith(("total ", "grand total ")) or name.endswith((" total", " subtotal"))


def is_other_sum(text: str) -> bool:
    """Whether a label is that of what is worked out from the others, and no sum of them: a mean, a change, a year so far."""
    return len(text) < _LONGEST and bool(OTHER_SUMS.fullmatch(squeezed(text).lower()))
