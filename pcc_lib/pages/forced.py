"""What the methods find on reconstructed months, each with the printed figure or statement that leaves no other way."""

from __future__ import annotations

from pcc_lib.figures.judgement import Judgement
from pcc_lib.inputs.measures import read_measure
from pcc_lib.inputs.models.rows import ForcedRow
from pcc_lib.inputs.published import forced
from pcc_lib.pages.page import Page
from pcc_lib.pages.topic_rows import marks
from pcc_lib.writing import verdict_words as deck
from pcc_lib.writing.html import Markup, join
from pcc_lib.writing.markup import paragraph
from pcc_lib.writing.tables import Cell, Table, table_html
from pcc_lib.writing.verdicts import of_month, of_year

COLUMNS = ("Measure", "What is found", "What forces it")
LEAD = (
    "Of reconstructed months nothing can be learnt; yet the methods find something on these, since a printed figure or a "
    "statement of the original leaves no other way at the levels that are assumed. What a test finds by itself is listed; where "
    "it is not significant beside the other tests of its priority, this is said."
)


def forced_findings(page: Page) -> Markup:
    """A table of what this edition finds of what is listed as forced; nothing where nothing is listed, or none of it is found."""
    rows = [row for each in forced(page.project) if (row := _row(page, each))]
    if not rows:
        return join([])
    return join(
        [paragraph(LEAD), table_html(Table("Found on reconstructed months, and forced", COLUMNS, rows, stack=True), page)]
    )


def _row(page: Page, each: ForcedRow) -> list[Cell]:
    """A row of the table; none where this edition, which may know fewer months, finds nothing (what is not there, `pcc check`
    tells)."""
    measure, series = read_measure(page.project, each.measure), page.figures.series(each.measure)
    if series is None or (each.part and each.part not in series.all_parts):
        return []
    judged = page.judgement(measure, each.part)
    if judged is None or not _is_found(judged):
        return []
    name = f"{measure.title}: {page.project.label(each.part)}" if each.part else measure.title
    verdicts = [found for found in (of_month(judged, measure), of_year(judged, measure)) if found]
    lost = [paragraph(deck.ALLOWED["lost"])] if judged.test and judged.test.lost else []
    return [name, join([marks(verdicts), *lost], " "), each.why]


def _is_found(judged: Judgement) -> bool:
    test = judged.test
    return judged.is_signal or judged.moved is not None or bool(test and (test.significant or test.lost))
