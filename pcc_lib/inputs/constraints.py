"""What a descriptor's constraints find in a table: the part of Frictionless Table Schema that descriptors may use.

Frictionless itself takes longer over the sample's tables than all the rest of the check together, so that it is left
to auditors (`pcc package`, `frictionless validate`); a test holds both to the same verdict on the same tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import compress
from typing import Any

import pandas as pd

from pcc_lib.core.errors import Fault, suggest
from pcc_lib.inputs.models.sources import Descriptor
from pcc_lib.inputs.models.table_schema import Constraints, TableField
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.spoilt import PROMISED
from pcc_lib.inputs.tables import SHOWN_CELL

_Cells = list[Any]
_Rule = Callable[[_Cells, Any], Iterable[bool]]

# of each constraint, by what it limits to: which filled cells break it. Cell by cell: pandas takes longer over a few hundred rows
RULES: dict[str, _Rule] = {
    "unique": lambda cells, _: _repeated(cells),
    "minimum": lambda cells, least: (cell < least for cell in cells),
    "maximum": lambda cells, most: (cell > most for cell in cells),
    "min_length": lambda cells, least: (len(cell) < least for cell in cells),
    "max_length": lambda cells, most: (len(cell) > most for cell in cells),
    "enum": lambda cells, values: map(_outside(values), cells),
    "pattern": lambda cells, pattern: map(_unlike(pattern), cells),
}


def faults_in(frame: pd.DataFrame, about: Descriptor, file: str) -> list[Fault]:
    """Every cell that breaks a constraint of its column, and every row whose key stands twice; blanks break only `required`."""
    rows = frame.index.tolist()
    faults = [fault for field in about.fields for fault in column_faults(rows, frame[field.name].tolist(), field, file)]
    keys = [c for c in about.table.primary_key if c not in (about.period, about.breakdown)]
    repeated = _repeated(frame[list(about.table.primary_key)].itertuples(index=False, name=None)) if keys else ()
    return faults + [same_key_fault(i, file) for i in compress(rows, repeated)]


def same_key_fault(row: int, file: str) -> Fault:
    """A row whose key another row has already."""
    return Fault(
        file, f"row {row + 2}", "has the same key as another row.", "Keep one row, or correct the descriptor's primaryKey."
    )


def column_faults(rows: list[int], cells: _Cells, field: TableField, file: str) -> Iterator[Fault]:
    """Every cell of a column that breaks one of its constraints; `rows` are two less than their numbers in a spreadsheet."""
    limits, filled = field.constraints, {i: c for i, c in zip(rows, cells, strict=True) if c == c and c != ""}
    if limits.required:
        for i in rows if len(filled) < len(rows) else ():
            if i not in filled:
                yield Fault(file, f"row {i + 2}, column {field.name}", *_promised(field))
    for name, broken in RULES.items():
        if (limit := getattr(limits, name)) is not None and limit is not False:
            for i in compress(filled, broken(list(filled.values()), limit)):
                yield broken_fault(i, field, name, filled[i], file)


def broken_fault(row: int, field: TableField, name: str, cell: object, file: str) -> Fault:
    """A cell that breaks the constraint of this name."""
    return Fault(file, f"row {row + 2}, column {field.name}", *_words(name, _shown(cell), field.constraints))


def _promised(field: TableField) -> tuple[str, str]:
    """What is said of a blank in a column that may have none."""
    values = field.constraints.enum or ()
    todo = (
        f"Write one of: {', '.join(values)}."
        if values
        else "Write it."
        if field.type == "string"
        else f"Write the value; {PROMISED}"
    )
    return "is blank, and the descriptor calls this column required.", todo


def _repeated(cells: Iterable[Any]) -> Iterator[bool]:
    """Of each cell, whether it has been met before."""
    met: set[Any] = set()
    for cell in cells:
        yield cell in met
        met.add(cell)


def _outside(values: Iterable[str]) -> Callable[[str], bool]:
    known = set(values)
    return lambda cell: cell not in known


def _unlike(pattern: str) -> Callable[[str], bool]:
    whole = re.compile(pattern).fullmatch
    return lambda cell: whole(cell) is None


def _words(name: str, cell: str, limits: Constraints) -> tuple[str, str]:
    """What was found, and what to do."""
    limit = getattr(limits, name)
    match name:
        case "minimum" | "maximum":
            return f"'{cell}' is {'below' if name == 'minimum' else 'above'} {limit:g}.", "Correct the cell."
        case "enum":
            return f"'{cell}' is not one of the values that the descriptor lists.", _nearest(cell, limit)
        case "pattern":
            return f"'{cell}' is not written as the descriptor wants it ({limit}).", "Correct the cell, or the descriptor."
        case "unique":
            return f"'{cell}' stands in another row too.", "Each value may stand once; correct the cell."
    return f"'{cell}' is too {'long' if name == 'max_length' else 'short'} (limit {limit}).", "Correct the cell."


def _nearest(cell: str, values: tuple[str, ...]) -> str:
    padded = next((value for value in values if value.lstrip("0") == cell and value != cell), "")
    return f"Write {padded}: Excel drops the noughts at its beginning." if padded else suggest(cell, values)


def _shown(cell: object) -> str:
    return shown(f"{cell:g}" if isinstance(cell, float) else str(cell), SHOWN_CELL)
