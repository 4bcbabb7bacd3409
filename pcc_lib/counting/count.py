"""Incidents counted: by the quick reader where nothing is doubtful, else row by row."""

from __future__ import annotations

from pcc_lib.core.errors import DataError, Fault, raise_if
from pcc_lib.core.files import worded
from pcc_lib.counting.asked import MOST_MIB, Asked
from pcc_lib.counting.plain import plain_tally
from pcc_lib.counting.tally import Tally
from pcc_lib.inputs.project import Project

QUICK_FROM = 1 << 20  # bytes: below, reading row by row takes less time than loading DuckDB


def tally_of(asked: Asked) -> Tally:
    """How many incidents there are of each month and part; a FaultsError lists every fault of their rows.

    Rows that several sources are counted from are read for each of them.
    """
    return asked.project.once(("incidents", asked.source.name), lambda: _tally(asked))


def _tally(asked: Asked) -> Tally:
    project, path = asked.project, asked.project.place_of(asked.file, MOST_MIB)
    with worded("read", asked.file):
        before = path.stat()
        tally, digest = None, ""
        if before.st_size >= QUICK_FROM:
            from pcc_lib.counting.quick import quick_tally

            if found := quick_tally(asked, path):
                tally, digest = found
        project.opened.read(asked.file, digest or project.fingerprint(asked.file))
        tally = tally or plain_tally(asked)
        after = path.stat()
    changed = (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns)
    todo = "Wait until it is whole, and run the command again."
    raise_if(DataError, [Fault(asked.file, "", "was changed while it was read.", todo)] if changed else [])
    return tally


def is_there(project: Project, asked: Asked) -> bool:
    """Whether the rows are in the project."""
    return project.exists(asked.file)
