"""The importer of recorded crime and residents by police force area."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from pcc_lib.cli import main
from pcc_lib.core import files
from pcc_lib.core.errors import DataError, ReportError
from pcc_lib.importers.force_areas import ImportReport, force_id, import_force_areas
from pcc_lib.importers.force_tables import GROUPS, TOTAL, plain_force
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.source_faults import fault_list
from pcc_lib.inputs.sources import read_source

REPO = Path(__file__).resolve().parents[1]
GENUINE = REPO.parent / "shared" / "open_data"
RECORDED = GENUINE / "ons_police_force_area_tables" / "20152024regionalcrime.csv"
PEOPLE = GENUINE / "ons_population" / "regionalpopulation.csv"
LOOKUP = GENUINE / "ons_lookups" / "lookup_ltla24_csp24_pfa24.csv"
genuine = pytest.mark.skipif(
    not RECORDED.is_file() or not PEOPLE.is_file(), reason="the genuine tables (shared/open_data) are not here"
)

# Added up apart from this code, from the genuine files: year, force, all crime, residential burglary.
CRIMES = [
    ("2024", "wiltshire", 39715, 1008),
    ("2015", "wiltshire", 34959, 1261),
    ("2024", "city-of-london", 7834, 25),
    ("2024", "metropolitan-police", 944530, 35900),
    ("2023", "durham", 67739, 2242),
]
RESIDENTS = [
    ("wiltshire", 238417 + 517979),
    ("cheshire", 1119495),
    ("devon-and-cornwall", 1822182),
    ("city-of-london", 13462),
    ("metropolitan-police", 8931847),
]

HEADER = ["Year ending March", "Area name", TOTAL, *GROUPS, "Homicide", ""]
COUNTRY = "ENGLAND AND WALES"
Sheet = list[list[str]]


def crimes() -> Sheet:
    """Two years of a country of two forces, a region of the first, and the railway's police."""
    rows = [HEADER]
    for year, more in (("2023", 0), ("2022", 5)):
        parts = {"North and East": 100 + more, "Southshire": 200 + more, "British Transport Police": 10}
        for area, one in {COUNTRY: sum(parts.values()), "The North": parts["North and East"], **parts}.items():
            rows.append([year, area, str(9 * one), *[str(one)] * 9, "", ""])
    return rows


def people() -> Sheet:
    return [
        ["Name", "PFA", "Geography", "Mid-2023", "Mid-2022", ""],
        [COUNTRY, COUNTRY, "Country", "6000.00", "5000.00", ""],
        ["THE NORTH", "The North", "Region", "1000.00", "900.00", ""],
        ["Northam (Met County)", "North and East", "Metropolitan County", "700.00", "650.00", ""],
        ["Upper Northam", "", "Metropolitan District", "400.00", "350.00", ""],
        ["Lower Northam", "", "Metropolitan District", "300.00", "300.00", ""],
        ["Eastham", "North & East", "Unitary Authority", "300.00", "250.00", ""],
        ["Southton", "Southshire", "Unitary Authority", '"5,000"', "4100.00", ""],
    ]


def lookup() -> Sheet:
    return [
        ["LAD23CD", "LAD23NM", "PFA23CD", "PFA23NM"],
        *[
            ["E0", name, "E2", force]
            for name, force in (
                ("Upper Northam", "North & East"),
                ("Lower Northam", "North & East"),
                ("Eastham", "North & East"),
                ("Southton", "Southshire"),
            )
        ],
    ]


def put(path: Path, sheet: Sheet) -> Path:
    """A table as Excel saves it: byte-order mark, CRLF."""
    text = "\r\n".join(",".join(row) for row in sheet) + "\r\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\xef\xbb\xbf" + text.encode("utf-8"))
    return path


def imported(
    folder: Path, crime: Sheet | None = None, residents: Sheet | None = None, districts: Sheet | None = None, out: str = "out"
) -> ImportReport:
    return import_force_areas(
        put(folder / "crime.csv", crime or crimes()),
        put(folder / "people.csv", residents or people()),
        out_dir=folder / out,
        lookup=put(folder / "lookup.csv", districts) if districts else None,
    )


def refused(folder: Path, **sheets: Sheet) -> str:
    """The message of an import that must fail, having written nothing."""
    with pytest.raises(DataError) as error:
        imported(folder, **sheets)
    assert not (folder / "out").exists()
    return str(error.value)


def rows(path: Path) -> dict[tuple[str, str], dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as text:
        return {(r["year"], r["force"]): r for r in csv.DictReader(text)}


def changed(sheet: Sheet, old: str, new: str) -> Sheet:
    assert any(old in row for row in sheet)
    return [[new if cell == old else cell for cell in row] for row in sheet]


def test_forces_are_kept_and_regions_are_not(tmp_path: Path) -> None:
    report = imported(tmp_path)
    crime = rows(tmp_path / "out" / "force_crime.csv")
    assert list(crime) == [("2022", "north-and-east"), ("2022", "southshire"), ("2023", "north-and-east"), ("2023", "southshire")]
    assert crime["2023", "southshire"]["all_crime"] == "1800" and crime["2023", "southshire"]["robbery"] == "200"
    assert crime["2023", "southshire"]["homicide"] == "" and crime["2023", "southshire"]["kind"] == "published"
    assert report.left_out == ("2 countries and regions", "British Transport Police")
    assert report.warnings == ("homicide: blank in 2022, 2023.",)
    assert "2 forces. Left out: 2 countries and regions" in str(report) and "2,700 in the last" in str(report)


@pytest.mark.parametrize("districts", [None, lookup()])
def test_residents_are_summed_to_forces(tmp_path: Path, districts: Sheet | None) -> None:
    imported(tmp_path, districts=districts)
    found = rows(tmp_path / "out" / "force_population.csv")
    assert {k: r["population"] for k, r in found.items()} == {
        ("2022", "north-and-east"): "900",
        ("2022", "southshire"): "4100",
        ("2023", "north-and-east"): "1000",
        ("2023", "southshire"): "5000",
    }


def test_the_sources_are_ones_that_the_library_reads(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "datapackage.yml").write_text("name: force\nresources: []\n", encoding="utf-8")
    report = imported(tmp_path, out="data/sources")
    assert sum("datapackage.yml does not list" in w for w in report.warnings) == 2
    listed = "name: force\nresources: [sources/force_crime.resource.yml, sources/force_population.resource.yml]\n"
    (tmp_path / "data" / "datapackage.yml").write_text(listed, encoding="utf-8")
    project = Project(tmp_path)
    assert fault_list(project) == []
    crime, residents = read_source(project, "force_crime"), read_source(project, "force_population")
    assert crime.about.year_ends == "March" and "Office for National Statistics" in crime.about.attribution
    assert crime.parts == residents.parts == ["north-and-east", "southshire"]
    assert "North and East" in crime.about.fields[1].description


def test_a_force_without_numbers_for_a_year_stays_blank(tmp_path: Path) -> None:
    sheet = [[*row[:2], *[""] * 12] if row[:2] == ["2022", "Southshire"] else row for row in crimes()]
    lost = 205
    sheet = [
        [r[0], r[1], str(int(r[2]) - 9 * lost), *[str(int(c) - lost) for c in r[3:12]], "", ""]
        if r[:2] == ["2022", COUNTRY]
        else r
        for r in sheet
    ]
    report = imported(tmp_path, crime=sheet)
    found = rows(tmp_path / "out" / "force_crime.csv")["2022", "southshire"]
    assert found["all_crime"] == found["robbery"] == "" and found["kind"] == "published"
    assert "Southshire: nothing is given for 2022." in report.warnings
    about = yaml.safe_load((tmp_path / "out" / "force_crime.resource.yml").read_text(encoding="utf-8"))
    assert about["gaps"] == [{"force": "southshire", "first": "2022", "last": "2022"}]


@pytest.mark.parametrize(
    ("sheets", "found"),
    [
        (
            {"residents": changed(people(), "Southshire", "Southsire")},
            "people.csv, row 8, column PFA: 'Southsire' is not a force of the crime table. Did you mean 'Southshire'? "
            "Correct it, or "
            "give a lookup",
        ),
        ({"residents": people()[:-1]}, "no area belongs to the force 'Southshire'"),
        ({"residents": changed(people(), "4100.00", "41OO.00")}, "row 8, column Mid-2022: '41OO.00' is not a whole number"),
        ({"residents": changed(people(), "4100.00", "")}, "row 8, column Mid-2022: is blank"),
        ({"residents": changed(people(), "4100.00", "4100.50")}, "'4100.50' is not a whole number"),
        ({"residents": changed(people(), "5000.00", "5001.00")}, "column Mid-2022: the forces sum to 5,000"),
        ({"residents": changed(people(), "Geography", "Kind")}, "people.csv, row 1: the column 'Geography' is missing"),
        ({"residents": [[*row[:3], *row[5:]] for row in people()]}, "no column is named like 'Mid-2023'"),
        ({"crime": changed(crimes(), "Year ending March", "Year")}, "'Year' does not say which month the years end in"),
        ({"crime": changed(crimes(), TOTAL, "Total")}, f"the column '{TOTAL}' is missing"),
        ({"crime": changed(crimes(), "1800", "1801")}, "all crime is 1801, its groups sum to 1,800"),
        ({"crime": changed(crimes(), "1800", "-1800")}, "'-1800' is not a whole number"),
        ({"crime": changed(crimes(), "1800", "<b>1800")}, "'<b>1800' is not a whole number"),
        ({"crime": changed(crimes(), "2022", "2022/23")}, "'2022/23' is not a year"),
        ({"crime": [*crimes(), crimes()[-2]]}, "2022, 'Southshire' stands twice"),
        ({"crime": [r for r in crimes() if r[:2] != ["2022", "British Transport Police"]]}, "the row ENGLAND AND WALES says"),
        ({"crime": [*crimes(), ["2023", "Southshire", "1"]]}, "row 12: has 3 cells, the header has 14"),
        ({"crime": [HEADER, *[[*r[:-1], "7"] for r in crimes()[1:]]]}, "column 14 has values and no name"),
        ({"crime": [HEADER]}, "crime.csv: holds no rows"),
        ({"districts": lookup()[:-1]}, "lookup.csv: does not have the district 'Southton' of people.csv, row 8"),
        ({"districts": [["a", "b"], ["c", "d"]]}, "has no columns of district and force names"),
    ],
    ids=range(21),
)
def test_what_is_wrong_is_named(tmp_path: Path, sheets: dict[str, Sheet], found: str) -> None:
    message = refused(tmp_path, **sheets)
    assert found in message


def test_files_that_are_no_tables(tmp_path: Path) -> None:
    good = put(tmp_path / "people.csv", people())
    bad = tmp_path / "bad.csv"
    for content, found in ((b"\xff\xfe\x00", "byte 0xff is not UTF-8"), (b"", "holds no rows"), (b'a,"b\nc', "bad.csv")):
        bad.write_bytes(content)
        with pytest.raises(DataError, match=found):
            import_force_areas(bad, good, out_dir=tmp_path / "out")
    with pytest.raises(DataError, match="nowhere.csv: cannot be read"):
        import_force_areas(tmp_path / "nowhere.csv", good, out_dir=tmp_path / "out")


def test_a_failure_leaves_the_former_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    imported(tmp_path)
    before = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()}
    assert len(before) == 4

    def locked(part: Path, path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(files.os, "replace", locked)
    with pytest.raises(ReportError, match="cannot be written"):
        imported(tmp_path)
    assert {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()} == before


def test_names_of_forces_in_one_spelling() -> None:
    assert plain_force("London, City of") == "City of London" and plain_force("Devon & Cornwall") == "Devon and Cornwall"
    assert force_id("Dyfed-Powys") == "dyfed-powys" and force_id("Avon and Somerset") == "avon-and-somerset"


def test_the_command(tmp_path: Path) -> None:
    (tmp_path / "project" / "data").mkdir(parents=True)
    (tmp_path / "project" / "data" / "body.yml").write_text("name: Nobody\n", encoding="utf-8")
    files = [
        str(put(tmp_path / name, sheet))
        for name, sheet in (("crime.csv", crimes()), ("people.csv", people()), ("lookup.csv", lookup()))
    ]
    command = ["--project", str(tmp_path / "project"), "import", "force-areas", *files[:2], "--lookup", files[2]]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0 and "Wrote force_crime.csv" in done.output
    assert (tmp_path / "project" / "data" / "sources" / "force_population.csv").is_file()


# The genuine files


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ImportReport]:
    out = tmp_path_factory.mktemp("force-areas")
    return out, import_force_areas(RECORDED, PEOPLE, out_dir=out, lookup=LOOKUP)


@genuine
def test_control_totals(real: tuple[Path, ImportReport]) -> None:
    out, report = real
    crime, residents = rows(out / "force_crime.csv"), rows(out / "force_population.csv")
    assert (len(crime), len(residents), len(report.read.names)) == (43 * 10, 43 * 13, 43)
    for year, force, every, burglary in CRIMES:
        assert (int(crime[year, force]["all_crime"]), int(crime[year, force]["residential_burglary"])) == (every, burglary)
    for force, people in RESIDENTS:
        assert int(residents["2023", force]["population"]) == people
    last = [int(r["all_crime"]) for (year, _), r in crime.items() if year == "2024"]
    assert sum(last) == 5_364_061 - 81_563  # the country's row, without British Transport Police
    assert sum(int(r["population"]) for (year, _), r in residents.items() if year == "2023") == 60_854_727


@genuine
def test_what_the_genuine_table_leaves_blank(real: tuple[Path, ImportReport]) -> None:
    assert real[1].warnings == (
        "Greater Manchester: nothing is given for 2019.",
        "death_or_serious_injury_unlawful_driving: blank in 2015, 2016.",
        "stalking_and_harassment: blank in 2015, 2016.",
    )


@genuine
def test_a_slip_in_the_genuine_population_table_is_found(tmp_path: Path) -> None:
    """It spells one county's force otherwise in one row; without a lookup that is an error, not a smaller force."""
    with pytest.raises(DataError, match=r"row 25, column PFA: 'Chesire' is not a force .* Did you mean 'Cheshire'\?"):
        import_force_areas(RECORDED, PEOPLE, out_dir=tmp_path / "out")
    assert not (tmp_path / "out").exists()
