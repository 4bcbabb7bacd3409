"""What a finished PDF has to be so that everybody can read it, looked up in its bytes: title, language, outline, tags, words for
drawings, fonts.

It rests on ISO 14289-1 (PDF/UA-1) as far as a program can tell it; it does not take the place of a reader's trial.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pcc_lib.core.errors import ReportError, counted
from pcc_lib.packs.tags import kids, kind_of

if TYPE_CHECKING:
    from pikepdf import Pdf

LONGEST_ALT = 250
MAKER = "pcc-report-book"  # as templates/pack name it
_HEADINGS = {f"/H{level}": level for level in range(1, 7)}
_A4 = (595.3, 841.9)  # points
_NAMES = {"/L": "a list", "/LI": "the entry of a list", "/Table": "a table", "/TR": "the row of a table"}
# What may stand right in an element
_MAY_HOLD = {
    "/L": {"/LI", "/L", "/Caption", "/NonStruct"},
    "/LI": {"/Lbl", "/LBody"},
    "/Table": {"/THead", "/TBody", "/TFoot", "/TR", "/Caption", "/NonStruct"},
    "/TR": {"/TH", "/TD"},
}
_SHOWS = frozenset({"Tj", "TJ", "'", '"'})


@dataclass(frozen=True)
class Element:
    """An element of the structure.

    kind: such as `/Table`; depth: how deep it stands; alt: its words in place of a drawing; inner: the kinds of what stands right
    in it; scope: of the head of a table, whether it is that of a column or a row.
    """

    kind: str
    depth: int
    alt: str
    inner: tuple[str, ...]
    scope: str


def refuse(pdf: bytes, name: str) -> None:
    """A ReportError with what is wrong of a PDF; nothing where everything is right."""
    if found := faults(pdf):
        told = "; ".join(found[:5])
        raise ReportError(f"{name} was not written: it could not be read by everybody ({counted(len(found), 'fault')}): {told}")


def faults(pdf: bytes) -> list[str]:
    """What is wrong with a PDF, a sentence each."""
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [*_of_catalog(opened), *_of_structure(list(structure(opened))), *_of_pages(opened), *_of_fonts(opened)]


def structure(pdf: Pdf) -> Iterator[Element]:
    """The elements of the structure in the order in which they are read."""
    root = pdf.Root.get("/StructTreeRoot")
    if root is not None:
        yield from _below(root, 0)


def _below(node: Any, depth: int) -> Iterator[Element]:
    for kid in kids(node):
        if kind := kind_of(kid):
            inner = tuple(filter(None, map(kind_of, kids(kid))))
            scope = str(kid.A.get("/Scope", "")) if kind == "/TH" else ""
            yield Element(kind, depth, str(kid.get("/Alt", "")), inner, scope)
            yield from _below(kid, depth + 1)


def _of_catalog(pdf: Pdf) -> Iterator[str]:
    root = pdf.Root
    if not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "it is not tagged"
    if not str(root.get("/Lang", "")):
        yield "it names no language"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "a reader would show its file's name in place of its title"
    if "/Outlines" not in root:
        yield "it has no outline"
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as told:
        if str(told.get("pdfuaid:part", "")) != "1":
            yield "it does not say that it is PDF/UA-1"
        if not str(told.get("dc:title", "")):
            yield "it has no title"


def _of_structure(elements: list[Element]) -> Iterator[str]:
    if not elements:
        yield "it has no structure"
    last = 0
    for element in elements:
        if element.kind == "/Figure" and not element.alt:
            yield "a drawing has no words"
        if len(element.alt) > LONGEST_ALT:
            yield f"the words of a drawing are longer than {LONGEST_ALT} characters: {element.alt[:40]}…"
        level = _HEADINGS.get(element.kind)
        if level:
            if level > last + 1:
                yield f"a heading of level {level} follows one of level {last}"
            last = level
    yield from _of_tables(elements)


def _of_tables(elements: list[Element]) -> Iterator[str]:
    """A table without a cell that heads others cannot be read aloud, nor can a list of other things than entries."""
    for number, element in enumerate(elements):
        inner = [each.kind for each in _inside(elements, number)] if element.kind in ("/Table", "/Link") else []
        if element.kind == "/Table" and "/TH" not in inner:
            yield "a table has no heads"
        if element.kind == "/Link" and "/Link" in inner:
            yield "a link holds another"
        if element.kind == "/TH" and not element.scope:
            yield "the head of a table does not say whether it is a column's or a row's"
        if foreign := set(element.inner) - _MAY_HOLD.get(element.kind, set(element.inner)):
            yield f"{_NAMES[element.kind]} holds what is no part of it: {', '.join(sorted(foreign))}"


def _inside(elements: list[Element], number: int) -> Iterator[Element]:
    for each in elements[number + 1 :]:
        if each.depth <= elements[number].depth:
            return
        yield each


def _of_pages(pdf: Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, 1):
        width, height = (float(side) for side in page.mediabox[2:])
        if abs(width - _A4[0]) > 1 or abs(height - _A4[1]) > 1:
            yield f"page {number} is not A4"
        links = [each for each in page.get("/Annots", []) if each.get("/Subtype") == "/Link"]
        if any("/StructParent" not in link or not str(link.get("/Contents", "")) for link in links):
            yield f"page {number} has a link that a screen reader is not told of"
        if links and page.get("/Tabs") != "/S":
            yield f"page {number} is stepped through in another order than it is read"
        if _untagged(page):
            yield f"page {number} shows text that is not tagged"


def _untagged(page: Any) -> bool:
    """Whether text is shown outside of every mark, neither as content nor as ornament."""
    import pikepdf

    depth = 0
    for _, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        depth += (name in ("BDC", "BMC")) - (name == "EMC")
        if name in _SHOWS and depth == 0:
            return True
    return False


def _of_fonts(pdf: Pdf) -> Iterator[str]:
    import pikepdf

    for held in pdf.objects:
        if isinstance(held, pikepdf.Dictionary) and held.get("/Type") == "/FontDescriptor":
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(held.keys()):
                yield f"the font {held.get('/FontName', '')} is not in it"
        elif isinstance(held, pikepdf.Dictionary) and held.get("/Subtype") == "/Type0" and "/ToUnicode" not in held:
            yield f"letters of {held.get('/BaseFont', '')} cannot be read out"


def pages_in(pdf: bytes) -> int:
    """How many pages a PDF has."""
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def is_pack(content: bytes) -> bool:
    """Whether the bytes of a file are a PDF that this library has made."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as opened:
            return str(opened.docinfo.get("/Creator", "")) == MAKER
    except pikepdf.PdfError:
        return False
