"""What earlier editions told: the sources as they stood when an edition was kept, in `data/published/<quarter>/`."""

from __future__ import annotations

from dataclasses import replace

from pcc_lib.inputs.models.sources import Descriptor
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import Source
from pcc_lib.inputs.tables import Table, csv_rows, typed

FOLDER = "data/published"


def kept_file(quarter: str, file: str) -> str:
    """Where a source stands as the edition of a quarter told it; `file` is its CSV."""
    return f"{FOLDER}/{quarter}/{file}"


def kept_source(project: Project, quarter: str, source: Source) -> Source | None:
    """A source as the edition of a quarter told it, in the columns that it has today; None where it was not kept.

    Columns that were not there then are blank, and so are cells that are no numbers: a record is read, not checked.
    """
    name = kept_file(quarter, source.file)
    return project.once((name, "kept"), lambda: _read(project, name, source)) if project.exists(name) else None


def _read(project: Project, name: str, source: Source) -> Source | None:
    about = source.about
    header, rows = _rows(project.read_text(name, about.encoding), name, about)
    if not {source.period, source.breakdown} <= set(header):
        return None
    at = {field.name: header.index(field.name) for field in about.fields if field.name in header}
    missing = {field.name: about.table.missing_in(field) for field in about.fields}
    told = {f.name: [row[at[f.name]].strip() if f.name in at else "" for row in rows] for f in about.fields}
    cells = {column: ["" if cell in missing[column] else cell for cell in mine] for column, mine in told.items()}
    frame, _ = typed(Table(list(range(len(rows))), cells), name, about)
    frame[source.period] = [source.calendar.read(cell) for cell in frame[source.period]]
    whole = [bool(period) and source.calendar.meets(period) for period in frame[source.period]]
    return replace(source, frame=frame[whole].drop_duplicates([source.period, source.breakdown], ignore_index=True))


def _rows(text: str, name: str, about: Descriptor) -> tuple[list[str], list[list[str]]]:
    """The names of the columns, and the rows that have as many cells."""
    dialect = about.dialect
    found = csv_rows(text, name, dialect.control.reading)
    header = [field.name for field in about.fields]
    if dialect.header_row:
        header = [cell.strip() for cell in found[dialect.header_row - 1]] if dialect.header_row <= len(found) else []
    rows = [row for i, row in enumerate(found, 1) if i > dialect.header_row and row and not dialect.passes_over(i, row)]
    return header, [row for row in rows if len(row) == len(header)]
