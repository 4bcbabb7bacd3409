"""Words that name a time: what each says, as a test of the months that a figure is of, or is set against."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from pcc_lib.proofreading.time_forms import FORMS, YEAR, Make

# before a phrase: what makes it that which something is set against
_AGAINST = re.compile(
    r"(?:\bthan|\b(?:below|above)(?=\s+(?:that|those|the\s+level)\b)|\b(?:times|twice|half|double)|\b(?:level|on\s+a\s+par|in\s+line)\s+with|\bmatch(?:ed|es)|\bcompared\s+(?:with|to)|\bagainst|\bversus|\brelative\s+to|\b(?:up|down|higher|lower|increase|decrease|rise|fall|"
    r"reduction|change|drop|improvement|more|fewer|longer|shorter)\s+(?:on|from|since)|\bon|\bfrom|\bas)"
    r"(?:\s+(?:(?:what\s+)?(?:it|they)\s+(?:was|were|had\s+been)|was|were))?"
    r"(?:\s+(?:that|those|the\s+(?:figure|number|level|rate|total|value|average|wait|same)s?|its\s+level|their\s+level|levels?))?"
    r"(?:\s+(?:of|in|for|at|during))?(?:\s+the)?\s*$",
    re.IGNORECASE,
)


RELATIVE = ("back", "before", "months before", "on the")  # kinds of times that lie so long before another


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


_ANY = [(kind, re.compile(form, re.IGNORECASE if kind not in ("month", "months") else 0), make) for kind, form, make in FORMS]


@lru_cache(maxsize=1024)  # several checks ask for those of one sentence
def phrases(text: str) -> tuple[Phrase, ...]:
    """The phrases of a sentence that name a time, in their order; none overlaps another."""
    found: list[Phrase] = []
    for kind, form, make in _ANY:
        for m in form.finditer(text):
            if all(m.end() <= each.start or each.end <= m.start() for each in found):
                found.append(_phrase(kind, m, make))
    return tuple(sorted((each for each in found if each.kind != "day"), key=lambda each: each.start))


def without_times(text: str) -> str:
    """A text with blanks for the phrases that name a time."""
    for each in phrases(text):
        text = text[: each.start] + " " * (each.end - each.start) + text[each.end :]
    return text


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
    yield from re.findall(rf"\b{YEAR}\b", text)
