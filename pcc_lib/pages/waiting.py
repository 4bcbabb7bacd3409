"""What a page says where there is nothing to show yet: what it lacks, and the command that brings it."""

from __future__ import annotations

from pcc_lib.core.numerals import MISSING
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.measures import measure_ids, measures_of, topic_ids, topics_of
from pcc_lib.inputs.plan import DELIVERABLES, DELIVERY, PLAN, QuarterFolder, quarter_names
from pcc_lib.inputs.sources import source_names
from pcc_lib.pages.page import Page
from pcc_lib.writing.html import Markup, fill
from pcc_lib.writing.markup import notice, paragraph

NO_TOPIC, NO_MEASURE, NO_SOURCE, NO_DATA = "No topic yet.", "No measure yet.", "No source yet.", "No data yet."
NO_ACTIVITY, NO_TERM = "No activity yet.", "No term yet."
NO_PROGRESS = f"No progress was reported for this quarter {MISSING}."
ADD_TOPIC, ADD_SOURCE = 'pcc new-topic "Title" --priority {}', "pcc new-source FILE"
ADD_ROW = "a row of {}"
ADD_MEASURE = 'pcc new-measure "Title" --topic {} --source NAME'


def for_topic(priority: str) -> Markup:
    """That a priority has no topic."""
    return _waiting(NO_TOPIC, "What is measured of this priority comes here.", ADD_TOPIC.format(priority))


def for_measure(topic: str) -> Markup:
    """That a topic has no measure."""
    return _waiting(NO_MEASURE, "Its figures, charts and verdicts come here.", ADD_MEASURE.format(topic))


def for_any_measure() -> Markup:
    """That the project has no measure."""
    return _waiting(NO_MEASURE, "Measures come here as they are defined.", ADD_MEASURE.format("ID"))


def for_activity() -> Markup:
    """That the plan has no activity."""
    return _waiting(NO_ACTIVITY, "What was promised stands here, with what was reported of it.", ADD_ROW.format(DELIVERY))


def for_progress(page: Page) -> Markup:
    """That nobody reported progress; where to write it as long as no quarter has any."""
    if any(QuarterFolder(page.project, Quarter.parse(name)).deliverables() for name in quarter_names(page.project)):
        return paragraph(NO_PROGRESS)
    return _waiting(NO_PROGRESS, "", ADD_ROW.format(f"{page.folder.name}/{DELIVERABLES}"))


def for_term() -> Markup:
    """That the glossary is empty."""
    return _waiting(NO_TERM, "Acronyms and terms are explained here.", f"an entry of {PLAN}/glossary.yml")


def for_source() -> Markup:
    """That the project has no source."""
    return _waiting(NO_SOURCE, "Each says here where it comes from and what it cannot show.", ADD_SOURCE)


def of_book(page: Page) -> Markup:
    """What a book waits for that has no measure at all, first things first; nothing where it has one."""
    if measure_ids(page.project):
        return Markup()
    wanted = [
        ("A topic of a priority", ADD_TOPIC.format("ID"), topic_ids(page.project)),
        ("A source: the data", ADD_SOURCE, source_names(page.project)),
        ("A measure: what is counted in them", ADD_MEASURE.format("ID"), []),
    ]
    steps = [(words, command) for words, command, there in wanted if not there]
    return notice(fill("waiting_book", lacks=NO_DATA, steps=steps), "quiet")


def lacking(page: Page, priority: str) -> str:
    """What a priority waits for first, in a sentence; nothing where it has a measure."""
    topics = topics_of(page.project, priority, scorecard=True)
    if not topics:
        return NO_TOPIC
    return "" if any(measures_of(page.project, topic.id) for topic in topics) else NO_MEASURE


def _waiting(lacks: str, words: str, command: str) -> Markup:
    """A quiet notice of what is lacking."""
    return notice(fill("waiting", lacks=lacks, words=words, command=command), "quiet")
