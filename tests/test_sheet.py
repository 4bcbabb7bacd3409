"""A source as a sheet to edit: what stands in it, and what each kind of edit, honest or clumsy, comes back as."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime, time
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from conftest import descriptor
from openpyxl.worksheet.worksheet import Worksheet
from places import ROOT
from received import ods_cell

from pcc_lib.cli import main
from pcc_lib.core.errors import DataError, ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import source_names
from pcc_lib.receiving.asked import Asked
from pcc_lib.receiving.held import Held
from pcc_lib.receiving.plan import Plan, plan_of
from pcc_lib.receiving.reading import Read, Sent, incomings
from pcc_lib.receiving.sheet import read_sheet, sheet_bytes, write_sheet
from pcc_lib.receiving.sheet_rows import expected
from pcc_lib.receiving.writing import contents_of, write

CALLS = "data/sources/calls.csv"
Edit = Callable[[Worksheet], object]
# of the sheet of calls: rows of heads, of January 2021 (north, south), of October 2023, the first to come, the first spare one
JANUARY, OCTOBER, COMING, SPARE = 3, 69, 75, 81
MONTH, AREA, OFFERED, ANSWERED, WAIT, KIND, STATUS = range(1, 8)


def book_of(raw: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(raw))


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def after(project: Project, source: str, edit: Edit) -> bytes:
    """The sheet of a source as a person would send it back."""
    book = book_of(sheet_bytes(project, source))
    edit(book["Data"])
    return saved(book)


def plan_for(tiny, raw: bytes, source: str = "calls") -> Plan:
    (incoming,) = incomings(tiny.project(), Read.of([Sent(f"{source}.xlsx", raw)]), Asked())
    return plan_of(tiny.project(), incoming)


def planned(tiny, edit: Edit) -> Plan:
    return plan_for(tiny, after(tiny.project(), "calls", edit))


def refused(tiny, edit: Edit) -> list[str]:
    with pytest.raises(DataError) as found:
        planned(tiny, edit)
    return list(map(str, found.value.faults))


def put(row: int, column: int, value: object, form: str = "") -> Edit:
    def edit(sheet: Worksheet) -> None:
        cell = sheet.cell(row, column)
        cell.value = value
        cell.number_format = form or cell.number_format

    return edit


def fill(row: int, *values: object) -> Edit:
    """A row written from its first column on; None leaves a cell."""
    return lambda sheet: [put(row, i, value)(sheet) for i, value in enumerate(values, 1) if value is not None]


# ── what stands in it ─────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def sheet(tiny) -> Any:
    return book_of(sheet_bytes(tiny.project(), "calls"))


def test_the_rows_are_where_the_tests_think_they_are(sheet):
    data = sheet["Data"]
    told = [(data.cell(row, MONTH).value, data.cell(row, AREA).value) for row in (JANUARY, OCTOBER, COMING, SPARE)]
    assert told == [("2021-01", "north"), ("2023-10", "north"), ("2024-01", "north"), (None, None)]
    assert [data.cell(2, column).value for column in range(1, 8)] == [
        *("month", "area", "offered", "answered", "wait_s", "kind", "status")
    ]


def test_it_begins_with_how_to_bring_it_back(sheet):
    assert sheet.sheetnames == ["Read me", "Data", "pcc lists", "pcc record"] and sheet.active.title == "Read me"
    text = "\n".join(str(cell.value) for row in sheet["Read me"] for cell in row if cell.value)
    assert "pcc receive calls.xlsx" in text and "XLSX, not CSV" in text and "A value that is not known is a blank cell" in text
    assert [sheet[name].sheet_state for name in sheet.sheetnames] == ["visible", "visible", "hidden", "veryHidden"]


def test_keys_are_locked_and_values_are_open(sheet):
    data = sheet["Data"]
    assert data.protection.sheet and not data.protection.password
    locked = [data.cell(JANUARY, column).protection.locked for column in range(1, 8)]
    assert locked == [True, True, False, False, False, True, False]
    assert [data.cell(COMING, column).protection.locked for column in (MONTH, OFFERED)] == [True, False]
    assert not any(data.cell(SPARE, column).protection.locked for column in range(1, 8))


def test_months_are_text_and_numbers_are_numbers(sheet):
    data = sheet["Data"]
    month, number = data.cell(JANUARY, MONTH), data.cell(JANUARY, OFFERED)
    assert (month.value, month.data_type, month.number_format) == ("2021-01", "s", "@")
    assert (number.value, number.data_type, number.number_format) == (10, "n", "#,##0")
    assert data.cell(SPARE, MONTH).number_format == "@"


def test_every_head_has_a_note(tiny):
    about = "data/sources/calls.resource.yml"
    tiny.edit(about, "title: offered", "title: Calls offered, description: Answered or not, unit: calls")
    data = book_of(sheet_bytes(tiny.project(), "calls"))["Data"]
    assert all(data.cell(2, column).comment for column in range(1, 8))
    note = "Calls offered\nAnswered or not\nUnit: calls\nHolds whole numbers, 0 or more; a blank where the value is not known."
    assert data.cell(2, OFFERED).comment.text == note


def test_limits_are_validations(tiny):
    about = "data/sources/calls.resource.yml"
    tiny.edit(about, "title: wait_s, constraints: {minimum: 0}", "title: wait_s, constraints: {minimum: 0, maximum: 900}")
    found = {str(v.sqref)[0]: v for v in book_of(sheet_bytes(tiny.project(), "calls"))["Data"].data_validations.dataValidation}
    assert {letter: v.type for letter, v in found.items()} == {
        **dict.fromkeys("BFG", "list"),
        **dict.fromkeys("CDE", "whole"),
    }
    assert (found["E"].formula1, found["E"].formula2, found["E"].errorStyle) == ("0", "900", None)  # which is stop
    assert found["E"].error == "Write whole numbers, 0 to 900; a blank where the value is not known."
    assert found["B"].formula1 == "'pcc lists'!$B$1:$B$2" and found["G"].errorStyle == "warning"


def test_nothing_in_it_can_run_and_no_clock_is_in_it(tiny):
    raw = sheet_bytes(tiny.project(), "calls")
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        names = packed.namelist()
        core = packed.read("docProps/core.xml").decode()
        assert not any("vba" in n or "external" in n.lower() or "connection" in n for n in names)
        assert "created" not in core and "modified" not in core and ">pcc</dc:creator>" in core
        assert {info.date_time for info in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any(b"<f>" in packed.read(n) for n in names if n.startswith("xl/worksheets/"))
    assert raw == sheet_bytes(tiny.project(), "calls")


NOTES = descriptor("notes", "month", "area", "north", "n", extra="").replace(
    "    - {name: kind", "    - {name: note, type: string}\n    - {name: kind", 1
)
DANGEROUS = ["=1+1", "=cmd|' /C calc'!A0", "+44 1380", "-none", "@SUM(1)", "'quoted", "2023-10", "007", "1,234", "TRUE", "#N/A"]


def with_notes(tiny, *notes: str):
    months = [f"2023-{n:02d}" for n in range(1, len(notes) + 1)]
    rows = "".join(f'{month},north,1,"{note}",computed,\n' for month, note in zip(months, notes, strict=True))
    tiny.write("data/sources/notes.csv", f"month,area,n,note,kind,status\n{rows}")
    return tiny.write("data/sources/notes.resource.yml", NOTES)


def test_text_that_looks_like_a_formula_is_text_and_comes_back_as_it_was(tiny):
    with_notes(tiny, *DANGEROUS)
    raw = sheet_bytes(tiny.project(), "notes")
    cells = [book_of(raw)["Data"].cell(row, 4) for row in range(3, 3 + len(DANGEROUS))]
    assert [(cell.value, cell.data_type, cell.number_format) for cell in cells] == [(text, "s", "@") for text in DANGEROUS]
    assert all(cell.quotePrefix for cell in cells[:6])
    plan = plan_for(tiny, raw, "notes")
    assert not plan.changes and plan.same == 2 * len(DANGEROUS)


# ── rows to come ──────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("source", "quarter", "said"),
    [
        ("calls", "", ["2024-01 north", "2024-01 south", "2024-02 north", "2024-02 south", "2024-03 north", "2024-03 south"]),
        (
            "calls",
            "2023-24-Q4",
            ["2024-01 north", "2024-01 south", "2024-02 north", "2024-02 south", "2024-03 north", "2024-03 south"],
        ),
        ("calls", "2023-24-Q3", []),
        ("national", "", ["2023-24 all"]),
        ("national", "2024-25-Q1", ["2023-24 all", "2024-25 all"]),
        ("population", "2024-25-Q4", ["2025 north", "2025 south"]),
    ],
)
def test_what_is_expected_next(tiny, source, quarter, said):
    found = expected(Held.of(tiny.project(), source), Quarter.parse(quarter) if quarter else None)
    assert [" ".join(key) for key in found] == said


def test_nothing_is_expected_of_a_part_that_has_ended(tiny):
    tiny.edit(
        "data/sources/calls.resource.yml", "period: month", "lifetimes: [{area: south, last: 2023-12, reason: x}]\nperiod: month"
    )
    assert {part for _, part in expected(Held.of(tiny.project(), "calls"))} == {"north"}


# ── nothing was changed ───────────────────────────────────────────────────────────────────────────────────────────────
PROJECTS = [ROOT, ROOT / "tests/projects/small-numbers"]
SOURCES = [(root, name) for root in PROJECTS for name in source_names(Project(root))]


@pytest.mark.slow
@pytest.mark.sample
@pytest.mark.parametrize(("root", "name"), SOURCES, ids=[name for _, name in SOURCES])
def test_a_sheet_that_nobody_has_touched_changes_nothing(root, name):
    project = Project(root)
    raw = saved(book_of(sheet_bytes(project, name)))  # saved by another program
    (incoming,) = incomings(project, Read.of([Sent(f"{name}.xlsx", raw)]), Asked())
    plan = plan_of(project, incoming)
    assert not plan.changes and not plan.left and not plan.missing
    assert plan.same == len(plan.held.rows) * len(plan.held.values)
    assert contents_of(project, [plan]) == {}


DIALECTS = {
    "marks": ("missingValues: ['', n/a, '-']", "2023-01,north,n/a,x,computed,\n2023-02,north,-,x,computed,\n"),
    "blanks": ("missingValues: ['']", "2023-01,north,,x,computed,\n2023-02,north,5,,computed,p\n"),
    "pandas": ("missingValues: ['']", "2023-01,north,101.0,x,computed,\n2023-02,north,5.0,x,computed,\n"),
}


@pytest.mark.parametrize("kind", DIALECTS)
def test_cells_that_are_written_otherwise_keep_their_bytes(tiny, kind):
    with_notes(tiny)
    missing, rows = DIALECTS[kind]
    tiny.edit("data/sources/notes.resource.yml", "missingValues: ['']", missing)
    tiny.write("data/sources/notes.csv", f"month,area,n,note,kind,status\n{rows}")
    plan = plan_for(tiny, sheet_bytes(tiny.project(), "notes"), "notes")
    assert not plan.changes and contents_of(tiny.project(), [plan]) == {}


# ── edits that are taken ──────────────────────────────────────────────────────────────────────────────────────────────
def told(plan: Plan) -> dict[str, object]:
    """A plan in few words."""
    changes = {"filled": plan.filled, "revised": plan.revised, "marked": plan.marked}
    found: dict[str, object] = {
        name: [" ".join([*c.key, c.column, c.was or "blank", c.now or "blank"]) for c in each]
        for name, each in changes.items()
        if each
    }
    if plan.added:
        found["added"] = {" ".join(key): [v for v in cells.values()] for key, cells in plan.added.items()}
    return found | ({"left": plan.left} if plan.left else {})


GONE = "1 row is not in the sheet any more (2021-01, north): a sheet takes no row away, so the source keeps it."
TAKEN: dict[str, tuple[Edit, dict[str, object]]] = {
    "a value": (
        put(OCTOBER, OFFERED, 41),
        {"revised": ["2023-10 north offered 40 41"], "marked": ["2023-10 north status p p,r"]},
    ),
    "a value as text": (
        put(OCTOBER, OFFERED, "41"),
        {"revised": ["2023-10 north offered 40 41"], "marked": ["2023-10 north status p p,r"]},
    ),
    "a formula that was worked out is its value": (put(OCTOBER, OFFERED, 40.0), {}),
    "noise of a spreadsheet's sums": (put(OCTOBER, OFFERED, 40.00000000000001), {}),
    "a blank": (
        put(OCTOBER, WAIT, None),
        {"revised": ["2023-10 north wait_s 600 blank"], "marked": ["2023-10 north status p p,r"]},
    ),
    "a row that was expected": (
        fill(COMING, None, None, 30, 15, 600),
        {"added": {"2024-01 north": ["2024-01", "north", "computed", "", "30", "15", "600"]}},
    ),
    "a row that was expected, with a status": (
        fill(COMING, None, None, 30, 15, None, None, "p"),
        {"added": {"2024-01 north": ["2024-01", "north", "computed", "p", "30", "15", ""]}},
    ),
    "a row that nobody expected": (
        fill(SPARE, "2024-04", "south", 5, 5, 100, "computed"),
        {"added": {"2024-04 south": ["2024-04", "south", "computed", "", "5", "5", "100"]}},
    ),
    "a row without its kind": (
        fill(SPARE, "2024-04", "south", 5),
        {"added": {"2024-04 south": ["2024-04", "south", "computed", "", "5", "", ""]}},
    ),
    "a month that Excel has made a date": (
        lambda s: [put(SPARE, MONTH, datetime(2024, 4, 1), "mmm-yy")(s), fill(SPARE, None, "south", 5, 5, 1, "computed")(s)],
        {"added": {"2024-04 south": ["2024-04", "south", "computed", "", "5", "5", "1"]}},
    ),
    "a month in words": (
        fill(SPARE, "Apr-24", "south", 5, 5, 1, "computed"),
        {"added": {"2024-04 south": ["2024-04", "south", "computed", "", "5", "5", "1"]}},
    ),
    "a deleted row": (lambda s: s.delete_rows(JANUARY), {"left": [GONE]}),
    "rows deleted": (
        lambda s: s.delete_rows(JANUARY, 4),
        {"left": [GONE.replace("1 row is", "4 rows are").replace("(2021", "(the first is 2021")]},
    ),
    "a status": (put(OCTOBER, STATUS, None), {"marked": ["2023-10 north status p blank"]}),
    "a status where none was": (put(OCTOBER - 2, STATUS, "p"), {"marked": ["2023-09 north status blank p"]}),
    "a column of one's own": (lambda s: [put(2, 9, "my notes")(s), put(5, 9, "look")(s)], {}),
    "a deleted column": (lambda s: s.delete_cols(WAIT), {}),
    "columns in another order": (lambda s: s.move_range("E2:E80", cols=5), {}),
    "rows put above": (lambda s: s.insert_rows(1, 3), {}),
    "another tab": (lambda s: setattr(s, "title", "October"), {}),
    "a blank row between": (lambda s: s.insert_rows(10), {}),
    "capitals around a name": (put(OCTOBER, AREA, " north "), {}),
}


@pytest.mark.parametrize("kind", TAKEN)
def test_an_edit_is_planned(tiny, kind):
    edit, said = TAKEN[kind]
    assert told(planned(tiny, edit)) == said


def test_a_sorted_sheet_is_the_same(tiny):
    def turned(sheet: Worksheet) -> None:
        rows = [[c.value for c in row] for row in sheet.iter_rows(JANUARY, COMING - 1)]
        for number, values in enumerate(reversed(rows), JANUARY):
            fill(number, *values)(sheet)
            for column, value in enumerate(values, 1):
                sheet.cell(number, column).value = value

    plan = planned(tiny, turned)
    assert not plan.changes and not plan.left and plan.same == 72 * 3


def test_what_is_written_is_the_lines_that_were_changed(tiny):
    before = (tiny.root / CALLS).read_bytes().splitlines(keepends=True)
    coming = (fill(COMING, None, None, 30, 15, 600), fill(COMING + 1, None, None, 5, 5, 100))
    plan = planned(tiny, lambda s: [edit(s) for edit in (put(OCTOBER, OFFERED, 41), *coming)])
    write(tiny.project(), [plan], "The force counted again.")
    now = (tiny.root / CALLS).read_bytes().splitlines(keepends=True)
    assert [line for line in now if line not in before] == [
        b'2023-10,north,41,20,600,computed,"p,r"\n',
        b"2024-01,north,30,15,600,computed,\n",
        b"2024-01,south,5,5,100,computed,\n",
    ]
    assert len(now) == len(before) + 2


def test_a_percentage_in_a_column_of_percentages_is_read_as_one(tiny):
    with_notes(tiny, "a").edit("data/sources/notes.resource.yml", "type: integer, title: n", "type: number, title: n, unit: '%'")
    raw = after(tiny.project(), "notes", put(3, 3, 0.125, "0.0%"))
    assert told(plan_for(tiny, raw, "notes"))["revised"] == ["2023-01 north n 1 12.5"]


# ── what the source has changed meanwhile ─────────────────────────────────────────────────────────────────────────────
def test_what_only_the_source_has_changed_stays(tiny):
    raw = after(tiny.project(), "calls", put(OCTOBER, OFFERED, 41))
    tiny.edit(CALLS, "2023-10,north,40,20,600", "2023-10,north,40,20,700").edit(CALLS, "2021-01,north,10", "2021-01,north,11")
    assert told(plan_for(tiny, raw)) == {
        "revised": ["2023-10 north offered 40 41"],
        "marked": ["2023-10 north status p p,r"],
    }


def test_what_both_have_changed_is_a_conflict(tiny):
    raw = after(tiny.project(), "calls", put(OCTOBER, OFFERED, 41))
    tiny.edit(CALLS, "2023-10,north,40", "2023-10,north,42")
    with pytest.raises(DataError) as found:
        plan_for(tiny, raw)
    assert list(map(str, found.value.faults)) == [
        "calls.xlsx, sheet 'Data', cell C69: 2023-10, north, offered is 41 here and 42 in the source; it was 40 when the sheet "
        "was written. Write a new sheet (pcc sheet calls), and change it there if it is still to be changed."
    ]


def test_what_both_have_changed_alike_is_the_same(tiny):
    raw = after(tiny.project(), "calls", put(OCTOBER, OFFERED, 41))
    tiny.edit(CALLS, "2023-10,north,40", "2023-10,north,41")
    assert told(plan_for(tiny, raw)) == {}


def test_a_row_that_both_have_added(tiny):
    raw = after(tiny.project(), "calls", fill(COMING, None, None, 30, 15, 600))
    text = (tiny.root / CALLS).read_text(encoding="utf-8")
    tiny.write(CALLS, f"{text}2024-01,north,30,15,600,computed,\n2024-01,south,5,5,100,computed,\n")
    assert told(plan_for(tiny, raw)) == {}
    tiny.write(CALLS, f"{text}2024-01,north,31,15,600,computed,\n2024-01,south,5,5,100,computed,\n")
    with pytest.raises(DataError, match="offered is 30 here and 31 in the source; it was blank when the sheet was written"):
        plan_for(tiny, raw)


# ── what is refused ───────────────────────────────────────────────────────────────────────────────────────────────────
AT = "calls.xlsx, sheet 'Data', cell "
ANEW = "Write a new sheet: pcc sheet calls"
REFUSED: dict[str, tuple[Edit, list[str]]] = {
    "a word in a number": (
        put(OCTOBER, OFFERED, "many"),
        [f"{AT}C69: 'many' is not a whole number. Correct the cell; leave it blank where the value is not known."],
    ),
    "a mark for what is not known": (
        put(OCTOBER, OFFERED, "n/a"),
        [f"{AT}C69: 'n/a' is not a whole number. Leave the cell blank: that is how a value is written that is not known."],
    ),
    "a part of a whole number": (
        put(OCTOBER, OFFERED, 40.5),
        [f"{AT}C69: '40.5' is not a whole number. Correct the cell; leave it blank where the value is not known."],
    ),
    "a number below the least": (
        put(OCTOBER, OFFERED, -1),
        [f"{AT}C69: '-1' is below 0, the least that offered may be. Correct it."],
    ),
    "a pasted percentage": (
        put(OCTOBER, OFFERED, 0.13, "0%"),
        [f"{AT}C69: is a percentage (13%), and offered holds numbers. Write how many numbers it is, without a per cent sign."],
    ),
    "a date in a number": (
        put(OCTOBER, OFFERED, datetime(2023, 10, 1), "dd/mm/yyyy"),
        [f"{AT}C69: is a date (2023-10-01), and offered holds numbers. Write the number again."],
    ),
    "a time in a number": (
        put(OCTOBER, WAIT, time(0, 10), "hh:mm"),
        [f"{AT}E69: is a time (00:10:00), and wait_s holds numbers. Write how many numbers it is."],
    ),
    "true": (put(OCTOBER, OFFERED, True), [f"{AT}C69: is TRUE, and offered holds numbers. Write the number."]),
    "an error": (put(OCTOBER, OFFERED, "#REF!"), [f"{AT}C69: offered is the error #REF!. Write the value itself."]),
    "a formula that nobody has worked out": (
        put(OCTOBER, OFFERED, "=1+1"),
        [f"{AT}C69: offered is a formula that holds no value: nobody has worked it out. Write the value itself."],
    ),
    "a renamed head": (
        put(2, OFFERED, "Calls in"),
        [f"{AT}C2: 'Calls in' is no column of calls. Write its name again. Known: offered."],
    ),
    "a slip in a head": (
        put(2, OFFERED, "ofered"),
        [f"{AT}C2: 'ofered' is no column of calls. Write its name again. Did you mean 'offered'?"],
    ),
    "a head that stands twice": (put(2, 9, "offered"), [f"{AT}I2: 'offered' heads two columns. Keep one."]),
    "no heads": (
        lambda s: s.delete_rows(1, 2),
        [
            "calls.xlsx, sheet 'Data': the row with the names of the columns is not there "
            f"(month, area, offered, answered, wait_s, kind, status). {ANEW}"
        ],
    ),
    "a row that stands twice": (
        fill(SPARE, "2023-10", "north", 40, 20, 600, "computed"),
        ["calls.xlsx, sheet 'Data', row 81: 2023-10, north stands twice; the other is row 69. Keep one row."],
    ),
    "a row without its month": (
        fill(SPARE, None, "south", 5),
        ["calls.xlsx, sheet 'Data', row 81: has no month. Write its month."],
    ),
    "a row without its area": (
        fill(SPARE, "2024-04", None, 5),
        ["calls.xlsx, sheet 'Data', row 81: has no area. Write its area."],
    ),
    "numbers alone": (
        fill(SPARE, None, None, 5),
        ["calls.xlsx, sheet 'Data', row 81: has values, and neither month nor area. Say which row it is, or empty it."],
    ),
    "no month": (fill(SPARE, "spring", "south", 5), [f"{AT}A81: 'spring' is not a month. Write it like 2023-10."]),
    "a month that there is not": (
        fill(SPARE, "2024-13", "south", 5),
        [f"{AT}A81: '2024-13' is not a month. Write it like 2023-10."],
    ),
    "an area that there is not": (
        fill(SPARE, "2024-04", "sout", 5),
        [f"{AT}C81: 'sout' is no area of calls. Did you mean 'south'?"],
    ),
    "another kind": (
        put(OCTOBER, KIND, "stated"),
        [
            f"{AT}F69: 2023-10, north: kind is 'stated', and was 'computed'. "
            "A sheet changes no kind: if it is wrong, correct it in the CSV."
        ],
    ),
    "no status": (put(OCTOBER, STATUS, "q"), [f"{AT}G69: 'q' is no status. Write e, p or r, or leave it blank."]),
    "two things at once": (
        lambda s: [put(OCTOBER, OFFERED, True)(s), put(OCTOBER, WAIT, "#N/A")(s)],
        [
            f"{AT}C69: is TRUE, and offered holds numbers. Write the number.",
            f"{AT}E69: wait_s is the error #N/A. Write the value itself.",
        ],
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_slip_is_refused_with_its_cell(tiny, kind):
    edit, said = REFUSED[kind]
    before = (tiny.root / CALLS).read_bytes()
    assert refused(tiny, edit) == said
    assert (tiny.root / CALLS).read_bytes() == before


def test_a_rule_between_columns_is_held_before_anything_is_written(tiny):
    plan = planned(tiny, put(OCTOBER, ANSWERED, 99))
    with pytest.raises(DataError, match="more answered than offered"):
        write(tiny.project(), [plan], "A slip of the pen.")
    assert b"40,99" not in (tiny.root / CALLS).read_bytes()


def test_a_blank_in_a_required_column_is_refused_at_its_cell(tiny):
    tiny.edit(
        "data/sources/calls.resource.yml",
        "title: wait_s, constraints: {minimum: 0}",
        "title: wait_s, constraints: {required: true, minimum: 0}",
    )
    plan = planned(tiny, put(OCTOBER, WAIT, None))
    with pytest.raises(
        DataError, match=r"cell E69: would make a fault .* is blank, and the descriptor calls this column required"
    ):
        write(tiny.project(), [plan], "It is not known.")


def changed_record(book: Any) -> None:
    book["pcc record"].cell(6, 3).value = "999"


def without_record(book: Any) -> None:
    del book["pcc record"]


def of_no_source(book: Any) -> None:
    book["pcc record"].cell(2, 2).value = "cals"


def test_a_record_that_somebody_has_changed_is_told(tiny):
    for change in (changed_record, of_no_source):
        book = book_of(sheet_bytes(tiny.project(), "calls"))
        change(book)
        with pytest.raises(DataError, match="its hidden record of what was written out has been changed"):
            plan_for(tiny, saved(book))


def test_a_sheet_of_a_source_that_is_gone(tiny):
    raw = sheet_bytes(tiny.project(), "medians")
    for name in ("csv", "resource.yml"):
        (tiny.root / f"data/sources/medians.{name}").unlink()
    with pytest.raises(DataError, match=r"medians.xlsx: is a sheet of 'medians', and there is no such source. Known: calls"):
        plan_for(tiny, raw, "medians")


def test_a_sheet_is_read_as_what_it_is_whatever_is_asked(tiny):
    raw = sheet_bytes(tiny.project(), "calls")
    with pytest.raises(DataError, match=r"x.xlsx: is a sheet of calls, and not of survey. Leave --source out"):
        incomings(tiny.project(), Read.of([Sent("x.xlsx", raw)]), Asked(source="survey"))
    with pytest.raises(DataError, match="is a sheet of calls, and not of survey"):
        read_sheet(tiny.project(), "survey", Sent("x.xlsx", raw))


def test_a_sheet_and_another_file_of_its_source_are_not_mixed(tiny):
    sent = [Sent("a.xlsx", sheet_bytes(tiny.project(), "calls")), Sent("calls.csv", (tiny.root / CALLS).read_bytes())]
    with pytest.raises(DataError, match="data/sources/calls.csv: came as a sheet that pcc sheet wrote, and in another file too"):
        incomings(tiny.project(), Read.of(sent), Asked())


def as_ods(raw: bytes) -> bytes:
    """The same workbook as LibreOffice saves it."""
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableRow

    document = OpenDocumentSpreadsheet()
    for sheet in book_of(raw):
        table = Table(name=sheet.title)
        for row in sheet.iter_rows(values_only=True):
            line = TableRow()
            for value in row:
                line.addElement(ods_cell(("date", f"{value:%Y-%m-%d}", shown(value)) if isinstance(value, datetime) else value))
            table.addElement(line)
        document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def shown(day: datetime) -> str:
    """A date as its cell shows it: the first of a month stands for the month here."""
    return f"{day:%Y-%m}" if day.day == 1 else f"{day:%Y-%m-%d}"


def test_a_sheet_that_was_saved_as_ods_is_read_as_well(tiny):
    untouched = plan_for(tiny, as_ods(sheet_bytes(tiny.project(), "calls")))
    assert not untouched.changes and untouched.same == 72 * 3
    edited = plan_for(tiny, as_ods(after(tiny.project(), "calls", put(OCTOBER, OFFERED, 41))))
    assert told(edited)["revised"] == ["2023-10 north offered 40 41"]


def test_another_workbook_is_no_sheet(tiny):
    book = book_of(sheet_bytes(tiny.project(), "calls"))
    without_record(book)
    with pytest.raises(DataError, match=r"x.xlsx: is no sheet that pcc sheet wrote. Write one with: pcc sheet calls"):
        read_sheet(tiny.project(), "calls", Sent("x.xlsx", saved(book)))


# ── the file, and the command ─────────────────────────────────────────────────────────────────────────────────────────
def ran(tiny, *arguments: object):
    return CliRunner().invoke(main, ["--project", str(tiny.root), *map(str, arguments)])


def test_a_sheet_that_is_there_is_not_written_over(tiny, tmp_path):
    target = tmp_path / "calls.xlsx"
    assert write_sheet(tiny.project(), "calls", target) and not write_sheet(tiny.project(), "calls", target)
    edited = after(tiny.project(), "calls", put(OCTOBER, OFFERED, 41))
    target.write_bytes(edited)
    with pytest.raises(ReportError, match=r"calls.xlsx: is there already, and may hold changes. Bring it in first"):
        write_sheet(tiny.project(), "calls", target)
    assert target.read_bytes() == edited


@pytest.mark.parametrize("name", ["calls.csv", "calls", "calls.ods"])
def test_a_sheet_is_a_workbook(tiny, tmp_path, name):
    with pytest.raises(ReportError, match="a sheet is a workbook. Name it calls.xlsx."):
        write_sheet(tiny.project(), "calls", tmp_path / name)


def test_the_command_writes_and_reads_back(tiny, tmp_path_factory):
    target = tmp_path_factory.mktemp("out") / "calls.xlsx"
    result = ran(tiny, "sheet", "calls", "--out", target, "--quarter", "2023-24-Q4")
    assert (result.exit_code, result.stdout) == (0, f"Wrote {target}. When you have changed it: pcc receive {target}\n")
    coming = (fill(COMING, None, None, 30, 15, 600), fill(COMING + 1, None, None, 5, 5, 100))
    target.write_bytes(after(tiny.project(), "calls", lambda s: [edit(s) for edit in coming]))
    dry = ran(tiny, "sheet", "calls", "--read", target, "--dry-run")
    assert dry.exit_code == 0 and "added    2 rows, 6 values: January 2024" in dry.stdout
    assert b"2024-01" not in (tiny.root / CALLS).read_bytes()


def test_receive_knows_a_sheet_by_itself(tiny, tmp_path_factory):
    target = tmp_path_factory.mktemp("out") / "whatever.xlsx"
    target.write_bytes(after(tiny.project(), "calls", put(OCTOBER, OFFERED, 41)))
    result = ran(tiny, "receive", target, "--dry-run")
    assert result.exit_code == 0 and "revised  1 value" in result.stdout and "40 → 41" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("sheet", "cals"), 1, "there is no source 'cals'. Did you mean 'calls'?"),
        (("sheet", "calls", "--quarter", "Q4"), 1, "quarter 'Q4': not a financial quarter."),
        (("sheet", "calls", "--yes"), 2, "--dry-run, --yes, --sure and --reason go with --read FILE."),
        (("sheet", "calls", "--read", "x.xlsx", "--out", "y.xlsx"), 2, "--out and --quarter go without --read."),
        (("sheet", "calls", "--read", "nowhere.xlsx"), 1, "nowhere.xlsx: there is no such file."),
        (("sheet",), 2, "Missing argument 'NAME'."),
    ],
)
def test_the_command_refuses(tiny, arguments, code, said):
    result = ran(tiny, *arguments)
    assert (result.exit_code, said in result.output) == (code, True), result.output
