"""What the page of figures is held against: the evidence of each figure of the ledger, worked out anew from the files."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from pcc_lib.core.errors import ReportError, counted
from pcc_lib.core.files import sha256
from pcc_lib.core.periods import Span
from pcc_lib.core.status import Statuses
from pcc_lib.figures.embedded import embedded
from pcc_lib.figures.evidence import CellBlock, Evidence, evidence_of
from pcc_lib.figures.figure import Figure, FigureId
from pcc_lib.figures.figures import Figures
from pcc_lib.figures.symbols import number_text
from pcc_lib.pages.ledger_entries import cell_text, cells_anchor, list_anchor
from pcc_lib.reading_back.declared import Declared, Texts
from pcc_lib.reading_back.said import Row

_Place = tuple[str, str, str]  # a period, a part, a column


def _cells_told(block: CellBlock | None) -> Iterator[str]:
    """Each cell of a block, as an entry shows it."""
    for period, values, statuses in zip(block.periods, block.values, block.statuses, strict=True) if block else ():
        for part, value, status in zip(block.parts, values, statuses, strict=True) if block else ():
            yield f"{period}{f', {part}' if block and len(block.parts) > 1 else ''}: {cell_text(value, status)}"


class Ledger:
    """The rows of the ledger by the anchors of their entries, and what those are held against.

    before: a ledger of fewer pages of the same edition; what rows rest on that are the same is known by it.
    """

    def __init__(self, rows: Mapping[str, Sequence[Row]], figures: Figures, before: Ledger | None = None) -> None:
        self._rows, self._figures = rows, figures
        self._evidence: dict[str, Evidence | None] = {}
        if before:
            known = ((id, row) for id, row in self._by_id.items() if id in before._evidence and before._is_row(id, row))
            self._evidence = {id: before._evidence[id] for id, _ in known}

    def figure(self, id: str) -> Figure:
        """A figure as the ledger has it: its cells are read anew, and its formula worked out."""
        row = self._by_id[id]
        value, before = row.get("value", ""), row.get("compared_with", "")
        return Figure(
            name=FigureId.parse(id),
            breakdown=row.get("breakdown", ""),
            period=Span.parse(row.get("period", "")),
            compared_with="target" if before == "target" else Span.parse(before),
            value=float(value) if value else None,
            unit=row.get("unit", ""),
            text=row.get("text", ""),
            kind=row.get("kind", ""),
            status=Statuses.parse(row.get("status", "")),
            formula=row.get("formula", ""),
            cells=row.get("cells", ""),
            original=row.get("original", ""),
            method=lambda _: row.get("settings", ""),
        )

    @cached_property
    def _by_id(self) -> Mapping[str, Row]:
        return {rows[0]["id"]: rows[0] for rows in self._rows.values()}

    def _is_row(self, id: str, row: Row) -> bool:
        """Whether a row is that of the same figure, whichever page prints it."""
        return {**self._by_id[id], "page": ""} == {**row, "page": ""}

    def settings(self, id: str) -> str | None:
        """The settings of a figure; None where there is none of this id."""
        return self._by_id[id].get("settings", "") if id in self._by_id else None

    def worked(self, id: str) -> list[str]:
        """What may be said of how a figure is worked out: with its values put in, and what its letters stand for."""
        evidence, figure = self.evidence(id), self.figure(id)
        if evidence is None:
            return []
        told = [*(said for pair in evidence.words for said in pair), evidence.reason]
        if evidence.symbols:
            told += [f"{evidence.symbols} = {number_text(figure.numeric)}, printed {figure.marked}", evidence.symbols]
        for each in evidence.taken:
            letter = each.letter if each.value is None else f"{each.letter} = {number_text(each.value)}"
            told += [letter, *_cells_told((evidence.blocks or {}).get(each.ref))]
        return told

    def evidence(self, id: str) -> Evidence | None:
        """What a figure rests on, read anew."""
        if id not in self._evidence:
            try:
                self._evidence[id] = evidence_of(self._figures, self.figure(id))
            except (ReportError, ValueError):  # its row names what the project has not: its numbers are then proven by nothing
                self._evidence[id] = None
        return self._evidence[id]

    def prepare(self) -> None:
        """Read now what entries rest on."""
        _ = self.cells, self.lists, self.embedded, self.blocks_embedded

    @cached_property
    def _all(self) -> list[Evidence]:
        found = (self.evidence(rows[0]["id"]) for rows in self._rows.values())
        return [each for each in found if each is not None]

    @cached_property
    def cells(self) -> Mapping[str, Mapping[_Place, str]]:
        """Of each file, by the anchor of its cells: the text of each cell, by period, part in words, and column. A file of which
        one part alone is named is told without it."""
        found: dict[str, dict[_Place, str]] = defaultdict(dict)
        for block in (block for each in self._all for block in (each.blocks or {}).values() if block.key and not block.withheld):
            found[cells_anchor(block)].update(_cells_of(block))
        return {anchor: self._in_words(held) for anchor, held in found.items()}

    def _in_words(self, held: Mapping[_Place, str]) -> Mapping[_Place, str]:
        label = self._figures.project.label
        parts = {part for _, part, _ in held}
        said = {part: label(part) if part else "all" for part in parts} if len(parts) > 1 else dict.fromkeys(parts, "")
        return {(period, said[part], column): text for (period, part, column), text in held.items()}

    @cached_property
    def lists(self) -> Mapping[str, Texts]:
        """What each list says, by the anchor that it is shown under."""
        found = {list_anchor(each.ref): each for held in self._all for each in (held.lists or {}).values()}
        return {
            anchor: Texts.of(
                Declared(text, "count", each.ref, "")
                for text in (
                    each.ref,
                    counted(len(each.rows), "row"),
                    ", ".join(each.rows),
                    *each.rows,
                )
            )
            for anchor, each in found.items()
        }

    @cached_property
    def _embedded(self) -> Mapping[str, Any]:
        ids = dict.fromkeys(rows[0]["id"] for rows in self._rows.values())
        return json.loads(json.dumps(embedded(self._figures, map(self.figure, ids))))

    @cached_property
    def embedded(self) -> Mapping[str, Any]:
        """What the page gives a browser of each figure, by its anchor; each of its letters with the reference of what it stands
        for."""
        blocks, figures = self._embedded["blocks"], self._embedded["figures"]
        named = {anchor: {x: blocks[at]["ref"] for x, at in told.get("letters", {}).items()} for anchor, told in figures.items()}
        return {anchor: {**told, "letters": named[anchor]} for anchor, told in figures.items()}

    @cached_property
    def blocks_embedded(self) -> frozenset[str]:
        """The cells and lists that it gives a browser, each by its digest."""
        return frozenset(map(known_by, self._embedded["blocks"]))


def known_by(block: object) -> str:
    """The digest of cells, or a list, as a browser is given them."""
    return sha256(json.dumps(block, sort_keys=True))


def _cells_of(block: CellBlock) -> Iterator[tuple[_Place, str]]:
    """The cells of a block that are there, and the totals of all its parts (part: blank)."""
    for at, (period, values) in enumerate(zip(block.periods, block.values, strict=True)):
        for part, value, there in zip(block.parts, values, block.there[at], strict=True):
            if there:
                yield (period, part, block.column), cell_text(value, "")
        if block.totals is not None and len(block.parts) > 1:
            yield (period, "", block.column), cell_text(block.totals[at], "")
