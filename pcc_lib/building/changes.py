"""What an edition tells otherwise than the one before it, written beside it: `record/changes.json`; and what must be explained
before it may be published.

What reads tables is imported when it is needed: a build in which nothing changed must not wait for pandas.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pcc_lib.core.errors import BuildError, counted
from pcc_lib.core.files import write_atomic
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.kept_editions import FOLDER as KEPT
from pcc_lib.inputs.kept_editions import corrected_version, with_figures
from pcc_lib.inputs.project import LISTING, Project

CHANGES = "record/changes.json"
SHOWN = 5  # unexplained figures that a refusal names


def write_changes(project: Project, quarter: Quarter, rows: Sequence[Mapping[str, str]], folder: Path) -> None:
    """Write the record of a quarter's edition, whose ledger has these rows, into its folder."""
    from pcc_lib.differences.changes import as_record, changes_of, corrected_of
    from pcc_lib.inputs.plan import QuarterFolder

    of = QuarterFolder(project, quarter)
    record = as_record(changes_of(of, rows), corrected_of(of, rows))
    write_atomic(folder / CHANGES, (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode("utf-8"))


def read_before(project: Project, quarter: Quarter) -> dict[str, str]:
    """The fingerprints of what was kept of the edition before, and of the version that this one corrects: the record rests on
    them, whether or not a page tells it."""
    if not project.names(KEPT):
        return {}
    folders = [f"{KEPT}/{name}" for name in (with_figures(project, quarter), corrected_version(project, quarter)) if name]
    names = [LISTING + folder for folder in folders]
    names += [f"{folder}/{name}" for folder in folders for name in project.names(folder)]
    return {name: project.fingerprint(name) for name in names}


def refuse_unexplained(edition: Path) -> None:
    """A BuildError where figures of the edition before are others now, and nobody has said why."""
    record = _record(edition)
    found = [each["id"] for each in record.get("revised", ()) if not each["explained"]]
    if found:
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        raise BuildError(
            f"{counted(len(found), 'figure')} of the edition of {record['before']} would be printed otherwise today, and nobody "
            f"has said why: {', '.join(found[:SHOWN])}{more}. Nothing was published. Give the reason where the numbers were "
            "revised (data/sources/<source>.revisions.csv, which pcc receive writes), or under restated in quarter.yml; or "
            "put them back."
        )


def _record(edition: Path) -> Mapping[str, Any]:
    path = edition / CHANGES
    try:
        return json.loads(path.read_bytes()) if path.is_file() else {}
    except ValueError:
        raise BuildError(f"{edition.name}: {CHANGES} cannot be read. Build the book again: pcc build") from None
