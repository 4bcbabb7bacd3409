"""What follows from what was published, made up for where somebody was killed before it was done."""

from __future__ import annotations

from pathlib import Path

from pcc_lib.building.keeping import OLD, finish_keeping, put_kept
from pcc_lib.core.files import read_bytes, remove_tree, write_atomic
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.kept import FOLDER as PUBLISHED
from pcc_lib.inputs.models.quarter import corrections_file
from pcc_lib.inputs.plan import QUARTERS
from pcc_lib.inputs.project import Project
from pcc_lib.publishing.archive import STATIC, write_archive
from pcc_lib.publishing.editions_json import read_archive
from pcc_lib.publishing.staging import RESTRICTED, Stage, take_back


def recover(project: Project, site: Path) -> None:
    """Put right what a publishing that was killed has left: what is listed is finished, what is not is taken back.

    Call with the project's lock held.
    """
    stage = Stage(project.root)
    journal = stage.journal()
    if journal:
        home = Path(journal.site)
        listed = read_archive(home).of(Quarter.parse(journal.quarter))
        if any(entry.version == journal.version for entry in listed):
            write_archive(home, read_archive(home))
            finish(project, home, stage)
        else:
            take_back(project, journal)
    stage.clear()
    _sweep(project, site)
    archive = read_archive(site)
    if archive.entries:
        write_archive(site, archive)


def _sweep(project: Project, site: Path) -> None:
    """Take away what was never moved to its place: hidden names that end in .part, none of them within an edition."""
    for old in project.path(PUBLISHED).glob(f".*{OLD}"):  # a quarter that was being kept
        finish_keeping(project, Quarter.parse(old.name[1:].removesuffix(OLD)))
    homes = (site, project.root / RESTRICTED, project.path(PUBLISHED), project.path(QUARTERS))
    here = [part for home in homes for pattern in (".*.part", "*/.*.part") for part in home.glob(pattern)]
    for part in (*here, *site.glob(f"{STATIC}/**/.*.part")):
        remove_tree(part) if part.is_dir() else part.unlink(missing_ok=True)


def finish(project: Project, site: Path, stage: Stage) -> None:
    """Keep in the project what the edition that was just published told, and what it corrected; then all is done."""
    journal = stage.journal()
    if journal is None:
        return
    quarter = Quarter.parse(journal.quarter)
    finish_keeping(project, quarter)
    if stage.told.is_dir():
        put_kept(
            project,
            quarter,
            {p.relative_to(stage.told).as_posix(): read_bytes(p) for p in sorted(stage.told.rglob("*")) if p.is_file()},
            journal.version,
        )
    if stage.corrections.is_file():
        write_atomic(project.path(corrections_file(quarter)), read_bytes(stage.corrections))
    stage.clear()
