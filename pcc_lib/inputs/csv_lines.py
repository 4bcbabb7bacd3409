"""The text of a CSV as its rows stand there, so that a change of one row leaves the bytes of all others as they are."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from pcc_lib.core.csv_cells import csv_row
from pcc_lib.core.errors import DataError, Fault
from pcc_lib.inputs.models.sources import Descriptor
from pcc_lib.inputs.models.table_schema import Dialect

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")
_BOMS = {"utf-8": (codecs.BOM_UTF8,), "utf-8-sig": (codecs.BOM_UTF8,), "utf-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)}
_BY_BOM = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass(frozen=True)
class Record:
    """One row of a file: its text with the end of its line, and its cells. New ones have no text yet."""

    raw: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class CsvForm:
    """How a file is written: its letters, its marks, and its columns where no row of it names them."""

    encoding: str = "utf-8"
    dialect: Dialect = field(default_factory=Dialect)
    columns: tuple[str, ...] = ()

    @classmethod
    def of(cls, about: Descriptor) -> CsvForm:
        """As a source's descriptor has it."""
        return cls(about.encoding, about.dialect, tuple(f.name for f in about.fields))


@dataclass(frozen=True)
class CsvLines:
    """All rows of a file, those above the header too; `bom` and `codec` are what its bytes are made of."""

    form: CsvForm
    file: str
    bom: bytes
    codec: str
    records: tuple[Record, ...]

    @classmethod
    def read(cls, raw: bytes, file: str, form: CsvForm) -> CsvLines:
        """The rows of bytes that the project has read before without a fault."""
        name = codecs.lookup(form.encoding).name
        bom = next((mark for mark in _BOMS.get(name, ()) if raw.startswith(mark)), b"")
        codec = _BY_BOM[bom] if bom else name.removesuffix("-sig")
        lines = _LINE.findall(raw[len(bom) :].decode(codec))
        rows = csv.reader(lines, strict=True, **form.dialect.control.reading)
        records, done = [], 0
        for cells in rows:
            records.append(Record("".join(lines[done : rows.line_num]), tuple(cells)))
            done = rows.line_num
        return cls(form, file, bom, codec, tuple(records))

    @cached_property
    def header(self) -> tuple[str, ...]:
        """The names of the columns, in the file's order."""
        at = self.form.dialect.header_row
        return tuple(c.strip() for c in self.records[at - 1].cells) if at else self.form.columns

    @cached_property
    def rows(self) -> Mapping[int, Record]:
        """The rows of the table by their number, counted from one."""
        dialect = self.form.dialect
        numbered = enumerate(self.records, 1)
        return {i: r for i, r in numbered if i > dialect.header_row and r.cells and not dialect.passes_over(i, list(r.cells))}

    def cell(self, record: Record, column: str) -> str:
        """A cell of a row as it stands."""
        return record.cells[self.header.index(column)].strip()

    def changed(self, record: Record, cells: Mapping[str, str]) -> Record:
        """A row with other cells in some columns; the text of the others stays."""
        whole = [cells.get(column, old) for column, old in zip(self.header, record.cells, strict=True)]
        body = record.raw.rstrip("\r\n")
        parts = self._parts(body)
        new = [self._written([cell]) if column in cells else None for column, cell in zip(self.header, whole, strict=True)]
        delimiter = self.form.dialect.control.delimiter
        text = delimiter.join(p if n is None else n for p, n in zip(parts, new, strict=True)) if parts else self._written(whole)
        return Record(text + record.raw[len(body) :], tuple(whole))

    def made(self, cells: Mapping[str, str]) -> Record:
        """A new row; a column that is not among the cells is blank."""
        whole = [cells.get(column, "") for column in self.header]
        return Record(self._written(whole) + self.line_end, tuple(whole))

    def with_column(self, name: str) -> CsvLines:
        """The same file with a column more behind the others, blank in each row; all else stays."""
        first, delimiter = self.form.dialect.header_row, self.form.dialect.control.delimiter
        rows = self.rows

        def longer(number: int, record: Record) -> Record:
            if number != first and number not in rows:
                return record
            body, cell = record.raw.rstrip("\r\n"), name if number == first else ""
            return Record(f"{body}{delimiter}{cell}{record.raw[len(body) :]}", (*record.cells, cell))

        return replace(self, records=tuple(longer(i, record) for i, record in enumerate(self.records, 1)))

    @cached_property
    def line_end(self) -> str:
        """What ends the lines of the file."""
        ends = (re.search(r"\r\n|\r|\n", record.raw[-2:]) for record in self.records)
        return next((end[0] for end in ends if end), "\n")

    def content(self, records: Sequence[Record]) -> bytes:
        """The bytes of the file with these rows; the last line has an end where it had one."""
        whole = bool(re.search(r"[\r\n]$", self.records[-1].raw)) if self.records else True
        texts = [r.raw if re.search(r"[\r\n]$", r.raw) else r.raw + self.line_end for r in records]
        if texts and not whole:
            texts[-1] = texts[-1].rstrip("\r\n")
        try:
            return self.bom + "".join(texts).encode(self.codec)
        except UnicodeEncodeError as error:
            odd = error.object[error.start]
            found = f"is written in {self.form.encoding}, which has no '{odd}'."
            raise DataError([Fault(self.file, "", found, "Save it as UTF-8, and say encoding: utf-8.")]) from None

    def _parts(self, body: str) -> list[str]:
        """The text of each cell of a row; none where it cannot be taken apart surely."""
        control, width = self.form.dialect.control, len(self.header)
        quote, mark = re.escape(control.quote_char), re.escape(control.delimiter)
        if control.escape_char or control.skip_initial_space:
            return []
        one = rf"(?:{quote}(?:[^{quote}]|{quote}{quote})*{quote}|[^{mark}{quote}]*)"
        return _split(body, one, control.delimiter, width)

    def _written(self, cells: Sequence[str]) -> str:
        if cells in ([""], ("",)):
            return ""  # a row of one blank cell would be written in quotation marks
        return csv_row(cells, quoting=self._quoting, **self.form.dialect.control.reading)

    @cached_property
    def _quoting(self) -> Literal[0, 1]:
        """Whether every cell stands in quotation marks, as some programs write them."""
        rows, quote = list(self.rows.values()), self.form.dialect.control.quote_char
        all_quoted = bool(rows) and rows[-1].raw.count(quote) >= 2 * len(self.header)
        return csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL


def _split(body: str, one: str, delimiter: str, width: int) -> list[str]:
    """The cells of a row by the pattern of one; none where they are not as many as the header has."""
    found, at = [], 0
    while (cell := re.compile(one).match(body, at)) is not None:
        found.append(cell[0])
        at = cell.end() + 1
        if at > len(body) or body[cell.end()] != delimiter:
            break
    return found if len(found) == width and at > len(body) else []
