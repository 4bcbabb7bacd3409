"""A figure from its number to the rows of the files: what its entry on the Figures page says, for a terminal or as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pcc_lib.core.periods import Span
from pcc_lib.figures.evidence import Evidence, evidence_of
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import FOLDER as MEASURES
from pcc_lib.inputs.sources import Source
from pcc_lib.pages.ledger_entries import period_words
from pcc_lib.pages.ledger_words import what_is
from pcc_lib.pages.page import Page


@dataclass(frozen=True)
class Traced:
    """A figure with its evidence, in words. pages: those of the built book that print it."""

    figure: Figure
    what: str
    period: str
    evidence: Evidence
    sources: tuple[Source, ...]
    definition: str
    pages: tuple[str, ...] = ()

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
            "reason": evidence.reason,
        }


def trace(page: Page, id: str, pages: Sequence[str] = ()) -> Traced:
    """Follow a figure to its cells. A ReportError says which names are near one that there is not."""
    figure = page.figures.figure(id)
    evidence = evidence_of(page.figures, figure)
    names = dict.fromkeys(block.source for block in (evidence.blocks or {}).values() if block.source)
    definition = f"{MEASURES}/{figure.measure}.yml" if page.figures.is_measure(figure.measure) else ""
    sources = tuple(page.figures.source(name) for name in names)
    return Traced(figure, what_is(page, figure), period_words(figure), evidence, sources, definition, tuple(pages))


def source_facts(source: Source) -> Iterator[tuple[str, str]]:
    """What its descriptor says of a source."""
    about = source.about
    yield from (("name", source.name), ("title", about.title), ("producer", about.producer), ("licence", about.licence))
    yield from ((name, told) for name, told in (("attribution", about.attribution), ("obtained", about.obtained)) if told)
