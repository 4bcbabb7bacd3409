"""Sources: the descriptor beside each table (a Frictionless resource, narrowed to what is read here), and the package of all."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StrictStr

from pcc_lib.core.calendars import STEPS, read_period
from pcc_lib.core.month_names import month_number
from pcc_lib.core.periods import FOREVER, Span
from pcc_lib.inputs.models.imported import Imported
from pcc_lib.inputs.models.incidents import DATE, Counted
from pcc_lib.inputs.models.kinds import Cell, Column, Form, Line, MonthName, Period, Prose, Snake, Title, Url
from pcc_lib.inputs.models.records import Model, Problem
from pcc_lib.inputs.models.table_schema import CsvName, Dialect, Encoding, TableField, TableSchema

TAIL = ("kind", "status")
SUCCESSION = ("into", "out_of")  # of a lifetime: the part in which the same people are counted afterwards, or were before
_COLUMNS = "Name columns of the schema."
_A_GAP = {"month": ("2022-05", "2022-06"), "quarter": ("2022-Q1", "2022-Q2"), "year": ("2020", "2021")}
ResourcePath = Annotated[
    str,
    Form(
        r"sources/[a-z][a-z0-9_]{0,79}\.resource\.yml",
        "is not a descriptor in data/sources.",
        "Write it like sources/calls.resource.yml.",
    ),
]
Unit = Literal["mm:ss", "h:mm", "seconds", "minutes", "hours", "fraction"]
PackageName = Annotated[str, Form(r"[a-z0-9._-]{1,80}", "is not a name in small letters.", "Write it like force-sources.")]


class Check(Model):
    """A rule between columns, in the grammar of docs/sources.md."""

    rule: Annotated[StrictStr, Field(min_length=1, max_length=500)] = Field(description="What must hold in every row.")
    says: Line = Field(description="What a row that breaks it says.")


class Received(Model):
    """How files that people send are read into this source: what `pcc receive` learnt, and somebody confirmed.

    Names are compared without regard to case, marks and plurals.
    """

    sheet: Title = Field(default="", description="The sheet that holds the table, where several do.")
    columns: Mapping[Line, Column] = Field(
        default={}, description="Heads of the file, and the column that each is: {Calls in: offered}."
    )
    parts: Mapping[Line, Cell] = Field(
        default={}, description="Names of the file, and the part that each is: {North LPT: north}."
    )
    units: Mapping[Column, Unit] = Field(
        default={},
        description="How numbers of a column are written: mm:ss, h:mm, minutes, hours, seconds, or fraction (0.327 for 32.7%).",
    )
    left: tuple[Line, ...] = Field(
        default=(), description='Heads and names that are passed over; "*" is every name that is no part.'
    )


class Descriptor(Model):
    """One tidy table: its columns, where it comes from, and what it must satisfy."""

    name: Snake = Field(description="The file's name without .resource.yml.")
    title: Title = Field(description="What readers see.")
    description: Prose = Field("", description="What the table holds.")
    path: CsvName = Field(description="The CSV beside this file.")
    format: Literal["csv"] = Field("csv", description="csv.")
    mediatype: Literal["text/csv"] = Field("text/csv", description="text/csv.")
    encoding: Encoding = Field("utf-8", description="How the letters of the file are written; utf-8 wherever you can.")
    dialect: Dialect = Field(default_factory=Dialect, description="How cells are set apart.")
    table: TableSchema = Field(alias="schema", description="The columns.")
    checks: tuple[Check, ...] = Field((), max_length=100, description="Rules between columns.")
    producer: Line = Field(description="Who produced the data.")
    licence: Line = Field(description="The licence of the data.")
    attribution: Prose = Field("", description="What the licence wants to be said; every page with the data ends with it.")
    obtained: Prose = Field(description="How the data were obtained.")
    period: Literal["month", "quarter", "year"] = Field(description="What a row covers; also the name of that column.")
    frequency: Literal["quarter", "half-year", "year"] = Field(  # pyright: ignore[reportAssignmentType] blank cannot be written
        "", description="What a value covers, where rows are of months and most of them have none: it stands in its last month."
    )
    breakdown: Column = Field(description="The column that splits the rows of a period.")
    areas: Literal["each", "whole"] = Field(  # pyright: ignore[reportAssignmentType] blank cannot be written
        "",
        description="What the breakdown holds of the body's areas, which data/body.yml states: each, a row for each of them in "
        "every period, written by id, title or a name that it has there under also; or whole, one row of the whole area. Without "
        "it the column's enum lists its values.",
    )
    boundaries: Snake = Field(
        "",
        description="The boundaries of the breakdown's areas: the name of a file in data/boundaries. Its values are the codes of "
        "areas there (E01000001), or their names; areas of data/body.yml may have the code under also.",
    )
    remainder: Line = Field(
        "",
        description="The value of the breakdown that takes together all that have no value of their own, such as other teams: no "
        "part of its kind, so it is never ranked among them.",
    )
    design: Literal["survey"] = Field(  # pyright: ignore[reportAssignmentType] blank, for none, cannot be written
        "", description="survey, where the counts are answers of a sample."
    )
    first: Period = Field("", description="The first period.")
    last: Period = Field("", description="The last period; a source that tells of years to come must name it.")
    year_ends: MonthName = Field(
        "", description="The month that a year of the data ends in, such as March; without it December, and of 2022-23 March."
    )
    statistics: Literal["management information", "official statistics", "accredited official statistics", ""] = Field(
        "",
        description="What kind of statistics the data are, by the Code of Practice for Statistics: management information, as "
        "most of what an office is sent is, official statistics, or accredited official statistics. Readers see it.",
    )
    gaps: tuple[Mapping[Column, Cell], ...] = Field(
        (),
        description="Periods that are known to be missing: {first: 2022-05, last: 2022-06}, of one part with {area: north, …}.",
    )
    lifetimes: tuple[Mapping[Column, Line], ...] = Field(
        (),
        description="Values of the breakdown that began or ended: {area: north, last: 2019-03, reason: Merged.} or "
        "{area: unitary, first: 2019-04, reason: …}; totals are of those that there were. `into: unitary` beside last, or "
        "`out_of: north` beside first, where the same people are counted in another value: the total then stays the same.",
    )
    limits: Prose = Field(description="What the data cannot tell.")
    next_update: Line = Field("", description="When new data come.")
    words_to: Period = Field(
        "",
        description="The last period whose rows obtained, next_update and limits were written of, or were found true of since. "
        "`pcc receive` writes it; while the data go on beyond it, `pcc status` asks for these words.",
    )
    counted: Counted | None = Field(
        None, description="Where its rows are counted from a table of incidents in data/incidents: how; `pcc count` does it."
    )
    imported: Imported | None = Field(
        None, description="Where `pcc import` made it of published files: of which, and the sums that hold it to them."
    )
    received: Received = Field(
        default_factory=Received, description="How files that people send are read; `pcc receive` writes it."
    )

    def with_values(self, values: Sequence[str]) -> Self:
        """The same, with these values of the breakdown and no others."""
        limits = self.table.fields[self._place].constraints.model_copy(update={"enum": tuple(values)})
        changed = self.fields[self._place].model_copy(update={"constraints": limits})
        fields = (*self.fields[: self._place], changed, *self.fields[self._place + 1 :])
        return self.model_copy(update={"table": self.table.model_copy(update={"fields": fields})})

    @property
    def _place(self) -> int:
        return [f.name for f in self.fields].index(self.breakdown)

    @property
    def step(self) -> int:
        """The months from one value to the next (1 where years are written as years)."""
        return {"month": STEPS[self.frequency], "quarter": STEPS["quarter"], "year": 1}[self.period]

    @property
    def year_end(self) -> int:
        """The month, 1 to 12, that a year of the data ends in."""
        return month_number(self.year_ends) if self.year_ends else 12

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
                yield Problem("schema", f"primaryKey: there is no column '{column}'.", _COLUMNS)
        if self.breakdown in (self.period, *TAIL):
            yield Problem("breakdown", f"'{self.breakdown}' cannot split the rows.", "Name the column of areas or teams.")
        if all(f.type == "string" for f in self.fields):
            yield Problem("schema", "no column holds numbers.", "Give at least one the type integer or number.")
        field = self.field(self.breakdown)
        if self.remainder and field is not None and self.remainder not in (field.constraints.enum or ()):
            yield Problem("remainder", f"'{self.remainder}' is no value of {self.breakdown}.", "Name one that its enum lists.")
        if self.areas and field is not None and field.constraints.enum is not None:
            yield Problem("areas", "are those of data/body.yml, and the column has an enum too.", "Take the enum out.")
        if self.areas and self.remainder:
            yield Problem("remainder", "takes several together, and areas stand each by itself.", "Take it, or areas, out.")
        yield from self._counted_problems()
        yield from self._imported_problems()
        yield from self._time_problems()
        yield from self._lifetime_problems()
        yield from self._received_problems()

    def _counted_problems(self) -> Iterator[Problem]:
        for field in (f for f in self.fields if f.type == DATE):
            todo = f"Write type: string for a {self.period}; dates of single rows stand in data/incidents."
            yield Problem("schema", f"the column '{field.name}' is of type date.", todo)
        if self.counted is None:
            return
        field, whole = self.field(self.breakdown), [f.name for f in self.fields if f.type == "integer"]
        for column in (c for c in self.counted.columns if c not in whole):
            yield Problem("counted", f"columns: '{column}' is no column of whole numbers.", f"There are: {', '.join(whole)}.")
        if self.period != "month" or self.frequency:
            yield Problem("counted", "counts months, and this is no source of months.", "Write period: month, without frequency.")
        if not (self.areas or self.boundaries) and not (field and field.constraints.enum):
            todo = "List them in the enum of its column, or write areas: each."
            yield Problem("counted", f"counts for each {self.breakdown}, and nothing says which there are.", todo)

    def _imported_problems(self) -> Iterator[Problem]:
        if self.imported is None:
            return
        summed = [f.name for f in self.fields if f.type in ("integer", "number")]
        if self.imported.control not in summed:
            todo = f"There are: {', '.join(summed)}."
            yield Problem("imported", f"control: '{self.imported.control}' is no column of numbers.", todo)
        for period in self.imported.totals:
            if not read_period(period, self.period):
                todo = f"Write it like {_A_GAP[self.period][0]}."
                yield Problem("imported", f"totals: '{period}' is no {self.period}.", todo)

    def _time_problems(self) -> Iterator[Problem]:
        if self.frequency and self.period != "month":
            yield Problem("frequency", f"is of rows of months, and these are of {self.period}s.", "Take it out.")
        if self.year_ends and self.period != "year":
            yield Problem("year_ends", f"is of rows of years, and these are of {self.period}s.", "Take it out.")
        if self.words_to and not read_period(self.words_to, self.period):
            yield Problem("words_to", f"'{self.words_to}' is no {self.period}.", f"Write it like {_A_GAP[self.period][0]}.")
        if any(not self._is_gap(gap) for gap in self.gaps):
            first, last = _A_GAP[self.period]
            yield Problem("gaps", f"is not a list of {self.period}s.", f"Write gaps: [{{first: {first}, last: {last}}}].")

    def _received_problems(self) -> Iterator[Problem]:
        field, known = self.field(self.breakdown), [f.name for f in self.fields]
        listed = (field and field.constraints.enum) or ()
        for head, name in self.received.columns.items():
            if name not in known:
                yield Problem("received", f"columns: '{head}' is to be '{name}', and there is no such column.", _COLUMNS)
        for name in (name for name in self.received.units if name not in known):
            yield Problem("received", f"units: there is no column '{name}'.", _COLUMNS)
        for name, part in self.received.parts.items():
            if listed and part not in listed:
                found = f"parts: '{name}' is to be '{part}', and that is no value of {self.breakdown}."
                yield Problem("received", found, "Name one that its enum lists.")

    def _is_gap(self, gap: Mapping[str, str]) -> bool:
        first, last = (read_period(gap.get(key, ""), self.period) for key in ("first", "last"))
        return bool(first) and first <= last and set(gap) <= {"first", "last", self.breakdown}

    def _lifetime_problems(self) -> Iterator[Problem]:
        ends, example = ("first", "last"), f"{{{self.breakdown}: north, last: 2019-03, reason: Merged into the unitary.}}"
        for said in self.lifetimes:
            periods = [read_period(said[key], self.period) for key in ends if key in said]
            known = set(said) <= {*ends, *SUCCESSION, "reason", self.breakdown} and {"reason", self.breakdown} <= set(said)
            if not known or not periods or not all(periods) or periods != sorted(periods):
                yield Problem("lifetimes", f"'{said.get(self.breakdown, '')}' is not a lifetime.", f"Write {example}.")
            elif ("into" in said and "last" not in said) or ("out_of" in said and "first" not in said):
                yield Problem("lifetimes", f"'{said[self.breakdown]}' does not end, or begin.", "into needs last, out_of first.")
        parts = [said.get(self.breakdown) for said in self.lifetimes]
        for part in dict.fromkeys(part for part in parts if part and parts.count(part) > 1):
            yield Problem("lifetimes", f"'{part}' stands twice.", "Say first and last in one entry.")

    def said_of(self, part: str) -> Mapping[str, str]:
        """What is declared of the lifetime of a part; nothing where it was always there."""
        return next((said for said in self.lifetimes if said[self.breakdown] == part), {})

    def lifetime(self, part: str) -> Span:
        """The periods in which a part has been there: all, where nothing is declared."""
        said = self.said_of(part)
        first, last = (read_period(said.get(key, ""), self.period) for key in ("first", "last"))
        return Span(first, last or FOREVER)

    def declared_gaps(self, part: str) -> list[Span]:
        """The periods that are known to be missing of a part."""
        mine = [gap for gap in self.gaps if gap.get(self.breakdown, part) == part]
        return [Span(read_period(gap["first"], self.period), read_period(gap["last"], self.period)) for gap in mine]


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
    """A descriptor as Frictionless reads it: what its file says, without our rules between columns and what receiving learnt."""
    return about.model_dump(by_alias=True, exclude_unset=True, exclude={"checks", "received", "counted"}, mode="json")
