"""The plan: its priorities and events, its money and its people."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field, RootModel, model_validator

from pcc_lib.inputs.models.kinds import (
    FACTS,
    Cell,
    Column,
    Day,
    Decimals,
    Facts,
    Form,
    Hyphened,
    Line,
    Month,
    Number,
    Prose,
    Snake,
    Title,
    Url,
    Whole,
)
from pcc_lib.inputs.models.records import Listing, Model, Problem, repeats
from pcc_lib.inputs.models.telling import refuse

HeadlineText = Annotated[
    str,
    Form(
        r"[a-z][a-z0-9_]*(?:\.[a-z0-9_-]+)?", "is not a measure.", "Write it like calls_999_volume, or calls_999_volume.county."
    ),
]
FinancialYear = Annotated[str, Form(r"20\d{2}[/-]\d{2}", "is not a financial year.", 'Write it like "2023/24", in quotes.')]
MAX_DEPTH = 6  # levels of the office's structure


class Priority(Model):
    """One strategic priority of the plan."""

    id: Hyphened = Field(description="Its id.")
    number: Annotated[Whole, Field(ge=1, le=99)] = Field(description="Its number in the plan.")
    title: Title = Field(description="Its title.")
    short_title: Title = Field(description="A shorter one, for cards.")
    description: Prose = Field("", description="What it is about.")
    page: Hyphened = Field(description="The notebook that reports on it.")
    headlines: tuple[HeadlineText, ...] = Field((), description="What its cards show: measures, or a part such as calls.county.")


class Priorities(Listing):
    """The priorities: `data/plan/priorities.yml`."""

    own = ("id", "number", "page")
    priorities: tuple[Priority, ...] = Field(min_length=1, description="The priorities.")


class KeyMetric(Model):
    """A metric that the plan is judged by, and the measure that tells it."""

    id: Hyphened = Field(description="Its id.")
    priority: Hyphened = Field(description="The priority that the plan names it under.")
    group: Title = Field("", description="The heading that it stands under, where the priority has several.")
    title: Title = Field(description="What the plan calls it.")
    measure: Snake | None = Field(None, description="The measure that tells it.")
    part: Cell = Field("", description="The part of that measure, such as an area, where the plan names one.")
    missing: Line = Field("", description="Why no measure tells it, where none does.")
    note: Prose = Field("", description="Where the measure is not quite what the plan names.")

    def problems(self) -> Iterator[Problem]:
        if bool(self.measure) == bool(self.missing):
            yield Problem(
                "measure", "goes without missing, and one of them is needed.", "Name the measure, or say why there is none."
            )
        if self.part and not self.measure:
            yield Problem("part", "is a part of no measure.", "Name the measure, or take the part out.")


class KeyMetrics(Model):
    """The metrics that the plan is judged by, in its own order: `data/plan/key_metrics.yml`."""

    source: Line = Field(description="Where the list is from.")
    metrics: tuple[KeyMetric, ...] = Field(min_length=1, description="The metrics.")

    def problems(self) -> Iterator[Problem]:
        yield from repeats(self.metrics, "metrics")
        told = [f"{m.measure}, {m.part}" if m.part else m.measure for m in self.metrics]
        yield from self._twice([m.title for m in self.metrics], "Name each metric once.")
        yield from self._twice(told, "A measure tells one metric of a priority.")

    def _twice(self, names: Sequence[str | None], todo: str) -> Iterator[Problem]:
        """Names that stand twice under one priority, and under one heading of it."""
        keys = [(m.priority, m.group, name) for m, name in zip(self.metrics, names, strict=True) if name]
        for priority, _, name in dict.fromkeys(key for i, key in enumerate(keys) if key in keys[:i]):
            yield Problem("metrics", f"'{name}' stands twice under {priority}.", todo)


class Event(Model):
    """A dated event that charts mark."""

    id: Hyphened = Field(description="Its id.")
    month: Month = Field(description="The month that charts mark.")
    date: Day = Field("", description="The day, where it is known.")
    label: Title = Field(description="Its label on charts.")
    title: Title = Field(description="What happened.")
    source: Line = Field(description="Where this is from.")

    def problems(self) -> Iterator[Problem]:
        if self.date and self.date[:7] != self.month:
            yield Problem("date", f"{self.date} is not in {self.month}.", "Correct the month or the date.")


class Events(RootModel[tuple[Event, ...]]):
    """The dated events: `data/plan/events.yml`."""

    @model_validator(mode="after")
    def _own_names(self) -> "Events":
        if twice := next(repeats(self.root, ""), None):
            raise refuse(twice.found, twice.todo)
        return self


# ── money and people ──────────────────────────────────────────────────────────────────────────────────────────────────
class Supply(Model):
    """Where numbers of the plan stand: in a source of years, a row for each year and for each id of the plan's file."""

    source: Snake = Field(description="The source: the name of a file in data/sources.")
    column: Column = Field(description="The column that holds the numbers.")


class Allocation(Model):
    """One row of the allocation of funding; its id is the value of the source's breakdown."""

    id: Hyphened = Field(description="Its id.")
    title: Title = Field(description="What it is called.")
    printed_as: Title = Field("", description="What the original calls it.")


class BudgetClaim(Model):
    """What the plan says of a share of its own budget."""

    id: Hyphened = Field(description="Its id.")
    value: Number = Field(description="The share.")
    unit: Title = Field(description="Its unit.")
    text: Title = Field(description="As it is printed.")
    statement: Prose = Field(description="What the plan says.")
    rows: tuple[Hyphened, ...] = Field(min_length=1, max_length=1, description="The row that it speaks of.")
    wider_rows: tuple[Hyphened, ...] = Field((), description="The rows that it may mean, read more widely.")
    wider_title: Title = Field("", description="What those rows are called together; needed with them.")
    note: Prose = Field(description="What the table gives.")

    def problems(self) -> Iterator[Problem]:
        if bool(self.wider_rows) != bool(self.wider_title):
            yield Problem("wider_title", "goes with wider_rows, and one of them is missing.", "Write both, or neither.")


class Fund(Model):
    """A fund."""

    id: Hyphened = Field(description="Its id.")
    title: Title = Field(description="Its name.")
    description: Prose = Field(description="What it is for.")


class Budget(Model):
    """The allocation of funding: `data/plan/budget.yml`."""

    title: Title = Field(description="What the table is called.")
    unit: Literal["GBP million", "GBP"] = Field(description="The unit of all amounts.")
    decimals: Decimals = Field(description="Digits after the point.")
    years: tuple[FinancialYear, ...] = Field(min_length=2, description='The years, such as "2023/24".')
    rows: tuple[Allocation, ...] = Field(min_length=1, description="The allocations.")
    amounts: Supply = Field(description="Where the amounts stand.")
    printed_totals: Supply | None = Field(
        None, description="Where the plan's own totals stand, where it prints any: a row `total` for each year."
    )
    source: Line = Field(description="Where the table is from.")
    strategy: Prose = Field("", description="The financial strategy.")
    funding: Prose = Field("", description="Where the money comes from.")
    facts: Facts = Field((), description=FACTS)
    claim: BudgetClaim | None = Field(None, description="What the plan says of a share.")
    office_budget: Prose = Field("", description="The office's own budget.")
    funds: tuple[Fund, ...] = Field((), description="The funds.")
    more: Prose = Field("", description="Where more is told.")
    link: Url = Field("", description="A link to it.")

    def problems(self) -> Iterator[Problem]:
        yield from repeats(self.rows, "rows")
        if len(set(self.years)) != len(self.years):
            yield Problem("years", "a year stands twice.", "Name each once.")
        ids = {r.id for r in self.rows}
        for id in (*self.claim.rows, *self.claim.wider_rows) if self.claim else ():
            if id not in ids:
                yield Problem("claim", f"there is no row '{id}'.", f"Rows: {', '.join(sorted(ids))}.")


class StaffRow(Model):
    """A row of the staff tables; its id is the value of the source's breakdown."""

    id: Hyphened = Field(description="Its id.")
    title: Title = Field(description="What it is called.")


class StaffGroup(Model):
    """A table of staff; its id is the value of the printed totals' breakdown."""

    id: Hyphened = Field(description="Its id.")
    title: Title = Field(description="What it is called.")
    total_id: Hyphened = Field(description="The id of its total.")
    rows: tuple[StaffRow, ...] = Field(min_length=1, description="Its rows.")


class MakeUp(Model):
    """Who the staff are, in per cent."""

    unit: Literal["%"] = Field(description="%.")
    decimals: Decimals = Field(description="Digits after the point.")
    of: Title = Field(description="Of whom.")
    rows: tuple[StaffRow, ...] = Field(description="Its rows.")
    shares: Supply = Field(description="Where the percentages stand.")
    note: Prose = Field(description="What the table does not say.")


class Staffing(Model):
    """Staff of the office: `data/plan/staffing.yml`."""

    title: Title = Field(description="What it is called.")
    unit: Literal["FTE"] = Field(description="FTE: full-time equivalent.")
    source: Line = Field(description="Where the tables are from.")
    year: FinancialYear = Field(description='The year that they are of, such as "2023/24".')
    teams: Supply = Field(description="Where the teams' full-time equivalents stand.")
    printed_totals: Supply | None = Field(
        None, description="Where the plan's own totals stand, where it prints any: a row for each table."
    )
    groups: tuple[StaffGroup, ...] = Field(min_length=1, description="The tables.")
    make_up: MakeUp | None = Field(None, description="Who the staff are.")

    def problems(self) -> Iterator[Problem]:
        yield from repeats(self.groups, "groups")
        rows = [
            *(r.id for g in self.groups for r in g.rows),
            *(g.total_id for g in self.groups),
            *(r.id for r in (self.make_up.rows if self.make_up else ())),
        ]
        for id in dict.fromkeys(id for i, id in enumerate(rows) if id in rows[:i]):
            yield Problem("groups", f"'{id}' stands twice.", "Give each row and total a name of its own.")


class Post(Model):
    """A post of the office, with the posts below it."""

    id: Hyphened = Field(description="Its id.")
    title: Title = Field(description="What it is called.")
    note: Prose = Field("", description="What to know of it.")
    fte: Annotated[Number, Field(ge=0)] | None = Field(None, description="Full-time equivalent.")
    employer: Line = Field("", description="Who employs it, where that is not the office.")
    teams: tuple[Title, ...] = Field((), description="The teams below it.")
    children: tuple["Post", ...] = Field((), description="The posts below it.")

    def all(self) -> Iterator["Post"]:
        """It and every post below it."""
        yield self
        for child in self.children:
            yield from child.all()


class Structure(Model):
    """How the office is built: `data/plan/structure.yml`."""

    title: Title = Field(description="What it is called.")
    source: Line = Field(description="Where it is from.")
    note: Prose = Field(description="What to know of it.")
    root: Post = Field(description="The post at the top.")

    def problems(self) -> Iterator[Problem]:
        yield from repeats(self.root.all(), "root")
