"""Workbooks and CSVs of an edition: what they hold, how they are built up, that no text is a formula, how they are read back."""

from __future__ import annotations

import csv
import io
import json
import os
import pickle
import re
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from click.testing import CliRunner
from conftest import QUARTER, missing

from pcc_lib import cli
from pcc_lib.auditing import compared
from pcc_lib.building.downloads import downloads_of, files_made
from pcc_lib.building.made import Made
from pcc_lib.building.making import Making
from pcc_lib.building.read_anew import read_back
from pcc_lib.building.read_back import Numbers, ReadBack
from pcc_lib.core.csv_cells import plain
from pcc_lib.core.installed import digest, environment, library_digest
from pcc_lib.core.packed import packed, parts_of
from pcc_lib.core.quarters import Quarter
from pcc_lib.core.status import explanations
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.pages.downloads import data_files, data_links
from pcc_lib.pages.page import Page
from pcc_lib.reading_back import downloads_kept
from pcc_lib.reading_back.declared import WRONG
from pcc_lib.reading_back.downloads_kept import DownloadProofs, downloads_file
from pcc_lib.reading_back.said import Block, Edition, PageSaid
from pcc_lib.reading_back.workbooks import Offered, file_found
from pcc_lib.workbooks.edition import Downloads
from pcc_lib.workbooks.ods import ods
from pcc_lib.workbooks.table import Column, DataTable, Number
from pcc_lib.workbooks.workbook import Workbook, notes, workbook
from pcc_lib.workbooks.xlsx import xlsx

ODF = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
}
SHEETS = ["Cover", "Contents", "Notes", "Measures", "Series", "Targets", "Deliverables", "Definitions", "Sources"]
# what a spreadsheet might run, or lose
HOSTILE = ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "＝1+1", "'=1+1", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0"]
PLAIN = ["−14.1%", "+17.7%", "1,234", "2023-10", "007", "TRUE", 'a < b & c > "d"', "1 min 5 s", "\u202eabc", "x\x00y\ufffez"]


def q(name: str) -> str:
    space, _, local = name.partition(":")
    return f"{{{ODF[space]}}}{local}"


def page_of(project: Project) -> Page:
    return Page(project, "about-the-data", QUARTER, {})


def made(project: Project) -> Downloads:
    return Downloads(page_of(project))


def rows_of(files: Mapping[str, bytes], name: str) -> list[dict[str, str]]:
    return [
        {key: plain(value) for key, value in row.items()}
        for row in csv.DictReader(io.StringIO(files[f"downloads/{name}"].decode("utf-8")))
    ]


@pytest.fixture
def files(tiny) -> dict[str, bytes]:
    return made(tiny.project()).files()


def hostile_book() -> Workbook:
    """A workbook whose texts a spreadsheet might take for something else, beside numbers."""
    columns = (Column("said", "Said", "A text."), Column("number", "Number", "A number.", numeric=True))
    texts = [*HOSTILE, *PLAIN]
    table = DataTable("odd", "Odd texts", "Texts.", columns, key=("said",))
    table = table.with_rows([text, Number(str(-at - 0.5), 1)] for at, text in enumerate(texts))
    return workbook(("=1+1", "Nobody", "2023-11-28"), HOSTILE, notes([table], [("=2+2", "@note")]), [table])


# ── what they hold ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_series_are_those_of_the_source_period_by_period_with_their_signs(tiny, files):
    rows = {row["figure"]: row for row in rows_of(files, f"{QUARTER}-calls.csv")}
    whole, north = rows["offered.value@2023-10"], rows["offered.value.north@2023-10"]
    assert (whole["value"], whole["as_printed"], whole["unit"], whole["part"]) == ("45", "45", "calls", "All")
    assert (north["value"], north["part"], north["shorthand"], north["period_in_words"]) == ("40", "North", "[p]", "October 2023")
    assert rows["offered.value.south@2021-05"]["shorthand"] == "[e]" and rows["offered.value@2022-05"]["shorthand"] == "none"
    assert "offered.value@2023-11" not in rows  # this edition does not know it
    assert rows["answered_rate.value.north@2023-10"]["value"] == "50"
    assert len(rows) == 2 * 3 * 34


def test_the_latest_values_are_the_figures_of_the_pages(tiny, files):
    figures = tiny.figures()
    for row in rows_of(files, f"{QUARTER}_measures.csv"):
        value = figures.figure(row["figure"])
        assert (row["value"], row["as_printed"]) == (value.digits or value.text, value.text)
        if row["change_figure"] != "[z]":
            change = figures.figure(row["change_figure"])
            assert (row["change"], row["change_as_printed"]) == (change.digits, change.marked)


def test_targets_deliverables_definitions_and_sources_are_told(files):
    targets = rows_of(files, f"{QUARTER}_targets.csv")
    assert [(row["part"], row["lower"], row["in_force"]) for row in targets] == [
        ("All", "30", "yes"),
        ("North", "60", "yes"),
        ("South", "90", "yes"),
    ]
    (promised,) = rows_of(files, f"{QUARTER}_deliverables.csv")
    assert (promised["id"], promised["progress"], promised["planned_date"]) == ("station-1", "40", "2023-09")
    assert promised["state"].startswith("Slipped")
    definitions = {row["measure_id"]: row for row in rows_of(files, f"{QUARTER}_definitions.csv")}
    assert definitions["answered_rate"]["what_it_is"].startswith("answered as a percentage of offered")
    assert definitions["offered"]["owner"] == "Somebody"
    (source,) = rows_of(files, f"{QUARTER}_sources.csv")
    assert (source["limits"], source["producer"], source["licence"]) == ("tiny", "Nobody", "none")


def test_the_cover_and_the_notes_say_what_a_reader_must_know(tiny):
    tiny.write("data/body.yml", (tiny.root / "data/body.yml").read_text() + "email: us@example.org\nnext_edition: In May.\n")
    book = made(tiny.project()).workbook()
    cover = "\n".join(book.cover)
    for said in (
        "Published by: Office",
        "E-mail: us@example.org",
        "(2023-24-Q3)",
        "Publication status: version 1",
        "Next edition: In May.",
    ):
        assert said in cover
    signs = {row[0] for row in book.tables[1].rows}
    assert {"[e]", "[p]", "[z]", "none"} <= signs and "[c]" not in signs  # only those that are used
    assert "Status of the source Source calls" in signs


def test_a_draft_says_so_on_its_cover(tiny):
    drafted = Downloads(page_of(tiny.project()), None, "Two answers are open.")
    assert "Publication status: draft. Two answers are open." in drafted.workbook().cover


def test_every_sign_is_explained_and_stands_in_place_of_a_number_only(tiny, files):
    known = {*explanations(), "[z]"}
    for name in (name for name in files if name.endswith(".csv")):
        told = json.loads(files[f"{name}-metadata.json"])
        explained = {note["sign"] for note in told["notes"]}
        numeric = {c["name"] for c in told["tableSchema"]["columns"] if c["datatype"] == "number"}
        for row in rows_of(files, name.removeprefix("downloads/")):
            assert {sign for cell in row.values() for sign in known if sign in cell} <= explained
            assert all(row[column] in known or re.fullmatch(r"-?[\d.]+(e-?\d+)?", row[column]) for column in numeric)
            assert "" not in row.values()


def test_the_metadata_of_a_csv_say_what_its_columns_hold(files):
    for name in (name for name in files if name.endswith(".csv")):
        told = json.loads(files[f"{name}-metadata.json"])
        heads = next(csv.reader(io.StringIO(files[name].decode("utf-8"))))
        assert told["@context"][0] == "http://www.w3.org/ns/csvw" and f"downloads/{told['url']}" == name
        assert [column["name"] for column in told["tableSchema"]["columns"]] == heads
        assert all(
            column["dc:description"] and heads[at] in column["titles"] for at, column in enumerate(told["tableSchema"]["columns"])
        )
        keys = [tuple(row[key] for key in told["tableSchema"]["primaryKey"]) for row in rows_of(files, told["url"])]
        assert len(set(keys)) == len(keys)
        assert told["dc:source"] == [{"dc:title": "Source calls", "dc:creator": "Nobody", "dc:rights": "none"}]


def test_only_what_the_pages_have_read_is_told(tiny):
    tiny.measure("unread", title="Unread")
    read = {"data/topics/calls.yml", "data/measures/offered.yml", "data/sources/calls.csv"}
    found = Downloads(page_of(tiny.project()), read)
    assert {row[1] for table in found.tables() if table.name == "measures" for row in table.rows} == {"Calls"}
    assert [table.name for table in found.tables()] == ["measures", "series", "targets", "definitions", "sources"]
    assert Downloads(page_of(tiny.project()), read - {"data/sources/calls.csv"}).files() == {}


def test_links_lead_to_files_that_there_are(tiny, files):
    tiny.write("data/topics/empty.yml", "title: Empty\npriority: priority-1\norder: 2\n")
    page = page_of(tiny.project())
    told = f"{data_files(page)}{data_links(page)}{data_links(page, 'calls')}"
    links = set(re.findall(r'href="\.\./([^"]+)"', told))
    assert links == files.keys()
    assert data_links(page, "empty") == "" and ": Calls to the police" in data_links(page, "calls")


def test_a_topic_without_data_has_a_workbook_that_says_why(tiny):
    tiny.write("data/topics/later.yml", "title: Later\npriority: priority-1\norder: 2\n")
    none = dict.fromkeys(("calculation", "source", "numerator"))
    tiny.measure("later", topic="later", title="Later", missing="Nobody counts it.", **none)
    files = made(tiny.project()).files()
    book = openpyxl.load_workbook(io.BytesIO(files[f"downloads/{QUARTER}-later.xlsx"]))
    assert book.sheetnames == ["Cover", "Contents", "Notes", "Measures", "Definitions"]
    assert "Nobody counts it." in {cell.value for row in book["Measures"] for cell in row}
    assert f"downloads/{QUARTER}-later.csv" not in files and "no data yet" in data_files(page_of(tiny.project()))


# ── how they are built up ─────────────────────────────────────────────────────────────────────────────────────────────
def sheets_of(raw: bytes) -> tuple[ElementTree.Element, list[ElementTree.Element]]:
    content = ElementTree.fromstring(parts_of(raw)["content.xml"])
    return content, content.findall(".//table:table", ODF)


def test_an_ods_has_one_marked_up_table_a_sheet(files):
    content, sheets = sheets_of(files[f"downloads/{QUARTER}.ods"])
    assert [sheet.get(q("table:name")) for sheet in sheets] == SHEETS
    cover, *others = sheets
    assert all(len(row) == 1 for row in cover.iter(q("table:table-row")))  # all in column A
    ranges = {each.get(q("table:name")): each for each in content.iter(q("table:database-range"))}
    assert list(ranges) == [name.lower() for name in SHEETS[1:]]
    for sheet in others:
        name, rows = sheet.get(q("table:name")), list(sheet.iter(q("table:table-row")))
        heads = list(sheet.findall("table:table-header-rows/table:table-row/table:table-cell", ODF))
        assert words(rows[0]) == [name] and len(rows[1]) == 1 and words(rows[2]) == [words(head)[0] for head in heads]
        assert {head.get(q("table:style-name")) for head in heads} <= {"Table_20_Head", "Table_20_Head_20_Right"}
        assert {len(row) for row in rows[2:]} == {len(heads)} and all(words(cell) for row in rows[2:] for cell in row)
        where = ranges[name.lower()]
        assert where.get(q("table:target-range-address")).startswith(f"${name}.A3:${name}.")
        assert where.get(q("table:target-range-address")).endswith(str(len(rows)))
        assert (where.get(q("table:contains-header")), where.get(q("table:display-filter-buttons"))) == ("true", "false")
    styles = {
        each.get(q("style:name"))
        for each in ElementTree.fromstring(parts_of(files[f"downloads/{QUARTER}.ods"])["styles.xml"]).iter()
    }
    assert {"Heading_20_1", "Table_20_Head"} <= styles  # named, so that a screen reader and a template find them


def words(element: ElementTree.Element) -> list[str]:
    return ["".join(each.itertext()) for each in element.iter(q("text:p"))]


def test_an_ods_has_nothing_merged_hidden_frozen_filtered_or_drawn(files):
    for name in (name for name in files if name.endswith(".ods")):
        parts = parts_of(files[name])
        assert next(iter(parts)) == "mimetype" and parts["mimetype"] == b"application/vnd.oasis.opendocument.spreadsheet"
        told = parts["content.xml"].decode("utf-8")
        assert not re.search(r"spanned|covered|collapse|filter table|table:visibility|draw:|script|table:formula|repeated", told)


def test_an_xlsx_has_one_named_table_a_sheet_and_nothing_merged_hidden_or_frozen(files):
    book = openpyxl.load_workbook(io.BytesIO(files[f"downloads/{QUARTER}.xlsx"]))
    assert book.sheetnames == SHEETS and book.properties.title == "Report, October to December 2023. Data: All topics"
    assert book["Cover"].max_column == 1
    for sheet in book.worksheets[1:]:
        ((name, table),) = [(table.name, table) for table in sheet.tables.values()]
        assert (
            name == sheet.title.lower()
            and table.ref.startswith("A3:")
            and table.ref == f"A3:{sheet.dimensions.partition(':')[2]}"
        )
        assert table.autoFilter is None and sheet.auto_filter.ref is None and sheet.freeze_panes is None
        assert not sheet.merged_cells.ranges and sheet.sheet_state == "visible" and not sheet._images and not sheet._charts
        assert not any(each.hidden for each in (*sheet.column_dimensions.values(), *sheet.row_dimensions.values()))
        assert all(cell.font.b for cell in sheet[3]) and sheet["A1"].value == sheet.title
        assert all(cell.value not in (None, "") for row in sheet.iter_rows(min_row=3) for cell in row)
    links = [cell.hyperlink.location for cell in book["Contents"]["A"][3:]]
    assert links == [f"'{name}'!A1" for name in SHEETS[2:]]


def test_numbers_are_numbers_and_texts_are_texts(files):
    book = openpyxl.load_workbook(io.BytesIO(files[f"downloads/{QUARTER}-calls.xlsx"]))["Series"]
    heads = [cell.value for cell in book[3]]
    for row in book.iter_rows(min_row=4):
        for head, cell in zip(heads, row, strict=True):
            assert cell.data_type == ("n" if head == "Value" else "s")


# ── formulas ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def held(book: Workbook) -> list[str]:
    """The texts of the table as they must be read again: on one line, without what cannot be seen."""
    return [str(row[0]) for row in book.tables[-1].rows]


def test_no_text_becomes_a_formula_in_a_workbook(tmp_path):
    book = hostile_book()
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx(book)))["Odd texts"]
    cells = [row[0] for row in sheet.iter_rows(min_row=4)]
    assert [cell.value for cell in cells] == held(book) and {cell.data_type for cell in cells} == {"s"}
    assert all(cell.number_format == "@" for cell in cells)  # and stays a text when somebody edits it
    assert [cell.quotePrefix for cell in cells[:5]] == [True] * 5
    _, sheets = sheets_of(ods(book))
    rows = list(sheets[-1].iter(q("table:table-row")))[3:]
    assert [words(row[0])[0] for row in rows] == held(book)
    assert {row[0].get(q("office:value-type")) for row in rows} == {"string"}
    assert [float(row[1].get(q("office:value"))) for row in rows] == [-at - 0.5 for at in range(len(rows))]


def test_what_no_xml_may_hold_is_marked():
    texts = held(hostile_book())
    assert texts[-1] == "x\ufffdy\ufffdz" and texts[4] == "=1+1"  # a tab before it would be lost


def test_a_csv_has_an_apostrophe_before_what_looks_like_a_formula(tiny):
    tiny.measure("offered", title="Calls", breakdown="area", owner="=1+1")
    told = made(tiny.project()).files()[f"downloads/{QUARTER}_definitions.csv"].decode("utf-8")
    assert ",'=1+1," in told and ",=1+1," not in told


# ── another program ───────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture(scope="module")
def opened_elsewhere(tmp_path_factory) -> Callable[[Mapping[str, bytes]], dict[str, ElementTree.Element]]:
    """What LibreOffice makes of workbooks: it opens each and writes it anew as one flat file."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if not program:
        missing("No LibreOffice on this machine (looked for soffice, libreoffice).")
    folder = tmp_path_factory.mktemp("elsewhere")

    def opened(books: Mapping[str, bytes]) -> dict[str, ElementTree.Element]:
        for name, raw in books.items():
            (folder / name).write_bytes(raw)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        asked = [str(program), profile, "--headless", "--convert-to", "fods", "--outdir", str(folder / "flat")]
        done = subprocess.run(
            [*asked, *(str(folder / name) for name in books)], capture_output=True, text=True, timeout=240, check=False
        )
        found = {name: folder / "flat" / f"{Path(name).stem}.fods" for name in books}
        assert all(path.is_file() for path in found.values()), done.stdout + done.stderr
        return {name: ElementTree.fromstring(path.read_bytes()) for name, path in found.items()}

    return opened


def cells_of(sheet: ElementTree.Element) -> list[list[str | float]]:
    """The cells of a sheet that are not blank, row by row: numbers as numbers."""
    found = []
    for row in sheet.iter(q("table:table-row")):
        cells = [cell for cell in row.findall("table:table-cell", ODF) if cell.get(q("office:value-type"))]
        found += [
            [cell_of(cell) for cell in cells for _ in range(int(cell.get(q("table:number-columns-repeated"), "1")))]
        ] * bool(cells)
    return found


def cell_of(cell: ElementTree.Element) -> str | float:
    assert cell.get(q("table:formula")) is None
    return float(cell.get(q("office:value"))) if cell.get(q("office:value-type")) == "float" else "\n".join(words(cell))


def expected(book: Workbook) -> dict[str, list[list[str | float]]]:
    """The rows of each sheet as they must be."""
    found: dict[str, list[list[str | float]]] = {"Cover": [[line] for line in (book.title, *book.cover)]}
    for table in book.tables:
        rows = [[cell.value if isinstance(cell, Number) else cell for cell in row] for row in table.rows]
        line = f"{table.says} Signs such as [x] are explained in the sheet Notes."
        found[table.title] = [[table.title], [line], [column.title for column in table.columns], *rows]
    return found


@pytest.mark.slow
def test_another_program_finds_the_same_sheets_values_and_named_tables(tiny, opened_elsewhere):
    """One run of LibreOffice for all: an edition and hostile texts, each as ODS and as XLSX."""
    books = {"edition": made(tiny.project()).workbook(), "hostile": hostile_book()}
    raw = {f"{name}-{form.__name__}.{form.__name__}": form(book) for name, book in books.items() for form in (ods, xlsx)}
    for name, found in opened_elsewhere(raw).items():
        book = books[name.partition("-")[0]]
        sheets = {sheet.get(q("table:name")): cells_of(sheet) for sheet in found.iter(q("table:table"))}
        assert sheets == expected(book), name
        ranges = {
            each.get(q("table:name")): each.get(q("table:target-range-address")) for each in found.iter(q("table:database-range"))
        }
        assert ranges.keys() == {table.name for table in book.tables}
        assert all(
            re.fullmatch(rf"'?{table.title}'?\.A3:'?{table.title}'?\.[A-Z]+{len(table.rows) + 3}", ranges[table.name])
            for table in book.tables
        )


# ── the same bytes ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_same_inputs_give_the_same_bytes(tiny, files, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    if hasattr(time, "tzset"):
        time.tzset()
    assert made(tiny.project()).files() == files
    for name, raw in files.items():
        if name.endswith((".ods", ".xlsx")):
            infos = zipfile.ZipFile(io.BytesIO(raw)).infolist()
            assert {(each.date_time, each.create_system) for each in infos} == {((1980, 1, 1, 0, 0, 0), 3)}
            assert str(os.getpid()).encode() + b"@" not in raw
            assert not re.search(rb"20(?!2[13])\d\d-\d\d-\d\dT", parts_of(raw).get("docProps/core.xml", b""))


def read_by_pages(tiny) -> list[str]:
    """The files that pages rest on: all definitions and sources."""
    folders = [tiny.root / "data" / kind for kind in ("topics", "measures", "sources")]
    return [path.relative_to(tiny.root).as_posix() for folder in folders for path in folder.iterdir()]


def test_files_are_made_again_only_where_something_has_changed(tiny, monkeypatch):
    def asked() -> Mapping[str, bytes]:
        return downloads_of(tiny.project(), Quarter.parse(QUARTER), read_by_pages(tiny))

    first = asked()
    assert first and asked() == first
    with monkeypatch.context() as patched:
        patched.setattr(Downloads, "files", lambda self: 1 / 0)
        assert asked() == first  # nothing is made
    tiny.edit("data/sources/calls.csv", "2023-10,north,40", "2023-10,north,41")
    assert asked() != first
    tiny.edit("data/sources/calls.csv", "2023-10,north,41", "2023-10,north,40")
    kept = tiny.root / f"_build/cache/downloads/{QUARTER}.zip"
    parts = parts_of(kept.read_bytes())
    kept.write_bytes(packed(parts | {f"downloads/{QUARTER}-calls.csv": b"forged"}))
    assert asked() == first
    kept.write_bytes(b"no file of ours")
    assert asked() == first


DRAFT = "Two sections are open."


def test_a_process_that_has_run_pages_makes_the_same_files(tiny):
    """Plain data goes there and comes back."""
    names = tuple(sorted(read_by_pages(tiny)))
    asked = Making(str(tiny.root), QUARTER, "a build", names, DRAFT)
    there = pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(asked)).done()))
    here = files_made(tiny.project(), QUARTER, frozenset(names), DRAFT)
    assert there.files == here.files and there.opened == here.opened
    told = (part for name, raw in here.files.items() if name.endswith(".xlsx") for part in parts_of(raw).values())
    assert DRAFT.encode() in b"".join(told)
    tiny.edit("data/sources/calls.csv", "2023-10,north,40", "2023-10,north,forty")
    assert replace(asked, build="the next").done() is None


def test_what_no_other_process_makes_is_made_here(tiny):
    project, quarter, names = tiny.project(), Quarter.parse(QUARTER), sorted(read_by_pages(tiny))
    made = Made({}, {"downloads/a.csv": b"a\n1\n"})
    assert downloads_of(project, quarter, names, "", lambda *told: made if told == (names, "") else None) == made.files
    (tiny.root / f"_build/cache/downloads/{QUARTER}.zip").unlink()
    assert downloads_of(project, quarter, names, "") == files_made(project, QUARTER, frozenset(names), "").files


# ── read back ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_files_are_read_before_any_page_is_there_and_not_again(tiny, monkeypatch):
    made = files_made(tiny.project(), QUARTER, frozenset(read_by_pages(tiny)), "")
    files = {name.removeprefix("downloads/"): content for name, content in sorted(made.files.items())}
    asked = ReadBack(str(tiny.root), QUARTER, Edition([]), str(tiny.root / "proofs.json"), reader="one")
    assert read_back(replace(asked, offered=files)) == Numbers()
    proofs = DownloadProofs(downloads_file(tiny.root / "proofs.json"), Edition([]), library_digest() + digest(environment()))
    found = proofs.found(tiny.project(), QUARTER, files)
    assert found and not any(each.kind == WRONG for each in found)
    monkeypatch.setattr(downloads_kept, "file_found", lambda *_: 1 / 0)
    assert proofs.found(tiny.project(), QUARTER, files) == found
    with pytest.raises(ZeroDivisionError):
        proofs.found(tiny.project(), QUARTER, {**files, "more.csv": b"a\n1\n"})


def test_only_files_that_rest_on_what_has_changed_are_read_again(tiny, monkeypatch):
    """Those that changed, or name a figure of which the ledger tells otherwise, or rest on a cell; what is wrong is not kept."""
    seen: list[str] = []
    monkeypatch.setattr(
        downloads_kept, "file_found", lambda offered, name, all: seen.append(name) or file_found(offered, name, all)
    )

    def read(files: Mapping[str, bytes], row: Mapping[str, str]) -> tuple[set[str], bool]:
        """The files that were read, and whether anything was wrong."""
        seen.clear()
        edition = Edition([PageSaid("a.html", "a.ipynb", (Block("what", "calls", [row]),))], [row], "")
        proofs = DownloadProofs(downloads_file(tiny.root / "proofs.json"), edition, "a library")
        wrong = any(each.kind == WRONG for each in proofs.found(tiny.project(), QUARTER, files))
        return set(seen), wrong

    def made() -> dict[str, bytes]:
        files = files_made(tiny.project(), QUARTER, frozenset(read_by_pages(tiny)), "").files
        return {name.removeprefix("downloads/"): content for name, content in files.items()}

    files, nowhere = made(), {"id": "nothing", "text": "1", "value": "1"}
    assert read(files, nowhere) == (set(files), False) and read(files, nowhere) == (set(), False)
    series = next(name for name in files if name.endswith(".csv"))
    changed = {**files, series: files[series].replace(b"2023", b"2033", 1)}
    assert read(changed, nowhere) == ({series, f"{series}-metadata.json"} & set(files), True)
    assert read(changed, nowhere)[0] and read(files, nowhere) == (set(), False)
    named = sorted(Offered(open_quarter(tiny.project(), QUARTER), {}, "")._of(f"{QUARTER}.ods")._figures - {"[z]"})[0]
    assert read(files, {"id": named, "text": "another", "value": "0"}) == (set(files), True)
    tiny.edit("data/sources/calls.csv", "2023-10,north,40", "2023-10,north,41")
    again, wrong = read(files, nowhere)
    assert again == set(files) and wrong
    assert read(made(), nowhere) == (set(files), False)


def found_in(tiny, files: Mapping[str, bytes], printed: Mapping[str, dict] | None = None) -> list[tuple[str, str, str]]:
    offered = Offered(open_quarter(tiny.project(), QUARTER), printed or {}, "")
    named = {name.removeprefix("downloads/"): raw for name, raw in files.items()}
    found = [each for name in named for each in file_found(offered, name, named)]
    assert sum(each.count for each in found if each.kind != WRONG) > 400
    return [(each.section, each.number, each.proof) for each in found if each.kind == WRONG]


def test_every_number_of_what_an_edition_offers_is_proven(tiny, files):
    assert found_in(tiny, files) == []


def in_part(raw: bytes, part: str, old: str, new: str) -> bytes:
    parts = parts_of(raw)
    text = parts[part].decode("utf-8")
    assert old in text, (part, old)
    return packed(parts | {part: text.replace(old, new, 1).encode("utf-8")}, plain="mimetype")


CSV, ODS, XLSX = f"{QUARTER}-calls.csv", f"{QUARTER}-calls.ods", f"{QUARTER}.xlsx"
FORGED = {
    "a value of a CSV": (CSV, lambda raw: raw.replace(b",40,40,calls", b",41,40,calls")),
    "a text of a CSV": (CSV, lambda raw: raw.replace(b",40,40,calls", b",40,41,calls")),
    "a row twice": (CSV, lambda raw: raw + raw.splitlines(keepends=True)[-1]),
    "a row of a month to come": (CSV, lambda raw: raw + raw.splitlines(keepends=True)[-1].replace(b"2023-10", b"2023-11")),
    "a column more": (CSV, lambda raw: raw.replace(b"\n", b",1\n")),
    "no CSV": (CSV, lambda raw: b"\xff\xfe"),
    "a number of an ODS": (ODS, lambda raw: in_part(raw, "content.xml", 'office:value="40"', 'office:value="41"')),
    "a number as a text": (
        ODS,
        lambda raw: in_part(raw, "content.xml", 'office:value-type="float" office:value="40"', 'office:value-type="string"'),
    ),
    "a formula of an ODS": (
        ODS,
        lambda raw: in_part(raw, "content.xml", 'office:value="40"', 'table:formula="of:=20*2" office:value="40"'),
    ),
    "a line of a cover": (ODS, lambda raw: in_part(raw, "content.xml", "Published by: Office", "Published by: Others 7")),
    "a count of rows": (ODS, lambda raw: in_part(raw, "content.xml", 'office:value="204"', 'office:value="203"')),
    "a note": (ODS, lambda raw: in_part(raw, "content.xml", "provisional: it may", "provisional: 3 may")),
    "a part more": (ODS, lambda raw: packed(parts_of(raw) | {"Basic/script.xml": b"x"}, plain="mimetype")),
    "a macro": (XLSX, lambda raw: packed(parts_of(raw) | {"xl/vbaProject.bin": b"x"})),
    "a formula of an XLSX": (XLSX, lambda raw: in_part(raw, "xl/worksheets/sheet5.xml", "<v>40</v>", "<f>20*2</f><v>40</v>")),
    "a number of an XLSX": (XLSX, lambda raw: in_part(raw, "xl/worksheets/sheet5.xml", "<v>45</v>", "<v>46</v>")),
    "no workbook": (XLSX, lambda raw: b"PK"),
    "a column's words": (f"{CSV}-metadata.json", lambda raw: raw.replace(b"twelve digits", b"13 digits")),
    "no metadata": (f"{CSV}-metadata.json", lambda raw: b"{}"),
}


@pytest.mark.parametrize("forged", FORGED)
def test_what_was_changed_is_found(tiny, files, forged):
    name, change = FORGED[forged]
    place = f"downloads/{name}"
    assert change(files[place]) != files[place]
    wrong = found_in(tiny, {**files, place: change(files[place])})
    assert wrong and {page for page, _, _ in wrong} <= {name, f"{name}-metadata.json"}, wrong


def test_a_file_that_nothing_offers_is_found(tiny, files):
    stray = {"downloads/2022-23-Q1.csv": b"a\n1\n", "downloads/budget.xlsm": b"PK", "downloads/deep/x.ods": b"PK"}
    assert {page for page, _, _ in found_in(tiny, {**files, **stray})} == {name.removeprefix("downloads/") for name in stray}


def test_a_figure_that_the_ledger_prints_otherwise_is_found(tiny, files):
    said = {"id": "offered.value@2023-10", "value": "46.0", "text": "46"}
    wrong = found_in(tiny, files, {said["id"]: said})
    assert {(number, proof) for _, number, proof in wrong} == {("45", "is 46 in the ledger")}
    assert {page for page, _, _ in wrong} == {f"{QUARTER}_series.csv", CSV, ODS, XLSX, f"{QUARTER}.ods", f"{QUARTER}-calls.xlsx"}


# ── published ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_audit_compares_what_is_packed_and_not_how(tiny, files, tmp_path):
    raw = files[f"downloads/{QUARTER}.ods"]
    places = tmp_path / "published.ods", tmp_path / "anew.ods"
    with zipfile.ZipFile(places[0], "w", zipfile.ZIP_STORED) as stored:  # as another zlib might pack it, and more so
        for part, content in parts_of(raw).items():
            stored.writestr(part, content)
    places[1].write_bytes(raw)
    said = compared._file("downloads/x.ods", places[1], places[0], True)
    assert (said.verdict, said.found) == ("same", "the same parts, packed by another zlib")
    places[0].write_bytes(in_part(raw, "content.xml", 'office:value="40"', 'office:value="41"'))
    said = compared._file("downloads/x.ods", places[1], places[0], True)
    assert said.verdict == "differs" and said.found.startswith("content.xml: ") and "41" in said.found
    places[0].write_bytes(b"PK")
    assert compared._file("downloads/x.ods", places[1], places[0], True).verdict == "differs"


# ── the command ───────────────────────────────────────────────────────────────────────────────────────────────────────
def pcc(*args: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli.main, [str(arg) for arg in args])
    return result.exit_code, result.stdout, result.stderr


def test_the_command_writes_the_workbook_of_a_quarter_or_of_a_topic(tiny, files, tmp_path):
    place = tmp_path / "out" / "calls.xlsx"
    asked = ("--project", tiny.root, "workbook", QUARTER, "--topic", "calls", "--to", place)
    place.parent.mkdir()
    assert pcc(*asked) == (0, f"Wrote {place}.\n", "")
    assert place.read_bytes() == files[f"downloads/{QUARTER}-calls.xlsx"]
    assert pcc(*asked) == (0, f"There already, unchanged: {place}.\n", "")
    place.write_bytes(b"worked in")
    code, _, err = pcc(*asked)
    assert code == 1 and "somebody may have worked in it" in err and place.read_bytes() == b"worked in"


def test_the_command_tells_what_is_wrong_in_words(tiny, tmp_path):
    asked = ("--project", tiny.root, "workbook")
    assert pcc(*asked, "--topic", "call")[::2] == (1, "2023-24-Q3 tells no topic 'call'. Did you mean 'calls'?\n")
    code, _, err = pcc(*asked, "--to", tmp_path / "x.pdf")
    assert code == 2 and "ends in .ods or .xlsx" in err
    assert pcc(*asked, "2020-21-Q1")[0] == 1
    (tiny.root / "data/topics/calls.yml").unlink()
    shutil.rmtree(tiny.root / "data/measures")
    assert pcc(*asked)[2].startswith("data/measures: there is no measure yet")


def test_a_row_has_a_cell_for_each_column():
    table = DataTable("a", "A", "", (Column("x", "X", ""),))
    with pytest.raises(ValueError, match="2 cells stand under 1 columns"):
        table.with_rows([["a", "b"]])
    assert replace(table, rows=[]).rows == []
