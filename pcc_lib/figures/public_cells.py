"""What a quarter's edition publishes of a source of small numbers: the cells behind all that it prints of it."""

from __future__ import annotations

from collections.abc import Collection

from pcc_lib.figures.cutting import public_cells
from pcc_lib.figures.figures import Figures
from pcc_lib.inputs.measures import measure_ids
from pcc_lib.inputs.public_cells import Cell, PublicCells, told_before


def cells_of_edition(figures: Figures, source: str, measures: Collection[str]) -> PublicCells | None:
    """The public cells of a source, from those of its measures that the edition knows; None where none has a policy."""
    found: dict[Cell, float | None] = {}
    policy = ""
    for id in measure_ids(figures.project):
        measure = figures.measure(id) if id in measures else None
        if measure is None or measure.source != source or measure.disclosure == "none":
            continue
        policy = measure.disclosure
        if last := figures.reporting_period(id):
            read = figures.source(source)
            found |= public_cells(measure, read, last, told_before(figures.project, read))
    return PublicCells(figures.folder.name, policy, found) if found else None
