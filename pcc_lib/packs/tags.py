"""Tags of a PDF put right, where WeasyPrint leaves them otherwise than the standard has them (ISO 32000-1, 14.8.4).

A link says in words where it leads, and holds no other link; the head of a table says whether it is a column's or a row's; what
an entry of a list tells stands in its body.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pikepdf import Pdf

ELSEWHERE = "Another place in this document"
_OF_ENTRIES = frozenset({"/Lbl", "/LBody"})


def put_right(pdf: Pdf, places: Mapping[str, str]) -> None:
    """Change the tags of a PDF in place; places: what stands at each name or address that a link leads to."""
    _tell_links(pdf, places)
    root = pdf.Root.get("/StructTreeRoot")
    if root is not None:
        _put_right_below(pdf, root, ())


def kids(node: Any) -> list[Any]:
    """The elements and links under an element of the structure, without the numbers of marked content."""
    import pikepdf

    held = node.get("/K", [])
    held = list(held) if isinstance(held, pikepdf.Array) else [held]
    return [kid for kid in held if isinstance(kid, pikepdf.Dictionary)]


def kind_of(element: Any) -> str:
    """The kind of an element, such as `/Table`; `` of what is no element."""
    return str(element.get("/S", ""))


def _tell_links(pdf: Pdf, places: Mapping[str, str]) -> None:
    """WeasyPrint tells the name of the place, such as `#p-1--calls`, or the address."""
    import pikepdf

    for page in pdf.pages:
        for link in page.get("/Annots", []):
            leads = str(link.get("/Dest", "") or link.get("/A", {}).get("/URI", ""))
            told = places.get(leads, "") or (ELSEWHERE if "/Dest" in link else leads)
            link.Contents = pikepdf.String(told)


def _put_right_below(pdf: Pdf, node: Any, above: tuple[str, ...]) -> None:
    """above: the kinds of the elements that this one stands in, and its own."""
    if kind_of(node) == "/L":
        _drop_empty(node)
    for kid in kids(node):
        kind = kind_of(kid)
        if kind == "/Link" and "/Link" in above:
            kid.S = _name("/Span")
        elif kind == "/TH":
            kid.A.Scope = _name("/Column" if "/THead" in above else "/Row")
        elif kind == "/LI":
            _set_body(pdf, kid)
        _put_right_below(pdf, kid, (*above, kind))


def _drop_empty(node: Any) -> None:
    """An entry that holds nothing but a list has been left empty beside it."""
    import pikepdf

    node.K = pikepdf.Array([kid for kid in kids(node) if kind_of(kid) != "/LI" or len(kid.get("/K", []))])


def _set_body(pdf: Pdf, entry: Any) -> None:
    told = list(_outside_of_body(entry))
    if not told:
        return
    import pikepdf

    body = pikepdf.Dictionary(Type=_name("/StructElem"), S=_name("/LBody"), P=entry, Pg=entry.Pg, K=pikepdf.Array(told))
    body = pdf.make_indirect(body)
    for part in told:
        part.P = body
    entry.K = pikepdf.Array([*(kid for kid in kids(entry) if kind_of(kid) in _OF_ENTRIES), body])


def _outside_of_body(entry: Any) -> Iterator[Any]:
    return (kid for kid in kids(entry) if kind_of(kid) not in _OF_ENTRIES)


def _name(name: str) -> Any:
    import pikepdf

    return pikepdf.Name(name)
