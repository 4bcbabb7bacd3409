"""What each function of a formula does: in words for readers, and in the symbols of school arithmetic.

A function that has no words here cannot be told, and a test forbids it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pcc_lib.figures.track_words import COUNT_WORDS
from pcc_lib.statistics.control_rules import LIMIT
from pcc_lib.statistics.methods import NEXT

_DAILY = "daily_"
_PER_DAY = ", months compared per day"


@dataclass(frozen=True)
class FunctionWords:
    """A function in words. symbols: what it does, with `{0}`, `{1}` for what it is given; blank where school has no symbols for
    it, and it is told by its name.
    """

    words: str
    symbols: str = ""


_ARITHMETIC = {
    "count": FunctionWords("what was counted", "{0}"),
    "published": FunctionWords("as it was published or stated", "{0}"),
    "times": FunctionWords("a fixed factor × the value", "{0} × {1}"),
    "percentage": FunctionWords("part ÷ whole, in per cent", "100 × {0} ÷ {1}"),
    "mean": FunctionWords("total ÷ number of cases", "{0} ÷ {1}"),
    "rate_per_1000": FunctionWords("events ÷ residents, for each 1,000", "1,000 × {0} ÷ {1}"),
    "change_number": FunctionWords("now − before", "{0} − {1}"),
    "gap_to_range": FunctionWords("how far the value lies above the range, or (negative) below it; nought inside"),
    "change_percent": FunctionWords("(now − before) ÷ before, in per cent", "100 × ({0} − {1}) ÷ {1}"),
    "change_points": FunctionWords("now − before, in percentage points", "{0} − {1}"),
    "per_month": FunctionWords("a difference of two years ÷ 12 months", "{0} ÷ 12"),
    "average": FunctionWords("total ÷ months", "{0} ÷ {1}"),
    "correlation": FunctionWords("Pearson’s r of two series, month by month"),
    "percentages": FunctionWords("part ÷ whole, in per cent, one by one"),
    "survey_percentages": FunctionWords("who said so ÷ who answered, in per cent, one by one; blank where few answered"),
    "means": FunctionWords("total ÷ number of cases, one by one"),
    "rates": FunctionWords("events ÷ residents, for each 1,000, one by one"),
    "rank": FunctionWords("the place of the second among the first, the highest being first: 1 + how many are higher"),
    "rank_from_lowest": FunctionWords("the place of the second among the first, the lowest being first: 1 + how many are lower"),
    "at_least": FunctionWords("no less than the least that is possible", "the greater of {0} and {1}"),
    "at_most": FunctionWords("no more than the most that is possible", "the lesser of {0} and {1}"),
    "how_many": FunctionWords("how many have a value"),
    "how_many_blank": FunctionWords("how many have no value"),
    "differing": FunctionWords("in how many months two runs of months differ"),
}
_CHANGES = {
    "quasi_poisson": "95% interval of the change of twelve months on the twelve before, in per cent, by quasi-Poisson regression",
    "exact_poisson": "95% interval of the change of twelve months on the twelve before, in per cent, by the exact test",
    "quasi_binomial": "95% interval of the change of a percentage on the year, in points, by quasi-binomial regression",
    "newcombe": "95% interval of the difference of two percentages, in points (Newcombe)",
    "wilson": "95% interval of a percentage (Wilson)",
    "fisher": "95% interval of the correlation (Fisher)",
    "fisher_differences": "95% interval of the correlation of the differences from month to month (Fisher)",
}
_MODELS = {
    "seasonal_naive": "the same month of last year",
    "ets": "exponential smoothing with damped trend and season",
    "theta": "the Theta method",
}
_MODEL_PARTS = {
    "mean": "so many months after the last, by {0}",
    "lower": "lower end of its 95% interval, so many months after the last, by {0}",
    "upper": "upper end of its 95% interval, so many months after the last, by {0}",
    "mase": "mean absolute scaled error in trials with known months, by {0}",
    "coverage": "per cent of months in trials that lay inside the 95% interval, by {0}",
}
_NEXT = {
    "next_above": "the lowest value of next month that would be a signal above usual variation",
    "next_above_always": "the value of next month from where all above are signals",
    "next_below": "the highest value of next month that would be a signal below usual variation",
    "next_below_always": "the value of next month from where all below are signals",
    "next_quiet_lowest": "the lowest value of next month within usual variation",
    "next_quiet_highest": "the highest value of next month within usual variation",
}
_COUNTS = {
    "rows": "how many rows the list has",
    "activities_reported": "how many activities a deliverable reports on",
    "activities_past_due": "how many activities nothing is reported of although their date has passed",
    "measures_with_data": "how many measures a source supplies",
    "metrics_with_data": "how many key metrics are told by a measure that a source supplies",
    "reviews_overdue": "how many measures should have been reviewed before the date of writing",
    "measures_judged": "how many measures have months enough on one level to be judged",
    "measures_beyond_usual": "how many measures lie beyond their usual range in their latest month",
    "measures_moved": "how many measures have moved to another level, or rise or fall bit by bit",
    "printed_same": "how many numbers of an original round to what this book has",
    "printed_contradictory": "how many numbers of an original contradict what else is printed",
    "printed_revised": "how many numbers of an original rest on a source that was revised since",
    "printed_no_data": "how many numbers of an original no figure of this book shows",
}


def _limits() -> Iterator[tuple[str, str]]:
    """Limits, levels and values of next month, of months as they are and of months per day."""
    for start, said in (("", ""), (_DAILY, _PER_DAY)):
        yield f"{start}xmr_mean", f"middle of the usual range at the last month: the mean of the months{said}"
        yield f"{start}xmr_lower", f"lower end of the usual range: the mean less {LIMIT:g} mean moving ranges{said}"
        yield f"{start}xmr_upper", f"upper end of the usual range: the mean and {LIMIT:g} mean moving ranges{said}"
        yield f"{start}xmr_months", f"how many months the usual range rests on{said}"
        yield f"{start}level_before", f"the mean of the months before the latest change of level{said}"
        yield f"{start}level_after", f"the mean of the months since the latest change of level{said}"
        yield from ((f"{start}{name}", _NEXT[name] + said) for name in NEXT)
    yield "xmr_middle", "the mean of the months under the latest limits, season taken out"
    yield "least_mean_to_meet", "the least average with which usual variation would meet the target every month"
    yield "greatest_mean_to_meet", "the greatest average with which usual variation would meet the target every month"


def _methods() -> Iterator[tuple[str, str]]:
    yield from _limits()
    yield "correlation_of_differences", "Pearson’s r of the differences from month to month"
    yield "forecast_trials", "how many trials with known months a forecast is judged by"
    for name, said in _CHANGES.items():
        yield from ((f"{name}_{side}", f"{side} end of the {said}") for side in ("lower", "upper"))
    for name, said in _MODELS.items():
        yield from ((f"{name}_{part}", told.format(said)) for part, told in _MODEL_PARTS.items())
    for of in ("rate", "share"):
        for end, first in (("", "highest"), ("_from_lowest", "lowest")):
            for side, told in (("lower", "first"), ("upper", "last")):
                said = f"{told} place of the 95% interval of a part’s place in simulated draws, the {first} {of} being first"
                yield f"{of}_place{end}_{side}", said


def _states(names: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Counts by state: `activities_done`, `deliverables_late`."""
    for name in names:
        what, _, state = name.partition("_")
        if what in ("activities", "deliverables") and name not in _COUNTS:
            yield name, f"how many {what} are in the state “{state.replace('_', ' ')}” at the date of writing"


def words_of_functions(counted: Mapping[str, object]) -> Mapping[str, FunctionWords]:
    """Every function that a formula can call, in words; `counted` are the counts of lists by name."""
    told = {**dict(_methods()), **_COUNTS, **COUNT_WORDS, **dict(_states(counted))}
    return _ARITHMETIC | {name: FunctionWords(said) for name, said in told.items()}
