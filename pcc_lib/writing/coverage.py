"""What is counted, in words of the deck: a measure that is of other areas than before, or has a break.

What is known is when, and who joined or left. That a level moves then, or a year differs, says nothing of better or worse.
"""

from __future__ import annotations

from collections.abc import Sequence

from pcc_lib.core.quarters import period_label
from pcc_lib.core.text import listed, plural, upper_first
from pcc_lib.figures.coverage import Cut
from pcc_lib.writing import verdict_words as deck

MOST_NAMED = 3


def cause(cuts: Sequence[Cut]) -> str:
    """`Ashford has been counted since April 2022, so earlier months are of fewer areas`; of several the latest of each kind."""
    latest = {kind_of(cut) == "break": cut for cut in cuts}
    return "; ".join(_filled(deck.COVERAGE_CAUSES[kind_of(cut)], cut) for cut in latest.values())


def said(about: str, cuts: Sequence[Cut]) -> str:
    """One of `COVERAGE_SENTENCES` of these; nothing where there are none."""
    told = cause(cuts)
    return deck.COVERAGE_SENTENCES[about].format(cause=told, Cause=upper_first(told)) if cuts else ""


def suffix(cuts: Sequence[Cut]) -> str:
    """What stands after a verdict, in the place of better or worse."""
    if not cuts:
        return ""
    turned = next((cut for cut in reversed(cuts) if kind_of(cut) != "break"), None)
    return deck.COVERAGE_SUFFIXES["areas"].format(areas=plural(turned.noun)) if turned else deck.COVERAGE_SUFFIXES["break"]


def near(cut: Cut) -> str:
    """`April 2022: areas changed: Ashford joined`, of areas that joined or left."""
    return f"{period_label(cut.period)}: {plural(cut.noun)} changed: {_filled(deck.COVERAGE_NEAR[kind_of(cut)], cut)}"


def kind_of(cut: Cut) -> str:
    """What changed: `joined`, `left`, `both` or `break`, the keys of `COVERAGE_CAUSES`."""
    return ("both" if cut.left else "joined") if cut.joined else "left" if cut.left else "break"


def _filled(text: str, cut: Cut) -> str:
    several = len(cut.joined or cut.left) > 1
    words = {"have": "have" if several else "has", "are": "are" if several else "is", "areas": plural(cut.noun)}
    names = {"joined": _names(cut.joined), "left": _names(cut.left), "reason": cut.reason.rstrip(".")}
    return text.format(since=period_label(cut.period), **words, **names)


def _names(parts: Sequence[str]) -> str:
    return listed([*parts[:MOST_NAMED], *["others"] * (len(parts) > MOST_NAMED)])
