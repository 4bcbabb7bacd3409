"""Judgement: for each measure, which of its changes are signal and which are ordinary variation, and by what method.

The arithmetic is in `statistics`; here it is decided which of it a measure gets, and its results are put
back into the measure's own unit, so that a limit can be drawn and printed beside the values.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from pcc_lib.core.numerals import CONFIDENTIAL
from pcc_lib.core.periods import Span, months_to
from pcc_lib.core.quarters import shift
from pcc_lib.core.status import RECONSTRUCTED
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Measure
from pcc_lib.statistics import calculate, changes, intervals
from pcc_lib.statistics.control_chart import Aim, Xmr
from pcc_lib.statistics.control_limits import FULL, MOSTLY
from pcc_lib.statistics.disclosure import survey_marker
from pcc_lib.statistics.usual import SIDES, chart_of, in_unit, judged_months

LEAST_FOR_ICONS = 13
SIGNIFICANT = 0.05
TWO_YEARS = "twelve months with the twelve before"
FALSE_SHARE = 0.021  # of measures whose latest month is flagged though nothing changed (simulated, 13 to 60 months)


@dataclass(frozen=True)
class ChangeTest:
    """The last twelve months (or the window) against the same a year before.

    `lower` and `upper` bound the change in its own unit: per cent for counts, percentage points for percentages.
    `p_value` is None where the method gives an interval only. `basis` is the periods compared, in words,
    `function` the method's name in formulas (see `statistics.methods`), `spans` the two periods of a test of shares.
    """

    lower: float
    upper: float
    significant: bool
    p_value: float | None
    dispersion: float | None
    method: str
    basis: str
    function: str = ""
    spans: tuple[Span, Span] | None = None

    @property
    def rises(self) -> bool:
        """Whether the change is upwards: most of its interval lies above nought."""
        return self.lower + self.upper > 0


@dataclass(frozen=True)
class Record:
    """How the months under the latest limits stand against the target in force in each: how many meet it, of how many, and the
    last one. Months before the first target count neither way. `goals`: how many targets were in force; `is_range`: the latest.
    """

    met: int
    months: int
    latest: bool
    is_range: bool = False
    goals: int = 1

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
    limits have one value, `mostly` where most have, `seasonal` where each is as in other years; none has a usual range.
    `record`: None without a target at the latest month, or where neither direction is better than a value.
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


def judge(series: Series, part: str = "") -> Judgement:
    """Judge a measure by what fits it: XmR on monthly values, a test on twelve months, an interval on a survey."""
    return _judged(series, part)  # one key for both ways of asking for the whole


@lru_cache(maxsize=1024)
def _judged(series: Series, part: str) -> Judgement:
    points, found, reason, note = None, None, unfit(series, part), ""
    if not reason:
        points, found, note = _chart(series, part)
        note = " ".join(filter(None, (note, found.note and found.note[0].upper() + found.note[1:])))
    judged = Judgement(
        points, None, None, False, reason, note, _test(series, part), _interval(series, part), RECONSTRUCTED in series.status()
    )
    if found is None or points is None:
        return judged
    apart = tuple(map(str, found.exceptional))
    return replace(
        judged,
        variation=found.variation,
        assurance=found.assurance,
        trial=found.trial,
        test=_borne_out(judged.test, apart, series.last),
        exceptional=apart,
        sameness=_sameness(found, points),
        record=_record(points, series.measure, part),
    )


def _borne_out(test: ChangeTest | None, exceptional: tuple[str, ...], last: str) -> ChangeTest | None:
    """The test, unless it finds a change with a month among the 24 that stands alone: that one month may be all of it."""
    rests_on_one = test is not None and test.significant and any(month in months_to(last, 24) for month in exceptional)
    return None if rests_on_one else test


def unfit(series: Series, part: str = "") -> str:
    """Why a measure gets no chart of its usual variation (nothing where it gets one)."""
    measure = series.measure
    if series.source.period != "month":
        return "its values are yearly"
    if not part and not measure.whole:
        return "its parts have no whole to judge"
    if not measure.how.judged:
        return measure.how.unfit
    if not measure.window.is_month:
        return f"its values cover several months ({measure.window}) and so move too smoothly to be judged month by month"
    known = int(series.values(part).notna().sum())
    if known < LEAST_FOR_ICONS:
        return f"it has {known} month{'' if known == 1 else 's'}, and {LEAST_FOR_ICONS} are needed"
    return ""


def monthly(values: pd.Series) -> pd.Series:
    """A series by `2023-10` as one with a monthly PeriodIndex, from its first known value on."""
    kept = values.loc[values.first_valid_index() :]
    return pd.Series(kept.to_numpy(float), index=pd.period_range(kept.index[0], periods=len(kept), freq="M"))


def _aim(series: Series, part: str) -> Aim:
    """What the limits are held against: the target in force at the latest month. A range is open where no value can pass it."""
    measure, goal = series.measure, series.measure.goal(series.last, part)
    if goal is None or measure.per_day:
        return Aim(measure.good_direction)
    if not goal.is_range:
        return Aim(measure.good_direction, goal.lower)
    floor, ceiling = bounds(series.values(part), measure)
    lower, upper = (-math.inf if goal.lower <= floor else goal.lower), (math.inf if goal.upper >= ceiling else goal.upper)
    return Aim(measure.good_direction, (lower, upper))


def _chart(series: Series, part: str) -> tuple[pd.DataFrame, Xmr, str]:
    measure = series.measure
    judged = judged_months(monthly(series.values(part)), measure.per_day)
    found = chart_of(judged, _aim(series, part), [b.month for b in measure.rebase])
    floor, ceiling = bounds(series.values(part), measure)
    points = in_unit(found.points, judged)
    points[list(SIDES)] = points[list(SIDES)].clip(lower=floor, upper=ceiling)
    return points, found, judged.note + _span_note(found)


def _span_note(found: Xmr) -> str:
    """What the latest limits rest on (nothing where there are none: `found.note` then says why)."""
    latest = found.segments.iloc[-1]
    if latest["state"] not in ("full", "trial"):
        return ""
    last: Any = found.points["value"].last_valid_index()  # the newest months may be blank
    return f" Usual range worked out from the {latest['n']} months to {last.strftime('%B %Y')}."


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


def _record(points: pd.DataFrame, measure: Measure, part: str) -> Record | None:
    """The months under the latest limits, each against the target in force then."""
    values = points.loc[points["segment"] == points["segment"].iat[-1], "value"]
    if math.isnan(values.iat[-1]) or measure.goal(str(values.index[-1]), part) is None:
        return None
    known = [(goal, value) for month, value in values.dropna().items() if (goal := measure.goal(str(month), part))]
    met = [goal.met(value, measure.good_direction) for goal, value in known]
    goals = [goal[:2] for goal, _ in known]
    if None in met:
        return None
    return Record(sum(map(bool, met)), len(met), bool(met[-1]), known[-1][0].is_range, len(set(goals)))


def bounds(values: pd.Series, measure: Measure) -> tuple[float, float]:
    """The least and the greatest value that are possible, as far as the values keep to them.

    What the values themselves do is possible: a mean may lie below nought, and a share of an earlier whole above 100%.
    """
    floor = 0.0 if not (values < 0).any() else -math.inf
    return floor, 100.0 if measure.is_share and not (values > 100).any() else math.inf


def _test(series: Series, part: str) -> ChangeTest | None:
    """The year-on-year test that fits, where 24 whole months are there."""
    measure = series.measure
    if series.source.period != "month" or not measure.window.rolls:
        return None
    if measure.change == "none" or (not part and not measure.whole):
        return None  # no comparison is told of this measure, so none is tested
    top = monthly(series.monthly("numerator", part)) if series.monthly("numerator", part).notna().any() else None
    if top is None or not measure.how.test or _reset_within(measure, series.last):
        return None
    try:
        if measure.how.test == "counts":
            found = changes.change_test(top)
            return _count_test(found) if math.isfinite(found.upper) else None  # from nought: no change in per cent
        bottom = monthly(series.monthly("denominator", part)).reindex(top.index)
        if measure.window.months in (1, 12):
            return _rate_test(changes.rate_test(top, bottom), series.last)
        return _window_test(series, part)
    except ValueError:
        return None


def _reset_within(measure: Measure, last: str) -> bool:
    """Whether limits were re-set within the 24 months that a test would compare: the two years are then not alike."""
    return any(shift(last, -22) <= b.month <= last for b in measure.rebase)


def _count_test(found: changes.Change) -> ChangeTest:
    return ChangeTest(
        100 * (found.lower - 1),
        100 * (found.upper - 1),
        found.p_value < SIGNIFICANT,
        found.p_value,
        found.dispersion,
        found.method,
        TWO_YEARS,
        "exact_poisson" if found.dispersion is None else "quasi_poisson",
    )


def _rate_test(found: changes.RateChange, last: str) -> ChangeTest:
    excludes_nought = not found.lower <= 0 <= found.upper
    # near the border test and interval may differ; a significant change is one that both find
    significant = excludes_nought and (found.p_value is None or found.p_value < SIGNIFICANT)
    return ChangeTest(
        100 * found.lower,
        100 * found.upper,
        significant,
        found.p_value,
        found.dispersion,
        found.method,
        TWO_YEARS,
        "newcombe" if found.dispersion is None else "quasi_binomial",
        (months_to(last, 12), months_to(last, 12).shifted(-12)),
    )


def _window_test(series: Series, part: str) -> ChangeTest | None:
    """A pooled survey window against the same window a year before, by Newcombe."""
    now, before = series.window(series.last), series.window(shift(series.last, -12))
    if now is None or before is None:
        return None
    held = [series.total(role, span, part) for span in (now, before) for role in ("numerator", "denominator")]
    if any(math.isnan(v) for v in held):
        return None
    found = intervals.newcombe(*held)
    excludes_nought = not found.lower <= 0 <= found.upper
    return ChangeTest(
        100 * found.lower,
        100 * found.upper,
        excludes_nought,
        None,
        None,
        found.method,
        "these months with the same months a year before",
        "newcombe",
        (now, before),
    )


def _interval(series: Series, part: str) -> intervals.Interval | None:
    """The 95% interval of a survey's percentage (a full count has none: nothing was sampled)."""
    measure, span = series.measure, series.window(series.last)
    if series.source.about.design != "survey" or measure.how.test != "shares" or span is None:
        return None
    if not part and not measure.whole:
        return None
    yes, n = series.total("numerator", span, part), series.total("denominator", span, part)
    few = survey_marker(n) == CONFIDENTIAL  # so few answers that nothing of them is printed
    return intervals.wilson(yes, n) if calculate.defined(yes) and n > 0 and not few else None
