"""What a report holds, for who opens it in a notebook: its quarter, its blocks, its topics and measures; and the way to each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pcc_lib.core.errors import ReportError, counted, suggest
from pcc_lib.exploring.measures import ExploredMeasure
from pcc_lib.exploring.shown import Listing
from pcc_lib.exploring.topics import ExploredTopic
from pcc_lib.inputs.measures import measure_ids, measures_of, read_measure, read_topic, topic_ids
from pcc_lib.inputs.project import Project
from pcc_lib.pages.page import Page
from pcc_lib.writing.html import fill, join

HOW = (
    'Show a block: report.what("calls-999"). Explore a measure or topic: report["calls_999_volume"]. '
    'Figures to paste: report.figures("calls-999").'
)


class Told(NamedTuple):
    """A block as a notebook asks for it, and what it shows in one line."""

    call: str
    shows: str


class Overview:
    """A report as text and as HTML."""

    def __init__(self, page: Page, blocks: Sequence[Told]) -> None:
        project, quarter = page.project, page.quarter
        self.title = f"{project.body.report_title}: {quarter.label} ({quarter})"
        self.page = f"Page {page.name}, written on {page.folder.written_on}"
        self.blocks = Listing("Blocks of pages", blocks)
        self.topics = [_measures_told(project, id) for id in topic_ids(project)]
        self.measures = f"{counted(len(self.topics), 'topic')} and {counted(len(measure_ids(project)), 'measure')}"

    def text(self) -> str:
        """For a terminal."""
        return "\n".join([self.title, self.page, HOW, "", repr(self.blocks), "", f"{self.measures}:", *map(repr, self.topics)])

    def html(self) -> str:
        """For Jupyter: blocks and measures are folded away under their number."""
        topics = join(topic.html() for topic in self.topics)
        folded = [
            fill("exploring/folded", summary=f"{counted(len(self.blocks), 'block')} of pages", inner=self.blocks.html()),
            fill("exploring/folded", summary=self.measures, inner=topics),
        ]
        return str(fill("exploring/shown", title=self.title, lines=[self.page, HOW], parts=folded))


def explore(page: Page, name: str) -> ExploredMeasure | ExploredTopic:
    """The measure or topic of this id (the measure, where it is both); a ReportError lists near names."""
    measures, topics = measure_ids(page.project), topic_ids(page.project)
    if name in measures:
        return ExploredMeasure(page, name)
    if name in topics:
        return ExploredTopic(page, name)
    raise ReportError(f"there is no measure or topic '{name}'. {suggest(str(name), [*measures, *topics], most=4)}")


def measures_named(project: Project) -> Listing:
    """Every measure by id, with its title."""
    return Listing("Measures", [(id, read_measure(project, id).title) for id in measure_ids(project)])


def topics_named(project: Project) -> Listing:
    """Every topic by id, with its title."""
    return Listing("Topics", [(id, read_topic(project, id).title) for id in topic_ids(project)])


def _measures_told(project: Project, topic: str) -> Listing:
    title = f"{topic}: {read_topic(project, topic).title}"
    return Listing(title, [(m.id, m.title) for m in measures_of(project, topic)])
