"""Incidents: rows read strictly, counted by both readers alike, brought into the source that tells them, and never published."""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
from datetime import date

import pytest
from click.testing import CliRunner
from conftest import QUARTER, Tiny, descriptor

from pcc_lib import cli
from pcc_lib.building import editions
from pcc_lib.checking import check
from pcc_lib.core.errors import DataError, FaultsError
from pcc_lib.core.quarters import Quarter
from pcc_lib.counting import count, quick, scan
from pcc_lib.counting.asked import asked_of
from pcc_lib.counting.plain import plain_tally
from pcc_lib.counting.quick import quick_tally
from pcc_lib.counting.tally import cells_of
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import read_source
from pcc_lib.pages import definitions
from pcc_lib.publishing.inputs import checked_files, inputs_of
from pcc_lib.publishing.record import lay_out_project
from pcc_lib.second_reader.laying_out import _copy_data

HEAD = "id,day,area,kind_of,note,people"
KINDS = ("burglary", "robbery", "drugs")
ROWS = """name: crimes
title: Crimes
path: crimes.csv
schema:
  primaryKey: [id]
  fields:
    - {name: id, type: string, constraints: {required: true, unique: true, maxLength: 12}}
    - {name: day, type: date}
    - {name: area, type: string}
    - {name: kind_of, type: string, constraints: {enum: [burglary, robbery, drugs]}}
    - {name: note, type: string}
    - {name: people, type: integer, constraints: {minimum: 0, maximum: 9}}
producer: Nobody
licence: none
obtained: by hand
"""
HOW = """counted:
  incidents: crimes
  date: day
  columns:
    every: {}
    burglary: {kind_of: [burglary]}
    north_or_drugs: {area: [north], kind_of: [drugs, robbery]}
"""
SOURCE = "month,area,every,burglary,north_or_drugs,kind,status\n"


def lines(number: int = 400, seed: int = 1) -> list[str]:
    """Rows of five months of 2023, of two areas."""
    dice = random.Random(seed)
    days = [f"2023-{month:02d}-{day:02d}" for month in range(6, 11) for day in range(1, 29)]
    return [
        f"c{i:05d},{dice.choice(days)},{dice.choice(('north', 'south'))},{dice.choice(KINDS)},=HYPERLINK(x),{dice.randrange(5)}"
        for i in range(number)
    ]


def table(rows: list[str], head: str = HEAD) -> str:
    return "\n".join([head, *rows]) + "\n"


@pytest.fixture
def counted(tiny) -> Tiny:
    """The tiny project with incidents, and a source that is counted from them and holds nothing yet."""
    about = descriptor("crime", "month", "area", "north, south", "every", "burglary", "north_or_drugs", extra=HOW)
    tiny.write("data/sources/crime.resource.yml", about).write("data/sources/crime.csv", SOURCE)
    tiny.edit("data/datapackage.yml", "resources:\n", "resources:\n  - sources/crime.resource.yml\n")
    tiny.edit(f"data/quarters/{QUARTER}/quarter.yml", "calls: 2023-10", "calls: 2023-10, crime: 2023-10")
    return tiny.write("data/incidents/crimes.resource.yml", ROWS).write("data/incidents/crimes.csv", table(lines()))


def both(tiny: Tiny) -> tuple[object, object]:
    """What the two readers say of the file: a tally or the words of its faults; and of the quick one None where it leaves it."""
    asked = asked_of(tiny.project(), "crime")
    found = quick_tally(asked, tiny.root / asked.file)
    try:
        told: object = plain_tally(asked)
    except FaultsError as error:
        told = str(error)
    return told, found and found[0]


def faults(tiny: Tiny, content: str | bytes) -> str:
    """What is told of a file; the quick reader must not have passed it."""
    told, found = both(tiny.write("data/incidents/crimes.csv", content))
    assert found is None and isinstance(told, str)
    return told


# ── what is counted ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_both_readers_count_what_a_few_lines_of_python_count(counted):
    told, found = both(counted)
    assert told == found
    cells = cells_of(asked_of(counted.project(), "crime"), told)
    rows = [line.split(",") for line in lines()]
    assert set(cells) == {(f"2023-{m:02d}", area) for m in range(6, 11) for area in ("north", "south")}
    for (month, area), found in cells.items():
        mine = [row for row in rows if row[1][:7] == month and row[2] == area]
        kinds = [row[3] for row in mine]
        wanted = kinds.count("drugs") + kinds.count("robbery") if area == "north" else 0
        assert found == {"every": len(mine), "burglary": kinds.count("burglary"), "north_or_drugs": wanted}


def test_a_part_without_a_row_is_nought_and_a_month_without_any_is_none(counted):
    rows = ["a,2023-06-01,north,drugs,,1", "b,2023-08-01,south,drugs,,1"]
    told, found = both(counted.write("data/incidents/crimes.csv", table(rows)))
    assert told == found
    cells = cells_of(asked_of(counted.project(), "crime"), told)
    assert {key: row["every"] for key, row in cells.items()} == {
        ("2023-06", "north"): 1,
        ("2023-06", "south"): 0,
        ("2023-08", "north"): 0,
        ("2023-08", "south"): 1,
    }


def test_gaps_and_lifetimes_are_left_out(counted):
    said = "gaps: [{area: south, first: 2023-07, last: 2023-07}]\nlifetimes: [{area: south, last: 2023-09, reason: Merged.}]\n"
    counted.edit("data/sources/crime.resource.yml", "counted:", f"{said}counted:")
    cells = cells_of(asked_of(counted.project(), "crime"), both(counted)[0])
    assert ("2023-07", "south") not in cells and ("2023-10", "south") not in cells and ("2023-09", "south") in cells


def test_areas_are_counted_by_whatever_name_the_file_has(counted):
    about = counted.root / "data/sources/crime.resource.yml"
    text = (
        about.read_text(encoding="utf-8").replace(", enum: [north, south]", "").replace("breakdown:", "areas: each\nbreakdown:")
    )
    counted.write("data/sources/crime.resource.yml", text)
    named = [row.replace(",north,", ",North area,") for row in lines()]
    counted.edit("data/body.yml", "title: North}", "title: North area}")
    told, found = both(counted.write("data/incidents/crimes.csv", table(named)))
    assert told == found and {key[1] for key in told.counts} == {"north", "south"}
    assert "'west' is no area of the body." in faults(counted, table([*named, "x,2023-10-01,west,drugs,,1"]))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_change_nothing(counted, end, start):
    wanted, _ = both(counted)
    content = start + table(lines()).replace("\n", end)
    told, found = both(counted.write("data/incidents/crimes.csv", content.encode("utf-8")))
    assert told == wanted and found == wanted


# ── every fault, in the words of all other sources ────────────────────────────────────────────────────────────────────
GOOD = "a,2023-06-01,north,drugs,,1"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("b,2023-06-31,north,drugs,,1", "row 3, column day: '2023-06-31' is no day of the calendar. Correct the cell."),
        ("b,1/6/2023,north,drugs,,1", "row 3, column day: '1/6/2023' is not a date."),
        ("b,2023-06-01T10:00,north,drugs,,1", "row 3, column day: '2023-06-01T10:00' holds a time too"),
        ("b,45078,north,drugs,,1", "row 3, column day: '45078' is the number that Excel has for a date."),
        ("b,2023-6-1,north,drugs,,1", "row 3, column day: '2023-6-1' is not a date."),
        ("b,infinity,north,drugs,,1", "row 3, column day: 'infinity' is not a date."),
        ("b,2023-06-01 (BC),north,drugs,,1", "row 3, column day: '2023-06-01 (BC)' is not a date."),
        ("b,12023-06-01,north,drugs,,1", "row 3, column day: '12023-06-01' is not a date."),
        ("b,2023/06/01,north,drugs,,1", "row 3, column day: '2023/06/01' is not a date."),
        ("b,,north,drugs,,1", "row 3, column day: is blank, and a row needs its date."),
        ("b,2023-06-01,,drugs,,1", "row 3, column area: is blank. Write the area, or take the row out;"),
        ("b,2023-06-01,west,drugs,,1", "row 3, column area: 'west' is not one of the values that the descriptor lists."),
        ("b,2023-06-01,north,durgs,,1", "row 3, column kind_of: 'durgs' is not one of the values"),
        ("b,2023-06-01,north,=drugs,,1", "row 3, column kind_of: '=drugs' is not one of the values"),
        ("<script>,2023-06-01,north,<script>,,1", "row 3, column kind_of: '<script>' is not one of the values"),
        ("a,2023-06-01,north,drugs,,1", "row 3, column id: 'a' stands in another row too."),
        (" a ,2023-06-01,north,drugs,,1", "row 3: has the same key as another row."),
        (",2023-06-01,north,drugs,,1", "row 3, column id: is blank, and the descriptor calls this column required."),
        ("much-too-long-an-id,2023-06-01,north,drugs,,1", "row 3, column id: 'much-too-long-an-id' is too long (limit 12)."),
        ("b,2023-06-01,north,drugs,,ten", "row 3, column people: 'ten' is not a whole number."),
        ("b,2023-06-01,north,drugs,,1.5", "row 3, column people: '1.5' is not a whole number."),
        ("b,2023-06-01,north,drugs,,12", "row 3, column people: '12' is above 9."),
        ("b,2023-06-01,north,drugs,,-1", "row 3, column people: '-1' is below 0."),
        ("b,2023-06-01,north,drugs,,1,2", "row 3: has 7 cells, the header has 6. Check the commas."),
        ("b,2023-06-01,north,drugs,,1,", "row 3: has 7 cells, the header has 6."),
        ('b,2023-06-01,north,drugs,"a, b",,', "row 3: has 7 cells, the header has 6."),
        ("b,2023-06-01,north,drugs", "row 3: has 4 cells, the header has 6."),
        (",,,,,", "row 3 is empty. Delete it."),
        ('b,2023-06-01,north,drugs,"open,1', "line 3: a quotation mark is not closed, or stands inside a cell."),
        ('b,2023-06-01,north,drugs,"a"b,1', "a quotation mark is not closed, or stands inside a cell."),
        ("b,2023-06-01,north,drugs,zero\u200bwidth,1", "line 3: holds a character that cannot be seen"),
        ("b,2023-06-01,north,drugs,a\x00b,1", "line 3: holds a character that cannot be seen"),
    ],
)
def test_every_fault_is_told_with_row_and_column(counted, row, said):
    assert said in faults(counted, table([GOOD, row]))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "the file is empty. Its first row must be: id,day,area,kind_of,note,people."),
        (table([GOOD], HEAD.replace("day,", "")), "row 1: the column 'day' is missing."),
        (table([f"{GOOD},x"], f"{HEAD},extra"), "row 1: unknown column 'extra'."),
        (table([GOOD]).replace(",", ";"), "row 1: the cells are separated by ';'."),
        (table([GOOD], HEAD.replace(",note", ",\rnote")), "row 1: the column 'note' is missing."),
        (table([GOOD]).encode("utf-16"), "line 1: byte 0xff is not UTF-8."),
        (table([GOOD]).encode() + b"b,2023-06-01,north,drugs,\xa3,1\n", "line 3: byte 0xa3 is not UTF-8."),
    ],
)
def test_a_file_that_is_no_such_table_is_told(counted, content, said):
    assert said in faults(counted, content)


def test_many_faults_of_a_kind_are_one_with_the_first_and_how_many(counted):
    rows = [row.replace(",2023-", ",2023/") for row in lines()]
    told = faults(counted, table(rows))
    assert "1 fault found:" in told and "column day: 400 alike, the first in row 2:" in told


def test_the_words_are_those_of_a_small_source(counted):
    """The same wrong cells in a source of months and in incidents."""
    wrong = "month,area,offered,answered,wait_s,kind,status\n2023-10,west,ten,1,1,computed,\n2023-10,north,1,1\n"
    counted.write("data/sources/calls.csv", wrong)
    assert "row 3: has 4 cells, the header has 7. Check the commas." in counted.said()
    assert "row 3: has 4 cells, the header has 6. Check the commas." in faults(counted, table([GOOD, "b,2023-06-01,west,ten"]))


def test_other_ways_to_write_a_file_are_read_row_by_row(counted):
    wanted, _ = both(counted)
    counted.edit("data/incidents/crimes.resource.yml", "schema:", "encoding: cp1252\ndialect: {delimiter: ';'}\nschema:")
    content = table([*lines(399), lines()[399].replace("=HYPERLINK(x)", "\u00a3")]).replace(",", ";").encode("cp1252")
    told, found = both(counted.write("data/incidents/crimes.csv", content))
    assert told == wanted and found is None


def test_cells_in_quotation_marks_are_read_quickly_too(counted):
    rows = [row.replace("=HYPERLINK(x)", f'"a, ""{i}"", \nb"') for i, row in enumerate(lines())]
    told, found = both(counted.write("data/incidents/crimes.csv", table(rows)))
    assert told == found and told.rows == 400


@pytest.mark.parametrize("start", ["", "\u00a3", '"'])
def test_a_file_that_is_not_as_simple_as_it_begins_is_read_with_care(counted, monkeypatch, start):
    """Blanks that Python strips, and that only a careful statement sees: one id twice, though its bytes differ."""
    monkeypatch.setattr(quick, "_begins_bare", lambda path: True)
    rows = [*lines(), f"c1,2023-06-01,north,drugs,{start}{start},1"]
    told, found = both(counted.write("data/incidents/crimes.csv", table(rows)))
    assert told == found
    assert "has the same key as another row." in faults(counted, table([*rows, "\u00a0c1\u00a0,2023-06-01,north,drugs,,1"]))


def test_keys_are_counted_alike_where_there_are_too_many_for_a_table(counted, monkeypatch):
    wanted, _ = both(counted)
    monkeypatch.setattr(quick, "MOST_COUNTED", 10)
    assert both(counted) == (wanted, wanted)


BARE = ['1,5",6"\n3,4,5,\n', '1,5", "6\n3,4,5,\n', '1,"5" ,6"\n3,4,5,\n', '1,"5"",6\n3,4,5,\n']


@pytest.mark.parametrize("block", [1, 2, 3, 7, 21, 24, scan.BLOCK])
@pytest.mark.parametrize(
    ("text", "doubtful"),
    [*((each, True) for each in BARE), ('1,"5"\n', False), ('"1,""5""",""\n"","""\n', True), ('"1,""5""","",\n"""a",2', False)],
)
def test_quotation_marks_elsewhere_than_at_the_ends_of_cells_are_doubtful(tmp_path, monkeypatch, block, text, doubtful):
    """Two of them can hide a delimiter from the count, and so pay for one too many: wherever a block of the file ends."""
    monkeypatch.setattr(scan, "BLOCK", block)
    for end in ("\n", "\r\n") if block > 20 else ("\n",):  # lines that end with a return must not be longer than a block
        (tmp_path / "a.csv").write_bytes(("a,b,c\n" + text).replace("\n", end).encode())
        assert scan.scan(tmp_path / "a.csv", ",", '"').doubtful is doubtful


def test_two_quotation_marks_pay_for_no_cell_too_many(counted):
    rows = ['a,2023-06-01,north,drugs,5",6"', "b,2023-06-01,north,drugs,x,5,"]
    counted.edit(
        "data/incidents/crimes.resource.yml",
        "people, type: integer, constraints: {minimum: 0, maximum: 9}",
        "people, type: string",
    )
    assert "row 3: has 7 cells, the header has 6." in faults(counted, table(rows))


@pytest.mark.parametrize("careful", [False, True])
def test_whatever_two_letters_of_a_day_are_it_is_read_as_it_stands_or_not_at_all(careful):
    """Every pair of places with every pair of letters: all that a bare file can hold, or what DuckDB may take for a part of a
    day; and words that it knows. Days before the first have no code."""
    duckdb, letters = pytest.importorskip("duckdb"), " 0159-/\\:.+,xTZ(\t\n\v\u00e9\0" if careful else map(chr, range(32, 127))
    texts, letters = {*ODD_DAYS, "infinity", " infinity ", "epoch", "   epoch  ", "2023-01-05 (BC)"}, list(letters)
    for day in ("2023-01-05", "1990-12-31"):
        for i, j in itertools.combinations(range(10), 2):
            texts |= {day[:i] + a + day[i + 1 : j] + b + day[j + 1 :] for a in letters for b in letters}
        texts |= {day[:i] + a + day[i + n :] for i in range(11) for a in ("", *letters) for n in (0, 1, 2)}
    right = (quick._IS_DAY if careful else quick._LIKE_A_DAY).format(cell="t")
    days = "SELECT t, try_cast(t AS DATE) AS d FROM (SELECT unnest(?) AS t)"
    right = f"SELECT t FROM ({days}) WHERE d >= '{quick.FIRST_DAY}' AND {right}"
    passed = {text for (text,) in duckdb.connect().execute(right, [sorted(texts)]).fetchall()}
    assert passed == {text for text in texts if _is_a_day(text)} and 200 < len(passed) < len(texts) / 40


def _is_a_day(text: str) -> bool:
    try:
        return len(text) == 10 and date.fromisoformat(text).isoformat() == text >= quick.FIRST_DAY
    except ValueError:
        return False


@pytest.mark.slow
def test_the_quick_reader_passes_nothing_that_the_other_tells(counted):
    """Random slips, up to four in each of many files, some of whole cells and some in pairs, as one may pay for another: where it
    gives numbers, they are those of the other reader."""
    counted.edit("data/incidents/crimes.resource.yml", "note, type: string", "note, type: string}\n    - {name: seen, type: date")
    dice, passed, left = random.Random(5), 0, 0
    cells = [*ODD_DAYS, "", "2023-07-01", "=1", '"a"', '"a, b"', '""', "9", "north"]
    pairs = [('"', ',"'), ('"', '"'), (",", ""), ("", ","), ('"', '",'), (" ", " "), ("\n", "\n")]
    odd = [
        "",
        " ",
        ",",
        '"',
        "\n",
        "\r",
        "\t",
        "\u00e9",
        "\u00a0",
        "'",
        "0",
        "-",
        "x",
        ";",
        "\ufeff",
        "\u2028",
        "\x1f",
        '""',
        "\\",
    ]
    for _ in range(140):
        rows = [row.replace("(x),", "(x),2023-06-30,").split(",") for row in lines(12, dice.randrange(99))]
        for _ in range(dice.choice((0, 0, 1, 2))):
            dice.choice(rows)[dice.choice((4, 5, 5, dice.randrange(7)))] = dice.choice(cells)
        for start, end in dice.sample(pairs, dice.choice((0, 0, 1, 2))):  # around a delimiter, and elsewhere what pays for it
            row, at = dice.choice(rows), dice.randrange(6)
            row[at], row[at + 1] = row[at] + start, row[at + 1] + end
            dice.choice(rows)[-1] += dice.choice(("", ","))
        text = table([",".join(row) for row in rows], HEAD.replace("note", "note,seen"))
        for _ in range(dice.choice((0, 0, 1, 2))):
            at, cut = dice.randrange(len(text)), dice.randrange(3)
            text = text[:at] + dice.choice(odd) + text[at + cut :]
        told, found = both(counted.write("data/incidents/crimes.csv", text))
        assert found is None or found == told, repr(text)
        passed, left = passed + (found is not None), left + (found is None)
    assert passed > 10 and left > 10


# ── into the source, and no further ───────────────────────────────────────────────────────────────────────────────────
def pcc(tiny: Tiny, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli.main, ["--project", str(tiny.root), *words])
    return done.exit_code, done.output


def test_counts_are_shown_and_written_as_all_that_comes_in(counted):
    assert "no row is of 2023-06, north, which data/incidents/crimes.csv has, nor of 9 more that it has." in counted.said()
    code, said = pcc(counted, "count", "--yes")
    assert code == 0 and "400 rows of data/incidents/crimes.csv were counted." in said, said
    held = (counted.root / "data/sources/crime.csv").read_text(encoding="utf-8")
    assert held.count("\n") == 11 and "computed" in held
    assert "crime" not in counted.said()
    assert "Nothing to do" in pcc(counted, "count")[1]


def test_a_source_that_is_not_what_its_incidents_come_to_is_a_fault(counted):
    pcc(counted, "count", "--yes")
    row = next(r for r in lines() if ",north," in r and r.split(",")[1] < "2023-07")
    counted.write("data/incidents/crimes.csv", table([r for r in lines() if r != row]))
    assert "data/sources/crime.csv, row 2, column every: is " in counted.said() and "Run: pcc count crime" in counted.said()
    code, said = pcc(counted, "count", "--yes")
    assert code == 1 and "reason" in said
    assert pcc(counted, "count", "--yes", "--reason", "The force took a record out.")[0] == 0
    assert "crime.csv" not in counted.said()
    assert ",r\n" in (counted.root / "data/sources/crime.csv").read_text(encoding="utf-8")


def test_months_before_the_incidents_begin_stay_as_they_were_counted(counted):
    pcc(counted, "count", "--yes")
    counted.write("data/incidents/crimes.csv", table([r for r in lines() if r.split(",")[1] >= "2023-09"]))
    assert "crime.csv" not in counted.said() and "Nothing to do" in pcc(counted, "count")[1]


def test_a_month_that_the_incidents_lack_must_not_be_told(counted):
    pcc(counted, "count", "--yes")
    counted.write("data/incidents/crimes.csv", table([r for r in lines() if "2023-08" not in r]))
    assert "and data/incidents/crimes.csv has 0 such rows." in counted.said()


def test_a_file_that_lacks_its_newest_months_proves_nothing_of_them(counted):
    pcc(counted, "count", "--yes")
    counted.write("data/incidents/crimes.csv", table([r for r in lines() if r.split(",")[1] < "2023-09"]))
    told = " ".join(counted.said().split())
    assert "crime.csv, row 8: tells 2023-09 to 2023-10, and the last month of data/incidents/crimes.csv is 2023-08." in told
    assert "Bring data/incidents/crimes.csv with the rows of 2023-09 to 2023-10 and run: pcc count crime" in told
    counted.edit("data/sources/crime.resource.yml", "counted:", "gaps: [{first: 2023-09, last: 2023-10}]\ncounted:")
    assert "tells 2023-09" not in counted.said()


def test_a_file_without_rows_proves_no_number(counted):
    content = table([])
    assert "crime" not in counted.write("data/incidents/crimes.csv", content).said()  # where nothing is told, nothing is missing
    pcc(counted.write("data/incidents/crimes.csv", table(lines())), "count", "--yes")
    told, found = both(counted.write("data/incidents/crimes.csv", content))
    assert told == found and told.rows == 0
    assert "crime.csv, row 2: tells 2023-06 to 2023-10, and data/incidents/crimes.csv has no row." in counted.said()


def test_months_after_the_last_row_that_tell_no_number_need_none(counted):
    pcc(counted, "count", "--yes")
    held = counted.root / "data/sources/crime.csv"
    counted.write(
        "data/sources/crime.csv", held.read_text(encoding="utf-8") + "2023-11,north,,,,computed,\n2023-11,south,,,,computed,\n"
    )
    assert "tells" not in counted.said()
    counted.edit("data/sources/crime.csv", "2023-11,south,,", "2023-11,south,,0")
    assert "crime.csv, row 13: tells 2023-11, and the last month" in counted.said()


def test_rows_that_are_kept_elsewhere_need_not_be_there(counted):
    pcc(counted, "count", "--yes")
    (counted.root / "data/incidents/crimes.csv").unlink()
    assert "data/incidents/crimes.csv: the file is missing. Put it there; or say under elsewhere" in counted.said()
    counted.edit("data/incidents/crimes.resource.yml", "licence:", "elsewhere: The force's records server.\nlicence:")
    assert "incidents" not in counted.said()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("incidents: crimes", "incidents: crime", "there is no data/incidents/crime.resource.yml. Did you mean 'crimes'?"),
        ("date: day", "date: days", "counted: crimes has no column 'days'. Did you mean 'day'?"),
        ("date: day", "date: note", "counted: 'note' of crimes is of type string. Name one of dates."),
        ("{kind_of: [burglary]}", "{kind_of: [burglry]}", "counted: 'kind_of' is never 'burglry'. Did you mean 'burglary'?"),
        ("{kind_of: [burglary]}", "{note: [x]}", "rows are counted by 'note', and it has no enum."),
        ("    every: {}", "    all_of_it: {}", "columns: 'all_of_it' is no column of whole numbers."),
        ("period: month", "period: quarter", "is no source of months."),
    ],
)
def test_what_cannot_be_counted_is_told(counted, old, new, said):
    assert said in counted.edit("data/sources/crime.resource.yml", old, new).said()


def test_a_date_is_no_column_of_a_source(tiny):
    form = r"type: string, constraints: {required: true, pattern: '20\d{2}-(0[1-9]|1[0-2])'}"
    tiny.edit("data/sources/calls.resource.yml", f"name: month, {form}", "name: month, type: date")
    assert "the column 'month' is of type date." in tiny.said()


def test_what_lies_beside_the_incidents_is_told(counted):
    counted.write("data/incidents/other.csv", "id\n")
    assert "data/incidents/other.csv: has no descriptor, so nothing reads it." in counted.said()


@pytest.mark.slow
def test_large_files_are_read_by_duckdb_and_small_ones_do_not_load_it(counted):
    code = (
        "import sys; from pcc_lib.inputs.project import Project; from pcc_lib.counting.asked import asked_of; "
        "from pcc_lib.counting.count import tally_of; p = Project(sys.argv[1]); t = tally_of(asked_of(p, 'crime')); "
        "name = 'data/incidents/crimes.csv'; print(t.rows, 'duckdb' in sys.modules, p.opened[name] == p.fingerprint(name))"
    )
    found = [subprocess.run([sys.executable, "-c", code, counted.root], capture_output=True, text=True, check=True).stdout]
    counted.write("data/incidents/crimes.csv", table(lines(25_000)))
    found.append(subprocess.run([sys.executable, "-c", code, counted.root], capture_output=True, text=True, check=True).stdout)
    assert found == ["400 False True\n", "25000 True True\n"]


def test_a_file_that_changes_while_it_is_read_is_not_counted(counted, monkeypatch):
    def later(asked):
        counted.write("data/incidents/crimes.csv", table(lines(10)))
        return plain_tally(asked)

    monkeypatch.setattr(count, "plain_tally", later)
    with pytest.raises(DataError, match="was changed while it was read"):
        count.tally_of(asked_of(Project(counted.root), "crime"))


def test_no_page_rests_on_the_rows_themselves(counted):
    """The record of an edition holds what its pages read: the counted table, and never the rows."""
    pcc(counted, "count", "--yes")
    counted.measure("crime", source="crime", numerator="every", breakdown="area", title="Crime", unit="crimes")
    figures = counted.figures()
    assert figures.figure("crime.value@2023-10").value == sum(",2023-10-" in r for r in lines())
    assert not [name for name in figures.project.opened if "incidents" in name]


def test_a_figure_leads_to_the_rows_that_it_counts(counted):
    pcc(counted, "count", "--yes")
    counted.measure("crime", source="crime", numerator="burglary", breakdown="area", title="Burglaries", unit="crimes")
    code, said = pcc(counted, "trace", "crime.value@2023-10")
    rows = [i for i, row in enumerate(lines(), 2) if ",2023-10-" in row and ",burglary," in row]
    assert code == 0, said
    assert f"Counted from data/incidents/crimes.csv, {len(rows)} rows: {rows[0]}, {rows[1]}" in " ".join(said.split())


def test_a_page_names_whom_the_counted_source_is_of(counted):
    counted.edit("data/sources/crime.resource.yml", "producer: Nobody", "producer: Nobody\nattribution: Contains rows of Nobody.")
    pcc(counted, "count", "--yes")
    counted.measure("crime", source="crime", numerator="burglary", breakdown="area", title="Burglaries", unit="crimes")
    page = counted.report().page
    page.figure(page.figures.figure("crime.value"))
    assert list(page.credits) == ["Contains rows of Nobody."]


def test_readers_are_told_what_is_counted_and_that_it_is_rows(counted):
    pcc(counted, "count", "--yes")
    source = read_source(counted.project(), "crime")
    told = [str(each) for each in definitions._counted(source)]
    assert told[0] == "every: every row" and "rows whose <code" in told[2] and " and whose " in told[2]
    counted.edit("data/incidents/crimes.resource.yml", "[burglary, robbery, drugs]", "[burglary, robbery, drugs, <b>]")
    counted.edit("data/sources/crime.resource.yml", "[drugs, robbery]", "[drugs, <b>]")
    assert "&lt;b&gt;" in str(list(definitions._counted(read_source(counted.project(), "crime")))[2])


def test_no_record_of_an_edition_holds_the_rows_and_it_passes_the_check_without_them(counted, tmp_path_factory):
    pcc(counted, "count", "--yes")
    project, quarter = counted.project(), Quarter.parse(QUARTER)
    counted.measure("crime", source="crime", numerator="every", breakdown="area", title="Crime", unit="crimes")
    editions.checked(project, quarter, lambda reader, _: check.fault_list(reader, open_quarter(reader)) and [])
    assert "data/incidents/crimes.csv" in checked_files(project, quarter)
    inputs = inputs_of(project, quarter, {"inputs": {"read": {}, "compiled_from": []}})
    assert "data/sources/crime.csv" in inputs.public
    assert not [name for name in (*inputs.public, *inputs.restricted) if "incidents" in name]
    frozen = Tiny(tmp_path_factory.mktemp("frozen"))
    lay_out_project(project, inputs, frozen.root)
    assert "crime" not in frozen.said() and "incidents" not in frozen.said()
    record = tmp_path_factory.mktemp("record")
    _copy_data(project, record)
    assert (record / "sources/crime.csv").is_file() and not (record / "incidents").exists()


@pytest.mark.parametrize(
    ("pattern", "same"),
    [
        (r"c\d{5}", True),
        (r"[0-9a-f]{16}", True),
        (r"[^ab]c", False),
        (r"\D+", False),
        (r"a$", False),
        (r"[a[:digit:]]+", False),
        (r"a\b", False),
        (r"[][:alpha:]]", False),
        (r"a{,3}", False),
        (r"a{2,3}b{2}", True),
    ],
)
def test_a_pattern_is_left_to_duckdb_only_where_both_take_it_alike(counted, pattern, same):
    counted.edit("data/incidents/crimes.resource.yml", "maxLength: 12", f"pattern: '{pattern}'")
    about = asked_of(counted.project(), "crime").about
    assert quick._is_simple(about.fields[0]) is same


def test_a_pattern_is_held_by_both_readers(counted):
    counted.edit("data/incidents/crimes.resource.yml", "maxLength: 12", r"pattern: 'c\d{5}'")
    told, found = both(counted)
    assert told == found
    assert "'d00001' is not written as the descriptor wants it" in faults(counted, table(["d00001,2023-06-01,north,drugs,,1"]))


def test_a_pattern_that_duckdb_would_take_for_letters_is_held_by_both_readers(counted):
    counted.edit("data/incidents/crimes.resource.yml", "maxLength: 12", "pattern: 'a{,3}'")
    said = "'a{,3}' is not written as the descriptor wants it"
    assert said in faults(counted, table(["'a{,3}',2023-06-01,north,drugs,,1"]).replace("'a{,3}'", '"a{,3}"'))


@pytest.mark.parametrize("more", ["pattern: '[a-c].*'", "minLength: 6", "maxLength: 5"])
@pytest.mark.parametrize(("column", "values"), [("kind_of", "burglary, robbery, drugs"), ("area", "north, southwest")])
def test_what_else_is_said_of_a_column_that_is_counted_by_is_held_by_both_readers(counted, column, values, more):
    """Values that the enum lists, and that another constraint forbids."""
    rows = counted.root / "data/incidents/crimes.resource.yml"
    text = rows.read_text(encoding="utf-8").replace("{name: area, type: string}", "{name: area, type: string, constraints: {}}")
    head, tail = text.split(f"name: {column}, type: string, constraints: {{")
    tail = tail.split("}", 1)[1]
    limits = f"{{enum: [{values}], {more}}}"
    counted.write("data/incidents/crimes.resource.yml", f"{head}name: {column}, type: string, constraints: {limits}{tail}")
    about = counted.root / "data/sources/crime.resource.yml"
    counted.write("data/sources/crime.resource.yml", about.read_text(encoding="utf-8").replace("south]", "southwest]"))
    wrong = {"minLength: 6": ("north", "drugs"), "maxLength: 5": ("southwest", "burglary")}.get(more, ("north", "drugs"))
    area, kind = (wrong[0], "robbery") if column == "area" else ("north", wrong[1])
    assert f"row 2, column {column}: '" in faults(counted, table([f"a,2023-06-01,{area},{kind},,1"]))


ODD_DAYS = ["infinity", "-infinity", "10000-01-01", "0001-01-01 (BC)", "0000-01-01", "epoch", "today", "2023-7-1", "1e5"]


@pytest.mark.parametrize(
    ("seen", "said"),
    [("", ""), ("2023-07-01", ""), ("0001-01-01", ""), ("9999-12-31", ""), *((day, "row 2, column seen: '") for day in ODD_DAYS)],
)
def test_a_second_date_is_held_too_and_may_be_blank(counted, seen, said):
    counted.edit("data/incidents/crimes.resource.yml", "name: note, type: string", "name: seen, type: date")
    content = table([f"a,2023-06-01,north,drugs,{seen},1"], HEAD.replace("note", "seen"))
    if said:
        assert said in faults(counted, content)
    else:
        told, found = both(counted.write("data/incidents/crimes.csv", content))
        assert told == found and told.rows == 1


@pytest.mark.parametrize("day", ["1989-12-31", "2099-01-01", "0001-01-01"])
def test_a_day_of_long_ago_is_counted_by_one_reader(counted, day):
    told, found = both(counted.write("data/incidents/crimes.csv", table([f"a,{day},north,drugs,,1"])))
    assert found is None and told.counts == {(day[:7], "north", "drugs"): 1}
