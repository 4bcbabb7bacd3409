"""What original reports printed: each row is read strictly, and names a figure that there is and that tells its number. And what
its numbers force: each row is of a measure, and of a part, that there is."""

from __future__ import annotations

from collections.abc import Iterator

from pcc_lib.core.errors import Fault, FaultsError, ReportError, suggest, told
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.figures import Figures
from pcc_lib.figures.reworking import values_before
from pcc_lib.inputs.measures import measure_ids
from pcc_lib.inputs.models.rows import PrintedRow
from pcc_lib.inputs.plan import quarter_names
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.published import FOLDER, FORCED, Original, all_originals, forced, printed_rows

NOTE = "or begin its note with 'contradiction: ' or 'revised: ' and say why they differ."


def fault_list(figures: Figures) -> list[Fault]:
    """Rows of any quarter's record that cannot be read; in this quarter's, those that no figure tells as they are printed; rows
    of what is forced that name no measure or part."""
    project, faults = figures.project, list[Fault]()
    for quarter in quarter_names(project):
        if f"{quarter}.csv" in project.names(FOLDER):  # a folder of kept sources bears a quarter's name too
            faults += told(FOLDER, lambda quarter=quarter: printed_rows(project, quarter))
    return [*(faults or _faults(figures)), *_forced_faults(figures)]


def _faults(figures: Figures) -> Iterator[Fault]:
    quarter = str(figures.folder.quarter)
    file, rows = f"{FOLDER}/{quarter}.csv", {row.id: row for row in printed_rows(figures.project, quarter)}
    for row in all_originals(figures.folder):
        try:
            figure = figures.figure(row.figure)
        except FaultsError:
            continue  # its source or definition cannot be read, which is told of itself
        except ReportError as error:
            todo = "Name the figure that tells this number, or leave it blank."
            yield Fault(file, f"id {row.id}, column figure", f"{error}", todo)
            continue
        yield from _otherwise(figures.project, file, (row, rows[row.id]), figure)


def _otherwise(project: Project, file: str, printed: tuple[Original, PrintedRow], figure: Figure) -> Iterator[Fault]:
    """A figure of another unit, or that tells another number than is printed, and told none such before its source was revised:
    what was revised, and why, is told of the source."""
    row, read = printed
    if not row.is_told_in(figure.unit):
        found = f"'{row.unit}', and {row.figure} is in {figure.unit}."
        yield Fault(file, f"id {row.id}, column unit", found, "Name the unit or the figure that is meant.")
    elif figure.known and not read.may_differ and not _prints(project, row, figure):
        found = f"'{read.printed}' is printed, and {row.figure} tells {figure.text}."
        yield Fault(file, f"id {row.id}, column printed", found, f"Correct it, name the figure of that period, {NOTE}")


def _prints(project: Project, row: Original, figure: Figure) -> bool:
    if row.prints(figure.numeric, figure.unit):
        return True
    return any(row.prints(value, figure.unit) for value in values_before(project, figure.formula, figure.cells))


def _forced_faults(figures: Figures) -> Iterator[Fault]:
    known = measure_ids(figures.project)
    for number, row in enumerate(forced(figures.project), 2):
        try:
            series = figures.series(row.measure) if row.measure in known else None
        except FaultsError:
            continue
        if row.measure not in known:
            found = f"there is no measure '{row.measure}'."
            yield Fault(FORCED, f"row {number}, column measure", found, suggest(row.measure, known))
        elif row.part and row.part not in (parts := series.parts if series else ()):
            yield Fault(
                FORCED, f"row {number}, column part", f"{row.measure} has no part '{row.part}'.", suggest(row.part, parts)
            )
