"""What a sheet to edit remembers of itself, in a sheet that nobody sees: what it is of, and every cell as it was written out.

With that record a cell that a person has changed is told from one that somebody else has changed meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pcc_lib.core.errors import DataError, Fault
from pcc_lib.core.files import sha256
from pcc_lib.receiving.grid import Grid
from pcc_lib.receiving.incoming import Key
from pcc_lib.receiving.sheet_form import KEYS, Form

SHEET, MARK, VERSION = "pcc record", "pcc sheet", "1"
_HEAD = 4  # rows above the cells: mark, what it is of, digest, names of the columns
_CHANGED = "its hidden record of what was written out has been changed, so that nothing can be told apart."


@dataclass(frozen=True)
class Record:
    """kind and name: as of `Form`. columns: all of them, those that tell a row first. rows: the texts of their cells; blank is
    not known."""

    kind: str
    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, form: Form) -> Record:
        """A sheet as it is written now."""
        columns = tuple(column.name for column in form.columns)
        rows = (tuple(cells.get(name, "") for name in columns) for cells in form.rows.values())
        return cls(form.kind, form.name, columns, tuple(rows))

    @property
    def digest(self) -> str:
        """What tells that it was not changed."""
        return sha256(json.dumps([self.name, self.columns, self.rows]))

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that tell a row from all others."""
        return self.columns[: KEYS[self.kind]]

    @cached_property
    def cells(self) -> Mapping[Key, Mapping[str, str]]:
        """Of each row, the cells by column."""
        return {row[: len(self.keys)]: dict(zip(self.columns, row, strict=True)) for row in self.rows}

    @property
    def texts(self) -> Iterator[Sequence[str]]:
        """The rows of the hidden sheet."""
        yield from ((MARK, VERSION), (self.kind, self.name), ("digest", self.digest), self.columns, *self.rows)


def record_in(grids: Sequence[Grid]) -> Record | None:
    """The record of a sheet to edit; None where a file is none. A DataError where somebody has changed the record."""
    grid = next((g for g in grids if _text(g, 1, 1) == MARK and _text(g, 2, 1) in KEYS), None)
    if grid is None:
        return None
    width = max((cell.column for cell in grid.row(_HEAD)), default=0)
    last = max((row for row, _ in grid.cells), default=0)
    rows = tuple(tuple(_text(grid, row, at) for at in range(1, width + 1)) for row in range(_HEAD + 1, last + 1))
    columns = tuple(_text(grid, _HEAD, at) for at in range(1, width + 1))
    record = Record(_text(grid, 2, 1), _text(grid, 2, 2), columns, rows)
    if _text(grid, 1, 2) != VERSION or record.digest != _text(grid, 3, 2):
        name = record.name.rpartition("/")[2].partition(".")[0] or "NAME"
        raise DataError([Fault(grid.file, f"sheet '{SHEET}'", _CHANGED, f"Write a new one: pcc sheet {name}")])
    return record


def _text(grid: Grid, row: int, column: int) -> str:
    cell = grid.at(row, column)
    return cell.value if cell is not None and isinstance(cell.value, str) else ""
