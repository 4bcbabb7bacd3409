"""Values of arithmetic as JSON and back, each as it was: numbers to the last digit, frames with their types, our own records.

Only what is listed here can be written, and only records that a module has registered are made again: a text that is read can
name no other class. Of two values that differ in anything, the texts differ too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, TypeVar

import numpy as np
import pandas as pd

C = TypeVar("C", bound=type)
_RECORDS: dict[str, type] = {}
_PLAIN = ("float64", "int64", "bool", "object", "str")  # types of columns whose values JSON has
_CELLS = (str, int, float, bool, type(None))


class UncodedError(TypeError):
    """A value that has no form here."""


def record(made: C) -> C:
    """Register a dataclass or named tuple, whose fields are written and read."""
    _RECORDS[_name(made)] = made
    return made


def coded(value: Any) -> str:
    """A value as a text; an UncodedError where it has no form here."""
    return json.dumps(_written(value), ensure_ascii=False, separators=(",", ":"))


def decoded(text: str) -> Any:
    """The value of a text."""
    return _read(json.loads(text))


def _name(made: type) -> str:
    return f"{made.__module__}.{made.__qualname__}"


# ── writing ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _written(value: Any) -> Any:
    made = type(value)
    if made in _CELLS:
        return value
    if made in _WRITE:
        return _WRITE[made](value)
    if isinstance(value, np.generic):
        return ["number", value.dtype.str, value.item()] if value.dtype.kind in "fib" else _refused(value)
    if _RECORDS.get(_name(made)) is made:
        names = [field.name for field in fields(value)] if is_dataclass(value) else value._fields
        return ["record", _name(made), *(_written(getattr(value, name)) for name in names)]
    if isinstance(value, pd.Index):
        return _index(value)
    return _refused(value)


def _refused(value: Any) -> Any:
    raise UncodedError(f"{type(value).__name__} cannot be kept")


def _array(value: np.ndarray) -> list[Any]:
    values = value.ravel().tolist()
    if value.dtype.kind not in "fib" and not (value.dtype == object and all(type(each) in _CELLS for each in values)):
        return _refused(value)
    return ["array", value.dtype.str, list(value.shape), values]


def _column(value: pd.Series | pd.Index) -> list[Any]:
    """The type of a column, and its values."""
    if isinstance(value.dtype, pd.PeriodDtype):
        months = pd.PeriodIndex(value)
        return ["period", months.freqstr, months.asi8.tolist()]
    if str(value.dtype) not in _PLAIN:
        return _refused(value)
    values = value.tolist()
    if value.dtype == object and not all(type(each) in _CELLS for each in values):
        return ["cells", list(map(_written, values))]
    return [str(value.dtype), values]


def _index(value: pd.Index) -> list[Any]:
    if isinstance(value, pd.RangeIndex):
        return ["range", value.start, value.stop, value.step, _label(value.name)]
    if isinstance(value, pd.MultiIndex):
        return _refused(value)
    return ["index", _column(value), _label(value.name)]


def _label(name: Any) -> str | int | None:
    return name if type(name) in (str, int, type(None)) else _refused(name)


def _series(value: pd.Series) -> list[Any]:
    return ["series", _index(value.index), _column(value), _label(value.name)] if not value.attrs else _refused(value)


def _frame(value: pd.DataFrame) -> list[Any]:
    if value.attrs:
        return _refused(value)
    return ["frame", _index(value.index), _index(value.columns), [_column(value.iloc[:, at]) for at in range(value.shape[1])]]


_WRITE: Mapping[type, Callable[[Any], Any]] = {
    tuple: lambda value: ["tuple", *map(_written, value)],
    list: lambda value: ["list", *map(_written, value)],
    dict: lambda value: ["dict", *([_written(key), _written(each)] for key, each in value.items())],
    frozenset: lambda value: ["set", *sorted(map(_written, value), key=json.dumps)],
    np.ndarray: _array,
    date: lambda value: ["date", value.isoformat()],
    pd.Period: lambda value: ["month", value.freqstr, value.ordinal],
    pd.Series: _series,
    pd.DataFrame: _frame,
}


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _read(value: Any) -> Any:
    return _READ[value[0]](*value[1:]) if isinstance(value, list) else value


def _read_record(name: str, *values: Any) -> Any:
    return _RECORDS[name](*map(_read, values))


def _read_column(*value: Any) -> Any:
    if value[0] == "cells":
        return _cells(list(map(_read, value[1])))
    if value[0] == "period":
        return pd.PeriodIndex.from_ordinals(value[2], freq=value[1])
    return pd.array(value[1], dtype=value[0]) if value[0] == "str" else np.array(value[1], dtype=value[0])


def _cells(values: list[Any]) -> np.ndarray:
    """A column of whatever it holds: numpy would make two dimensions of tuples."""
    found = np.empty(len(values), dtype=object)
    for at, value in enumerate(values):
        found[at] = value
    return found


def _read_frame(index: Any, columns: Any, values: list[Any]) -> pd.DataFrame:
    made = pd.DataFrame({at: _read_series(each, None, None) for at, each in enumerate(values)})
    made.index, made.columns = _read(index), _read(columns)
    return made


def _read_series(column: list[Any], index: pd.Index | None, name: str | int | None) -> pd.Series:
    values = _read_column(*column)
    return pd.Series(values, index=index, dtype=values.dtype, name=name)  # pandas would guess another type for texts


def _read_index(column: list[Any], name: str | int | None) -> pd.Index:
    values = _read_column(*column)
    return pd.Index(values, dtype=values.dtype, name=name)


_READ: Mapping[str, Callable[..., Any]] = {
    "tuple": lambda *values: tuple(map(_read, values)),
    "list": lambda *values: list(map(_read, values)),
    "dict": lambda *pairs: {_read(key): _read(each) for key, each in pairs},
    "set": lambda *values: frozenset(map(_read, values)),
    "number": lambda kind, value: np.dtype(kind).type(value),
    "array": lambda kind, shape, values: np.array(values, dtype=kind).reshape(shape),
    "date": date.fromisoformat,
    "month": lambda freq, ordinal: pd.Period(ordinal=ordinal, freq=freq),
    "record": _read_record,
    "range": lambda start, stop, step, name: pd.RangeIndex(start, stop, step, name=name),
    "index": _read_index,
    "series": lambda index, column, name: _read_series(column, _read(index), name),
    "frame": _read_frame,
}
