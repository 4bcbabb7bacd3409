"""Tables for people and for spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from pcc_lib.writing.html import Markup, fill
from pcc_lib.writing.markup import Ink, progress, small
from pcc_lib.writing.tables import HELD_BACK, Table, csv_text, download, table_csv, table_html, words_in


def tags(html: str) -> list[tuple[str, dict]]:
    found = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: found.append((tag, dict(attrs)))
    parser.feed(html)
    return found


def shown(*rows: list, columns: tuple[str, ...] = ("A", "B"), **more: object) -> str:
    """The HTML of a table named T."""
    return table_html(Table("T", columns, rows, **more), Ink())


def test_the_first_cell_of_a_row_is_its_header_and_every_column_has_one():
    heads = [attrs["scope"] for tag, attrs in tags(shown(["x", "1"], ["y", "2"])) if tag == "th"]
    assert heads == ["col", "col", "row", "row"]


def test_a_table_is_named_by_its_caption_also_where_the_caption_is_hidden():
    html = shown(hide_caption=True)
    assert '<caption class="pcc-hide">T</caption>' in html and 'role="region" aria-label="T"' in html and 'tabindex="0"' in html


def test_numeric_and_total_rows_are_marked():
    html = shown(["x", "a", "1"], ["Sum", "b", "1"], columns=("A", "B", "C"), numeric=(2,), totals=(1,))
    assert html.count('class="pcc-num"') == 3 and html.count('class="pcc-total"') == 1


def test_a_table_of_nothing_but_numbers_says_so_once():
    html = shown(["x", "1"], ["Sum", "1"], numeric=(1,))
    assert 'class="pcc-table pcc-nums"' in html and 'pcc-num"' not in html


def test_a_stacked_row_says_each_columns_name():
    found = tags(shown(["x", "1", "2"], columns=("A", "B", "C"), stack=True))
    assert [attrs["data-label"] for tag, attrs in found if tag == "td"] == ["B", "C"]


def test_a_row_has_a_cell_for_each_column():
    with pytest.raises(ValueError, match="T: 1 cells stand under 2 columns"):
        shown(["x"])


# ── hostile text ──────────────────────────────────────────────────────────────────────────────────────────────────────
HOSTILE = """"'><script x="1">alert(1)</script>&amp;"""


@pytest.mark.parametrize(
    "made",
    [
        Table(HOSTILE, ("A", "B"), [["x", "y"]]),
        Table("T", (HOSTILE, HOSTILE), [["x", "y"]], stack=True),
        Table("T", ("A", "B"), [[HOSTILE, "y"]]),
        Table("T", ("A", "B"), [["x", HOSTILE]], numeric=(1,)),
        Table("T", ("A", "B"), [["x", ["y", HOSTILE, Markup("<b>z</b>")]]]),
        Table("T", ("A", "B"), [["x", "y"]], notes=[HOSTILE]),
    ],
)
def test_hostile_text_is_text_in_every_place(made):
    html = table_html(made, Ink())
    assert "script" not in {tag for tag, _ in tags(html)} and not [attrs for _, attrs in tags(html) if "x" in attrs]
    assert HOSTILE in unescape(html)


def test_hostile_texts_of_a_figure_are_text_too(tiny):
    figure = replace(tiny.figure("offered.value"), text=HOSTILE)
    html = shown([figure, (figure, HOSTILE)])
    assert "script" not in {tag for tag, _ in tags(html)} and unescape(html).count(HOSTILE) == 2


def test_markup_stays_markup_whatever_stands_beside_it():
    assert "<b>z</b>" in shown(["x", Markup("<b>z</b>")]) and "&lt;b&gt;y<b>z</b>" in shown(["x", ["<b>y", Markup("<b>z</b>")]])


# ── one table, several forms ──────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def mixed(tiny) -> Table:
    """A table with a cell of every kind."""
    value, change = tiny.figure("offered.value"), tiny.figure("offered.change_on_year")
    return Table(
        "Calls",
        ("What", "Value", "Change", "Note"),
        [
            [Markup('<a href="a.html">A &amp; B</a>'), value, [(change, "80%"), " ", small("on 2022")], "=1+1"],
            ["Plain", "[x]", ["one", fill("highlights/note", words="two")], progress(Ink(), value)],
        ],
    )


def test_html_and_csv_hold_the_same_cells(mixed):
    assert list(csv.reader(io.StringIO(table_csv(mixed)))) == [
        ["What", "Value", "Change", "Note"],
        ["A & B", "45", "80% on 2022", "'=1+1"],
        ["Plain", "[x]", "one two", "45"],
    ]
    html = table_html(mixed, Ink())
    assert [words_in(cell) for row in mixed.rows for cell in row] == [
        " ".join(unescape(re.sub("<[^>]+>", "", cell.replace("<br>", " "))).split())
        for cell in re.findall(r"<t[hd](?: scope=.row.|)>(.*?)</t[hd]>", html)
    ]


def test_the_ink_counts_a_tables_figures_once_it_is_printed_and_not_before(mixed):
    ink = Ink()
    table_csv(mixed)
    assert not ink.printed
    html = table_html(mixed, ink)
    assert list(ink.printed) == ["offered.value", "offered.change_on_year"]
    assert re.findall(r'<a href="figures\.html#f-[^>]+>([^<]+)</a>', html)[:2] == ["45", "80%"]


def test_small_print_stands_below_the_table():
    assert shown(["x", "y"], notes=["Rounded.", "Old."]).endswith('<p class="pcc-note">Rounded.</p><p class="pcc-note">Old.</p>')


@pytest.mark.parametrize(
    ("cell", "told"),
    [("[c]", True), (Markup("<b>[c]</b>"), True), (["a ", "[c]"], True), ("c", False), (Markup('<i title="[c]">x</i>'), False)],
)
def test_the_marker_of_a_hidden_number_is_explained_where_it_is_seen(cell, told):
    assert (HELD_BACK in shown(["x", cell])) is told


def test_a_hidden_figure_is_explained_too(tiny):
    hidden = replace(tiny.figure("offered.value"), text="[c]", value=None, status="c")
    assert Table("T", ("A",), [[hidden]]).small_print == [f"[c]: {HELD_BACK}"]


# ── CSV ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
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
    assert [name for name, text in texts.items() if re.search(r"csv\.(?:writer|DictWriter)\(|to_csv", text)] == ["csv_cells.py"]


def test_negative_numbers_stay_numbers_and_blanks_blank():
    assert csv_text(["A", "B", "C"], [[-1.5, None, ""]]) == "A,B,C\n-1.5,,\n"


def test_commas_quotes_and_lines_come_back_as_they_were():
    cells = ['a,"b"', "c\nd", "é"]
    assert list(csv.reader(io.StringIO(csv_text(["A", "B", "C"], [cells]), newline="")))[1] == cells


def test_a_download_carries_the_whole_file_and_cannot_leave_its_attribute():
    attrs = dict(tags(download('a"b.csv', 'x,"y"\n<z>&'))[0][1])
    assert attrs["download"] == 'a"b.csv' and unquote(attrs["href"].partition(",")[2]) == 'x,"y"\n<z>&'
