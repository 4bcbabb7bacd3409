"""What the folders of earlier quarters say: of a deliverable when it was last reported on, of a text what it said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.plan import QuarterFolder, quarter_names
from pcc_lib.inputs.promises import Deliverable


class Reported(NamedTuple):
    """What an earlier quarter reported of a deliverable."""

    folder: QuarterFolder
    deliverable: Deliverable

    @property
    def told(self) -> Deliverable:
        """The deliverable, with the quarter that reported it."""
        return replace(self.deliverable, reported_in=str(self.folder.quarter))


def earlier(folder: QuarterFolder) -> Iterator[QuarterFolder]:
    """The folders of the quarters before one that can be opened, the newest first."""
    project = folder.project
    names = [name for name in quarter_names(project) if Quarter.parse(name) < folder.quarter]
    there = (name for name in reversed(names) if project.exists(f"data/quarters/{name}/quarter.yml"))
    return (QuarterFolder(project, Quarter.parse(name)) for name in there)


def last_reported(folder: QuarterFolder, id: str) -> Reported | None:
    """The last progress that a quarter before this one reported of a deliverable; None where none did."""
    for before in earlier(folder):
        row = next((d for d in before.deliverables_as_told() if d.id == id), None)
        if row and row.progress is not None:
            return Reported(before, row)
    return None


def finished_before(folder: QuarterFolder) -> list[Reported]:
    """The deliverables that an earlier quarter reported as finished, and that this one has no row of: they stay done."""
    met, found = {d.id for d in folder.deliverables()}, []
    for before in earlier(folder):
        for d in before.deliverables_as_told():
            if d.id not in met and d.progress is not None:
                met.add(d.id)
                found += [Reported(before, d)] if d.is_done else []
    return found


def with_finished(folder: QuarterFolder) -> list[Deliverable]:
    """What is known of a quarter's promises: its own deliverables, and what was finished before it."""
    return [*folder.deliverables(), *(each.told for each in finished_before(folder))]
