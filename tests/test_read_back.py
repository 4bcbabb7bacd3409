"""An edition that is read back: made ready for fewer pages first, or shared out among copies, it comes out the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Tiny
from reading_back import page_of
from tiny_book import tiny_book

from pcc_lib.building import read_anew
from pcc_lib.building.editions import build
from pcc_lib.building.job import Job
from pcc_lib.building.numbers import edition_in
from pcc_lib.building.read_anew import read_back
from pcc_lib.building.read_back import Numbers, ReadBack
from pcc_lib.charts.files import whole_page
from pcc_lib.core.quarters import Quarter
from pcc_lib.core.store import store, use
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.reading_back import book as reading_book
from pcc_lib.reading_back.answers import Answers
from pcc_lib.reading_back.declared import Claim
from pcc_lib.reading_back.heard import Heard
from pcc_lib.reading_back.page_proof import PageProof
from pcc_lib.reading_back.reading import Reading
from pcc_lib.reading_back.said import Edition


@pytest.fixture
def asked(tiny: Tiny, tmp_path: Path) -> ReadBack:
    """Two pages of figures, and what their edition says of itself."""
    read_anew._ready.clear()
    report = tiny.report()
    pages = []
    for name, blocks in (("one", [report.what("calls")]), ("two", [report.so_what("calls"), report.now_what("calls")])):
        html, said = page_of(blocks)
        said = replace(said, html=f"notebooks/{name}.html", source=f"notebooks/{name}.ipynb")
        path = tmp_path / "html" / said.html
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(html, encoding="utf-8")
        pages.append(said)
    rows = [row for page in pages for block in page.blocks for row in block.rows]
    return ReadBack(
        str(tiny.root), str(report.page.quarter), Edition(pages, rows), str(tmp_path / "kept.json"), str(tmp_path / "html")
    )


def fewer(asked: ReadBack) -> ReadBack:
    """The same, when the first page alone has ended."""
    page = asked.edition.pages[0]
    return replace(asked, edition=Edition([page], [row for block in page.blocks for row in block.rows]), html="")


def anew(asked: ReadBack) -> Numbers:
    """Read from nothing."""
    read_anew._ready.clear()
    Path(asked.kept).unlink(missing_ok=True)
    return read_back(asked)


@pytest.mark.parametrize("few", [False, True])
def test_what_was_made_ready_for_fewer_pages_proves_the_same(asked, few):
    wanted = anew(asked)
    assert len(wanted.csv.splitlines()) > 20 and not wanted.faults
    Path(asked.kept).unlink()
    assert read_back(replace(fewer(asked), partly=True, few=few)) == Numbers()
    assert read_back(replace(asked, html="")) == Numbers() and read_back(asked) == wanted


def test_what_was_made_ready_before_proves_no_other_value(asked):
    read_back(fewer(asked))
    path = Path(asked.html) / "notebooks/two.html"
    path.write_text(path.read_text(encoding="utf-8") + "<p>Of 4711 calls.</p>", encoding="utf-8")
    found = read_back(asked)
    assert any("4711" in str(fault) for fault in found.faults) and found == anew(asked)


def test_a_row_that_came_out_otherwise_is_worked_out_again(asked):
    edition = asked.edition
    changed = [{**row, "value": "1"} for row in edition.rows]
    other = replace(asked, edition=Edition(edition.pages, changed), html="")
    read_back(other)
    assert read_back(asked) == anew(asked)


def test_another_project_begins_anew(asked):
    read_back(fewer(asked))
    before = read_anew._ready[0]
    again = read_anew._prepared(replace(asked, html=""), before)
    assert again.answers.reading.measured is before.answers.reading.measured
    other = read_anew._prepared(replace(asked, html="", root=f"{asked.root}/."), before)
    assert other.answers.reading.measured is not before.answers.reading.measured
    later = read_anew._prepared(replace(asked, html="", reader="later"), before)
    assert later.answers.reading.measured is not before.answers.reading.measured, "files may have changed since"


@pytest.mark.parametrize("copies", [2, 5])
def test_pages_shared_out_are_read_as_by_one(asked, copies, monkeypatch):
    wanted = anew(asked)
    shares: list[int] = []
    real = reading_book.shared_out
    monkeypatch.setattr(reading_book, "shared_out", lambda work, parts: shares.append(len(parts)) or real(work, parts))
    assert anew(replace(asked, copies=copies)) == wanted and shares == [2]


def test_no_kept_result_is_taken_on_trust(asked, tmp_path, monkeypatch):
    kept: list[bool] = []
    real = read_anew.numbers_of
    monkeypatch.setattr(read_anew, "numbers_of", lambda *given: kept.append(store().keeps) or real(*given))
    before = store()
    use(tmp_path / "store")
    try:
        assert store().keeps and anew(asked).csv and kept == [False]
        assert not list(tmp_path.glob("store/**/*"))
    finally:
        use(before)


# ── the only way to what is known ─────────────────────────────────────────────────────────────────────────────────────
class Replayed:
    """Answers that were heard while one part of a page was proven; anything else that is asked is a fault."""

    def __init__(self, answers: Answers, heard: Heard) -> None:
        self._answers, self._known, self.heard = answers, heard, Heard()

    def __getattr__(self, name: str) -> Callable[..., object]:
        def told(*asked: str) -> object:
            assert (name, *asked) in self._known.questions, f"{name}{asked} was not heard"
            return getattr(self._answers, name)(*asked)

        return told

    def declared(self, text: str) -> Iterator[Claim]:
        assert text in self._known.texts, f"that '{text}' was looked into was not heard"
        return self._answers.declared(text)


@pytest.fixture(scope="module")
def edition(tmp_path_factory) -> Path:
    """The folder of a built edition."""
    project = Project(tiny_book(tmp_path_factory.mktemp("heard")))
    return build(Job(project, Quarter.parse("2023-24-Q3"), say=lambda _: None)).parents[1]


@pytest.mark.slow
def test_what_was_heard_for_a_part_is_all_that_proves_it(edition):
    root = edition.parents[3]
    answers = Answers(Reading(edition_in(edition), open_quarter(Project(root), edition.parent.name)))
    parts = 0
    for said in answers.reading.edition.pages:
        html = whole_page(edition / "html" / said.html)
        page = PageProof(answers, said, html)
        for part in range(len(page.page.parts)):
            found = page.of(part)
            page.answers = Replayed(answers, found.heard)  # pyright: ignore[reportAttributeAccessIssue]
            again = page.of(part)
            page.answers = answers
            assert (again.passages, again.data, again.heard.around) == (found.passages, found.data, found.heard.around)
            parts += 1
    assert parts > 15


@pytest.mark.slow
def test_each_answer_has_a_digest_that_another_process_finds_again(edition):
    root = edition.parents[3]
    first, second = (Answers(Reading(edition_in(edition), open_quarter(Project(root), edition.parent.name))) for _ in range(2))
    for said in first.reading.edition.pages:
        page = PageProof(first, said, whole_page(edition / "html" / said.html))
        for part in range(len(page.page.parts)):
            for question in page.of(part).heard.questions:
                assert first.digest_of(question) == second.digest_of(question) != "", question
