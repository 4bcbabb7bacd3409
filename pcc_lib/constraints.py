"""What a descriptor's constraints find in a table: the part of Frictionless Table Schema that descriptors may use.

Frictionless itself takes longer over the sample's twenty tables than all the rest of the check together, so that it is left
to auditors (`pcc package`, `frictionless validate`); a test holds both to the same verdict on the same tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pandas as pd

from pcc_lib.errors import Fault, Odd, alike, suggest
from pcc_lib.models.sources import Constraints, Descriptor, TableField

SHOWN_CELL = 40
_Rule = Callable[[pd.Series, Constraints], pd.Series]

# of each constraint: which filled cells break it
RULES: dict[str, _Rule] = {
    "unique": lambda cells, c: cells.duplicated(keep="first"),
    "minimum": lambda cells, c: cells < c.minimum,
    "maximum": lambda cells, c: cells > c.maximum,
    "min_length": lambda cells, c: cells.str.len() < c.min_length,
    "max_length": lambda cells, c: cells.str.len() > c.max_length,
    "enum": lambda cells, c: ~cells.isin(c.enum),
    "pattern": lambda cells, c: ~cells.map(re.compile(c.pattern).fullmatch).astype(bool),
}


def faults_in(frame: pd.DataFrame, about: Descriptor, file: str) -> list[Fault]:
    """Every cell that breaks a constraint of its column, and every row whose key stands twice; blanks break only `required`."""
    found = [odd for field in about.fields for odd in _column_faults(frame[field.name], field)]
    keys = [c for c in about.table.primary_key if c not in (about.period, about.breakdown)]
    repeated = frame.duplicated(list(about.table.primary_key)) if keys else pd.Series(False, index=frame.index)
    return alike(file, [*found, *(Odd(i + 2, "", None, "has the same key as another row", "Keep one row, or correct the "
                                      "descriptor's primaryKey.") for i in frame.index[repeated])])


def _column_faults(cells: pd.Series, field: TableField) -> Iterator[Odd]:
    limits = field.constraints
    blank = cells.isna() if field.type != "string" else cells == ""
    if limits.required:
        for i in cells.index[blank]:
            yield Odd(i + 2, field.name, None, "is empty", "Write the value.")
    filled = cells[~blank]
    for name, broken in RULES.items():
        if (limit := getattr(limits, name)) is not None and limit is not False:
            for i in filled.index[broken(filled, limits)]:
                yield Odd(i + 2, field.name, _shown(filled[i]), *_words(name, _shown(filled[i]), limits))


def _words(name: str, shown: str, limits: Constraints) -> tuple[str, str]:
    """What was found, and what to do."""
    limit = getattr(limits, name)
    match name:
        case "minimum" | "maximum":
            return f"is {'below' if name == 'minimum' else 'above'} {limit:g}", "Correct the cell."
        case "enum":
            return "is not one of the values that the descriptor lists", suggest(shown, limit)
        case "pattern":
            return f"is not written as the descriptor wants it ({limit})", "Correct the cell, or the descriptor."
        case "unique":
            return "stands in another row too", "Each value may stand once; correct the cell."
    return f"is too {'long' if name == 'max_length' else 'short'} (limit {limit})", "Correct the cell."


def _shown(cell: object) -> str:
    text = f"{cell:g}" if isinstance(cell, float) else str(cell)
    return text if len(text) <= SHOWN_CELL else text[:SHOWN_CELL] + "…"
