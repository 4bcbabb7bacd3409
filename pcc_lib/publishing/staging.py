"""Where an edition is made ready before it is published, and how a publishing that was killed is put right.

_build/publish/journal.json     what is being published, and where
_build/publish/project/         the inputs alone, in which the book is built once more: what is published was made from them
_build/publish/edition/         the folder that will be published
_build/publish/restricted/      inputs with small numbers       _build/publish/told/      what is kept in data/published

The order, so that whoever is killed leaves nothing half done: first all is made ready there; then the restricted record comes
into its place, then the edition, each by one move; then one small file, `editions.json`, lists it: from then on it is published.
Pages around it and what the project keeps follow from that, and the next start makes up for what is missing of them.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from pcc_lib.core.files import remove_tree, replace_file, write_atomic
from pcc_lib.core.quarters import Quarter, place_of
from pcc_lib.inputs.project import Project

RESTRICTED = "restricted"


@dataclass(frozen=True)
class Journal:
    """What is being published: into which archive, which edition; restricted: whether the folder of its small numbers is put into
    its place by this publishing (else what stands there belongs to another edition, and is never taken away)."""

    site: str
    quarter: str
    version: int
    restricted: bool = False


@dataclass(frozen=True)
class Stage:
    """The folder in which an edition of a project is made ready."""

    root: Path

    @property
    def folder(self) -> Path:
        """The whole of it."""
        return self.root / "_build" / "publish"

    @property
    def project(self) -> Path:
        """The inputs alone."""
        return self.folder / "project"

    @property
    def edition(self) -> Path:
        """What will be published."""
        return self.folder / "edition"

    @property
    def restricted(self) -> Path:
        """Inputs with small numbers."""
        return self.folder / "restricted"

    @property
    def told(self) -> Path:
        """What the project keeps of it."""
        return self.folder / "told"

    @property
    def corrections(self) -> Path:
        """The list of corrections that the project will have."""
        return self.folder / "corrections.yml"

    def begin(self, journal: Journal) -> None:
        """Begin anew."""
        self.clear()
        self.note(journal)

    def note(self, journal: Journal) -> None:
        """Write down what is being published."""
        write_atomic(self.folder / "journal.json", json.dumps(asdict(journal), sort_keys=True).encode())

    def journal(self) -> Journal | None:
        """What is being published; None where nothing is."""
        try:
            return Journal(**json.loads((self.folder / "journal.json").read_bytes()))
        except (OSError, ValueError, TypeError):
            return None

    def clear(self) -> None:
        """Take all of it away: first out of its place, so that no half of it can be taken for a whole."""
        old = self.folder.with_name("publish.old.part")
        remove_tree(old)
        if self.folder.exists():
            replace_file(self.folder, old)
            remove_tree(old)


def restricted_place(project: Project, quarter: Quarter, version: int) -> Path:
    """Where the inputs with small numbers of a published edition are kept for good, outside the archive."""
    return project.root / RESTRICTED / place_of(quarter, version)


def put_in_place(source: Path, target: Path) -> None:
    """Move a folder to where it is published, by one move; from another disk it is first copied beside its place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.stat().st_dev == target.parent.stat().st_dev:
        replace_file(source, target)
        return
    part = part_of(target)
    remove_tree(part)
    shutil.copytree(source, part)
    replace_file(part, target)


def part_of(target: Path) -> Path:
    """Where a folder is copied to before it is moved to its place."""
    return target.with_name(f".{target.name}.part")


def take_back(project: Project, journal: Journal) -> None:
    """Take away what a publishing has put into its place before it was killed, as nothing lists it."""
    quarter = Quarter.parse(journal.quarter)
    site = Path(journal.site)
    mine = [restricted_place(project, quarter, journal.version)] if journal.restricted else []
    for place in (site / place_of(quarter, journal.version), *mine):
        remove_tree(part_of(place))
        if place.is_dir():
            replace_file(place, part_of(place))
            remove_tree(part_of(place))
        for empty in (place.parent, place.parent.parent):
            with contextlib.suppress(OSError):
                empty.rmdir()
