"""Incidents read row by row: the reading that says what is right, and tells every fault in the words of all other sources.

It streams, so that it takes no more room than the ids that must be unique; and takes some seconds for a million rows.
`quick` gives the same numbers where nothing is doubtful.
"""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import IO

import pandas as pd

from pcc_lib.core.errors import DataError, DefinitionError, Fault, Summing, raise_if
from pcc_lib.core.files import read_bytes, worded
from pcc_lib.counting.asked import MOST_MIB, Asked
from pcc_lib.counting.days import day_faults, no_part_fault
from pcc_lib.counting.tally import Key, Tally
from pcc_lib.inputs.areas import area_faults
from pcc_lib.inputs.cells import NumberForm
from pcc_lib.inputs.constraints import broken_fault, column_faults, same_key_fault
from pcc_lib.inputs.decoding import decoded
from pcc_lib.inputs.models.incidents import DATE
from pcc_lib.inputs.models.table_schema import TableField
from pcc_lib.inputs.project import MOST_UNSEEN, unseen_faults
from pcc_lib.inputs.tables import NUMERIC, cells_of, empty_runs, header_of, is_empty, number_faults, quotation_fault, shape_faults

BATCH = 20_000  # rows that are held at a time
_BLOCK = 1 << 20


def plain_tally(asked: Asked) -> Tally:
    """The incidents of a source, counted row by row; a FaultsError lists every fault, many of a kind as one."""
    path = asked.project.place_of(asked.file, MOST_MIB)
    with worded("read", asked.file):
        _hold_to_be_text(asked, path)
        reading = asked.about.dialect.control.reading
        try:
            with opened_text(asked, path) as text:
                return _Rows(asked).read(enumerate(csv.reader(text, strict=True, **reading), 1))
        except csv.Error:
            with opened_text(asked, path) as text:
                raise DataError([quotation_fault(text, asked.file, reading.get("quotechar", '"'))]) from None


def opened_text(asked: Asked, path: Path) -> IO[str]:
    """The text of the incidents, its lines ended by `\n`, without a byte-order mark."""
    codec = codecs.lookup(asked.about.encoding).name
    return path.open(encoding="utf-8-sig" if codec == "utf-8" else codec, newline=None)


def _hold_to_be_text(asked: Asked, path: Path) -> None:
    """A DefinitionError names bytes that are not of the encoding, and characters that cannot be seen."""
    if not codecs.lookup(asked.about.encoding).name.startswith("utf-8"):
        decoded(read_bytes(path, asked.file), asked.file, asked.about.encoding)  # what looks like another encoding is told
    faults, before = [], 0
    try:
        with opened_text(asked, path) as text:
            while (block := text.read(_BLOCK)) and len(faults) < MOST_UNSEEN:
                faults += unseen_faults(block, asked.file, before)
                before += block.count("\n")
    except UnicodeDecodeError:
        decoded(read_bytes(path, asked.file), asked.file, asked.about.encoding)
    raise_if(DefinitionError, faults[:MOST_UNSEEN])


class _Rows:
    """The rows of one file: held against what their descriptor says, and counted."""

    def __init__(self, asked: Asked) -> None:
        self._asked, self._about, self._file = asked, asked.about, asked.file
        self._shape, self._cells, self._rules = Summing(), Summing(), Summing()
        self._empty: list[int] = []
        self._met: dict[str, set[object]] = {}  # of each column whose values may stand once, those that did
        self._counts: Counter[Key] = Counter()
        self._rows = 0

    def read(self, records: Iterator[tuple[int, list[str]]]) -> Tally:
        """Count all records, by their numbers from one."""
        dialect, wanted = self._about.dialect, [f.name for f in self._about.fields]
        above = [row for _, row in islice(records, dialect.header_row)]
        if dialect.header_row and not above:
            raise DataError([Fault(self._file, "", "the file is empty.", f"Its first row must be: {','.join(wanted)}.")])
        header, faults = header_of(above, self._file, self._about)
        while batch := list(islice(records, BATCH)):
            kept = [(i, row) for i, row in batch if row and not dialect.passes_over(i, row)]
            self._shape.add(shape_faults(kept, len(header), self._file, dialect))
            self._empty += [i for i, row in kept if is_empty(row)]
            if kept and not (faults or self._empty or self._shape.any):
                self._take([i - 2 for i, _ in kept], self._by_column(header, [row for _, row in kept]))
        raise_if(DataError, [*faults, *self._shape.told])
        raise_if(DataError, empty_runs(self._empty, self._file))
        raise_if(DataError, self._cells.told)
        raise_if(DataError, self._rules.told)
        return Tally(self._rows, dict(self._counts))

    def _by_column(self, header: Sequence[str], rows: list[list[str]]) -> dict[str, list[str]]:
        table = self._about.table
        return {f.name: cells_of(rows, header.index(f.name), table.missing_in(f)) for f in self._about.fields}

    def _take(self, rows: list[int], cells: dict[str, list[str]]) -> None:
        for field in self._about.fields:
            self._hold(rows, cells[field.name], field)
        self._hold_keys(rows, cells)
        self._hold_parts(rows, cells[self._asked.part])
        ids = self._asked.ids(cells[self._asked.part])
        months = (day[:7] for day in cells[self._asked.how.date])
        parts = (ids[cell] for cell in cells[self._asked.part])
        self._counts.update(zip(months, parts, *(cells[name] for name in self._asked.keys[1:]), strict=True))
        self._rows += len(rows)

    def _hold(self, rows: list[int], cells: list[str], field: TableField) -> None:
        """The cells of one column against its type and its constraints."""
        values: list = cells
        if field.type == DATE:
            self._cells.add(day_faults(rows, cells, field, self._file, field.name == self._asked.how.date))
        elif field.type in NUMERIC:
            self._cells.add(number_faults(rows, cells, field, self._file))
            form = NumberForm.of(field)
            values = [form.read(cell) for cell in cells]
        limits = field.constraints
        if limits.model_fields_set - {"unique"}:
            others = field.model_copy(update={"constraints": limits.model_copy(update={"unique": False})})
            self._rules.add(column_faults(rows, values, others, self._file))
        if limits.unique:
            filled = ((i, value) for i, value in zip(rows, values, strict=True) if value == value and value != "")
            again = self._again(field.name, filled)
            self._rules.add(broken_fault(i, field, "unique", value, self._file) for i, value in again)

    def _hold_keys(self, rows: list[int], cells: Mapping[str, list[str]]) -> None:
        if names := self._about.table.primary_key:
            keys = cells[names[0]] if len(names) == 1 else list(zip(*(cells[name] for name in names), strict=True))
            again = self._again("primaryKey", zip(rows, keys, strict=True))
            self._rules.add(same_key_fault(i, self._file) for i, _ in again)

    def _again(self, name: str, cells: Iterable[tuple[int, object]]) -> Iterator[tuple[int, object]]:
        """The rows whose value an earlier row had."""
        met = self._met.setdefault(name, set())
        for i, value in cells:
            if value in met:
                yield i, value
            met.add(value)

    def _hold_parts(self, rows: list[int], cells: list[str]) -> None:
        asked, known = self._asked, set(self._asked.names)
        self._cells.add(no_part_fault(i, asked.part, self._file) for i, cell in zip(rows, cells, strict=True) if not cell)
        odd = {i: cell for i, cell in zip(rows, cells, strict=True) if cell and cell not in known}
        if not odd:
            return
        if asked.source.areas:
            frame = pd.DataFrame({asked.part: pd.Series(odd, dtype="str")})
            self._cells.add(area_faults(asked.project, frame, self._file, asked.by_part))
        else:
            listed = TableField.model_validate({"name": asked.part, "type": "string", "constraints": {"enum": asked.names}})
            self._cells.add(column_faults(list(odd), list(odd.values()), listed, self._file))
