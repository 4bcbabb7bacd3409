"""Statutory information: what the Specified Information Order asks for, with the measures of the book that bear on it."""

from __future__ import annotations

from collections.abc import Iterable

from pcc_lib.core.numerals import MISSING
from pcc_lib.inputs.contents import topic_link
from pcc_lib.inputs.measures import Measure, read_topic
from pcc_lib.inputs.models.law import Complaints, Document, Inspection, NationalPriority, Statutory
from pcc_lib.inputs.plan import priority, table
from pcc_lib.pages.leading import of_ours
from pcc_lib.pages.page import Page
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.law import AMENDED, GUIDANCE, ORDER
from pcc_lib.writing.markup import link, pairs, paragraph, points, time
from pcc_lib.writing.tables import Cell, Table, table_html

NOT_SUPPLIED = f"Not supplied for this report {MISSING}"
NO_STATEMENT = f"A statement on what the force contributes was not supplied for this report {MISSING}."
NO_PRIORITY = f"Which national priorities there are was not supplied for this report {MISSING}."
COLUMNS = ("National priority", "Applies here", "Why", "What the force contributes", "Measures of this book")
_APPLIES = {True: "Yes", False: "No", None: f"Not assessed {MISSING}"}


def statutory_law(page: Page) -> Markup:
    """Which law asks for this page, and of what it is."""
    return fill("statutory/law", order=ORDER, amended=AMENDED, guidance=GUIDANCE)


def national_priorities(page: Page) -> Markup:
    """The national priorities: which of them apply and why, what the force contributes, and what the book measures of them."""
    given = _given(page)
    said = paragraph(given.statement or NO_STATEMENT)
    if not given.national_priorities:
        return join([said, paragraph(NO_PRIORITY)])
    rows = [_row(page, each) for each in given.national_priorities]
    caption = "National priorities for policing, and what this book measures of them"
    return join([said, table_html(Table(caption, COLUMNS, rows, kind="pcc-tracker", stack=True), page)])


def inspection(page: Page) -> Markup:
    """The inspectorate's latest report on the force, and its summary assessment."""
    given = _given(page).inspection or Inspection.model_validate({})
    report = _document(given.report) if given.report else NOT_SUPPLIED
    from_where = join([" From: ", _document(given.summary_from), "."]) if given.summary_from else ""
    summary = join([given.summary, from_where]) if given.summary else NOT_SUPPLIED
    return pairs([("Latest annual report", report), ("Summary assessment", summary)])


def complaint_handling(page: Page) -> Markup:
    """Where the data on complaints are, how the office has held the force to account for them, and what the book measures."""
    given = _given(page).complaints or Complaints.model_validate({})
    rows: list[tuple[object, object]] = [
        ("Latest quarterly data", _document(given.quarterly) if given.quarterly else NOT_SUPPLIED),
        ("Latest annual statistics", _document(given.annual) if given.annual else NOT_SUPPLIED),
        ("The office’s account", given.account or NOT_SUPPLIED),
        *([("The whole account", _document(given.report))] if given.report else []),
        *([("Measures of this book", _measures(page, given.measures))] if given.measures else []),
    ]
    return pairs(rows)


def _given(page: Page) -> Statutory:
    """What the office has given; a record without anything where there is no file."""
    return table(page.project, "statutory") or Statutory.model_validate({})


def _document(given: Document) -> Markup:
    day = join([", published on ", time(given.published_on)]) if given.published_on else ""
    return join([link(given.url, given.title), day])


def _row(page: Page, each: NationalPriority) -> list[Cell]:
    contribution = each.contribution or NOT_SUPPLIED
    measures = _measures(page, each.measures) if each.measures else "None of this book"
    return [each.title, _APPLIES[each.applicable], each.reason or NOT_SUPPLIED, contribution, measures]


# ── the measures ──────────────────────────────────────────────────────────────────────────────────────────────────────
def _measures(page: Page, ids: Iterable[str]) -> Markup:
    return points([_told(page, page.figures.measure(id)) for id in ids])


def _told(page: Page, measure: Measure) -> Markup:
    """A measure as the landing page tells one that leads a priority, linked to its topic; that it has no data, or is told by its
    parts alone, where that is so."""
    topic = read_topic(page.project, measure.topic)
    where = topic_link(page.project, priority(page.project, topic.priority).page, topic.id)
    head = of_ours(page, measure)
    name = link(where, head.title) if where else head.title
    if not (measure.has_data and page.figures.series(measure.id)):
        return join([name, f": no data yet {MISSING}"])
    return (
        join([name, ": ", page.figure(head.told), f" {head.when}"]) if head.told.known else join([name, ": shown by its parts"])
    )
