"""Sections from what a cell shows: headings among its outputs become headings of the page.

MyST-NB renders a heading in an output as a line of bold text, because an output lies inside a container, where no section can
begin; the contents would not have it, and a screen reader would not find it. So a cell that shows pieces of Markdown, as a
standard page does, is taken apart before the contents are collected: what follows a heading is put into its section.
"""

from __future__ import annotations

from collections.abc import Iterator
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
            if any(_is_markdown(bundle) for bundle in _bundles(cell)):
                self._take_apart(cell)

    def _take_apart(self, cell: nodes.container) -> None:
        """Put the pieces of a cell where it stood: those before the first heading as they are, the others in sections."""
        here = cell.parent
        at, depth = here.index(cell), _depth(cell)
        before: list[nodes.Node] = []
        open_sections: list[nodes.section] = []
        for piece in _pieces(cell):
            if isinstance(piece, nodes.rubric):
                del open_sections[max(piece["level"] - depth - 1, 0) :]
                section = self._section(piece)
                (open_sections[-1].append if open_sections else before.append)(section)
                open_sections.append(section)
            else:
                (open_sections[-1].append if open_sections else before.append)(piece)
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


def _bundles(cell: nodes.container) -> Iterator[nodes.container]:
    """A cell's outputs, each in all its types of content."""
    return (node for node in cell.findall(nodes.container) if node.get("nb_element") == "mime_bundle")


def _is_markdown(bundle: nodes.Element) -> bool:
    return any(isinstance(child, nodes.Element) and child.get("mime_type") == MARKDOWN for child in bundle.children)


def _pieces(cell: nodes.container) -> Iterator[nodes.Node]:
    """The words of a cell's outputs as parts of the page, and each other output as a cell of its own."""
    for bundle in list(_bundles(cell)):
        if _is_markdown(bundle):
            yield from next(c for c in bundle.children if isinstance(c, nodes.Element) and c["mime_type"] == MARKDOWN).children
        else:
            output = nodes.container(nb_element="cell_code_output", classes=["cell_output"])
            output += bundle
            alone = nodes.container(**cell.attributes)
            alone += output
            yield alone


def _depth(node: nodes.Node) -> int:
    """How many sections a node stands in; the page's title is the first."""
    depth = 0
    while node.parent is not None:
        node = node.parent
        depth += isinstance(node, nodes.section)
    return depth
