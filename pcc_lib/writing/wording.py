"""Sentences made from figures and judgements. A sentence is a list of text and figures, so that page, caption and
alternative text say the same.

A change is told neutrally: higher, lower, longer, shorter, more, fewer. "Rose" and "fell" are kept for what a test
finds significant. The order is level, change, test, limits. No word says why something happened.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from pcc_lib.core.numerals import is_money
from pcc_lib.core.periods import BY_MONTHS, NOUNS, Span
from pcc_lib.core.quarters import MONTH, MONTHS, month_label
from pcc_lib.core.sure import sure
from pcc_lib.core.text import in_words
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Measure

Part = str | Figure | tuple[Figure, str]
Sentence = list[Part]


def told_of(span: Span, since: bool = False) -> str:
    """A span by name: `October 2023`, `year ending October 2023`, `four months to July 2023`, `2019`, `April to July 2023`; the
    value of a quarter by its months, `October to December 2023`."""
    return _named(span, since or span.noun in BY_MONTHS)[1]


def dated(value: Figure, measure: Measure) -> str:
    """The months that a value covers, for a cell: `year ending October 2023`, `from April to July 2023`."""
    runs_on = bool(measure.window.since) and not value.period.is_one
    return during(value.period, True) if runs_on else told_of(value.period)


def during(span: Span, since: bool = False) -> str:
    """`in October 2023`, `in the year ending October 2023`, `in the four months to July 2023`, `in 2019`, `from April to …`."""
    return "".join(_named(span, since))


def _named(span: Span, since: bool) -> tuple[str, str]:
    """The words that lead to a span, and its name."""
    if span.unstated:
        return "", f"up to {span.label}"
    if span.is_one or not span:
        return ("in the " if span.is_year_to_a_month else "in "), span.label
    first, last = span.first, month_label(span.last)
    if since:  # from one month to another
        same_year = first[:4] == span.last[:4]
        return "from ", f"{MONTHS[int(first[5:])] if same_year else month_label(first)} to {last}"
    if span.months == 12 and first.endswith("-01"):
        return "in ", first[:4]
    if span.months == 12:
        return "in the ", f"year ending {last}"
    return "in the ", f"{in_words(span.values, NOUNS[span.step]).removeprefix('one ')} to {last}"


def direction(change: Figure, measure: Measure) -> str:
    """The neutral word of a change: higher or lower, longer or shorter, more or fewer; `` when it prints as nought."""
    if not change.known or not re.search("[1-9]", change.text):
        return ""
    up = sure(change.value) > 0
    if change.unit == "places":
        return "lower in the ranking" if up else "higher in the ranking"
    if measure.is_duration:
        return "longer" if up else "shorter"
    if change.unit == measure.unit and measure.is_additive:
        return "more" if up else fewer(measure)
    return "higher" if up else "lower"


def fewer(measure: Measure) -> str:
    """The word of a smaller number of what is counted; of money there is less."""
    return "less" if is_money(measure.unit) else "fewer"


def change_phrase(change: Figure, measure: Measure, named: bool | None = None) -> Sentence:
    """`17.7% higher than in October 2022`; the change is a printed figure without its sign. `named`: whether the months that
    changed are named before it; where nothing is said, those of the measure's level are."""
    if not change.known:
        return ["no earlier value to compare with"]
    word = direction(change, measure)
    before = during(change.earlier)
    # twelve months beside the level of one month, or of three: say which changed, or the level seems to be compared with a year
    now = "" if (is_of_level(change, measure) if named is None else named) else f" {during(change.period)}"
    return [(change, change.magnitude), f" {word}{now} than {before}"] if word else [f"the same{now} as {before}"]


def is_of_level(change: Figure, measure: Measure) -> bool:
    """Whether a change is of the months that a value of the measure covers."""
    span, own = change.period, measure.window.span(change.period.last)
    return span.is_one or (own is not None and (own.first, own.last) == (span.first, span.last))


def change_after(change: Figure, measure: Measure) -> Sentence:
    """The change right after the level: `, 17.7% higher than in October 2022`; of other months than the level's in a clause of
    its own: `; in the year ending October 2023 it was 28 s longer than in the year ending October 2022`."""
    if is_of_level(change, measure):
        return [", ", *change_phrase(change, measure)]
    there = "there was" if abs(change.numeric) == 1 else "there were"
    verb = there if direction(change, measure) in ("more", "fewer") else "it was"
    return [f"; {during(change.period)} {verb} ", *change_phrase(change, measure, named=True)]


def is_over_twelve_months(change: Figure) -> bool:
    """Whether a change compares twelve months with the twelve before, whatever the measure's own window."""
    return change.statistic.startswith("change_12_months")


def is_of_single_months(change: Figure) -> bool:
    """Whether a change sets one month beside another; two of them nearly always differ."""
    return change.period.is_one and MONTH.fullmatch(change.period.last) is not None


def short_change(change: Figure) -> str:
    """What a change is against, for tiles: `in twelve months on the twelve before`, `on October 2022 (single months)`.

    One month against another is no ground of the verdict that stands near it, and is named as what it is.
    """
    if is_over_twelve_months(change):
        return _of_a_year(change.period)
    earlier = told_of(change.earlier)
    named = earlier if earlier[:1].isupper() or earlier[:1].isdigit() else f"the {earlier}"
    return f"on {named}{' (single months)' if is_of_single_months(change) else ''}"


def over_the_year(change: Figure) -> str:
    """`over the year to October 2023` of a change of twelve months on the twelve before; blank of any other."""
    of_years = is_over_twelve_months(change) or (change.statistic.startswith("change_on_year") and change.period.months == 12)
    return f"over the year to {month_label(change.period.last)}" if of_years and change.period.step == 1 else ""


def change_in_few_words(change: Figure, measure: Measure) -> Sentence:
    """`8.4% lower over the year to September 2023`; of any other change its phrase."""
    word, of_year = direction(change, measure), over_the_year(change)
    return [(change, change.magnitude), f" {word} {of_year}"] if word and of_year else change_phrase(change, measure)


def _of_a_year(span: Span) -> str:
    """What a year is set against, in the values that it has."""
    if span.step == 1:
        return "in twelve months on the twelve before"
    count = in_words(span.values, NOUNS[span.step])
    return f"in {count} on the {count.partition(' ')[0]} before"


def has_year_beside(measure: Measure, change: Figure | None) -> bool:
    """Whether a change is of twelve months of a count, and the value of fewer: the total of the year then stands beside it."""
    if change is None or not change.known or not is_over_twelve_months(change):
        return False
    return measure.is_additive and not is_of_level(change, measure)


def level_sentence(
    measure: Measure, value: Figure, change: Figure | None = None, year: Figure | None = None, interval: Sequence[Part] = ()
) -> Sentence:
    """`999 calls received: 10,967 in October 2023, 17.7% higher than in October 2022.`

    `year` is the total of the twelve months that a change compares: a month's level is not joined to a change of years.
    `interval` is that of the value, in words and figures.
    """
    since = bool(measure.window.since)
    if not value.known:
        return [
            f"{measure.title}: no value {during(value.period, since)} {value.text}."
            if value.period
            else f"{measure.title}: no data supplied [x]."
        ]
    start: Sentence = [
        f"{measure.title}: ",
        value,
        f" {during(value.period, since)}",
        *([" (", *interval, ")"] if interval else []),
    ]
    if not (change and change.known):
        return [*start, "."]
    if year is not None and year.known:
        return [*start, "; ", year, f" {during(year.period)}, ", *change_phrase(change, measure, named=True), "."]
    return [*start, *change_after(change, measure), "."]


def extremes(measure: Measure, high: Figure, low: Figure, shared: Collection[str] = ()) -> Sentence:
    """`The highest month shown was July 2023 (11,482), the lowest April 2020 (6,120).` `shared`: values of several months.

    Nothing of running totals, whose last is the highest whatever happens.
    """
    if measure.window.runs_on:
        return []
    noun = measure.window.noun or "value"
    if high.text == low.text:
        return [f" Every {noun} shown is the same."]
    ends = [f"{_covered(f, measure)}{', among others' if f.text in shared else ''} (" for f in (high, low)]
    most, least = ("longest", "shortest") if measure.is_duration else (f"highest {noun}", "lowest")
    return [f" The {most} shown was {ends[0]}", high, f"), the {least} {ends[1]}", low, ")."]


def _covered(figure: Figure, measure: Measure) -> str:
    """The month of a value; of several months, `that of the year ending October 2023`."""
    return period_of(figure) if measure.window.noun else f"that of {during(figure.period).removeprefix('in ')}"


def period_of(figure: Figure) -> str:
    """The last month that a figure covers, in words; where a source has values of quarters, all that it covers."""
    return told_of(figure.period) if figure.period.step > 1 else replace(figure.period, first=figure.period.last).label


def between(lower: Figure, upper: Figure) -> Sentence:
    """`2 to 8`; where both ends print alike, that number once: `0.0 to 0.0` would say that nothing else is possible."""
    return ["narrower than is printed: ", lower] if lower.text == upper.text else [lower, " to ", upper]


def spread(lower: Figure, upper: Figure) -> Sentence:
    """`−1.3 to −0.7 percentage points`: two ends of a change, with their unit once; where both print alike, that number once."""
    if lower.text == upper.text:
        return [lower]
    bare = lower.text.removesuffix(" percentage points").removesuffix(" percentage point")
    return [(lower, bare), " to ", upper]
