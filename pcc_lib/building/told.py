"""What an edition told beside its sources, as files to be kept: its ledger, its deliverables with their states, its texts."""

from __future__ import annotations

import json
from pathlib import Path

from pcc_lib.core.csv_cells import csv_as_given
from pcc_lib.core.files import read_bytes
from pcc_lib.differences.texts import sections_of_edition, told_section
from pcc_lib.inputs.models.told import ToldDeliverable
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.promises import state
from pcc_lib.inputs.published import names_of_originals
from pcc_lib.inputs.told import COMMENTARY, DELIVERABLES, FIGURES


def told_files(folder: QuarterFolder, edition: Path) -> dict[str, bytes]:
    """The files that keep what the edition of a quarter told, by their names; `edition` holds its figures.csv."""
    return {
        FIGURES: read_bytes(edition / FIGURES),
        DELIVERABLES: _deliverables(folder).encode("utf-8"),
        COMMENTARY: _commentary(folder).encode("utf-8"),
    }


def _deliverables(folder: QuarterFolder) -> str:
    names, rows = names_of_originals(folder), []
    for d in folder.deliverables():
        found = state(d, folder.written_on, names)
        progress = "" if d.progress is None else str(d.progress)
        rows.append([d.id, d.priority, d.action, d.due, d.due_text, progress, d.planned, found.kind, found.words])
    return csv_as_given([list(ToldDeliverable.model_fields), *rows])


def _commentary(folder: QuarterFolder) -> str:
    told = [told_section(name, each).model_dump() for name, each in sections_of_edition(folder)]
    return json.dumps({"sections": told}, indent=1, ensure_ascii=False) + "\n"
