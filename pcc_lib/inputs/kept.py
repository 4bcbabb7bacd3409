"""What earlier editions told: the sources as they stood when an edition was kept, in `data/published/<quarter>/`."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pcc_lib.core.frames import column_of, rows_where
from pcc_lib.inputs.areas import by_id
from pcc_lib.inputs.kept_editions import FOLDER
from pcc_lib.inputs.models.sources import Descriptor
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import Source
from pcc_lib.inputs.tables import Table, cells_of, csv_rows, typed

PUBLIC = "policy_for_small_numbers"  # the column that a table of public cells has, and no source


def kept_file(quarter: str, file: str) -> str:
    """Where a source stands as the edition of a quarter told it; `file` is its CSV."""
    return f"{FOLDER}/{quarter}/{file}"


def is_kept(project: Project, quarter: str) -> bool:
    """Whether the published edition of a quarter was kept."""
    return bool(project.names(f"{FOLDER}/{quarter}"))


def kept_source(project: Project, quarter: str, source: Source) -> Source | None:
    """A source as the edition of a quarter told it, in the columns that it has today; None where it was not kept, or only the
    cells that a policy for small numbers let be published (`public_cells`).

    Columns that were not there then are blank, and so are cells that are no numbers: a record is read, not checked.
    """
    name = kept_file(quarter, source.file)
    return project.once((name, "kept"), lambda: _read(project, name, source)) if project.exists(name) else None


def _read(project: Project, name: str, source: Source) -> Source | None:
    table = _table(project, name, source.about)
    if table is None:
        return None
    frame, _ = typed(table, name, source.about)
    frame = by_id(project, frame, source.about)
    periods = [source.calendar.read(cell) for cell in frame[source.period]]
    frame = frame.assign(**{source.period: pd.Series(periods, index=frame.index, dtype="str")})
    frame = rows_where(frame, column_of(frame, source.period) != "")
    return replace(source, frame=frame.drop_duplicates([source.period, source.breakdown], ignore_index=True))


def _table(project: Project, name: str, about: Descriptor) -> Table | None:
    """The whole rows of a record, in today's columns; None where it is written otherwise than the source is today."""
    dialect = about.dialect
    rows = csv_rows(project.read_text(name, about.encoding), name, dialect.control.reading)
    header = [cell.strip() for cell in rows[dialect.header_row - 1]] if 0 < dialect.header_row <= len(rows) else []
    header = header or [field.name for field in about.fields]
    if not {about.period, about.breakdown} <= set(header) or PUBLIC in header:
        return None
    below = [row for i, row in enumerate(rows, 1) if i > dialect.header_row and not dialect.passes_over(i, row)]
    whole = [row for row in below if len(row) == len(header)]
    blank = {f.name: [""] * len(whole) for f in about.fields if f.name not in header}
    cells = {f.name: cells_of(whole, header.index(f.name), about.table.missing_in(f)) for f in about.fields if f.name in header}
    return Table(list(range(len(whole))), blank | cells)
