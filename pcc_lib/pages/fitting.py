"""What fits one measure: the keys with which a topic asks for each kind of chart of it; nothing where the kind does not fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Measure

Keys = Mapping[str, object]
Alone = Callable[[Measure, Series | None], Keys]


def of_a_series(measure: Measure, series: Series | None) -> Keys:
    """Any measure that has data of its own."""
    return {"measures": [measure.id]} if series is not None else {}


def split(measure: Measure, series: Series | None) -> Keys:
    """By its breakdown."""
    return {"measures": [measure.id], "by": series.source.breakdown} if series and has_parts(measure, series) else {}


def has_parts(measure: Measure, series: Series) -> bool:
    """Whether a measure is told part by part."""
    return bool(measure.breakdown) and len(series.parts) > 1


def lines(measure: Measure, series: Series | None) -> Keys:
    """By month, as a whole; by its breakdown where it has no whole."""
    if series is None or series.has_whole:
        return of_a_series(measure, series)
    return {"measures": [measure.id], "by": series.source.breakdown}


def whole_by_month(measure: Measure, series: Series | None) -> Keys:
    """Months of a whole."""
    monthly = series is not None and series.source.calendar.monthly and series.has_whole
    return of_a_series(measure, series) if monthly else {}


def count_by_month(measure: Measure, series: Series | None) -> Keys:
    """Months of a count."""
    monthly = series is not None and series.source.calendar.monthly and measure.is_additive
    return of_a_series(measure, series) if monthly else {}


def split_count(measure: Measure, series: Series | None) -> Keys:
    """The parts of what changes in per cent."""
    return split(measure, series) if measure.how.change == "percent" else {}


def split_survey(measure: Measure, series: Series | None) -> Keys:
    """The parts of a survey's percentage."""
    is_survey = series is not None and series.source.about.design == "survey" and measure.is_share
    return split(measure, series) if is_survey else {}


def peers(measure: Measure, series: Series | None) -> Keys:
    """Parts that can be compared as peers."""
    compared = series is not None and has_parts(measure, series) and measure.how.peers
    return of_a_series(measure, series) if compared else {}


def its_two(measure: Measure, series: Series | None) -> Keys:
    """The two measures of a correlation."""
    return {"measures": [*measure.of]} if measure.of else {}


def its_two_and_itself(measure: Measure, series: Series | None) -> Keys:
    """The two measures of a correlation, and itself."""
    return {"measures": [*measure.of, measure.id]} if measure.of else {}


def several_only(measure: Measure, series: Series | None) -> Keys:
    """Of one measure it would show a single value."""
    return {}


def on_a_map(measure: Measure, series: Series | None) -> Keys:
    """Parts whose source names their boundaries."""
    return of_a_series(measure, series) if series and series.source.about.boundaries and has_parts(measure, series) else {}
