"""The recipe of a project's imports, and the list of importers: what the commands tell."""

from __future__ import annotations

import csv
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner
from importing import project_in, rows_of

from pcc_lib.cli import main
from pcc_lib.core.errors import DataError, DefinitionError, Fault, suggest
from pcc_lib.importers import recipe
from pcc_lib.importers.boundaries import Wanted
from pcc_lib.importers.faults import MOST_TOLD, few
from pcc_lib.importers.given import given
from pcc_lib.importers.planning import import_of, read_files, write
from pcc_lib.importers.police_uk_street_rows import HEADER
from pcc_lib.importers.registry import importers
from pcc_lib.importers.seam import Asked
from pcc_lib.inputs.project import Project

RECIPE = """imports:
  - importer: police-uk
    files: ["**/*-street.csv"]
    options: {force: [exampleshire]}
    sure: [street_crime]
"""


def street(folder: Path, month: str, rows: int = 120) -> None:
    """A street file of burglaries."""
    name = "Exampleshire Police"
    cells = ["a" * 64, month, name, name, "-1.8", "51.5", "On or near Mill Lane", "E01032000", "X 001A", "Burglary", "", ""]
    path = folder / month / f"{month}-exampleshire-street.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEADER, *[cells] * rows])


def run(project: Path, *said: str) -> tuple[int, str]:
    ran = CliRunner().invoke(main, ["--project", str(project), "import", *said])
    return ran.exit_code, ran.output


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a recipe."""
    folder = project_in(tmp_path / "project")
    (folder / "data/imports.yml").write_text(RECIPE, encoding="utf-8")
    return folder


def test_every_importer_is_listed_with_where_its_files_are() -> None:
    ran = CliRunner().invoke(main, ["import", "--list"])
    assert ran.exit_code == 0
    for name, importer in importers().items():
        assert f"\n{name}\n" in f"\n{ran.output}" and importer.download in ran.output
    assert "\nboundaries\n" in f"\n{ran.output}" and "geoportal.statistics.gov.uk" in ran.output


def test_a_recipe_brings_in_all_files_and_then_nothing_more(project: Path, tmp_path: Path) -> None:
    street(tmp_path / "downloads", "2025-01")
    code, told = run(project, "--all", str(tmp_path / "downloads"))
    assert code == 0 and "added    1 row" in told
    street(tmp_path / "downloads", "2025-02", 130)
    assert run(project, "--all", str(tmp_path / "downloads"))[0] == 0
    held = [(row["month"], row["all_crime"]) for row in rows_of(project, "street_crime")]
    assert held == [("2025-01", "120"), ("2025-02", "130")]
    code, told = run(project, "--all", str(tmp_path / "downloads"))
    assert code == 0 and "Nothing to do" in told


def test_a_dry_run_of_a_recipe_writes_nothing(project: Path, tmp_path: Path) -> None:
    street(tmp_path / "downloads", "2025-01")
    code, told = run(project, "--all", str(tmp_path / "downloads"), "--dry-run")
    assert code == 0 and "this was a dry run" in told and not (project / "data/sources").exists()


def test_one_import_that_is_refused_stops_no_other(project: Path, tmp_path: Path) -> None:
    street(tmp_path / "downloads", "2025-01")
    (project / "data/imports.yml").write_text(
        RECIPE.replace("imports:\n", 'imports:\n  - {importer: use-of-force, files: ["**/april*.csv"]}\n'), encoding="utf-8"
    )
    code, told = run(project, "--all", str(tmp_path / "downloads"))
    assert code == 1 and "**/april*.csv: no file fits." in told and rows_of(project, "street_crime")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("imports: []\n", "imports"),
        (RECIPE.replace("police-uk", "police-us"), "there is no importer 'police-us'. Did you mean 'police-uk'?"),
        (RECIPE.replace("force:", "farce:"), "police-uk has no option 'farce'. Did you mean 'force'?"),
        (RECIPE.replace("**/*-street.csv", "../secret.csv"), "'../secret.csv' leads out of the folder."),
        (RECIPE.replace("**/*-street.csv", "/etc/passwd"), "'/etc/passwd' leads out of the folder."),
        (RECIPE.replace("files", "file"), "unknown key 'file'"),
        (RECIPE.replace("**/*-street.csv", "**x"), "**x: no file fits."),
        (RECIPE.replace("force: [exampleshire]", 'by: [area], lookup: ["../secret.csv"]'), "../secret.csv: no file fits."),
        (RECIPE.replace("force: [exampleshire]", 'by: [area], lookup: ["/etc/passwd"]'), "/etc/passwd: no file fits."),
        ('imports: [{importer: boundaries, files: ["*.json"], options: {simplify: [fine]}}]\n', "'fine' is no number of metres."),
        ('imports: [{importer: boundaries, files: ["*.json"], options: {by: [lsoa]}}]\n', "boundaries has no option 'by'."),
    ],
)
def test_a_wrong_recipe_is_told_in_words(project: Path, tmp_path: Path, text: str, said: str) -> None:
    (project / "data/imports.yml").write_text(text, encoding="utf-8")
    code, told = run(project, "--all", str(tmp_path))
    assert code == 1 and said in told and "Traceback" not in told


def test_a_recipe_knows_what_may_be_said_of_boundaries() -> None:
    assert set(recipe._OF_BOUNDARIES) == {"source", *(field.name for field in fields(Wanted))} - {"only"}


def test_what_somebody_changes_while_an_import_is_shown_is_not_lost(project: Path, tmp_path: Path) -> None:
    """A person reads the plan, and another window writes the source meanwhile."""
    downloads = tmp_path / "downloads"
    street(downloads, "2025-01")
    assert run(project, "--all", str(downloads))[0] == 0
    street(downloads, "2025-02", 130)
    importer, table = importers()["police-uk"], project / "data/sources/street_crime.csv"
    with given([downloads]) as files:
        reading = importer.read(files, Asked())
        with import_of(Project(project), importer, reading, read_files(files, reading)) as planned:
            planned.doubts()
            theirs = table.read_bytes() + b"\n"
            table.write_bytes(theirs)
            with pytest.raises(DefinitionError, match="street_crime.csv: was changed by somebody else"):
                write(planned, "")
    assert table.read_bytes() == theirs


def test_without_a_recipe_it_is_said_how_to_write_one(tmp_path: Path) -> None:
    code, told = run(project_in(tmp_path / "project"), "--all", str(tmp_path))
    assert code == 1 and "data/imports.yml: there is no such file." in told


def test_files_of_another_kind_are_not_told_fault_by_fault():
    """Hundreds of faults of a wrong archive: the first of them, how many more, and where to look."""
    faults = [Fault("a.csv", f"row {n}", "is wrong.") for n in range(100)]
    assert few(DataError(faults[:MOST_TOLD])).faults == faults[:MOST_TOLD]
    told = few(DataError(faults))
    assert told.faults[:-1] == faults[:MOST_TOLD] and str(told).startswith("100 faults found:")
    assert "And 70 more. " in str(told) and "pcc import --list" in str(told)


def test_an_import_of_another_kind_of_archive_tells_the_first_faults(tmp_path: Path):
    rows = "".join(f"a,{n},b\n" for n in range(3))
    for n in range(40):
        (tmp_path / f"{n}.csv").write_text(f"one,two,three\n{rows}", encoding="utf-8")
    project = project_in(tmp_path / "project")
    files = [str(tmp_path / f"{n}.csv") for n in range(40)]
    ran = CliRunner().invoke(main, ["--project", str(project), "import", "london-boroughs", *files])
    assert ran.exit_code == 1 and len(ran.output.splitlines()) < 40 and "more. Are these the files that it reads?" in ran.output


def test_the_beginning_of_a_name_is_a_near_miss():
    known = ["avon", "north-wales", "north-yorkshire", "northumbria", "wiltshire", *(f"area of the north-{n}" for n in range(20))]
    assert suggest("wilts", known) == "Did you mean 'wiltshire'?"
    assert suggest("area", known).startswith("Known: ")  # too many begin so
    assert suggest("xx", known).startswith("Known: ")
