"""Whether the level of a measure has moved, so that one range would describe neither the old level nor the new one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from pcc_lib.core.frames import column_of, rows_where
from pcc_lib.figures.charted import months_of, resets_of, unfit
from pcc_lib.figures.series import Series
from pcc_lib.statistics.level_changes import STEP, LevelChange, level_changes, mostly_flagged

SHIFT, FLAGGED = "shift", "flagged"
DAYS_IN_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Moved:
    """Why months are not judged against one range.

    why: `shift` where a sustained step lies among the months under the latest limits; `flagged` where none was found, but more
    than half of these months are flagged, and not for the latest few alone. changes: the steps and drifts found among them, in
    the measure's unit (an average month of it, where months are judged per day), oldest first; none where there is no more to
    say than that most are flagged.
    """

    why: str
    changes: tuple[LevelChange, ...]

    @property
    def step(self) -> LevelChange | None:
        """The latest step, if there is one."""
        return next((change for change in reversed(self.changes) if change.kind == STEP), None)


def changes_of(series: Series, part: str = "") -> tuple[LevelChange, ...]:
    """Changes of level in the months that are judged, in the measure's unit; none where the measure is not judged by month."""
    if unfit(series, part):
        return ()
    judged = months_of(series, part)
    days = DAYS_IN_MONTH if (judged.days > 1).any() else 1.0
    found = level_changes(judged.plain, resets_of(series.measure))
    return tuple(replace(each, before=days * each.before, after=days * each.after) for each in found)


def moved(points: pd.DataFrame, changes: tuple[LevelChange, ...]) -> Moved | None:
    """Whether the months under the latest limits lie on more than one level. points: those of the control chart itself."""
    latest = rows_where(points, points["segment"] == points["segment"].iat[-1])
    within = tuple(change for change in changes if change.month in latest.index)
    if any(change.kind == STEP for change in within):
        return Moved(SHIFT, within)
    return Moved(FLAGGED, within) if mostly_flagged(column_of(latest, "value").to_numpy(float)) else None
