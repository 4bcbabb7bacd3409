"""Levels, totals, changes and shares: figures that follow from sums of cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pcc_lib.core import numerals
from pcc_lib.core.periods import FIRST_MONTHS, NO_PERIOD, Span, is_yearly, months_to, year_start
from pcc_lib.core.status import CONFIDENTIAL, HELD_BACK
from pcc_lib.figures.asked import Asked, Face, Maker, made, marked
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.workings import Working, combined, level_working
from pcc_lib.inputs.measures import Measure

Spans = Callable[[Asked], tuple[Span, Span] | None]
FORMS = ("number", "percent", "points", "per_month")


# ── levels ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def value(asked: Asked) -> Figure:
    """The measure over its window."""
    span = asked.series.window(asked.period)
    return _level(asked, span) if span else asked.unknown(asked.measure.unit)


def total_12_months(asked: Asked) -> Figure:
    """Twelve months added up, or worked out from sums of twelve months."""
    return _level(asked, months_to(asked.period, 12))


def mean_12_months(asked: Asked) -> Figure:
    """The average month of twelve; what cannot be added up is worked out from sums of twelve months."""
    whole = level_working(asked.series, months_to(asked.period, 12), asked.part)
    return _of_series(asked, combined("average", whole, after=", 12") if asked.measure.is_additive else whole)


def total_since_break(asked: Asked) -> Figure:
    """All since the last month from which values cannot be set beside earlier ones."""
    breaks = [b.month for b in asked.measure.breaks if b.month <= asked.period]
    return _level(asked, Span(max(breaks), asked.period)) if breaks else asked.unknown(asked.measure.unit)


def year_to_date(kind: str) -> Maker:
    """A maker of the year so far: of a `calendar year` or a `financial year`."""
    return lambda asked: _level(asked, Span(year_start(asked.period, FIRST_MONTHS[kind]), asked.period))


def whole_year(kind: str) -> Maker:
    """A maker of the year that holds a period, as far as it is known."""

    def make(asked: Asked) -> Figure:
        year = Span.of(year_start(asked.period, FIRST_MONTHS[kind]))
        return _level(asked, year.to(min(year.shifted(11).last, asked.series.last)))

    return make


def _level(asked: Asked, span: Span) -> Figure:
    return _of_series(asked, level_working(asked.series, span, asked.part))


def share(asked: Asked) -> Figure:
    """One part of a count in per cent of the whole."""
    whole = level_working(asked.series, asked.span)
    piece = level_working(asked.series, asked.span, asked.part)
    return _of_series(asked, combined("percentage", piece, whole), unit="%")


# ── changes ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def change(compared: Spans, form: str = "") -> Maker:
    """A maker of a change between two spans; `form` is one of FORMS, else the one that fits the measure."""

    def make(asked: Asked) -> Figure:
        told = form or default_form(asked.measure)
        unit = change_unit(asked.measure, told)
        spans = compared(asked)
        if spans is None:
            return asked.unknown(unit)
        now, before = (level_working(asked.series, span, asked.part) for span in spans)
        working = combined(f"change_{'number' if told == 'per_month' else told}", now, before)
        working = combined("per_month", working) if told == "per_month" else working
        return _of_series(asked, working, before.span, unit)

    return make


def default_form(measure: Measure) -> str:
    """How a change of this measure is told: per cent of counts, points of percentages, else the difference."""
    if measure.is_share:
        return "points"
    whole_units = measure.how.ready_made and measure.unit in ("seconds", "rank")
    return "number" if whole_units or measure.how.change != "percent" else "percent"


def change_unit(measure: Measure, form: str) -> str:
    """The unit of a change in this form."""
    points = form == "points" or (form != "percent" and measure.is_share)
    if form != "percent" and measure.unit == "rank":
        return "places"  # from the 39th to the 36th are three
    return "%" if form == "percent" else "percentage points" if points else measure.unit


def year_against_year(asked: Asked) -> tuple[Span, Span]:
    """Twelve months, and the twelve before."""
    now = replace(months_to(asked.period, 12), step=asked.series.source.calendar.step)
    return now, now.shifted(-12)


def against_baseline(asked: Asked) -> tuple[Span, Span]:
    """Twelve months, and the base year."""
    year = asked.measure.baseline
    return months_to(asked.period, 12), Span(f"{year}-01", f"{year}-12")


def window_against(months: int) -> Spans:
    """The measure's window, and the same so many months earlier (of yearly values: the year before)."""

    def spans(asked: Asked) -> tuple[Span, Span] | None:
        yearly = asked.series.source.period == "year" or is_yearly(asked.period)
        earlier = Span.of(asked.period).shifted(-1 if yearly else -months).last
        now, before = asked.series.window(asked.period), asked.series.window(earlier)
        return None if now is None or before is None or asked.measure.window.since else (now, before)

    return spans


# ── what all of them share ────────────────────────────────────────────────────────────────────────────────────────────
def _of_series(asked: Asked, working: Working, before: Span = NO_PERIOD, unit: str = "") -> Figure:
    """The figure of a working over a measure's cells: rounded, signed and marked as the measure wants it."""
    series, told = asked.series, unit or asked.measure.unit
    status = series.status(Span((before or working.span).first, working.span.last))
    face = Face(told, _text(asked.measure, told, working, bool(before)), status, before, series.kind())
    figure = marked(made(asked.name, asked.part, working, face), asked, working)
    hidden = not figure.known and series.marker(Span((before or working.span).first, working.span.last), asked.part)
    return replace(figure, text=numerals.CONFIDENTIAL, status=HELD_BACK) if hidden == CONFIDENTIAL else figure


def _text(measure: Measure, unit: str, working: Working, is_change: bool) -> Callable[[float], str]:
    derived = unit in ("%", "percentage points") and not measure.is_share  # a percentage of something not in per cent
    decimals = 1 if derived else 0 if working.formula.startswith("per_month") else measure.decimals

    def text(number: float) -> str:
        shown = numerals.printed(number, unit, decimals, measure.precision)
        return numerals.signed(shown) if is_change else shown

    return text
