"""Control totals of imported sources: what their numbers summed to when they were read from published files."""

from __future__ import annotations

from pcc_lib.core.errors import Fault
from pcc_lib.core.frames import column_of
from pcc_lib.inputs.sources import FOLDER, Source


def totals_of(source: Source, column: str) -> dict[str, int]:
    """The sum of a column of whole numbers over all parts, by period as the file writes it; periods in which no part has a number
    are left out."""
    sums: dict[str, float] = {}
    for period, number in zip(column_of(source.frame, source.period), column_of(source.frame, column), strict=True):
        if number == number:
            sums[str(period)] = sums.get(str(period), 0.0) + float(number)
    return {source.calendar.written(period): round(total) for period, total in sums.items()}


def fault_list(source: Source) -> list[Fault]:
    """Periods whose numbers no longer sum to what was read, and periods that were not read at all."""
    imported = source.about.imported
    if imported is None:
        return []
    held, file = totals_of(source, imported.control), f"{FOLDER}/{source.file}"
    read = {source.calendar.written(source.calendar.read(period)): total for period, total in imported.totals.items()}
    todo = f"Import it again (pcc import {imported.importer}), or take imported out of its descriptor if it is another table now."
    return [
        Fault(file, f"column {imported.control}", _found(period, held.get(period), read.get(period)), todo)
        for period in sorted(held.keys() | read.keys())
        if held.get(period) != read.get(period)
    ]


def _found(period: str, held: int | None, read: int | None) -> str:
    if read is None:
        return f"{period} has numbers, and was not imported: no control total is kept of it."
    if held is None:
        return f"{period} has no number, and {read:,} was its control total when it was imported."
    return f"the rows of {period} sum to {held:,}, and {read:,} was their control total when they were imported."
