"""Tables: one accessible renderer for all, and the same rows as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from pcc_lib.core.csv_cells import csv_of
from pcc_lib.core.numerals import CONFIDENTIAL
from pcc_lib.writing.markup import esc

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
) -> str:
    """An HTML table in a scroll region; the first cell of each row is its header. Cells are HTML already.

    `numeric` are the columns set right, `totals` the rows set as totals, `stack` makes a row a block on a phone.
    """
    classes = " ".join(["pcc-table", *["pcc-stack"] * stack, *[kind] * bool(kind)])
    head = "".join(f'<th scope="col"{_num(i, numeric)}>{esc(c)}</th>' for i, c in enumerate(columns))
    body = "".join(_row(row, columns, numeric, stack, i in totals) for i, row in enumerate(rows))
    hidden = ' class="pcc-hide"' if hide_caption else ""
    return (
        f'<div class="pcc-scroll" tabindex="0" role="region" aria-label="{esc(caption)}"><table class="{classes}">'
        f"<caption{hidden}>{esc(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def with_note(shown: str) -> str:
    """A table (HTML already), and below it what the marker of a hidden small number means, where the table shows one."""
    return shown + (f'<p class="pcc-note">{CONFIDENTIAL}: {HELD_BACK}</p>' if CONFIDENTIAL in shown else "")


def csv_text(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Rows as CSV (RFC 4180, LF); text that a spreadsheet would take for a formula gets a leading apostrophe."""
    return csv_of(columns, rows)


def download(name: str, text: str, words: str = "CSV") -> str:
    """A link that saves a text file; it needs no server."""
    return (
        f'<a download="{esc(name)}" href="data:text/csv;charset=utf-8,{quote(text, safe="")}">{esc(words)}'
        f'<span class="pcc-hide"> {esc(name)}</span></a>'
    )


def _row(row: Sequence[str], columns: Sequence[str], numeric: Sequence[int], stack: bool, total: bool) -> str:
    first = f'<th scope="row"{_num(0, numeric)}>{row[0]}</th>'
    rest = "".join(
        f"<td{_num(i, numeric)}" + (f' data-label="{esc(columns[i])}"' if stack else "") + f">{cell}</td>"
        for i, cell in enumerate(row[1:], 1)
    )
    return f"<tr{' class=' + chr(34) + 'pcc-total' + chr(34) if total else ''}>{first}{rest}</tr>"


def _num(i: int, numeric: Sequence[int]) -> str:
    return ' class="pcc-num"' if i in numeric else ""
