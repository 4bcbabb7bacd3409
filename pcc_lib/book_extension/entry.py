"""The address without a page: `index.html`, which leads to the first page."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

from pcc_lib.writing.markup import leads_on

ENTRY = "index.html"


def write_entry(app: Sphinx, exception: Exception | None) -> None:
    """Lead from the book's folder to its first page, with a title, a language, an icon and a link for whoever is not led.

    Called before sphinx-external-toc writes a bare tag there, which has none of these; a book that begins with `index` keeps it.
    """
    first = app.config.root_doc
    if exception is None and app.builder.name == "html" and first != "index":
        page = leads_on(f"{first}.html", app.config.html_title, app.config.html_title, language=app.config.language or "en")
        (Path(app.outdir) / ENTRY).write_text(f"{page}\n", encoding="utf-8", newline="\n")
