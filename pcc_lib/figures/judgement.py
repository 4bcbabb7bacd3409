"""Judgement: for each measure, which of its changes are signal and which are ordinary variation, and by what method.

The arithmetic is in `statistics`; here it is decided which of it a measure gets, and its results are put
back into the measure's own unit, so that a limit can be drawn and printed beside the values.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from pcc_lib.core.frames import value_at
from pcc_lib.core.periods import Span, months_to
from pcc_lib.core.quarters import months_between
from pcc_lib.core.status import RECONSTRUCTED
from pcc_lib.core.sure import sure
from pcc_lib.figures.charted import bounds, follows_season, months_of, of_one_kind, resets_of, unfit
from pcc_lib.figures.coverage import Cut, cuts_near, cuts_within, throughout
from pcc_lib.figures.moves import Moved, changes_of, moved
from pcc_lib.figures.series import Series
from pcc_lib.figures.surveys import interval_at
from pcc_lib.figures.year_tests import ChangeTest, year_test
from pcc_lib.inputs.measures import Measure
from pcc_lib.statistics import intervals
from pcc_lib.statistics.control_chart import Aim, Xmr
from pcc_lib.statistics.control_limits import FULL, MOSTLY, TRIAL
from pcc_lib.statistics.control_rules import COMMON
from pcc_lib.statistics.level_changes import STEP
from pcc_lib.statistics.usual import SIDES, chart_of, in_unit

SEEN_TWICE = 24  # months in which each month of the year has come back once
FALSE_SHARE = 0.021  # of measures whose latest month is flagged though nothing changed (simulated, 13 to 60 months)


@dataclass(frozen=True)
class Record:
    """How the months under the latest limits stand against the target in force in each: how many meet it, of how many, and the
    last one. Months before the first target count neither way; `late`: there are such months. `goals`: how many targets were in
    force; `is_range`: the latest.
    """

    met: int
    months: int
    latest: bool
    is_range: bool = False
    goals: int = 1
    late: bool = False

    @property
    def stepped(self) -> bool:
        """Whether the target changed within the months."""
        return self.goals > 1

    @property
    def always(self) -> bool:
        """Whether every month met it."""
        return self.met == self.months

    @property
    def never(self) -> bool:
        """Whether no month met it."""
        return self.met == 0


@dataclass(frozen=True, eq=False)
class Judgement:
    """What the methods say of one measure (or one part of it) at its latest period.

    points: one row a month, in the measure's unit: value, mean, lower, upper, label, rule, segment (limits follow the
    season and the length of the month where these were taken out first). None where the measure gets no chart of this
    kind; `reason` then says why. `note` says what was done. `illustration`: the values are reconstructed. `exceptional`:
    months that stand alone so far out that the mean leaves them out. `sameness`: `constant` where all months under the latest
    limits have one value, `mostly` where most have, `seasonal` where each is as in other years, none of which has a usual range;
    `boundless` where that range covers every value that there can be, so that no month can be judged by it.
    `record`: None without a target at the latest month, or where neither direction is better than a value. `trial`: limits rest
    on too few months to give a verdict; `short`: on so few that there are none. `seasonal`: the range follows the season, or the
    length of the month, and `assurance` is of the ranges of all months of a year. `young`: fewer than two years are known,
    so that nobody can tell a change from a season: half a year stands against the other half.

    What is said is decided in this order:
    1. nothing, where the measure gets no chart (`reason`), its latest month is blank, or limits are of trial or none;
    2. `moved`, where the months under the latest limits lie on several levels: one range then describes none of them, so there is
       neither `variation` nor `assurance` nor `sameness`, and the latest month is no signal. New limits (`rebase`) from the
       month of the step end this: months before it are judged no longer;
    3. `sameness`, where these months are the same, or no month could be told apart;
    4. `variation` by the rules of the chart, of which a single month far out is one, and `assurance`.

    `behind` is what is counted otherwise since about the month in which the level moved, or the signal began: that may be all of
    it, so it is neither better nor worse. `uncompared` is that within two years which a test would else compare: there is none.
    """

    points: pd.DataFrame | None
    variation: str | None
    assurance: str | None
    trial: bool
    reason: str
    note: str
    test: ChangeTest | None
    interval: intervals.Interval | None
    illustration: bool
    exceptional: tuple[str, ...] = ()
    sameness: str = ""
    record: Record | None = None
    moved: Moved | None = None
    short: bool = False
    seasonal: bool = False
    young: bool = False
    behind: tuple[Cut, ...] = ()
    uncompared: tuple[Cut, ...] = ()

    @property
    def few(self) -> bool:
        """Whether there are too few months for a verdict on the latest, which is known."""
        known = self.latest is not None and not math.isnan(float(value_at(self.latest, "value")))
        return known and (self.trial or self.short)

    @property
    def latest(self) -> pd.Series | None:
        """The last month's row of `points`."""
        return None if self.points is None else self.points.iloc[-1]

    @property
    def rule(self) -> str:
        """The rule that flags the latest month, or nothing."""
        return "" if self.latest is None else str(self.latest["rule"])

    @property
    def is_signal(self) -> bool:
        """Whether the latest month is beyond usual variation."""
        return self.variation not in (None, "common cause")

    def named(self, label: Callable[[str], str]) -> Judgement:
        """The same with the reader's words for the parts that joined or left."""
        behind, uncompared = (tuple(cut.named(label) for cut in each) for each in (self.behind, self.uncompared))
        return replace(self, behind=behind, uncompared=uncompared)


def judge(series: Series, part: str = "") -> Judgement:
    """Judge a measure by what fits it: XmR on monthly values, a test on twelve months, an interval on a survey."""
    return _judged(series, part)  # one key for both ways of asking for the whole


@lru_cache(maxsize=1024)
def _judged(series: Series, part: str) -> Judgement:
    points, found, reason, note = None, None, unfit(series, part), ""
    if not reason:
        points, found, note = _chart(series, part)
    test, survey, status = year_test(series, part), interval_at(series, series.last, part), series.status()
    uncompared = cuts_within(series, part, test.compared(series.last)) if test else ()
    illustration, test = RECONSTRUCTED in status, None if uncompared else test
    judged = Judgement(points, None, None, False, reason, note, test, survey, illustration, uncompared=uncompared)
    if found is None or points is None:
        return judged
    apart = _exceptional(found)
    judged = replace(
        judged,
        trial=found.trial,
        test=_borne_out(judged.test, apart, series.last),
        exceptional=apart,
        record=_record(points, series.measure, part),
        moved=_moved(series, part, found, points),
        young=int(points["value"].notna().to_numpy().sum()) < SEEN_TWICE,
        short=not found.trial and bool(found.segments["n"].iat[-1] < FULL),
    )
    if judged.moved:
        return replace(judged, behind=_behind_move(series, part, judged.moved, points))
    judged = replace(judged, note=" ".join(filter(None, (note, _range_note(found)))))
    if found.variation == COMMON and _covers_all(series, part, points):
        return replace(judged, sameness="boundless")
    judged = replace(
        judged,
        variation=found.variation,
        assurance=found.assurance,
        sameness=_sameness(found, points),
        seasonal=follows_season(series, part),
    )
    return replace(judged, behind=_behind_signal(series, part, judged)) if judged.is_signal else judged


def _behind_move(series: Series, part: str, found: Moved, points: pd.DataFrame) -> tuple[Cut, ...]:
    """What is counted otherwise from about the month of a step; within a slope, or where no change is found, from any month."""
    last = found.last
    if last is not None and last.kind == STEP:
        return cuts_near(series, part, str(last.month))
    first = first_of_latest(points, "segment") if last is None else str(last.month - 1)
    return cuts_within(series, part, Span(first, series.last))


def _behind_signal(series: Series, part: str, judged: Judgement) -> tuple[Cut, ...]:
    """What is counted otherwise since too few months for a level of their own, or since about the first month of the signal; none
    where the parts that were there all the time show the same signal by themselves."""
    points = sure(judged.points)
    span, begins = Span(first_of_latest(points, "segment"), series.last), first_of_latest(points, "label")
    near = cuts_near(series, part, begins)
    found = tuple(c for c in cuts_within(series, part, span) if c in near or months_between(c.since, series.last) < TRIAL - 1)
    kept = throughout(series, span) if any(cut.joined or cut.left for cut in found) else None
    alike = kept is not None and judge(kept).variation == judged.variation
    return tuple(cut for cut in found if cut.reason) if alike else found


def first_of_latest(points: pd.DataFrame, column: str) -> str:
    """The first month of the latest unbroken run of months that have one value in a column."""
    other = np.flatnonzero((points[column] != points[column].iat[-1]).to_numpy())
    return str(points.index[int(other[-1]) + 1 if len(other) else 0])


def _exceptional(found: Xmr) -> tuple[str, ...]:
    """The months that the latest mean leaves out."""
    first = found.segments["first"].iat[-1]
    return tuple(str(month) for month in found.exceptional if month >= first)


def _moved(series: Series, part: str, found: Xmr, points: pd.DataFrame) -> Moved | None:
    """Whether there would be a verdict, or a word on months that are the same, but for a level that has moved."""
    told = found.variation is not None or bool(_sameness(found, points))
    return moved(found.points, changes_of(series, part)) if told else None


def _borne_out(test: ChangeTest | None, exceptional: tuple[str, ...], last: str) -> ChangeTest | None:
    """The test, unless it finds a change with a month among the 24 that stands alone: that one month may be all of it."""
    rests_on_one = test is not None and test.significant and any(month in months_to(last, 24) for month in exceptional)
    return None if rests_on_one else test


def _aim(series: Series, part: str) -> Aim:
    """What the limits are held against: the target in force at the latest month, where all months are of the same parts. A target
    that is a range is open where no value can pass it."""
    measure, goal = series.measure, series.measure.goal(series.last, part)
    if goal is None or not of_one_kind(series, part):
        return Aim(measure.good_direction)
    if not goal.is_range:
        return Aim(measure.good_direction, goal.lower)
    floor, ceiling = bounds(series.values(part), measure)
    lower, upper = (-math.inf if goal.lower <= floor else goal.lower), (math.inf if goal.upper >= ceiling else goal.upper)
    return Aim(measure.good_direction, (lower, upper))


def _chart(series: Series, part: str) -> tuple[pd.DataFrame, Xmr, str]:
    measure = series.measure
    judged = months_of(series, part)
    found = chart_of(judged, _aim(series, part), resets_of(measure))
    floor, ceiling = bounds(series.values(part), measure)
    points = in_unit(found.points, judged)
    points[list(SIDES)] = points[list(SIDES)].clip(lower=floor, upper=ceiling)
    return points, found, judged.note


def _range_note(found: Xmr) -> str:
    """What the latest limits rest on, or why there are none, or no verdict by them."""
    latest, why = found.segments.iloc[-1], found.note and found.note[0].upper() + found.note[1:]
    if latest["state"] not in ("full", "trial"):
        return why
    last: Any = found.points["value"].last_valid_index()  # the newest months may be blank
    rests_on = f"Usual range worked out from the {latest['n']} months to {last.strftime('%B %Y')}."
    return f"{rests_on} {why}".strip()


def _sameness(found: Xmr, points: pd.DataFrame) -> str:
    """Whether the months under the latest limits have one value, or most of them have; `` where they vary, or are few.

    Judged by the values themselves: what is the same only without its season is `seasonal`.
    """
    latest = found.segments.iloc[-1]
    if latest["n"] < FULL or math.isnan(points["value"].iat[-1]):
        return ""
    values = points.loc[points["segment"] == found.segments.index[-1], "value"].dropna()
    same = float(np.isclose(values, values.median(), rtol=1e-9, atol=1e-9).mean())
    if latest["state"] == "no variation":
        return "constant" if same == 1 else "seasonal"
    return "mostly" if latest["state"] == "mostly equal" and same > MOSTLY else ""


def _covers_all(series: Series, part: str, points: pd.DataFrame) -> bool:
    """Whether the latest usual range reaches over every value that there can be."""
    floor, ceiling = bounds(series.values(part), series.measure)
    lower, upper = (float(points[side].iat[-1]) for side in ("lower", "upper"))
    return math.isfinite(floor) and math.isfinite(ceiling) and lower <= floor and upper >= ceiling


def _record(points: pd.DataFrame, measure: Measure, part: str) -> Record | None:
    """The months under the latest limits, each against the target in force then."""
    values = points.loc[points["segment"] == points["segment"].iat[-1], "value"]
    if math.isnan(values.iat[-1]) or measure.goal(str(values.index[-1]), part) is None:
        return None
    values = values.dropna()
    known = [(goal, value) for month, value in values.items() if (goal := measure.goal(str(month), part))]
    met = [goal.met(value, measure.good_direction) for goal, value in known]
    goals = [goal[:2] for goal, _ in known]
    if None in met:
        return None
    late = len(known) < len(values)
    return Record(sum(map(bool, met)), len(met), bool(met[-1]), known[-1][0].is_range, len(set(goals)), late)
