"""A table of a quarter as a sheet to edit: its form, and what a person has changed in it.

The rows of these tables are known by their ids in texts and in other quarters: an id that changed, and a row that has vanished,
are refused. What the cells of a new or changed row may hold is for the table's own model to say, when the plan is made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pcc_lib.core.csv_cells import is_formula
from pcc_lib.core.errors import DataError, Fault, suggest
from pcc_lib.inputs.history import last_reported
from pcc_lib.inputs.models.table_schema import TableField
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.plan import QuarterFolder, quarter_names
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.quarter_tables import KEY, QuarterTable, hints, is_day, is_long, table_named
from pcc_lib.receiving.grid import Grid, place_of
from pcc_lib.receiving.incoming import SHOWN, Given, Key
from pcc_lib.receiving.sheet_cells import plain
from pcc_lib.receiving.sheet_form import TABLE, Column, Form, number_form
from pcc_lib.receiving.sheet_reading import Cells, SheetReader, head_of
from pcc_lib.receiving.sheet_record import Record
from pcc_lib.receiving.sheet_words import how_to_table, kind_words

Edited = tuple[QuarterTable, Mapping[Key, Mapping[str, Given]]]


def table_form(table: QuarterTable) -> Form:
    """A table of a quarter as a sheet."""
    columns = tuple(_column(table, each) for each in table.fields)
    rows = {key: {column.name: table.cell(key, column.name) for column in columns} for key in table.rows}
    how_to = tuple(how_to_table(table.called, table.file, workbook_name(table)))
    command = f"pcc sheet {table.name} --quarter {table.folder.quarter}"
    return Form(TABLE, table.file, table.called, command, columns, rows, how_to, remarks=_remarks(table))


def workbook_name(table: QuarterTable) -> str:
    """What the workbook of a table is called, if nobody says otherwise: a source may have the table's name."""
    return f"{table.name}-{table.folder.quarter}.xlsx"


def _column(table: QuarterTable, about: TableField) -> Column:
    field, listed = table.model.model_fields[about.name], tuple(table.listed(about.name))
    hint = "" if listed or is_day(field) else "; ".join(hints(field)).removeprefix("Write it ")
    holds = "months and days, such as 2024-01 or 2024-01-31" if is_day(field) else kind_words(about, listed)
    blank = "no blank" if about.constraints.required else "may be blank"
    return Column(
        about,
        "; ".join(filter(None, (holds, hint, blank))),
        number_form(about, (table.cell(key, about.name) for key in table.rows)),
        locked=about.name == KEY,
        values=listed,
        day=is_day(field),
        wide=is_long(field),
    )


def _remarks(table: QuarterTable) -> dict[tuple[Key, str], str]:
    """What was last reported, beside each cell of progress."""
    if "progress" not in table.model.model_fields:
        return {}
    told = {key: last_reported(table.folder, key[0]) for key in table.rows}
    return {(key, "progress"): f"{of.folder.quarter} told {of.deliverable.progress}%." for key, of in told.items() if of}


def edited_table(project: Project, record: Record, grids: Sequence[Grid]) -> Edited:
    """What came back in a sheet of a table: the table, and of each row the cells that say something.

    A DataError lists cells, heads and rows that cannot be taken, and those that somebody else has changed meanwhile.
    """
    named = table_named(project, record.name)
    if named is None or str(named[0]) not in quarter_names(project):
        found = f"is a sheet of '{shown(record.name, SHOWN)}', and there is no such table."
        raise DataError([Fault(grids[0].file, "", found, suggest(str(named[0]) if named else "", quarter_names(project)))])
    quarter, name = named
    table = QuarterTable.of(QuarterFolder(project, quarter), name)
    return table, _Reader(table_form(table), record, *head_of(grids, record)).read()


class _Reader(SheetReader):
    """Rows by their id."""

    def key(self, row: int, cells: Cells) -> Key | None:
        """The id of a row."""
        cell = cells[KEY]
        if cell is not None:
            return (plain(cell),)
        if any(each is not None for each in cells.values()):
            self.refuse_row(row, f"has values, and no {KEY}.", "Say which row it is, or empty it.")
        return None

    def takes(self, key: Key, name: str, given: Given) -> bool:
        """Whether a cell says something; a formula is refused where it would change anything."""
        if not super().takes(key, name, given):
            return False
        if self.form.column(name).same(given.text, self.form.now(key, name)):
            return True
        cell = self.grid.at(*place_of(given.origin.cell))
        if cell is not None and cell.broken:
            return False  # told already
        if cell is not None and cell.formula:
            self.refuse(cell, f"{name} is a formula.", "Write the value itself (copy the cell, and paste it as a value).")
        elif is_formula(given.text):
            start = given.text.lstrip()[:1]
            self.faults.append(given.origin.fault(f"{name} begins with '{start}', as a formula does.", "Put a word before it."))
        return True

    def look_at(self, rows: Mapping[Key, Mapping[str, Given]]) -> None:
        """Refuse ids that changed, and rows that have vanished: texts and other quarters know a row by its id."""
        new = [key for key in rows if self.is_new(key) and rows[key]]
        for key in (key for key in self.gone if key in self.form.rows):
            other = next((each for each in new if self._is_like(rows[each], key)), None)
            if other is None:
                found = f"the row {key[0]} is not there any more."
                todo = f"Put it back. To take it out for good, delete its line in {self.record.name}, and write a new sheet."
                self.refuse_row(0, found, todo)
            else:
                new.remove(other)
                self.refuse_row(
                    self.met[other],
                    f"the {KEY} is '{shown(other[0], SHOWN)}', and was '{key[0]}'.",
                    f"Write {key[0]} again: texts and other quarters know the row by it.",
                )

    def _is_like(self, given: Mapping[str, Given], key: Key) -> bool:
        """Whether the cells of a row are those of one that was written out, most of them."""
        was = {name: text for name, text in self.record.cells[key].items() if text and name not in self.record.keys}
        same = sum(name in given and self.form.column(name).same(given[name].text, text) for name, text in was.items())
        return 2 * same > len(was)
