"""Sections from what a cell shows: headings among its outputs become headings of the page.

MyST-NB renders a heading in an output as a line of bold text, because an output lies inside a container, where no section can
begin; the contents would not have it, and a screen reader would not find it. So a cell that shows pieces of Markdown, as a
standard page does, is taken apart before the contents are collected: what follows a heading is put into its section.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

MARKDOWN = "text/markdown"


class Sections(SphinxTransform):
    """Takes apart every cell that shows Markdown."""

    default_priority = 200  # before ids are sorted and contents collected

    def apply(self, **kwargs: Any) -> None:
        """Called by Sphinx for each page that it reads."""
        cells = [node for node in self.document.findall(nodes.container) if node.get("nb_element") == "cell_code"]
        for cell in cells:
            if any(_words(output) is not None for held in _elements(cell) for output in _outputs(held)):
                self._take_apart(cell)

    def _take_apart(self, cell: nodes.container) -> None:
        """Put the pieces of a cell where it stood: those before the first heading as they are, the others in sections."""
        here, before = cell.parent, list[nodes.Node]()
        at = here.index(cell)
        open_at: list[tuple[int, Callable[[nodes.Node], None]]] = [(0, before.append)]  # levels, and what adds to them
        for piece in _pieces(cell):
            if isinstance(piece, nodes.rubric):
                while open_at[-1][0] >= piece["level"]:
                    open_at.pop()
                section = self._section(piece)
                open_at[-1][1](section)
                open_at.append((piece["level"], section.append))
            else:
                open_at[-1][1](piece)
        here[at : at + 1] = before

    def _section(self, rubric: nodes.rubric) -> nodes.section:
        """The section that a heading begins, with the heading's id, which links lead to."""
        section = nodes.section("", nodes.title(rubric.rawsource, "", *rubric.children))
        section.source, section.line = rubric.source, rubric.line
        section.update_all_atts(rubric, and_source=False)
        section.attributes.pop("level")
        for id in section["ids"]:
            self.document.ids[id] = section
        return section


def _elements(node: nodes.Node) -> list[nodes.Element]:
    return [child for child in node.children if isinstance(child, nodes.Element)]


def _outputs(held: nodes.Element) -> list[nodes.Element]:
    """The outputs in this part of a cell (none in its source)."""
    return _elements(held) if held.get("nb_element") == "cell_code_output" else []


def _words(output: nodes.Element) -> nodes.Element | None:
    """What an output has as Markdown, among all its types of content."""
    return next((kind for kind in _elements(output) if kind.get("mime_type") == MARKDOWN), None)


def _pieces(cell: nodes.container) -> Iterator[nodes.Node]:
    """The words of a cell's outputs as parts of the page; its source and each other output, such as an error, as a cell of
    its own."""
    for held in _elements(cell):
        outputs = _outputs(held)
        if not outputs:
            yield _within([cell], held)
        for output in outputs:
            words = _words(output)
            yield from [_within([held, cell], output)] if words is None else words.children


def _within(containers: Iterable[nodes.Element], inner: nodes.Node) -> nodes.Node:
    """A node alone in copies of its containers, the nearest first."""
    for container in containers:
        alone = container.copy()
        alone += inner
        inner = alone
    return inner
