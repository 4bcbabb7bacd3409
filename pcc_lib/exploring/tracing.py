"""A figure from its number to the rows of the files: what its entry on the Figures page says, for a terminal or as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from pcc_lib.core.periods import Span
from pcc_lib.counting.asked import asked_of
from pcc_lib.counting.rows import CountedRows, rows_counted
from pcc_lib.figures.evidence import Evidence, evidence_of
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.track_figures import figure_named
from pcc_lib.inputs.measures import FOLDER as MEASURES
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.inputs.sources import Source
from pcc_lib.pages.ledger_entries import period_words
from pcc_lib.pages.ledger_words import what_is
from pcc_lib.pages.page import Page


@dataclass(frozen=True)
class Traced:
    """A figure with its evidence, in words. pages: those of the built book that print it. counted: of each reference to cells of
    a source that is counted from incidents, their rows."""

    figure: Figure
    what: str
    period: str
    evidence: Evidence
    sources: tuple[Source, ...]
    definition: str
    pages: tuple[str, ...] = ()
    counted: Mapping[str, CountedRows] = field(default_factory=dict)

    def record(self) -> dict[str, Any]:
        """All of it as plain values, for JSON."""
        figure, evidence = self.figure, self.evidence
        against = figure.compared_with
        return {
            "id": figure.id,
            "printed": figure.marked,
            "what": self.what,
            "period": str(figure.period),
            "compared_with": str(against) if isinstance(against, Span) else against,
            "value": figure.value,
            "unit": figure.unit,
            "kind": figure.kind,
            "status": str(figure.status),
            "original": figure.original,
            "formula": evidence.formula,
            "with_values": evidence.with_values,
            "symbols": evidence.symbols,
            "words": dict(evidence.words),
            "settings": dict(evidence.settings or {}),
            "letters": [asdict(each) for each in evidence.taken],
            "cells": [asdict(each) for each in (evidence.blocks or {}).values()],
            "lists": [asdict(each) for each in (evidence.lists or {}).values()],
            "sources": [dict(source_facts(each)) for each in self.sources],
            "definition": self.definition,
            "pages": list(self.pages),
            "counted": {ref: asdict(rows) for ref, rows in self.counted.items()},
            "reason": evidence.reason,
        }


def trace(page: Page, id: str, pages: Sequence[str] = ()) -> Traced:
    """Follow a figure to its cells. A ReportError says which names are near one that there is not."""
    figure = figure_named(page.figures, id)
    evidence = evidence_of(page.figures, figure)
    names = dict.fromkeys(block.source for block in (evidence.blocks or {}).values() if block.source)
    definition = f"{MEASURES}/{figure.measure}.yml" if page.figures.is_measure(figure.measure) else ""
    sources = tuple(page.figures.source(name) for name in names)
    counted = dict(_counted(page, evidence))
    return Traced(figure, what_is(page, figure), period_words(figure), evidence, sources, definition, tuple(pages), counted)


def _counted(page: Page, evidence: Evidence) -> Iterator[tuple[str, CountedRows]]:
    """The rows of incidents behind the cells of a figure, where they are shown one by one and the rows are at hand."""
    for ref, block in (evidence.blocks or {}).items():
        source = page.figures.source(block.source) if block.source and not block.withheld else None
        if source is None or source.about.counted is None or block.file != f"{SOURCES}/{source.file}":
            continue  # an earlier edition's cells were counted from what was there then
        asked = asked_of(page.project, source.name)
        if rows := rows_counted(asked, block.column, block.periods, block.parts):
            yield ref, rows


def source_facts(source: Source) -> Iterator[tuple[str, str]]:
    """What its descriptor says of a source."""
    about = source.about
    yield from (("name", source.name), ("title", about.title), ("producer", about.producer), ("licence", about.licence))
    yield from ((name, told) for name, told in (("attribution", about.attribution), ("obtained", about.obtained)) if told)
