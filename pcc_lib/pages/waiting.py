"""What a page says where there is nothing to show yet: what it lacks, and the command that brings it."""

from __future__ import annotations

from pcc_lib.inputs.measures import measure_ids, measures_of, topics_of
from pcc_lib.inputs.sources import source_names
from pcc_lib.pages.page import Page
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.markup import notice

NO_TOPIC, NO_MEASURE, NO_SOURCE, NO_DATA = "No topic yet.", "No measure yet.", "No source yet.", "No data yet."


def for_topic(priority: str) -> Markup:
    """That a priority has no topic."""
    return waiting(NO_TOPIC, "What is measured of this priority comes here.", f'pcc new-topic "Title" --priority {priority}')


def for_measure(topic: str) -> Markup:
    """That a topic has no measure."""
    words = "Its figures, charts and verdicts come here."
    return waiting(NO_MEASURE, words, f'pcc new-measure "Title" --topic {topic} --source NAME')


def for_any_measure() -> Markup:
    """That the project has no measure."""
    return waiting(NO_MEASURE, "Measures come here as they are defined.", 'pcc new-measure "Title" --topic ID --source NAME')


def for_source() -> Markup:
    """That the project has no source."""
    return waiting(NO_SOURCE, "Each says here where it comes from and what it cannot tell.", "pcc new-source FILE.csv")


def of_book(page: Page) -> Markup:
    """What a book waits for that has no measure at all, first things first; nothing where it has one."""
    if measure_ids(page.project):
        return Markup()
    words = "This book waits for its first measure: a topic of a priority, a source, and what is counted in it."
    return join([waiting(NO_DATA, words), "" if source_names(page.project) else for_source()])


def lacking(page: Page, priority: str) -> str:
    """What a priority waits for first, in a sentence; nothing where it has a measure."""
    topics = topics_of(page.project, priority, scorecard=True)
    if not topics:
        return NO_TOPIC
    return "" if any(measures_of(page.project, topic.id) for topic in topics) else NO_MEASURE


def waiting(lacks: str, words: str, command: str = "") -> Markup:
    """A quiet notice of what is lacking."""
    return notice(fill("waiting", lacks=lacks, words=words, command=command), "quiet")
