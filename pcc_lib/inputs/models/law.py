"""What the law asks a body to say: how accessible its book is (`accessibility` in `data/body.yml`), and what is specified of its
force (`data/plan/statutory.yml`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, get_args

from pydantic import Field

from pcc_lib.inputs.models.kinds import Day, Flag, Line, Many, Prose, Snake, Title, Url
from pcc_lib.inputs.models.records import Model, Problem, repeats

# why something is not accessible, as the model statement parts it
Kind = Literal["non-compliance", "burden", "out-of-scope"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class NotAccessible(Model):
    """A part of the book that not everybody can use."""

    what: Line = Field(description="What it is.")
    why: Line = Field(description="What cannot be done with it, and why.")
    criterion: Line = Field("", description="The success criterion that it fails, such as 1.3.1 (info and relationships).")
    alternative: Line = Field(description="What to use instead, or that there is nothing.")
    until: Line = Field("", description="When it will be put right.")
    kind: Kind = Field("non-compliance", description="How the law sees it: non-compliance, burden, or out-of-scope.")


class Accessibility(Model):
    """The accessibility statement, as the regulations of 2018 ask for it (SI 2018/952, as amended)."""

    status: Literal["fully", "partially", "not"] = Field(description="How far the book complies: fully, partially, or not.")
    not_accessible: tuple[NotAccessible, ...] = Field((), description="Every part that is known not to be accessible.")
    answers_within: Line = Field("", description="How soon the office answers, such as 10 working days.")
    improving: Annotated[tuple[Line, ...], Many] = Field((), description="What is being done to improve it.")
    prepared_on: Day = Field(description="When the statement was first written.")
    reviewed_on: Day = Field(description="When somebody last read it against the book; once a year at least.")
    tested_on: Day | Literal[""] = Field("", description="When the book was last tested; leave it out where it never was.")
    tested_by: Line = Field("", description="Who tested it.")
    tested_how: Prose = Field("", description="How, which pages, and what was not tried.")

    def problems(self) -> Iterator[Problem]:
        fails = [each for each in self.not_accessible if each.kind == "non-compliance"]
        if self.status == "fully" and fails:
            todo = "Write partially, or say of each why it is no non-compliance (kind)."
            yield Problem("status", f"is 'fully', and not_accessible lists what does not comply: {fails[0].what}", todo)
        if self.status != "fully" and not self.not_accessible:
            yield Problem("not_accessible", "is empty, and the status is not 'fully'.", "List every part that does not comply.")
        if self.reviewed_on < self.prepared_on:
            found = f"{self.reviewed_on} is before the statement was prepared ({self.prepared_on})."
            yield Problem("reviewed_on", found, "Correct one of the two dates.")
        if bool(self.tested_on) != bool(self.tested_by and self.tested_how):
            todo = "Give tested_on, tested_by and tested_how, or none of them."
            yield Problem("tested_on", "a test has a date, somebody who made it, and a way.", todo)


class NationalPriority(Model):
    """A national priority for policing, as the Secretary of State communicated it."""

    title: Title = Field(description="The priority.")
    applicable: Flag | None = Field(None, description="Whether it is assessed to be applicable here; leave it out until it is.")
    reason: Line = Field("", description="Why it is, or is not; needed with applicable.")
    contribution: Prose = Field("", description="What the force contributes to improvements against it.")
    measures: Annotated[tuple[Snake, ...], Many] = Field((), description="The measures of the book that bear on it.")

    def problems(self) -> Iterator[Problem]:
        if (self.applicable is None) == bool(self.reason):
            yield Problem("reason", "goes with applicable.", "Give both, or neither.")


class Document(Model):
    """A document that another body, or the office, has published."""

    title: Title = Field(description="What it is called.")
    url: Url = Field(description="Where it stands.")
    published_on: Day | Literal[""] = Field("", description="When it was published.")


class Inspection(Model):
    """What the inspectorate found (paragraph 7B)."""

    report: Document | None = Field(None, description="Its latest annual report on the force.")
    summary: Prose = Field("", description="Its summary assessment of the force, in its own words.")
    summary_from: Document | None = Field(None, description="Where the summary assessment stands.")


class Complaints(Model):
    """Complaints about the force (paragraph 7C)."""

    quarterly: Document | None = Field(
        None, description="The latest quarterly data of the Independent Office for Police Conduct."
    )
    annual: Document | None = Field(None, description="Its latest annual statistics.")
    account: Prose = Field(
        "", description="How the office has held the force to account for complaints, and how it has done its reviews."
    )
    report: Document | None = Field(None, description="Where the whole account stands.")
    measures: Annotated[tuple[Snake, ...], Many] = Field((), description="The measures of the book that tell of complaints.")


class Statutory(Model):
    """What the Specified Information Order asks for: `data/plan/statutory.yml`."""

    statement: Prose = Field("", description="What the force contributes to the national priorities as a whole.")
    national_priorities: tuple[NationalPriority, ...] = Field((), description="Each national priority, in the order of the law.")
    inspection: Inspection | None = Field(None, description="The inspectorate's report and assessment.")
    complaints: Complaints | None = Field(None, description="Complaints: data, and the office's account.")

    @property
    def measures(self) -> Iterator[tuple[str, str]]:
        """The places that name measures, and the measures."""
        yield from ((each.title, id) for each in self.national_priorities for id in each.measures)
        yield from (("complaints", id) for id in (self.complaints.measures if self.complaints else ()))

    def problems(self) -> Iterator[Problem]:
        yield from repeats(self.national_priorities, "national_priorities", "title")
