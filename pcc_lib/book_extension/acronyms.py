"""Acronyms and words of a page that Sphinx is about to write: those of the glossary are explained where the page uses them first.

It is done here because only here does a page stand together: the words of its notebook, its blocks and their charts.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from pcc_lib.book_extension.placing import foot_of, leads_to
from pcc_lib.writing.acronyms import Acronyms, Word

SETTING, WORDS = "pcc_acronyms", "pcc_words"
GLOSSARY = "glossary"  # the page that explains all words
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
_LEADS_ELSEWHERE = (nodes.reference, nodes.term, nodes.caption)


def explain_acronyms(app: Sphinx, page: nodes.document, name: str) -> None:
    """Called by Sphinx for each page before it is written."""
    acronyms = of_page(app, name)
    for node in list(page.findall(lambda n: isinstance(n, (nodes.Text, nodes.raw)))):
        if isinstance(node, nodes.raw):
            if node["format"] == "html":
                node[:] = [nodes.Text(acronyms.explain(node.astext()))]
        elif isinstance(node, nodes.Text) and not _is_within(node, (*_NOT_EXPLAINED, nodes.raw)):
            _explain(node, acronyms)
    if words := acronyms.listed(where_all_are(app, name)):
        foot_of(page).append(nodes.raw("", words, format="html"))


def of_page(app: Sphinx, name: str) -> Acronyms:
    """The acronyms and words of a page. Those of the glossary lead nowhere: all are explained there."""
    words = [Word(*each) for each in app.config[WORDS]]
    return Acronyms(app.config[SETTING], words, leading=name.rpartition("/")[2] != GLOSSARY)


def where_all_are(app: Sphinx, name: str) -> str:
    """The address of the book's glossary from a page; blank where it has none."""
    return leads_to(app, name, GLOSSARY)


def _is_within(node: nodes.Node, kinds: tuple[type[nodes.Node], ...]) -> bool:
    while node := node.parent:
        if isinstance(node, kinds):
            return True
    return False


def _explain(node: nodes.Text, acronyms: Acronyms) -> None:
    if shown := acronyms.shown(node.astext(), leads=not _is_within(node, _LEADS_ELSEWHERE)):
        node.parent.replace(node, nodes.raw("", shown, format="html"))
