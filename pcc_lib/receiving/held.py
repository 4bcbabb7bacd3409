"""A source as it is held before anything is received: its rows by period and part, and where new rows belong among them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pcc_lib.inputs.cells import NumberForm
from pcc_lib.inputs.csv_lines import CsvForm, CsvLines, Record
from pcc_lib.inputs.models.sources import TAIL
from pcc_lib.inputs.models.table_schema import TableField
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER, Source, read_source
from pcc_lib.inputs.tables import NUMERIC
from pcc_lib.receiving.incoming import Key


@dataclass(frozen=True)
class Held:
    """One source with the rows of its file."""

    source: Source
    lines: CsvLines

    @classmethod
    def of(cls, project: Project, name: str) -> Held:
        """A source of the project; a DataError lists what is wrong with it already."""
        source = read_source(project, name)
        file = f"{FOLDER}/{source.file}"
        return cls(source, CsvLines.read(project.read_bytes(file), file, CsvForm.of(source.about)))

    @cached_property
    def rows(self) -> Mapping[Key, int]:
        """The number of the row of each period and part; an area by its id, whatever the file calls it."""
        about, ids = self.source.about, {name: id for id, names in self.source.names.items() for name in names}
        keys = {i: (self.lines.cell(r, about.period), self.lines.cell(r, about.breakdown)) for i, r in self.lines.rows.items()}
        return {(period, ids.get(part, part)): i for i, (period, part) in keys.items()}

    def written_part(self, part: str) -> str:
        """A part as the file writes it: an area by the name that it has there."""
        return next(iter(self.source.names.get(part, ())), part)

    @cached_property
    def values(self) -> list[TableField]:
        """The columns of numbers, and of text beside period, part, kind and status."""
        own = (self.source.period, self.source.breakdown, *TAIL)
        return [f for f in self.source.about.fields if f.name not in own]

    def record(self, key: Key) -> Record | None:
        """The row of a period and part; None where there is none."""
        return self.lines.records[self.rows[key] - 1] if key in self.rows else None

    def cell(self, key: Key, column: str) -> str:
        """What is held; blank where there is no row, or its value is not known."""
        record, field = self.record(key), self.fields.get(column)
        if record is None or field is None:
            return ""
        text = self.lines.cell(record, column)
        return "" if text in self.source.about.table.missing_in(field) else text

    def number(self, key: Key, column: str) -> float:
        """The number that is held; not a number where none is."""
        return self.form(column).read(self.cell(key, column))

    @cached_property
    def fields(self) -> Mapping[str, TableField]:
        """All columns, by name."""
        return {field.name: field for field in self.source.about.fields}

    @cached_property
    def _forms(self) -> Mapping[str, NumberForm]:
        return {name: NumberForm.of(field) for name, field in self.fields.items()}

    def form(self, column: str) -> NumberForm:
        """How a column writes its numbers."""
        return self._forms.get(column) or NumberForm(False)

    def is_number(self, column: str) -> bool:
        """Whether a column holds numbers."""
        field = self.fields.get(column)
        return bool(field) and field.type in NUMERIC

    def kind_for(self, part: str) -> str:
        """What the kind of a new row of a part is: as the newest of its rows has it; else the only one that there is."""
        mine = [key for key in self.rows if key[1] == part] or list(self.rows)
        if mine:
            return self.cell(max(mine, key=self.when), "kind")
        field = self.source.about.field("kind")
        listed = (field and field.constraints.enum) or ()
        return listed[0] if len(listed) == 1 else ""

    def when(self, key: Key) -> str:
        """The period of a row as the library has it, in order of time."""
        return self.source.calendar.read(key[0])

    # ── where new rows belong ─────────────────────────────────────────────────────────────────────────────────────────
    def with_rows(self, changed: Mapping[Key, Record], added: Mapping[Key, Record]) -> list[Record]:
        """All rows of the file: changed ones in their place, new ones where the order of the others puts them."""
        numbers = {number: key for key, number in self.rows.items()}
        records = [changed.get(numbers.get(i, ("", "")), record) for i, record in enumerate(self.lines.records, 1)]
        rank = self._order
        ranks = [rank(key) for key in self.rows] if rank else []
        at = {key: self._place(bisect_right(ranks, rank(key)) if rank else len(self.rows)) for key in added}
        for key in sorted(added, key=rank or self._by_time, reverse=True):
            records.insert(at[key], added[key])
        return records

    def _place(self, before: int) -> int:
        """How many rows of the file stand before a new one, which `before` rows of the table come before."""
        if not self._numbers:
            return max(self.source.about.dialect.header_row, 0)
        return self._numbers[before - 1] if before else self._numbers[0] - 1

    @cached_property
    def _numbers(self) -> list[int]:
        return list(self.rows.values())

    @property
    def _order(self) -> Callable[[Key], Any] | None:
        """What the rows of the file are in order of; None where they are in none."""
        for rank in (self._by_time, self._by_part, self._newest_first, self._newest_by_part):
            ranks = [rank(key) for key in self.rows]
            if ranks == sorted(ranks):
                return rank
        return None

    @cached_property
    def _parts(self) -> Mapping[str, int]:
        """Parts in the order in which the file has them, then as the descriptor lists them."""
        field = self.source.about.field(self.source.breakdown)
        first = list(dict.fromkeys(part for _, part in self.rows))
        listed = [part for part in (field and field.constraints.enum) or () if part not in first]
        return {part: i for i, part in enumerate([*first, *listed])}

    def _by_time(self, key: Key) -> Any:
        return self.when(key), self._parts.get(key[1], len(self._parts))

    def _by_part(self, key: Key) -> Any:
        return self._parts.get(key[1], len(self._parts)), self.when(key)

    def _newest_first(self, key: Key) -> Any:
        return _backwards(self.when(key)), self._parts.get(key[1], len(self._parts))

    def _newest_by_part(self, key: Key) -> Any:
        return self._parts.get(key[1], len(self._parts)), _backwards(self.when(key))


def _backwards(period: str) -> tuple[int, ...]:
    return tuple(-ord(c) for c in period)
