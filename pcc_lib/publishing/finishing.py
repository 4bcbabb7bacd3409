"""What follows from what was published, made up for where somebody was killed before it was done."""

from __future__ import annotations

from pathlib import Path

from pcc_lib.building.keeping import finish_keeping, put_kept
from pcc_lib.core.files import read_bytes, remove_tree, write_atomic
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.plan import CORRECTIONS, QUARTERS
from pcc_lib.inputs.project import Project
from pcc_lib.publishing.archive import write_archive
from pcc_lib.publishing.editions_json import read_archive
from pcc_lib.publishing.staging import Stage, take_back


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
    for part in site.glob("*/.*.part"):
        remove_tree(part)
    archive = read_archive(site)
    if archive.entries:
        write_archive(site, archive)


def finish(project: Project, site: Path, stage: Stage) -> None:
    """Keep in the project what the edition that was just published told, and what it corrected; then all is done."""
    journal = stage.journal()
    if journal is None:
        return
    quarter = Quarter.parse(journal.quarter)
    finish_keeping(project, quarter)
    if stage.told.is_dir():
        put_kept(project, quarter, {path.name: read_bytes(path) for path in sorted(stage.told.iterdir())})
    if stage.corrections.is_file():
        write_atomic(project.path(f"{QUARTERS}/{quarter}/{CORRECTIONS}"), read_bytes(stage.corrections))
    stage.clear()
