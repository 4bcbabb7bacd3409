"""What a forecast adds: months after the reporting month with their 95% interval, and how the model did in trials."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from pcc_lib.core import numerals
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import months_between
from pcc_lib.core.status import FORECAST, NONE
from pcc_lib.figures.asked import Asked, Face, Maker, made
from pcc_lib.figures.charted import bounds
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.outlook import Outlook, outlook
from pcc_lib.figures.workings import Working, by_month, within
from pcc_lib.statistics.forecast import FUNCTIONS as FORECAST_MODELS

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
    return partial(_ahead, side=side)


def track(name: str) -> Maker:
    """A maker of what the trials of the model say."""
    return partial(_track, name=name)


def _ahead(asked: Asked, side: str) -> Figure:
    found, measure, column = outlook(asked.series), asked.measure, AHEAD[side]
    value = math.nan if found.reason else float(found.points.at[asked.period, column])
    text = partial(numerals.printed, unit=measure.unit, decimals=measure.decimals, precision=measure.precision)
    face = Face(measure.unit, text, asked.series.status(Span("", asked.series.last)) | FORECAST)
    return _told(asked, Span.of(asked.period), value, face, _ahead_formula(asked, found, side))


def _ahead_formula(asked: Asked, found: Outlook, side: str) -> str:
    """The model's month ahead, counted from the last one known."""
    ahead = months_between(asked.series.last, asked.period)
    formula = f"{_function(found.model)}_{side or 'mean'}({by_month(asked.series)}, {ahead})"
    return within(formula, asked.measure, bounds(asked.series.values(), asked.measure))


def _function(model: str) -> str:
    """How formulas call a model."""
    return next((name for name, id in FORECAST_MODELS.items() if id == model), "")


def _track(asked: Asked, name: str) -> Figure:
    found, (unit, read) = outlook(asked.series), TRACK[name]
    value = math.nan if found.reason else read(found)
    text = partial(numerals.printed, unit=unit, decimals=2 if unit == "MASE" else 0, precision=asked.measure.precision)
    rests_on = asked.series.status(Span("", asked.series.last))
    face = Face(unit, text, NONE if name == "origins" else rests_on)  # that there are so many trials is no estimate
    blocks, model = by_month(asked.series), _function(found.naive if name == "naive_mase" else found.model)
    what = f"forecast_trials({blocks})" if name == "origins" else f"{model}_{name.rpartition('_')[2]}({blocks})"
    return _told(asked, Span(asked.series.periods[0], asked.series.last), value, face, what)


def _told(asked: Asked, span: Span, value: float, face: Face, formula: str) -> Figure:
    known = Span(asked.series.periods[0], asked.series.last)
    cells = tuple(asked.series.cells(role, known) for role in asked.series.columns)
    working = Working("#", cells, (value,), span)
    figure = made(asked.name, "", working, face)
    return replace(figure, formula=replace(working, formula=formula).lettered if figure.known else "")
