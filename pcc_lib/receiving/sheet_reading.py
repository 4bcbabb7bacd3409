"""What a person has changed in a sheet to edit: each cell held against what was written out, and against what is held today.

A cell that is as it was written out says nothing; one that both the person and somebody else have changed is a conflict, and is
told. A formula, an error, a date where none belongs, a renamed head and a row that stands twice are refused with their cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pcc_lib.core.errors import DataError, Fault, raise_if, suggest
from pcc_lib.inputs.models.telling import shown
from pcc_lib.receiving.grid import Cell, Grid, column_letters
from pcc_lib.receiving.incoming import SHOWN, Given, Key, Origin
from pcc_lib.receiving.sheet_cells import text_of
from pcc_lib.receiving.sheet_form import Form
from pcc_lib.receiving.sheet_record import Record

DATA = "Data"
_SEARCHED = 30  # rows at the top in which the names of the columns are looked for
Cells = Mapping[str, Cell | None]


def head_of(grids: Sequence[Grid], record: Record) -> tuple[Grid, int]:
    """The sheet with the rows, and the number of the row that names its columns; a DataError where there is none."""
    seen = sorted((g for g in grids if not g.hidden), key=lambda grid: grid.sheet != DATA)
    wanted = {*record.keys, *record.columns[:2]}
    for grid in seen:
        for row in range(1, _SEARCHED + 1):
            if wanted <= {cell.text for cell in grid.row(row)}:
                return grid, row
    names = ", ".join(record.columns)
    found = f"the row with the names of the columns is not there ({names})."
    name = record.name.rpartition("/")[2].partition(".")[0]
    raise DataError([Fault(grids[0].file, f"sheet '{DATA}'", found, f"Write a new sheet: pcc sheet {name}")])


@dataclass
class SheetReader:
    """The rows below the names of the columns, read one after another. What a sheet is of decides how its rows are told apart."""

    form: Form
    record: Record
    grid: Grid
    head: int
    faults: list[Fault] = field(default_factory=list)
    met: dict[Key, int] = field(default_factory=dict)

    def read(self) -> dict[Key, dict[str, Given]]:
        """Of each row, the cells that say something: changed ones, and those that are as they are held; raises what cannot be
        taken."""
        heads = self._heads()
        raise_if(DataError, self.faults)
        rows: dict[Key, dict[str, Given]] = {}
        for row in sorted(number for number in self.grid.by_row if number > self.head):
            cells = {name: self.grid.at(row, column) for name, column in heads.items()}
            key = self.key(row, cells)
            if key is None:
                continue
            if key in self.met:
                self.refuse_row(row, f"{', '.join(key)} stands twice; the other is row {self.met[key]}.", "Keep one row.")
            self.met.setdefault(key, row)
            rows[key] = dict(self._said(key, row, heads, cells))
        self.look_at(rows)
        raise_if(DataError, self.faults)
        return rows

    @property
    def gone(self) -> list[Key]:
        """The rows that were written out and that the sheet has no more."""
        return [key for key in self.record.cells if key not in self.met]

    def is_new(self, key: Key) -> bool:
        """Whether a row was neither written out nor is held."""
        return key not in self.record.cells and key not in self.form.rows

    # ── what each kind of sheet decides ───────────────────────────────────────────────────────────────────────────────
    def key(self, row: int, cells: Cells) -> Key | None:
        """What tells a row; None of one that holds nothing, or whose key cannot be read (which is told)."""
        raise NotImplementedError

    def takes(self, key: Key, name: str, given: Given) -> bool:
        """Whether a cell of a row says something."""
        return self.is_new(key) or self._is_told(key, name, given)

    def says_nothing(self, key: Key, texts: Mapping[str, str]) -> bool:
        """Whether nobody has written in a row that was not written out."""
        return not any(texts.values())

    def look_at(self, rows: Mapping[Key, Mapping[str, Given]]) -> None:
        """Refuse what is wrong with all rows together."""

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
                self.refuse(cell, f"'{cell.text}' heads two columns.", "Keep one.")
            elif missing:
                what = f"'{shown(cell.text, SHOWN)}' is no column of {self.form.called}."
                self.refuse(cell, what, f"Write its name again. {suggest(cell.text, missing)}")
        return found

    # ── rows ──────────────────────────────────────────────────────────────────────────────────────────────────────────
    def _said(self, key: Key, row: int, heads: Mapping[str, int], cells: Cells) -> Iterator[tuple[str, Given]]:
        """The cells of a row that say something: those that are as they are held, and those that a person has changed."""
        texts = {name: self.text(name, cell) for name, cell in cells.items() if name not in self.record.keys}
        if key not in self.record.cells and self.says_nothing(key, texts):
            return  # a row that was expected, and in which nobody has written
        for name, text in texts.items():
            given = Given(text, Origin(self.grid.file, self.grid.sheet, f"{column_letters(heads[name])}{row}"))
            if self.takes(key, name, given):
                yield name, given

    def _is_told(self, key: Key, name: str, given: Given) -> bool:
        """Whether a cell is to be taken: what was written out, what is held now, and what came back are three."""
        was, now = self.record.cells.get(key, {}).get(name, ""), self.form.now(key, name)
        same = self.form.column(name).same
        if same(was, now) or same(given.text, now):
            return True
        if same(given.text, was):
            return False  # somebody else has changed it since, and the person has not
        here, there, before = (shown(text) if text else "blank" for text in (given.text, now, was))
        found = (
            f"{', '.join(key)}, {name} is {here} here and {there} in the {self.form.kind}; "
            f"it was {before} when the sheet was written."
        )
        todo = f"Write a new sheet ({self.form.command}), and change it there if it is still to be changed."
        self.faults.append(given.origin.fault(found, todo))
        return False

    # ── cells ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    def text(self, name: str, cell: Cell | None) -> str:
        """A cell as the CSV would write it; blank where nothing stands in it, or where it is refused (which is told)."""
        if cell is None:
            return ""
        if cell.broken:
            self.refuse(cell, f"{name} {cell.broken}", "Write the value itself.")
            return ""
        text, wrong = text_of(self.form.column(name), cell)
        if wrong:
            self.refuse(cell, *wrong)
        return text

    def refuse(self, cell: Cell, found: str, todo: str) -> None:
        """Tell what is wrong with a cell."""
        self.faults.append(self.grid.origin(cell).fault(found, todo))

    def refuse_row(self, row: int, found: str, todo: str) -> None:
        """Tell what is wrong with a row, by its number; 0 is the sheet."""
        place = f"sheet '{shown(self.grid.sheet, SHOWN)}'" + (f", row {row}" if row else "")
        self.faults.append(Fault(self.grid.file, place, found, todo))
