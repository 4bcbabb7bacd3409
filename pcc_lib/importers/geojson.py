"""Areas in a GeoJSON file (RFC 7946) as publishers give them: read strictly, with every fault told by feature."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from pydantic_core import PydanticCustomError

from pcc_lib.core.errors import DataError, Fault, raise_if
from pcc_lib.core.files import sha256
from pcc_lib.core.os_words import fault_of
from pcc_lib.importers.faults import capped, shown
from pcc_lib.inputs.models.boundaries import MOST_AREAS
from pcc_lib.inputs.models.kinds import MAX_TITLE, Text

MAX_BYTES = 128 << 20  # the generalised borders of all small areas of England and Wales are half of it
AREA_CODE = re.compile(r"[EWSNJKM]\d{8}")  # as the Office for National Statistics writes the codes of areas
DEGREES = re.compile(r"(?:crs84|epsg\D+4326)$", re.IGNORECASE)  # how a file calls longitude and latitude
FAR = 1e9  # beyond every coordinate; what is not finite is no nearer
GRID = 27700  # the number of the British National Grid in the register of EPSG
_EXPORT = "Fetch or save the file again as GeoJSON in degrees (WGS 84, EPSG:4326)."
_AGAIN = "Fetch the file again."
_AS_GEOJSON = "Download the boundaries as GeoJSON, such as from the Open Geography portal."
_NAMES = (("code", "name"), ("cd", "nm"))  # how properties that hold codes and names end, in this order

Ring = list[tuple[float, float]]


@dataclass(frozen=True)
class Feature:
    """One area as the file has it: where it stands, its code, its name, and its polygons of rings of degrees east and north."""

    place: str
    code: str
    name: str
    polygons: list[list[Ring]]


@dataclass
class Areas:
    """What a file holds. key, names: the properties that codes and names were read from; passed_over: how many areas were not
    asked for."""

    file: str
    sha: str = ""
    key: str = ""
    names: str = ""
    features: list[Feature] = field(default_factory=list)
    passed_over: int = 0
    faults: list[Fault] = field(default_factory=list)

    def fault(self, place: str, found: str, todo: str) -> None:
        """Note a fault at a place in this file."""
        self.faults.append(Fault(self.file, place, found, todo))

    def raise_faults(self) -> None:
        """A DataError with the first faults, and how many more there are."""
        rest = partial(_rest, self.file)
        raise_if(DataError, capped(list(dict.fromkeys(self.faults)), rest))


def read_areas(path: Path, key: str = "", wanted: Collection[str] = ()) -> Areas:
    """The areas of a file; a DataError lists all that is wrong with it.

    key: the property that holds their codes (blank: it is found). wanted: the codes or names of those to keep (none: all).
    """
    areas = Areas(path.name)
    features = _features(areas, _parsed(areas, path))
    areas.raise_faults()
    _find_properties(areas, features, key)
    areas.raise_faults()
    kept = [(place, each) for place, each in features if _is_wanted(areas, each, wanted)]
    areas.passed_over = len(features) - len(kept)
    if not kept:
        areas.fault("", "holds none of the areas that are wanted.", "Is it of the same kind of areas, and of the same year?")
    elif len(kept) > MOST_AREAS:
        areas.fault("", f"holds {len(kept):,} areas.", f"A map shows {MOST_AREAS:,} at most: keep those that a source has.")
    else:
        areas.features = [found for place, each in kept if (found := _feature(areas, place, each))]
        _twice(areas)
    areas.raise_faults()
    return areas


# ── the file ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _parsed(areas: Areas, path: Path) -> Any:
    try:
        if path.stat().st_size > MAX_BYTES:
            return areas.fault("", f"is larger than {MAX_BYTES >> 20} MiB.", "Fetch generalised boundaries, or fewer areas.")
        raw = path.read_bytes()
    except OSError as error:
        why = fault_of(error, "read", path.name)
        return areas.fault("", why.found, why.todo)
    areas.sha = sha256(raw)
    if raw and not raw.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"[")):
        return areas.fault("", "is no GeoJSON: it does not begin as one.", _AS_GEOJSON)
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError as error:
        areas.fault("", f"byte 0x{raw[error.start]:02x} is not UTF-8.", _AGAIN)
    except RecursionError:
        areas.fault("", "is nested deeper than any GeoJSON.", _AGAIN)
    except json.JSONDecodeError as error:
        areas.fault(f"line {error.lineno}", f"is not JSON ({error.msg}).", _AGAIN)
    except ValueError as error:
        areas.fault("", f"{error}, which is no JSON.", _AGAIN)
    return None


def _no_number(name: str) -> float:
    raise ValueError(f"holds {name}")


def _features(areas: Areas, data: Any) -> list[tuple[str, Mapping[str, Any]]]:
    """The features of a collection, each with its place; a fault where the file is none, or not in degrees."""
    if areas.faults:
        return []
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection" or not isinstance(data.get("features"), list):
        areas.fault("", "is not GeoJSON: no FeatureCollection with features.", "Fetch the boundaries as GeoJSON.")
        return []
    if called := _reference(data.get("crs")):
        areas.fault("crs", f"the coordinates are in {shown(called)}{_grid_words(called)}, not in degrees.", _EXPORT)
    if not data["features"]:
        areas.fault("", "holds no features.", _AGAIN)
    found = [(f"feature {i}", each) for i, each in enumerate(data["features"], 1)]
    for place, each in found:
        if not isinstance(each, dict) or not isinstance(each.get("properties"), dict):
            areas.fault(place, "is no feature with properties.", _AGAIN)
    return found


def _reference(crs: Any) -> str:
    """What a file calls its coordinates, where it calls them other than longitude and latitude."""
    if not isinstance(crs, dict):
        return ""
    said = crs.get("properties")
    name = str(said.get("name", "")) if isinstance(said, dict) else ""
    return "" if DEGREES.search(name) else name or "an unknown system"


def _grid_words(called: str) -> str:
    return " (British National Grid)" if re.search(rf"\D{GRID}$", called) else ""


# ── codes and names ───────────────────────────────────────────────────────────────────────────────────────────────────
def _find_properties(areas: Areas, features: list[tuple[str, Mapping[str, Any]]], key: str) -> None:
    """Which property holds the codes, and which the names."""
    known = list(dict.fromkeys(name for _, each in features for name in each["properties"]))
    coded = [key] if key else [name for name in known if _all_codes(name, features)] or _ending(known, 0)
    if key and key not in known:
        return areas.fault("", f"no feature has the property '{shown(key)}'.", f"There are: {', '.join(map(shown, known))}.")
    if not coded:
        return areas.fault("", "no property holds codes of areas.", f"Say which does: {', '.join(map(shown, known))}.")
    areas.key = coded[0]
    areas.names = next((name for name in _named_like(areas.key) if name in known), "") or next(iter(_ending(known, 1)), "")
    if not areas.names:
        areas.fault("", f"no property holds the names beside '{areas.key}'.", "Fetch the file with the names of its areas.")
    return None


def _all_codes(name: str, features: Iterable[tuple[str, Mapping[str, Any]]]) -> bool:
    values = [str(each["properties"].get(name, "")) for _, each in features]
    return all(map(AREA_CODE.fullmatch, values)) and len(set(values)) == len(values)


def _ending(known: Iterable[str], which: int) -> list[str]:
    ends = tuple(pair[which] for pair in _NAMES)
    return [name for name in known if name.lower().endswith(ends)]


def _named_like(key: str) -> Iterator[str]:
    """What the property of names is called where that of codes is called so: `LSOA21NM` beside `LSOA21CD`."""
    for code, name in _NAMES:
        if key.lower().endswith(code):
            stem = key[: -len(code)]
            yield from (stem + name, stem + name.upper())


def _is_wanted(areas: Areas, each: Mapping[str, Any], wanted: Collection[str]) -> bool:
    told = {str(each["properties"].get(name, "")).casefold().strip() for name in (areas.key, areas.names)}
    return not wanted or bool(told & {name.casefold() for name in wanted})


def _twice(areas: Areas) -> None:
    met: dict[str, str] = {}
    for each in areas.features:
        if (before := met.setdefault(each.code.casefold(), each.place)) != each.place:
            areas.fault(each.place, f"the code {shown(each.code)} is that of {before} too.", "Keep one of them.")


# ── one feature ───────────────────────────────────────────────────────────────────────────────────────────────────────
def _feature(areas: Areas, place: str, each: Mapping[str, Any]) -> Feature | None:
    said, before = each["properties"], len(areas.faults)
    code, name = (_text(areas, place, said, which) for which in (areas.key, areas.names))
    polygons = _polygons(areas, f"{place} ({code})" if code else place, each.get("geometry"))
    return Feature(place, code, name, polygons) if len(areas.faults) == before else None


def _text(areas: Areas, place: str, said: Mapping[str, Any], which: str) -> str:
    """A code or a name that a person can read."""
    try:
        return Text(MAX_TITLE).check(said.get(which))
    except PydanticCustomError as error:
        told = error.context or {}
        areas.fault(f"{place}, {which}", str(told.get("found")), str(told.get("todo")))
        return ""


def _polygons(areas: Areas, place: str, geometry: Any) -> list[list[Ring]]:
    """The polygons of a feature; nothing, and a fault, where it has none."""
    kind, held = (geometry.get("type"), geometry.get("coordinates")) if isinstance(geometry, dict) else ("nothing", None)
    if kind not in ("Polygon", "MultiPolygon"):
        areas.fault(place, f"is a {shown(str(kind))}, not a polygon.", "An area is a Polygon or a MultiPolygon.")
        return []
    found: Any = [held] if kind == "Polygon" else held
    if not isinstance(found, list) or not found or not all(isinstance(each, list) and each for each in found):
        areas.fault(place, "has no coordinates.", _AGAIN)
        return []
    return [[ring for each in polygon if (ring := _ring(areas, place, each))] for polygon in found]


def _ring(areas: Areas, place: str, held: Any) -> Ring:
    """A closed ring of places; nothing, and a fault, where it is none."""
    if not isinstance(held, list) or not all(_is_place(each) for each in held):
        areas.fault(place, "holds a coordinate that is no pair of numbers.", _AGAIN)
        return []
    ring = [(float(each[0]), float(each[1])) for each in held]
    if len(ring) < 4 or ring[0] != ring[-1]:
        areas.fault(place, "has a ring that does not close.", _AGAIN)
        return []
    if wrong := next((each for each in ring if not (abs(each[0]) <= 180 and abs(each[1]) <= 90)), None):
        metres = max(map(abs, wrong)) < 1_300_000 and min(wrong) > -100_000
        grid = " They look like metres of the British National Grid." if metres else ""
        areas.fault(place, f"coordinates such as {wrong[0]:g}, {wrong[1]:g} are no degrees.{grid}", _EXPORT)
        return []
    return ring


def _is_place(held: Any) -> bool:
    return (
        isinstance(held, list)
        and len(held) >= 2
        and all(isinstance(n, int | float) and not isinstance(n, bool) and abs(n) < FAR for n in held[:2])
    )


def _rest(file: str, more: int) -> Fault:
    return Fault(file, "", f"and {more:,} more faults.", "Is it the right file?")
