"""Whether the level of a measure has moved, so that one range would describe neither the old level nor the new one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np
import pandas as pd

from pcc_lib.core.frames import column_of, rows_where
from pcc_lib.figures.charted import months_of, resets_of, unfit
from pcc_lib.figures.series import Series
from pcc_lib.statistics.level_changes import DRIFT, STEP, LevelChange, changes_of_judged, mostly_flagged

SHIFT, FLAGGED = "shift", "flagged"


@dataclass(frozen=True)
class Moved:
    """Why months are not judged against one range.

    why: `shift` where a sustained step lies among the months under the latest limits; `flagged` where none was found, but more
    than half of these months are flagged, and they drift or it is not for the latest few alone. changes: the steps and drifts
    found among them, in the measure's unit (an average month of it, where months are judged per day), oldest first; none where
    there is no more to say than that most are flagged. start: the first known of these months.
    """

    why: str
    changes: tuple[LevelChange, ...]
    start: pd.Period | None = None

    @property
    def last(self) -> LevelChange | None:
        """The latest change, if there is one."""
        return self.changes[-1] if self.changes else None

    @property
    def before(self) -> LevelChange | None:
        """The change before the latest, if there is one."""
        return self.changes[-2] if len(self.changes) > 1 else None

    @property
    def throughout(self) -> bool:
        """Whether the latest change begins with the first month judged, and so may have begun before it."""
        return self.last is not None and self.last.month == self.start

    @property
    def slope(self) -> int:
        """+1 where the latest months rise steadily, -1 where they fall, 0 where they lie on a level of their own."""
        last = self.last
        if last is None or last.kind != DRIFT or not last.latest:
            return 0
        return 1 if last.after > last.before else -1

    @property
    def way(self) -> str:
        """How the level has moved: `higher`, `lower`, `rising`, `falling`, or `unsteady` where no change is found."""
        if self.last is None:
            return "unsteady"
        if self.slope:
            return "rising" if self.slope > 0 else "falling"
        return "higher" if self.last.after > self.last.before else "lower"

    @property
    def follows(self) -> bool:
        """Whether the latest month lies where its level, or its steady rise or fall, would have it."""
        return self.last is None or not self.last.latest or self.last.follows


def levels(moved: Moved, months: pd.PeriodIndex) -> pd.Series:
    """The level of each month, or the line of its steady rise or fall, in the measure's unit; blank where none is known."""
    found = pd.Series(math.nan, index=months)
    if moved.changes and moved.changes[0].kind == STEP:
        found[months < moved.changes[0].month] = moved.changes[0].before
    for change, following in zip_longest(moved.changes, moved.changes[1:]):
        inside = np.asarray(months >= change.month) & (following is None or np.asarray(months < following.month))
        start = change.after if change.kind == STEP else change.before
        found[inside] = np.linspace(start, change.after, int(inside.sum()))
    return found


def changes_of(series: Series, part: str = "") -> tuple[LevelChange, ...]:
    """Changes of level in the months that are judged, in the measure's unit; none where the measure is not judged by month."""
    if unfit(series, part):
        return ()
    return changes_of_judged(months_of(series, part), resets_of(series.measure))


def moved(points: pd.DataFrame, changes: tuple[LevelChange, ...]) -> Moved | None:
    """Whether the months under the latest limits lie on more than one level. points: those of the control chart itself."""
    latest = rows_where(points, points["segment"] == points["segment"].iat[-1])
    within = tuple(change for change in changes if change.month in latest.index)
    known: Any = column_of(latest, "value").first_valid_index()
    if any(change.kind == STEP for change in within):
        return Moved(SHIFT, within, known)
    values = column_of(latest, "value").to_numpy(float)
    most = mostly_flagged(values, without=0) if within else mostly_flagged(values)  # a drift is more than the latest few
    return Moved(FLAGGED, within, known) if most else None
