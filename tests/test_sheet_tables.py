"""A quarter's tables as sheets to edit: what stands in them, and what each kind of edit, honest or clumsy, comes back as."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path

import openpyxl
import pytest
from conftest import FILES, QUARTER, Tiny, descriptor
from openpyxl.worksheet.worksheet import Worksheet
from places import ROOT
from test_new_quarter import NEXT, NOW, make, pcc
from test_sheet import as_ods, book_of, put, saved

from pcc_lib.core.errors import DataError, ReportError
from pcc_lib.core.files import sha256
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.quarter_tables import TABLES
from pcc_lib.receiving.reading import Sent
from pcc_lib.receiving.sheet import Sheet, read_sheet, sheet_bytes
from pcc_lib.receiving.sheet_table import Edited
from pcc_lib.receiving.table_plan import TablePlan, contents_of, prove, table_plan, write_tables

FOLDER = f"data/quarters/{QUARTER}"
FILE = f"{FOLDER}/deliverables.csv"
HEAD = "id,priority,action,due,due_text,progress,plan_id,promise,note,confirmed"
BUILD = 'build,priority-1,Build it,2024-01,January 2024,50,station,same,"Slow, and wet",'
ROWS = (
    BUILD,
    "paint,priority-1,Paint it,2024-05-15,15 May 2024,,,,,2023-24-Q3",
    'open,priority-1,"Open it, with a ""feast""",2024-09,September 2024,0,,,"Two\r\nlines",2023-24-Q3',
)
ID, PRIORITY, ACTION, DUE, DUE_TEXT, PROGRESS, PLAN, PROMISE, NOTE, CONFIRMED = range(1, 11)
FIRST, SECOND, THIRD, SPARE = 3, 4, 5, 6  # rows of the sheet
AT = "d.xlsx, sheet 'Data', cell "
Edit = Callable[[Worksheet], object]


@pytest.fixture
def tabled(tiny: Tiny) -> Tiny:
    return tiny.write(FILE, "\r\n".join((HEAD, *ROWS)) + "\r\n")


def after(tiny: Tiny, edit: Edit, name: str = "deliverables") -> bytes:
    book = book_of(sheet_bytes(tiny.project(), name))
    edit(book["Data"])
    return saved(book)


def came(tiny: Tiny, raw: bytes, name: str = "deliverables") -> Edited:
    found = read_sheet(tiny.project(), name, Sent("d.xlsx", raw))
    assert isinstance(found, tuple)
    return found


def planned(tiny: Tiny, edit: Edit, name: str = "deliverables") -> TablePlan:
    return table_plan(came(tiny, after(tiny, edit, name), name))


def told(plan: TablePlan) -> list[str]:
    changed = [f"{c.key[0]} {c.column} {c.was or 'blank'} → {c.now or 'blank'}" for c in plan.changed]
    return [*changed, *(f"new {key[0]}" for key in plan.added)]


def refused(tiny: Tiny, edit: Edit) -> list[str]:
    before = (tiny.root / FILE).read_bytes()
    with pytest.raises(DataError) as found:
        prove(tiny.project(), [planned(tiny, edit)])
    assert (tiny.root / FILE).read_bytes() == before
    return list(map(str, found.value.faults))


def fill(row: int, **cells: object) -> Edit:
    names = [str(name) for name in HEAD.split(",")]
    return lambda sheet: [put(row, names.index(name) + 1, value)(sheet) for name, value in cells.items()]


# ── what stands in it ──
def test_dates_are_dates_choices_are_lists_and_ids_are_locked(tabled):
    data = book_of(sheet_bytes(tabled.project(), "deliverables"))["Data"]
    assert [data.cell(2, column).value for column in range(1, 11)] == HEAD.split(",")
    month, day = data.cell(FIRST, DUE), data.cell(SECOND, DUE)
    assert (month.value, month.number_format) == (datetime(2024, 1, 1), "yyyy-mm")
    assert (day.value, day.number_format) == (datetime(2024, 5, 15), "yyyy-mm-dd")
    assert (data.cell(FIRST, PROGRESS).value, data.cell(SECOND, PROGRESS).value) == (50, None)
    assert [data.cell(FIRST, column).protection.locked for column in (ID, ACTION, PROGRESS)] == [True, False, False]
    assert not data.cell(SPARE, ID).protection.locked and data.cell(FIRST, NOTE).alignment.wrap_text
    limits = {str(v.sqref)[0]: v.type for v in data.data_validations.dataValidation}
    assert limits == {**dict.fromkeys("BGHJ", "list"), "D": "date", "F": "whole"}


def test_lists_and_notes_come_from_the_models(tabled):
    book = book_of(sheet_bytes(tabled.project(), "deliverables"))
    lists = book["pcc lists"]
    assert [lists.cell(row, PROMISE).value for row in (1, 2, 3)] == ["same", "part", None]
    assert lists.cell(1, CONFIRMED).value == QUARTER and lists.cell(1, PLAN).value == "station"
    for name, model in TABLES.items():
        data = book_of(sheet_bytes(tabled.project(), name))["Data"]
        for number in range(1, len(model.model_fields) + 1):
            field = model.model_fields[data.cell(2, number).value]
            assert (field.description or "") in data.cell(2, number).comment.text


def test_what_was_last_reported_stands_beside_the_progress(tabled):
    make(tabled)
    data = book_of(sheet_bytes(tabled.project(), "deliverables"))["Data"]
    assert data.cell(FIRST, PROGRESS).comment.text == f"{QUARTER} told 50%."


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("how", [bytes, as_ods], ids=["xlsx", "ods"])
def test_a_sheet_that_nobody_has_touched_changes_nothing(tabled, name, how):
    raw = how(saved(book_of(sheet_bytes(tabled.project(), name))))
    plan = table_plan(came(tabled, raw, name))
    assert not plan.changes and plan.same and contents_of([plan]) == {}


@pytest.mark.sample
@pytest.mark.parametrize("name", TABLES)
def test_the_samples_sheets_change_nothing(name):
    project = Project(ROOT)
    found = read_sheet(project, name, Sent("d.xlsx", saved(book_of(sheet_bytes(project, name)))))
    assert isinstance(found, tuple) and not table_plan(found).changes


# ── edits that are taken ──
TAKEN: dict[str, tuple[Edit, list[str]]] = {
    "progress": (put(SECOND, PROGRESS, 95), ["paint progress blank → 95"]),
    "progress as text": (put(SECOND, PROGRESS, "95"), ["paint progress blank → 95"]),
    "progress as a share": (put(SECOND, PROGRESS, 0.95, "0%"), ["paint progress blank → 95"]),
    "a blank": (put(FIRST, PROGRESS, None), ["build progress 50 → blank"]),
    "confirmed": (put(FIRST, CONFIRMED, QUARTER), [f"build confirmed blank → {QUARTER}"]),
    "a note of two lines": (put(FIRST, NOTE, "One\nTwo"), ["build note Slow, and wet → One\nTwo"]),
    "a month": (
        fill(FIRST, due=datetime(2024, 3, 1), due_text="March 2024"),
        ["build due 2024-01 → 2024-03", "build due_text January 2024 → March 2024"],
    ),
    "a day where a month was": (
        fill(FIRST, due=datetime(2024, 1, 31), due_text="31 January 2024"),
        ["build due 2024-01 → 2024-01-31", "build due_text January 2024 → 31 January 2024"],
    ),
    "a month as text": (put(FIRST, DUE, "2024-01", "@"), []),
    "a new row": (
        fill(SPARE, id="roof", priority="priority-1", action="Roof it", due=datetime(2024, 6, 1), due_text="June 2024"),
        ["new roof"],
    ),
    "rows in another order": (lambda s: s.move_range("A3:J3", rows=9), []),
    "a column of one's own": (lambda s: [put(2, 12, "my notes")(s), put(3, 12, "look")(s)], []),
    "a deleted column": (lambda s: s.delete_cols(PROMISE), []),
    "blank rows": (lambda s: s.insert_rows(4, 2), []),
}


@pytest.mark.parametrize("kind", TAKEN)
def test_an_edit_is_planned_and_can_be_written(tabled, kind):
    edit, said = TAKEN[kind]
    plan = planned(tabled, edit)
    assert told(plan) == said
    prove(tabled.project(), [plan])


def test_the_plan_says_each_change_with_its_cell(tabled):
    lines = list(planned(tabled, fill(FIRST, progress=60, confirmed=QUARTER)).lines())
    assert lines == [
        f"deliverables of {QUARTER} ({FILE})",
        "  changed  build, row 2:",
        "    progress: 50 → 60 (sheet 'Data', cell F3)",
        f"    confirmed: blank → {QUARTER} (sheet 'Data', cell J3)",
        "  same     25 cells",
    ]


def test_rows_that_nobody_touched_keep_their_bytes(tabled):
    plan = planned(tabled, fill(SECOND, progress=10))
    assert write_tables(tabled.project(), [plan]) == [FILE]
    assert (tabled.root / FILE).read_bytes().decode() == "\r\n".join(
        (HEAD, ROWS[0], ROWS[1].replace("2024,,", "2024,10,", 1), ROWS[2], "")
    )


@pytest.mark.parametrize("end", ["", "\r\n", "\r\n\r\n"])
def test_a_new_row_stands_below_the_others(tabled, end):
    tabled.write(FILE, "\r\n".join((HEAD, *ROWS)) + end)
    row = {"id": "roof", "priority": "priority-1", "action": "Roof it", "due": datetime(2024, 6, 1), "due_text": "June 2024"}
    write_tables(tabled.project(), [planned(tabled, fill(SPARE, **row))])
    text = (tabled.root / FILE).read_bytes().decode()
    assert text.rstrip("\r\n").split("\r\n")[-1] == "roof,priority-1,Roof it,2024-06,June 2024,,,,,"
    assert ROWS[2] in text and tabled.said() == ""


def test_an_older_file_gets_the_column_that_it_lacks(tabled):
    rows = [row.rpartition(",")[0] for row in ROWS]
    tabled.write(FILE, "\n".join((HEAD.removesuffix(",confirmed"), *rows)) + "\n")
    write_tables(tabled.project(), [planned(tabled, fill(FIRST, confirmed=QUARTER))])
    text = (tabled.root / FILE).read_bytes().decode()
    assert text == "\n".join((HEAD, f"{rows[0]},{QUARTER}", f"{rows[1]},", f"{rows[2]},", ""))


def test_facts_are_edited_as_well(tabled):
    plan = planned(tabled, lambda s: put(3, 2, 60)(s) or put(3, 4, "60")(s), "stated")
    assert [c.column for c in plan.changed] == ["value", "text"]
    write_tables(tabled.project(), [plan])
    assert tabled.said() == "" and ",60," in (tabled.root / f"{FOLDER}/stated.csv").read_text(encoding="utf-8")


# ── edits that are refused ──
A_DAY = "Write a month or a day, such as 2024-01 or 2024-01-31."
WOULD = "would make a fault of deliverables.csv, build, "
PUT_BACK = f"Put it back. To take it out for good, delete its line in {FILE}, and write a new sheet."
REFUSED: dict[str, tuple[Edit, list[str]]] = {
    "an id that changed": (
        put(FIRST, ID, "built"),
        [
            "d.xlsx, sheet 'Data', row 3: the id is 'built', and was 'build'. "
            "Write build again: texts and other quarters know the row by it."
        ],
    ),
    "a row that vanished": (
        lambda s: s.delete_rows(FIRST),
        [f"d.xlsx, sheet 'Data': the row build is not there any more. {PUT_BACK}"],
    ),
    "an id taken out": (
        put(FIRST, ID, None),
        [
            "d.xlsx, sheet 'Data', row 3: has values, and no id. Say which row it is, or empty it.",
            f"d.xlsx, sheet 'Data': the row build is not there any more. {PUT_BACK}",
        ],
    ),
    "a row twice": (
        lambda s: put(SPARE, ID, "build")(s) or put(SPARE, PROGRESS, 60)(s),
        ["d.xlsx, sheet 'Data', row 6: build stands twice; the other is row 3. Keep one row."],
    ),
    "a year alone in a date": (
        put(FIRST, DUE, datetime(1905, 7, 16), "yyyy-mm"),
        [f"{AT}D3: is 1905-07-16, which a spreadsheet makes of a bare number such as a year. {A_DAY}"],
    ),
    "a number in a date": (
        put(FIRST, DUE, 45300, "General"),
        [f"{AT}D3: is no month and no day ('45300'), and due holds these. {A_DAY}"],
    ),
    "a ruined month": (
        put(FIRST, DUE, "Jan-24", "@"),
        [f"{AT}D3: is no month and no day ('Jan-24'), and due holds these. {A_DAY}"],
    ),
    "a date in a text": (
        put(FIRST, DUE_TEXT, datetime(2024, 1, 1), "mmm-yy"),
        [f"{AT}E3: is a date (2024-01-01), and due_text holds text. Give the cell the format Text, and write it again."],
    ),
    "a time in a text": (
        put(FIRST, NOTE, time(1, 2), "hh:mm"),
        [f"{AT}I3: is a time (01:02:00), and note holds text. Give the cell the format Text, and write it again."],
    ),
    "a share in a text": (
        put(FIRST, NOTE, 0.445, "0.0%"),
        [f"{AT}I3: is a percentage (44.5%), and note holds text. Give the cell the format Text, and write it again."],
    ),
    "a date in a number": (
        put(FIRST, PROGRESS, datetime(2024, 1, 1), "dd/mm/yyyy"),
        [f"{AT}F3: is a date (2024-01-01), and progress holds percentages. Write the number again."],
    ),
    "a formula": (
        put(FIRST, PROGRESS, "=1+1"),
        [f"{AT}F3: progress is a formula that holds no value: nobody has worked it out. Write the value itself."],
    ),
    "an error": (put(FIRST, PROGRESS, "#REF!"), [f"{AT}F3: progress is the error #REF!. Write the value itself."]),
    "too much": (
        put(FIRST, PROGRESS, 110),
        [f"{AT}F3: {WOULD}progress: '110' is not a percentage. Write a whole number from 0 to 100, or nothing."],
    ),
    "a half": (
        put(FIRST, PROGRESS, 0.5),
        [f"{AT}F3: {WOULD}progress: '0.5' is not a percentage. Write a whole number from 0 to 100, or nothing."],
    ),
    "a blank that must be filled": (
        put(FIRST, ACTION, None),
        [f"{AT}C3: {WOULD}action: is blank. Write it; a row of which it is not known is left out."],
    ),
    "another priority": (
        put(FIRST, PRIORITY, "priority-9"),
        [f"{AT}B3: {WOULD}priority: there is no priority 'priority-9'. Did you mean 'priority-1'?"],
    ),
    "a date and its words": (
        put(FIRST, DUE, datetime(2024, 3, 1)),
        [f"{AT}E3: {WOULD}due_text: says 'January 2024', and due is 2024-03. Write March 2024, or correct due."],
    ),
    "a renamed head": (
        put(2, PROGRESS, "Progress %"),
        [f"{AT}F2: 'Progress %' is no column of deliverables of {QUARTER}. Write its name again. Did you mean 'progress'?"],
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_slip_is_refused_with_its_cell_and_nothing_is_written(tabled, kind):
    edit, said = REFUSED[kind]
    assert refused(tabled, edit) == said


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "@SUM(1)", "+44 1380", "\uff1d1+1"])
def test_text_that_begins_as_a_formula_does_is_refused(tabled, text):
    def typed(sheet: Worksheet) -> None:
        cell = sheet.cell(FIRST, NOTE)
        cell.value, cell.data_type = text, "s"

    (fault,) = refused(tabled, typed)
    assert fault == f"{AT}I3: note begins with '{text[0]}', as a formula does. Put a word before it."


def test_such_text_that_is_held_already_stays(tabled):
    tabled.edit(FILE, '"Slow, and wet"', "=1+1")
    plan = planned(tabled, put(FIRST, PROGRESS, 60))
    assert told(plan) == ["build progress 50 → 60"]


def worked_out(raw: bytes, address: str, formula: str, value: object) -> bytes:
    """A workbook in which a program has worked a formula out: openpyxl writes none of both."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(out, "w") as made:
        for name in before.namelist():
            part = before.read(name).decode("utf-8") if name.endswith("sheet2.xml") else before.read(name)
            if isinstance(part, str):
                cell = re.compile(rf'<c r="{address}"( s="\d+")?[^>]*?(?:/>|>.*?</c>)')
                part = cell.sub(rf'<c r="{address}"\1><f>{formula}</f><v>{value}</v></c>', part)
            made.writestr(name, part)
    return out.getvalue()


def test_a_formula_that_was_worked_out_is_refused_where_it_changes_anything(tabled):
    raw = sheet_bytes(tabled.project(), "deliverables")
    assert not table_plan(came(tabled, worked_out(raw, "F3", "25*2", 50))).changes
    with pytest.raises(DataError) as found:
        came(tabled, worked_out(raw, "F3", "25*3", 75))
    assert [str(f) for f in found.value.faults] == [
        f"{AT}F3: progress is a formula. Write the value itself (copy the cell, and paste it as a value)."
    ]


def test_what_somebody_else_changed_meanwhile_is_told(tabled):
    raw = after(tabled, fill(FIRST, progress=60))
    tabled.edit(FILE, "2024,50,", "2024,70,")
    with pytest.raises(DataError, match="build, progress is 60 here and 70 in the table; it was 50 when the sheet was written"):
        came(tabled, raw)
    untouched = after(tabled, lambda s: None)
    tabled.edit(FILE, "2024,70,", "2024,80,")
    assert not table_plan(came(tabled, untouched)).changes


def test_a_row_that_was_taken_out_of_the_file_is_not_put_back(tabled):
    raw = after(tabled, fill(FIRST, progress=60))
    tabled.write(FILE, "\r\n".join((HEAD, ROWS[0], ROWS[2])) + "\r\n")
    assert told(table_plan(came(tabled, raw))) == ["build progress 50 → 60"]
    gone = after(tabled, lambda s: s.delete_rows(SECOND))
    tabled.write(FILE, "\r\n".join((HEAD, ROWS[0])) + "\r\n")
    assert not table_plan(came(tabled, gone)).changes


def test_a_table_of_a_published_quarter_stays_as_it_was_told(tabled):
    tabled.write(f"data/published/{QUARTER}/calls.csv", "x")
    with pytest.raises(ReportError, match=f"{QUARTER} is published, and its deliverables stay as they were told"):
        planned(tabled, fill(FIRST, progress=60))


def test_earlier_quarters_are_not_touched(tabled):
    make(tabled)
    before = (tabled.root / FILE).read_bytes()
    plan = planned(tabled, fill(FIRST, progress=60, confirmed=NEXT))
    assert write_tables(tabled.project(), [plan]) == [f"{NOW}/deliverables.csv"]
    assert (tabled.root / FILE).read_bytes() == before


# ── the commands ──
def test_a_table_goes_out_and_comes_back(tabled, tmp_path_factory, monkeypatch):
    out = tmp_path_factory.mktemp("out")
    monkeypatch.chdir(out)
    said = f"Wrote deliverables-{QUARTER}.xlsx. When you have changed it: pcc receive deliverables-{QUARTER}.xlsx\n"
    assert pcc(tabled.root, "sheet", "deliverables") == (0, said)
    file = Path(f"deliverables-{QUARTER}.xlsx")
    book = openpyxl.load_workbook(file)
    fill(FIRST, progress=60)(book["Data"])
    book.save(file)
    code, out_dry = pcc(tabled.root, "receive", str(file), "--dry-run")
    assert code == 0 and "progress: 50 → 60" in out_dry and b",50," in (tabled.root / FILE).read_bytes()
    code, refused_out = pcc(tabled.root, "receive", str(file))
    assert code == 1 and "nobody could be asked here. Say --yes to write it." in refused_out
    code, written = pcc(tabled.root, "sheet", "deliverables", "--read", str(file), "--yes")
    assert code == 0 and written.endswith(f"Wrote {FILE}.\nNext: pcc status {QUARTER}\n")
    assert ",60," in (tabled.root / FILE).read_text(encoding="utf-8")
    assert pcc(tabled.root, "receive", str(file))[1].endswith("Nothing to do: all of it is held already.\n")


def test_both_tables_are_written_or_none(tabled, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    (out / "a.xlsx").write_bytes(after(tabled, fill(FIRST, progress=60)))
    (out / "b.xlsx").write_bytes(after(tabled, put(3, 2, 61), "stated"))  # the text still says 50
    before = (tabled.root / FILE).read_bytes()
    code, said = pcc(tabled.root, "receive", str(out / "a.xlsx"), str(out / "b.xlsx"), "--yes")
    assert code == 1 and "would make a fault of stated.csv" in said and (tabled.root / FILE).read_bytes() == before
    (out / "b.xlsx").write_bytes(after(tabled, lambda s: put(3, 2, 61)(s) or put(3, 4, "61")(s), "stated"))
    code, said = pcc(tabled.root, "receive", str(out / "a.xlsx"), str(out / "b.xlsx"), "--yes")
    assert code == 0 and f"Wrote 2 files in {FOLDER}: deliverables.csv, stated.csv." in said


def test_a_table_does_not_come_with_sources(tabled, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    (out / "a.xlsx").write_bytes(after(tabled, fill(FIRST, progress=60)))
    (out / "calls.xlsx").write_bytes(sheet_bytes(tabled.project(), "calls"))
    code, said = pcc(tabled.root, "receive", str(out / "a.xlsx"), str(out / "calls.xlsx"))
    assert code == 1 and "a.xlsx: is a sheet of a quarter's table, and came with other files. Bring it in by itself" in said
    assert f"{FILE}: came twice. Bring in one." in pcc(tabled.root, "receive", *[str(out / "a.xlsx")] * 2)[1]


@pytest.fixture
def clashing(tabled) -> Tiny:
    """A project with a source that has a table's name."""
    tabled.write("data/sources/deliverables.csv", "month,area,n,kind,status\n2023-10,north,1,computed,\n")
    tabled.write("data/sources/deliverables.resource.yml", descriptor("deliverables", "month", "area", "north", "n"))
    return tabled.write("data/datapackage.yml", FILES["data/datapackage.yml"] + "  - sources/deliverables.resource.yml\n")


def test_a_source_with_the_name_of_a_table_is_told_apart(clashing, tmp_path_factory, monkeypatch):
    monkeypatch.chdir(tmp_path_factory.mktemp("out"))
    ways = "Say which: pcc sheet source:deliverables, or pcc sheet table:deliverables"
    assert pcc(clashing.root, "sheet", "deliverables")[1].strip() == (
        f"'deliverables' is a source, and a table of the quarter. {ways}"
    )
    for asked, file in ("source:deliverables", "deliverables.xlsx"), ("table:deliverables", f"deliverables-{QUARTER}.xlsx"):
        assert pcc(clashing.root, "sheet", asked)[1].startswith(f"Wrote {file}.")
    assert "added" not in pcc(clashing.root, "receive", "deliverables.xlsx")[1]
    assert f"deliverables of {QUARTER}" in pcc(clashing.root, "receive", f"deliverables-{QUARTER}.xlsx")[1]
    said = pcc(clashing.root, "sheet", "table:deliverables", "--read", "deliverables.xlsx")[1]
    assert "deliverables.xlsx: is a sheet of deliverables, and not of the table deliverables. Name the right one." in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("sheet", "deliverable"), "there is no source 'deliverable'. Did you mean 'deliverables'?"),
        (("sheet", "table:calls"), "there is no table 'calls'."),
        (("sheet", "stated", "--quarter", "2023-24-Q4"), "there is no folder for 2023-24-Q4"),
    ],
)
def test_a_name_that_means_nothing_is_told(tabled, arguments, said):
    code, out = pcc(tabled.root, *arguments)
    assert code == 1 and said in out


def test_a_quarter_without_the_table_says_how_to_make_it(tabled):
    (tabled.root / FILE).unlink()
    assert f"{FILE}: there is no such file. To make it: pcc new {QUARTER}" in pcc(tabled.root, "sheet", "deliverables")[1]


@pytest.mark.parametrize("name", ["data/quarters/2030-31-Q1/stated.csv", f"{FOLDER}/../../../x.csv", "data/body.yml", ""])
def test_a_record_that_leads_elsewhere_is_no_table(tabled, name):
    book = book_of(sheet_bytes(tabled.project(), "deliverables"))
    record = book["pcc record"]
    record.cell(2, 2).value = name
    rows = [["" if c.value is None else c.value for c in row] for row in record.iter_rows(4, record.max_row)]
    record.cell(3, 2).value = sha256(json.dumps([name, rows[0], rows[1:]]))
    with pytest.raises(DataError, match="there is no such table|has been changed|is a sheet of"):
        came(tabled, saved(book))


def test_a_sheet_of_an_older_quarter_goes_to_its_own(tabled):
    raw = after(tabled, fill(FIRST, progress=60))
    make(tabled)
    table, _ = came(tabled, raw)
    assert table.file == FILE and Sheet.of(tabled.project(), "stated").target(tabled.project()).name == f"stated-{NEXT}.xlsx"
    assert Quarter.parse(NEXT) != table.folder.quarter
