"""An entry of the ledger: what a figure is, how it was worked out with its values put in, and the cells that it rests on.

Cells of a source, and rows of a list, stand once for all entries (see `ledger_cells`); an entry names them, and where there are
only a few it shows them too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pcc_lib.core.numerals import CONFIDENTIAL, MISSING, slug
from pcc_lib.core.periods import Span
from pcc_lib.core.status import CONFIDENTIAL as HELD_BACK
from pcc_lib.figures.evidence import CellBlock, Evidence, Taken, evidence_of
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.symbols import number_text
from pcc_lib.inputs.contents import Notebook
from pcc_lib.inputs.kept_editions import FOLDER as KEPT
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.pages import ledger_words
from pcc_lib.pages.ledger_parts import Part
from pcc_lib.pages.page import Page
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.markup import DEFINITIONS_PAGE, code, link

FEW = 3  # cells that an entry shows itself
WORKED_OUT, COUNTED = "Worked out from cells", "Counted in lists"  # how figures come about
GIVEN = {"stated": "Stated by the office", "published": "Published"}


@dataclass
class Entry:
    """One figure of the book, and the pages that print it, each once."""

    figure: Figure
    part: Part
    pages: list[Notebook] = field(default_factory=list)


class Entries:
    """The entries of a page, and what they share: each source's cells, each list, settings that several methods have."""

    def __init__(self, page: Page, entries: Sequence[Entry]) -> None:
        self.page, self.entries = page, entries
        self.evidence: Mapping[str, Evidence] = {e.figure.id: evidence_of(page.figures, e.figure) for e in entries}
        self._settings: dict[str, Figure] = {}
        for entry in entries:
            self._settings.setdefault(entry.figure.settings, entry.figure)

    def html(self, entry: Entry) -> Markup:
        """One entry."""
        figure = entry.figure
        facts = [(name, told) for name, told in self._facts(entry, self.evidence[figure.id]) if told]
        words = ledger_words.what_is(self.page, figure)
        shown = fill("ledger/entry", figure=figure, words=words, period=period_words(figure), facts=facts)
        return fill("ledger/row", entry=shown, of=self.of(entry), at=figure.period.last, **self._from(entry))

    def of(self, entry: Entry) -> str:
        """What it is a figure of: its measure; else the part that it is listed in."""
        of = entry.figure.measure
        return self.page.figures.measure(of).title if self.page.figures.is_measure(of) else entry.part.title

    def _from(self, entry: Entry) -> dict[str, object]:
        """What a row tells of it before it is opened: where it stands, what it comes from, and how that can be verified."""
        evidence = self.evidence[entry.figure.id]
        blocks = {block.file: block for block in (evidence.blocks or {}).values() if block.key}
        sources = [link(f"#{cells_anchor(each)}", self.page.figures.source(each.source).about.title) for each in blocks.values()]
        lists = [link(f"#{list_anchor(ref)}", ref) for ref in evidence.lists or {}]
        pages = [link(page.href, page.title.split(":")[0]) for page in entry.pages]
        how = GIVEN.get(entry.figure.kind) or (COUNTED if lists and not blocks else WORKED_OUT)
        return {"pages": join(pages, ", "), "sources": join(sources or lists, ", "), "how": how}

    def _facts(self, entry: Entry, evidence: Evidence) -> Iterator[tuple[str, object]]:
        figure = entry.figure
        yield "Worked out", _work(figure, evidence)
        yield "From", join([_letter(each, evidence) for each in evidence.taken])
        yield "Settings", self._settings_of(figure)
        yield "Source", _sources(self.page, evidence)
        status = (figure.kind, figure.status, figure.status.words, figure.original)
        yield "Kind", fill("ledger/status", **dict(zip(("kind", "status", "words", "original"), status, strict=True)))
        if self.page.figures.is_measure(figure.measure):
            title = self.page.figures.measure(figure.measure).title
            yield "Definition", link(f"{DEFINITIONS_PAGE}#{slug(figure.measure)}", title)
        yield "Printed on", join([link(p.href, p.title.split(":")[0]) for p in entry.pages], ", ")
        yield "Id", code(figure.id)

    def _settings_of(self, figure: Figure) -> Markup:
        """What its method needs, or the entry that has told it already."""
        if not figure.settings:
            return Markup()
        first = self._settings[figure.settings]
        return code(figure.settings) if first == figure else link(f"#{first.anchor}", f"those of {first.id}")


def period_words(figure: Figure) -> str:
    """Its period in words, and what it is set against."""
    before = figure.compared_with
    against = f", against {before.label}" if isinstance(before, Span) and before else ""
    return figure.period.label + against if figure.period else ""


def cells_anchor(block: CellBlock) -> str:
    """Where the cells of a file stand on the page: a source as it is, as an edition told it, or as an earlier release has it."""
    place = block.file.removeprefix(f"{SOURCES}/").removeprefix(f"{KEPT}/").removesuffix(".csv")
    return f"cells-{slug(re.sub('[_./]', '-', place))}"


def list_anchor(ref: str) -> str:
    """Where the rows of a list stand on the page."""
    return f"list-{slug(ref)}"


def cell_text(value: float | None, status: str) -> str:
    """A cell as it is shown: its value with the status of its row."""
    if value is None:
        return CONFIDENTIAL if HELD_BACK in status else MISSING
    return number_text(value) + (f" [{status}]" if status else "")


def _work(figure: Figure, evidence: Evidence) -> Markup:
    if not figure.formula or evidence.reason:
        return fill("ledger/work", words=(), formula=figure.formula, symbols="", reason=evidence.reason)
    value = number_text(figure.numeric)
    shown = f"{evidence.symbols} = {value}, printed {figure.marked}"
    plain = evidence.symbols == value == figure.text  # one cell, printed as it is
    return fill("ledger/work", words=evidence.words, formula=figure.formula, symbols="" if plain else shown, reason="")


def _letter(taken: Taken, evidence: Evidence) -> Markup:
    """What a letter stands for: its value, its cells with their keys, and the cells themselves where they are few."""
    block = (evidence.blocks or {}).get(taken.ref)
    if block is None:
        return fill("ledger/letter", letter=taken.letter, said=link(f"#{list_anchor(taken.ref)}", taken.ref))
    letter = taken.letter if taken.value is None else f"{taken.letter} = {number_text(taken.value)}"
    named = link(f"#{cells_anchor(block)}", taken.ref) if block.key else code(taken.ref)
    return fill("ledger/letter", letter=letter, said=join([named, *_few(block)]))


def _few(block: CellBlock) -> list[str]:
    """The cells of a block where they are few, or why none is shown."""
    if block.withheld:
        return [f"; its cells are not shown: {block.withheld}"]
    if not block.key or not 1 < block.size <= FEW:
        marks = sorted({mark for row in block.statuses for mark in row if mark})
        return [f" [{','.join(marks)}]"] if marks else []
    cells = [
        f"{period}{f', {part}' if len(block.parts) > 1 else ''}: {cell_text(value, status)}"
        for period, values, statuses in zip(block.periods, block.values, block.statuses, strict=True)
        for part, value, status in zip(block.parts, values, statuses, strict=True)
    ]
    return ["; " + "; ".join(cells)]


def _sources(page: Page, evidence: Evidence) -> str:
    """The sources that it rests on, with who produced them; all else of them stands with their cells."""
    blocks = {block.file: block for block in (evidence.blocks or {}).values() if block.key}
    found = []
    for block in blocks.values():
        about = page.figures.source(block.source).about
        found.append(f"{about.title}, {about.producer}")
    return "; ".join(found)
