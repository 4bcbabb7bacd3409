"""Where a series becomes one of something else: areas join what is added up, or leave it, or the measure's file marks a break.

A level that moves in such a month, or a year that is set beside one of other areas, shows what is counted, and no performance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from pcc_lib.core.frames import some_columns
from pcc_lib.core.periods import Span, is_yearly
from pcc_lib.core.quarters import first_month, months_between, shift
from pcc_lib.figures.series import Series, Turn

# Months by which a found change of level may lie off its true month. Simulated in 36 independent months: of steps of three
# standard deviations 96 of 100 are found within one month, of two 85.
NEAR = 1


@dataclass(frozen=True)
class Cut:
    """A period from which a series tells of something else than before, and the first month of it.

    joined, left: the parts that are counted from then on, and no longer; `noun` is what they are, such as `area`. reason: of a
    break that the measure's file marks, which has neither.
    """

    period: str
    since: str
    noun: str = "area"
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    reason: str = ""

    def named(self, label: Callable[[str], str]) -> Cut:
        """The same with the reader's words for the parts."""
        return replace(self, joined=tuple(map(label, self.joined)), left=tuple(map(label, self.left)))


def cuts(series: Series, part: str = "") -> tuple[Cut, ...]:
    """Where a measure, or one part of it, becomes one of something else, oldest first."""
    return _cuts(series, part)


@lru_cache(maxsize=1024)
def _cuts(series: Series, part: str) -> tuple[Cut, ...]:
    about, of_one = series.source, part and series.measure.unit != "rank"  # a place is one among all parts
    turns = () if of_one else series.turns
    found = [_of_turn(turn, about.breakdown) for turn in turns if turn.joined or turn.left]
    found += [
        Cut(each.month, each.month, about.breakdown, reason=each.reason) for each in series.measure.breaks if not each.comparable
    ]
    return tuple(sorted(found, key=lambda cut: cut.since))


def _of_turn(turn: Turn, noun: str) -> Cut:
    return Cut(turn.period if is_yearly(turn.period) else turn.since, turn.since, noun, turn.joined, turn.left)


def cuts_within(series: Series, part: str, span: Span) -> tuple[Cut, ...]:
    """Those within a run of periods, after its first month: where there are none, all its months are of one thing."""
    first, last = first_month(span.first), shift(first_month(shift(span.last, 1)), -1)
    return tuple(cut for cut in cuts(series, part) if first < cut.since <= last)


def cuts_near(series: Series, part: str, month: str, months: int = NEAR) -> tuple[Cut, ...]:
    """Those that may be what a change of level found in this month is: at most so many months before or after it."""
    return tuple(cut for cut in cuts(series, part) if abs(months_between(cut.since, month)) <= months)


def throughout(series: Series, span: Span) -> Series | None:
    """The series of the parts that are counted in every period of a run; None where there are none."""
    lives = {part: series.source.about.lifetime(part) for part in series.all_parts}
    kept = [part for part, life in lives.items() if span.first in life and span.last in life]
    columns = {role: some_columns(frame, kept) for role, frame in series.columns.items()}
    return replace(series, columns=columns, totals={}) if kept else None
