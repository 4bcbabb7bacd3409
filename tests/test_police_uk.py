"""The importer for data.police.uk street files, and the second project that it fills."""

from __future__ import annotations

import gzip
import hashlib
import math
import shutil
import stat
import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from importing import Done, Doubted, all_bytes, by_key, imported, project_in, rows_of
from places import build

from pcc_lib.cli import main
from pcc_lib.core import files
from pcc_lib.core.errors import DataError, ReportError
from pcc_lib.core.periods import Span
from pcc_lib.figures.cutting import make_series
from pcc_lib.importers import given as opening
from pcc_lib.importers.police_uk_street_rows import CRIME_TYPES, HEADER
from pcc_lib.importers.publishers.police_uk_street import column
from pcc_lib.inputs import measures, plan
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.source_faults import fault_list
from pcc_lib.inputs.sources import read_source

REPO = Path(__file__).resolve().parents[1]
GENUINE = REPO.parent / "shared" / "open_data" / "data_police_uk"
THREE_FORCES = GENUINE / "wiltshire-dorset-gloucestershire.zip"
CITY = GENUINE / "city-of-london-2018-2021.zip"
CITY_OTHER_RELEASE = GENUINE / "city-of-london-2018-2019-other-release.zip"
PROJECT = REPO / "tests" / "projects" / "street-crime"
LOOKUPS = GENUINE.parent / "ons_lookups"
PLACES = (str(LOOKUPS / "lookup_lsoa11_lsoa21_ltla22.csv.gz"), str(LOOKUPS / "lookup_ltla24_csp24_pfa24.csv"))
genuine = pytest.mark.skipif(not GENUINE.is_dir(), reason="the genuine street files (shared/open_data) are not here")

# Rows of Wiltshire, counted apart from this code: month, all, anti-social behaviour, burglary, violence.
CONTROL = [
    ("2018-10", 5058, 1389, 255, 1336),
    ("2019-02", 4493, 1193, 203, 1215),
    ("2024-03", 4023, 836, 139, 1462),
    ("2025-01", 3830, 629, 145, 1496),
    ("2025-06", 4695, 907, 118, 1774),
    ("2025-09", 4114, 867, 123, 1574),
]
CONTROL_COLUMNS = ("all_crime", "anti_social_behaviour", "burglary", "violence_and_sexual_offences")
GAPS = (Span("2019-03", "2023-12"), Span("2024-05", "2024-12"))

Row = dict[str, str]


def row(month: str, crime_type: str = "Burglary", **cells: str) -> Row:
    """A genuine-looking row; the Crime ID is the same in all, as repeated IDs are."""
    asb = crime_type == "Anti-social behaviour"
    return {
        "Crime ID": "" if asb else "ab" * 32,
        "Month": month,
        "Reported by": "Exampleshire Police",
        "Falls within": "Exampleshire Police",
        "Longitude": "-1.8",
        "Latitude": "51.5",
        "Location": "On or near Mill Lane",
        "LSOA code": "E01032000",
        "LSOA name": "Exampleton 001A",
        "Crime type": crime_type,
        "Last outcome category": "" if asb else "Under investigation",
        "Context": "",
        **cells,
    }


def text_of(rows: Iterable[Row], newline: str = "\n") -> str:
    return newline.join([",".join(HEADER), *(",".join(r.values()) for r in rows), ""])


def put(
    folder: Path,
    month: str,
    rows: Iterable[Row] | None = None,
    force: str = "exampleshire",
    newline: str = "\n",
) -> Path:
    """A street file in the download's own layout."""
    rows = [row(month)] if rows is None else rows
    path = folder / month / f"{month}-{force}-street.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text_of(rows, newline), encoding="utf-8", newline="")
    return path


def zipped(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(p for p in folder.rglob("*") if p.is_file()):
            archive.write(file, file.relative_to(folder).as_posix())
    return path


def bring(folder: Path, *paths: Path, sure: bool = True, reason: str = "", **options: str | tuple[str, ...]) -> Done:
    """Street files into the project of a test; its files are small, so that they were looked at is said."""
    return imported(project_in(folder / "project"), "police-uk", paths, sure=sure, reason=reason, **options)


def source_rows(folder: Path) -> list[Row]:
    return rows_of(folder / "project", "street_crime")


def refused(tmp_path: Path, *paths: Path, **options: str | tuple[str, ...]) -> str:
    """The message of an import that must fail, having written nothing."""
    with pytest.raises(DataError) as error:
        bring(tmp_path / "refused", *paths, **options)
    assert not (tmp_path / "refused/project/data/sources").exists()
    return str(error.value)


def about_of(folder: Path, source: str = "street_crime") -> dict[str, Any]:
    return yaml.safe_load((folder / f"project/data/sources/{source}.resource.yml").read_text(encoding="utf-8"))


def many(month: str, number: int, *kinds: str, **cells: str) -> list[Row]:
    """A month with so many rows of each kind."""
    return [row(month, kind, **cells) for kind in kinds or ("Burglary",) for _ in range(number)]


# Counting


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_row_is_counted_once(tmp_path: Path, newline: str) -> None:
    rows = [
        row("2025-01"),
        row("2025-01"),
        row("2025-01", "Anti-social behaviour"),
        row(
            "2025-01",
            "Drugs",
            Longitude="",
            Latitude="",
            Location="No Location",
            **{"LSOA code": "", "LSOA name": ""},
        ),
        row("2025-01", "Other theft", Location='"On or near Mill Lane, North"'),
    ]
    put(tmp_path / "in", "2025-01", rows, newline=newline)
    done = bring(tmp_path, tmp_path / "in")
    (found,) = source_rows(tmp_path)
    assert found["month"] == "2025-01" and found["force"] == "exampleshire"
    wanted = {
        "all_crime": "5",
        "crime_without_asb": "4",
        "burglary": "2",
        "anti_social_behaviour": "1",
        "drugs": "1",
        "other_theft": "1",
        "robbery": "0",
    }
    assert {name: found[name] for name in wanted} == wanted
    assert (found["kind"], found["status"]) == ("computed", "")
    assert "Read 1 street file with 5 rows." in done.report


def test_zip_folder_and_single_files_give_the_same_bytes(tmp_path: Path) -> None:
    files = [put(tmp_path / "in" / "deeper", month) for month in ("2025-01", "2025-02")]
    ways = {
        "zip": [zipped(tmp_path / "in", tmp_path / "x.zip")],
        "folder": [tmp_path / "in"],
        "files": files[::-1],
    }
    for name, paths in ways.items():
        bring(tmp_path / name, *paths)
    assert len({(tmp_path / name / "project/data/sources/street_crime.csv").read_bytes() for name in ways}) == 1


def test_an_archive_within_an_archive_and_a_packed_file_are_read(tmp_path: Path) -> None:
    put(tmp_path / "in", "2025-01")
    (tmp_path / "outer").mkdir()
    zipped(tmp_path / "in", tmp_path / "outer/2025-01.zip")
    packed = tmp_path / "2025-02-exampleshire-street.csv.gz"
    packed.write_bytes(gzip.compress(text_of([row("2025-02")]).encode()))
    bring(tmp_path, zipped(tmp_path / "outer", tmp_path / "downloads.zip"), packed)
    assert [r["month"] for r in source_rows(tmp_path)] == ["2025-01", "2025-02"]


def test_a_byte_order_mark_and_empty_lines_do_no_harm(tmp_path: Path) -> None:
    path = put(tmp_path / "in", "2025-01")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes() + b"\n\n")
    assert "with 1 row." in bring(tmp_path, path).report


def test_other_files_are_passed_over_and_counted(tmp_path: Path) -> None:
    put(tmp_path / "in", "2025-01")
    for name in (
        "2025-01-exampleshire-outcomes.csv",
        "2025-01-exampleshire-stop-and-search.csv",
        "._2025-01-exampleshire-street.csv",
        "read me.txt",
    ):
        (tmp_path / "in" / name).write_text("nothing of ours", encoding="utf-8")
    for way, given in (("folder", tmp_path / "in"), ("zip", zipped(tmp_path / "in", tmp_path / "x.zip"))):
        report = bring(tmp_path / way, given).report
        for line in (
            "Passed over: 1 file of outcomes.",
            "Passed over: 1 file of stop and search.",
            "Passed over: 1 other file.",
        ):
            assert line in report


def test_gaps_stay_gaps(tmp_path: Path) -> None:
    for month in ("2024-11", "2024-12", "2025-03"):
        put(tmp_path / "in", month)
    put(tmp_path / "in", "2025-03", [row("2025-03", **{"Reported by": "Otherland Police"})], force="otherland")
    done = bring(tmp_path, tmp_path / "in")
    assert [(r["month"], r["force"]) for r in source_rows(tmp_path)] == [
        ("2024-11", "exampleshire"),
        ("2024-12", "exampleshire"),
        ("2025-03", "exampleshire"),
        ("2025-03", "otherland"),
    ]
    assert "  gaps: 2025-01 to 2025-02" in done.report.splitlines()
    assert about_of(tmp_path)["gaps"] == [
        {"first": "2025-01", "last": "2025-02"},
        {"force": "otherland", "first": "2024-11", "last": "2024-12"},
    ]
    assert fault_list(Project(tmp_path / "project")) == []


def test_only_the_forces_and_months_asked_for(tmp_path: Path) -> None:
    for month in ("2025-01", "2025-02", "2025-03"):
        put(tmp_path / "in", month)
    put(tmp_path / "in", "2025-01", [row("2025-01", **{"Reported by": "Otherland Police"})], force="otherland")
    bring(tmp_path, tmp_path / "in", force="otherland")
    assert [r["force"] for r in source_rows(tmp_path)] == ["otherland"]
    assert "Did you mean 'otherland'?" in refused(tmp_path, tmp_path / "in", force="otherlnad")
    bring(tmp_path / "span", tmp_path / "in", force="exampleshire", months="2025-02..2025-09")
    assert [r["month"] for r in source_rows(tmp_path / "span")] == ["2025-02", "2025-03"]
    assert "no file is of these months: 2025-01 to 2025-03" in refused(tmp_path, tmp_path / "in", months="2024-01..2024-12")
    assert "Write it like 2024-01..2024-12" in refused(tmp_path, tmp_path / "in", months="2024")
    assert "2024-12..2024-01" in refused(tmp_path, tmp_path / "in", months="2024-12..2024-01")


def test_a_force_is_known_by_any_spelling(tmp_path: Path) -> None:
    name = {"Reported by": "Metropolitan Police Service"}
    put(tmp_path / "in", "2025-01", [row("2025-01", **name)], force="metropolitan")
    bring(tmp_path, tmp_path / "in", force="Met Police")
    assert [r["force"] for r in source_rows(tmp_path)] == ["metropolitan-police"]


# The source that is written


def test_the_source_is_one_that_the_library_reads(tmp_path: Path) -> None:
    put(tmp_path / "in", "2025-01", [row("2025-01", kind) for kind in CRIME_TYPES])
    archive = zipped(tmp_path / "in", tmp_path / "download <b>.zip")
    done = bring(tmp_path, archive)
    assert set(done.written) == {
        "data/datapackage.yml",
        "data/sources/street_crime.csv",
        "data/sources/street_crime.resource.yml",
    }
    project = Project(tmp_path / "project")
    assert fault_list(project) == []
    source = read_source(project, "street_crime")
    assert source.columns == ["all_crime", "crime_without_asb", *map(column, CRIME_TYPES)] and source.parts == ["exampleshire"]
    assert source.frame["all_crime"].tolist() == [len(CRIME_TYPES)]
    assert source.field_title("theft_from_the_person") == "Theft from the person"
    about = source.about
    assert about.licence == "Open Government Licence v3.0" and about.licence in about.attribution
    assert about.imported is not None
    assert [(f.file, f.release) for f in about.imported.files] == [("download ?b?.zip", "2025-01")]
    assert about.imported.files[0].sha256 == hashlib.sha256(archive.read_bytes()).hexdigest()
    assert (about.imported.control, dict(about.imported.totals)) == ("all_crime", {"2025-01": 14})
    assert (about.first, about.last, about.gaps) == ("2025-01", "2025-01", ())


def test_the_package_of_a_project_lists_what_is_new(tmp_path: Path) -> None:
    project_in(tmp_path / "project")
    package = tmp_path / "project/data/datapackage.yml"
    package.write_text("name: street  # ours\nresources: []\n", encoding="utf-8")
    bring(tmp_path, put(tmp_path / "in", "2025-01"))
    text = package.read_text(encoding="utf-8")
    assert "# ours" in text and yaml.safe_load(text)["resources"] == ["sources/street_crime.resource.yml"]


def test_a_rule_binds_all_crime_to_its_types(tmp_path: Path) -> None:
    bring(tmp_path, put(tmp_path / "in", "2025-01"))
    path = tmp_path / "project/data/sources/street_crime.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("exampleshire,1,", "exampleshire,2,"), encoding="utf-8")
    said = "".join(map(str, fault_list(Project(tmp_path / "project"))))
    assert "all crime is not crime and anti-social behaviour" in said


def test_a_table_that_was_edited_by_hand_does_not_sum(tmp_path: Path) -> None:
    """Even where every rule between columns holds: the sums of the files are kept with the source."""
    for month, number in (("2025-01", 118), ("2025-02", 120)):
        put(tmp_path / "in", month, many(month, number))
    bring(tmp_path, tmp_path / "in", sure=False)
    path = tmp_path / "project/data/sources/street_crime.csv"
    held = path.read_text(encoding="utf-8")
    path.write_text(held.replace(",120,", ",119,"), encoding="utf-8")
    said = "".join(map(str, fault_list(Project(tmp_path / "project"))))
    assert "the rows of 2025-02 sum to 119, and 120 was their control total when they were imported" in said
    path.write_text("".join(line for line in held.splitlines(True) if not line.startswith("2025-02")), encoding="utf-8")
    said = "".join(map(str, fault_list(Project(tmp_path / "project"))))
    assert "2025-02 has no number, and 120 was its control total when it was imported" in said


# What is held already


def test_an_import_adds_to_what_is_held(tmp_path: Path) -> None:
    first = put(tmp_path / "in", "2025-01", many("2025-01", 120))
    second = put(tmp_path / "in", "2025-02", many("2025-02", 130))
    assert bring(tmp_path, first, sure=False).doubts == []
    descriptor = tmp_path / "project/data/sources/street_crime.resource.yml"
    said = yaml.safe_load(descriptor.read_text(encoding="utf-8")) | {"limits": "Ours. Few."}
    descriptor.write_text(yaml.safe_dump(said, sort_keys=False), encoding="utf-8")
    bring(tmp_path, second, sure=False)
    assert [(r["month"], r["all_crime"], r["status"]) for r in source_rows(tmp_path)] == [
        ("2025-01", "120", ""),
        ("2025-02", "130", ""),
    ]
    about = about_of(tmp_path)
    assert about["limits"] == "Ours. Few." and (about["first"], about["last"]) == ("2025-01", "2025-02")
    assert about["imported"]["totals"] == {"2025-01": 120, "2025-02": 130} and len(about["imported"]["files"]) == 2
    assert fault_list(Project(tmp_path / "project")) == []


def test_the_same_again_writes_nothing(tmp_path: Path) -> None:
    path = put(tmp_path / "in", "2025-01")
    bring(tmp_path, path)
    before = all_bytes(tmp_path / "project")
    assert bring(tmp_path, path).written == [] and all_bytes(tmp_path / "project") == before
    said = CliRunner().invoke(main, ["--project", str(tmp_path / "project"), "import", "police-uk", str(path)])
    assert said.exit_code == 0 and "Nothing to do: all of it is held already." in said.output


def test_other_counts_of_a_held_month_are_a_revision(tmp_path: Path) -> None:
    for month in ("2025-01", "2025-02", "2025-03"):
        put(tmp_path / "in", month, many(month, 120))
    bring(tmp_path, tmp_path / "in")
    before = all_bytes(tmp_path / "project")
    new = put(tmp_path / "new", "2025-03", many("2025-03", 121))
    with pytest.raises(ReportError, match="say why in a few words"):
        bring(tmp_path, new)
    assert all_bytes(tmp_path / "project") == before
    bring(tmp_path, new, reason="A later release has one more.")
    rows = source_rows(tmp_path)
    assert [(r["month"], r["all_crime"], r["status"]) for r in rows] == [
        ("2025-01", "120", ""),
        ("2025-02", "120", ""),
        ("2025-03", "121", "r"),
    ]
    kept = tmp_path / "project/data/sources/street_crime.releases/2025-03.csv"
    assert kept.read_bytes() == before["data/sources/street_crime.csv"]
    assert about_of(tmp_path)["imported"]["totals"] == {"2025-01": 120, "2025-02": 120, "2025-03": 121}
    assert fault_list(Project(tmp_path / "project")) == []


def test_a_force_that_is_new_joins_those_that_are_held(tmp_path: Path) -> None:
    bring(tmp_path, put(tmp_path / "in", "2025-01"))
    bring(tmp_path, put(tmp_path / "in", "2025-01", [row("2025-01", **{"Reported by": "Otherland Police"})], force="otherland"))
    assert [r["force"] for r in source_rows(tmp_path)] == ["exampleshire", "otherland"]
    assert read_source(Project(tmp_path / "project"), "street_crime").parts == ["exampleshire", "otherland"]


def test_a_source_of_that_name_that_others_made_is_left_alone(tmp_path: Path) -> None:
    path = put(tmp_path / "in", "2025-01")
    bring(tmp_path, path)
    descriptor = tmp_path / "project/data/sources/street_crime.resource.yml"
    text = descriptor.read_text(encoding="utf-8").replace("producer: Police forces", "producer: The office")
    descriptor.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="is a source of The office.* already"):
        bring(tmp_path, path)


def test_a_failure_leaves_the_former_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "in", "2025-01")
    bring(tmp_path, tmp_path / "in")
    before = all_bytes(tmp_path / "project")
    bad = put(tmp_path / "bad", "2025-02", [row("2025-02", "Treason")])
    with pytest.raises(DataError):
        bring(tmp_path, bad)
    put(tmp_path / "in", "2025-02", many("2025-02", 2))

    def locked(part: Path, path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(files.os, "replace", locked)
    with pytest.raises(ReportError, match=r"street_crime\.csv: cannot be written"):
        bring(tmp_path, tmp_path / "in")
    assert all_bytes(tmp_path / "project") == before


# What is doubtful


def usual(folder: Path, months: int = 6, number: int = 200, **other: int) -> Path:
    """Months that are alike, but for one more row each, and for those that are named (`m2025_03=5`)."""
    for i, month in enumerate(Span("2025-01", f"2025-{months:02d}").periods):
        rows = other.get(f"m{month.replace('-', '_')}", number + i)
        put(folder, month, many(month, rows, "Burglary", "Drugs"))
    return folder


DOUBTS = {
    "near-empty": ({"m2025_03": 5}, "2025-03: holds 10 records, and the periods around it 406: next to nothing."),
    "partial": ({"m2025_06": 100}, "2025-06: holds 200 records, and the periods around it 404: it may be a part of one."),
    "repeated": ({"m2025_04": 200}, "2025-04: has every number of 2025-01: one may be a copy of the other."),
}


@pytest.mark.parametrize(("months", "found"), DOUBTS.values(), ids=DOUBTS)
def test_doubtful_months_are_asked_about(tmp_path: Path, months: dict[str, int], found: str) -> None:
    folder = usual(tmp_path / "in", **months)
    with pytest.raises(Doubted) as told:
        bring(tmp_path, folder, sure=False)
    (doubt,) = told.value.doubts
    month = next(iter(months)).removeprefix("m").replace("_", "-")
    assert found in doubt and f"say --sure street_crime; to leave it as a gap, --without {month}." in doubt
    assert f"{month}-exampleshire-street.csv" in doubt
    assert not (tmp_path / "project/data/sources").exists()
    done = imported(project_in(tmp_path / "project"), "police-uk", [folder], leave=[month])
    assert done.doubts == [] and month not in {r["month"] for r in source_rows(tmp_path)}
    bring(tmp_path, folder)  # looked at, and right
    assert month in {r["month"] for r in source_rows(tmp_path)}


def test_a_small_month_with_nothing_around_it_is_asked_about(tmp_path: Path) -> None:
    with pytest.raises(Doubted, match="holds 1 records, and nothing around it tells whether that is all"):
        bring(tmp_path, put(tmp_path / "in", "2025-01"), sure=False)


def test_a_kind_that_is_gone_is_asked_about(tmp_path: Path) -> None:
    folder = usual(tmp_path / "in")
    put(folder, "2025-05", many("2025-05", 400, "Burglary"))
    with pytest.raises(Doubted, match="2025-05: has no drugs, of which every other period has 200 and more"):
        bring(tmp_path, folder, sure=False)


def test_what_is_held_tells_what_is_usual(tmp_path: Path) -> None:
    bring(tmp_path, usual(tmp_path / "in"), sure=False)
    with pytest.raises(Doubted, match="2025-07"):
        bring(tmp_path, put(tmp_path / "new", "2025-07", many("2025-07", 60, "Burglary", "Drugs")), sure=False)


def test_the_command_asks_and_is_told(tmp_path: Path) -> None:
    folder = usual(tmp_path / "in", m2025_03=5)
    command = ["--project", str(project_in(tmp_path / "project")), "import", "police-uk", str(folder)]
    said = CliRunner().invoke(main, [*command, "--dry-run"])
    assert said.exit_code == 0 and "next to nothing" in said.output and "this was a dry run" in said.output
    assert not (tmp_path / "project/data/sources").exists()
    said = CliRunner().invoke(main, command)
    assert said.exit_code != 0 and "--sure street_crime" in said.output and not (tmp_path / "project/data/sources").exists()
    said = CliRunner().invoke(main, [*command, "--without", "2025-03"])
    assert said.exit_code == 0 and "Wrote" in said.output
    said = CliRunner().invoke(main, [*command, "--without", "2024-03"])
    assert said.exit_code != 0 and "--without, 2024-03: was not read." in said.output
    said = CliRunner().invoke(main, [*command, "--sure", "street_crime"])
    assert said.exit_code == 0 and [r["all_crime"] for r in source_rows(tmp_path)][2] == "10"


# The recipe of a project


def test_a_recipe_brings_everything_in(tmp_path: Path) -> None:
    usual(tmp_path / "downloads", m2025_03=5)
    recipe = project_in(tmp_path / "project") / "data/imports.yml"
    entry = {"importer": "police-uk", "files": ["**/*-street.csv"], "options": {"force": ["exampleshire"]}}
    recipe.write_text(yaml.safe_dump({"imports": [entry | {"without": ["2025-03"]}]}), encoding="utf-8")
    command = ["--project", str(tmp_path / "project"), "import", "--all", str(tmp_path / "downloads")]
    said = CliRunner().invoke(main, [*command, "--dry-run"])
    assert said.exit_code == 0 and not (tmp_path / "project/data/sources").exists(), said.output
    said = CliRunner().invoke(main, command)
    assert said.exit_code == 0 and len(source_rows(tmp_path)) == 5, said.output
    assert "Nothing to do" in CliRunner().invoke(main, command).output


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ({"importer": "police-ku", "files": ["*.csv"]}, "there is no importer 'police-ku'. Did you mean 'police-uk'?"),
        ({"importer": "police-uk", "files": ["../*.csv"]}, "leads out of the folder"),
        ({"importer": "police-uk", "files": ["*.csv"], "options": {"froce": ["x"]}}, "has no option 'froce'"),
        ({"importer": "police-uk", "files": ["*.csv"]}, "no file fits"),
    ],
)
def test_a_recipe_that_is_wrong(tmp_path: Path, entry: dict[str, object], found: str) -> None:
    recipe = project_in(tmp_path / "project") / "data/imports.yml"
    recipe.write_text(yaml.safe_dump({"imports": [entry]}), encoding="utf-8")
    (tmp_path / "downloads").mkdir()
    said = CliRunner().invoke(main, ["--project", str(tmp_path / "project"), "import", "--all", str(tmp_path / "downloads")])
    assert said.exit_code != 0 and found in said.output and "Traceback" not in said.output


# The same month twice


@pytest.fixture
def two_releases(tmp_path: Path) -> tuple[Path, Path]:
    """An older archive to 2025-02 and a newer one to 2025-03, both with 2025-02."""
    for month in ("2025-01", "2025-02"):
        put(tmp_path / "a", month)
    for month in ("2025-02", "2025-03"):
        put(tmp_path / "b", month, [row(month, "Drugs", **{"Last outcome category": "Local resolution"})])
    return zipped(tmp_path / "a", tmp_path / "older.zip"), zipped(tmp_path / "b", tmp_path / "newer.zip")


def test_the_same_month_in_two_archives_is_refused(tmp_path: Path, two_releases: tuple[Path, Path]) -> None:
    message = refused(tmp_path, *two_releases)
    assert "older.zip, 2025-02/2025-02-exampleshire-street.csv: 2025-02 of exampleshire" in message
    assert "newer.zip, 2025-02/2025-02-exampleshire-street.csv too" in message and "--prefer newest" in message


@pytest.mark.parametrize(
    ("prefer", "turned", "taken", "type_of_february"),
    [
        ("first", False, "older.zip", "burglary"),
        ("first", True, "newer.zip", "drugs"),
        ("newest", False, "newer.zip", "drugs"),
        ("newest", True, "newer.zip", "drugs"),
    ],
)
def test_one_of_two_archives_is_kept_with_a_warning(
    tmp_path: Path,
    two_releases: tuple[Path, Path],
    prefer: str,
    turned: bool,
    taken: str,
    type_of_february: str,
) -> None:
    paths = two_releases[::-1] if turned else two_releases
    done = bring(tmp_path, *paths, prefer=prefer)
    february = next(r for r in source_rows(tmp_path) if r["month"] == "2025-02")
    assert february[type_of_february] == "1" and february["all_crime"] == "1"
    (warning,) = done.reading.warnings
    assert "exampleshire 2025-02. Taken from" in warning
    assert warning.index(taken) < warning.index("; not from")


def test_newest_is_not_guessed(tmp_path: Path) -> None:
    for name in ("a", "b"):
        put(tmp_path / name, "2025-02")
    message = refused(tmp_path, tmp_path / "a", tmp_path / "b", prefer="newest")
    assert "neither is the newer" in message and "--prefer first" in message
    assert "Known: first, newest." in refused(tmp_path, tmp_path / "a", prefer="oldish")


def test_a_file_renamed_to_another_force_is_found(tmp_path: Path) -> None:
    put(tmp_path / "in", "2025-01")
    put(tmp_path / "in", "2025-01", force="otherland")
    assert "the files of exampleshire and otherland" in refused(tmp_path, tmp_path / "in")
    put(tmp_path / "more", "2025-01")
    put(tmp_path / "more", "2025-02", [row("2025-02", **{"Reported by": "Otherland Police"})])
    done = bring(tmp_path, tmp_path / "more")
    assert done.reading.warnings == [
        "the files of exampleshire say Exampleshire Police and Otherland Police. Check that no file was renamed.",
    ]
    known = {"Reported by": "Gloucestershire Constabulary"}
    message = refused(tmp_path, put(tmp_path / "known", "2025-01", [row("2025-01", **known)], force="wiltshire"))
    assert "'Gloucestershire Constabulary', but the file's name says wiltshire" in message


# Places


def areas(folder: Path) -> tuple[str, str]:
    """Lookups of two small areas of one force, of one that became two, and of one of another force."""
    small = "lsoa11_code,lsoa21_code,lsoa21_name,ltla22_name,ltla22_code\n" + "".join(
        f"{old},{new},Small {new[-1]},{area},{code}\n"
        for old, new, area, code in (
            ("E01000001", "E01000001", "Exampleton", "E06000001"),
            ("E01000002", "E01000003", "Sampleham", "E06000002"),
            ("E01000004", "E01000005", "Sampleham", "E06000002"),
            ("E01000004", "E01000006", "Sampleham", "E06000002"),
            ("E01000007", "E01000007", "Faraway", "E06000003"),
        )
    )
    force = "ltla24_code,ltla24_name,pfa24_code,pfa24_name\n" + "".join(
        f"{code},{area},,{pfa}\n"
        for code, area, pfa in (
            ("E06000001", "Exampleton", "Wiltshire"),
            ("E06000002", "Sampleham", "Wiltshire"),
            ("E06000003", "Faraway", "Dorset"),
        )
    )
    for name, text in (("small.csv", small), ("force.csv", force)):
        (folder / name).write_text(text, encoding="utf-8")
    return str(folder / "small.csv"), str(folder / "force.csv")


def test_rows_are_split_by_place(tmp_path: Path) -> None:
    codes = ["E01000001"] * 5 + ["E01000003", "E01000002", "E01000004", "E01000007", "E01099999", ""]
    rows = [row("2025-01", **{"LSOA code": code, "Reported by": "Wiltshire Police"}) for code in codes]
    given = put(tmp_path / "in", "2025-01", rows, force="wiltshire")
    done = bring(tmp_path, given, by=("force", "area", "lsoa"), lookup=areas(tmp_path))
    by_area = {r["area"]: int(r["all_crime"]) for r in rows_of(tmp_path / "project", "street_crime_areas")}
    assert by_area == {"exampleton": 5, "sampleham": 3, "elsewhere": 3}
    small = {r["small_area"]: int(r["all_crime"]) for r in rows_of(tmp_path / "project", "street_crime_lsoa")}
    assert small == {"e01000001": 5, "e01000003": 2, "e01000005": 0, "e01000006": 0, "elsewhere": 4}
    assert "1 rows lie outside its area (Faraway 1); 1 have no place" in done.report
    assert "have the code of a small area that there is no longer; 1 one in no lookup" in done.report
    assert sum(by_area.values()) == sum(small.values()) == int(source_rows(tmp_path)[0]["all_crime"]) == 11
    assert fault_list(Project(tmp_path / "project")) == []


def test_places_want_lookups(tmp_path: Path) -> None:
    given = put(tmp_path / "in", "2025-01")
    small, force = areas(tmp_path)
    for lookup in ((), (small,), (force,)):
        assert "Give two lookups with --lookup" in refused(tmp_path, given, by="area", lookup=lookup)
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert "is the header of no lookup" in refused(tmp_path, given, by="area", lookup=str(tmp_path / "x.csv"))
    assert "no such file" in refused(tmp_path, given, by="area", lookup=str(tmp_path / "nowhere.csv"))


# Bad input


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    put(
        folder,
        "2025-01",
        [row("2025-01"), row("2024-12"), row("2024-12", "Drugs"), row("2025-01", "Burglarly")],
    )
    put(folder, "2025-02", [row("2025-02")])
    put(folder, "2025-03", []).write_text("", encoding="utf-8")
    put(folder, "2025-04", [])
    short = put(folder, "2025-05")
    short.write_text(short.read_text(encoding="utf-8") + "only,three,cells\n", encoding="utf-8")
    message = refused(tmp_path, folder)
    assert message.startswith("5 faults found:")
    for part in (
        "2025-01-exampleshire-street.csv, row 3, column Month: '2024-12', but the file's name says 2025-01 (2 rows).",
        "row 5, column Crime type: 'Burglarly' is not known. Did you mean 'Burglary'?",
        "2025-03-exampleshire-street.csv: the file is empty.",
        "2025-04-exampleshire-street.csv: holds a header and no rows.",
        "2025-05-exampleshire-street.csv, row 3: 3 cells where the header has 12.",
    ):
        assert part in message


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"Type,Date,Latitude\nPerson search,2025-01-01,51.5\n", "row 1, column 1: the header says 'Type'"),
        (",".join(HEADER[:-1]).encode() + b"\n", "row 1: the header has 11 columns"),
        (
            (text_of([row("2025-01")]) + text_of([row("2025-01", Location="Caf\xe9")]).split("\n")[1]).encode("latin-1"),
            "line 3: byte 0xe9 is not UTF-8",
        ),
        (text_of([row("2025-01")]).encode("utf-16"), "row 1: it is no CSV in UTF-8"),
        ((",".join(HEADER) + '\n"never closed,2025-01\n' + "x" * 200_000).encode(), "not CSV"),
        (b"\x00" * 500, "row 1: it is no CSV in UTF-8"),
    ],
)
def test_files_that_are_not_street_files(tmp_path: Path, content: bytes, found: str) -> None:
    path = put(tmp_path / "in", "2025-01")
    path.write_bytes(content)
    message = refused(tmp_path, path)
    assert path.name in message and found in message and len(message) < 800


def test_hostile_text_is_shown_short_and_harmless(tmp_path: Path) -> None:
    rows = [
        row("2025-01"),
        row("2025-01", "<script>" + "x" * 5000),
        row("2025-01", "\x1b[2J\u202e=cmd()"),
        row("2025-01", **{"Reported by": "<img src=x>"}),
    ]
    message = refused(tmp_path, put(tmp_path / "in", "2025-01", rows))
    assert "\x1b" not in message and "\u202e" not in message and "x" * 100 not in message
    assert "'<img src=x>' is not the name of a force" in message


def test_a_file_that_is_wrong_throughout_gives_a_short_list(tmp_path: Path) -> None:
    rows = [row("2025-01", f"Type {i}") for i in range(5000)]
    message = refused(tmp_path, put(tmp_path / "in", "2025-01", rows))
    assert message.startswith("21 faults found:") and "and at least 4980 more faults" in message


def test_paths_that_hold_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "page.zip").write_text("<html>Not found</html>", encoding="utf-8")
    (tmp_path / "crime.csv").write_text(text_of([row("2025-01")]), encoding="utf-8")
    (tmp_path / "2025-13-exampleshire-street.csv").write_text(text_of([row("2025-13")]), encoding="utf-8")
    zipped(tmp_path / "empty", tmp_path / "nothing.zip")
    names = ("empty", "page.zip", "crime.csv", "2025-13-exampleshire-street.csv", "nothing.zip", "nowhere")
    message = refused(tmp_path, *(tmp_path / n for n in names))
    for name, found in zip(
        names,
        (
            "holds no file",
            "not a whole ZIP archive",
            "the name 'crime.csv' says no month and force",
            "the name '2025-13-exampleshire-street.csv' says no month and force",
            "holds no file",
            "no such file",
        ),
        strict=True,
    ):
        assert f"{name}: {found}" in message
    assert "none is given" in refused(tmp_path)
    put(tmp_path / "wrong", "2025-1")
    assert "says no month and force" in refused(tmp_path, tmp_path / "wrong")


@pytest.mark.parametrize(
    "name",
    [
        "../2025-01-exampleshire-street.csv",
        "/2025-01-exampleshire-street.csv",
        "C:\\2025-01-exampleshire-street.csv",
        "a\\..\\..\\2025-01-exampleshire-street.csv",
    ],
)
def test_zip_names_that_lead_outside_are_refused(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(name, text_of([row("2025-01")]))
    assert "leads out of the archive" in refused(tmp_path, tmp_path / "x.zip")
    assert not list(tmp_path.rglob("*-street.csv"))


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("2025-01/2025-01-exampleshire-street.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(link, "/etc/hostname")
    assert "leads out of the archive" in refused(tmp_path, tmp_path / "x.zip")


def test_backslashes_of_windows_tools_are_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("2025-01\\2025-01-exampleshire-street.csv", text_of([row("2025-01")]))
    assert "with 1 row." in bring(tmp_path, tmp_path / "x.zip").report


def test_a_damaged_zip_member_is_named(tmp_path: Path) -> None:
    put(tmp_path / "in", "2025-01", [row("2025-01", Location=f"On or near {i} Mill Lane") for i in range(500)])
    archive = zipped(tmp_path / "in", tmp_path / "x.zip")
    raw = bytearray(archive.read_bytes())
    raw[300:400] = bytes(100)
    archive.write_bytes(raw)
    message = refused(tmp_path, archive)
    assert "x.zip, 2025-01/2025-01-exampleshire-street.csv" in message and "Download it again" in message
    archive.write_bytes(raw[: len(raw) // 2])
    assert "not a whole ZIP archive" in refused(tmp_path, archive)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MAX_BYTES", 100)
    put(tmp_path / "in", "2025-01")
    assert "bytes: no such file does" in refused(tmp_path, zipped(tmp_path / "in", tmp_path / "x.zip"))


# The genuine files


@pytest.fixture(scope="module")
def three_forces(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    folder = tmp_path_factory.mktemp("three-forces")
    return folder, bring(folder, THREE_FORCES, sure=False)


@genuine
@pytest.mark.parametrize("control", CONTROL, ids=[c[0] for c in CONTROL])
def test_control_totals_of_wiltshire(three_forces: tuple[Path, Done], control: tuple[str, ...]) -> None:
    month, *wanted = control
    found = by_key(three_forces[0] / "project", "street_crime", "month", "force")[month, "wiltshire"]
    assert [int(found[c]) for c in CONTROL_COLUMNS] == wanted


@genuine
def test_the_gaps_between_the_three_runs(three_forces: tuple[Path, Done]) -> None:
    folder, done = three_forces
    lines = done.report.splitlines()
    assert lines.count("  gaps: 2019-03 to 2023-12, 2024-05 to 2024-12") == 3
    assert len(source_rows(folder)) == 3 * 18 and lines[0].startswith("Read 54 street files") and done.reading.warnings == []
    about = about_of(folder)
    assert about["gaps"] == [{"first": str(gap.first), "last": str(gap.last)} for gap in GAPS]
    assert about["imported"]["files"][0]["release"] == "2025-09"


@genuine
def test_the_source_holds_every_row_of_the_files(three_forces: tuple[Path, Done]) -> None:
    """Against a count that knows nothing of CSV: no street file has a line break within a cell."""
    folder, done = three_forces
    with zipfile.ZipFile(THREE_FORCES) as archive:
        lines = {name: archive.read(name).count(b"\n") - 1 for name in archive.namelist()}
    assert f"with {sum(lines.values()):,} rows." in done.report
    rows = by_key(folder / "project", "street_crime", "month", "force")
    for (month, force), held in rows.items():
        assert int(held["all_crime"]) == lines[f"{month}/{month}-{force}-street.csv"]
    assert sum(about_of(folder)["imported"]["totals"].values()) == sum(lines.values())
    assert fault_list(Project(folder / "project")) == []


@genuine
def test_the_long_run_of_the_city_of_london(tmp_path: Path) -> None:
    done = bring(tmp_path, CITY, sure=False)  # the lockdowns are not asked about: months of a lull have others beside them
    assert "city-of-london (City of London Police): 38 months, 2018-10 to 2021-11\n  gaps: none" in done.report
    assert "Passed over: 36 files of stop and search." in done.report and len(source_rows(tmp_path)) == 38


@genuine
def test_two_releases_of_the_city_of_london(tmp_path: Path) -> None:
    """The releases differ in outcomes only, so either gives the same source; neither is chosen unasked."""
    message = refused(tmp_path, CITY, CITY_OTHER_RELEASE)
    assert CITY.name in message and CITY_OTHER_RELEASE.name in message and "2 more files" in message
    bring(tmp_path / "one", CITY)
    done = bring(tmp_path / "newest", CITY_OTHER_RELEASE, CITY, prefer="newest")
    bring(tmp_path / "first", CITY_OTHER_RELEASE, CITY, prefer="first")
    assert "2018-12 to 2019-02" in done.reading.warnings[0]
    held = [(tmp_path / n / "project/data/sources/street_crime.csv").read_bytes() for n in ("one", "newest", "first")]
    assert len(set(held)) == 1
    assert bring(tmp_path / "one", CITY_OTHER_RELEASE).written == []  # no row differs, so nothing is revised


@genuine
def test_places_of_the_genuine_files(tmp_path: Path) -> None:
    """Sums over areas and small areas are those of the force; what lies elsewhere is told."""
    done = bring(tmp_path, THREE_FORCES, sure=False, force="wiltshire", by=("force", "area", "lsoa"), lookup=PLACES)
    whole = {row["month"]: row["all_crime"] for row in source_rows(tmp_path)}
    for source in ("street_crime_areas", "street_crime_lsoa"):
        sums: Counter[str] = Counter()
        for row in rows_of(tmp_path / "project", source):
            sums[row["month"]] += int(row["all_crime"])
        assert {month: str(n) for month, n in sums.items()} == whole
    areas = {row["area"] for row in rows_of(tmp_path / "project", "street_crime_areas")}
    assert areas == {"swindon", "wiltshire", "elsewhere"}
    assert len({row["small_area"] for row in rows_of(tmp_path / "project", "street_crime_lsoa")}) == 447 + 1
    assert "wiltshire: 310 rows lie outside its area" in done.report
    assert "wiltshire: 2,710 rows have the code of a small area that there is no longer" in done.report
    assert fault_list(Project(tmp_path / "project")) == []


# The second project


def second_project(tmp_path: Path, force: str) -> Path:
    """A copy of the second project for one force, filled by the import."""
    project = shutil.copytree(PROJECT, tmp_path / "project")
    other = project / "other-bodies" / f"{force}.yml"
    if other.is_file():
        other.replace(project / "data" / "body.yml")
    imported(project, "police-uk", [THREE_FORCES], force=force)
    return project


def test_the_second_project_holds_definitions_and_no_data() -> None:
    assert not list(PROJECT.rglob("*.csv")) and not (PROJECT / "data" / "sources").exists()
    measures = {p.stem: yaml.safe_load(p.read_text(encoding="utf-8")) for p in PROJECT.glob("data/measures/*.yml")}
    assert {m["numerator"] for m in measures.values()} == {"all_crime", "anti_social_behaviour", "burglary"}


@genuine
@pytest.mark.parametrize("force", ["wiltshire", "dorset"])
def test_the_second_project_has_no_fault(tmp_path: Path, force: str) -> None:
    project = Project(second_project(tmp_path, force))
    assert (
        fault_list(project) == measures.fault_list(project) == plan.fault_list(project, plan.open_quarter(project).quarter) == []
    )
    assert force in project.body.force.lower()
    assert [p.page for p in plan.priorities(project)] == ["safer-streets"]


@genuine
def test_no_figure_of_the_second_project_bridges_a_gap(tmp_path: Path) -> None:
    project = Project(second_project(tmp_path, "wiltshire"))
    series = make_series(measures.read_measure(project, "all_crime"), read_source(project, "street_crime"), "2025-09")
    assert len(series.gaps()) == 58 + 8 and series.gaps()[0] == "2019-03"
    assert math.isnan(series.values()["2023-12"]) and series.values()["2025-09"] == 4114
    assert math.isnan(series.total("numerator", Span("2024-10", "2025-09")))


@pytest.mark.slow
@genuine
@pytest.mark.parametrize(("force", "september"), [("wiltshire", ["4,114", "867", "123"]), ("dorset", None)])
def test_the_second_project_builds(tmp_path: Path, force: str, september: list[str] | None) -> None:
    project = second_project(tmp_path, force)
    rows = rows_of(project, "street_crime")
    wanted = [f"{int(rows[-1][c]):,}" for c in CONTROL_COLUMNS[:3]]
    assert rows[-1]["month"] == "2025-09" and september in (None, wanted)
    build(project, "2025-26-Q2")
    pages = "".join(p.read_text(encoding="utf-8") for p in sorted((project / "_build").rglob("*.html")))
    for printed in wanted:
        assert printed in pages
    for gap in ("March 2019 to December 2023", "May 2024 to December 2024"):
        assert gap in pages
    assert "Contains public sector information licensed under the Open Government Licence v3.0." in pages
    # The first project's words must not turn up in another's: the library names no body of its own.
    assert "PCC Highlight Report" not in pages and ("Wiltshire" in pages) == (force == "wiltshire")
