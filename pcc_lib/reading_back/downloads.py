"""Tables that a page offers to take along, other than those of its charts: the ledger, cell by cell; and which of its links lead
to files of the edition (`workbooks`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pcc_lib.inputs.page_files import DOWNLOADS
from pcc_lib.reading_back.said import Row, digits_of
from pcc_lib.reading_back.tokens import has_number

LEDGER_KEY = ("id", "page")
_OFFERED = re.compile(rf"(?:\.\./)+{DOWNLOADS}/[^/]+")


def is_ledger(heads: Sequence[str]) -> bool:
    """Whether a table is the ledger: no other has a row for each figure and page."""
    return set(LEDGER_KEY) <= set(heads)


def ledger_slips(cells: Sequence[Sequence[str]], printed: Mapping[str, Row]) -> Iterator[tuple[str, str, str]]:
    """What a ledger that is taken along tells otherwise than the pages: the number, its row, and what was found.

    printed: the row of each figure that a page prints, by its id.
    """
    heads, *rows = cells
    wanted = dict(printed)
    for row in (dict(zip(heads, row, strict=False)) for row in rows):
        held = wanted.pop(row["id"], None)
        if held is None:
            yield row.get("text", ""), row["id"], "is a row that no page prints"
        else:
            yield from _of_row(row, held)
    yield from ((row.get("text", ""), id, "is printed, and has no row there") for id, row in wanted.items())


def _of_row(told: Mapping[str, str], held: Row) -> Iterator[tuple[str, str, str]]:
    for name, cell in told.items():
        if name == "page":  # names of pages, and no numbers
            continue
        wanted = digits_of(held) if name == "value" else held.get(name, "")
        if cell != wanted:
            yield cell, f"{held['id']}, {name}", f"is {wanted or 'blank'} in the ledger"


def numbers_in_table(cells: Sequence[Sequence[str]]) -> int:
    """How many cells of a table hold a number."""
    return sum(has_number(cell) for row in cells[1:] for cell in row)


def of_pages(links: Iterable[str]) -> Iterator[str]:
    """Addresses of a page without those of these files, which are proven by themselves."""
    return (link for link in links if not _OFFERED.fullmatch(link))
