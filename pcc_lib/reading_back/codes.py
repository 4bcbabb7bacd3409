"""Names with digits that may stand as code: ids, files, columns; what the ledger prints of formulas and cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pcc_lib.core.errors import ReportError
from pcc_lib.figures.blocks import source_cells
from pcc_lib.figures.counted_lists import names_a_list
from pcc_lib.figures.figure import blocks_of
from pcc_lib.inputs.measures import measure_ids, read_topic, topic_ids
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import Source, read_source, source_names
from pcc_lib.reading_back.said import Edition
from pcc_lib.reading_back.tokens import has_number

CODE, CELLS = "code", "reference"


class Codes(NamedTuple):
    """The names of one edition."""

    names: frozenset[str]
    project: Project
    sources: Mapping[str, Source]

    def kind(self, text: str) -> str:
        """What a text of code is; nothing where it is none that there is."""
        if text in self.names:
            return CODE
        if "#" in text:
            return CELLS if all(self._is_cells(block) for block in blocks_of(text)) else ""
        return CODE if "/" in text and not text.startswith(("/", "http")) and self._is_file(text) else ""

    def is_download(self, name: str, quarter: str) -> bool:
        """Whether a file is named after a chart, or a page's own table, and the quarter."""
        stem = name.removesuffix(f"-{quarter}.csv")
        return stem != name and (not has_number(stem) or stem in {each.replace("/", "-") for each in self.names if "/" in each})

    def _is_cells(self, block: str) -> bool:
        """Whether a reference names cells of a source, rows of a list that the book counts, or a place in a file."""
        if found := source_cells(block):
            source = self.sources.get(found.file)
            if source is not None and not found.edition:
                return source.calendar.read_span(found.span) is not None and found.column in source.columns
        return names_a_list(block) or self._is_file(block.partition("#")[0])

    def _is_file(self, name: str) -> bool:
        """Whether there is such a file or folder; what is listed is remembered, so that it shows when one goes."""
        try:
            self.project.path(name)
            folder, _, last = name.rstrip("/").rpartition("/")
            return last in self.project.names(folder)
        except ReportError:
            return False


def codes_of(edition: Edition, folder: QuarterFolder) -> Codes:
    """The names that code may hold in a book of this edition."""
    project = folder.project
    found = {*measure_ids(project), *topic_ids(project), str(folder.quarter)}
    sources = [read_source(project, name) for name in source_names(project)]
    for source in sources:
        found |= {source.name, source.file, *source.columns, source.period, source.breakdown}
    found |= {f"{id}/{chart.id}" for id in topic_ids(project) for chart in read_topic(project, id).charts}
    found |= {chart for page in edition.pages for block in page.blocks for chart in block.charts}
    for row in edition.rows:
        found |= {row.get(name, "") for name in ("id", "formula", "cells", "original")} | set(blocks_of(row.get("cells", "")))
    return Codes(frozenset(found), project, {source.file: source for source in sources})
