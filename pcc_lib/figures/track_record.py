"""The track record: what became of the signals, forecasts and changes of a year that earlier quarters' books would have told.

A count is made of the measures, of the quarter that tells of them and of the sources, all anew: `track_any_lasted(a, b, c)`.
Quarters overlap and areas move together, so a signal that goes on is counted once, where it was told first, and intervals of
shares draw whole years of quarters anew.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.core.periods import months_to
from pcc_lib.core.quarters import months_between
from pcc_lib.core.sure import sure
from pcc_lib.figures.charted import monthly
from pcc_lib.figures.figures import figures_of
from pcc_lib.figures.replay import QUARTER, Told, measures_looked_at, replayed
from pcc_lib.figures.series import Series
from pcc_lib.figures.track_words import ANY, HORIZONS, LEVELS, OF_A_LEVEL
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.statistics.track_record import BEYOND, LASTED, OPEN, Errors, away, errors, held, outcome

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


@dataclass(frozen=True)
class Wanted:
    """Of which measures (none named: all), and from how many to how many quarters before the edition. The farthest quarter only
    says what is not new in the next."""

    measures: tuple[str, ...] = ()
    farthest: int = 1_000
    nearest: int = 0

    def holds(self, told: Told, last: str) -> bool:
        """Whether something that was told is looked at, where the edition knows its measure up to a month."""
        return (not self.measures or told.measure in self.measures) and self.nearest <= self.back(told, last) <= self.farthest

    @staticmethod
    def back(told: Told, last: str) -> int:
        """How many quarters before the edition something was told. Sources are known to different months, so these do not say."""
        return months_between(told.month, last) // QUARTER


def track_record(folder: QuarterFolder, wanted: Wanted = Wanted()) -> TrackRecord:
    """The track record that a quarter's edition can tell; a ReportError names a measure that it does not look at."""
    return folder.project.once(("track record", folder.name, wanted), lambda: _made(folder, wanted))


def _made(folder: QuarterFolder, wanted: Wanted) -> TrackRecord:
    figures = figures_of(folder)
    looked = [each.id for each in measures_looked_at(figures)]
    for id in wanted.measures:
        if id not in looked:
            raise ReportError(f"the track record does not look at '{id}'. {suggest(id, looked)}")
    told = [each for each in replayed(folder) if wanted.holds(each, sure(figures.series(each.measure)).last)]
    told = [each for each in told if each.says_anything]  # before that too few months were known
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
        quarters=len({Wanted.back(each, sure(figures.series(each.measure)).last) for each in told}),
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
                at = self._place(told.month)
                side = 1 if float(told.line.plain(self._values.iloc[at : at + 1])[0]) > told.line.level else -1
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
        return self._values.iloc[self._place(month) + 1 :]

    def _value(self, month: str) -> float:
        at = self._place(month)
        return float(self._values.iat[at]) if 0 <= at < len(self._values) else math.nan

    def _place(self, month: str) -> int:
        return months_between(str(self._values.index[0]), month)

    def _year_to(self, month: str, shifted: int) -> float:
        """What twelve months come to: a sum, or what is divided over all of them."""
        span, roles = months_to(month, YEAR).shifted(shifted), self._series.measure.how.columns
        if span.last > self._series.last:
            return math.nan
        totals = [self._series.total(role, span, self._part) for role in roles]
        if len(totals) == 1:
            return totals[0]
        return totals[0] / totals[1] if totals[1] else math.nan  # a year without any case lies on no side


def _was_told(earlier: Sequence[Told], now: Told) -> bool:
    """Whether a signal was told before: the quarter before, by any rule of the chart on the same side; or, of a level, in any
    quarter before, with the same move."""
    if now.kind not in OF_A_LEVEL:
        before = earlier[-1]
        return bool(before.kind) and before.kind not in OF_A_LEVEL and before.side == now.side
    moves = (each for each in earlier if each.kind in OF_A_LEVEL and each.side == now.side)
    return any(abs(months_between(each.since, now.since)) <= SAME_MOVE for each in moves)
