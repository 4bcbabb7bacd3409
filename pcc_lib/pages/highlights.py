"""The highlight section of a priority's page: outcomes, focus, deliverables, risks."""

from __future__ import annotations

from typing import NamedTuple

from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.contents import topic_link
from pcc_lib.inputs.history import last_reported
from pcc_lib.inputs.measures import Topic, topics_of
from pcc_lib.inputs.plan import QuarterFolder, priority
from pcc_lib.inputs.promises import Deliverable, state
from pcc_lib.pages import waiting
from pcc_lib.pages.drafts import drafted
from pcc_lib.pages.facts import with_facts
from pcc_lib.pages.first_points import first_points
from pcc_lib.pages.leading import of_ours
from pcc_lib.pages.page import Page
from pcc_lib.pages.panel import panel_of_priority
from pcc_lib.pages.topic_rows import leading_measures
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.markup import not_reported, paragraph, progress, state_mark, step, time
from pcc_lib.writing.tables import Cell, Table, table_html
from pcc_lib.writing.wording import Sentence

COUNTED = {
    "late": "late",
    "dates differ": "late by one of its two dates",
    "slipped": "slipped",
    "due": "not yet due",
    "done": "done",
    "not reported": "not reported",
}
NONE_GIVEN = "No commentary was given for this quarter [x]."


class _Jump(NamedTuple):
    """A topic in the list at the top: where it stands, and whether something in it needs attention."""

    href: str
    title: str
    bad: bool


def opening(page: Page) -> Markup:
    """The quarter in one sentence, what the priority is about, and a list of its topics that tells which need attention."""
    about = priority(page.project, page.name)
    topics = topics_of(page.project, about.id)
    section = page.priority_section(about.id, "In one sentence")
    told = fill(
        "highlights/opening",
        number=about.number,
        quarter=page.quarter.label,
        description=about.description,
        sentence=drafted(page, section, page.commentary(section)),
        topics=[jump for topic in topics if (jump := _jump(page, about.page, topic)).href],
    )
    return join([told, "" if topics else waiting.for_topic(about.id)])


def _jump(page: Page, of: str, topic: Topic) -> _Jump:
    heads = [of_ours(page, m) for m in leading_measures(page, topic, page.measures(topic.id))]
    bad = any(verdict.ground == "bad" for head in heads for verdict in head.verdicts())
    return _Jump(topic_link(page.project, of, topic.id), topic.title, bad)


def outcomes(page: Page) -> Markup:
    """Outcomes achieved this quarter."""
    return _section(page, "Outcomes achieved this quarter")


def focus(page: Page) -> Markup:
    """The focus next quarter."""
    return _section(page, "Focus next quarter")


def risks(page: Page) -> Markup:
    """Risks and issues, and the panel's questions about the priority that are not closed."""
    return _section(page, "Risks and issues", panel_of_priority(page, page.name))


def deliverables(page: Page) -> Markup:
    """The priority's deliverables as a table."""
    rows = [d for d in page.folder.deliverables() if d.priority == page.name]
    if not rows:
        return step(paragraph(waiting.NO_PROGRESS), kind="pcc-wide")
    said = join([page.sentence(counted(page, page.name)), " As it stood on ", time(page.folder.written_on), "."])
    return step(join([paragraph(said), deliverables_table(page, rows)]), kind="pcc-wide")


def counted(page: Page, group: str = "") -> Sentence:
    """How many deliverables are reported, of all priorities or of one, by their states: `3 deliverables: 1 slipped, 2 due.`"""
    start = f"deliverables_{group.replace('-', '_')}_" if group else "deliverables_"
    count = page.figures.figure(f"{start}reported.value")
    found = {kind: page.figures.figure(f"{start}{kind.replace(' ', '_')}.value") for kind in COUNTED}
    told = [part for kind, figure in found.items() if figure.value for part in (", ", figure, f" {COUNTED[kind]}")]
    return [count, " deliverable: " if count.value == 1 else " deliverables: ", *told[1:], "."]


def deliverables_table(page: Page, rows: list[Deliverable], caption: str = "Deliverables, progress as reported") -> Markup:
    """Deliverables with due date, progress bar and state in words."""
    columns = ("Deliverable", "Due", "Progress", "State")
    cells = [_cells(page, d) for d in rows]
    return table_html(Table(caption, columns, cells, kind="pcc-deliverables", stack=True), page)


def _cells(page: Page, d: Deliverable) -> list[Cell]:
    note = fill("highlights/note", words=d.note) if d.note else ""
    found = state(d, page.folder.written_on, page.originals)
    return [
        [with_facts(page, d.action, [row.id for row in page.folder.stated()]), note],
        d.due_text,
        progress_of(page, d),
        state_mark(found.words, found.ground),
    ]


def progress_of(page: Page, d: Deliverable) -> Markup:
    """A deliverable's progress; where nobody reported it, what was last reported, and in which quarter."""
    if d.reported_in:
        figure = page.figures.figure(f"{d.figure_id}@{QuarterFolder(page.project, Quarter.parse(d.reported_in)).written_on[:7]}")
        return progress(page, figure)
    if d.progress is not None:
        return progress(page, page.figures.figure(d.figure_id))
    before = last_reported(page.folder, d.id)
    if before is None:
        return not_reported()
    figure = page.figures.figure(f"{d.figure_id}@{before.folder.written_on[:7]}")
    return fill("highlights/last_reported", mark=not_reported(), figure=page.figure(figure), label=before.folder.quarter.label)


def _section(page: Page, title: str, below: Markup = Markup()) -> Markup:
    return step(join([first_points(page, page.priority_section(page.name, title)) or paragraph(NONE_GIVEN), below]))
