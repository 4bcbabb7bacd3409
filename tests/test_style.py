"""The style of every sentence, title, alternative text, caption, tile and table of every page of every project here."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import pytest
from conftest import FILES, Tiny, each_marked
from force_tables import add_forces
from importing import imported
from page_words import Piece, pieces
from places import ROOT, SAMPLE
from style_rules import MEASURES, OF_THE_SAMPLE, RULES, Book, Rule
from test_police_uk import CITY, GENUINE, PROJECT

from pcc_lib.inputs.contents import notebooks
from pcc_lib.inputs.measures import measure_ids, read_measure
from pcc_lib.inputs.plan import quarter_names
from pcc_lib.inputs.project import Project
from pcc_lib.report import Report
from pcc_lib.writing.naming import within

# pages of formulas and cells: their codes are for those who work a figure out again
LISTS = ("figures",)
PROJECTS = {"sample": SAMPLE, "small-numbers": ROOT / "tests/projects/small-numbers"}


@cache
def written(root: Path, quarter: str) -> tuple[Piece, ...]:
    """Every piece of text of the pages of a quarter."""
    return tuple(_pieces(Project(root), quarter))


def _pieces(project: Project, quarter: str) -> Iterator[Piece]:
    for page in notebooks(project):
        report = Report(project, page.opened_as, quarter)
        for i, call in enumerate(page.calls):
            html = str(getattr(report, call.name)(*call.args).drawn())
            yield from pieces(html, page.stem, f"{i:02d}-{call.name}")


@cache
def book(root: Path) -> Book:
    """The names that a project gives."""
    project = Project(root)
    titles = frozenset(read_measure(project, id).title for id in measure_ids(project))
    body = project.body
    return Book(titles, frozenset({a.title for a in body.areas} | set(dict(body.labels).values())), partial(within, project))


def newest(root: Path) -> str:
    return max(quarter_names(Project(root)))


@pytest.fixture(scope="module")
def peers(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Piece, Book]]:
    """What is told of forces as peers and of a survey: the tiny project with twelve forces."""
    tiny = Tiny(tmp_path_factory.mktemp("peers"))
    for file, text in FILES.items():
        tiny.write(file, text)
    add_forces(tiny)
    report, names = tiny.report(), book(tiny.root)
    asked = (("what", "calls"), ("so_what", "calls"), ("cards",), ("scorecard", "priority-1"), ("signals_summary",), ("signals",))
    blocks = [(name, str(getattr(report, name)(*args).drawn())) for name, *args in (*asked, ("quiet",), ("tests",))]
    return [(piece, names) for name, html in blocks for piece in pieces(html, "peers", name)]


@pytest.mark.parametrize("rule", (*RULES, *OF_THE_SAMPLE), ids=lambda rule: rule.name.replace(" ", "-"))
def test_each_rule_finds_its_bad_examples_and_leaves_good_ones(rule: Rule) -> None:
    assert all(rule.faults(piece, MEASURES) for piece in rule.bad), rule.wrong
    assert not [piece.text for piece in rule.good if rule.faults(piece, MEASURES)]


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name.replace(" ", "-"))
@pytest.mark.parametrize("name", each_marked(PROJECTS))
def test_every_page_keeps_the_rule(name: str, rule: Rule) -> None:
    root = PROJECTS[name]
    told = [piece for piece in written(root, newest(root)) if piece.page not in LISTS]
    found = [f"{p.page}/{p.block} [{p.kind}] {fault}" for p in told for fault in rule.faults(p, book(root))]
    assert not found, f"{rule.wrong}:\n" + "\n".join(dict.fromkeys(found))


@pytest.mark.slow
@pytest.mark.sample
@pytest.mark.parametrize("rule", OF_THE_SAMPLE, ids=lambda rule: rule.name.replace(" ", "-"))
def test_the_sample_keeps_its_names(rule: Rule) -> None:
    test_every_page_keeps_the_rule("sample", rule)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name.replace(" ", "-"))
def test_forces_and_surveys_keep_the_rule(peers: list[tuple[Piece, Book]], rule: Rule) -> None:
    found = [f"{piece.block} [{piece.kind}] {fault}" for piece, names in peers for fault in rule.faults(piece, names)]
    assert not found, f"{rule.wrong}:\n" + "\n".join(dict.fromkeys(found))


@pytest.fixture(scope="module")
def streets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of street crime, filled with the genuine files of the City of London."""
    if not GENUINE.is_dir():
        pytest.skip("the genuine street files (shared/open_data) are not here")
    root = shutil.copytree(PROJECT, tmp_path_factory.mktemp("streets") / "project")
    (root / "other-bodies/city-of-london.yml").replace(root / "data/body.yml")
    imported(root, "police-uk", [CITY], force="city-of-london")
    return root


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name.replace(" ", "-"))
def test_a_book_of_genuine_data_keeps_the_rule(streets: Path, rule: Rule) -> None:
    told = [piece for piece in written(streets, "2021-22-Q3") if piece.page not in LISTS]
    found = [f"{p.page}/{p.block} [{p.kind}] {fault}" for p in told for fault in rule.faults(p, book(streets))]
    assert not found, f"{rule.wrong}:\n" + "\n".join(dict.fromkeys(found))


@pytest.mark.parametrize("name", each_marked(PROJECTS))
def test_the_pages_have_enough_sentences_to_prove_anything(name: str) -> None:
    told = written(PROJECTS[name], newest(PROJECTS[name]))
    kinds = {piece.kind for piece in told}
    assert {"title", "shows", "alt", "subject", "caption", "tile", "tile name", "text", "cell", "heading"} <= kinds
    assert all(piece.beside for piece in told if piece.kind == "title")
