"""Names of areas that lead to their pages, where a book has a page for an area."""

from __future__ import annotations

from pcc_lib.core.numerals import part_id
from pcc_lib.inputs.contents import has_page
from pcc_lib.inputs.page_files import TOC
from pcc_lib.pages.page import Page
from pcc_lib.writing.markup import link
from pcc_lib.writing.tables import Cell

BEGINS = "area-"  # the name of the page of an area: area-north


def page_of(part: str) -> str:
    """The name of the page of an area."""
    return f"{BEGINS}{part_id(part)}"


def named(page: Page, part: str, label: str) -> Cell:
    """An area's name, which leads to its page where the book has one."""
    name = page_of(part)
    there = page.project.exists(TOC) and has_page(page.project, name) and name != page.name
    return link(f"{name}.html", label) if there else label
