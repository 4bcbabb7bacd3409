"""Numbers that were revised after they were first told: data/sources/calls.revisions.csv, one row a cell, with the reason.

`pcc receive` writes the file; the project reads it, holds it against the source, and tells it in *About the data*.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from pcc_lib.core.errors import DataError, Fault, FaultsError, raise_if, suggest
from pcc_lib.core.frames import column_of
from pcc_lib.core.status import REVISED, Statuses, unknown_in
from pcc_lib.inputs.cells import NumberForm
from pcc_lib.inputs.models.rows import RevisionRow
from pcc_lib.inputs.plan import read_rows
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER, Source, read_source, source_names
from pcc_lib.inputs.tables import NUMERIC

SUFFIX = ".revisions.csv"


def file_of(name: str) -> str:
    """The file of a source's revisions."""
    return f"{FOLDER}/{name}{SUFFIX}"


def revisions(project: Project, name: str) -> list[RevisionRow]:
    """The revised cells of a source, in the order in which they were received; none where there is no file.

    A DataError lists what is wrong with the rows.
    """
    return project.once((FOLDER, name, SUFFIX), lambda: _read(project, name))


def _read(project: Project, name: str) -> list[RevisionRow]:
    if f"{name}{SUFFIX}" not in project.names(FOLDER):
        return []
    rows = read_rows(project, file_of(name), RevisionRow)
    raise_if(DataError, _faults(rows, read_source(project, name)))
    return rows


def fault_list(project: Project) -> list[Fault]:
    """Every fault of every file of revisions, and files that belong to no source."""
    faults, sources = [], source_names(project)
    for file in (each for each in project.names(FOLDER) if each.endswith(SUFFIX)):
        name = file.removesuffix(SUFFIX)
        if name not in sources:
            todo = f"Rename it after a source, such as {sources[0] if sources else 'calls'}{SUFFIX}, or take it away."
            faults.append(Fault(f"{FOLDER}/{file}", "", f"holds revisions of '{name}', and there is no such source.", todo))
            continue
        try:
            revisions(project, name)
        except FaultsError as error:
            faults += error.faults
    return faults


def _faults(rows: list[RevisionRow], source: Source) -> Iterator[Fault]:
    """Rows of cells that the source has not, and last words on a cell that holds something else."""
    written = source.as_written
    at = {
        key: i for i, key in zip(written.index, zip(written[source.period], written[source.breakdown], strict=True), strict=True)
    }
    last = {(row.period, row.part, row.column): row for row in rows}
    for row in rows:
        place = f"number {row.number}"
        if row.column not in source.columns:
            yield Fault(file_of(source.name), place, f"there is no column '{row.column}'.", suggest(row.column, source.columns))
        elif (row.period, row.part) not in at:
            todo = f"Write period and part as {source.file} does, or take the row out."
            yield Fault(file_of(source.name), place, f"there is no row {row.period}, {row.part} in {source.file}.", todo)
        elif last[row.period, row.part, row.column] is row:
            place = at[row.period, row.part]
            yield from _other_value(row, source, column_of(written, row.column)[place])
            yield from _unmarked(row, source, str(column_of(written, "status")[place]))


def _unmarked(row: RevisionRow, source: Source, status: str) -> Iterator[Fault]:
    """A revised row whose status does not say so: figures that rest on it would be printed as if nothing had been revised."""
    if not unknown_in(status) and REVISED not in Statuses.parse(status):
        found = f"says that {row.column} of {row.period}, {row.part} was revised, and the status of that row is '{status}'."
        todo = f"Write {REVISED} into the status of the row in {source.file}, beside what it has."
        yield Fault(file_of(source.name), f"number {row.number}", found, todo)


def _other_value(row: RevisionRow, source: Source, held: object) -> Iterator[Fault]:
    field = source.about.field(row.column)
    if field is None or (field.type not in NUMERIC and held == row.now):
        return
    told = NumberForm.of(field).read(row.now)
    same = isinstance(held, float) and (math.isclose(told, held) or (math.isnan(told) and math.isnan(held)))
    if not same:
        shown = "a blank" if isinstance(held, float) and math.isnan(held) else f"{held:g}" if isinstance(held, float) else held
        found = (
            f"says that {row.column} of {row.period}, {row.part} is {row.now or 'not known'}, and {source.file} holds {shown}."
        )
        todo = "Correct one of them; where it was revised again, add a row for that."
        yield Fault(file_of(source.name), f"number {row.number}", found, todo)
