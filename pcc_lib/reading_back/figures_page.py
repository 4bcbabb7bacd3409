"""The page of figures: each entry stands in an element with the anchor of its figure, and all its numbers are that row's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from bs4 import Tag

from pcc_lib.core.errors import ReportError
from pcc_lib.core.periods import Span
from pcc_lib.figures.figure import blocks_of
from pcc_lib.figures.reworking import read_block
from pcc_lib.inputs.project import Project
from pcc_lib.reading_back.declared import Claim, Declared, Texts
from pcc_lib.reading_back.passages import Passage
from pcc_lib.reading_back.said import Row, texts_of

OF_ENTRY, OF_CELLS = "figure", "cell"
_COLUMNS = ("formula", "cells", "id", "original", "value", "settings", "period", "compared_with")


class Entry:
    """An entry of the page of figures: what it may tell of its row, and of the cells that the row names."""

    def __init__(self, row: Row, project: Project) -> None:
        self.row, self._project = row, project

    @cached_property
    def periods(self) -> frozenset[str]:
        """The periods that it may name: its own and those that it is set against, each end."""
        spans = (Span.parse(self.row.get(name, "")) for name in ("period", "compared_with"))
        return frozenset(p for span in spans for p in (span.first, span.last) if p[:2].isdigit())

    @cached_property
    def codes(self) -> frozenset[str]:
        """All that it may say in code."""
        return frozenset({*(self.row.get(name, "") for name in _COLUMNS), *blocks_of(self.row.get("cells", ""))})

    def claims(self, text: str) -> Iterator[Claim]:
        """What it says of the figure itself."""
        yield from self._own.claims(text)

    @cached_property
    def _own(self) -> Texts:
        told = (*texts_of(self.row), *(self.row.get(name, "") for name in _COLUMNS), *blocks_of(self.row.get("cells", "")))
        return Texts.of(Declared(each, OF_ENTRY, self.row["id"], "") for each in told if each)

    def cell_claims(self, text: str) -> Iterator[Claim]:
        """The values of its cells, read anew: each by itself, and those of a block together."""
        yield from self._cells.claims(text)

    @cached_property
    def _cells(self) -> Texts:
        return Texts.of(
            Declared(text, OF_CELLS, block, "")
            for block in blocks_of(self.row.get("cells", ""))
            for value in self._values(block)
            for text in value_texts(value)
        )

    def _values(self, block: str) -> Iterator[float]:
        try:
            found = read_block(self._project, block)
        except ReportError:
            return
        yield from (float(value) for value in found.table.to_numpy().ravel() if value == value)
        yield found.total


def value_texts(value: float) -> Iterator[str]:
    """How a value of a cell may be written: as its file has it, and with commas between thousands."""
    if value == value:
        yield f"{value:.12g}"
        yield f"{value:,.12g}" if abs(value) < 1e12 else f"{value:.12g}"
        yield f"{value:,.10f}".rstrip("0").rstrip(".")


class Entries:
    """The entries of the page, by the anchors of their elements."""

    def __init__(self, rows: Mapping[str, Sequence[Row]], project: Project) -> None:
        self._rows, self._project = rows, project
        self._made: dict[str, Entry] = {}

    def of(self, passage: Passage) -> Entry | None:
        """The entry that a passage stands in; None where it stands in none."""
        anchor = next((id for tag in _outwards(passage.element) if (id := str(tag.get("id", ""))) in self._rows), "")
        if anchor and anchor not in self._made:
            self._made[anchor] = Entry(self._rows[anchor][0], self._project)
        return self._made[anchor] if anchor else None


def _outwards(tag: Tag) -> Iterator[Tag]:
    yield tag
    yield from (parent for parent in tag.parents if isinstance(parent, Tag))
