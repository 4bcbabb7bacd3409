"""What a sheet to edit remembers of itself, in a sheet that nobody sees: its source, and every cell as it was written out.

With that record a cell that a person has changed is told from one that the source has changed meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pcc_lib.core.errors import DataError, Fault
from pcc_lib.core.files import sha256
from pcc_lib.receiving.grid import Grid
from pcc_lib.receiving.held import Held
from pcc_lib.receiving.incoming import Key

SHEET, MARK, VERSION = "pcc record", "pcc sheet", "1"
_HEAD = 4  # rows above the cells: mark, source, digest, names of the columns
_CHANGED = "its hidden record of what was written out has been changed, so that nothing can be told apart."


@dataclass(frozen=True)
class Record:
    """source: its name. columns: all of them, period and part first. rows: the texts of their cells; blank is not known."""

    source: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, held: Held) -> Record:
        """The source as it is held now."""
        keys = (held.source.period, held.source.breakdown)
        columns = (*keys, *(f.name for f in held.source.about.fields if f.name not in keys))
        rows = (tuple(held.cell(key, column) for column in columns) for key in held.rows)
        return cls(held.source.name, columns, tuple(rows))

    @property
    def digest(self) -> str:
        """What tells that it was not changed."""
        return sha256(json.dumps([self.source, self.columns, self.rows]))

    @cached_property
    def cells(self) -> Mapping[Key, Mapping[str, str]]:
        """Of each period and part, the cells by column."""
        return {(row[0], row[1]): dict(zip(self.columns, row, strict=True)) for row in self.rows}

    @property
    def texts(self) -> Iterator[Sequence[str]]:
        """The rows of the hidden sheet."""
        yield from ((MARK, VERSION), ("source", self.source), ("digest", self.digest), self.columns, *self.rows)


def record_in(grids: Sequence[Grid]) -> Record | None:
    """The record of a sheet to edit; None where a file is none. A DataError where somebody has changed the record."""
    grid = next((g for g in grids if _text(g, 1, 1) == MARK and _text(g, 2, 1) == "source"), None)
    if grid is None:
        return None
    width = max((cell.column for cell in grid.row(_HEAD)), default=0)
    last = max((row for row, _ in grid.cells), default=0)
    rows = tuple(tuple(_text(grid, row, at) for at in range(1, width + 1)) for row in range(_HEAD + 1, last + 1))
    columns = tuple(_text(grid, _HEAD, at) for at in range(1, width + 1))
    record = Record(_text(grid, 2, 2), columns, rows)
    if _text(grid, 1, 2) != VERSION or record.digest != _text(grid, 3, 2):
        raise DataError(
            [Fault(grid.file, f"sheet '{SHEET}'", _CHANGED, f"Write a new one: pcc sheet {record.source or 'SOURCE'}")]
        )
    return record


def _text(grid: Grid, row: int, column: int) -> str:
    cell = grid.at(row, column)
    return cell.value if cell is not None and isinstance(cell.value, str) else ""
