"""Sources: every bad cell and header with file, row, column and what was expected, all at once."""

from __future__ import annotations

import pytest
from conftest import SURVEY

from pcc_lib.core.errors import DataError, ReportError
from pcc_lib.core.periods import Span
from pcc_lib.core.status import WORDS
from pcc_lib.figures.reworking import rework
from pcc_lib.inputs import source_faults
from pcc_lib.inputs.sources import read_source

HEADER = "month,question,happy,asked,kind,status\n"
ODD = next(letter for letter in "qzjkwyabdghilmnostv" if letter not in WORDS)  # no status, whatever letters the library has
ROW = "2023-10,overall,3,20,computed,\n"


def faults(tiny, text: str | bytes) -> list[str]:
    """What reading `survey.csv` with this text says, without the file's name."""
    tiny.write("data/sources/survey.csv", text)
    try:
        read_source(tiny.project(), "survey")
    except ReportError as error:
        return [str(f).removeprefix("data/sources/survey.csv") for f in error.faults]
    return []


def checked(tiny, old: str = "", new: str = "", name: str = "survey") -> str:
    """What the whole check says after an edit of a source."""
    if old:
        tiny.edit(f"data/sources/{name}.csv", old, new)
    return "\n".join(map(str, source_faults.fault_list(tiny.project())))


def test_a_source_is_read_with_blanks_as_missing(tiny):
    source = read_source(tiny.project(), "survey")
    held = source.frame.set_index(["month", "question"])["happy"]
    assert (held["2023-08", "overall"], bool(held.isna()["2023-06", "overall"])) == (1.0, True)
    assert (source.columns, source.parts, source.last_period) == (["happy", "asked"], ["overall", "other"], "2023-10")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("three", "'three' is not a whole number."),
        ("3.5", "'3.5' is not a whole number."),
        ("1,00", "'1,00' is not a whole number."),
        ("inf", "'inf' is not a whole number."),
        ("3 %%", "'3 %%' is not a whole number."),
        ("9" * 50 + "x", f"'{'9' * 40}…' is not a whole number."),
    ],
)
def test_a_bad_cell_is_told_with_row_column_and_what_was_expected(tiny, cell, said):
    cell = f'"{cell}"' if "," in cell else cell
    assert faults(tiny, f"{HEADER}{ROW}2023-09,overall,{cell},20,computed,\n") == [
        f", row 3, column happy: {said} Correct the cell; leave it blank where the value is not known."
    ]


@pytest.mark.parametrize("cell", ["three", "inf", "-Infinity", "nan"])
def test_a_bad_number_where_decimals_are_allowed(tiny, cell):
    tiny.edit("data/sources/survey.resource.yml", "name: happy, type: integer", "name: happy, type: number")
    assert faults(tiny, f"{HEADER}2023-09,overall,{cell},20,computed,\n")[0].startswith(
        f", row 2, column happy: '{cell}' is not a number."
    )


@pytest.mark.parametrize(
    ("month", "good"),
    [
        ("2023-10", True),
        ("2023-13", False),
        ("2023", False),
        ("2023-1", False),
        ("2022-23", False),
    ],
)
def test_months(tiny, month, good):
    found = faults(tiny, HEADER + f"{month},overall,3,20,computed,\n")
    assert found == ([] if good else [f", row 2, column month: '{month}' is not a month. Write it like 2023-10."])


def test_all_bad_cells_are_told_at_once(tiny):
    text = HEADER + "2023-10,overall,x,y,computed,\n" + "October,overall,1,2,computed,\n"
    assert [f.split(":")[0] for f in faults(tiny, text)] == [
        ", row 2, column happy",
        ", row 2, column asked",
        ", row 3, column month",
    ]


def test_a_key_that_stands_twice(tiny):
    assert faults(tiny, HEADER + ROW + ROW) == [", row 3: 2023-10, overall stands twice. Keep one row."]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (
            HEADER.replace("asked", "askd"),
            ", row 1: the column 'asked' is missing. The columns are: month, question, happy, asked, "
            "kind, status.|, row 1: unknown column 'askd'. Did you mean 'asked'?",
        ),
        (
            HEADER.replace("asked", "happy"),
            ", row 1: the column 'asked' is missing. The columns are: month, question, happy, asked, "
            "kind, status.|, row 1: the column 'happy' stands twice. Keep one.",
        ),
        (
            HEADER.replace("status", "status,note"),
            ", row 1: unknown column 'note'. Known: asked, happy, kind, month, "
            "question, status.|, row 2: has 6 cells, the header has 7. Check the commas.",
        ),
    ],
)
def test_headers(tiny, header, said):
    assert faults(tiny, header + ROW) == said.split("|")


@pytest.mark.parametrize("row", ["2023-09,overall,3\n", "2023-09,overall,3,20,computed,,\n", "2023-09;overall;3;20;computed;\n"])
def test_ragged_rows_are_told_with_their_number(tiny, row):
    assert faults(tiny, HEADER + ROW + row)[0].startswith(", row 3: has ")


def test_an_empty_file_says_what_its_first_row_must_be(tiny):
    assert faults(tiny, "") == [": the file is empty. Its first row must be: month,question,happy,asked,kind,status."]


def test_a_header_alone_is_a_source_without_rows(tiny):
    assert faults(tiny.measure("m", source="survey", numerator="happy"), HEADER) == []
    assert "survey.csv: holds no rows" in tiny.said()


def test_bytes_that_are_not_utf8(tiny):
    assert "line 2: byte 0xa3 is not UTF-8" in faults(tiny, HEADER.encode() + b"2023-10,overall,\xa33,20,computed,\n")[0]


@pytest.mark.parametrize(
    "text",
    [
        ("\ufeff" + SURVEY).encode(),
        SURVEY.replace("\n", "\r\n").encode(),
        SURVEY.rstrip("\n").encode(),
        SURVEY.replace("\n", "\n\n").encode(),
        SURVEY.replace(",overall,", ", overall ,").encode(),
    ],
    ids=["BOM", "CRLF", "no last newline", "blank lines", "spaces"],
)
def test_what_excel_does_to_a_file_does_no_harm(tiny, text):
    assert faults(tiny, text) == []
    assert tiny.measure("m", source="survey", numerator="happy", rows={"question": ["overall"]}).figure("m.value").value == 3


def test_row_numbers_are_those_of_the_spreadsheet_after_a_blank_line(tiny):
    assert faults(tiny, HEADER + "\n" + ROW + "2023-09,overall,x,1,computed,\n")[0].startswith(", row 4, column happy")


def test_a_missing_csv_and_a_missing_descriptor(tiny):
    (tiny.root / "data/sources/survey.csv").unlink()
    assert "survey.csv: the file is missing" in checked(tiny)
    with pytest.raises(DataError, match=r"there is no source 'survy'\. Did you mean 'survey'\?"):
        read_source(tiny.project(), "survy")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("producer: Nobody\n", "", "'producer' is missing"),
        ("period: month", "period: week", "'week' is not known"),
        ("period: month", "period: year", "schema: has no column 'year'. Add it."),
        ("breakdown: question", "breakdown: area", "schema: has no column 'area'. Add it."),
        ("{name: happy, type: integer", "{name: happy", "schema, fields 3: 'type' is missing. Add it."),
        ("  fields:\n", "  felder:\n", "schema: 'fields' is missing"),
        ("  fields:\n", "  felder:\n", "line 9, schema: unknown key 'felder'. Did you mean 'fields'?"),
        ("name: happy", "name: yes", "line 12, schema, fields 3, name: YAML reads yes, on and true as true. Put it in quotes."),
        ("{name: status, type: string, constraints: {enum: [e, p, r]}}", "{name: note, type: string}", "has no column 'status'"),
    ],
)
def test_descriptor_faults(tiny, old, new, said):
    tiny.edit("data/sources/survey.resource.yml", old, new)
    with pytest.raises(ReportError) as error:
        read_source(tiny.project(), "survey")
    assert "survey.resource.yml" in str(error.value) and said in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2023-10,overall,3", "2023-10,overall,-3", "survey.csv, row 12, column happy: '-3' is below 0. Correct the cell."),
        ("2023-10,other", "2023-10,someone", "survey.csv, row 13, column question: 'someone' is not one of the values"),
        ("2023-10,other,7,20,computed", "2023-10,other,7,20,guessed", "row 13, column kind: 'guessed' is not one of the values"),
        (
            "2023-10,other,7,20,computed,",
            "2023-10,other,7,20,,",
            "row 13, column kind: is blank, and the descriptor calls this column required. Write one of: computed",
        ),
        ("2023-10,other,7,20,computed,", "2023-10,other,7,20,computed,u", "row 13, column status: 'u' is not one of the values"),
    ],
)
def test_declared_constraints_are_checked(tiny, old, new, said):
    assert said in checked(tiny, old, new)


@pytest.mark.parametrize(("cell", "said"), [(ODD, ODD), (f"e,{ODD}", ODD), ("E", "E"), ("e", ""), ("e,p", ""), ("", "")])
def test_a_status_that_readers_are_not_told_the_meaning_of_is_a_fault_of_its_cell(tiny, cell, said):
    found = faults(tiny, f'{HEADER}{ROW}2023-09,overall,1,20,computed,"{cell}"\n')
    known = f"Known: {', '.join(sorted(WORDS))}."
    assert found == ([f", row 3, column status: '{said}' is no status. {known}"] if said else [])


def test_a_declared_pattern_is_checked(tiny):
    tiny.edit("data/sources/survey.resource.yml", "20\\d{2}-(0[1-9]|1[0-2])", "2022-..")
    assert "row 2, column month: '2023-03' is not written as the descriptor wants it (2022-..)" in checked(tiny)
    assert "survey.csv, column month: 12 alike, the first in row 2: '2023-03' is not written as" in tiny.said()


def test_a_rule_between_columns_is_told_with_the_row_and_its_cells(tiny):
    said = checked(tiny, "2023-10,north,40,20,", "2023-10,north,40,41,", "calls")
    assert said.startswith(
        "data/sources/calls.csv, row 68: more answered than offered (answered <= offered; offered 40, answered 41)."
    )


def test_a_rule_that_names_no_column_is_a_fault(tiny):
    tiny.edit("data/sources/calls.resource.yml", "rule: answered <= offered", "rule: 1 > 0")
    assert "calls.resource.yml, checks, rule 1: '1 > 0' names no column" in checked(tiny)


@pytest.mark.parametrize("rule", ["answered <= oferred", "answered <=", "answered <= 'x'"])
def test_a_rule_that_cannot_be_read_is_a_fault_not_a_crash(tiny, rule):
    tiny.edit("data/sources/calls.resource.yml", "rule: answered <= offered", f'rule: "{rule}"')
    assert "calls.resource.yml, checks, rule 1: " in checked(tiny)


def test_a_blank_cell_breaks_no_rule(tiny):
    assert checked(tiny, "2021-01,north,10,5,", "2021-01,north,,5,", "calls") == ""


def test_the_package_lists_every_source_and_no_other(tiny):
    tiny.edit("data/datapackage.yml", "survey", "poll")
    assert checked(tiny).splitlines() == [
        "data/datapackage.yml, resources: 'survey' is not listed. Add sources/survey.resource.yml.",
        "data/datapackage.yml, resources: lists 'poll', which is not there. Take it out, or add the source.",
    ]


def test_no_package_is_a_fault(tiny):
    (tiny.root / "data/datapackage.yml").unlink()
    assert "data/datapackage.yml: the file is missing" in checked(tiny)


def test_faults_of_several_sources_are_told_together(tiny):
    tiny.edit("data/sources/calls.csv", "2021-01,north,10", "2021-01,north,ten")
    said = checked(tiny, "2023-10,overall,3", "2023-10,overall,three")
    assert "calls.csv, row 2, column offered" in said and "survey.csv, row 12, column happy" in said


def test_the_tiny_sources_are_sound(tiny):
    assert checked(tiny) == ""


def test_old_mac_line_ends_do_no_harm(tiny):
    assert faults(tiny, SURVEY.replace("\n", "\r").encode()) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            SURVEY.replace(",", ";"),
            ", row 1: the cells are separated by ';'. Save it as CSV UTF-8 with commas, "
            'or write dialect: {delimiter: ";"} in the descriptor.',
        ),
        (
            SURVEY.replace(",", "\t"),
            ", row 1: the cells are separated by tabs. Save it as CSV UTF-8 with commas, "
            'or write dialect: {delimiter: "\\t"} in the descriptor.',
        ),
        (SURVEY + ",,,,,\n" * 3, ": rows 14 to 16 are empty. Delete them."),
        (SURVEY + ",,,,,\n", ": row 14 is empty. Delete it."),
        (
            HEADER + "2023-10,overall,3e0,20,computed,\n",
            ", row 2, column happy: '3e0' has an exponent, with which Excel cuts numbers short: digits may be lost. "
            "Write all its digits again, from the table that it came from.",
        ),
        (
            HEADER + '2023-10,"overall,3,20,computed,\n',
            ", line 2: a quotation mark is not closed, or stands inside a cell. Write a "
            'cell with a comma as "a, b", and a quotation mark in it twice.',
        ),
    ],
)
def test_one_fault_says_what_is_wrong_with_a_whole_file(tiny, text, said):
    assert faults(tiny, text) == [said]


@pytest.mark.parametrize(
    ("month", "entry", "said"),
    [
        (
            "2022-05",
            "",
            "data/sources/calls.csv: 2022-05 is missing. Bring it, or declare the gap in the descriptor: "
            "gaps: [{first: 2022-05, last: 2022-05}]",
        ),
        (
            "2022-05,north",
            "",
            "data/sources/calls.csv: 2022-05, north is missing. Bring it, or declare the gap in the descriptor: "
            "gaps: [{area: north, first: 2022-05, last: 2022-05}]",
        ),
        ("2022-05", "{first: 2022-05, last: 2022-05}", ""),
        ("2022-05,north", "{area: north, first: 2022-04, last: 2022-06}", ""),
        ("2022-05,north", "{area: south, first: 2022-05, last: 2022-05}", "2022-05, north is missing"),
        ("2022-05", "{first: May}", "calls.resource.yml, line 25, gaps: is not a list of months. Write gaps: [{first: 2022-05,"),
    ],
)
def test_a_month_that_is_missing_is_brought_or_declared(tiny, month, entry, said):
    file, text = "data/sources/calls.csv", (tiny.root / "data/sources/calls.csv").read_text(encoding="utf-8")
    tiny.write(file, "".join(row for row in text.splitlines(True) if not row.startswith(month)))
    if entry:
        tiny.edit("data/sources/calls.resource.yml", "limits: tiny", f"limits: tiny\ngaps: [{entry}]")
    assert said in checked(tiny) and bool(checked(tiny)) == bool(said)


def test_a_row_of_a_time_that_no_quarter_tells_is_a_fault(tiny):
    text = (tiny.root / "data/sources/medians.csv").read_text(encoding="utf-8")
    tiny.write("data/sources/medians.csv", text + "2030-01,others,1,published,\n")
    found = [str(f) for f in source_faults.late_faults(tiny.project(), "2023-11-28")]
    assert found == [
        "data/sources/medians.csv, row 5: 2030-01 is after the date of writing of every quarter. Correct the month, "
        "or take the row out."
    ]


def test_a_descriptor_that_asks_for_the_impossible_is_a_fault_not_a_crash(tiny):
    tiny.edit("data/sources/survey.resource.yml", "name: happy, type: integer", "name: happy, type: whole")
    assert checked(tiny).endswith(
        "survey.resource.yml, line 12, schema, fields 3, type: 'whole' is not known. Known: date, integer, number, string."
    )


def test_a_financial_year_that_reads_as_a_month_is_a_year_in_a_source_of_years(tiny):
    """2005-06 was June 2005 to everything that reads a period; it passed the check and stopped the page."""
    early = "".join(f"{y}-{(y + 1) % 100:02d},all,{y},published,\n" for y in range(2005, 2021))
    tiny.edit("data/sources/national.csv", "2021-22,all", f"{early}2021-22,all")
    assert tiny.said() == ""
    tiny.measure("m", source="national", numerator="incidents", change="change_on_year")
    figure = tiny.figure("m.value@2005-06")
    assert (figure.value, figure.cells, figure.period.label) == (
        2005,
        "national.csv#year=2005-06;column=incidents",
        "year ending March 2006",
    )
    change = tiny.figure("m.change_on_year_number@2012-13")
    assert (change.value, change.compared_with) == (1, Span.of("2011/12"))
    assert rework(tiny.project(), change.formula, change.cells) == 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2023/24,all,1,published,\n", "row 4, column year: '2023/24' is not written as most rows are. Write it like 2022-23."),
        ("2023,all,1,published,\n", "row 4, column year: '2023' is not written as most rows are. Write it like 2022-23."),
        ("2023-25,all,1,published,\n", "row 4, column year: '2023-25' is not a year. Write it like 2023 or 2022-23 or 2022/23."),
    ],
)
def test_years_are_written_in_one_form(tiny, row, said):
    text = (tiny.root / "data/sources/national.csv").read_text(encoding="utf-8")
    tiny.write("data/sources/national.csv", text + row)
    assert said in checked(tiny)
