"""Tables of counts of people: checked, with their totals, and how their cells add up."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple, cast

import numpy as np
import pandas as pd

TOTAL = "Total"

Sum = tuple[Hashable, Sequence[Hashable]]  # the label of a total, and those of its parts
Sums = Mapping[Hashable, Sequence[Hashable]] | Sequence[Sum]  # pairs where a cell is the total of several sums


class Totalled(NamedTuple):
    """A table with its totals in the last row and column, and which cells (row, column) add up to which."""

    table: pd.DataFrame
    sums: dict[Hashable, list[Hashable]]


def check_table(counts: pd.DataFrame, total: str) -> None:
    """Raise ValueError unless these are whole numbers, 0 or more, under names of their own, none of them `total`."""
    if not isinstance(counts, pd.DataFrame) or counts.empty:
        raise ValueError("small numbers are controlled in a table: give a DataFrame of counts")
    if not (counts.index.is_unique and counts.columns.is_unique):
        raise ValueError("two rows or two columns of the table have one name")
    if total in counts.index or total in counts.columns:
        raise ValueError(f"the table has a {total!r} already: give the parts, totals are worked out")
    values = counts.to_numpy(dtype=float)
    bad = ~np.isfinite(values) | (values < 0) | (values % 1 != 0)
    if bad.any():
        row, column = np.argwhere(bad)[0]
        raise ValueError(
            f"{counts.index[row]}, {counts.columns[column]}: {values[row, column]:g} is not a "
            "count; give a whole number, 0 or more, or leave the row out"
        )


def with_totals(counts: pd.DataFrame, total: str = TOTAL) -> Totalled:
    """The table with the totals that it needs: none over a single row or column."""
    whole = counts.astype(float)
    rows, columns = list(whole.index), list(whole.columns)
    if len(columns) > 1:
        whole = whole.assign(**{total: whole.sum(axis=1)})
    if len(rows) > 1:
        whole.loc[total] = whole.sum()
    sums: dict[Hashable, list[Hashable]] = {}
    for row in whole.index if len(columns) > 1 else ():
        sums[(row, total)] = [(row, column) for column in columns]
    for column in whole.columns if len(rows) > 1 else ():
        # The corner is the sum of both margins; the row's sum is already there, and this one follows from it.
        if (total, column) not in sums:
            sums[(total, column)] = [(row, column) for row in rows]
    return Totalled(whole, sums)


def cells_of(table: pd.DataFrame) -> pd.Series:
    """The cells of a table by their labels (row, column)."""
    return cast(pd.Series, table.stack())


def sum_pairs(sums: Sums) -> list[Sum]:
    """Each total's label with its parts' labels."""
    return list(sums.items() if isinstance(sums, Mapping) else sums)


def relations(values: pd.Series, sums: Sums) -> np.ndarray:
    """One row a sum, one column a cell: +1 for its parts, -1 for its total.

    values: true counts by label. Raises ValueError where they do not satisfy every sum, or a label is unknown or not unique.
    """
    if not values.index.is_unique:
        raise ValueError(f"{values.index[values.index.duplicated()][0]!r} labels more than one cell")
    place = {label: at for at, label in enumerate(values.index)}
    pairs = sum_pairs(sums)
    matrix = np.zeros((len(pairs), len(values)))
    for row, (total, parts) in enumerate(pairs):
        for label in (total, *parts):
            if label not in place:
                raise ValueError(f"the sum {total!r} names {label!r}, which is not among the cells")
        matrix[row, [place[label] for label in parts]] = 1
        matrix[row, place[total]] = -1
        if abs(matrix[row] @ values.to_numpy(float)) > 1e-6:
            raise ValueError(f"the parts of {total!r} do not add up to it")
    return matrix
