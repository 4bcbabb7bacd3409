"""What importers are given, opened with care: paths of any name, the same file twice, digests of all that was read."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from importing import imported, project_in, rows_of
from small_book import all_bytes
from test_police_uk import many, put, text_of, zipped

from pcc_lib.cli import main
from pcc_lib.core.errors import DataError
from pcc_lib.importers import counted_rows
from pcc_lib.importers import given as opening
from pcc_lib.importers.given import given
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.source_faults import fault_list
from pcc_lib.inputs.sources import read_source

FOLDERS = (
    "a b",
    'it\'s "quoted"',
    "star*[1]?{2}",
    "new\nline",
    "Straße 東京 é",
    "month=2024-01",
    "Month=2024-01",
    "filename=x",
    "-dash",
    "$HOME;rm",
    "~",
    "%41",
)


def digests(project: Path) -> list[tuple[str, str]]:
    about = read_source(Project(project), "street_crime").about.imported
    return [(each.file, each.sha256) for each in about.files] if about else []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize("name", FOLDERS)
def test_folders_of_any_name_are_read(tmp_path: Path, name: str) -> None:
    put(tmp_path / name, "2025-01", many("2025-01", 120))
    for way, path in (("folder", tmp_path / name), ("file", tmp_path / name / "2025-01/2025-01-exampleshire-street.csv")):
        project = project_in(tmp_path / f"project-{way}")
        imported(project, "police-uk", [path])
        assert [(row["month"], row["all_crime"]) for row in rows_of(project, "street_crime")] == [("2025-01", "120")]
        assert fault_list(Project(project)) == []
        text = (project / "data/sources/street_crime.resource.yml").read_text(encoding="utf-8")
        assert "\n\n" not in text and "<" not in text


def test_paths_from_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "in", "2025-01", many("2025-01", 120))
    project = project_in(tmp_path / "project")
    monkeypatch.chdir(tmp_path)
    imported(project, "police-uk", ["in"])
    monkeypatch.chdir(tmp_path / "in")
    assert imported(project, "police-uk", ["."]).written == []
    assert digests(project)[0][0] == "in"


def test_one_file_under_two_names_is_read_once(tmp_path: Path) -> None:
    file = put(tmp_path / "in", "2025-01", many("2025-01", 120))
    (tmp_path / "link").symlink_to(tmp_path / "in", target_is_directory=True)
    ways = [str(file), f"{tmp_path}/in/../in/2025-01/{file.name}", f"{tmp_path}/./in", str(tmp_path / "link"), str(file)]
    project = project_in(tmp_path / "project")
    imported(project, "police-uk", ways)
    assert [row["all_crime"] for row in rows_of(project, "street_crime")] == ["120"]
    assert len(digests(project)) == 1


def test_every_folder_that_nobody_may_read_is_told_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    months = ("2025-01", "2025-02", "2025-03")
    files = {month: put(tmp_path / "in", month, many(month, 120)) for month in months}
    shut = [files[month].parent for month in months[:2]]
    real = os.scandir

    def refusing(folder: str | Path) -> object:
        if Path(folder) in shut:
            raise PermissionError(13, "Permission denied", str(folder))
        return real(folder)

    monkeypatch.setattr(os, "scandir", refusing)
    with given([tmp_path / "in"]) as found:
        assert [(fault.file, fault.found[:15]) for fault in found.faults] == [(str(each), "cannot be read:") for each in shut]
        assert [file.place for file in found.files] == [files["2025-03"]]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no names of files that are no text")
def test_a_folder_whose_name_is_no_text_is_read(tmp_path: Path) -> None:
    file = put(tmp_path / "in", "2025-01", many("2025-01", 120))
    odd = tmp_path / os.fsdecode(b"bad\xff")
    odd.mkdir()
    shutil.copy(file, odd / file.name)
    project = project_in(tmp_path / "project")
    imported(project, "police-uk", [odd])
    assert [row["all_crime"] for row in rows_of(project, "street_crime")] == ["120"]


def test_a_file_that_goes_while_it_is_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = put(tmp_path / "in", "2025-01", many("2025-01", 120))
    real = counted_rows._placed

    def gone(*args: object) -> object:
        found = real(*args)
        file.unlink()
        return found

    monkeypatch.setattr(counted_rows, "_placed", gone)
    with pytest.raises(DataError, match="no such file|cannot be read"):
        imported(project_in(tmp_path / "project"), "police-uk", [tmp_path / "in"])


def test_files_of_a_folder_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b/2.csv", "b.csv", "a/z/1.csv", "a/y.csv", "C.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x\n", encoding="utf-8")
    with given([tmp_path]) as found:
        told = [file.member for file in found.files]
    assert told == [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*.csv"))]


def test_a_file_that_nobody_may_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = put(tmp_path / "in", "2025-01", many("2025-01", 120))
    real = Path.open

    def refusing(self: Path, *args: object, **kwargs: object) -> object:
        if self.name == file.name:
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "open", refusing)
    with pytest.raises(DataError, match=r"street\.csv: cannot be read: there is no permission"):
        imported(project_in(tmp_path / "project"), "police-uk", [file])


def test_more_files_than_anybody_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MAX_FILES", 2)
    for month in ("2025-01", "2025-02", "2025-03", "2025-04"):
        put(tmp_path / "in", month)
    with given([tmp_path / "in"]) as found:
        assert [fault.found for fault in found.faults] == ["holds more than 2 files."]


def test_the_digest_of_a_folder_is_of_all_that_lies_in_it(tmp_path: Path) -> None:
    """Of archives in it too: other rows in one of them are another digest."""
    seen = set()
    for number in (120, 121):
        folder = tmp_path / str(number) / "downloads"
        folder.mkdir(parents=True)
        put(tmp_path / str(number) / "in", "2025-01", many("2025-01", number))
        zipped(tmp_path / str(number) / "in", folder / "2025-01.zip")
        project = project_in(tmp_path / str(number) / "project")
        imported(project, "police-uk", [folder])
        seen.add(digests(project)[0])
    assert len(seen) == 2 and {name for name, _ in seen} == {"downloads"}


def test_the_digest_of_a_file_is_its_own(tmp_path: Path) -> None:
    file = put(tmp_path / "in", "2025-01", many("2025-01", 120))
    project = project_in(tmp_path / "project")
    imported(project, "police-uk", [file])
    assert digests(project) == [(file.name, hashlib.sha256(file.read_bytes()).hexdigest())]


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr("tempfile.tempdir", None)
    put(tmp_path / "in", "2025-01", many("2025-01", 120))
    before = all_bytes(tmp_path / "in")
    imported(project_in(tmp_path / "project"), "police-uk", [zipped(tmp_path / "in", tmp_path / "x.zip")])
    with pytest.raises(DataError):
        imported(project_in(tmp_path / "other"), "police-uk", [tmp_path / "x.zip", tmp_path / "nowhere.zip"])
    assert not any((tmp_path / "scratch").iterdir()) and all_bytes(tmp_path / "in") == before


def test_names_of_forces_are_words_and_nothing_else(tmp_path: Path) -> None:
    """What looks like YAML, Markdown or a formula stands in the descriptor as it was written, and breaks nothing."""
    force = "No - A [b](c), d' & (e) 1. {% x %}".replace("{% x %}", "").replace("[b](c)", "(b)").strip()
    rows = many("2025-01", 120, **{"Reported by": f'"{force}"'})
    path = put(tmp_path / "in", "2025-01", rows)
    project = project_in(tmp_path / "project")
    done = imported(project, "police-uk", [path])
    assert f"exampleshire ({force})" in done.report
    source = read_source(Project(project), "street_crime")
    named = {each.value: each.label for each in source.about.fields[1].categories}
    assert named == {"exampleshire": force} and fault_list(Project(project)) == []


def test_names_that_a_descriptor_lacks_come_with_the_next_import(tmp_path: Path) -> None:
    """One that an earlier version wrote held none; what people have called a part since stays."""
    path = put(tmp_path / "in", "2025-01", many("2025-01", 120, **{"Reported by": "Exampleshire Police"}))
    project = project_in(tmp_path / "project")
    imported(project, "police-uk", [path])
    file = project / "data/sources/street_crime.resource.yml"
    written = file.read_text(encoding="utf-8")
    told = "    categories:\n    - value: exampleshire\n      label: Exampleshire Police\n"
    assert told in written
    file.write_text(written.replace(told, ""), encoding="utf-8", newline="\n")
    imported(project, "police-uk", [path])
    assert "label: Exampleshire Police" in file.read_text(encoding="utf-8")
    ours = file.read_text(encoding="utf-8").replace("label: Exampleshire Police", "label: Our police")
    file.write_text(ours, encoding="utf-8", newline="\n")
    for month in ("2025-01", "2025-02"):
        imported(
            project,
            "police-uk",
            [put(tmp_path / month, month, many(month, 100 + int(month[-2:]) * 20, **{"Reported by": "Exampleshire Police"}))],
        )
        assert "label: Our police" in file.read_text(encoding="utf-8")


def test_a_descriptor_that_is_brought_up_to_date_is_named_before_it_is_written(tmp_path: Path) -> None:
    """A dry run that says 'same' of all values, and nothing else, looks as if nothing were to do."""
    path = put(tmp_path / "in", "2025-01", many("2025-01", 120, **{"Reported by": "Exampleshire Police"}))
    project = project_in(tmp_path / "project")
    imported(project, "police-uk", [path])
    file = project / "data/sources/street_crime.resource.yml"
    short = file.read_text(encoding="utf-8").replace("label: Exampleshire Police", "label: exampleshire")
    file.write_text(short, encoding="utf-8", newline="\n")
    command = ["--project", str(project), "import", "police-uk", str(path)]
    said = "All values are held already. To be brought up to date: data/sources/street_crime.resource.yml."
    tried = CliRunner().invoke(main, [*command, "--dry-run"])
    assert said in tried.output and "this was a dry run" in tried.output and file.read_text(encoding="utf-8") == short
    assert said in CliRunner().invoke(main, command).output and "label: Exampleshire Police" in file.read_text(encoding="utf-8")
    assert "Nothing to do" in CliRunner().invoke(main, command).output


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
def test_what_is_no_file_in_a_folder_is_passed_over(tmp_path: Path) -> None:
    put(tmp_path / "in", "2025-01", many("2025-01", 120))
    os.mkfifo(tmp_path / "in/2025-02-exampleshire-street.csv")
    (tmp_path / "in/loop-street.csv").symlink_to(tmp_path / "in/loop-street.csv")
    project = project_in(tmp_path / "project")
    imported(project, "police-uk", [tmp_path / "in"])
    assert [row["month"] for row in rows_of(project, "street_crime")] == ["2025-01"]


def test_cells_of_several_lines_are_one_row(tmp_path: Path) -> None:
    rows = many("2025-01", 120, Location='"On or near\nMill Lane"')
    path = put(tmp_path / "in", "2025-01", rows)
    assert text_of(rows).count("\n") == 241
    project = project_in(tmp_path / "project")
    imported(project, "police-uk", [path])
    assert rows_of(project, "street_crime")[0]["all_crime"] == "120"


def test_the_list_of_importers_is_quick_to_load() -> None:
    """`pcc import --list` and `--help` want nothing that reads data."""
    code = "import sys; from pcc_lib.importers.registry import importers; importers(); print(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not {name for name in ("pandas", "duckdb", "fsspec", "aiohttp") if f"'{name}'" in loaded}
