"""The change that a measure is told by, where the periods compared are of the same areas."""

from __future__ import annotations

from pcc_lib.core.periods import Span
from pcc_lib.figures.coverage import cuts_within
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Measure
from pcc_lib.pages.page import Page


def change_of(page: Page, measure: Measure, part: str = "") -> Figure | None:
    """The change that a measure is told by; None where it has none, it is not known, or what is counted changed in between."""
    if measure.change == "none" or measure.of or not measure.has_data:
        return None
    figure = page.figures.of(measure.id, measure.change, part)
    return figure if figure.known and comparable(page, figure, part) else None


def comparable(page: Page, change: Figure, part: str = "") -> bool:
    """Whether the same is counted from the first to the last of the months that a change compares."""
    series = page.figures.series(change.measure)
    if series is None or not change.earlier:
        return True
    return not cuts_within(series, part, Span(change.earlier.first, change.period.last))
