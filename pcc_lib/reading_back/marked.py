"""What a page marks up: figures, counts, dates and code. Each is held against what it says that it is."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from bs4 import Tag

from pcc_lib.charts.months import short_month
from pcc_lib.core.errors import ReportError
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import MONTH, day_label, period_label
from pcc_lib.figures.blocks import source_cells
from pcc_lib.figures.counted_lists import names_a_list
from pcc_lib.figures.figure import blocks_of
from pcc_lib.inputs.measures import measure_ids, read_topic, topic_ids
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import Source, read_source, source_names
from pcc_lib.reading_back.counts import COUNTED, Counter, is_count
from pcc_lib.reading_back.dates import DATE, Known
from pcc_lib.reading_back.declared import WRONG, Claim
from pcc_lib.reading_back.passages import Marked, Passage
from pcc_lib.reading_back.said import Edition, Row, digits_of, texts_of
from pcc_lib.reading_back.tokens import has_number

FIGURE, CODE, CELLS = "figure", "code", "reference"
_COLUMN = re.compile(r"(?P<column>\w+) (?P<first>\d{4}(?:-\d\d)?(?:-Q\d)?)(?:\.\.(?P<last>\d{4}(?:-\d\d)?(?:-Q\d)?))?(?![\w.])")
_CITED = re.compile(r"(?:^|#)\w+=(\d[\dQ/.-]*)")


class Codes(NamedTuple):
    """Names with digits that may stand as code: ids, files, columns; what the ledger prints of formulas and cells."""

    names: frozenset[str]
    project: Project
    sources: Mapping[str, Source]

    def kind(self, text: str) -> str:
        """What a text of code is; nothing where it is none that there is."""
        if text in self.names:
            return CODE
        if "#" in text:
            return CELLS if all(self._is_cells(block) for block in blocks_of(text)) else ""
        return CODE if "/" in text and not text.startswith(("/", "http")) and self._is_file(text) else ""

    def is_download(self, name: str, quarter: str) -> bool:
        """Whether a file is named after a chart, or a page's own table, and the quarter."""
        stem = name.removesuffix(f"-{quarter}.csv")
        return stem != name and (not has_number(stem) or stem in {each.replace("/", "-") for each in self.names if "/" in each})

    def _is_cells(self, block: str) -> bool:
        """Whether a reference names cells of a source, rows of a list that the book counts, or a place in a file."""
        if found := source_cells(block):
            source = self.sources.get(found.file)
            if source is not None and not found.edition:
                return source.calendar.read_span(found.span) is not None and found.column in source.columns
        return names_a_list(block) or self._is_file(block.partition("#")[0])

    def _is_file(self, name: str) -> bool:
        """Whether there is such a file or folder; what is listed is remembered, so that it shows when one goes."""
        try:
            self.project.names(name.rstrip("/").rpartition("/")[0])
            return self.project.path(name).exists()
        except ReportError:
            return False


def periods_cited(text: str) -> frozenset[str]:
    """The first and last periods of the cells that a reference names."""
    spans = (Span.parse(m[1].replace("/", "-")) for m in _CITED.finditer(text))
    return frozenset(period for span in spans for period in (span.first, span.last))


def place_claims(passage: Passage, codes: Codes, edition: Edition) -> Iterator[Claim]:
    """Behind the name of a file, in an entry of a chart or table: which rows and columns of it, and from when to when."""
    file = next((passage.text[m.start : m.end] for m in passage.marked if m.element.name == "code"), "")
    short = file.rpartition("/")[2]
    for each in passage.marked[1:] if file else ():
        place = passage.text[each.start : each.end]
        if codes.kind(f"{short}#{place}") or names_a_list(f"{file}#{place}"):
            yield Claim(each.start, each.end, CELLS, f"{file}#{place}")
    for found in _COLUMN.finditer(passage.text) if file else ():
        ends = edition.ends_cited.get((short, found["column"]), frozenset())
        if ends.issuperset((found["first"], found["last"] or found["first"])):
            yield Claim(found.start("first"), found.end(), CELLS, f"{file}, {found['column']}")


def codes_of(edition: Edition, folder: QuarterFolder) -> Codes:
    """The names that code may hold in a book of this edition."""
    project = folder.project
    found = {*measure_ids(project), *topic_ids(project), str(folder.quarter)}
    sources = [read_source(project, name) for name in source_names(project)]
    for source in sources:
        found |= {source.name, source.file, *source.columns, source.period, source.breakdown}
    found |= {f"{id}/{chart.id}" for id in topic_ids(project) for chart in read_topic(project, id).charts}
    found |= {chart for page in edition.pages for block in page.blocks for chart in block.charts}
    for row in edition.rows:
        found |= {row.get(name, "") for name in ("id", "formula", "cells", "original")} | set(blocks_of(row.get("cells", "")))
    return Codes(frozenset(found), project, {source.file: source for source in sources})


class MarkedUp:
    """Proves what elements of a page say that they are."""

    def __init__(self, edition: Edition, codes: Codes, counter: Counter) -> None:
        self.edition, self.codes, self.counter = edition, codes, counter

    def claims(self, marked: Iterable[Marked], text: str, known: Known, own: Container[str] | None = None) -> Iterator[Claim]:
        """A claim for each element of a passage that is what it says; one of the kind WRONG for each that is not.

        own: all that code may say there, where that is told: an entry of the ledger names no other cells than its own.
        """
        for each in marked:
            told = text[each.start : each.end]
            kind, proof = self._proof(each.element, told, known)
            if each.element.name == "code" and own is not None and has_number(told) and told not in own:
                kind, proof = WRONG, "is not what the ledger says of this figure"
            if kind and has_number(told):
                yield Claim(each.start, each.end, kind, proof)

    def _proof(self, element: Tag, told: str, known: Known) -> tuple[str, str]:
        if is_count(element):
            return self._count(element, told)
        if element.name == "data":
            return self._figure(element, told)
        if element.name == "time":
            return self._time(element, told, known)
        kind = self.codes.kind(told)
        return kind, told if kind else ""

    def _figure(self, element: Tag, told: str) -> tuple[str, str]:
        link = element.find("a")
        anchor = str(link.get("href", "")).rpartition("#")[2] if isinstance(link, Tag) else ""
        rows = self.rows.get(anchor, ())
        if not rows:
            return WRONG, "is marked up as a figure, and no row of the ledger has its anchor"
        row = next((row for row in rows if told in texts_of(row)), None)
        if row is None:
            return WRONG, f"is printed for the figure {rows[0]['id']}, which is {rows[0].get('text', '')}"
        value = str(element.get("value", ""))
        if value != digits_of(row):
            return WRONG, f"has the value {value} in its markup, and {digits_of(row)} in the ledger ({row['id']})"
        return FIGURE, row["id"]

    @cached_property
    def rows(self) -> Mapping[str, Sequence[Row]]:
        """The rows of the ledger by anchor: one a page."""
        return self.edition.by_anchor

    def _count(self, element: Tag, told: str) -> tuple[str, str]:
        found, of = self.counter.of(element), element.get("data-of", "")
        if found is None:
            return WRONG, f"is marked up as a count of '{of}', which there is not"
        if told.replace(",", "") != str(found) or str(element.get("value")) != str(found):
            return WRONG, f"is a count of '{of}', of which there are {found}"
        return COUNTED, f"counted again: {of}"

    def _time(self, element: Tag, told: str, known: Known) -> tuple[str, str]:
        day = str(element.get("datetime", "")) or told
        short = short_month((int(day[:4]) - 2000) * 12 + int(day[5:7]) - 1) if MONTH.fullmatch(day[:7]) else ""
        if told not in (day, day_label(day), period_label(day), short):
            return WRONG, f"is printed for the date {day}"
        return (DATE, day) if day in known.periods or day in known.months else ("", "")
