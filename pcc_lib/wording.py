"""Sentences made from figures. A sentence is a list of text and figures, so that page, caption and alternative text
say the same. Wording of a change is neutral: higher, lower, longer, shorter, more, fewer."""

from __future__ import annotations

import re

from pcc_lib.figures import Figure
from pcc_lib.measures import Measure
from pcc_lib.plan import in_months
from pcc_lib.quarters import MONTHS, is_financial_year, month_label, months_between, period_label

Part = str | Figure | tuple[Figure, str]
Sentence = list[Part]
DIRECTIONS = {"up": r"higher|more|longer|above|up|greater|increase[ds]?|rose|grew|bigger",
              "down": r"lower|fewer|less|shorter|below|down|smaller|decrease[ds]?|fell|dropped|reduc\w+|reduction"}


def during(period: str, since: bool = False) -> str:
    """`in October 2023`, `in the year ending October 2023`, `in the four months to July 2023`, `in 2019`."""
    if ".." not in period:
        return f"in {'the ' if is_financial_year(period) else ''}{period_label(period)}"
    first, last = period.split("..")
    count = months_between(first, last) + 1
    if since:
        same_year = first[:4] == last[:4]
        return f"from {MONTHS[int(first[5:])] if same_year else month_label(first)} to {month_label(last)}"
    if count == 12 and first.endswith("-01"):
        return f"in {first[:4]}"
    if count == 12:
        return f"in the year ending {month_label(last)}"
    return f"in the {in_months(count).replace('one ', '')} to {month_label(last)}"


def direction(change: Figure, measure: Measure) -> str:
    """The neutral word of a change: higher or lower, longer or shorter, more or fewer; `` when it prints as nought."""
    if not change.known or not re.search("[1-9]", change.text):
        return ""
    up = change.value > 0
    if measure.is_duration:
        return "longer" if up else "shorter"
    if change.unit == measure.unit and measure.is_additive:
        return "more" if up else "fewer"
    return "higher" if up else "lower"


def change_phrase(change: Figure, measure: Measure) -> Sentence:
    """`17.7% higher than in October 2022`; the change is a printed figure without its sign."""
    if not change.known:
        return ["no earlier value to compare with"]
    word = direction(change, measure)
    before = during(change.compared_with)
    return [(change, change.magnitude), f" {word} than {before}"] if word else ["the same as " + before]


def short_change(change: Figure) -> str:
    """What a change is against, for tiles: `on October 2022`."""
    before = during(change.compared_with).removeprefix("in ").removeprefix("the ")
    return f"on {before}"


def level_sentence(measure: Measure, value: Figure, change: Figure | None = None) -> Sentence:
    """`999 calls received: 10,967 in October 2023, 17.7% higher than in October 2022.`"""
    since = measure.window.startswith("since")
    if not value.known:
        return [f"{measure.title}: no value {during(value.period, since)} [x]." if value.period
                else f"{measure.title}: no data supplied [x]."]
    start: Sentence = [f"{measure.title}: ", value, f" {during(value.period, since)}"]
    return start + ([", ", *change_phrase(change, measure)] if change and change.known else []) + ["."]


def message(measure: Measure, change: Figure | None, value: Figure) -> Sentence:
    """A chart's title: what it says, in few words."""
    if change is not None and change.known:
        return [f"{measure.title}: ", *change_phrase(change, measure)]
    return [f"{measure.title}: ", value, f" {during(value.period, measure.window.startswith('since'))}"]


def extremes(measure: Measure, high: Figure, low: Figure) -> Sentence:
    """`The highest month shown was July 2023 (11,482), the lowest April 2020 (6,120).`"""
    noun = "value" if measure.window != "month" else "month"
    return [f" The highest {noun} shown was {period_of(high)} (", high, f"), the lowest {period_of(low)} (", low, ")."]


def period_of(figure: Figure) -> str:
    """The last month that a figure covers, in words."""
    return period_label(figure.period.split("..")[-1])


def contradicts(text_after: str, figure: Figure) -> str:
    """The first direction word after a change in a sentence, where it goes against the figure's sign (else ``)."""
    if not figure.known or not figure.statistic.startswith("change"):
        return ""
    clause = re.split(r"[.;:,(]|\{\{", text_after, maxsplit=1)[0]
    both = re.search(rf"\b(?:(?P<up>{DIRECTIONS['up']})|(?P<down>{DIRECTIONS['down']}))\b", clause)
    if not both or (both.lastgroup == "up") == (figure.value > 0):
        return ""
    return both[0]
