"""Pages that a process writes again and again are those that a process writes which knows nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_book import write
from tiny_book import tiny_book

from pcc_lib.building import task as tasks
from pcc_lib.building.job import Job
from pcc_lib.building.planning import plan_pages
from pcc_lib.building.processes import task_of
from pcc_lib.core.quarters import Quarter
from pcc_lib.core.store import use
from pcc_lib.inputs.project import Project

QUARTER = Quarter.parse("2023-24-Q3")
COMMENTARY = "data/quarters/2023-24-Q3/topics/calls.md"
CHANGES = (
    ("nothing", "", "", ""),
    ("a word", COMMENTARY, "Callers", "People"),
    ("a blank line", COMMENTARY, "People", "\nPeople"),
    ("a cell", "data/sources/calls.csv", "2023-10,north,40,", "2023-10,north,44,"),
    ("the title of a measure", "data/measures/offered.yml", "title: ", "title: More "),
    ("the title of a page", "notebooks/priority-1.ipynb", "Priority 1: Be there", "Priority 1: Be here"),
    ("and back", "notebooks/priority-1.ipynb", "Priority 1: Be here", "Priority 1: Be there"),
    ("a heading", "notebooks/priority-1.ipynb", "## Deliverables", "## What we deliver"),
    ("a name", "data/plan/names.yml", "Op SCORPION 6", "Op SCORPION 7"),
    ("a cell back", "data/sources/calls.csv", "2023-10,north,44,", "2023-10,north,40,"),
)


@pytest.fixture
def root(tmp_path) -> Iterator[Path]:
    """The tiny book; the store of this process is put back afterwards."""
    yield write_first(tiny_book(tmp_path / "warm"))
    use(None)
    tasks._projects.clear()


def write_first(root: Path) -> Path:
    write(root / COMMENTARY, "## So what?\nCallers wait.\n")
    return root


def pages(root: Path, build: str) -> dict[str, tuple[bytes, list[str]]]:
    """Every page as this process writes it, and its faults; those that list others last."""
    job = Job(Project(root), QUARTER, say=lambda _: None, id=build)
    found = {}
    for plan in sorted(plan_pages(job), key=lambda plan: plan.page.name == "figures"):
        outcome = tasks.run_task(task_of(job, plan, ()))
        found[plan.page.name] = (outcome.text, [str(fault) for fault in outcome.faults])
    return found


@pytest.mark.slow
def test_what_is_written_again_is_what_is_written_anew(root, tmp_path):
    for number, (what, name, old, new) in enumerate(CHANGES):
        if name:
            text = (root / name).read_text(encoding="utf-8")
            assert old in text, what
            write(root / name, text.replace(old, new, 1))
        again = pages(root, f"build {number}")
        fresh = shutil.copytree(root, tmp_path / f"fresh {number}", ignore=shutil.ignore_patterns("_build"))
        anew = pages(fresh, "first")
        assert {page for page in anew if again[page] != anew[page]} == set(), what


def test_only_calls_that_rest_on_a_change_are_made_again(root, monkeypatch):
    from pcc_lib.building import plain_page

    made: list[str] = []
    real = plain_page._made
    monkeypatch.setattr(plain_page, "_made", lambda said, report: made.append(said.name) or real(said, report))
    pages(root, "first")
    made.clear()
    write(root / COMMENTARY, "## So what?\nPeople wait.\n")
    pages(root, "second")
    assert "so_what" in made and not {"outcomes", "focus", "deliverables", "risks"} & set(made)
