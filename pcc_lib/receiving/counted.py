"""Incidents as what came in for the source that is counted from them: shown, confirmed and written as all else that comes in."""

from __future__ import annotations

from pcc_lib.counting.asked import asked_of
from pcc_lib.counting.count import tally_of
from pcc_lib.counting.tally import cells_of, months_without_rows
from pcc_lib.inputs.project import Project
from pcc_lib.receiving.incoming import Given, Incoming, Origin

COMPUTED = "computed"  # the kind of a row that was worked out from what there is


def counted_of(project: Project, name: str) -> Incoming:
    """What a source comes to by its incidents. A FaultsError lists every fault of their rows; nothing is counted then."""
    asked = asked_of(project, name)
    tally, origin = tally_of(asked), Origin(asked.file)
    kind = {"kind": Given(COMPUTED, origin)}
    rows = {key: {c: Given(str(n), origin) for c, n in cells.items()} | kind for key, cells in cells_of(asked, tally).items()}
    notes = [f"{tally.rows:,} rows of {asked.file} were counted."]
    if gone := months_without_rows(tally):
        first = f"{gone[0]} has" if len(gone) == 1 else f"{gone[0]} and {len(gone) - 1} more months have"
        notes.append(f"{first} no row of any {asked.source.breakdown}: nothing is told of such a month, and not nought.")
    return Incoming(name, rows, notes=tuple(notes))
