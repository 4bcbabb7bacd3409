"""What somebody wants published, and what is refused before any work is done."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pcc_lib.building.editions import Check, Expected, Open
from pcc_lib.building.job import Job
from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.core.files import names_in
from pcc_lib.core.quarters import place_of
from pcc_lib.core.text import longest_word, unseen
from pcc_lib.inputs.models.kinds import MAX_LINE
from pcc_lib.inputs.models.quarter import corrections_file
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.publishing.editions_json import FILE, Archive, Entry
from pcc_lib.publishing.paper import hold_printing
from pcc_lib.publishing.signing import hold_key

AHEAD = 31  # days by which an edition may be dated ahead: it is made ready before the day


@dataclass(frozen=True)
class Wanted:
    """An edition to publish: the quarter's `job`, the folder of the archive, the day (`YYYY-MM-DD`), a key to sign with, and for
    a correction its reason (None: a first version). today: the day by this machine's clock, which `day` is held against; blank
    where it is not. paper: whether its packs are printed. The last three are what a build asks of its inputs."""

    job: Job
    site: Path
    day: str
    key: Path | None = None
    reason: str | None = None
    today: str = ""
    paper: bool = False
    check: Check | None = None
    expected: Expected | None = None
    opened: Open | None = None


def hold_wanted(wanted: Wanted) -> None:
    """A ReportError for a date that is none, far ahead, or before the edition was written, an empty reason, a key that cannot
    sign, a machine that cannot print."""
    quarter = wanted.job.quarter
    try:
        day = date.fromisoformat(wanted.day)
    except ValueError:
        day = None
    if day is None or day.isoformat() != wanted.day:
        raise ReportError(f"--date {wanted.day}: is not a date. Write it like 2024-03-05.")
    if wanted.today and day > date.fromisoformat(wanted.today) + timedelta(AHEAD):
        raise ReportError(
            f"--date {wanted.day}: is more than {AHEAD} days ahead (today is {wanted.today}), and no edition could be published "
            "before it any more. Give the day on which it is published."
        )
    written = open_quarter(wanted.job.project, str(quarter)).written_on
    if wanted.day < written:
        raise ReportError(f"--date {wanted.day}: is before {quarter} was written ({written}, written_on in its quarter.yml).")
    if wanted.reason is not None:
        _hold_reason(wanted.reason)
    if wanted.key:
        hold_key(wanted.key)
    if wanted.paper:
        hold_printing()


def _hold_reason(reason: str) -> None:
    todo = "Say in a sentence for readers what was corrected, and why."
    if not re.search(r"\w+\W+\w+", reason):
        raise ReportError(f"--amend '{reason}': is no reason. {todo}")
    if len(reason) > MAX_LINE:
        raise ReportError(f"--amend: the reason has {len(reason)} characters. Keep it to {MAX_LINE}: every page prints it.")
    if "\n" in reason or next(unseen(reason), None) or longest_word(reason):
        raise ReportError(f"--amend: the reason holds a line break, a character that cannot be seen, or no words. {todo}")


def hold_site(site: Path) -> None:
    """A ReportError where a folder is something else than an archive: nothing of others is written over."""
    there = next(folder for folder in (site, *site.parents) if folder.exists())
    if not there.is_dir():
        raise ReportError(f"{there}: is a file. Name a folder for the archive.")
    if not os.access(there, os.W_OK):
        raise ReportError(f"{there}: nothing can be written there. Ask for the right to, or name another folder: --to DIR.")
    names = names_in(site)
    if names and FILE not in names:
        raise ReportError(
            f"{site}: holds other files ({names[0]}) and no {FILE}, so it is no archive of editions. "
            f"Name an empty folder, or put {FILE} back from a copy of the archive."
        )


def hold_order(wanted: Wanted, archive: Archive) -> Entry | None:
    """The version that a correction supersedes; None for a first version. A ReportError where the one was asked for and the other
    is due, or where the day is before what was published last."""
    quarter = str(wanted.job.quarter)
    newest = archive.newest(quarter)
    if newest and wanted.reason is None:
        raise ReportError(
            f"{quarter} was published on {newest.day} ({newest.path}), and what is published never changes. "
            f'To publish a corrected version beside it, run: pcc publish {quarter} --amend "what was corrected, and why"'
        )
    if newest is None and wanted.reason is not None:
        known = suggest(quarter, archive.quarters) if archive.quarters else "Nothing was published there."
        raise ReportError(
            f"{quarter}: there is nothing to amend in {wanted.site}. {known} To publish it first, leave out --amend."
        )
    if archive.entries and wanted.day < archive.entries[-1].published:
        last = archive.entries[-1]
        raise ReportError(
            f"--date {wanted.day}: is before {last.path} was published ({last.published}). Give that day or a later one."
        )
    _hold_corrections(wanted, newest)
    place = wanted.site / place_of(wanted.job.quarter, newest.version + 1 if newest else 1)
    if place.exists():
        raise ReportError(
            f"{place}: is there, and {FILE} does not list it. If it was published, put {FILE} back from a copy of the archive; "
            "if it never was, take that folder away."
        )
    return newest


def _hold_corrections(wanted: Wanted, newest: Entry | None) -> None:
    """A ReportError where the quarter's list of corrections is not that of the versions that the archive holds."""
    quarter = wanted.job.quarter
    corrections = open_quarter(wanted.job.project, str(quarter)).corrections
    told = corrections[-1].version if corrections else 1
    if told != (newest.version if newest else 1):
        holds = f"version {newest.version} of it" if newest else "no version of it"
        raise ReportError(
            f"{corrections_file(quarter)}: tells of version {told} of {quarter}, and {wanted.site} holds {holds}. Publish into "
            "the archive that holds all versions (--to DIR), or put that file back as it was."
        )
