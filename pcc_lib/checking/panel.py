"""The panel's log: priorities and figures that there are, no question that an earlier edition told and this one does not, and a
page that tells it."""

from __future__ import annotations

from collections.abc import Iterator

from pcc_lib.core.errors import Fault, ReportError, suggest, told
from pcc_lib.figures.figures import Figures
from pcc_lib.inputs.contents import notebooks
from pcc_lib.inputs.kept_editions import earlier, edition_words
from pcc_lib.inputs.models.panel import PanelRow
from pcc_lib.inputs.page_files import TOC
from pcc_lib.inputs.panel import LOG, log, questions
from pcc_lib.inputs.plan import QuarterFolder, priorities
from pcc_lib.inputs.told import told_questions, version_before

BLOCK = "panel_questions"


def fault_list(figures: Figures) -> list[Fault]:
    """Every fault of the log (none where the project keeps none, and no edition told one)."""
    faults = told(LOG, lambda: log(figures.project))
    return faults or [*_row_faults(figures), *_lost(figures.folder), *_untold(figures.folder)]


def _row_faults(figures: Figures) -> Iterator[Fault]:
    """Priorities that there are not, and figures that there are not of questions which are not closed."""
    known = [each.id for each in priorities(figures.project)]
    numbers = {row.id: number for number, row in enumerate(log(figures.project), 2)}
    for each in questions(figures.folder):
        place = f"row {numbers[each.row.id]}, column "
        if each.row.priority and each.row.priority not in known:
            yield Fault(
                LOG, f"{place}priority", f"there is no priority '{each.row.priority}'.", suggest(each.row.priority, known)
            )
        if each.state != "closed":
            yield from _figure_faults(figures, each.row, f"{place}figures")


def _figure_faults(figures: Figures, row: PanelRow, place: str) -> Iterator[Fault]:
    for name in row.names:
        try:
            figures.figure(name)
        except ReportError as error:
            yield Fault(LOG, place, f"'{name}': {error}", "pcc figures lists the names.")


def _lost(folder: QuarterFolder) -> Iterator[Fault]:
    """Questions that an earlier edition told, or the version that this one corrects, and that this one does not tell."""
    now = {each.row.id for each in questions(folder)}
    before = [*earlier(folder.project, folder.quarter), *filter(None, [version_before(folder)])]
    met = set[str]()
    for name in before:
        for each in told_questions(folder.project, name):
            if each.id not in now and each.id not in met:
                met.add(each.id)
                found = f"is not told any more, and {edition_words(folder.project, name)} told it (asked on {each.asked_on})."
                yield Fault(LOG, f"id {each.id}", found, "Put its row back: a question stays in the log when it is closed.")


def _untold(folder: QuarterFolder) -> Iterator[Fault]:
    """A log that no page of the book tells."""
    project = folder.project
    if not project.exists(TOC) or not questions(folder):
        return
    try:
        told_on = any(call.name == BLOCK for book in notebooks(project) for call in book.calls)
    except (ReportError, ValueError, KeyError):
        return  # told with the faults of the pages
    if not told_on:
        yield Fault(LOG, "", f"is told on no page: none asks for report.{BLOCK}().", "Run: pcc new-page panel")
