"""Acronyms and words of the glossary, explained where a page uses them first: one pass over a finished page, whatever wrote its
parts.

An acronym says there what it stands for. It, and a word that is explained, leads to its explanation at the foot of the page,
which works by keyboard, by touch and on paper. Nothing leads on from headings, titles, names of tables and verdicts, nor from
what leads elsewhere: the next use does, and a word without a next use is explained at the foot all the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from pcc_lib.core.numerals import slug
from pcc_lib.core.text import lower_first, upper_first
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
# from where nothing leads to an explanation: what leads elsewhere already, and what names a column, a row, a fold or a field
LEADS_NOWHERE = NOT_EXPLAINED | EXPLAINS | {"a", "summary", "label", "legend", "caption", "th", "dt", "figcaption", "nav"}
_TITLES = re.compile(r"""\sclass\s*=\s*["'][^"']*\bpcc-(?:verdict|chart-title|row-name|part-title|none)\b""")
_VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
MOST_TEXTS = 1 << 14  # pieces of pages in which it is known where words stand
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


class Word(NamedTuple):
    """A word that is explained: what it is called, what it means, and its other forms."""

    name: str
    meaning: str
    also: Sequence[str] = ()

    @property
    def id(self) -> str:
        """Where a page explains it."""
        return f"word-{slug(self.name)}"


class _Piece(NamedTuple):
    """A stretch of plain text. word: what it is a use of, if it leads to that here. stands_for: what an acronym is written out as
    here."""

    text: str
    word: Word | None = None
    stands_for: str = ""


class Acronyms:
    """The acronyms and words of one page: what each means, and which were met.

    meanings: what acronyms stand for. words: those that are no acronyms. leading: whether uses lead to the foot of the page.
    """

    def __init__(self, meanings: Mapping[str, str], words: Sequence[Word] = (), leading: bool = True) -> None:
        self._acronyms, self._leading = meanings, leading
        self._met: set[str] = set()  # acronyms that were written out
        self._led: dict[str, Word] = {}  # by name, what leads to its explanation
        self._seen: dict[str, Word] = {}  # by name, words that were met where nothing leads on
        self._of: dict[str, Word] = {}
        for word in words:
            for form in (word.name, *word.also):
                self._of |= {lower_first(form): word, upper_first(form): word}
        self._of |= {acronym: Word(acronym, meaning) for acronym, meaning in meanings.items()}
        self._found = _finder(tuple(sorted(self._of, key=len, reverse=True)))

    def parts(self, text: str) -> Iterator[tuple[str, str]]:
        """Plain text in pieces, each with what it stands for: an acronym at its first use; blank for all else."""
        for piece in self._pieces(text, leads=False):
            yield piece.text, piece.stands_for

    def _pieces(self, text: str, leads: bool) -> Iterator[_Piece]:
        """Plain text in pieces; `leads`: whether a use may lead to its explanation here."""
        at = 0
        for start, end in self._found(text):
            form = text[start:end]
            word, stands_for = self._of[form], "" if form in self._met else self._acronyms.get(form, "")
            led = leads and self._leading and word.name not in self._led
            if stands_for or led:
                self._met |= {form} if stands_for else set()
                self._led |= {word.name: word} if led else {}
                yield _Piece(text[at:start])
                at = end + (not stands_for and text[end : end + 1] == "s")  # a plural
                yield _Piece(text[start:at], word if led else None, stands_for)
        yield _Piece(text[at:])

    def explain(self, html: str) -> Markup:
        """A piece of the page's HTML with its first uses explained; headings, code and figures stay as they are."""
        done, at, within = list[str](), 0, list[tuple[str, str]]()
        for m in _TAG.finditer(html):
            tag, (end, name) = m[0], m.group("end", "name")
            done += (self._text(html[at : m.start()], within), tag)
            at = m.end()
            if end:
                _close(within, name.lower())
            elif name and (name := name.lower()) not in _VOID and not tag.endswith("/>"):
                within.append((name, tag))
        return Markup("".join((*done, self._text(html[at:], within))))  # what was markup, and what templates made

    def _text(self, escaped: str, within: Sequence[tuple[str, str]]) -> str:
        """A text between tags, as markup. within: the names of the elements that it stands in, and their tags."""
        text = unescape(escaped) if "&" in escaped else escaped
        if not self._found(text):  # most have no word that is explained, wherever they stand
            return escaped
        names = {name for name, _ in within}
        if names & NOT_EXPLAINED:
            self._see(text)
            return escaped
        if names & EXPLAINS:
            list(self._pieces(text, leads=False))  # these are met
            return escaped
        leads = not names & LEADS_NOWHERE and not any(_TITLES.search(tag) for _, tag in within)
        if not leads:
            self._see(text)
        return self.shown(text, leads) or escaped

    def _see(self, text: str) -> None:
        """Note the words, not the acronyms, of a text that leads nowhere."""
        found = {text[start:end] for start, end in self._found(text)} if self._leading else set[str]()
        self._seen |= {self._of[form].name: self._of[form] for form in found if form not in self._acronyms}

    def shown(self, text: str, leads: bool = True) -> Markup:
        """Plain text as markup; blank where nothing in it is explained."""
        pieces = list(self._pieces(text, leads))
        return join(map(_shown, pieces)) if len(pieces) > 1 else Markup()

    def listed(self, lead: str = "") -> Markup:
        """The explanations at the foot of the page, in the order of the alphabet; blank where there are none. `lead`: the address
        of the glossary."""
        words = sorted((self._seen | self._led).values(), key=lambda word: word.name.lower())
        told = [(word.id, word.name, word.meaning) for word in words]
        return fill("glossary/words", words=told, lead=lead) if told else Markup()


@lru_cache(maxsize=4)
def _finder(forms: Sequence[str]) -> Callable[[str], Sequence[tuple[int, int]]]:
    """What finds where words stand in a text, each at its longest; a text that comes again, as most do, is not looked through."""
    any_form = "|".join(map(re.escape, forms)) or r"(?!)"
    form = re.compile(rf"(?<!\w)(?:{any_form})(?=s?(?!\w))")
    return lru_cache(maxsize=MOST_TEXTS)(lambda text: tuple(m.span() for m in form.finditer(text)))


def _close(within: list[tuple[str, str]], name: str) -> None:
    """Close the innermost element of a name, and what was left open in it."""
    if within and within[-1][0] == name:
        del within[-1]
        return
    at = next((i for i in reversed(range(len(within))) if within[i][0] == name), None)
    if at is not None:
        del within[at:]


def _shown(piece: _Piece) -> Markup:
    word = fill("abbr", meaning=piece.stands_for, word=piece.text) if piece.stands_for else escape(piece.text)
    return fill("glossary/word", id=piece.word.id, word=word) if piece.word else word
