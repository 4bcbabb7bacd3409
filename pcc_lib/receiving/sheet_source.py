"""A source as a sheet to edit: its form, and what a person has changed in it as what came in for the source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pcc_lib.core.errors import DataError, Fault, suggest
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.models.sources import TAIL
from pcc_lib.inputs.models.table_schema import TableField
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import source_names
from pcc_lib.receiving.grid import Cell, Grid
from pcc_lib.receiving.held import Held
from pcc_lib.receiving.incoming import SHOWN, Given, Incoming, Key
from pcc_lib.receiving.sheet_cells import plain
from pcc_lib.receiving.sheet_form import SOURCE, Column, Form, number_form
from pcc_lib.receiving.sheet_reading import Cells, SheetReader, head_of
from pcc_lib.receiving.sheet_record import Record
from pcc_lib.receiving.sheet_rows import expected
from pcc_lib.receiving.sheet_words import allowed, how_to_source
from pcc_lib.receiving.together import period_of, settled
from pcc_lib.receiving.when import when_of


def source_form(held: Held, quarter: Quarter | None = None) -> Form:
    """A source as a sheet, with the rows that come next (up to the end of a quarter)."""
    source = held.source
    keys = (source.period, source.breakdown)
    fields = [source.about.field(name) for name in keys] + [f for f in source.about.fields if f.name not in keys]
    columns = tuple(_column(held, each) for each in fields if each)
    return Form(
        SOURCE,
        source.name,
        source.name,
        f"pcc sheet {source.name}",
        columns,
        {
            key: {column.name: held.cell(key, column.name) for column in columns} | dict(zip(keys, key, strict=True))
            for key in held.rows
        },
        tuple(how_to_source(source)),
        {key: {**dict(zip(keys, key, strict=True)), "kind": held.kind_for(key[1])} for key in expected(held, quarter)},
    )


def _column(held: Held, about: TableField) -> Column:
    source = held.source
    listed = about.constraints.enum or (source.parts if about.name == source.breakdown else ())
    return Column(
        about,
        allowed(about),
        number_form(about, (held.cell(key, about.name) for key in held.rows)),
        locked=about.name in (source.period, source.breakdown, "kind"),
        values=tuple(listed) if about.type == "string" else (),
        only=bool(about.constraints.enum) and about.name != "status",  # several statuses may stand in one cell
        missing=source.about.table.missing_in(about),
    )


def edited(project: Project, record: Record, grids: Sequence[Grid]) -> Incoming:
    """What came back in a sheet of a source.

    A DataError lists cells, heads and rows that cannot be taken, and those that the source has changed meanwhile.
    """
    if record.name not in source_names(project):
        found = f"is a sheet of '{shown(record.name, SHOWN)}', and there is no such source."
        raise DataError([Fault(grids[0].file, "", found, suggest(record.name, source_names(project)))])
    held = Held.of(project, record.name)
    reader = _Reader(source_form(held), record, *head_of(grids, record), held=held)
    rows = reader.read()
    return Incoming(record.name, {key: cells for key, cells in rows.items() if cells}, edited=True, notes=tuple(reader.notes()))


class _Reader(SheetReader):
    """Rows by period and part."""

    def __init__(self, form: Form, record: Record, grid: Grid, head: int, held: Held) -> None:
        super().__init__(form, record, grid, head)
        self.held = held

    def notes(self) -> Iterator[str]:
        """What was seen and not taken: rows that are not there any more."""
        if gone := self.gone:
            rows = "1 row is" if len(gone) == 1 else f"{len(gone)} rows are"
            first = f" (the first is {gone[0][0]}, {gone[0][1]})" if len(gone) > 1 else f" ({gone[0][0]}, {gone[0][1]})"
            yield f"{rows} not in the sheet any more{first}: a sheet takes no row away, so the source keeps it."

    def key(self, row: int, cells: Cells) -> Key | None:
        """Period and part of a row."""
        source = self.held.source
        period, part = cells[source.period], cells[source.breakdown]
        if period is None and part is None:
            if any(cell is not None for name, cell in cells.items() if name not in TAIL):
                found = f"has values, and neither {source.period} nor {source.breakdown}."
                self.refuse_row(row, found, "Say which row it is, or empty it.")
            return None
        for name, cell in ((source.period, period), (source.breakdown, part)):
            if cell is None:
                self.refuse_row(row, f"has no {name}.", f"Write its {name}.")
                return None
        assert period is not None and part is not None
        read = self._period(period)
        return (read, plain(part)) if read else None

    def _period(self, cell: Cell) -> str:
        """A period as the source writes it, though a program may have made a date of it."""
        calendar, text = self.held.source.calendar, plain(cell)
        if (inner := calendar.read(text)) and (not calendar.form or calendar.written(inner) == text):
            return text
        when = when_of(cell, self.grid.old_epoch, digits=True)
        inner, doubt = period_of(settled([when]), calendar) if when else ("", "")
        if inner and not doubt:
            return calendar.written(inner)
        found = f"'{shown(str(cell.shown), SHOWN)}' {doubt or f'is not a {calendar.kind}'}."
        self.refuse(cell, found, f"Write it like {calendar.example}.")
        return ""

    def says_nothing(self, key: Key, texts: Mapping[str, str]) -> bool:
        """Whether a row has no value: its kind and status alone are none."""
        return not any(text for name, text in texts.items() if name not in TAIL)

    def takes(self, key: Key, name: str, given: Given) -> bool:
        """Whether a cell says something; a new row is of the kind of the other rows of its part where it says none."""
        if name != "kind":
            return super().takes(key, name, given)
        if self.is_new(key):
            return bool(given.text)
        if key not in self.record.cells and given.text != self.held.cell(key, name):
            return False
        return super().takes(key, name, given) and not self._refuses(key, given)

    def _refuses(self, key: Key, given: Given) -> bool:
        """Whether the kind of a row is another than it was."""
        was = self.held.cell(key, "kind")
        if given.text == was:
            return False
        found = f"{key[0]}, {key[1]}: kind is '{shown(given.text, SHOWN)}', and was '{was}'."
        self.faults.append(given.origin.fault(found, "A sheet changes no kind: if it is wrong, correct it in the CSV."))
        return True
