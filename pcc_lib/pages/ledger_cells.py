"""The cells of sources that figures rest on, and the rows of lists that are counted: each once for all entries of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pcc_lib.core.status import CONFIDENTIAL, Statuses
from pcc_lib.figures.evidence import CellBlock, Evidence, ListRows
from pcc_lib.pages.completeness import place_of
from pcc_lib.pages.ledger_entries import cell_text, cells_anchor, list_anchor
from pcc_lib.pages.page import Page
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.markup import DEFINITIONS_PAGE, link

ALL = ""  # in the place of a part: the total of all
_Key = tuple[str, str]  # a period and a part


class _Sheet:
    """What is shown of one file: a row for each period and part, a column for each that is cited."""

    def __init__(self, block: CellBlock) -> None:
        self.first = block
        self.columns: dict[str, str] = {}
        self.withheld = ""
        self._cells: dict[_Key, dict[str, float | None]] = {}
        self._status: dict[_Key, set[str]] = {}

    def add(self, block: CellBlock) -> None:
        """The cells of one more block."""
        if block.withheld:
            self.withheld = block.withheld
            return
        self.columns[block.column] = block.title
        for row, period in enumerate(block.periods):
            for place, part in enumerate(block.parts):
                if block.there[row][place]:
                    self._put((period, part), block.column, block.values[row][place], block.statuses[row][place])
            if block.totals is not None and len(block.parts) > 1:
                self._put((period, ALL), block.column, block.totals[row], "")

    def _put(self, key: _Key, column: str, value: float | None, status: str) -> None:
        self._cells.setdefault(key, {})[column] = value
        self._status.setdefault(key, set()).update(Statuses.parse(status))

    def rows(self, label: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
        """Period, and the cells: part, a value for each column (blank where none is cited), statuses."""
        for key in sorted(self._cells, key=lambda key: (key[0], key[1] == ALL, key[1])):
            found, marks = self._cells[key], self._status[key]
            hidden = CONFIDENTIAL if CONFIDENTIAL in marks else ""
            values = [cell_text(found[c], hidden if found[c] is None else "") if c in found else "" for c in self.columns]
            part = [label.get(key[1], key[1]) if key[1] else "all"] if self.split else []
            yield key[0], [*part, *values, ",".join(sorted(marks - {CONFIDENTIAL}))]

    @property
    def split(self) -> bool:
        """Whether it has more than one part."""
        return len({part for _, part in self._cells}) > 1


def cells_shown(page: Page, evidence: Iterable[Evidence]) -> Markup:
    """Every cell and every list that some evidence names, file by file."""
    sheets: dict[str, _Sheet] = {}
    lists: dict[str, ListRows] = {}
    for each in evidence:
        lists |= each.lists or {}
        for block in (each.blocks or {}).values():
            if block.key:
                sheets.setdefault(block.file, _Sheet(block)).add(block)
    shown = [_sheet(page, sheets[file]) for file in sorted(sheets)]
    return join([*shown, *(_list(lists[ref]) for ref in sorted(lists))])


def _sheet(page: Page, sheet: _Sheet) -> Markup:
    block = sheet.first
    source = page.figures.source(block.source)
    page.credit(source.about.attribution)
    about, labels = source.about, {part: page.project.label(part) for part in source.parts}
    said = [
        ("Source", join([link(f"{DEFINITIONS_PAGE}#{place_of(source)}", source.title), f", {about.producer}"])),
        ("Attribution", about.attribution),
        ("How obtained", about.obtained),
        ("Licence", about.licence),
        ("Columns", ", ".join(f"{column}: {title}" for column, title in sheet.columns.items())),
        ("Not shown", f"single cells, since {sheet.withheld}" if sheet.withheld else ""),
    ]
    return fill(
        "ledger/cells",
        file=block.file,
        title=source.title,
        anchor=cells_anchor(block),
        facts=[(name, told) for name, told in said if told],
        columns=[block.key, *[block.breakdown] * sheet.split, *sheet.columns, "status"],
        rows=list(sheet.rows(labels)),
    )


def _list(found: ListRows) -> Markup:
    count = f"{len(found.rows)} row{'' if len(found.rows) == 1 else 's'}"
    return fill("ledger/list", ref=found.ref, holds=found.holds, count=count, anchor=list_anchor(found.ref), rows=found.rows)
