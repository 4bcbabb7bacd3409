"""Whom a page names for its data: each block says it at its end, and the page once, below all of them.

A notebook on its own shows what its blocks say. In a book the same words would stand under block after block, or be folded away
with the notes of a chart, where nobody reads them; licences ask that they are seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from docutils import nodes
from sphinx.application import Sphinx

from pcc_lib.book_extension.placing import foot_of, leads_to
from pcc_lib.writing.html import Markup, fill, written
from pcc_lib.writing.markup import DEFINITIONS_PAGE


@cache
def _credit() -> re.Pattern[str]:
    """What a block says of one source: the component that it was written with, with any words."""
    before, after = fill("credit", words="|").split("|")
    return re.compile(rf"{re.escape(before)}(?P<words>[^<>]*){re.escape(after)}\n?")


def gather_credits(app: Sphinx, page: nodes.document, name: str) -> None:
    """Called by Sphinx for each page before it is written."""
    blocks = [node for node in page.findall(nodes.raw) if node["format"] == "html"]
    told = told_of(app, name, [node.astext() for node in blocks])
    for node in blocks:
        node[:] = [nodes.Text(_credit().sub("", node.astext()))]
    if told:
        foot_of(page).append(nodes.raw("", told, format="html"))


def told_of(app: Sphinx, name: str, blocks: Iterable[str], where: str = "this page") -> Markup:
    """Everyone whom some blocks name, each once, for the end of a page; nothing where they name nobody."""
    said = dict.fromkeys(written(found, "words") for block in blocks for found in _credit().finditer(block))
    lead = leads_to(app, name, DEFINITIONS_PAGE.removesuffix(".html"))
    return fill("credits", credits=list(said), where=where, lead=lead) if said else Markup()
