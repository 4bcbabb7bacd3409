"""What a sheet that came back would do to a table of a quarter: rows that are added, cells that change; told, proved, written.

Nothing is taken away, and other quarters are not touched: what earlier ones reported stays in their own folders.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pcc_lib.core.errors import DataError, Fault, ReportError, counted, raise_if
from pcc_lib.inputs import plan
from pcc_lib.inputs.csv_lines import CsvLines
from pcc_lib.inputs.kept import is_kept
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.proposed import Proposed
from pcc_lib.inputs.quarter_tables import QuarterTable
from pcc_lib.receiving.incoming import Given, Key
from pcc_lib.receiving.plan import Change
from pcc_lib.receiving.result import placed
from pcc_lib.receiving.sheet_table import Edited, table_form

MOST = 80  # characters of a cell that a line of the plan shows


@dataclass
class TablePlan:
    """What would happen to one table. given: what came in; added: the cells of each new row; changed: cells that become others;
    same: how many are as they are held."""

    table: QuarterTable
    given: Mapping[Key, Mapping[str, Given]]
    added: dict[Key, dict[str, str]] = field(default_factory=dict)
    changed: list[Change] = field(default_factory=list)
    same: int = 0

    @property
    def changes(self) -> bool:
        """Whether anything would be written."""
        return bool(self.added or self.changed)

    def lines(self) -> Iterator[str]:
        """The plan as it is shown, row by row."""
        yield f"{self.table.called} ({self.table.file})"
        for key in dict.fromkeys(change.key for change in self.changed):
            mine = [change for change in self.changed if change.key == key]
            yield f"  changed  {key[0]}, row {self.table.rows[key]}:"
            yield from (f"    {c.column}: {_quoted(c.was)} → {_quoted(c.now)} ({c.origin.place})" for c in mine)
        for key, cells in self.added.items():
            yield f"  added    {key[0]}: " + "; ".join(f"{name} {_quoted(text)}" for name, text in cells.items() if text)
        if self.same:
            yield f"  same     {counted(self.same, 'cell')}"
        if not self.changes:
            yield "  nothing to do."


def _quoted(text: str) -> str:
    return shown(text, MOST) if text else "blank"


def table_plan(edited: Edited) -> TablePlan:
    """What would happen to the table; a ReportError where its quarter is published: it stays as it was told."""
    table, rows = edited
    form, made = table_form(table), TablePlan(table, rows)
    for key, cells in rows.items():
        if key not in table.rows:
            if any(given.text for given in cells.values()):
                made.added[key] = {"id": key[0]} | {name: given.text for name, given in cells.items()}
            continue
        for name, given in cells.items():
            was = form.now(key, name)
            if form.column(name).same(given.text, was):
                made.same += 1
            else:
                made.changed.append(Change(key, name, was, given.text, given.origin))
    quarter = table.folder.quarter
    if made.changes and is_kept(table.folder.project, str(quarter)):
        raise ReportError(f"{quarter} is published, and its {table.name} stay as they were told. Nothing was written.")
    return made


def contents_of(plans: Sequence[TablePlan]) -> dict[str, bytes]:
    """The bytes of each file that would be written; rows that nobody touched keep theirs."""
    return {each.table.file: _content(each) for each in plans if each.changes}


def _content(made: TablePlan) -> bytes:
    cells: dict[Key, dict[str, str]] = {}
    for change in made.changed:
        cells.setdefault(change.key, {})[change.column] = change.now
    return made.table.content(cells, list(made.added.values()))


def prove(project: Project, plans: Sequence[TablePlan]) -> None:
    """A DataError lists what would be wrong with the tables, each with the cell that it came from."""
    with tempfile.TemporaryDirectory() as folder:
        after = Proposed(project, contents_of(plans), Path(folder))
        raise_if(DataError, [fault for each in plans if each.changes for fault in _faults(after, each)])


def _faults(after: Project, made: TablePlan) -> Iterator[Fault]:
    table, now = made.table, CsvLines.read(after.read_bytes(made.table.file), made.table.file, made.table.lines.form)
    keys = QuarterTable(table.folder, table.name, now).rows
    written = {number: key for key, number in keys.items()}
    for fault in plan.fault_list(after, table.folder.quarter):
        if fault.file == table.file:
            yield placed(fault, written, made.given)


def write_tables(project: Project, plans: Sequence[TablePlan]) -> list[str]:
    """Write all tables, or none; the names of the files."""
    project.hold_as_read(each.table.file for each in plans)
    prove(project, plans)
    contents = contents_of(plans)
    project.write(contents)
    return list(contents)
