"""The rows of a sheet to edit: those that are held, and empty ones for the periods that are expected next."""

from __future__ import annotations

from collections.abc import Iterator

from pcc_lib.core.quarters import Quarter, first_month, shift
from pcc_lib.inputs import missing_rows
from pcc_lib.receiving.held import Held
from pcc_lib.receiving.incoming import Key

MOST = 60  # periods to come: five years of months
_USUAL = {"month": 3, "quarter": 1, "year": 1}  # periods to come where no quarter is named, by what a row covers


def expected(held: Held, quarter: Quarter | None = None) -> list[Key]:
    """Period and part of each row that comes next: up to the end of `quarter`, else as many as a quarter brings.

    Parts whose lifetime has ended, and periods that are declared to be missing, are expected no more. Of a source without rows
    nothing is known to come next.
    """
    source = held.source
    periods = list(_periods(held, quarter)) if source.last_period else []
    return [
        (source.calendar.written(period), part)
        for period in periods
        for part in source.parts
        if not missing_rows.is_declared(source, period, part)
    ]


def _periods(held: Held, quarter: Quarter | None) -> Iterator[str]:
    """The periods after the last one, as the library has them."""
    calendar, period = held.source.calendar, held.source.last_period
    for number in range(1, MOST + 1):
        period = shift(period, calendar.step)
        if quarter is None:
            if number > max(_USUAL[calendar.kind] // calendar.step, 1):
                return
        elif first_month(period) > quarter.months[-1]:
            return
        yield period
