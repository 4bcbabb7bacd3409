"""Tables: one accessible renderer for all, and the same rows as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from pcc_lib.core.csv_cells import csv_of
from pcc_lib.core.numerals import CONFIDENTIAL
from pcc_lib.writing.html import Markup, fill, join

HELD_BACK = "held back, to protect people where numbers are small."


def table(
    caption: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    numeric: Sequence[int] = (),
    stack: bool = False,
    kind: str = "",
    totals: Sequence[int] = (),
    hide_caption: bool = False,
) -> Markup:
    """An HTML table in a scroll region; the first cell of each row is its header. Cells are HTML already.

    `numeric` are the columns set right, `totals` the rows set as totals, `stack` makes a row a block on a phone.
    """
    classes = " ".join(["pcc-table", *["pcc-stack"] * stack, *[kind] * bool(kind)])
    return fill(
        "table",
        caption=caption,
        columns=columns,
        rows=rows,
        numeric=numeric,
        totals=totals,
        stack=stack,
        classes=classes,
        hide_caption=hide_caption,
    )


def with_note(shown: Markup) -> Markup:
    """A table, and below it what the marker of a hidden small number means, where the table shows one."""
    return join([shown, fill("note", words=f"{CONFIDENTIAL}: {HELD_BACK}")]) if CONFIDENTIAL in shown else shown


def csv_text(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Rows as CSV (RFC 4180, LF); text that a spreadsheet would take for a formula gets a leading apostrophe."""
    return csv_of(columns, rows)


def download(name: str, text: str, words: str = "CSV") -> Markup:
    """A link that saves a text file; it needs no server."""
    return fill("download", name=name, data=quote(text, safe=""), words=words)
