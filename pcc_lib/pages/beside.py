"""What stands beside a value on a tile or card: what its verdict rests on; one month against another only where none is given."""

from __future__ import annotations

from pcc_lib.figures.figure import Figure
from pcc_lib.figures.moves import Moved
from pcc_lib.inputs.measures import Measure
from pcc_lib.pages.page import Page
from pcc_lib.writing.verdicts import since_words
from pcc_lib.writing.wording import Sentence, between, short_change


def beside(page: Page, measure: Measure, change: Figure | None) -> Sentence:
    """The change of years; else the level that the measure moved to, or its usual range; else the change of months."""
    judgement = page.judgement(measure)
    single = change is None or change.period.is_one
    if single and judgement and judgement.moved and judgement.moved.last:
        return _level(page, measure, judgement.moved)
    if single and judgement and judgement.variation:
        lower, upper = (page.figures.of(measure.id, f"usual_{side}") for side in ("lower", "upper"))
        return ["usual range ", *between(lower, upper)]
    return [change, " ", short_change(change)] if change else []


def _level(page: Page, measure: Measure, moved: Moved) -> Sentence:
    before, after = (page.figures.of(measure.id, f"level_{side}") for side in ("before", "after"))
    if moved.slope:
        return ["from ", before, " to ", after, f" since {since_words(moved)}"]
    return [after, f" on average since {since_words(moved)}"]
