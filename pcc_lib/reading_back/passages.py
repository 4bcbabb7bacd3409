"""A built page as its readers meet it: every text that is seen or read aloud, with its place and what it is marked up as."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pcc_lib.core.text import words
from pcc_lib.reading_back.elements import Element, attribute, classes, first_with, is_element, outwards, tree_of
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
BLOCKS = words("div details li")  # what a block, a chart or an entry may be
OUTPUT = {"output", "text_html"}  # classes of the element in which a block stands
HEADINGS = words("h1 h2 h3 h4 h5 h6")
MARKED = words("data time code")  # elements whose text is one thing, of a kind of its own
_BLANKS = re.compile(r"[ \t\r\n\f]+")


class Marked(NamedTuple):
    """A stretch of a passage's text that its markup says something of: the element, and where it begins and ends."""

    start: int
    end: int
    element: Element


class Passage(NamedTuple):
    """A text of a page. `sort` is what it is, such as `paragraph`, `cell` or `alternative text`; `section` the heading above it.

    seen: whether it is set in the page, and not only told (an attribute). output: the number of its block (−1: of none).
    chart: the element of the chart that it is of. entry: the anchor of the entry of the page of figures that it stands in.
    """

    section: str
    sort: str
    text: str
    element: Element
    output: int = -1
    seen: bool = True
    marked: tuple[Marked, ...] = ()
    chart: Element | None = None
    entry: str = ""


@dataclass
class _Open:
    """A passage while it is read."""

    element: Element
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

    section: the heading above its begin. output: the element of the block, None of the first. charts: each with the number of
    its block; charts_before: how many stand before them in the page.
    """

    section: str = ""
    output: Element | None = None
    charts_before: int = 0
    passages: list[Passage] = field(default_factory=list)
    charts: list[tuple[Element, int]] = field(default_factory=list)

    @property
    def stands_in(self) -> list[Any]:
        """All of it that rests on what stands before and around it in the page."""
        around = [[each.tag, classes(each)] for each in self.output.iterancestors()] if self.output is not None else []
        told = [[each.section, each.sort, each.text, each.output, each.seen, each.entry] for each in self.passages]
        return [self.section, around, self.charts_before, [output for _, output in self.charts], told]


class PageReader:
    """Reads one page: `parts` hold its passages with a number, in reading order, and its charts."""

    def __init__(self, html: str) -> None:
        self.tree = tree_of(html)
        self.parts = [Part()]
        self.downloads: list[str] = []  # of no chart
        self._section, self._output = "", -1
        self._chart: Element | None = None
        self._entry = ""
        self._open = _Open(self.tree)
        self._element(self.tree)
        self._close()

    def _walk(self, parent: Element) -> None:
        self._open.add(parent.text or "")
        for node in parent:
            if is_element(node):
                self._element(node)
            self._open.add(node.tail or "")

    def _element(self, element: Element) -> None:
        name = str(element.tag)
        if name in UNREAD:
            return
        if name == "br":  # the next line of the same text
            self._open.end_line()
            return
        if name in INLINE:
            if name == "a" and "download" in element.attrib and self._chart is None:
                self.downloads.append(attribute(element, "href"))
            self._attributes(element)
            self._inline(element)
            return
        self._close()
        outer = (self._output, self._chart, self._entry)
        if name in BLOCKS:
            self._enter(element, classes(element))
        self._attributes(element)
        self._open = _Open(element)
        self._walk(element)
        if name in HEADINGS:
            self._section = "".join(self._open.pieces).strip().removesuffix("#").strip()
        self._close(element)
        self._output, self._chart, self._entry = outer

    def _enter(self, element: Element, held: list[str]) -> None:
        """Note which block, and which chart, begins here."""
        if OUTPUT.issubset(held):
            before = self.parts[-1].charts_before + len(self.parts[-1].charts)
            self.parts.append(Part(self._section, element, before))
            self._output = len(self.parts) - 2
        if "pcc-chart" in held:
            self.parts[-1].charts.append((element, self._output))
            self._chart = element
        if "pcc-entry" in held or "pcc-entry-row" in held:
            named = first_with(element, "div", "id")
            self._entry = attribute(named, "id") if named is not None else ""
        if "pcc-line" in held:  # what it says is of the entry that it leads to
            leads = first_with(element, "a", "href")
            self._entry = attribute(leads, "href").rpartition("#")[2] if leads is not None else ""

    def _inline(self, element: Element) -> None:
        start, into = self._open.size, self._open
        self._walk(element)
        if element.tag in MARKED and self._open is into:
            text = "".join(into.pieces)[start:]
            lead = len(text) - len(text.lstrip(" "))
            into.marked.append(Marked(start + lead, start + len(text.rstrip(" ")), element))

    def _close(self, next_in: Element | None = None) -> None:
        """End the passage that is open; what follows is of the element around it."""
        held, text = self._open, "".join(self._open.pieces).rstrip()
        if has_number(text):
            sort = sort_of(held.element)
            marked = tuple(held.marked)
            self._keep(Passage(self._section, sort, text, held.element, self._output, True, marked, self._chart, self._entry))
        around = next_in.getparent() if next_in is not None else None
        self._open = _Open(held.element if around is None else around)

    def _attributes(self, element: Element) -> None:
        for name, value in element.items():
            if name in SPOKEN and has_number(text := _BLANKS.sub(" ", value).strip()):
                self._tell(element, SPOKEN[name], text)
        if element.tag == "meta" and attribute(element, "name") in ("description", "author", "keywords"):
            self._tell(element, "description", attribute(element, "content"))

    def _tell(self, element: Element, sort: str, text: str) -> None:
        self._keep(Passage(self._section, sort, text, element, self._output, False, (), self._chart, self._entry))

    def _keep(self, passage: Passage) -> None:
        if has_number(passage.text):
            self.parts[-1].passages.append(passage)

    @property
    def passages(self) -> list[Passage]:
        """The passages of all parts, in reading order."""
        return [passage for part in self.parts for passage in part.passages]


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


def sort_of(element: Element) -> str:
    """What an element is, for people."""
    if element.tag in HEADINGS:
        return "heading"
    return next((SORTS[str(each.tag)] for each in outwards(element) if each.tag in SORTS), "text")


def around(text: str, start: int, end: int) -> str:
    """The sentence, or part of one, that a number stands in."""
    begins = max((m.end() for m in re.finditer(r"[.!?;:] |\n", text[:start])), default=0)
    ends = re.search(r"[.!?;](?: |$)|\n", text[end:])
    return text[begins : end + ends.start() + 1 if ends else len(text)].strip()
