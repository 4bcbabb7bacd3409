"""Numbers of an earlier edition as figures of this one: each has a row of the ledger that says where it was kept."""

from __future__ import annotations

import math
from dataclasses import replace

from pcc_lib.core import numerals
from pcc_lib.core.periods import NO_PERIOD, Span
from pcc_lib.core.status import NONE, REVISED, Statuses
from pcc_lib.differences.again import SAME, Again, is_signed, same_today
from pcc_lib.differences.cells import CellChange
from pcc_lib.figures.blocks import sources_in
from pcc_lib.figures.figure import Figure, FigureId
from pcc_lib.inputs.kept_editions import FOLDER, is_version
from pcc_lib.inputs.models.told import ToldFigure
from pcc_lib.inputs.told import FIGURES
from pcc_lib.pages.ledger_words import CELL
from pcc_lib.pages.page import Page


def told_figure(told: ToldFigure, edition: str, plain: bool = False) -> Figure:
    """A figure as a kept edition told it. plain: under its own name, for words alone, and never to be printed."""
    name = FigureId.parse(told.id)
    name = replace(name, period=name.period or told.span.last)
    name = name if plain else replace(name, statistic=f"{name.statistic}_{_then(edition)}")
    cells = f"{FOLDER}/{edition}/{FIGURES}#id={told.id};column=value"
    face = (told.value, told.unit, told.text, "published", Statuses.parse(told.status), "published(a)", cells)
    return Figure(name, told.breakdown, told.span, NO_PERIOD, *face, signed=is_signed(told), original=told.original)


def told_on(page: Page, told: ToldFigure, edition: str) -> Figure:
    """The same for a page, which has to name whom its cells are of: the row that was kept does not say it."""
    page.credit_sources(sources_in(told.cells))
    return told_figure(told, edition)


def _then(edition: str) -> str:
    """What ends the name of a figure as an edition told it: a page may set one beside an earlier edition and beside a version."""
    return "told" if is_version(edition) else "then"


def figure_again(page: Page, again: Again, edition: str) -> Figure | str:
    """The same figure on the data of today: that of this edition for the same period where it is worked out alike, else its own
    row worked out again; `[x]` where it is not known any more."""
    told = again.told
    if math.isnan(again.value):
        return numerals.MISSING
    today = same_today(page.figures, told)
    if today is not None and math.isclose(today.numeric, again.value, rel_tol=SAME, abs_tol=SAME):
        return today
    name = FigureId.parse(told.id)
    ending = "reworked" if is_version(edition) else "again"
    name = replace(name, statistic=f"{name.statistic}_{ending}", period=name.period or told.span.last)
    status = Statuses.parse(told.status) | REVISED
    face = (again.value, told.unit, again.text, "computed", status, told.formula, told.cells)
    return page.figures.with_settings(Figure(name, told.breakdown, told.span, NO_PERIOD, *face, signed=is_signed(told)))


def cell_figures(cell: CellChange) -> tuple[Figure, Figure]:
    """A source cell as it was told, and as it is."""
    return _cell(cell, _then(cell.edition), cell.was, cell.place_then), _cell(cell, "now", cell.now, cell.place)


def _cell(cell: CellChange, when: str, value: float, place: str) -> Figure:
    name = FigureId.of(cell.source.name, f"{CELL}{cell.column.lower()}_{when}", cell.part, cell.period)
    text = numerals.number(value, numerals.digits_after(value)) if not math.isnan(value) else numerals.MISSING
    return Figure(name, cell.part, Span.of(cell.period), NO_PERIOD, value, "", text, "published", NONE, "published(a)", place)
