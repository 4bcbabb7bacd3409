"""Numbers of figures that were typed into the Markdown cells of notebooks, and into pages of Markdown.

They stay when the figure moves on. A number there may be a year, a telephone number, a heading; so only one that a figure of the
page prints, with three digits or more, is told.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator

from pcc_lib.core.errors import Fault, ReportError
from pcc_lib.figures.figures import Figures
from pcc_lib.figures.lookup import Printed, measures_at, pasted
from pcc_lib.figures.typed import Typed, typed_in
from pcc_lib.inputs.page_files import TOC, page_faults, pages_of
from pcc_lib.inputs.project import Project
from pcc_lib.proofreading.setting import allowed_names
from pcc_lib.proofreading.typed_numbers import numbers_in, without_names

ENOUGH = 3  # digits: shorter numbers are printed by chance


def fault_list(figures: Figures) -> list[Fault]:
    """Every number that was typed where a figure prints it, with its name."""
    found = ((file, place, typed, _todo(figures, page, typed)) for file, page, place, typed in _typed(figures.project))
    return [
        Fault(file, place, f"the number '{typed.text}' is typed by hand.", todo) for file, place, typed, todo in found if todo
    ]


def _todo(figures: Figures, page: str, typed: Typed) -> str:
    try:
        equal = Printed(figures, measures_at(figures, page)).equal(typed)
    except ReportError:
        return ""  # what is wrong is told where it stands
    return f"It is {pasted(equal[0])}: write the sentence into the commentary, which prints it by that name." if equal else ""


def _typed(project: Project) -> Iterator[tuple[str, str, str, Typed]]:
    if not project.exists(TOC):
        return
    names, broken = allowed_names(project), {fault.file for fault in page_faults(project)}  # which are told already
    for page in () if TOC in broken else [page for page in pages_of(project) if page.path not in broken]:
        for place, text in _texts(project, page.path):
            words = without_names(html.unescape(text), names)
            found = (typed for number in numbers_in(words) if (typed := typed_in(number)))
            yield from ((page.path, page.name, place, typed) for typed in found if typed.digits >= ENOUGH)


def _texts(project: Project, path: str) -> Iterator[tuple[str, str]]:
    """The passages of Markdown of a page, each with its place."""
    if not path.endswith(".ipynb"):
        yield "", project.read_text(path)
        return
    for number, cell in enumerate(json.loads(project.read_text(path))["cells"], 1):
        if cell["cell_type"] == "markdown":
            yield f"cell {number}", "".join(cell["source"])
