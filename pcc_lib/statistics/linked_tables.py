"""One period of a source as it may be published: all its columns protected together, with what ties them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from pcc_lib.core import grammar
from pcc_lib.core.frames import labels_of
from pcc_lib.core.rule_forms import sums_compared
from pcc_lib.statistics.count_tables import TOTAL, cells_of, check_table
from pcc_lib.statistics.rounding import rounded_table
from pcc_lib.statistics.suppression import suppressed


@dataclass(frozen=True)
class Link:
    """What everybody knows of some columns: `whole` is the sum of `parts`, and of a rest unless `exact`."""

    whole: str
    parts: tuple[str, ...]
    exact: bool

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that it ties together."""
        return (self.whole, *self.parts)


def link_of(rule: str) -> Link | None:
    """A source's rule between columns, such as `repeat <= people` or `old + young == people`, as a link.

    None for a rule of any other form: nothing is then known of how its columns bind each other.
    """
    try:
        compared = sums_compared(grammar.rule(rule))
    except grammar.GrammarError:
        return None
    left, sign, right = compared or ((), "!=", ())
    if sign.startswith(">") or (sign == "==" and len(left) == 1):
        left, right = right, left
    return Link(right[0], left, sign == "==") if sign != "!=" and len(right) == 1 else None


def protect_linked(counts: pd.DataFrame, links: Sequence[Link], preset: str, total: str = TOTAL) -> pd.DataFrame:
    """One period of a source as it may be published: a row for each column of counts, a column for each part and
    one for the total; NaN where hidden.

    All rows are protected together with what the links tie them by. What a reader could subtract (who is left of a
    whole without its parts) counts as a cell of its own. Under "rounding" the totals are withheld where a reader would
    know a hidden count (`rounding.rounded_table`). Raises ValueError as `disclosure.protect` does.
    """
    known = _Counts(tuple(counts.index), tuple(counts.columns), tuple(map(tuple, counts.to_numpy())))
    return _protect_linked(known, tuple(links), preset, total).copy()


class _Counts(NamedTuple):
    """A table of counts that a cache can hold: names of its rows and columns, and its cells by row."""

    rows: tuple[Hashable, ...]
    columns: tuple[Hashable, ...]
    cells: tuple[tuple[float, ...], ...]


_Cell = tuple[Hashable, Hashable]  # row, column
_Sum = tuple[_Cell, list[_Cell]]  # a total's cell, and those of its parts


class _Tied(NamedTuple):
    """A table with its rests and totals, how its cells add up, and the names of the rows that are rests."""

    table: pd.DataFrame
    sums: list[_Sum]
    rests: set[Hashable]


@lru_cache(maxsize=4096)
def _protect_linked(counts: _Counts, links: tuple[Link, ...], preset: str, total: str) -> pd.DataFrame:
    table = pd.DataFrame(counts.cells, list(counts.rows), list(counts.columns))
    check_table(table, total)
    tied = _with_rests(table, links, total)
    cells = cells_of(tied.table)
    if preset == "threshold":
        # Rests count as published, though no page prints them: a little more is hidden than need be.
        shown = cells.mask(cells.index.isin(suppressed(cells, tied.sums).cells))
    elif preset == "rounding":
        shown = rounded_table(cells, tied.sums, [label for label in labels_of(cells) if label[0] in tied.rests])
    else:
        raise ValueError(f"the preset is {preset!r}: it must be 'rounding' or 'threshold'")
    return shown.unstack().loc[list(counts.rows), list(tied.table.columns)]


def _with_rests(table: pd.DataFrame, links: Sequence[Link], total: str) -> _Tied:
    whole, rests = table.astype(float), {}
    for link in links:
        if not link.exact:
            rests[link] = f"{link.whole} less {' and '.join(link.parts)}"
            whole.loc[rests[link]] = whole.loc[link.whole] - whole.loc[list(link.parts)].sum()
    check_table(whole, total)
    parts = list(table.columns)
    if len(parts) > 1:
        whole[total] = whole.sum(axis=1)
    sums: list[_Sum] = [((row, total), [(row, part) for part in parts]) for row in whole.index if len(parts) > 1]
    for link in links:
        rows: list[Hashable] = [*link.parts, *([rests[link]] if link in rests else ())]
        sums += [((link.whole, part), [(row, part) for row in rows]) for part in whole.columns]
    return _Tied(whole, sums, set(rests.values()))
