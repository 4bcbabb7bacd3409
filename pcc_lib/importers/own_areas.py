"""Parts of an imported source that are areas of the body: written by the ids of `data/body.yml`, and told where one is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pcc_lib.core.errors import DataError, Fault, raise_if, suggest
from pcc_lib.importers.faults import shown
from pcc_lib.importers.seam import Made, Reading
from pcc_lib.inputs.models.body import Area
from pcc_lib.inputs.project import BODY, Project


def with_own_areas(project: Project, reading: Reading) -> Reading:
    """A reading whose parts have the ids of the body's areas, where they are such; any other as it is.

    Where none of the parts is an area, they keep ids of their own. A DataError names parts that are no area, and areas that
    are no part, where some are.
    """
    made = [_of(project, each) for each in reading.made]
    ids = {each.name: _ids(project, each) for each in reading.made if each.areas}
    doubts = [
        replace(doubt, key=(doubt.key[0], ids[doubt.source].get(doubt.key[1], doubt.key[1]))) if doubt.source in ids else doubt
        for doubt in reading.doubts
    ]
    return replace(reading, made=made, doubts=doubts)


def _of(project: Project, made: Made) -> Made:
    ids = _ids(project, made)
    if not made.areas or not ids:
        return replace(made, areas=False)
    raise_if(DataError, _strangers(project, made, ids))
    rows = {(period, ids[part]): cells for (period, part), cells in made.rows.items()}
    return replace(made, parts={ids[part]: name for part, name in made.parts.items()}, rows=dict(sorted(rows.items())))


def _ids(project: Project, made: Made) -> Mapping[str, str]:
    """The id of an area by that of the part; nothing of parts that are none."""
    known = {_folded(name): area.id for area in project.body.areas for name in area.names} if made.areas else {}
    found = {part: known.get(_folded(name)) or known.get(_folded(part)) for part, name in made.parts.items()}
    return {part: id for part, id in found.items() if id}


def _strangers(project: Project, made: Made, ids: Mapping[str, str]) -> Iterator[Fault]:
    areas: tuple[Area, ...] = tuple(project.body.areas)
    for part, name in made.parts.items():
        if part not in ids:
            near = suggest(name, [area.title for area in areas])
            yield Fault(made.name, shown(name), "is no area of the body.", f"{near} Add it to areas in {BODY}.")
    for area in areas:
        if area.id not in ids.values():
            yield Fault(made.name, area.title, "is an area of the body, and no row is of it.", "Is it the right file?")


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
