"""From files to plans: what `pcc receive` shows before it asks."""

from __future__ import annotations

from collections.abc import Iterable

from pcc_lib.core.errors import DataError, Fault, FaultsError, ReportError, raise_if, suggest
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import read_descriptor, source_names
from pcc_lib.receiving.asked import Asked
from pcc_lib.receiving.incoming import Incoming
from pcc_lib.receiving.plan import Plan, plan_of
from pcc_lib.receiving.reading import Read, Sent, incomings
from pcc_lib.receiving.sheet_form import TABLE
from pcc_lib.receiving.sheet_record import record_in
from pcc_lib.receiving.sheet_table import edited_table
from pcc_lib.receiving.table_plan import TablePlan, table_plan
from pcc_lib.receiving.telling import gathered


def plans_of(project: Project, files: Iterable[Sent], asked: Asked) -> list[Plan]:
    """What receiving files would do to each source; a DataError lists what is refused, many like faults in one line."""
    return source_plans_of(project, Read.of(files), asked)


def source_plans_of(project: Project, read: Read, asked: Asked) -> list[Plan]:
    """The same of files that have been read."""
    if asked.source:
        _refuse_unknown(project, asked)
    try:
        return planned(project, incomings(project, read, asked))
    except DataError as error:
        raise DataError(gathered(error.faults)) from None


def table_plans_of(project: Project, read: Read) -> list[TablePlan]:
    """What sheets of a quarter's tables among files would do; none where there is none. A DataError lists what is refused: they
    come by themselves, for all files of a command are written or none, and a reason is for sources alone."""
    records = [(name, grids, record_in(grids)) for name, grids in read.files]
    mine = [(name, grids, record) for name, grids, record in records if record and record.kind == TABLE]
    if not mine:
        return []
    if len(mine) < len(read.files) or read.faults:
        todo = f"Bring it in by itself: pcc receive {mine[0][0]}"
        raise DataError(
            [Fault(mine[0][0], "", "is a sheet of a quarter's table, and came with other files.", todo), *read.faults]
        )
    files = [record.name for _, _, record in mine]
    twice = [Fault(name, "", "came twice.", "Bring in one.") for name in dict.fromkeys(files) if files.count(name) > 1]
    raise_if(DataError, twice)
    try:
        return [table_plan(edited_table(project, record, grids)) for _, grids, record in mine]
    except DataError as error:
        raise DataError(gathered(error.faults)) from None


def planned(project: Project, several: Iterable[Incoming]) -> list[Plan]:
    """A plan for each source; a DataError lists the faults of all of them."""
    found: list[Plan] = []
    faults: list[Fault] = []
    for incoming in several:
        try:
            found.append(plan_of(project, incoming))
        except FaultsError as error:
            faults += error.faults
    if faults:
        raise DataError(gathered(faults))
    return found


def _refuse_unknown(project: Project, asked: Asked) -> None:
    """A source that there is not, and names that mean nothing to it."""
    known = source_names(project)
    if asked.source not in known:
        raise ReportError(f"--source {asked.source}: there is no such source. {suggest(asked.source, known)}")
    about = read_descriptor(project, asked.source)
    field = about.field(about.breakdown)
    parts = (field and field.constraints.enum) or ()
    words = [*(f.name for f in about.fields), *parts, *([project.body.whole] if about.areas else [])]
    for name, target in asked.names.items():
        if target and parts and target not in words:
            raise ReportError(
                f"--map '{name}={target}': {asked.source} has no column or {about.breakdown} '{target}'. {suggest(target, words)}"
            )
