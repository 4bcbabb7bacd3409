"""Rows that a chart draws, told by the cells of the table under it: what both say lies in the page once.

Rows of a specification are turned into columns, and each column into parts: cells of the table as they stand (`cells`), the
numbers with which they begin (`numbers`), or what no cell tells (`list`, `same`). A part of cells names the column of the table,
its first row and its last; upwards where the last stands above. `pcc_lib/assets/charts.js` reads the same form in the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Cells = Sequence[Sequence[str]]  # the rows of a table, the head of each row first
_NUMBER = re.compile(r"(−?)£?(\d[\d,]*(?:\.\d+)?)", re.ASCII)
_FEWEST = 3  # cells in a run: fewer are told as shortly by themselves


def rows_by_cells(spec: Mapping[str, Any], cells: Cells) -> dict[str, Any]:
    """A Vega-Lite specification whose rows are told by cells where these hold them."""
    told = {name: _columns(rows, cells) for name, rows in spec.get("datasets", {}).items()}
    return {**spec, "datasets": told} if told else dict(spec)


def rows_from_cells(spec: Mapping[str, Any], cells: Cells) -> dict[str, Any]:
    """The specification as it was before `rows_by_cells`; a ValueError where the cells do not have what it names."""
    told = {name: _rows(held, cells) for name, held in spec.get("datasets", {}).items()}
    return {**spec, "datasets": told} if told else dict(spec)


def number_of(text: str) -> int | float | None:
    """The number with which a printed cell begins; None where it begins with none."""
    found = _NUMBER.match(text)
    if not found:
        return None
    digits = found[2].replace(",", "")
    value = float(digits) if "." in digits else int(digits)
    return -value if found[1] else value


# ── to cells ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _columns(rows: Any, cells: Cells) -> Any:
    """Rows of one form as columns; others as they are."""
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) and row.keys() == rows[0].keys() for row in rows):
        return rows
    return {"columns": {key: _parts([row[key] for row in rows], cells) for key in rows[0]}}


def _parts(values: Sequence[Any], cells: Cells) -> list[dict[str, Any]]:
    if len(values) > 1 and all(_is_same(value, values[0]) for value in values):
        return [{"same": values[0], "times": len(values)}]
    kind = "cells" if all(isinstance(value, str) for value in values) else "numbers"
    table = [[cell if kind == "cells" else number_of(cell) for cell in row] for row in cells]
    found: list[dict[str, Any]] = []
    for run, value in _runs(values, table):
        if run:
            found.append({kind: run})
        elif found and "list" in found[-1]:
            found[-1]["list"].append(value)
        else:
            found.append({"list": [value]})
    return found


def _runs(values: Sequence[Any], table: Sequence[Sequence[Any]]) -> Iterator[tuple[list[int] | None, Any]]:
    """Runs of cells that tell values one after the other, and values that stand in none."""
    places: dict[tuple[type, Any], list[tuple[int, int]]] = {}
    for at, row in enumerate(table):
        for column, value in enumerate(row):
            places.setdefault((type(value), value), []).append((column, at))
    at = 0
    while at < len(values):
        value = values[at]
        starts = places.get((type(value), value), []) if isinstance(value, str | int | float) else []
        long = [(_length(values[at:], table, start, step), start, step) for start in starts for step in (1, -1)]
        length, (column, row), step = max(long, default=(0, (0, 0), 1))
        if length >= _FEWEST:
            yield [column, row, row + step * (length - 1)], None
            at += length
        else:
            yield None, value
            at += 1


def _length(values: Sequence[Any], table: Sequence[Sequence[Any]], start: tuple[int, int], step: int) -> int:
    """How many values a column of the table tells from here on."""
    column, row = start
    for length, value in enumerate(values):
        at = row + step * length
        if not (0 <= at < len(table) and column < len(table[at]) and _is_same(value, table[at][column])):
            return length
    return len(values)


def _is_same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other  # 1 and 1.0 and True are written otherwise


# ── from cells ────────────────────────────────────────────────────────────────────────────────────────────────────────
def _rows(held: Any, cells: Cells) -> Any:
    if not isinstance(held, dict) or "columns" not in held:  # the shapes of a map are no rows
        return held
    try:
        columns = {key: [value for part in parts for value in _values(part, cells)] for key, parts in held["columns"].items()}
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"rows of a chart that its table does not have ({error!r})") from error


def _values(part: Mapping[str, Any], cells: Cells) -> list[Any]:
    if "list" in part:
        return part["list"]
    if "same" in part:
        return [part["same"]] * part["times"]
    kind = "cells" if "cells" in part else "numbers"
    column, first, last = part[kind]
    if min(column, first, last) < 0:
        raise IndexError(f"cell {part[kind]}")
    step = 1 if last >= first else -1
    texts = [str(cells[row][column]) for row in range(first, last + step, step)]
    return texts if kind == "cells" else [number_of(text) for text in texts]
