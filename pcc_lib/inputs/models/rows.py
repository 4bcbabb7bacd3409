"""Rows of small tables: the plan's activities, and a quarter's deliverables and stated facts; what an original printed."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from pcc_lib.core.numerals import spoken
from pcc_lib.core.quarters import MONTHS, day_label
from pcc_lib.inputs.models.kinds import Cell, Column, DayOrMonth, Form, Hyphened, Line, Period, Prose, QuarterName, Snake, Title
from pcc_lib.inputs.models.records import Model, Problem
from pcc_lib.inputs.models.telling import refuse

Appendix = Annotated[str, Form(r"[A-Z]", "is not the letter of an appendix.", "Write one capital letter, such as A.")]


class Row(Model):
    """A row of a CSV: a blank cell is a key that is not given, where the key need not be given. `KEY`: the columns that tell a
    row from all others; `OPTIONAL`: columns that a file need not have, as older files do not."""

    KEY: ClassVar[tuple[str, ...]] = ("id",)
    OPTIONAL: ClassVar[tuple[str, ...]] = ()

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


BareNumber = Annotated[
    str,
    Form(r"-?\d{1,15}(\.\d{1,6})?", "is not a bare number.", "Write its digits, without commas, % or words: 1045, -1.2 or 0.7."),
]
Count = Annotated[str, Form(r"[1-9]\d{0,6}", "is not a whole number from 1 on.", "Number the rows: 1, 2, 3.")]
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


class ConfirmedRow(Row):
    """A row that somebody has to confirm each quarter: what was true of the last one need not be true of this."""

    OPTIONAL = ("confirmed",)

    confirmed: QuarterName = Field(
        "", description="The quarter in which somebody last confirmed the row, such as 2023-24-Q3; else it is open work."
    )


class ActivityRow(Row):
    """One activity of the plan: `data/plan/delivery.csv`."""

    OPTIONAL = ("appendix",)

    id: Hyphened = Field(description="Its id.")
    appendix: Appendix = Field(
        "", description="The appendix that it stands in, where the plan has any; needed without a priority."
    )
    priority: Hyphened = Field("", description="The priority that it serves.")
    objective: Line = Field(description="What it is for.")
    activity: Line = Field(description="What is to be done.")
    owner: Line = Field("", description="Who does it.")
    due: DayOrMonth = Field("", description="When it is due.")
    due_text: Line = Field("", description="The date as it is printed.")
    note: Prose = Field("", description="What to know of it.")

    def problems(self) -> Iterator[Problem]:
        if not (self.priority or self.appendix):
            yield Problem("priority", "is blank.", "Write the priority that it serves, or the letter of its appendix.")
        if bool(self.due) != bool(self.due_text):
            yield Problem("due", f"is '{self.due}', and due_text is '{self.due_text}'.", "Give both, or neither.")
        yield from _other_date(self.due, self.due_text)


class DeliverableRow(ConfirmedRow):
    """One row of a quarter's `deliverables.csv`."""

    id: Hyphened = Field(description="Its id.")
    priority: Hyphened = Field(description="The priority that it serves.")
    action: Line = Field(description="What is to be delivered.")
    due: DayOrMonth = Field(description="When it is due.")
    due_text: Line = Field(description="The date as it is printed.")
    progress: int | None = Field(
        None,
        ge=0,
        le=100,
        description="Per cent, a whole number; blank where nobody reported it this quarter.",
        json_schema_extra={"unit": "%"},
    )
    plan_id: Hyphened = Field("", description="The row of `data/plan/delivery.csv`.")
    promise: Literal["same", "part", ""] = Field("", description="same: all that the plan's row promises; part: a part of it.")
    note: Prose = Field("", description="What to know of it.")

    @field_validator("progress", mode="before")
    @classmethod
    def _digits(cls, cell: Any) -> Any:
        if not (isinstance(cell, str) and cell.isascii() and cell.isdigit() and int(cell[:6]) <= 100):
            raise refuse(
                f"'{str(cell)[:40]}' is not a percentage.",
                "Write a whole number from 0 to 100, or nothing.",
            )
        return int(cell)

    def problems(self) -> Iterator[Problem]:
        yield from _other_date(self.due, self.due_text)
        if bool(self.promise) != bool(self.plan_id):
            yield Problem(
                "promise",
                f"is '{self.promise}'." if self.promise else "is blank.",
                "Write 'same' where the deliverable is all that the plan's row "
                "promises, 'part' where it is a part of it, and nothing where there is no plan_id.",
            )


FINDINGS = ("signal", "moved", "year")  # in the latest month, to another level or along a slope, twelve months against twelve


class ForcedRow(Row):
    """One row of `data/published/forced.csv`: what the methods find on reconstructed months, and what leaves no other way."""

    KEY: ClassVar[tuple[str, ...]] = ("measure", "part")

    measure: Snake = Field(description="The measure.")
    part: Cell = Field("", description="A part of it; blank for the whole.")
    found: Line = Field(description="What its tests find by themselves: `signal`, `moved` and `year`, parted by a semicolon.")
    forced_by: Hyphened = Field(description="The printed figure or the statement that forces it, by its id.")
    why: Line = Field(description="Why no other months would do, in words for readers.")

    def problems(self) -> Iterator[Problem]:
        for each in self.found.split("; "):
            if each not in FINDINGS:
                yield Problem(
                    "found", f"'{each}' is nothing that is found.", f"Write of {', '.join(FINDINGS)}, as in moved; year."
                )


class StatedRow(ConfirmedRow):
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


class RevisionRow(Row):
    """A number of a source that became another: `data/sources/calls.revisions.csv`, which `pcc receive` writes."""

    KEY: ClassVar[tuple[str, ...]] = ("number",)

    number: Count = Field(description="1 for the first, and so on.")
    period: Cell = Field(description="The period of the row, as the source's file writes it.")
    part: Cell = Field(description="The part of the row.")
    column: Column = Field(description="The column.")
    was: Cell = Field(description="What the source held.")
    now: Cell = Field("", description="What it holds since; blank where it is not known any more.")
    reason: Line = Field(description="Why, in words for readers.")
    file: Line = Field(description="The file that it came from, with its sheet and cell.")


class PrintedRow(Row):
    """A number that an original report prints: `data/published/2023-24-Q3.csv`."""

    id: Hyphened = Field(description="Its id.")
    place: Line = Field(description="Where in the original it stands.")
    statement: Line = Field(description="What it is, in our words.")
    printed: BareNumber = Field(description="The bare number, with as many digits after the point as are printed.")
    unit: Cell = Field(description="Its unit: that of the figure; minutes or hours of seconds, points of percentage points.")
    basis: Snake = Field("", description="level: the value itself; other words say what a change is set against.")
    change_kind: Literal["percent", "number", "points", ""] = Field("", description="What a change is told in.")
    figure: Cell = Field("", description="The name of the figure that tells it here; blank where none does.")
    note: Prose = Field(
        "", description="What to know of it; begins with `contradiction` or `revised` where the figure tells another number."
    )

    @property
    def may_differ(self) -> bool:
        """Whether its note says why the figure tells another number."""
        return self.note.startswith(("contradiction", "revised"))
