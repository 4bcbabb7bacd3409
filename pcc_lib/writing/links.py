"""Links from page to page."""

from __future__ import annotations

from pcc_lib.inputs.contents import has_page
from pcc_lib.inputs.project import Project
from pcc_lib.writing.markup import esc


def page_link(project: Project, page: str, words: str) -> str:
    """A link to a page, as HTML; the words alone where the book has no such page."""
    return f'<a href="{page}.html">{esc(words)}</a>' if has_page(project, page) else esc(words)
