"""Whole pages as a reader has them before Sphinx frames them: the words of a notebook and its blocks, in their order."""

from __future__ import annotations

import json
from collections.abc import Iterator

from markdown_it import MarkdownIt

from pcc_lib.inputs.contents import notebooks
from pcc_lib.inputs.project import Project
from pcc_lib.report import Report


def whole_pages(project: Project, quarter: str = "latest") -> Iterator[tuple[str, list[str]]]:
    """Each page of the book in a quarter: its name, and its pieces as HTML, charts drawn."""
    figures = None
    for page in notebooks(project):
        report = Report(project, page.opened_as, quarter)
        report.page.figures = figures = figures or report.page.figures  # each figure is worked out once
        asked = iter(page.calls)
        cells = json.loads((project.root / f"notebooks/{page.stem}.ipynb").read_text(encoding="utf-8"))["cells"]
        yield page.stem, [piece for cell in cells for piece in _pieces(report, cell, asked)]


def _pieces(report: Report, cell: dict, asked: Iterator) -> Iterator[str]:
    as_html, source = MarkdownIt("commonmark").render, "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        yield as_html(source)
    elif "standard_page()" in source:
        for data, _ in report.standard_page().outputs():
            yield data.get("text/html") or as_html(data["text/markdown"])
    elif "open_report" not in source and "report." in source:
        call = next(asked)
        yield str(getattr(report, call.name)(*call.args).drawn())
