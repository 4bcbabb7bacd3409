"""The cells of one period of a source, all its columns together, and how they add up."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from pcc_lib.core import grammar
from pcc_lib.core.rule_forms import sums_compared
from pcc_lib.statistics.count_tables import check_table

Cell = tuple[Hashable, Hashable]  # row, column
CellSum = tuple[Cell, list[Cell]]  # a total's cell, and those of its parts


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

    @property
    def rest(self) -> str:
        """What is left of the whole without its parts, by name (nothing where the link is exact)."""
        return "" if self.exact else f"{self.whole} less {' and '.join(self.parts)}"


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


class Tied(NamedTuple):
    """A table with its rests and totals, how its cells add up, and the names of the rows that are rests."""

    table: pd.DataFrame
    sums: list[CellSum]
    rests: set[Hashable]


def with_rests(table: pd.DataFrame, links: Sequence[Link], total: str) -> Tied:
    """A table of counts (a row for each column of a source, a column for each part) with what is left of each whole, and its
    totals.

    Raises ValueError where a whole is less than its parts, or two names are one.
    """
    whole, rests = table.astype(float), {}
    for link in links:
        if not link.exact:
            rests[link] = link.rest
            whole.loc[link.rest] = whole.loc[link.whole] - whole.loc[list(link.parts)].sum()
    check_table(whole, total)
    parts = list(table.columns)
    if len(parts) > 1:
        whole[total] = whole.sum(axis=1)
    sums: list[CellSum] = [((row, total), [(row, part) for part in parts]) for row in whole.index if len(parts) > 1]
    for link in links:
        rows: list[Hashable] = [*link.parts, *([rests[link]] if link in rests else ())]
        sums += [((link.whole, part), [(row, part) for row in rows]) for part in whole.columns]
    return Tied(whole, sums, set(rests.values()))
