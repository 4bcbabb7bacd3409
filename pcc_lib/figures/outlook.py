"""Outlook: the forecast that a measure gets, by the protocol of `forecast`, or the reason why it gets none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import month_label, months_between, shift
from pcc_lib.figures.charted import bounds, monthly, resets_of
from pcc_lib.figures.coverage import cuts
from pcc_lib.figures.judgement import first_of_latest, judge
from pcc_lib.figures.moves import Moved
from pcc_lib.figures.series import Series
from pcc_lib.statistics import forecast as protocol
from pcc_lib.statistics.control_rules import COMMON

HORIZON = 3  # months ahead, as in the trials that score a model
TRUSTED = 85  # per cent of trial months inside a 95% interval, below which none is given: one in six or more fell outside
_UNSCALED = "the months that its trials rest on are the same from year to year, so nothing tells how large an error is"
_UNTRIED = "what is new cannot be carried forward until a year has passed"


@dataclass(frozen=True, eq=False)
class Outlook:
    """The months after a series' last, or why they are not foretold.

    points: index `2023-11`; mean, lower_80, upper_80, lower_95, upper_95 in the measure's unit; no rows where `reason`
    says why. scores: mase and coverage (0 to 1) of each model, over `origins` trials.
    """

    points: pd.DataFrame
    model: str
    scores: pd.DataFrame
    origins: int
    reason: str
    naive: str = protocol.NAIVE

    @property
    def trusted(self) -> bool:
        """Whether its intervals held nearly what they promise in trials, so that they are printed."""
        return not self.reason and 100 * float(self.scores.at[self.model, "coverage"]) >= TRUSTED


@lru_cache(maxsize=256)
def outlook(series: Series) -> Outlook:
    """The next three months of a measure as a whole; what cannot be foretold says so in `reason`.

    It is withdrawn where the page's own control chart shows a new signal, or a level that moved less than a year ago: one chart
    decides for both. So it is where areas joined or left within a year.
    """
    judged = judge(series)
    if judged.points is None:
        return _none(judged.reason)
    values = monthly(series.values())
    inside = tuple(resets_of(series.measure, Span(str(values.index[0]), str(values.index[-1]))))
    try:
        protocol.check_history(values, list(inside))
        new = _newly_moved(judged.moved, series.last) if judged.moved else _new_on_chart(judged.points)
        if new := _newly_counted(series) or new:
            return _none(new)
        found = _foretold(str(values.index[0]), tuple(values), inside, bounds(values, series.measure))
    except ValueError as error:
        return _none(re.sub(r"\b\d{4}-\d{2}\b", lambda m: month_label(m[0]), str(error)))
    if not np.isfinite(found.scores.loc[[found.model, protocol.NAIVE], "mase"]).all():
        return _none(_UNSCALED)
    points = found.points.set_axis([str(p) for p in found.points.index])
    return Outlook(points, found.model, found.scores, found.origins, "")


def _none(reason: str) -> Outlook:
    return Outlook(pd.DataFrame(columns=protocol.COLUMNS), "", pd.DataFrame(columns=["mase", "coverage"]), 0, reason)


@lru_cache(maxsize=256)
def _foretold(first: str, values: tuple[float, ...], rebase: tuple[str, ...], limits: tuple[float, float]) -> protocol.Forecast:
    """The forecast of equal values once only: trials take seconds, and several pages ask for the same ones."""
    series = pd.Series(values, index=pd.period_range(first, periods=len(values), freq="M"))
    return protocol.forecast(series, protocol.Request(HORIZON, lowest=limits[0], highest=limits[1]), rebase=rebase, signal="")


def _newly_moved(moved: Moved, latest: str) -> str:
    """Why a level that has moved forbids a forecast: its new months are few, or the latest lies apart from the others."""
    if not moved.follows:
        return "the latest month lies apart from those before it"
    if moved.last is None or months_between(str(moved.last.month), latest) >= protocol.SETTLED:
        return ""
    began = f"it has been {'rising' if moved.slope > 0 else 'falling'} since" if moved.slope else "its level moved in"
    return f"{began} {month_label(str(moved.last.month))}, and {_UNTRIED}"


def _new_on_chart(points: pd.DataFrame) -> str:
    """Why the page's control chart forbids a forecast: its latest stretch of signals is less than a year old."""
    latest = points["label"].iat[-1]
    if latest in (None, COMMON):
        return ""
    first = first_of_latest(points, "label")
    if months_between(first, str(points.index[-1])) >= protocol.SETTLED:
        return ""
    return f"the control chart shows a new signal since {month_label(first)}, and {_UNTRIED}"


def _newly_counted(series: Series) -> str:
    """Why what is counted forbids a forecast: it changed less than a year ago, or does within the months to be foretold. What
    changes later still does not concern them, and the book of an earlier quarter did not know of it."""
    newest = max((cut.since for cut in cuts(series) if cut.since <= shift(series.last, HORIZON)), default="")
    if not newest or months_between(newest, series.last) >= protocol.SETTLED:
        return ""
    return f"what it counts changed in {month_label(newest)}, and {_UNTRIED}"
