"""Changes of so few cases that a per cent says nothing, from one to four is 300% more: they are told in number."""

from __future__ import annotations

from collections.abc import Callable

from pcc_lib.figures.catalogue import CHANGES
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Measure
from pcc_lib.statistics.disclosure import percent_change_allowed

_IN_NUMBER = "_number"
# what a change sets against each other, by the change, which may be named with its form as well
_COUNTS = {
    name + form: "total_12_months" if each.of_years else "value" for name, each in CHANGES.items() for form in ("", "_percent")
}


def counts_behind(change: Figure, measure: Measure, figure: Callable[..., Figure]) -> tuple[Figure, Figure] | None:
    """The counts that a change in per cent sets against each other, the earlier first; None of any other figure.

    figure: gives the measure's figure of a statistic, at a period if one is named (`Figures.about`).
    """
    statistic = _COUNTS.get(change.statistic, "") if measure.is_additive and change.known and change.unit == "%" else ""
    return (figure(statistic, change.earlier.last), figure(statistic, change.name.period)) if statistic else None


def is_of_few(counts: tuple[Figure, Figure] | None) -> bool:
    """Whether a change in per cent has too few before it (`percent_change_allowed`)."""
    return counts is not None and counts[0].known and not percent_change_allowed(counts[0].numeric)


def as_told(change: Figure, measure: Measure, figure: Callable[..., Figure]) -> Figure:
    """The change itself; of few cases the same in number, unless an original report prints it in per cent."""
    if change.original or not is_of_few(counts_behind(change, measure, figure)):
        return change
    return figure(f"{bare(change.statistic)}{_IN_NUMBER}", change.name.period)


def bare(change: str) -> str:
    """The name of a change without the form that it is told in."""
    return change.removesuffix("_percent").removesuffix(_IN_NUMBER)
