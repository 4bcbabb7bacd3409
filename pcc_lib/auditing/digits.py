"""Whether two texts differ in the last digits of numbers alone, as releases of numpy and scipy do, and by how much."""

from __future__ import annotations

import math
import re

NEAR = 1e-9  # of a number: far below what is printed, far above what the order of additions changes
_LONG = 12  # digits that a number has, or its neighbour, whose last ones may differ: printed numbers have fewer
_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)")


def last_digits(ours: str, theirs: str) -> tuple[int, float] | None:
    """How many numbers differ, and by how much at most as a share of themselves; None where anything else differs."""
    one, other = _NUMBER.split(ours), _NUMBER.split(theirs)
    if len(one) != len(other) or one[::2] != other[::2]:
        return None
    pairs = [pair for pair in zip(one[1::2], other[1::2], strict=True) if pair[0] != pair[1]]
    shares = [_share(*pair) for pair in pairs]
    if not all(share <= NEAR for share in shares):
        return None
    return len(shares), max(shares, default=0.0)


def _share(one: str, other: str) -> float:
    """By how much two numbers differ, of the greater; infinite where they are too short to differ in their last digits alone."""
    if max(sum(c.isdigit() for c in each) for each in (one, other)) < _LONG or not (one + other).isascii():
        return math.inf
    a, b = float(one), float(other)
    greater = max(abs(a), abs(b))
    return abs(a - b) / greater if greater > NEAR else 0.0
