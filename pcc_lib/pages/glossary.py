"""The glossary: every acronym with what it stands for, what it means, and where the original differs."""

from __future__ import annotations

from pcc_lib.core.numerals import slug
from pcc_lib.inputs.plan import table
from pcc_lib.pages import waiting
from pcc_lib.pages.page import Page
from pcc_lib.writing.html import Markup, fill

SOURCES = {
    "original": "In the glossary of the {original}.",
    "added": "Used in the originals without explanation; added.",
}


def glossary(page: Page) -> Markup:
    """All terms in the order of the alphabet."""
    listed = table(page.project, "glossary")
    if not listed or not listed.terms:
        return waiting.for_term()
    terms = sorted(listed.terms, key=lambda t: (t.acronym.lower(), t.expansion))
    original = page.originals.printed
    sources = {source: words.format(original=original) for source, words in SOURCES.items()}
    return fill("glossary/terms", terms=[(slug(t.acronym), t, sources.get(t.source or "", "")) for t in terms])
