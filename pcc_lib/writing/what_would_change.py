"""Sentences on what would change a verdict: next month, and what a target asks of the average."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd

from pcc_lib.core.quarters import month_label, shift
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.judgement import Judgement
from pcc_lib.figures.standing import Standing
from pcc_lib.figures.what_would_change import Outcome
from pcc_lib.inputs.measures import Measure
from pcc_lib.inputs.plan import in_months
from pcc_lib.statistics.what_would_change import Side
from pcc_lib.writing.wording import Sentence, fewer, spread

_VARY = "If months vary as they do now"
_RULES = {
    "outside": "",
    "trend": ", as the seventh month or more of an unbroken {rise}",
    "two of three": ", with another of the last three months as far {out}",
    "shift": ", as seven months or more in a row {out} the average",
}


def what_would_change(measure: Measure, outcome: Outcome, figure: Callable[[str], Figure]) -> Sentence:
    """What next month would have to be to become a signal or, where the latest month is one, to be none; nothing where no verdict
    is told. `figure` gives the measure's figure of a statistic, such as `signal_above`."""
    if outcome.reason:
        return []
    month = _month_words(measure, outcome.month)
    return _ending(measure, outcome, figure, month) if outcome.signal else _becoming(measure, outcome, figure, month)


def _month_words(measure: Measure, month: str) -> str:
    """The month, and whether it is longer or shorter than the latest, where that moves the ends of its range."""
    now, before = (pd.Period(each, "M").days_in_month for each in (month, shift(month, -1)))
    length = f", a {'longer' if now > before else 'shorter'} month," if measure.per_day and now != before else ""
    return f"{month_label(month)}{length}"


def target_asks(measure: Measure, judged: Judgement, figure: Callable[[str], Figure]) -> Sentence:
    """What it would take for usual variation to meet the target every month; nothing where it does, or where limits are not held
    against a target, or where an average alone does not say it: of a target that is a range, and of a range that follows the
    season."""
    if judged.assurance in (None, "pass") or judged.seasonal or judged.record is None or judged.record.is_range:
        return []
    needed, move = figure("target_mean"), figure("target_move")
    if not needed.known:
        return [f"{_VARY}, no possible average would meet the target of ", figure("target"), " every month."]
    start: Sentence = [f"{_VARY}, usual variation would meet the target of ", figure("target")]
    up = measure.good_direction == "increase"
    side, further = _further(measure)[not up], (("longer", "shorter") if measure.is_duration else ("higher", "lower"))[not up]
    return [*start, " every month at an average of ", needed, f" or {side} (", (move, move.magnitude), f" {further} than now)."]


def if_revised(standing: Standing, figure: Callable[[str], Figure]) -> Sentence:
    """Whether the verdict would stand if the newest months were revised as earlier ones were; nothing where that is not known."""
    if standing.reason:
        return []
    lower, upper = figure("revised_lower"), figure("revised_upper")
    if lower.value == upper.value == 0:
        return ["So far no month was revised after it was first shown."]
    months = "month" if standing.months == 1 else in_months(standing.months)
    said = "would stand" if standing.stands else "would not stand"
    return [f"This {said} if the newest {months} were revised as earlier ones were (by ", *spread(lower, upper), ")."]


def _ending(measure: Measure, outcome: Outcome, figure: Callable[[str], Figure], month: str) -> Sentence:
    found = outcome.found
    if math.isnan(found.lowest):
        return [f"No value of {month} would end this: each would be a signal."]
    lowest, highest = figure("no_signal_lowest"), figure("no_signal_highest")
    more, less = _further(measure)
    if math.isnan(found.above.nearest):
        return ["It would take ", lowest, f" or {more} in {month} to end this."]
    if math.isnan(found.below.nearest):
        return ["It would take ", highest, f" or {less} in {month} to end this."]
    if lowest.text == highest.text:
        return ["It would take ", lowest, f" in {month} to end this."]
    return ["It would take from ", lowest, " to ", highest, f" in {month} to end this."]


def _becoming(measure: Measure, outcome: Outcome, figure: Callable[[str], Figure], month: str) -> Sentence:
    found = outcome.found
    if math.isnan(found.lowest):
        return [f"Each value of {month} would be a signal."]
    above = _from(found.above, figure, "above", measure)
    below = _from(found.below, figure, "below", measure)
    if not (above or below):
        return [f"No possible value of {month} would be a signal."]
    nothing = "" if above and below else f"; no value {'below' if above else 'above'} is one"
    return [f"A signal in {month.rstrip(',')}: ", *above, *([", or "] if above and below else []), *below, f"{nothing}."]


def _from(side: Side, figure: Callable[[str], Figure], name: str, measure: Measure) -> Sentence:
    """The values of one side that would be signals; nothing where there are none."""
    if math.isnan(side.nearest):
        return []
    further = _further(measure)[name == "below"]
    rule = _RULES[side.rule].format(rise="rise" if name == "above" else "fall", out=name)
    nearest, always = figure(f"signal_{name}"), figure(f"signal_{name}_always")
    if always.text == nearest.text:
        return [nearest, rule if _is_last(nearest, name, measure) else f" or {further}{rule}"]
    if always.known:
        return [always, f" or {further} (and some values from ", nearest, f"{rule})"]
    return ["some values from ", nearest, f" {'up' if name == 'above' else 'down'}{rule}"]


def _is_last(nearest: Figure, name: str, measure: Measure) -> bool:
    """Whether no value lies beyond: below nought of what is counted or timed, above 100%."""
    return not measure.how.ready_made and (nearest.value == 0 if name == "below" else measure.is_share and nearest.value == 100)


def _further(measure: Measure) -> tuple[str, str]:
    """The words for higher and lower values: `more` and `fewer`."""
    if measure.is_duration:
        return "longer", "shorter"
    return "more", fewer(measure) if measure.is_additive else "less"
