"""Road collisions and casualties: counted as the Department for Transport publishes them, in the column names of any year."""

from __future__ import annotations

import csv
import gzip
import io
import shutil
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner
from places import ROOT
from published_tables import CRASHES, HEADS, Crash, casualties, collisions
from real_sources import OPEN_DATA

from pcc_lib.cli.program import main
from pcc_lib.importers import counted_rows, duck
from pcc_lib.importers.given import given
from pcc_lib.importers.options import asked_of
from pcc_lib.importers.publishers.stats19 import IMPORTER
from pcc_lib.importers.seam import Reading
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.source_faults import fault_list

GENUINE = OPEN_DATA / "dft_stats19" / "collision-2022-first-1049-rows.csv"
LOOKUP = OPEN_DATA / "ons_lookups" / "lookup_ltla24_csp24_pfa24.csv"
genuine = pytest.mark.skipif(not GENUINE.is_file(), reason="the genuine collisions (shared/open_data) are not here")
YEAR: tuple[Crash, ...] = tuple((f"{day:02d}/{m:02d}", 54, 3, "3", "E06000054", 0.5) for m in range(1, 13) for day in (1, 2))


def put(folder: Path, files: dict[str, bytes]) -> list[Path]:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def read(folder: Path, files: dict[str, bytes], **options: tuple[str, ...]) -> Reading:
    with given([str(path) for path in put(folder, files)]) as found:
        return IMPORTER.read(found, asked_of(IMPORTER, options))


def both(year: int = 2022, crashes=CRASHES, vintage: int = 0) -> dict[str, bytes]:
    return {
        f"collision-{year}.csv": collisions(year, crashes, vintage),
        f"casualty-{year}.csv": casualties(year, crashes, vintage),
    }


# ── what is counted ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_collisions_are_counted_by_month_force_and_severity(tmp_path):
    made = read(tmp_path, {"collision-2022.csv": collisions()}).made[0]
    assert made.name == "road_collisions"
    assert made.rows["2022-01", "wiltshire"] == {"all_collisions": 3, "fatal": 1, "serious": 1, "slight": 1, "casualties": 5}
    assert made.rows["2022-02", "dorset"]["serious"] == 1
    assert set(made.parts) == {"wiltshire", "dorset"}


def test_a_month_of_the_file_without_a_collision_of_a_force_has_nought(tmp_path):
    made = read(tmp_path, {"collision-2022.csv": collisions()}).made[0]
    assert made.rows["2022-01", "dorset"]["all_collisions"] == 0
    assert ("2022-03", "dorset") not in made.rows


def test_killed_and_seriously_injured_are_casualties_and_not_collisions(tmp_path):
    """In January a fatal collision killed one and hurt one slightly, a serious one hurt one, a slight one two."""
    roads, hurt = read(tmp_path, both()).made
    assert (roads.rows["2022-01", "wiltshire"]["fatal"], roads.rows["2022-01", "wiltshire"]["serious"]) == (1, 1)
    january = {"all_casualties": 5, "ksi": 2, "killed": 1, "seriously_injured": 1, "slightly_injured": 3}
    assert hurt.rows["2022-01", "wiltshire"] == january
    assert hurt.rows["2022-02", "dorset"]["ksi"] == 3  # of one collision


@pytest.mark.parametrize("vintage", [2017, 2022, 2023, 2024])
def test_the_column_names_of_any_year_say_the_same(tmp_path, vintage):
    names = {
        "c.csv": collisions(2022, CRASHES, vintage),
        "k.csv": casualties(2022, CRASHES, 2022 if vintage == 2023 else vintage),
    }
    roads, hurt = read(tmp_path, names).made
    january = roads.rows["2022-01", "wiltshire"]
    assert [january[n] for n in ("all_collisions", "fatal", "serious", "slight", "casualties")] == [3, 1, 1, 1, 5]
    assert hurt.rows["2022-02", "dorset"]["all_casualties"] == 3


def test_severity_adjusted_numbers_are_sums_of_probabilities(tmp_path):
    roads, hurt = read(tmp_path, both(2024)).made
    january = roads.rows["2024-01", "wiltshire"]
    assert (january["adjusted_serious"], january["adjusted_slight"]) == (0.88, 1.12)  # 0.75 + 0.125 and 0.25 + 0.875
    people = hurt.rows["2024-01", "wiltshire"]
    assert people["adjusted_serious"] == 1.0  # 0.75 + 2 × 0.125
    assert people["adjusted_ksi"] == 2.0  # and one killed


@pytest.mark.parametrize("missing", ["-1", "NULL", ""])
def test_an_adjusted_number_that_is_missing_leaves_its_month_blank(tmp_path, missing):
    content = collisions(2024, changed={"collision_adjusted_severity_serious": missing})
    made = read(tmp_path, {"collision-2024.csv": content}).made[0]
    assert made.rows["2024-01", "wiltshire"]["adjusted_serious"] is None
    assert made.rows["2024-02", "dorset"]["adjusted_serious"] == 0.5
    assert made.rows["2024-01", "wiltshire"]["all_collisions"] == 3


def test_old_years_without_adjusted_numbers_stay_blank_beside_new_ones(tmp_path):
    made = read(tmp_path, {"collision-2022.csv": collisions(), "collision-2024.csv": collisions(2024)}).made[0]
    assert made.rows["2022-01", "wiltshire"]["adjusted_serious"] is None
    assert made.rows["2024-01", "wiltshire"]["adjusted_serious"] == 0.88


def test_forces_of_scotland_are_left_out_and_counted(tmp_path):
    reading = read(tmp_path, {"collision-2022.csv": collisions()})
    assert "  left out, collisions of forces of Scotland: 1" in reading.report
    assert reading.report[1].startswith(
        "2022: 5 collisions (fatal 1, serious 2, slight 2), 9 casualties in them; 2 months, 2 forces"
    )


def test_local_authorities_are_told_by_code_and_named_by_a_lookup(tmp_path):
    lookup = tmp_path / "lookup.csv"
    lookup.write_text("LAD24CD,LAD24NM,PFA24CD,PFA24NM\nE06000054,Wiltshire,E23000038,Wiltshire\n", encoding="utf-8")
    made = read(tmp_path, {"collision-2022.csv": collisions()}, by=("area",), lookup=(str(lookup),)).made[0]
    assert made.name == "road_collisions_areas"
    assert made.parts == {
        "e06000030": "E06000030",
        "e06000058": "E06000058",
        "wiltshire": "Wiltshire",
        "elsewhere": "No authority known",
    }
    assert made.rows["2022-01", "wiltshire"]["all_collisions"] == 2
    assert (made.rows["2022-02", "elsewhere"]["slight"], made.remainder) == (1, "elsewhere")


def test_several_splits_make_several_sources(tmp_path):
    reading = read(tmp_path, both(), by=("force", "area", "highway"))
    assert [made.name for made in reading.made] == [
        "road_collisions", "road_casualties", "road_collisions_areas", "road_casualties_areas", "road_collisions_highways",
        "road_casualties_highways",
    ]  # fmt: skip
    for i in (1, 3, 5):
        assert sum(cells["all_casualties"] for cells in reading.made[i].rows.values()) == 9


def test_forces_and_years_are_kept_that_are_asked_for(tmp_path):
    files = {**both(), **both(2024)}
    reading = read(tmp_path, files, force=("Dorset Police",), years=("2024..2024",))
    assert {key for made in reading.made for key in made.rows} == {("2024-01", "dorset"), ("2024-02", "dorset")}
    assert reading.warnings == []


def test_years_before_those_that_sources_hold_are_passed_over_and_told(tmp_path):
    files = {**both(1999, CRASHES, 2022), **both(2022)}
    reading = read(tmp_path, files)
    assert {period[:4] for made in reading.made for period in made.periods} == {"2022"}
    assert "collisions before 2000 passed over (6): sources hold months from 2000." in reading.warnings
    assert read(tmp_path, files, years=("2022..2022",)).warnings == []


# ── what is asked and refused ─────────────────────────────────────────────────────────────────────────────────────────
def test_a_year_in_two_files_is_taken_once(tmp_path):
    reading = read(tmp_path, {"a.csv": collisions(), "b.csv": collisions()})
    assert reading.made[0].rows["2022-01", "wiltshire"]["all_collisions"] == 3
    assert "with the same numbers" in reading.warnings[0]


def test_a_year_that_two_files_tell_otherwise_is_taken_from_the_one_that_is_preferred(tmp_path):
    more = collisions(2024).removeprefix(b"\xef\xbb\xbf").split(b"\r\n", 1)[1]
    old, new = collisions(2022, CRASHES[:2], 2024), collisions(2022, CRASHES, 2024) + more
    assert read(tmp_path, {"a.csv": old, "b.csv": new}, prefer=("newest",)).made[0].rows["2022-01", "wiltshire"]["fatal"] == 1
    first = read(tmp_path, {"a.csv": old, "b.csv": new}, prefer=("first",))
    assert first.made[0].rows["2022-01", "wiltshire"]["all_collisions"] == 2
    assert "2022 is taken from" in first.warnings[0]


def test_casualties_of_years_without_collisions_are_told(tmp_path):
    two = casualties() + casualties(2023, CRASHES, 2022).split(b"\r\n", 1)[1]
    reading = read(tmp_path, {"collision-2022.csv": collisions(), "casualties.csv": two})
    assert "casualties of 2023 passed over (10): no collisions of these years are given." in reading.warnings
    assert reading.made[1].periods == ["2022-01", "2022-02"]


def test_a_whole_year_is_not_asked_about_for_its_months(tmp_path):
    asked = [str(doubt.told) for doubt in read(tmp_path, {"collision-2022.csv": collisions(crashes=YEAR)}).doubts]
    assert len(asked) == 1 and "1 of 43 forces" in asked[0]


def test_a_provisional_file_is_told_by_its_name(tmp_path):
    reading = read(tmp_path, {"dft-road-casualty-statistics-collision-provisional-2022.csv": collisions()})
    assert any("is provisional by its name" in warning for warning in reading.warnings)


def test_vehicles_beside_collisions_are_passed_over(tmp_path):
    vehicles = b"accident_index,accident_year,vehicle_reference,vehicle_type\r\n1,2022,1,9\r\n"
    reading = read(tmp_path, {"collision-2022.csv": collisions(), "vehicle-2022.csv": vehicles})
    assert any("holds vehicles, which are not read" in warning for warning in reading.warnings)


def test_what_is_packed_is_read_the_same(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in both().items():
            archive.writestr(f"data/{name}", content)
    plain = read(tmp_path, both()).made
    assert [made.rows for made in read(tmp_path, {"all.zip": out.getvalue()}).made] == [made.rows for made in plain]
    packed = {f"{name}.gz": gzip.compress(content) for name, content in both().items()}
    assert [made.rows for made in read(tmp_path, packed).made] == [made.rows for made in plain]


def test_reading_row_by_row_says_the_same(tmp_path, monkeypatch):
    """Where DuckDB cannot read a file, it is read row by row: both ways count and sum alike."""
    files = {"collision-2024.csv": collisions(2024)}
    quick = read(tmp_path, files).made[0]

    def refuse(*_):
        raise duck.errors()("not today")

    monkeypatch.setattr(counted_rows, "_counted", refuse)
    assert read(tmp_path, files).made[0].rows == quick.rows


def test_line_ends_of_two_kinds_are_read_all_the_same(tmp_path):
    """DuckDB refuses such a file in its strict mode; it is read row by row, and written once more to be joined."""
    rows = collisions().split(b"\r\n")
    mixed = b"\r\n".join(rows[:3]) + b"\n" + b"\n".join(rows[3:])
    plain = read(tmp_path, both()).made
    files = {"collision-2022.csv": mixed, "casualty-2022.csv": casualties()}
    assert [made.rows for made in read(tmp_path, files).made] == [made.rows for made in plain]


# ── written ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def project(tmp_path):
    """A project without sources."""
    (tmp_path / "project" / "data").mkdir(parents=True)
    shutil.copy2(ROOT / "tests/projects/street-crime/data/body.yml", tmp_path / "project" / "data")
    return Project(tmp_path / "project")


def run(project: Project, *words: str):
    return CliRunner().invoke(main, ["--project", str(project.root), "import", "stats19", *words])


def test_a_file_that_is_cut_short_is_not_written_until_somebody_is_sure(tmp_path, project):
    paths = [str(path) for path in put(tmp_path, both(2024))]
    done = run(project, *paths)
    assert done.exit_code != 0 and "it is no whole year" in done.output
    assert not project.exists("data/sources/road_collisions.csv")
    done = run(project, *paths, "--sure", "road_collisions", "--sure", "road_casualties")
    assert done.exit_code == 0, done.output
    assert fault_list(Project(project.root)) == []
    text = project.read_text("data/sources/road_collisions.csv")
    assert "2024-01,wiltshire,3,1,1,1,5,0.88,1.12,computed," in text
    assert "Nothing to do" in run(project, *paths).output


def test_columns_that_a_later_year_brings_are_blank_before_it(tmp_path, project):
    for year in (2022, 2024):
        (path,) = put(tmp_path, {f"collision-{year}.csv": collisions(year)})
        done = run(project, str(path), "--sure", "road_collisions")
        assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(project.read_text("data/sources/road_collisions.csv").splitlines()))
    adjusted = {(row["month"], row["force"]): row["adjusted_serious"] for row in rows}
    assert (adjusted["2022-01", "wiltshire"], adjusted["2024-01", "wiltshire"]) == ("", "0.88")
    assert fault_list(Project(project.root)) == []


def test_a_revised_year_needs_a_reason(tmp_path, project):
    (path,) = put(tmp_path, {"collision-2022.csv": collisions()})
    assert run(project, str(path), "--sure", "road_collisions").exit_code == 0
    path.write_bytes(collisions(changed={"severity": 2}))
    done = run(project, str(path), "--sure", "road_collisions")
    assert done.exit_code != 0 and "fatal" in done.output.lower()
    done = run(project, str(path), "--sure", "road_collisions", "--reason", "The Department corrected a severity.")
    assert done.exit_code == 0, done.output
    assert "2022-01,wiltshire,3,0,2,1,5,computed,r" in project.read_text("data/sources/road_collisions.csv")


# ── the genuine file ──────────────────────────────────────────────────────────────────────────────────────────────────
@genuine
def test_the_genuine_rows_are_counted_as_they_are_apart(tmp_path):
    with given([str(GENUINE)]) as found:
        reading = IMPORTER.read(found, asked_of(IMPORTER, {"by": ("force", "area")}))
    rows = list(csv.DictReader(GENUINE.read_text(encoding="utf-8-sig").splitlines()))
    severities = Counter(row["accident_severity"] for row in rows)
    assert len(rows) == 1049
    assert reading.made[0].rows == {
        ("2022-01", "metropolitan-police"): {
            "all_collisions": 1049,
            "fatal": severities["1"],
            "serious": severities["2"],
            "slight": severities["3"],
            "casualties": sum(int(row["number_of_casualties"]) for row in rows),
        }
    }
    areas = Counter(row["local_authority_ons_district"].lower() for row in rows)
    assert {part: cells["all_collisions"] for (_, part), cells in reading.made[1].rows.items()} == dict(areas)


@genuine
def test_the_genuine_file_of_one_force_and_month_is_asked_about():
    with given([str(GENUINE)]) as found:
        reading = IMPORTER.read(found, asked_of(IMPORTER, {}))
    told = " ".join(str(doubt.told) for doubt in reading.doubts)
    assert "has collisions in January alone" in told and "1 of 43 forces of England and Wales: 42 have none" in told
    assert any("ends within a line" in warning for warning in reading.warnings)


@genuine
def test_the_heads_of_2022_are_those_of_the_genuine_file():
    header = GENUINE.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    assert set(HEADS[2022].split(",")) <= set(header)
