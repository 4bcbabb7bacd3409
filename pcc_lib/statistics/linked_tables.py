"""One period of a source as it may be published: all its columns protected together, with what ties them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from pcc_lib.core import grammar
from pcc_lib.core.frames import column_of, each_cell, labels_of
from pcc_lib.core.rule_forms import sums_compared
from pcc_lib.statistics.count_tables import TOTAL, Sum, cells_of, check_table, relations
from pcc_lib.statistics.rounding import ROUND_HIDES, ROUND_TO, rounded
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
    whole without its parts) counts as a cell of its own. Under "rounding" totals are withheld where rounding alone
    would leave a hidden count known to be under 5, or known. Raises ValueError as `disclosure.protect` does.
    """
    known = _Counts(tuple(counts.index), tuple(counts.columns), tuple(map(tuple, counts.to_numpy())))
    return _protect_linked(known, tuple(links), preset, total).copy()


class _Counts(NamedTuple):
    """A table of counts that a cache can hold: names of its rows and columns, and its cells by row."""

    rows: tuple[Hashable, ...]
    columns: tuple[Hashable, ...]
    cells: tuple[tuple[float, ...], ...]


class _Tied(NamedTuple):
    """A table with its rests and totals, how its cells add up, and the names of the rows that are rests."""

    table: pd.DataFrame
    sums: list[Sum]
    rests: set[str]


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
        shown = _rounded_cells(cells, tied, total)
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
    sums: list[Sum] = [((row, total), [(row, part) for part in parts]) for row in whole.index if len(parts) > 1]
    sums += [
        ((link.whole, part), [(row, part) for row in (*link.parts, *([rests[link]] if link in rests else ()))])
        for link in links
        for part in whole.columns
    ]
    return _Tied(whole, sums, set(rests.values()))


def _rounded_cells(cells: pd.Series, tied: _Tied, total: str) -> pd.Series:
    """Rounded cells; totals, then everything, are withheld where the audit of the rounded table fails."""
    matrix, shown = relations(cells, tied.sums), cells.map(rounded)
    hidden = [label for label, count in each_cell(cells) if 0 < count <= ROUND_HIDES and label[0] not in tied.rests]
    totals = [label for label in labels_of(cells) if label[1] == total]
    for withheld in ([], totals, list(cells.index)):
        shown[withheld] = np.nan
        known = {
            label: _known(value, label in hidden and label not in withheld, label[0] in tied.rests)
            for label, value in each_cell(shown)
        }
        if column_of(worked_out(known, matrix, hidden), "passed").all():
            break
    return shown


def _known(shown: float, is_small: bool, is_rest: bool) -> Known:
    """What a reader knows of a true count: what rounding leaves open, 1 to 7, or nothing."""
    if is_rest or (np.isnan(shown) and not is_small):
        return Known(0, None)
    if np.isnan(shown):
        return Known(1, ROUND_HIDES)
    reach = ROUND_TO // 2 if shown else 0
    return Known(shown - reach, shown + reach)
