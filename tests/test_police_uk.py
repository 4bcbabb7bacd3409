"""The importer for data.police.uk street files, and the second project that it fills."""

from __future__ import annotations

import csv
import math
import shutil
import stat
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml
from places import build

from pcc_lib.core import files
from pcc_lib.core.errors import DataError, ReportError
from pcc_lib.core.periods import Span
from pcc_lib.figures.cutting import make_series
from pcc_lib.importers import street_rows
from pcc_lib.importers.police_uk import ImportReport, import_police_uk
from pcc_lib.importers.street_rows import CRIME_TYPES, HEADER, column
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


def source_rows(out_dir: Path) -> list[Row]:
    with (out_dir / "street_crime.csv").open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def refused(tmp_path: Path, *paths: Path, **options: object) -> str:
    """The message of an import that must fail, having written nothing."""
    out = tmp_path / "out"
    with pytest.raises(DataError) as error:
        import_police_uk(paths, out_dir=out, **options)
    assert not out.exists() or not list(out.iterdir())
    return str(error.value)


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
    report = import_police_uk([tmp_path / "in"], out_dir=tmp_path / "out")
    (found,) = source_rows(tmp_path / "out")
    assert found["month"] == "2025-01" and found["force"] == "exampleshire"
    assert (
        found["all_crime"],
        found["burglary"],
        found["anti_social_behaviour"],
        found["drugs"],
        found["other_theft"],
        found["robbery"],
    ) == ("5", "2", "1", "1", "1", "0")
    assert (found["kind"], found["status"]) == ("computed", "")
    assert report.rows == 5 and report.files == 1


def test_zip_folder_and_single_files_give_the_same_bytes(tmp_path: Path) -> None:
    files = [put(tmp_path / "in" / "deeper", month) for month in ("2025-01", "2025-02")]
    ways = {
        "zip": [zipped(tmp_path / "in", tmp_path / "x.zip")],
        "folder": [tmp_path / "in"],
        "files": files[::-1],
    }
    for name, paths in ways.items():
        import_police_uk(paths, out_dir=tmp_path / name)
    assert len({(tmp_path / name / "street_crime.csv").read_bytes() for name in ways}) == 1


def test_a_byte_order_mark_and_empty_lines_do_no_harm(tmp_path: Path) -> None:
    path = put(tmp_path, "2025-01")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes() + b"\n\n")
    assert import_police_uk([path], out_dir=tmp_path / "out").rows == 1


def test_other_files_are_passed_over_and_counted(tmp_path: Path) -> None:
    put(tmp_path / "in", "2025-01")
    for name in (
        "2025-01-exampleshire-outcomes.csv",
        "2025-01-exampleshire-stop-and-search.csv",
        "._2025-01-exampleshire-street.csv",
        "read me.txt",
    ):
        (tmp_path / "in" / name).write_text("nothing of ours", encoding="utf-8")
    assert import_police_uk([tmp_path / "in"], out_dir=tmp_path / "out").ignored == 4
    archive = zipped(tmp_path / "in", tmp_path / "x.zip")
    assert import_police_uk([archive], out_dir=tmp_path / "out").ignored == 4


def test_gaps_stay_gaps(tmp_path: Path) -> None:
    for month in ("2024-11", "2024-12", "2025-03"):
        put(tmp_path / "in", month)
    put(tmp_path / "in", "2025-03", [row("2025-03", **{"Reported by": "Otherland Police"})], force="otherland")
    report = import_police_uk([tmp_path / "in"], out_dir=tmp_path / "out")
    assert [(r["month"], r["force"]) for r in source_rows(tmp_path / "out")] == [
        ("2024-11", "exampleshire"),
        ("2024-12", "exampleshire"),
        ("2025-03", "exampleshire"),
        ("2025-03", "otherland"),
    ]
    assert {t.force: t.gaps for t in report.forces} == {
        "exampleshire": (Span("2025-01", "2025-02"),),
        "otherland": (Span("2024-11", "2025-02"),),  # it begins later than the source
    }
    assert "gaps: 2025-01 to 2025-02" in str(report)


def test_only_the_forces_asked_for(tmp_path: Path) -> None:
    put(tmp_path / "in", "2025-01")
    put(tmp_path / "in", "2025-01", [row("2025-01", **{"Reported by": "Otherland Police"})], force="otherland")
    report = import_police_uk([tmp_path / "in"], out_dir=tmp_path / "out", forces=["otherland"])
    assert [t.force for t in report.forces] == ["otherland"] and report.files == 1
    assert "Did you mean 'otherland'?" in refused(tmp_path / "no", tmp_path / "in", forces=["otherlnad"])


# The source that is written


def test_the_source_is_one_that_the_library_reads(tmp_path: Path) -> None:
    out = tmp_path / "data" / "sources"
    put(tmp_path / "in", "2025-01", [row("2025-01", kind) for kind in CRIME_TYPES])
    archive = zipped(tmp_path / "in", tmp_path / "download <b>.zip")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "datapackage.yml").write_text("name: street\nresources: []\n", encoding="utf-8")
    report = import_police_uk([archive], out_dir=out)
    assert any("datapackage.yml does not list" in w for w in report.warnings)
    (tmp_path / "data" / "datapackage.yml").write_text(
        "name: street\nresources: [sources/street_crime.resource.yml]\n", encoding="utf-8"
    )
    assert import_police_uk([archive], out_dir=out).warnings == ()
    project = Project(tmp_path)
    assert fault_list(project) == []
    source = read_source(project, "street_crime")
    assert source.columns == ["all_crime", *map(column, CRIME_TYPES)] and source.parts == ["exampleshire"]
    assert source.frame["all_crime"].tolist() == [len(CRIME_TYPES)]
    assert source.field_title("theft_from_the_person") == "Theft from the person"
    about = source.about
    assert about.licence == "Open Government Licence v3.0" and about.licence in about.attribution
    assert "download ?b?.zip (its newest month: January 2025)" in about.obtained
    assert (about.first, about.last, about.gaps) == ("2025-01", "2025-01", ())
    assert sorted(p.name for p in out.iterdir()) == ["street_crime.csv", "street_crime.resource.yml"]


def test_a_rule_binds_all_crime_to_its_types(tmp_path: Path) -> None:
    out = tmp_path / "data" / "sources"
    put(tmp_path / "in", "2025-01")
    import_police_uk([tmp_path / "in"], out_dir=out)
    (tmp_path / "data" / "datapackage.yml").write_text(
        "name: street\nresources: [sources/street_crime.resource.yml]\n", encoding="utf-8"
    )
    path = out / "street_crime.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("exampleshire,1,", "exampleshire,2,"), encoding="utf-8")
    assert "all crime is not the sum of its types" in "".join(map(str, fault_list(Project(tmp_path))))


def test_what_a_new_import_drops_or_counts_otherwise_is_said(tmp_path: Path) -> None:
    for month in ("2025-01", "2025-02", "2025-03"):
        put(tmp_path / "in", month)
    import_police_uk([tmp_path / "in"], out_dir=tmp_path / "out")
    put(tmp_path / "new", "2025-03", [row("2025-03"), row("2025-03")])
    report = import_police_uk([tmp_path / "new"], out_dir=tmp_path / "out")
    assert report.warnings == (
        "exampleshire: no longer in the source, because no file given holds them: 2025-01 to 2025-02.",
        "exampleshire: other counts than in the source before: 2025-03.",
    )


def test_a_failure_leaves_the_former_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "in", "2025-01")
    import_police_uk([tmp_path / "in"], out_dir=tmp_path / "out")
    before = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()}
    bad = put(tmp_path / "bad", "2025-02", [row("2025-02", "Treason")])
    with pytest.raises(DataError):
        import_police_uk([bad], out_dir=tmp_path / "out")
    put(tmp_path / "in", "2025-02")

    def locked(part: Path, path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(files.os, "replace", locked)
    with pytest.raises(ReportError, match=r"street_crime\.csv: cannot be written"):
        import_police_uk([tmp_path / "in"], out_dir=tmp_path / "out")
    assert {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()} == before


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
    assert "newer.zip (2025-02/2025-02-exampleshire-street.csv) too" in message and "--prefer newest" in message


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
    report = import_police_uk(paths, out_dir=tmp_path / "out", prefer=prefer)
    february = next(r for r in source_rows(tmp_path / "out") if r["month"] == "2025-02")
    assert february[type_of_february] == "1" and february["all_crime"] == "1"
    (warning,) = report.warnings
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
    report = import_police_uk([tmp_path / "more"], out_dir=tmp_path / "ok")
    assert report.warnings == (
        "the files of exampleshire say Exampleshire Police and Otherland Police. Check that no file was renamed.",
    )


# Bad input


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    put(
        folder,
        "2025-01",
        [row("2025-01"), row("2024-12"), row("2024-12", "Drugs"), row("2025-01", "Burglarly")],
    )
    put(folder, "2025-02", [row("2025-02"), row("2025-02", **{"Reported by": "Otherland Police"})])
    put(folder, "2025-03", []).write_text("", encoding="utf-8")
    put(folder, "2025-04", [])
    short = put(folder, "2025-05")
    short.write_text(short.read_text(encoding="utf-8") + "only,three,cells\n", encoding="utf-8")
    message = refused(tmp_path, folder)
    assert message.startswith("6 faults found:")
    for part in (
        "2025-01-exampleshire-street.csv, row 3, column Month: '2024-12', but the file's name says 2025-01 (2 rows).",
        "row 5, column Crime type: 'Burglarly' is not known. Did you mean 'Burglary'?",
        "2025-02-exampleshire-street.csv, row 3, column Reported by: 'Otherland Police', but the file begins "
        "with 'Exampleshire Police'.",
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
        (text_of([row("2025-01")]).encode("utf-16"), "line 1: byte 0xff is not UTF-8"),
        ((",".join(HEADER) + '\n"never closed,2025-01\n' + "x" * 200_000).encode(), "not CSV"),
        (b"\x00" * 500, "row 1, column 1: the header says"),
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
    assert message.startswith("21 faults found:") and "and at least 481 more faults" in message


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
            "holds no street file",
            "not a whole zip archive",
            "not a zip archive, folder",
            "not a zip archive, folder",
            "holds no street file",
            "no such file",
        ),
        strict=True,
    ):
        assert f"{name}: {found}" in message
    assert "none is given" in refused(tmp_path)
    put(tmp_path / "wrong", "2025-1")
    assert "the name says no month and force" in refused(tmp_path, tmp_path / "wrong")


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
    assert import_police_uk([tmp_path / "x.zip"], out_dir=tmp_path / "out").rows == 1


def test_a_damaged_zip_member_is_named(tmp_path: Path) -> None:
    put(tmp_path / "in", "2025-01", [row("2025-01", Location=f"On or near {i} Mill Lane") for i in range(500)])
    archive = zipped(tmp_path / "in", tmp_path / "x.zip")
    raw = bytearray(archive.read_bytes())
    raw[300:400] = bytes(100)
    archive.write_bytes(raw)
    message = refused(tmp_path, archive)
    assert "x.zip, 2025-01/2025-01-exampleshire-street.csv" in message and "Download it again" in message
    archive.write_bytes(raw[: len(raw) // 2])
    assert "not a whole zip archive" in refused(tmp_path, archive)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(street_rows, "MAX_BYTES", 100)
    put(tmp_path / "in", "2025-01")
    assert "bytes: no street file does" in refused(tmp_path, zipped(tmp_path / "in", tmp_path / "x.zip"))


# The genuine files


@pytest.fixture(scope="module")
def three_forces(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ImportReport]:
    out = tmp_path_factory.mktemp("three-forces")
    return out, import_police_uk([THREE_FORCES], out_dir=out)


@genuine
@pytest.mark.parametrize("control", CONTROL, ids=[c[0] for c in CONTROL])
def test_control_totals_of_wiltshire(three_forces: tuple[Path, ImportReport], control: tuple[str, ...]) -> None:
    out, _ = three_forces
    month, *wanted = control
    found = next(r for r in source_rows(out) if (r["month"], r["force"]) == (month, "wiltshire"))
    assert [int(found[c]) for c in CONTROL_COLUMNS] == wanted


@genuine
def test_the_gaps_between_the_three_runs(three_forces: tuple[Path, ImportReport]) -> None:
    out, report = three_forces
    assert {t.force: (len(t.months), t.gaps) for t in report.forces} == {
        force: (18, GAPS) for force in ("dorset", "gloucestershire", "wiltshire")
    }
    assert len(source_rows(out)) == 3 * 18 and report.files == 54 and report.warnings == ()
    about = yaml.safe_load(report.descriptor.read_text(encoding="utf-8"))
    assert {"force": "wiltshire", "first": "2019-03", "last": "2023-12"} in about["gaps"]


@genuine
def test_the_source_holds_every_row_of_the_files(three_forces: tuple[Path, ImportReport]) -> None:
    """Against a count that knows nothing of CSV: no street file has a line break within a cell."""
    _, report = three_forces
    with zipfile.ZipFile(THREE_FORCES) as archive:
        lines = {name: archive.read(name).count(b"\n") - 1 for name in archive.namelist()}
    assert report.rows == sum(lines.values())
    for totals in report.forces:
        assert totals.rows == sum(n for name, n in lines.items() if f"-{totals.force}-" in name)


@genuine
def test_the_long_run_of_the_city_of_london(tmp_path: Path) -> None:
    report = import_police_uk([CITY], out_dir=tmp_path)
    (city,) = report.forces
    assert (len(city.months), city.months[0], city.months[-1], city.gaps) == (38, "2018-10", "2021-11", ())
    assert report.ignored == 36 and city.name == "City of London Police"


@genuine
def test_two_releases_of_the_city_of_london(tmp_path: Path) -> None:
    """The releases differ in outcomes only, so either gives the same source; neither is chosen unasked."""
    message = refused(tmp_path, CITY, CITY_OTHER_RELEASE)
    assert CITY.name in message and CITY_OTHER_RELEASE.name in message and "2 more files" in message
    import_police_uk([CITY], out_dir=tmp_path / "one")
    report = import_police_uk([CITY_OTHER_RELEASE, CITY], out_dir=tmp_path / "newest", prefer="newest")
    import_police_uk([CITY_OTHER_RELEASE, CITY], out_dir=tmp_path / "first", prefer="first")
    assert "2018-12 to 2019-02" in report.warnings[0]
    assert len({(tmp_path / n / "street_crime.csv").read_bytes() for n in ("one", "newest", "first")}) == 1


# The second project


def second_project(tmp_path: Path, force: str) -> Path:
    """A copy of the second project for one force, filled by the import."""
    project = shutil.copytree(PROJECT, tmp_path / "project")
    other = project / "other-bodies" / f"{force}.yml"
    if other.is_file():
        other.replace(project / "data" / "body.yml")
    import_police_uk([THREE_FORCES], out_dir=project / "data" / "sources", forces=[force])
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
    rows = source_rows(project / "data" / "sources")
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
