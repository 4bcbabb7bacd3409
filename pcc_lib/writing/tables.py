"""Tables as values: what a page shows, a CSV holds and any later form prints is read from the same cells."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from pcc_lib.core.csv_cells import csv_of
from pcc_lib.core.numerals import CONFIDENTIAL
from pcc_lib.core.status import codes
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.markup import LEDGER_PAGE, Ink, ShownTable, note, plain
from pcc_lib.writing.wording import Part, Sentence

UNQUOTED = "-_.!~*()"  # what stands in a data address as it is
HELD_BACK = f"{codes()[CONFIDENTIAL]}."
Cell = Part | Sentence  # a text, a figure (or a figure and its text), Markup; or a list of these, one after the other


@dataclass(frozen=True)
class Table:
    """A table before it is printed; the first cell of each row is its header.

    `numeric` are the columns set right, `totals` the rows set as totals (both from nought), `kind` a class for its style;
    `stack` makes a row a block on a phone. A ValueError is raised where a row has not one cell for each column.

    For scanning: `heads` are the names of groups of rows, by the number of the first row of each; the last cell of the rows
    `across` goes over all the columns that are left; `marks` are the words by which a filter finds each row, and `sortable` the
    columns by which a reader may sort (see docs/html-vocabulary.md). `name` is what its address is made of, where its caption is
    another in each quarter, or stands on the page more than once.
    """

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    numeric: Sequence[int] = ()
    totals: Sequence[int] = ()
    kind: str = ""
    stack: bool = False
    hide_caption: bool = False
    notes: Sequence[str] = ()
    heads: Mapping[int, str] = field(default_factory=dict)
    across: Collection[int] = ()
    marks: Sequence[str] | None = None
    sortable: Collection[int] = ()
    name: str = ""

    def __post_init__(self) -> None:
        for at, row in enumerate(self.rows):
            if len(row) != len(self.columns) and not (at in self.across and 1 < len(row) < len(self.columns)):
                raise ValueError(f"{self.caption}: {len(row)} cells stand under {len(self.columns)} columns.")
        if self.marks is not None and len(self.marks) != len(self.rows):
            raise ValueError(f"{self.caption}: {len(self.marks)} rows have marks, of {len(self.rows)}.")

    @property
    def all_numbers(self) -> bool:
        """Whether every cell but the heads of its rows is a number, so that the table says so once, and no cell needs to."""
        return set(self.numeric) == set(range(1, len(self.columns))) and not (self.across or self.stack)

    @property
    def small_print(self) -> list[str]:
        """What stands below it: its notes, and what the marker of a hidden small number means where a cell shows one."""
        hidden = any(CONFIDENTIAL in words_in(cell) for row in self.rows for cell in row)
        return [*self.notes, *[f"{CONFIDENTIAL}: {HELD_BACK}"] * hidden]


@dataclass(frozen=True)
class ShownRow:
    """A row as the template prints it: its cells as HTML, how many columns the last one goes over, and what a filter finds it by
    (None: nothing)."""

    cells: Sequence[Markup]
    total: bool
    span: int
    marks: str | None


def words_in(cell: Cell) -> str:
    """A cell as plain text, as a reader of the page sees it."""
    if isinstance(cell, str) and not isinstance(cell, Markup):
        return cell
    return plain(_parts(cell)).strip()


def table_html(shown: Table, ink: Ink, listed: bool = True) -> Markup:
    """A table in a scroll region, with its small print; its figures are printed with this ink. A table of figures leads to its
    entry on the Figures page, unless it is not `listed`: that below a chart is of the chart."""
    rows = [[ink.sentence(_parts(cell)) for cell in row] for row in shown.rows]
    kinds = [("pcc-nums", shown.all_numbers), ("pcc-stack", shown.stack), (shown.kind, bool(shown.kind))]
    classes = " ".join(["pcc-table", *[name for name, is_one in kinds if is_one]])
    anchor = _entry(shown, join(map(join, rows)), ink) if listed else ""
    made = fill("table", table=shown, groups=list(_groups(shown, rows)), classes=classes, anchor=anchor)
    leads = [fill("table_entry", caption=shown.caption, href=f"{LEDGER_PAGE}#{anchor}")] if anchor else []
    return join([made, *map(note, shown.small_print), *leads])


def _groups(shown: Table, rows: Sequence[Sequence[Markup]]) -> Iterator[tuple[str, list[ShownRow]]]:
    """The rows under each head; those before the first head, or all where there is none, under no name."""
    starts = sorted({0, *shown.heads})
    for first, behind in zip(starts, [*starts[1:], len(rows)], strict=True):
        if first < behind or not rows:
            yield shown.heads.get(first, ""), [_shown_row(shown, at, rows[at]) for at in range(first, behind)]


def _shown_row(shown: Table, at: int, cells: Sequence[Markup]) -> ShownRow:
    span = len(shown.columns) - len(cells) + 1
    return ShownRow(cells, at in shown.totals, span, shown.marks[at] if shown.marks is not None else None)


def _entry(shown: Table, cells: Markup, ink: Ink) -> str:
    """The anchor of a table that shows figures, noted with them; nothing where it shows none."""
    linked = set(re.findall(rf'href="{LEDGER_PAGE}#([^"]+)"', cells))
    figures = tuple(figure for figure in ink.printed.values() if figure.anchor in linked)
    anchor = ink.table_anchor(shown.name or shown.caption) if figures else ""
    if anchor:
        ink.tables.append(ShownTable(anchor, shown.caption, figures))
    return anchor


def table_csv(shown: Table) -> str:
    """The same cells as CSV, as they are printed: one column may hold minutes and per cent, so no bare values."""
    return csv_of(shown.columns, [[words_in(cell) for cell in row] for row in shown.rows])


def _parts(cell: Cell) -> Sentence:
    return cell if isinstance(cell, list) else [cell]


def csv_text(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Rows as CSV (RFC 4180, LF); text that a spreadsheet would take for a formula gets a leading apostrophe."""
    return csv_of(columns, rows)


def download(name: str, text: str, words: str = "CSV") -> Markup:
    """A link that saves a text file; it needs no server."""
    return fill("download", name=name, data=quote(text, safe=UNQUOTED), words=words)
