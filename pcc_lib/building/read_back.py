"""An edition read back as plain data, so that any process can do it: what is asked, and what was found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from pcc_lib.core.errors import Fault
from pcc_lib.core.installed import digest, environment, library_digest
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.reading_back.book import faults_in_numbers, numbers_of
from pcc_lib.reading_back.kept import Proofs
from pcc_lib.reading_back.reading import Reading
from pcc_lib.reading_back.record import numbers_csv
from pcc_lib.reading_back.said import Edition


@dataclass(frozen=True)
class ReadBack:
    """An edition to be read back: its project and quarter, what it says of itself, the file of what proved its numbers before.

    html: the folder of its pages; blank where only what does not rest on them is to be made ready. copies: in how many copies of
    the process its pages are read at the same time, where it can be copied.
    """

    root: str
    quarter: str
    edition: Edition
    kept: str
    html: str = ""
    copies: int = 1

    @property
    def what(self) -> str:
        """What it is, for people."""
        return "The reading back of every number"


class Numbers(NamedTuple):
    """What was found: every number of the edition as CSV, and a fault for each that nothing proves."""

    csv: str = ""
    faults: tuple[Fault, ...] = ()


class _Ready(NamedTuple):
    """What was made ready, and for what."""

    asked: ReadBack
    reading: Reading
    proofs: Proofs


_ready: list[_Ready] = []  # the last, or none


def read_back(asked: ReadBack) -> Numbers:
    """Read an edition back, or make that ready; everything anew, from files that no page has read for us."""
    if not _ready or _ready[0].asked != replace(asked, html=""):
        _ready[:] = [_prepared(replace(asked, html=""))]
    if not asked.html:
        return Numbers()
    _, reading, proofs = _ready.pop()
    found = numbers_of(reading, Path(asked.html), proofs, asked.copies)
    return Numbers(numbers_csv(found), tuple(faults_in_numbers(found)))


def _prepared(asked: ReadBack) -> _Ready:
    """What files declare is read by a project of its own: what else was read, a page's proofs rest on."""
    root = Path(asked.root)
    texts = Reading(asked.edition, open_quarter(Project(root), asked.quarter)).texts
    project = Project(root)
    reading = Reading(asked.edition, open_quarter(project, asked.quarter))
    reading.texts = texts
    proofs = Proofs(Path(asked.kept), asked.edition, library_digest() + digest(environment()))
    proofs.hold_against(texts, project.fingerprint)
    if not proofs.holds():
        reading.prepare()
    return _Ready(asked, reading, proofs)
