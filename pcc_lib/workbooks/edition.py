"""All files that an edition offers to take along: of itself and of each topic a workbook (ODS, XLSX), and CSVs with metadata.

They tell what the pages rest on, and nothing else: topics and measures whose files the pages have read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.core.quarters import day_label
from pcc_lib.inputs.measures import FOLDER as MEASURES
from pcc_lib.inputs.measures import TOPICS, Measure, Topic, topics_of
from pcc_lib.inputs.page_files import DOWNLOADS
from pcc_lib.inputs.plan import DELIVERABLES as REPORTED
from pcc_lib.inputs.plan import priorities
from pcc_lib.inputs.sources import FOLDER as SOURCE_FOLDER
from pcc_lib.pages.downloads import Names, has_series
from pcc_lib.pages.methods import METHODS
from pcc_lib.pages.page import Page
from pcc_lib.workbooks.csvw import About, csv_text, csvw
from pcc_lib.workbooks.definition_rows import DEFINITIONS, SOURCES, definition_rows, source_rows, sources_of
from pcc_lib.workbooks.measure_rows import MEASURES as OF_MEASURES
from pcc_lib.workbooks.measure_rows import measure_rows
from pcc_lib.workbooks.plan_rows import DELIVERABLES, deliverable_rows
from pcc_lib.workbooks.series_rows import SERIES, series_rows
from pcc_lib.workbooks.table import DataTable, joined
from pcc_lib.workbooks.target_rows import TARGETS, target_rows
from pcc_lib.workbooks.workbook import Workbook, notes, workbook
from pcc_lib.writing.contact import ways
from pcc_lib.writing.markup import plain

_OF_TOPICS = ((OF_MEASURES, measure_rows), (SERIES, series_rows), (TARGETS, target_rows), (DEFINITIONS, definition_rows))
KINDS = (OF_MEASURES, SERIES, TARGETS, DELIVERABLES, DEFINITIONS, SOURCES)  # every kind of table, without rows
_METHOD_NAMES = ("Rates come from counts", "Changes", "Published values", "Rounding")
_WORKING = (
    "Where a number comes from",
    "Each row names its figure. The page Figures of the report shows the source cells of a figure and how it is worked out; the "
    "page About the data says how the methods work.",
)


@dataclass(frozen=True)
class Told:
    """A topic with its measures and tables, by the names of these."""

    topic: Topic
    measures: Sequence[Measure]
    tables: dict[str, DataTable]


class Downloads:
    """The tables of an edition, and the files that are made of them. read: names of the files that its pages have read, of which
    everything is told; None: of all. banner: what the edition says of itself as a draft."""

    def __init__(self, page: Page, read: Collection[str] | None = None, banner: str = "") -> None:
        self._page, self._read, self._banner = page, read, banner
        self.topics = [told for each in self._topics() if (told := self._told(each)).measures]

    def _has_read(self, name: str) -> bool:
        return self._read is None or name in self._read

    def _topics(self) -> Iterator[Topic]:
        """The topics of all priorities in their order."""
        for priority in priorities(self._page.project):
            for topic in topics_of(self._page.project, priority.id, scorecard=True):
                if self._has_read(f"{TOPICS}/{topic.id}.yml"):
                    yield topic

    def _told(self, topic: Topic) -> Told:
        measures = [m for m in self._page.measures(topic.id) if self._is_told(m)]
        return Told(topic, measures, {table.name: make(self._page, topic.title, measures) for table, make in _OF_TOPICS})

    def _is_told(self, measure: Measure) -> bool:
        """Whether the pages rest on a measure, and on all that supplies it."""
        both = [measure, *map(self._page.figures.measure, measure.of)]
        sources = {m.source for m in both if m.source} | {m.population.partition(".")[0] for m in both if m.population}
        return all(map(self._has_read, (f"{MEASURES}/{m.id}.yml" for m in both))) and all(
            self._has_read(f"{SOURCE_FOLDER}/{source}.csv") for source in sources
        )

    # ── what the tables are ───────────────────────────────────────────────────────────────────────────────────────────
    def topic(self, id: str) -> Told:
        """A topic of this edition; a ReportError where it has none of that id."""
        known = {told.topic.id: told for told in self.topics}
        if id not in known:
            raise ReportError(f"{self._page.quarter} tells no topic '{id}'. {suggest(id, known)}")
        return known[id]

    def tables(self, told: Told | None = None) -> list[DataTable]:
        """The tables of a topic, or of the whole edition; those without a row are left out."""
        of = [told] if told else self.topics
        found = [joined(each.tables[table.name] for each in of) for table, _ in _OF_TOPICS] if of else []
        measures = [measure for each in of for measure in each.measures]
        if told is None and self._has_read(f"{self._page.folder.name}/{REPORTED}"):
            found.insert(len(found) - 1, deliverable_rows(self._page))
        return [table for table in (*found, source_rows(self._page, measures)) if table.rows]

    # ── workbooks ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def workbook(self, told: Told | None = None) -> Workbook:
        """The workbook of a topic, or of the whole edition."""
        body, tables = self._page.project.body, self.tables(told)
        said = notes(tables, self.said(tables))
        return workbook((self.title(told), body.name, self._page.folder.written_on), self.cover(told), said, tables)

    def said(self, tables: Sequence[DataTable]) -> list[tuple[str, str]]:
        """What the notes say beside the signs: where numbers come from, the methods in a line each, how good each source is."""
        sources = next((table for table in tables if table.name == SOURCES.name), SOURCES)
        status = [(f"Status of the source {row[0]}", f"{row[1]}.") for row in sources.rows]
        return [_WORKING, *((name, words) for name, words in METHODS if name in _METHOD_NAMES), *status]

    def title(self, told: Told | None = None) -> str:
        """What a workbook is called."""
        what = told.topic.title if told else "All topics"
        return f"{self._page.project.body.report_title}, {self._page.quarter.label}. Data: {what}"

    def cover(self, told: Told | None = None) -> list[str]:
        """The lines of a cover, below its title."""
        return list(self._cover(told))

    def _cover(self, told: Told | None) -> Iterator[str]:
        body, folder = self._page.project.body, self._page.folder
        about = f"the topic {told.topic.title}" if told else "all topics of this edition"
        yield f"This workbook holds the numbers behind the report for {about}. The sheet Contents says what stands where."
        yield "The same numbers are told in words and charts in the report itself, and stand as CSV beside this workbook."
        yield f"Published by: {body.name}"
        yield from (f"{name}: {plain([shown])}" for name, shown in ways(body)[: len(ways(body)) - len(body.social)])
        yield f"Edition: {self._page.quarter.label} ({self._page.quarter}), written on {day_label(folder.written_on)}"
        yield f"Publication status: {self._status()}"
        yield from (f"Corrected on {each.day}, version {each.version}: {each.reason}" for each in folder.corrections)
        yield from [f"Status of the data: {body.sample_banner}"] if body.sample and body.sample_banner else []
        yield from [f"Licence: {body.licence.name}, {body.licence.url}"] if body.licence else []
        yield from [f"Next edition: {body.next_edition}"] if body.next_edition else []

    def _status(self) -> str:
        if self._banner:
            return f"draft. {self._banner}"
        version = max((each.version for each in self._page.folder.corrections), default=1)
        published = self._page.folder.about.published_on
        return f"version {version}" + (f", published on {day_label(published)}" if published else "")

    # ── files ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    def files(self) -> dict[str, bytes]:
        """Every file by its name in the book's HTML; none where the edition tells no measure."""
        found: dict[str, bytes] = {}
        for told in (*self.topics, None) if self.topics else ():
            found |= self._workbook_files(told) | self._csv_files(told)
        return {f"{DOWNLOADS}/{name}": content for name, content in sorted(found.items())}

    def names(self, told: Told | None = None) -> Names:
        """The names of the files of a topic, or of the whole edition."""
        return Names(str(self._page.quarter), told.topic.id if told else "")

    def _workbook_files(self, told: Told | None) -> dict[str, bytes]:
        from pcc_lib.workbooks.ods import ods
        from pcc_lib.workbooks.xlsx import xlsx

        book, names = self.workbook(told), self.names(told)
        return {names.ods: ods(book), names.xlsx: xlsx(book)}

    def _csv_files(self, told: Told | None) -> dict[str, bytes]:
        """The series of a topic, or every table of the whole edition, as CSV with its metadata."""
        names, measures = self.names(told), [m for each in ([told] if told else self.topics) for m in each.measures]
        files = {} if told else {names.table(table.name): table for table in self.tables() if table.name != SERIES.name}
        if has_series(self._page, measures):  # though no value of it may be known yet
            of = [told] if told else self.topics
            files[names.csv if told else names.table(SERIES.name)] = joined(each.tables[SERIES.name] for each in of)
        about = self.about(told)
        found = {name: csv_text(table) for name, table in files.items()}
        found |= {names.metadata(name): csvw(table, name, about) for name, table in files.items()}
        return {name: content.encode("utf-8") for name, content in found.items()}

    def about(self, told: Told | None = None) -> About:
        """What is said of all CSVs of a topic, or of the whole edition."""
        measures = [measure for each in ([told] if told else self.topics) for measure in each.measures]
        sources = [
            {"dc:title": source.title, "dc:creator": source.about.producer, "dc:rights": source.about.licence}
            for source in sources_of(self._page, measures)
        ]
        return About(self.title(told), self._page.project.body, self._page.folder.written_on, sources)
