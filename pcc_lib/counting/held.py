"""Sources that are counted, held against the incidents that they were counted from: nothing in them may be another number."""

from __future__ import annotations

from collections.abc import Iterator

from pcc_lib.core.errors import Fault, FaultsError
from pcc_lib.core.frames import column_of, each_row
from pcc_lib.core.periods import Span
from pcc_lib.counting.asked import FOLDER, Asked, asked_of, counted_names, incident_names, read_incidents
from pcc_lib.counting.count import is_there, tally_of
from pcc_lib.counting.tally import Cells, Tally, cells_of, months_without_rows
from pcc_lib.inputs.missing_rows import is_declared
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.inputs.sources import Source, read_source


def fault_list(project: Project) -> list[Fault]:
    """Every fault of every table of incidents, and every cell of a source that is not what they come to.

    Where there is nothing in data/incidents, as in the record of a published edition, there is nothing to hold sources against.
    """
    faults: list[Fault] = []
    if not project.names(FOLDER):
        return faults
    for name in counted_names(project):
        try:
            faults += _source_faults(asked_of(project, name))
        except FaultsError as error:
            faults += error.faults
    for name in incident_names(project):
        try:
            read_incidents(project, name, "")
        except FaultsError as error:
            faults += [fault for fault in error.faults if fault not in faults]
    return faults


def _source_faults(asked: Asked) -> list[Fault]:
    if not is_there(asked.project, asked):
        return [] if asked.about.elsewhere else [_missing(asked)]
    tally = tally_of(asked)
    try:
        source = read_source(asked.project, asked.source.name)
    except FaultsError:
        return []  # told with the other faults of sources
    cells, empty = cells_of(asked, tally), set(months_without_rows(tally))
    none = dict.fromkeys(asked.how.columns, 0)
    gone = {(month, part): none for month in empty for part in source.parts if not is_declared(source, month, part)}
    found = _other_cells(asked, source, {**cells, **gone})
    return [*found, *_untold(asked, source, cells), *_later(asked, source, tally)]


def _missing(asked: Asked) -> Fault:
    todo = f"Put it there; or say under elsewhere in {FOLDER}/{asked.about.name}.resource.yml where the rows are kept."
    return Fault(asked.file, "", "the file is missing.", todo)


def _other_cells(asked: Asked, source: Source, cells: Cells) -> Iterator[Fault]:
    """Cells of the source that are another number than the incidents of their month and part; earlier months were counted from
    what is no longer there, and stay as they are."""
    for i, row in each_row(source.frame):
        counted = cells.get((row[source.period], row[source.breakdown]), {})
        for column, number in counted.items():
            if row[column] != number:
                told = "blank" if row[column] != row[column] else f"{row[column]:.0f}"
                found = f"is {told}, and {asked.file} has {number:,} such rows."
                yield Fault(f"{SOURCES}/{source.file}", f"row {i + 2}, column {column}", found, _todo(asked))


def _untold(asked: Asked, source: Source, cells: Cells) -> Iterator[Fault]:
    """Months and parts of the incidents that the source has no row of."""
    there = set(zip(column_of(source.frame, source.period), column_of(source.frame, source.breakdown), strict=True))
    untold = [key for key in cells if key not in there]
    if untold:
        (month, part), more = untold[0], f", nor of {len(untold) - 1:,} more that it has" if len(untold) > 1 else ""
        found = f"no row is of {month}, {part}, which {asked.file} has{more}."
        yield Fault(f"{SOURCES}/{source.file}", "", found, _todo(asked))


def _later(asked: Asked, source: Source, tally: Tally) -> Iterator[Fault]:
    """Months that the source tells after the last that has a row: a file that was cut short proves nothing of them."""
    last = tally.span.last if tally.span else ""
    later = {
        i: row[source.period]
        for i, row in each_row(source.frame)
        if row[source.period] > last
        and not is_declared(source, row[source.period], row[source.breakdown])
        and any(row[column] == row[column] for column in asked.how.columns)
    }
    if later:
        file, months = f"{SOURCES}/{source.file}", source.calendar.ranges([Span(min(later.values()), max(later.values()))])
        has = f"the last month of {asked.file} is {last}" if last else f"{asked.file} has no row"
        todo = (
            f"Bring {asked.file} with the rows of {months} and run: pcc count {source.name}; or take the numbers out of {file}."
        )
        yield Fault(file, f"row {min(later) + 2}", f"tells {months}, and {has}.", todo)


def _todo(asked: Asked) -> str:
    return f"Run: pcc count {asked.source.name}"
