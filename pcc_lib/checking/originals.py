"""What an original report printed: each row names a figure that there is, or the number would lose its place in the book."""

from __future__ import annotations

from collections.abc import Iterator

from pcc_lib.core.errors import Fault, ReportError
from pcc_lib.figures.figures import Figures
from pcc_lib.inputs.published import FOLDER, all_originals


def fault_list(figures: Figures) -> list[Fault]:
    """Rows of the quarter's record that name a figure that there is not, and ids that stand twice."""
    return list(_faults(figures))


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
