"""A new priority: its page, and its places in the plan, the contents, the scorecard and the page of activities."""

from __future__ import annotations

from pcc_lib.core.errors import DefinitionError, raise_if
from pcc_lib.founding import ids
from pcc_lib.founding.cells import Cell, block, last_call, sources_of, with_cells
from pcc_lib.founding.changes import Changes, commentary, newest_quarter
from pcc_lib.founding.contents import into_contents
from pcc_lib.founding.pages import delivery_cells, named, of_priority, scorecard_cells
from pcc_lib.founding.project import planned
from pcc_lib.founding.starting import cut
from pcc_lib.founding.vouching import SOURCE, vouch, words_of
from pcc_lib.inputs.models.faults import read_as
from pcc_lib.inputs.models.founding import NewPriority
from pcc_lib.inputs.models.plan import Priority
from pcc_lib.inputs.page_files import pages_of
from pcc_lib.inputs.plan import PLAN, priorities
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.yaml_adding import Entry, scalar

FILE = f"{PLAN}/priorities.yml"


def new_priority(project: Project, title: str, id: str = "", description: str = "") -> list[str]:
    """Add a priority after those that there are; the names of the files that were written.

    A DefinitionError where its id is taken, or where a file cannot be added to; then nothing is written.
    """
    given = {"title": title, **({"id": id} if id else {}), **({"description": description} if description else {})}
    about, changes = _about(project, read_as(NewPriority, given, "the new priority")), Changes(project)
    page = f"notebooks/{about.page}.ipynb"
    changes.create(page, of_priority(about, newest_quarter(project).quarter))
    changes.add(FILE, ("priorities",), _entry(about))
    vouch(changes, words_of([about]), SOURCE)
    title = cut(f"{about.number}. {about.short_title}")
    into_contents(changes, page.removesuffix(".ipynb"), title, [p.page for p in priorities(project)])
    for stem, cells in _elsewhere(about).items():
        _into_page(changes, stem, cells)
    commentary(changes, "priorities", about.id)
    return changes.write()


def _about(project: Project, said: NewPriority) -> Priority:
    there = priorities(project)
    number = max((p.number for p in there), default=0) + 1
    id = said.id or ids.id_of(said.title, f"priority-{number}")
    taken = {*ids.TAKEN, *(p.id for p in there), *(page.name for page in pages_of(project))}
    raise_if(DefinitionError, ids.refused([id], [said.title], FILE, taken))
    return planned(number, id, said)


def _entry(about: Priority) -> Entry:
    told = {"title": about.title, "short_title": about.short_title, "description": about.description}
    rows = [f"{key}: {scalar(value)}" for key, value in told.items() if value]
    flow = ", ".join(f"{key}: {scalar(value, flow=True)}" for key, value in told.items() if value)
    id = scalar(about.id)
    lines = (f"id: {id}", f"number: {about.number}", *rows, f"page: {id}", "headlines: []")
    return Entry(lines, f"{{id: {id}, number: {about.number}, {flow}, page: {id}, headlines: []}}")


def _elsewhere(about: Priority) -> dict[str, tuple[str, list[Cell]]]:
    """Pages that have something of each priority, by name: the call after the last of which the new cells stand, and these."""
    return {
        "scorecard": (r'^report\.scorecard\("', scorecard_cells(about)),
        "delivery-plan": (r'^report\.delivery\("(?!appendix-)', delivery_cells(about)),
        "about-the-data": (r'^report\.definitions\("', [Cell(named(3, about)), block("definitions", about.id)]),
    }


def _into_page(changes: Changes, stem: str, of: tuple[str, list[Cell]]) -> None:
    """New cells in a page of the book, after the last that is like them; a page without any has nothing of priorities."""
    pattern, cells = of
    file = next((page.path for page in pages_of(changes.project) if page.name == stem and page.is_notebook), "")
    if not file:
        return
    text = changes.text(file)
    after = last_call(sources_of(text, file), pattern)
    if after >= 0:
        level = _level_above(sources_of(text, file)[:after])
        changes.change(file, with_cells(text, file, after, [_at_level(cell, level) for cell in cells]))


def _level_above(sources: list[str]) -> str:
    """The marks of the last heading."""
    marks = [text.split(" ")[0] for text in sources if text.startswith("#")]
    return marks[-1] if marks else "##"


def _at_level(cell: Cell, marks: str) -> Cell:
    return cell if cell.code else Cell(f"{marks} {cell.text.lstrip('#').lstrip()}")
