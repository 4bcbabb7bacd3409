"""Which part of a source lies where: its descriptor names boundaries, and each part is one of their areas."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pcc_lib.core.errors import Fault, FaultsError, ReportError, told
from pcc_lib.core.numerals import part_id
from pcc_lib.inputs.boundaries import FOLDER, Shapes, boundary_names, plain, read_shapes
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.inputs.sources import read_descriptor, read_source, source_names


def shapes_of(project: Project, source: str) -> Shapes | None:
    """The shapes of a source's breakdown; None where its descriptor names none."""
    about = read_source(project, source).about
    return read_shapes(project, about.boundaries) if about.boundaries else None


@dataclass(frozen=True)
class Placed:
    """Which part lies where. codes: the code of each part that has a shape; unplaced: parts without one; empty: codes of shapes
    that no part has."""

    codes: Mapping[str, str]
    unplaced: tuple[str, ...]
    empty: tuple[str, ...]


def placed(project: Project, shapes: Shapes, parts: Sequence[str]) -> Placed:
    """Where the parts of a source lie: by code, by name, or by another name of an area in `data/body.yml`."""
    areas = {area.id: area.names for area in project.body.areas}
    found: dict[str, str] = {}
    for part in parts:
        names = (part, *areas.get(part, ()), project.label(part))
        if code := next((shapes.codes[plain(name)] for name in names if plain(name) in shapes.codes), ""):
            found.setdefault(part, code)
    taken = set(found.values())
    empty = tuple(area.id for area in shapes.areas if area.id not in taken)
    return Placed(found, tuple(part for part in parts if part not in found), empty)


def areas_by_id(project: Project) -> Mapping[str, str]:
    """Everything that is an area, as sources write it, by its id: the body's areas, and parts of sources with boundaries.

    A source that cannot be read has none: that is told with the other faults of sources.
    """
    found = {part_id(area.id): area.id for area in project.body.areas}
    for name in source_names(project):
        with contextlib.suppress(ReportError):
            if read_descriptor(project, name).boundaries:
                source = read_source(project, name)
                found |= {id: part for part in set(source.frame[source.breakdown]) if (id := part_id(part)) not in found}
    return dict(sorted(found.items()))


def fault_list(project: Project) -> list[Fault]:
    """Every fault of every file of boundaries, and of sources whose breakdown is not of them."""
    known = boundary_names(project)
    faults = [fault for name in known for fault in told(f"{FOLDER}/{name}.yml", lambda name=name: read_shapes(project, name))]
    for name in source_names(project):
        try:
            faults += _source_faults(project, name)
        except FaultsError:
            continue  # told with the other faults of sources, or of boundaries
    return faults


def _source_faults(project: Project, name: str) -> Iterator[Fault]:
    source = read_source(project, name)
    file, of = f"{SOURCES}/{name}.resource.yml", source.about.boundaries
    if of and len(source.frame):
        shapes, parts = read_shapes(project, of), sorted(set(source.frame[source.breakdown]))
        lying = placed(project, shapes, parts)
        codes = [code for code in lying.codes.values() if list(lying.codes.values()).count(code) > 1]
        if not lying.codes:
            todo = f"It has areas such as {shapes.areas[0].id} ({shapes.areas[0].properties.name}); name the boundaries it is of."
            yield Fault(file, "boundaries", f"no {source.breakdown} of {source.file} is an area of {of}.", todo)
        for code in dict.fromkeys(codes):
            several = " and ".join(f"'{part}'" for part, each in lying.codes.items() if each == code)
            yield Fault(file, "boundaries", f"{several} are the same area, {code}.", "Let each area be one part.")
