"""The record of an edition's numbers for auditors: `numbers.csv`, and tables of it by page and kind."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

from pcc_lib.core.csv_cells import csv_of
from pcc_lib.reading_back.prove import Found

COLUMNS = tuple(field.name for field in fields(Found))
FILE = "record/numbers.csv"  # within an edition


def numbers_csv(found: Iterable[Found]) -> str:
    """Every number of an edition as CSV (LF): what is alike in all but its place on the page stands there once, counted."""
    counted: Counter[Found] = Counter()
    for each in found:
        counted[_without_count(each)] += each.count
    rows = [[*_cells(each), count] for each, count in counted.items()]
    return csv_of(COLUMNS, rows)


def _without_count(found: Found) -> Found:
    return found if found.count == 1 else Found(**{**_fields(found), "count": 1})


def _fields(found: Found) -> dict[str, object]:
    return {name: getattr(found, name) for name in COLUMNS}


def _cells(found: Found) -> list[str]:
    """A number that is a cell by itself needs no sentence."""
    sentence = "" if found.sentence == found.number else found.sentence
    return [*(str(getattr(found, name)) for name in COLUMNS[:-2]), sentence]


def read_numbers(text: str) -> list[dict[str, str]]:
    """The rows of such a file."""
    rows = csv.DictReader(io.StringIO(text))
    return [{name: value.removeprefix("'") for name, value in row.items()} for row in rows]


def by_page_and_kind(rows: Sequence[Mapping[str, str]]) -> tuple[list[str], list[list[str]]]:
    """A table of counts: a row a page, a column a kind, the most frequent first; both with totals."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        counts[row["page"], row["kind"]] += int(row["count"])
    kinds = [kind for kind, _ in _totals(counts, 1).most_common()]
    pages = list(dict.fromkeys(page for page, _ in counts))
    table = [[page, *(f"{counts[page, kind]:,}" for kind in kinds), f"{_totals(counts, 0)[page]:,}"] for page in pages]
    last = ["all pages", *(f"{_totals(counts, 1)[kind]:,}" for kind in kinds), f"{sum(counts.values()):,}"]
    return ["page", *kinds, "all"], [*table, last]


def _totals(counts: Mapping[tuple[str, str], int], side: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for key, count in counts.items():
        found[key[side]] += count
    return found
