"""What makes pages light: charts in files beside them, rows told by cells, nothing of the theme that no page needs."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import ROOT
from test_charts import block, forms

from pcc_lib.auditing.prove import drawings_of
from pcc_lib.book_extension.chart_files import chart_files_named, drop_empty_folders, drop_others
from pcc_lib.book_extension.theme import needless_files, sources_sum, style_sources, without_the_theme
from pcc_lib.building.book_gate import OURS, book_faults
from pcc_lib.building.gate import page_faults
from pcc_lib.charts.cells import number_of, rows_by_cells, rows_from_cells
from pcc_lib.charts.files import put_together, spec_of_file, taken_apart, whole_page

PAGE = "<!DOCTYPE html><html><body>\n{}\n</body></html>"


def page_of(*ids: str, csv: str = "x.csv") -> str:
    """A page with these forms of charts."""
    made = forms()
    return PAGE.format("\n".join(block(made[id](), chart_id=f"topic/{id}", csv_name=csv) for id in ids))


def book(folder: Path, page: str) -> Path:
    """A book of one page with its charts apart; gives the page."""
    light, files = taken_apart(page, "one", "../")
    shutil.copytree(OURS, folder / "_static/pcc")
    for name, raw in {**files, "notebooks/one.html": light.encode()}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder / "notebooks/one.html"


# ── charts in files ───────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.slow
def test_every_form_is_taken_apart_and_put_together_to_the_byte(tmp_path):
    page = page_of(*forms())
    path = book(tmp_path, page)
    light = path.read_text(encoding="utf-8")
    assert whole_page(path) == page and len(light) < len(page) / 4
    assert "pcc-spec" not in light and "data:" not in light
    assert len(chart_files_named(light)) == 4 * len(forms()) + 1  # the shapes that both maps share
    assert taken_apart(light, "one", "../") == (light, {})
    assert [svg for _, svg in drawings_of(whole_page(path))] == [svg for _, svg in drawings_of(page)]


def test_two_charts_with_downloads_of_one_name_have_files_of_their_own():
    _, files = taken_apart(page_of("trend", "bars"), "one", "")
    kinds = ("narrow.svg", "svg", "js", "csv")
    assert sorted(files) == sorted(f"_static/charts/one/{stem}.{kind}" for stem in ("x", "x-2") for kind in kinds)


def test_what_is_missing_or_of_another_form_stays_as_it_is(tmp_path):
    path = book(tmp_path, page_of("trend"))
    light = path.read_text(encoding="utf-8")
    (tmp_path / "_static/charts/one/x.js").write_text("alert(1)", encoding="utf-8")
    assert whole_page(path) == light
    (tmp_path / "_static/charts/one/x.js").unlink()
    assert whole_page(path) == light
    assert put_together(page_of("trend"), lambda _: b"") == page_of("trend")


@pytest.mark.parametrize(
    "text",
    [
        "alert(1)",
        'pccChart("one/x",{});alert(1)\n',
        'pccChart("one/x",{"a":alert(1)});\n',
        'pccChart("one/x",{"a":"</script>"});\n',
        'pccChart("one/x",{"a":"\u2028"});\n',
        'pccChart("one/x",[1]);\n',
        'pccChart("one/x",{})',
    ],
)
def test_a_file_that_does_anything_else_is_no_specification(text):
    with pytest.raises(ValueError):
        spec_of_file(text)


def test_a_book_whose_charts_lie_apart_passes_the_gate(tmp_path):
    book(tmp_path, page_of("trend"))
    assert [str(fault) for fault in book_faults(tmp_path)] == []


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("one/x.js", 'pccChart("one/x",{"a":1});\n', "is not the file that its page names"),
        ("one/x.js", "alert(1)", "holds something else than the data of one chart"),
        ("one/x.js", 'pccChart("one/y",{});\n', "holds the data of another chart"),
        ("one/x.js", 'pccChart("one/x",{"data":{"url":"https://evil.example"}});\n', "holds a chart that asks for more"),
        ("one/x.js", 'pccChart("one/x",{"__proto__":{}});\n', "holds a chart that asks for more"),
        ("one/x.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>", "is not the file that its page names"),
        ("one/x.csv", "a,b\n", "is not the file that its page names"),
        ("one/y.js", 'pccChart("one/y",{});\n', "is no file of a chart that a page shows"),
        ("one/y.png", "", "is no file of a chart that a page shows"),
        ("one/x.narrow.svg", None, "is a file of a chart that is not there"),
        ("one/x.svg", None, "is a file of a chart that is not there"),
    ],
)
def test_the_gate_reads_the_files_of_charts(tmp_path, name, text, found):
    book(tmp_path, page_of("trend"))
    path = tmp_path / "_static/charts" / name
    path.unlink(missing_ok=True)
    if text is not None:
        path.write_text(text, encoding="utf-8", newline="\n")
    faults = [str(fault) for fault in book_faults(tmp_path)]
    assert any(f"_static/charts/{name}: {found}" in fault for fault in faults), faults


@pytest.mark.parametrize(
    "place",
    [
        '<div data-spec="https://evil.example/_static/charts/one/x.js?v=0123456789ab"></div>',
        '<div data-spec="//evil.example/x.js"></div>',
        '<div data-spec="../_static/pcc/book.js"></div>',
        '<div data-spec="../_static/charts/../pcc/book.js"></div>',
        '<div data-spec="javascript:alert(1)"></div>',
        '<p data-spec="../_static/charts/one/x.js"></p>',
    ],
)
def test_a_chart_takes_its_data_from_its_own_folder_alone(place):
    assert any("a chart whose data lie elsewhere" in str(fault) for fault in page_faults(place, "notebooks/one.html"))
    good = '<div class="pcc-chart-draw" data-spec="../_static/charts/one/x.js?v=0123456789ab"></div>'
    assert page_faults(good, "notebooks/one.html") == []


def test_files_that_no_page_names_any_more_go(tmp_path):
    page = book(tmp_path, page_of("trend")).read_text(encoding="utf-8")
    old = tmp_path / "_static/charts/gone/y.js"
    old.parent.mkdir()
    old.write_text("", encoding="utf-8")
    drop_others(tmp_path, chart_files_named(page))
    drop_empty_folders(tmp_path / "_static")
    assert sorted(p.name for p in (tmp_path / "_static/charts").rglob("*")) == ["one", "x.csv", "x.js", "x.narrow.svg", "x.svg"]


# ── rows told by cells ────────────────────────────────────────────────────────────────────────────────────────────────
CELLS = [[f"Month {n}", f"{1000 + n:,} [e]", f"−{n}.5%"] for n in range(8)]


def test_rows_that_the_table_tells_are_told_by_its_cells():
    rows = [{"m": n, "t": f"{1000 + n:,} [e]", "v": 1000 + n, "w": -n - 0.5} for n in reversed(range(8))]
    rows[0]["w"] = -7.5
    table = [[first, text, f"−{n}.5%"] for n, (first, text, _) in enumerate(CELLS)]
    told = rows_by_cells({"datasets": {"d": rows}}, table)
    columns = told["datasets"]["d"]["columns"]
    assert columns["t"] == [{"cells": [1, 7, 0]}] and columns["v"] == [{"numbers": [1, 7, 0]}]
    assert columns["w"] == [{"numbers": [2, 7, 0]}] and columns["m"] == [{"list": [7, 6, 5, 4, 3, 2, 1, 0]}]
    assert rows_from_cells(told, table) == {"datasets": {"d": rows}}


def test_a_cell_is_a_number_in_its_own_way_only():
    assert [number_of(text) for text in ("9,874 [e]", "−1.50%", "£2.0m", "[x]", "", "about 3")] == [
        9874,
        -1.5,
        2.0,
        None,
        None,
        None,
    ]


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2000, 2000),
    st.sampled_from([1.0, 2.5, -0.5]),
    st.sampled_from([c for r in CELLS for c in r]),
)


@given(st.lists(st.lists(VALUES, min_size=2, max_size=2), max_size=12), st.booleans())
def test_any_rows_come_back_as_they_were(values, ragged):
    rows = [dict(zip("tv", pair, strict=True)) for pair in values]
    if ragged and rows:
        rows[-1]["more"] = 1
    spec = {"datasets": {"d": rows}, "layer": []}
    back = rows_from_cells(rows_by_cells(spec, CELLS), CELLS)
    assert repr(back) == repr(spec)  # 1, 1.0 and True are not the same


@pytest.mark.parametrize("part", [{"cells": [1, 7, 9]}, {"cells": [5, 0, 1]}, {"cells": [1, -1, 2]}, {"odd": 1}, 3])
def test_cells_that_a_table_does_not_have_are_an_error(part):
    with pytest.raises(ValueError, match="rows of a chart that its table does not have"):
        rows_from_cells({"datasets": {"d": {"columns": {"t": [part]}}}}, CELLS)


# ── the theme ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_style_sheet_is_made_of_the_theme_that_is_installed():
    """Else look at the new version, and: python making/theme_style.py."""
    style = (ROOT / "pcc_lib/assets/theme.css").read_text(encoding="utf-8")
    assert re.search(r"sources (\w{64})", style)[1] == sources_sum(style_sources())
    assert re.findall(r"url\((?!data:)[^)]*\)|@import", style) == []


HEAD = """<link href="../_static/styles/theme.css?digest=1" rel="stylesheet" />
<link href="../_static/styles/pydata-sphinx-theme.css?digest=1" rel="stylesheet" />
<link rel="stylesheet" type="text/css" href="../_static/mystnb.0a1b.css" />
<link rel="stylesheet" type="text/css" href="../_static/pygments.css?v=1" />
<link rel="stylesheet" type="text/css" href="../_static/pcc/charts.css?v=1" />
<script defer src="../_static/scripts/fontawesome.js?digest=1"></script>
<link rel="preload" as="script" href="../_static/scripts/bootstrap.js?digest=1" />
<script src="../_static/documentation_options.js?v=1"></script>
<script src="../_static/searchtools.js"></script>
<script src="../searchindex.js"></script>
"""


def test_a_page_asks_for_what_it_uses():
    assert without_the_theme(HEAD).strip() == ""
    assert without_the_theme(f'{HEAD}<div class="highlight-python"></div>').count("pygments.css") == 1
    assert without_the_theme(f'{HEAD}<div class="pcc-chart-draw"></div>').count("charts.css") == 1
    search = f'{HEAD}<script defer src="../_static/pcc/search.js"></script>'
    assert without_the_theme(search).strip() == "" and "search.js" in without_the_theme(
        f'{search}<ol id="pcc-search-found"></ol>'
    )
    other = without_the_theme(f'{HEAD}<script src="../_static/own.js"></script>')
    assert "documentation_options" in other and "own.js" in other and "searchtools" not in other


@pytest.mark.parametrize("contents", ["", "<div><h2> On this page </h2></div><nav><ul><li>a</li></ul></nav>"])
def test_what_is_never_shown_leaves_a_page_and_nothing_else(contents):
    inner = f'<div id="print-main-content"><div id="jb-print-toc">{contents}</div></div>'
    printed = f'<div id="jb-print-docs-body" class="onlyprint"><h1>T</h1>{inner}</div>'
    rest = "<article><div><div><nav>kept</nav></div></div></article>"
    assert without_the_theme(f"{printed}\n{rest}") == rest


def test_files_that_no_page_asks_for_leave_the_book_and_others_stay(tmp_path):
    names = (
        "scripts/bootstrap.js",
        "vendor/a.woff2",
        "pcc/book.css",
        "pcc/fonts/a.woff2",
        "pcc/vega.js",
        "own.css",
        "images/map.png",
        "x.css",
    )
    for name in names:
        (tmp_path / "_static" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "_static" / name).write_text("p { src: url('fonts/a.woff2') }", encoding="utf-8")
    pages = {"part/a.html": '<link href="../_static/pcc/book.css?v=1"><a href="../_static/x.css#y">x</a>'}
    gone = [
        path.relative_to(tmp_path / "_static").as_posix()
        for path in needless_files(tmp_path, pages, frozenset({"images/map.png"}))
    ]
    assert gone == ["pcc/vega.js", "scripts/bootstrap.js", "vendor/a.woff2"]
    pages["b.html"] = '<script src="_static/pcc/charts.js"></script>'
    assert "pcc/vega.js" not in [
        path.relative_to(tmp_path / "_static").as_posix() for path in needless_files(tmp_path, pages, frozenset())
    ]
