"""Parts whose change in per cent is of so few cases that it says nothing: from one to four is 300% more."""

from __future__ import annotations

from collections.abc import Mapping

from pcc_lib.core.text import listed
from pcc_lib.figures.few import counts_behind, is_of_few
from pcc_lib.inputs.measures import Measure
from pcc_lib.pages.page import Page
from pcc_lib.pages.parts_named import Named
from pcc_lib.statistics.disclosure import LEAST_FOR_PER_CENT
from pcc_lib.writing.wording import Sentence

ENOUGH = "with enough to compare"
LEAST_LEFT = 2  # a chart sets parts against each other


def few_counted(page: Page, measure: Measure, every: Named) -> Mapping[str, Sentence]:
    """Both counts of each part that had too few before for a change in per cent (`percent_change_allowed`), by part.

    Nothing where the measure is no count, or where too few parts would be left.
    """
    behind = {
        change.breakdown: counts_behind(change, measure, page.figures.about(measure.id, change.breakdown)) for change, _ in every
    }
    counts = {part: both for part, both in behind.items() if both is not None}
    few: dict[str, Sentence] = {part: [before, " to ", now] for part, (before, now) in counts.items() if is_of_few((before, now))}
    return few if len(counts) - len(few) >= LEAST_LEFT else {}


def left_out(page: Page, few: Mapping[str, Sentence]) -> list[str]:
    """What is said under a chart of the parts that are not drawn."""
    names = listed(sorted(page.project.label_within(part) for part in few))
    said = f"Not drawn: {names}, with fewer than {LEAST_FOR_PER_CENT} before. Of so few a change in per cent says little."
    return [said] if few else []
