"""What a reader reads on a page, piece by piece: sentences, titles, alternative texts, tiles, headings and cells of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

# elements whose words are one piece of text; the innermost one counts
PIECES = {"p", "li", "td", "th", "caption", "dt", "dd", "h1", "h2", "h3", "h4", "summary", "figcaption"}
VOID = {"br", "img", "circle", "polyline", "path", "rect", "line", "input", "hr", "wbr", "use"}
SILENT = {"script", "style", "code"}
BREAK = " ¶ "  # after words that stand apart: a name in bold, a line of its own
CODE = "“code”"  # stands where names of files and columns do
# kinds by the class of the element; all others are named after their tag
CLASSES = {"pcc-chart-title": "title", "pcc-chart-subtitle": "subject", "pcc-chart-shows": "shows", "pcc-note": "note"}
TAGS = {"td": "cell", "th": "heading", "caption": "caption", "dt": "tile name", "dd": "tile", "summary": "caption"}


@dataclass(frozen=True)
class Piece:
    """A piece of text as read.

    kind: `title`, `subject`, `shows` (the sentence of a chart), `note`, `alt`, `caption`, `cell`, `heading`, `tile name`, `tile`,
    `text`, `label`. figures: what is printed as a figure in it. beside: of a chart's title the sentence under it.
    """

    kind: str
    text: str
    page: str = ""
    block: str = ""
    figures: tuple[str, ...] = ()
    beside: str = ""

    @property
    def sentences(self) -> list[str]:
        """Its sentences, without the white space about them."""
        return [s.strip() for s in re.split(r"(?<=[.!?…])\s+(?=[A-Z“0-9])|¶", self.text) if s.strip()]


@dataclass
class _Open:
    tag: str
    kind: str
    words: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[tuple[str, str, tuple[str, ...]]] = []
        self.open: list[_Open] = [_Open("", "text")]
        self.silent = 0
        self.in_figure = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        for name in ("aria-label", "alt"):
            if words := said.get(name, "").strip():
                kind = "alt" if tag in ("img", "svg") else "label"
                self.pieces.append((kind, words, ()))
        if tag in SILENT:
            self.silent += 1
        if tag == "code":
            self.open[-1].words.append(CODE)
        if tag == "br":
            self.open[-1].words.append(BREAK)
        if tag == "data":
            self.in_figure += 1
        if tag in PIECES:
            kind = next((k for c, k in CLASSES.items() if c in said.get("class", "").split()), TAGS.get(tag, "text"))
            self.open.append(_Open(tag, kind))

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT
        self.in_figure -= tag == "data"
        if tag in ("b", "strong") and self.open[-1].kind != "title":
            self.open[-1].words.append(BREAK)
        if tag in PIECES and len(self.open) > 1:
            while len(self.open) > 1:
                done = self.open.pop()
                self._keep(done)
                if done.tag == tag:
                    break
        elif tag in ("div", "section", "ul", "ol", "table", "tr"):
            self._flush()

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        self.open[-1].words.append(data)
        if self.in_figure and data.strip():
            self.open[-1].figures.append(data.strip())

    def _flush(self) -> None:
        """What stands outside all pieces is one of its own."""
        if len(self.open) == 1:
            self._keep(self.open[0])
            self.open[0] = _Open("", "text")

    def _keep(self, done: _Open) -> None:
        text = re.sub(r"¶ (?=[.,;:)])", "", re.sub(r"\s+", " ", "".join(done.words))).strip(" ¶")
        text = re.sub(r" (?=[.,;:)])", "", text) if BREAK in "".join(done.words) else text
        if text:
            self.pieces.append((done.kind, text, tuple(done.figures)))

    def close(self) -> None:
        super().close()
        while self.open:
            self._keep(self.open.pop())


def pieces(html: str, page: str = "", block: str = "") -> Iterator[Piece]:
    """Every piece of text of a block, in the order of the page; texts of drawings (their specifications) are none."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    for i, (kind, text, figures) in enumerate(reader.pieces):
        under = (said for later, said, _ in reader.pieces[i + 1 :] if later == "shows")
        yield Piece(kind, text, page, block, figures, next(under, "") if kind == "title" else "")
