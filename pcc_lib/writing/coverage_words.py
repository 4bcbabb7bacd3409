"""The copy deck of what is counted: a measure that is of other areas than before, or has a break, in words.

What is known is when, and who joined or left. That a level moves then, or a year differs, says nothing of better or worse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pcc_lib.core.quarters import period_label
from pcc_lib.core.text import listed, plural, upper_first
from pcc_lib.figures.coverage import Cut
from pcc_lib.writing.verdict_words import Entry

MOST_NAMED = 3
# after a verdict, in the place of better or worse
SUFFIXES: Mapping[str, str] = {"areas": " ({areas} changed)", "break": " (break in series)"}
UNCOMPARED = Entry(
    "Years not compared",
    "ring",
    "What is counted changed within the months that would be compared: areas joined or left, or there is a break in the series.",
    "note",
)
# by what changed; {since} is the first month of it, {joined} and {left} are names
CAUSES: Mapping[str, str] = {
    "joined": "{joined} {have} been counted since {since}, so earlier months are of fewer {areas}",
    "left": "{left} {are} no longer counted from {since} on, so earlier months are of more {areas}",
    "both": "{joined} {have} been counted since {since}, {left} no longer, so earlier months are of other {areas}",
    "break": "there is a break in the series in {since} ({reason}), so earlier months are of another kind",
}
# is it really changing? {month}: the answer about the month, {word}: higher or lower
ANSWERS: Mapping[str, str] = {
    "alone": "It cannot be told: {cause}.",
    "change": "Over the year, yes: it is {word} than the year before. Its level moved before that, but {cause}.",
    "same": "Not lately: there is no clear change over the year. Its level moved before that, but {cause}.",
    "month": "{month} The years are not compared: {cause}.",
}
# sentences, by what they are about; the second of two about the same does not say the cause again
SENTENCES: Mapping[str, str] = {
    "year": " It is not compared with the year before: {cause}.",
    "move": " {Cause}: the levels before and after cannot be compared.",
    "move too": " Nor can the levels before and after be compared.",
    "signal": " {Cause}, and its usual range rests on those too.",
    "signal too": " Its usual range rests on those earlier months too.",
    "value": " {Cause}.",
}
NEAR: Mapping[str, str] = {"joined": "{joined} joined", "left": "{left} left", "both": "{joined} joined, {left} left"}


def cause(cuts: Sequence[Cut]) -> str:
    """`Ashford has been counted since April 2022, so earlier months are of fewer areas`; of several the latest of each kind."""
    latest = {kind_of(cut) == "break": cut for cut in cuts}
    return "; ".join(_filled(CAUSES[kind_of(cut)], cut) for cut in latest.values())


def said(about: str, cuts: Sequence[Cut]) -> str:
    """One of `SENTENCES` of these; nothing where there are none."""
    told = cause(cuts)
    return SENTENCES[about].format(cause=told, Cause=upper_first(told)) if cuts else ""


def suffix(cuts: Sequence[Cut]) -> str:
    """What stands after a verdict, in the place of better or worse."""
    if not cuts:
        return ""
    turned = next((cut for cut in reversed(cuts) if kind_of(cut) != "break"), None)
    return SUFFIXES["areas"].format(areas=plural(turned.noun)) if turned else SUFFIXES["break"]


def near(cut: Cut) -> str:
    """`April 2022: areas changed: Ashford joined`, of areas that joined or left."""
    return f"{period_label(cut.period)}: {plural(cut.noun)} changed: {_filled(NEAR[kind_of(cut)], cut)}"


def kind_of(cut: Cut) -> str:
    """What changed: `joined`, `left`, `both` or `break`, the keys of `CAUSES`."""
    return ("both" if cut.left else "joined") if cut.joined else "left" if cut.left else "break"


def _filled(text: str, cut: Cut) -> str:
    several = len(cut.joined or cut.left) > 1
    words = {"have": "have" if several else "has", "are": "are" if several else "is", "areas": plural(cut.noun)}
    names = {"joined": _names(cut.joined), "left": _names(cut.left), "reason": cut.reason.rstrip(".")}
    return text.format(since=period_label(cut.period), **words, **names)


def _names(parts: Sequence[str]) -> str:
    return listed([*parts[:MOST_NAMED], *["others"] * (len(parts) > MOST_NAMED)])
