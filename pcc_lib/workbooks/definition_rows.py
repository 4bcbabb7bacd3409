"""What each measure means, and where the numbers come from: what the page About the data says, a row for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pcc_lib.inputs.measures import Measure
from pcc_lib.inputs.sources import Source
from pcc_lib.pages.definitions import measure_facts, source_facts
from pcc_lib.pages.page import Page
from pcc_lib.workbooks.columns import MEASURE, TOPIC, UNIT, unit_of
from pcc_lib.workbooks.table import Column, DataTable
from pcc_lib.writing.html import Markup, words_of

# the facts of the page that a table has a column for, with the column's name
OF_MEASURES = {
    "What it is": "what_it_is",
    "Why it matters": "why_it_matters",
    "Window": "window",
    "Split by": "split_by",
    "Only": "only",
    "Change shown": "change_told",
    "Good direction": "good_direction",
    "Breaks": "breaks",
    "New base": "new_base",
    "Caveats": "limits",
    "Owner": "owner",
    "Reviewed by": "reviewed_by",
    "Next review": "next_review",
    "Small numbers": "small_numbers",
}
OF_SOURCES = {
    "Status": "status",
    "Limits": "limits",
    "Producer": "producer",
    "Licence": "licence",
    "Attribution": "attribution",
    "How obtained": "how_obtained",
    "First and last": "first_and_last",
    "Newest period": "newest_told",
    "Split by": "split_by",
    "Next update": "next_update",
    "File": "file",
}
_HEADS = {"limits": "Limits and caveats"}

DEFINITIONS = DataTable(
    "definitions",
    "Definitions",
    "One row for each measure, as its file defines it.",
    (
        TOPIC,
        MEASURE,
        UNIT,
        Column("source", "Source", "The source that supplies it: a row of the sheet Sources.", wide=True),
        *(
            Column(name, _HEADS.get(name, fact), f"{fact}, as the page About the data has it.", wide=True)
            for fact, name in OF_MEASURES.items()
        ),
        Column("measure_id", "Measure id", "The name of the measure's definition.", wide=True),
    ),
    key=("measure_id",),
)
SOURCES = DataTable(
    "sources",
    "Sources",
    "One row for each source that supplies a measure of this workbook, with its status and what it cannot show.",
    (
        Column("source", "Source", "What the source is called.", wide=True),
        *(Column(name, fact, f"{fact}, as the page About the data has it.", wide=True) for fact, name in OF_SOURCES.items()),
    ),
    key=("file",),
)


def definition_rows(page: Page, topic: str, measures: Sequence[Measure]) -> DataTable:
    """The definitions of a topic's measures."""
    return DEFINITIONS.with_rows(_definition(page, topic, measure) for measure in measures)


def source_rows(page: Page, measures: Iterable[Measure]) -> DataTable:
    """The sources that supply measures, each once, in the order of the measures; those of residents too."""
    return SOURCES.with_rows(_source(page, source) for source in sources_of(page, measures))


def sources_of(page: Page, measures: Iterable[Measure]) -> list[Source]:
    """The sources that supply measures, each once."""
    names = [name for m in measures for name in (m.source, m.population.partition(".")[0]) if name]
    return [page.figures.source(name) for name in dict.fromkeys(names)]


def _definition(page: Page, topic: str, measure: Measure) -> list[str]:
    told = dict(measure_facts(page, measure, coded=False))
    source = page.figures.source(measure.source).title if measure.source else measure.missing
    return [topic, measure.title, unit_of(measure), source, *(_words(told[fact]) for fact in OF_MEASURES), measure.id]


def _source(page: Page, source: Source) -> list[str]:
    told = dict(source_facts(page, source))
    return [source.title, *(_words(told[fact]) for fact in OF_SOURCES)]


def _words(told: str) -> str:
    return words_of(told) if isinstance(told, Markup) else told
