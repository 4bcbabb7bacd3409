"""The changes that a measure is told by, where the periods compared are of the same areas."""

from __future__ import annotations

from pcc_lib.core.periods import Span
from pcc_lib.figures.coverage import Cut, cuts_within
from pcc_lib.figures.few import as_told
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.year_tests import tested_change
from pcc_lib.inputs.measures import Measure
from pcc_lib.pages.page import Page
from pcc_lib.writing.coverage import suffix


def change_of(page: Page, measure: Measure, part: str = "") -> Figure | None:
    """The change that a measure is told by; None where it has none, it is not known, or what is counted changed in between."""
    return _of_one_kind(page, _told_by(page, measure, measure.change, part), part)


def change_over_year(page: Page, measure: Measure, part: str = "") -> Figure | None:
    """The change that the verdict on the year rests on: of twelve months, or of a window on the same one a year before.

    Where no test was made it is told all the same; None of a measure that is told by no change, or is always the same.
    """
    judgement = page.judgement(measure, part)
    always_the_same = judgement is not None and judgement.sameness == "constant"
    return None if always_the_same else _of_one_kind(page, _over_year(page, measure, part), part)


def why_none(page: Page, measure: Measure, part: str = "") -> str:
    """Why no change over the year is told where what is counted changed in between: `areas changed`; blank elsewhere."""
    figure = _over_year(page, measure, part)
    return suffix(_between(page, figure, part)).strip(" ()") if figure is not None and figure.known else ""


def _over_year(page: Page, measure: Measure, part: str) -> Figure | None:
    return _told_by(page, measure, tested_change(measure), part)


def _told_by(page: Page, measure: Measure, statistic: str, part: str) -> Figure | None:
    told = measure.change != "none" and not measure.of and measure.has_data
    about = page.figures.about(measure.id, part)
    return as_told(about(statistic), measure, about) if told else None


def _of_one_kind(page: Page, change: Figure | None, part: str) -> Figure | None:
    return change if change is not None and change.known and not _between(page, change, part) else None


def _between(page: Page, change: Figure, part: str) -> tuple[Cut, ...]:
    """Where what is counted changed from the first to the last of the months that a change compares."""
    series = page.figures.series(change.measure)
    if series is None or not change.earlier:
        return ()
    return cuts_within(series, part, Span(change.earlier.first, change.period.last))
