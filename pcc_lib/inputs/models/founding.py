"""What a new project is founded on: the file that `pcc new-project DIR --from FILE.yml` reads."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from pcc_lib.core.quarters import Quarter, is_quarter
from pcc_lib.inputs.models.kinds import MAX_TITLE, Cell, Day, Email, Form, Hyphened, Line, Many, Prose, Title, Url
from pcc_lib.inputs.models.records import Model, Problem
from pcc_lib.inputs.models.telling import refuse, shown


def _is_quarter(text: str) -> str:
    start = int(text[:4])
    if not is_quarter(text) or int(text[5:7]) != (start + 1) % 100:
        right = f"{start}-{(start + 1) % 100:02d}-Q{text[-1]}"
        raise refuse(f"'{shown(text)}' is no quarter: a financial year begins in April.", f"Write {right}.")
    return text


QuarterName = Annotated[
    str,
    Form(
        r"20\d{2}-\d{2}-Q[1-4]",
        "is not a financial quarter.",
        "Write it like 2025-26-Q1 (April to June 2025).",
        also=_is_quarter,
    ),
]


class TitleAlone:
    """Marks a record that may be written as its title, where nothing else is to be said."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._record, handler(source))

    @staticmethod
    def _record(value: Any) -> Any:
        if isinstance(value, bool | int | float | date):  # what YAML makes of a title such as 2030 or Yes
            raise refuse("is read by YAML as a number, a date or yes and no.", 'Put the title in quotes: "2030".')
        return {"title": value} if isinstance(value, str) else value

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string", "minLength": 1, "maxLength": MAX_TITLE}, handler(schema)]}


class NewArea(Model):
    """An area of the new body."""

    title: Title = Field(description="What readers see.")
    id: Hyphened = Field("", description="Its id in figures and files; made of the title where nothing is said.")
    also: Annotated[tuple[Cell, ...], Many] = Field((), description="What publishers call it in their files: Northshire UA.")


class NewPriority(Model):
    """A priority of the new body's plan."""

    title: Title = Field(description="What the plan calls it.")
    id: Hyphened = Field("", description="Its id, and the name of its page; made of the title where nothing is said.")
    short_title: Title = Field("", description="A shorter one, for cards and the navigation; else the title.")
    description: Prose = Field("", description="What it is about, in a sentence or two.")


class NewProject(Model):
    """What `pcc new-project` asks, as a file: the body, its areas, its priorities and the first quarter."""

    name: Title = Field(description="The office that publishes.")
    short_name: Title = Field("", description="Its short name.")
    role: Title = Field("", description="The role that it supports: Police and Crime Commissioner, Mayor, Policing Board.")
    role_holder: Title = Field("", description="Who holds it.")
    force: Title = Field("", description="The police force, where there is one.")
    area: Title = Field(description="The whole area that the body serves.")
    areas: tuple[Annotated[NewArea, TitleAlone()], ...] = Field(
        (),
        max_length=400,
        description="Its areas, which figures are split by, in their order; a title alone will do. None where there are none.",
    )
    priorities: tuple[Annotated[NewPriority, TitleAlone()], ...] = Field(
        min_length=1, max_length=99, description="The priorities of its plan, in their order; a title alone will do."
    )
    address: tuple[Line, ...] = Field((), description="The postal address, line by line.")
    telephone: Line = Field("", description="The telephone number, in quotes.")
    email: Email = Field("", description="The e-mail address.")
    web: Url = Field("", description="The web site.")
    report_title: Title = Field("", description="What the report is called; Quarterly report where nothing is said.")
    plan_title: Title = Field("", description="The plan that is reported on.")
    plan_years: Line = Field("", description="Its years, in quotes.")
    quarter: QuarterName = Field(description="The first quarter: 2025-26-Q1 is April to June 2025.")
    written_on: Day = Field("", description="The date of writing of its report; the quarter's last day where nothing is said.")

    @property
    def first_quarter(self) -> Quarter:
        """The first quarter."""
        return Quarter.parse(self.quarter)

    def problems(self) -> Iterator[Problem]:
        first = self.first_quarter.months[0]
        if self.written_on and self.written_on[:7] < first:
            yield Problem("written_on", f"{self.written_on} is before the quarter begins.", f"Write a day from {first}-01 on.")
