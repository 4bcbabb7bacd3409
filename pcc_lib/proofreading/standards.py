"""Levels held against their target, and against the months before: `above target`, `at its highest`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pcc_lib.core.quarters import period_label, shift
from pcc_lib.core.sure import sure
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Goal
from pcc_lib.proofreading.direction_words import NOT_YET, TAKEN_BACK
from pcc_lib.proofreading.found import Found
from pcc_lib.proofreading.passage import MARK, Mark, Sentence
from pcc_lib.proofreading.phrases import Phrase, phrases
from pcc_lib.proofreading.ranks import places_in
from pcc_lib.proofreading.setting import Setting
from pcc_lib.proofreading.spans import Now, named
from pcc_lib.proofreading.time_forms import COUNTS, LENGTHS

_TARGET = (
    r"(?:(?:the|its|our|their|a|force|force’s|national|agreed|own|service|local|\ue000)\s+){0,3}"
    r"(?:targets?|service\s+levels?|SLA|standard)\b"
)
_SIDE = re.compile(
    rf"\b(?:(?P<above>above|over|exceed(?:s|ed|ing)|higher\s+than|more\s+than|longer\s+than|in\s+excess\s+of)|(?P<below>below|under|lower\s+than|"
    rf"fewer\s+than|less\s+than|shorter\s+than|short\s+of)|(?P<met>within|inside|meets?|met|meeting|achiev(?:es?|ed|ing)|in\s+line\s+with|"
    rf"better\s+than|hits?)|(?P<missed>miss(?:es|ed|ing)?|outside|fail(?:s|ed|ing)?\s+(?:to\s+meet|to\s+reach)|worse\s+than))\s+{_TARGET}",
    re.IGNORECASE,
)
_OF_TARGET = re.compile(
    r"\b(?:targets?|service\s+levels?|SLA|standard)\b[^;:,]{0,60}?\b(?:was|were|is|are|(?:has|have|had)\s+been|being)\s+"
    r"(?:(?P<met>met|achieved|hit|reached)|(?P<missed>missed|breached))\b",
    re.IGNORECASE,
)
_TOLD_AS = re.compile(rf"\b(?:targets?|service\s+levels?|SLA|standard)\s*(?:of|is|was|=)\s*{MARK}", re.IGNORECASE)
_EXTREME = re.compile(
    r"\b(?:at\s+(?:its|their)\s+|the\s+|its\s+|their\s+)(?P<word>highest|lowest|longest|shortest|most|fewest)"
    r"(?:\s+(?:level|figure|number|rate|value|total|count|wait|share|point|monthly\s+\w+|month))?\s*(?P<since>since|ever|on\s+record|in\s+the\s+series|(?:for|in)\s+(?:(?:more\s+than|over|the\s+last|the\s+past)\s+)?(?P<for>[\w-]+)\s+(?P<unit>months|years)"
    r"|(?=[,.;:()])|$)",
    re.IGNORECASE,
)
# another subject may stand between: `9 minutes, and complaints are`, but not `9 minutes and meets`
_OTHER_SUBJECT = re.compile(
    r"\b(?:and|but|while|whereas)\b(?!\s+(?:so\s+|still\s+|now\s+|thus\s+)*(?:is|was|are|were)?\s*$)", re.IGNORECASE
)
_DENIED = re.compile(
    r"\b(?:not|never)(?:\s+(?:yet|been|quite|always))?\s+$|n[’']t(?:\s+(?:yet|been|quite|always))?\s+$", re.IGNORECASE
)
# `bring the wait (9) within its standard`: what somebody is to do
_TO_DO = re.compile(r"\b(?:bring|get|keep|take|return|restore|push|cut|reduce|move)\b[^;:.]{0,60}$", re.IGNORECASE)
_NOT = re.compile(TAKEN_BACK, re.IGNORECASE)
_OPEN = re.compile(NOT_YET, re.IGNORECASE)


def standard_faults(sentence: Sentence, setting: Setting) -> Iterator[Found]:
    """Sides of a target, and extremes, that are not true of the level that they are said of."""
    text = sentence.text
    yield from _values_as_targets(sentence, setting)
    for m in (*_SIDE.finditer(text), *_OF_TARGET.finditer(text)):
        mark, before = _level(sentence, m), text[: m.start()]
        denied = bool(_DENIED.search(before)) and m.lastgroup in ("met", "missed")
        if mark and (denied or not _NOT.search(before)) and not _OPEN.search(before) and not _TO_DO.search(before):
            yield from _against_target(mark, m, setting, denied)
    among_parts = [m.span() for m in places_in(text)]
    for m in _EXTREME.finditer(text):
        mark = None if any(begin <= m.start() < end for begin, end in among_parts) else _level(sentence, m)
        if mark and not _NOT.search(text[: m.start()]) and not re.search(r"\b(?:one\s+of|among)\s+$", text[: m.start()]):
            yield from _against_history(sentence, mark, m, setting)


def _values_as_targets(sentence: Sentence, setting: Setting) -> Iterator[Found]:
    """What was reached, told as the target: `against a service level of 79 seconds`."""
    for m in _TOLD_AS.finditer(sentence.text):
        mark = next(mark for mark in sentence.marks if mark.at == m.end() - 1)
        measure = setting.measure(mark.figure) if _is_level(mark.figure) else None
        if measure and measure.goal(mark.figure.period.last, mark.figure.breakdown):
            target = f"{mark.figure.measure}.target" + (f".{mark.figure.name.part}" if mark.figure.name.part else "")
            what = f"tells {mark.name}, which is {mark.figure.text}, as the target."
            yield Found(m.start(), what, f"Write {{{{ {target} }}}} for the target.")


def _level(sentence: Sentence, m: re.Match[str]) -> Mark | None:
    """The level of the clause that words are said of: the only one, or the one right before."""
    text = sentence.text
    begin = max((c.end() for c in re.finditer(r"[;:]", text[: m.start()])), default=0)
    end = next((c.start() for c in re.finditer(r"[;:]", text[m.end() :])), len(text) - m.end()) + m.end()
    levels = [mark for mark in sentence.between(begin, end) if _is_level(mark.figure)]
    if not levels and text[end : end + 1] == ":":
        end = next((c.start() for c in re.finditer(";", text[end:])), len(text) - end) + end
        levels = [mark for mark in sentence.between(begin, end) if _is_level(mark.figure)]
    signed = [mark for mark in sentence.between(begin, end) if mark.figure.signed]
    if signed:
        return None
    before = [mark for mark in levels if mark.at < m.start()]
    if before and not _OTHER_SUBJECT.search(text[before[-1].at : m.start()]):
        return before[-1]
    return (
        levels[0]
        if len(levels) == 1 and not before and not re.search(r",\s*(?:and|but|while)\b", text[m.end() : levels[0].at])
        else None
    )


def _is_level(figure: Figure) -> bool:
    return figure.statistic == "value" and figure.known


def _against_target(mark: Mark, m: re.Match[str], setting: Setting, denied: bool) -> Iterator[Found]:
    measure = setting.measure(mark.figure)
    goal = measure.goal(mark.figure.period.last, mark.figure.breakdown) if measure else None
    if measure is None or goal is None:
        return
    true = _is_side(sure(mark.figure.value), goal, str(m.lastgroup), goal.met(sure(mark.figure.value), measure.good_direction))
    if true is denied:
        said = ("not " if denied else "") + " ".join(m[0].replace(MARK, "…").split())
        ends = " to ".join(dict.fromkeys(f"{end:g}" for end in (goal.lower, goal.upper)))
        unit = "%" if measure.unit == "%" else f" {measure.unit}"
        yield Found(
            m.start(),
            f"says '{said}' of {mark.name}, which is {mark.figure.text}: the target is {ends}{unit}.",
            "Correct the words.",
        )


def _is_side(value: float, goal: Goal, side: str, met: bool | None) -> bool | None:
    match side:
        case "above":
            return value > goal.upper
        case "below":
            return value < goal.lower
        case "met":
            return met
    return None if met is None else not met


def _against_history(sentence: Sentence, mark: Mark, m: re.Match[str], setting: Setting) -> Iterator[Found]:
    """Whether a level is the highest (lowest) of the series up to it, or since a month that is named."""
    series = setting.figures.series(mark.figure.measure) if setting.measure(mark.figure) else None
    if series is None or mark.figure.hidden or MARK in sentence.text[m.end() : m.end() + 2]:
        return
    since = _length_back(m, mark) or _since(sentence, m, setting)
    if m["since"] and m["since"].lower() == "since" and not since:
        return
    values = series.values(mark.figure.breakdown).dropna()
    values = values.loc[since or "" : mark.figure.period.last]
    most = m["word"].lower() in ("highest", "longest", "most")
    end = (values.max() if most else values.min()) if len(values) else None
    if end is not None and (sure(mark.figure.value) < end if most else sure(mark.figure.value) > end):
        where = str(values.idxmax() if most else values.idxmin())
        said, further = " ".join(m[0].split()), "higher" if most else "lower"
        what = f"says '{said}' of {mark.name}, which is {mark.figure.text}: it was {further} in {period_label(where)}."
        yield Found(m.start(), what, "Correct the words.")


def _length_back(m: re.Match[str], mark: Mark) -> str:
    """The first month of the `two years` in which something is the highest; nothing where no length is said."""
    count = m["for"] and (COUNTS.get(m["for"].lower()) or (int(m["for"]) if m["for"].isdigit() else 0))
    return shift(mark.figure.period.last, 1 - count * LENGTHS[m["unit"].lower()[:-1]]) if count else ""


def _since(sentence: Sentence, m: re.Match[str], setting: Setting) -> str:
    """The month from which something is the highest; nothing where none is named."""
    following: list[Phrase] = [
        p for p in phrases(sentence.text) if p.kind in ("since", "since year") and m.start() <= p.start <= m.end()
    ]
    if not following:
        return ""
    now = Now(setting.figures.folder.written_on[:7], frozenset())
    return named(following[0], now)[0][0]
