"""The track record: what became of the signals, forecasts and changes of a year that earlier quarters' books would have told.

A count is made of the measures, of the quarter that tells of them and of the sources, all anew: `track_any_lasted(a, b, c)`.
Quarters overlap and areas move together, so a signal that goes on is counted once, where it was told first, and intervals of
shares draw whole years of quarters anew.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import pandas as pd

from pcc_lib.core import numerals
from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.core.periods import Span, months_to
from pcc_lib.core.quarters import months_between
from pcc_lib.core.status import NONE, RECONSTRUCTED, Statuses
from pcc_lib.core.sure import sure
from pcc_lib.figures.charted import monthly
from pcc_lib.figures.counted_lists import known_months
from pcc_lib.figures.figure import Basis, Figure, FigureId, Said, given, unknown
from pcc_lib.figures.figures import Figures, figures_of
from pcc_lib.figures.judgement import FALSE_SHARE
from pcc_lib.figures.replay import Told, measures_looked_at, replayed
from pcc_lib.figures.series import Series
from pcc_lib.figures.track_words import ANY, BOUNDS, HORIZONS, KINDS, LEVELS, OF_A_LEVEL, SHARES
from pcc_lib.inputs.measures import FOLDER as MEASURES
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.statistics.calculate import percentage
from pcc_lib.statistics.intervals import wilson
from pcc_lib.statistics.track_record import BEYOND, LASTED, OPEN, PASSED, Errors, away, clustered_share, errors, held, outcome

GROUP = "track"  # of the figures of the track record
YEAR, HALF = 12, 6  # months for which a signal is followed
SAME_MOVE = 6  # months within which two quarters tell of one and the same move of a level


@dataclass(frozen=True)
class Signal:
    """A signal in the quarter that told it first, and what became of it in the twelve and in the six months after."""

    told: Told
    year: str
    half: str


@dataclass(frozen=True)
class Followed:
    """Something that was told (`yes`: what was to be shown of it came true), with the year in which it was told."""

    yes: bool
    year: str


@dataclass(frozen=True, eq=False)
class TrackRecord:
    """All that became of what was told.

    signals: each once. quiet: months within their usual range (`yes`: the year after lay on their own side of the line, as that
    of a signal that lasts). calm: months judged that were followed by a year like the months before (`yes`: told as a signal).
    forecasts: how many were printed; scored: their errors, where all their months are known; ahead: by months ahead and level
    of the interval, whether it held. clear, unclear: comparisons of a year with the year before that the book called a clear
    change, or did not (`yes`: the year after lay on the same side).
    """

    signals: tuple[Signal, ...]
    quiet: tuple[Followed, ...]
    calm: tuple[Followed, ...]
    forecasts: int
    scored: tuple[Errors, ...]
    ahead: Mapping[tuple[int, int], Sequence[bool]]
    clear: tuple[Followed, ...]
    unclear: tuple[Followed, ...]
    first: str = ""
    last: str = ""
    quarters: int = 0
    series: int = 0
    measures: int = 0

    def of(self, kind: str) -> list[Signal]:
        """The signals of a kind, or all."""
        return [each for each in self.signals if kind in (ANY, rule_of(each.told))]


def rule_of(told: Told) -> str:
    """The kind of a signal, as names have it."""
    return told.kind.replace(" ", "_")


def track_record(folder: QuarterFolder) -> TrackRecord:
    """The track record that a quarter's edition can tell."""
    return folder.project.once(("track record", folder.name), lambda: _made(folder))


def _made(folder: QuarterFolder) -> TrackRecord:
    figures, told = figures_of(folder), replayed(folder)
    runs: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for each in told:
        runs[each.measure, each.part].append(each)
    found = [_Run(sure(figures.series(measure)), part, run) for (measure, part), run in runs.items()]
    ahead = [pair for run in found for pair in run.ahead()]
    return TrackRecord(
        signals=tuple(each for run in found for each in run.signals()),
        quiet=tuple(each for run in found for each in run.quiet()),
        calm=tuple(each for run in found for each in run.calm()),
        forecasts=sum(each.ahead is not None for each in told),
        scored=tuple(each for run in found for each in run.scored()),
        ahead={key: [yes for of, yes in ahead if of == key] for key in ((h, level) for h in HORIZONS for level in LEVELS)},
        clear=tuple(each for run in found for each in run.years(clear=True)),
        unclear=tuple(each for run in found for each in run.years(clear=False)),
        first=min((each.month for each in told), default=""),
        last=max((each.month for each in told), default=""),
        quarters=len({each.month for each in told}),
        series=len(found),
        measures=len({measure for measure, _ in runs}),
    )


class _Run:
    """What was told of one measure, or one part of it, quarter by quarter, beside what came."""

    def __init__(self, series: Series, part: str, told: Sequence[Told]) -> None:
        self._series, self._part, self._told = series, part, told
        self._values = monthly(series.values(part))

    def signals(self) -> Iterator[Signal]:
        """The signals, each where it was told first. Of the first quarter nobody knows whether it was told before."""
        for at, now in enumerate(self._told[1:], 1):
            if now.kind and now.line is not None and not _was_told(self._told[:at], now):
                later = self._after(now.month)
                yield Signal(now, *(outcome(now.line, now.side, later, months) for months in (YEAR, HALF)))

    def calm(self) -> Iterator[Followed]:
        """Months that were judged, and that a year like the months before followed."""
        for told in self._told:
            if told.judged and told.line is not None:
                distance = away(told.line, self._after(told.month), YEAR)
                if abs(distance) < BEYOND:  # what is not known is neither
                    yield Followed(bool(told.kind), told.month[:4])

    def quiet(self) -> Iterator[Followed]:
        """Months within their usual range that can be followed for a year, as if they were signals of their own side."""
        for told in self._told:
            if told.judged and told.line is not None and not told.kind:
                month = self._values[self._values.index == pd.Period(told.month, "M")]
                side = 1 if float(told.line.plain(month)[0]) > told.line.level else -1
                found = outcome(told.line, side, self._after(told.month), YEAR)
                if found != OPEN:
                    yield Followed(found == LASTED, told.month[:4])

    def scored(self) -> Iterator[Errors]:
        """The errors of the forecasts of which all months are known."""
        for told in self._told:
            if told.ahead is not None:
                found = errors(told.ahead, [self._value(month) for month in told.ahead.months])
                if found is not None:
                    yield found

    def ahead(self) -> Iterator[tuple[tuple[int, int], bool]]:
        """By months ahead and level: whether each interval that was printed held what came."""
        for told in self._told:
            if told.ahead is None or not told.ahead.trusted:
                continue
            for at, month in enumerate(told.ahead.months):
                value = self._value(month)
                if not math.isnan(value):
                    yield from (((at + 1, level), held(told.ahead, at, level, value)) for level in LEVELS)

    def years(self, clear: bool) -> Iterator[Followed]:
        """Comparisons of a year with the year before, that were told for the first time where they were called clear: whether the
        year after lies on the same side of the year before."""
        for before, now in pairwise(self._told):
            if not now.tested or now.clear != clear:
                continue
            if clear and before.clear and before.side_of_year == now.side_of_year:
                continue
            old, new = (self._year_to(now.month, shifted) for shifted in (-YEAR, YEAR))
            if not math.isnan(old + new):
                yield Followed((new > old) - (new < old) == now.side_of_year, now.month[:4])

    def _after(self, month: str) -> pd.Series:
        return self._values[self._values.index > pd.Period(month, "M")]

    def _value(self, month: str) -> float:
        return float(self._values.get(pd.Period(month, "M"), math.nan))

    def _year_to(self, month: str, shifted: int) -> float:
        """What twelve months come to: a sum, or what is divided over all of them."""
        span, roles = months_to(month, YEAR).shifted(shifted), self._series.measure.how.columns
        if span.last > self._series.last:
            return math.nan
        totals = [self._series.total(role, span, self._part) for role in roles]
        return totals[0] / totals[1] if len(totals) == 2 and totals[1] else totals[0]


def _was_told(earlier: Sequence[Told], now: Told) -> bool:
    """Whether a signal was told before: the quarter before, by any rule of the chart on the same side; or, of a level, in any
    quarter before, with the same move."""
    if now.kind not in OF_A_LEVEL:
        before = earlier[-1]
        return bool(before.kind) and before.kind not in OF_A_LEVEL and before.side == now.side
    moves = (each for each in earlier if each.kind in OF_A_LEVEL and each.side == now.side)
    return any(abs(months_between(each.since, now.since)) <= SAME_MOVE for each in moves)


# ── counts, as formulas call them ─────────────────────────────────────────────────────────────────────────────────────
TrackCount = Callable[[TrackRecord], float]


def _of_kind(kind: str) -> Iterator[tuple[str, TrackCount]]:
    def became(*outcomes: str, half: bool = False) -> TrackCount:
        return lambda found: sum((each.half if half else each.year) in outcomes for each in found.of(kind))

    def bound(end: int) -> TrackCount:
        return lambda found: _share_of(
            [Followed(each.year == LASTED, each.told.month[:4]) for each in found.of(kind) if each.year != OPEN]
        )[end]

    yield "told", lambda found: len(found.of(kind))
    yield "followed", became(LASTED, PASSED)
    yield "lasted", became(LASTED)
    yield "passed", became(PASSED)
    yield "open", became(OPEN)
    yield "followed_6", became(LASTED, PASSED, half=True)
    yield "lasted_6", became(LASTED, half=True)
    yield from ((name, bound(end)) for end, name in enumerate(BOUNDS))


def _share_of(of: Sequence[Followed]) -> tuple[float, float]:
    return clustered_share([each.yes for each in of], [each.year for each in of])


def _mean_error(which: str) -> TrackCount:
    return lambda found: sum(getattr(e, which) for e in found.scored) / len(found.scored) if found.scored else math.nan


def _of_year(name: str) -> Iterator[tuple[str, TrackCount]]:
    def of(found: TrackRecord) -> Sequence[Followed]:
        return found.clear if name == "clear" else found.unclear

    def bound(end: int) -> TrackCount:
        return lambda found: _share_of(of(found))[end]

    yield f"track_{name}", lambda found: len(of(found))
    yield f"track_{name}_same", lambda found: sum(each.yes for each in of(found))
    yield from ((f"track_{name}_{side}", bound(end)) for end, side in enumerate(BOUNDS))


def _ahead_counts() -> Iterator[tuple[str, TrackCount]]:
    def known(months: int) -> TrackCount:
        return lambda found: len(found.ahead[months, LEVELS[0]])

    def inside(months: int, level: int) -> TrackCount:
        return lambda found: sum(found.ahead[months, level])

    for months in HORIZONS:
        yield f"track_ahead_{months}", known(months)
        yield from ((f"track_ahead_{months}_in_{level}", inside(months, level)) for level in LEVELS)


def _counts() -> Iterator[tuple[str, TrackCount]]:
    for kind in (ANY, *KINDS):
        yield from ((f"track_{kind}_{name}", count) for name, count in _of_kind(kind))
    yield "track_quarters", lambda found: found.quarters
    yield "track_measures", lambda found: found.measures
    yield "track_series", lambda found: found.series
    yield "track_quiet", lambda found: len(found.quiet)
    yield "track_quiet_same", lambda found: sum(each.yes for each in found.quiet)
    yield "track_calm_months", lambda found: len(found.calm)
    yield "track_calm_flagged", lambda found: sum(each.yes for each in found.calm)
    yield "track_forecasts", lambda found: found.forecasts
    yield "track_errors_known", lambda found: len(found.scored)
    yield "track_error", _mean_error("model")
    yield "track_naive_error", _mean_error("naive")
    yield from _ahead_counts()
    for name in ("clear", "unclear"):
        yield from _of_year(name)


TRACK_COUNTS: dict[str, TrackCount] = dict(_counts())


# ── figures ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def figure_named(figures: Figures, id: str) -> Figure:
    """The figure of this name, be it of the track record; a ReportError says what in the name is unknown."""
    name = FigureId.parse(id)
    of_it = name.group == GROUP and not figures.is_measure(name.measure)
    return track_figure(figures, name.measure) if of_it else figures.figure(id)


def track_figure(figures: Figures, name: str) -> Figure:
    """A figure of the track record by its name without the statistic; a ReportError names those that there are."""
    return figures.once(("track record", name), lambda: _figure(figures, name))


def _figure(figures: Figures, name: str) -> Figure:
    folder, found = figures.folder, track_record(figures.folder)
    cells, called = f"{MEASURES} {known_months(folder)} {SOURCES}", "(a, b, c)"
    value, unit, decimals, formula = _worked(name, found, called)
    if math.isnan(value):
        return unknown(FigureId(name), "", span_of(found), unit)
    text = numerals.printed(value, unit, decimals)
    illustrates = any(RECONSTRUCTED in sure(figures.series(m.id)).status() for m in measures_looked_at(figures))
    status = Statuses(frozenset(RECONSTRUCTED)) if illustrates else NONE
    basis = Basis(cells, formula, "computed", status)
    figure = given(f"{name}.value", Said(value, unit, text), basis, str(span_of(found)))
    return replace(figure, method=lambda _: "")  # its counts say everything themselves


def _worked(name: str, found: TrackRecord, called: str) -> tuple[float, str, int, str]:
    """The value of a figure, its unit, its digits after the point and its formula."""
    if name in TRACK_COUNTS:
        ends = tuple(f"_{bound}" for bound in BOUNDS)
        unit, decimals = ("%", 0) if name.endswith(ends) else ("MASE", 2) if name.endswith("_error") else (_noun(name), 0)
        return float(TRACK_COUNTS[name](found)), unit, decimals, f"{name}{called}"
    if name == "track_calm_expected":
        return FALSE_SHARE * len(found.calm), "months", 0, f"times({FALSE_SHARE:g}, track_calm_months{called})"
    base, side = name.removesuffix("_lower").removesuffix("_upper"), name.rpartition("_")[2]
    if base not in SHARES:
        raise ReportError(f"'{name}.value': no such figure. {suggest(name, [*TRACK_COUNTS, *SHARES])}")
    part, whole = SHARES[base]
    counts = [TRACK_COUNTS[each](found) for each in (part, whole)]
    inside = f"({part}{called}, {whole}{called})"
    if base == name:
        return percentage(*counts), "%", 0, f"percentage{inside}"
    return 100 * getattr(wilson(*counts), side) if counts[1] else math.nan, "%", 0, f"wilson_{side}{inside}"


def _noun(name: str) -> str:
    if name.startswith(("track_forecasts", "track_ahead", "track_errors")):
        return "forecasts"
    nouns = {"calm": "months", "quiet": "months", "clear": "comparisons", "unclear": "comparisons"}
    nouns |= {each: each for each in ("quarters", "measures", "series")}
    return nouns.get(name.split("_")[1], "signals")


def span_of(found: TrackRecord) -> Span:
    """From the first to the last month whose quarter was looked at."""
    return Span(found.first, found.last)
