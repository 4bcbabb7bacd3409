"""Links from page to page."""

from __future__ import annotations

from pcc_lib.inputs.contents import has_page
from pcc_lib.inputs.project import Project
from pcc_lib.writing.html import Markup, escape
from pcc_lib.writing.markup import link


def page_link(project: Project, page: str, words: str) -> Markup:
    """A link to a page; the words alone where the book has no such page."""
    return link(f"{page}.html", words) if has_page(project, page) else escape(words)
