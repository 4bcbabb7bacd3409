"""Anchors that last: sections are named by what they tell, not by how their headings are worded or in which order they stand.

Sphinx names a section by its heading: `calls` is all that it makes of "999 calls", and the third "What?" of a page is `id6`. A
link that somebody has kept would break with the next edition. So a section takes the name of what its notebook asks for in it
(`Notebook.anchors`). The name that Sphinx gave it stays beside it, but for those that are counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from pcc_lib.core.errors import ReportError
from pcc_lib.inputs.contents import read_notebook
from pcc_lib.inputs.project import Project, project_folder

_COUNTED = re.compile(r"id\d+")


class Anchors(SphinxTransform):
    """Names the sections of every notebook of the project."""

    default_priority = 210  # when headings in outputs have become sections, before ids are sorted and contents collected

    def apply(self, **kwargs: Any) -> None:
        """Called by Sphinx for each page that it reads."""
        named = _named(self.app.confdir, self.env.docname)
        found = list(_sections(self.document)) if named else []
        often = Counter(own for (_, own), _ in found)
        for what, section in found:
            if anchor := named.get(what):
                give(self.document, section, anchor, drop=often[what[1]] > 1)


def give(document: nodes.document, section: nodes.section, anchor: str, drop: bool = False) -> None:
    """Let a section have this anchor before all others, unless something else of the page has it. drop: it is one of many of its
    heading, by which none of them is known."""
    if document.ids.get(anchor, section) is not section:
        return
    old = [id for id in section["ids"] if id != anchor and not (drop or _COUNTED.fullmatch(id))]
    section["ids"] = [anchor, *old]
    document.ids[anchor] = section


def _sections(document: nodes.document) -> Iterator[tuple[tuple[str, str], nodes.section]]:
    """The sections under the page's title, each with the words of its `##` heading and its own."""
    for page in document.findall(nodes.section):
        if page.parent is document:
            for section in (each for each in page.children if isinstance(each, nodes.section)):
                for within in section.findall(nodes.section):
                    yield (_heading(section), _heading(within)), within


def _heading(section: nodes.section) -> str:
    title = next(iter(section.findall(nodes.title)), None)
    return " ".join(title.astext().split()) if title is not None else ""


def _named(folder: str | Path, docname: str) -> Mapping[tuple[str, str], str]:
    """The anchors of a page's sections; none of a page that is no notebook of the project."""
    try:
        project = Project(project_folder(Path(folder)))
        file = f"{docname}.ipynb"
        return read_notebook(project, file).anchors if project.exists(file) else {}
    except ReportError:
        return {}
