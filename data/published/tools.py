"""Tools that make monthly series as stable as police data are, and that still add up to totals that are given.

A series is drawn as level x season x events x (1 + noise) and then conditioned on the given totals (Matheron's rule): each month
of a pinned window takes a part of the correction in proportion to its own variance. A level is constant; it changes at a dated
event, or where two printed periods lie further apart than noise explains (`years`). There is no slow wander and no smooth ramp;
`sloped` is for the few movements that the original describes in words. Counts are rounded along their running total, which leaves
every contiguous window with a whole-number total exactly as it was.

The sizes of the noise are those of real series: see benchmarks/noise.py and docs/open-data-proof.md.

Draws are numbered. Chance gives a stable series a signal now and then, and may go against what the original says in words; the
number of each source in draws.csv is the first, from 0, at which neither happens (benchmarks/draws.py looks for it).

Only + - * / and square roots are used, and `fsum` for sums, so that the bytes are the same on every machine and in
every Python.
"""

from __future__ import annotations

import csv
import itertools
import random
from math import floor, fsum, sqrt
from pathlib import Path

PUBLISHED = Path(__file__).with_name("2023-24-Q3.csv")
FLAT = (1.0,) * 12

# Variance over what chance alone gives, from month to month (benchmarks/noise.py)
CRIME = 1.8  # recorded offences, 50 to 1,000 a month: London's boroughs
SMALL = 1.4  # the same, 10 to 50 a month
CALLS = 6.5  # calls, logs and reports of the public: attendances at accident and emergency departments, all sizes
SHARE = 1.5  # share of one kind of offence in its group, 30 to 1,000 a month: London's boroughs
MET = 2.9  # share answered in time: share waiting four hours at departments with 1,000 to 3,000 a month

# Standard deviation from month to month, relative
WAITS = 0.19  # share waiting four hours at departments; the two waits printed for neighbouring months fell by 0.18 and 0.20
FIRST_ANSWERED = 0.10  # waits of emergency calls, which are answered first: no public series; half of the above
GIVEN_UP = 0.13  # no public series; abandonment was printed for neighbouring months twice: 0.138 and 0.166, mean over 1.128
ARRIVING = 0.05  # no public series; the largest step printed from one month to the next, 0.16, is then 2.2 deviations

FORCED = 3.0  # standard deviations by which two printed periods must differ for a level to change between them


def _draws() -> dict[str, int]:
    with Path(__file__).with_name("draws.csv").open(encoding="utf-8", newline="") as file:
        return {row["source"]: int(row["draw"]) for row in csv.DictReader(file)}


DRAWS = _draws()


def stream(name: str) -> random.Random:
    """The random numbers of a series, which is named by its source and what it counts, in the source's draw."""
    return random.Random(f"{name} ~{DRAWS.get(name.split()[0], 0)}")


# months


def months(first: str, last: str) -> list[str]:
    """Every month from `first` to `last`, both included, as YYYY-MM."""
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in range(_number(first), _number(last) + 1)]


def window(last: str, length: int) -> str:
    """The window of `length` months that ends in `last`, as `first..last`."""
    n = _number(last) - length + 1
    return f"{n // 12}-{n % 12 + 1:02d}..{last}"


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _span(key: str) -> tuple[str, str]:
    first, _, last = key.partition("..")
    return first, last or first


# printed values


class Printed:
    """The printed figures by published id, and whole numbers that reproduce them."""

    def __init__(self, path: Path = PUBLISHED) -> None:
        with path.open(encoding="utf-8", newline="") as file:
            self._text = {row["id"]: row["printed"] for row in csv.DictReader(file)}

    def __call__(self, name: str) -> float:
        return float(self._text[name])

    def count(self, name: str) -> int:
        """A printed whole number."""
        return int(self._text[name])

    def decimals(self, name: str) -> int:
        """How many decimals were printed."""
        return len(self._text[name].partition(".")[2])

    def holds(self, name: str, value: float) -> bool:
        """Whether `value`, rounded as it was printed, is the printed figure."""
        return abs(value - self(name)) < 0.499 / 10 ** self.decimals(name)

    def after(self, name: str, before: int) -> int:
        """The count that lies the printed per cent above (or below) `before`."""
        after = _whole(before * (100 + self(name)) / 100)
        return self._checked(name, after, before, after)

    def before(self, name: str, after: int) -> int:
        """The count that `after` lies the printed per cent above (or below)."""
        before = _whole(after * 100 / (100 + self(name)))
        return self._checked(name, before, before, after)

    def share(self, name: str, of: int, shift: float = 0.0) -> int:
        """How many `of` so many give the printed percentage, less `shift` points for a period before."""
        part = _whole(of * (self(name) - shift) / 100)
        if abs(100 * part / of + shift - self(name)) >= 0.499 / 10 ** self.decimals(name):
            raise ValueError(f"{name}: no part of {of} gives {self(name) - shift}")
        return part

    def fraction(self, name: str, near: int, shift: float = 0.0) -> tuple[int, int]:
        """Part and whole, the whole near a size, that give the printed percentage less `shift` inside its rounding."""
        return fraction(self(name) - shift, near, 0.2 / 10 ** self.decimals(name))

    def unrounded(self, name: str, shift: float = 0.0) -> float:
        """A value off the printed one by at most a fifth of its last digit, as an unrounded value would be."""
        wobble = random.Random(f"unrounded {name} {shift:.6f}").random() - 0.5
        return self(name) - shift + 0.4 * wobble / 10 ** self.decimals(name)

    def _checked(self, name: str, result: int, before: int, after: int) -> int:
        if not self.holds(name, 100 * (after - before) / before):
            raise ValueError(f"{name}: {before} to {after} does not give {self(name)}")
        return result


def fraction(percent: float, near: int, tolerance: float) -> tuple[int, int]:
    """Part and whole, the whole as near to `near` as can be, with a percentage within `tolerance` of the given."""
    for step in range(2 * near):
        of = near + (step + 1) // 2 * (1 if step % 2 else -1)
        part = _whole(of * percent / 100)
        if abs(100 * part / of - percent) <= tolerance:
            return part, of
    raise ValueError(f"no fraction near {near} gives {percent}%")


# shapes


def years(before: float, now: float, deviation: float) -> tuple[float, float]:
    """The levels of two printed periods: of both their mean, but where they differ by more than chance gives, each its own."""
    if abs(now - before) > FORCED * deviation:
        return before, now
    return (before + now) / 2, (before + now) / 2


def of_counts(before: float, now: float, dispersion: float) -> float:
    """The standard deviation of the difference of two counts."""
    return sqrt(dispersion * (before + now))


def level(span: list[str], steps: str, season: tuple[float, ...] = FLAT, *events: str) -> list[float]:
    """The expected value by month: what holds from a month on ("2018-01 505, 2020-04 613"), times season and events."""
    points = _points(steps)
    return shaped(span, [points[max(m for m in points if m <= month)] for month in span], season, *events)


def shaped(span: list[str], line: list[float], season: tuple[float, ...] = FLAT, *events: str) -> list[float]:
    """A line times season and events; a season's twelve factors count as their mean."""
    average = fsum(season) / 12
    factors = [_points(event) for event in events]
    return [
        v * season[_number(m) % 12] / average * _product(f.get(m, 1.0) for f in factors) for m, v in zip(span, line, strict=True)
    ]


def sloped(span: list[str], anchors: str) -> list[float]:
    """Straight lines between anchors, flat before and after them: for a movement that the original describes in words."""
    points = sorted((_number(m), v) for m, v in _points(anchors).items())
    return [_between(_number(month), points) for month in span]


def times(*series: list[float]) -> list[float]:
    """Month by month product."""
    return [_product(values) for values in zip(*series, strict=True)]


def _points(text: str) -> dict[str, float]:
    """Months and their values from "2018-01 505, 2020-04 613"."""
    return {month: float(value) for month, value in (part.split() for part in text.split(","))}


def _between(at: int, points: list[tuple[int, float]]) -> float:
    if at <= points[0][0]:
        return points[0][1]
    for (a, u), (b, v) in itertools.pairwise(points):
        if at <= b:
            return u + (v - u) * (at - a) / (b - a)
    return points[-1][1]


def _product(values) -> float:
    result = 1.0
    for value in values:
        result *= value
    return result


# draws


def drawn(
    name: str, span: list[str], mean: list[float], deviation: list[float], pins: dict[str, float] | None = None
) -> list[float]:
    """A random series around `mean` with the window totals of `pins` ({"2023-10": 12, "2022-10..2023-09": 140}).

    `deviation` is the standard deviation of each month, relative to its mean.
    """
    rng = stream(name)
    draw = [m * (1 + d * _gauss(rng)) for m, d in zip(mean, deviation, strict=True)]
    variance = [m * m * d * d for m, d in zip(mean, deviation, strict=True)]
    return _conditioned(draw, variance, [(*_places(span, key), target) for key, target in (pins or {}).items()])


def counts(
    name: str,
    span: list[str],
    mean: list[float],
    dispersion: float,
    pins: dict[str, int] | None = None,
    of: list[int] | None = None,
) -> list[int]:
    """Whole numbers drawn around `mean` with the window totals of `pins`; `of` is the whole that they are a part of."""
    part = [m / whole if whole else 0.0 for m, whole in zip(mean, of, strict=True)] if of else [0.0] * len(mean)
    chance = [sqrt(dispersion * (1 - p) / max(m, 1.0)) for m, p in zip(mean, part, strict=True)]
    result = _rounded(drawn(name, span, mean, chance, dict(pins or {})))
    for n, most in zip(result, of or [None] * len(mean), strict=True):
        if n < 0 or (most is not None and n > most):
            raise ValueError(f"{name}: {n} is not possible")
    return result


def scattered(name: str, span: list[str], mean: list[float], pins: dict[str, int], most: list[int] | None = None) -> list[int]:
    """Small counts: each pinned window's total falls on its months by chance, in proportion to `mean`.

    Months outside every pin get a chance count of their own. Windows may not overlap, but a month may be pinned
    inside a window. `most` is the most that a month can hold.
    """
    rng = stream(name)
    result: dict[str, int] = {}
    for key, total in sorted(pins.items(), key=lambda pin: (_span(pin[0])[0] != _span(pin[0])[1], pin[0])):
        first, last = _span(key)
        inside = months(first, last)
        free = [m for m in inside if m not in result]
        rest = total - sum(result.get(m, 0) for m in inside)
        result.update(_fall(rng, free, span, mean, rest, most))
    for month in span:
        if month not in result:
            i = span.index(month)
            value = max(0, floor(mean[i] + sqrt(mean[i]) * _gauss(rng) + 0.5))
            result[month] = value if most is None else min(value, most[i])
    return [result[m] for m in span]


def _fall(
    rng: random.Random, free: list[str], span: list[str], mean: list[float], total: int, most: list[int] | None
) -> dict[str, int]:
    result = dict.fromkeys(free, 0)
    for _ in range(total):
        open_ = [m for m in free if most is None or result[m] < most[span.index(m)]]
        weights = [mean[span.index(m)] for m in open_]
        at = rng.random() * fsum(weights)
        chosen = open_[-1]
        for month, weight in zip(open_, weights, strict=True):
            at -= weight
            if at < 0:
                chosen = month
                break
        result[chosen] += 1
    return result


def _conditioned(draw: list[float], variance: list[float], rows: list[tuple[int, int, float]]) -> list[float]:
    """The draw moved so that months `a` to before `b` add up to each target; months vary independently."""
    matrix = [[fsum(variance[max(a, c) : max(min(b, d), max(a, c))]) for c, d, _ in rows] for a, b, _ in rows]
    gap = [target - fsum(draw[a:b]) for a, b, target in rows]
    weights = _solved(matrix, gap)
    return [
        d + fsum(w * variance[i] for w, (a, b, _) in zip(weights, rows, strict=True) if a <= i < b) for i, d in enumerate(draw)
    ]


def _places(span: list[str], key: str) -> tuple[int, int]:
    first, last = _span(key)
    return span.index(first), span.index(last) + 1


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gauss elimination with pivoting; the systems have a handful of rows."""
    n = len(right)
    rows = [row[:] + [r] for row, r in zip(matrix, right, strict=True)]
    for k in range(n):
        pivot = max(range(k, n), key=lambda i: abs(rows[i][k]))
        rows[k], rows[pivot] = rows[pivot], rows[k]
        for i in range(k + 1, n):
            factor = rows[i][k] / rows[k][k]
            rows[i] = [a - factor * b for a, b in zip(rows[i], rows[k], strict=True)]
    result = [0.0] * n
    for k in reversed(range(n)):
        result[k] = (rows[k][n] - fsum(rows[k][j] * result[j] for j in range(k + 1, n))) / rows[k][k]
    return result


def _rounded(values: list[float]) -> list[int]:
    """Whole numbers whose running total is the rounded one: contiguous windows keep whole-number totals."""
    totals = [0] + [floor(fsum(values[: i + 1]) + 0.5) for i in range(len(values))]
    return [b - a for a, b in itertools.pairwise(totals)]


def _gauss(rng: random.Random) -> float:
    """About normal: twelve uniform numbers, so that no library function is needed."""
    return fsum(rng.random() for _ in range(12)) - 6


def _whole(value: float) -> int:
    return floor(value + 0.5)


def whole(values: list[float]) -> list[int]:
    """Each value to the nearest whole number."""
    return [_whole(v) for v in values]


def correlation(xs: list[float], ys: list[float]) -> float:
    """Pearson's r."""
    mx, my = fsum(xs) / len(xs), fsum(ys) / len(ys)
    along = fsum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True))
    return along / sqrt(fsum((x - mx) * (x - mx) for x in xs) * fsum((y - my) * (y - my) for y in ys))
