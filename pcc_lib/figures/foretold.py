"""What a forecast adds: months after the reporting month with their 95% interval, and how the model did in trials."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from pcc_lib.core import numerals
from pcc_lib.core.periods import Span
from pcc_lib.core.status import FORECAST
from pcc_lib.figures.asked import Asked, Face, Maker, made
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.outlook import Outlook, outlook
from pcc_lib.figures.workings import Working

AHEAD = {"": "mean", "lower": "lower_95", "upper": "upper_95"}
# how the model did in trials: its unit, and where it is read
TRACK: dict[str, tuple[str, Callable[[Outlook], float]]] = {
    "mase": ("MASE", lambda found: float(found.scores.loc[found.model]["mase"])),
    "naive_mase": ("MASE", lambda found: float(found.scores.loc[found.naive]["mase"])),
    "coverage": ("%", lambda found: 100 * float(found.scores.loc[found.model]["coverage"])),
    "origins": ("trials", lambda found: float(found.origins)),
}


def ahead(side: str = "") -> Maker:
    """A maker of a forecast month, or of a bound of its 95% interval."""
    return partial(_ahead, column=AHEAD[side])


def track(name: str) -> Maker:
    """A maker of what the trials of the model say."""
    return partial(_track, name=name)


def _ahead(asked: Asked, column: str) -> Figure:
    found, measure = outlook(asked.series), asked.measure
    value = math.nan if found.reason else float(found.points.at[asked.period, column])
    text = partial(numerals.printed, unit=measure.unit, decimals=measure.decimals, precision=measure.precision)
    face = Face(measure.unit, text, asked.series.status(Span("", asked.series.last)) | FORECAST)
    return _told(asked, Span.of(asked.period), value, face, f"{column} of {found.model} forecast")


def _track(asked: Asked, name: str) -> Figure:
    found, (unit, read) = outlook(asked.series), TRACK[name]
    value = math.nan if found.reason else read(found)
    text = partial(numerals.printed, unit=unit, decimals=2 if unit == "MASE" else 0, precision=asked.measure.precision)
    face = Face(unit, text, asked.series.status(Span("", asked.series.last)))
    model = found.naive if name == "naive_mase" else found.model
    what = f"{name.rpartition('_')[2]} in trials of {model} forecast"
    return _told(asked, Span(asked.series.periods[0], asked.series.last), value, face, what)


def _told(asked: Asked, span: Span, value: float, face: Face, formula: str) -> Figure:
    known = Span(asked.series.periods[0], asked.series.last)
    cells = tuple(asked.series.cells(role, known) for role in asked.series.columns)
    figure = made(asked.name, "", Working("#", cells, (value,), span), face)
    return replace(figure, formula=formula if figure.known else "")
