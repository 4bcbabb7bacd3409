"""The record of an edition's numbers for auditors: `numbers.csv`, and tables of it by page and kind."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from pcc_lib.core.csv_cells import csv_of, plain
from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.reading_back.declared import WRONG
from pcc_lib.reading_back.prove import Found

COLUMNS = Found._fields
# what each kind is, and how it is proven: docs/auditors.md has this table
KINDS = {
    "figure": "a row of the ledger: its text and value are that row's",
    "cell": "a value of a chart or its table, worked out again from the source",
    "count": "counted again, from the page, the ledger or a file",
    "date": "a date or period that its block tells of, or that the project's files name",
    "quarter": "a financial quarter that the project has",
    "name": "a name with digits, as a file of the project has it",
    "stated": "a text of a file of the project, as it stands there",
    "definition": "what a measure's file states: a window, a target, a factor",
    "constant": "the constant that a method works with",
    "method": "what a method says of a measure, worked out again",
    "step": "a number that counts a list off: a priority, a key metric, a chart of its page",
    "tick": "a tick of an axis with even steps",
    "code": "a name in code: an id, a file, a column, a formula of the ledger",
    "reference": "cells of a source, or rows of a list, by their reference",
    "file": "the name of a file to take along",
    WRONG: "proven by nothing that is known: its row says why",
}


def numbers_csv(found: Iterable[Found]) -> str:
    """Every number of an edition as CSV (LF): what is alike in all but its place on the page stands there once, counted."""
    counted: Counter[tuple[str, ...]] = Counter()
    for each in found:
        counted[_cells(each)] += each.count
    return csv_of(COLUMNS, [(*cells, count) for cells, count in counted.items()])


def _cells(found: Found) -> tuple[str, ...]:
    """All but the count; a number that is a cell by itself needs no sentence."""
    sentence = "" if found.sentence == found.number else found.sentence
    return found.page, found.section, found.place, found.number, found.kind, found.proof, sentence


def read_numbers(text: str) -> list[dict[str, str]]:
    """The rows of such a file."""
    rows = csv.DictReader(io.StringIO(text))
    return [{name: plain(value) for name, value in row.items()} for row in rows]


def table(rows: Sequence[Mapping[str, str]]) -> str:
    """How many numbers of each kind stand on each page, as a table for a terminal, with totals. A page that was cut into pages is
    one row with these."""
    counts: Counter[tuple[str, str]] = Counter()
    whole = _wholes(row["page"] for row in rows)
    for row in rows:
        counts[whole[row["page"]], row["kind"]] += int(row["count"])
        counts["all pages", row["kind"]] += int(row["count"])
    kinds = [kind for kind in KINDS if counts["all pages", kind]]
    pages = dict.fromkeys(page for page, _ in counts if page != "all pages")
    lines = [["page", *kinds, "all"]]
    for page in (*pages, "all pages"):
        of_page = [counts[page, kind] for kind in kinds]
        lines.append([page.removeprefix("notebooks/"), *(f"{count:,}" if count else "" for count in (*of_page, sum(of_page)))])
    return "\n".join(_lines(lines))


def _lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows with their cells under one another: the first column set left, the others right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        yield "  ".join([first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))])


def listed(rows: Sequence[Mapping[str, str]], page: str = "", kind: str = "") -> str:
    """The numbers of a page (with the pages that it was cut into), or of a kind, or both, a line each: what it is, its sentence,
    and what proves it.

    A ReportError names the pages and kinds that there are.
    """
    whole = _wholes(row["page"] for row in rows)
    named = {_short(name): name for name in whole}
    wanted = page if page in whole else named.get(page, "")
    if page and not wanted:
        raise ReportError(f"the book has no page '{page}'. {suggest(page, list(named))}")
    if kind and kind not in KINDS:
        raise ReportError(f"there is no kind '{kind}' of numbers. {suggest(kind, KINDS)}")
    found = [row for row in rows if wanted in ("", row["page"], whole[row["page"]]) and kind in ("", row["kind"])]
    return "\n".join(map(_told, found)) or "None."


def _wholes(pages: Iterable[str]) -> dict[str, str]:
    """Each page, and the page that it is a part of: of `notebooks/figures/calls.html` it is `notebooks/figures.ipynb`, where the
    book has that; of any other itself."""
    found = dict.fromkeys(pages)
    stems = {str(PurePosixPath(name).with_suffix("")): name for name in found}
    return {name: stems.get(str(PurePosixPath(name).parent), name) for name in found}


def _short(page: str) -> str:
    """How a page is called: `priority-1`, and a part `figures/calls-999`."""
    return str(PurePosixPath(page).with_suffix("")).removeprefix("notebooks/")


def _told(row: Mapping[str, str]) -> str:
    where = ", ".join(filter(None, (row["page"], row["section"], row["place"])))
    times = f" ({int(row['count']):,} times)" if row["count"] != "1" else ""
    what = f'{row["number"]} in "{row["sentence"]}"' if row["sentence"] else row["number"] or "numbers"
    return f"{where}: {row['kind']}{times}: {what}: {row['proof']}"
