"""Borders of areas: what `data/boundaries/<name>.yml` says of them, and the shapes beside it (TopoJSON)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StrictFloat, StrictInt

from pcc_lib.inputs.models.kinds import Cell, Form, Line, Positive, Prose, Snake, Title
from pcc_lib.inputs.models.records import Model, Problem

Sha256 = Annotated[str, Form(r"[0-9a-f]{64}", "is no SHA-256.", "Import the boundaries again.")]
Degrees = StrictFloat | StrictInt
Place = tuple[StrictInt, StrictInt]
Ring = tuple[StrictInt, ...]
MOST_AREAS = 5_000
_IMPORT = "Import the boundaries again: pcc import boundaries FILE."


class Boundaries(Model):
    """Where the borders of areas come from; `pcc import boundaries` writes it beside the shapes."""

    name: Snake = Field(description="The file's name without .yml; the shapes are in NAME.json.")
    title: Title = Field(description="What readers see: Local authorities, 2024.")
    producer: Line = Field(description="Who publishes the boundaries.")
    licence: Line = Field(description="Their licence.")
    attribution: Prose = Field(description="What the licence wants to be said; every page with a map ends with it.")
    vintage: Line = Field("", description="Of when they are, in quotes: areas change, and so do their codes.")
    obtained: Prose = Field(description="How they were obtained, and what was done to them.")
    key: Line = Field(description="The property of the published file that held the code of each area.")
    names: Line = Field(description="The property that held its name.")
    simplified: Positive = Field(description="How coarse the borders were made, in metres.")
    made_from: Sha256 = Field(description="The SHA-256 of the published file.")
    shapes: Sha256 = Field(description="The SHA-256 of NAME.json, which nobody edits by hand.")


class Transform(Model):
    """How whole numbers become degrees: places times scale, plus translate (TopoJSON)."""

    scale: tuple[Degrees, Degrees] = Field(description="Degrees a step, east and north.")
    translate: tuple[Degrees, Degrees] = Field(description="The degrees of the place 0, 0.")


class AreaProperties(Model):
    """What is known of an area beside its borders."""

    name: Title = Field(description="Its name.")
    at: tuple[Degrees, Degrees] = Field(description="Degrees east and north of a place well within it, for a label.")


class AreaShape(Model):
    """One area: the arcs of its rings; ~n is arc n backwards (TopoJSON)."""

    type: Literal["Polygon", "MultiPolygon"] = Field(description="Polygon or MultiPolygon.")
    id: Cell = Field(description="Its code.")
    properties: AreaProperties = Field(description="Its name, and a place within it.")
    arcs: tuple[Ring | tuple[Ring, ...], ...] = Field(description="Rings of arcs; of several polygons the rings of each.")

    @property
    def rings(self) -> Iterator[Ring]:
        """Its rings, whichever polygon they are of."""
        for held in self.arcs:
            yield from (held if held and isinstance(held[0], tuple) else (held,))  # pyright: ignore[reportReturnType] by its kind


class AreaShapes(Model):
    """All areas of one file."""

    type: Literal["GeometryCollection"] = Field(description="GeometryCollection.")
    geometries: Annotated[tuple[AreaShape, ...], Field(min_length=1, max_length=MOST_AREAS)] = Field(description="The areas.")


class Objects(Model):
    """The one object of the file."""

    areas: AreaShapes = Field(description="The areas.")


class Topology(Model):
    """Shapes that share their borders (TopoJSON, quantised): a border between two areas stands there once."""

    type: Literal["Topology"] = Field(description="Topology.")
    transform: Transform = Field(description="From whole numbers to degrees.")
    objects: Objects = Field(description="The areas.")
    arcs: tuple[tuple[Place, ...], ...] = Field(description="Borders: a place, and steps from it.")

    def problems(self) -> Iterator[Problem]:
        count, areas = len(self.arcs), self.objects.areas.geometries
        named = (arc for area in areas for ring in area.rings for arc in ring)
        if any(not -count <= arc < count for arc in named):
            yield Problem("arcs", "an area names an arc that is not there.", _IMPORT)
        ids = [area.id for area in areas]
        for id in dict.fromkeys(id for i, id in enumerate(ids) if id in ids[:i]):
            yield Problem("objects", f"the code '{id}' stands twice.", _IMPORT)
        if any(not area.arcs for area in areas):
            yield Problem("objects", "an area has no borders.", _IMPORT)
