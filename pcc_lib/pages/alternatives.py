"""The alternative text of a chart: whole sentences, the most important first, as many as there is room for.

It says what kind of chart it is and of what, the latest value, the verdict where there is one, the trend, the extremes. It does
not say again what stands beside it: area, unit and months are in the subtitle.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import pandas as pd

from pcc_lib.core.calendars import Calendar
from pcc_lib.core.status import Statuses
from pcc_lib.core.text import upper_first
from pcc_lib.figures.few import as_told
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.judgement import Judgement
from pcc_lib.figures.year_tests import tested_change
from pcc_lib.inputs.measures import Measure
from pcc_lib.pages.page import Page
from pcc_lib.writing import coverage
from pcc_lib.writing.judged_sentences import exception_words, moved_words
from pcc_lib.writing.markup import plain
from pcc_lib.writing.subjects import subject_of
from pcc_lib.writing.verdicts import of_month, of_target, of_year, state_of
from pcc_lib.writing.wording import Sentence, between, direction, during, told_of

ALT_LIMIT = 250
FOLLOWS = "The table and CSV follow."  # the last sentence of a chart on a page
ROOM = ALT_LIMIT - len(f" {FOLLOWS}")
LEAST_FOR_ENDS = 3  # values of which a highest and a lowest are told
Choice = tuple[Sentence, ...]  # the same in ever fewer words


def alt_text(form: str, name: str, *said: Sentence | Choice, how: str = "") -> str:
    """`Line chart of complaints. Latest: 117 in October 2023. …`: of these sentences, the most important first, those that fit.

    A choice is of one sentence in ever fewer words: the first that fits is taken. None is cut; the first is never left out, so
    its last choice must be short. how: what is said of the drawing behind its form, such as `, with its target shaded,`.
    """
    choices = [each if isinstance(each, tuple) else (each,) for each in said]
    texts = [[text for each in choice if (text := _sentence(each))] for choice in choices]
    texts = [choice for choice in texts if choice]
    shortest = min(map(len, texts[0])) if texts else 0
    openings = (f"{form}{how} of {name}.", f"{form}{how.rstrip(',')}.", f"{form}.")
    text = next(each for each in openings if len(each) + 1 + shortest <= ROOM or each == openings[-1])
    for choice in texts:
        fitting = next((each for each in choice if len(text) + 1 + len(each) <= ROOM and each not in text), "")
        text = f"{text} {fitting}".rstrip()
    return text


def name_of(page: Page, measure: Measure) -> str:
    """What is drawn, in few words: a measure as it goes on within a sentence."""
    return subject_of(page.project, measure).inside.rstrip(",")


def _sentence(said: Sentence) -> str:
    """A sentence as text, from its capital to its full stop; nothing of none."""
    text = upper_first(" ".join(plain(said).split()))
    return text if not text or text.endswith(".") else f"{text}."


# ── one line ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def latest_value(value: Figure, since: bool = False) -> Sentence:
    """`Latest: 117 in October 2023.`"""
    return ["Latest: ", value, f" {during(value.period, since)}."]


def latest_drawn(frame: pd.DataFrame, calendar: Calendar, none: str) -> Sentence:
    """The last value that is drawn, of lines whose latest period has none. `none` says so."""
    row = frame.dropna(subset=["value"]).sort_values("period", kind="stable").to_dict("records")[-1]
    of = f" ({row['series']})" if len(set(frame["series"])) > 1 else ""
    return [f"{none}; the last is {_shown(row)} in {calendar.label(str(row['period']))}{of}."]


def extremes_drawn(frame: pd.DataFrame, measure: Measure, calendar: Calendar, name: str = "") -> Sentence:
    """`Highest: July 2023 (11,482); lowest: April 2020 (6,120).` of a line by name, or the only one; nothing of few values, or of
    running totals, whose last is the highest whatever happens."""
    known = frame.dropna(subset=["value"]).to_dict("records")
    if len(known) < LEAST_FOR_ENDS or measure.window.runs_on:
        return []
    high, low = (pick(known, key=lambda row: row["value"]) for pick in (max, min))
    if high["printed"] == low["printed"]:
        return [] if name else [f"The same in every {calendar.noun} shown."]
    most, least = ("Longest", "shortest") if measure.is_duration else ("Highest", "lowest")
    printed = [row["printed"] for row in known]
    told = [
        f"{_when(row, measure, calendar)}{' and others' * (printed.count(row['printed']) > 1)} ({_shown(row)})"
        for row in (high, low)
    ]
    start = f"{name}: {most.lower()}" if name else f"{most}:"
    return [f"{start} {told[0]}{',' if name else ';'} {least}{'' if name else ':'} {told[1]}."]


def _when(row: Mapping[Hashable, Any], measure: Measure, calendar: Calendar) -> str:
    """The months that a value covers: `July 2023`, `year ending August 2022`."""
    label = calendar.label(str(row["period"]))
    span = None if measure.window.noun else measure.window.span(str(row["period"]))
    if span is None:
        return label
    words = told_of(span)
    return words if words.endswith(label) else f"{'year ending' if span.months == 12 else 'time to'} {label}"


def _shown(row: Mapping[Hashable, Any]) -> str:
    """A value with its marks, as the table has it."""
    return Statuses.parse(str(row["status"])).beside(str(row["printed"]))


# ── verdicts ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def verdicts_told(measure: Measure, judged: Judgement, figure: Callable[..., Figure]) -> list[Sentence | Choice]:
    """What the methods find, a sentence each: the month, what is counted otherwise, the target, the year, months apart."""
    month, target = of_month(judged, measure), of_target(judged)
    told = [
        _month_told(month.seen, judged, figure) if month else [],
        [coverage.said("value", judged.behind)] if judged.behind else [],
        [target.seen, "."] if target else [],
        exception_words(judged, figure),
        *year_told(measure, judged, figure),
    ]
    return [each for each in told if each]


def _month_told(seen: str, judged: Judgement, figure: Callable[..., Figure]) -> Sentence | Choice:
    """The verdict on the month, with the range or the levels that it rests on where there is room."""
    short: Sentence = [seen, "."]
    if judged.moved:
        return short if judged.behind or judged.moved.last is None else (moved_words(judged.moved, figure), short)
    if state_of(judged) == "usual" or judged.rule == "outside":
        return ([seen, " of ", *between(figure("usual_lower"), figure("usual_upper")), "."], short)
    return short


def year_told(measure: Measure, judged: Judgement, figure: Callable[..., Figure]) -> list[Sentence | Choice]:
    """The verdict on the year, with the change where it is known."""
    year = of_year(judged, measure)
    if year is None:
        return []
    change = as_told(figure(tested_change(measure)), measure, figure) if judged.test is not None else None
    short: Sentence = [year.seen, "."]
    if change is None or not change.known or not direction(change, measure):
        return [short]
    return [([year.seen, " (", change, ")."], short)]
