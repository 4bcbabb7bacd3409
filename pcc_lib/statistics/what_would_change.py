"""What would change a verdict: the values of next month that would be a signal, and those that would be none.

Next month is judged as the library would judge it once it is there: limits are worked out anew with that month among them, the
window of months moves on, season and days of the month are taken out as ever. All printable values are searched: a row of
months for each of some hundred of them is judged at once, and where anything that decides a verdict differs between two
neighbours, the values between them are looked at, down to the step that is printed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from pcc_lib.core.coded import record
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import months_between
from pcc_lib.core.stored import stored
from pcc_lib.statistics.control_chart import Aim
from pcc_lib.statistics.control_limits import FULL, limits_of
from pcc_lib.statistics.control_rules import RULES, Limits, latest_of
from pcc_lib.statistics.kept_as import KEPT_AS
from pcc_lib.statistics.months import monthly_index
from pcc_lib.statistics.seasons import Split, split, unfit_for_season
from pcc_lib.statistics.usual import JUDGED_MONTHS, RULES_OF_A_MEASURE, chart_of, judged_months, resets_within

FIRST_LOOK = 256  # values that are looked at first
CLOSER = 16  # values that are looked at between two that differ
FAR = 10  # how many times their own spread beyond all months the search goes: what lies further out is a signal as well
NO_VERDICT = 2  # in the place of a direction: limits cannot be drawn
_STATES = ("full", "no variation", "mostly equal", "no neighbours")


@record
@dataclass(frozen=True)
class Possible:
    """The values that a month can have and be printed with. step: from one to the next; least, most: the ends, or infinite."""

    step: float = 1.0
    least: float = -math.inf
    most: float = math.inf

    def value(self, number: int) -> float:
        """The printable value of this number; nought has the number 0."""
        return round(number * self.step, 10)

    def numbers(self, low: float, high: float) -> tuple[int, int]:
        """The first and the last number of what is possible between two values."""
        first, last = max(low, self.least) / self.step, min(high, self.most) / self.step
        return math.ceil(first - 1e-9), math.floor(last + 1e-9)


@record
@dataclass(frozen=True)
class Side:
    """The signals on one side of the values that are none, in the measure's unit.

    nearest: the first of them (NaN where no possible value on this side would be one); rule: what flags it. always: the value
    from which every one further out is a signal; it is `nearest` itself but in rare cases.
    """

    nearest: float = math.nan
    rule: str = ""
    always: float = math.nan


@record
@dataclass(frozen=True)
class NextMonth:
    """How next month would be judged: from `lowest` to `highest` (both printable) it would be no signal (NaN where every value
    would be one); above and below it would be. Where there are several such stretches this is the widest."""

    lowest: float
    highest: float
    above: Side
    below: Side


@stored(KEPT_AS)
def next_month(values: pd.Series, possible: Possible, resets: Sequence[str] = (), daily: bool = False) -> NextMonth:
    """What next month would have to be. values: by months without a month left out (NaN where missing), all that are known;
    resets, daily: as `usual.usual_range` takes them.

    Raises ValueError where next month would have no limits (too few months, or all of one value), and where it can have no value.
    """
    months = _Months(values.loc[values.first_valid_index() :], resets, daily)
    if wrong := months.unfit:
        raise ValueError(wrong)
    stretches = _searched(months, possible)
    if all(each.direction for each in stretches) and any(each.direction == NO_VERDICT for each in stretches):
        raise ValueError("most of the months under the latest limits would have one value")
    return _told(stretches, possible)


def middle(values: pd.Series, resets: Sequence[str] = ()) -> float:
    """The average under the latest limits with the season taken out, in the unit of the values; NaN where there are no limits."""
    return _present(values, resets)[0]


def mean_to_meet(values: pd.Series, target: float, possible: Possible, resets: Sequence[str] = (), rising: bool = True) -> float:
    """The average, to the step that is printed, from which usual variation would meet a target every month.

    Months vary as they do at present: the limits keep their distance from the average (Wheeler 2000). rising: whether a
    higher value is better. NaN where no average that is possible would do, or where there are no limits.
    """
    reach = _present(values, resets)[1]
    if math.isnan(reach):
        return math.nan
    # a target on a limit is not met every month: the average lies at least one step beyond
    steps = (target + reach if rising else target - reach) / possible.step
    found = possible.value(math.floor(steps + 1e-9) + 1 if rising else math.ceil(steps - 1e-9) - 1)
    return found if possible.least <= found <= possible.most else math.nan


def _present(values: pd.Series, resets: Sequence[str]) -> tuple[float, float]:
    """The average under the latest limits, season taken out, and how far the limits stand from it."""
    latest = chart_of(judged_months(values, daily=False), Aim("neutral"), resets).points.iloc[-1]
    return float(latest["mean"]), float(latest["upper"] - latest["mean"])


# ── one more month ────────────────────────────────────────────────────────────────────────────────────────────────────
class _Verdicts(NamedTuple):
    """For each value: +1 a signal above, -1 below, 0 none, or NO_VERDICT; the rule by its place in RULES; a row of all that
    decides both."""

    direction: np.ndarray
    rule: np.ndarray
    grounds: np.ndarray


class _Months:
    """A series, and one month after it that can have any value."""

    def __init__(self, values: pd.Series, resets: Sequence[str], daily: bool) -> None:
        known = monthly_index(values, "next month needs a monthly PeriodIndex")
        self.months = pd.period_range(known[0], periods=len(known) + 1, freq="M")
        self.days = self.months.days_in_month.to_numpy(float) if daily else np.ones(len(self.months))
        self.known = values.to_numpy(float)
        start = max(0, len(self.months) - JUDGED_MONTHS)
        start += int(np.flatnonzero(~np.isnan(np.r_[self.known[start:], 0.0]))[0])
        inside = resets_within(resets, Span(str(self.months[start]), str(self.months[-1])))
        self.judged = months_between(str(self.months[0]), inside[-1]) if inside else start

    @property
    def recent(self) -> np.ndarray:
        """The known months that are judged beside the next one."""
        known = self.known[self.judged :]
        return known[~np.isnan(known)]

    @property
    def unfit(self) -> str:
        """Why no value of next month could be judged, or nothing."""
        if len(self.recent) + 1 < FULL:
            return f"{len(self.recent)} months are known under the latest limits, and {FULL - 1} are needed"
        return "the months under the latest limits have one value" if np.ptp(self.recent) == 0 else ""

    def verdicts(self, candidates: np.ndarray) -> _Verdicts:
        """How next month would be judged at each of these values."""
        plain, season = self._plain(candidates)
        plain, rules = plain[:, self.judged :], RULES_OF_A_MEASURE
        found = limits_of(plain, rules)
        full = found.state == "full"
        latest = latest_of(plain[:, -rules.run :], Limits(found.mean, found.reach, found.tolerance), rules)
        state = [_STATES.index(each) for each in found.state]
        return _Verdicts(
            np.where(full, latest.direction, NO_VERDICT),
            np.where(full, latest.rule, 0),
            np.column_stack([latest.grounds, found.apart, found.screened, state, season]),
        )

    def _plain(self, candidates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """A row of all months for each value of the last, per day and without season, and whether a season was taken out."""
        rows = np.column_stack([np.tile(self.known, (len(candidates), 1)), candidates]) / self.days
        if self._ends is None:
            return rows, np.zeros(len(rows), dtype=bool)
        low, high = self._ends
        between = low.between(high, (candidates[:, None] - self.recent.min()) / np.ptp(self.recent))
        held = between.is_reliable(rows, self.months.month.to_numpy())
        return np.where(held[:, None], rows - between.season, rows), held

    @cached_property
    def _ends(self) -> tuple[Split, Split] | None:
        """The season with next month at the least and at the greatest of the recent values; None where none is looked for."""
        low, high = (np.r_[self.known, end] / self.days for end in (self.recent.min(), self.recent.max()))
        month = self.months.month.to_numpy()
        return None if unfit_for_season(low) else (split(low, month), split(high, month))


# ── the search ────────────────────────────────────────────────────────────────────────────────────────────────────────
class _Stretch(NamedTuple):
    """Neighbouring values with one verdict, by their numbers."""

    first: int
    last: int
    direction: int
    rule: str


def _searched(months: _Months, possible: Possible) -> list[_Stretch]:
    """All values that next month could have, from the least on, by their verdicts."""
    low, high = months.recent.min(), months.recent.max()
    first, last = possible.numbers(low - FAR * (high - low), high + FAR * (high - low))
    # what equals a known month is looked at by itself: it may end a trend, or be the value that most months have
    equal = [possible.numbers(value, value)[0] for value in months.recent]
    numbers = np.unique(np.r_[np.linspace(first, last, FIRST_LOOK).round().astype(int), equal])
    numbers = numbers[(first <= numbers) & (numbers <= last)]
    if not len(numbers):
        raise ValueError("no value that is possible lies near the months that are known")
    found = _judged(months, possible, numbers)
    while len(closer := _between(numbers, found.grounds)):
        more = _judged(months, possible, closer)
        order = np.argsort(np.r_[numbers, closer])
        numbers = np.r_[numbers, closer][order]
        found = _Verdicts(*(np.concatenate(both)[order] for both in zip(found, more)))
    edges = [0, *(np.flatnonzero(np.diff(found.direction) | np.diff(found.rule)) + 1), len(numbers)]
    return [
        _Stretch(int(numbers[a]), int(numbers[b - 1]), int(found.direction[a]), RULES[found.rule[a]]) for a, b in pairwise(edges)
    ]


def _judged(months: _Months, possible: Possible, numbers: np.ndarray) -> _Verdicts:
    return months.verdicts(np.array([possible.value(int(number)) for number in numbers]))


def _between(numbers: np.ndarray, grounds: np.ndarray) -> np.ndarray:
    """Values between neighbours whose verdicts rest on something else."""
    apart = (grounds[1:] != grounds[:-1]).any(axis=1) & (np.diff(numbers) > 1)
    found = [np.linspace(numbers[at], numbers[at + 1], CLOSER + 1).round() for at in np.flatnonzero(apart)]
    return np.setdiff1d(np.concatenate(found).astype(int), numbers) if found else np.array([], dtype=int)


def _told(stretches: list[_Stretch], possible: Possible) -> NextMonth:
    quiet = [each for each in stretches if each.direction == 0]
    if not quiet:
        return NextMonth(math.nan, math.nan, Side(), Side())
    widest = max(quiet, key=lambda each: each.last - each.first)
    above = [each for each in stretches if each.first > widest.last]
    below = [each for each in reversed(stretches) if each.last < widest.first]
    lowest, highest = possible.value(widest.first), possible.value(widest.last)
    return NextMonth(lowest, highest, _side(above, possible, upwards=True), _side(below, possible, upwards=False))


def _side(outwards: list[_Stretch], possible: Possible, upwards: bool) -> Side:
    """The signals among stretches of one side, told from the middle outwards."""
    signals = [each for each in outwards if each.direction in (1, -1)]
    if not signals:
        return Side()
    near = [each.first if upwards else each.last for each in outwards]
    others = [place for place, each in enumerate(outwards) if each not in signals]
    always = near[others[-1] + 1 :][:1] if others else near[:1]
    nearest = possible.value(signals[0].first if upwards else signals[0].last)
    return Side(nearest, signals[0].rule, possible.value(always[0]) if always else math.nan)
