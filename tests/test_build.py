"""The compiled book: staged from pages that passed, warnings are errors, and the HTML is read again."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from small_book import QUARTER, small_project, write

import pcc_lib
from pcc_lib.building import compiler as compiling
from pcc_lib.building.book import Book, write_edition
from pcc_lib.building.book_gate import READ_BY_BUILD, faults_in_html
from pcc_lib.building.compiled import Compiled
from pcc_lib.building.compiler import Compiler
from pcc_lib.building.job import PageResult
from pcc_lib.building.ledger import ledger
from pcc_lib.building.makers import Makers
from pcc_lib.building.staging import settings, stage, staged
from pcc_lib.core.errors import BookError, BuildError
from pcc_lib.figures.figure import COLUMNS, ledger_csv
from pcc_lib.inputs.page_files import PageFile
from pcc_lib.inputs.project import Project

PAGE = PageResult(PageFile("a", "notebooks/a.ipynb"), "ran", charts=("x/one",))


def html(folder: Path, body: str, other: str = '<p id="f-x">x</p>') -> list[str]:
    """The faults of a book of two pages, as text."""
    write(folder / "notebooks/a.html", f"<html><body>{body}</body></html>")
    write(folder / "notebooks/b.html", other)
    write(folder / "_static/style.css", "p {color: red}")
    return [str(fault) for fault in faults_in_html(folder, [PAGE])]


CHART = '<div class="pcc-chart" role="group"></div>'
DRAWING = base64.b64encode(b'<svg xmlns="http://www.w3.org/2000/svg"/>').decode("ascii")


@pytest.mark.parametrize(
    "body",
    [
        CHART,
        CHART + '<a href="b.html">b</a><a href="b.html#f-x">x</a><a href="#">top</a><a href="?q=1#me" id="me">me</a>',
        CHART + '<link rel="stylesheet" href="../_static/style.css?v=12"><a href="https://example.org/x">out</a>',
        CHART + '<link rel="canonical" href="https://example.org/"><a href="mailto:a@b.c">m</a>',
        CHART + "<p>Traceback (most recent call last): what a computer says; class='pcc-chart'</p>",
        CHART + '<a href="https://[">a broken address, which leads out</a>',
        CHART + '<a download="x.csv" href="data:text/csv;charset=utf-8,a%2Cb">c</a>',
        CHART + f'<img src="data:image/svg+xml;base64,{DRAWING}" alt="">',
    ],
)
def test_a_sound_page_passes(tmp_path, body):
    assert html(tmp_path, body) == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("", "0 of 1 charts reached the HTML"),
        (CHART + CHART, "2 of 1 charts"),
        (CHART + '<div class="output traceback highlight-ipythontb">x</div>', "holds an error"),
        (CHART + '<div class="cell tag_papermill-error-cell-tag">x</div>', "holds an error"),
        (CHART + '<a href="c.html">c</a>', "1 link to 'c.html', which is not in the book"),
        (CHART + '<a href="b.html#f-y">y</a>', "1 link to places that 'b.html' does not have: #f-y."),
        (CHART + '<a href="b.html#u">u</a><a href="b.html#v">v</a>', "2 links to places that 'b.html' does not have: #u, #v."),
        (CHART + '<a href="#gone">y</a>', "1 link to places that 'a.html' does not have: #gone."),
        (CHART + '<a href="../../../secret.txt">y</a>', "which is not in the book"),
        (CHART + "<script>x()</script>", "line 1: holds a script that is not one of the theme's: 'x()'"),
        (CHART + '<img src="http://example.org/pixel.gif" alt="">', "asks another host"),
        (CHART + '<img src="gone.png" alt="">', "1 link to 'gone.png', which is not in the book"),
    ],
)
def test_a_faulty_page_does_not(tmp_path, body, found):
    faults = html(tmp_path, body)
    assert len(faults) == 1 and found in faults[0]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('<script src="https://cdn.example/x.js"></script>', "asks another host for 'https://cdn.example/x.js'"),
        ('<link rel="stylesheet" href="//cdn.example/x.css">', "asks another host for '//cdn.example/x.css'"),
    ],
)
def test_code_of_another_host_is_told_twice(tmp_path, body, found):
    """It asks another host, and it is not ours: either alone is enough to refuse it."""
    faults = html(tmp_path, CHART + body)
    assert len(faults) == 2 and found in faults[0] and "from elsewhere than _static" in faults[1]


def test_a_page_that_was_skipped_and_a_style_sheet_that_calls_out_are_noticed(tmp_path):
    write(tmp_path / "_static/x.css", "@import url('https://fonts.example/a.css');")
    found = [str(fault) for fault in faults_in_html(tmp_path, [PAGE])]
    assert "is not in the compiled book" in found[0] and "https://fonts.example/a.css" in found[1]


def executed(folder: Path, name: str, *rows: dict) -> PageResult:
    """An executed page that printed figures."""
    output = {"output_type": "display_data", "data": {}, "metadata": {"pcc": {"figures": list(rows)}}}
    cell = {"cell_type": "code", "metadata": {}, "outputs": [output]}
    write(folder / f"{name}.ipynb", json.dumps({"cells": [cell]}))
    return PageResult(PageFile(name, f"notebooks/{name}.ipynb"), "ran", notebook=folder / f"{name}.ipynb")


def test_an_entry_that_was_lost_when_a_page_was_cut_is_told(tmp_path):
    shown = '<details class="pcc-entry"><summary><b>7</b> <span>Calls</span></summary>\n<div id="{}"></div></details>'
    page = executed(tmp_path, "figures")
    cell = {"cell_type": "code", "metadata": {}, "outputs": [{"data": {"text/html": [shown.format("f-a"), shown.format("f-b")]}}]}
    write(page.notebook, json.dumps({"cells": [cell]}))
    write(tmp_path / "book/notebooks/figures.html", "<p></p>")
    write(tmp_path / "book/notebooks/figures/calls.html", shown.format("f-a"))
    (fault,) = [str(fault) for fault in faults_in_html(tmp_path / "book", [page])]
    assert "notebooks/figures.ipynb: 1 of 2 entries are on no page: f-b." in fault
    write(tmp_path / "book/notebooks/figures/crime.html", shown.format("f-b"))
    assert faults_in_html(tmp_path / "book", [page]) == []


def test_the_ledger_is_the_sorted_union_of_all_pages(tmp_path):
    one = executed(tmp_path, "one", {"id": "b", "value": 1.5, "cells": ["x.csv", "y.csv"]}, {"id": "a", "value": None})
    two = executed(tmp_path, "two", {"id": "b", "value": 1.5}, {"id": "b", "value": 1.5})
    rows = ledger([two, one])
    assert [(row["id"], row["page"]) for row in rows] == [("a", "one"), ("b", "one"), ("b", "two")]
    lines = ledger_csv(rows).split("\n")
    assert lines[0] == ",".join(COLUMNS)
    assert lines[2] == "b,,,,,,1.5,,,,,,x.csv | y.csv,,,one"


def test_one_figure_with_two_values_is_refused(tmp_path):
    pages = [executed(tmp_path, "one", {"id": "b", "value": 1.5}), executed(tmp_path, "two", {"id": "b", "value": 1.6})]
    with pytest.raises(BookError, match=r"b: two values: 1.5 \(one\), 1.6 \(two\)"):
        ledger(pages)


def test_the_staged_settings_never_execute_and_publish_no_sources(tmp_path):
    config = settings(small_project(tmp_path))
    assert config["execute"] == {"execute_notebooks": "off"} and config["only_build_toc_files"] is True
    assert config["sphinx"]["config"]["nb_remove_code_source"] is True
    assert config["sphinx"]["config"]["html_copy_source"] is False


def test_a_name_with_signs_beyond_the_first_plane_is_staged_as_it_is(tmp_path):
    """Sphinx ended with `surrogates not allowed`: YAML reads the pair of \\u that JSON writes as two signs that are none."""
    project = small_project(tmp_path)
    config = (project.root / "_config.yml").read_text(encoding="utf-8")
    (project.root / "_config.yml").write_text(config.replace("author: Nobody", "author: Mayor 🚓 of Öst"), encoding="utf-8")
    staged_text = staged(Project(project.root), [])["_config.yml"].decode("utf-8")
    assert yaml.safe_load(staged_text)["author"] == "Mayor 🚓 of Öst"


def test_pictures_and_files_that_the_settings_name_are_staged(tmp_path):
    project = small_project(tmp_path)
    write(
        tmp_path / "_config.yml",
        "title: notebooks\nlogo: logo.svg\nexclude_patterns: [_build, secret.txt]\n"
        "sphinx: {config: {html_static_path: [_static]}}\n",
    )
    others = ("notebooks/draft.md", "secret.txt", "_build/x.css")
    for name in ("logo.svg", "_static/own.css", "notebooks/map.png", *others):
        write(tmp_path / name, name)
    names = set(staged(project, [PageResult(PageFile("figures", "notebooks/figures.md"), "copied")]))
    assert names == {"notebooks/figures.md", "notebooks/map.png", "logo.svg", "_static/own.css", "_toc.yml", "_config.yml"}


def test_another_jupyter_book_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(compiling, "version", lambda _: "2.1.7")
    with pytest.raises(BuildError, match="jupyter-book 2.1.7 is installed; this book needs version 1"):
        Compiler(small_project(tmp_path), QUARTER)


@pytest.mark.slow
def test_a_warning_of_jupyter_book_fails_the_build_and_names_the_page(tmp_path):
    project = small_project(tmp_path / "project", ("alpha",))
    write(project.root / "_toc.yml", "format: jb-book\nroot: notebooks/figures\n")
    write(project.root / "notebooks/figures.md", "# Figures\n\n[a](#nowhere-at-all)\n")
    files = staged(project, [PageResult(PageFile("figures", "notebooks/figures.md"), "copied")])
    with Compiler(project, QUARTER) as compiler, pytest.raises(BuildError) as caught:
        compiler.compile(files, Compiled(tmp_path / "kept"))
    assert "notebooks/figures.md:3: WARNING" in str(caught.value) and str(tmp_path) not in str(caught.value)


ACTIVE = {"one": "<script>alert(1)</script>", "two": '<p onclick="alert(1)">a</p>', "three": '<a href="data:text/html,x">a</a>'}


@pytest.fixture
def active(tmp_path) -> Book:
    """A book of three pages, each with active content of another kind."""
    project = small_project(tmp_path / "project", ("alpha",))
    chapters = ", ".join(f"{{file: notebooks/{name}}}" for name in ("two", "three"))
    write(project.root / "_toc.yml", f"format: jb-book\nroot: notebooks/one\nchapters: [{chapters}]\n")
    for name, code in ACTIVE.items():
        write(project.root / f"notebooks/{name}.md", f"# Page {name}\n\n```{{raw}} html\n{code}\n```\n")
    return Book(project, QUARTER, [PageResult(PageFile(name, f"notebooks/{name}.md"), "copied") for name in ACTIVE])


def named(text: str) -> set[str]:
    """The pages that a text says hold active content."""
    return set(re.findall(r"notebooks/(\w+)\.html, line \d+: holds", text))


@pytest.mark.slow
def test_active_content_in_a_page_stops_our_build_and_is_named(active, tmp_path):
    with Makers(active.project, QUARTER) as makers, pytest.raises(BookError) as caught:
        write_edition(active, makers, tmp_path / "edition")
    assert named(str(caught.value)) == set(ACTIVE) and len(caught.value.faults) == 3
    assert not (tmp_path / "edition/html").exists()


@pytest.mark.slow
def test_active_content_in_a_page_is_a_warning_of_a_plain_build_which_fails_where_warnings_do(active, tmp_path, monkeypatch):
    """The Sphinx extension tells of it; that our own build reads another folder changes nothing."""
    monkeypatch.setenv("PYTHONPATH", str(Path(pcc_lib.__file__).parents[1]))
    monkeypatch.setenv(READ_BY_BUILD, str(tmp_path / "work"))
    stage(active.project, active.results, tmp_path / "book")
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", "-W", "--keep-going", "."]
    run = subprocess.run(command, cwd=tmp_path / "book", capture_output=True, text=True, timeout=180)
    assert run.returncode != 0
    assert named("\n".join(line for line in run.stderr.splitlines() if "WARNING" in line)) == set(ACTIVE)
