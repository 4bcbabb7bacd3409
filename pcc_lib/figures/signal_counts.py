"""How many measures were judged in a quarter, how many did something unusual, how many have moved to another level, and how many
chance alone would flag.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pcc_lib.core import numerals
from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.core.periods import NO_PERIOD, Span
from pcc_lib.core.status import NONE, RECONSTRUCTED, Statuses
from pcc_lib.figures.counted_lists import known_months
from pcc_lib.figures.figure import Figure, FigureId
from pcc_lib.figures.judgement import FALSE_SHARE, judge
from pcc_lib.figures.method_settings import written
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import FOLDER as MEASURES
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.statistics.calculate import evaluate


def measures_judged(series: Iterable[Series]) -> int:
    """How many measures have months enough on one level to be judged."""
    return sum(map(_is_judged, series))


def measures_beyond_usual(series: Iterable[Series]) -> int:
    """How many measures did something in their latest month that their own history does not explain."""
    return sum(map(_is_signal, series))


def measures_moved(series: Iterable[Series]) -> int:
    """How many measures have months enough, but lie on more than one level, so that their latest month is not judged."""
    return sum(map(_has_moved, series))


def _is_judged(series: Series) -> bool:
    return series.measure.whole and judge(series).variation is not None


def _is_signal(series: Series) -> bool:
    return _is_judged(series) and judge(series).is_signal


def _has_moved(series: Series) -> bool:
    return series.measure.whole and judge(series).moved is not None


_COUNTS = (measures_judged, measures_beyond_usual, measures_moved)
SIGNAL_COUNTS: dict[str, Callable[[Iterable[Series]], int]] = {f.__name__: f for f in _COUNTS}
# each count, what is counted, and what is made of it: `#` stands for the count
_FIGURES = {
    "signals_judged.value": (measures_judged, _is_judged, "#"),
    "signals_found.value": (measures_beyond_usual, _is_signal, "#"),
    "signals_moved.value": (measures_moved, _has_moved, "#"),
    "signals_expected.value": (measures_judged, _is_judged, f"times({FALSE_SHARE:g}, #)"),
}


def signal_count(name: FigureId, series: Sequence[Series], folder: QuarterFolder) -> Figure:
    """One of these counts, of the series that a quarter has; a ReportError lists them."""
    if str(name) not in _FIGURES:
        raise ReportError(f"'{name}': no such count. {suggest(str(name), _FIGURES)}")
    count, is_counted, made = _FIGURES[str(name)]
    value, formula = evaluate(made.replace("#", "a"), [count(series)]), made.replace("#", f"{count.__name__}(a, b, c)")
    text = numerals.number(value, int(name.measure == "signals_expected"))
    status = Statuses(frozenset(RECONSTRUCTED)) if any(judge(s).illustration for s in series if _is_judged(s)) else NONE
    cells = f"{MEASURES} {known_months(folder)} {SOURCES}"
    when = Span.of(folder.written_on[:7])
    names = written({"counted": ",".join(s.measure.id for s in series if is_counted(s)) or "none"})
    row = (value, "measures", text, "computed", status, formula, cells)
    return Figure(name, "", when, NO_PERIOD, *row, method=lambda _: names)
