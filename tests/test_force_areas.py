"""The importers of recorded crime and residents by police force area and local authority."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from importing import Done, all_bytes, by_key, imported, project_in, rows_of

from pcc_lib.cli import main
from pcc_lib.core import files
from pcc_lib.core.errors import DataError, ReportError
from pcc_lib.importers.publishers.ons_pfa import GROUPS, TOTAL
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.source_faults import fault_list
from pcc_lib.inputs.sources import read_source

REPO = Path(__file__).resolve().parents[1]
GENUINE = REPO.parent / "shared" / "open_data"
RECORDED = GENUINE / "ons_police_force_area_tables" / "20152024regionalcrime.csv"
PEOPLE = GENUINE / "ons_population" / "regionalpopulation.csv"
LOOKUP = GENUINE / "ons_lookups" / "lookup_ltla24_csp24_pfa24.csv"
OLD_LOOKUP = next(iter((GENUINE / "ons_lookups").glob("Local_Authority*2016*.csv")), LOOKUP)
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
WALES = {"Gwent": 400, "Dyfed-Powys": 300, "North Wales": 500, "South Wales": 900}
Sheet = list[list[str]]


def crimes() -> Sheet:
    """Two years of Wales with its four forces, and the railway's police; numbers are ours."""
    rows = [HEADER]
    for year, more in (("2023", 0), ("2022", 5)):
        parts = {name: one + more for name, one in WALES.items()}
        for area, one in {"WALES": sum(parts.values()), **parts, "British Transport Police": 10}.items():
            rows.append([year, area, str(9 * one), *[str(one)] * 9, "", ""])
    return rows


def people() -> Sheet:
    return [
        ["Name", "PFA", "Geography", "Mid-2023", "Mid-2022", ""],
        ["WALES", "WALES", "Country", "20000.00", "19000.00", ""],
        ["Northton (Met County)", "North Wales", "Metropolitan County", "7000.00", "6500.00", ""],
        ["Upper Northton", "", "Metropolitan District", "4000.00", "3500.00", ""],
        ["Lower Northton", "", "Metropolitan District", "3000.00", "3000.00", ""],
        ["Westton", "Dyfed Powys", "Unitary Authority", "3000.00", "2500.00", ""],
        ["Gwentton", "Gwent", "Unitary Authority", '"5,000"', "5000.00", ""],
        ["Southton", "South Wales", "Unitary Authority", "5000", "5000", ""],
    ]


def lookup() -> Sheet:
    forces = {
        "Upper Northton": "North Wales",
        "Lower Northton": "North Wales",
        "Westton": "Dyfed-Powys",
        "Gwentton": "Gwent",
        "Southton": "South Wales",
    }
    rows = [[f"W0600000{i}", name, "", force] for i, (name, force) in enumerate(forces.items())]
    return [["LAD23CD", "LAD23NM", "PFA23CD", "PFA23NM"], *rows]


def put(path: Path, sheet: Sheet) -> Path:
    """A table as Excel saves it: byte-order mark, CRLF."""
    text = "\r\n".join(",".join(row) for row in sheet) + "\r\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\xef\xbb\xbf" + text.encode("utf-8"))
    return path


def brought(
    folder: Path, crime: Sheet | None = None, residents: Sheet | None = None, districts: Sheet | None = None, reason: str = ""
) -> dict[str, Done]:
    """Both imports into one project."""
    project = project_in(folder / "project")
    crime_csv, people_csv = put(folder / "crime.csv", crime or crimes()), put(folder / "people.csv", residents or people())
    extra = {"lookup": str(put(folder / "lookup.csv", districts))} if districts else {}
    return {
        "ons-pfa": imported(project, "ons-pfa", [crime_csv], reason=reason),
        "ons-population": imported(project, "ons-population", [people_csv], reason=reason, **extra),
    }


def forces_of(folder: Path, source: str) -> dict[tuple[str, str], dict[str, str]]:
    return dict(by_key(folder / "project", source, "year", "force"))


def changed(sheet: Sheet, old: str, new: str) -> Sheet:
    assert any(old in row for row in sheet)
    return [[new if cell == old else cell for cell in row] for row in sheet]


def test_forces_are_kept_and_regions_are_not(tmp_path: Path) -> None:
    done = brought(tmp_path)["ons-pfa"]
    crime = forces_of(tmp_path, "force_crime")
    assert list(crime) == [
        (year, force) for year in ("2022", "2023") for force in sorted(n.lower().replace(" ", "-") for n in WALES)
    ]
    assert crime["2023", "south-wales"]["all_crime"] == "8100" and crime["2023", "south-wales"]["robbery"] == "900"
    assert crime["2023", "gwent"]["homicide"] == "" and crime["2023", "gwent"]["kind"] == "published"
    assert "4 forces, years ending March. Left out: 1 countries and regions, British Transport Police." in done.report
    assert "2023: 18,900 crimes of 4 forces" in done.report and done.reading.warnings == ["Homicide: blank in 2022, 2023."]


@pytest.mark.parametrize("districts", [None, lookup()])
def test_residents_are_summed_to_forces(tmp_path: Path, districts: Sheet | None) -> None:
    done = brought(tmp_path, districts=districts)["ons-population"]
    found = {key: row["population"] for key, row in forces_of(tmp_path, "force_population").items() if key[0] == "2023"}
    assert found == {
        ("2023", "dyfed-powys"): "3000",
        ("2023", "gwent"): "5000",
        ("2023", "north-wales"): "7000",
        ("2023", "south-wales"): "5000",
    }
    assert "2022: 19,000 residents of 4 forces" in done.report


def test_the_sources_are_ones_that_the_library_reads(tmp_path: Path) -> None:
    brought(tmp_path)
    project = Project(tmp_path / "project")
    assert fault_list(project) == []
    crime, residents = read_source(project, "force_crime"), read_source(project, "force_population")
    assert crime.about.year_ends == "March" and "Office for National Statistics" in crime.about.attribution
    assert crime.parts == residents.parts == ["dyfed-powys", "gwent", "north-wales", "south-wales"]
    assert {each.value: each.label for each in crime.about.fields[1].categories}["dyfed-powys"] == "Dyfed-Powys"
    assert crime.about.imported and crime.about.imported.totals == {"2022": 9 * 2120, "2023": 9 * 2100}


def test_a_force_without_numbers_for_a_year_stays_blank(tmp_path: Path) -> None:
    """As the publisher leaves one out: the country is printed without it."""
    sheet = [[*row[:2], *[""] * 11, ""] if row[:2] == ["2022", "Gwent"] else row for row in crimes()]
    sheet = [[*r[:2], str(9 * (2120 - 405)), *[str(2120 - 405)] * 9, "", ""] if r[:2] == ["2022", "WALES"] else r for r in sheet]
    done = brought(tmp_path, crime=sheet)["ons-pfa"]
    found = forces_of(tmp_path, "force_crime")["2022", "gwent"]
    assert found["all_crime"] == found["robbery"] == "" and found["kind"] == "published"
    assert "Gwent: nothing is given for 2022." in done.reading.warnings
    about = yaml.safe_load((tmp_path / "project/data/sources/force_crime.resource.yml").read_text(encoding="utf-8"))
    assert about["gaps"] == [{"force": "gwent", "first": "2022", "last": "2022"}]


def test_a_country_printed_with_what_a_force_does_not_give_is_told(tmp_path: Path) -> None:
    sheet = [[*row[:2], *[""] * 11, ""] if row[:2] == ["2022", "Gwent"] else row for row in crimes()]
    done = brought(tmp_path, crime=sheet)["ons-pfa"]
    told = "2022, all_crime: the forces sum to 15,435, the row WALES says 19,080. Without a number: gwent."
    assert told in done.reading.warnings


def test_a_later_table_adds_and_revises(tmp_path: Path) -> None:
    brought(tmp_path)
    assert all(not done.written for done in brought(tmp_path).values())  # the same again does nothing
    more = people()
    for row, number in zip(more, ["Mid-2024", "20100", "7100", "4100", "3000", "3000", "5000", "5000"], strict=True):
        row.insert(3, number)
    done = brought(tmp_path, residents=more)["ons-population"]
    assert "2024: 20,100 residents" in done.report
    assert forces_of(tmp_path, "force_population")["2024", "north-wales"]["population"] == "7100"
    rebased = changed(changed(more, "5000", "5001"), "20000.00", "20001.00")
    rebased = changed(changed(rebased, "20100", "20102"), "19000.00", "19001.00")
    with pytest.raises(ReportError, match="reason"):
        brought(tmp_path, residents=rebased)
    brought(tmp_path, residents=rebased, reason="Rebased on the Census.")
    found = forces_of(tmp_path, "force_population")["2023", "south-wales"]
    assert (found["population"], found["status"]) == ("5001", "r")
    assert fault_list(Project(tmp_path / "project")) == []


def test_years_of_another_month_are_not_mixed(tmp_path: Path) -> None:
    brought(tmp_path)
    with pytest.raises(DataError, match="its years end in March, and those that were read in June"):
        brought(tmp_path, crime=changed(crimes(), "Year ending March", "Year ending June"))


def test_two_tables_make_one_source(tmp_path: Path) -> None:
    whole = crimes()
    parts = [put(tmp_path / f"{year}.csv", [HEADER, *[r for r in whole if r[0] == year]]) for year in ("2022", "2023")]
    done = imported(project_in(tmp_path / "project"), "ons-pfa", [*parts, put(tmp_path / "again.csv", whole)])
    assert len(forces_of(tmp_path, "force_crime")) == 8
    assert any(w.startswith("10 rows stand twice with the same numbers") for w in done.reading.warnings)
    other = put(tmp_path / "other.csv", changed([HEADER, *[r for r in whole if r[1] == "Gwent"]], "400", "401"))
    other = put(other, changed([HEADER, ["2023", "Gwent", "3609", *["401"] * 9, "", ""]], "401", "401"))
    with pytest.raises(DataError, match=r"2023, 'gwent' stands twice, with other numbers than in row \d+ of .*2023\.csv"):
        imported(project_in(tmp_path / "more"), "ons-pfa", [*parts, other])


@pytest.mark.parametrize(
    ("sheets", "found"),
    [
        ({"residents": changed(people(), "Gwent", "Gwnet")}, "row 7, column PFA: 'Gwnet' is no police force, region or country."),
        ({"residents": people()[:-1]}, "the forces sum to 15,000, the row WALES says 20,000"),
        ({"residents": changed(people(), "2500.00", "25OO.00")}, "row 6, column Mid-2022: '25OO.00' is not a whole number"),
        ({"residents": changed(people(), "2500.00", "2500.50")}, "'2500.50' is not a whole number"),
        ({"residents": changed(people(), "2500.00", "-2500")}, "'-2500' is not a whole number"),
        ({"residents": changed(people(), "2500.00", "NaN")}, "'NaN' is not a whole number"),
        ({"residents": changed(people(), "2500.00", "1000000000")}, "is larger than any such number"),
        ({"residents": changed(people(), "19000.00", "19001.00")}, "column Mid-2022: the forces sum to 19,000"),
        ({"residents": changed(people(), "Geography", "Kind")}, "people.csv, row 1: the column 'Geography' is missing"),
        ({"residents": [[*row[:3], *row[5:]] for row in people()]}, "no column is named like 'Mid-2023'"),
        ({"crime": changed(crimes(), "Year ending March", "Year")}, "'Year' does not say which month the years end in"),
        ({"crime": changed(crimes(), TOTAL, "Total")}, f"the column '{TOTAL}' is missing"),
        ({"crime": changed(crimes(), "8100", "8101")}, "all crime of 2023, South Wales is 8,101, its groups sum to 8,100"),
        ({"crime": changed(crimes(), "8100", "-8100")}, "'-8100' is not a whole number"),
        ({"crime": changed(crimes(), "8100", "<b>8100")}, "'<b>8100' is not a whole number"),
        ({"crime": changed(crimes(), "2022", "2022/23")}, "'2022/23' is not a year"),
        (
            {"crime": changed(crimes(), "Gwent", "Gwnet")},
            "row 3, column Area name: 'Gwnet' is no police force, region or country",
        ),
        ({"crime": [*crimes(), ["2022", "Gwent", "9", *["1"] * 9, "", ""]]}, "2022, 'gwent' stands twice, with other numbers"),
        ({"crime": [r for r in crimes() if r[:2] != ["2022", "Gwent"]]}, "sum to 15,435, the row WALES says 19,080"),
        ({"crime": [*crimes(), ["2023", "Gwent", "1"]]}, "row 14: has 3 cells, the header has 14"),
        ({"crime": [HEADER, *[[*r[:-1], "7"] for r in crimes()[1:]]]}, "column 14 has values and no name"),
        ({"crime": [HEADER]}, "crime.csv: holds no rows"),
        ({"districts": lookup()[:-1]}, "people.csv, row 8, column Name: 'Southton' is in no lookup"),
        ({"districts": [["a", "b"], ["c", "d"]]}, "is the header of no lookup"),
    ],
    ids=range(24),
)
def test_what_is_wrong_is_named(tmp_path: Path, sheets: dict[str, Sheet], found: str) -> None:
    with pytest.raises(DataError) as error:
        brought(tmp_path, **sheets)
    assert found in str(error.value)
    wrong = "force_crime" if "crime" in sheets else "force_population"
    assert not (tmp_path / f"project/data/sources/{wrong}.csv").exists()


def test_a_failure_leaves_the_former_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    brought(tmp_path)
    before = all_bytes(tmp_path / "project")

    def locked(part: Path, path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(files.os, "replace", locked)
    with pytest.raises(ReportError, match="cannot be written"):
        brought(tmp_path, crime=[*crimes(), ["2024", "Gwent", "3609", *["401"] * 9, "", ""]])
    assert all_bytes(tmp_path / "project") == before


def test_areas_that_begin_and_end_are_lifetimes(tmp_path: Path) -> None:
    """A table of several years on the boundaries of each: two districts became one."""
    sheet = [
        ["Name", "PFA", "Geography", "Mid-2022", "Mid-2023"],
        ["WALES", "WALES", "Country", "9000", "9100"],
        ["Upper Northton", "North Wales", "Unitary Authority", "4000", ""],
        ["Lower Northton", "North Wales", "Unitary Authority", "2000", ""],
        ["Northton", "North Wales", "Unitary Authority", "", "6100"],
        ["Gwentton", "Gwent", "Unitary Authority", "3000", "3000"],
    ]
    project = project_in(tmp_path / "project")
    done = imported(project, "ons-population", [put(tmp_path / "p.csv", sheet)], by=("force", "area"))
    about = read_source(Project(project), "area_population").about
    assert {said["area"]: (said.get("first"), said.get("last")) for said in about.lifetimes} == {
        "lower-northton": (None, "2022"),
        "northton": ("2023", None),
        "upper-northton": (None, "2022"),
    }
    assert next((r["year"], r["area"]) for r in rows_of(project, "area_population")) == ("2022", "gwentton")
    assert forces_of(tmp_path, "force_population")["2022", "north-wales"]["population"] == "6000"
    assert "Northton has residents in some years alone: first 2023." in done.report
    assert fault_list(Project(project)) == []


def test_a_table_of_one_year_leaves_what_is_held_of_the_others(tmp_path: Path) -> None:
    """Whichever of two tables comes last, all that both say is held: a recipe of both comes to an end."""
    whole = [
        ["Name", "PFA", "Geography", "Mid-2022", "Mid-2023"],
        ["Upper Northton", "North Wales", "Unitary Authority", "4000", ""],
        ["Northton", "North Wales", "Unitary Authority", "", "6100"],
    ]
    project, path = project_in(tmp_path / "project"), put(tmp_path / "whole.csv", whole)
    last = put(tmp_path / "last.csv", [[*row[:3], row[4]] for row in whole if row[4]])
    imported(project, "ons-population", [path], by="area")
    told = read_source(Project(project), "area_population").about.lifetimes
    assert len(told) == 2
    for again in (last, path, last):
        assert imported(project, "ons-population", [again], by="area").written == [], again
    more = [[*whole[0][:3], "Mid-2024"], [*whole[1][:3], "4100"], [*whole[2][:3], "6200"]]
    imported(project, "ons-population", [put(tmp_path / "more.csv", more)], by="area", sure=True)
    held = read_source(Project(project), "area_population").about.lifetimes
    assert [said["area"] for said in held] == ["northton"], "a part with a later row has not ended"


def test_gaps_of_years_that_were_not_read_stay(tmp_path: Path) -> None:
    project = project_in(tmp_path / "project")
    blank = [
        [*row[:2], *([".."] * 10), *row[12:]] if row[0] == "2022" and row[1] in ("Gwent", "WALES") else row for row in crimes()
    ]
    of = {year: put(tmp_path / f"{year}.csv", [blank[0], *(r for r in blank if r[0] == year)]) for year in ("2022", "2023")}
    for year in ("2022", "2023"):
        imported(project, "ons-pfa", [of[year]])
    gaps = read_source(Project(project), "force_crime").about.gaps
    assert [gap["force"] for gap in gaps] == ["gwent"]
    for year in ("2022", "2023"):
        assert imported(project, "ons-pfa", [of[year]]).written == []
    imported(project, "ons-pfa", [put(tmp_path / "told.csv", crimes())])
    assert read_source(Project(project), "force_crime").about.gaps == ()


def test_an_area_without_residents_leaves_its_force_blank(tmp_path: Path) -> None:
    sheet = [
        ["Name", "PFA", "Geography", "Mid-2021", "Mid-2022", "Mid-2023"],
        ["Upper Northton", "North Wales", "Unitary Authority", "4000", "[x]", "4200"],
        ["Lower Northton", "North Wales", "Unitary Authority", "2000", "2000", "2000"],
        ["Gwentton", "Gwent", "Unitary Authority", "3000", "3000", "3000 [note 2]"],
    ]
    imported(project_in(tmp_path / "project"), "ons-population", [put(tmp_path / "p.csv", sheet)])
    found = {key: row["population"] for key, row in forces_of(tmp_path, "force_population").items()}
    assert found["2022", "north-wales"] == "" and found["2023", "north-wales"] == "6200" and found["2023", "gwent"] == "3000"


def test_the_commands(tmp_path: Path) -> None:
    project = project_in(tmp_path / "project")
    crime, residents, districts = (
        str(put(tmp_path / name, sheet))
        for name, sheet in (("crime.csv", crimes()), ("people.csv", people()), ("lookup.csv", lookup()))
    )
    for command in (["ons-pfa", crime], ["ons-population", residents, "--lookup", districts, "--by", "force", "--by", "area"]):
        done = CliRunner().invoke(main, ["--project", str(project), "import", *command])
        assert done.exit_code == 0 and "Wrote" in done.output, done.output
    assert {p.name for p in (project / "data/sources").glob("*.csv")} == {
        "force_crime.csv",
        "force_population.csv",
        "area_population.csv",
    }


# The genuine files


def bring_genuine(project: Path) -> dict[str, Done]:
    """Both genuine tables, in a project."""
    return {
        "ons-pfa": imported(project, "ons-pfa", [RECORDED]),
        "ons-population": imported(project, "ons-population", [PEOPLE], lookup=str(LOOKUP)),
    }


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Done]]:
    project = project_in(tmp_path_factory.mktemp("force-areas") / "project")
    return project.parent, bring_genuine(project)


@genuine
def test_control_totals(real: tuple[Path, dict[str, Done]]) -> None:
    out, _ = real
    crime, residents = forces_of(out, "force_crime"), forces_of(out, "force_population")
    assert (len(crime), len(residents), len({force for _, force in crime})) == (43 * 10, 43 * 13, 43)
    for year, force, every, burglary in CRIMES:
        assert (int(crime[year, force]["all_crime"]), int(crime[year, force]["residential_burglary"])) == (every, burglary)
    for force, people in RESIDENTS:
        assert int(residents["2023", force]["population"]) == people
    last = [int(r["all_crime"]) for (year, _), r in crime.items() if year == "2024"]
    assert sum(last) == 5_364_061 - 81_563  # the country's row, without British Transport Police
    assert sum(int(r["population"]) for (year, _), r in residents.items() if year == "2023") == 60_854_727
    assert fault_list(Project(out / "project")) == []


@genuine
def test_what_the_genuine_table_leaves_blank(real: tuple[Path, dict[str, Done]]) -> None:
    done = real[1]["ons-pfa"]
    assert done.reading.warnings == [
        "Greater Manchester: nothing is given for 2019.",
        "Death or serious injury - unlawful driving: blank in 2015, 2016.",
        "Stalking and harassment: blank in 2015, 2016.",
    ]
    assert "Residential burglary is counted otherwise from 2017 on" in done.report


@genuine
def test_a_slip_in_the_genuine_population_table_is_told(tmp_path: Path, real: tuple[Path, dict[str, Done]]) -> None:
    """It spells one county's force otherwise in one row; by its own column the forces have what the lookup gives them."""
    done = imported(project_in(tmp_path / "project"), "ons-population", [PEOPLE])
    assert done.reading.warnings == ["'Chesire' was taken for Cheshire."]
    assert forces_of(tmp_path, "force_population") == forces_of(real[0], "force_population")


@genuine
def test_local_authorities_of_the_genuine_table(tmp_path: Path) -> None:
    project = project_in(tmp_path / "project")
    imported(project, "ons-population", [PEOPLE], lookup=str(LOOKUP), by="area", force="Wiltshire Police")
    found = {row["area"]: int(row["population"]) for row in rows_of(project, "area_population") if row["year"] == "2023"}
    assert found == {"swindon": 238_417, "wiltshire": 517_979}
    every = imported(project_in(tmp_path / "all"), "ons-population", [PEOPLE], by="area")
    assert "2023: 60,854,727 residents of 318 local authorities" in every.report


@genuine
def test_a_lookup_of_former_districts_does_not_do(tmp_path: Path) -> None:
    """Between 2016 and 2024 districts merged: those of the table that it does not have are named, near names with them."""
    with pytest.raises(DataError, match="'Cumberland' is in no lookup"):
        imported(project_in(tmp_path / "project"), "ons-population", [PEOPLE], lookup=str(OLD_LOOKUP))
    both = imported(project_in(tmp_path / "both"), "ons-population", [PEOPLE], lookup=(str(OLD_LOOKUP), str(LOOKUP)))
    assert "2023: 60,854,727 residents of 43 forces" in both.report


def test_a_table_that_is_gone_is_no_dead_end(tmp_path: Path) -> None:
    """The import that would make it asked for the import that makes it."""
    brought(tmp_path)
    table = tmp_path / "project/data/sources/force_crime.csv"
    kept = table.read_bytes()
    table.unlink()
    with pytest.raises(DataError, match="or delete force_crime.resource.yml too, and import again"):
        imported(tmp_path / "project", "ons-pfa", [tmp_path / "crime.csv"])
    table.with_name("force_crime.resource.yml").unlink()
    imported(tmp_path / "project", "ons-pfa", [tmp_path / "crime.csv"])
    assert table.read_bytes() == kept
