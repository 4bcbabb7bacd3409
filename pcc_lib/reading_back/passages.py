"""A built page as its readers meet it: every text that is seen or read aloud, with its place and what it is marked up as."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from pcc_lib.core.text import words
from pcc_lib.reading_back.heard import place_of
from pcc_lib.reading_back.tokens import has_number

SEEN, TOLD = "text", "told"  # set in the page; only told to some, such as an alternative text
INLINE = words("a abbr b bdi cite code data del dfn em i ins kbd mark q s samp small span strong sub sup time tt u var")
UNREAD = words("script style template")
SPOKEN = {
    "alt": "alternative text",
    "title": "title",
    "aria-label": "spoken label",
    "aria-description": "spoken description",
    "aria-valuetext": "spoken value",
    "aria-roledescription": "spoken role",
    "placeholder": "placeholder",
    "data-label": "label of a cell",
    "data-bs-title": "hint",
    "label": "label",
    "summary": "summary",
    "abbr": "short heading",
}
HEADINGS = words("h1 h2 h3 h4 h5 h6")
MARKED = words("data time code")  # elements whose text is one thing, of a kind of its own
_BLANKS = re.compile(r"[ \t\r\n\f]+")


class Marked(NamedTuple):
    """A stretch of a passage's text that its markup says something of: the element, and where it begins and ends."""

    start: int
    end: int
    element: Tag


class Passage(NamedTuple):
    """A text of a page. `sort` is what it is, such as `paragraph`, `cell` or `alternative text`; `section` the heading above it.

    seen: whether it is set in the page, and not only told (an attribute). output: the number of its block (−1: of none).
    chart: the element of the chart that it is of. entry: the anchor of the entry of the page of figures that it stands in.
    """

    section: str
    sort: str
    text: str
    element: Tag
    output: int = -1
    seen: bool = True
    marked: tuple[Marked, ...] = ()
    chart: Tag | None = None
    entry: str = ""


@dataclass
class _Open:
    """A passage while it is read."""

    element: Tag
    pieces: list[str] = field(default_factory=list)
    marked: list[Marked] = field(default_factory=list)
    size: int = 0

    def add(self, text: str) -> None:
        """More text; runs of blanks are one, as in a browser."""
        text = _BLANKS.sub(" ", text)
        if text.startswith(" ") and (not self.size or self.pieces[-1].endswith((" ", "\n"))):
            text = text[1:]
        if text:
            self.pieces.append(text)
            self.size += len(text)

    def end_line(self) -> None:
        """What follows stands on the next line."""
        if self.size:
            self.pieces.append("\n")
            self.size += 1


@dataclass
class Part:
    """A part of a page: a block, with what stands between it and the next (the first: what stands before any block).

    start: line and column at which it begins. section: the heading above it then. output: the element of the block, None of the
    first. charts: each with the number of its block; charts_before: how many stand before them in the page.
    """

    start: tuple[int, int] = (0, 0)
    section: str = ""
    output: Tag | None = None
    charts_before: int = 0
    passages: list[Passage] = field(default_factory=list)
    charts: list[tuple[Tag, int]] = field(default_factory=list)

    @property
    def stands_in(self) -> list[Any]:
        """All of it that rests on what stands before and around it in the page."""
        around = [[tag.name, classes(tag)] for tag in self.output.parents if isinstance(tag, Tag)] if self.output else []
        told = [[each.section, each.sort, each.text, each.output, each.seen, each.entry] for each in self.passages]
        return [self.section, around, self.charts_before, [output for _, output in self.charts], told]


class PageReader:
    """Reads one page: `parts` hold its passages with a number, in reading order, and its charts."""

    def __init__(self, html: str) -> None:
        self.soup = BeautifulSoup(html, "html.parser")
        self.parts = [Part()]
        self.downloads: list[str] = []  # of no chart
        self._section, self._output = "", -1
        self._chart: Tag | None = None
        self._entry = ""
        self._open = _Open(self.soup)
        self._walk(self.soup)
        self._close()

    def _walk(self, parent: Tag) -> None:
        for node in parent.children:
            if isinstance(node, Tag):
                self._element(node)
            elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
                self._open.add(str(node))

    def _element(self, tag: Tag) -> None:
        if tag.name in UNREAD:
            return
        if tag.name == "br":  # the next line of the same text
            self._open.end_line()
            return
        if tag.name in INLINE:
            if tag.name == "a" and tag.has_attr("download") and self._chart is None:
                self.downloads.append(str(tag.get("href", "")))
            self._attributes(tag)
            self._inline(tag)
            return
        self._close()
        outer = (self._output, self._chart, self._entry)
        if tag.name in ("div", "details", "li"):
            self._enter(tag, classes(tag))
        self._attributes(tag)
        self._open = _Open(tag)
        self._walk(tag)
        if tag.name in HEADINGS:
            self._section = "".join(self._open.pieces).strip().removesuffix("#").strip()
        self._close(tag)
        self._output, self._chart, self._entry = outer

    def _enter(self, tag: Tag, held: list[str]) -> None:
        """Note which block, and which chart, begins here."""
        if "output" in held and "text_html" in held:
            before = self.parts[-1].charts_before + len(self.parts[-1].charts)
            self.parts.append(Part(place_of(tag), self._section, tag, before))
            self._output = len(self.parts) - 2
        if "pcc-chart" in held:
            self.parts[-1].charts.append((tag, self._output))
            self._chart = tag
        if "pcc-entry" in held or "pcc-entry-row" in held:
            named = tag.find("div", id=True)
            self._entry = str(named.get("id")) if isinstance(named, Tag) else ""
        if "pcc-line" in held:  # what it says is of the entry that it leads to
            leads = tag.find("a", href=True)
            self._entry = str(leads.get("href")).rpartition("#")[2] if isinstance(leads, Tag) else ""

    def _inline(self, tag: Tag) -> None:
        start, into = self._open.size, self._open
        self._walk(tag)
        if tag.name in MARKED and self._open is into:
            text = "".join(into.pieces)[start:]
            lead = len(text) - len(text.lstrip(" "))
            into.marked.append(Marked(start + lead, start + len(text.rstrip(" ")), tag))

    def _close(self, next_in: Tag | None = None) -> None:
        """End the passage that is open; what follows is of the element around it."""
        held, text = self._open, "".join(self._open.pieces).rstrip()
        if has_number(text):
            sort = sort_of(held.element)
            marked = tuple(held.marked)
            self._keep(Passage(self._section, sort, text, held.element, self._output, True, marked, self._chart, self._entry))
        self._open = _Open(next_in.parent if next_in is not None and next_in.parent is not None else held.element)

    def _attributes(self, tag: Tag) -> None:
        for name, value in tag.attrs.items():
            if name in SPOKEN and has_number(text := _BLANKS.sub(" ", str(value)).strip()):
                self._keep(Passage(self._section, SPOKEN[name], text, tag, self._output, False, (), self._chart, self._entry))
        if tag.name == "meta" and str(tag.get("name", "")) in ("description", "author", "keywords"):
            self._keep(
                Passage(
                    self._section,
                    "description",
                    str(tag.get("content", "")),
                    tag,
                    self._output,
                    False,
                    (),
                    self._chart,
                    self._entry,
                )
            )

    def _keep(self, passage: Passage) -> None:
        if has_number(passage.text):
            self.parts[-1].passages.append(passage)

    @property
    def passages(self) -> list[Passage]:
        """The passages of all parts, in reading order."""
        return [passage for part in self.parts for passage in part.passages]


def classes(tag: Tag) -> list[str]:
    """The classes of an element."""
    found = tag.get("class") or []
    return found.split() if isinstance(found, str) else list(found)


SORTS = {
    "p": "paragraph",
    "li": "list",
    "td": "cell",
    "th": "heading of a row or column",
    "caption": "caption",
    "dt": "term",
    "dd": "description",
    "summary": "summary",
    "title": "title of the page",
    "figcaption": "caption",
    "text": "text in a drawing",
    "tspan": "text in a drawing",
    "desc": "text in a drawing",
}


def sort_of(tag: Tag) -> str:
    """What an element is, for people."""
    if tag.name in HEADINGS:
        return "heading"
    return SORTS.get(tag.name) or next((SORTS[t.name] for t in tag.parents if t.name in SORTS), "text")


def around(text: str, start: int, end: int) -> str:
    """The sentence, or part of one, that a number stands in."""
    begins = max((m.end() for m in re.finditer(r"[.!?;:] |\n", text[:start])), default=0)
    ends = re.search(r"[.!?;](?: |$)|\n", text[end:])
    return text[begins : end + ends.start() + 1 if ends else len(text)].strip()


def within(tag: Tag, name: str, kind: str = "") -> Tag | None:
    """The nearest element of this name (and class) that an element is, or stands in."""
    return next((t for t in _outwards(tag) if t.name == name and (not kind or kind in classes(t))), None)


def _outwards(tag: Tag) -> Iterator[Tag]:
    yield tag
    yield from (parent for parent in tag.parents if isinstance(parent, Tag))
