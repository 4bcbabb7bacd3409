"""How many parts have a value; and what `comparison` adds where they are peers such as forces: a place, its 95% interval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import cast

from pcc_lib.core import numerals
from pcc_lib.core.frames import value_at
from pcc_lib.core.periods import Span
from pcc_lib.core.status import CONFIDENTIAL
from pcc_lib.core.text import plural
from pcc_lib.figures import comparison
from pcc_lib.figures.asked import Asked, Face, Maker, made
from pcc_lib.figures.figure import Figure, unknown
from pcc_lib.figures.series import Series
from pcc_lib.figures.workings import Working, by_part, level_working
from pcc_lib.statistics import calculate


def place_bound(side: str) -> Maker:
    """A maker of a bound of the simulated 95% interval of a place."""
    return partial(_place_bound, side=side)


def place(asked: Asked) -> Figure:
    """A part's place among the parts that have a value."""
    among, places = comparison.roster(asked.series), comparison.ranks(asked.series)
    if among is None or places is None or asked.part not in places.index:
        return _unknown(asked, "rank")
    one, many = asked.measure.how.function, asked.measure.how.over_parts
    order = "rank" if among.first == "highest" else "rank_from_lowest"
    cells = (*comparison.cells(asked.series), *comparison.cells(asked.series, asked.part))
    held = (list(among.counts), list(among.bases), *(float(value_at(each, asked.part)) for each in (among.counts, among.bases)))
    working = Working(f"{order}({many}(#, #), {one}(#, #))", cells, held, asked.series.latest)
    tie = "=" if places.at[asked.part, "tied"] else ""
    return made(asked.name, asked.part, working, _face(asked, "rank", lambda v: tie + numerals.ordinal(v)))


def ranked(asked: Asked) -> Figure:
    """How many parts have a value, and so a place."""
    places, unit = comparison.ranks(asked.series), plural(asked.series.source.breakdown)
    if places is None:
        return _unknown(asked, unit)
    cells = comparison.cells(asked.series)[:1]
    working = Working("#", cells, (float(len(places)),), asked.series.latest)
    figure = made(asked.name, asked.part, working, Face(unit, numerals.number))  # that there are so many is no estimate
    return replace(figure, formula=replace(working, formula="how_many(#)").lettered)


def parts_with(known: bool) -> Maker:
    """A maker of how many parts have a value, or have none."""
    return partial(_parts_with, known=known)


def _parts_with(asked: Asked, known: bool) -> Figure:
    series, how = asked.series, asked.measure.how
    span = Span.of(asked.span.last) if how.ready_made else asked.span
    count = sum(_has_value(series, asked.span, part) == known for part in series.parts)
    working = Working("#", comparison.cells_of(series, span, series.parts), (float(count),), span)
    figure = made(asked.name, asked.part, working, Face(plural(series.source.breakdown), numerals.number))
    formula = f"{'how_many' if known else 'how_many_blank'}({by_part(series)})"
    return replace(figure, formula=replace(working, formula=formula).lettered)


def _has_value(series: Series, span: Span, part: str) -> bool:
    """Whether a part has a value that is printed."""
    return calculate.defined(level_working(series, span, part).value()) and series.answers_marker(span, part) != CONFIDENTIAL


def _place_bound(asked: Asked, side: str) -> Figure:
    among, places = comparison.roster(asked.series), comparison.ranks(asked.series)
    if among is None or places is None or asked.part not in places.index:
        return _unknown(asked, "rank")
    value = float(places.at[asked.part, side])
    working = Working("#", comparison.cells(asked.series), (value,), asked.series.latest)
    figure = made(asked.name, asked.part, working, _face(asked, "rank", numerals.ordinal))
    kind = "share_place" if asked.measure.is_share else "rate_place"
    order = "" if among.first == "highest" else "_from_lowest"
    place = cast("int", places.index.get_loc(asked.part)) + 1
    formula = f"{kind}{order}_{side}(#, #, {place})"
    return replace(figure, formula=replace(working, formula=formula).lettered)


def _unknown(asked: Asked, unit: str) -> Figure:
    return unknown(asked.name, asked.part, asked.series.latest, unit)


def _face(asked: Asked, unit: str, text: Callable[[float], str]) -> Face:
    return Face(unit, text, asked.series.status(asked.span))
