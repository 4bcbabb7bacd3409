"""What a reader of paper would see wrong in a laid out pack: text over an edge, a heading that its text has left alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

EDGE = 0.75  # points: a rounding, not a letter
HEADS = {"h1", "h2", "h3", "h4", "caption"}
HEAD_CLASSES = {"pcc-chart-title", "pcc-chart-subtitle", "fold-title", "pcc-message"}


def over_the_edge(document: Any) -> list[str]:
    """Texts that stand outside of their page's text area, with the page's number."""
    return [
        f"{number}: {box.text}" for number, page in enumerate(document.pages, 1) for box in _texts(page) if _is_over(page, box)
    ]


def stranded(document: Any) -> list[str]:
    """Headings and titles that stand last on a page, alone or with the sentence that introduces them, with the page's number."""
    found = []
    for number, page in enumerate(document.pages, 1):
        boxes = [box for box in _texts(page) if box.text.strip()]
        if boxes and (_heads(boxes[-1]) or _introduces(boxes)):
            found.append(f"{number}: {boxes[-1].text}")
    return found


def words(document: Any) -> str:
    """All texts of the pages' bodies, in the order in which they are set."""
    return " ".join(" ".join(box.text for page in document.pages for box in _texts(page)).split())


def place_of(document: Any, start: str) -> tuple[float, float]:
    """The left and right edge, in points, of the first text that begins with these words."""
    box = next(box for page in document.pages for box in _texts(page) if box.text.strip().startswith(start))
    return box.position_x, box.position_x + box.width


def headings(page: Any) -> Iterator[str]:
    """The titles of chapters that begin on a page, as far as they are set in one line."""
    return (box.text.strip() for box in _texts(page) if any(each.tag == "h1" for each in _elements(box)))


def _is_over(page: Any, box: Any) -> bool:
    right = page.width - page._page_box.margin_right
    return box.position_x + box.width > right + EDGE or box.position_y + box.height > page.height


def _texts(page: Any) -> Iterator[Any]:
    from weasyprint.formatting_structure.boxes import TextBox

    return (box for box in _seen(page) if isinstance(box, TextBox))


def _seen(page: Any) -> Iterator[Any]:
    """The texts and drawings of a page's body."""
    from weasyprint.formatting_structure.boxes import MarginBox

    bodies = [child for child in page._page_box.children if not isinstance(child, MarginBox)]
    for body in bodies:
        yield from _below(body, [])


def _below(box: Any, up: list[Any]) -> Iterator[Any]:
    from weasyprint.formatting_structure.boxes import ReplacedBox, TextBox
    from weasyprint.layout.absolute import AbsolutePlaceholder

    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    if isinstance(box, TextBox | ReplacedBox):
        box.up = [*up, box]
        yield box
    for child in getattr(box, "children", ()):
        yield from _below(child, [*up, box])


def _introduces(boxes: list[Any]) -> bool:
    """Whether the last paragraph of a page follows a heading, with more to come in the same section."""
    paragraph = next((each for each in reversed(_elements(boxes[-1])) if each.tag == "p"), None)
    section = next((each for each in reversed(_elements(boxes[-1])) if each.tag == "section"), None)
    before = next((box for box in reversed(boxes) if paragraph not in _elements(box)), None)
    last = paragraph is None or section is None or list(section)[-1] is paragraph
    return not last and before is not None and paragraph in list(section) and any(each.tag in HEADS for each in _elements(before))


def _elements(box: Any) -> list[Any]:
    return [each.element for each in box.up if each.element is not None and not isinstance(each.element, str)]


def _heads(box: Any) -> bool:
    elements = _elements(box)
    return any(each.tag in HEADS or HEAD_CLASSES & set((each.get("class") or "").split()) for each in elements)


def fills(document: Any) -> list[tuple[float, bool]]:
    """Of each page, how much of its text area is filled, from its head to its last text or drawing, and whether a chapter ends
    with it: what follows then begins a page of its own."""
    told = [(_filled(page), _chapters(page)) for page in document.pages]
    return [(share, number + 1 == len(told) or told[number + 1][1] != own) for number, (share, own) in enumerate(told)]


def _filled(page: Any) -> float:
    top, height = page._page_box.content_box_y(), page._page_box.height
    lowest = max((box.position_y + box.height for box in _seen(page)), default=top)
    return (lowest - top) / height


def _chapters(page: Any) -> str:
    """The last chapter that stands on a page; the cover and the contents are none."""
    last = [box for box in _texts(page) if box.text.strip()][-1:]
    chapters = [each for box in last for each in _elements(box) if "chapter" in (each.get("class") or "").split()]
    return chapters[0].get("id") if chapters else ""
