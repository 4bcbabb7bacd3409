"""Reads an edition back: everything anew, from files that no page has read for whoever does it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pcc_lib.building.read_back import Numbers, ReadBack
from pcc_lib.core.forked import shared_out
from pcc_lib.core.installed import digest, environment, library_digest
from pcc_lib.core.store import use, use_for_minutes
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.reading_back.answers import Answers
from pcc_lib.reading_back.book import faults_in_numbers, numbers_of
from pcc_lib.reading_back.downloads_kept import DownloadProofs, downloads_file
from pcc_lib.reading_back.kept import Proofs
from pcc_lib.reading_back.prove import Found
from pcc_lib.reading_back.reading import Reading
from pcc_lib.reading_back.record import numbers_csv
from pcc_lib.reading_back.workbooks import offered_in


class _Ready(NamedTuple):
    """What was made ready, and for what. declaring: the project by which declared texts were read."""

    asked: ReadBack
    answers: Answers
    proofs: Proofs | None
    declaring: Project


_ready: list[_Ready] = []  # the last, or none
OWN_STORE = "judged"  # what a reader has judged itself of earlier quarters, in the folder of its proofs
_GIVEN_WAY = 5  # by how much such a process is nicer than others: it has a third of their time where processors are short


@cache
def _give_way() -> None:
    if hasattr(os, "nice"):
        os.nice(_GIVEN_WAY)


def read_back(asked: ReadBack) -> Numbers:
    """Read an edition back, or make that ready; everything anew, from files that no page has read for us. What was made ready
    for fewer of its pages is not made again."""
    use(None)  # no result is taken on trust: not of the pages, and not of whoever may write to a store
    use_for_minutes(Path(asked.kept).with_name(OWN_STORE))  # but what this reader has judged itself, beside its proofs
    if asked.aside:
        _give_way()
    wanted = replace(asked, html="", offered={})
    before = _ready.pop() if _ready else None
    ready = before if before and before.asked == wanted else _prepared(wanted, before)
    if asked.offered:
        _of_downloads(ready, asked.offered)  # what proves them is kept, and found when all is read
    if not asked.html:
        _ready.append(ready)
        return Numbers()
    found = _of_all(ready, Path(asked.html), asked.copies)
    return Numbers(numbers_csv(found), tuple(faults_in_numbers(found)))


def _of_all(ready: _Ready, html: Path, copies: int) -> list[Found]:
    """The numbers of the pages and, at the same time where processors can be had, of the files to take along."""
    parts = (
        lambda: _of_downloads(ready, offered_in(html)),
        lambda: numbers_of(ready.answers, html, ready.proofs, copies),  # the last is done here: what it finds is kept
    )
    files, pages = shared_out(_done, parts) if copies > 1 else [_done(part) for part in parts]
    return [*pages, *map(Found._make, files)]


def _done(part: Callable[[], list[Found]]) -> list[Found]:
    return part()


def _of_downloads(ready: _Ready, files: Mapping[str, bytes]) -> list[Found]:
    """The numbers of the files that the edition offers to take along."""
    asked = ready.asked
    proofs = DownloadProofs(downloads_file(Path(asked.kept)), asked.edition, library_digest() + digest(environment()))
    return proofs.found(ready.answers.reading.project, asked.quarter, files)


def _prepared(asked: ReadBack, before: _Ready | None) -> _Ready:
    """What files declare is read by a project of its own: what else was read, a page's proofs rest on."""
    if before and before.asked.whose != asked.whose:
        before = None
    declaring = before.declaring if before else Project(Path(asked.root))
    texts = Reading(asked.edition, open_quarter(declaring, asked.quarter)).texts
    project = before.answers.reading.project if before else Project(Path(asked.root))
    reading = Reading(asked.edition, open_quarter(project, asked.quarter), before.answers.reading if before else None)
    reading.texts = texts
    answers = Answers(reading)
    if asked.partly:
        reading.begin() if asked.few else reading.prepare()
        return _Ready(asked, answers, None, declaring)
    proofs = Proofs(Path(asked.kept), asked.edition, library_digest() + digest(environment()))
    proofs.hold_against(texts, project.fingerprint, answers)
    if not proofs.holds():
        reading.prepare()
        proofs.ask_again()
    return _Ready(asked, answers, proofs, declaring)
