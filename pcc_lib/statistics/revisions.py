"""How young months were revised later: the range seen for each age, and a series as it would be if it were revised so again.

The age of a month is how many months it lay before the newest month that was told with it: the newest has the age nought.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

YOUNG = 12  # months from which on a value counts as settled


@dataclass(frozen=True)
class Revision:
    """One month, told twice. then: when it had this age; now: today. shares: revised by points, all else in proportion."""

    age: int
    then: float
    now: float
    shares: bool = False

    @property
    def size(self) -> float:
        """By how much it was revised: a difference of shares, else the new value over the old one, less one.

        NaN where that says nothing: a blank, or a value that had not been above nought.
        """
        if self.shares:
            return self.now - self.then
        return self.now / self.then - 1 if self.then > 0 else math.nan

    @property
    def tells(self) -> bool:
        """Whether it says how a young month is revised."""
        return 0 <= self.age < YOUNG and not math.isnan(self.size)


def ends(revisions: Iterable[Revision]) -> Mapping[int, tuple[float, float]]:
    """The smallest and the largest size seen at each age."""
    sizes: dict[int, list[float]] = {}
    for each in revisions:
        if each.tells:
            sizes.setdefault(each.age, []).append(each.size)
    return {age: (min(seen), max(seen)) for age, seen in sizes.items()}


def revised(values: pd.Series, sizes: Mapping[int, float], shares: bool = False) -> pd.Series:
    """A series by period, the newest last, with its young months revised by the size given for their age."""
    told = values.astype(float).copy()
    for age, size in sizes.items():
        if age < len(told):
            value = float(told.iat[-1 - age])
            told.iat[-1 - age] = value + size if shares else value * (1 + size)
    return told
