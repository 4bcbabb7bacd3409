"""The data to take along: the names of the files that an edition offers, and links to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pcc_lib.inputs.contents import has_page
from pcc_lib.inputs.measures import Measure, Topic, topics_of
from pcc_lib.inputs.page_files import DOWNLOADS
from pcc_lib.inputs.plan import priorities
from pcc_lib.pages.page import Page
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.links import page_link
from pcc_lib.writing.markup import paragraph
from pcc_lib.writing.tables import Cell, Table, table_html

FILES = "about-this-edition"  # the page that lists every file
ALL_TOPICS = "A workbook of all topics: "
WHAT_IT_IS = (
    "It has a cover, contents, notes that explain its signs, and then one table a sheet; so has that of each topic. ODS opens in "
    "any spreadsheet program, XLSX in Excel. CSV is for programs; the JSON file beside each says what its columns hold."
)
TABLES = {  # of the whole edition, each as CSV
    "measures": "The latest value of every measure, its change and the verdicts",
    "series": "Every period of every measure",
    "targets": "Targets",
    "deliverables": "Deliverables of the quarter",
    "definitions": "Definitions of the measures",
    "sources": "Sources, with their status and limits",
}


@dataclass(frozen=True)
class Names:
    """The names of the files of a topic, or of the whole edition (no topic)."""

    quarter: str
    topic: str = ""

    @property
    def _stem(self) -> str:
        return f"{self.quarter}-{self.topic}" if self.topic else self.quarter

    @property
    def ods(self) -> str:
        """The workbook for people."""
        return f"{self._stem}.ods"

    @property
    def xlsx(self) -> str:
        """The same workbook for Excel."""
        return f"{self._stem}.xlsx"

    @property
    def csv(self) -> str:
        """The series of a topic, for machines."""
        return f"{self._stem}.csv"

    def table(self, name: str) -> str:
        """A table of the whole edition; no topic has a name with this sign in it."""
        return f"{self._stem}_{name}.csv"

    @staticmethod
    def metadata(csv: str) -> str:
        """What says of a CSV what its columns hold, by the name that CSVW asks for."""
        return f"{csv}-metadata.json"


def data_links(page: Page, topic_id: str = "") -> Markup:
    """A line of links to the files of a topic, or of the whole edition (no topic); nothing where there are none."""
    if not (page.measures(topic_id) if topic_id else next(_told(page), None)):
        return Markup()
    of = f": {page.topic(topic_id).title}" if topic_id else " of all topics"
    links = [
        _linked("workbook (ODS)", _names(page, topic_id).ods, of),
        _linked("for Excel (XLSX)", _names(page, topic_id).xlsx, of),
    ]
    if topic_id and has_series(page, page.measures(topic_id)):
        links.append(_linked("CSV", _names(page, topic_id).csv, of))
    return fill(
        "downloads/line",
        links=join(links, ", "),
        whole=not topic_id,
        more=page_link(page.project, FILES, "all files") if has_page(page.project, FILES) else "",
    )


def data_files(page: Page) -> Markup:
    """Every file that the edition offers to take along: of all topics, table by table and topic by topic."""
    topics = list(_told(page))
    if not topics:
        return Markup()
    names = _names(page)
    whole: list[list[Cell]] = [
        [words, _csv(names.table(name), f" of {words}")] for name, words in TABLES.items() if _has(page, topics, name)
    ]
    of_topics = [_of_topic(page, topic) for topic in topics]
    return join(
        [
            paragraph(join([ALL_TOPICS, _workbooks(names, " of all topics"), ". ", WHAT_IT_IS])),
            table_html(Table("Topic by topic", ("Topic", "Workbook", "Series as CSV"), of_topics), page),
            table_html(Table("All topics, table by table", ("Table", "CSV"), whole), page),
        ]
    )


def _of_topic(page: Page, topic: Topic) -> list[Cell]:
    """The files of a topic; where it has no data yet, its workbook says why."""
    names, of = _names(page, topic.id), f": {topic.title}"
    csv = _csv(names.csv, of) if has_series(page, page.measures(topic.id)) else "no data yet"
    return [topic.title, _workbooks(names, of), csv]


def _workbooks(names: Names, of: str) -> Markup:
    return join([_linked("ODS", names.ods, of), _linked("XLSX", names.xlsx, of)], ", ")


def _csv(file: str, of: str) -> Markup:
    """A CSV, and what says of it what its columns hold."""
    return join([_linked("CSV", file, of), _linked("JSON", Names.metadata(file), of)], ", ")


def _names(page: Page, topic: str = "") -> Names:
    return Names(str(page.quarter), topic)


def _told(page: Page) -> Iterator[Topic]:
    """The topics that have a measure, those of the first priority first."""
    for priority in priorities(page.project):
        yield from (topic for topic in topics_of(page.project, priority.id, scorecard=True) if page.measures(topic.id))


def _has(page: Page, topics: list[Topic], table: str) -> bool:
    """Whether the edition has a row for a table."""
    measures = [measure for topic in topics for measure in page.measures(topic.id)]
    if table == "deliverables":
        return bool(page.folder.deliverables())
    if table == "targets":
        return any(measure.target for measure in measures)
    if table == "series":
        return has_series(page, measures)
    return table != "sources" or any(measure.source for measure in measures)


def has_series(page: Page, measures: Iterable[Measure]) -> bool:
    """Whether any of these measures has data in this edition: their series are then offered as CSV."""
    return any(page.figures.series(measure.id) is not None for measure in measures)


def _linked(words: str, file: str, of: str) -> Markup:
    """A link to a file under these words; `of` is read aloud after them."""
    return fill("downloads/link", href=f"../{DOWNLOADS}/{file}", name=file, words=words, of=of)
