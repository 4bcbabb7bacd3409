"""The deliverables of the quarter, as the report tells them."""

from __future__ import annotations

from collections.abc import Iterator

from pcc_lib.core.numerals import MISSING
from pcc_lib.inputs.plan import priority
from pcc_lib.inputs.promises import state
from pcc_lib.pages.page import Page
from pcc_lib.workbooks.table import NOT_APPLICABLE, Cell, Column, DataTable, number

DELIVERABLES = DataTable(
    "deliverables",
    "Deliverables",
    "One row for each deliverable that was reported on in the quarter.",
    (
        Column("priority", "Priority", "The priority that it is reported under.", wide=True),
        Column("deliverable", "Deliverable", "What was promised.", wide=True),
        Column("due", "Due", "The date of the report, as it is printed there.", wide=True),
        Column("due_date", "Due date", "The same date, by year, month and day."),
        Column("planned_date", "Date of the plan", "The date of the plan's activity that it belongs to."),
        Column("progress", "Progress", "How far it is.", numeric=True, unit="per cent"),
        Column("state", "State", "What dates and progress come to on the date of writing.", wide=True),
        Column("note", "Note", "What people say of it.", wide=True),
        Column("figure", "Figure", "The name of the figure of its progress.", wide=True),
        Column("id", "Id", "Its name in the files of the report.", wide=True),
    ),
    key=("id",),
)


def deliverable_rows(page: Page) -> DataTable:
    """The deliverables of the page's quarter."""
    return DELIVERABLES.with_rows(_rows(page))


def _rows(page: Page) -> Iterator[list[Cell]]:
    for each in page.folder.deliverables():
        known = each.progress is not None
        of = priority(page.project, each.priority)
        yield [
            f"{of.number}. {of.title}",
            each.action,
            each.due_text,
            each.due,
            each.planned,
            number(page.figures.figure(each.figure_id)) if known else MISSING,
            state(each, page.folder.written_on, page.originals).words,
            each.note,
            each.figure_id if known else NOT_APPLICABLE,
            each.id,
        ]
