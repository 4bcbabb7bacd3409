"""`Stable`, `flat`, `steady`: a change that its own test finds significant is not; another that is not small is asked about.

What is small has no rule that fits all: a change under SMALL per cent of what it is set against is taken for it. A rise that is
itself steady (`a steady rise`, `steadily`) is another thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pcc_lib.figures.figure import Figure
from pcc_lib.proofreading.direction_words import NOT_YET, TAKEN_BACK
from pcc_lib.proofreading.directions import ways
from pcc_lib.proofreading.found import Found
from pcc_lib.proofreading.passage import Mark, Sentence
from pcc_lib.proofreading.phrases import phrases
from pcc_lib.proofreading.setting import Setting
from pcc_lib.proofreading.significance import tested

SMALL = 5.0  # per cent
_CHANGES = {1: "change_on_month", 12: "change_on_year"}
_SAID = re.compile(
    r"\b(?:is|are|was|were|been|remain(?:s|ed|ing)?|sta(?:y|ys|yed|ying)|h[eo]ld(?:s|ing)?|k(?:eep|eeps|ept))\s+"
    r"(?:(?:at\s+an?|broadly|largely|fairly|relatively|very|quite|generally|mostly|essentially|more\s+or\s+less)\s+){0,2}"
    r"(?P<word>stable|flat|steady|static|constant|level)\b(?!\s+(?:rise|fall|increase|decrease|decline|growth|improvement|with|at\s+which)\b)",
    re.IGNORECASE,
)
_OTHER = re.compile(r"[;]|\b(?:but|while|whereas|although|though|whilst)\b", re.IGNORECASE)
_EARLIER = re.compile(r"\s*(?:following|after|before|until)\b[^,]*$", re.IGNORECASE)  # `after months in which it was flat, …`
_NOT = re.compile(TAKEN_BACK, re.IGNORECASE)
_OPEN = re.compile(NOT_YET, re.IGNORECASE)


@dataclass(frozen=True)
class Steady:
    """A word that something did not change, and the change that it is said of."""

    at: int
    words: str
    mark: Mark
    change: Figure


def steady_faults(sentence: Sentence, setting: Setting) -> Iterator[Found]:
    """`Stable` said of a change that its test finds significant."""
    for each in _said(sentence, setting):
        test = tested(each.change, setting)
        if test and test.significant:
            what = f"says '{each.words}' of {each.mark.name}: {each.change.id}, {each.change.text}, is significant by its test."
            yield Found(each.at, what, "Say which way it went.")


def steady_doubts(sentence: Sentence, setting: Setting) -> Iterator[tuple[int, str, Mark, str]]:
    """`Stable` said of a change that no test decides, and that is not small: its place, words, figure, and what is asked."""
    for each in _said(sentence, setting):
        percent = _percent(each.change, setting)
        if tested(each.change, setting) is None and percent is not None and abs(percent) >= SMALL:
            told = "" if each.change is each.mark.figure else f"{each.change.id} is {each.change.text}. "
            yield each.at, each.words, each.mark, f"{told}Between which limits is it {each.words}?"


def _said(sentence: Sentence, setting: Setting) -> Iterator[Steady]:
    text = sentence.text
    for m in _SAID.finditer(text):
        before = text[: m.start()]
        if _NOT.search(before) or _OPEN.search(before) or _EARLIER.match(before):
            continue
        end = next((c.start() for c in _OTHER.finditer(text, m.end())), len(text))
        begin = max((c.end() for c in _OTHER.finditer(text[: m.start()])), default=0)
        near = [*sentence.between(m.end(), end), *reversed(sentence.between(begin, m.start()))]
        mark = next((mark for mark in near if mark.figure.signed), near[0] if near else None)
        change = _change_of(mark, text, setting) if mark else None
        if mark and list(ways(text, m.end(), mark.at)):
            continue  # `stayed level until May and then fell to 9`
        if mark and change and change.known and re.search("[1-9]", change.text):
            yield Steady(m.start(), m["word"].lower(), mark, change)


def _change_of(mark: Mark, text: str, setting: Setting) -> Figure | None:
    """A change itself; of a value the change that the sentence names, else that which pages tell of its measure."""
    figure, measure = mark.figure, setting.measure(mark.figure)
    if figure.signed:
        return figure
    if measure is None or figure.statistic != "value" or measure.change == "none" or figure.name.period:
        return None
    times = phrases(text)
    if any(phrase.against and not phrase.back for phrase in times):
        return None  # as in a month that it names
    named = {phrase.back for phrase in times if phrase.back}
    change = measure.change if not named else _CHANGES.get(max(named)) if len(named) == 1 else None
    return setting.figure(f"{measure.id}.{change}" + (f".{figure.name.part}" if figure.name.part else "")) if change else None


def _percent(change: Figure, setting: Setting) -> float | None:
    """A change in per cent of what it is set against."""
    if change.unit == "%":
        return change.numeric
    name = change.name
    bare = re.sub(r"_(?:number|points|per_month)$", "", name.statistic)
    told = setting.figure(
        f"{name.measure}.{bare}_percent" + (f".{name.part}" if name.part else "") + (f"@{name.period}" if name.period else "")
    )
    return told.numeric if told and told.known else None
