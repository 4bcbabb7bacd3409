"""Numbers in words: where they state data they are figures, and where they count what the text names they are words.

The line is drawn here. `two teams`, `the first`, `one of`, `several` and `twelve months` pass: number words up to twelve count
what the sentence speaks of. These state data, and are numbers typed by hand:

- a number above twelve (`seventeen`, `forty-two`), but for `twenty-four hours`, and any with hundred, thousand or million;
- `dozens of`, `hundreds of`, `a dozen`;
- a number of per cent, points, seconds, minutes, hours or pounds, unless it says how often or how long something is meant to be;
- so many in so many (`two in three`), and parts: `half of`, `a third of`, `two thirds of`, `fell by half`.

Quotations, and names of `data/plan/names.yml`, are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pcc_lib.proofreading.passage import MARK

SMALL = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_TEENS = "thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_LARGE = "hundred|thousand|million|billion"
_ANY = rf"(?:{SMALL}|{_TEENS}|(?:{_TENS})(?:[- ](?:{SMALL}))?)"
NUMBER = (  # a number in words that states data, without what qualifies it
    rf"(?:(?:{_ANY}|an?)[\s-]+)?(?:{_LARGE})(?:[\s-]+(?:{_LARGE}))?(?:[\s-]+(?:and[\s-]+)?{_ANY})?\b|"
    rf"(?:{_TENS})(?:-(?:{SMALL}))?|(?:{_TEENS})"
)
_VALUES = {word: value for value, word in enumerate(f"{SMALL}|{_TEENS}".split("|"), 1)}
_VALUES |= {word: 10 * value for value, word in enumerate(_TENS.split("|"), 2)} | {"a": 1}
_LARGE_VALUES = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_DATA_UNITS = r"per\s*cent|percent|percentage\s+points?|points|seconds?|minutes?|hours?|pounds"
PART = (
    r"(?:a|one|two|three|four)[- ](?:thirds?|quarters?|fifths?|tenths?)"
    r"|(?:exactly |almost |nearly |about |around |roughly |over |under |just |only )*half"
)
_OF_PART = (
    r"(?=\s+(?:of\s+(?!what\b|the\s+(?:year|month|day|week|quarter|financial|calendar)\b|an?\b)|"
    r"(?:the|that|as)\s+(?:number|calls|rate|level|\w+s\b)))"
)
_FORMS = (
    rf"(?:\b(?:{_ANY}|a|an|several|many|some)[\s-]+)?\b(?:{_LARGE})s?\b(?:[\s-]+(?:and[\s-]+)?{_ANY})?(?!\s+(?:and\s+)?\w+\s+Act)",
    r"(?:\b(?:a|one|half[\s-]an?|two|three|several)[\s-]+)?\bdozens?\b",
    r"\bscores\s+of\b",
    rf"\b(?:{SMALL})[\s-]+(?:\w+\s+)?(?:in|out\s+of)[\s-]+(?:every\s+)?(?:{_ANY})\b",
    rf"\b(?:{_TEENS})\b(?!th|-)",
    rf"\b(?:{_TENS})(?:-(?:{SMALL}))?\b(?!-|\s+hours?\b|\s+(?:{_LARGE}))",
    rf"(?<!-)\b(?:{SMALL}|half\s+an?)\s+(?:and\s+a\s+half\s+)?(?:{_DATA_UNITS})\b(?!-)",
    rf"\b(?:{PART}){_OF_PART}",
    r"\b(?:by|to)\s+(?:almost\s+|nearly\s+|about\s+|around\s+|more\s+than\s+|over\s+)?(?:half|a\s+third|two\s+thirds|a\s+quarter|"
    r"three\s+quarters|a\s+fifth|a\s+tenth)\b(?!\s+(?:an?|past|to)\b)",
)
_STATES = re.compile("|".join(f"(?:{form})" for form in _FORMS), re.IGNORECASE)
_MEANT = re.compile(r"\b(?:every|within|each|per|next|twenty-four|first|second|last|final|this|other)\s+$", re.IGNORECASE)
_PERIOD = re.compile(r"^\s+(?:of\s+)?(?:the\s+)?(?:financial\s+|calendar\s+)?(?:year|month)s?\b", re.IGNORECASE)


def number_of(words: str) -> float:
    """The number that words say, such as `two thousand` or `forty-two`; nought where they say none."""
    total, part = 0.0, 0.0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in _LARGE_VALUES:
            part = max(part, 1) * _LARGE_VALUES[word]
            if word != "hundred":
                total, part = total + part, 0
        elif word in _VALUES:
            part += _VALUES[word]
        elif word not in ("and", "an"):
            return 0.0
    return total + part


def number_words(text: str) -> Iterator[tuple[int, str]]:
    """Numbers in words that state data, each with its place; those that put a figure beside them into words are no others."""
    for m in _STATES.finditer(text):
        words = m[0].strip()
        before = text[: m.end()].removesuffix(m[0].lstrip())
        if words and not before.rstrip().endswith(MARK) and not _MEANT.search(before) and not _PERIOD.match(text[m.end() :]):
            yield m.start() + len(m[0]) - len(m[0].lstrip()), words
