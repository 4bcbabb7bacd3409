"""What stands under the chart of a measure whose level has moved: what its dashed line is."""

from __future__ import annotations

from pcc_lib.core.quarters import month_label
from pcc_lib.core.text import listed
from pcc_lib.figures.moves import Moved
from pcc_lib.statistics.level_changes import DRIFT, STEP


def moved_note(moved: Moved) -> str:
    """What the dashed line is, and the months in which the level changed; nothing where no level is drawn."""
    if not moved.changes:
        return ""
    steps = [month_label(str(change.month)) for change in moved.changes if change.kind == STEP]
    named = listed(steps)
    slopes = any(change.kind == DRIFT for change in moved.changes)
    bit_by_bit = ", rising or falling bit by bit" + (" where it slopes" if named else "") if slopes else ""
    at_once = f"; it changed at once in {named}" if named else ""
    return f"Dashed: the level that the months lie on{bit_by_bit}{at_once}."
