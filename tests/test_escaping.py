"""Whatever a text of a data file holds, a page shows it as text: every free text of whole projects is made hostile."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from conftest import Tiny, each_marked
from force_tables import add_forces
from hostile import before_it, fill
from places import PUBLISHED, ROOT, SAMPLE

from pcc_lib.building.gate import page_faults
from pcc_lib.charts import block as chart_block
from pcc_lib.core.csv_cells import is_formula
from pcc_lib.inputs.contents import notebooks
from pcc_lib.inputs.project import Project
from pcc_lib.pages.page import Block
from pcc_lib.report import Report
from pcc_lib.writing.html import escape
from pcc_lib.writing.markup import web_link
from pcc_lib.writing.sections import PRIORITY_SECTIONS, TOPIC_SECTIONS

MARK = """=<b data-x="1" onmouseover='x()'>&amp;"'"""
# the others wait for an import
PROJECTS = {"main": (SAMPLE, PUBLISHED), "small-numbers": (ROOT / "tests" / "projects" / "small-numbers", "latest")}


def make_hostile(root: Path) -> Counter[str]:
    """Put the mark before every free text of a project's files; gives how many of each kind."""
    told = Counter({":".join(field): n for field, n in fill(root, candidates=before_it(MARK)).items()})
    for path in sorted(root.glob("data/quarters/**/*.md")):
        _hostile_commentary(path, told)
    for path in sorted(root.glob("notebooks/*.ipynb")):
        _hostile_headings(path, told)
    return told


def _hostile_commentary(path: Path, told: Counter[str]) -> None:
    """A tag is refused there; written with references it is text."""
    known = TOPIC_SECTIONS if path.parent.name == "topics" else PRIORITY_SECTIONS
    safe = MARK.replace("&amp;", "and").replace("1", "one").replace("<", "&lt;").replace(">", "&gt;")
    lines = path.read_text(encoding="utf-8").split("\n")
    for i, line in enumerate(lines):
        if line.strip() and line.removeprefix("## ") not in known and not line.startswith((" ", "#")):
            head = re.match(r"(?:[-*] )?", line)[0]
            lines[i] = f"{head}{safe} {line[len(head) :]}"
            told["commentary"] += 1
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")


def _hostile_headings(path: Path, told: Counter[str]) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            text = "".join(cell["source"])
            cell["source"] = re.sub(r"^(#+) +(?=\S)", lambda m: f"{m[0]}{MARK} ", text, flags=re.MULTILINE)
            told["heading"] += 1
    path.write_text(json.dumps(notebook), encoding="utf-8", newline="\n")


@pytest.fixture(scope="module", params=each_marked(PROJECTS, "main"))
def shown(request, tmp_path_factory) -> tuple[str, Counter[str], list[tuple[str, Block, str]]]:
    """A project's name, what was made hostile, and every block of every page with its HTML."""
    source, quarter = PROJECTS[request.param]
    root = tmp_path_factory.mktemp(request.param) / "project"
    for name in ("data", "notebooks"):
        shutil.copytree(source / name, root / name)
    shutil.copy(source / "_toc.yml", root)
    told = make_hostile(root)
    with pytest.MonkeyPatch.context() as patch:
        # a drawing takes long; those of the tiny project are drawn below
        patch.setattr(chart_block, "static_svg", lambda *_: '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')
        blocks = [(page.stem, block, block.drawn()) for page, block in _blocks(root, quarter)]
    return request.param, told, blocks


@pytest.fixture
def forces(tiny: Tiny) -> Tiny:
    return add_forces(tiny)


def _blocks(root: Path, quarter: str) -> Iterator[tuple[Any, Block]]:
    project, figures = Project(root), None
    for page in notebooks(project):
        report = Report(project, page.opened_as, quarter)
        report.page.figures = figures = figures or report.page.figures  # each figure is worked out once
        for call in page.calls:
            yield page, getattr(report, call.name)(*call.args)


class _Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.marked: list[str] = []
        self.links: list[str] = []
        self.pictures: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.marked += [f"<{tag} {name}={value}>" for name, value in attrs if name in ("data-x", "onmouseover")]
        said = dict(attrs)
        self.links += [v for n, v in attrs if n == "href" and (v or "").startswith("data:text/csv")]
        self.pictures += [said["src"]] if tag == "img" and said.get("src") else []


@pytest.mark.slow
def test_the_mark_is_everywhere(shown):
    """The test can fail: texts of each kind were changed, and most of them reach a page."""
    name, told, blocks = shown
    assert {
        "body:name",
        "source:title",
        "source:producer",
        "measure:title",
        "topic:title",
        "priorities:priorities:*:title",
    } <= set(told)
    if name == "main":
        assert {
            "commentary",
            "heading",
            "stated:statement",
            "delivery:activity",
            "deliverables:action",
            "source:limits",
            "measure:caveats:*",
            "glossary:terms:*:meaning",
            "claims:claims:*:why",
            "body:labels:*",
        } <= set(told)
        assert len(told) > 100
    seen = "".join(html for _, _, html in blocks)
    assert seen.count("=&lt;b data-x=&quot;1&quot; onmouseover=&#x27;x()&#x27;&gt;&amp;amp;&quot;&#x27;") > 60


@pytest.mark.slow
def test_no_text_becomes_html(shown):
    _, _, blocks = shown
    for page, block, html in blocks:
        where = f"{page}, {block.name} {block.topic}"
        at = max(0, html.find("<b data-x") - 200)
        assert "<b data-x" not in html and not _Tags(html).marked, f"{where}: {html[at : at + 400]}"
        assert page_faults(html, f"notebooks/{page}.html") == [], where


@pytest.mark.slow
def test_no_text_is_escaped_twice(shown):
    _, _, blocks = shown
    twice = [
        (page, block.name, html[html.find("&amp;lt;b data-x") - 150 :][:300])
        for page, block, html in blocks
        if "&amp;lt;b data-x" in html
    ]
    assert twice == []


@pytest.mark.slow
def test_no_download_holds_a_formula(shown):
    _, _, blocks = shown
    links = [link for _, _, html in blocks for link in _Tags(html).links]
    cells = [cell for link in links for row in csv.reader(io.StringIO(unquote(link.partition(",")[2]))) for cell in row]
    assert any("<b data-x" in cell for cell in cells)
    assert [cell for cell in cells if is_formula(cell)] == []


@pytest.fixture
def drawn(forces: Tiny) -> str:
    """A topic of the tiny project with charts of three kinds, drawn."""
    make_hostile(forces.root)
    return forces.report().what("calls").drawn()


def test_drawings_hold_the_mark_as_text(drawn):
    pictures = [base64.b64decode(p.partition(",")[2]).decode("utf-8") for p in _Tags(drawn).pictures]
    assert len(pictures) == 3 and "&lt;b data-x" in "".join(pictures) and "<b data-x" not in "".join(pictures)
    assert page_faults(drawn, "notebooks/a.html") == [] and not _Tags(drawn).marked


# ── what is no free text, in a project that can be worked out by hand ──
def test_names_and_numbers_of_priorities_are_of_their_form(tiny):
    bad = "<b data-x=1 onmouseover=x()>"
    tiny.edit("data/plan/priorities.yml", "number: 1", f"number: '1{bad}'").edit(
        "data/plan/priorities.yml", "page: priority-1", f"page: 'priority-1{bad}'"
    )
    assert {f.place for f in tiny.faults() if f.file == "data/plan/priorities.yml"} == {
        "line 2, priorities 1, number",
        "line 2, priorities 1, page",
    }


def test_a_part_whose_name_is_markup_is_shown_as_text(tiny):
    bad = "north<b data-x=1 onmouseover=x()>"
    for path in tiny.root.rglob("data/**/*.*"):
        path.write_text(path.read_text(encoding="utf-8").replace("north", bad), encoding="utf-8", newline="\n")
    tiny.edit("data/topics/calls.yml", "measures: [offered]}", "measures: [offered], by: area}")
    report = tiny.report()
    shown = report.what("calls").drawn() + report.so_what("calls").drawn() + report.sources().drawn()
    assert "<b data-x" not in shown and page_faults(shown, "notebooks/a.html") == []


def test_a_text_cannot_take_the_place_of_a_chart(tiny):
    """The mark that a chart's place is held by cannot be typed; were it, it would be shown as what it is."""
    tiny.measure("offered", title="Calls \x020\x03", breakdown="area")
    assert "holds a character that cannot be seen (U+0002)" in tiny.said()
    assert escape("Calls \x020\x03") == "Calls \ufffd0\ufffd"


@pytest.mark.slow
@pytest.mark.sample
@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://a.example/b?c&d", '<a href="https://a.example/b?c&amp;d">a.example/b?c&amp;d</a>'),
        ("javascript:alert(1)//x", "x"),
        ("//a.example", "a.example"),
        ('https://a" onclick="x()', '<a href="https://a&quot; onclick=&quot;x()">'),
    ],
)
def test_only_web_addresses_become_links(address, shown):
    assert web_link(address).startswith(shown) and web_link(address).count("<") in (0, 2)
