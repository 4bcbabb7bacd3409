"""Shapes that share their borders: simplified together, put on a grid, and written as arcs that stand once (TopoJSON).

Borders are simplified by GEOS as a coverage (`shapely.coverage_simplify`, the algorithm of Visvalingam and Whyatt on the edges
between areas), so that what two areas share stays shared. TopoJSON is Bostock's format (specification 1.0.0).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import shapely

from pcc_lib.importers.geojson import Areas, Feature

STEPS = 4_096  # of the grid along the longer side: more than a drawing has pixels, on paper too
DEGREE = 111_320.0  # metres of a degree of latitude, about
DIGITS = 10  # decimals of a scale in degrees

Place = tuple[int, int]
Rings = list[list[list[Place]]]  # of polygons


class Grid(NamedTuple):
    """Whole numbers for degrees: how many degrees a step is, east and north, and where the grid begins."""

    scale: tuple[float, float]
    start: tuple[float, float]

    def places(self, ring: np.ndarray) -> list[Place]:
        """A ring on the grid, without places that fall on the one before; it closes."""
        found = [(int(x), int(y)) for x, y in np.rint((ring - self.start) / self.scale)]
        return [each for i, each in enumerate(found) if i == 0 or each != found[i - 1]]


def geometries(areas: Areas) -> list[Any]:
    """The shape of each feature, in its order; faults of those whose rings cross themselves are noted."""
    found = [shapely.MultiPolygon([(rings[0], rings[1:]) for rings in each.polygons if rings]) for each in areas.features]
    for each, shape in zip(areas.features, found, strict=True):
        if shape.is_empty or not shape.is_valid:
            why = "is empty" if shape.is_empty else _crossing(shape)
            areas.fault(f"{each.place} ({each.code})", f"{why}.", "Mend it, or fetch the file again.")
    return found


def _crossing(shape: Any) -> str:
    words, _, at = str(shapely.is_valid_reason(shape)).partition("[")
    return f"its borders cross themselves ({words.lower()}{f' at {at}'.rstrip(']') if at else ''})"


def simplified(shapes: Sequence[Any], metres: float) -> list[Any]:
    """The same shapes with coarser borders, shared where they were; about `metres` are lost at most."""
    middle = math.radians(float(np.mean(shapely.total_bounds(shapes)[1::2])))
    scale = np.array([DEGREE * math.cos(middle), DEGREE])
    flat = shapely.transform(shapes, lambda at: at * scale)
    return list(shapely.transform(shapely.coverage_simplify(flat, metres), lambda at: at / scale))


def overlapping(shapes: Sequence[Any]) -> int:
    """How many shapes have borders that do not fit those of their neighbours: they overlap, or leave slits."""
    return int((~shapely.is_empty(shapely.coverage_invalid_edges(shapes))).sum())


def topology(areas: Areas, shapes: Sequence[Any]) -> dict[str, Any]:
    """The TopoJSON of the shapes of these features. An area of which nothing is left on the grid is noted as a fault."""
    grid = _grid(shapes)
    rings = [_on_grid(shape, grid) for shape in shapes]
    for each, held in zip(areas.features, rings, strict=True):
        if not held:
            lost = "is too small to be seen at this size."
            areas.fault(f"{each.place} ({each.code})", lost, "Make the borders less coarse: --simplify 10.")
    arcs = _Arcs([ring for held in rings for polygon in held for ring in polygon])
    told = [
        {**_named(arcs, held), "id": each.code, "properties": _properties(each, shape)}
        for each, shape, held in zip(areas.features, shapes, rings, strict=True)
    ]
    return {
        "type": "Topology",
        "transform": {"scale": list(grid.scale), "translate": list(grid.start)},
        "objects": {"areas": {"type": "GeometryCollection", "geometries": told}},
        "arcs": [_steps(arc) for arc in arcs.found],
    }


def _properties(each: Feature, shape: Any) -> Mapping[str, Any]:
    """Its name, and the middle of the largest circle that it holds."""
    largest = max(shape.geoms, key=lambda polygon: polygon.area)
    east, north = shapely.maximum_inscribed_circle(largest).coords[0]
    return {"name": each.name, "at": [round(east, 4), round(north, 4)]}


def _grid(shapes: Sequence[Any]) -> Grid:
    west, south, east, north = map(float, shapely.total_bounds(shapes))
    step = max(east - west, north - south) / STEPS
    return Grid((round(step, DIGITS), round(step, DIGITS)), (round(west, 6), round(south, 6)))


def _on_grid(shape: Any, grid: Grid) -> Rings:
    """The polygons of a shape on the grid, their outer rings clockwise as Vega wants them, without those that fall to nothing."""
    found: Rings = []
    for polygon in shapely.orient_polygons(shape, exterior_cw=True).geoms:
        rings = [grid.places(np.asarray(ring.coords)) for ring in (polygon.exterior, *polygon.interiors)]
        kept = [ring for ring in rings if len(ring) > 3]
        if kept and len(rings[0]) > 3:
            found.append(kept)
    return found


def _named(arcs: _Arcs, held: Rings) -> Mapping[str, Any]:
    """The kind of a shape, and its arcs."""
    found = [[arcs.of(ring) for ring in polygon] for polygon in held]
    return {"type": "Polygon", "arcs": found[0]} if len(found) == 1 else {"type": "MultiPolygon", "arcs": found}


def _steps(arc: Sequence[Place]) -> list[list[int]]:
    """The first place of an arc, and the steps from each to the next."""
    steps = [[b[0] - a[0], b[1] - a[1]] for a, b in pairwise(arc)]
    return [list(arc[0]), *steps]


class _Arcs:
    """The arcs of all rings: each runs from one place where borders meet to the next, and stands once."""

    def __init__(self, rings: Sequence[Sequence[Place]]) -> None:
        self._beside: dict[Place, set[Place]] = {}
        for ring in rings:
            for a, b in pairwise(ring):
                self._beside.setdefault(a, set()).add(b)
                self._beside.setdefault(b, set()).add(a)
        self.found: list[tuple[Place, ...]] = []
        self._numbers: dict[tuple[Place, ...], int] = {}

    def of(self, ring: Sequence[Place]) -> list[int]:
        """The arcs that a closed ring is made of, in its order; ~n is arc n backwards."""
        open_ring = list(ring[:-1])
        turns = [i for i, place in enumerate(open_ring) if len(self._beside[place]) != 2]
        first = turns[0] if turns else open_ring.index(min(open_ring))  # an island begins where another that shares it does
        turned = open_ring[first:] + open_ring[: first + 1]
        ends = [i for i, place in enumerate(turned) if i in (0, len(turned) - 1) or len(self._beside[place]) != 2]
        return [self._number(tuple(turned[a : b + 1])) for a, b in pairwise(ends)]

    def _number(self, arc: tuple[Place, ...]) -> int:
        if (known := self._numbers.get(arc)) is not None:
            return known
        if (known := self._numbers.get(arc[::-1])) is not None:
            return ~known
        self._numbers[arc] = len(self.found)
        self.found.append(arc)
        return self._numbers[arc]
