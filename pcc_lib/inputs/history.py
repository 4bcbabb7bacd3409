"""What the folders of earlier quarters say: of a deliverable when it was last reported on, of a text what it said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.plan import QuarterFolder, quarter_names
from pcc_lib.inputs.promises import Deliverable


class Reported(NamedTuple):
    """What an earlier quarter reported of a deliverable."""

    folder: QuarterFolder
    deliverable: Deliverable


def earlier(folder: QuarterFolder) -> Iterator[QuarterFolder]:
    """The folders of the quarters before one that can be opened, the newest first."""
    project = folder.project
    names = [name for name in quarter_names(project) if Quarter.parse(name) < folder.quarter]
    there = (name for name in reversed(names) if project.exists(f"data/quarters/{name}/quarter.yml"))
    return (QuarterFolder(project, Quarter.parse(name)) for name in there)


def last_reported(folder: QuarterFolder, id: str) -> Reported | None:
    """The last progress that a quarter before this one reported of a deliverable; None where none did."""
    for before in earlier(folder):
        row = next((d for d in before.deliverables() if d.id == id), None)
        if row and row.progress is not None:
            return Reported(before, row)
    return None
