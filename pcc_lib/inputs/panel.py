"""The panel's log: one CSV for all quarters, of which an edition tells what had been asked by its date of writing."""

from __future__ import annotations

from typing import NamedTuple

from pcc_lib.core.quarters import day_label, is_over
from pcc_lib.inputs.models.panel import PanelRow, ToldQuestion
from pcc_lib.inputs.plan import PLAN, QuarterFolder, read_rows
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.promises import late_words

NAME = "panel_log.csv"
LOG = f"{PLAN}/{NAME}"
STATES = ("late", "open", "answered", "closed")  # as pages list them: what has to be done first


class Question(NamedTuple):
    """A question as an edition tells it: its row, which state it is in (of STATES), that state in words, and whether it had been
    answered."""

    row: PanelRow
    state: str
    words: str
    answered: bool = True


def log(project: Project) -> list[PanelRow]:
    """All rows of the log (none where the project keeps none); a DataError lists every fault with row and column."""
    return read_rows(project, LOG, PanelRow)


def questions(folder: QuarterFolder) -> list[Question]:
    """What had been asked by a quarter's date of writing: what is late first, then what is open, answered, closed; of each the
    oldest first."""
    day = folder.written_on
    asked = [_at(row, day) for row in log(folder.project) if row.asked_on <= day]
    return sorted(asked, key=lambda each: (STATES.index(each.state), each.row.asked_on, each.row.id))


def _at(row: PanelRow, day: str) -> Question:
    """A question as it stood on a day: what was answered or closed later was not yet so."""
    if row.state == "closed" and row.closed_on <= day:
        return Question(row, "closed", f"Closed on {day_label(row.closed_on)}")
    answered, late = bool(row.answer) and row.answered_on <= day, bool(row.due) and is_over(row.due, day)
    overdue = f"late by {late_words(row.due, day)}" if late else ""
    if not answered:
        return Question(row, "late" if late else "open", f"No answer yet{f', {overdue}' if late else _due(row)}", False)
    if row.action and late:
        return Question(row, "late", f"Answered, action {overdue}")
    return Question(row, "answered", f"Answered, action{_due(row).lstrip(',')}" if row.action else "Answered")


def _due(row: PanelRow) -> str:
    return f", due {day_label(row.due)}" if row.due else ""


def told_questions_of(folder: QuarterFolder) -> list[ToldQuestion]:
    """Every question as the edition of a quarter tells it, for its record."""
    told = ((each.row.id, each.row.asked_on, each.row.question, each.state) for each in questions(folder))
    names = list(ToldQuestion.model_fields)
    return [ToldQuestion.model_construct(None, **dict(zip(names, row, strict=True))) for row in told]
