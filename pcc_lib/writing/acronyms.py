"""Acronyms of the glossary, explained where a page uses them first: one pass over a finished page, whatever wrote its parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from html import unescape

from pcc_lib.inputs.models.vocabulary import Glossary
from pcc_lib.writing.html import Markup, escape, fill, join

# An element's text as it stands; a tag with its name; whatever else is text.
_TAG = re.compile(
    r"""<(script|style|svg)\b.*?</\1\s*>|<!--.*?-->|<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)(?:[^<>"']|"[^"]*"|'[^']*')*>""",
    re.DOTALL | re.IGNORECASE,
)
# headings, names, figures, and what shows a tag as text
NOT_EXPLAINED = frozenset(
    ("h1", "h2", "h3", "h4", "h5", "h6", "code", "pre", "kbd", "samp", "data", "button", "option", "textarea", "title")
)
EXPLAINS = frozenset({"abbr", "dfn"})  # what stands in these is explained there
_CLOSED = NOT_EXPLAINED | EXPLAINS
OWN = {  # acronyms that the library itself prints
    "MASE": "mean absolute scaled error",
    "ODS": "OpenDocument spreadsheet",
    "XLSX": "Excel workbook",
    "JSON": "JavaScript Object Notation",
    "EHRC": "Equality and Human Rights Commission",
    "EASS": "Equality Advisory and Support Service",
    "WCAG": "Web Content Accessibility Guidelines",
}
PLAIN = frozenset({"CSV", "AA"})  # and those that nobody needs explained
_WORD = re.compile(r"(?<!\w)[A-Z][\w&/.]*")


def meanings(glossary: Glossary | None) -> dict[str, str]:
    """What each acronym stands for that a book can print: the library's own, and those of the project's glossary."""
    return OWN | (glossary.acronyms if glossary else {})


def unexplained(text: str, known: Iterable[str]) -> list[str]:
    """The acronyms in a text, in their order and each once, that are none of these words, nor a part of one."""
    found = dict.fromkeys(_acronyms(text))
    parts = _parts((*known, *OWN, *PLAIN)) if found else ()
    return [word for word in found if word not in parts]


@lru_cache(maxsize=64)
def _parts(known: tuple[str, ...]) -> frozenset[str]:
    """Words, and the acronyms within them."""
    return frozenset(part for word in known for part in (word, *_acronyms(word)))


def _acronyms(text: str) -> Iterator[str]:
    """Words that are mostly capitals (OoCD and CO2 too), without a plural's s."""
    for m in _WORD.finditer(text):
        word = re.sub(r"(?<=[A-Z])s$", "", m[0].rstrip("./&"))
        capitals = sum(c.isupper() for c in word)
        if capitals >= 2 and capitals > sum(c.islower() for c in word):
            yield word


class Acronyms:
    """The acronyms of one page: what each stands for, and which were met."""

    def __init__(self, meanings: Mapping[str, str]) -> None:
        self._meanings = meanings
        self._met: set[str] = set()
        words = "|".join(re.escape(word) for word in sorted(meanings, key=len, reverse=True))
        self._form = re.compile(rf"(?<!\w)(?:{words})(?=s?(?!\w))") if words else None

    def parts(self, text: str) -> Iterator[tuple[str, str]]:
        """Plain text in pieces, each with what it stands for: an acronym at its first use; blank for all else."""
        at = 0
        for m in self._form.finditer(text) if self._form else ():
            if m[0] not in self._met:
                self._met.add(m[0])
                yield text[at : m.start()], ""
                yield m[0], self._meanings[m[0]]
                at = m.end()
        yield text[at:], ""

    def explain(self, html: str) -> Markup:
        """A piece of the page's HTML with its first uses explained; headings, code and figures stay as they are."""
        done, at, within = list[str](), 0, list[str]()
        for m in _TAG.finditer(html):
            done += (self._text(html[at : m.start()], within), m[0])
            at, name = m.end(), (m["name"] or "").lower()
            if name in _CLOSED:
                within = [*within, name] if not m["end"] else within[:-1]
        return Markup("".join((*done, self._text(html[at:], within))))  # what was markup, and what templates made

    def _text(self, escaped: str, within: list[str]) -> str:
        """A text between tags, as markup."""
        if not escaped or not self._form or NOT_EXPLAINED.intersection(within):
            return escaped
        parts = list(self.parts(unescape(escaped)))
        if len(parts) == 1 or EXPLAINS.intersection(within):
            return escaped
        return join(fill("abbr", meaning=meaning, word=word) if meaning else escape(word) for word, meaning in parts)
