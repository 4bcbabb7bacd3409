"""What an original report printed: each row names a figure that there is, or the number would lose its place in the book. And
what its numbers force: each row is of a measure, and of a part, that there is."""

from __future__ import annotations

from collections.abc import Iterator

from pcc_lib.core.errors import Fault, ReportError, suggest
from pcc_lib.figures.figures import Figures
from pcc_lib.inputs.measures import measure_ids
from pcc_lib.inputs.published import FOLDER, FORCED, all_originals, forced


def fault_list(figures: Figures) -> list[Fault]:
    """Rows of the quarter's record that name a figure that there is not, and ids that stand twice."""
    return [*_faults(figures), *_forced_faults(figures)]


def _faults(figures: Figures) -> Iterator[Fault]:
    file, seen = f"{FOLDER}/{figures.folder.quarter}.csv", set()
    for row in all_originals(figures.folder):
        if row.id in seen:
            yield Fault(file, f"id {row.id}", "stands twice.", "Keep one.")
        seen.add(row.id)
        try:
            figures.figure(row.figure)
        except ReportError as error:
            yield Fault(
                file, f"id {row.id}, column figure", f"{error}", "Name the figure that tells this number, or leave it blank."
            )


def _forced_faults(figures: Figures) -> Iterator[Fault]:
    known = measure_ids(figures.project)
    for number, row in enumerate(forced(figures.project), 2):
        series = figures.series(row.measure) if row.measure in known else None
        if row.measure not in known:
            found = f"there is no measure '{row.measure}'."
            yield Fault(FORCED, f"row {number}, column measure", found, suggest(row.measure, known))
        elif row.part and row.part not in (parts := series.parts if series else ()):
            yield Fault(
                FORCED, f"row {number}, column part", f"{row.measure} has no part '{row.part}'.", suggest(row.part, parts)
            )
