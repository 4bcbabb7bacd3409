"""Parts whose change in per cent is of so few cases that it says nothing: from one to four is 300% more."""

from __future__ import annotations

from collections.abc import Mapping

from pcc_lib.core.text import listed
from pcc_lib.figures.catalogue import CHANGES
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Measure
from pcc_lib.pages.page import Page
from pcc_lib.pages.parts_named import Named
from pcc_lib.statistics.disclosure import LEAST_FOR_PER_CENT, percent_change_allowed
from pcc_lib.writing.wording import Sentence

ENOUGH = "with enough to compare"
LEAST_LEFT = 2  # a chart sets parts against each other
# what a change sets against each other, by the change, which a chart may name with its form as well
_COUNTS = {
    name + form: "total_12_months" if each.of_years else "value" for name, each in CHANGES.items() for form in ("", "_percent")
}


def few_counted(page: Page, measure: Measure, every: Named) -> Mapping[str, Sentence]:
    """Both counts of each part that had too few before for a change in per cent (`percent_change_allowed`), by part.

    Nothing where the measure is no count, or where too few parts would be left.
    """
    changes = [figure for figure, _ in every if figure.known and figure.unit == "%" and figure.statistic in _COUNTS]
    if not measure.is_additive or not changes:
        return {}
    counts = {change.breakdown: _counts(page, change) for change in changes}
    few = {part: [before, " to ", now] for part, (before, now) in counts.items() if _too_few(before)}
    return few if len(changes) - len(few) >= LEAST_LEFT else {}


def left_out(page: Page, few: Mapping[str, Sentence]) -> list[str]:
    """What is said under a chart of the parts that are not drawn."""
    names = listed(sorted(page.project.label_within(part) for part in few))
    said = f"Not drawn: {names}, with fewer than {LEAST_FOR_PER_CENT} before. Of so few a change in per cent says little."
    return [said] if few else []


def _counts(page: Page, change: Figure) -> tuple[Figure, Figure]:
    statistic, id, part = _COUNTS[change.statistic], change.measure, change.breakdown
    return page.figures.of(id, statistic, part, change.earlier.last), page.figures.of(id, statistic, part)


def _too_few(before: Figure) -> bool:
    return before.known and not percent_change_allowed(before.numeric)
