"""The periods and parts of one measure: as a table of printed figures, and as a frame of numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import period_label
from pcc_lib.exploring.shown import ShownTable
from pcc_lib.figures.catalogue import words_of
from pcc_lib.figures.few import as_told
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.listed import parts_told
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Measure
from pcc_lib.pages.page import Page
from pcc_lib.pages.topic import measures_table
from pcc_lib.writing.tables import Cell

KEYS = ("period", "part")
NUMBERS = ("numerator", "denominator", "value")


def no_data(page: Page, measure: Measure) -> str:
    """That no data are supplied for a measure, and why not; nothing where there are data (of a correlation: of both)."""
    lacking = [id for id in measure.of or (measure.id,) if page.figures.series(id) is None]
    reasons = [page.figures.measure(id).missing for id in lacking]
    return f"No data are supplied for {' and '.join(lacking)}: {' '.join(reasons) or 'not in this quarter.'}" if lacking else ""


class _Column(NamedTuple):
    """A column of a table of periods: its title, and the figure that it tells of each."""

    title: str
    measure: str
    statistic: str = "value"
    part: str = ""


def _label(page: Page, measure: Measure, period: str) -> str:
    series = page.figures.series(measure.of[0] if measure.of else measure.id)
    return series.source.calendar.label(period) if series else period_label(period)


def period_table(page: Page, measure: Measure, parts: Sequence[str], last: int) -> ShownTable:
    """The newest periods of a measure, newest first: the value of each part, and the change that it is told by where there is
    one part alone. Of a correlation: its two series, over its months."""
    periods = _periods(page, measure)[::-1]
    columns = [_Column(page.figures.measure(id).title, id) for id in measure.of] or _columns(page, measure, parts)
    rows: list[list[Cell]] = [
        [_label(page, measure, period), *(_told(page, c, period) for c in columns)] for period in periods[:last]
    ]
    shown = f", newest {last} of {len(periods)} periods" if len(periods) > last else ""
    of_what = "its two series" if measure.of else measure.unit
    titles, notes = ["Period", *(c.title for c in columns)], [no_data(page, measure)] * (not periods)
    return ShownTable(f"{measure.title} ({of_what}){shown}", titles, rows, range(1, len(titles)), notes=notes)


def _told(page: Page, column: _Column, period: str) -> Figure:
    about = page.figures.about(column.measure, column.part)
    return as_told(about(column.statistic, period), page.figures.measure(column.measure), about)


def _columns(page: Page, measure: Measure, parts: Sequence[str]) -> list[_Column]:
    alone = "Value" if len(parts) == 1 else "All"
    values = [_Column(page.project.label(part) if part else alone, measure.id, "value", part) for part in parts]
    if len(parts) != 1 or measure.change == "none":
        return values
    return [*values, _Column(words_of(measure.change).capitalize(), measure.id, measure.change, parts[0])]


def _periods(page: Page, measure: Measure) -> list[str]:
    """The periods that a measure has a value of, or could have; of a correlation the months that it rests on."""
    if measure.of:
        return [] if no_data(page, measure) else list(page.figures.of(measure.id).period.periods)
    series = page.figures.series(measure.id)
    return series.periods if series else []


def part_table(page: Page, measure: Measure) -> ShownTable:
    """The latest value of the whole and of each part, with its change: the rows of the measure on its topic's page."""
    shown = measures_table(page, [measure], measure.title)
    return ShownTable(shown.caption, shown.columns, shown.rows, shown.numeric)


def frame_of(page: Page, measure: Measure) -> pd.DataFrame:
    """Every period and part that this edition knows: numerator, denominator, value and status.

    The index is the period and the part (`""` is the whole). Numerator and denominator are the source's cells of that period
    (residents: of the year that its rate rests on), the value is over the measure's window, in its unit. What is not known is
    blank with the status `x`; what may not be shown is blank with `c`, its cells too. Where no data are supplied there are no
    rows. Of a correlation it is the values of its two series side by side: a row for each of its months, a column for each.
    """
    if measure.of:
        return _side_by_side(page, measure)
    series = page.figures.series(measure.id)
    rows = [_row(page, series, period, part) for part in parts_told(series) for period in series.periods] if series else []
    frame = pd.DataFrame(rows, columns=[*KEYS, *NUMBERS, "status"])
    return frame.astype(dict.fromkeys(NUMBERS, float)).set_index(list(KEYS))


def _side_by_side(page: Page, measure: Measure) -> pd.DataFrame:
    periods = _periods(page, measure)
    values = {id: [page.figures.of(id, "value", "", period).numeric for period in periods] for id in measure.of}
    return pd.DataFrame(values, index=pd.Index(periods, name="period", dtype=object), dtype=float)


def _row(page: Page, series: Series, period: str, part: str) -> dict[str, object]:
    figure = page.figures.of(series.measure.id, "value", part, period)
    known = {role: math.nan if figure.hidden else _cell(series, role, period, part) for role in ("numerator", "denominator")}
    return {"period": period, "part": part, **known, "value": figure.numeric, "status": str(figure.status)}


def _cell(series: Series, role: str, period: str, part: str) -> float:
    if role in series.columns:
        return series.vector(role, Span.of(period), part)[0]
    by_residents = role == "denominator" and "population" in series.measure.how.roles
    residents = series.population_at(period, part) if by_residents else None
    return residents.value if residents else math.nan
