"""Columns and cells of a table: the parts of Frictionless Table Schema and of its CSV dialect that are read here.

What is not read is a fault that names the key. Sources: https://specs.frictionlessdata.io/table-schema and /csv-dialect, and what
the package `frictionless` adds to them (header rows, comments, blank rows), which `tests/test_dialects.py` holds this reading to.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field, StrictStr

from pcc_lib.inputs.models.kinds import Cell, Column, Flag, Form, Number, Order, Prose, Title
from pcc_lib.inputs.models.records import Model, Problem, repeats
from pcc_lib.inputs.models.telling import refuse

MAX_PATTERN = 120


def _tame(pattern: str) -> str:
    """A pattern that no cell can make slow: matching may go back over a repeat, and over a repeat of repeats for ever."""
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        raise refuse(f"'{pattern[:60]}' is not a pattern.", "Write a regular expression such as '20\\d{2}-\\d{2}'.") from None
    bare = re.sub(r"\\.|\[[^\]]*\]", "x", pattern)
    repeats, options = len(re.findall(r"[*+]|\{\d*,\d*\}", bare)), bare.count("?")
    if len(pattern) > MAX_PATTERN or repeats > 1 or options > 3 or re.search(r"\)\s*[*+{]|\(\?|\\\d", bare + pattern):
        raise refuse(f"'{pattern[:60]}' may take for ever to match.", "Repeat no group, and use * or + once at most.")
    return pattern


Pattern = Annotated[StrictStr, AfterValidator(_tame)]
Encoding = Literal[
    "utf-8",
    "UTF-8",
    "utf-8-sig",
    "utf-16",
    "UTF-16",
    "ascii",
    "cp1252",
    "windows-1252",
    "latin-1",
    "iso-8859-1",
    "ISO-8859-1",
    "iso-8859-15",
]
CsvName = Annotated[
    str, Form(r"[a-z][a-z0-9_]{0,79}\.csv", "is not the name of a CSV beside this file.", "Write it like calls.csv.")
]
_MARK = "is not read as one."
Delimiter = Annotated[str, Form(r"[,;\t|]", _MARK, 'Write ",", ";", "|" or, for tabs, "\\t".')]
Quote = Annotated[str, Form("[\"']", _MARK, "Write '\"' or \"'\".")]
Escape = Annotated[str, Form(r"\\", _MARK, "Write '\\'.")]
Comment = Annotated[str, Form(r"[#%!*/~]", _MARK, "Write one of # % ! * / ~ in quotes.")]
LineEnd = Annotated[str, Form(r"\r\n|\n|\r", _MARK, 'Write "\\n", or leave it out: all line ends are read.')]
DecimalMark = Annotated[str, Form(r"[.,]", _MARK, 'Write "." or ",".')]
GroupMark = Annotated[
    str, Form("[,. '\u00a0\u2009\u202f]", _MARK, "Write a comma, a point, a blank or an apostrophe, in quotes.")
]
Missing = Annotated[StrictStr, Field(max_length=40)]
MissingValues = Annotated[tuple[Missing, ...], Field(min_length=1, max_length=50)]
RowNumber = Annotated[Order, Field(ge=1)]


def _blank_among(values: tuple[str, ...] | None) -> Iterator[Problem]:
    """A blank cell is always one whose value is not known: a descriptor that says otherwise is not read."""
    if values is not None and "" not in values:
        wanted = ", ".join(f'"{value}"' for value in ("", *values))
        yield Problem("missingValues", "does not hold the blank.", f"Write missingValues: [{wanted}].")


class Constraints(Model):
    """What every cell of a column must satisfy (Frictionless Table Schema)."""

    required: Flag = Field(
        default=False,
        description="Whether every value is known: no cell may be blank. A value that is not known is a blank cell.",
    )
    unique: Flag = Field(default=False, description="Whether no value may stand twice.")
    minimum: Number | None = Field(default=None, description="The least value.")
    maximum: Number | None = Field(default=None, description="The greatest value.")
    min_length: Order | None = Field(default=None, alias="minLength", description="The least number of characters.")
    max_length: Order | None = Field(default=None, alias="maxLength", description="The greatest number of characters.")
    enum: tuple[Cell, ...] | None = Field(
        default=None, description="The only values that may stand.", min_length=1, max_length=2_000
    )
    pattern: Pattern | None = Field(default=None, description="The form that each cell must have.")


_NOT_OF = {
    "string": {"minimum", "maximum"},
    "date": {"minimum", "maximum", "enum", "pattern", "min_length", "max_length"},
}


class Category(Model):
    """A value of a column and what readers see for it (Data Package 2, `categories`)."""

    value: Cell = Field(description="The value.")
    label: Title = Field(description="What readers see for it, where data/body.yml says nothing else.")


class TableField(Model):
    """One column."""

    instead: ClassVar[Mapping[str, str]] = {
        "trueValues": "No column is of true and false: write type: string, or 1 and 0.",
        "falseValues": "No column is of true and false: write type: string, or 1 and 0.",
        "floatNumber": "Take it out.",
        "rdfType": "Say it in the description.",
        "example": "Say it in the description.",
    }
    name: Column = Field(description="Its name in the header.")
    type: Literal["string", "integer", "number", "date"] = Field(
        description="What its cells hold; date (2023-10-14) in data/incidents alone."
    )
    format: Literal["default"] = Field(default="default", description="default.")
    title: Title = Field("", description="What readers see.")
    description: Prose = Field("", description="What it means.")
    unit: Title = Field("", description="What it counts.")
    constraints: Constraints = Field(default_factory=Constraints, description="What its cells must satisfy.")
    categories: Annotated[tuple[Category, ...], Field(max_length=2_000)] = Field(
        (), description="What readers see for values of a column of text: {value: north-and-south, label: North and South}."
    )
    missing_values: MissingValues | None = Field(
        default=None,
        alias="missingValues",
        description="What stands for a missing value in this column, where it is not the table's.",
    )
    decimal_char: DecimalMark = Field(default=".", alias="decimalChar", description="The decimal mark of a number.")
    group_char: GroupMark = Field(default="", alias="groupChar", description="What parts thousands, such as the comma of 1,234.")
    bare_number: Flag = Field(
        default=True, alias="bareNumber", description="false, where signs such as £ and % or words stand around numbers."
    )

    def problems(self) -> Iterator[Problem]:
        other = _NOT_OF.get(self.type, {"enum", "pattern", "min_length", "max_length"})
        for name in sorted(self.constraints.model_fields_set & other):
            yield Problem("constraints", f"{name} cannot be held to in a column of type {self.type}.", "Take it out.")
        yield from _category_problems(self)
        forms = ("decimal_char", "group_char", "bare_number")
        useless = {"string": forms, "date": forms, "integer": ("decimal_char",)}.get(self.type, ())
        for name in sorted(self.model_fields_set.intersection(useless)):
            key = type(self).model_fields[name].alias or name
            yield Problem(key, f"tells nothing of a column of type {self.type}.", "Take it out, or write type: number.")
        if self.type == "number" and self.decimal_char == self.group_char:
            yield Problem("groupChar", f"'{self.group_char}' is the decimal mark too.", "Write decimalChar as well.")
        yield from _blank_among(self.missing_values)


class TableSchema(Model):
    """The columns, in their order."""

    fields: tuple[TableField, ...] = Field(min_length=3, max_length=400, description="The columns, in their order.")
    primary_key: tuple[Column, ...] = Field((), alias="primaryKey", description="The columns that name a row.")
    missing_values: MissingValues = Field(
        ("",), alias="missingValues", description='What stands for a missing value: ["", "NA", "-"]; the blank always does.'
    )

    def problems(self) -> Iterator[Problem]:
        yield from repeats(self.fields, "fields", "name")
        yield from _blank_among(self.missing_values)

    def missing_in(self, field: TableField) -> frozenset[str]:
        """What stands for a missing value in a column."""
        return frozenset(self.missing_values if field.missing_values is None else field.missing_values)


_CONTROL_INSTEAD = {
    "nullSequence": "Write it in the schema: missingValues.",
    "caseSensitiveHeader": "Take it out: headers are read as they are written.",
}


class CsvControl(Model):
    """How cells are set apart."""

    instead: ClassVar[Mapping[str, str]] = _CONTROL_INSTEAD
    delimiter: Delimiter = Field(
        default=",", description='What stands between cells: a comma, a semicolon, a bar, or "\\t" for a tab.'
    )
    line_terminator: LineEnd = Field(
        default="\n", alias="lineTerminator", description="What ends a line; all line ends are read, whatever it says."
    )
    quote_char: Quote = Field(default='"', alias="quoteChar", description="What stands around a cell that holds a delimiter.")
    double_quote: Flag = Field(default=True, alias="doubleQuote", description="Whether a quotation mark in a cell stands twice.")
    escape_char: Escape = Field(default="", alias="escapeChar", description="What stands before a quotation mark in a cell.")
    skip_initial_space: Flag = Field(
        default=False, alias="skipInitialSpace", description="Whether a quotation mark may follow a delimiter and blanks."
    )

    def problems(self) -> Iterator[Problem]:
        if not self.double_quote and not self.escape_char:
            yield Problem("doubleQuote", "is false without an escapeChar.", "Write escapeChar: '\\', or take it out.")

    @property
    def reading(self) -> dict[str, Any]:
        """The same as Python's `csv.reader` takes it."""
        return {
            "delimiter": self.delimiter,
            "quotechar": self.quote_char,
            "doublequote": self.double_quote,
            "escapechar": self.escape_char or None,
            "skipinitialspace": self.skip_initial_space,
        }


class Dialect(CsvControl):
    """How cells are set apart, and which rows hold them."""

    instead: ClassVar[Mapping[str, str]] = _CONTROL_INSTEAD | {
        "headerJoin": "One row is the header: name it, such as headerRows: [2].",
        "headerCase": "Take it out: headers are read as they are written.",
    }
    csv: CsvControl | None = Field(
        default=None, description="The same keys one level down, as the package frictionless writes them."
    )
    csvddf_version: Number | None = Field(
        default=None, alias="csvddfVersion", description="The version of CSV Dialect; changes nothing."
    )
    header: Flag = Field(default=True, description="Whether a row names the columns; without one they stand as in the schema.")
    header_rows: tuple[RowNumber, ...] = Field(
        default=(1,),
        alias="headerRows",
        min_length=1,
        max_length=1,
        description="The row that names the columns; those above are not read.",
    )
    comment_char: Comment = Field(default="", alias="commentChar", description="Rows that begin with it are not read.")
    comment_rows: tuple[RowNumber, ...] = Field(
        default=(), alias="commentRows", max_length=1_000, description="Rows that are not read."
    )
    skip_blank_rows: Flag = Field(
        default=False, alias="skipBlankRows", description="Whether rows without any cell are passed over."
    )

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        if self.csv is not None and self.model_fields_set & CsvControl.model_fields.keys():
            yield Problem("csv", "says what keys beside it say too.", "Write all of them in one place.")
        if not self.header and "header_rows" in self.model_fields_set:
            yield Problem("headerRows", "names a header, and header is false.", "Take one of them out.")

    @property
    def control(self) -> CsvControl:
        """How cells are set apart, wherever it is said."""
        return self.csv or self

    @property
    def header_row(self) -> int:
        """The number of the row that names the columns; 0 where none does."""
        return self.header_rows[0] if self.header else 0

    def passes_over(self, number: int, row: list[str]) -> bool:
        """Whether a row (its number, counted from one, and its cells) is no row of the table."""
        comment = bool(self.comment_char and row and row[0].startswith(self.comment_char))
        return comment or number in self.comment_rows or (self.skip_blank_rows and not any(cell.strip() for cell in row))


def _category_problems(field: TableField) -> Iterator[Problem]:
    """Names are of values that may stand in a column of text, each once."""
    if field.categories and field.type != "string":
        yield Problem("categories", f"tells nothing of a column of type {field.type}.", "Take it out, or write type: string.")
    yield from repeats(field.categories, "categories", "value")
    known = field.constraints.enum
    for value in (each.value for each in field.categories if known is not None and each.value not in known):
        yield Problem("categories", f"'{value}' is not among the column's values.", "Take it out, or add it to the enum.")
