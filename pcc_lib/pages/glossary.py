"""The glossary: every acronym and word with what it stands for, what it means, and where the original differs."""

from __future__ import annotations

from typing import NamedTuple

from pcc_lib.core.numerals import slug
from pcc_lib.inputs.plan import table
from pcc_lib.pages import waiting
from pcc_lib.pages.page import Page
from pcc_lib.writing.glossary import explained_words
from pcc_lib.writing.html import Markup, fill, join

SOURCES = {
    "original": "In the glossary of the {original}.",
    "added": "Used in the originals without explanation; added.",
}


class Entry(NamedTuple):
    """A term as the glossary tells it. expansion: what an acronym stands for."""

    name: str
    expansion: str
    meaning: str
    source: str = ""
    note: str = ""


def glossary(page: Page) -> Markup:
    """All terms and words in the order of the alphabet."""
    listed = table(page.project, "glossary")
    terms = listed.terms if listed else ()
    original = page.originals.printed
    sources = {source: words.format(original=original) for source, words in SOURCES.items()}
    told = [Entry(t.acronym, t.expansion, t.meaning, sources.get(t.source or "", ""), t.note) for t in terms]
    there = {each.name for each in told}
    told += [Entry(word.word, "", word.meaning) for word in explained_words(listed) if word.word not in there]
    told.sort(key=lambda each: (each.name.lower(), each.expansion))
    shown = fill("glossary/terms", terms=[(slug(each.name), each) for each in told])
    return shown if terms else join([waiting.for_term(), shown])
