"""The book's search: its page, and the index that its script reads. Sphinx's own fetches each page that it has found, which no
browser lets it do from disk, and shows of it what happens to stand around a word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from pcc_lib.book_extension.kept_beside import AS_BEFORE, KeptBeside
from pcc_lib.book_extension.placing import ALONE, pages_by_stem
from pcc_lib.building.search_index import FILE, Sections, index_of
from pcc_lib.writing.html import fill

NAME, TITLE = "search", "Search"
_ELSEWHERE = {"figures": "has every number, with where it comes from", "glossary": "says what words mean"}  # pages that list much


def put_in_its_place(app: Sphinx) -> None:
    """Let Sphinx make no search of its own."""
    if app.builder.name == "html":
        app.builder.search = False  # pyright: ignore[reportAttributeAccessIssue] of the builder of HTML


def search_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The page with the search field, and where to look without it."""
    if app.builder.name != "html" or (getattr(app, AS_BEFORE, False) and (Path(app.outdir) / f"{NAME}.html").is_file()):
        return
    field = app.config.html_theme_options.get("search_bar_text") or TITLE
    body = fill("search/page", field=field, elsewhere=list(_elsewhere(app)))
    yield NAME, {**ALONE, "title": TITLE, "body": body}, "page.html"


def _elsewhere(app: Sphinx) -> Iterator[dict[str, object]]:
    named = pages_by_stem(app)
    for stem, says in _ELSEWHERE.items():
        if stem in named:
            yield {"says": says, "href": f"{named[stem]}.html", "title": app.env.titles[named[stem]].astext()}


def write_index(app: Sphinx, out: Path, pages: Mapping[str, str]) -> Sections:
    """Write the index of the finished pages, by their paths, into the folder of the book; one that says the same stays. Gives
    what is known of them now."""
    kept = KeptBeside(app, "pcc-sections.json")
    sections = Sections(kept.last)
    made = index_of(pages, sections)
    kept.keep(sections.plain)
    if not (out / FILE).is_file() or (out / FILE).read_bytes() != made:
        (out / FILE).write_bytes(made)
    return sections
