"""Boundaries: GeoJSON as publishers give it, simplified so that what areas share stays shared; and every way to be wrong."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import shapely
import yaml
from click.testing import CliRunner
from places import ROOT
from squares import HIGH, WIDE, collection, districts, feature, ring, squares, written

from pcc_lib.checking.check import fault_list
from pcc_lib.cli import main
from pcc_lib.core import files
from pcc_lib.core.errors import DataError, FaultsError, FileError
from pcc_lib.importers.boundaries import MOST_BYTES, BoundaryReport, Wanted, import_boundaries
from pcc_lib.importers.geojson import read_areas
from pcc_lib.inputs.boundaries import Shapes, read_shapes
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project

GENUINE = ROOT.parent / "shared" / "open_data" / "ons_boundaries"
SMALL, LARGE = GENUINE / "lsoa21_wiltshire_swindon.geojson", GENUINE / "ltla24_wiltshire_swindon.geojson"
genuine = pytest.mark.skipif(not SMALL.is_file(), reason="the genuine boundaries (shared/open_data) are not here")
PLACES = ROOT / "tests/projects/places"
UNIT = [[0.0, 51.0], [0.1, 51.0], [0.1, 51.1], [0.0, 51.1], [0.0, 51.0]]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The project of made-up places, to be changed."""
    return Project(shutil.copytree(PLACES, tmp_path / "places", ignore=shutil.ignore_patterns("_build")))


def brought(tmp_path: Path, features: list[dict[str, Any]], **wanted: Any) -> tuple[BoundaryReport, dict[str, Any]]:
    """What an import says of these areas, and the shapes that it writes."""
    told = import_boundaries(written(tmp_path / "areas.geojson", features), out_dir=tmp_path / "out", wanted=Wanted(**wanted))
    return told, json.loads(told.written[0].read_text(encoding="utf-8"))


def decoded(topology: dict[str, Any]) -> dict[str, Any]:
    """The shape of each area, worked out from the arcs without the library (TopoJSON specification, 1.0.0)."""
    (x, y), (east, north) = (topology["transform"][key] for key in ("scale", "translate"))
    arcs = []
    for steps in topology["arcs"]:
        at, arc = [0, 0], []
        for step in steps:
            at = [at[0] + step[0], at[1] + step[1]]
            arc.append((at[0] * x + east, at[1] * y + north))
        arcs.append(arc)

    def line(numbers: list[int]) -> list[tuple[float, float]]:
        found: list[tuple[float, float]] = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            assert not found or found[-1] == arc[0], "an arc begins where the one before it ends"
            found += arc[1:] if found else arc
        return found

    held = {}
    for area in topology["objects"]["areas"]["geometries"]:
        polygons = [area["arcs"]] if area["type"] == "Polygon" else area["arcs"]
        shapes = [shapely.Polygon(line(rings[0]), [line(hole) for hole in rings[1:]]) for rings in polygons]
        held[area["id"]] = shapely.MultiPolygon(shapes)
    return held


# ── what is written ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_border_that_areas_share_stands_once(tmp_path: Path) -> None:
    _, topology = brought(tmp_path, squares(), simplify=200)
    areas = topology["objects"]["areas"]["geometries"]
    used = Counter(arc if arc >= 0 else ~arc for area in areas for rings in area["arcs"] for arc in rings)
    inner = (WIDE - 1) * HIGH + WIDE * (HIGH - 1)
    assert sorted(used) == list(range(len(topology["arcs"])))
    assert Counter(used.values())[2] == inner, "each border between two squares is an arc that both name"


def test_areas_fit_each_other_after_they_are_simplified(tmp_path: Path) -> None:
    before = {each["properties"]["LSOA21CD"]: shapely.geometry.shape(each["geometry"]) for each in squares()}
    for metres in (50, 400):
        _, topology = brought(tmp_path, squares(), simplify=metres)
        shapes = decoded(topology)
        assert set(shapes) == set(before) and all(shape.is_valid for shape in shapes.values())
        assert shapely.coverage_is_valid(list(shapes.values()))
        assert shapely.union_all(list(shapes.values())).area == pytest.approx(WIDE * HIGH * 0.05**2, rel=0.03)
        for code, shape in shapes.items():
            assert shape.symmetric_difference(before[code]).area < 0.1 * before[code].area


def test_coarser_is_lighter(tmp_path: Path) -> None:
    sizes = [brought(tmp_path, squares(), simplify=metres)[0].size for metres in (10, 200, 1000)]
    assert sizes == sorted(sizes, reverse=True) and sizes[0] > 1.3 * sizes[-1]


def test_rings_turn_as_vega_wants_them(tmp_path: Path) -> None:
    _, topology = brought(tmp_path, squares())
    assert not any(polygon.exterior.is_ccw for shape in decoded(topology).values() for polygon in shape.geoms)


def test_a_label_has_a_place_within_its_area(tmp_path: Path) -> None:
    _, topology = brought(tmp_path, squares())
    shapes = decoded(topology)
    for area in topology["objects"]["areas"]["geometries"]:
        assert shapes[area["id"]].contains(shapely.Point(area["properties"]["at"]))


def test_holes_and_islands_keep_their_borders(tmp_path: Path) -> None:
    """A town within a county, and an island off it."""
    town = [[0.03, 51.03], [0.07, 51.03], [0.07, 51.07], [0.03, 51.07], [0.03, 51.03]]
    island = [[0.2, 51.0], [0.25, 51.0], [0.25, 51.05], [0.2, 51.0]]
    county = feature({"code": "A", "name": "County"}, [])
    county["geometry"] = {"type": "MultiPolygon", "coordinates": [[UNIT, town[::-1]], [island]]}
    _, topology = brought(tmp_path, [county, feature({"code": "B", "name": "Town"}, [town])], attribution="Nobody.")
    shapes = decoded(topology)
    assert shapes["A"].intersection(shapes["B"]).area == pytest.approx(0, abs=1e-9)
    assert len(shapes["A"].geoms) == 2 and len(shapes["A"].geoms[0].interiors) == 1
    assert len(topology["arcs"]) == 3  # the outer border, the town's, which both have, and the island's


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    path = written(tmp_path / "areas.geojson", squares())
    both = [import_boundaries(path, out_dir=tmp_path / name).written for name in ("one", "two")]
    assert [p.read_bytes() for p in both[0]] == [p.read_bytes() for p in both[1]]


def test_what_is_said_of_them_is_told_by_their_codes(tmp_path: Path) -> None:
    told, _ = brought(tmp_path, squares())
    about = yaml.safe_load(told.written[1].read_text(encoding="utf-8"))
    assert (about["name"], about["title"]) == ("lsoa_2021", "Lower layer Super Output Areas, 2021")
    assert (about["key"], about["names"], about["vintage"]) == ("LSOA21CD", "LSOA21NM", "2021")
    assert about["attribution"].endswith("Contains OS data © Crown copyright and database right 2021.")
    assert about["made_from"] == files.sha256((tmp_path / "areas.geojson").read_bytes())
    assert about["shapes"] == files.sha256(told.written[0].read_bytes())
    assert str(told).startswith("Lower layer Super Output Areas, 2021: 24 areas, by LSOA21CD and LSOA21NM.\nSimplified by 20 m")


def test_only_the_areas_of_a_source_are_kept(tmp_path: Path) -> None:
    told, topology = brought(tmp_path, squares(), only=["e01000001", "Westfold 001B"])
    assert [area["id"] for area in topology["objects"]["areas"]["geometries"]] == ["E01000001", "E01000002"]
    assert "2 areas, 22 left out" in str(told)


# ── what is refused ───────────────────────────────────────────────────────────────────────────────────────────────────
def one(**more: Any) -> list[dict[str, Any]]:
    """One area, changed."""
    return [feature({"LAD24CD": "E06000901", "LAD24NM": "Westfold"}, [UNIT]) | more]


def shaped(*rings: Any, kind: str = "Polygon") -> list[dict[str, Any]]:
    return one(geometry={"type": kind, "coordinates": list(rings)})


BOW = [[0, 51], [0.1, 51.1], [0.1, 51], [0, 51.1], [0, 51]]
GRID = [[400000, 150000], [410000, 150000], [410000, 160000], [400000, 150000]]
WRONG: dict[str, tuple[str, str]] = {
    "no JSON": ("{", "line 1: is not JSON"),
    "not UTF-8": ('{"\udcff', "byte 0xff is not UTF-8"),
    "a CSV": ("code,name\nE06000001,North\n", "is no GeoJSON: it does not begin as one. Download the boundaries as GeoJSON"),
    "nested too deep": ("[" * 100_000, "is nested deeper than any GeoJSON"),
    "NaN": ('{"type": "FeatureCollection", "features": [NaN]}', "holds NaN, which is no JSON"),
    "no GeoJSON": ("[1, 2]", "is not GeoJSON"),
    "one feature": (json.dumps(one()[0]), "is not GeoJSON: no FeatureCollection"),
    "no features": (collection([]), "holds no features"),
    "no feature": (collection([{"type": "Feature"}]), "feature 1: is no feature with properties"),
    "the national grid": (
        collection(one(), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}),
        "(British National Grid), not in degrees",
    ),
    "metres": (collection(shaped(GRID)), "They look like metres of the British National Grid"),
    "a point": (collection(one(geometry={"type": "Point", "coordinates": [0, 51]})), "is a 'Point', not a polygon"),
    "nothing": (collection(one(geometry=None)), "is a 'nothing', not a polygon"),
    "no coordinates": (collection(shaped()), "feature 1 (E06000901): has no coordinates"),
    "text": (collection(shaped([["a", "b"]] * 4)), "holds a coordinate that is no pair of numbers"),
    "huge": (collection(shaped([[10**400, 51]] * 4)), "holds a coordinate that is no pair of numbers"),
    "infinite": (collection(shaped(UNIT)).replace("0.1", "1e999"), "holds a coordinate that is no pair of numbers"),
    "open": (collection(shaped(UNIT[:-1])), "has a ring that does not close"),
    "crossing": (collection(shaped(BOW)), "feature 1 (E06000901): its borders cross themselves (self-intersection at"),
    "twice": (collection([*one(), *one()]), "the code 'E06000901' is that of feature 1 too"),
    "no code": (collection([feature({"name": "A"}, [UNIT])]), "no property holds codes of areas"),
    "no name": (collection([feature({"LAD24CD": "E06000901"}, [UNIT])]), "no property holds the names beside 'LAD24CD'"),
    "hostile name": (collection(one(properties={"LAD24CD": "E06000901", "LAD24NM": "a\u202eb"})), "cannot be seen"),
    "long name": (collection(one(properties={"LAD24CD": "E06000901", "LAD24NM": "a b" * 99})), "has 297 characters"),
    "number for a name": (collection(one(properties={"LAD24CD": "E06000901", "LAD24NM": 7})), "7 is a number, not text"),
    "swapped": (collection(shaped([[y, x] for x, y in UNIT])), "latitude stands before longitude"),
    "whose": (collection([feature({"code": "a", "name": "A"}, [UNIT])]), "does not say whose boundaries it holds"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, name: str) -> None:
    text, found = WRONG[name]
    path = tmp_path / "areas.geojson"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(DataError) as told:
        import_boundaries(path, out_dir=tmp_path / "out")
    assert found in str(told.value) and "areas.geojson" in str(told.value), str(told.value)
    assert not (tmp_path / "out").exists(), "nothing is written"


def test_all_faults_are_told_at_once_and_no_more_than_somebody_reads(tmp_path: Path) -> None:
    wrong = [feature({"LAD24CD": f"E0600{n:04d}", "LAD24NM": f"Area {n}"}, [UNIT[:-1]]) for n in range(30)]
    with pytest.raises(DataError) as told:
        import_boundaries(written(tmp_path / "a.geojson", wrong), out_dir=tmp_path / "out")
    assert len(told.value.faults) == 21 and "and 10 more faults" in str(told.value)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pcc_lib.importers.geojson.MAX_BYTES", 10)
    with pytest.raises(DataError, match="is larger than 0 MiB"):
        read_areas(written(tmp_path / "a.geojson", one()))


def test_an_area_that_falls_to_nothing_is_told(tmp_path: Path) -> None:
    speck = [[0.5, 51.5], [0.500001, 51.5], [0.500001, 51.500001], [0.5, 51.5]]
    features = [*one(), feature({"LAD24CD": "E06000902", "LAD24NM": "Speck"}, [speck])]
    with pytest.raises(DataError, match=r"feature 2 \(E06000902\): is too small to be seen"):
        import_boundaries(written(tmp_path / "a.geojson", features), out_dir=tmp_path / "out")


@pytest.mark.parametrize(
    ("features", "said"),
    [
        (shaped([[x + 9, y] for x, y in UNIT]), "1 areas lie outside the United Kingdom, such as E06000901"),
        (
            [*one(), feature({"LAD24CD": "E06000902", "LAD24NM": "B"}, [[[x + 0.05, y] for x, y in UNIT]])],
            "overlap those of",
        ),
    ],
)
def test_what_is_odd_is_told_and_brought_in(tmp_path: Path, features: list[dict[str, Any]], said: str) -> None:
    told, _ = brought(tmp_path, features)
    assert said in str(told)


def test_a_place_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(FileError):
        import_boundaries(written(tmp_path / "a.geojson", one()), out_dir=tmp_path / "out")


# ── the genuine files ─────────────────────────────────────────────────────────────────────────────────────────────────
@genuine
def test_the_genuine_areas_are_light_and_fit(tmp_path: Path) -> None:
    told = import_boundaries(SMALL, out_dir=tmp_path)
    shapes = _held(tmp_path, "lsoa_2021")
    assert told.size <= MOST_BYTES and len(json.dumps(shapes.drawn, separators=(",", ":"))) < 80_000
    held = [shapely.make_valid(shape) for shape in decoded(dict(shapes.raw)).values()]  # on a grid slivers may touch themselves
    before = shapely.union_all([shapely.geometry.shape(each["geometry"]) for each in json.loads(SMALL.read_bytes())["features"]])
    assert len(held) == 447 and shapely.union_all(held).area == pytest.approx(before.area, rel=0.001)
    assert shapes.codes["swindon 028a"] == "E01015471" == shapes.codes["e01015471"]


@genuine
def test_the_genuine_districts_are_known_by_their_names(tmp_path: Path) -> None:
    import_boundaries(LARGE, out_dir=tmp_path)
    shapes = _held(tmp_path, "ltla_2024")
    assert shapes.codes["wiltshire"] == "E06000054" and 1.3 < shapes.aspect < 1.45


def _held(folder: Path, name: str) -> Shapes:
    from pcc_lib.inputs.models.boundaries import Boundaries, Topology

    raw = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    about = yaml.safe_load((folder / f"{name}.yml").read_text(encoding="utf-8"))
    return Shapes(Boundaries.model_validate(about), Topology.model_validate(raw), raw)


# ── in a project ──────────────────────────────────────────────────────────────────────────────────────────────────────
def faults(project: Project) -> str:
    fresh = Project(project.root)
    return "\n".join(map(str, fault_list(fresh, open_quarter(fresh))))


def test_the_made_up_places_are_those_of_their_squares(tmp_path: Path) -> None:
    for name, features in (("lsoa_2021", squares()), ("lad_2024", districts())):
        _, topology = brought(tmp_path, features, simplify=200, attribution="x")
        there = json.loads((PLACES / f"data/boundaries/{name}.json").read_text(encoding="utf-8"))
        assert there["objects"]["areas"] == topology["objects"]["areas"] and there["arcs"] == topology["arcs"]


def test_the_command_keeps_the_areas_of_a_source(project: Project) -> None:
    path = written(project.root / "all.geojson", squares())
    said = ["import", "boundaries", str(path), "--source", "people_by_small_area", "--name", "mine", "--attribution", "Nobody."]
    done = CliRunner().invoke(main, ["--project", str(project.root), *said])
    assert done.exit_code == 0, done.output
    assert "23 areas, 1 left out" in done.output and (project.root / "data/boundaries/mine.json").is_file()


def test_codes_are_told_by_the_names_of_their_areas(project: Project) -> None:
    assert project.label("E01000001") == project.label("e01000001") == "Westfold 001A"
    assert project.label("E01999999") == "E01999999" and project.label("westfold") == "Westfold"


def test_a_source_with_boundaries_needs_no_list_of_its_parts(project: Project) -> None:
    assert faults(project) == ""
    path = project.root / "data/sources/people_by_small_area.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("E01000007", "E01000070"), encoding="utf-8")
    assert "E01000070" in faults(project)


@pytest.mark.parametrize(
    ("file", "old", "new", "found"),
    [
        (
            "data/sources/crime_by_district.resource.yml",
            "lad_2024",
            "lad_2023",
            "no boundaries 'lad_2023'. Did you mean",
        ),
        (
            "data/sources/crime_by_district.resource.yml",
            "lad_2024",
            "lsoa_2021",
            "no area of crime_by_district.csv is an area",
        ),
        (
            "data/body.yml",
            "id: eastmere, title: Eastmere",
            "id: eastmere, title: Eastmere, also: [E06000901]",
            "names 'eastmere', and",
        ),
        ("data/boundaries/lad_2024.json", "Westfold", "Westford", "is not the file that lad_2024.yml was written for"),
        ("data/boundaries/lad_2024.yml", "name: lad_2024", "name: other", "is 'other', and the file is called lad_2024"),
        ("data/boundaries/lad_2024.yml", "title: ", "titel: ", "titel"),
        ("data/topics/places.yml", "measures: [crime_by_area]}\n  - {id: trend", "measures: [people]}\n  - {id: trend", "people"),
    ],
)
def test_what_does_not_fit_is_told_by_the_check(project: Project, file: str, old: str, new: str, found: str) -> None:
    path = project.root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert found in faults(project)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data["objects"]["areas"]["geometries"][0].update(arcs=[[99]]),
        lambda data: data["objects"]["areas"]["geometries"][0].update(id="E06000902"),
        lambda data: data["objects"]["areas"]["geometries"][0].update(type="Point"),
        lambda data: data.update(arcs=[["a"]]),
        lambda data: data.update(transform=None),
        lambda data: data["objects"].update(more={}),
    ],
)
def test_shapes_that_are_none_are_told(project: Project, spoil: Any) -> None:
    """Whoever edits the shapes and writes their new digest too."""
    path, about = (project.root / f"data/boundaries/lad_2024.{end}" for end in ("json", "yml"))
    data = json.loads(path.read_text(encoding="utf-8"))
    spoil(data)
    before = files.sha256(path.read_bytes())
    path.write_text(json.dumps(data), encoding="utf-8")
    about.write_text(about.read_text(encoding="utf-8").replace(before, files.sha256(path.read_bytes())), encoding="utf-8")
    with pytest.raises(FaultsError):
        read_shapes(Project(project.root), "lad_2024")
    assert "data/boundaries/lad_2024.json" in faults(project)


def test_files_that_nothing_reads_are_told(project: Project) -> None:
    written(project.root / "data/boundaries/raw.geojson", squares())
    assert "raw.geojson: has no descriptor" in faults(project)


def test_two_parts_of_one_area_are_told(project: Project) -> None:
    path = project.root / "data/sources/crime_by_small_area.resource.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("elsewhere]", "elsewhere, Westfold 001A]"), encoding="utf-8")
    rows = project.root / "data/sources/crime_by_small_area.csv"
    text = rows.read_text(encoding="utf-8")
    more = [f"{line.split(',')[0]},Westfold 001A,1,computed,\n" for line in text.splitlines() if "E01000001" in line]
    rows.write_text(text + "".join(more), encoding="utf-8")
    assert "are the same area, E01000001" in faults(project)


def test_a_square_is_closed() -> None:
    assert ring(0, 0)[0] == ring(0, 0)[-1]
