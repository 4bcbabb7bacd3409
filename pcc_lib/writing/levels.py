"""What is said of a measure whose level has moved: since when, and why its latest month is not judged."""

from __future__ import annotations

from pcc_lib.core.quarters import month_label
from pcc_lib.figures.moves import FLAGGED, Moved
from pcc_lib.statistics.level_changes import DRIFT, STEP


def moved_note(moved: Moved) -> str:
    """Why one usual range does not describe the months judged, in one or two sentences."""
    steps = [month_label(str(change.month)) for change in moved.changes if change.kind == STEP]
    told = [
        f"The series moved from one level to another in {_listed(steps)}." if steps else "",
        _drift_words(moved),
        "More than half of the months judged are flagged." if moved.why == FLAGGED else "",
        "One usual range mixes them, so the latest month is not judged against it.",
    ]
    return " ".join(filter(None, told))


def _drift_words(moved: Moved) -> str:
    """Since when it has been rising or falling, where it still does."""
    last = moved.changes[-1] if moved.changes else None
    if last is None or last.kind != DRIFT:
        return ""
    return f"It has been {'rising' if last.after > last.before else 'falling'} steadily since {month_label(str(last.month))}."


def _listed(months: list[str]) -> str:
    return " and ".join(", ".join(months).rsplit(", ", 1))
