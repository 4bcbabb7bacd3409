"""Acronyms of a page that Sphinx is about to write: those that the glossary has are explained where the page uses them first.

It is done here because only here does a page stand together: the words of its notebook, its blocks and their charts.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from pcc_lib.writing.acronyms import Acronyms

SETTING = "pcc_acronyms"
_NOT_EXPLAINED = (
    nodes.title,
    nodes.rubric,
    nodes.literal,
    nodes.literal_block,
    nodes.math,
    nodes.math_block,
    nodes.abbreviation,
    nodes.comment,
)


def explain_acronyms(app: Sphinx, page: nodes.document, name: str) -> None:
    """Called by Sphinx for each page before it is written."""
    acronyms = Acronyms(app.config[SETTING])
    for node in list(page.findall(lambda n: isinstance(n, (nodes.Text, nodes.raw)))):
        if isinstance(node, nodes.raw):
            if node["format"] == "html":
                node[:] = [nodes.Text(acronyms.explain(node.astext()))]
        elif isinstance(node, nodes.Text) and not _is_within(node, (*_NOT_EXPLAINED, nodes.raw)):
            _explain(node, acronyms)


def _is_within(node: nodes.Node, kinds: tuple[type[nodes.Node], ...]) -> bool:
    while node := node.parent:
        if isinstance(node, kinds):
            return True
    return False


def _explain(node: nodes.Text, acronyms: Acronyms) -> None:
    parts = [
        nodes.abbreviation(word, word, explanation=meaning) if meaning else nodes.Text(word)
        for word, meaning in acronyms.parts(node.astext())
        if word
    ]
    if len(parts) > 1 or (parts and not isinstance(parts[0], nodes.Text)):
        node.parent.replace(node, parts)
