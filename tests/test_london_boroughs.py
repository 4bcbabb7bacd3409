"""The importer of recorded offences by borough: real tables where they are at hand, made-up ones always."""

from __future__ import annotations

import csv
import gzip
import io
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from click.testing import CliRunner
from importing import imported, rows_of
from places import ROOT

from pcc_lib.cli import main
from pcc_lib.core.errors import DataError
from pcc_lib.figures.cross_check import AGREES, cross_checks
from pcc_lib.figures.figures import figures_of
from pcc_lib.figures.track_record import track_record
from pcc_lib.importers.borough_tables import ALL, ALL_BUT_FRAUD, COLUMNS, FRAUD, MAJORS
from pcc_lib.inputs.models.body import Area
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.source_faults import fault_list
from pcc_lib.inputs.sources import read_source
from pcc_lib.report import Report
from pcc_lib.statistics.track_record import LASTED, OPEN

OPEN_DATA = ROOT.parent / "shared" / "open_data"
FOLDER = OPEN_DATA / "met_police_boroughs"
FILES = (FOLDER / "APR2010-FEB2022.csv.gz", FOLDER / "FEB2022-FEB2024.csv.gz")
EXAMPLE = ROOT / "examples" / "open-data-london"
genuine = pytest.mark.skipif(not all(map(Path.is_file, FILES)), reason="the genuine tables (shared/open_data) are not here")
# as the publisher's own dashboard has them: all offences, and burglary
TOTALS = {"2010-04": 68536, "2020-04": 48661, "2022-01": 68616, "2022-02": 65932, "2023-12": 77773, "2024-01": 75382}
BURGLARY = {"2010-04": 7175, "2024-01": 5083}

AREAS = [Area.model_validate(each) for each in ({"id": "east", "title": "East End"}, {"id": "west", "title": "West End"})]
Sheet = list[list[str]]


def table(first: int = 1, count: int = 3, kinds: tuple[str, ...] = (*MAJORS, FRAUD), more: int = 0) -> Sheet:
    """Two boroughs with one minor kind of each major kind, and shoplifting in one of them."""
    months = [f"2020{month:02d}" for month in range(first, first + count)]
    rows = [["MajorText", "MinorText", "LookUp_BoroughName", *months]]
    for at, borough in enumerate(("East End", "West End")):
        for place, kind in enumerate(kinds):
            rows.append([kind, kind, borough, *(str(100 * at + place + month + more) for month in range(first, first + count))])
    return [*rows, ["Theft", "Shoplifting", "West End", *["7"] * count]]


def text(sheet: Sheet) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(sheet)
    return out.getvalue()


def write(folder: Path, sheet: Sheet, name: str = "one.csv.gz") -> Path:
    path = folder / name
    raw = text(sheet).encode()
    path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    return path


class Ran(NamedTuple):
    """The numbers as the source has them, and what was told."""

    counts: dict[tuple[str, str], dict[str, int | None]]
    told: str

    def __str__(self) -> str:
        return self.told


def run(folder: Path, *paths: Path, areas: list[Area] = AREAS) -> Ran:
    project = folder / "project"
    (project / "data").mkdir(parents=True, exist_ok=True)
    body: dict[str, object] = {"name": "Nobody", "area": "Town", "report_title": "Report"}
    body |= {"areas": [area.model_dump(exclude_defaults=True) for area in areas]} if areas else {}
    (project / "data/body.yml").write_text(yaml.safe_dump(body), encoding="utf-8")
    done = imported(project, "london-boroughs", paths, sure=True)
    numbers = {name for name in COLUMNS}
    counts = {
        (row["month"], row["area"]): {name: int(row[name]) if row.get(name) else None for name in numbers}
        for row in rows_of(project, "borough_offences")
    }
    return Ran(counts, done.report)


def faults(folder: Path, *paths: Path) -> list[str]:
    with pytest.raises(DataError) as error:
        run(folder, *paths)
    assert not (folder / "project/data/sources").exists()  # nothing half-written
    return [f"{each.place}: {each.found}" for each in error.value.faults]


def test_rows_are_added_up_by_month_and_borough(tmp_path):
    report = run(tmp_path, write(tmp_path, table()))
    assert {key for key in report.counts} == {(f"2020-0{m}", b) for m in (1, 2, 3) for b in ("east", "west")}
    first = report.counts["2020-01", "west"]
    numbers = [100 + place + 1 for place in range(len(MAJORS) + 1)]
    assert first[ALL] == sum(numbers) + 7
    assert first[ALL_BUT_FRAUD] == sum(numbers[:-1]) + 7 and first["historical_fraud_and_forgery"] == numbers[-1]
    assert first["shoplifting"] == 7 and first["theft"] == numbers[MAJORS.index("Theft")] + 7
    assert report.counts["2020-01", "east"]["shoplifting"] == 0  # it has no such row: none was ever recorded
    assert first["rape"] is None  # nobody says anything of it
    assert "2 areas, 3 months from 2020-01 to 2020-03." in str(report)


def test_files_are_joined_and_may_tell_a_month_twice_alike(tmp_path):
    paths = [write(tmp_path, table(3, 2), "new.csv"), write(tmp_path, table(1, 3), "old.csv.gz")]
    assert sorted({month for month, _ in run(tmp_path, *paths).counts}) == ["2020-01", "2020-02", "2020-03", "2020-04"]


def test_a_kind_that_the_newer_file_lacks_is_blank_there(tmp_path):
    report = run(tmp_path, write(tmp_path, table()), write(tmp_path, table(4, 2, MAJORS), "two.csv"))
    assert report.counts["2020-05", "east"]["historical_fraud_and_forgery"] is None
    assert report.counts["2020-05", "east"][ALL] == report.counts["2020-05", "east"][ALL_BUT_FRAUD]


def other(sheet: Sheet, row: int, column: int, cell: str) -> Sheet:
    changed = [list(each) for each in sheet]
    changed[row][column] = cell
    return changed


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        (other(table(), 0, 0, "Major"), "row 1: the column 'MajorText' is missing."),
        (other(table(), 0, 2, "Ward"), "row 1: the column 'LookUp_BoroughName' is missing."),
        (other(table(), 0, 4, "202013"), "row 1: '202013' is no month."),
        (other(table(), 0, 4, "202003"), "row 1: 202003 follows 202001."),
        (other(table(), 0, 5, "202002"), "row 1: the column '202002' stands twice."),
        (other(table(), 2, 3, "-1"), "row 3, column 202001: '-1' is not a whole number from nought."),
        (other(table(), 2, 3, "1.5"), "row 3, column 202001: '1.5' is not a whole number from nought."),
        (other(table(), 2, 3, ""), "row 3, column 202001: '' is not a whole number from nought."),
        (other(table(), 2, 0, "Theft of Time"), "row 3, column MajorText: 'Theft of Time' is no kind that is known."),
        ([*table(), table()[-1]], "row 27: Shoplifting in West End stands in row 26 already."),
        (table()[:-3], "has no row of Historical Fraud and Forgery in West End, as other boroughs have: it may be cut short."),
        ([row[:-1] if at == 5 else row for at, row in enumerate(table())], "row 6: has 5 cells, the header has 6."),
        ([row for row in table() if row[2] != "West End"], "West End: is an area of the body, and no row is of it."),
        (
            [[*row[:2], "North End", *row[3:]] if row[2] == "West End" else row for row in table()],
            "'North End': is no area of the body.",
        ),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(tmp_path, sheet, said):
    assert any(said in each for each in faults(tmp_path, write(tmp_path, sheet)))


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    whole = gzip.compress(text(table()).encode())
    made = {
        "cut.csv.gz": (whole[: len(whole) // 2], "cannot be read"),
        "plain.csv.gz": (text(table()).encode(), "cannot be read (Not a gzipped file"),
        "page.csv": (b"<!DOCTYPE html><title>Not found</title>", "is a web page, and no CSV."),
        "page.csv.gz": (gzip.compress(b"\n<html>"), "is a web page, and no CSV."),
        "empty.csv": (b"", "the file is empty."),
        "other.csv": ("Straße".encode("latin-1"), "byte 0xdf is not UTF-8."),
    }
    paths = [tmp_path / name for name in made]
    for path, (raw, _) in zip(paths, made.values(), strict=True):
        path.write_bytes(raw)
    found = faults(tmp_path, *paths)  # all at once
    assert len(found) == len(made) and all(any(said in each for each in found) for _, said in made.values())


def test_files_that_contradict_each_other_or_leave_a_gap_are_told(tmp_path):
    one = write(tmp_path, table(1, 3))
    twice = faults(tmp_path, one, write(tmp_path, table(3, 2, more=1), "two.csv"))
    assert any("East End, 202003: All offences in 2020-03 is" in each for each in twice)
    assert "row 1: the months 2020-04 to 2020-05 are in no file." in faults(
        tmp_path, one, write(tmp_path, table(6, 2), "three.csv")
    )


def test_without_areas_ids_are_made_of_the_names(tmp_path):
    report = run(tmp_path, write(tmp_path, table()), areas=[])
    assert {borough for _, borough in report.counts} == {"east-end", "west-end"}
    about = yaml.safe_load((tmp_path / "project/data/sources/borough_offences.resource.yml").read_text(encoding="utf-8"))
    assert "areas" not in about and about["schema"]["fields"][1]["constraints"]["enum"] == ["east-end", "west-end"]


@pytest.fixture(scope="module")
def london(tmp_path_factory) -> Project:
    """The example project, filled by its own recipe."""
    folder = tmp_path_factory.mktemp("london") / "project"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("_build", "sources"))
    ran = CliRunner().invoke(main, ["--project", str(folder), "import", "--all", str(OPEN_DATA)])
    assert ran.exit_code == 0, ran.output
    assert "33 areas, 166 months from 2010-04 to 2024-01." in ran.output and "68,536 in 2010-04, 75,382 in 2024-01" in ran.output
    return Project(folder)


@genuine
def test_the_control_totals_are_met(london):
    frame = read_source(london, "borough_offences").frame
    for column, wanted in ((ALL, TOTALS), ("burglary", BURGLARY)):
        assert {month: frame.loc[frame["month"] == month, column].to_numpy(float).sum() for month in wanted} == wanted
    assert len(frame) == 33 * 166


@genuine
def test_the_source_has_no_fault_and_the_example_checks(london):
    assert fault_list(london) == []
    for quarter in ("2013-14-Q4", "2014-15-Q2", "2016-17-Q1", "2020-21-Q1", "2023-24-Q3"):
        ran = CliRunner().invoke(main, ["--project", str(london.root), "check", quarter])
        assert ran.exit_code == 0 and "no faults" in ran.output and "without an answer" not in ran.output, ran.output


# ours in per cent of the table of force areas, years ending September 2015 to 2023, added up apart from this code; that table
# tells harassment apart from violence without injury from 2017 on
RATIOS = {
    "all_offences": [99.3, 101.1, 101.6, 100.6, 100.3, 101.2, 100.7, 100.1, 100.6],
    "burglary": [99.8, 100.2, 101.9, 100.0, 100.2, 101.0, 100.6, 100.1, 100.8],
    "criminal_damage": [98.8, 100.6, 101.7, 100.0, 100.4, 101.0, 100.8, 100.1, 100.7],
    "robbery": [98.5, 100.6, 100.7, 100.3, 100.2, 100.6, 100.5, 100.3, 100.2],
    "theft_from_person": [99.7, 100.3, 101.8, 100.0, 99.9, 102.1, 100.5, 99.8, 100.8],
    "vehicle_offences": [99.7, 100.4, 101.8, 100.1, 100.2, 102.0, 100.8, 100.1, 101.0],
    "violence_with_injury": [98.6, 100.5, 100.7, 101.0, 100.2, 100.6, 100.3, 100.6, 100.6],
    "violence_without_injury": [100.1, 100.1, 100.2, 100.3, 100.1, 99.9, 100.1],
}


@genuine
def test_every_measure_agrees_with_the_table_of_force_areas(london):
    """Two independent publications of one force: eight kinds of offences, nine years."""
    held = {each.beside.measure.id: each for each in cross_checks(figures_of(open_quarter(london, "2023-24-Q3")))}
    known = {id: [row for row in each.rows if row.ratio.known] for id, each in held.items()}
    assert {id: [round(row.ratio.numeric, 1) for row in rows] for id, rows in known.items()} == RATIOS
    assert {each.verdict for each in held.values()} == {AGREES}


@genuine
def test_what_is_told_of_forces_is_ours(london):
    """A rate of all forces together is no number of London: its tile, message and sentence tell the Metropolitan Police."""
    said = Report(london, "beside-others", "2023-24-Q3").what("all-forces").drawn()
    assert "Recorded crime per 1,000 residents, year to September: Metropolitan Police" in said
    first = said.partition("Every measure: ")[0]
    assert "101.6" in first and "All 42 forces together" not in first


def test_the_example_holds_no_data():
    ignored = (EXAMPLE / ".gitignore").read_text(encoding="utf-8").split()
    assert {"data/sources/", "data/datapackage.yml", "_build/"} <= set(ignored)
    assert len(list((EXAMPLE / "data" / "quarters").iterdir())) == 40


@genuine
@pytest.mark.slow
def test_ten_years_of_the_whole_of_london(london):
    """Real months bear signals out more often than months that were none, and forecasts beat last year’s month."""
    body = london.root / "data" / "body.yml"
    body.write_text(f"{body.read_text(encoding='utf-8')}track_record: {{parts: false}}\n", encoding="utf-8", newline="\n")
    found = track_record(open_quarter(Project(london.root), "2023-24-Q3"))
    assert (found.quarters, found.first, found.last, found.measures) == (40, "2014-03", "2023-12", 8)
    followed = [each for each in found.signals if each.year != OPEN]
    lasted = sum(each.year == LASTED for each in followed) / len(followed)
    assert len(followed) > 40 and lasted > 0.6
    assert lasted > sum(each.yes for each in found.quiet) / len(found.quiet) + 0.2
    model, naive = (sum(getattr(each, of) for each in found.scored) / len(found.scored) for of in ("model", "naive"))
    assert model < 0.7 < naive
    assert sum(found.ahead[1, 95]) / len(found.ahead[1, 95]) > 0.9
    robbery = [each for each in found.signals if (each.told.measure, each.told.month) == ("robbery", "2015-06")]
    assert [(each.told.kind, each.told.side, each.told.since, each.year) for each in robbery] == [("step", -1, "2013-12", LASTED)]
