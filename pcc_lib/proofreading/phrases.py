"""Words that name a time: what each says, as a test of the months that a figure is of, or is set against."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from pcc_lib.core.month_names import MONTH as _MONTH
from pcc_lib.core.month_names import month_number
from pcc_lib.proofreading.passage import MARK

_SMALL = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
COUNTS = {word: count for count, word in enumerate(_SMALL, 1)} | {"eighteen": 18, "twenty-four": 24}
PAST = "past"  # `last October`: the latest, or the one before it
LENGTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
_YEAR = r"(?:19|20)\d\d"
_FY = rf"{_YEAR}[-/–](?:{_YEAR}|\d\d)"
_COUNT = "(?:" + "|".join([*COUNTS, r"\d{1,2}"]) + ")"
_UNIT = r"(?:months?|quarters?|half-years?|years?)"
_LAST = r"last\s+year|the\s+(?:previous|last|prior)\s+year|the\s+year\s+before"
# before a phrase: what makes it that which something is set against
_AGAINST = re.compile(
    r"(?:\bthan|\b(?:times|twice|half|double)|\b(?:level|on\s+a\s+par|in\s+line)\s+with|\bmatch(?:ed|es)|\bcompared\s+(?:with|to)|\bagainst|\bversus|\brelative\s+to|\b(?:up|down|higher|lower|increase|decrease|rise|fall|"
    r"reduction|change|drop|improvement|more|fewer|longer|shorter)\s+(?:on|from|since)|\bon|\bfrom|\bas)"
    r"(?:\s+(?:it\s+was|they\s+were|was|were))?"
    r"(?:\s+(?:that|those|the\s+(?:figure|number|level|rate|total|value|average|wait|same)s?|its\s+level|their\s+level|levels?))?"
    r"(?:\s+(?:of|in|for|at|during))?(?:\s+the)?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Phrase:
    """Words that name a time, at a place of a sentence.

    kind: how it is held against months (see `spans`). against: whether the words before it say that something is set against it.
    first, last: `YYYY-MM`, or `-MM` where no year is said (`last-MM`: of last year; `past-MM`: the last of its name). months: how
    many it covers. back: how many months before the figure's own it lies, where it says only that. lead: the word that leads to
    it, such as `in`.
    """

    start: int
    end: int
    words: str
    kind: str
    against: bool = False
    first: str = ""
    last: str = ""
    months: int = 0
    back: int = 0
    others: tuple[str, ...] = field(default=())
    lead: str = ""


_MONTH_LEADS = ("in", "of", "for", "during", "from", "to", "on", "with", "against", "than", "into", "throughout", "same", "over")
_YEAR_LEADS = ("in", "of", "for", "during", "throughout", "across", "over", "than", "on", "from", "with", "against", "year")
Made = dict[str, object]
Make = Callable[[re.Match[str]], Made]


def _led_by(words: tuple[str, ...]) -> str:
    """That one of these words stands before, in letters of either case."""
    return "(?i:" + "|".join(rf"(?<=\b{word}\s)" for word in words) + ")"


def _number(month: str) -> str:
    return f"{month_number(month):02d}"


def _of_year(year: str | None) -> str:
    if not year or year.isdigit():
        return year or ""
    return PAST if year.lower() == "last" else "last"


def _dated(month: str, year: str | None) -> str:
    return f"{_of_year(year)}-{_number(month)}"


def _fy(text: str) -> Made:
    begins = int(text[:4])
    return {"first": f"{begins}-04", "last": f"{begins + 1}-03", "months": 12}


def _counted(word: str, unit: str) -> int:
    count = int(word) if word.isdigit() else COUNTS.get(word.lower(), 1)
    return count * LENGTHS[unit.lower().removesuffix("s")]


def _ending(m: re.Match[str]) -> Made:
    length = _counted(m["count"] or "one", m["unit"]) if m["unit"] and m["unit"].lower() not in ("period", "months") else 0
    if m["unit"].lower() == "months" and m["count"]:
        length = _counted(m["count"], "month")
    return {"last": _dated(m["month"], m["y"]), "months": length}


def _from_to(m: re.Match[str]) -> Made:
    last = _dated(m["to"], m["y2"])
    first = _dated(m["from"], m["y1"] or m["y2"])
    if first[:4].isdigit() and last[:4].isdigit() and first > last and not m["y1"]:
        first = f"{int(first[:4]) - 1}{first[4:]}"  # `October to March 2024` begins in the year before
    return {"first": first, "last": last}


def _listed(m: re.Match[str]) -> Made:
    names = re.findall(_MONTH, m[0])
    return {"others": tuple(_dated(name, m["y"]) for name in names)}


def _one(m: re.Match[str]) -> Made:
    return {"first": _dated(m["month"], m["y"]), "last": _dated(m["month"], m["y"])}


def _year_of(m: re.Match[str]) -> Made:
    return {"first": f"{m['year']}-01", "last": f"{m['year']}-12", "months": 12}


def _begun(m: re.Match[str]) -> Made:
    first = f"{m['fy'][:4]}-{'04' if len(m['fy']) > 4 else '01'}"
    return {"first": first, "last": first}


def _rolling(m: re.Match[str]) -> Made:
    return {"months": _counted(m["count"] or m["count2"], "month")}


_QUARTER_NAMES = ("first", "second", "third", "fourth")


def _numbered(m: re.Match[str]) -> Made:
    return {"months": 3, "others": (m["number"].lower() if m["number"] else _QUARTER_NAMES[int(m["q"]) - 1], m["fy"] or "")}


_SEASONS = {"spring": ("03", "05"), "summer": ("06", "08"), "autumn": ("09", "11"), "winter": ("12", "02")}


_SEASON = (
    r"\b(?:(?P<since>since)|in|over|during|throughout)\s+(?:(?:the|this|last)\s+)?(?P<season>spring|summer|autumn|winter)\b"
    r"(?!\s+(?!saw\b|was\b|were\b|had\b|calls\b)[a-z])"
)


def _season(m: re.Match[str]) -> Made:
    first, last = _SEASONS[m["season"].lower()]
    return {"first": first, "last": last, "others": ("since",) if m["since"] else ()}


def _half(m: re.Match[str]) -> Made:
    year = m["yy"] or m["y"] or ""
    which = m["which"] or ("financial" if len(year) > 4 else "calendar" if m["y"] else "")
    return {"months": 6, "others": (m["half"].lower(), which.lower(), year[:4])}


_ABOUT = r"(?:(?:the|a)\s+)?(?:(?:last|past|previous|latest|same|first|most\s+recent|whole|full|rolling|preceding)\s+)*"
# in their order: of two that begin at one place, the one that is named first
_FORMS: tuple[tuple[str, str, Make], ...] = (
    (
        "between",
        rf"\bbetween\s+(?P<from>{_MONTH})(?:\s+(?P<y1>{_YEAR}))?\s+and\s+(?P<to>{_MONTH})(?:\s+(?P<y2>{_YEAR}|{_LAST}))?",
        _from_to,
    ),
    (
        "range",
        rf"\b(?:between\s+|from\s+)?(?P<from>{_MONTH})(?:\s+(?P<y1>{_YEAR}))?\s*(?:to|until|through|–|-)\s*"
        rf"(?:the\s+end\s+of\s+)?(?P<to>{_MONTH})(?:\s+(?P<y2>{_YEAR}|{_LAST}))?",
        _from_to,
    ),
    (
        "ending",
        rf"\b(?:(?P<count>{_COUNT})\s+)?(?P<unit>year|quarter|half-year|month|period|months|quarters|years)\s+"
        rf"(?:to|ending|ended|up\s+to|until)\s+(?:(?:the\s+)?end\s+of\s+)?(?:\d{{1,2}}\s+)?"
        rf"(?P<month>{_MONTH})(?:\s+(?P<y>{_YEAR}|{_LAST}))?",
        _ending,
    ),
    (
        "ending",
        rf"\b(?P<yy>{_YEAR})\s+(?:up\s+)?to\s+(?:the\s+end\s+of\s+)?(?P<month>{_MONTH})\b",
        lambda m: {"first": f"{m['yy']}-01", "last": f"{m['yy']}-{_number(m['month'])}"},
    ),
    (
        "ending",
        rf"\b(?:rolling\s+)?(?P<count>{_COUNT})[- ](?P<unit>months?)(?:\s+rolling)?\s+(?:[\w’'-]+\s+){{0,5}}?(?:to|for|ending)\s+"
        rf"(?P<month>{_MONTH})(?:\s+(?P<y>{_YEAR}|{_LAST}))?",
        _ending,
    ),
    ("since", rf"\bsince\s+(?:the\s+)?(?:1st|1|first)\s+(?:of\s+)?(?P<month>{_MONTH})(?:\s+(?P<y>{_YEAR}|{_LAST}))?", _one),
    (
        "until",
        rf"\b(?:as\s+at|as\s+of|up\s+to)\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s+(?P<month>{_MONTH})\b(?:\s+(?P<y>{_YEAR}))?",
        _one,
    ),
    ("week", rf"\bweeks?\s+(?:ending|to|of|commencing)\b[^,;.]{{0,80}}?{_MONTH}\b(?:\s+{_YEAR})?", lambda m: {}),
    ("day", rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}\b(?:\s+{_YEAR})?", lambda m: {}),
    ("day", rf"\bnext\s+{_MONTH}\b", lambda m: {}),
    (
        "range",
        rf"\b(?:the\s+)?first\s+(?P<count>{_COUNT})\s+months\s+of\s+(?P<year>{_YEAR})\b(?![-/–]\d)",
        lambda m: {"first": f"{m['year']}-01", "last": f"{m['year']}-{min(_counted(m['count'], 'month'), 12):02d}"},
    ),
    (
        "months before",
        rf"\bthe\s+(?:(?:previous|preceding|prior)\s+(?P<count>{_COUNT})(?:\s+months)?|(?P<count2>{_COUNT})(?:\s+months)?\s+(?:months\s+)?(?:before|earlier))\b(?:\s+months)?",
        lambda m: {"months": _counted(m["count"] or m["count2"], "month")},
    ),
    ("months", rf"\b{_MONTH}(?:,\s+{_MONTH})*\s+and\s+{_MONTH}(?:\s+(?P<y>{_YEAR}|{_LAST}))?", _listed),
    (
        "since",
        rf"\bsince\s+(?:(?:the\s+)?(?:end|start|beginning)\s+of\s+)?(?P<month>{_MONTH})(?:\s+(?P<y>{_YEAR}|{_LAST}))?",
        _one,
    ),
    ("since year", rf"\bsince\s+(?P<year>{_YEAR})(?![-/–]\d)\b", _year_of),
    (
        "until",
        rf"\b(?:by|at|to|until|up\s+to|as\s+at|as\s+of)\s+(?:the\s+)?end\s+(?:of\s+)?(?P<month>{_MONTH})(?:\s+(?P<y>{_YEAR}|{_LAST}))?",
        _one,
    ),
    ("until", rf"\b(?:until|up\s+to|as\s+at|as\s+of)\s+(?P<month>{_MONTH})(?:\s+(?P<y>{_YEAR}|{_LAST}))?", _one),
    ("deadline", rf"\b(?:by|before|after|ahead\s+of)\s+(?:the\s+)?(?P<month>{_MONTH})(?:\s+(?P<y>{_YEAR}|{_LAST}))?", _one),
    ("month", rf"\b(?P<month>{_MONTH})(?:,?\s+(?:of\s+)?(?P<y>{_YEAR}|{_LAST}))(?:['’]s)?", _one),
    ("month", rf"\b(?P<y>[Ll]ast)\s+(?P<month>{_MONTH})(?:['’]s|\b)", _one),
    ("season", _SEASON, _season),
    (
        "half",
        rf"\b(?:the\s+)?(?P<half>first|second)\s+half\s+of\s+(?:(?:the|this)\s+)?(?:(?P<which>financial|calendar)\s+)?"
        rf"(?:year\b(?:\s+(?P<yy>{_FY}|{_YEAR}))?|(?P<y>{_FY}|{_YEAR}))",
        _half,
    ),
    (
        "back",
        rf"\b(?:the\s+)?same\s+(?:(?P<count>{_COUNT})\s+)?(?P<same>month|quarter|period|time|point|months)\s+(?:(?:of|in)\s+)?"
        rf"(?P<year>{_FY}|{_YEAR}|{_LAST}|a\s+year\s+(?:earlier|before|ago))",
        lambda m: {
            "back": 12,
            "months": _counted(m["count"], "month") if m["count"] else LENGTHS.get(m["same"].lower(), 0),
            "others": (m["year"][:4],) if m["year"][:4].isdigit() else (),
        },
    ),
    (
        "back",
        rf"\b(?P<count>an?|{_COUNT})\s+(?P<unit>{_UNIT})\s+(?:earlier|before|ago|previously)\b",
        lambda m: {"back": _counted("one" if m["count"].lower() in ("a", "an") else m["count"], m["unit"])},
    ),
    (
        "back",
        r"\b(?:the\s+)?(?P<unit>year|quarter|month)[\s-]on[\s-](?:the[\s-])?(?:year|quarter|month)\b",
        lambda m: {"back": LENGTHS[m["unit"].lower()]},
    ),
    (
        "before",
        r"\b(?:the\s+)?(?P<unit>year|quarter|month)\s+(?:before|previously)\b(?!\s+that)",
        lambda m: {"back": LENGTHS[m["unit"].lower()]},
    ),
    (
        "before",
        r"\b(?:the\s+)?(?:previous|prior|preceding|last)\s+(?:financial\s+)?(?P<unit>year|quarter|month)\b(?:['’]s)?",
        lambda m: {"back": LENGTHS[m["unit"].lower()]},
    ),
    (
        "on the",
        r"(?<=\bon\s)the\s+(?P<unit>year|quarter|month)\b",
        lambda m: {"back": LENGTHS[m["unit"].lower()]},
    ),
    (
        "base year",
        r"\b(?:before\s+(?:the\s+)?(?:pandemic|covid(?:-19)?)|pre-(?:pandemic|covid(?:-19)?)|(?:the\s+)?(?:base|baseline)\s+year)\b",
        lambda m: {},
    ),
    (
        "to date",
        r"\b(?:(?:the|this)\s+)?(?P<which>financial\s+|calendar\s+)?year\s+(?:so\s+far|to\s+date)\b|\bso\s+far\s+this\s+(?P<which2>financial\s+|calendar\s+)?year\b",
        lambda m: {"others": ((m["which"] or m["which2"] or "").strip().lower(),)},
    ),
    ("since", rf"\b(?P<fy>{_FY}|{_YEAR})[\s,]+(?:year\s+)?(?:to\s+date|so\s+far)\b", _begun),
    ("this year", r"\bthis\s+(?:(?:financial|calendar)\s+)?year\b(?!['’]s\s+(?:plan|budget))", lambda m: {}),
    ("this month", r"\b(?:this|the\s+latest|the\s+reporting)\s+month\b", lambda m: {"months": 1}),
    (
        "this quarter",
        r"\b(?:this|the\s+latest)\s+quarter\b|(?<=\bin\s)the\s+quarter\b|(?<=\bduring\s)the\s+quarter\b",
        lambda m: {"months": 3},
    ),
    (
        "numbered quarter",
        rf"\b(?:(?:the\s+)?(?P<number>first|second|third|fourth|final)\s+quarter|Q(?P<q>[1-4]))\b(?:,?\s+(?:of\s+)?(?P<fy>{_FY}|{_YEAR}))?",
        _numbered,
    ),
    (
        "length",
        rf"\b(?:over|in|across|during|for|of|within)\s+{_ABOUT}(?P<count>{_COUNT})\s+(?P<unit>months|quarters|years)\b"
        r"(?!\s+(?:to|ending|ended|earlier|before|ago))",
        lambda m: {"months": _counted(m["count"], m["unit"])},
    ),
    (
        "length",
        r"\b(?:over|across|during)\s+(?:the|a)\s+(?:last\s+|past\s+|whole\s+|full\s+|same\s+)*(?P<unit>year|quarter|month)\b",
        lambda m: {"months": LENGTHS[m["unit"].lower()], "back": LENGTHS[m["unit"].lower()]},
    ),
    ("length", rf"\b(?:rolling\s+)?(?P<count>{_COUNT})-months?\b|\brolling\s+(?P<count2>{_COUNT})\s+months\b", _rolling),
    ("length", rf"(?<=\()(?P<count>{_COUNT})\s+months\b(?=\s*[=:)])(?P<count2>)", _rolling),
    ("year", rf"\b(?:financial\s+year\s+)?(?P<fy>{_FY})\b", lambda m: _fy(m["fy"])),
    ("year", rf"\bcalendar\s+year\s+(?P<year>{_YEAR})\b", _year_of),
    ("month", rf"(?P<month>{_MONTH})(?P<y>)['’]s?(?!\w)", _one),
    (
        "month",
        rf"{_led_by(_MONTH_LEADS)}(?P<month>{_MONTH})(?P<y>)\b",
        _one,
    ),
    ("month", rf"(?<![\w-])(?P<month>{_MONTH})(?P<y>)(?=\s*(?:[:=–-]\s*|\()?{MARK})", _one),  # `October 9, September 7`
    ("month", rf"(?<=\()(?P<month>{_MONTH})(?P<y>)(?=\s*[),;])", _one),
    (
        "year",
        rf"{_led_by(_YEAR_LEADS)}(?P<year>{_YEAR})\b(?![-/–]\d)",
        _year_of,
    ),
)
_ANY = [(kind, re.compile(form, re.IGNORECASE if kind not in ("month", "months") else 0), make) for kind, form, make in _FORMS]


@lru_cache(maxsize=1024)  # several checks ask for those of one sentence
def phrases(text: str) -> tuple[Phrase, ...]:
    """The phrases of a sentence that name a time, in their order; none overlaps another."""
    found: list[Phrase] = []
    for kind, form, make in _ANY:
        for m in form.finditer(text):
            if all(m.end() <= each.start or each.end <= m.start() for each in found):
                found.append(_phrase(kind, m, make))
    return tuple(sorted((each for each in found if each.kind != "day"), key=lambda each: each.start))


def _phrase(kind: str, m: re.Match[str], make: Make) -> Phrase:
    against = bool(_AGAINST.search(m.string[: m.start()]))
    lead = re.search(
        r"(?:\b(?:in|for|during|over|than|on|from|since|against|of|with|to)\s+(?:the\s+)?)$", m.string[: m.start()], re.IGNORECASE
    )
    words = " ".join(m.string[lead.start() if lead else m.start() : m.end()].split())
    about = make(m) | {"lead": lead[0].split()[0].lower() if lead else ""}
    return Phrase(m.start(), m.end(), words, kind, against, **about)  # type: ignore[arg-type]


def named_years(text: str) -> Iterator[str]:
    """The years that a text names."""
    yield from re.findall(rf"\b{_YEAR}\b", text)
