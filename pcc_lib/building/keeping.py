"""Keeps what a published edition told: the sources that it rests on, in `data/published/<quarter>/`, never overwritten.

Of sources of small numbers only the public cells are kept: this folder is published (see docs/small-numbers.md).
"""

from __future__ import annotations

import json
from pathlib import Path

from pcc_lib.building.attacking import refuse_attacked
from pcc_lib.building.editions import Check, Open, checked, current, lock, restricted_folder
from pcc_lib.building.public_cells import public_to_keep
from pcc_lib.core.errors import BuildError, ReportError, counted
from pcc_lib.core.files import read_bytes, worded, write_all
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.kept import FOLDER, kept_file
from pcc_lib.inputs.plan import QUARTERS
from pcc_lib.inputs.project import Project

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
        kept = {name: project.path(kept_file(str(quarter), Path(name).name)) for name in told if not project.key_of(name)}
        new = {name: place for name, place in kept.items() if not _is_kept(project, name, place)}
        contents = {place: read_bytes(project.path(name), name) for name, place in new.items()}
        public = small_numbers_to_keep(project, quarter)
        contents |= {place: content for place, content in public.items() if not place.is_file()}
        write_all(contents)
    left = [name for name in told if name not in kept]
    said = f"{quarter}: " + (f"kept {counted(len(new), 'source')} in {FOLDER}/{quarter}." if new else "was kept already.")
    return [*(f"{name}: of its small numbers only what the edition publishes is kept." for name in left), said]


def small_numbers_to_keep(project: Project, quarter: Quarter) -> dict[Path, bytes]:
    """The public cells that the current edition of a quarter keeps, by their places; a BuildError where its small numbers can be
    worked out, or where others were kept already."""
    edition = current(project, quarter)
    found = public_to_keep(project, quarter, edition) if edition else {}
    if edition and found:
        refuse_attacked(restricted_folder(project, edition), quarter)
    places = {project.path(f"{FOLDER}/{quarter}/{name}"): content for name, content in found.items()}
    for place, content in places.items():
        if place.is_file() and read_bytes(place) != content:
            todo = "Keep a published edition as it is; if it never was published, take its folder away."
            raise BuildError(f"{place.relative_to(project.root).as_posix()}: was kept already, with other numbers. {todo}")
    return places


def can_keep(project: Project, quarter: Quarter) -> bool:
    """Whether the current edition of a quarter is no draft, and tells what its inputs say today."""
    try:
        _sources_of(project, quarter)
    except ReportError:
        return False
    return True


def _sources_of(project: Project, quarter: Quarter) -> list[str]:
    """The CSVs of sources that the current edition of a quarter rests on; a BuildError where it is a draft, or where they or
    what people wrote are not those of today."""
    edition = current(project, quarter)
    if edition is None:
        raise ReportError(f"The book of {quarter} has not been built yet. Run: pcc build {quarter}")
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


def _is_kept(project: Project, name: str, place: Path) -> bool:
    """Whether a source was kept as it is; a BuildError where it was kept otherwise: what was published is not changed."""
    if not place.is_file():
        return False
    if read_bytes(place) != read_bytes(project.path(name), name):
        todo = "Keep a published edition as it is; if it never was published, take its folder away."
        raise BuildError(f"{place.relative_to(project.root).as_posix()}: was kept already, with other numbers. {todo}")
    return True
