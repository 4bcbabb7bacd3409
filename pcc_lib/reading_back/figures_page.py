"""The page of figures: what entries say of figures, cells and lists, held against what is worked out anew from the files."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from bs4 import Tag

from pcc_lib.core.errors import ReportError, counted
from pcc_lib.core.periods import Span
from pcc_lib.core.status import Statuses
from pcc_lib.figures.embedded import embedded
from pcc_lib.figures.evidence import CellBlock, Evidence, evidence_of
from pcc_lib.figures.figure import Figure, FigureId, blocks_of
from pcc_lib.figures.figures import Figures
from pcc_lib.figures.symbols import number_text
from pcc_lib.pages.ledger_entries import cell_text, cells_anchor, list_anchor
from pcc_lib.reading_back.declared import WRONG, Claim, Declared, Texts
from pcc_lib.reading_back.passages import Passage, within
from pcc_lib.reading_back.said import Row, texts_of

OF_ENTRY, OF_CELLS = "figure", "cell"
SHARED = "those of "
_Place = tuple[str, str, str]  # a period, a part, a column
_NAMES = re.compile(r"[a-z]\w+")
_COLUMNS = ("formula", "cells", "id", "original", "value", "settings", "period", "compared_with")


class Entry:
    """An entry of a figure: what it may tell of its row, and of the cells that the row names, read anew."""

    def __init__(self, row: Row, ledger: Ledger) -> None:
        self.row, self._ledger = row, ledger

    @cached_property
    def periods(self) -> frozenset[str]:
        """The periods that it may name: its own and those that it is set against, each end."""
        spans = (Span.parse(self.row.get(name, "")) for name in ("period", "compared_with"))
        return frozenset(p for span in spans for p in (span.first, span.last) if p[:2].isdigit())

    @cached_property
    def codes(self) -> frozenset[str]:
        """All that it may say in code: its columns, its cells, and the functions of its formula."""
        functions = _NAMES.findall(self.row.get("formula", ""))
        return frozenset({*(self.row.get(name, "") for name in _COLUMNS), *blocks_of(self.row.get("cells", "")), *functions})

    def claims(self, text: str) -> Iterator[Claim]:
        """What it says of the figure itself, or of another whose settings are the same."""
        yield from self._own.claims(text)
        if text.startswith(SHARED) and self._ledger.shares_settings(self.row, text.removeprefix(SHARED)):
            yield Claim(0, len(text), OF_ENTRY, text)

    @cached_property
    def _own(self) -> Texts:
        told = (*texts_of(self.row), *(self.row.get(name, "") for name in _COLUMNS), *blocks_of(self.row.get("cells", "")))
        return Texts.of(Declared(each, OF_ENTRY, self.row["id"], "") for each in told if each)

    def worked_claims(self, text: str) -> Iterator[Claim]:
        """How it is worked out with its values put in, and what its letters stand for."""
        yield from self._worked.claims(text)

    @cached_property
    def _worked(self) -> Texts:
        evidence, figure = self._ledger.evidence(self.row["id"]), self._ledger.figure(self.row["id"])
        if evidence is None:
            return Texts.of(())
        told = [*(said for pair in evidence.words for said in pair), evidence.reason]
        if evidence.symbols:
            told += [f"{evidence.symbols} = {number_text(figure.numeric)}, printed {figure.marked}", evidence.symbols]
        for each in evidence.taken:
            letter = each.letter if each.value is None else f"{each.letter} = {number_text(each.value)}"
            told += [letter, *_cells_told((evidence.blocks or {}).get(each.ref))]
        return Texts.of(Declared(each, OF_CELLS, self.row["cells"], "") for each in told if each)


def _cells_told(block: CellBlock | None) -> Iterator[str]:
    """Each cell of a block, as an entry shows it."""
    for period, values, statuses in zip(block.periods, block.values, block.statuses, strict=True) if block else ():
        for part, value, status in zip(block.parts, values, statuses, strict=True) if block else ():
            yield f"{period}{f', {part}' if block and len(block.parts) > 1 else ''}: {cell_text(value, status)}"


class Ledger:
    """The entries of the page of figures, by the anchors of their elements, and what they are held against.

    before: a ledger of fewer pages of the same edition; what rows rest on that are the same is known by it.
    """

    def __init__(self, rows: Mapping[str, Sequence[Row]], figures: Figures, before: Ledger | None = None) -> None:
        self._rows, self._figures = rows, figures
        self._made: dict[str, Entry] = {}
        self._evidence: dict[str, Evidence | None] = {}
        if before:
            known = ((id, row) for id, row in self._by_id.items() if id in before._evidence and before._is_row(id, row))
            self._evidence = {id: before._evidence[id] for id, _ in known}
        self._table: tuple[Tag | None, list[str]] = None, []  # the table that was read last, and its heads

    def of(self, passage: Passage) -> Entry | None:
        """The entry of a figure that a passage stands in; None where it stands in none."""
        anchor = passage.entry
        if anchor not in self._rows:
            return None
        if anchor not in self._made:
            self._made[anchor] = Entry(self._rows[anchor][0], self)
        return self._made[anchor]

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

    def shares_settings(self, row: Row, id: str) -> bool:
        """Whether another figure has the same settings."""
        return id in self._by_id and self._by_id[id].get("settings") == row.get("settings")

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
        _ = self._cells, self._lists, self._embedded

    # ── cells and lists, each once for all entries ────────────────────────────────────────────────────────────────────
    def shared_claims(self, passage: Passage) -> Iterator[Claim]:
        """A cell of a source's table, or what stands in a list."""
        if passage.entry in self._lists:
            yield from self._lists[passage.entry].claims(passage.text)
        elif passage.entry in self._cells and passage.element.name in ("td", "th"):
            yield from self._cell_claims(passage, self._cells[passage.entry])

    def is_shared(self, passage: Passage) -> bool:
        """Whether a passage stands in the cells of a source, or in a list, which name only their own periods."""
        return bool(passage.entry) and (passage.entry in self._lists or passage.entry in self._cells)

    def _cell_claims(self, passage: Passage, held: Mapping[_Place, str]) -> Iterator[Claim]:
        row, table = within(passage.element, "tr"), within(passage.element, "table")
        if row is None or table is None or row.parent is None or row.parent.name != "tbody":
            return
        heads, cells = self._heads(table), row.find_all(["th", "td"], recursive=False)
        texts = [cell.get_text().strip() for cell in cells]
        at = next(n for n, cell in enumerate(cells) if cell is passage.element)
        part = texts[1] if len(heads) > 1 and heads[1] not in self._columns[passage.entry] and heads[1] != "status" else ""
        where = f"{passage.entry}, {' '.join(filter(None, (texts[0], part)))}"
        if at == 0 and any(period == texts[0] for period, *_ in held):
            yield Claim(0, len(passage.text), OF_CELLS, where)
        elif heads[at] in self._columns[passage.entry]:
            wanted = held.get((texts[0], part, heads[at]))
            proof = where if wanted == texts[at] else f"is {wanted or 'no cell'} in {where}, {heads[at]}"
            yield Claim(0, len(passage.text), OF_CELLS if wanted == texts[at] else WRONG, proof)

    def _heads(self, table: Tag) -> list[str]:
        """The heads of a table's columns, looked for once: the cells of a table are read one after the other."""
        if self._table[0] is not table:
            self._table = table, [head.get_text().strip() for head in table.find_all("th", scope="col")]
        return self._table[1]

    @cached_property
    def _all(self) -> list[Evidence]:
        found = (self.evidence(rows[0]["id"]) for rows in self._rows.values())
        return [each for each in found if each is not None]

    @cached_property
    def _cells(self) -> Mapping[str, Mapping[_Place, str]]:
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
    def _columns(self) -> Mapping[str, frozenset[str]]:
        return {anchor: frozenset(column for *_, column in held) for anchor, held in self._cells.items()}

    @cached_property
    def _lists(self) -> Mapping[str, Texts]:
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

    # ── what a reader's browser works with ────────────────────────────────────────────────────────────────────────────
    def embedded_slips(self, script: str) -> Iterator[tuple[str, str, str]]:
        """What the page gives a browser to work with and the files do not give: the number, where it is, what was found."""
        try:
            given = json.loads(script)
        except ValueError:
            yield "?", "its embedded cells", "cannot be read"
            return
        wanted = self._embedded
        blocks = given.get("blocks", [])
        known = set(map(_canonical, wanted["blocks"]))
        for block in blocks:
            if _canonical(block) not in known:
                yield "?", str(block.get("ref", "")), "are other cells, or another list, than the files give"
        for anchor, told in given.get("figures", {}).items():
            held = wanted["figures"].get(anchor, {})
            plain = {key: value for key, value in told.items() if key != "letters"}
            refs = {letter: blocks[at].get("ref") for letter, at in told.get("letters", {}).items() if at < len(blocks)}
            named = {letter: wanted["blocks"][at]["ref"] for letter, at in held.get("letters", {}).items()}
            if plain != {key: value for key, value in held.items() if key != "letters"} or refs != named:
                yield str(told.get("value", "?")), anchor, "is not what the ledger and the files give for this figure"

    @cached_property
    def _embedded(self) -> Mapping[str, Any]:
        ids = dict.fromkeys(rows[0]["id"] for rows in self._rows.values())
        return json.loads(json.dumps(embedded(self._figures, map(self.figure, ids))))


def _cells_of(block: CellBlock) -> Iterator[tuple[_Place, str]]:
    """The cells of a block that are there, and the totals of all its parts (part: blank)."""
    for at, (period, values) in enumerate(zip(block.periods, block.values, strict=True)):
        for part, value, there in zip(block.parts, values, block.there[at], strict=True):
            if there:
                yield (period, part, block.column), cell_text(value, "")
        if block.totals is not None and len(block.parts) > 1:
            yield (period, "", block.column), cell_text(block.totals[at], "")


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True)
