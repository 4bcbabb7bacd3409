"""Addresses that last: what makes an anchor is a name in the data, not a title and not an order."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils import new_document
from places import SAMPLE

from pcc_lib.book_extension.anchors import Anchors
from pcc_lib.inputs import contents
from pcc_lib.inputs.project import Project
from pcc_lib.report import Report

CELLS = (
    ("markdown", "# Page"),
    ("code", 'report = open_report("page", quarter)'),
    ("markdown", "## Highlights\n### Outcomes"),
    ("code", "report.outcomes()"),
    ("markdown", "## 999 calls\n### What?"),
    ("code", 'report.what("calls-999")'),
    ("markdown", "### So what?"),
    ("code", 'report.so_what("calls-999")'),
    ("markdown", "## 101 calls\n### What?"),
    ("code", 'report.what("calls_101")'),
    ("markdown", "## Cards"),
    ("code", "report.cards()"),
    ("markdown", "## Two of them"),
    ("code", 'report.scorecard("priority-1")\nreport.scorecard("priority-2")'),
)


def project(folder: Path, change=lambda text: text) -> Project:
    cells = [{"cell_type": kind, "source": change(text) if kind == "markdown" else text} for kind, text in CELLS]
    (folder / "notebooks").mkdir(parents=True)
    (folder / "data").mkdir()
    (folder / "data/body.yml").write_text("name: Nobody\narea: Area\nreport_title: Report\n", encoding="utf-8")
    (folder / "notebooks/page.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return Project(folder)


def test_sections_are_named_by_what_they_tell(tmp_path):
    book = contents.read_notebook(project(tmp_path), "notebooks/page.ipynb")
    assert book.anchors == {
        ("Highlights", "Outcomes"): "outcomes",
        ("999 calls", "999 calls"): "calls-999",
        ("999 calls", "What?"): "calls-999-what",
        ("999 calls", "So what?"): "calls-999-so-what",
        ("101 calls", "101 calls"): "calls-101",
        ("101 calls", "What?"): "calls-101-what",
        ("Cards", "Cards"): "cards",
        ("Two of them", "Two of them"): "scorecard",
    }


def test_a_new_wording_of_every_heading_keeps_every_anchor(tmp_path):
    def reworded(text: str) -> str:
        return re.sub(r"^(#+ )(.*)", lambda m: f"{m[1]}{m[2] if m[1] == '### ' else m[2][::-1]}", text, flags=re.M)

    made = (project(tmp_path / "a"), project(tmp_path / "b", reworded))
    was, now = (contents.read_notebook(each, "notebooks/page.ipynb") for each in made)
    assert list(was.anchors.values()) == list(now.anchors.values()) and was.headings != now.headings
    links = {contents.topic_link(Project(tmp_path / name), "page", "calls-999") for name in "ab"}
    assert links == {"page.html#calls-999"}


def section(document, title: str, id: str, *held: nodes.Node) -> nodes.section:
    made = nodes.section("", nodes.title("", title), *held, ids=[id])
    document.ids[id] = made
    return made


def test_a_section_of_a_built_page_has_its_name_first_and_keeps_what_it_was_called(tmp_path, monkeypatch):
    project(tmp_path)
    monkeypatch.setenv("PCC_PROJECT", str(tmp_path))
    document = new_document("page")
    steps = section(document, "999 calls", "calls", section(document, "What?", "what"), section(document, "So what?", "id1"))
    other = section(document, "101 calls", "id2", section(document, "What?", "id3"))
    document += section(document, "Page", "page", steps, other, section(document, "Of people", "of-people"))
    env = SimpleNamespace(docname="notebooks/page", app=SimpleNamespace(confdir=str(tmp_path)))
    document.settings.env = env
    Anchors(document).apply()
    found = [each["ids"] for each in document.findall(nodes.section)]
    assert found == [
        ["page"],
        ["calls-999", "calls"],
        ["calls-999-what"],
        ["calls-999-so-what"],
        ["calls-101"],
        ["calls-101-what"],
    ] + [["of-people"]]
    assert document.ids["calls-999"] is steps and document.ids["calls"] is steps


def test_an_anchor_that_something_else_of_the_page_has_is_left_to_it(tmp_path, monkeypatch):
    project(tmp_path)
    monkeypatch.setenv("PCC_PROJECT", str(tmp_path))
    document = new_document("page")
    document += section(document, "Page", "page", section(document, "Cards", "of-old"), section(document, "Mine", "cards"))
    document.settings.env = SimpleNamespace(docname="notebooks/page", app=SimpleNamespace(confdir=str(tmp_path)))
    Anchors(document).apply()
    assert [each["ids"] for each in document.findall(nodes.section)] == [["page"], ["of-old"], ["cards"]]


@pytest.mark.slow
@pytest.mark.sample
@pytest.mark.parametrize("page", ["priority-1", "scorecard", "delivery-plan"])
def test_the_next_edition_has_every_anchor_of_the_last(page):
    """Charts, tables, key metrics and activities: of two editions of the sample, in the pages' blocks themselves."""
    last, following = (anchors(page, quarter) for quarter in ("2023-24-Q2", "2023-24-Q3"))
    assert len(last) > 10 and last - following == set()
    assert [id for id in following if re.search(r"20\d\d|january|march|june|september|october|november|december", id)] == []


def anchors(page: str, quarter: str) -> set[str]:
    report = Report(Project(SAMPLE), page, quarter)
    book = contents.read_notebook(Project(SAMPLE), f"notebooks/{page}.ipynb")
    shown = "".join(getattr(report, call.name)(*call.args).html for call in book.calls)
    return {*re.findall(r'\bid="([^"]+)"', shown), *book.anchors.values()}
