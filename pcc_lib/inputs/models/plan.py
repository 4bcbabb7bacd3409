"""The plan's files: priorities, events, money, people, governance, claims, contradictions, words; and rows of its tables."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, RootModel, field_validator, model_validator

from pcc_lib.core.numerals import spoken
from pcc_lib.core.quarters import MONTHS, day_label
from pcc_lib.inputs.models.kinds import (
    Day,
    DayOrMonth,
    Decimals,
    Flag,
    Hyphened,
    Line,
    Month,
    Number,
    Period,
    Prose,
    Snake,
    Title,
    Url,
    Whole,
    form,
)
from pcc_lib.inputs.models.records import Model, Problem, repeats
from pcc_lib.inputs.models.telling import refuse

FinancialYear = form(r"20\d{2}[/-]\d{2}", "is not a financial year.", 'Write it like "2023/24", in quotes.')
MAX_DEPTH = 6  # levels of the office's structure


class Priority(Model):
    """One strategic priority of the plan."""

    id: Hyphened = Field(description="Its id.")
    number: Annotated[Whole, Field(ge=1, le=99)] = Field(description="Its number in the plan.")
    title: Title = Field(description="Its title.")
    short_title: Title = Field(description="A shorter one, for cards.")
    description: Prose = Field(description="What it is about.")
    page: Hyphened = Field(description="The notebook that reports on it.")
    headlines: tuple[Snake, ...] = Field((), description="The measures that its cards show.")


class Priorities(Model):
    """The priorities: `data/plan/priorities.yml`."""

    priorities: tuple[Priority, ...] = Field(min_length=1, description="The priorities.")

    def problems(self) -> Iterator[Problem]:
        for key in ("id", "number", "page"):
            yield from repeats(self.priorities, "priorities", key)


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


class Claim(Model):
    """A claim of the original report, held against its own printed figures."""

    id: Hyphened = Field(description="Its id.")
    page: Hyphened = Field(description="The page that it concerns.")
    claim: Prose = Field(description="The topic in our words; only the claiming words are quoted.")
    verdict: Literal["supported", "contradicted", "cannot be judged"] = Field(description="What the printed figures say of it.")
    why: Prose = Field(description="Why.")


class Claims(Model):
    """Claims of the original: `data/plan/claims.yml`."""

    claims: tuple[Claim, ...] = Field(description="The claims.")

    def problems(self) -> Iterator[Problem]:
        yield from repeats(self.claims, "claims")


class Contradiction(Model):
    """A contradiction inside the originals; both values are kept."""

    id: Hyphened = Field(description="Its id.")
    page: Hyphened = Field(description="The page that it concerns (`book`: several).")
    where: Line = Field(description="Where it stands.")
    printed: tuple[Line, ...] = Field(min_length=1, description="What is printed.")
    why: Prose = Field(description="Why it does not fit.")
    treatment: Prose = Field(description="What this book does.")


class Contradictions(Model):
    """Contradictions: `data/plan/contradictions.yml`."""

    contradictions: tuple[Contradiction, ...] = Field(description="The contradictions.")

    def problems(self) -> Iterator[Problem]:
        yield from repeats(self.contradictions, "contradictions")


class Term(Model):
    """A word or acronym."""

    acronym: Title = Field(description="The acronym.")
    expansion: Title = Field(description="What it stands for.")
    meaning: Prose = Field(description="What it means.")
    source: Literal["original", "added"] | None = Field(None, description="Whether the original's glossary has it.")
    note: Prose = Field("", description="Where the original differs.")


class Glossary(Model):
    """The glossary: `data/plan/glossary.yml`."""

    terms: tuple[Term, ...] = Field(description="The terms.")

    def problems(self) -> Iterator[Problem]:
        yield from repeats(self.terms, "terms", "acronym")


class Name(Model):
    """A name that holds digits, with what it is."""

    name: Title = Field(description="The name.")
    note: Line = Field("", description="What it is.")


class Names(Model):
    """Names that hold digits and may stand in commentary as they are: `data/plan/names.yml`."""

    names: tuple[Title | Name, ...] = Field(description="The names.")

    @property
    def words(self) -> tuple[str, ...]:
        """The names, the longest first."""
        return tuple(sorted((n if isinstance(n, str) else n.name for n in self.names), key=len, reverse=True))


# ── money and people ──────────────────────────────────────────────────────────────────────────────────────────────────
class Allocation(Model):
    """One row of the allocation of funding."""

    id: Hyphened = Field(description="Its id.")
    title: Title = Field(description="What it is called.")
    printed_as: Title = Field("", description="What the original calls it.")
    values: tuple[Number, ...] = Field(description="One amount a year.")


class BudgetClaim(Model):
    """What the plan says of a share of its own budget."""

    id: Hyphened = Field(description="Its id.")
    value: Number = Field(description="The share.")
    unit: Title = Field(description="Its unit.")
    text: Title = Field(description="As it is printed.")
    statement: Prose = Field(description="What the plan says.")
    rows: tuple[Hyphened, ...] = Field(min_length=1, max_length=1, description="The row that it speaks of.")
    rows_with_shared_services: tuple[Hyphened, ...] = Field(min_length=1, description="The rows that it may mean.")
    note: Prose = Field(description="What the table gives.")


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
    printed_totals: tuple[Number, ...] = Field(description="The plan's own totals.")
    source: Line = Field(description="Where the table is from.")
    strategy: Prose = Field("", description="The financial strategy.")
    funding: Prose = Field("", description="Where the money comes from.")
    claim: BudgetClaim | None = Field(None, description="What the plan says of a share.")
    office_budget: Prose = Field("", description="The office's own budget.")
    funds: tuple[Fund, ...] = Field((), description="The funds.")
    more: Prose = Field("", description="Where more is told.")
    link: Url = Field("", description="A link to it.")

    def problems(self) -> Iterator[Problem]:
        yield from repeats(self.rows, "rows")
        if len(set(self.years)) != len(self.years):
            yield Problem("years", "a year stands twice.", "Name each once.")
        for name, values in (*((r.id, r.values) for r in self.rows), ("printed_totals", self.printed_totals)):
            if len(values) != len(self.years):
                yield Problem("rows", f"{name} has {len(values)} amounts for {len(self.years)} years.", "Give one a year.")
            elif min(values) <= 0:
                yield Problem("rows", f"{name} has an amount of nought or less.", "Shares and growth need amounts above nought.")
        ids = {r.id for r in self.rows}
        for id in (*self.claim.rows, *self.claim.rows_with_shared_services) if self.claim else ():
            if id not in ids:
                yield Problem("claim", f"there is no row '{id}'.", f"Rows: {', '.join(sorted(ids))}.")


class StaffRow(Model):
    """A row of the staff tables."""

    id: Hyphened = Field(description="Its id.")
    title: Title = Field(description="What it is called.")
    value: Annotated[Number, Field(ge=0)] = Field(description="Full-time equivalents, or per cent.")


class StaffGroup(Model):
    """A table of staff with its printed total."""

    id: Hyphened = Field(description="Its id.")
    title: Title = Field(description="What it is called.")
    total_id: Hyphened = Field(description="The id of its total.")
    printed_total: Annotated[Number, Field(ge=0)] = Field(description="The total as printed.")
    rows: tuple[StaffRow, ...] = Field(min_length=1, description="Its rows.")


class MakeUp(Model):
    """Who the staff are, in per cent."""

    unit: Literal["%"] = Field(description="%.")
    decimals: Decimals = Field(description="Digits after the point.")
    of: Title = Field(description="Of whom.")
    rows: tuple[StaffRow, ...] = Field(description="Its rows.")
    note: Prose = Field(description="What the table does not say.")


class Staffing(Model):
    """Staff of the office: `data/plan/staffing.yml`."""

    title: Title = Field(description="What it is called.")
    unit: Literal["FTE"] = Field(description="FTE: full-time equivalent.")
    source: Line = Field(description="Where the tables are from.")
    groups: tuple[StaffGroup, ...] = Field(min_length=1, description="The tables.")
    make_up: MakeUp | None = Field(None, description="Who the staff are.")

    def problems(self) -> Iterator[Problem]:
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


# ── governance ────────────────────────────────────────────────────────────────────────────────────────────────────────
class Further(Model):
    """Further functions."""

    summary: Prose = Field(description="In a sentence.")
    items: tuple[Prose, ...] = Field(description="One by one.")


class Role(Model):
    """The role and its duties."""

    summary: Prose = Field(description="In a sentence.")
    duties: tuple[Prose, ...] = Field(description="The duties.")
    additional_functions: Further | None = Field(None, description="Further functions.")


class PlanOfGovernance(Model):
    """The plan and how it works."""

    summary: Prose = Field(description="In a sentence.")
    how_it_works: Prose = Field(description="How it works.")
    strands: tuple[Prose, ...] = Field(description="Its strands of work.")


class Function(Model):
    """A function of the office."""

    id: Hyphened = Field(description="Its id.")
    title: Title = Field(description="What it is called.")
    shared: Flag = Field(description="Whether it serves the force as well.")
    text: tuple[Prose, ...] = Field(description="What it does.")


class Document(Model):
    """A document of the scheme of governance."""

    id: Hyphened = Field(description="Its id.")
    title: Title = Field(description="What it is called.")
    text: Prose = Field(description="What it says.")


class Scheme(Model):
    """The scheme of governance."""

    summary: Prose = Field(description="In a sentence.")
    documents: tuple[Document, ...] = Field(description="Its documents.")


class Node(Model):
    """A box of the assurance framework."""

    id: Hyphened = Field(description="Its id.")
    title: Title = Field(description="What it is called.")
    years: Line = Field("", description="Its years, in quotes.")
    kind: Literal["plan", "delivery", "assurance"] = Field(description="Its level.")


class Link(Model):
    """A link between two boxes."""

    source: Hyphened = Field(alias="from", description="From which box.")
    target: Hyphened = Field(alias="to", description="To which box.")


class Framework(Model):
    """The assurance framework."""

    title: Title = Field(description="What it is called.")
    source: Line = Field(description="Where it is from.")
    note: Prose = Field(description="What to know of it.")
    nodes: tuple[Node, ...] = Field(min_length=1, description="Its boxes.")
    links: tuple[Link, ...] = Field(description="Its links.")
    without_scorecard: Prose = Field("", description="What has no scorecard.")

    def problems(self) -> Iterator[Problem]:
        yield from repeats(self.nodes, "nodes")
        ids = {n.id for n in self.nodes}
        for end in dict.fromkeys(end for link in self.links for end in (link.source, link.target)):
            if end not in ids:
                yield Problem("links", f"there is no node '{end}'.", f"Nodes: {', '.join(sorted(ids))}.")


class Governance(Model):
    """Role, duties, functions and governance: `data/plan/governance.yml`."""

    source: Line = Field(description="Where the facts are from.")
    mission_line: Line = Field("", description="The mission in a line.")
    vision: Prose = Field("", description="The vision.")
    mission: Prose = Field("", description="The mission.")
    introduction: tuple[Prose, ...] = Field((), description="Paragraphs that introduce.")
    role: Role | None = Field(None, description="The role and its duties.")
    plan: PlanOfGovernance | None = Field(None, description="The plan and how it works.")
    statutory_officers: tuple[Prose, ...] = Field((), description="The statutory officers.")
    functions: tuple[Function, ...] = Field((), description="The office's functions.")
    shared_services: Prose = Field("", description="The shared services.")
    decision_making: tuple[Prose, ...] = Field((), description="How decisions are made.")
    scheme_of_governance: Scheme | None = Field(None, description="The scheme of governance.")
    assurance_framework: Framework | None = Field(None, description="The assurance framework.")
    partners: tuple[Prose, ...] = Field((), description="The partners.")
    not_listed: Prose = Field("", description="What the original leaves open.")


# ── rows of small tables ──────────────────────────────────────────────────────────────────────────────────────────────
class Row(Model):
    """A row of a CSV: a blank cell is a key that is not given, where the key need not be given."""

    @model_validator(mode="before")
    @classmethod
    def _blank_is_absent(cls, cells: Any) -> Any:
        if not isinstance(cells, dict):
            return cells
        return {
            key: cell
            for key, cell in cells.items()
            if cell != "" or (key in cls.model_fields and cls.model_fields[key].is_required())
        }


def _cell_number(cell: Any) -> Any:
    try:
        number = float(cell) if isinstance(cell, str) and re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,10})?", cell) else None
    except ValueError:
        number = None
    if number is None:
        raise refuse(f"'{str(cell)[:40]}' is not a number.", "Write the bare number; words go into text.")
    return number


CellNumber = Annotated[float, BeforeValidator(_cell_number)]
_NAMED_MONTH = re.compile(rf"(?:(\d{{1,2}}) )?({'|'.join(MONTHS[1:])})(?: ((?:19|20)\d{{2}}))?", re.IGNORECASE)


def _other_date(due: str, text: str) -> Iterator[Problem]:
    """A printed date that is another than the one that states are judged by. Words without a date say nothing."""
    told = [(m[1], MONTHS.index(m[2].capitalize()), m[3]) for m in _NAMED_MONTH.finditer(text)]
    if not due or not told:
        return
    year, month, day = due[:4], int(due[5:7]), due[8:]
    if not any(m == month and y in (None, year) and (not day or d is None or int(d) == int(day)) for d, m, y in told):
        yield Problem("due_text", f"says '{text}', and due is {due}.", f"Write {day_label(due)}, or correct due.")


class ActivityRow(Row):
    """One row of the delivery plan: `data/plan/delivery.csv`."""

    id: Hyphened = Field(description="Its id.")
    appendix: Literal["A", "B"] = Field(description="The appendix that it stands in.")
    priority: Hyphened = Field("", description="The priority that it serves.")
    objective: Line = Field(description="What it is for.")
    activity: Line = Field(description="What is to be done.")
    owner: Line = Field("", description="Who does it.")
    due: DayOrMonth = Field("", description="When it is due.")
    due_text: Line = Field("", description="The date as it is printed.")
    note: Prose = Field("", description="What to know of it.")

    def problems(self) -> Iterator[Problem]:
        if bool(self.due) != bool(self.due_text):
            yield Problem("due", f"is '{self.due}', and due_text is '{self.due_text}'.", "Give both, or neither.")
        yield from _other_date(self.due, self.due_text)


class DeliverableRow(Row):
    """One row of a quarter's `deliverables.csv`."""

    id: Hyphened = Field(description="Its id.")
    priority: Hyphened = Field(description="The priority that it serves.")
    action: Line = Field(description="What is to be delivered.")
    due: DayOrMonth = Field(description="When it is due.")
    due_text: Line = Field(description="The date as it is printed.")
    progress: int = Field(ge=0, le=100, description="Per cent, a whole number.")
    plan_id: Hyphened = Field("", description="The row of the delivery plan.")
    promise: Literal["same", "part", ""] = Field("", description="same: all that the plan's row promises; part: a part of it.")
    note: Prose = Field("", description="What to know of it.")

    @field_validator("progress", mode="before")
    @classmethod
    def _digits(cls, cell: Any) -> Any:
        if not (isinstance(cell, str) and cell.isascii() and cell.isdigit() and int(cell[:6]) <= 100):
            raise refuse(f"'{str(cell)[:40]}' is not a percentage.", "Write a whole number from 0 to 100.")
        return int(cell)

    def problems(self) -> Iterator[Problem]:
        yield from _other_date(self.due, self.due_text)
        if bool(self.promise) != bool(self.plan_id):
            yield Problem(
                "promise",
                f"is '{self.promise}'.",
                "Write 'same' where the deliverable is all that the plan's row "
                "promises, 'part' where it is a part of it, and nothing where there is no plan_id.",
            )


class StatedRow(Row):
    """One row of a quarter's `stated.csv`: a fact that people gave, with its source."""

    id: Snake = Field(description="Its id; {{ id.stated }} in commentary.")
    value: CellNumber = Field(description="The bare number.")
    unit: Title = Field(description="What it counts.")
    text: Title = Field(description="The number as it is printed.")
    period: Period = Field("", description="The month or year that it is of.")
    statement: Line = Field(description="The fact in a sentence.")
    source: Line = Field(description="Where it is from.")

    def problems(self) -> Iterator[Problem]:
        said = spoken(self.text)
        if said != [self.value]:
            what = f"which says {' and '.join(f'{n:g}' for n in said)}" if said else "in which no number stands"
            yield Problem(
                "text",
                f"the value is {self.value:g}, and it is printed as '{self.text}', {what}.",
                "Correct the value or the text.",
            )
