"""What would come of a plan, checked as `pcc check` would before anything is written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pcc_lib.checking import values
from pcc_lib.core.errors import Fault, summed, told
from pcc_lib.core.quarters import Quarter
from pcc_lib.figures.figures import Figures
from pcc_lib.inputs import releases, revised, source_faults
from pcc_lib.inputs.plan import QuarterFolder, open_quarter, quarter_names
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER
from pcc_lib.receiving.held import Held
from pcc_lib.receiving.incoming import Given, Key
from pcc_lib.receiving.plan import Plan


def result_faults(after: Project, plans: Sequence[Plan]) -> list[Fault]:
    """Faults that the sources would have; each of a row that came in is told with the cell it came from."""
    mine = {plan.held.lines.file: plan for plan in plans}
    names = tuple(f"{FOLDER}/{plan.source}." for plan in plans)
    found = [*source_faults.fault_list(after), *releases.fault_list(after), *revised.fault_list(after), *_of_quarters(after)]
    mine_alone = [f for f in found if f.file.startswith(names)]
    return summed(dict.fromkeys(_placed(fault, mine.get(fault.file), after) for fault in mine_alone))


def placed(fault: Fault, written: Mapping[int, Key], given: Mapping[Key, Mapping[str, Given]]) -> Fault:
    """A fault of a row that came in, at the place where it came from. written: what tells each row of the file, as it would be;
    given: the cells that came in."""
    row = re.match(r"row (\d+)", fault.place)
    key = written.get(int(row[1])) if row else None
    cells = given.get(key) if key else None
    if not key or not cells:
        return fault
    column = fault.place.partition("column ")[2]
    origin = (cells.get(column) or next(iter(cells.values()))).origin
    what = f"{', '.join(key)}{f', {column}' if column else ''}"
    return Fault(origin.file, origin.place, f"would make a fault of {Path(fault.file).name}, {what}: {fault.found}", fault.todo)


def _of_quarters(after: Project) -> list[Fault]:
    """Rows of a time that no quarter can tell of, and rows that a measure cannot be told of: more of a part than of the whole."""
    quarters = [QuarterFolder(after, Quarter.parse(name)) for name in quarter_names(after)]
    dates = [folder.written_on for folder in quarters if after.exists(f"{folder.name}/quarter.yml")]
    if not dates:
        return []
    late = told("", lambda: source_faults.late_faults(after, max(dates)))
    of_measures = told("", lambda: values.fault_list(Figures(after, open_quarter(after))))
    return [*late, *(fault for fault in of_measures if fault.place.startswith("row "))]


def _placed(fault: Fault, plan: Plan | None, after: Project) -> Fault:
    """A fault of a row that came in, at the place where it came from."""
    return placed(fault, _written(after, plan), plan.incoming.rows) if plan else fault


def _written(after: Project, plan: Plan) -> Mapping[int, Key]:
    """The period and part of each row of a file, as it would be."""
    return after.once(("numbers", plan.source), lambda: {i: key for key, i in Held.of(after, plan.source).rows.items()})
