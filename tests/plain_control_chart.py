"""A second reading of the control chart's rules, in plain loops: no numpy, nothing of the library, one number at a time.

It follows the published rules (Making Data Count, as NHSRplotthedots 0.2.2 has them) with the decisions of this project:
missing months are crossed by nothing, a change of limits opens a new stretch, ties are ties within a billionth.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

FULL, TRIAL = 13, 6


@dataclass(frozen=True)
class Asked:
    """How a chart is drawn up: where new limits start, points in a run, screening, which two of three, points of the baseline."""

    starts: tuple[int, ...] = ()
    run: int = 7
    screen: bool = True
    mdc: bool = True
    fix_after: int | None = None


@dataclass
class Stretch:
    """One stretch of a chart: its centre and mean range (None where there is none), and what is said of each point."""

    mean: float | None
    reach: float | None
    known: int
    directions: list[int | None]
    rules: list[str]


def chart(values: list[float | None], asked: Asked) -> list[Stretch]:
    """The stretches of a chart. values: one a month, None where missing."""
    edges = sorted({0, *asked.starts}) + [len(values)]
    return [stretch(values[a:b], asked) for a, b in pairwise(edges)]


def stretch(values: list[float | None], asked: Asked) -> Stretch:
    nothing = [None] * len(values), [""] * len(values)
    known = [v for v in values if v is not None]
    if len(known) < TRIAL:
        return Stretch(None, None, len(known), *nothing)
    base = baseline(values, asked.fix_after)
    real = [v for v in base if v is not None]
    mean = sum(real) / len(real)
    tie = 1e-9 * max(1.0, abs(mean))
    reach = mean_range(base, asked.screen, tie)
    if reach is None:
        return Stretch(mean, None, len(known), *nothing)
    directions, rules = [], []
    found = {
        "outside": outside(values, mean, reach, tie),
        "trend": trend(values, tie, asked.run),
        "two of three": two_of_three(values, mean, reach, tie, asked.mdc),
        "shift": shift(values, mean, tie, asked.run),
    }
    for i, value in enumerate(values):
        if value is None:
            directions.append(None)
            rules.append("")
            continue
        name = next((name for name in found if found[name][i]), "")
        directions.append(found[name][i] if name else 0)
        rules.append(name)
    return Stretch(mean, reach, len(known), directions, rules)


def baseline(values: list[float | None], fix_after: int | None) -> list[float | None]:
    if fix_after is None:
        return values
    taken: list[float | None] = []
    left = fix_after
    for value in values:
        if not left:
            break
        taken.append(value)
        left -= value is not None
    return taken


def mean_range(base: list[float | None], screen: bool, tie: float) -> float | None:
    """Mean of the moving ranges that are left; None where there is none, or none above nought."""
    ranges = [abs(b - a) for a, b in pairwise(base) if a is not None and b is not None]
    if not ranges:
        return None
    first = sum(ranges) / len(ranges)
    left = []
    for each in ranges:
        if not screen or 3.267 * first - each > tie:
            left.append(each)
    second = sum(left) / len(left) if left else 0.0
    if second > tie:
        return second
    return first if first > tie else None


def side(value: float | None, line: float, tie: float) -> int:
    if value is None or abs(value - line) <= tie:
        return 0
    return 1 if value > line else -1


def outside(values: list[float | None], mean: float, reach: float, tie: float) -> list[int]:
    told = []
    for value in values:
        high, low = side(value, mean + 2.66 * reach, tie) == 1, side(value, mean - 2.66 * reach, tie) == -1
        told.append(1 if high else -1 if low else 0)
    return told


def trend(values: list[float | None], tie: float, run: int) -> list[int]:
    """Every maximal stretch of points that go strictly one way; the later of two takes the point that they share."""
    told = [0] * len(values)
    for way in (1, -1):
        for first in range(len(values)):
            last = first
            while last + 1 < len(values) and goes(values[last], values[last + 1], tie) == way:
                last += 1
            if last - first + 1 < run:
                continue
            for i in range(first, last + 1):
                ends_here = i == last
                later = ends_here and opens(values, last, -way, tie, run)
                told[i] = -way if later else way
    return told


def opens(values: list[float | None], first: int, way: int, tie: float, run: int) -> bool:
    """Whether a run of the other way begins at this point."""
    steps = 0
    while first + steps + 1 < len(values) and goes(values[first + steps], values[first + steps + 1], tie) == way:
        steps += 1
    return steps + 1 >= run


def goes(now: float | None, after: float | None, tie: float) -> int:
    return 0 if now is None or after is None else side(after, now, tie)


def two_of_three(values: list[float | None], mean: float, reach: float, tie: float, mdc: bool) -> list[int]:
    told = [0] * len(values)
    beyond = outside(values, mean, reach, tie)
    for first in range(len(values) - 2):
        three = range(first, first + 3)
        for way in (1, -1):
            if any(side(values[i], mean, tie) != way for i in three):
                continue
            near = [i for i in three if side(values[i], mean + way * 2 / 3 * 2.66 * reach, tie) == way]
            near = [i for i in near if mdc or beyond[i] == 0]
            if len(near) >= 2:
                for i in near:
                    told[i] = way
    return told


def shift(values: list[float | None], mean: float, tie: float, run: int) -> list[int]:
    told = [0] * len(values)
    for first in range(len(values) - run + 1):
        for way in (1, -1):
            if all(side(values[i], mean, tie) == way for i in range(first, first + run)):
                for i in range(first, first + run):
                    told[i] = way
    return told


def variation(stretches: list[Stretch], improvement: str) -> str | None:
    latest = stretches[-1]
    if latest.known < FULL or latest.reach is None or latest.directions[-1] is None:
        return None
    if latest.directions[-1] == 0:
        return "common cause"
    high = latest.directions[-1] == 1
    if improvement == "neutral":
        return f"neutral {'high' if high else 'low'}"
    return f"{'improvement' if high == (improvement == 'increase') else 'concern'} {'high' if high else 'low'}"


def assurance(stretches: list[Stretch], improvement: str, target: float) -> str | None:
    latest = stretches[-1]
    if latest.known < FULL or latest.reach is None or improvement == "neutral":
        return None
    tie = 1e-9 * max(1.0, abs(latest.mean))
    above = side(target, latest.mean + 2.66 * latest.reach, tie) == 1
    below = side(target, latest.mean - 2.66 * latest.reach, tie) == -1
    if improvement == "increase":
        return "pass" if below else "fail" if above else "hit and miss"
    return "pass" if above else "fail" if below else "hit and miss"
