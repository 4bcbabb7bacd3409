"""The usual range of a measure in its own unit: its control chart, with season and length of the months put back.

A measure's last three years are judged (Making Data Count: two to three years on a chart); its season is learnt from all its
months.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from pcc_lib.core.coded import record
from pcc_lib.core.periods import Span
from pcc_lib.core.stored import stored
from pcc_lib.statistics import seasons
from pcc_lib.statistics.control_chart import Aim, Xmr, xmr
from pcc_lib.statistics.control_rules import Rules
from pcc_lib.statistics.kept_as import KEPT_AS

JUDGED_MONTHS, MONTHS = 36, 12
SIDES = ("mean", "lower", "upper")
RULES_OF_A_MEASURE = Rules(robust=True)


@record
class Judged(NamedTuple):
    """The months that a chart judges: the values, the same without season and length of month, the days that were taken out.

    pattern: the season that was looked for in all known months, None where none could be; reason: why none was taken out.
    """

    values: pd.Series
    plain: pd.Series
    days: pd.Series
    note: str
    pattern: seasons.Pattern | None = None
    reason: str = ""


def judged_months(values: pd.Series, daily: bool) -> Judged:
    """What a chart judges of a series by months. daily: compare months per day, since they differ in length."""
    varies = values.iloc[-JUDGED_MONTHS:].nunique() > 1  # the same count in months of different length is still the same
    found = seasons.adjusted(values, per_day=daily and varies)
    plain = found.series.iloc[-JUDGED_MONTHS:]
    plain = plain.loc[plain.first_valid_index() :]  # no range is drawn where a gap reaches into the months judged
    days = plain.index.days_in_month if daily and varies else 1
    lengths = pd.Series(days, index=plain.index, dtype=float)
    return Judged(values.reindex(plain.index), plain, lengths, found.note, found.pattern, found.reason)


@stored(KEPT_AS)
def chart_of(judged: Judged, aim: Aim, resets: Sequence[str] = ()) -> Xmr:
    """The control chart of the months judged, its limits held against a target in the unit of the values.

    resets: months that begin new limits, as far as they lie within.
    """
    months = Span(str(judged.plain.index[0]), str(judged.plain.index[-1]))
    found = xmr(judged.plain, Aim(aim.improvement), rebase=resets_within(resets, months), rules=RULES_OF_A_MEASURE)
    return replace(found, assurance=_over_a_year(found, judged, aim))


def _over_a_year(found: Xmr, judged: Judged, aim: Aim) -> str | None:
    """The icon that the ranges of a year's months give: `hit and miss` where they do not agree, None where not all are known.

    Where a range follows the season, or the length of the month, a target may lie within one and beyond the next. To hold it
    against the range of a month is to hold it, less the season and by the days of that month, against limits without either.
    """
    ranges = pd.DataFrame({"season": judged.values / judged.days - judged.plain, "days": judged.days}).dropna()
    if ranges.round(9).nunique().max() <= 1:
        return found.held_against(aim)
    ranges = ranges.groupby(pd.PeriodIndex(ranges.index).month).last()
    icons = {found.held_against(_moved(aim, season, days)) for season, days in ranges.itertuples(index=False)}
    if len(ranges) < MONTHS or None in icons:
        return None
    return icons.pop() if len(icons) == 1 else "hit and miss"


def _moved(aim: Aim, season: float, days: float) -> Aim:
    """The aim in terms of values without season and length of month."""
    target = aim.target
    if isinstance(target, tuple):
        return replace(aim, target=(target[0] / days - season, target[1] / days - season))
    return aim if target is None else replace(aim, target=target / days - season)


def resets_within(resets: Iterable[str], months: Span) -> list[str]:
    """Those months at which limits begin anew within a run of months: at its first they begin anyway."""
    return [month for month in resets if months.first < month <= months.last]


def in_unit(points: pd.DataFrame, judged: Judged) -> pd.DataFrame:
    """A chart's points in the unit of the values: season added, per-day counts times the days."""
    season = (judged.values / judged.days - judged.plain).fillna(0)
    told = points.assign(value=judged.values, **{side: (points[side] + season) * judged.days for side in SIDES})
    return told.drop(columns=["near_lower", "near_upper"])


def usual_range(values: pd.Series, resets: Sequence[str] = (), daily: bool = False) -> pd.DataFrame:
    """The points of a measure's control chart in its own unit. Raises ValueError as `control_chart.xmr` does."""
    judged = judged_months(values, daily)
    return in_unit(chart_of(judged, Aim("neutral"), resets).points, judged)


def known_under_latest(points: pd.DataFrame) -> int:
    """How many known months lie under the latest limits."""
    segments, values = points["segment"].to_numpy(), points["value"].to_numpy(float)
    return int(np.count_nonzero((segments == segments[-1]) & ~np.isnan(values)))
