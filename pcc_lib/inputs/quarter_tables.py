"""The tables of a quarter's folder as they are held: their rows by id, their columns as the models have them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.csv_lines import CsvForm, CsvLines
from pcc_lib.inputs.models.kinds import MAX_TITLE, DayOrMonth, Form, Text
from pcc_lib.inputs.models.rows import CellNumber, ConfirmedRow, DeliverableRow, StatedRow
from pcc_lib.inputs.models.table_schema import TableField
from pcc_lib.inputs.plan import QUARTERS, QuarterFolder, activities, priorities
from pcc_lib.inputs.project import Project

TABLES: Mapping[str, type[ConfirmedRow]] = {"deliverables": DeliverableRow, "stated": StatedRow}
KEY = "id"
Key = tuple[str, ...]  # the id of a row
# what a column of ids may hold, where another file says it
_LISTED: Mapping[str, Callable[[QuarterFolder], Sequence[str]]] = {
    "priority": lambda folder: [each.id for each in priorities(folder.project)],
    "plan_id": lambda folder: [each.id for each in activities(folder.project)],
    "confirmed": lambda folder: [str(folder.quarter)],
}


@dataclass(frozen=True)
class QuarterTable:
    """A table of a quarter, such as its deliverables, with the lines of its file."""

    folder: QuarterFolder
    name: str
    lines: CsvLines

    @classmethod
    def of(cls, folder: QuarterFolder, name: str) -> QuarterTable:
        """A table of a quarter; a DataError lists what is wrong with it already, a ReportError where there is none."""
        file = f"{folder.name}/{name}.csv"
        if not folder.project.exists(file):
            raise ReportError(f"{file}: there is no such file. To make it: pcc new {folder.quarter}")
        _ = folder.stated() if name == "stated" else folder.deliverables()
        return cls(folder, name, CsvLines.read(folder.project.read_bytes(file), file, CsvForm()))

    @property
    def model(self) -> type[ConfirmedRow]:
        """What its rows are."""
        return TABLES[self.name]

    @property
    def file(self) -> str:
        """Its file in the project."""
        return self.lines.file

    @property
    def called(self) -> str:
        """`deliverables of 2023-24-Q4`."""
        return f"{self.name} of {self.folder.quarter}"

    @cached_property
    def rows(self) -> Mapping[Key, int]:
        """The number of the row of each id."""
        return {(self.lines.cell(record, KEY),): number for number, record in self.lines.rows.items()}

    def cell(self, key: Key, column: str) -> str:
        """What is held; blank where there is no row, or the file has no such column."""
        if key not in self.rows or column not in self.lines.header:
            return ""
        text = self.lines.cell(self.lines.records[self.rows[key] - 1], column)
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def listed(self, column: str) -> Sequence[str]:
        """What the cells of a column may hold, where that is known; nothing where it is not."""
        field = self.model.model_fields[column]
        if get_origin(field.annotation) is Literal:
            return [value for value in get_args(field.annotation) if value]
        return _LISTED[column](self.folder) if column in _LISTED else ()

    def content(self, changed: Mapping[Key, Mapping[str, str]], added: Sequence[Mapping[str, str]] = ()) -> bytes:
        """The bytes of the file with other cells in some rows, and new rows below the others; all else stays as it is."""
        lines = self.lines
        wanted = {name for cells in (*changed.values(), *added) for name, text in cells.items() if text}
        for name in (each.name for each in self.fields if each.name in wanted and each.name not in lines.header):
            lines = lines.with_column(name)
        numbers = {self.rows[key]: cells for key, cells in changed.items()}
        records = [lines.changed(each, numbers[i]) if i in numbers else each for i, each in enumerate(lines.records, 1)]
        while records and not records[-1].raw.strip():
            records.pop()  # blank lines at the end stand behind new rows
        ends = lines.records[len(records) :]
        return lines.content([*records, *map(lines.made, added), *ends])

    @cached_property
    def fields(self) -> list[TableField]:
        """Its columns, as the model has them: id first, what must be confirmed last."""
        columns = self.model.model_fields
        order = [name for name in columns if name not in self.model.OPTIONAL] + list(self.model.OPTIONAL)
        return [_field(name, columns[name]) for name in sorted(order, key=lambda name: name != KEY)]


def table_named(project: Project, file: str) -> tuple[Quarter, str] | None:
    """The quarter and the name of a table by its file, `data/quarters/2023-24-Q4/stated.csv`; None of any other."""
    path = PurePosixPath(file)
    try:
        quarter = Quarter.parse(path.parent.name)
    except ReportError:
        return None
    return (quarter, path.stem) if path.stem in TABLES and file == f"{QUARTERS}/{quarter}/{path.stem}.csv" else None


def _field(name: str, field: FieldInfo) -> TableField:
    limits = {type(each).__name__.lower(): each for each in field.metadata}
    extra: Any = field.json_schema_extra or {}
    bounds = {key: getattr(limits[word], word) for key, word in (("minimum", "ge"), ("maximum", "le")) if word in limits}
    told = {"description": field.description, "unit": extra.get("unit")}
    return TableField.model_validate(
        {"name": name, "type": _type(field), "constraints": {"required": field.is_required(), **bounds}}
        | {key: text for key, text in told.items() if text}
    )


def _type(field: FieldInfo) -> Literal["string", "integer", "number"]:
    if field.annotation in (int, int | None):
        return "integer"
    return "number" if set(get_args(CellNumber)[1:]) & set(field.metadata) else "string"


def is_day(field: FieldInfo) -> bool:
    """Whether a column holds months and days."""
    return get_args(DayOrMonth)[1] in field.metadata


def is_long(field: FieldInfo) -> bool:
    """Whether the texts of a column run over a line of a sheet."""
    return any(isinstance(each, Text) and each.limit > MAX_TITLE for each in field.metadata)


def hints(field: FieldInfo) -> Iterator[str]:
    """How a cell of a column is written, as its model says it."""
    yield from (each.todo.rstrip(".") for each in field.metadata if isinstance(each, Form))
