"""Measures and topics: what their files may say."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema

from pcc_lib.core.periods import WINDOW_FORM, Window
from pcc_lib.core.quarters import shift
from pcc_lib.inputs.calculations import CALCULATIONS, Calculation
from pcc_lib.inputs.models.columns import Columns, Term, term_problems, terms
from pcc_lib.inputs.models.counterparts import Counterpart
from pcc_lib.inputs.models.kinds import (
    Cell,
    Column,
    ColumnOf,
    Day,
    Decimals,
    Flag,
    Form,
    Hyphened,
    Line,
    Many,
    Month,
    Order,
    Positive,
    Prose,
    Snake,
    Title,
    Whole,
)
from pcc_lib.inputs.models.records import Model, Problem, repeats
from pcc_lib.inputs.models.targets import Goal, Target
from pcc_lib.inputs.models.telling import refuse, shown

# the names in the registry; a type checker cannot see into a table
if TYPE_CHECKING:
    CalculationName = str
else:
    CalculationName = Literal[tuple(CALCULATIONS)]
ToldBy = Literal["value", "change_on_month", "change_on_year", "change_12_months", "change_on_baseline"]
Change = Literal["change_on_month", "change_on_year", "change_12_months", "change_on_baseline", "none"]
Direction = Literal["increase", "decrease", "neutral"]
Disclosure = Literal["none", "rounding", "threshold"]
# what each kind draws is told in pages/chart_kinds.py; tests/test_chart_kinds.py holds the two together
ChartKind = Literal[
    "trend", "forecast", "baseline", "breakdown", "change", "scatter", "bars", "intervals", "differences", "funnel", "rank", "map"
]


def _window(value: Any) -> Window:
    try:
        return value if isinstance(value, Window) else Window.parse(str(value))
    except ValueError:
        todo = "Write month, 12 months, since 2023-04, calendar year, financial year or unstated."
        raise refuse(f"'{shown(value)}' is not a window.", todo) from None


WindowText = Annotated[
    Window,
    PlainValidator(_window, json_schema_input_type=str),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": f"^({WINDOW_FORM})$"}),
]
Unit = Annotated[
    str,
    Form(
        r"%|[A-Za-z][A-Za-z0-9 ,'’-]{0,59}",
        "is not a unit.",
        "Write what is counted, in the plural, or one of: %, seconds, rank, GBP, GBP million.",
    ),
]
# units that decide how a number is printed, with what people write in their place
_MEANT = {
    "percent": "%",
    "per cent": "%",
    "pct": "%",
    "percentage": "%",
    "second": "seconds",
    "sec": "seconds",
    "secs": "seconds",
    "s": "seconds",
    "pounds": "GBP",
    "pound": "GBP",
    "gbp": "GBP",
    "place": "rank",
    "position": "rank",
    "ranking": "rank",
    "pp": "percentage points",
    "points": "percentage points",
    "gbp million": "GBP million",
    "percentage point": "percentage points",
}
LEAST_PAIRS = 3  # a correlation of fewer months cannot be worked out
MOST_MEASURES = 8  # of one chart
_NOT_OF_COUNTS = ("%", "rank", "r", "percentage points")


class Defaults(Model):
    """What the files of measures need not say; a measure's own key holds before its topic's, and that before the body's."""

    owner: Line = Field(default="", description="Who answers for the measure.")
    sample_owner: Flag = Field(default=False, description="Whether that owner is a sample, not a named officer.")
    reviewed_by: Line = Field(default="", description="Who has checked the definition.")
    next_review: Day = Field(default="", description="When the definition is to be reviewed.")
    disclosure: Disclosure = Field(default="none", description="How small numbers are protected.")
    change: Change = Field(default="change_on_year", description="The change that is told.")


class Break(Model):
    """A month from which values cannot be set beside earlier ones, or limits begin anew, with the reason."""

    month: Month = Field(description="The first month of the new kind.")
    reason: Line = Field(description="Why.")


class SeriesBreak(Break):
    """A month in which a series breaks."""

    comparable: bool = Field(False, description="Whether earlier months were brought into line, so that both sides are compared.")


class MeasureFile(Model):
    """The definition of one measure, as `data/measures/<id>.yml` states it."""

    title: Title = Field(description="What the measure is called.")
    subject: Title = Field("", description="What a sentence calls it: `The wait for an answer`. Made of the title if blank.")
    plural: Flag | None = Field(None, description="Whether that is several things; found by its words where nothing is said.")
    topic: Hyphened = Field(description="The topic that it belongs to: the name of a file in data/topics.")
    order: Order = Field(1_000, description="Its place among the topic's measures, from the smallest.")
    source: Snake = Field("", description="The source that supplies it: the name of a file in data/sources.")
    missing: Line = Field("", description="Why there are no data, where there is no source.")
    calculation: CalculationName = Field("count", description="How its values are worked out.")
    numerator: Columns = Field(
        (), description="The first column of the calculation, or several that are added up: what is counted, or divided."
    )
    minus: Columns = Field((), description="Columns that are taken off the numerator: all crime without anti-social behaviour.")
    denominator: Columns = Field(
        (), description="The second column, or several that are added up: what a percentage or mean divides by."
    )
    denominator_minus: Columns = Field((), description="Columns that are taken off the denominator.")
    population: ColumnOf = Field("", description="Source and column of the residents, for a rate.")
    of: Annotated[tuple[Snake, ...], Many] = Field((), description="The two measures of a correlation.")
    multiply_by: Positive = Field(
        1, description="What a count is multiplied by, such as hours a report; other calculations have none."
    )
    per_day: Flag = Field(False, description="Whether months are compared per day, since months differ in length.")
    rows: Mapping[Column, Annotated[tuple[Cell, ...], Many]] = Field(
        {}, description="Which rows of the source to keep: a column with the values."
    )
    breakdown: Column = Field("", description="The column whose values are told one by one.")
    whole: Flag = Field(True, description="Whether there is a value for all parts together.")
    window: WindowText = Field(
        "month",
        validate_default=True,
        description="What a value covers: month, 12 months, since 2023-04, calendar year, financial year; unstated where its "
        "producer says only where it ends.",
    )
    unit: Unit = Field(description="What is counted, in the plural; or %, seconds, rank, GBP, GBP million.")
    decimals: Decimals | None = Field(
        None, description="Digits after the point: 1 for percentages and 0 for others, where nothing is said."
    )
    precision: Literal["seconds", "minutes"] = Field("seconds", description="How exactly a time is printed.")
    good_direction: Direction = Field(description="Which way is better.")
    change: Change = Field("change_on_year", description="The change that is told; change_on_year where nothing is said.")
    told_by: ToldBy = Field(
        "value", description="What the landing page tells it by: its value, or a change where that is printed."
    )
    target: Target | None = Field(None, description="The target, where there is one.")
    counterpart: Counterpart | None = Field(None, description="The public measure that it is held against, where there is one.")
    breaks: Annotated[tuple[SeriesBreak, ...], Many] = Field((), description="Months where the series breaks.")
    rebase: Annotated[tuple[Break, ...], Many] = Field((), description="Months where the limits begin anew.")
    baseline: Annotated[Whole, Field(ge=1990, le=2100)] = Field(2019, description="The base year of change_on_baseline.")
    why_it_matters: Prose = Field(description="Why a resident should care.")
    caveats: Annotated[tuple[Prose, ...], Many] = Field((), description="What a reader must know before judging it.")
    owner: Line = Field("", description="Who answers for it.")
    sample_owner: Flag = Field(False, description="Whether that owner is a sample, not a named officer.")
    reviewed_by: Line = Field("", description="Who has checked the definition.")
    next_review: Day = Field("", description="When the definition is to be reviewed.")
    disclosure: Disclosure = Field("none", description="How small numbers are protected.")
    in_scorecard: Flag = Field(True, description="Whether the scorecard shows it.")
    area_label: Title = Field("", description="The area it is of, where that is not the body's own.")

    def problems(self) -> Iterator[Problem]:
        yield from _unit_problems(self)
        if self.subject.lower().endswith((".", ",", ":", ";", "?", "!", " is", " are", " was", " were")):
            yield Problem("subject", f"'{shown(self.subject)}' is no subject.", "Leave out the verb and the stop at its end.")
        yield from _supply_problems(self)
        yield from _useless_problems(self)
        yield from _column_problems(self)


class Measure(MeasureFile):
    """The definition of one KPI: what its file says, and what its topic's and the body's defaults add."""

    id: Snake
    owner: Line
    next_review: Day
    decimals: Decimals

    @property
    def has_data(self) -> bool:
        """Whether any source supplies it; otherwise it prints `[x]`."""
        return bool(self.source or self.of)

    @property
    def is_duration(self) -> bool:
        """Whether its values are seconds, printed as people say them."""
        return self.unit == "seconds"

    @property
    def is_share(self) -> bool:
        """Whether its values are percentages, whose differences are percentage points."""
        return self.unit == "%"

    @property
    def how(self) -> Calculation:
        """How its values are worked out: its entry in the registry."""
        return CALCULATIONS[self.calculation]

    @property
    def formula(self) -> str:
        """How a value is worked out, with `#` for the cells of each role."""
        return self.how.formula(self.multiply_by)

    def terms(self, role: str) -> tuple[Term, ...]:
        """The columns of a role, `numerator` or `denominator`, each with the sign that it counts by."""
        if role == "numerator":
            return terms(self.numerator, self.minus)
        return terms(self.denominator, self.denominator_minus)

    def goal(self, period: str, part: str = "") -> Goal | None:
        """What its target asks for at a period; None where it has none, or none yet. A quarter is held against the target that it
        began under, as a year is."""
        return self.target.at(shift(period, 1 - self.window.step), part) if self.target else None

    @property
    def is_additive(self) -> bool:
        """Whether values of several months may be summed."""
        return self.how.adds_up


class Chart(Model):
    """One chart of a topic, as the topic's file asks for it."""

    id: Hyphened = Field(description="A name of its own within the topic.")
    kind: ChartKind = Field(description="What kind of chart.")
    measures: Annotated[tuple[Snake, ...], Many, Field(min_length=1, max_length=MOST_MEASURES)] = Field(
        description="What it shows."
    )
    by: str = Field("", description="How measures are split.")
    start: Month = Field("", alias="from", description="The first month that is drawn.")
    title: Title = Field("", description="A title in place of the message that the library writes.")
    statistic: Snake = Field("", description="The statistic that is drawn.")
    reference: Snake = Field("", description="A measure drawn as a line to compare with.")


class TopicFile(Model):
    """A group of measures told as What? / So what? / Now what?, as `data/topics/<id>.yml` states it."""

    title: Title = Field(description="What the topic is called.")
    subject: Title = Field(
        "", description="What its measures have in common, as the subject of a sentence, in the plural: Scores in the survey."
    )
    priority: Hyphened = Field(description="The priority that it belongs to, from data/plan/priorities.yml.")
    order: Order = Field(description="Its place within the priority, from the smallest.")
    tiles: tuple[Snake, ...] = Field((), description="The measures shown as tiles.")
    charts: tuple[Chart, ...] = Field((), description="The charts, in their order.")
    events: tuple[Hyphened, ...] = Field((), description="Events from data/plan/events.yml that charts mark.")
    scorecard_only: Flag = Field(False, description="Whether the topic stands in the scorecard alone.")
    defaults: Defaults = Field(default_factory=Defaults, description="What its measures need not say.")

    def problems(self) -> Iterator[Problem]:
        yield from repeats(self.charts, "charts")


class Topic(TopicFile):
    """A topic with its id, the name of its file."""

    id: Hyphened


def _unit_problems(m: MeasureFile) -> Iterator[Problem]:
    """A unit decides how a number is printed: `percent` would print "27.3 of callers"."""
    meant = _MEANT.get(m.unit.strip().lower())
    how = CALCULATIONS[m.calculation]
    wanted = how.example or how.unit
    if meant and m.unit != meant:
        yield Problem("unit", f"'{m.unit}' is not a unit.", f'Write unit: "{wanted or meant}".')
    elif not how.fits(m.unit):
        yield Problem("unit", f"a {m.calculation} is not told in '{m.unit}'.", f'Write unit: "{wanted}".')
    elif not (wanted or how.ready_made) and m.unit in _NOT_OF_COUNTS:
        yield Problem("unit", f"a {m.calculation} is not told in '{m.unit}'.", "Write what is counted, in the plural.")


def _supply_problems(m: MeasureFile) -> Iterator[Problem]:
    """A measure either names what supplies it, or says why nothing does."""
    supplied = bool(m.source or m.of)
    if supplied and m.missing:
        yield Problem("source", "has both a source and a reason for having none.", "Take one of 'source' and 'missing' out.")
    if not supplied and not m.missing:
        yield Problem(
            "source", "neither 'source' nor 'missing' is given.", "Name the source, or say in 'missing' why there are no data."
        )
    for key in CALCULATIONS[m.calculation].needs if supplied else ():
        if not getattr(m, key):
            yield Problem(key, f"a {m.calculation} needs '{key}'.", "Add it.")
    of_two = "of" in CALCULATIONS[m.calculation].roles
    if m.of and not (of_two and len(m.of) == 2):
        yield Problem(
            "of",
            f"names {len(m.of)} measure{'' if len(m.of) == 1 else 's'}.",
            "A correlation is of two; other calculations name a source.",
        )
    if of_two and m.source:
        yield Problem("source", "a correlation is of two measures, not of a source.", "Take it out.")


def _useless_problems(m: MeasureFile) -> Iterator[Problem]:
    """Keys that would change nothing: whoever wrote one expects that it does."""
    for key in CALCULATIONS[m.calculation].useless if m.source or m.of else ():
        if getattr(m, key) != MeasureFile.model_fields[key].default:
            takers = ", ".join(name for name, each in CALCULATIONS.items() if key not in each.useless)
            yield Problem(key, f"changes nothing where 'calculation' is {m.calculation}.", f"Take it out. It is for: {takers}.")
    if m.per_day and not m.window.is_month:
        yield Problem("per_day", f"compares months, and the values cover {m.window}.", "Take it out.")
    if m.window.unstated and not CALCULATIONS[m.calculation].ready_made:
        yield Problem("window", f"a {m.calculation} is worked out here, over periods that are known.", "Write which.")
    if m.precision != "seconds" and m.unit != "seconds":
        yield Problem("precision", f"tells how a time is printed, and the unit is '{m.unit}'.", "Take it out.")
    if "of" in CALCULATIONS[m.calculation].roles and m.window.months < LEAST_PAIRS:
        yield Problem("window", f"a {m.calculation} is of at least {LEAST_PAIRS} months.", "Write, such as, window: 12 months.")


def _column_problems(m: MeasureFile) -> Iterator[Problem]:
    """Columns of a role that do not go together, or that cannot be put together."""
    yield from term_problems("numerator", m.numerator, "minus", m.minus)
    yield from term_problems("denominator", m.denominator, "denominator_minus", m.denominator_minus)
    if CALCULATIONS[m.calculation].ready_made and len(m.numerator) > 1:
        yield Problem("numerator", f"names {len(m.numerator)} columns.", "Published values do not add up: name one.")


def completed(said: MeasureFile, id: str, defaults: Mapping[str, Any]) -> dict[str, Any]:
    """All values of a measure: its own, else the defaults (the strongest last is not needed: they are merged), else ours."""
    values = {name: getattr(said, name) for name in MeasureFile.model_fields}
    values |= {key: value for key, value in defaults.items() if key not in said.model_fields_set}
    values["id"] = id
    if values["decimals"] is None:
        values["decimals"] = CALCULATIONS[said.calculation].decimals
    return values
