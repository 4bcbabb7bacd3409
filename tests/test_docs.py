"""What the pages name is there: files, functions, links and targets of make; and the sources of methods."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from places import ROOT

from pcc_lib.figures.catalogue import CHANGES, FORMS, NAMES, STATISTICS

PAGES = ("docs/journey-of-a-figure.md", "docs/adding.md", "docs/modules.md", "CONTRIBUTING.md", "README.md")
NAMES_OF_GUIDES = (
    "analysts",
    "quarter",
    "receiving",
    "words",
    "sources",
    "incidents",
    "measures",
    "notebooks",
    "originals",
    "faults",
)
GUIDES = tuple(f"docs/{name}.md" for name in NAMES_OF_GUIDES)
EVERY = ("README.md", "CONTRIBUTING.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")))
MOST_LINES, LONG = 150, 8  # lines of a guide; words of a sentence
WALKS = ("docs/journey-of-a-figure.md", "docs/adding.md")
OF_DATA = ("calls_999", "change_on_year")  # ids of figures, which are no names of the code
FILES = {p.relative_to(ROOT).as_posix(): p for top in ("pcc_lib", "tests") for p in (ROOT / top).rglob("*.py")}


def text_of(page: str) -> str:
    """A page without its longer examples."""
    return re.sub(r"^```.*?^```", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def found(name: str) -> str:
    """The path of a Python file as a page names it: from the project's folder, or from that of the library."""
    return next((path for path in (name, f"pcc_lib/{name}") if path in FILES), "")


def defined(page: str) -> set[str]:
    """Names of modules, functions, classes, fields and values of the library, and of the tests that a page names."""
    paths = {path: file for path, file in FILES.items() if path.startswith("pcc_lib/") or path in text_of(page)}
    names = {part for path in paths for part in path.removesuffix(".py").split("/")}
    for path in paths.values():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
                names.add(node.id if isinstance(node, ast.Name) else node.attr)
    return names


@pytest.mark.parametrize("page", PAGES)
def test_files_that_a_page_names_are_there(page):
    named = re.findall(r"`((?:\w+/)*\w+\.py)`", text_of(page))
    assert [name for name in named if not found(name)] == []


@pytest.mark.parametrize("page", EVERY)
def test_links_lead_to_files_and_to_headings_in_them(page):
    links = re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)", text_of(page))
    targets = [((ROOT / page).parent.joinpath(link) if link else ROOT / page, anchor) for link, anchor in links]
    assert [str(path) for path, _ in targets if not path.exists()] == []
    assert [(path.name, anchor) for path, anchor in targets if anchor and anchor not in anchors(path)] == []


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them: small letters, hyphens for blanks, no other marks."""
    heads = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_page_is_in_the_list_of_those_it_is_for():
    """Whoever looks for a page finds it from the README, from CONTRIBUTING.md or from docs/analysts.md."""
    lists = "".join((ROOT / page).read_text(encoding="utf-8") for page in ("README.md", "CONTRIBUTING.md", "docs/analysts.md"))
    assert [page for page in EVERY if page.startswith("docs/") and Path(page).name not in lists] == []


@pytest.mark.parametrize("page", GUIDES)
def test_a_guide_is_short_enough_to_find_things_in(page):
    assert len((ROOT / page).read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_no_sentence_of_the_guides_stands_in_two_places():
    seen: dict[str, str] = {}
    twice = []
    for page in ("README.md", "docs/tutorial.md", *GUIDES):
        for sentence in set(re.split(r"(?<=[.:;|])\s+", " ".join(text_of(page).split()))):
            if len(sentence.split()) >= LONG and seen.setdefault(sentence, page) != page:
                twice.append((seen[sentence], page, sentence))
    assert twice == []


@pytest.mark.parametrize("page", WALKS)
def test_names_that_a_walk_names_are_in_the_code(page):
    """Words with an underscore or of several capitals or parts: `make_series`, `Figures.figure`, `INPUTS`."""
    known = defined(page)
    words = re.findall(r"`([A-Za-z_][A-Za-z0-9_.]*)`", text_of(page))
    names = [w for w in words if not w.endswith((".py", ".md", ".yml", ".csv", ".ipynb", ".json", ".html"))]
    named = [w for w in names if re.search(r"[a-z]_|^_|^[A-Z]", w) and not w.startswith(OF_DATA)]
    assert len(named) > 10
    assert [w for w in named if not set(w.split(".")) <= known] == []


def test_pages_that_a_docstring_names_are_there():
    named = {(path, name) for path, file in FILES.items() for name in named_in_docstrings(file.read_text(encoding="utf-8"))}
    assert [(path, name) for path, name in sorted(named) if not (ROOT / name).exists()] == []


def named_in_docstrings(code):
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    found = [ast.get_docstring(node) or "" for node in ast.walk(ast.parse(code)) if isinstance(node, documented)]
    return {name for text in found for name in re.findall(r"\bdocs/[\w./-]*\w", text)}


def test_the_names_of_figures_for_analysts_are_all_statistics():
    text = (ROOT / "docs/words.md").read_text(encoding="utf-8").partition("## Names of figures")[2].partition("\n## ")[0]
    told = {word for row in re.findall(r"^\| (.*?) \|", text, re.MULTILINE) for word in re.findall(r"`([a-z]\w*)`", row)}
    forms = {f"{change}_{form}" for change in told & CHANGES.keys() for form in FORMS}
    assert told <= set(NAMES), "the table names what is no statistic"
    assert set(STATISTICS) - told - forms == set(), "give each a row of the table"


def test_the_commands_that_contributors_read_are_targets_of_make():
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    told = set(re.findall(r"\bmake (?:--[a-z]+ \d+ )?([a-z-]+)", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))
    assert told and told <= targets


def test_sources_of_methods_are_listed_and_what_is_listed_is_named():
    """A docstring says `Wilson 1927`; that of the room says which work it is."""
    room = {path: file.read_text(encoding="utf-8") for path, file in FILES.items() if path.startswith("pcc_lib/statistics/")}
    listed = set(re.findall(r"^- .*?(\w+) (\d{4}):", room.pop("pcc_lib/statistics/__init__.py"), re.MULTILINE))
    named = set(re.findall(r"\b([A-Z]\w+|others)\s+\(?((?:19|20)\d{2})\b", "\n".join(room.values())))
    assert len(listed) > 20 and named == listed
