"""The Sphinx extension: pages ask no other host for anything and hold no inline code."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import QUARTER
from docutils import nodes
from docutils.utils import new_document

import pcc_lib
from pcc_lib.book_extension import (
    describe_page,
    escape_title,
    introduce_body,
    lead_to_changes,
    name_icon,
    shown_everywhere,
    shown_on_pages,
)
from pcc_lib.book_extension.clean import clean_html, foreign_requests
from pcc_lib.book_extension.sections import Sections
from pcc_lib.building.gate import is_known_inline, page_faults
from pcc_lib.compiling import marking
from pcc_lib.writing.html import escape

SPEC = '<script type="application/json" class="pcc-spec">{"a":"THEBE_JS_URL \\u003c"}</script>'
PAGE = f"""<html><head>
<link rel="canonical" href="https://example.org/page.html" />
<link rel="stylesheet" href="_static/sphinx-thebe.css" />
<link rel="stylesheet" href="_static/theme.css" />
<noscript><style>
  .pst-js-only {{ display: none !important; }}
</style></noscript>
<script>let toggleOpenOnPrint = 'true';</script>
<script>let toggleOpenOnPrint = 'true';</script>
<script>DOCUMENTATION_OPTIONS.pagename = 'part/a.b_c-1';</script>
<script src="_static/doctools.js"></script>
<script src="_static/togglebutton.js"></script>
<script defer src="_static/scripts/fontawesome.js"></script>
<script async="async" src="_static/sphinx-thebe.js"></script>
<script>const THEBE_JS_URL = "https://unpkg.com/thebe"; </script>
<script>window.MathJax = {{}}</script>
<script defer="defer" src="https://cdn.jsdelivr.net/npm/mathjax@3/es5/tex-mml-chtml.js"></script>
</head><body>{SPEC}<a href="https://example.org">a link is no request</a>
<script type="text/x-thebe-config">{{ requestKernel: true }}</script><script>kernelName = 'python3'</script>
</body></html>"""


def test_pages_become_offline_and_free_of_inline_code() -> None:
    page, moved = clean_html(PAGE, "../_static/pcc/")
    assert "thebe" not in page.lower().replace("thebe_js_url \\u003c", "") and "mathjax" not in page.lower()
    assert "cdn" not in page and "kernelName" not in page
    assert SPEC in page and 'href="https://example.org"' in page and 'rel="canonical"' in page
    assert "_static/theme.css" in page and '<script src="_static/doctools.js">' in page
    assert sorted(n.rsplit(".")[-1] for n in moved) == ["css", "js", "js"]
    assert all(f"../_static/pcc/{name}" in page for name in moved)
    assert list(moved.values()).count("let toggleOpenOnPrint = 'true';\n") == 1
    assert foreign_requests(page) == [] and "<style" not in page


def test_cleaning_twice_changes_nothing() -> None:
    once, _ = clean_html(PAGE, "_static/pcc/")
    assert clean_html(once, "_static/pcc/") == (once, {})


@pytest.mark.parametrize(
    "code",
    [
        "<script>alert(1)</script>",
        "<script>let toggleOpenOnPrint = 'true'; alert(1)</script>",
        "<style>p {color: red}</style>",
        "<script>DOCUMENTATION_OPTIONS.pagename = 'a'; alert(1);//';</script>",
        "<script>DOCUMENTATION_OPTIONS.pagename = '\\';</script>",
        "<script>/* THEBE_JS_URL */ alert(1)</script>",
        "<script>kernelName = 'a'; alert(1)</script>",
        '<script>window.MathJax = {"a": alert(1)}</script>',
        '<script type="module">alert(1)</script>',
        '<script src="https://evil.example/x.js"></script>',
        '<script src="../_static/sphinx-thebe.js">alert(1)</script>',
        '<link rel="stylesheet" href="https://cdn.example/x.css" />',
    ],
)
def test_code_that_the_library_does_not_know_is_neither_moved_nor_dropped(code):
    """A file of ours would be trusted under a strict policy; left in place it is blocked there, and found by the gate."""
    page = f"<html><body>{code}</body></html>"
    assert clean_html(page, "_static/pcc/") == (page, {})
    assert page_faults(page, "index.html")


@pytest.mark.parametrize("mode", ["", "light"])
def test_the_scripts_that_the_installed_theme_ships_are_known(mode):
    """Fails when a new version of the theme brings other text: read it, then name its hash in pcc_lib/building/gate.py."""
    theme = Path(str(files("pydata_sphinx_theme"))) / "theme" / "pydata_sphinx_theme"
    found = {}
    for name in ("layout.html", "search.html"):
        text = (theme / name).read_text(encoding="utf-8").replace("{{ default_mode }}", mode)
        found |= {m[2].strip(): m[1] for m in re.finditer(r"<(script|style)\b(?![^>]*\bsrc=)[^>]*>(.+?)</\1>", text, re.DOTALL)}
    assert len(found) >= 3 and [text for text in found if not is_known_inline(text)] == []


def test_a_style_sheet_of_another_host_is_a_foreign_request():
    page = '<link rel="stylesheet" href="//b.example/x.css"><link rel="canonical" href="https://a.example">'
    assert foreign_requests(page) == ["//b.example/x.css"]


def test_foreign_requests_are_found() -> None:
    page = '<img src="//cdn.example/a.png"><a href="https://b.example">x</a><iframe src=https://c.example></iframe>'
    assert foreign_requests(page) == ["//cdn.example/a.png", "https://c.example"]
    told = """<img alt="&lt;SCRIPT SRC=//x.example/a.js" src="a.svg"><img title="src=//x" alt="a" src="//y.example/b.png">"""
    assert foreign_requests(told) == ["//y.example/b.png"]  # what an attribute says is no attribute
    sheet = (
        '<link title="rel=canonical" rel="stylesheet" href="//z.example/a.css"><link title="href=//w" rel="icon" href="a.svg">'
    )
    assert foreign_requests(sheet) == ["//z.example/a.css"]


# ── what a cell shows ─────────────────────────────────────────────────────────────────────────────────────────────────
def part(element: str, *children: nodes.Node) -> nodes.container:
    return nodes.container("", *children, nb_element=element)


def shown(*pieces: nodes.Node, type: str = "text/markdown") -> nodes.container:
    """An output, as MyST-NB renders it."""
    return part("mime_bundle", nodes.container("", *pieces, mime_type=type))


def heading(level: int, words: str) -> nodes.rubric:
    return nodes.rubric(words, words, level=level, ids=[words])


def outline(*held: nodes.Node) -> list:
    """The page's title and what is in it, after the cell was taken apart: sections as lists, other nodes as their text."""
    document = new_document("page")
    page = nodes.section("", nodes.title("", "page"), part("cell_code", *held))
    document += page
    Sections(document).apply()
    return _outline(page)


def _outline(node: nodes.Node) -> list:
    return [_outline(child) if isinstance(child, nodes.section) else child.astext() for child in node.children]


def test_a_heading_that_skips_a_level_stands_beside_the_next_of_its_level():
    levels = [heading(2, "two"), heading(4, "a"), nodes.paragraph("", "text"), heading(4, "b"), heading(3, "c"), heading(2, "d")]
    found = outline(part("cell_code_output", *(shown(piece) for piece in levels)))
    assert found == ["page", ["two", ["a", "text"], ["b"], ["c"]], ["d"]]


def test_a_heading_that_begins_deeper_than_its_place_keeps_what_follows_it():
    found = outline(part("cell_code_output", shown(heading(4, "a")), shown(heading(3, "b")), shown(heading(4, "c"))))
    assert found == ["page", ["a"], ["b", ["c"]]]


def test_all_that_a_cell_shows_beside_words_is_kept_in_its_place():
    """Streams, errors and other outputs stay what they are, each in a cell of its own; so does the source, where it is shown."""
    source = part("cell_code_source", nodes.literal_block("", "source"))
    stream, error = (nodes.literal_block("", words, classes=["output", words]) for words in ("stream", "traceback"))
    block = shown(nodes.raw("", "block"), type="text/html")
    found = outline(
        source, part("cell_code_output", stream, shown(heading(2, "two")), error, block, shown(nodes.paragraph("", "w")))
    )
    assert found == ["page", "source", "stream", ["two", "traceback", "block", "w"]]
    assert stream.parent["nb_element"] == error.parent["nb_element"] == "cell_code_output"
    assert error.parent.parent["nb_element"] == source.parent["nb_element"] == "cell_code"


def test_a_cell_without_words_is_left_as_it_is():
    cell = part("cell_code_output", nodes.literal_block("", "stream"), shown(nodes.raw("", "block"), type="text/html"))
    assert outline(cell) == ["page", "stream\n\nblock"]


def test_what_the_theme_prints_as_it_stands_is_escaped() -> None:
    text = "</title><script>window.pccX=1</script> & Co"
    config = SimpleNamespace(author=text, html_title=text, html_theme_options={})
    app = SimpleNamespace(confdir="/nowhere", config=config)
    introduce_body(app, config)
    escape_title(app)
    safe = "&lt;/title&gt;&lt;script&gt;window.pccX=1&lt;/script&gt; &amp; Co"
    assert config.author == config.html_title == safe
    assert escape(config.html_title) == safe  # where the theme escapes it too, it does so no second time


@pytest.mark.parametrize(
    ("page", "there", "leads"),
    [("notebooks/figures", True, "what-changed.html#what-was-corrected"), ("notebooks/what-changed", True, "#what-was-corrected")]
    + [("notebooks/figures", False, "")],
)
def test_the_notice_of_a_correction_leads_to_what_was_corrected(tiny, monkeypatch, page, there, leads) -> None:
    tiny.write(
        f"data/quarters/{QUARTER}/corrections.yml",
        "corrections: [{version: 2, published: 2024-03-20, reason: A file had come twice.}]\n",
    )
    monkeypatch.setenv("PCC_PROJECT", str(tiny.root))
    docs = {"notebooks/figures", *({"notebooks/what-changed"} if there else ())}
    app = SimpleNamespace(confdir=tiny.root, config=SimpleNamespace(pcc_draft=""), env=SimpleNamespace(found_docs=docs))
    context = {"theme_announcement": "as it was", "pathto": lambda to: "#" if to == page else to.rpartition("/")[2] + ".html"}
    lead_to_changes(app, page, "page.html", context, None)
    told = context["theme_announcement"]
    assert f'<a href="{leads}">What was corrected</a>' in told and "Corrected on" in told if leads else told == "as it was"


def test_a_page_names_our_icon_unless_the_book_has_one() -> None:
    for own in ("", "_static/logo.ico"):
        context = {"favicon_url": own, "pathto": lambda to, resource: f"../{to}"}
        name_icon(None, "a/b", "page.html", context, None)
        assert context["favicon_url"] == (own or "../_static/pcc/icon.svg")
    assert (files("pcc_lib") / "assets/icon.svg").is_file()


def test_the_head_of_a_page_says_what_it_is_and_whose(tiny, monkeypatch) -> None:
    tiny.edit("data/body.yml", "report_title: ", "report_title: A <b> ")
    monkeypatch.setenv("PCC_PROJECT", str(tiny.root))
    context = {"title": "Calls &amp; more <em>now</em>", "metatags": '<meta name="viewport" content="x" />'}
    app = SimpleNamespace(confdir=tiny.root, config=SimpleNamespace(root_doc="first"))
    describe_page(app, "a", "page.html", context, object())
    told = context["metatags"]
    assert told.startswith('<meta name="viewport" content="x" />') and "October to December 2023" in told
    assert '<meta property="og:title" content="Calls &amp; more now">' in told and "A &lt;b&gt;" in told
    context = {"title": "Search", "metatags": ""}
    describe_page(app, "search", "search.html", context, None)
    assert context["metatags"] == ""  # no page of the book


def test_what_a_page_tells_of_its_data_is_shown_on_that_page_alone(tiny, monkeypatch) -> None:
    monkeypatch.setenv("PCC_PROJECT", str(tiny.root))
    pages = {"notebooks/priority-1", "notebooks/figures", "index"}
    config = SimpleNamespace(root_doc="index", pcc_draft="")
    app, again = (SimpleNamespace(confdir=tiny.root, config=config, env=SimpleNamespace(found_docs=pages)) for _ in range(2))
    everywhere, before = shown_everywhere(app), shown_on_pages(app)
    assert set(before) == {"notebooks/priority-1", "index"} and "Answered within a day" not in str(before)
    tiny.measure("offered", title="Answered within a day")
    assert shown_on_pages(app) == before  # in one run the project is read once
    after = shown_on_pages(again)  # and another, of the same process, finds what has changed
    assert "Answered within a day" in after["notebooks/priority-1"] and shown_everywhere(again) == everywhere


def test_a_page_that_tells_something_else_of_its_data_is_written_again(monkeypatch, tmp_path) -> None:
    env = SimpleNamespace(found_docs={"first", "calls", "roads"}, images={})
    builder = SimpleNamespace(write=None, prepare_writing=None)
    config = SimpleNamespace(root_doc="first")
    app = SimpleNamespace(config=config, env=env, builder=builder, connect=lambda *_, **__: 0, outdir=tmp_path)
    said = {"calls": "999 calls"}
    monkeypatch.setattr(marking, "rests_on", lambda _: str(len(said)))
    monkeypatch.setattr(marking, "shown_on_pages", lambda _: dict(said))
    made = marking.Marking(app, [])
    assert made._write_again(app, env) == ["calls", "first", "roads"]  # nothing is known yet
    assert made._write_again(app, env) == ["first"]  # which Sphinx must be given
    said["calls"] = "New 999 calls"
    assert made._write_again(app, env) == ["calls"] and made._write_again(app, env) == ["first"]
    made._read = {"roads"}  # and it is given that
    assert made._write_again(app, env) == []
    said["roads"] = "Roads"  # and what all rest on is another
    assert made._write_again(app, env) == ["calls", "first", "roads"]


@pytest.mark.slow
def test_a_plain_build_carries_the_assets(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text(
        "title: Trial\nauthor: A\nonly_build_toc_files: true\nexecute: {execute_notebooks: 'off'}\n"
        "sphinx: {extra_extensions: [pcc_lib.book_extension]}\n",
        encoding="utf-8",
    )
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: one\nchapters: [{file: part/two}]\n", encoding="utf-8")
    (tmp_path / "part").mkdir()
    (tmp_path / "one.md").write_text("# One\n\nText.\n", encoding="utf-8")
    (tmp_path / "part" / "two.md").write_text("# Two\n\nText.\n", encoding="utf-8")
    where = {**os.environ, "PYTHONPATH": str(Path(pcc_lib.__file__).parents[1])}
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", "."]
    subprocess.run(command, cwd=tmp_path, env=where, check=True, capture_output=True, timeout=180)
    out = tmp_path / "_build" / "html"
    assert (
        not (out / "_static/pcc/vega.js").exists() and not (out / "_static/scripts").exists()
    )  # no chart, and no theme's scripts
    entry = (out / "index.html").read_text(encoding="utf-8")
    assert 'content="0; url=one.html"' in entry and '<a href="one.html">Trial</a>' in entry and '<html lang="en">' in entry
    assert 'rel="icon" href="_static/pcc/icon.svg"' in entry and page_faults(entry, "index.html") == []
    for name, root in (("one.html", ""), ("part/two.html", "../")):
        page = (out / name).read_text(encoding="utf-8")
        assert f'src="{root}_static/pcc/frame.js' in page and f'href="{root}_static/pcc/book.css' in page
        assert "vega.js" not in page and "thebe" not in page.lower() and "<style" not in page
        assert foreign_requests(page) == []
        assert clean_html(page, f"{root}_static/pcc/")[0] == page
