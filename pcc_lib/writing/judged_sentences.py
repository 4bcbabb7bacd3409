"""What the methods find of a measure, in sentences: level, change, test, limits, target, in that order.

Each question has a sentence of its own. The change of one month on another is told only where no method judges the month:
beside a verdict it would be read as its reason.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

from pcc_lib.core import numerals
from pcc_lib.core.frames import value_at
from pcc_lib.core.quarters import month_label
from pcc_lib.core.sure import sure
from pcc_lib.figures.few import as_told, bare
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.judgement import Judgement, Record
from pcc_lib.figures.moves import Moved
from pcc_lib.figures.year_tests import TWO_YEARS, tested_change
from pcc_lib.inputs.measures import Measure
from pcc_lib.statistics.level_changes import STEP
from pcc_lib.writing import coverage
from pcc_lib.writing import verdict_words as deck
from pcc_lib.writing.verdicts import side_of, since_words, state_of
from pcc_lib.writing.wording import Sentence, between, has_year_beside, is_of_single_months, level_sentence, spread

MOST_DIGITS = 3  # that are added to tell a value from what it is held against


def judged_sentence(
    measure: Measure, value: Figure, change: Figure | None, judged: Judgement | None, figure: Callable[..., Figure]
) -> Sentence:
    """Level, change, test, limits. `figure` gives the measure's figure of a statistic, such as `usual_upper`, at a period if
    one is named."""
    if change and is_of_single_months(change) and judged and state_of(judged):
        change = None
    with_level = None if change and judged and _is_tested(measure, change, judged) else change
    year = figure("total_12_months") if has_year_beside(measure, with_level) else None
    said = level_sentence(measure, value, with_level, year, _of_survey(judged, figure))
    if judged is None or not value.known:
        return said + ([coverage.said("value", judged.uncompared)] if judged and judged.uncompared else [])
    return (
        said
        + _test_words(measure, judged, figure)
        + _limit_words(judged, figure, change)
        + coverage_words(judged)
        + [deck.MAY_BE_SEASON] * (judged.young and (judged.moved is not None or judged.is_signal))
        + exception_words(judged, figure)
        + _target_words(judged, figure)
        + before_rounding(measure, value, judged, figure)
    )


def _of_survey(judged: Judgement | None, figure: Callable[..., Figure]) -> Sentence:
    """The interval of a survey's percentage, for brackets beside it."""
    if judged is None or judged.interval is None:
        return []
    return ["95% interval of the survey ", *between(figure("interval_lower"), figure("interval_upper"))]


def _is_tested(measure: Measure, change: Figure, judged: Judgement) -> bool:
    """Whether the sentence on the test of the year tells this change, beside its interval."""
    return judged.test is not None and judged.sameness != "constant" and bare(change.statistic) == tested_change(measure)


def _test_words(measure: Measure, judged: Judgement, figure: Callable[..., Figure]) -> Sentence:
    """What the test of the year found: the change, the year's total where there is one, and the interval of the change."""
    test = judged.test
    if judged.sameness == "constant":
        return []
    if test is None:
        return [coverage.said("year", judged.uncompared)] if judged.uncompared else []
    tested = tested_change(measure)
    change, lower, upper = (figure(each) for each in (tested, "change_lower", "change_upper"))
    estimate = as_told(change, measure, figure)
    of_what = "" if estimate is change else "of the change in per cent "
    interval: Sentence = [] if lower.text == upper.text else [f"95% interval {of_what}", *spread(lower, upper)]
    total = figure("total_12_months") if measure.is_additive and tested == "change_12_months" else None
    to: Sentence = [", to ", total] if total is not None and total.known else []
    over = "Over the year" if test.basis == TWO_YEARS else "From the same months a year before"
    fits = estimate.known and (not test.significant or (sure(estimate.value) > 0) == test.rises)
    if not test.significant:
        beside: Sentence = [estimate, *to] if fits else []
        allowed = deck.LOST if test.lost else ""
        within = [*beside, *["; "] * bool(beside and interval), *interval]
        return [f" {over}: no clear change", *_in_brackets(within), f"{allowed}."]
    by: Sentence = [" by ", (estimate, estimate.magnitude), *to] if fits else []
    return [
        f" {over} it {'rose' if test.rises else 'fell'}",
        *by,
        *_in_brackets(interval),
        ", by more than chance.",
    ]


def _in_brackets(words: Sentence) -> Sentence:
    return [" (", *words, ")"] if words else []


def _limit_words(judged: Judgement, figure: Callable[[str], Figure], change: Figure | None) -> Sentence:
    if judged.moved:
        return [*moved_words(judged.moved, figure), deck.UNJUDGED if judged.moved.follows else deck.APART]
    if judged.sameness:
        return [deck.LEVELS[judged.sameness]]
    if judged.latest is None or value_at(judged.latest, "label") is None:
        return []
    figures: dict[str, Sentence] = {"{months}": [figure("usual_months")]}
    if judged.trial:
        figures["{range}"] = between(figure("usual_lower"), figure("usual_upper"))
        return filled(deck.ON_TRIAL, figures)
    side = side_of(judged)
    said = deck.LEVELS[f"{judged.rule} {side}" if judged.rule else "usual"].replace("{rests}", deck.RESTS)
    if judged.rule == "outside" and _goes_against(change, side == "up"):
        said = said.replace(" This ", deck.EVEN_SO, 1)
    if "{range}" in said:
        figures["{range}"] = between(figure("usual_lower"), figure("usual_upper"))
    if "{mean}" in said:
        figures["{mean}"] = [figure("usual_mean")]
    return filled(said, figures)


def coverage_words(judged: Judgement) -> Sentence:
    """What is counted otherwise since the level moved, or the signal began; the cause itself only where it is not said yet."""
    about = "move" if judged.moved else "signal"
    said = coverage.said(f"{about} too" if judged.behind == judged.uncompared else about, judged.behind)
    return [said] if said else []


def moved_words(moved: Moved, figure: Callable[..., Figure]) -> Sentence:
    """How the months moved, from which level to which."""
    said = deck.MOVES[moved.way]
    if moved.last is None:
        return [said]
    words: dict[str, Sentence] = {"{since}": [since_words(moved)], "{earlier}": [_earlier_words(moved)]}
    words |= {f"{{{side}}}": [figure(f"level_{side}")] for side in ("before", "after")}
    return filled(said, words)


def _earlier_words(moved: Moved) -> str:
    """What the latest step is held against: the months judged before it, the stretch since the step before it, or the end of a
    slope. Where the months judged begin is said, for a chart may show more that are older."""
    before = moved.before
    if before is None:
        began = "" if moved.start is None else month_label(str(moved.start))
        return deck.EARLIER[STEP].format(since=began) if began else deck.EARLIER[""]
    way = {STEP: STEP}.get(before.kind, "rising" if before.after > before.before else "falling")
    return deck.EARLIER[way].format(since=month_label(str(before.month)))


def filled(text: str, figures: Mapping[str, Sentence]) -> Sentence:
    """A text of the deck with figures in their places."""
    parts = re.split(r"(\{\w+\})", text)
    return [piece for part in parts if part for piece in figures.get(part, [part])]


def _goes_against(change: Figure | None, up: bool) -> bool:
    """Whether the change that is told has gone the other way."""
    return change is not None and change.known and change.value != 0 and (sure(change.value) > 0) != up


def exception_words(judged: Judgement, figure: Callable[..., Figure]) -> Sentence:
    """Months that the average leaves out, by name, where there is a range about it; what is said of the latest month is said
    already."""
    months = [m for m in judged.exceptional if m != str(sure(judged.points).index[-1])]
    if not months or judged.sameness or judged.moved:
        return []
    breaks = [*[", "] * (len(months) - 2), *[" and "] * (len(months) > 1), ""]
    named = [
        part for m, after in zip(months, breaks, strict=True) for part in (f"{month_label(m)} (", figure("value", m), f"){after}")
    ]
    return [
        " ",
        *named,
        f" stand{'s' if len(months) == 1 else ''} far apart from all other months, and the average leaves "
        f"{'it' if len(months) == 1 else 'them'} out.",
    ]


def _target_words(judged: Judgement, figure: Callable[..., Figure]) -> Sentence:
    """What the limits promise of the target, unless the months themselves say otherwise."""
    record, assurance = judged.record, judged.assurance or ""
    if record is None:
        return []
    every = "always" if record.always else "never" if record.never else ""
    latest = "met" if record.latest else "missed"
    key = assurance, every or ("some" if assurance == "hit and miss" else latest)
    key = (assurance, latest) if key not in deck.ASSURED else key
    stepped = deck.ASSURED_OF_STEPS.get(key, "") if record.stepped else ""
    seasonal = deck.ASSURED_OF_SEASONS.get(key, "") if judged.seasonal else ""
    said = stepped or seasonal or (deck.ASSURED_OF_RANGES.get(key, "") if record.is_range else "") or deck.ASSURED[key]
    goal: Sentence = between(figure("target_lower"), figure("target_upper")) if record.is_range else [figure("target")]
    held = _held_against(record)
    return filled(said, {"{target}": goal, "{every}": [held], "{Every}": [f"{held[0].upper()}{held[1:]}"]})


def _held_against(record: Record) -> str:
    """The months that a target is held against."""
    if record.months == 1:
        return deck.LATEST_ALONE
    return deck.EVERY if not record.late else deck.EVERY_SINCE_THE_FIRST if record.stepped else deck.EVERY_SINCE


def before_rounding(measure: Measure, value: Figure, judged: Judgement, figure: Callable[..., Figure]) -> Sentence:
    """The value with more digits, where what is printed seems to deny what is said: a value that prints below the range which it
    lies within, or like the target that it misses."""
    told: Sentence = [" Before rounding the value is "]
    missed = judged.record is not None and not judged.record.is_range and not judged.record.latest
    if missed and value.text == (goal := figure("target")).text:
        return [*told, (value, _finer(measure, value, goal)), ", which just misses the target."]
    if state_of(judged) != "usual" or judged.trial:
        return []
    printed, lower, upper = map(_as_read, (value, figure("usual_lower"), figure("usual_upper")))
    if printed is None or lower is None or upper is None or lower <= printed <= upper:
        return []
    end = figure("usual_lower" if printed < lower else "usual_upper")
    return [*told, (value, _finer(measure, value, end)), ", which lies within that range."]


def _as_read(figure: Figure) -> float | None:
    """The number that is printed; None of a time or of what is not known."""
    found = re.fullmatch(r"([\d,]+(?:\.(\d+))?)%?", figure.text)
    number = float(found[1].replace(",", "")) if found else math.nan
    rounded = round(sure(figure.value), len(found[2] or "")) if found and figure.known else math.nan
    return number if math.isclose(number, rounded, abs_tol=10.0 ** -len((found and found[2]) or "")) else None


def _finer(measure: Measure, value: Figure, other: Figure) -> str:
    """A value with as many digits as it takes to tell it from another."""
    tried = range(measure.decimals + 1, measure.decimals + MOST_DIGITS + 1)
    texts = [[numerals.printed(sure(f.value), value.unit, digits) for f in (value, other)] for digits in tried]
    return next((one for one, two in texts if one != two), texts[-1][0])
