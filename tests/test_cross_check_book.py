"""A whole book whose measures name public counterparts: built, read back, worked again, not final while a question is open."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import QUARTER
from counterparts import counterparts_book
from tiny_book import pcc

pytestmark = pytest.mark.slow
ANSWER = "answers:\n  - {question: own-differs-2023-counterpart, answer: The extract holds crimes that were cancelled later.}\n"
MOST_HTML = 300_000  # bytes of a page


def words(path: Path) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8"))).replace(" .", ".")


def test_a_book_with_counterparts_is_built_worked_again_and_final_when_answered(tmp_path: Path) -> None:
    tiny = counterparts_book(tmp_path / "book")
    refused = pcc(tiny.root, "build", QUARTER, "--final")
    assert refused.returncode != 0 and "own-differs-2023-counterpart" in refused.stdout + refused.stderr
    tiny.edit(f"data/quarters/{QUARTER}/quarter.yml", "written_on: 2023-11-28\n", f"written_on: 2023-11-28\n{ANSWER}")
    done = pcc(tiny.root, "build", QUARTER)
    assert done.returncode == 0, done.stdout + done.stderr
    (html,) = (tiny.root / "_build/editions").glob("*/*/html")
    pages = {path.stem: path for path in (html / "notebooks").glob("*.html")}
    assert max(path.stat().st_size for path in (html / "notebooks").rglob("*.html")) < MOST_HTML
    assert "Answer: The extract holds crimes that were cancelled later." in words(pages["cross-check"])
    assert "Among other forces." in words(pages["priority-1"]) and "Answer: The extract" in words(pages["about-the-data"])
    checked = pcc(tiny.root, "verify", str(html.parent))
    assert checked.returncode == 0, checked.stdout + checked.stderr
    numbers = pcc(tiny.root, "numbers", QUARTER, "--page", "cross-check")
    assert numbers.returncode == 0 and "nothing" not in numbers.stdout
