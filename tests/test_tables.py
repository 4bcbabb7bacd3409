"""Tables for people and for spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from pcc_lib.writing.tables import csv_text, download, table


def tags(html: str) -> list[tuple[str, dict]]:
    found = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: found.append((tag, dict(attrs)))
    parser.feed(html)
    return found


def test_the_first_cell_of_a_row_is_its_header_and_every_column_has_one():
    heads = [attrs["scope"] for tag, attrs in tags(table("T", ("A", "B"), [["x", "1"], ["y", "2"]])) if tag == "th"]
    assert heads == ["col", "col", "row", "row"]


def test_a_table_is_named_by_its_caption_also_where_the_caption_is_hidden():
    html = table("T", ("A",), [], hide_caption=True)
    assert '<caption class="pcc-hide">T</caption>' in html and 'role="region" aria-label="T"' in html and 'tabindex="0"' in html


def test_caption_and_columns_are_escaped():
    html = table('<b>"T"', ("<i>", "B&C"), [["x", "y"]], stack=True)
    assert "<b>" not in html and "<i>" not in html and "B&amp;C" in html


def test_numeric_and_total_rows_are_marked():
    html = table("T", ("A", "B"), [["x", "1"], ["Sum", "1"]], numeric=(1,), totals=(1,))
    assert html.count('class="pcc-num"') == 3 and html.count('class="pcc-total"') == 1


def test_a_stacked_row_says_each_columns_name():
    found = tags(table("T", ("A", "B", "C"), [["x", "1", "2"]], stack=True))
    assert [attrs["data-label"] for tag, attrs in found if tag == "td"] == ["B", "C"]


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+2 s",
        "-0.5 points",
        "+1+1",
        "-1.2%",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\tx",
        "  =1",
        "\u00a0=1",
        "\u200b=1",
        "\ufeff@x",
        "\u202e=1",
        "＝1+1",
        "＋1",
        "－1+2",
        "＠SUM",
        "﹦1",
        "\n=1",
        "- a list",
    ],
)
def test_text_that_a_spreadsheet_would_run_is_quoted(cell):
    (row,) = csv.reader(io.StringIO(csv_text(["A"], [[cell]]).split("\n", 1)[1], newline=""))
    assert row == ["'" + cell.replace("\r", "\n")]


def test_a_control_character_hides_no_formula():
    assert csv_text(["A"], [["\x00=1"], ["a\x00b"], ["\x0b+x"]]) == "A\n'\ufffd=1\na\ufffdb\n'\ufffd+x\n"


@pytest.mark.parametrize("cell", ["-1.2", "+1", "-1", "1.5e-9", "-1e+20", "\u22120.5 points", "a=b", "x - y", "'=1", "2023-10"])
def test_bare_numbers_and_harmless_text_stay_as_they_are(cell):
    assert csv_text(["A"], [[cell]]) == f"A\n{cell}\n"


def test_a_heading_is_guarded_like_a_cell():
    assert csv_text(["=A"], []) == "'=A\n"


def test_every_csv_of_the_library_is_written_by_the_one_function():
    texts = {p.name: p.read_text(encoding="utf-8") for p in (Path(__file__).parents[1] / "pcc_lib").rglob("*.py")}
    assert [name for name, text in texts.items() if re.search(r"csv\.(?:writer|DictWriter)|to_csv", text)] == ["csv_cells.py"]


def test_negative_numbers_stay_numbers_and_blanks_blank():
    assert csv_text(["A", "B", "C"], [[-1.5, None, ""]]) == "A,B,C\n-1.5,,\n"


def test_commas_quotes_and_lines_come_back_as_they_were():
    cells = ['a,"b"', "c\nd", "é"]
    assert list(csv.reader(io.StringIO(csv_text(["A", "B", "C"], [cells]), newline="")))[1] == cells


def test_a_download_carries_the_whole_file_and_cannot_leave_its_attribute():
    attrs = dict(tags(download('a"b.csv', 'x,"y"\n<z>&'))[0][1])
    assert attrs["download"] == 'a"b.csv' and unquote(attrs["href"].partition(",")[2]) == 'x,"y"\n<z>&'
