"""Entries of the page of figures: what they say of figures, cells and lists, held against what is worked out anew."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from pcc_lib.core.periods import Span
from pcc_lib.figures.figure import blocks_of
from pcc_lib.reading_back.answers import Answers
from pcc_lib.reading_back.declared import WRONG, Claim, Declared, Texts
from pcc_lib.reading_back.elements import Element, children, heads_of, text_of, within
from pcc_lib.reading_back.figures_page import known_by
from pcc_lib.reading_back.passages import Passage
from pcc_lib.reading_back.said import Row, texts_of

OF_ENTRY, OF_CELLS = "figure", "cell"
SHARED = "those of "
_NAMES = re.compile(r"[a-z]\w+")
_COLUMNS = ("formula", "cells", "id", "original", "value", "settings", "period", "compared_with")
_Cells = Mapping[tuple[str, str, str], str]  # the text of each cell, by period, part and column


class Entry:
    """An entry of a figure: what it may tell of its row, and of the cells that the row names, read anew."""

    def __init__(self, row: Row, answers: Answers) -> None:
        self.row, self._answers = row, answers

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
        if text.startswith(SHARED) and self._answers.settings(text.removeprefix(SHARED)) == self.row.get("settings", ""):
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
        told = self._answers.worked(self.row["id"])
        return Texts.of(Declared(each, OF_CELLS, self.row["cells"], "") for each in told if each)


class Listed:
    """Cells and lists that entries share, each shown once for all of them."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._table: tuple[Element | None, list[str]] = None, []  # the table that was read last, and its heads

    def holds(self, passage: Passage) -> bool:
        """Whether a passage stands in the cells of a source, or in a list, which name only their own periods."""
        anchor = passage.entry
        return bool(anchor) and (self._answers.list_told(anchor) is not None or self._answers.cells_listed(anchor) is not None)

    def claims(self, passage: Passage) -> Iterator[Claim]:
        """A cell of a source's table, or what stands in a list."""
        told, cells = self._answers.list_told(passage.entry), self._answers.cells_listed(passage.entry)
        if told is not None:
            yield from told.claims(passage.text)
        elif cells is not None and passage.element.tag in ("td", "th"):
            yield from self._cell_claims(passage, cells)

    def _cell_claims(self, passage: Passage, held: _Cells) -> Iterator[Claim]:
        look = self._answers.heard.look
        row, table = look(within(passage.element, "tr")), look(within(passage.element, "table"))
        if row is None or table is None or (body := row.getparent()) is None or body.tag != "tbody":
            return
        columns = self._columns(passage.entry, held)
        heads, cells = self._heads(table), children(row, "th", "td")
        texts = [text_of(cell).strip() for cell in cells]
        at = next(n for n, cell in enumerate(cells) if cell is passage.element)
        part = texts[1] if len(heads) > 1 and heads[1] not in columns and heads[1] != "status" else ""
        where = f"{passage.entry}, {' '.join(filter(None, (texts[0], part)))}"
        if at == 0 and any(period == texts[0] for period, *_ in held):
            yield Claim(0, len(passage.text), OF_CELLS, where)
        elif heads[at] in columns:
            wanted = held.get((texts[0], part, heads[at]))
            proof = where if wanted == texts[at] else f"is {wanted or 'no cell'} in {where}, {heads[at]}"
            yield Claim(0, len(passage.text), OF_CELLS if wanted == texts[at] else WRONG, proof)

    def _heads(self, table: Element) -> list[str]:
        """The heads of a table's columns, looked for once: the cells of a table are read one after the other."""
        if self._table[0] is not table:
            self._table = table, [text_of(head).strip() for head in heads_of(table)]
        return self._table[1]

    @cached_property
    def _columns_held(self) -> dict[str, frozenset[str]]:
        return {}

    def _columns(self, anchor: str, held: _Cells) -> frozenset[str]:
        if anchor not in self._columns_held:
            self._columns_held[anchor] = frozenset(column for *_, column in held)
        return self._columns_held[anchor]


# ── what a reader's browser works with ────────────────────────────────────────────────────────────────────────────────
def embedded_slips(script: str, answers: Answers) -> Iterator[tuple[str, str, str]]:
    """What the page gives a browser to work with and the files do not give: the number, where it is, what was found."""
    try:
        given = json.loads(script)
    except ValueError:
        yield "?", "its embedded cells", "cannot be read"
        return
    blocks = given.get("blocks", [])
    for block in blocks:
        if not answers.is_embedded(known_by(block)):
            yield "?", str(block.get("ref", "")), "are other cells, or another list, than the files give"
    for anchor, told in given.get("figures", {}).items():
        refs = {letter: blocks[at].get("ref") for letter, at in told.get("letters", {}).items() if at < len(blocks)}
        if {**told, "letters": refs} != answers.embedded(anchor):
            yield str(told.get("value", "?")), anchor, "is not what the ledger and the files give for this figure"
