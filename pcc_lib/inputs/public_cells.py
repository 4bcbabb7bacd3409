"""The cells that an edition published of a source of small numbers: shown, rounded, or held back as `[c]`, never the true ones.

The table has a row for each period and part, and one with a blank part for the total of all parts; a column for each column of
the source that a measure of the edition tells, and `policy_for_small_numbers`, under which it was published. A blank cell was not
published. It stands in an edition's `public/`, and, once that is published, in `data/published/<quarter>/`; that of a version
which was corrected since in `data/published/<quarter>-v<version>/`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pcc_lib.core.csv_cells import csv_as_given
from pcc_lib.core.errors import DataError, Fault
from pcc_lib.inputs.kept import PUBLIC, kept_file
from pcc_lib.inputs.kept_editions import kept_in_order
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import Source
from pcc_lib.inputs.tables import csv_rows

HELD_BACK = "[c]"

Cell = tuple[str, str, str]  # column, part (blank: all parts together), period


@dataclass(frozen=True)
class PublicCells:
    """What an edition published of a source: `cells` by column, part and period, None where held back.

    edition: the folder that keeps it: its quarter, with the version where that was corrected since.
    """

    edition: str
    policy: str
    cells: Mapping[Cell, float | None]

    def of_period(self, period: str) -> Mapping[tuple[str, str], float | None]:
        """The cells of one period by column and part."""
        return self._by_period.get(period, {})

    @cached_property
    def _by_period(self) -> dict[str, dict[tuple[str, str], float | None]]:
        found: dict[str, dict[tuple[str, str], float | None]] = {}
        for (column, part, period), value in self.cells.items():
            found.setdefault(period, {})[column, part] = value
        return found


def public_csv(source: Source, public: PublicCells) -> str:
    """The cells as a CSV (UTF-8, LF), sorted by period and part, the total last."""
    columns = [c for c in source.columns if any(cell[0] == c for cell in public.cells)]
    keys = {(period, part) for _, part, period in public.cells}
    order = {part: at for at, part in enumerate([*source.parts, ""])}
    rows = [[source.period, source.breakdown, *columns, PUBLIC]]
    for period, part in sorted(keys, key=lambda key: (key[0], order[key[1]])):
        cells = [_written(public.cells, (column, part, period)) for column in columns]
        rows.append([source.calendar.written(period), part, *cells, public.policy])
    return csv_as_given(rows)


def _written(cells: Mapping[Cell, float | None], cell: Cell) -> str:
    value = cells.get(cell)
    return f"{value:.0f}" if value is not None else HELD_BACK if cell in cells else ""


def read_public(text: str, file: str, source: Source, edition: str) -> PublicCells | None:
    """The cells of such a table, None where it is another one: a source that was kept as it is has no such column.

    A DataError names a cell that is neither a number nor `[c]`.
    """
    rows = csv_rows(text, file)
    header = rows[0] if rows else []
    if not {source.period, source.breakdown, PUBLIC} <= set(header):
        return None
    found: dict[Cell, float | None] = {}
    policies = set()
    for at, row in enumerate(rows[1:], 2):
        told = dict(zip(header, row, strict=False))
        period = source.calendar.read(told[source.period])
        policies.add(told.get(PUBLIC, ""))
        for column in header:
            if column not in (source.period, source.breakdown, PUBLIC) and told.get(column):
                found[column, told[source.breakdown], period] = _read(told[column], file, f"row {at}, column {column}")
    if len(policies) != 1 or not policies <= {"rounding", "threshold"}:
        todo = "Put the file back as it was published: two editions together are protected by what it says."
        raise DataError([Fault(file, f"column {PUBLIC}", f"holds {', '.join(sorted(map(repr, policies)))}.", todo)])
    return PublicCells(edition, policies.pop(), found)


def _read(cell: str, file: str, place: str) -> float | None:
    if cell == HELD_BACK:
        return None
    if not cell.isdecimal():
        todo = "Put the file back as it was published: two editions together are protected by what it says."
        raise DataError([Fault(file, place, f"'{cell[:40]}' is neither a count nor {HELD_BACK}.", todo)])
    return float(cell)


def told_before(project: Project, source: Source) -> list[PublicCells]:
    """What all kept editions published of a source of small numbers, in the order in which they were published.

    A source that was kept as it is, before it had a policy, is told whole: every cell of it was shown.
    """
    return project.once((source.name, "public cells"), lambda: list(_told(project, source)))


def _told(project: Project, source: Source) -> Iterator[PublicCells]:
    for edition in kept_in_order(project):
        if project.exists(file := kept_file(edition, source.file)):
            found = read_public(project.read_text(file), file, source, edition)
            yield found if found else _whole(project, file, source, edition)


def _whole(project: Project, file: str, source: Source, edition: str) -> PublicCells:
    rows = csv_rows(project.read_text(file, source.about.encoding), file, source.about.dialect.control.reading)
    header = [cell.strip() for cell in rows[0]] if rows else []
    found: dict[Cell, float | None] = {}
    for row in rows[1:]:
        told = dict(zip(header, (cell.strip() for cell in row), strict=False))
        period = source.calendar.read(told.get(source.period, ""))
        for column in source.columns if period else ():
            if told.get(column, "").isdecimal():
                found[column, told.get(source.breakdown, ""), period] = float(told[column])
    return PublicCells(edition, "none", found)
