"""What a page gives a chart besides its frame: axes, levels, dated marks, and the words and data that stand around it.

Nothing here needs Altair, which is slow to import: only a page that is shown loads the modules that draw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from pcc_lib.core.coded import record
from pcc_lib.core.errors import ReportError
from pcc_lib.writing.html import Markup
from pcc_lib.writing.tables import Cell

MOST_LINES = 4  # that a chart by month can hold, and a reader tell apart
SURVEY_SPAN = 10  # percentage points that an axis of a survey shows at least: half a point is no distance that it can tell


class ChartError(ReportError):
    """A chart was asked for with a frame or text that it cannot draw."""


@record
@dataclass(frozen=True)
class Axis:
    """How the values of a chart are measured, and what they are called.

    `unit` decides how ticks are written: "%", "seconds", "GBP million", "rank", else plain numbers. `from_zero` asks for an
    axis that starts at zero. `good_direction` (increase, decrease, neutral) colours what a shape or a side says already. `least`
    is how much of its unit it shows at least, so that a difference that the values cannot tell does not fill it.
    """

    unit: str
    title: str
    from_zero: bool = True
    good_direction: str = "neutral"
    least: float = 0


@record
@dataclass(frozen=True)
class Level:
    """A line at one value: a target, a mean, what others reach; with `upper` a range from one value to another.

    `first` and `last` are the periods that it holds for; without them it runs through the whole chart.
    """

    value: float
    label: str
    upper: float | None = None
    first: str = ""
    last: str = ""


@record
@dataclass(frozen=True)
class Dated:
    """A month that a chart marks, such as "2023-10", and what it says there."""

    month: str
    label: str


@record
@dataclass(frozen=True)
class Marks:
    """What is drawn over and under lines in time.

    Events are dotted; a break is solid and cuts the line; levels are dashed, and their ranges shaded between dashed ends; `band`
    is the lower and upper end of a shaded range.
    """

    events: Sequence[Dated] = ()
    breaks: Sequence[Dated] = ()
    levels: Sequence[Level] = ()
    band: tuple[float, float] | None = None


@record
@dataclass(frozen=True)
class Limits:
    """The limits of a funnel, and the common rate that they are drawn around.

    `lines` is a frame sorted by size: size, lower, upper, lower_wide, upper_wide (95% and 99.8% as a rule).
    """

    lines: pd.DataFrame
    mean: float


@dataclass(frozen=True)
class Caption:
    """The words around a chart: its name (`topic/chart`), its number on the page, message, what it shows, source, small print.

    `alt` (1 to 250 characters) is both the image's text and the chart's description. `definition` is an address. `folded`:
    what it shows, and the small print, stand one click away. `half`: it stands beside another one, with half of a page's width.
    `beside`: its table stands open beside it, and both have the page's width together.
    """

    chart_id: str
    number: int
    title: Markup
    subtitle: str
    shows: Markup
    alt: str
    source: str
    definition: str = ""
    note: str = ""
    folded: bool = False
    half: bool = False
    beside: bool = False


@dataclass(frozen=True)
class Data:
    """The numbers of a chart: as a table to read, and as a CSV file to take along.

    `numeric` says whether all columns but the first hold numbers. `files` are those of the project that it rests on.
    """

    columns: Sequence[str]
    cells: Sequence[Sequence[Cell]]
    csv_columns: Sequence[str]
    csv_rows: Sequence[Sequence[object]]
    csv_name: str
    numeric: bool = True
    files: Sequence[str] = ()
