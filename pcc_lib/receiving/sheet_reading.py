"""What a person has changed in a sheet to edit: each cell held against what was written out, and against the source of today.

A cell that is as it was written out says nothing; one that both the person and the source have changed is a conflict, and is
told. A formula, an error, a date where a number belongs, a renamed head and a row that stands twice are refused with their cell.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from pcc_lib.core.errors import DataError, Fault, raise_if, suggest
from pcc_lib.inputs.models.sources import TAIL
from pcc_lib.inputs.models.table_schema import TableField
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import source_names
from pcc_lib.receiving.columns import written
from pcc_lib.receiving.grid import Cell, Grid, column_letters, squeezed
from pcc_lib.receiving.held import Held
from pcc_lib.receiving.incoming import SHOWN, Given, Incoming, Key, Origin
from pcc_lib.receiving.sheet_record import Record, record_in
from pcc_lib.receiving.together import period_of, settled
from pcc_lib.receiving.when import when_of

DATA = "Data"
_SEARCHED = 30  # rows at the top in which the names of the columns are looked for
SAME = 1e-9


def edited(project: Project, grids: Sequence[Grid]) -> Incoming | None:
    """What came back in a sheet to edit; None where the file is none.

    A DataError lists cells, heads and rows that cannot be taken, and those that the source has changed meanwhile.
    """
    record = record_in(grids)
    if record is None:
        return None
    if record.source not in source_names(project):
        found = f"is a sheet of '{shown(record.source, SHOWN)}', and there is no such source."
        raise DataError([Fault(grids[0].file, "", found, suggest(record.source, source_names(project)))])
    return _Reader(Held.of(project, record.source), record, *_table(grids, record)).incoming()


def _table(grids: Sequence[Grid], record: Record) -> tuple[Grid, int]:
    """The sheet with the rows, and the number of the row that names its columns."""
    seen = sorted((g for g in grids if not g.hidden), key=lambda grid: grid.sheet != DATA)
    for grid in seen:
        for row in range(1, _SEARCHED + 1):
            if set(record.columns[:2]) <= {cell.text for cell in grid.row(row)}:
                return grid, row
    names = ", ".join(record.columns)
    found = f"the row with the names of the columns is not there ({names})."
    raise DataError([Fault(grids[0].file, f"sheet '{DATA}'", found, f"Write a new sheet: pcc sheet {record.source}")])


@dataclass
class _Reader:
    """The rows below the names of the columns, read one after another."""

    held: Held
    record: Record
    grid: Grid
    head: int
    faults: list[Fault] = field(default_factory=list)

    def incoming(self) -> Incoming:
        """All that was changed, and the cells that are as they were; raises what cannot be taken."""
        heads = self._heads()
        raise_if(DataError, self.faults)
        met: dict[Key, int] = {}
        rows: dict[Key, dict[str, Given]] = {}
        for row in sorted(number for number in self.grid.by_row if number > self.head):
            cells = {name: self.grid.at(row, column) for name, column in heads.items()}
            key = self._key(row, cells)
            if key is None:
                continue
            if key in met:
                found = f"{key[0]}, {key[1]} stands twice; the other is row {met[key]}."
                self.faults.append(Fault(self.grid.file, f"{self._sheet}, row {row}", found, "Keep one row."))
            met.setdefault(key, row)
            rows[key] = dict(self._said(key, row, heads, cells))
        raise_if(DataError, self.faults)
        taken = {key: cells for key, cells in rows.items() if cells}
        return Incoming(self.record.source, taken, edited=True, notes=tuple(self._notes(met)))

    @property
    def _sheet(self) -> str:
        return f"sheet '{shown(self.grid.sheet, SHOWN)}'"

    def _notes(self, met: Mapping[Key, int]) -> Iterator[str]:
        gone = [key for key in self.record.cells if key not in met]
        if gone:
            rows = "1 row is" if len(gone) == 1 else f"{len(gone)} rows are"
            first = f" (the first is {gone[0][0]}, {gone[0][1]})" if len(gone) > 1 else f" ({gone[0][0]}, {gone[0][1]})"
            yield f"{rows} not in the sheet any more{first}: a sheet takes no row away, so the source keeps it."

    # ── heads ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    def _heads(self) -> dict[str, int]:
        """The number of each column; a head that is none is a fault where a column is missing, and else is passed over."""
        found: dict[str, int] = {}
        odd: list[Cell] = []
        for cell in self.grid.row(self.head):
            if cell.text in self.record.columns and cell.text not in found:
                found[cell.text] = cell.column
            elif cell.text:
                odd.append(cell)
        missing = [name for name in self.record.columns if name not in found]
        for cell in odd:
            if cell.text in found:
                self.faults.append(self._fault(cell, f"'{cell.text}' heads two columns.", "Keep one."))
            elif missing:
                what = f"'{shown(cell.text, SHOWN)}' is no column of {self.record.source}."
                self.faults.append(self._fault(cell, what, f"Write its name again. {suggest(cell.text, missing)}"))
        return found

    # ── rows ──────────────────────────────────────────────────────────────────────────────────────────────────────────
    def _key(self, row: int, cells: Mapping[str, Cell | None]) -> Key | None:
        """Period and part of a row; None of a row that holds nothing, or whose key cannot be read (which is told)."""
        source = self.held.source
        period, part = cells[source.period], cells[source.breakdown]
        if period is None and part is None:
            if any(cell is not None for name, cell in cells.items() if name not in TAIL):
                found = f"has values, and neither {source.period} nor {source.breakdown}."
                self.faults.append(Fault(self.grid.file, f"{self._sheet}, row {row}", found, "Say which row it is, or empty it."))
            return None
        for name, cell in ((source.period, period), (source.breakdown, part)):
            if cell is None:
                self.faults.append(Fault(self.grid.file, f"{self._sheet}, row {row}", f"has no {name}.", f"Write its {name}."))
                return None
        assert period is not None and part is not None
        read = self._period(period)
        return (read, self._plain(part)) if read else None

    def _period(self, cell: Cell) -> str:
        """A period as the source writes it, though a program may have made a date of it."""
        calendar, text = self.held.source.calendar, self._plain(cell)
        if (inner := calendar.read(text)) and (not calendar.form or calendar.written(inner) == text):
            return text
        when = when_of(cell, self.grid.old_epoch, digits=True)
        inner, doubt = period_of(settled([when]), calendar) if when else ("", "")
        if inner and not doubt:
            return calendar.written(inner)
        found = f"'{shown(str(cell.shown), SHOWN)}' {doubt or f'is not a {calendar.kind}'}."
        self.faults.append(self._fault(cell, found, f"Write it like {calendar.example}."))
        return ""

    def _said(
        self, key: Key, row: int, heads: Mapping[str, int], cells: Mapping[str, Cell | None]
    ) -> Iterator[tuple[str, Given]]:
        """The cells of a row that say something: those that are as the source has them, and those that a person has changed."""
        texts = {name: self._text(name, cell) for name, cell in cells.items() if name not in self.record.columns[:2]}
        if key not in self.record.cells and not any(text for name, text in texts.items() if name not in TAIL):
            return  # a row that was expected, and in which nobody has written
        is_new = key not in self.record.cells and key not in self.held.rows
        for name, text in texts.items():
            if name == "kind" and is_new and not text:
                continue  # as the other rows of its part
            given = Given(text, Origin(self.grid.file, self.grid.sheet, f"{column_letters(heads[name])}{row}"))
            if is_new or (self._is_told(key, name, given) and not (name == "kind" and self._refuses(key, given))):
                yield name, given

    def _is_told(self, key: Key, name: str, given: Given) -> bool:
        """Whether a cell is to be taken: what was written out, what the source has now, and what came back are three."""
        was, now = self.record.cells.get(key, {}).get(name, ""), self.held.cell(key, name)
        if self._same(name, was, now) or self._same(name, given.text, now):
            return True
        if self._same(name, given.text, was) or (name == "kind" and key not in self.record.cells):
            return False  # the source has changed it since, and the person has not
        here, there, before = (text or "blank" for text in (given.text, now, was))
        found = (
            f"{key[0]}, {key[1]}, {name} is {here} here and {there} in the source; it was {before} when the sheet was written."
        )
        todo = f"Write a new sheet (pcc sheet {self.record.source}), and change it there if it is still to be changed."
        self.faults.append(given.origin.fault(found, todo))
        return False

    def _refuses(self, key: Key, given: Given) -> bool:
        """Whether the kind of a row is another than it was."""
        was = self.held.cell(key, "kind")
        if given.text == was:
            return False
        found = f"{key[0]}, {key[1]}: kind is '{shown(given.text, SHOWN)}', and was '{was}'."
        self.faults.append(given.origin.fault(found, "A sheet changes no kind: if it is wrong, correct it in the CSV."))
        return True

    def _same(self, name: str, one: str, other: str) -> bool:
        if one == other or not self.held.is_number(name):
            return one == other
        numbers = [self.held.form(name).read(text) for text in (one, other)]
        return math.isclose(*numbers, rel_tol=SAME, abs_tol=SAME)

    # ── cells ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    def _fault(self, cell: Cell, found: str, todo: str) -> Fault:
        return self.grid.origin(cell).fault(found, todo)

    def _text(self, name: str, cell: Cell | None) -> str:
        """A cell as the source's CSV would write it; blank where nothing stands in it, or where it is refused (which is told)."""
        about = self.held.source.about.field(name)
        if cell is None or about is None:
            return ""
        if cell.broken:
            self.faults.append(self._fault(cell, f"{name} {cell.broken}", "Write the value itself."))
            return ""
        if not self.held.is_number(name):
            return self._plain(cell)
        if wrong := self._no_number(about, cell):
            self.faults.append(self._fault(cell, *wrong))
            return ""
        return self._number(about, cell)

    def _plain(self, cell: Cell) -> str:
        value = cell.value
        if isinstance(value, bool):
            return str(value).upper()
        if isinstance(value, int | float):
            return f"{value:.15g}"
        return value.strip() if isinstance(value, str) else str(value)

    def _number(self, about: TableField, cell: Cell) -> str:
        if isinstance(cell.value, int | float):
            number = Decimal(f"{cell.value:.15g}")
            return written(number * 100 if _is_share(cell) else number, about)
        text = squeezed(str(cell.value))
        return "" if text in self.held.source.about.table.missing_in(about) else text

    def _no_number(self, about: TableField, cell: Cell) -> tuple[str, str] | None:
        value, what = cell.value, sheet_unit(about)
        if isinstance(value, bool):
            return f"is {str(value).upper()}, and {about.name} holds {what}.", "Write the number."
        if isinstance(value, time | timedelta):
            return f"is a time ({value}), and {about.name} holds {what}.", f"Write how many {what} it is."
        if isinstance(value, date | datetime):
            return f"is a date ({value:%Y-%m-%d}), and {about.name} holds {what}.", "Write the number again."
        if isinstance(value, float) and not math.isfinite(value):
            return f"is not a number, and {about.name} holds {what}.", "Write the number."
        if _is_share(cell) and about.unit != "%":
            percent = f"{float(value) * 100:.10g}%"
            return (
                f"is a percentage ({percent}), and {about.name} holds {what}.",
                f"Write how many {what} it is, without a per cent sign.",
            )
        return None


def sheet_unit(about: TableField) -> str:
    """What a column holds, in a word: its unit, else numbers."""
    return about.unit if about.unit and about.unit != "%" else "percentages" if about.unit else "numbers"


def _is_share(cell: Cell) -> bool:
    """Whether a number is shown as a percentage: 0.13 as 13%."""
    form = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", cell.form)
    return "%" in form and isinstance(cell.value, int | float)
