"""Files that would fill the memory, hide what they hold or take for ever: refused before they are laid out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook
from received import HEAD, became, csv_bytes, make, ods, packed, saved, xlsx

from pcc_lib.core.errors import DataError
from pcc_lib.receiving import kinds
from pcc_lib.receiving.reading import Sent, grids_of

ROWS = [HEAD, ["Jul-23", "north", 31, 20], ["Jul-23", "south", 5, 2]]
READ = ["+ calls 2023-07 north offered=31 answered=20", "+ calls 2023-07 south offered=5 answered=2"]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return make(tmp_path_factory.mktemp("safe"))


def patched(raw: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return packed({name: change(archive.read(name)) if name == part else archive.read(name) for name in archive.namelist()})


def test_cells_merged_over_a_whole_sheet_are_not_laid_out(project):
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    raw = patched(xlsx(ROWS), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", merged))
    assert became(project, raw) == [
        "sent.xlsx: merges more than 200,000 cells. No workbook that people make holds that. Do not open it; ask for it again."
    ]


def test_values_repeated_over_a_whole_sheet_are_counted_and_refused(project):
    def repeat(xml: bytes) -> bytes:
        wide = xml.replace(b"<table:table-cell ", b'<table:table-cell table:number-columns-repeated="16384" ', 1)
        return wide.replace(b"<table:table-row>", b'<table:table-row table:number-rows-repeated="1048576">', 1)

    said = became(project, patched(ods(ROWS), "content.xml", repeat), "sent.ods")
    assert said == ["sent.ods: holds more than 400,000 cells. Keep the table of counts, and take other sheets out."]


def test_blanks_repeated_to_the_end_of_a_sheet_are_nothing(project):
    blanks = (
        b'<table:table-row table:number-rows-repeated="1048500"><table:table-cell table:number-columns-repeated="16384"/>'
        b"</table:table-row></table:table>"
    )
    raw = patched(ods(ROWS), "content.xml", lambda xml: xml.replace(b"</table:table>", blanks))
    assert became(project, raw, "sent.ods") == READ


def test_a_formula_of_a_spreadsheet_without_a_value_is_refused(project):
    formula = b'<table:table-cell table:formula="of:=1+1"/>'
    raw = patched(
        ods([*ROWS, ["Aug-23", "north", "FORMULA", 1]]), "content.xml", lambda xml: _in_place_of(xml, b"FORMULA", formula)
    )
    assert became(project, raw, "sent.ods")[0].startswith(
        "sent.ods, sheet 'Data', cell C4: Calls offered: is a formula that holds no value"
    )


def _in_place_of(xml: bytes, text: bytes, cell: bytes) -> bytes:
    at = xml.index(text)
    first, last = xml.rindex(b"<table:table-cell", 0, at), xml.index(b"</table:table-cell>", at) + len(b"</table:table-cell>")
    return xml[:first] + cell + xml[last:]


def test_a_formula_that_was_worked_out_is_read_by_its_value(project):
    def worked_out(xml: bytes) -> bytes:
        return xml.replace(b'<c r="C2" t="n"><v>31</v></c>', b'<c r="C2"><f>15+16</f><v>31</v></c>')

    raw = patched(xlsx(ROWS), "xl/worksheets/sheet1.xml", worked_out)
    assert raw != xlsx(ROWS) and became(project, raw) == READ


def test_a_link_to_another_file_is_not_followed(project):
    def linked(xml: bytes) -> bytes:
        return xml.replace(b'<c r="C2" t="n"><v>31</v></c>', b'<c r="C2"><f>[1]Sheet1!A1</f><v>31</v></c>')

    assert became(project, patched(xlsx(ROWS), "xl/worksheets/sheet1.xml", linked)) == READ


@pytest.mark.parametrize("long", ["1" * 30_000 + "(", "9 (" * 9_000, "((" * 15_000, "a b " * 8_000, "1:" * 9_000])
def test_long_texts_take_no_longer(long, project):
    assert "is not a number." in became(project, xlsx([HEAD, ["Jul-23", "north", long, 20]]))[0]
    assert became(project, csv_bytes([[long], *ROWS]), "sent.csv") == READ


def test_a_file_beyond_the_size_of_a_table_is_refused_before_it_is_read(tmp_path):
    place = tmp_path / "large.csv"
    place.write_bytes(b"x" * (kinds.MAX_FILE + 1))
    with pytest.raises(DataError, match="is larger than 32 MiB"):
        grids_of(Sent.of(place))


def test_names_of_files_and_folders_that_are_not_there_are_told(tmp_path):
    with pytest.raises(DataError, match="there is no such file"):
        Sent.of(tmp_path / "none.xlsx")
    with pytest.raises(DataError, match="is a folder"):
        Sent.of(tmp_path)


def test_names_in_a_workbook_cannot_steer_the_terminal(project):
    book = Workbook()
    book.active.title = "Data"
    book.active.append(HEAD)
    book.active.append(["Jul-23", "Nowhere\u202e", 31, 20])
    said = became(project, saved(book))
    assert "\\u202e" in said[0] and "\u202e" not in said[0]
