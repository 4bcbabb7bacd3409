"""Published boundaries of areas (GeoJSON) into `data/boundaries`: simplified, small enough for a page, with their attribution."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pcc_lib.core.errors import DataError, Fault, raise_if
from pcc_lib.core.files import sha256, write_all
from pcc_lib.importers.faults import plain
from pcc_lib.importers.geojson import AREA_CODE, Areas, read_areas
from pcc_lib.inputs.models.boundaries import Boundaries
from pcc_lib.inputs.models.kinds import SNAKE
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.inputs.sources import read_source
from pcc_lib.inputs.yaml_adding import scalar, with_block
from pcc_lib.inputs.yaml_reader import parse_yaml

FOLDER = "data/boundaries"
MOST_BYTES = 110_000  # of one file; a page gets two thirds of it, for its rows tell names, and a fifth when it is sent compressed
COARSENESS = (20.0, 50.0, 100.0, 200.0, 500.0)  # metres that are tried, the finest first
COUNTRY = ((-8.8, 1.9), (49.8, 61.0))  # degrees east and north between which Great Britain and Northern Ireland lie
PRODUCER = "Office for National Statistics"
LICENCE = "Open Government Licence v3.0"
ATTRIBUTION = (
    "Source: Office for National Statistics licensed under the Open Government Licence v.3.0. "
    "Contains OS data © Crown copyright and database right{year}."
)
# how the producer begins the names of its properties, and what such areas are called
KINDS = {
    "lsoa": "Lower layer Super Output Areas",
    "msoa": "Middle layer Super Output Areas",
    "oa": "Output Areas",
    "wd": "Wards",
    "lad": "Local authorities",
    "ltla": "Local authorities",
    "utla": "Upper tier local authorities",
    "ctyua": "Counties and unitary authorities",
    "pfa": "Police force areas",
    "csp": "Community Safety Partnerships",
    "par": "Parishes",
}
_KEY = re.compile(r"([a-z]+)(\d\d)_?(?:cd|code)", re.IGNORECASE)


@dataclass(frozen=True)
class Wanted:
    """What is asked of an import; blank means: found, or chosen, by itself.

    name: of the files that are written. key: the property of the codes. simplify: metres. only: codes or names of the areas to
    keep. title, attribution: what the file does not tell; attribution is needed where the codes are not those of the Office for
    National Statistics.
    """

    name: str = ""
    key: str = ""
    simplify: float = 0
    only: Collection[str] = ()
    title: str = ""
    attribution: str = ""


@dataclass(frozen=True)
class BoundaryReport:
    """What an import read and wrote; `str()` is the report that is printed."""

    about: Mapping[str, Any]
    count: int
    size: int
    written: tuple[Path, ...]
    warnings: tuple[str, ...]
    passed_over: int = 0

    def __str__(self) -> str:
        left = f", {self.passed_over:,} left out" if self.passed_over else ""
        lines = [
            f"{self.about['title']}: {self.count:,} areas{left}, by {self.about['key']} and {self.about['names']}.",
            f"Simplified by {self.about['simplified']:g} metres: {self.size:,} bytes.",
            f"A source whose breakdown these areas are says so in its descriptor: boundaries: {self.about['name']}.",
        ]
        wrote = f"Wrote {', '.join(path.name for path in self.written)}."
        return "\n".join([*lines, *(f"Warning: {warning}" for warning in self.warnings), wrote])


def import_boundaries(path: Path | str, *, out_dir: Path | str, wanted: Wanted | None = None) -> BoundaryReport:
    """Write the shapes of a GeoJSON file into `out_dir` (`data/boundaries`), and beside them what is known of them.

    Borders are simplified together, so that shared ones stay shared, until the shapes weigh no more than MOST_BYTES, or by what
    was asked. A DataError lists every fault of the file; a FileError names a place that cannot be written. In both cases nothing
    is written.
    """
    asked = wanted or Wanted()
    areas = read_areas(Path(path), asked.key, asked.only)
    name = asked.name or _name_of(areas)
    if not re.fullmatch(SNAKE, name):
        raise DataError([Fault(areas.file, "", f"'{plain(name)}' is no name for boundaries.", "Write --name like wards_2024.")])
    text, metres, warnings = _drawn(areas, asked.simplify)
    about = _about(areas, asked, {"name": name, "simplified": float(metres), "shapes": sha256(text)})
    Boundaries.model_validate(about)  # what is written can be read
    folder = Path(out_dir)
    texts = {folder / f"{name}.json": text, folder / f"{name}.yml": _yaml(about)}
    write_all({path: text.encode("utf-8") for path, text in texts.items()})
    return BoundaryReport(about, len(areas.features), len(text.encode()), tuple(texts), tuple(warnings), areas.passed_over)


def bring_in(project: Project, path: Path | str, source: str, wanted: Wanted) -> BoundaryReport:
    """Boundaries into a project, those of the areas of a source alone where one is named, whose descriptor then names them; a
    FaultsError where there is no such source, or the file has faults."""
    only = parts_of(project, source) if source else wanted.only
    report = import_boundaries(path, out_dir=project.path(FOLDER), wanted=replace(wanted, only=only))
    if source:
        name = f"{SOURCES}/{source}.resource.yml"
        text = project.read_text(name)
        if "boundaries" not in parse_yaml(text, name):
            project.write({name: with_block(text, "boundaries", report.about["name"]).encode("utf-8")})
    return report


def parts_of(project: Project, source: str) -> list[str]:
    """The parts of a source, and other names of those that are areas in `data/body.yml`; a FaultsError where there is no such
    source."""
    read = read_source(project, source)
    others = {area.id: area.names for area in project.body.areas}
    return [name for part in dict.fromkeys(map(str, read.frame[read.breakdown])) for name in (part, *others.get(part, ()))]


def _drawn(areas: Areas, asked: float) -> tuple[str, float, list[str]]:
    """The TopoJSON of a file, how coarse it is in metres, and what is to be looked at."""
    from pcc_lib.importers import topology  # GEOS is slow to load

    shapes = topology.geometries(areas)
    areas.raise_faults()
    warnings = _outside(areas)
    if odd := topology.overlapping(shapes):
        warnings.append(f"the borders of {odd:,} areas overlap those of their neighbours, or leave slits between.")
    for metres in (asked,) if asked else COARSENESS:
        text = _json(topology.topology(areas, topology.simplified(shapes, metres)))
        if asked or len(text.encode()) <= MOST_BYTES or metres == COARSENESS[-1]:
            areas.raise_faults()
            break
        areas.faults.clear()
    if (size := len(text.encode())) > MOST_BYTES:
        warnings.append(f"the shapes weigh {size:,} bytes; {MOST_BYTES:,} are light enough for a page on a phone.")
    return text, metres, warnings


def _outside(areas: Areas) -> list[str]:
    """A warning where areas lie outside the United Kingdom; a DataError where latitude stands before longitude in all."""
    places = [(each.code, at) for each in areas.features for polygon in each.polygons for ring in polygon[:1] for at in ring[:1]]
    if all(_is_within((north, east)) for _, (east, north) in places):
        found, todo = "latitude stands before longitude.", "GeoJSON has longitude first: save it again."
        raise_if(DataError, [Fault(areas.file, "", found, todo)])
    codes = [code for code, at in places if not _is_within(at)]
    return [f"{len(codes):,} areas lie outside the United Kingdom, such as {plain(codes[0])}."] if codes else []


def _is_within(at: tuple[float, float]) -> bool:
    return all(low <= each <= high for each, (low, high) in zip(at, COUNTRY, strict=True))


def _name_of(areas: Areas) -> str:
    """What a file is called where nobody says: by the kind of its areas and their year, else by its own name."""
    if found := _KEY.fullmatch(areas.key):
        return f"{found[1].lower()}_20{found[2]}"
    return re.sub(r"[^a-z0-9]+", "_", areas.file.lower().partition(".")[0]).strip("_")[:80]


def _about(areas: Areas, asked: Wanted, more: Mapping[str, Any]) -> dict[str, Any]:
    """The descriptor; a DataError where nobody says whose boundaries they are."""
    found = _KEY.fullmatch(areas.key)
    kind, year = (KINDS.get(found[1].lower(), ""), f"20{found[2]}") if found else ("", "")
    title = asked.title or (f"{kind}, {year}" if kind else str(more["name"]).replace("_", " ").capitalize())
    official = all(AREA_CODE.fullmatch(each.code) for each in areas.features)
    if not (asked.attribution or official):
        found, todo = "does not say whose boundaries it holds.", "Say what the licence asks for: --attribution TEXT."
        raise DataError([Fault(areas.file, "", found, todo)])
    known = official and not asked.attribution
    obtained = (
        f"{plain(areas.file)}, with borders simplified by {more['simplified']:g} metres (those that areas share stay shared) "
        "and put on a grid: for drawing, not for measuring."
    )
    return {
        "name": more["name"],
        "title": title,
        "producer": PRODUCER if known else "As the attribution says",
        "licence": LICENCE if known else "As the attribution says",
        "attribution": asked.attribution or ATTRIBUTION.format(year=f" {year}" if year else ""),
        **({"vintage": year} if year else {}),
        "obtained": obtained,
        "key": areas.key,
        "names": areas.names,
        "simplified": more["simplified"],
        "made_from": areas.sha,
        "shapes": more["shapes"],
    }


def _json(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"


def _yaml(about: Mapping[str, Any]) -> str:
    rows = [f"{key}: {value if isinstance(value, float) else scalar(str(value))}" for key, value in about.items()]
    return "\n".join(["# Written by pcc import boundaries, with the shapes beside it.", *rows, ""])
