"""Tables of the Home Office: use of force, recorded crime and the police workforce, as their importers read them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import shutil
import zipfile
import zlib
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from places import ROOT
from published_tables import (
    DAYS,
    FORCE_NAME,
    REGIONS,
    STRENGTH,
    TITLES,
    offences,
    recorded_crime,
    stops,
    strength,
    use_of_force,
    workforce,
)
from published_tables import STOPS as STOPPED
from real_sources import OPEN_DATA
from received import ods, packed, xlsx

from pcc_lib.cli.program import main
from pcc_lib.core.errors import DataError
from pcc_lib.importers.given import given
from pcc_lib.importers.options import asked_of
from pcc_lib.importers.publishers.home_office_prc import GROUPS, period_of
from pcc_lib.importers.publishers.home_office_workforce import column_of, tolerance
from pcc_lib.importers.registry import importers
from pcc_lib.importers.seam import Reading
from pcc_lib.inputs.control_totals import fault_list, totals_of
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.source_faults import fault_list as source_faults
from pcc_lib.inputs.sources import read_source
from pcc_lib.questions.cube import cube_of
from pcc_lib.questions.revisions import starts_late
from pcc_lib.receiving.opendocument import ods_grids
from pcc_lib.receiving.reading import Sent, grids_of

USE_OF_FORCE = OPEN_DATA / "use_of_force"
PRC = OPEN_DATA / "home_office" / "prc-pfa-mar2013-onwards-tables201718.csv.gz"
STOPS = OPEN_DATA / "home_office" / "ethnicity-facts-stop-and-search.csv.gz"
WORKFORCE = OPEN_DATA / "home_office" / "police-workforce-sep19-tables.ods"
genuine = pytest.mark.skipif(not OPEN_DATA.is_dir(), reason="the genuine tables (shared/open_data) are not here")


def read(importer: str, *paths: Path, **options: tuple[str, ...]) -> Reading:
    found = importers()[importer]
    with given([str(path) for path in paths]) as files:
        return found.read(files, asked_of(found, options))


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.fixture
def project(tmp_path):
    """A project without sources."""
    (tmp_path / "project" / "data").mkdir(parents=True)
    shutil.copy2(ROOT / "tests/projects/street-crime/data/body.yml", tmp_path / "project" / "data")
    return Project(tmp_path / "project")


def run(project: Project, *words: str) -> str:
    """What a command says; it must do what it is asked for."""
    done = CliRunner().invoke(main, ["--project", str(project.root), "import", *words])
    assert done.exit_code == 0, done.output
    return done.output


# ── use of force ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_forces_are_told_from_totals(tmp_path):
    made = read("use-of-force", put(tmp_path, FORCE_NAME, use_of_force())).made[0]
    rows = {part: cells["incidents"] for (year, part), cells in made.rows.items() if year == "2017-18"}
    assert rows == {"staffordshire": 5255, "west-midlands": 1607, "avon-and-somerset": 8672, "wiltshire": 1671}
    assert made.parts["avon-and-somerset"] == "Avon and Somerset"


def test_a_force_without_an_area_counts_in_the_total_and_stands_in_no_row(tmp_path):
    regions = {**REGIONS, "Other": {"British Transport Police": 500}}
    reading = read("use-of-force", put(tmp_path, FORCE_NAME, use_of_force(regions)))
    assert "british-transport-police" not in reading.made[0].parts
    assert (
        "17,705 incidents" in reading.report[1]
        and "left out, for it has no area: British Transport Police 500" in reading.report[1]
    )


def test_a_file_that_is_given_twice_stands_once(tmp_path, project):
    paths = [put(tmp_path, name, use_of_force()) for name in (FORCE_NAME, f"copy-{FORCE_NAME}")]
    run(project, "use-of-force", *map(str, paths))
    about = yaml.safe_load(project.read_text("data/sources/use_of_force.resource.yml"))
    assert [file["file"] for file in about["imported"]["files"]] == [FORCE_NAME]


def test_what_a_force_could_not_tell_stays_blank(tmp_path):
    regions = {**REGIONS, "South West": {"Avon & Somerset": 8672, "Wiltshire": "N/A"}}
    reading = read("use-of-force", put(tmp_path, FORCE_NAME, use_of_force(regions)))
    assert reading.made[0].rows["2017-18", "wiltshire"] == {"incidents": None}
    assert "not known: Wiltshire" in reading.report[1]


def test_the_year_may_be_said_and_the_table_may_be_a_workbook(tmp_path):
    rows = list(csv.reader(io.StringIO(use_of_force().decode())))
    table = put(
        tmp_path, "table.xlsx", xlsx([[float(c) if i == 2 and r else c for i, c in enumerate(row)] for r, row in enumerate(rows)])
    )
    assert read("use-of-force", table, year=("2020-21",)).made[0].rows["2020-21", "wiltshire"] == {"incidents": 1671}


def test_two_files_that_tell_a_year_otherwise_need_a_word(tmp_path):
    old, new = use_of_force(), use_of_force({**REGIONS, "South West": {"Avon & Somerset": 8672, "Wiltshire": 1700}})
    paths = put(tmp_path, FORCE_NAME, old), put(tmp_path, "again-april2017-march2018.csv", new)
    reading = read("use-of-force", *paths, prefer=("first",))
    assert reading.made[0].rows["2017-18", "wiltshire"] == {"incidents": 1671}
    assert "1 number of 2017-18 taken from" in reading.warnings[0]
    assert read("use-of-force", *reversed(paths), prefer=("first",)).made[0].rows["2017-18", "wiltshire"] == {"incidents": 1700}


def test_a_force_without_a_row_in_a_year_is_a_gap_there(tmp_path, project):
    less = {**REGIONS, "South West": {"Wiltshire": 1671}}
    paths = [
        put(tmp_path, "april2017-march2018.csv", use_of_force()),
        put(tmp_path, "april2018-march2019.csv", use_of_force(less)),
        put(tmp_path, "april2020-march2021.csv", use_of_force()),
    ]
    run(project, "use-of-force", *map(str, paths))
    about = yaml.safe_load(project.read_text("data/sources/use_of_force.resource.yml"))
    assert about["gaps"] == [
        {"first": "2019-20", "last": "2019-20"},
        {"force": "avon-and-somerset", "first": "2018-19", "last": "2018-19"},
    ]
    assert source_faults(Project(project.root)) == []
    run(project, "use-of-force", str(put(tmp_path, "april2019-march2020.csv", use_of_force())))
    about = yaml.safe_load(project.read_text("data/sources/use_of_force.resource.yml"))
    assert about["gaps"] == [{"force": "avon-and-somerset", "first": "2018-19", "last": "2018-19"}]
    assert source_faults(Project(project.root)) == []


@genuine
def test_use_of_force_sums_to_what_the_files_say():
    reading = read("use-of-force", USE_OF_FORCE)
    sums: Counter[str] = Counter()
    for (year, _), cells in reading.made[0].rows.items():
        sums[year] += cells["incidents"]
    apart = {}
    for path in sorted(USE_OF_FORCE.glob("*.csv")):
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))[1:]
        apart[path.stem[5:9]] = sum(float(n) for _, name, n in rows if not name.startswith("Total"))
    assert sums == {"2017-18": 313_137, "2018-19": 427_725, "2019-20": 491_984}
    assert [*sums.values()] == [*apart.values()]


# ── recorded crime ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_offences_are_summed_by_quarter_force_and_group(tmp_path):
    made = read("home-office-prc", put(tmp_path, "prc.csv", recorded_crime())).made[0]
    wiltshire = made.rows["2017-18-Q1", "wiltshire"]
    assert wiltshire["crime_without_fraud"] == sum(101 + 10 * i for i in range(9)) + 2
    assert wiltshire["violence_against_the_person"] == 101 + 2
    assert wiltshire["homicide"] == 2
    assert (made.period, made.periods) == ("quarter", ["2017-18-Q1", "2017-18-Q2", "2017-18-Q3", "2017-18-Q4"])
    assert set(made.parts) == {"wiltshire", "dorset", "city-of-london"}


def test_counts_below_nought_are_kept_and_told(tmp_path):
    reading = read("home-office-prc", put(tmp_path, "prc.csv", recorded_crime()))
    assert reading.made[0].rows["2017-18-Q4", "dorset"]["homicide"] == 2 - 3
    assert any("homicide of dorset, 2017-18-Q4 -1" in warning for warning in reading.warnings)


def test_fraud_of_national_bodies_is_no_crime_of_a_force(tmp_path):
    reading = read("home-office-prc", put(tmp_path, "prc.csv", recorded_crime()))
    assert "crime_with_fraud" not in reading.made[0].columns and "fraud_offences" not in reading.made[0].columns
    assert any("left out Action Fraud 66,776; British Transport Police 50" in line for line in reading.report)


def test_fraud_that_forces_recorded_has_columns_of_its_own(tmp_path):
    more = ("2012/13", "1", "Dorset", "Fraud offences", "Fraud: action fraud", "53B", " 40 ")
    rows = [("2012/13", *row[1:]) for row in offences()] + [more]
    made = read("home-office-prc", put(tmp_path, "prc.csv", recorded_crime(rows))).made[0]
    cells = made.rows["2012-13-Q1", "dorset"]
    assert (cells["fraud_offences"], cells["crime_with_fraud"]) == (40, cells["crime_without_fraud"] + 40)


def test_the_same_quarter_in_two_files_is_one(tmp_path):
    paths = [put(tmp_path, f"{name}.csv", recorded_crime()) for name in ("old", "new")]
    reading = read("home-office-prc", *paths)
    assert "both hold 2017-18-Q1 to 2017-18-Q4, with the same numbers" in reading.warnings[0]
    other = [(*row[:6], " 99 ") if row[:4] == ("2017/18", "1", "Dorset", "Robbery") else row for row in offences()]
    longer = put(tmp_path, "longer.csv", recorded_crime([*other, *offences("2018/19")]))
    made = read("home-office-prc", paths[0], longer, prefer=("newest",)).made[0]
    assert made.rows["2017-18-Q1", "dorset"]["robbery"] == 99


def test_years_and_forces_are_kept_that_are_asked_for(tmp_path):
    path = put(tmp_path, "prc.csv", recorded_crime([*offences(), *offences("2018/19")]))
    made = read("home-office-prc", path, force=("London, City of",), years=("2018..2018",)).made[0]
    assert {part for _, part in made.rows} == {"city-of-london"} and made.periods[0] == "2018-19-Q1"


def test_a_packed_table_and_one_with_padded_heads_are_read(tmp_path):
    content = recorded_crime().replace(b"Number of Offences", b" Number of Offences ")
    assert read("home-office-prc", put(tmp_path, "prc.csv.gz", gzip.compress(content))).made[0].rows


@pytest.mark.parametrize("ending", ["ods", "xlsx"])
def test_workbooks_of_recorded_crime_say_the_same(tmp_path, ending):
    """The published workbook: a page of notes, then a sheet with a title above the header."""
    plain = read("home-office-prc", put(tmp_path, "prc.csv", recorded_crime())).made[0]
    rows = [
        [int(c) if re.fullmatch(r"-?[1-9]\d*", c.strip()) else c for c in row]
        for row in csv.reader(io.StringIO(recorded_crime().decode()))
    ]
    sheet = [["Recorded crime by force"], [], *rows]
    content = ods(sheet) if ending == "ods" else xlsx({"Notes": [["Read me"]], "2017-18": sheet})
    reading = read("home-office-prc", put(tmp_path, f"prc.{ending}", content))
    assert reading.made[0].rows == plain.rows
    assert "sheet" in reading.report[0]


def test_rows_that_an_opendocument_sheet_repeats_are_all_there(tmp_path):
    """Three rows of homicide that are alike stand as one, repeated."""
    with zipfile.ZipFile(io.BytesIO(ods([list(row) for row in csv.reader(io.StringIO(recorded_crime().decode()))]))) as book:
        files = {name: book.read(name) for name in book.namelist()}
    rows = re.findall(rb"<table:table-row.*?</table:table-row>", files["content.xml"], re.DOTALL)
    nought = [row for row in rows if b"Homicide" in row and b"-00" in row and b"Wiltshire" in row]
    assert len(nought) == 8 and nought[0] == nought[1]
    once = nought[0].replace(b"<table:table-row", b'<table:table-row table:number-rows-repeated="2"', 1)
    files["content.xml"] = files["content.xml"].replace(nought[0] + nought[0], once)
    path = put(tmp_path, "prc.ods", packed(files))
    assert "152 rows" in read("home-office-prc", path).report[0]


def test_recorded_crime_is_written_checked_and_taken_again(tmp_path, project):
    path = put(tmp_path, "prc.csv", recorded_crime())
    assert "added    12 rows" in run(project, "home-office-prc", str(path))
    assert fault_list(read_source(project, "recorded_crime")) == []
    assert source_faults(Project(project.root)) == []
    assert "Nothing to do" in run(project, "home-office-prc", str(path))


def test_a_quarter_that_was_changed_by_hand_is_told(tmp_path, project):
    run(project, "home-office-prc", str(put(tmp_path, "prc.csv", recorded_crime())))
    table = project.root / "data/sources/recorded_crime.csv"
    text = table.read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith("2017-18-Q2,dorset"))
    cells = row.split(",")
    changed = ",".join([*cells[:2], str(int(cells[2]) + 1), *cells[3:]])
    table.write_text(text.replace(row, changed), encoding="utf-8", newline="\n")
    told = [str(fault) for fault in fault_list(read_source(Project(project.root), "recorded_crime"))]
    assert len(told) == 1 and "the rows of 2017-18-Q2 sum to" in told[0]


@genuine
def test_recorded_crime_sums_to_what_is_counted_apart():
    reading = read("home-office-prc", PRC)
    made = reading.made[0]
    apart: Counter[tuple[str, str]] = Counter()
    with gzip.open(PRC, "rt", encoding="utf-8") as text:
        for row in csv.DictReader(text):
            body = row["Force Name"] in (
                "Action Fraud",
                "CIFAS",
                "UK Finance",
                "Financial Fraud Action UK",
                "British Transport Police",
            )
            if not body:
                apart[period_of(row["Financial Year"], row["Financial Quarter"]), row["Offence Group"]] += int(
                    row["Number of Offences"]
                )
    for period in made.periods:
        for group in GROUPS:
            name = group.lower().replace(" ", "_")
            assert sum(cells[name] for (when, _), cells in made.rows.items() if when == period) == apart[period, group]
    sums = [sum(c["crime_without_fraud"] for (when, _), c in made.rows.items() if when == period) for period in made.periods]
    assert sums == [1_198_528, 1_228_113, 1_224_180, 1_170_631]
    assert made.rows["2017-18-Q1", "wiltshire"]["crime_without_fraud"] == 10_871
    assert made.rows["2017-18-Q4", "city-of-london"]["crime_without_fraud"] == 1_601
    assert (len(made.rows), reading.doubts) == (43 * 4, [])


# ── the workforce ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_force_and_a_region_of_one_name_are_told_apart(tmp_path):
    made = read("home-office-workforce", put(tmp_path, "w.xlsx", xlsx(workforce()))).made[0]
    assert made.rows["2019-03", "west-midlands"]["police_officers"] == 6410.5
    assert made.rows["2018-09", "wiltshire"] == {"police_officers": 986, "designated_officers": 190.5}
    assert made.rows["2018-09", "avon-and-somerset"]["designated_officers"] is None
    assert set(made.parts) == {"staffordshire", "west-midlands", "avon-and-somerset", "wiltshire"}
    assert (made.period, made.more["frequency"], made.periods) == ("month", "half-year", ["2018-09", "2019-03", "2019-09"])


@pytest.mark.parametrize(
    "day", ["30 September 2018", "30 September 2018²", "30 September 20182", "30 Sep 2018", "As at 30 September 2018"]
)
def test_days_are_read_with_the_marks_of_footnotes(tmp_path, day):
    sheets = {"Table_1": strength(TITLES["Table_1"], days=[day, *DAYS[1:]])}
    assert "2018-09" in read("home-office-workforce", put(tmp_path, "w.xlsx", xlsx(sheets))).made[0].periods


def test_names_are_read_with_the_marks_of_footnotes(tmp_path):
    marked = {region: {f"{force}2": n for force, n in several.items()} for region, several in STRENGTH.items()}
    sheets = {"Table_1": strength(TITLES["Table_1"], marked)}
    assert "wiltshire" in read("home-office-workforce", put(tmp_path, "w.xlsx", xlsx(sheets))).made[0].parts


def test_an_opendocument_sheet_says_the_same_as_an_xlsx(tmp_path):
    days = ["30 September 2018", "31 March 2019", "30 September 2019"]
    sheet = strength(TITLES["Table_1"], days=days)
    one = read("home-office-workforce", put(tmp_path, "w.xlsx", xlsx({"Table_1": sheet}))).made[0]
    two = read("home-office-workforce", put(tmp_path, "w.ods", ods(sheet))).made[0]
    assert one.rows == two.rows


def test_rounded_totals_may_lie_half_a_unit_off_for_each_number():
    assert tolerance([100, 200, 301], "police_officers") == 1.5
    assert tolerance([100.25, 200, 300.25], "police_officers") == 0.015
    assert tolerance([100, 200, 300], "police_officers_headcount") < 0.001


@pytest.mark.parametrize(
    ("title", "above", "column"),
    [
        (TITLES["Table_1"], "", "police_officers"),
        (TITLES["Table_3"], "", "designated_officers"),
        (
            "Table 4: Police staff and designated officers (s.38, s.39¹) combined by police force area, X (FTE)",
            "",
            "staff_and_designated_officers",
        ),
        (
            "Table 7: Police officers by police force area, England and Wales, 31 March 2019¹(headcount)",
            "",
            "police_officers_headcount",
        ),
        ("Table 12: Special constables by police force area, X", "England and Wales Headcount", "special_constables_headcount"),
        ("Table 6: Police officers¹, police staff, designated officers, England and Wales (FTE)", "", ""),
        ("Table 13: Police support volunteers by police force area, X (headcount)", "", ""),
        ("Police officers", "", ""),
    ],
)
def test_tables_are_told_by_their_titles(title, above, column):
    assert column_of(title, above) == column


def test_the_workforce_is_written_checked_and_taken_again(tmp_path, project):
    path = put(tmp_path, "w.xlsx", xlsx(workforce()))
    assert "added    12 rows" in run(project, "home-office-workforce", str(path))
    source = read_source(project, "police_workforce")
    assert source.calendar.step == 6
    assert fault_list(source) == [] and source_faults(Project(project.root)) == []
    about = yaml.safe_load(project.read_text("data/sources/police_workforce.resource.yml"))
    assert about["imported"]["totals"] == {"2018-09": 11629, "2019-03": 11689, "2019-09": 11707}
    assert "gaps" not in about
    assert "Nothing to do" in run(project, "home-office-workforce", str(path))


def test_a_half_year_that_is_missing_is_a_gap(tmp_path, project):
    days = [datetime(2018, 3, 31), datetime(2018, 9, 30), datetime(2019, 9, 30)]
    run(project, "home-office-workforce", str(put(tmp_path, "w.xlsx", xlsx({"Table_1": strength(TITLES["Table_1"], days=days)}))))
    about = yaml.safe_load(project.read_text("data/sources/police_workforce.resource.yml"))
    assert about["gaps"][0] == {"first": "2019-03", "last": "2019-03"}


def test_a_workbook_whose_packing_is_spoilt_is_told_so():
    """A byte of the packed stream is another: unpacking fails in zlib itself, before any checksum is looked at."""
    good = xlsx(workforce())
    with zipfile.ZipFile(io.BytesIO(good)) as book:
        start = book.getinfo("xl/worksheets/sheet2.xml").header_offset + 30 + len("xl/worksheets/sheet2.xml")
    raised = set()
    for at in range(start, start + 60):
        spoilt = good[:at] + bytes([good[at] ^ 0xFF]) + good[at + 1 :]
        try:
            with zipfile.ZipFile(io.BytesIO(spoilt)) as book:
                book.read("xl/worksheets/sheet2.xml")
        except Exception as error:
            raised.add(type(error))
            with pytest.raises(DataError, match="damaged"):
                grids_of(Sent("w.xlsx", spoilt))
    assert zlib.error in raised


def test_a_link_in_a_cell_does_not_damage_a_workbook():
    with zipfile.ZipFile(io.BytesIO(ods([["Back to contents", 1]]))) as book:
        files = {name: book.read(name) for name in book.namelist()}
    old = b"<text:p>Back to contents</text:p>"
    assert old in files["content.xml"]
    link = b'<text:p><text:a xlink:type="simple" xlink:href="#Index.A1">Back to contents</text:a></text:p>'
    head, rest = files["content.xml"].replace(old, link).split(b"<office:document-content", 1)
    files["content.xml"] = (
        head
        + b'<office:document-content xmlns:xlink="http://www.w3.org/1999/xlink"'
        + (rest.replace(b'xmlns:xlink="http://www.w3.org/1999/xlink"', b"", 1))
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, content in files.items():
            book.writestr(name, content)
    assert [cell.shown for cell in ods_grids(out.getvalue(), "linked.ods")[0]] == ["Back to contents", "1"]


@genuine
def test_the_genuine_workbook_says_what_it_says():
    reading = read("home-office-workforce", WORKFORCE)
    made = reading.made[0]
    assert (len(made.rows), len(made.parts), reading.doubts) == (43 * 3, 43, [])
    officers = [sum(c["police_officers"] for (when, _), c in made.rows.items() if when == m) for m in made.periods]
    assert [round(number) for number in officers] == [122_406, 123_171, 124_784]
    assert made.rows["2019-09", "wiltshire"]["police_officers"] == 975.29
    assert made.rows["2019-09", "west-midlands"]["police_officers"] != 0
    assert made.rows["2018-09", "cleveland"]["designated_officers"] is None
    specials = [sum(c["special_constables_headcount"] for (when, _), c in made.rows.items() if when == m) for m in made.periods]
    assert specials == [11_029, 10_640, 10_039]


@genuine
def test_the_workbook_sums_to_what_is_counted_apart():
    """The total is taken from the XML itself."""
    with zipfile.ZipFile(WORKFORCE) as book:
        text = book.read("content.xml").decode("utf-8")
    table = re.search(r'<table:table table:name="Table_1".*?</table:table>', text, re.DOTALL)[0]
    rows = re.findall(r"<table:table-row.*?</table:table-row>", table, re.DOTALL)
    said = [(re.findall(r"<text:p[^>]*>([^<]*)", row)[:1], re.findall(r'office:value="([^"]*)"', row)) for row in rows]
    total = next(float(numbers[2]) for name, numbers in said if name == ["Total 43 forces"])
    made = read("home-office-workforce", WORKFORCE).made[0]
    assert abs(sum(c["police_officers"] for (when, _), c in made.rows.items() if when == "2019-09") - total) < 0.3


# ── stop and search ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_stops_are_read_by_ethnic_group(tmp_path):
    reading = read("home-office-stops", put(tmp_path, "stops.csv", stops()))
    made = reading.made[0]
    assert made.rows["2017-18", "avon-and-somerset"] == {
        "stops_and_searches": 15_001,
        "asian": 153,
        "black": 690,
        "mixed": 275,
        "other": 0,
        "white": 7915,
        "unreported": 5968,
    }
    assert set(made.parts) == {"avon-and-somerset", "city-of-london"}
    assert "2 forces, 16,007 stops and searches; left out British Transport Police 100" in reading.report[1]


def test_a_year_that_looks_like_a_month_begins_the_source(tmp_path, project):
    """2006-07 is a financial year and no July: nothing is asked about an earlier beginning."""
    other = {**STOPPED, "London, City of": STOPPED["Avon & Somerset"], "Avon & Somerset": STOPPED["London, City of"]}
    paths = put(tmp_path, "06-07.csv", stops(year="2006-07")), put(tmp_path, "07-08.csv", stops(other, "2007-08"))
    run(project, "home-office-stops", *map(str, paths))
    cube = cube_of(read_source(project, "stop_and_search_by_year"))
    assert list(starts_late(cube)) == []


@genuine
def test_the_genuine_stops_sum_to_what_is_counted_apart():
    made = read("home-office-stops", STOPS).made[0]
    apart: Counter[str] = Counter()
    with gzip.open(STOPS, "rt", encoding="utf-8-sig") as text:
        for row in csv.reader(text):
            if row[3:5] == ["All", "All"] and row[5] != "British Transport Police" and not row[5].startswith("All"):
                apart[row[1].replace("/", "-")] += int(row[7].replace(",", ""))
    sums: Counter[str] = Counter()
    for (year, _), cells in made.rows.items():
        sums[year] += cells["stops_and_searches"]
    assert sums == apart
    assert (sums["2006-07"], sums["2017-18"], len(made.rows)) == (1_037_735, 274_464, 43 * 12)
    assert made.rows["2017-18", "wiltshire"]["stops_and_searches"] == 1_006


# ── all of them ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_descriptors_hold_no_more_than_the_models_know(tmp_path, project):
    run(project, "use-of-force", str(put(tmp_path, FORCE_NAME, use_of_force())))
    source = read_source(project, "use_of_force")
    assert totals_of(source, "incidents") == {"2017-18": 17_205}
    assert json.dumps(source.about.imported.model_dump(mode="json"))
