"""How many incidents there are of each month, part and value that is asked for; and the cells of a source that come of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pcc_lib.core.calendars import MONTHLY
from pcc_lib.core.periods import Span
from pcc_lib.counting.asked import Asked

Key = tuple[str, ...]  # the month (2023-10), and the values of `Asked.keys`: the part by its id, first
Cells = Mapping[tuple[str, str], Mapping[str, int]]  # by month and part, then by column


@dataclass(frozen=True)
class Tally:
    """Rows by their keys, and how many there are in all."""

    rows: int
    counts: Mapping[Key, int]

    @property
    def span(self) -> Span | None:
        """From the first month that has a row to the last; None where there is no row."""
        months = [key[0] for key in self.counts]
        return Span(min(months), max(months)) if months else None


def cells_of(asked: Asked, tally: Tally) -> Cells:
    """What a source's columns come to, for each month in which any part has a row and each part that was there.

    No row of a part is nought, in a month that has rows of another; a month without any row is none: that its rows are missing
    is likelier. Left out are gaps and times before the source's first month, or outside a part's lifetime.
    """
    found = {key: dict.fromkeys(asked.how.columns, 0) for key in _cells_there(asked, tally)}
    for key, n in tally.counts.items():
        row = found.get((key[0], key[1]))
        values = dict(zip(asked.keys, key[1:], strict=True))
        for column, where in asked.how.columns.items():
            if row is not None and all(values[name] in wanted for name, wanted in where.items()):
                row[column] += n
    return found


def _cells_there(asked: Asked, tally: Tally) -> Iterator[tuple[str, str]]:
    about = asked.source
    for month in sorted({key[0] for key in tally.counts}):
        for part in asked.parts if month >= about.first else ():
            if month in about.lifetime(part) and not any(month in gap for gap in about.declared_gaps(part)):
                yield month, part


def months_without_rows(tally: Tally) -> list[str]:
    """Months between the first and the last in which no part has a row."""
    there = {key[0] for key in tally.counts}
    return [month for month in MONTHLY.of(tally.span) if month not in there] if tally.span else []
