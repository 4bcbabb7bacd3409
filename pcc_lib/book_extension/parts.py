"""The page of figures cut into pages: each topic's figures with the cells that they rest on, the others, charts and tables.

A notebook shows the ledger as one page; in a book that would be a page of some megabytes. So what the ledger's blocks wrote (see
`pages/ledger_parts`) is cut at their own tags, which no text can hold, since text is escaped. Nothing is worked out here, and
nothing is said that the blocks have not said.

A source's cells, and the rows of a list, stand on the first page whose entries rest on them; other pages lead there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from itertools import chain, groupby
from string import ascii_uppercase
from urllib.parse import unquote

from pcc_lib.book_extension.part_evidence import Evidence
from pcc_lib.book_extension.part_names import file_names
from pcc_lib.pages.ledger_parts import DRAWN, Part, group_of, part_html
from pcc_lib.writing.html import Markup, fill, join, written, written_but

LARGEST = 300_000  # bytes of a page's HTML
FRAME = 32_000  # of these what stands around its entries: the theme's side bar, banner and foot; and acronyms, explained
LIST = ("all", "All figures in one list")
_LINK = 24  # bytes that the address of a page adds to a link in the list

_PART = re.compile(
    r'<section class="pcc-ledger-part" id="(?P<anchor>[^"]*)" data-page="(?P<page>[^"]*)" data-page-title="(?P<title>[^"]*)"'
    r' aria-label="(?P<name>[^"]*)">\n(?P<entries>.*?)</section>',
    re.DOTALL,
)
_CELLS = re.compile(r'<section class="pcc-ledger-cells" (?P<entries>.*?)</section>', re.DOTALL)
_EVIDENCE = re.compile(r'<script type="application/json" id="pcc-evidence">(?P<json>.*?)</script>', re.DOTALL)
_ENTRY = re.compile(
    r'<div class="pcc-entry-row"[^<>]*>\n.*?<p class="pcc-entry-from">[^\n]*</p>\n</div>'
    r'|<details class="pcc-entry(?: pcc-cells)?">.*?</div></details>',
    re.DOTALL,
)
_OF, _ON = re.compile(r'data-of="([^"]*)"'), re.compile(r'<span class="pcc-entry-on">On (.*?)\.</span>')
_SOURCE = re.compile(r'<span class="pcc-entry-source">(.*?)</span>(?=</p>)')
_TAG = re.compile(r"<[^<>]*>")
_ANCHOR = re.compile(r'<div id="([^"]*)">')
_RESTS_ON = re.compile(r'href="#((?:cells|list)-[^"]*)"')
_SUMMARY = re.compile(r"<summary><b[^>]*>(?P<value>.*?)</b> <span>(?P<words>.*?)</span></summary>", re.DOTALL)
_TABLE = re.compile(r"(?P<before>.*<tbody>\n)(?P<rows>.*)(?P<after></tbody>.*)", re.DOTALL)
_TABLE_LINK = re.compile(r'download="(?P<name>[\w-]+\.csv)" href="data:text/csv;charset=utf-8,(?P<data>[^"]*)"')
_SMALL = re.compile("</?small>")
_ROW = re.compile(r"<tr>.*?</tr>\n", re.DOTALL)


@dataclass(frozen=True)
class Home:
    """The page that is cut: the name of its file, beside which its pages have a folder of the same name, and its title."""

    name: str
    title: str


@dataclass(frozen=True)
class Piece:
    """An entry: its anchor, its HTML, and the part that it is of; none: the cells of a source, or the rows of a list."""

    anchor: str
    html: Markup
    part: Part | None = None
    size: int = 0  # bytes
    is_line: bool = False  # a line that leads to it

    @property
    def seen(self) -> tuple[Markup, Markup]:
        """What is seen of it when it is closed: what it is, in words, and its value or name."""
        found = _SUMMARY.search(self.html)
        return (written_but(written(found, "words"), _SMALL), written(found, "value")) if found else (Markup(), Markup())


@dataclass(frozen=True)
class PartPage:
    """A page of the ledger: its name and title, and its body, whose links are those of the one page that it was cut from.

    anchors: those of its entries and parts, each with the one that a link to it leads to.
    """

    name: str
    title: str
    body: Markup
    anchors: Mapping[str, str]


@dataclass(frozen=True)
class Ledger:
    """A ledger cut up: what is left of each of its blocks; its pages in their order, the list of all entries first; and tables to
    take along that stood in its links, by the names of their files."""

    left: tuple[Markup, ...]
    pages: tuple[PartPage, ...]
    files: Mapping[str, str]

    @property
    def places(self) -> dict[str, str]:
        """Of each anchor the page that holds it, and where a link to it leads there: `calls-999#f-calls-999-volume-value`."""
        return {anchor: f"{page.name}#{to}" for page in reversed(self.pages) for anchor, to in page.anchors.items()}


@dataclass(frozen=True)
class _Group:
    """What stands under one name: on one page, or on several where it is too large for one."""

    name: str
    title: str
    pages: tuple[tuple[Piece, ...], ...]


def is_ledger(blocks: Iterable[str]) -> bool:
    """Whether blocks of a page are those of the ledger."""
    return any(_PART.search(block) for block in blocks)


def cut(blocks: Sequence[str], home: Home, taken: Collection[str] = (), room: int = LARGEST - FRAME) -> Ledger:
    """The ledger's blocks as pages of `room` bytes at most. An entry that is larger by itself has a page to itself.

    home: the page that is cut. taken: names that no page may have, since the book has other pages of these names there.
    """
    evidence = Evidence.read(m["json"] for block in blocks for m in _EVIDENCE.finditer(block))
    held = _grouped([p for b in blocks for p in _entries(b)], {p.anchor: p for b in blocks for p in _shared(b)})
    groups = [_Group(*page, tuple(_sheets(pieces, evidence, room))) for page, pieces in held.items()]
    lines = tuple(_sheets([_line(p) for p in chain(*held.values()) if p.part and p.part.page != DRAWN], Evidence({}, []), room))
    found = [*([_Group(*LIST, lines)] if lines else []), *groups]
    names = file_names([(group.name, len(group.pages)) for group in found], taken)
    pages = tuple(page for group, own in zip(found, names, strict=True) for page in _paged(group, own, home, evidence))
    files: dict[str, str] = {}
    return Ledger(tuple(_left(block, home, pages, files) for block in blocks), pages, files)


def _left(block: str, home: Home, pages: Sequence[PartPage], files: dict[str, str]) -> Markup:
    """What is left of a block on the page that is cut; its tables to take along become files."""

    def saved(found: re.Match[str]) -> str:
        files[found["name"]] = unquote(found["data"])
        return f'download="{found["name"]}" href="{home.name}/{found["name"]}"'

    left = written_but(_TABLE_LINK.sub(saved, block), _PART, _CELLS, _EVIDENCE)
    if not pages or not _EVIDENCE.search(block):
        return left
    cells = [(piece.anchor, piece.seen[1]) for piece in _shared(block)]
    return fill("ledger/leads", anchor=page_anchor(pages[0].name), title=pages[0].title, contents=left, cells=cells)


# ── what the blocks wrote ─────────────────────────────────────────────────────────────────────────────────────────────
def _entries(block: str) -> Iterator[Piece]:
    for m in _PART.finditer(block):
        anchor, name, title, page = (unescape(m[key]) for key in ("anchor", "name", "title", "page"))
        part = Part(anchor, name, "", (page, title))
        yield from (replace(piece, part=part) for piece in _pieces(m["entries"]))


def _shared(block: str) -> Iterator[Piece]:
    return (piece for m in _CELLS.finditer(block) for piece in _pieces(m["entries"]))


def _pieces(entries: str) -> Iterator[Piece]:
    for m in _ENTRY.finditer(entries):
        if anchor := _ANCHOR.search(m[0]):
            yield Piece(unescape(anchor[1]), written(m), size=len(m[0].encode("utf-8")))


def _grouped(entries: Sequence[Piece], shared: dict[str, Piece]) -> dict[tuple[str, str], list[Piece]]:
    """The entries of each page, by its name and title, and after them the cells and lists that they are the first to rest on."""
    found: dict[tuple[str, str], list[Piece]] = {}
    for piece in entries:
        if piece.part:
            found.setdefault(piece.part.page, []).append(piece)
    for held in found.values():
        named = dict.fromkeys(anchor for piece in held for anchor in _RESTS_ON.findall(piece.html))
        held += [shared.pop(anchor) for anchor in sorted(named) if anchor in shared]
    return found


# ── pages ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _sheets(pieces: Iterable[Piece], evidence: Evidence, room: int) -> Iterator[tuple[Piece, ...]]:
    """Pieces in their order, as many on each page as it has room for, with the cells that they are worked out from."""
    sheet: list[Piece] = []
    size, blocks = 0, set[int]()
    for piece in chain.from_iterable(_cut_rows(piece, room) for piece in pieces):
        more = piece.size + evidence.weight(piece.anchor, blocks)
        if sheet and size + more > room:
            yield tuple(sheet)
            sheet, size, blocks = [], 0, set()
            more = piece.size + evidence.weight(piece.anchor)
        sheet.append(piece)
        size += more
        blocks |= evidence.places(piece.anchor)
    if sheet:
        yield tuple(sheet)


def _cut_rows(piece: Piece, room: int) -> Iterator[Piece]:
    """A table of cells that no page has room for, as several with the same head."""
    table = _TABLE.fullmatch(piece.html) if piece.size > room and piece.part is None else None
    if table is None:
        yield piece
        return
    rows, size = list[Markup](), 0
    left = room - len((table["before"] + table["after"]).encode("utf-8"))
    for row in map(written, _ROW.finditer(table["rows"])):
        if rows and size + len(row.encode("utf-8")) > left:
            yield _with_rows(piece, table, rows)
            rows, size = [], 0
        rows.append(row)
        size += len(row.encode("utf-8"))
    yield _with_rows(piece, table, rows)


def _with_rows(piece: Piece, table: re.Match[str], rows: Sequence[Markup]) -> Piece:
    html = join([written(table, "before"), *rows, written(table, "after")])
    return replace(piece, html=html, size=len(html.encode("utf-8")))


def _line(piece: Piece) -> Piece:
    """An entry as a line of the list of all; the address of its page will stand before its anchor."""
    words, value = piece.seen
    of, on = _OF.search(piece.html), _ON.search(piece.html)
    where = written_but(on[1], _TAG) if on else ""
    line = fill("ledger/line", anchor=piece.anchor, words=words, value=value, of=unescape(of[1]) if of else "", on=where)
    return replace(piece, html=line, size=len(line.encode("utf-8")) + _LINK, is_line=True)


def _paged(group: _Group, names: Sequence[str], home: Home, evidence: Evidence) -> Iterator[PartPage]:
    """The pages of a group; each leads to the next where there is one."""
    titles = [group.title, *(f"{group.title}, part {_letter(at)}" for at in range(1, len(names)))]
    for at, (name, title, pieces) in enumerate(zip(names, titles, group.pages, strict=True)):
        more = (page_anchor(names[at + 1]), titles[at + 1]) if at + 1 < len(names) else ()
        body = fill(
            "ledger/page",
            anchor=page_anchor(name),
            title=title,
            home=home,
            parts=[_part(part, list(held)) for part, held in groupby(pieces, lambda piece: piece.part)],
            evidence=evidence.script(piece.anchor for piece in pieces if not piece.is_line),
            more=more,
        )
        yield PartPage(name, title, body, _anchors(name, pieces))


def _part(part: Part | None, pieces: Sequence[Piece]) -> Markup:
    """Consecutive pieces of one part, as they stand on a page."""
    shown = [piece.html for piece in pieces]
    if pieces[0].is_line:
        return fill("ledger/lines", title=part.title if part else "", lines=shown)
    if part is None:
        return fill("ledger/all_cells", cells=join(shown, "\n"))
    groups = [(of, list(held)) for of, held in groupby(shown, group_of)]
    same = {of: told for of, rows in groups if of and (told := _same(rows))}
    return part_html(part, [written_but(row, _SOURCE) if of in same else row for of, rows in groups for row in rows], same)


def _same(rows: Sequence[Markup]) -> Markup:
    """What all of several rows come from; nothing where they come from different sources."""
    found = [_SOURCE.search(row) for row in rows]
    first = found[0]
    alike = len(rows) > 1 and first and all(each and each[1] == first[1] for each in found)
    return written(first, 1).strip() if first and alike else Markup()


def _anchors(name: str, pieces: Sequence[Piece]) -> dict[str, str]:
    """What stands on a page (the list of all holds nothing, and leads to it), and where a link to it leads there: one to the part
    that the page begins with leads to its heading."""
    found = {page_anchor(name): page_anchor(name)}
    for at, piece in enumerate(piece for piece in pieces if not piece.is_line):
        if piece.part:
            found.setdefault(piece.part.anchor, piece.part.anchor if at else page_anchor(name))
        found[piece.anchor] = piece.anchor
    return found


def page_anchor(name: str) -> str:
    """The anchor of the whole of a page of the ledger."""
    return f"page-{name}"


def _letter(at: int) -> str:
    """A, B, …, Z, AA, AB, … from nought: a number in a title would be one that nothing proves."""
    return (_letter(at // 26 - 1) if at >= 26 else "") + ascii_uppercase[at % 26]
