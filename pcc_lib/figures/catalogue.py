"""The registry of statistics: what can be told of a measure, in which words, when it makes sense, and how it is made.

A new statistic is one entry here (its maker may be a function elsewhere in this room). The ledger's words, `docs/choices.md`
and the faults of commentary read this table. Words are for readers: an entry without them cannot be made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pcc_lib.core.periods import Span
from pcc_lib.figures import foretold, judged, levels, ranked, standing, targets, what_would_change
from pcc_lib.figures.asked import Asked, Maker
from pcc_lib.figures.counterparts import OURS, PUBLIC, RATIO
from pcc_lib.figures.outlook import HORIZON

Guard = Callable[[Asked], str]


def _any_time(asked: Asked) -> str:
    """Nothing stands against it, at any period that the source has the form of."""
    source = asked.series.source
    if not source.calendar.read(asked.period):
        return f"'{asked.period}' is not a {source.period} of {source.file}"
    if not source.calendar.meets(asked.period):
        return f"the {source.calendar.adverb} values of {source.file} end in {source.calendar.ends}"
    return ""


def _by_month(asked: Asked) -> str:
    """Twelve yearly values are twelve years."""
    yearly = f"the values of {asked.series.source.file} are yearly, and this is of months"
    return _any_time(asked) or (yearly if asked.series.source.period == "year" else "")


def _between_months(asked: Asked) -> str:
    """From month to month nothing is known of a source of quarters."""
    calendar = asked.series.source.calendar
    told = f"the values of {asked.series.source.file} are {calendar.adverb}, and this is of months"
    return _any_time(asked) or (told if calendar.step > 1 else "")


def _latest_only(asked: Asked) -> str:
    if wrong := _any_time(asked):
        return wrong
    last = asked.series.last
    return "" if asked.period == last else f"it is worked out for the latest period only, {last}"


def _of_a_part(asked: Asked) -> str:
    example = f"{asked.measure.id}.rank.{asked.first_part}"
    return _latest_only(asked) if asked.part else f"a rank is of one part; name it, such as {example}"


def _of_all_parts(asked: Asked) -> str:
    return f"all parts are counted; write {asked.measure.id}.{asked.statistic}" if asked.part else _latest_only(asked)


def _of_a_share(asked: Asked) -> str:
    return _any_time(asked) or ("" if asked.measure.is_share else "only a percentage changes by percentage points")


def _of_twelve_months(asked: Asked) -> str:
    adds_up = "" if asked.measure.is_additive else "only a count over twelve months can be told per month"
    return _any_time(asked) or adds_up


def _never(reason: str) -> Guard:
    return lambda asked: _any_time(asked) or reason


def _of_one_part_of_a_count(asked: Asked) -> str:
    if asked.part and asked.measure.is_additive:
        return _any_time(asked)
    example = f"{asked.measure.id}.share.{asked.first_part}"
    return _any_time(asked) or f"a share is of one part of a count; name the part, such as {example}"


def _of_a_target(is_range: bool | None = None) -> Guard:
    return lambda asked: _any_time(asked) or targets.unfit(asked, is_range)


def _of_a_value_to_meet(asked: Asked) -> str:
    return _latest_only(asked) or targets.unfit(asked, is_range=False)


def _ahead(asked: Asked) -> str:
    reached = Span.of(asked.series.last).shifted(1)
    reached = reached.to(reached.shifted(HORIZON - 1).last)
    if asked.part:
        return f"a forecast is of the whole, not of '{asked.part}'"
    if asked.name.period not in reached:
        example = f"{asked.measure.id}.{asked.statistic}@{reached.first}"
        return f"a forecast is of {reached.first} to {reached.last}. Write {example}"
    return ""


def _trials(asked: Asked) -> str:
    if asked.part:
        return f"a forecast is of the whole, not of '{asked.part}'"
    if asked.name.period:
        return f"trials have no period of their own. Write {asked.measure.id}.{asked.statistic}"
    return ""


@dataclass(frozen=True)
class Statistic:
    """One thing that can be told of a measure.

    words: for readers, after the measure's title (blank for the value itself); guard: why it cannot be told of this measure, part
    or period (blank where it can); make: its figure; own_period: whether its guard says itself which periods it can have;
    signed: whether it is a difference, printed with + or −. Commentary prints it without, and holds the word beside it (`lower`)
    against the sign. The ends of an interval are not: they keep their sign in every sentence. dated: whether a sentence names its
    period; a target and a limit of usual variation stand there without one.
    """

    id: str
    words: str
    make: Maker
    guard: Guard = _any_time
    own_period: bool = False
    signed: bool = False
    dated: bool = True

    def __post_init__(self) -> None:
        if not self.words and self.id != "value":
            raise ValueError(f"the statistic '{self.id}' has no words for readers")


@dataclass(frozen=True)
class Change:
    """Two spans that a change sets beside each other.

    words: for readers; in_full: what is against what ({baseline}: the base year), of_seldom: the same of values that do not come
    every month; of_years: whether both are of twelve months; guard: why it cannot be told.
    """

    words: str
    in_full: str
    spans: levels.Spans
    of_seldom: str = ""
    of_years: bool = False
    guard: Guard = _any_time


CHANGES: Mapping[str, Change] = {
    "change_on_month": Change(
        "change on the month",
        "the value against the value one month before",
        levels.window_against(1),
        guard=_between_months,
    ),
    "change_on_year": Change(
        "change on the year",
        "the value against the value twelve months before",
        levels.window_against(12),
        "the value against the value a year before",
    ),
    "change_12_months": Change(
        "twelve months against the twelve before",
        "the twelve months to the period against the twelve before",
        levels.year_against_year,
        "the values of the year to the period against those of the year before",
        of_years=True,
    ),
    "change_on_baseline": Change(
        "twelve months against the base year",
        "the twelve months to the period against the base year ({baseline})",
        levels.against_baseline,
        "the values of the year to the period against those of the base year ({baseline})",
        of_years=True,
    ),
}
FORMS = {"number": "in number", "percent": "in per cent", "points": "in percentage points", "per_month": "a month"}
ALL_CHANGES = frozenset(id for name in CHANGES for id in (name, *(f"{name}_{form}" for form in FORMS)))
# those of one value against another, in each form
CHANGES_OF_VALUES = frozenset(
    id for name, each in CHANGES.items() if not each.of_years for id in (name, *(f"{name}_{form}" for form in FORMS))
)


def _changes() -> Iterator[Statistic]:
    for id, each in CHANGES.items():
        yield Statistic(id, each.words, levels.change(each.spans), each.guard, signed=True)
        for form, told in FORMS.items():
            make, guard = levels.change(each.spans, form), _both(each.guard, _guard_of(each, form))
            yield Statistic(f"{id}_{form}", f"{each.words}, {told}", make, guard, signed=True)


def _both(first: Guard, second: Guard) -> Guard:
    return lambda asked: first(asked) or second(asked)


def _guard_of(change: Change, form: str) -> Guard:
    if form == "points":
        return _of_a_share
    if form == "per_month":
        return _of_twelve_months if change.of_years else _never("only a count over twelve months can be told per month")
    return _any_time


def _next(method: str) -> tuple[Maker, Guard]:
    """What makes a value of next month, by the method that finds it, and its guard."""
    return what_would_change.next_value(method), _latest_only


_CHANGE_LOWER, _CHANGE_UPPER = judged.change_bound("lower"), judged.change_bound("upper")
_LEAST, _GREATEST = standing.largest_revision("lower"), standing.largest_revision("upper")
STATISTICS: Mapping[str, Statistic] = {
    each.id: each
    for each in (
        Statistic("value", "", levels.value),
        Statistic("total_12_months", "total of twelve months", levels.total_12_months, _by_month),
        Statistic("mean_12_months", "average of twelve months", levels.mean_12_months, _by_month),
        Statistic("total_since_break", "total since the series changed", levels.total_since_break),
        Statistic("financial_year_to_date", "financial year to date", levels.year_to_date("financial year"), _by_month),
        Statistic("calendar_year_to_date", "calendar year to date", levels.year_to_date("calendar year"), _by_month),
        Statistic("calendar_year", "calendar year", levels.whole_year("calendar year"), _by_month),
        Statistic("financial_year", "financial year", levels.whole_year("financial year"), _by_month),
        *_changes(),
        Statistic("share", "share of the whole", levels.share, _of_one_part_of_a_count),
        Statistic("target", "target", targets.target, _of_a_target(is_range=False), dated=False),
        Statistic(
            "target_lower", "lower end of the target", targets.target_end("lower"), _of_a_target(is_range=True), dated=False
        ),
        Statistic(
            "target_upper", "upper end of the target", targets.target_end("upper"), _of_a_target(is_range=True), dated=False
        ),
        Statistic("gap_to_target", "gap to the target", targets.gap_to_target, _of_a_target(), signed=True),
        Statistic("usual_mean", "middle of the usual range", judged.usual("mean"), _latest_only, dated=False),
        Statistic("usual_lower", "lower end of the usual range", judged.usual("lower"), _latest_only, dated=False),
        Statistic("usual_upper", "upper end of the usual range", judged.usual("upper"), _latest_only, dated=False),
        Statistic("level_before", "level before the latest change of level", judged.level("before"), _latest_only, dated=False),
        Statistic("level_after", "level since the latest change of level", judged.level("after"), _latest_only, dated=False),
        Statistic("usual_months", "months that the usual range rests on", judged.usual_months, _latest_only, dated=False),
        Statistic("change_lower", "change on the year, lower end of the 95% interval", _CHANGE_LOWER, _latest_only, dated=False),
        Statistic("change_upper", "change on the year, upper end of the 95% interval", _CHANGE_UPPER, _latest_only, dated=False),
        Statistic("interval_lower", "lower end of the 95% interval", judged.interval_bound("lower"), _latest_only),
        Statistic("interval_upper", "upper end of the 95% interval", judged.interval_bound("upper"), _latest_only),
        Statistic("signal_above", "next month, lowest value above usual variation", *_next("next_above"), dated=False),
        Statistic(
            "signal_above_always", "next month, from where all above are signals", *_next("next_above_always"), dated=False
        ),
        Statistic("signal_below", "next month, highest value below usual variation", *_next("next_below"), dated=False),
        Statistic(
            "signal_below_always", "next month, from where all below are signals", *_next("next_below_always"), dated=False
        ),
        Statistic(
            "no_signal_lowest", "next month, lowest value within usual variation", *_next("next_quiet_lowest"), dated=False
        ),
        Statistic(
            "no_signal_highest", "next month, highest value within usual variation", *_next("next_quiet_highest"), dated=False
        ),
        Statistic(
            "target_mean",
            "average that would meet the target every month",
            what_would_change.target_mean,
            _of_a_value_to_meet,
            dated=False,
        ),
        Statistic(
            "target_move",
            "how far the average is from meeting the target every month",
            what_would_change.target_move,
            _of_a_value_to_meet,
            signed=True,
            dated=False,
        ),
        Statistic("revised_lower", "least revision of a new month so far", _LEAST, _latest_only, signed=True, dated=False),
        Statistic("revised_upper", "greatest revision of a new month so far", _GREATEST, _latest_only, signed=True, dated=False),
        Statistic("forecast", "forecast", foretold.ahead(), _ahead, own_period=True),
        Statistic("forecast_lower", "forecast, lower end of the 95% interval", foretold.ahead("lower"), _ahead, own_period=True),
        Statistic("forecast_upper", "forecast, upper end of the 95% interval", foretold.ahead("upper"), _ahead, own_period=True),
        Statistic(
            "forecast_mase",
            "error of the forecast in trials (MASE)",
            foretold.track("mase"),
            _trials,
            own_period=True,
            dated=False,
        ),
        Statistic(
            "forecast_naive_mase",
            "error in trials of taking last year's month (MASE)",
            foretold.track("naive_mase"),
            _trials,
            own_period=True,
            dated=False,
        ),
        Statistic(
            "forecast_coverage",
            "months in trials inside the interval",
            foretold.track("coverage"),
            _trials,
            own_period=True,
            dated=False,
        ),
        Statistic(
            "forecast_origins",
            "how many trials of the forecast",
            foretold.track("origins"),
            _trials,
            own_period=True,
            dated=False,
        ),
        Statistic("rank", "place", ranked.place, _of_a_part),
        Statistic("rank_lower", "first place of the 95% interval", ranked.place_bound("lower"), _of_a_part),
        Statistic("rank_upper", "last place of the 95% interval", ranked.place_bound("upper"), _of_a_part),
        Statistic("ranked", "how many are ranked", ranked.ranked, _of_all_parts),
        Statistic("known_parts", "how many parts have a value", ranked.parts_with(known=True), _of_all_parts),
        Statistic("unknown_parts", "how many parts have no value", ranked.parts_with(known=False), _of_all_parts),
    )
}
# what is told of two measures set beside each other, or of given facts, and is made elsewhere
OTHER_WORDS = {
    "differences": "correlation of the differences from month to month",
    "differences_lower": "correlation of the differences, lower end of the 95% interval",
    "differences_upper": "correlation of the differences, upper end of the 95% interval",
    OURS: "over a period of its public counterpart",
    PUBLIC: "its public counterpart",
    RATIO: "in per cent of its public counterpart",
    "stated": "as stated",
    "change": "change from the first year to the last",
    "gap_to_printed": "printed total less the rows",
}
NAMES = (*STATISTICS, *(name for name in OTHER_WORDS if name.startswith(("differences", "counterpart"))), "stated")


def words_of(statistic: str) -> str:
    """What a statistic tells, for readers; a KeyError where nobody has given it words."""
    return OTHER_WORDS[statistic] if statistic in OTHER_WORDS else STATISTICS[statistic].words
