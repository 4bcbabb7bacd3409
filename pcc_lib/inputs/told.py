"""What published editions told, read from `data/published/<quarter>/`: figures, deliverables, texts; which edition was before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pcc_lib.inputs.kept_editions import EDITION, FOLDER, version_name
from pcc_lib.inputs.models.told import ToldCommentary, ToldDeliverable, ToldFigure, ToldSection
from pcc_lib.inputs.plan import QuarterFolder, read_rows
from pcc_lib.inputs.project import Project

FIGURES, DELIVERABLES, COMMENTARY = "figures.csv", "deliverables.csv", "commentary.json"
RECORDS = (FIGURES, DELIVERABLES, COMMENTARY, EDITION)  # beside the sources; so no source may bear such a name
_QUARTER = re.compile(r"20\d{2}-\d{2}-Q[1-4]")


def edition_before(folder: QuarterFolder) -> str:
    """The last quarter before one whose published edition is kept with its figures; `` where there is none."""
    return _last_before(folder, FIGURES)


def version_before(folder: QuarterFolder) -> str:
    """The folder that keeps the version which the edition of a quarter corrects, with its figures; `` where it corrects none, or
    where that version was not kept."""
    corrections = folder.corrections
    name = version_name(folder.quarter, corrections[-1].version - 1) if corrections else ""
    return name if name and folder.project.exists(f"{FOLDER}/{name}/{FIGURES}") else ""


def kept_without_figures(folder: QuarterFolder) -> str:
    """The last quarter before one of which only the sources were kept, as they once were; `` where there is none."""
    names = [name for name in _earlier(folder) if not folder.project.exists(f"{FOLDER}/{name}/{FIGURES}")]
    return names[-1] if names else ""


def _last_before(folder: QuarterFolder, file: str) -> str:
    names = [name for name in _earlier(folder) if folder.project.exists(f"{FOLDER}/{name}/{file}")]
    return names[-1] if names else ""


def _earlier(folder: QuarterFolder) -> list[str]:
    return [name for name in folder.project.names(FOLDER) if _QUARTER.fullmatch(name) and name < str(folder.quarter)]


def told_figures(project: Project, quarter: str) -> Sequence[ToldFigure]:
    """The ledger of a published edition, a row for each figure and page; a DataError lists every fault with file, row, column."""
    return _rows(project, f"{FOLDER}/{quarter}/{FIGURES}", ToldFigure)


def ledger_of(folder: Project, name: str) -> Sequence[ToldFigure]:
    """The ledger of an edition that stands anywhere: `folder` is the door to its folder, and holds the file of this name."""
    return _rows(folder, name, ToldFigure)


def told_deliverables(project: Project, quarter: str) -> Sequence[ToldDeliverable]:
    """The deliverables that an edition told of, with their states then."""
    return _rows(project, f"{FOLDER}/{quarter}/{DELIVERABLES}", ToldDeliverable)


def told_sections(project: Project, quarter: str) -> Sequence[ToldSection]:
    """The sections of commentary that an edition told (none where it kept none)."""
    name = f"{FOLDER}/{quarter}/{COMMENTARY}"
    return project.record(ToldCommentary, name).sections if project.exists(name) else ()


def _rows(project: Project, name: str, model: type) -> Sequence:
    return project.once((name, "told"), lambda: read_rows(project, name, model))
