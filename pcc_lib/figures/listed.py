"""Which figures a measure can tell in a quarter, asked of the registry's own guards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import shift
from pcc_lib.figures.asked import Asked
from pcc_lib.figures.catalogue import CHANGES, FORMS, STATISTICS
from pcc_lib.figures.counterparts import READ as BESIDE
from pcc_lib.figures.figure import Figure, FigureId
from pcc_lib.figures.figures import Figures
from pcc_lib.figures.linked import READ
from pcc_lib.figures.series import Series

OTHER_FORMS = frozenset(f"{change}_{form}" for change in CHANGES for form in FORMS)  # a change as it is not told by default
FORETOLD = "forecast"  # how the statistics that run trials begin: they take longer than all others together


def parts_told(series: Series | None) -> tuple[str, ...]:
    """What a measure is told of: the whole (`""`) where it has one, and the parts of its breakdown."""
    if series is None:
        return ()
    told_apart = bool(series.measure.breakdown) or not series.has_whole
    return ("",) * series.has_whole + tuple(series.parts) * told_apart


def can_tell(series: Series, statistic: str, part: str = "", period: str = "") -> bool:
    """Whether a statistic can be told of a part, at a period (none: the one that the edition tells)."""
    name = FigureId.of(series.measure.id, statistic, part, period)
    return not STATISTICS[statistic].guard(Asked(name, series, part, period or series.last))


def names_of(figures: Figures, id: str, part: str = "", period: str = "") -> Iterator[FigureId]:
    """The names of all that can be told of a measure, or of one of its parts, in the order of the registry.

    A forecast is named with the next month. Of a measure without data there is its value alone, which is not known.
    """
    series = figures.series(id)
    if series is None:
        told = ("value", *READ) if figures.measure(id).of and not part and not period else ("value",) * (not part)
        yield from (FigureId(id, statistic) for statistic in told)
        return
    for statistic, entry in STATISTICS.items():
        ahead = shift(series.last, 1) if entry.own_period and not period else ""
        if can_tell(series, statistic, part, period):
            yield FigureId.of(id, statistic, part, period)
        elif ahead and can_tell(series, statistic, part, ahead):
            yield FigureId.of(id, statistic, part, ahead)
    beside = None if part or period else figures.beside_public(id)
    yield from (FigureId(id, statistic) for statistic in (BESIDE if beside and not beside.apart else ()))


def figures_named(figures: Figures, names: Iterator[FigureId] | list[FigureId]) -> Iterator[Figure]:
    """The figures of these names that are known; what cannot be made after all is left out."""
    for name in names:
        with suppress(ReportError):
            figure = figures.figure(str(name))
            if figure.known:
                yield figure
