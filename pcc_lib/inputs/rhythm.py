"""The periods of a source's rows: whether each is written as the others are, and the calendar that they keep to."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from pcc_lib.core.calendars import Calendar, examples, form_of, read_period
from pcc_lib.core.errors import DataError, Fault, raise_if
from pcc_lib.core.frames import column_of, each_cell, rows_where
from pcc_lib.core.quarters import is_financial_year, period_label
from pcc_lib.inputs.cells import SHOWN_CELL
from pcc_lib.inputs.models.sources import Descriptor
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.spoilt import Spoilt, spoilt_period


def period_faults(frame: pd.DataFrame, file: str, about: Descriptor) -> list[Fault]:
    """Cells that are no period of the source's kind, and those that are written otherwise than most."""
    kind, cells = about.period, column_of(frame, about.period)
    forms = {cell: form_of(cell, kind) for cell in cells.unique()}
    most = Counter(form for cell in cells if (form := forms[cell])).most_common(1)
    usual = most[0][0] if most else ""
    if is_financial_year(read_period(usual, kind)) and about.year_ends not in ("", "March"):
        found = f"'{usual}' is a year that ends in March, and the descriptor says year_ends: {about.year_ends}."
        return [Fault(file, f"column {kind}", found, "Write the years as 2023, or take year_ends out of the descriptor.")]
    return [
        Fault(file, f"row {i + 2}, column {kind}", *(_no_period(cell, kind) if not forms[cell] else _otherwise(cell, usual)))
        for i, cell in each_cell(cells)
        if forms[cell] != usual or not usual
    ]


def _no_period(cell: str, kind: str) -> Spoilt:
    found = f"'{shown(cell, SHOWN_CELL)}' is not a {kind}."
    return spoilt_period(cell, kind, examples(kind)) or Spoilt(found, f"Write it like {examples(kind)}.", "")


def _otherwise(cell: str, usual: str) -> Spoilt:
    return Spoilt(f"'{shown(cell, SHOWN_CELL)}' is not written as most rows are.", f"Write it like {usual}.", "")


def in_calendar(frame: pd.DataFrame, file: str, about: Descriptor) -> tuple[pd.DataFrame, Calendar]:
    """The rows with their periods as the library has them, without those between that hold nothing; and their calendar.

    A DataError names each row that has a value where its calendar has none.
    """
    kind, cells = about.period, column_of(frame, about.period)
    form = form_of(cells.iloc[0], kind) if len(cells) else ""
    step = about.step
    inner = frame.assign(**{kind: pd.Series([read_period(cell, kind) for cell in cells], index=frame.index, dtype="str")})
    if step == 1 or inner.empty:
        return inner, Calendar(kind, form, step)
    filled = inner.dropna(how="all", subset=[f.name for f in about.fields if f.type != "string"])
    calendar = Calendar(kind, form, step, _usual_month(column_of(filled, kind).tolist()))
    raise_if(DataError, [_between(i, p, file, calendar) for i, p in each_cell(column_of(filled, kind)) if not calendar.meets(p)])
    return rows_where(inner, column_of(inner, kind).map(calendar.meets)), calendar


def _usual_month(periods: list[str]) -> str:
    """A period that stands in the month of the year, or of the quarter, that most values stand in."""
    phases = Counter(int(period[5:]) % 12 for period in periods)
    usual = max(phases, key=lambda phase: phases[phase], default=0)
    return next((period for period in periods if int(period[5:]) % 12 == usual), "")


def _between(row: int, period: str, file: str, calendar: Calendar) -> Fault:
    found = f"has a value in {period_label(period)}, and the {calendar.adverb} values of the other rows end in {calendar.ends}."
    return Fault(
        file, f"row {row + 2}, column {calendar.kind}", found, "Correct the month, or take frequency out of the descriptor."
    )
