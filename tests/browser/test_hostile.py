"""The hostile corpus in a built book, opened in a real browser under a strict policy: nothing runs, nothing is asked for."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

import hostile
from mutations import Bench, smaller
from places import SAMPLE

from pcc_lib.building import editions
from pcc_lib.building.job import Job
from pcc_lib.checking.check import check_all, expected_blocks
from pcc_lib.inputs.project import Project

from .conftest import serve

pytestmark = pytest.mark.slow

THEME = "[PST]: "  # what the theme says of light and dark
ACTIVE = "iframe, object, embed, base, [onerror], [onload], [onclick]"
AT_ONCE = 4  # pages that are open beside each other: each is waited for until it has asked for nothing in half a second


@pytest.fixture(scope="module")
def hostile_book(tmp_path_factory) -> Path:
    """The smaller sample with the corpus in every free text, built by our own build."""
    root = tmp_path_factory.mktemp("hostile") / "project"
    root.mkdir()
    smaller(SAMPLE, root)
    shutil.rmtree(root / "data/quarters/2023-24-Q1", ignore_errors=True)
    assert sum(hostile.fill(root, 2).values()) > 1_000
    hostile.name_the_book(root)
    for fault in Bench(root, root.parent / "bench").faults():
        if fault.file.endswith(".md"):
            (root / fault.file).unlink(missing_ok=True)
    project = Project(root)
    quarter = editions.find_quarter(project, "latest")
    return editions.build(Job(project, quarter, say=lambda _: None), check=check_all, expected=expected_blocks).parent


@pytest.fixture(scope="module")
def address(hostile_book):
    """The book under the strict policy."""
    with serve(hostile_book) as found:
        yield found


def listened(page, address: str, said: list[str]):
    """The page; what it opens, says and asks for elsewhere is written down."""
    page.on("dialog", lambda dialog: (said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("console", lambda message: said.append(f"console: {message.text}") if not message.text.startswith(THEME) else None)
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on(
        "request",
        lambda request: said.append(f"request: {request.url}") if not request.url.startswith((address, "data:")) else None,
    )
    return page


def batched(names: list[str], size: int) -> list[list[str]]:
    return [names[at : at + size] for at in range(0, len(names), size)]


def test_nothing_of_the_corpus_runs_or_asks_for_anything(chromium, hostile_book, address):
    pages = sorted(p.relative_to(hostile_book).as_posix() for p in hostile_book.rglob("*.html") if "_static" not in p.parts)
    assert len(pages) > 10
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    said: list[str] = []
    opened = [listened(context.new_page(), address, said) for _ in range(AT_ONCE)]
    for some in batched(pages, AT_ONCE):
        for page, name in zip(opened, some):
            page.goto(f"{address}/{name}", wait_until="commit")
        for page, name in zip(opened, some):
            page.wait_for_load_state("networkidle")
            page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
            assert page.evaluate("typeof window.pccX") == "undefined", name
            assert page.evaluate(f"document.querySelectorAll({ACTIVE!r}).length") == 0, name
    context.close()
    assert said == []
    text = "".join((hostile_book / name).read_text(encoding="utf-8") for name in pages)
    assert text.count("&lt;script") > 50, "the corpus reaches the book"
