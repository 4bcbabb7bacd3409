"""What is signal and what is noise in a monthly series: the XmR chart and its icons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from pcc_lib.core.coded import record
from pcc_lib.statistics.control_limits import FULL, TRIAL, Segment, segment_of
from pcc_lib.statistics.control_rules import COMMON, HIGH, LIMIT, NEAR, Rules, one_of
from pcc_lib.statistics.months import Month, Span, listed, refuse_rolling, whole_span

IMPROVEMENTS = ("increase", "decrease", "neutral")
COLUMNS = ["value", "segment", "mean", "lower", "upper", "near_lower", "near_upper", "label", "rule"]


@record
@dataclass(frozen=True)
class Aim:
    """What the icons judge by. improvement: which change is better, "increase", "decrease" or "neutral" (neither). target: in
    the series' unit, if there is one; a range is its two ends, infinite where it is open. Raises ValueError on anything else.
    """

    improvement: str
    target: float | tuple[float, float] | None = None

    def __post_init__(self) -> None:
        one_of("improvement", self.improvement, IMPROVEMENTS)
        if isinstance(self.target, tuple):
            if not self.target[0] < self.target[1]:
                raise ValueError(f"the target is {self.target!r}: give the lower end of the range before the upper")
        elif self.target is not None and not np.isfinite(self.target):
            raise ValueError(f"the target is {self.target!r}: give a number, or None where there is no target")


@record
@dataclass(frozen=True, eq=False)
class Xmr:
    """An XmR chart: every month's limits and label, and the verdict on the latest month.

    points: one row a month of the whole span, in the series' unit (limits unclipped: clip only what is
    drawn). segments: one row a segment, numbered from 1, with what its limits rest on: first, last (months),
    n (real points), baseline (points that fed the mean), mean, ranges, screened (ranges dropped), mean_range,
    state (full, trial, short, no variation, mostly equal, no neighbours). variation, assurance: the icons, None where
    there is none. trial: the latest segment has 6 to 12 points. note: why there are no icons, or nothing. method:
    how it was worked out, for the method note. exceptional: single months so far from all others that the
    mean leaves them out. latest: the segment that the icons are read from.
    """

    points: pd.DataFrame
    segments: pd.DataFrame
    variation: str | None
    assurance: str | None
    trial: bool
    note: str
    method: str
    exceptional: tuple[pd.Period, ...] = ()
    latest: Segment | None = None

    def held_against(self, aim: Aim) -> str | None:
        """The assurance icon of another target, in the series' unit: where it lies against the latest limits; None without a
        verdict."""
        return _assurance(self.latest, aim) if self.latest is not None and self.latest.state == "full" else None


def xmr(
    series: pd.Series, aim: Aim, *, rebase: Month | Iterable[Month] = (), rules: Rules = Rules(), rolling: bool = False
) -> Xmr:
    """Draw up the XmR chart of a monthly series (Wheeler 2000; Making Data Count rules, as NHSRplotthedots with our
    decisions).

    series: floats with a sorted monthly PeriodIndex; NaN, or a month left out, is missing and nothing crosses
    it. rebase: months that open a new segment. rolling: say True of moving totals or means, which are refused.
    Raises ValueError, in words, on anything that cannot be charted.
    """
    refuse_rolling(rolling)
    span = whole_span(series)
    edges = [*_segment_starts(span.given, rebase), len(span.months)]
    segments = [segment_of(span.values[a:b], rules) for a, b in pairwise(edges)]
    points = _points(span, segments)
    latest, label = segments[-1], points["label"].iat[-1]
    full = latest.state == "full"
    return Xmr(
        points,
        _segment_table(span.months, edges, segments),
        _variation(label, aim.improvement) if full else None,
        _assurance(latest, aim) if full else None,
        latest.state == "trial",
        _note(latest),
        rules.method,
        tuple(span.months[np.concatenate([each.apart for each in segments])]),
        latest,
    )


# Segments ---------------------------------------------------------------------------------------------------


def _segment_starts(given: pd.PeriodIndex, rebase: Month | Iterable[Month]) -> list[int]:
    """Positions in the whole span at which a segment opens. A month that the series lacks is an error, never
    skipped.
    """
    months = [_month(each) for each in listed(rebase)]
    for month in months:
        if month not in given:
            raise ValueError(f"rebase month {month} is not in the series ({given[0]} to {given[-1]}): choose a month that is")
    return sorted({0, *(month.ordinal - int(given.asi8[0]) for month in months)})


def _month(given: Month) -> pd.Period:
    try:
        month = pd.Period(given)
    except (ValueError, TypeError):
        month = None
    if not isinstance(month, pd.Period) or month.freqstr != "M":
        raise ValueError(f"rebase month {given!r} is not a month: write it as YYYY-MM")
    return month


# The result -------------------------------------------------------------------------------------------------


def _points(span: Span, segments: Sequence[Segment]) -> pd.DataFrame:
    lengths = [len(each.apart) for each in segments]
    mean = np.repeat([float(each.limits.mean) for each in segments], lengths)
    reach = np.repeat([float(each.limits.reach) for each in segments], lengths)
    columns = {
        "value": span.values,
        "segment": np.repeat(np.arange(1, len(segments) + 1), lengths),
        "mean": mean,
        "lower": mean - LIMIT * reach,
        "upper": mean + LIMIT * reach,
        "near_lower": mean - NEAR * reach,
        "near_upper": mean + NEAR * reach,
    }
    words = {"label": [each.labels.label for each in segments], "rule": [each.labels.rule for each in segments]}
    # An explicit object column: pandas would otherwise make text columns of these and turn None into NaN.
    texts = {name: pd.Series(np.concatenate(each), index=span.months, dtype=object) for name, each in words.items()}
    return pd.DataFrame(columns | texts, index=span.months, columns=COLUMNS)


def _segment_table(months: pd.PeriodIndex, edges: Sequence[int], segments: Sequence[Segment]) -> pd.DataFrame:
    rows = [
        {
            "first": months[a],
            "last": months[b - 1],
            "n": each.n,
            "baseline": each.baseline,
            "mean": each.limits.mean,
            "ranges": each.ranges.count,
            "screened": each.ranges.screened,
            "mean_range": each.ranges.mean,
            "state": each.state,
        }
        for (a, b), each in zip(pairwise(edges), segments)
    ]
    return pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1, name="segment"))


def _variation(label: str | None, improvement: str) -> str | None:
    """The variation icon: the latest point's label, judged by which direction is better."""
    if label is None or label == COMMON:
        return label
    direction = "high" if label == HIGH else "low"
    better = {"increase": "high", "decrease": "low"}.get(improvement)
    return f"neutral {direction}" if better is None else f"{'improvement' if direction == better else 'concern'} {direction}"


def _assurance(segment: Segment, aim: Aim) -> str | None:
    """The assurance icon: where the target lies against the latest segment's limits; whether they lie inside a range."""
    if isinstance(aim.target, tuple):
        lower, upper = (int(segment.limits.side(end, LIMIT)) for end in aim.target)
        return "pass" if (lower, upper) == (-1, 1) else "fail" if lower == upper != 0 else "hit and miss"
    if aim.target is None or aim.improvement == "neutral":
        return None
    good = -1 if aim.improvement == "increase" else 1
    return {good: "pass", 0: "hit and miss", -good: "fail"}[int(segment.limits.side(aim.target, LIMIT))]


def _note(segment: Segment) -> str:
    return {
        "full": "",
        "trial": f"Trial limits: they rest on {segment.n} months; {FULL} are needed for a verdict.",
        "short": f"No limits: {segment.n} months are known; {TRIAL} are needed for trial limits.",
        "no variation": "No limits: no variation recorded.",
        "mostly equal": "No limits: most of the months have one and the same value.",
        "no neighbours": "No limits: no two neighbouring months are both known.",
    }[segment.state]
