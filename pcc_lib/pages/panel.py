"""Questions of the panel: what was asked, answered and promised, with the figures that they are about as they are today."""

from __future__ import annotations

from collections.abc import Iterator

from pcc_lib.core.errors import ReportError
from pcc_lib.core.numerals import MISSING
from pcc_lib.core.quarters import day_label
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.panel import STATES, Question, questions
from pcc_lib.inputs.plan import priorities
from pcc_lib.pages.ledger_words import what_is
from pcc_lib.pages.page import Page
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.links import page_link
from pcc_lib.writing.markup import count, details, note, paragraph, time, verdict
from pcc_lib.writing.tables import Cell, Table, table_html
from pcc_lib.writing.wording import during

PAGE = "panel"  # the standard page that tells the log
TITLE = "Questions of the panel"
NONE_ASKED = f"No question of the panel had been recorded by the date of writing {MISSING}."
COLUMNS = ("Question", "Asked", "Answer", "Action", "State")
NO_ANSWER, NO_ACTION = f"Not answered yet {MISSING}", "None"
_SHOWN = {"late": ("bad", "square"), "open": ("note", "ring"), "answered": ("same", "dot"), "closed": ("good", "tick")}


def panel_questions(page: Page) -> Markup:
    """Every question that had been asked by the date of writing: first what is late or open, then what was answered, then what
    was closed, folded away."""
    found = questions(page.folder)
    if not found:
        return paragraph(NONE_ASKED)
    live = [each for each in found if each.state != "closed"]
    closed = [each for each in found if each.state == "closed"]
    told = paragraph(join([f"As it stood on {day_label(page.folder.written_on)}: ", _counted(found), "."]))
    shown = _table(page, "Questions that are not closed", live) if live else paragraph("Every question is closed.")
    folded = details(join(["Closed questions: ", count(len(closed), "rows")]), _table(page, "Closed questions", closed))
    return join([told, shown, folded if closed else ""])


def panel_line(page: Page) -> Markup:
    """One line for the landing page: how many questions are open and how many late; nothing where none was ever asked."""
    found = questions(page.folder)
    return note(join([page_link(page.project, PAGE, TITLE), ": ", _counted(found), "."])) if found else Markup()


def panel_of_priority(page: Page, priority: str) -> Markup:
    """The questions about a priority that are not closed, folded away; nothing where there are none."""
    found = [each for each in questions(page.folder) if each.row.priority == priority and each.state != "closed"]
    if not found:
        return Markup()
    lines = [fill("panel/line", href=_href(each), words=each.row.question, state=_state(each)) for each in found]
    summary = join([f"{TITLE} about this priority: ", _number(len(found), "live", priority)])
    return details(summary, fill("points", items=lines, kind="pcc-points"))


def _counted(found: list[Question]) -> Markup:
    """`3 open, 1 late, 2 answered, 5 closed`: open ones always, of the others those that there are."""
    numbers = {state: sum(each.state == state for each in found) for state in ("open", *STATES)}
    told = [join([_number(n, state), f" {state}"]) for state, n in numbers.items() if n or state == "open"]
    return join(told, ", ")


def _number(number: int, state: str, priority: str = "") -> Markup:
    return count(number, " ".join(filter(None, ("panel", state, priority))))


# ── the table ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def _table(page: Page, caption: str, found: list[Question]) -> Markup:
    return table_html(Table(caption, COLUMNS, [_cells(page, each) for each in found], kind="pcc-tracker", stack=True), page)


def _cells(page: Page, asked: Question) -> list[Cell]:
    row = asked.row
    of = next((each for each in priorities(page.project) if each.id == row.priority), None)
    about = [
        page.sentence([what_is(page, figure), ": ", figure, f" {during(figure.period)}"]) for figure in _figures(page, row.names)
    ]
    where = {"href": f"{of.page}.html", "words": f"Priority {of.number}"} if of else None
    return [
        fill("panel/question", id=_anchor(asked), words=row.question, note=row.note, priority=where, figures=about),
        fill("panel/asked", day=time(row.asked_on), by=row.by, meeting=row.meeting),
        row.answer if asked.answered else NO_ANSWER,
        fill("panel/action", words=row.action, owner=row.owner, due=time(row.due)) if _promised(asked) else NO_ACTION,
        _state(asked),
    ]


def _promised(asked: Question) -> bool:
    """Whether an action had been promised: one that came with a later answer had not."""
    return bool(asked.row.action) and (asked.answered or not asked.row.answer)


def _figures(page: Page, names: tuple[str, ...]) -> Iterator[Figure]:
    """The figures of a question as they are today. A name that gives none any more is passed over: the check tells it of every
    question that is not closed."""
    for name in names:
        try:
            yield page.figures.figure(name)
        except ReportError:
            continue


def _state(asked: Question) -> Markup:
    return verdict(asked.words, *_SHOWN[asked.state])


def _anchor(asked: Question) -> str:
    return f"question-{asked.row.id}"


def _href(asked: Question) -> str:
    return f"{PAGE}.html#{_anchor(asked)}"
