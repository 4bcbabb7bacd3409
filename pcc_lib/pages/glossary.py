"""The glossary: every acronym with what it stands for, what it means, and where the original differs."""

from __future__ import annotations

from pcc_lib.core.numerals import slug
from pcc_lib.inputs.models.vocabulary import Term
from pcc_lib.inputs.plan import table
from pcc_lib.pages.page import Page
from pcc_lib.writing.markup import esc

SOURCES = {
    "original": "In the glossary of the original report.",
    "added": "Used in the originals without explanation; added.",
}


def glossary(page: Page) -> str:
    """All terms in the order of the alphabet."""
    terms = table(page.project, "glossary")
    terms = terms.terms if terms else ()
    if not terms:
        return "<p>No glossary was supplied for this report [x].</p>"
    rows = "".join(_term(term) for term in sorted(terms, key=lambda t: (t.acronym.lower(), t.expansion)))
    return f'<dl class="pcc-glossary">{rows}</dl>'


def _term(term: Term) -> str:
    note = f' <span class="pcc-note">{esc(term.note)}</span>' if term.note else ""
    return (
        f'<div id="term-{slug(term.acronym)}"><dt>{esc(term.acronym)}</dt><dd><strong>{esc(term.expansion)}'
        f"</strong>. {esc(term.meaning)} "
        f'<small class="pcc-note">{SOURCES.get(term.source or "", "")}</small>{note}</dd></div>'
    )
