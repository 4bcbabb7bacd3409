"""Borders of areas: `data/boundaries/<name>.yml` and the shapes beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import cos, radians
from typing import Any

from pcc_lib.core.errors import DefinitionError, Fault, suggest
from pcc_lib.core.files import sha256
from pcc_lib.inputs.boundary_names import FOLDER
from pcc_lib.inputs.models.boundaries import AreaShape, Boundaries, Topology
from pcc_lib.inputs.models.faults import read_as
from pcc_lib.inputs.models.kinds import SNAKE
from pcc_lib.inputs.project import Project

_IMPORT = "Import them again: pcc import boundaries FILE."


@dataclass(frozen=True, eq=False)
class Shapes:
    """The areas of one file: what is known of them, and the file as it is (TopoJSON)."""

    about: Boundaries
    topology: Topology
    raw: Mapping[str, Any]

    @property
    def areas(self) -> Sequence[AreaShape]:
        """Each area with its code, its name and its borders."""
        return self.topology.objects.areas.geometries

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """The code of each area by all that a source may write for it: its code, or its name where no other area has it."""
        names = [plain(area.properties.name) for area in self.areas]
        found = {name: area.id for name, area in zip(names, self.areas, strict=True) if names.count(name) == 1}
        return found | {plain(area.id): area.id for area in self.areas}

    @cached_property
    def drawn(self) -> Mapping[str, Any]:
        """The shapes as a page has them: numbered from nought, without names and places, which its rows tell."""
        held = self.raw["objects"]["areas"]["geometries"]
        areas = [{"type": each["type"], "id": number, "arcs": each["arcs"]} for number, each in enumerate(held)]
        told = {key: self.raw[key] for key in ("type", "transform", "arcs")}
        return {**told, "objects": {"areas": {"type": "GeometryCollection", "geometries": areas}}}

    @cached_property
    def aspect(self) -> float:
        """How high the areas are together, for a width of one, where each degree is drawn as long as it is on the ground."""
        east, north = zip(*self._places, strict=True)
        wide, high, middle = max(east) - min(east), max(north) - min(north), (max(north) + min(north)) / 2
        return high / (wide * cos(radians(middle))) if wide > 0 else 1.0

    @cached_property
    def _places(self) -> list[tuple[float, float]]:
        """Every place of every arc, in degrees."""
        found: list[tuple[float, float]] = []
        (x, y), (east, north) = self.topology.transform.scale, self.topology.transform.translate
        for arc in self.topology.arcs:
            at = (0, 0)
            for step in arc:
                at = (at[0] + step[0], at[1] + step[1])
                found.append((at[0] * x + east, at[1] * y + north))
        return found


def read_shapes(project: Project, name: str) -> Shapes:
    """The shapes of this name, read once; a FaultsError says what is wrong with the file, or with what is said of it."""
    return project.once((FOLDER, name), lambda: _read(project, name))


def _read(project: Project, name: str) -> Shapes:
    file, shapes = f"{FOLDER}/{name}.yml", f"{FOLDER}/{name}.json"
    if not project.exists(file):
        raise DefinitionError([Fault(file, "", f"there are no boundaries '{name}'.", suggest(name, boundary_names(project)))])
    about = project.record(Boundaries, file)
    if about.name != name:
        raise DefinitionError([Fault(file, "name", f"is '{about.name}', and the file is called {name}.", f"Write {name}.")])
    raw = project.read_bytes(shapes)
    if sha256(raw) != about.shapes:
        raise DefinitionError([Fault(shapes, "", f"is not the file that {name}.yml was written for.", _IMPORT)])
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        raise DefinitionError([Fault(shapes, "", "is not JSON.", _IMPORT)]) from None
    return Shapes(about, read_as(Topology, data, shapes), data)


def boundary_names(project: Project) -> list[str]:
    """Names of all boundaries that have a descriptor."""
    found = (name.removesuffix(".yml") for name in project.names(FOLDER) if name.endswith(".yml"))
    return [name for name in found if re.fullmatch(SNAKE, name)]


def plain(name: str) -> str:
    """A code or a name without regard to capitals and doubled blanks."""
    return " ".join(name.casefold().split())
