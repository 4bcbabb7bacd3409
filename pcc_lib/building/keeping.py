"""Keeps what a published edition told, in `data/published/<quarter>/`, never overwritten: the sources that it rests on, its
ledger, its deliverables, and which texts it had.

Sources of small numbers are left out: their cells must not be published, and this folder is (see docs/small-numbers.md).
"""

from __future__ import annotations

import json
from pathlib import Path

from pcc_lib.building.changes import refuse_unexplained
from pcc_lib.building.editions import Check, Open, checked, current, lock
from pcc_lib.building.told import told_files
from pcc_lib.core.errors import BuildError, ReportError, counted
from pcc_lib.core.files import read_bytes, worded, write_all
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.kept import FOLDER, kept_file
from pcc_lib.inputs.plan import QUARTERS, QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.told import RECORDS

SOURCES = "data/sources/"


def keep(project: Project, quarter: Quarter, check: Check, opened: Open | None = None) -> list[str]:
    """Keep what the current edition of a quarter told; gives what was done, in lines.

    An OpenWorkError lists what is open (by `opened`), a QuestionsError what its data ask and nobody has answered; a ReportError
    says that no edition was built, that its inputs are not those of today, or that another one was kept already.
    """
    why = f"{quarter}: nothing was kept. An edition is published when nothing is open, and every question has its answer."
    checked(project, quarter, check, opened).refuse(quarter, why)
    with worded("written", root=project.root), lock(project):
        told = _sources_of(project, quarter)
        edition = _edition_of(project, quarter)
        refuse_unexplained(edition)
        sources = [name for name in told if not project.key_of(name)]
        kept = {Path(name).name: read_bytes(project.path(name), name) for name in sources}
        kept |= told_files(QuarterFolder(project, quarter), edition)
        places = {project.path(kept_file(str(quarter), name)): content for name, content in kept.items()}
        new = {place: content for place, content in places.items() if not _is_kept(project, place, content)}
        write_all(new)
    number = counted(sum(place.name not in RECORDS for place in new), "source")
    said = f"{quarter}: " + (f"kept {number} and what it told in {FOLDER}/{quarter}." if new else "was kept already.")
    return [*(f"{name}: not kept, as it holds small numbers." for name in told if name not in sources), said]


def can_keep(project: Project, quarter: Quarter) -> bool:
    """Whether the current edition of a quarter is no draft, and tells what its inputs say today."""
    try:
        _sources_of(project, quarter)
    except ReportError:
        return False
    return True


def _edition_of(project: Project, quarter: Quarter) -> Path:
    edition = current(project, quarter)
    if edition is None:
        raise ReportError(f"The book of {quarter} has not been built yet. Run: pcc build {quarter}")
    return edition


def _sources_of(project: Project, quarter: Quarter) -> list[str]:
    """The CSVs of sources that the current edition of a quarter rests on; a BuildError where it is a draft, or where they or
    what people wrote are not those of today."""
    edition = _edition_of(project, quarter)
    try:
        inputs = json.loads((edition / "manifest.json").read_bytes())["inputs"]
        read, draft = dict(inputs["read"]), str(inputs.get("draft", ""))
    except (OSError, ValueError, KeyError, TypeError):
        raise BuildError(f"{edition.name}: its manifest cannot be read. Run: pcc build {quarter}") from None
    if draft:
        raise BuildError(f"The book of {quarter} was built as a draft, when work was open. Run: pcc build {quarter} --final")
    names = sorted(name for name in read if name.startswith(SOURCES) and name.endswith(".csv") and read[name] != "absent")
    written = sorted(name for name in read if name.startswith(f"{QUARTERS}/{quarter}/"))
    if changed := [name for name in (*names, *written) if project.fingerprint(name) != read[name]]:
        raise BuildError(f"{changed[0]}: has changed since the edition was built. Run: pcc build {quarter}")
    return names


def _is_kept(project: Project, place: Path, content: bytes) -> bool:
    """Whether a file was kept as it is; a BuildError where it was kept otherwise: what was published is not changed."""
    if not place.is_file():
        return False
    if read_bytes(place) != content:
        todo = "Keep a published edition as it is; if it never was published, take its folder away."
        raise BuildError(f"{place.relative_to(project.root).as_posix()}: was kept already, with other numbers. {todo}")
    return True
