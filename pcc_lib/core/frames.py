"""What is taken out of pandas' tables, with the type that it has.

pandas says of `frame[name]` and `frame[mask]` alike that they may be a Series, a DataFrame or anything, and of labels only
that they can be hashed; a type checker can hold nothing to that. These say which of them is meant, and do nothing else.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, cast

import numpy as np
import pandas as pd


def column_of(frame: pd.DataFrame, name: Hashable) -> pd.Series:
    """One column, whose name stands once."""
    return cast("pd.Series", frame[name])


def some_columns(frame: pd.DataFrame, names: list[Any]) -> pd.DataFrame:
    """Some columns, in the order of the names."""
    return cast("pd.DataFrame", frame[names])


def rows_where(frame: pd.DataFrame, which: pd.Series | pd.Index | np.ndarray) -> pd.DataFrame:
    """The rows where `which` is true."""
    return cast("pd.DataFrame", frame[which])


def each_row(frame: pd.DataFrame) -> Iterable[tuple[Any, Any]]:
    """Each row's label, and the row by the names of the columns."""
    return frame.iterrows()


def each_cell(series: pd.Series) -> Iterable[tuple[Any, Any]]:
    """Each value of a series after its label."""
    return series.items()


def value_at(series: pd.Series, label: Hashable) -> Any:
    """The value at a label that stands once."""
    return series[label]


def labels_of(table: pd.Series | pd.DataFrame) -> list[Any]:
    """The labels of the rows, in their order."""
    return list(table.index)
