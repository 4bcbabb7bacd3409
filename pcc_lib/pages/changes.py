"""The change that a measure is told by, where the periods compared are of the same areas."""

from __future__ import annotations

from pcc_lib.core.periods import Span
from pcc_lib.figures.coverage import Cut, cuts_within
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Measure
from pcc_lib.pages.page import Page
from pcc_lib.writing.coverage_words import suffix

NONE_GIVEN = "none given"


def change_of(page: Page, measure: Measure, part: str = "") -> Figure | None:
    """The change that a measure is told by; None where it has none, it is not known, or what is counted changed in between."""
    figure = _told_by(page, measure, part)
    return figure if figure is not None and figure.known and not _between(page, figure, part) else None


def why_none(page: Page, measure: Measure, part: str = "") -> str:
    """What stands in the place of a change that is not told: `areas changed`, or that none is given."""
    figure = _told_by(page, measure, part)
    found = _between(page, figure, part) if figure is not None and figure.known else ()
    return suffix(found).strip(" ()") or NONE_GIVEN


def _told_by(page: Page, measure: Measure, part: str) -> Figure | None:
    told = measure.change != "none" and not measure.of and measure.has_data
    return page.figures.of(measure.id, measure.change, part) if told else None


def _between(page: Page, change: Figure, part: str) -> tuple[Cut, ...]:
    """Where what is counted changed from the first to the last of the months that a change compares."""
    series = page.figures.series(change.measure)
    if series is None or not change.earlier:
        return ()
    return cuts_within(series, part, Span(change.earlier.first, change.period.last))
