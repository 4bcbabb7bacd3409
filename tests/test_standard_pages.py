"""Pages that the library brings: the same words in every project's book, with sections that contents and readers find."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from places import ROOT
from small_book import PARAMETERS, code, write
from test_check import page, with_notebook

import pcc_lib
from pcc_lib.core.errors import ReportError
from pcc_lib.inputs.contents import notebooks, read_notebook
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.standard_pages import Ask, plain_markdown, standard_page, standard_pages
from pcc_lib.report import Report, parts
from pcc_lib.writing.markdown import markup_faults

PROJECTS = [ROOT, *sorted((ROOT / "tests/projects").iterdir())]
STANDARD = standard_pages()


def text_of(pieces) -> str:
    return "\n\n".join(piece for piece in pieces if isinstance(piece, str))


def test_the_library_brings_the_pages_that_every_book_has():
    assert {"about-the-data", "figures", "glossary", "how-to-read", "signals"} <= set(STANDARD)


@pytest.mark.parametrize("name", STANDARD)
def test_every_block_of_a_standard_page_exists_and_its_words_are_clean(tiny, name):
    pieces = standard_page(tiny.project(), name)
    asked = [piece for piece in pieces if isinstance(piece, Ask)]
    assert [ask for ask in asked if ask.name not in parts() or parts()[ask.name].miscounted(len(ask.args))] == []
    text = text_of(pieces)
    assert (
        markup_faults(text, name, headings=True) == []
        and not re.search(r"report\.\w", text)
        and "{" not in text
        and "\n%" not in text
    )
    levels = [len(marks) for marks in re.findall(r"^(#+) ", text, re.MULTILINE)]
    assert 1 not in levels and all(b - a <= 1 for a, b in zip([1, *levels], levels, strict=False))


def test_a_section_stands_once_for_each_priority():
    found = standard_page(Project(ROOT), "about-the-data")
    given = [piece.args[0] for piece in found if piece == Ask("definitions", getattr(piece, "args", ()))]
    assert given == [f"priority-{n}" for n in (1, 2, 3, 4)]
    before = found[found.index(Ask("definitions", ("priority-2",))) - 1]
    assert before == "### Priority 2: Reduce violence and serious harm"


@pytest.mark.parametrize("title", ["<script>x</script>", "a <!-- b", "<?php", "</h3>"])
def test_a_title_with_a_tag_is_no_heading(tiny, title):
    """Sphinx's search writes headings into its page as HTML."""
    plan = (tiny.root / "data/plan/priorities.yml").read_text(encoding="utf-8")
    tiny.write("data/plan/priorities.yml", plan.replace("title: Be there", f"title: {json.dumps(title)}", 1))
    assert "### Priority 1\n" in "\n".join(f"{piece}\n" for piece in standard_page(tiny.project(), "about-the-data"))


def test_a_page_of_words_alone_and_odd_braces_are_fine(tiny, monkeypatch):
    text = "Words {alone}.\n\n% for each priority\n- {name} {id} {x} {}\n% end\n"
    monkeypatch.setattr("pcc_lib.inputs.standard_pages._text", lambda name: text)
    assert standard_page(tiny.project(), "glossary") == ["Words {alone}.\n\n- Priority 1: Be there priority-1 {x} {}"]


def test_a_title_is_shown_as_it_stands_whatever_marks_it_holds(tiny):
    title = "Less *harm* & [more](x) in < 5 min {here}: `now`"
    plan = (tiny.root / "data/plan/priorities.yml").read_text(encoding="utf-8")
    tiny.write("data/plan/priorities.yml", plan.replace("title: Be there", f"title: {json.dumps(title)}", 1))
    text = text_of(standard_page(tiny.project(), "about-the-data"))
    from markdown_it import MarkdownIt

    heading = next(token for token in MarkdownIt("commonmark").parse(text) if token.type == "inline" and "harm" in token.content)
    assert "".join(child.content for child in heading.children) == f"Priority 1: {title}"
    assert plain_markdown("a\n# b") == "a \\# b"


def test_a_page_of_another_name_is_refused_and_names_those_that_there_are(tiny):
    with pytest.raises(ReportError, match="there is no standard page 'headlines'. Known: "):
        Report(tiny.project(), "headlines").standard_page()


@pytest.mark.parametrize("root", PROJECTS, ids=lambda root: root.name)
def test_a_projects_own_notebook_of_a_standard_page_has_a_title_and_asks_for_it(root):
    """What the library says is not copied into a project: it would grow old there."""
    for book in notebooks(Project(root)):
        if book.stem in STANDARD:
            cells = json.loads((root / book.file).read_text(encoding="utf-8"))["cells"]
            assert len(cells) == 4 and cells[-1]["source"] == "report.standard_page()", book.file


def test_a_notebook_that_asks_for_its_standard_page_is_read_as_if_the_text_stood_in_it(tiny):
    book = with_standard_pages(tiny)
    assert [call.name for call in book.calls] == ["data_summary", "sources", "definitions", "methods"] + [
        "completeness",
        "reconstruction",
    ]
    definitions = next(call for call in book.calls if call.name == "definitions")
    assert (definitions.heading, definitions.args) == ("Measures", ("priority-1",))
    assert book.calls[-1].nearest == "Reconstruction"
    assert tiny.said() == ""


@pytest.mark.parametrize(
    ("page", "name", "text"),
    [
        ("signals", "claims", "claims: []\n"),
        (
            "about-the-data",
            "contradictions",
            "contradictions:\n  - {id: a, page: book, where: Page, printed: [x], why: Two names., treatment: None.}\n",
        ),
    ],
)
def test_a_section_of_the_originals_stands_where_the_project_has_its_list(tiny, page, name, text):
    before = standard_page(tiny.project(), page)
    assert Ask(name) not in before and not any("riginal" in piece for piece in before if isinstance(piece, str))
    after = standard_page(tiny.write(f"data/plan/{name}.yml", text).project(), page)
    assert after[: len(before) - 1] == before[:-1] and after[-1] == Ask(name) and "riginal" in str(after[-2])
    assert "%" not in "".join(piece for piece in (*before, *after) if isinstance(piece, str))
    assert str(getattr(tiny.report(page), name)().html)


def with_standard_pages(tiny):
    with_notebook(tiny)
    for name in ("figures", "about-the-data"):
        tiny.write(f"notebooks/{name}.ipynb", page("report.standard_page()", of=name))
    return read_notebook(tiny.project(), "notebooks/about-the-data.ipynb")


@pytest.mark.parametrize(
    ("name", "asked", "said"),
    [
        (
            "figures",
            'report.standard_page("x")',
            'report.standard_page("x"): takes nothing. Write report.standard_page().',
        ),
        (
            "priority-1",
            "report.standard_page()",
            "report.standard_page(): the library brings no page 'priority-1'",
        ),
    ],
)
def test_a_wrong_request_is_told_by_the_check(tiny, name, asked, said):
    with_standard_pages(tiny)
    tiny.write(f"notebooks/{name}.ipynb", page(asked, of=name))
    assert f"notebooks/{name}.ipynb, {said}" in tiny.said()


def test_the_check_of_a_standard_page_does_not_stop_where_the_plan_is_wrong(tiny):
    with_standard_pages(tiny)
    tiny.write("data/plan/priorities.yml", "priorities: [\n")
    faults = [str(fault) for fault in tiny.faults()]
    assert len(faults) == len(set(faults)) and sum("priorities.yml" in fault for fault in faults) == 1


def test_a_standard_page_shows_its_words_and_its_blocks_one_after_the_other(tiny):
    shown = Report(tiny.project(), "figures").standard_page()
    kinds = [next(kind for kind in data if kind != "text/plain") for data, _ in shown.outputs()]
    assert kinds == ["text/markdown", "text/html"] * 3
    assert all("opened" in about["pcc"] for data, about in shown.outputs() if "text/html" in data)
    assert repr(shown).startswith("Every figure that this book prints") and "## Every chart" in repr(shown)


# ── as jupyter-book makes a page of it ────────────────────────────────────────────────────────────────────────────────
SHOWN = """from IPython.display import display
def words(text):
    display({"text/markdown": text, "text/plain": text}, raw=True)
def block(name):
    display({"text/html": f'<p class="block">{name}</p>', "text/plain": name}, raw=True)
words("Before any *heading*.\\n\\n## First part\\n\\n- one\\n- two")
block("one")
words("### A & b\\n\\nInner words.")
block("two")
words("After it.\\n\\n## First part")
block("three")"""


class Outline(HTMLParser):
    """The sections of a page: for each heading and block, the ids of the sections that it stands in."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: list[tuple[str, str, tuple[str, ...]]] = []
        self.reads = ""

    def handle_starttag(self, tag, attrs):
        about = dict(attrs)
        if tag == "section":
            self.open.append((tag, about.get("id", "")))
        if tag in ("h1", "h2", "h3") or (tag == "p" and "block" in (about.get("class") or "").split()):
            self.reads = tag

    def handle_endtag(self, tag):
        if tag == "section":
            self.open.pop()
        self.reads = "" if tag == self.reads else self.reads

    def handle_data(self, data):
        if self.reads and data.strip() not in ("", "#") and self.open:
            self.found.append((self.reads, data.strip(), tuple(id for _, id in self.open)))


@pytest.mark.slow
def test_a_plain_build_makes_sections_of_what_a_cell_shows(tmp_path: Path):
    write(
        tmp_path / "_config.yml",
        "title: Trial\nauthor: A\nonly_build_toc_files: true\nexecute: {execute_notebooks: force}\n"
        "sphinx: {extra_extensions: [pcc_lib.book_extension]}\n",
    )
    write(tmp_path / "_toc.yml", "format: jb-book\nroot: trial\n")
    title = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# Trial"}
    cells = [title, code("parameters", PARAMETERS, ["parameters"]), code("shown", SHOWN)]
    write(tmp_path / "trial.ipynb", json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    where = {**os.environ, "PYTHONPATH": str(Path(pcc_lib.__file__).parents[1])}
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", "."]
    subprocess.run(command, cwd=tmp_path, env=where, check=True, capture_output=True, timeout=180)
    built = (tmp_path / "_build/html/trial.html").read_text(encoding="utf-8")
    outline = Outline()
    outline.feed(built)
    again = next(ids[1] for _, words, ids in outline.found if words == "three")
    assert outline.found == [
        ("h1", "Trial", ("trial",)),
        ("h2", "First part", ("trial", "first-part")),
        ("p", "one", ("trial", "first-part")),
        ("h3", "A & b", ("trial", "first-part", "a-b")),
        ("p", "two", ("trial", "first-part", "a-b")),
        ("h2", "First part", ("trial", again)),
        ("p", "three", ("trial", again)),
    ]
    assert again not in ("", "first-part") and "rubric" not in built
    assert {"#first-part", "#a-b", f"#{again}"} <= set(re.findall(r'class="[^"]*nav-link[^"]*" href="(#[^"]+)"', built))
