"""Areas of the body in the sources: stated once, in `data/body.yml`, and found in each file by whatever name it writes.

Inside the library an area has its id. A file may write the id, the title, or a name that stands under `also`; capitals and
doubled blanks make no other area.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from pcc_lib.core.errors import DataError, Fault, suggest
from pcc_lib.core.frames import column_of, each_cell
from pcc_lib.inputs.cells import SHOWN_CELL
from pcc_lib.inputs.models.body import Body
from pcc_lib.inputs.models.sources import Descriptor
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.project import BODY, Project

EACH, WHOLE = "each", "whole"


def with_areas(project: Project, about: Descriptor, file: str) -> Descriptor:
    """A descriptor whose breakdown holds areas, with their ids as its values; any other as it is.

    A DataError where the body has no areas.
    """
    if not about.areas:
        return about
    ids = [area.id for area in project.body.areas] if about.areas == EACH else [project.body.whole]
    if not ids:
        todo = f"List them under areas in {BODY}, or write areas: whole where a row is of the whole area."
        raise DataError([Fault(file, "areas", "the body has no areas.", todo)])
    return about.with_values(ids)


def by_id(project: Project, frame: pd.DataFrame, about: Descriptor) -> pd.DataFrame:
    """The rows with the id of each area in the place of what the file writes; what names no area stays as it is."""
    if not about.areas:
        return frame
    known, cells = _ids(project.body, about), column_of(frame, about.breakdown)
    named = pd.Series([known.get(_plain(cell), cell) for cell in cells], index=frame.index, dtype="str")
    return frame.assign(**{about.breakdown: named})


def area_faults(project: Project, frame: pd.DataFrame, file: str, about: Descriptor) -> Iterator[Fault]:
    """Cells that name no area of the body, and rows of the whole among those of areas: both would be added up."""
    if not about.areas:
        return
    body, known = project.body, _ids(project.body, about)
    wholes = {_plain(name) for name in names_of_whole(body)}
    for i, cell in each_cell(column_of(frame, about.breakdown)):
        if not cell or _plain(cell) in known:
            continue  # a blank is told with the keys
        place, name = f"row {i + 2}, column {about.breakdown}", shown(cell, SHOWN_CELL)
        if about.areas == EACH and _plain(cell) in wholes:
            todo = "Take these rows out, or put them into a source of their own, with areas: whole."
            yield Fault(file, place, f"'{name}' is the whole, which would be counted beside its areas.", todo)
        elif about.areas == EACH:
            near = suggest(cell, [title for area in body.areas for title in area.names])
            todo = f"{near} Add it to areas in {BODY}, or its name to `also` of the area that it is."
            yield Fault(file, place, f"'{name}' is no area of the body.", todo)
        else:
            yield Fault(file, place, f"'{name}' is not the whole area.", f"Write {body.whole}, or areas: each in the descriptor.")


def lacking(project: Project, frame: pd.DataFrame, about: Descriptor) -> list[str]:
    """Areas of the body that no row is of, though rows of each are promised, and that no lifetime or gap explains."""
    if about.areas != EACH or frame.empty:
        return []
    there, periods = set(frame[about.breakdown]), list(dict.fromkeys(column_of(frame, about.period)))
    return [area.id for area in project.body.areas if area.id not in there and not _explained(about, area.id, periods)]


def lacking_faults(project: Project, frame: pd.DataFrame, about: Descriptor, file: str) -> Iterator[Fault]:
    """A fault for each area that a source of areas says nothing of."""
    if missing := lacking(project, frame, about):
        titles = ", ".join(project.label(id) for id in missing)
        gap = f"gaps: [{{{about.breakdown}: {missing[0]}, first: …, last: …}}]"
        yield Fault(file, f"column {about.breakdown}", f"no row is of {titles}.", f"Bring the rows, or declare {gap}.")


def written_as(project: Project, about: Descriptor, cells: list[str]) -> list[str]:
    """Of a column as its file has it, what its cells may say: the ids of the areas, and other names of them that stand there."""
    ids = [area.id for area in project.body.areas] if about.areas == EACH else [project.body.whole]
    known = _ids(project.body, about)
    return list(dict.fromkeys([*ids, *(cell for cell in cells if _plain(cell) in known)]))


def names_in_file(project: Project, about: Descriptor, cells: list[str]) -> Mapping[str, list[str]]:
    """Of each area that a file writes otherwise than by its id, the names that it writes."""
    known, found = _ids(project.body, about) if about.areas else {}, {}
    for cell in dict.fromkeys(cells):
        if (id := known.get(_plain(cell))) and id != cell:
            found.setdefault(id, []).append(cell)
    return found


def _explained(about: Descriptor, id: str, periods: list[str]) -> bool:
    """Whether a descriptor says of each period that an area has no row in it."""
    gaps, life = about.declared_gaps(id), about.lifetime(id)
    return all(period not in life or any(period in gap for gap in gaps) for period in periods)


def _ids(body: Body, about: Descriptor) -> Mapping[str, str]:
    """The id that each name stands for."""
    if about.areas == WHOLE:
        return {_plain(name): body.whole for name in names_of_whole(body)}
    return {_plain(name): area.id for area in body.areas for name in area.names}


def names_of_whole(body: Body) -> tuple[str, ...]:
    """Everything that a file may write for the whole area."""
    names = (body.whole, body.whole_title, body.area, body.force, body.name)
    return tuple(name for name in names if name)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
