"""Encodings, dialects and forms of numbers: what a descriptor says is read as Frictionless reads it, or is a fault."""

from __future__ import annotations

import math

import pytest
from frictionless import Package, system

from pcc_lib.core.errors import FaultsError
from pcc_lib.figures.reworking import rework
from pcc_lib.inputs import source_faults
from pcc_lib.inputs.cells import NumberForm
from pcc_lib.inputs.models.sources import Descriptor
from pcc_lib.inputs.sources import package, read_source

ROWS = (
    ("month", "area", "n", "x", "kind", "status"),
    *((f"2023-{m:02d}", "Sh\u00e9", str(100 + m), "1.5", "computed", "e") for m in (1, 2, 3)),
)
DESCRIPTOR = """name: odd
title: Odd
path: odd.csv
encoding: {encoding}
dialect: {dialect}
schema:
  primaryKey: [month, area]
  missingValues: {missing}
  fields:
    - {{name: month, type: string, constraints: {{required: true}}}}
    - {{name: area, type: string, constraints: {{required: true}}}}
    - {{name: n, type: integer{n}}}
    - {{name: x, type: number{x}}}
    - {{name: kind, type: string}}
    - {{name: status, type: string}}
producer: Nobody
licence: none
obtained: made up
period: month
breakdown: area
limits: none
"""


def text_of(rows=ROWS, mark=",", end="\n") -> str:
    return "".join(mark.join(row) + end for row in rows)


def odd(tiny, raw: str | bytes, encoding="utf-8", dialect="{}", missing="['']", n="", x=""):
    """A project with one more source, of these bytes and with this descriptor."""
    said = {"encoding": encoding, "dialect": dialect, "missing": missing, "n": n and f", {n}", "x": x and f", {x}"}
    tiny.write("data/sources/odd.resource.yml", DESCRIPTOR.format(**said))
    tiny.write("data/sources/odd.csv", raw.encode(encoding) if isinstance(raw, str) else raw)
    return tiny.project()


def read(project) -> list[list]:
    """Our reading: rows of cells, blank where nothing is known."""
    frame = read_source(project, "odd").frame
    return [["" if c != c else c for c in row] for row in frame.itertuples(index=False, name=None)]


def frictionless(project) -> tuple[bool, list[list]]:
    """The standard's reading of the package: whether it is valid, and its rows."""
    with system.use_context(trusted=True):
        about = package(project)
        about["resources"] = [r for r in about["resources"] if r["name"] == "odd"]
        found = Package.from_descriptor(about, basepath=str(project.root))
        valid = found.validate().valid
        with found.get_resource("odd") as opened:
            rows = [
                ["" if c is None else c if isinstance(c, str) else float(c) for c in row.to_list()] for row in opened.row_stream
            ]
    return valid, rows


def faults(project) -> str:
    try:
        read_source(project, "odd")
    except FaultsError as error:
        return "\n".join(map(str, error.faults))
    return ""


PLAIN = [[month, area, float(n), float(x), kind, status] for month, area, n, x, kind, status in ROWS[1:]]
QUOTED = [ROWS[0], ("2023-01", '"S, h"', "101", "1.5", "computed", "e")]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "UTF-8", "utf-8-sig", "utf-16", "cp1252", "windows-1252", "latin-1", "iso-8859-1", "iso-8859-15"]
)
def test_an_encoding_that_is_declared_is_read(tiny, encoding):
    project = odd(tiny, text_of(), encoding)
    assert read(project) == PLAIN
    assert frictionless(project) == (True, PLAIN)


@pytest.mark.parametrize(
    ("raw", "encoding", "said"),
    [
        (text_of().encode("cp1252"), "utf-8", "odd.csv, line 2: byte 0xe9 is not UTF-8."),
        (text_of().encode("cp1252"), "ascii", "odd.csv, line 2: byte 0xe9 is not ascii."),
        (text_of().encode("utf-8"), "cp1252", "odd.csv: is UTF-8, and its descriptor says cp1252. Write encoding: utf-8 in the"),
        (text_of().encode("utf-16-le"), "utf-16", "odd.csv: has no byte-order mark, as utf-16 must."),
        (text_of().encode("utf-16")[:-1], "utf-16", "odd.csv, line 4: byte 0x0a is not utf-16."),
        (text_of().replace("\u00e9", "\u20ac").encode("cp1252"), "latin-1", "holds a character that cannot be seen (U+0080)"),
        (text_of().replace("\u00e9", "\u200b").encode("utf-16"), "utf-16", "holds a character that cannot be seen (U+200B)"),
        (text_of(), "mac-roman", "encoding: 'mac-roman' is not known. Known: ISO-8859-1, UTF-16, UTF-8, ascii, cp1252"),
    ],
)
def test_what_contradicts_the_encoding_is_a_fault(tiny, raw, encoding, said):
    raw = raw.encode() if isinstance(raw, str) else raw
    assert said in faults(odd(tiny, raw, encoding))


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ('{delimiter: ";"}', text_of(mark=";")),
        ('{delimiter: "\\t"}', text_of(mark="\t")),
        ('{delimiter: "|"}', text_of(mark="|")),
        ('{csv: {delimiter: ";"}}', text_of(mark=";")),
        ('{delimiter: ";", lineTerminator: "\\r\\n"}', text_of(mark=";", end="\r\n")),
        ('{quoteChar: "\'"}', text_of().replace("Sh\u00e9", "'Sh\u00e9'")),
        ("{skipInitialSpace: true}", text_of(mark=", ").replace("Sh\u00e9", '"Sh\u00e9"')),
        ("{headerRows: [3]}", "Offences by month\n\n" + text_of()),
        ("{header: false}", text_of(ROWS[1:])),
        ('{commentChar: "#"}', text_of(ROWS[:2]) + "# revised,,\n" + text_of(ROWS[2:])),
        ("{commentRows: [2, 6]}", text_of(ROWS[:1]) + "text,text,text,text,text,text\n" + text_of(ROWS[1:]) + "Total,,306,,,\n"),
        ("{skipBlankRows: true}", text_of(ROWS[:2]) + ",,,,,\n\n" + text_of(ROWS[2:])),
        ("{csvddfVersion: 1.2}", text_of()),
    ],
)
def test_a_dialect_is_read_as_frictionless_reads_it(tiny, dialect, text):
    project = odd(tiny, text, dialect=dialect)
    assert read(project) == PLAIN
    assert frictionless(project) == (True, PLAIN)


def test_quotation_marks_inside_cells(tiny):
    twice = odd(tiny, text_of([ROWS[0], ("2023-01", '"a ""b"", c"', "101", "1.5", "computed", "e")]))
    assert read(twice)[0][1] == frictionless(twice)[1][0][1] == 'a "b", c'
    escaped = odd(
        tiny,
        text_of([ROWS[0], ("2023-01", r'"a \"b\", c"', "101", "1.5", "computed", "e")]),
        dialect=r"{doubleQuote: false, escapeChar: '\'}",
    )
    assert read(escaped)[0][1] == frictionless(escaped)[1][0][1] == 'a "b", c'


@pytest.mark.parametrize(
    ("dialect", "said"),
    [
        ('{delimiter: "^"}', "dialect, delimiter: '^' is not read as one. Write"),
        ("{nullSequence: x}", "dialect: unknown key 'nullSequence'. Write it in the schema: missingValues."),
        ("{headerJoin: x}", "dialect: unknown key 'headerJoin'. One row is the header"),
        ("{headerRows: [1, 2]}", "dialect, headerRows: holds too many entries. Write at most 1."),
        ("{headerRows: [0]}", "dialect, headerRows 1: 0 is not possible. Write at least 1."),
        ("{doubleQuote: false}", "dialect, doubleQuote: is false without an escapeChar."),
        ("{header: false, headerRows: [2]}", "dialect, headerRows: names a header, and header is false."),
        ("{delimiter: ';', csv: {delimiter: ';'}}", "dialect, csv: says what keys beside it say too."),
        ("{caseSensitiveHeader: true}", "dialect: unknown key 'caseSensitiveHeader'. Take it out"),
    ],
)
def test_a_dialect_that_is_not_read_is_a_fault_that_names_the_key(tiny, dialect, said):
    assert said in faults(odd(tiny, text_of(), dialect=dialect))


@pytest.mark.parametrize(
    ("text", "dialect", "said"),
    [
        (text_of(), '{delimiter: ";"}', "row 1: the cells are separated by commas. Save it"),
        ("title\n" + text_of(mark=";"), "{headerRows: [2]}", "row 2: the cells are separated by ';'."),
        ("title\n\n" + text_of(), "{headerRows: [2]}", "row 2: holds no header. Name the row of the header"),
        (text_of(), "{headerRows: [9]}", "row 9: holds no header."),
        ("# x\n" + text_of(), '{commentChar: "#"}', "row 1: holds no header."),
        ("title\n" + text_of().replace("103", "x"), "{headerRows: [2]}", "odd.csv, row 5, column n: 'x' is not a whole number."),
        (text_of(ROWS[1:]).replace("101", "x"), "{header: false}", "odd.csv, row 1, column n: 'x' is not a whole number."),
        (
            text_of(mark=";").replace("101;", ""),
            '{delimiter: ";"}',
            "row 2: has 5 cells, the header has 6. Check the semicolons.",
        ),
        ("a\n" + text_of() + ",,,,,\n", "{headerRows: [2]}", "odd.csv: row 6 is empty. Delete it."),
    ],
)
def test_faults_name_the_row_that_a_spreadsheet_shows(tiny, text, dialect, said):
    assert said in faults(odd(tiny, text, dialect=dialect))


@pytest.mark.parametrize("mark", ["NA", "-", "..", "[x]", "n/a", "-1"])
def test_marks_of_missing_values_are_blanks(tiny, mark):
    project = odd(tiny, text_of().replace("102", mark).replace(",e\n", f",{mark}\n"), missing=f"['', '{mark}']")
    assert [row[2] for row in read(project)] == [101, "", 103]
    assert {row[5] for row in read(project)} == {""}
    assert frictionless(project) == (True, read(project))


def test_a_column_may_have_missing_values_of_its_own(tiny):
    project = odd(tiny, text_of().replace("102", "-1").replace("1.5", "-1"), n="missingValues: ['', '-1']")
    assert [row[2:4] for row in read(project)] == [[101, -1], ["", -1], [103, -1]]
    assert frictionless(project) == (True, read(project))


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("[NA]", 'schema, missingValues: does not hold the blank. Write missingValues: ["", "NA"].'),
        ("[]", "missingValues: holds 0 entries"),
        ("['', {value: x}]", "missingValues 2: is a set of keys, not text."),
        ("['', no]", "missingValues 2: "),
    ],
)
def test_missing_values_that_are_not_read(tiny, missing, said):
    assert said in faults(odd(tiny, text_of(), missing=missing))


def test_a_mark_of_a_missing_value_is_no_month_and_no_area(tiny):
    said = faults(odd(tiny, text_of().replace("Sh\u00e9", "NA", 1).replace("2023-02", "NA"), missing="['', NA]"))
    assert "row 2, column area: is blank, or one of missingValues." in said
    assert "row 3, column month: is blank, and a row needs its month." in said


@pytest.mark.parametrize(
    ("key", "cell", "value"),
    [
        ("decimalChar: ','", '"1,5"', 1.5),
        ("groupChar: ','", '"1,234.5"', 1234.5),
        ("groupChar: ','", "1234.5", 1234.5),
        ("decimalChar: ',', groupChar: '.'", '"1.234,5"', 1234.5),
        ("groupChar: ' '", "1 234 567", 1234567),
        ('groupChar: "\\u00a0"', "1\u00a0234", 1234),
        ("bareNumber: false", "\u00a3-12.5", -12.5),
        ("bareNumber: false", "95.5%", 95.5),
        ("bareNumber: false", "EUR 95.5 a day", 95.5),
        ("bareNumber: false, groupChar: ','", '"\u00a31,234"', 1234),
    ],
)
def test_numbers_are_read_as_the_column_writes_them(tiny, key, cell, value):
    project = odd(tiny, text_of(ROWS[:2]).replace("1.5", cell), x=key)
    assert read(project)[0][3] == value
    assert frictionless(project) == (True, read(project))


@pytest.mark.parametrize("keys", ["groupChar: ','", "bareNumber: false"])
def test_whole_numbers_may_be_grouped_or_have_words_around_them(tiny, keys):
    cell = '"1,101"' if "group" in keys else "101 calls"
    project = odd(tiny, text_of(ROWS[:2]).replace("101", cell), n=keys)
    assert read(project)[0][2] in (1101, 101)
    assert frictionless(project) == (True, read(project))


@pytest.mark.parametrize(
    ("key", "cell"),
    [
        ("decimalChar: ','", "1.5"),
        ("groupChar: ','", '"1,5"'),
        ("groupChar: ','", '"1,2345"'),
        ("groupChar: ','", '"12345,678"'),
        ("bareNumber: false", "\u221212"),  # a minus that is no hyphen: cut off, the loss would be a gain
        ("bareNumber: false", "(12)"),  # what accountants write for below nought
        ("bareNumber: false", "\u00a3.5"),
        ("bareNumber: false", "=5"),
        ("bareNumber: false", "n/a"),
        ("bareNumber: false", "5 to 7"),
    ],
)
def test_a_cell_that_could_be_another_number_is_a_fault(tiny, key, cell):
    said = faults(odd(tiny, text_of(ROWS[:2]).replace("1.5", cell), x=key))
    assert f"row 2, column x: '{cell.strip(chr(34))}' is not a number." in said


@pytest.mark.parametrize(
    ("place", "key", "said"),
    [
        ("n", "decimalChar: ','", "decimalChar: tells nothing of a column of type integer."),
        ("x", "decimalChar: ';'", "decimalChar: ';' is not read as one."),
        ("x", "groupChar: '.'", "groupChar: '.' is the decimal mark too. Write decimalChar as well."),
        ("x", "groupChar: '5'", "groupChar: '5' is not read as one."),
        ("x", "trueValues: [yes]", "unknown key 'trueValues'. No column is of true and false"),
        ("x", "format: currency", "format: 'currency' is not known. Known: default."),
        ("x", "bareNumber: 'no'", "bareNumber: 'no' is not true or false."),
    ],
)
def test_keys_of_a_field_are_read_or_refused_by_name(tiny, place, key, said):
    assert said in faults(odd(tiny, text_of(), **{place: key}))


def test_a_figure_of_an_odd_file_is_worked_out_again_from_its_cells(tiny):
    text = "title;;;;;\n" + text_of(mark=";").replace("1.5", "1.234,5").replace("102", "NA")
    odd(tiny, text, "utf-16", '{delimiter: ";", headerRows: [2]}', "['', NA]", x="decimalChar: ',', groupChar: '.'")
    tiny.edit("data/datapackage.yml", "survey.resource.yml", "survey.resource.yml\n  - sources/odd.resource.yml")
    tiny.edit("data/quarters/2023-24-Q3/quarter.yml", "calls: 2023-10", "calls: 2023-10, odd: 2023-03")
    figure = tiny.measure("m", source="odd", numerator="x").figure("m.value@2023-02")
    assert (figure.value, figure.cells) == (1234.5, "odd.csv#month=2023-02;column=x")
    assert rework(tiny.project(), figure.formula, figure.cells) == 1234.5
    assert source_faults.fault_list(tiny.project()) == []


def test_every_number_reads_back_in_its_own_form():
    form = NumberForm(False, ",", ".", True)
    for value in (0, 1, 12, 999, 1000, 12345.67, -1234567.5):
        said = f"{value:,}".replace(",", "_").replace(".", ",").replace("_", ".")
        assert form.read(said) == value
    assert math.isnan(form.read("1,5,5"))


def test_what_a_descriptor_does_not_say_is_the_plain_form():
    about = Descriptor.model_fields["dialect"].default_factory()
    assert about.control.reading == {
        "delimiter": ",",
        "quotechar": '"',
        "doublequote": True,
        "escapechar": None,
        "skipinitialspace": False,
    }
