"""Keeps what a published edition told, in `data/published/<quarter>/`: the sources that it rests on, its ledger, its
deliverables, and which texts it had.

Of sources of small numbers only the public cells are kept: this folder is published (see docs/small-numbers.md).

The folder comes into its place whole, by one move: whoever is killed before leaves nothing, and after it all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from pcc_lib.building import seals
from pcc_lib.building.attacking import refuse_attacked
from pcc_lib.building.changes import refuse_unexplained
from pcc_lib.building.editions import Check, Open, checked, current, lock, restricted_folder
from pcc_lib.building.public_cells import public_to_keep
from pcc_lib.building.told import told_files
from pcc_lib.core.errors import BuildError, ReportError, counted
from pcc_lib.core.files import read_bytes, remove_tree, replace_file, worded, write_atomic
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.kept import FOLDER
from pcc_lib.inputs.kept_editions import EDITION, edition_of, next_edition, version_name
from pcc_lib.inputs.plan import QUARTERS, QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import source_of
from pcc_lib.inputs.told import RECORDS

SOURCES = "data/sources/"
OLD = ".old.part"  # the end of the hidden name under which what was kept before waits


def keep(project: Project, quarter: Quarter, check: Check, opened: Open | None = None) -> list[str]:
    """Keep what the current edition of a quarter told; gives what was done, in lines.

    An OpenWorkError lists what is open (by `opened`), a QuestionsError what its data ask and nobody has answered; a ReportError
    says that no edition was built, that its inputs are not those of today, or that another one was kept already.
    """
    refuse_open(project, quarter, check, opened)
    with worded("written", root=project.root), lock(project):
        finish_keeping(project, quarter)
        told = told_by(project, quarter, edition_to_keep(project, quarter))
        left = [name for name in _sources_of(project, quarter) if project.key_of(name)]
        new = not_kept(project, quarter, told)
        if new:
            place, about = project.path(f"{FOLDER}/{quarter}"), edition_of(project, str(quarter))
            there = {path.relative_to(place).as_posix(): read_bytes(path) for path in place.rglob("*") if path.is_file()}
            put_kept(project, quarter, {**there, **told, **edition_to_tell(project, quarter, about.version if about else 1)})
    number = counted(sum(name not in RECORDS for name in new), "source")
    said = f"{quarter}: " + (f"kept {number} and what it told in {FOLDER}/{quarter}." if new else "was kept already.")
    return [*(f"{name}: of its small numbers only what the edition publishes is kept." for name in left), said]


def refuse_open(project: Project, quarter: Quarter, check: Check, opened: Open | None = None) -> None:
    """An OpenWorkError or a QuestionsError where an edition may not be published yet."""
    why = f"{quarter}: nothing was kept. An edition is published when nothing is open, and every question has its answer."
    checked(project, quarter, check, opened).refuse(quarter, why)


def can_keep(project: Project, quarter: Quarter) -> bool:
    """Whether the current edition of a quarter is no draft, and tells what its inputs say today."""
    try:
        edition_to_keep(project, quarter)
    except ReportError:
        return False
    return True


def edition_to_keep(project: Project, quarter: Quarter) -> Path:
    """The folder of the current edition of a quarter; a BuildError where it is a draft, or where the sources that it rests on or
    what people wrote are not those of today."""
    edition = _edition_of(project, quarter)
    inputs = _inputs_of(edition, quarter)
    if inputs.draft:
        raise BuildError(f"The book of {quarter} was built as a draft, when work was open. Run: pcc build {quarter} --final")
    read = inputs.read
    written = sorted(name for name in read if name.startswith(f"{QUARTERS}/{quarter}/"))
    data = sorted(name for name in read if name.startswith(SOURCES) and name.endswith(".csv") and read[name] != "absent")
    names = (*data, *written)
    if changed := [name for name in names if project.fingerprint(name) != read[name]]:
        raise BuildError(f"{changed[0]}: has changed since the edition was built. Run: pcc build {quarter}")
    if edited := seals.changed_since(project, edition):
        raise BuildError(f"{seals.told(edited)}: was edited after the edition was built. Run: pcc build {quarter}")
    refuse_unexplained(edition)
    refuse_attacked(restricted_folder(project, edition), edition, quarter)
    return edition


def told_by(project: Project, quarter: Quarter, edition: Path) -> dict[str, bytes]:
    """What a built edition told, as files that may be published: each source that it rests on, its ledger and deliverables, and
    which texts it had; of a source of small numbers its public cells."""
    names = [name for name in _sources_in(_inputs_of(edition, quarter).read) if not project.key_of(name)]
    told = {Path(name).name: read_bytes(project.path(name), name) for name in names}
    return told | told_files(QuarterFolder(project, quarter), edition) | public_to_keep(edition)


def not_kept(project: Project, quarter: Quarter, told: Mapping[str, bytes]) -> dict[str, bytes]:
    """What of this is not kept yet; a BuildError where it was kept otherwise: what was published is not changed."""
    place = project.path(f"{FOLDER}/{quarter}")
    return {name: content for name, content in told.items() if not _is_kept(project, place / name, content)}


def edition_to_tell(project: Project, quarter: Quarter, version: int, day: str = "") -> dict[str, bytes]:
    """The file that keeps when a version of an edition was published."""
    about = next_edition(project, quarter, version, day)
    return {EDITION: (json.dumps(about, indent=1) + "\n").encode("utf-8")}


# ── the folder comes whole ────────────────────────────────────────────────────────────────────────────────────────────
def put_kept(project: Project, quarter: Quarter, told: Mapping[str, bytes], version: int = 1) -> None:
    """Put what a version of an edition told into its place; what the version before told stays under the name of that version,
    for its readers have it. Call with the project's lock held."""
    place, part, old = _places(project, quarter)
    before = place.with_name(version_name(quarter, version - 1))
    for name, content in told.items():
        write_atomic(part / name, content)
    if place.is_dir():
        replace_file(place, old if version == 1 or before.exists() else before)
    replace_file(part, place)
    remove_tree(old)


def finish_keeping(project: Project, quarter: Quarter) -> None:
    """Put right what somebody who was killed has left behind. Call with the project's lock held."""
    place, part, old = _places(project, quarter)
    if old.is_dir() and not place.exists():  # killed between the two moves: the new one is whole
        replace_file(part if part.is_dir() else old, place)
    remove_tree(part)
    remove_tree(old)


def _places(project: Project, quarter: Quarter) -> tuple[Path, Path, Path]:
    """Where it stands, where it is made, and where the one before waits; hidden names are nobody's data."""
    home = project.path(FOLDER)
    return home / str(quarter), home / f".{quarter}.part", home / f".{quarter}{OLD}"


# ── which edition ─────────────────────────────────────────────────────────────────────────────────────────────────────
def _edition_of(project: Project, quarter: Quarter) -> Path:
    edition = current(project, quarter)
    if edition is None:
        raise ReportError(f"The book of {quarter} has not been built yet. Run: pcc build {quarter}")
    return edition


class _Inputs(NamedTuple):
    """What an edition was made from: the files that were read with their fingerprints, and what it said of itself as a draft."""

    read: dict[str, str]
    draft: str


def _inputs_of(edition: Path, quarter: Quarter) -> _Inputs:
    try:
        inputs = json.loads((edition / "manifest.json").read_bytes())["inputs"]
        return _Inputs(dict(inputs["read"]), str(inputs.get("draft", "")))
    except (OSError, ValueError, KeyError, TypeError):
        raise BuildError(f"{edition.name}: its manifest cannot be read. Run: pcc build {quarter}") from None


def _sources_of(project: Project, quarter: Quarter) -> list[str]:
    return _sources_in(_inputs_of(_edition_of(project, quarter), quarter).read)


def _sources_in(read: Mapping[str, str]) -> list[str]:
    """The CSVs of sources among the files that were read: their rows, and not what they were before, which no edition tells."""
    return sorted(name for name in read if source_of(name) and read[name] != "absent")


def _is_kept(project: Project, place: Path, content: bytes) -> bool:
    """Whether a file was kept as it is; a BuildError where it was kept otherwise: what was published is not changed."""
    if not place.is_file():
        return False
    if read_bytes(place) != content:
        todo = "Keep a published edition as it is; if it never was published, take its folder away."
        raise BuildError(f"{place.relative_to(project.root).as_posix()}: was kept already, with other numbers. {todo}")
    return True
