"""Plans written: the rows of each source, what it was before a revision, the reasons, and what was learnt; all files or none."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from pcc_lib.core.csv_cells import csv_of
from pcc_lib.core.errors import DataError, ReportError, raise_if
from pcc_lib.core.quarters import MONTH
from pcc_lib.inputs import revised
from pcc_lib.inputs.models.rows import RevisionRow
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.proposed import Proposed
from pcc_lib.inputs.releases import SUFFIX as RELEASES
from pcc_lib.inputs.sources import FOLDER
from pcc_lib.receiving.descriptor import descriptor_of
from pcc_lib.receiving.doubts import doubts_of
from pcc_lib.receiving.incoming import Doubt
from pcc_lib.receiving.plan import Change, Plan
from pcc_lib.receiving.result import result_faults
from pcc_lib.receiving.source_words import UNSAID, Words

COLUMNS = tuple(RevisionRow.model_fields)
NO_WORDS: Mapping[str, Words] = MappingProxyType({})
FEWEST_WORDS = 2
_STANDING_IN = "A reason is given when it is written."


def write(project: Project, plans: Sequence[Plan], reason: str = "", words: Mapping[str, Words] = NO_WORDS) -> list[str]:
    """Write all plans, or nothing; the names of the files.

    reason: why numbers became others, for readers; a ReportError where there is none and a plan revises. words: of each source,
    what was said of how its data came. What would come of it is checked first, as `pcc check` would: a DataError lists what is
    wrong with it.
    """
    project.hold_as_read(plan.held.lines.file for plan in plans)  # somebody was asked meanwhile, and may have thought for long
    contents = contents_of(project, plans, reason, words)
    with tempfile.TemporaryDirectory() as folder:
        raise_if(DataError, result_faults(Proposed(project, contents, Path(folder)), plans))
    project.write(contents)
    return list(contents)


def proved(project: Project, plans: Sequence[Plan]) -> list[tuple[Plan, Doubt]]:
    """What is doubtful in plans, to be asked of a person; a DataError where what would come of them is wrong."""
    contents = contents_of(project, plans, _STANDING_IN)
    with tempfile.TemporaryDirectory() as folder:
        after = Proposed(project, contents, Path(folder))
        raise_if(DataError, result_faults(after, plans))
        return doubts_of(project, after, plans)


def contents_of(
    project: Project, plans: Iterable[Plan], reason: str = "", words: Mapping[str, Words] = NO_WORDS
) -> dict[str, bytes]:
    """The bytes of each file that would be written, by its name in the project."""
    found: dict[str, bytes] = {}
    for plan in plans:
        if plan.revised:
            check_reason(reason)
            found |= _before(project, plan) | _revisions(project, plan, reason)
        if plan.changes:
            lines = plan.held.lines
            records = {number: record for number, record in lines.rows.items()}
            changed = {k: lines.changed(records[plan.held.rows[k]], cells) for k, cells in plan.cells().items()}
            added = {key: lines.made(cells) for key, cells in plan.added.items()}
            found[lines.file] = lines.content(plan.held.with_rows(changed, added))
        found |= descriptor_of(project, plan, words.get(plan.source, UNSAID))
    return found


def check_reason(reason: str) -> None:
    """A ReportError where a reason says nothing."""
    if len(reason.split()) < FEWEST_WORDS:
        raise ReportError(
            "Numbers that were told become others: say why in a few words, which readers see: "
            '--reason "The force corrected its count of abandoned calls."'
        )


def _before(project: Project, plan: Plan) -> dict[str, bytes]:
    """The source as it was, as the release of its newest month; the first that there is of a month stays."""
    source = plan.held.source
    name = f"{FOLDER}/{source.name}{RELEASES}/{source.last_period}.csv"
    if source.about.period != "month" or not MONTH.fullmatch(source.last_period) or project.exists(name):
        return {}
    return {name: project.read_bytes(plan.held.lines.file)}


def _revisions(project: Project, plan: Plan, reason: str) -> dict[str, bytes]:
    """The file of revisions with a row for each cell; the rows that it had keep their bytes."""
    name = revised.file_of(plan.source)
    before = project.read_bytes(name) if project.exists(name) else b""
    first = len(revised.revisions(project, plan.source)) + 1
    rows = csv_of(COLUMNS, [_row(i, change, reason) for i, change in enumerate(plan.revised, first)])
    text = rows if not before else rows.partition("\n")[2]
    joint = b"" if not before or before.endswith(b"\n") else b"\n"
    return {name: before + joint + text.encode("utf-8")}


def _row(number: int, change: Change, reason: str) -> list[str]:
    period, part = change.key
    origin = str(change.origin)[:300]
    return [str(number), period, part, change.column, change.was, change.now, " ".join(reason.split()), origin]
