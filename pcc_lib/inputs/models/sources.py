"""Sources: the descriptor beside each table (a Frictionless resource, narrowed to what is read here), and the package of all."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StrictStr

from pcc_lib.inputs.models.kinds import MONTH, Cell, Column, Flag, Form, Line, Number, Order, Period, Prose, Snake, Title, Url
from pcc_lib.inputs.models.records import Model, Problem, repeats
from pcc_lib.inputs.models.telling import refuse

TAIL = ("kind", "status")
PERIODS = {"month": r"20\d{2}-(0[1-9]|1[0-2])", "year": r"(19|20)\d{2}(-\d{2})?"}
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
ResourcePath = Annotated[
    str,
    Form(
        r"sources/[a-z][a-z0-9_]{0,79}\.resource\.yml",
        "is not a descriptor in data/sources.",
        "Write it like sources/calls.resource.yml.",
    ),
]
CsvName = Annotated[
    str, Form(r"[a-z][a-z0-9_]{0,79}\.csv", "is not the name of a CSV beside this file.", "Write it like calls.csv.")
]
PackageName = Annotated[str, Form(r"[a-z0-9._-]{1,80}", "is not a name in small letters.", "Write it like force-sources.")]


class Constraints(Model):
    """What every cell of a column must satisfy (Frictionless Table Schema)."""

    required: Flag = Field(default=False, description="Whether no cell may be blank.")
    unique: Flag = Field(default=False, description="Whether no value may stand twice.")
    minimum: Number | None = Field(default=None, description="The least value.")
    maximum: Number | None = Field(default=None, description="The greatest value.")
    min_length: Order | None = Field(default=None, alias="minLength", description="The least number of characters.")
    max_length: Order | None = Field(default=None, alias="maxLength", description="The greatest number of characters.")
    enum: tuple[Cell, ...] | None = Field(
        default=None, description="The only values that may stand.", min_length=1, max_length=2_000
    )
    pattern: Pattern | None = Field(default=None, description="The form that each cell must have.")


class TableField(Model):
    """One column."""

    name: Column = Field(description="Its name in the header.")
    type: Literal["string", "integer", "number"] = Field(description="What its cells hold.")
    title: Title = Field("", description="What readers see.")
    description: Prose = Field("", description="What it means.")
    unit: Title = Field("", description="What it counts.")
    constraints: Constraints = Field(default_factory=Constraints, description="What its cells must satisfy.")

    def problems(self) -> Iterator[Problem]:
        other = {"minimum", "maximum"} if self.type == "string" else {"enum", "pattern", "min_length", "max_length"}
        for name in sorted(self.constraints.model_fields_set & other):
            yield Problem("constraints", f"{name} cannot be held to in a column of type {self.type}.", "Take it out.")


class TableSchema(Model):
    """The columns, in their order."""

    fields: tuple[TableField, ...] = Field(min_length=3, max_length=400, description="The columns, in their order.")
    primary_key: tuple[Column, ...] = Field((), alias="primaryKey", description="The columns that name a row.")
    missing_values: tuple[Literal[""], ...] = Field(
        ("",), alias="missingValues", description="What stands for a missing value: a blank."
    )

    def problems(self) -> Iterator[Problem]:
        yield from repeats(self.fields, "fields", "name")


class Dialect(Model):
    """How cells are set apart."""

    delimiter: Literal[","] = Field(default=",", description="A comma.")


class Check(Model):
    """A rule between columns, in the grammar of docs/analysts.md."""

    rule: Annotated[StrictStr, Field(min_length=1, max_length=500)] = Field(description="What must hold in every row.")
    says: Line = Field(description="What a row that breaks it says.")


class Descriptor(Model):
    """One tidy table: its columns, where it comes from, and what it must satisfy."""

    name: Snake = Field(description="The file's name without .resource.yml.")
    title: Title = Field(description="What readers see.")
    description: Prose = Field("", description="What the table holds.")
    path: CsvName = Field(description="The CSV beside this file.")
    format: Literal["csv"] = Field("csv", description="csv.")
    mediatype: Literal["text/csv"] = Field("text/csv", description="text/csv.")
    encoding: Literal["utf-8"] = Field("utf-8", description="utf-8.")
    dialect: Dialect = Field(default_factory=Dialect, description="How cells are set apart.")
    table: TableSchema = Field(alias="schema", description="The columns.")
    checks: tuple[Check, ...] = Field((), max_length=100, description="Rules between columns.")
    producer: Line = Field(description="Who produced the data.")
    licence: Line = Field(description="The licence of the data.")
    attribution: Prose = Field("", description="What the licence wants to be said.")
    obtained: Prose = Field(description="How the data were obtained.")
    period: Literal["month", "year"] = Field(description="What a row covers; also the name of that column.")
    breakdown: Column = Field(description="The column that splits the rows of a period.")
    design: Literal["survey"] = Field(  # pyright: ignore[reportAssignmentType] blank, for none, cannot be written
        "", description="survey, where the counts are answers of a sample."
    )
    first: Period = Field("", description="The first period.")
    last: Period = Field("", description="The last period; a source that tells of years to come must name it.")
    year_ends: Title = Field("", description="The month that a year of the data ends in.")
    gaps: tuple[Mapping[Column, Cell], ...] = Field(
        (), description="Months that are known to be missing: {first: 2022-05, last: 2022-06}, of one part with {area: north, …}."
    )
    limits: Prose = Field(description="What the data cannot tell.")
    next_update: Line = Field("", description="When new data come.")

    @property
    def fields(self) -> tuple[TableField, ...]:
        """The columns, in their order."""
        return self.table.fields

    def field(self, name: str) -> TableField | None:
        """One column (None where there is none of that name)."""
        return next((f for f in self.fields if f.name == name), None)

    def problems(self) -> Iterator[Problem]:
        types, own = {f.name: f.type for f in self.fields}, (self.period, self.breakdown, *TAIL)
        if self.path != f"{self.name}.csv":
            yield Problem("path", f"'{self.path}' is not named after the source.", f"Write path: {self.name}.csv.")
        for column in dict.fromkeys(own):
            if column not in types:
                yield Problem("schema", f"has no column '{column}'.", "Add it.")
            elif types[column] != "string":
                yield Problem("schema", f"the column '{column}' is not of type string.", "Write type: string.")
        for column in self.table.primary_key:
            if column not in types:
                yield Problem("schema", f"primaryKey: there is no column '{column}'.", "Name columns of the schema.")
        if self.breakdown in (self.period, *TAIL):
            yield Problem("breakdown", f"'{self.breakdown}' cannot split the rows.", "Name the column of areas or teams.")
        if all(f.type == "string" for f in self.fields):
            yield Problem("schema", "no column holds numbers.", "Give at least one the type integer or number.")
        if self.period == "month" and any(not _is_gap(gap, self.breakdown) for gap in self.gaps):
            yield Problem("gaps", "is not a list of months.", "Write gaps: [{first: 2022-05, last: 2022-06}].")


def _is_gap(gap: Mapping[str, str], breakdown: str) -> bool:
    months = all(re.fullmatch(MONTH, gap.get(key, "")) for key in ("first", "last"))
    return months and gap["first"] <= gap["last"] and set(gap) <= {"first", "last", breakdown}


class PackageLicence(Model):
    """A licence of the package (Frictionless)."""

    name: Title = Field(description="Its short name, such as OGL-UK-3.0.")
    title: Title = Field("", description="Its name.")
    path: Url = Field("", description="Where its text stands.")


class DataPackage(Model):
    """All sources: `data/datapackage.yml` (a Frictionless data package)."""

    name: PackageName = Field(description="The package's name.")
    title: Title = Field("", description="What it is called.")
    description: Prose = Field("", description="What it holds.")
    version: Line = Field("", description="Its version, in quotes.")
    homepage: Url = Field("", description="Where it is published.")
    licenses: tuple[PackageLicence, ...] = Field((), description="The licences of the data.")
    resources: tuple[ResourcePath, ...] = Field(description="The descriptor of each source.")


def public_descriptor(about: Descriptor) -> dict[str, Any]:
    """A descriptor as Frictionless reads it: what its file says, without our rules between columns."""
    return about.model_dump(by_alias=True, exclude_unset=True, exclude={"checks"}, mode="json")
