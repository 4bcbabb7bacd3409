"""Months told as unbroken runs, so that a gap is seen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pcc_lib.core.quarters import shift


class Run(NamedTuple):
    """Months (YYYY-MM) from the first to the last, none missing."""

    first: str
    last: str


def runs(months: Iterable[str]) -> list[Run]:
    """The unbroken runs of some months."""
    found: list[Run] = []
    for month in sorted(months):
        joined = bool(found) and shift(found[-1].last, 1) == month
        found[-1:] = [Run(found[-1].first, month)] if joined else [*found[-1:], Run(month, month)]
    return found


def ranges(found: Iterable[Run]) -> str:
    """Runs as they are printed: `2024-01, 2024-03 to 2024-06`."""
    return ", ".join(first if first == last else f"{first} to {last}" for first, last in found)
