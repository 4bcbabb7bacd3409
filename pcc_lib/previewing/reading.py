"""What a build finds in the compiled pages, found for a preview: its pages are shown before, and are told of afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pcc_lib.building.book import Book
from pcc_lib.building.book_gate import faults_in_html
from pcc_lib.building.gate_kept import GateKept
from pcc_lib.building.ledger import ledger
from pcc_lib.building.numbers import Reader, edition_of
from pcc_lib.core.errors import Fault
from pcc_lib.core.installed import digest, environment, library_digest
from pcc_lib.previewing.pages import LEDGER
from pcc_lib.reading_back.book import faults_in_numbers, numbers_of


def faults_of(book: Book, html: Path, kept: Path) -> Sequence[Fault]:
    """Everything for which a build would refuse this HTML. kept: the folder for what was read before."""
    rows = ledger(book.results)
    reader = Reader(book.project, book.quarter, edition_of(book.results, rows, book.banner), kept / "proofs.json")
    gate = GateKept(kept / "gate.json", library_digest() + digest(environment()))
    found = [fault for fault in faults_in_html(html, book.results, gate) if LEDGER not in fault.found]
    reading, proofs = reader.reading()
    return [*found, *faults_in_numbers(numbers_of(reading, html, proofs))]
