"""A built page as a tree of elements. It is read by libxml2, which takes a twentieth of the time of a parser in Python.

It passes over what stands behind the end of a page, and ends early where elements stand in too many others; browsers do neither.
So a mark is put behind all of a page's text: whatever is read up to there was read whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] it says nothing of its types

_END = "pcc-end"  # the mark
_ENDS = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_OUTER = re.compile(r"<(?:html|head|body)[\s/]+[^\s/<>]", re.IGNORECASE)  # with an attribute


class Element(Protocol):
    """What is asked of a node of such a tree: lxml says nothing of its types."""

    tag: Any  # a name; a function of a comment
    text: str | None
    tail: str | None
    attrib: Mapping[str, str]
    sourceline: int

    def __iter__(self) -> Iterator[Element]: ...
    def __len__(self) -> int: ...
    def get(self, key: str, default: str, /) -> str: ...
    def items(self) -> Iterable[tuple[str, str]]: ...
    def iter(self, *names: str) -> Iterator[Element]: ...
    def iterdescendants(self, *names: str) -> Iterator[Element]: ...
    def iterancestors(self) -> Iterator[Element]: ...
    def itertext(self) -> Iterator[str]: ...
    def getparent(self) -> Element | None: ...
    def getnext(self) -> Element | None: ...
    def remove(self, element: Element, /) -> None: ...


def tree_of(html: str) -> Element:
    """The outermost element of a page. A ValueError where it cannot be read to its end, or begins twice: what its second begin
    says in attributes would not be known."""
    text = f"{_ENDS.sub('', html)}<{_END}></{_END}>"
    tree: Element | None = etree.fromstring(text.encode("utf-8", "replace"), etree.HTMLParser(encoding="utf-8", huge_tree=True))
    end = None if tree is None else next(tree.iter(_END), None)
    is_last = end is not None and not (end.tail or end.text or len(end)) and end.getnext() is None
    if tree is None or end is None or not is_last or len(_OUTER.findall(html)) != _outer_with_attributes(tree):
        raise ValueError("the page cannot be read to its end")
    next(end.iterancestors()).remove(end)
    return tree


def _outer_with_attributes(tree: Element) -> int:
    return sum(each.tag in ("html", "head", "body") and bool(each.attrib) for each in (tree, *tree))


def is_element(node: Element) -> bool:
    """Whether a node is an element, and no comment."""
    return isinstance(node.tag, str)


def attribute(element: Element, name: str) -> str:
    """What an attribute says; blank where it is not there."""
    return element.get(name, "")


def classes(element: Element) -> list[str]:
    """The classes of an element."""
    return attribute(element, "class").split()


def text_of(element: Element) -> str:
    """All text in an element."""
    return "".join(element.itertext())


def below(element: Element, name: str, kind: str = "") -> Iterator[Element]:
    """Every element of this name (and class) in an element, in the order of the page."""
    return (each for each in element.iterdescendants(name) if not kind or kind in classes(each))


def first_below(element: Element, name: str, kind: str = "") -> Element | None:
    """The first of them."""
    return next(below(element, name, kind), None)


def first_with(element: Element, name: str, said: str) -> Element | None:
    """The first element of this name in an element that has an attribute."""
    return next((each for each in element.iterdescendants(name) if said in each.attrib), None)


def heads_of(table: Element) -> list[Element]:
    """The heads of the columns of a table."""
    return [each for each in table.iterdescendants("th") if attribute(each, "scope") == "col"]


def children(element: Element, *names: str) -> list[Element]:
    """The elements of these names that stand in an element itself."""
    return [each for each in element if each.tag in names]


def outwards(element: Element) -> Iterator[Element]:
    """An element, and those that it stands in, the nearest first."""
    yield element
    yield from element.iterancestors()


def within(element: Element, name: str, kind: str = "") -> Element | None:
    """The nearest element of this name (and class) that an element is, or stands in."""
    return next((each for each in outwards(element) if each.tag == name and (not kind or kind in classes(each))), None)
