"""About this edition: how to cite it, its facts, and what kind of statistics each source is, and its limits."""

from __future__ import annotations

from pcc_lib.core.numerals import MISSING
from pcc_lib.core.quarters import Quarter, day_label
from pcc_lib.core.status import Statuses
from pcc_lib.core.text import upper_first
from pcc_lib.inputs.plan import quarter_names
from pcc_lib.inputs.sources import Source
from pcc_lib.pages import waiting
from pcc_lib.pages.completeness import place_of, sources_of
from pcc_lib.pages.definitions import told_to
from pcc_lib.pages.page import Page
from pcc_lib.writing.html import Markup, fill
from pcc_lib.writing.markup import DEFINITIONS_PAGE, link, pairs, time
from pcc_lib.writing.tables import Cell, Table, table_html

COLUMNS = ("Source", "Kind of statistics", "Its rows", "Up to", "Limits")
NOT_STATED = f"Not stated {MISSING}"
SURVEY = "Survey"
NAMED_BEFORE = 4  # earlier quarters that are named one by one: a year


def facts_of_edition(page: Page) -> list[tuple[object, object]]:
    """The next edition, the quarters before this one, and the licence of the data."""
    body = page.project.body
    before = [Quarter.parse(n).label for n in reversed(quarter_names(page.project)) if n < str(page.quarter)]
    if len(before) > NAMED_BEFORE + 1:
        before = [*before[:NAMED_BEFORE], f"and others from {before[-1]} on"]
    return [
        ("Next edition", body.next_edition or "Not announced."),
        ("Quarters before", "; ".join(before) or "none in this project"),
        ("Licence of the data", f"{body.licence.name}, unless a source says otherwise" if body.licence else "not stated"),
    ]


def edition_facts(page: Page) -> Markup:
    """Which quarter and version this is, when it was written and published, when the next one comes, and the licence."""
    about, licence = page.folder.about, page.project.body.licence
    first = [
        ("Quarter", page.quarter.label),
        ("Version", upper_first(_version(page))),
        ("Written", time(page.folder.written_on)),
        ("Published", time(about.published_on) if about.published_on else f"Not known to be published yet {MISSING}"),
        *((f"Corrected to version {each.version}", time(each.published)) for each in page.folder.corrections),
    ]
    text = [("Text of the licence", link(licence.url, licence.name))] if licence else []
    return pairs([*first, *facts_of_edition(page), *text])


def citation(page: Page) -> Markup:
    """How to cite this edition: body, title, quarter, version and date, and the archive's address where it is known."""
    body, day = page.project.body, _day(page)
    return fill(
        "edition/citation",
        body=body.name,
        title=body.report_title,
        quarter=page.quarter.label,
        version=_version(page),
        day=day,
        archive=body.archive,
    )


def source_status(page: Page) -> Markup:
    """Each source with the kind of statistics that it is, what its rows are, to when it is told, and where its limits stand."""
    found = sources_of(page)
    if not found:
        return waiting.for_source()
    caption = "Sources, what kind of statistics each is, and where its limits are explained"
    return table_html(Table(caption, COLUMNS, [_row(page, each) for each in found], stack=True), page)


def _row(page: Page, source: Source) -> list[Cell]:
    kind = source.about.statistics.capitalize() or (SURVEY if source.about.design else NOT_STATED)
    rows = ", ".join(dict.fromkeys(Statuses.parse(status).of_rows for status in sorted(set(source.frame["status"]))))
    where = fill("edition/limits", href=f"{DEFINITIONS_PAGE}#{place_of(source)}", title=source.title)
    return [source.title, kind, rows, told_to(page, source), where]


def _version(page: Page) -> str:
    """`first version`, or `version 2` of an edition that was corrected."""
    return f"version {page.folder.corrections[-1].version}" if page.folder.corrections else "first version"


def _day(page: Page) -> str:
    """When it was corrected last, or published; else that it was written on its date of writing."""
    day = page.folder.corrections[-1].published if page.folder.corrections else page.folder.about.published_on
    return f"published on {day_label(day)}" if day else f"written on {day_label(page.folder.written_on)}"
