"""What an edition told beside its sources, as files to be kept: its ledger, its deliverables with their states, its
texts, the questions of the panel."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from pcc_lib.core.csv_cells import csv_as_given
from pcc_lib.core.files import read_bytes
from pcc_lib.differences.promises import promises_of
from pcc_lib.differences.texts import told_sections_of
from pcc_lib.inputs.models.panel import ToldQuestion
from pcc_lib.inputs.models.rows import Row
from pcc_lib.inputs.models.told import ToldDeliverable
from pcc_lib.inputs.panel import NAME as PANEL
from pcc_lib.inputs.panel import told_questions_of
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.told import COMMENTARY, DELIVERABLES, FIGURES


def told_files(folder: QuarterFolder, edition: Path) -> dict[str, bytes]:
    """The files that keep what the edition of a quarter told, by their names; `edition` holds its figures.csv."""
    asked = told_questions_of(folder)
    return {
        FIGURES: read_bytes(edition / FIGURES),
        DELIVERABLES: _table(ToldDeliverable, promises_of(folder)).encode("utf-8"),
        COMMENTARY: _commentary(folder).encode("utf-8"),
        **({PANEL: _table(ToldQuestion, asked).encode("utf-8")} if asked else {}),
    }


def _table(model: type[Row], rows: Iterable[Row]) -> str:
    columns = list(model.model_fields)
    told = ([getattr(each, column) for column in columns] for each in rows)
    return csv_as_given([columns, *(["" if cell is None else str(cell) for cell in row] for row in told)])


def _commentary(folder: QuarterFolder) -> str:
    told = [each.model_dump() for each in told_sections_of(folder)]
    return json.dumps({"sections": told}, indent=1, ensure_ascii=False) + "\n"
