"""Incidents: tables with a row for each crime, call or case, which are counted into the table of a source and never published."""

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from pcc_lib.inputs.models.kinds import Cell, Column, Line, Prose, Snake, Title
from pcc_lib.inputs.models.records import Model, Problem
from pcc_lib.inputs.models.table_schema import CsvName, Dialect, Encoding, TableField, TableSchema

DATE = "date"


class Counted(Model):
    """How a source is counted from incidents: each of its numbers says how many rows there are of a month and a part."""

    incidents: Snake = Field(description="Their name: that of a descriptor in data/incidents.")
    date: Column = Field(description="The column of dates whose month is counted.")
    part: Column = Field("", description="The column that holds the part; without it, the one that is called as the breakdown.")
    columns: Mapping[Column, Mapping[Column, tuple[Cell, ...]]] = Field(
        min_length=1,
        description="Each column of the source that is counted, and of which rows: {burglary: {category: [burglary]}}; "
        "{} is every row. Several columns must all hold one of their values.",
    )


class Incidents(Model):
    """A table of incidents: its columns, where it comes from, and what every row must satisfy (a Frictionless resource)."""

    name: Snake = Field(description="The file's name without .resource.yml.")
    title: Title = Field(description="What readers see.")
    description: Prose = Field("", description="What a row is.")
    path: CsvName = Field(description="The CSV beside this file, named after it.")
    format: Literal["csv"] = Field("csv", description="csv.")
    mediatype: Literal["text/csv"] = Field("text/csv", description="text/csv.")
    encoding: Encoding = Field("utf-8", description="How the letters of the file are written; utf-8 wherever you can.")
    dialect: Dialect = Field(default_factory=Dialect, description="How cells are set apart.")
    table: TableSchema = Field(alias="schema", description="The columns.")
    producer: Line = Field(description="Who produced the data.")
    licence: Line = Field(description="The licence of the data.")
    obtained: Prose = Field(description="How the data were obtained.")
    elsewhere: Line = Field(
        "", description="Where the rows are kept, if not in this project: the book is then checked without them."
    )

    @property
    def fields(self) -> tuple[TableField, ...]:
        """The columns, in their order."""
        return self.table.fields

    def field(self, name: str) -> TableField | None:
        """One column (None where there is none of that name)."""
        return next((f for f in self.fields if f.name == name), None)

    def problems(self) -> Iterator[Problem]:
        if self.path != f"{self.name}.csv":
            yield Problem("path", f"'{self.path}' is not named after the incidents.", f"Write path: {self.name}.csv.")
        if all(f.type != DATE for f in self.fields):
            yield Problem("schema", "no column holds dates.", "Give the one whose month is counted the type date.")
        for column in self.table.primary_key:
            if self.field(column) is None:
                yield Problem("schema", f"primaryKey: there is no column '{column}'.", "Name columns of the schema.")
