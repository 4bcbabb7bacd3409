"""The pages of a ledger as Sphinx writes them: from nothing and after a change, in one process and in several."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from small_book import all_bytes, write
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace
from test_parts import block, entry

from pcc_lib.book_extension import parts
from pcc_lib.book_extension.kept_beside import WRITTEN
from pcc_lib.pages.ledger_parts import Part, part_html
from pcc_lib.writing.tables import download

HEAD = "Title\n=====\n\n"


def part(name: str, *anchors: str) -> str:
    """A part of a ledger with these entries, on a page of its name."""
    shown = Part(f"part-{name}", f"Topic {name}", "", (name, f"Figures: {name}"))
    return str(part_html(shown, [entry(anchor, "CAD 7", "priority.html#what") for anchor in anchors]))


class Book:
    """A book of a ledger and pages that lead to it; built again and again in the same folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        write(
            folder / "book/index.rst", f"{HEAD}.. toctree::\n\n   notebooks/priority\n   notebooks/other\n   notebooks/figures\n"
        )
        self.leads("priority", "f-one", "f-two")
        self.leads("other", "f-two")
        self.ledger(part("calls", "f-one"), part("crime", "f-two", "f-three"))

    def leads(self, name: str, *anchors: str) -> None:
        """A page with links to figures."""
        links = "".join(f'<a href="figures.html#{anchor}">7</a>' for anchor in anchors)
        write(self.folder / f"book/notebooks/{name}.rst", f'{HEAD}.. raw:: html\n\n   <p id="what">{links}</p>\n')

    def ledger(self, *shown: str) -> None:
        """The page of figures, with these parts."""
        lines = block(*map(parts.written, map(re.compile(".*", re.DOTALL).match, shown))).replace("\n", "\n   ")
        write(self.folder / "book/notebooks/figures.rst", f"{HEAD.replace('Title', 'Money')}.. raw:: html\n\n   {lines}\n")

    def build(self, builder: str = "html", out: str = "html", jobs: int = 1, goes_on: bool = False) -> Path:
        """Build, and give the folder of the pages; a warning is an error. goes_on: as our compiler does, with a run that has
        ended well."""
        book, made = str(self.folder / "book"), self.folder / out
        said = {"extensions": ["part_pages_alone"], "project": "Trial", "html_copy_source": False, "html_theme": "basic"}
        more = {"status": None, "warningiserror": True, "parallel": jobs}
        with docutils_namespace():
            app = Sphinx(book, None, str(made), str(self.folder / f"{out}.doctrees"), builder, said, **more)
            if goes_on:
                setattr(app, WRITTEN, set())
            app.build()
        assert app.statuscode == 0
        return made / "notebooks"


@pytest.fixture
def book(tmp_path) -> Book:
    return Book(tmp_path)


def times(folder: Path) -> dict[str, int]:
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*.html")}


def leads_of(page: Path) -> list[str]:
    return re.findall(r'href="([^"]*#f-[^"]*)"', page.read_text(encoding="utf-8"))


def test_links_of_every_page_lead_to_the_page_of_the_entry(book) -> None:
    made = book.build()
    assert sorted(path.name for path in (made / "figures").iterdir()) == ["all.html", "calls.html", "crime.html"]
    assert leads_of(made / "priority.html") == ["figures/calls.html#f-one", "figures/crime.html#f-two"]
    assert leads_of(made / "figures/all.html") == ["calls.html#f-one", "crime.html#f-two", "crime.html#f-three"]
    text = (made / "figures/crime.html").read_text(encoding="utf-8")
    assert 'id="f-two"' in text and 'id="f-one"' not in text and 'href="../priority.html#what"' in text
    assert '<a href="../figures.html">Money</a>' in text and "<title>Figures: crime" in text
    assert '<abbr title="computer-aided dispatch">CAD</abbr>' in text and text.count("<abbr") == 1
    assert 'id="f-' not in (made / "figures.html").read_text(encoding="utf-8")


def test_pages_lead_to_the_one_before_the_next_and_the_whole(book) -> None:
    made = book.build() / "figures"
    form = re.compile(r'<link rel="(prev|next)" title="[^"]*" href="([^"]*)"')
    found = {path.stem: dict(form.findall(path.read_text(encoding="utf-8"))) for path in made.iterdir()}
    assert found["all"] == {"prev": "../figures.html", "next": "calls.html"}
    assert found["calls"] == {"prev": "all.html", "next": "crime.html"} and found["crime"] == {"prev": "calls.html"}


def test_nothing_is_written_where_nothing_has_changed_and_one_page_where_one_has(book) -> None:
    made = book.build()
    before = times(made)
    book.build()
    assert times(made) == before
    book.leads("other", "f-one")
    os.utime(book.folder / "book/notebooks/other.rst", (2e9, 2e9))
    book.build()
    assert {name for name, at in times(made).items() if at != before[name]} == {"other.html"}


def test_an_entry_that_moves_takes_all_links_along_and_the_book_is_that_of_a_build_from_nothing(book) -> None:
    made = book.build()
    book.ledger(part("calls", "f-one", "f-two"), part("roads", "f-three"))
    book.build()
    assert leads_of(made / "other.html") == ["figures/calls.html#f-two"]
    assert sorted(path.name for path in (made / "figures").iterdir()) == ["all.html", "calls.html", "roads.html"]
    fresh = book.build(out="fresh")
    assert all_bytes(made) == all_bytes(fresh)


@pytest.mark.parametrize(
    ("shown", "written"),
    [
        ((part("calls", "f-one"), part("crime", "f-two", "f-four")), {"all", "crime"}),
        ((part("calls", "f-one"), part("crime", "f-two", "f-three"), part("roads", "f-five")), {"all", "crime", "roads"}),
        ((part("crime", "f-two", "f-three"),), {"all", "crime"}),  # it follows another, and its number is another
    ],
)
def test_a_run_that_goes_on_writes_the_pages_of_a_ledger_that_would_be_others(book, shown, written) -> None:
    made = book.build()
    before = times(made / "figures")
    book.ledger(*shown)
    book.build(goes_on=True)
    assert {name.removesuffix(".html") for name, at in times(made / "figures").items() if at != before.get(name)} == written
    assert all_bytes(made) == all_bytes(book.build(out="fresh"))


def test_a_run_that_goes_on_writes_anew_what_is_gone_and_any_other_writes_all(book) -> None:
    made = book.build()
    whole, before = all_bytes(made), times(made / "figures")
    (made / "figures/crime.html").unlink()
    os.utime(book.folder / "book/notebooks/figures.rst", (2e9, 2e9))
    book.build(goes_on=True)
    assert all_bytes(made) == whole
    assert times(made / "figures")["calls.html"] == before["calls.html"]
    os.utime(book.folder / "book/notebooks/figures.rst", (2.1e9, 2.1e9))
    book.build()
    assert all_bytes(made) == whole and times(made / "figures")["calls.html"] != before["calls.html"]


def test_a_ledger_that_is_gone_takes_its_pages_along(book) -> None:
    made = book.build()
    book.ledger()
    book.build()
    assert list((made / "figures").iterdir()) == [] and leads_of(made / "other.html") == ["figures.html#f-two"]


def test_a_table_to_take_along_is_a_file_and_goes_with_the_quarter(book) -> None:
    for quarter in ("2023-24-Q2", "2023-24-Q3"):
        book.ledger(part("calls", "f-one", "f-two"), str(download(f"figures-{quarter}.csv", f"id\n{quarter}, ½\n")))
        made = book.build()
        assert [path.name for path in (made / "figures").glob("*.csv")] == [f"figures-{quarter}.csv"]
        assert (made / f"figures/figures-{quarter}.csv").read_text(encoding="utf-8") == f"id\n{quarter}, ½\n"
        assert f'href="figures/figures-{quarter}.csv"' in (made / "figures.html").read_text(encoding="utf-8")


def test_a_page_that_is_missing_is_made_again(book) -> None:
    made = book.build()
    whole = all_bytes(made)
    (made / "figures/crime.html").unlink()
    os.utime(book.folder / "book/notebooks/other.rst", (2e9, 2e9))  # where nothing is to be written Sphinx looks at no page
    book.build()
    assert all_bytes(made) == whole


def test_the_pages_of_an_analyst_in_the_same_folder_stay_theirs(book) -> None:
    write(book.folder / "book/notebooks/figures/calls.rst", f":orphan:\n\n{HEAD}My own.\n")
    made = book.build() / "figures"
    texts = {path.name: path.read_text(encoding="utf-8") for path in made.iterdir()}
    assert "My own." in texts["calls.html"] and 'id="f-one"' in texts["calls-part2.html"]
    book.build()
    assert (made / "calls.html").is_file()


@pytest.mark.slow
def test_several_processes_write_the_same(book) -> None:
    for number in range(8):  # fewer pages are read by one
        book.leads(f"more-{number}", "f-two")
    write(book.folder / "book/index.rst", f"{HEAD}.. toctree::\n   :glob:\n\n   notebooks/*\n")
    assert all_bytes(book.build(jobs=2)) == all_bytes(book.build(out="alone"))


def test_a_builder_of_one_page_keeps_the_ledger_whole(book) -> None:
    made = book.build("singlehtml", "single").parent
    assert 'id="f-three"' in (made / "index.html").read_text(encoding="utf-8") and not (made / "notebooks/figures").exists()
