"""The rules by which an XmR chart is drawn up and its points are judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pcc_lib.core.coded import record

LIMIT = 2.66  # limits stand this many mean ranges from the mean: three sigma (Wheeler 2000)
NEAR = LIMIT * 2 / 3  # near lines: two sigma
RUN = 7  # points in a trend or a shift
SHORTEST_FIX = 12  # fewest points to which limits may be fixed
TWO_OF_THREE = ("mdc", "near_only")
RULES = ("", "outside", "trend", "two of three", "shift")  # by priority
HIGH, LOW, COMMON = "special cause high", "special cause low", "common cause"


@dataclass(frozen=True)
class Rules:
    """How limits are worked out and points judged: Making Data Count's rules, as NHSRplotthedots 0.2.2 has them,
    are the default.

    fix_after: limits rest on the first so many real points of each segment (12 or more). screen: drop outlying ranges
    once (Nelson 1982). two_of_three: "mdc" counts points beyond the limit as well, "near_only" does not. run: points in a
    trend or shift (6 or 7). robust: leave single exceptional months out of the mean, and give no limits where most months
    have one and the same value (the package does neither). Raises ValueError on anything else.
    """

    fix_after: int | None = None
    screen: bool = True
    two_of_three: str = "mdc"
    run: int = RUN
    robust: bool = False

    def __post_init__(self) -> None:
        one_of("two_of_three", self.two_of_three, TWO_OF_THREE)
        one_of("run", self.run, (6, 7))
        fixed = self.fix_after
        whole = isinstance(fixed, (int, np.integer)) and not isinstance(fixed, bool)
        if fixed is not None and not (whole and fixed >= SHORTEST_FIX):
            raise ValueError(f"fix_after is {fixed!r}: limits are fixed to {SHORTEST_FIX} or more points")

    @property
    def method(self) -> str:
        """The rules as the method note tells them."""
        screened = "outlying moving ranges screened once" if self.screen else "moving ranges not screened"
        counted = "points beyond a limit count" if self.two_of_three == "mdc" else "points beyond a limit do not count"
        fixed = f"; limits fixed to the first {self.fix_after} points" if self.fix_after else ""
        return f"XmR chart; {screened}; trends and shifts of {self.run} points; two of three: {counted}{fixed}."


def one_of(name: str, found: object, known: Sequence[object]) -> None:
    """Raise ValueError unless an option is one of those that are known."""
    if found not in known:
        raise ValueError(f"{name} is {found!r}: it must be one of {', '.join(map(repr, known))}")


@record
@dataclass(frozen=True)
class Limits:
    """Where points lie. reach: the mean range on which the limits rest, NaN where there are none. tolerance: what differs by
    no more is a tie, because sums of decimals are not exact. Of many series at once, each is a column.
    """

    mean: float | np.ndarray = np.nan
    reach: float | np.ndarray = np.nan
    tolerance: float | np.ndarray = 0.0

    def side(self, values: np.ndarray | float, ranges: float = 0) -> np.ndarray:
        """+1 for values that lie above the mean by more than so many mean ranges, -1 below it, else 0."""
        return _sign(values - self.mean, ranges * self.reach + self.tolerance)


@record
class Labels(NamedTuple):
    """Label of each point (None where it is missing, or there are no limits) and the rule that gave it, or ""."""

    label: np.ndarray
    rule: np.ndarray


def no_labels(length: int) -> Labels:
    """Labels of points that are not judged."""
    return Labels(np.full(length, None, dtype=object), np.full(length, "", dtype=object))


def labels_of(values: np.ndarray, limits: Limits, rules: Rules) -> Labels:
    """Label and rule of each point: the first rule in the list that speaks decides."""
    with np.errstate(invalid="ignore"):
        side, near, outside = (limits.side(values, ranges) for ranges in (0, NEAR, LIMIT))
        step = _sign(np.diff(values), limits.tolerance)
    if rules.two_of_three == "near_only":
        near = np.where(outside == 0, near, 0)
    verdicts = {
        "outside": outside,
        "trend": _trend(step, len(values), rules.run),
        "two of three": _two_of_three(side, near),
        "shift": _shift(side, rules.run),
    }
    direction, rule = np.zeros(len(values), dtype=int), np.full(len(values), "", dtype=object)
    for name, verdict in verdicts.items():
        new = (direction == 0) & (verdict != 0)
        direction[new], rule[new] = verdict[new], name
    label = np.array([LOW, COMMON, HIGH], dtype=object)[direction + 1]
    label[np.isnan(values)] = None
    return Labels(label, rule)


class Latest(NamedTuple):
    """Of many series, what the rules say of the last point: +1 high, -1 low, 0 nothing; the rule by its place in RULES (0: none).

    grounds: all that decides it, one row a series: where the rows of two series agree, so do their verdicts.
    """

    direction: np.ndarray
    rule: np.ndarray
    grounds: np.ndarray


def latest_of(values: np.ndarray, limits: Limits, rules: Rules) -> Latest:
    """Direction and rule of the last point of each series, as `labels_of` gives them: one row a series, as long as a run."""
    with np.errstate(invalid="ignore"):
        side, near, outside = (limits.side(values, ranges) for ranges in (0, NEAR, LIMIT))
        step = _sign(np.diff(values), limits.tolerance)[:, 1 - rules.run :]
    if rules.two_of_three == "near_only":
        near = np.where(outside == 0, near, 0)
    side, near, outside, last = side[:, -rules.run :], near[:, -3:], outside[:, -1], side[:, -1]
    beyond = (near == last[:, None]).sum(axis=1) >= 2
    verdicts = {
        "outside": outside,
        "trend": step[:, -1] * (step == step[:, -1:]).all(axis=1),
        "two of three": near[:, -1] * ((side[:, -3:] == last[:, None]).all(axis=1) & beyond),
        "shift": last * (side == last[:, None]).all(axis=1),
    }
    found = np.column_stack([verdicts[name] for name in RULES[1:]])
    first = np.where(found.any(axis=1), (found != 0).argmax(axis=1), 0)
    direction = found[np.arange(len(found)), first]
    return Latest(direction, np.where(direction != 0, first + 1, 0), np.column_stack([side, near, outside, step]))


# Each rule: +1 is high, -1 low, 0 nothing ---------------------------------------------------------------------


def _sign(distance: np.ndarray | float, tolerance: np.ndarray | float) -> np.ndarray:
    """+1, -1, or 0 where the distance is within the tolerance or unknown."""
    return np.greater(distance, tolerance).astype(int) - np.less(distance, -tolerance).astype(int)


class _Run(NamedTuple):
    """A stretch of one code: its first position, the position after its last, the code."""

    first: int
    after: int
    code: int


def _runs(codes: np.ndarray, least: int) -> list[_Run]:
    """Stretches of one non-zero code, `least` long or longer."""
    if len(codes) < least:
        return []
    edges = np.flatnonzero(np.diff(codes)) + 1
    first, after = np.r_[0, edges], np.r_[edges, len(codes)]
    long = (after - first >= least) & (codes[first] != 0)
    return [_Run(*each) for each in zip(first[long], after[long], codes[first[long]])]


def _trend(step: np.ndarray, length: int, run: int) -> np.ndarray:
    """Points of strictly rising or falling stretches; a point shared by two stretches takes the later
    direction.
    """
    found = np.zeros(length, dtype=int)
    for first, after, direction in _runs(step, run - 1):
        found[first : after + 1] = direction
    return found


def _shift(side: np.ndarray, run: int) -> np.ndarray:
    """Points of stretches on one side of the mean."""
    found = np.zeros(len(side), dtype=int)
    for first, after, direction in _runs(side, run):
        found[first:after] = direction
    return found


def _two_of_three(side: np.ndarray, near: np.ndarray) -> np.ndarray:
    """Points beyond a near line where three neighbours lie on that side and two or more of them beyond it."""
    found = np.zeros(len(side), dtype=int)
    if len(side) < 3:
        return found
    for direction in (1, -1):
        on, beyond = side == direction, near == direction
        window = (on[:-2] & on[1:-1] & on[2:]) & (beyond[:-2].astype(int) + beyond[1:-1] + beyond[2:] >= 2)
        touched = np.zeros(len(side), dtype=bool)
        for shift in range(3):
            touched[shift : len(side) - 2 + shift] |= window
        found[touched & beyond] = direction
    return found
