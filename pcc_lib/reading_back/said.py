"""What an edition says of itself: its pages, their blocks with the figures and charts of each, and its ledger."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pcc_lib.core import numerals
from pcc_lib.core.files import sha256
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import MONTH
from pcc_lib.figures.blocks import source_cells
from pcc_lib.figures.figure import blocks_of

Row = Mapping[str, str]
NUMBERS = "record/numbers.csv"  # within an edition: every number of it, with what proves it
UNITS = (" percentage points", " percentage point", "\u00a0million", "%")  # said once for two numbers, or for a whole table


@dataclass(frozen=True)
class Block:
    """An output of a page: the rows of the ledger that it printed, and its charts by id."""

    name: str = ""
    topic: str = ""
    rows: Sequence[Row] = ()
    charts: Sequence[str] = ()

    @cached_property
    def digest(self) -> str:
        """By which it is known again."""
        return sha256(json.dumps([self.name, self.topic, list(map(dict, self.rows)), list(self.charts)], sort_keys=True))

    @cached_property
    def spans(self) -> frozenset[Span]:
        """The periods that its figures are of, and are set against."""
        spans = (Span.parse(row.get(column, "")) for row in self.rows for column in ("period", "compared_with"))
        return frozenset(span for span in spans if span.first[:2].isdigit())

    @property
    def periods(self) -> frozenset[str]:
        """The first and last of them, and of the same a year before: a value that is the same then has no figure of a change."""
        spans = {*self.spans, *(span.shifted(-12) for span in self.spans if MONTH.fullmatch(span.last))}
        return frozenset(period for span in spans for period in (span.first, span.last))


NO_BLOCK = Block()


@dataclass(frozen=True)
class PageSaid:
    """A page: its file in the book's HTML (`notebooks/priority-1.html`), the file that it was made of, its outputs in order."""

    html: str
    source: str
    blocks: Sequence[Block] = ()

    def block(self, output: int) -> Block:
        """The block of an output; one that says nothing where it is none of the library's."""
        return self.blocks[output] if 0 <= output < len(self.blocks) else NO_BLOCK


@dataclass(frozen=True)
class Edition:
    """All pages of an edition, its ledger, and what its banner says of a draft (blank: it is none)."""

    pages: Sequence[PageSaid]
    rows: Sequence[Row] = ()
    banner: str = ""

    @cached_property
    def by_anchor(self) -> Mapping[str, Sequence[Row]]:
        """The rows of the ledger by their anchors on the page of figures: of each figure one for each page."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            found[anchor_of(row["id"])].append(row)
        return found

    @cached_property
    def ends_cited(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """Of each file and column that figures cite, the first and last periods of the cells."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in self.rows:
            for cells in filter(None, map(source_cells, blocks_of(row.get("cells", "")))):
                span = Span.parse(cells.span)
                found[cells.file, cells.column] |= {span.first, span.last}
        return {key: frozenset(ends) for key, ends in found.items()}


def anchor_of(id: str) -> str:
    """The anchor of a figure on the page of figures."""
    return "f-" + numerals.slug(id.replace("_", "-").replace("@", "-at-"))


def digits_of(row: Row) -> str:
    """Its value with up to twelve digits, as pages hold it; blank where it is not known."""
    value = row.get("value", "")
    return f"{float(value):.12g}" if value else ""


def texts_of(row: Row) -> list[str]:
    """The forms in which a figure may be printed: as in the ledger, without its sign where words say the direction, without its
    unit where that is said once for two numbers or for a whole table."""
    text = row.get("text", "")
    plain = text.lstrip("+" + numerals.MINUS)
    forms = [text, plain]
    for unit in UNITS:
        forms += [form.removesuffix(unit) for form in (text, plain)]
    forms += [form.replace(" percentage point", " point") for form in (text, plain)]
    forms += [form.removeprefix("£") for form in forms]
    return list(dict.fromkeys(form for form in forms if form))
