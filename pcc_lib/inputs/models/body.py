"""The body that publishes the book: `data/body.yml`."""

from collections.abc import Iterator, Mapping
from typing import Annotated, NamedTuple

from pydantic import Field, StrictInt

from pcc_lib.core.quarters import Quarter, place_of
from pcc_lib.inputs.models.definitions import Defaults
from pcc_lib.inputs.models.kinds import Cell, Email, Flag, Line, Many, Prose, Snake, Title, Url
from pcc_lib.inputs.models.law import Accessibility
from pcc_lib.inputs.models.records import Model, Problem, repeats

OFFICE = ("Address", "Telephone", "E-mail", "Website")  # what the ways to reach an office are called, but for its accounts


class Originals(NamedTuple):
    """What sentences call, after `the`: the report whose numbers are printed, the report that tells of progress, and the plan
    whose activities are tracked."""

    printed: str = "original report"
    progress: str = "report"
    plan: str = "plan"


class Area(Model):
    """An area of the body."""

    id: Cell = Field(description="Its name in figures, and its value in the sources' breakdown column.")
    title: Title = Field(description="What readers see.")
    also: Annotated[tuple[Cell, ...], Many] = Field(
        (), description="What else publishers write for it in their files, such as Northshire UA."
    )

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that a file may write for it, its id first."""
        return (self.id, self.title, *self.also)


class Account(Model):
    """An account of the body in a social network."""

    network: Title = Field(description="The network.")
    name: Title = Field(description="The account's name there.")
    url: Url = Field("", description="Where it is.")


class Licence(Model):
    """The licence of the data."""

    name: Title = Field(description="Its name.")
    url: Url = Field(description="Where its text stands.")


Years = Annotated[StrictInt, Field(ge=2, le=20)]


class TrackRecord(Model):
    """Of which measures, and how far back, the page of the track record looks."""

    measures: Annotated[tuple[Snake, ...], Many] = Field(
        (), max_length=50, description="The measures; without it all that are counted by months and hide no small numbers."
    )
    parts: Flag = Field(True, description="Whether their areas, or other parts, are looked at too, and not the whole alone.")
    years: Years = Field(10, description="How many years of quarters before the edition are looked at, 2 to 20.")


class Body(Model):
    """Names of the body, the force and its areas; what readers see of a breakdown's values; defaults of measures."""

    name: Title = Field(description="The office that publishes.")
    short_name: Title = Field("", description="Its short name.")
    role: Title = Field("", description="The role that it supports.")
    role_short: Title = Field("", description="That role's short name.")
    role_holder: Title = Field("", description="Who holds it.")
    chief_executive: Title = Field("", description="The head of the office's staff.")
    force: Title = Field("", description="The police force, where there is one.")
    area: Title = Field(description="The area that it serves.")
    own: Cell = Field("", description="The value of the breakdown that is this body, among its peers.")
    areas: tuple[Area, ...] = Field((), description="The parts of the area, in the order of pages, with what readers see.")
    whole: Cell = Field("whole", description="The value of the breakdown that is the whole area: the sum of all areas.")
    address: tuple[Line, ...] = Field((), description="The postal address, line by line.")
    telephone: Line = Field("", description="The telephone number, in quotes.")
    email: Email = Field("", description="The e-mail address.")
    web: Url = Field("", description="The web site.")
    archive: Url = Field(
        "",
        description="Where the archive of published editions stands on the web, such as https://reports.example.org/quarterly/.",
    )
    social: tuple[Account, ...] = Field((), description="Accounts in social networks.")
    report_title: Title = Field(description="What the report is called; _config.yml names the same.")
    plan_title: Title = Field("", description="The plan that is reported on.")
    plan_years: Line = Field("", description="Its years, in quotes.")
    original_name: Title = Field(
        "", description="What sentences call the report that printed the figures, after `the`: quarterly bulletin."
    )
    delivery_plan_title: Title = Field("", description="The delivery plan.")
    delivery_plan_name: Title = Field("", description="What sentences call it, after `the`; else by its title.")
    delivery_plan_years: Line = Field("", description="Its years, in quotes.")
    total_label: Title = Field("", description="What the whole of all parts is called.")
    labels: Mapping[Cell, Title] = Field({}, description="What readers see for other values of a breakdown, such as teams.")
    in_sentences: Mapping[Cell, Title] = Field(
        {},
        description="What sentences call an area or another value of a breakdown, where it is not its title: county: the County.",
    )
    defaults: Defaults = Field(default_factory=Defaults, description="What measures need not say.")
    sample: Flag = Field(False, description="Whether the data are a sample.")
    sample_banner: Line = Field("", description="What the banner of each page says of the sample.")
    sample_notice: Prose = Field("", description="What kind of sample it is.")
    licence: Licence | None = Field(None, description="The licence of the data.")
    next_edition: Line = Field("", description="When the next edition appears.")
    accessibility: Accessibility | None = Field(None, description="The accessibility statement of the book.")
    track_record: TrackRecord = Field(
        default_factory=lambda: TrackRecord.model_validate({}), description="What the page of the track record looks at."
    )

    @property
    def originals(self) -> Originals:
        """What sentences call the original report and the plan: as the body does, or by what they are."""
        given = {
            "printed": self.original_name,
            "progress": self.original_name,
            "plan": self.delivery_plan_name or self.delivery_plan_title,
        }
        return Originals(**{key: name for key, name in given.items() if name})

    def address_of(self, quarter: Quarter, version: int) -> str:
        """Where an edition stands on the web, with a slash at its end; blank where the archive's address is not known."""
        return f"{self.archive.rstrip('/')}/{place_of(quarter, version)}/" if self.archive else ""

    @property
    def whole_title(self) -> str:
        """What readers see for the whole area."""
        return self.total_label or self.area

    def problems(self) -> Iterator[Problem]:
        yield from repeats(self.areas, "areas")
        yield from self._area_problems()
        named = {self.whole, *(area.id for area in self.areas), *self.labels}
        for value in self.in_sentences:
            if value not in named:
                yield Problem("in_sentences", f"'{value}' is neither an area nor a value under labels.", "Name it there first.")
        if self.sample and not (self.sample_banner or self.sample_notice):
            yield Problem("sample", "nothing says what kind of sample it is.", "Write sample_notice.")

    def _area_problems(self) -> Iterator[Problem]:
        """Names that two areas share, and areas whose names stand in two places that differ."""
        met: dict[str, str] = {self.whole.casefold(): ""}
        for area in self.areas:
            for name in dict.fromkeys(" ".join(name.casefold().split()) for name in area.names):
                if name in met and met[name] != area.id:
                    other = f"'{met[name]}'" if met[name] else "the whole"
                    yield Problem("areas", f"'{name}' names '{area.id}', and {other} too.", "Let each name be of one area.")
                met.setdefault(name, area.id)
            if self.labels.get(area.id, area.title) != area.title:
                found = f"'{area.id}' is an area with the title '{area.title}', and here it is '{self.labels[area.id]}'."
                yield Problem("labels", found, "Take it out here: an area has its title under areas.")
