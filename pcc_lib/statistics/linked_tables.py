"""One period of a source as it may be published: all its columns protected together, with what ties them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from pcc_lib.core.frames import labels_of
from pcc_lib.statistics.count_tables import TOTAL, cells_of, check_table
from pcc_lib.statistics.earlier_editions import History, Told
from pcc_lib.statistics.linked_cells import Link, with_rests
from pcc_lib.statistics.over_editions import hidden_again
from pcc_lib.statistics.rounded_again import rounded_again
from pcc_lib.statistics.rounding import rounded_table
from pcc_lib.statistics.suppression import suppressed


def protect_linked(
    counts: pd.DataFrame, links: Sequence[Link], preset: str, total: str = TOTAL, told: Sequence[Told] = ()
) -> pd.DataFrame:
    """One period of a source as it may be published: a row for each column of counts, a column for each part and
    one for the total; NaN where hidden.

    All rows are protected together with what the links tie them by. What a reader could subtract (who is left of a
    whole without its parts) counts as a cell of its own. Under "rounding" the totals are withheld where a reader would
    know a hidden count (`rounding.rounded_table`). told: what earlier editions published of the same period, the oldest first;
    all of them and this one together then give no count away (`over_editions`). Without it each edition is protected by itself,
    and revised numbers may be worked out from two. Raises ValueError as `disclosure.protect` does.
    """
    known = _Counts(tuple(counts.index), tuple(counts.columns), tuple(map(tuple, counts.to_numpy())))
    return _protect_linked(known, tuple(links), preset, total, tuple(told)).copy()


class _Counts(NamedTuple):
    """A table of counts that a cache can hold: names of its rows and columns, and its cells by row."""

    rows: tuple[Hashable, ...]
    columns: tuple[Hashable, ...]
    cells: tuple[tuple[float, ...], ...]


@lru_cache(maxsize=4096)
def _protect_linked(counts: _Counts, links: tuple[Link, ...], preset: str, total: str, told: tuple[Told, ...]) -> pd.DataFrame:
    table = pd.DataFrame(counts.cells, list(counts.rows), list(counts.columns))
    check_table(table, total)
    tied = with_rests(table, links, total)
    cells = cells_of(tied.table)
    history = History.of(told, table, links)
    if preset == "threshold":
        # Rests count as published, though no page prints them: a little more is hidden than need be.
        hidden = hidden_again(history) if history.told else suppressed(cells, tied.sums).cells
        shown = cells.mask(cells.index.isin(hidden))
    elif preset == "rounding":
        shown = rounded_table(cells, tied.sums, [label for label in labels_of(cells) if label[0] in tied.rests])
        shown = rounded_again(history, shown) if history.told else shown
    else:
        raise ValueError(f"the preset is {preset!r}: it must be 'rounding' or 'threshold'")
    return shown.unstack().loc[list(counts.rows), list(tied.table.columns)]
