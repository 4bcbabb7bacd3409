"""What is asked for when a figure of a measure is made, and how its value becomes a printed figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from pcc_lib.core import numerals
from pcc_lib.core.periods import NO_PERIOD, Span
from pcc_lib.core.status import CONFIDENTIAL as HELD_BACK
from pcc_lib.core.status import NONE, NOT_KNOWN, UNRELIABLE, Statuses
from pcc_lib.figures.figure import Figure, FigureId, unknown
from pcc_lib.figures.series import Series
from pcc_lib.figures.workings import Working
from pcc_lib.inputs.measures import Measure
from pcc_lib.statistics import calculate
from pcc_lib.statistics.disclosure import survey_marker


@dataclass(frozen=True)
class Asked:
    """A statistic of a measure with data: the part as its source writes it, the period (the latest where none is named)."""

    name: FigureId
    series: Series
    part: str
    period: str

    @property
    def measure(self) -> Measure:
        """The measure's definition."""
        return self.series.measure

    @property
    def statistic(self) -> str:
        """What is asked of it."""
        return self.name.statistic

    @property
    def span(self) -> Span:
        """What the value of the period rests on; the period itself where the window has not begun."""
        return self.series.window(self.period) or self.series.source.calendar.covers(self.period)

    @property
    def first_part(self) -> str:
        """The id of a part, as an example."""
        return numerals.part_id(self.series.all_parts[0])

    def unknown(self, unit: str) -> Figure:
        """The figure that says that the value is not known."""
        return unknown(self.name, self.part, self.series.source.calendar.covers(self.period), unit, self.series.kind())


Maker = Callable[[Asked], Figure]


@dataclass(frozen=True)
class Face:
    """How a value is told: its unit, its text, its statuses; for a change, what it is set against."""

    unit: str
    text: Callable[[float], str]
    status: Statuses = NONE
    compared_with: Span = NO_PERIOD
    kind: str = "computed"


def made(name: FigureId, part: str, working: Working, face: Face) -> Figure:
    """The figure of a working: what cannot be worked out prints `[x]`."""
    value = working.value()
    known = calculate.defined(value)
    return Figure(
        name,
        part,
        working.span,
        face.compared_with,
        value if known else None,
        face.unit,
        face.text(value) if known else numerals.MISSING,
        face.kind,
        face.status if known else NOT_KNOWN,
        working.lettered,
        " ".join(map(str, working.cells)),
    )


def marked(figure: Figure, asked: Asked, working: Working) -> Figure:
    """A survey's figure as it may be printed: withheld or marked where too few people answered."""
    series, base = asked.series, asked.measure.terms("denominator")
    if not series.is_survey:
        return figure
    asked_people = [series.total("denominator", c.span, asked.part) for c in working.cells if c.terms == base]
    marker = survey_marker(min(asked_people, default=float("nan"))).strip("[]")
    if marker == HELD_BACK:
        return replace(figure, value=None, text=numerals.CONFIDENTIAL, status=Statuses(frozenset(HELD_BACK)))
    if marker == UNRELIABLE and figure.known:
        return replace(figure, text=f"{figure.text} [{UNRELIABLE}]", status=figure.status | UNRELIABLE)
    return figure
