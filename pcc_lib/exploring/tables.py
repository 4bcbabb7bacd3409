"""The periods and parts of one measure: as a table of printed figures, and as a frame of numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import period_label
from pcc_lib.exploring.shown import ShownTable
from pcc_lib.figures.catalogue import words_of
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Measure
from pcc_lib.pages.page import Page
from pcc_lib.pages.topic import measures_table
from pcc_lib.writing.tables import Cell

KEYS = ("period", "part")
NUMBERS = ("numerator", "denominator", "value")


def parts_told(series: Series | None) -> tuple[str, ...]:
    """What a measure is told of: the whole (`""`) where it has one, and the parts of its breakdown."""
    if series is None:
        return ()
    told_apart = bool(series.measure.breakdown) or not series.has_whole
    return ("",) * series.has_whole + tuple(series.parts) * told_apart


def period_table(page: Page, measure: Measure, parts: Sequence[str], last: int) -> ShownTable:
    """The newest periods of a measure, newest first: the value of each part, and the change that it is told by where there is
    one part alone."""
    series = page.figures.series(measure.id)
    periods = series.periods[::-1] if series else []
    changes = [measure.change] * (len(parts) == 1 and measure.change != "none" and not measure.of)
    names = [page.project.label(part) if part else "Value" if len(parts) == 1 else "All" for part in parts]
    rows: list[list[Cell]] = [
        [
            period_label(period),
            *(page.figures.of(measure.id, "value", part, period) for part in parts),
            *(page.figures.of(measure.id, change, part, period) for change in changes for part in parts),
        ]
        for period in periods[:last]
    ]
    titles = [words_of(change).capitalize() for change in changes]
    shown = f", newest {last} of {len(periods)} periods" if len(periods) > last else ""
    columns = ["Period", *names, *titles]
    return ShownTable(f"{measure.title} ({measure.unit}){shown}", columns, rows, range(1, len(columns)))


def part_table(page: Page, measure: Measure) -> ShownTable:
    """The latest value of the whole and of each part, with its change: the rows of the measure on its topic's page."""
    shown = measures_table(page, [measure], measure.title)
    return ShownTable(shown.caption, shown.columns, shown.rows, shown.numeric)


def frame_of(page: Page, measure: Measure) -> pd.DataFrame:
    """Every period and part that this edition knows: numerator, denominator, value and status.

    The index is the period and the part (`""` is the whole). Numerator and denominator are the source's cells of that period
    (residents: of the year that its rate rests on), the value is over the measure's window, in its unit. What is not known is
    blank with the status `x`; what may not be shown is blank with `c`, its cells too.
    """
    series = page.figures.series(measure.id)
    rows = [_row(page, series, period, part) for part in parts_told(series) for period in series.periods] if series else []
    frame = pd.DataFrame(rows, columns=[*KEYS, *NUMBERS, "status"])
    return frame.astype(dict.fromkeys(NUMBERS, float)).set_index(list(KEYS))


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
