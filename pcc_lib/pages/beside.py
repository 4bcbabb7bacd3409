"""What stands beside a value or a verdict: what the verdict rests on; one month against another only where none is given."""

from __future__ import annotations

from pcc_lib.figures.figure import Figure
from pcc_lib.figures.moves import Moved
from pcc_lib.inputs.measures import Measure
from pcc_lib.pages.page import Page
from pcc_lib.writing.verdicts import since_words, state_of
from pcc_lib.writing.wording import (
    Sentence,
    between,
    during,
    has_year_beside,
    is_of_level,
    is_of_single_months,
    is_over_twelve_months,
    short_change,
)

USUAL_RANGE = "usual range "


def beside(page: Page, measure: Measure, change: Figure | None, part: str = "") -> Sentence:
    """The change of years; else what the month's verdict rests on; else, where the month has no verdict, the change of months."""
    if change is not None and has_year_beside(measure, change):
        total = page.figures.of(measure.id, "total_12_months", part)
        return [total, f" {during(total.period)}, ", change, " on the year before"]
    if change is not None and is_over_twelve_months(change) and is_of_level(change, measure):
        return [change, " on the year before"]
    if change is not None and not is_of_single_months(change):
        return [change, " ", short_change(change)]
    judgement = page.judgement(measure, part)
    if change is None or (judgement is not None and state_of(judgement)):
        return beside_month(page, measure, part)
    return beside_month(page, measure, part) or [change, " ", short_change(change)]


def beside_month(page: Page, measure: Measure, part: str = "") -> Sentence:
    """What the verdict on a month rests on: the level that the measure moved to, or its usual range; nothing where neither is.

    Beside a correlation stands that of the changes: two series that both grow are related, whatever they are.
    """
    if measure.of:
        of_changes = page.figures.of(measure.id, "differences")
        return ["of the changes from month to month ", of_changes] if of_changes.known else []
    judgement = page.judgement(measure, part)
    if judgement and judgement.moved and judgement.moved.last:
        return _level(page, measure, judgement.moved, part)
    if judgement and judgement.variation:
        lower, upper = (page.figures.of(measure.id, f"usual_{side}", part) for side in ("lower", "upper"))
        return [USUAL_RANGE, *between(lower, upper)]
    return []


def _level(page: Page, measure: Measure, moved: Moved, part: str) -> Sentence:
    before, after = (page.figures.of(measure.id, f"level_{side}", part) for side in ("before", "after"))
    if moved.slope:
        return ["from ", before, " to ", after, f" since {since_words(moved)}"]
    return [after, f" on average since {since_words(moved)}"]
