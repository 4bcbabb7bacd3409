"""What a chart of one measure shows, as a sentence: the title over it, with subject, direction and period.

It says no more than the methods find. "Rose" and "fell" are kept for what a test finds; any other change is higher or lower.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from pcc_lib.figures.few import as_told
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.judgement import Judgement, Record
from pcc_lib.figures.year_tests import TWO_YEARS, tested_change
from pcc_lib.inputs.measures import Measure
from pcc_lib.writing import coverage
from pcc_lib.writing.subjects import Subject
from pcc_lib.writing.verdicts import side_of, since_words, state_of
from pcc_lib.writing.wording import Sentence, change_phrase, direction, during

LONGEST_DATED = 3  # words of a subject beside which a title names the months of a year
FEW = "too few months for a verdict"
SEVEN = "for seven months or more"
# by what the months say (see `state_of`): what is said behind the subject, which goes with "has", "is" or "was"
STATES: Mapping[str, str] = {
    "outside up": "{were} above {their} usual range {when}",
    "outside down": "{were} below {their} usual range {when}",
    "trend up": f"{{have}} been rising {SEVEN}",
    "trend down": f"{{have}} been falling {SEVEN}",
    "two of three up": "{were} near the top of {their} usual range in two of three months",
    "two of three down": "{were} near the bottom of {their} usual range in two of three months",
    "shift up": f"{{have}} been above {{their}} average {SEVEN}",
    "shift down": f"{{have}} been below {{their}} average {SEVEN}",
    "higher": "{have} been {more} since {since}",
    "lower": "{have} been {less} since {since}",
    "rising": "{have} been rising since {since}",
    "falling": "{have} been falling since {since}",
    "higher apart": "{have} been {more} since {since}, but not {when}",
    "lower apart": "{have} been {less} since {since}, but not {when}",
    "rising apart": "{have} been rising since {since}, but not {when}",
    "falling apart": "{have} been falling since {since}, but not {when}",
    "unsteady": "{have} no steady level",
    "usual": "{were} as usual {when}",
    "constant": "{were} the same every month",
    "mostly": "{were} the same in most months",
    "seasonal": "{were} the same as in other years",
    "boundless": "{have} varied too much to judge one month by",
}
_STRONG = re.compile(r"outside|trend|two of three|shift|higher|lower|rising|falling|unsteady")


def message_of(
    subject: Subject, measure: Measure, judged: Judgement | None, change: Figure | None, figure: Callable[..., Figure]
) -> Sentence:
    """What the methods find of a measure, else its change, else its value. `figure` gives its figures by their statistic;
    `change` is what it is told by."""
    found = judged_message(subject, measure, judged, figure) if judged is not None else []
    if found:
        return found
    if change is not None and change.known:
        return changed(subject, measure, change)
    return valued(subject, measure, figure("value"))


def judged_message(subject: Subject, measure: Measure, judged: Judgement, figure: Callable[..., Figure]) -> Sentence:
    """The verdicts on a measure in a sentence, the most telling first; nothing where there is none.

    A month that stands out, or a level that moved, comes before the year, a year that changed before the target, and that before
    what is as usual. The year is told with the month where both say something: the sentence under the title tells both.
    """
    state, value = state_of(judged), figure("value")
    when = during(value.period, bool(measure.window.since)) if value.period else ""
    if judged.record is not None and state in ("trial", "") and judged.test is None:
        few = f"; {FEW}" if state == "trial" else ""
        return [_met(subject, judged.record, when) + few]
    if state == "trial" and judged.test is None:
        return [*valued(subject, measure, value), f"; {FEW}"] if value.known else []
    main = _main(subject, measure, judged, figure, when)
    if judged.record is None or not main:
        return main
    if state in ("usual", "boundless") and not _has_changed(judged):
        return [_met(subject, judged.record, when)]
    named = any(when in part for part in main if isinstance(part, str))
    return [*main, f", and {_met_shortly(subject, judged.record, '' if named else when)}"]


def _main(subject: Subject, measure: Measure, judged: Judgement, figure: Callable[..., Figure], when: str) -> Sentence:
    """The month, or the year; both where a month stands out in a year that changed."""
    state, changed_over_year = state_of(judged), _has_changed(judged)
    if _STRONG.match(state):
        said = _state_said(subject, measure, judged, when)
        return [said, _beside(measure, judged)] if judged.is_signal and changed_over_year else [said]
    if changed_over_year or (_has_year(judged) and state in ("usual", "trial", "")):
        return year_message(subject, measure, judged, figure)
    return [_state_said(subject, measure, judged, when)] if state in STATES else []


def _state_said(subject: Subject, measure: Measure, judged: Judgement, when: str) -> str:
    since = since_words(judged.moved) if judged.moved else ""
    told = agreeing(STATES[state_of(judged)], subject, measure, when, since)
    return f"{subject.words} {told}{coverage.suffix(judged.behind)}"


def agreeing(words: str, subject: Subject, measure: Measure, when: str, since: str) -> str:
    """What is said behind a subject, with the verb that agrees with it; times are longer or shorter."""
    have, were = ("have", "were") if subject.several else ("has", "was")
    more, less = ("longer", "shorter") if measure.is_duration else ("higher", "lower")
    return words.format(have=have, were=were, their=subject.their, more=more, less=less, when=when, since=since).rstrip()


def _has_year(judged: Judgement) -> bool:
    return judged.test is not None and judged.sameness != "constant"


def _has_changed(judged: Judgement) -> bool:
    """Whether a test finds the year changed."""
    return judged.test is not None and judged.sameness != "constant" and judged.test.significant


def _beside(measure: Measure, judged: Judgement) -> str:
    """What the year did, behind what the month says."""
    rises = judged.test is not None and judged.test.rises
    joined = "and" if rises == (side_of(judged) == "up") else "but"
    return f", {joined} {moves(measure, rises)} over the year"


def year_message(subject: Subject, measure: Measure, judged: Judgement, figure: Callable[..., Figure]) -> Sentence:
    """`999 calls rose by 18.7% in the year ending October 2023`, `Complaints show no clear change in …`: what a test
    finds of two years, or of the same months of them."""
    change, test = as_told(figure(tested_change(measure)), measure, figure), judged.test
    if test is not None and test.basis != TWO_YEARS:
        when = "from the same months a year before"
    else:
        is_short = len(subject.words.split()) <= LONGEST_DATED
        when = during(change.period) if change.period and is_short else "over the year"
    if test is None or not test.significant:
        return [f"{subject.does('show')} no clear change {when}"]
    fits = direction(change, measure) and ((change.value or 0) > 0) == test.rises
    by: Sentence = [" by ", (change, change.magnitude)] if fits else []
    return [f"{subject.words} {moves(measure, test.rises)}", *by, f" {when}"]


def moves(measure: Measure, up: bool) -> str:
    """What a measure did that a test finds changed: a time lengthened or shortened, anything else rose or fell."""
    if measure.is_duration:
        return "lengthened" if up else "shortened"
    return "rose" if up else "fell"


def _met(subject: Subject, record: Record, when: str) -> str:
    """How the months stand against the target: `The wait missed its target every month`."""
    more = "" if record.months == 1 or record.always or record.never else f"{' ' + when if when else ''}, but not every month"
    said = _met_shortly(subject, record, when if not more else "")
    return f"{subject.words.rstrip(',')} {said}{more}"


def _met_shortly(subject: Subject, record: Record, when: str) -> str:
    so_far = " so far" if record.late else ""
    every = record.months > 1 and (record.always or record.never)
    said = f"{'met' if record.latest else 'missed'} {subject.their} target"
    return f"{said} every month{so_far}" if every else f"{said} {when}".rstrip()


def changed(subject: Subject, measure: Measure, change: Figure) -> Sentence:
    """`The share of calls answered was 2 percentage points higher in March 2023 than in February 2023`."""
    said = change_phrase(change, measure, named=False)
    if subject.counts and direction(change, measure) in ("more", "fewer"):
        number, words = said
        word, _, rest = str(words).strip().partition(" ")
        return ["There were ", number, f" {word} {subject.inside} {rest}"]
    if change.unit == measure.unit and measure.is_additive and direction(change, measure):
        return [f"{subject.words.rstrip(',')}: ", *said]  # `Domestic abuse was 40 more` is no English
    return [f"{subject.were} ", *said]


def valued(subject: Subject, measure: Measure, value: Figure) -> Sentence:
    """`There were 1,234 complaints in October 2023`, `The wait was 12 s in October 2023`; of one or none of a count, and of what
    is not known, the number behind a colon."""
    when = f" {during(value.period, bool(measure.window.since))}" if value.period else ""
    if value.known and measure.is_additive and subject.counts and (value.value or 0) >= 2:
        return ["There were ", value, f" {subject.inside}{when}"]
    if value.known and not measure.is_additive:
        return [f"{subject.were} ", value, when]
    return [f"{subject.words.rstrip(',')}: ", value, when]
