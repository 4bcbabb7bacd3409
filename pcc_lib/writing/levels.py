"""What stands under the chart of a measure whose level has moved: what its dashed line is."""

from __future__ import annotations

from pcc_lib.core.quarters import month_label
from pcc_lib.figures.moves import Moved
from pcc_lib.statistics.level_changes import STEP


def moved_note(moved: Moved) -> str:
    """What the dashed line is, and the months in which the level changed; nothing where no level is drawn."""
    if not moved.changes:
        return ""
    steps = [month_label(str(change.month)) for change in moved.changes if change.kind == STEP]
    named = " and ".join(", ".join(steps).rsplit(", ", 1))
    how = f"; it changed at once in {named}" if named else ", rising or falling bit by bit"
    return f"Dashed: the level that the months lie on{how}."
