"""What a sheet to edit is made of, whatever it is a sheet of: columns, rows that are held and rows to come, words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pcc_lib.inputs.cells import NumberForm
from pcc_lib.inputs.models.table_schema import TableField
from pcc_lib.receiving.incoming import Key

SOURCE, TABLE = "source", "table"  # what a sheet may be of
KEYS = {SOURCE: 2, TABLE: 1}  # columns at the left that tell a row from all others
TEXT = "@"  # a format in which no program makes a date or a formula of what is written
MONTH, DAY = "yyyy-mm", "yyyy-mm-dd"
SAME = 1e-9
_MOST_DECIMALS = 6


@dataclass(frozen=True)
class Column:
    """One column. holds: what a cell of it may be, in words; form: the number format of its cells.

    locked: whether it says which row it is. values: what its cells may hold, as far as that is known; only: whether they may hold
    nothing else. day: whether it holds months and days, as dates. wide: whether its texts are long. missing: what stands for a
    value that is not known.
    """

    about: TableField
    holds: str
    form: str = TEXT
    locked: bool = False
    values: tuple[str, ...] = ()
    only: bool = True
    day: bool = False
    wide: bool = False
    missing: frozenset[str] = frozenset({""})

    @property
    def name(self) -> str:
        """Its name."""
        return self.about.name

    @property
    def title(self) -> str:
        """What readers call it."""
        return self.about.title or self.name.replace("_", " ").capitalize()

    @property
    def number(self) -> NumberForm | None:
        """How it writes its numbers; None of a column of text."""
        return None if self.about.type == "string" else NumberForm.of(self.about)

    def same(self, one: str, other: str) -> bool:
        """Whether two texts of it say the same: one number in two ways of writing, one text with other ends of lines."""
        if one == other or self.number is None:
            return _unix(one) == _unix(other)
        return math.isclose(self.number.read(one), self.number.read(other), rel_tol=SAME, abs_tol=SAME)


@dataclass(frozen=True)
class Form:
    """A sheet to edit, before anybody has written in it.

    kind: SOURCE or TABLE; name: the source, or the file of the table; called: what faults call it; command: what writes it.
    columns: those that tell a row first. rows: the cells of each row that is held, as the file writes them; blank is not known.
    coming: what is known of rows that are expected next. remarks: notes on cells. how_to: the lines of its first sheet.
    """

    kind: str
    name: str
    called: str
    command: str
    columns: tuple[Column, ...]
    rows: Mapping[Key, Mapping[str, str]]
    how_to: tuple[str, ...]
    coming: Mapping[Key, Mapping[str, str]] = field(default_factory=dict)
    remarks: Mapping[tuple[Key, str], str] = field(default_factory=dict)

    @property
    def keys(self) -> int:
        """How many columns at the left tell a row from all others."""
        return KEYS[self.kind]

    def column(self, name: str) -> Column:
        """One of its columns."""
        return next(column for column in self.columns if column.name == name)

    def now(self, key: Key, name: str) -> str:
        """What a cell holds now; blank where there is no such row."""
        return self.rows.get(key, {}).get(name, "")


def number_form(about: TableField, texts: Iterable[str]) -> str:
    """The format that a column's numbers are shown in: as many decimals as its values have, thousands apart, pounds as pounds."""
    if about.type == "string":
        return TEXT
    digits = "0" if about.unit in ("rank", "year") else "#,##0"
    if about.type == "number":
        point = about.decimal_char
        most = max((len(text.rpartition(point)[2]) for text in texts if point in text), default=2)
        digits += "." + "0" * min(most, _MOST_DECIMALS)
    return f'"£"{digits}' if about.unit == "GBP" else digits


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
