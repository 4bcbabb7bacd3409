"""Statutory information: the measures that it names are measures of the book."""

from __future__ import annotations

from collections.abc import Iterator

from pcc_lib.core.errors import Fault, ReportError, suggest
from pcc_lib.inputs.measures import measure_ids
from pcc_lib.inputs.models import PLAN
from pcc_lib.inputs.plan import table
from pcc_lib.inputs.project import Project


def fault_list(project: Project) -> Iterator[Fault]:
    """A fault for each measure that there is not; those of the file itself are told with the plan's."""
    try:
        given = table(project, "statutory")
    except ReportError:
        return
    known = measure_ids(project)
    for place, id in given.measures if given else ():
        if id not in known:
            yield Fault(PLAN["statutory"].where, f"{place}, measures", f"there is no measure '{id}'.", suggest(id, known))
