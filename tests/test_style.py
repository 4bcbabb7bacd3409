"""The style of every sentence, title, alternative text, caption, tile and table of every page of every project here."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import pytest
from page_words import Piece, pieces
from places import ROOT, SAMPLE
from style_rules import MEASURES, RULES, Book, Rule

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


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name.replace(" ", "-"))
def test_each_rule_finds_its_bad_examples_and_leaves_good_ones(rule: Rule) -> None:
    assert all(rule.faults(piece, MEASURES) for piece in rule.bad), rule.wrong
    assert not [piece.text for piece in rule.good if rule.faults(piece, MEASURES)]


@pytest.mark.sample
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name.replace(" ", "-"))
@pytest.mark.parametrize("name", PROJECTS)
def test_every_page_keeps_the_rule(name: str, rule: Rule) -> None:
    root = PROJECTS[name]
    told = [piece for piece in written(root, newest(root)) if piece.page not in LISTS]
    found = [f"{p.page}/{p.block} [{p.kind}] {fault}" for p in told for fault in rule.faults(p, book(root))]
    assert not found, f"{rule.wrong}:\n" + "\n".join(dict.fromkeys(found))


@pytest.mark.sample
@pytest.mark.parametrize("name", PROJECTS)
def test_the_pages_have_enough_sentences_to_prove_anything(name: str) -> None:
    told = written(PROJECTS[name], newest(PROJECTS[name]))
    kinds = {piece.kind for piece in told}
    assert {"title", "shows", "alt", "subject", "caption", "tile", "tile name", "text", "cell", "heading"} <= kinds
    assert all(piece.beside for piece in told if piece.kind == "title")
