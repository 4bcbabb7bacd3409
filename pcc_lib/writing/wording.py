"""Sentences made from figures and judgements. A sentence is a list of text and figures, so that page, caption and
alternative text say the same.

A change is told neutrally: higher, lower, longer, shorter, more, fewer. "Rose" and "fell" are kept for what a test
finds significant. The order is level, change, test, limits. No word says why something happened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from pcc_lib.core.frames import value_at
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import MONTHS, is_financial_year, month_label, period_label
from pcc_lib.core.sure import sure
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.judgement import Judgement
from pcc_lib.inputs.measures import Measure
from pcc_lib.inputs.plan import in_months
from pcc_lib.writing.target_words import target_words

Part = str | Figure | tuple[Figure, str]
Sentence = list[Part]
DIRECTIONS = {
    "up": r"higher|more|longer|above|up|greater|increase[ds]?|increasing|rose|rise[sn]?|grew|grown|growth|bigger|"
    r"over (?:the|its|our|their|a) target",
    "down": r"lower|fewer|less|shorter|below|down|smaller|decrease[ds]?|decreasing|fell|fall(?:s|en)?|drop(?:s|ped)?|"
    r"reduc\w+|reduction|short of|under (?:the|its|our|their|a) target",
}


def told_of(span: Span, since: bool = False) -> str:
    """A span by name: `October 2023`, `year ending October 2023`, `four months to July 2023`, `2019`, `April to July 2023`."""
    return _named(span, since)[1]


def dated(value: Figure, measure: Measure) -> str:
    """The months that a value covers, for a cell: `year ending October 2023`, `from April to July 2023`."""
    runs_on = bool(measure.window.since) and not value.period.is_one
    return during(value.period, True) if runs_on else told_of(value.period)


def during(span: Span, since: bool = False) -> str:
    """`in October 2023`, `in the year ending October 2023`, `in the four months to July 2023`, `in 2019`, `from April to …`."""
    return "".join(_named(span, since))


def _named(span: Span, since: bool) -> tuple[str, str]:
    """The words that lead to a span, and its name."""
    if span.is_one or not span:
        return ("in the " if is_financial_year(span.last) else "in "), span.label
    first, last = span.first, month_label(span.last)
    if since:
        same_year = first[:4] == span.last[:4]
        return "from ", f"{MONTHS[int(first[5:])] if same_year else month_label(first)} to {last}"
    if span.months == 12 and first.endswith("-01"):
        return "in ", first[:4]
    if span.months == 12:
        return "in the ", f"year ending {last}"
    return "in the ", f"{in_months(span.months).replace('one ', '')} to {last}"


def direction(change: Figure, measure: Measure) -> str:
    """The neutral word of a change: higher or lower, longer or shorter, more or fewer; `` when it prints as nought."""
    if not change.known or not re.search("[1-9]", change.text):
        return ""
    up = sure(change.value) > 0
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
    before = during(change.earlier)
    # twelve months beside the level of one month: say which months changed, or the month seems to be compared with a year
    now = f" {during(change.period)}" if measure.window.is_month and not change.period.is_one else ""
    return [(change, change.magnitude), f" {word}{now} than {before}"] if word else [f"the same{now} as {before}"]


def is_over_twelve_months(change: Figure) -> bool:
    """Whether a change compares twelve months with the twelve before, whatever the measure's own window."""
    return change.statistic.startswith("change_12_months")


def short_change(change: Figure) -> str:
    """What a change is against, for tiles: `on October 2022`; `over twelve months` where it is not the value's own."""
    if is_over_twelve_months(change):
        return "over twelve months"
    return f"on {told_of(change.earlier)}"


def level_sentence(measure: Measure, value: Figure, change: Figure | None = None) -> Sentence:
    """`999 calls received: 10,967 in October 2023, 17.7% higher than in October 2022.`"""
    since = bool(measure.window.since)
    if not value.known:
        return [
            f"{measure.title}: no value {during(value.period, since)} {value.text}."
            if value.period
            else f"{measure.title}: no data supplied [x]."
        ]
    start: Sentence = [f"{measure.title}: ", value, f" {during(value.period, since)}"]
    return start + ([", ", *change_phrase(change, measure)] if change and change.known else []) + ["."]


def message(measure: Measure, change: Figure | None, value: Figure) -> Sentence:
    """A chart's title: what it says, in few words."""
    if change is not None and change.known:
        return [f"{measure.title}: ", *change_phrase(change, measure)]
    return [f"{measure.title}: ", value, f" {during(value.period, bool(measure.window.since))}"]


def extremes(measure: Measure, high: Figure, low: Figure, shared: Collection[str] = ()) -> Sentence:
    """`The highest month shown was July 2023 (11,482), the lowest April 2020 (6,120).` `shared`: values of several months."""
    noun = "month" if measure.window.is_month else "value"
    if high.text == low.text:
        return [f" Every {noun} shown is the same."]
    ends = [f"{period_of(f)}{', among others' if f.text in shared else ''} (" for f in (high, low)]
    return [f" The highest {noun} shown was {ends[0]}", high, f"), the lowest {ends[1]}", low, ")."]


def period_of(figure: Figure) -> str:
    """The last month that a figure covers, in words."""
    return period_label(figure.period.last)


@dataclass(frozen=True)
class Verdict:
    """A verdict in words, with its ground (`good`, `bad`, `same`, `note`) and shape (`up`, `down`, `dot`, `square`)."""

    words: str
    ground: str
    shape: str


NOT_JUDGED = Verdict("Not judged", "note", "ring")
_RANGE = {"improvement": "good", "concern": "bad", "neutral": "same"}
_ASSURED = {"pass": "target met", "fail": "target missed", "hit and miss": "target not met reliably"}
_AGAINST = {"pass": "target usually met, missed this month", "fail": "target usually missed, met this month"}
_SAME = {"constant": "The same every month", "mostly": "The same in most months", "seasonal": "The same as in other years"}


def verdict(judged: Judgement | None, measure: Measure, change: Figure | None = None) -> Verdict:
    """The verdict on a measure's latest value: usual variation or beyond it; else what the test on the year says."""
    if judged is None:
        return NOT_JUDGED
    significant = judged.test is not None and judged.test.significant
    if judged.variation == "common cause" and not significant:
        return Verdict(_with_target("Within usual variation", judged), "same", "dot")
    if judged.is_signal:
        kind, side = sure(judged.variation).rsplit(" ", 1)
        words = (
            {"high": "Higher", "low": "Lower"}[side] if not measure.is_duration else {"high": "Longer", "low": "Shorter"}[side]
        )
        return Verdict(
            _with_target(_valued(f"{words}, beyond usual variation", _RANGE[kind]), judged),
            _RANGE[kind],
            "up" if side == "high" else "down",
        )
    if significant:
        up = sure(judged.test).rises
        good = {"increase": up, "decrease": not up}.get(measure.good_direction)
        ground = "same" if good is None else "good" if good else "bad"
        words = (
            f"{'Higher' if up else 'Lower'} over the year; latest month usual"
            if judged.variation
            else f"Significantly {'higher' if up else 'lower'}"
        )
        return Verdict(_with_target(_valued(words, ground), judged), ground, "up" if up else "down")
    if judged.sameness:
        return Verdict(_with_target(_SAME[judged.sameness], judged), "same", "dot")
    if judged.test is not None:
        return Verdict("No significant change", "same", "dot")
    return Verdict("Trial limits, no verdict yet", "note", "ring") if judged.trial else NOT_JUDGED


def _valued(words: str, ground: str) -> str:
    """Say in words whether it is for the better: shape and colour must not be the only ones to tell."""
    said = {"good": "Better: ", "bad": "Worse: "}.get(ground, "")
    return said + words[0].lower() + words[1:] if said else words


def _with_target(words: str, judged: Judgement) -> str:
    said = _assured(judged)
    return f"{words}; {said}" if said else words


def _assured(judged: Judgement) -> str:
    """What is said of the target: what the limits promise, unless the months themselves say otherwise."""
    record, assurance = judged.record, judged.assurance
    if record is None or not (assurance or judged.sameness):
        return _ASSURED.get(assurance or "", "")
    every = "target met every month" if record.always else "target missed every month" if record.never else ""
    if not assurance:
        return every or _ASSURED["hit and miss"]
    if assurance == "hit and miss":
        return f"{every} so far" if every else _ASSURED[assurance]
    return _ASSURED[assurance] if record.latest == (assurance == "pass") else _AGAINST[assurance]


def judged_sentence(
    measure: Measure, value: Figure, change: Figure | None, judged: Judgement | None, figure: Callable[..., Figure]
) -> Sentence:
    """Level, change, test, limits. `figure` gives the measure's figure of a statistic, such as `usual_upper`, at a period if
    one is named."""
    said = level_sentence(measure, value, change)
    if judged is None or not value.known:
        return said
    if judged.interval is not None:
        said += [" The 95% interval of the survey is ", *between(figure("interval_lower"), figure("interval_upper")), "."]
    return (
        said
        + _test_words(judged, figure)
        + _limit_words(judged, figure, change)
        + exception_words(judged, figure)
        + _target_words(judged, figure)
    )


def between(lower: Figure, upper: Figure) -> Sentence:
    """`2 to 8`; where both ends print alike, that number once: `0.0 to 0.0` would say that nothing else is possible."""
    return ["narrower than is printed: ", lower] if lower.text == upper.text else [lower, " to ", upper]


def _test_words(judged: Judgement, figure: Callable[[str], Figure]) -> Sentence:
    if judged.test is None or judged.sameness == "constant":
        return []
    lower = figure("change_lower")
    bare = lower.text.removesuffix(" percentage points").removesuffix(" percentage point")
    upper = figure("change_upper")
    interval: Sentence = [] if lower.text == upper.text else [" (95% interval ", (lower, bare), " to ", upper, ")"]
    over = f" Comparing {judged.test.basis}, "
    if not judged.test.significant:
        return [over + "there was no statistically significant change", *interval, "."]
    moved = "rose" if judged.test.rises else "fell"
    return [f"{over}it {moved}", *interval, ", a statistically significant change."]


def _limit_words(judged: Judgement, figure: Callable[[str], Figure], change: Figure | None) -> Sentence:
    if judged.sameness:
        return [_SAMENESS[judged.sameness]]
    if judged.latest is None or judged.latest["label"] is None:
        return []
    ends = between(figure("usual_lower"), figure("usual_upper"))
    trial = " (trial limits: few months)" if judged.trial else ""
    side = "above" if value_at(judged.latest, "label") == "special cause high" else "below"
    match judged.rule:
        case "outside":
            against = change is not None and change.known and change.value != 0 and (sure(change.value) > 0) != (side == "above")
            start = " Even so, the latest month by itself is" if against else " The latest month by itself is"
            return [f"{start} {side} its usual range of ", *ends, f"{trial}."]
        case "trend":
            moving = "risen" if side == "above" else "fallen"
            return [f" It has {moving} from month to month over at least seven months; the usual range is ", *ends, f"{trial}."]
        case "shift":
            return [f" At least seven months in a row are {side} the average of ", figure("usual_mean"), f"{trial}."]
        case "two of three":
            end = "upper" if side == "above" else "lower"
            return [f" Two of the last three months are close to the {end} end of the usual range, ", *ends, f"{trial}."]
    return [" The latest month by itself is within its usual range of ", *ends, f"{trial}."]


def exception_words(judged: Judgement, figure: Callable[..., Figure]) -> Sentence:
    """Months that the average leaves out, by name; what is said of the latest month is said already."""
    months = [m for m in judged.exceptional if m != str(sure(judged.points).index[-1])]
    named = [part for m in months for part in (", ", f"{month_label(m)} (", figure("value", m), ")")][1:]
    if not named or judged.sameness:
        return []
    return [
        " ",
        *named,
        f" stand{'s' if len(months) == 1 else ''} far apart from all other months, and the average leaves "
        f"{'it' if len(months) == 1 else 'them'} out.",
    ]


def _target_words(judged: Judgement, figure: Callable[..., Figure]) -> Sentence:
    if (told := target_words(judged, _assured(judged), figure)) is not None:
        return [*told]
    said = _TARGETS.get(_assured(judged), "")
    return [" The target of ", figure("target"), said] if said else []


_SAMENESS = {
    "constant": " It was the same in every month judged, so there is no usual range.",
    "seasonal": " It goes through the same season every year, so there is no usual range.",
    "mostly": " Most of the months judged have one and the same value, so there is no usual range.",
}
_TARGETS = {
    "target met": " lies outside that range, on the good side: it is met every month unless something changes.",
    "target missed": " lies outside that range, on the wrong side: it is missed every month unless something changes.",
    "target not met reliably": " lies within that range: usual variation alone makes some months meet it, others miss it.",
    "target met every month so far": " lies within that range: it was met in every month judged, but usual variation alone "
    "could miss it.",
    "target missed every month so far": " lies within that range: it was missed in every month judged, but usual variation "
    "alone could meet it.",
    "target usually met, missed this month": " lies outside that range, on the good side: a usual month meets it, and the latest "
    "does not.",
    "target usually missed, met this month": " lies outside that range, on the wrong side: a usual month misses it, and the "
    "latest does not.",
    "target met every month": " was met in every month judged.",
    "target missed every month": " was missed in every month judged.",
}


def contradicts(text_after: str, figure: Figure, text_before: str = "") -> str:
    """The direction word right before a difference (`fell by …`), or the first after it in its clause (`… short of the
    target`), where that goes against the figure's sign (else ``)."""
    if not figure.known or not figure.signed:
        return ""
    clause = re.split(r"[.;:,(]|\{\{", text_after, maxsplit=1)[0]
    word = rf"\b(?:(?P<up>{DIRECTIONS['up']})|(?P<down>{DIRECTIONS['down']}))\b"
    leading = rf"{word}(?: by| of)?(?: about| around| some| nearly| almost| over| only| just| another| a further)*\s*$"
    for found in (re.search(leading, text_before, re.IGNORECASE), re.search(word, clause, re.IGNORECASE)):
        if found and (found.lastgroup == "up") != (sure(figure.value) > 0):
            return found["up"] or found["down"]
    return ""
