"""Verdicts and changes in few words, for tables that are scanned: the column names the question, the topic's page has all."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pcc_lib.core.periods import NOUNS, Span
from pcc_lib.core.quarters import MONTH, month_label, months_between
from pcc_lib.core.text import in_words
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Measure
from pcc_lib.writing import verdict_words as deck
from pcc_lib.writing.verdict_words import Entry
from pcc_lib.writing.verdicts import Verdict
from pcc_lib.writing.wording import (
    Sentence,
    direction,
    during,
    is_of_level,
    is_of_single_months,
    is_over_twelve_months,
)

# every entry of the deck, by its whole words
SHORT: Mapping[str, str] = {
    "Above its usual range": "Above usual",
    "Below its usual range": "Below usual",
    "Rising for seven months or more": "Rising",
    "Falling for seven months or more": "Falling",
    "Two of three months near the top of its range": "Near the top",
    "Two of three months near the bottom of its range": "Near the bottom",
    "Above its average for seven months or more": "Above average",
    "Below its average for seven months or more": "Below average",
    "Within its usual range": "Usual",
    "Moved to a higher level": "Level moved up",
    "Moved to a lower level": "Level moved down",
    "Rising bit by bit": "Rising bit by bit",
    "Falling bit by bit": "Falling bit by bit",
    "At a higher level until this month": "Apart from its level",
    "At a lower level until this month": "Apart from its level",
    "Rising bit by bit until this month": "Apart from its rise",
    "Falling bit by bit until this month": "Apart from its fall",
    "No steady level": "No steady level",
    "Too few months for a verdict": "Too few months",
    "The same every month": "Always the same",
    "The same in most months": "Mostly the same",
    "The same as in other years": "As in other years",
    "Too variable to judge": "Too variable",
    "Year higher than the year before": "Higher",
    "Year lower than the year before": "Lower",
    "No clear change over the year": "No clear change",
    "Higher than the same months a year before": "Higher",
    "Lower than the same months a year before": "Lower",
    "No clear change on the same months a year before": "No clear change",
    "Years not compared": "Not compared",
    "Target met every month": "Met every month",
    "Target missed every month": "Missed every month",
    "Target met this month, not every month": "Met this month",
    "Target missed this month, met in others": "Missed this month",
    "Target met every month so far": "Met so far",
    "Target missed every month so far": "Missed so far",
    "Target met": "Met",
    "Target missed": "Missed",
    "Not judged": "Not judged",
    "Held back [c]": "Held back [c]",
    "Not known [x]": "Not known [x]",
}
# states of activities and deliverables whose words can be long
STATES: Mapping[str, str] = {
    "late": "Late by both dates",
    "dates differ": "Late by one of two dates",
    "not reported": "Not reported [x]",
    "done": "Done",
}
LONG = 34  # letters of a state that are too many for a pill
_BEHIND = re.compile(r" \([^()]*\)$")  # better or worse, or what changed in what is counted
MISSED = {deck.TARGETS[key].words for key in ("missed", "never", "never since", "value missed")}
MET = {deck.TARGETS[key].words for key in ("met", "always", "always since", "value met")}


def entries() -> list[Entry]:
    """Every entry of the deck that a verdict can have."""
    several = (deck.SIGNALS, deck.MOVED, deck.SAMENESS, deck.CHANGES, deck.TARGETS)
    alone = (deck.USUAL, deck.TRIAL, deck.UNCOMPARED, deck.NOT_JUDGED, deck.HELD_BACK, deck.NOT_KNOWN)
    return [*(entry for each in several for entry in each.values()), *alone]


def short_verdict(found: Verdict) -> str:
    """A verdict's words under the column of its question: `Lower (better)`, `Usual`, `Met every month`."""
    whole = _BEHIND.sub("", found.words)
    return SHORT[whole] + found.words.removeprefix(whole)


def short_state(kind: str, words: str) -> str:
    """The words of a state that fit a pill; the date that stands beside it is not said again of what nobody reported."""
    return STATES.get(kind, words) if len(words) > LONG or kind == "not reported" else words


def is_bad(found: Verdict) -> bool:
    """Whether a verdict says worse, or that the latest month or value misses its target."""
    return found.ground == "bad" or found.words in MISSED


def is_good(found: Verdict) -> bool:
    """Whether a verdict says better, or that the latest month or value meets its target."""
    return found.ground == "good" or found.words in MET


def change_in_short(change: Figure, measure: Measure) -> Sentence:
    """`1 min 56 s shorter than in September`, `3.5 points lower than in October 2022`, `3.7% lower over twelve months`."""
    word, magnitude = direction(change, measure), change.magnitude.replace("percentage ", "")
    if is_over_twelve_months(change):
        over = f" over {_year_in_words(change.period)}"
        return [(change, magnitude), f" {word}{over}"] if word else [f"the same{over}"]
    now = "" if is_of_level(change, measure) or is_of_single_months(change) else f" {during(change.period)}"
    before = _before(change)
    return [(change, magnitude), f" {word}{now} than {before}"] if word else [f"the same{now} as {before}"]


def _before(change: Figure) -> str:
    """What a change is set against: a month by its name, with its year where that is needed; the same months a year before."""
    earlier, last = change.earlier, change.period.last
    if is_of_single_months(change):
        label = month_label(earlier.last)
        return f"in {label}" if months_between(earlier.last, last) > 11 else f"in {label.rpartition(' ')[0]}"
    return "a year before" if _is_a_year_before(earlier, change.period) else during(earlier)


def _is_a_year_before(earlier: Span, now: Span) -> bool:
    """Whether several months are set against the same ones of the year before."""
    of_months = all(MONTH.fullmatch(period) for span in (earlier, now) for period in (span.first, span.last))
    return of_months and all(months_between(*both) == 12 for both in ((earlier.first, now.first), (earlier.last, now.last)))


def _year_in_words(span: Span) -> str:
    """A year by the values that it has: `twelve months`, `four quarters`."""
    return "twelve months" if span.step == 1 else in_words(span.values, NOUNS[span.step])
