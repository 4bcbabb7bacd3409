"""How times are written: each form with what it says, in the order in which they are tried."""

from __future__ import annotations

import re
from collections.abc import Callable

from pcc_lib.core.month_names import MONTH as _MONTH
from pcc_lib.core.month_names import month_number
from pcc_lib.proofreading.passage import MARK

_SMALL = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
COUNTS = {word: count for count, word in enumerate(_SMALL, 1)} | {"eighteen": 18, "twenty-four": 24}
PAST = "past"  # `last October`: the latest, or the one before it
LENGTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
YEAR = r"(?:19|20)\d\d"
_FY = rf"{YEAR}[-/–](?:{YEAR}|\d\d)"
_COUNT = "(?:" + "|".join([*COUNTS, r"\d{1,2}"]) + ")"
_UNIT = r"(?:months?|quarters?|half-years?|years?)"
_LAST = r"last\s+year|the\s+(?:previous|last|prior)\s+year|the\s+year\s+before"
_MONTH_LEADS = ("in", "of", "for", "during", "from", "to", "on", "with", "against", "than", "into", "throughout", "same", "over")
_YEAR_LEADS = ("in", "of", "for", "during", "throughout", "across", "over", "than", "on", "from", "with", "against", "year")
Made = dict[str, object]
Make = Callable[[re.Match[str]], Made]


def _led_by(words: tuple[str, ...], first: str) -> str:
    """That one of these words stands before, in letters of either case, and one of the characters `first` behind: asked first,
    for at most places of a sentence none does."""
    return f"(?=[{first}])(?i:" + "|".join(rf"(?<=\b{word}\s)" for word in words) + ")"


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


def _end_of_year(m: re.Match[str]) -> Made:
    last = f"{int(m['fy'][:4]) + 1}-03" if m["fy"] else f"{m['year']}-12"
    return {"first": last, "last": last}


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
FORMS: tuple[tuple[str, str, Make], ...] = (
    (
        "between",
        rf"\bbetween\s+(?P<from>{_MONTH})(?:\s+(?P<y1>{YEAR}))?\s+and\s+(?P<to>{_MONTH})(?:\s+(?P<y2>{YEAR}|{_LAST}))?",
        _from_to,
    ),
    (
        "range",
        rf"\b(?:between\s+|from\s+)?(?P<from>{_MONTH})(?:\s+(?P<y1>{YEAR}))?\s*(?:to|until|through|–|-)\s*"
        rf"(?:the\s+end\s+of\s+)?(?P<to>{_MONTH})(?:\s+(?P<y2>{YEAR}|{_LAST}))?",
        _from_to,
    ),
    (
        "ending",
        rf"\b(?:(?P<count>{_COUNT})\s+)?(?P<unit>year|quarter|half-year|month|period|months|quarters|years)\s+"
        rf"(?:to|ending|ended|up\s+to|until)\s+(?:(?:the\s+)?end\s+of\s+)?(?:\d{{1,2}}\s+)?"
        rf"(?P<month>{_MONTH})(?:\s+(?P<y>{YEAR}|{_LAST}))?",
        _ending,
    ),
    (
        "ending",
        rf"\b(?P<yy>{YEAR})\s+(?:up\s+)?to\s+(?:the\s+end\s+of\s+)?(?P<month>{_MONTH})\b",
        lambda m: {"first": f"{m['yy']}-01", "last": f"{m['yy']}-{_number(m['month'])}"},
    ),
    (
        "ending",
        rf"\b(?:rolling\s+)?(?P<count>{_COUNT})[- ](?P<unit>months?)(?:\s+rolling)?\s+(?:[\w’'-]+\s+){{0,5}}?(?:to|for|ending)\s+"
        rf"(?P<month>{_MONTH})(?:\s+(?P<y>{YEAR}|{_LAST}))?",
        _ending,
    ),
    ("since", rf"\bsince\s+(?:the\s+)?(?:1st|1|first)\s+(?:of\s+)?(?P<month>{_MONTH})(?:\s+(?P<y>{YEAR}|{_LAST}))?", _one),
    (
        "until",
        rf"\b(?:(?:as\s+at|as\s+of|up\s+to)\s+(?:the\s+)?\d{{1,2}}|at\s+(?:28|29|30|31))(?:st|nd|rd|th)?\s+(?P<month>{_MONTH})\b(?:\s+(?P<y>{YEAR}))?",
        _one,
    ),
    ("week", rf"\bweeks?\s+(?:ending|to|of|commencing)\b[^,;.]{{0,80}}?{_MONTH}\b(?:\s+{YEAR})?", lambda m: {}),
    ("day", rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}\b(?:\s+{YEAR})?", lambda m: {}),
    ("day", rf"\bnext\s+{_MONTH}\b", lambda m: {}),
    (
        "range",
        rf"\b(?:the\s+)?first\s+(?P<count>{_COUNT})\s+months\s+of\s+(?P<year>{YEAR})\b(?![-/–]\d)",
        lambda m: {"first": f"{m['year']}-01", "last": f"{m['year']}-{min(_counted(m['count'], 'month'), 12):02d}"},
    ),
    (
        "months before",
        rf"\bthe\s+(?:(?:previous|preceding|prior)\s+(?P<count>{_COUNT})(?:\s+months)?|(?P<count2>{_COUNT})(?:\s+months)?\s+(?:months\s+)?(?:before|earlier))\b(?:\s+months)?",
        lambda m: {"months": _counted(m["count"] or m["count2"], "month")},
    ),
    ("months", rf"\b{_MONTH}(?:,\s+{_MONTH})*\s+and\s+{_MONTH}(?:\s+(?P<y>{YEAR}|{_LAST}))?", _listed),
    (
        "since",
        rf"\bsince\s+(?:(?:the\s+)?(?:end|start|beginning)\s+of\s+)?(?P<month>{_MONTH})(?:\s+(?P<y>{YEAR}|{_LAST}))?",
        _one,
    ),
    (
        "since",
        rf"\bsince\s+(?:the\s+)?end\s+of\s+(?:(?P<fy>{_FY})|(?P<year>{YEAR}))\b(?![-/–]\d)",
        _end_of_year,
    ),
    (
        "until",
        rf"\b(?:(?:by|at|to|until|up\s+to|as\s+at|as\s+of)\s+)?(?:the\s+)?end\s+of\s+(?:(?P<fy>{_FY})|(?P<year>{YEAR}))\b(?![-/–]\d)",
        _end_of_year,
    ),
    (
        "day",  # a time that is no month of a figure
        rf"\b(?<!since\s)(?<!since\sthe\s)(?:(?:the\s+)?(?:start|beginning|middle)\s+of\s+|(?:early|late|mid)[-\s]+(?:in\s+)?)"
        rf"(?:{_MONTH}(?:\s+{YEAR})?|{_FY}|{YEAR})\b|\bend\s+of\s+(?:the\s+(?:first|second|third|fourth|last)|this)\s+quarter\b",
        lambda m: {},
    ),
    (
        "day",
        rf"\b{_COUNT}\s+(?:consecutive|successive)\s+{_UNIT}\b|\b{_COUNT}\s+{_UNIT}\s+(?:running|in\s+a\s+row)\b",
        lambda m: {},
    ),
    (
        "numbered quarter",
        rf"\b(?:the\s+)?last\s+quarter\s+of\s+(?:the\s+)?(?:(?:financial|calendar)\s+)?(?:year\s+)?(?P<fy>{_FY}|{YEAR})\b",
        lambda m: {"months": 3, "others": ("final", m["fy"])},
    ),
    ("since year", rf"\bsince\s+(?P<year>{YEAR})(?![-/–]\d)\b", _year_of),
    (
        "until",
        rf"\b(?:by|at|to|until|up\s+to(?:\s+and\s+including)?|as\s+at|as\s+of)\s+(?:the\s+)?end\s+(?:of\s+)?(?P<month>{_MONTH})(?:\s+(?P<y>{YEAR}|{_LAST}))?",
        _one,
    ),
    (
        "until",
        rf"\b(?:until|up\s+to(?:\s+and\s+including)?|as\s+at|as\s+of)\s+(?P<month>{_MONTH})(?:\s+(?P<y>{YEAR}|{_LAST}))?",
        _one,
    ),
    ("deadline", rf"\b(?:by|before|after|ahead\s+of)\s+(?:the\s+)?(?P<month>{_MONTH})(?:\s+(?P<y>{YEAR}|{_LAST}))?", _one),
    ("month", rf"\b(?P<month>{_MONTH})(?:,?\s+(?:of\s+)?(?P<y>{YEAR}|{_LAST}))(?:['’]s)?", _one),
    ("month", rf"\b(?P<y>[Ll]ast)\s+(?P<month>{_MONTH})(?:['’]s|\b)", _one),
    ("season", _SEASON, _season),
    (
        "half",
        rf"\b(?:the\s+)?(?P<half>first|second)\s+half\s+of\s+(?:(?:the|this)\s+)?(?:(?P<which>financial|calendar)\s+)?"
        rf"(?:year\b(?:\s+(?P<yy>{_FY}|{YEAR}))?|(?P<y>{_FY}|{YEAR}))",
        _half,
    ),
    (
        "back",
        rf"\b(?:the\s+)?same\s+(?:(?P<count>{_COUNT})\s+)?(?P<same>month|quarter|period|time|point|months)\s+(?:(?:of|in)\s+)?"
        rf"(?P<year>{_FY}|{YEAR}|{_LAST}|a\s+year\s+(?:earlier|before|ago))",
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
    ("since", rf"\b(?P<fy>{_FY}|{YEAR})[\s,]+(?:year\s+)?(?:to\s+date|so\s+far)\b", _begun),
    ("this year", r"\bthis\s+(?:(?:financial|calendar)\s+)?year\b(?!['’]s\s+(?:plan|budget))", lambda m: {}),
    ("this month", r"\b(?:this|the\s+latest|the\s+reporting)\s+month\b", lambda m: {"months": 1}),
    (
        "this quarter",
        r"\b(?:this|the\s+latest)\s+quarter\b|(?<=\bin\s)the\s+quarter\b|(?<=\bduring\s)the\s+quarter\b",
        lambda m: {"months": 3},
    ),
    (
        "numbered quarter",
        rf"\b(?:(?:the\s+)?(?P<number>first|second|third|fourth|final)\s+quarter|(?:Q|Quarter\s)(?P<q>[1-4]))\b(?:,?\s+(?:of\s+)?(?P<fy>{_FY}|{YEAR}))?",
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
    ("year", rf"\bcalendar\s+year\s+(?P<year>{YEAR})\b", _year_of),
    ("month", rf"(?P<month>{_MONTH})(?P<y>)['’]s?(?!\w)", _one),
    (
        "month",
        rf"{_led_by(_MONTH_LEADS, 'JFMASONDjfmasond')}(?P<month>{_MONTH})(?P<y>)\b",
        _one,
    ),
    (
        "month",
        rf"(?<![\w-])(?P<month>{_MONTH})(?P<y>)(?=\s*(?:[:=–-]\s*|\(|(?:brought|saw|had)\s+)?{MARK})",
        _one,
    ),  # `October 9, September 7`
    ("month", rf"(?<![\w-])(?P<month>{_MONTH})(?P<y>)(?=,\s+(?:in|during)\s+which\b)", _one),
    ("month", rf"(?<=\()(?P<month>{_MONTH})(?P<y>)(?=\s*[),;])", _one),
    (
        "year",
        rf"{_led_by(_YEAR_LEADS, '12')}(?P<year>{YEAR})\b(?![-/–]\d)",
        _year_of,
    ),
)
