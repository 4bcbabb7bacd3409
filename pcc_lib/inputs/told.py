"""What published editions told, read from `data/published/<quarter>/`: figures, deliverables, texts; which edition was before."""

from __future__ import annotations

from collections.abc import Sequence

from pcc_lib.inputs.kept_editions import EDITION, FIGURES, FOLDER, corrected_version, with_figures, without_figures
from pcc_lib.inputs.models.panel import ToldQuestion
from pcc_lib.inputs.models.told import ToldCommentary, ToldDeliverable, ToldFigure, ToldSection
from pcc_lib.inputs.panel import NAME as PANEL
from pcc_lib.inputs.plan import QuarterFolder, read_rows
from pcc_lib.inputs.project import Project

DELIVERABLES, COMMENTARY = "deliverables.csv", "commentary.json"
RECORDS = (FIGURES, DELIVERABLES, COMMENTARY, EDITION, PANEL)  # beside the sources; so no source may bear such a name


def edition_before(folder: QuarterFolder) -> str:
    """The last quarter before one whose published edition is kept with its figures; `` where there is none."""
    return with_figures(folder.project, folder.quarter)


def version_before(folder: QuarterFolder) -> str:
    """The folder that keeps the version which the edition of a quarter corrects, with its figures; `` where it corrects none, or
    where that version was not kept."""
    return corrected_version(folder.project, folder.quarter)


def kept_without_figures(folder: QuarterFolder) -> str:
    """The last quarter before one of which only the sources were kept, as they once were; `` where there is none."""
    return without_figures(folder.project, folder.quarter)


def told_figures(project: Project, quarter: str) -> Sequence[ToldFigure]:
    """The ledger of a published edition, a row for each figure and page; a DataError lists every fault with file, row, column."""
    return _rows(project, f"{FOLDER}/{quarter}/{FIGURES}", ToldFigure)


def ledger_of(folder: Project, name: str) -> Sequence[ToldFigure]:
    """The ledger of an edition that stands anywhere: `folder` is the door to its folder, and holds the file of this name."""
    return _rows(folder, name, ToldFigure)


def told_deliverables(project: Project, quarter: str) -> Sequence[ToldDeliverable]:
    """The deliverables that an edition told of, with their states then."""
    return _rows(project, f"{FOLDER}/{quarter}/{DELIVERABLES}", ToldDeliverable)


def told_questions(project: Project, quarter: str) -> Sequence[ToldQuestion]:
    """The questions of the panel that an edition told (none where it kept none)."""
    return _rows(project, f"{FOLDER}/{quarter}/{PANEL}", ToldQuestion)


def told_sections(project: Project, quarter: str) -> Sequence[ToldSection]:
    """The sections of commentary that an edition told (none where it kept none)."""
    name = f"{FOLDER}/{quarter}/{COMMENTARY}"
    return project.record(ToldCommentary, name).sections if project.exists(name) else ()


def _rows(project: Project, name: str, model: type) -> Sequence:
    return project.once((name, "told"), lambda: read_rows(project, name, model))
