"""Changes of so few cases that a per cent says nothing, from one to four is 300% more: they are told in number."""

from __future__ import annotations

from collections.abc import Callable

from pcc_lib.core.numerals import is_money
from pcc_lib.core.quarters import MONTH
from pcc_lib.figures.catalogue import CHANGES
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.levels import default_form
from pcc_lib.inputs.measures import Measure
from pcc_lib.statistics.disclosure import percent_change_allowed

_IN_NUMBER = "_number"
# of each change, which may be named with its form as well, whether it compares twelve months
_OF_YEARS = {name + form: each.of_years for name, each in CHANGES.items() for form in ("", "_percent")}


def few_behind(change: Figure, measure: Measure, figure: Callable[..., Figure]) -> tuple[Figure, Figure] | None:
    """The counts that a change in per cent sets against each other, the earlier first, where that is of too few for one
    (`percent_change_allowed`); None of any other figure.

    A change from nought is not known in per cent, and its counts are. figure: gives the measure's figure of a statistic, at a
    period if one is named (`Figures.about`).
    """
    if not (is_counted(measure) and change.unit == "%" and change.earlier and change.statistic in _OF_YEARS):
        return None
    of_months = MONTH.fullmatch(change.earlier.last)  # a yearly value is a year's already
    statistic = "total_12_months" if of_months and _OF_YEARS[change.statistic] else "value"
    before = figure(statistic, change.earlier.last)
    if not before.known or percent_change_allowed(before.numeric):
        return None
    return before, figure(statistic, change.name.period)


def is_counted(measure: Measure) -> bool:
    """Whether a measure's changes are in per cent, and its numbers are of cases: 36 million pounds are not few."""
    return measure.is_additive and default_form(measure) == "percent" and not is_money(measure.unit)


def as_told(change: Figure, measure: Measure, figure: Callable[..., Figure]) -> Figure:
    """The change itself; of few cases the same in number, unless an original report prints it in per cent."""
    if change.original or few_behind(change, measure, figure) is None:
        return change
    return in_number(change, figure)


def in_number(change: Figure, figure: Callable[..., Figure]) -> Figure:
    """The same change in number."""
    return figure(f"{bare(change.statistic)}{_IN_NUMBER}", change.name.period)


def bare(change: str) -> str:
    """The name of a change without the form that it is told in."""
    return change.removesuffix("_percent").removesuffix(_IN_NUMBER)
