"""What a search in a book finds, read out of its finished pages: each section with its words, and the sentences to show of it.

The index is a script of one call, so that a book searches from disk too, where nothing can be fetched. It says what the pages say
and nothing else: the gate makes it again of the pages, and takes no other. A table's cells and a chart's labels are found by
their words alone; their digits, without what they are digits of, would tell a reader nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any, NamedTuple

from pcc_lib.core.files import sha256
from pcc_lib.core.installed import digest
from pcc_lib.core.text import words
from pcc_lib.writing.html import script_json
from pcc_lib.writing.sections import TOPIC_SECTIONS

FILE = "searchindex.js"
SEARCH_PAGE = "search.html"
CALL = "pccSearch"
LONGEST = 700  # characters of a section's sentences that are kept: a search shows one or two of them
_NOT_SEARCHED = ("index.html", SEARCH_PAGE, "genindex.html")
_ARTICLE = re.compile(r"<article\b[^<>]*>(?P<inner>.*)</article>", re.DOTALL)
_PIECE = re.compile(
    r"""<!--.*?-->|<(?P<end>/?)(?P<tag>[a-zA-Z][\w-]*)(?P<said>(?:"[^"]*"|'[^']*'|[^"'<>])*)>|(?P<text>[^<]+)""", re.DOTALL
)
_SAID = re.compile(r"""([\w-]+)=(?:"([^"]*)"|'([^']*)')""")
_Told = Sequence[Any]  # of a section: anchor, title, whether it is an entry of a list, sentences, other words
_LISTED = re.compile(r'<a class="(?:navbar-brand logo|[^"]*\breference internal)" href="([^"#]+\.html)"')
_IN_ENTRY = re.compile(r'(<details class="pcc-entry[^<>]*>\s*<summary>.*?</summary>)\s*<div id=.*?</div></details>', re.DOTALL)
_VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}
_HEADINGS = {"h1", "h2", "h3", "h4"}
_SKIPPED = {"script", "style", "svg", "button", "nav", "select", "template"}  # no reader would look for what is in them
_SKIPPED_CLASSES = frozenset(  # whom every page names for its data is said once on the page about them, where a search finds it
    words(
        "headerlink pcc-credits pcc-filters pcc-legend pcc-ledger-up pcc-ledger-more pcc-ledger-lines pcc-entry-from pcc-hide "
        "pcc-find"
    )
)
_TABLES = {"table", "dt"}
_LABELS = {"pcc-chart-subtitle", "pcc-chart-under", "pcc-source", "pcc-entry", "pcc-part-title", "pcc-eyebrow"}
_SENTENCES = {"p", "li", "dd"}
_PARTS = words("div section table tr td th details summary ul ol dl")  # what is said before one is of another sentence
_WORD = re.compile(r"[^\W\d_][\w'’-]*[^\W_]")  # of two letters at least
_ENDS = (".", "!", "?", ":", ";", "…")
_BEFORE_MARK = re.compile(r" ([,;:.])")
_FEWEST = 5  # words that make a sentence worth showing
_OF_EVERY_PAGE = frozenset(  # words that say nothing of where they stand
    words(
        "a all an and are as at be but by can for from has have if in is it its no not of on one or so than that the their there "
        "these they this to was were what where which who with"
    )
)


@dataclass
class Section:
    """A place that a search leads to: its anchor (blank: the page itself), its title, what it says, and other words in it."""

    anchor: str
    title: str = ""
    is_entry: bool = False
    said: list[str] = field(default_factory=list)
    words: dict[str, None] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Its sentences, as many as a search may have to show."""
        kept, size = [], 0
        for sentence in dict.fromkeys(self.said):
            size += len(sentence) + 1
            if kept and size > LONGEST:
                self.words |= dict.fromkeys(_words(sentence))
            else:
                kept.append(sentence)
        return " ".join(kept)


class Sections:
    """What is told of the sections of pages, each page known again by the digest of its text, what is told by its own. held: as
    an earlier `plain` gave it; anything else is worth nothing."""

    def __init__(self, held: object = None) -> None:
        self._held = held if isinstance(held, dict) else {}
        self.plain: dict[str, list[Any]] = {}

    def of(self, path: str, page: str) -> Sequence[_Told]:
        """The sections of a page."""
        known_by, was = sha256(page), self.plain.get(path) or self._held.get(path)
        if not isinstance(was, list) or len(was) != 3 or was[0] != known_by or was[2] != digest(was[1]):
            told = list(map(list, _told(page)))
            was = [known_by, told, digest(told)]
        self.plain[path] = was
        return was[1]


def index_of(pages: Mapping[str, str], known: Sections | None = None) -> bytes:
    """The index of a book's pages, given by their paths in it. known: what is known of them."""
    known = known or Sections()
    found: dict[str, Any] = {"pages": [], "sections": []}
    for path in _in_order(pages):
        sections = known.of(path, pages[path]) if path not in _NOT_SEARCHED else ()
        if not sections:
            continue
        found["pages"].append([path, sections[0][1]])
        found["sections"] += [[len(found["pages"]) - 1, *section] for section in sections]
    return f"{CALL}({script_json(found)});\n".encode()


def _in_order(pages: Mapping[str, str]) -> list[str]:
    """The pages as the contents have them, then the others."""
    listed = dict.fromkeys(unescape(href) for href in _LISTED.findall(pages.get(SEARCH_PAGE, "")))
    return [*(path for path in listed if path in pages), *(path for path in sorted(pages) if path not in listed)]


def _told(page: str) -> Iterator[_Told]:
    for section in _Reader(page).sections:
        text = section.text
        others = sorted(set(section.words) - set(_words(f"{section.title} {text}")) - _OF_EVERY_PAGE)
        if section.title and (text or others or section.anchor):
            yield section.anchor, section.title, int(section.is_entry), text, " ".join(others)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


class _Open(NamedTuple):
    """An element that is open, with what its begin interrupted; and what holds of all that stands in it, by itself or by what it
    stands in: whether it is searched for, is code, may be a sentence, may not be one."""

    tag: str
    id: str
    before: Section | None
    is_skipped: bool
    is_code: bool
    is_said: bool
    is_label: bool


_OUTSIDE = _Open("", "", None, False, False, False, False)


class _Reader:
    """Reads the article of a page. The gate lets no page through whose tags are not plain, so that they may be read as such."""

    def __init__(self, page: str) -> None:
        self.sections: list[Section] = []
        self._open: list[_Open] = [_OUTSIDE]
        self._here: Section | None = None
        self._title: Section | None = None  # the section whose title is being read
        self._said = ""
        article = _ARTICLE.search(page)
        for piece in _PIECE.finditer(_IN_ENTRY.sub(r"\1</details>", article["inner"]) if article else ""):
            text, tag, end, said = piece.group("text", "tag", "end", "said")
            if text:
                self._text(unescape(text))
            elif tag:
                self._tag(tag.lower(), end, _attributes(said) if said else {})
        self._flush()

    # ── elements ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def _tag(self, tag: str, end: str, said: dict[str, str]) -> None:
        if tag in _VOID:
            self._said += " "
        elif end:
            self._close(tag)
        else:
            self._begin(tag, said)

    def _begin(self, tag: str, said: dict[str, str]) -> None:
        if tag in _SENTENCES or tag in _PARTS:
            self._flush()
        entry = _entry(tag, said)
        within, classes = self._open[-1], said.get("class", "").split()
        here = _Open(
            tag,
            said.get("id", ""),
            self._here if entry or tag == "section" else None,
            within.is_skipped or tag in _SKIPPED or not _SKIPPED_CLASSES.isdisjoint(classes),
            within.is_code or tag == "code",
            within.is_said or tag in _SENTENCES,
            within.is_label or tag in _TABLES or not _LABELS.isdisjoint(classes),
        )
        self._open.append(here)
        if tag in _HEADINGS and not here.is_skipped:
            self._title = Section(here.id or self._anchor)
        elif entry and not here.is_skipped:
            self._here = self._title = Section(entry, is_entry=True)
            self.sections.append(self._here)

    def _close(self, tag: str) -> None:
        if tag in _HEADINGS and self._title:
            self._headed()
        elif self._title and tag in ("summary", "dt") and self._title is self._here:
            self._name()
        elif tag in _SENTENCES or tag in ("td", "th", "summary", "div", "dt"):
            self._flush()
        while len(self._open) > 1:
            opened = self._open.pop()
            if opened.before:
                self._here = opened.before
            if opened.tag == tag:
                break

    @property
    def _anchor(self) -> str:
        """The anchor of the section that a heading stands in."""
        return next((each.id for each in reversed(self._open) if each.tag == "section" and each.id), "")

    # ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    def _text(self, text: str) -> None:
        within = self._open[-1]
        if within.is_skipped:
            return
        if self._here and within.is_code:
            self._here.words |= dict.fromkeys(_words(text))
        else:
            self._said += text

    def _headed(self) -> None:
        """A heading has ended. A step of a topic begins no section of its own."""
        section, self._title = self._title, None
        assert section
        section.title, self._said = " ".join(self._said.split()), ""
        if not self.sections:
            section.anchor = ""  # the page itself
        if section.title and (not self.sections or section.title not in TOPIC_SECTIONS):
            self.sections.append(section)
            self._here = section

    def _name(self) -> None:
        """What names an entry has ended."""
        if self._here:
            self._here.title, self._said = " ".join(self._said.split()), ""
        self._title = None

    def _flush(self) -> None:
        """What was read belongs to the section that is open: as a sentence where it is one."""
        if not self._said:
            return
        said, self._said = _BEFORE_MARK.sub(r"\1", " ".join(self._said.split())), self._said if self._title else ""
        if self._title or not said or not self._here:
            return
        held = _words(said)
        within = self._open[-1]
        if within.is_said and not within.is_label and len(held) >= _FEWEST:
            self._here.said.append(said if said.endswith(_ENDS) else f"{said}.")
        else:
            self._here.words |= dict.fromkeys(held)


def _attributes(said: str) -> dict[str, str]:
    return {name.lower(): double or single for name, double, single in _SAID.findall(said)}


def _entry(tag: str, said: Mapping[str, str]) -> str:
    """The anchor of what has a name of its own without a heading: a definition, a term, an activity of the plan."""
    id = said.get("id", "")
    if tag == "details" and "pcc-definition" in said.get("class", "").split():
        return id
    return id if tag == "div" and id.startswith("term-") else ""
