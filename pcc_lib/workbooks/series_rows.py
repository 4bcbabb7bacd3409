"""Every period of every measure: the values that its charts draw, of the whole and of each part, with their signs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pcc_lib.core.frames import labels_of
from pcc_lib.core.numerals import printed
from pcc_lib.core.periods import Span
from pcc_lib.core.status import CONFIDENTIAL, MISSING, RECONSTRUCTED, Statuses
from pcc_lib.figures.figure import FigureId
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Measure
from pcc_lib.pages.page import Page
from pcc_lib.workbooks.columns import ALL, FIGURE, MEASURE, PART, SHORTHAND, TOPIC, UNIT, unit_of
from pcc_lib.workbooks.table import NO_SIGN, Cell, Column, DataTable, Number

SERIES = DataTable(
    "series",
    "Series",
    "One row for each period, measure and part that this edition knows. As printed: as the report prints the value.",
    (
        TOPIC,
        MEASURE,
        PART,
        Column("period", "Period", "The period of the value, as its source writes it: a month such as 2023-10."),
        Column("period_in_words", "Period in words", "The same period for readers.", wide=True),
        Column("value", "Value", "The value, with up to twelve digits.", numeric=True),
        Column("as_printed", "As printed", "The value as the report prints it."),
        UNIT,
        SHORTHAND,
        FIGURE,
    ),
    key=("figure",),
)


def series_rows(page: Page, topic: str, measures: Sequence[Measure]) -> DataTable:
    """The series of a topic's measures."""
    found = ((m, s) for m in measures if (s := page.figures.series(m.id)) is not None)
    return SERIES.with_rows(row for m, series in found for row in _rows(page, topic, m, series))


def _rows(page: Page, topic: str, measure: Measure, series: Series) -> Iterator[list[Cell]]:
    """The rows of one measure, from its first value on; those of the whole first."""
    label, unit = page.project.label, unit_of(measure)
    for part in parts_of(series):
        told = page.figures.printed_periods(measure.id, part)
        begun = False
        for period, value in zip(labels_of(values := series.values(part)), values.tolist(), strict=True):
            known = value == value
            sign = "" if known else series.marker(series.window(period) or Span.of(period), part)
            begun = begun or known or sign == CONFIDENTIAL
            if begun:
                status = _status(series.status(Span.of(period)), sign, period in told)
                when = (series.source.calendar.taken_along(period), series.source.calendar.label(period))
                name = str(FigureId.of(measure.id, "value", part, period))
                shown = _shown(value, measure) if known else (f"[{sign}]", f"[{sign}]")
                if known and period in told:  # as the original prints it
                    shown = (shown[0], page.figures.figure(name).text)
                yield [topic, measure.title, label(part) if part else ALL, *when, *shown, unit, status, name]


def parts_of(series: Series) -> list[str]:
    """The parts that have a series of their own, the whole (`""`) first where there is one; one part alone is the whole."""
    parts = list(series.all_parts)
    return [*([""] if series.has_whole else []), *(parts if len(parts) > 1 or not series.has_whole else [])]


def _shown(value: float, measure: Measure) -> tuple[Cell, Cell]:
    text = printed(value, measure.unit, measure.decimals, measure.precision)
    return Number(f"{value:.12g}", measure.decimals), text


def _status(rows: Statuses, sign: str, is_printed: bool) -> str:
    """The signs of a value: of one that is not known why; of one that an original prints not that its rows are reconstructed."""
    if sign:
        return f"[{sign}]" if sign in (CONFIDENTIAL, MISSING) else NO_SIGN
    held = rows.without(RECONSTRUCTED) if is_printed else rows
    return " ".join(f"[{letter}]" for letter in held) or NO_SIGN
