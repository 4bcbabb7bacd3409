"""Made-up areas: a grid of crooked squares in two districts, as GeoJSON. INVENTED: nobody lives there."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

WIDE, HIGH, STEP = 6, 4, 0.05  # squares, and degrees of one
WEST, SOUTH = -2.0, 52.0
DISTRICTS = {"E06000901": "Westfold", "E06000902": "Eastmere"}
PARTS = 8  # of each side of a square
Place = tuple[float, float]


def district_of(column: int) -> str:
    """The code of the district that a column of squares lies in."""
    return "E06000901" if column < WIDE // 2 else "E06000902"


def _line(start: Place, end: Place, seed: str) -> list[Place]:
    """A crooked line between two corners: the same whichever square asks for it."""
    chance, found = random.Random(seed), [start]
    for part in range(1, PARTS):
        x, y = (a + (b - a) * part / PARTS for a, b in zip(start, end, strict=True))
        found.append((round(x + chance.uniform(-0.004, 0.004), 5), round(y + chance.uniform(-0.004, 0.004), 5)))
    return [*found, end]


def _corner(column: int, row: int) -> Place:
    return (round(WEST + STEP * column, 5), round(SOUTH + STEP * row, 5))


def ring(column: int, row: int) -> list[Place]:
    """The closed border of one square, against the clock."""
    a, b, c, d = (_corner(column + x, row + y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1)))
    low, high = (_line(p, q, f"across {column} {row + y}") for p, q, y in ((a, b, 0), (d, c, 1)))
    left, right = (_line(p, q, f"up {column + x} {row}") for p, q, x in ((a, d, 0), (b, c, 1)))
    return [*low, *right[1:], *high[::-1][1:], *left[::-1][1:]]


def squares() -> list[dict[str, Any]]:
    """The features of all squares."""
    found = []
    for row in range(HIGH):
        for column in range(WIDE):
            number = row * WIDE + column + 1
            name = f"{DISTRICTS[district_of(column)]} {row + 1:03d}{'ABC'[column % 3]}"
            found.append(feature({"LSOA21CD": f"E0100{number:04d}", "LSOA21NM": name}, [ring(column, row)]))
    return found


def districts() -> list[dict[str, Any]]:
    """The features of both districts: the squares of each, put together."""
    import shapely

    found = []
    for code, name in DISTRICTS.items():
        mine = [shapely.Polygon(ring(x, y)) for y in range(HIGH) for x in range(WIDE) if district_of(x) == code]
        whole = shapely.coverage_union_all(mine)
        outer = [list(map(tuple, whole.exterior.coords))]
        found.append(feature({"LAD24CD": code, "LAD24NM": name}, outer))
    return found


def lying(root: Path, names: Iterable[str], of: str = "lab") -> None:
    """Boundaries of this name in a project: a row of squares, of areas with these names."""
    from pcc_lib.importers.boundaries import Wanted, import_boundaries

    around, said = ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0)), []
    for i, name in enumerate(names):
        said.append(feature({"code": f"E0200{i:04d}", "name": name}, [[_corner(i + x, y) for x, y in around]]))
    path = written(root / "squares.geojson", said)
    import_boundaries(path, out_dir=root / "data/boundaries", wanted=Wanted(name=of, attribution="Nobody.", title="Squares"))
    path.unlink()


def feature(properties: Mapping[str, Any], rings: Iterable[Any]) -> dict[str, Any]:
    """One area as GeoJSON."""
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": list(rings)}}


def collection(features: Iterable[Mapping[str, Any]], **more: Any) -> str:
    """A GeoJSON file of these features."""
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more})


def written(path: Path, features: Iterable[Mapping[str, Any]], **more: Any) -> Path:
    """The same, written to a file."""
    path.write_text(collection(features, **more), encoding="utf-8")
    return path
