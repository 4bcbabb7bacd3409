"""The pages of areas: a notebook for each, and their places in the contents."""

from __future__ import annotations

from collections.abc import Sequence

from pcc_lib.core.errors import DefinitionError, Fault, raise_if, suggest
from pcc_lib.core.numerals import part_id
from pcc_lib.founding.cells import block, heading, page
from pcc_lib.founding.changes import Changes, newest_quarter
from pcc_lib.founding.contents import into_contents
from pcc_lib.inputs.page_files import pages_of
from pcc_lib.inputs.placed import areas_by_id
from pcc_lib.inputs.plan import priorities
from pcc_lib.inputs.project import BODY, Project
from pcc_lib.pages.area_links import page_of

_AFTER = ("scorecard",)


def new_area_pages(project: Project, ids: Sequence[str] = ()) -> list[str]:
    """Write a page for each of these areas (none named: each of the body's), where the book has none; the files written.

    A DefinitionError where there is no such area, or no area at all; then nothing is written.
    """
    known = areas_by_id(project)
    asked = list(dict.fromkeys(ids)) or [part_id(area.id) for area in project.body.areas]
    unknown = [id for id in asked if id not in known]
    found = [Fault(BODY, "areas", f"there is no area '{id}'.", suggest(id, known)) for id in unknown]
    if not asked:
        found.append(Fault(BODY, "areas", "the body has no areas.", "List them under areas, or name an area of a source."))
    raise_if(DefinitionError, found)
    there = {each.name for each in pages_of(project)}
    changes, before = Changes(project), [*(p.page for p in priorities(project)), *_AFTER]
    for id in (each for each in asked if page_of(known[each]) not in there):
        file = f"notebooks/{page_of(known[id])}"
        title = heading(1, project.label(known[id]), "An area")
        changes.create(f"{file}.ipynb", page(page_of(known[id]), newest_quarter(project).quarter, title, [block("area", id)]))
        into_contents(changes, file, "", before)
        before.append(page_of(known[id]))
    return changes.write()
