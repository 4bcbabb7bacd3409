"""What earlier editions told: the sources as they stood when an edition was kept, in `data/published/<quarter>/`."""

from __future__ import annotations

from dataclasses import replace

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
    rows = [row for row in csv_rows(project.read_text(name), name) if row]
    header = [cell.strip() for cell in rows[0]] if rows else []
    if not {source.period, source.breakdown} <= set(header):
        return None
    whole = [row for row in rows[1:] if len(row) == len(header)]
    at = {field.name: header.index(field.name) for field in source.about.fields if field.name in header}
    cells = {f.name: [row[at[f.name]].strip() if f.name in at else "" for row in whole] for f in source.about.fields}
    frame, _ = typed(Table(list(range(len(whole))), cells), name, source.about)
    frame = frame.drop_duplicates([source.period, source.breakdown], ignore_index=True)
    return replace(source, frame=frame)
