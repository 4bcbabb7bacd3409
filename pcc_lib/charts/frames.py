"""From tidy frames to the short rows that charts draw: `value` is plotted, and `printed` is the text that a reader sees.

So a chart never formats a number by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from pcc_lib.charts.axes import ValueScale, short
from pcc_lib.charts.given import Axis, ChartError, Dated, Marks
from pcc_lib.charts.months import TimeAxis, month_index, pace_of
from pcc_lib.charts.texts import clean
from pcc_lib.core.frames import column_of
from pcc_lib.core.quarters import is_financial_year
from pcc_lib.core.status import NONE, Statuses

Row = Mapping[str, Any]
INTERVAL = {"l": "low_end", "u": "high_end"}


@dataclass(frozen=True)
class Plot:
    """Lines in time, placed: rows as `month_rows` gives them, the names of the series in their order, and both axes."""

    rows: Sequence[Row]
    names: Sequence[str]
    scale: ValueScale
    time: TimeAxis


def need(frame: pd.DataFrame, form: str, columns: Sequence[str]) -> None:
    """Refuse a frame without rows, or without one of these columns, with a ChartError."""
    missing = [c for c in columns if c not in frame.columns]
    if missing:
        raise ChartError(
            f"The {form} chart misses the column(s) {', '.join(missing)}. It has: {', '.join(map(str, frame.columns))}."
        )
    if frame.empty:
        raise ChartError(f"The {form} chart has no rows: leave the chart out where there are no data.")


def shown(row: Row) -> str:
    """The reader's text of one value, with its status shorthand."""
    return _statuses(row).beside(clean(row.get("printed", ""), 60)).strip()


def _statuses(row: Row) -> Statuses:
    """The status marks of a row: "e", or several as "e,p"."""
    status = row.get("status", "")
    return Statuses.parse(status.replace(" ", "")) if isinstance(status, str) else NONE


def plot_of(frame: pd.DataFrame, axis: Axis, marks: Marks, reach: Sequence[float] = ()) -> Plot:
    """The lines of a frame (period, series, value, printed, status), with axes that hold them, the levels and `reach`."""
    every = pace_of(column_of(frame, "period"))
    rows = month_rows(frame, every, marks.breaks)
    months = [r["m"] for r in rows]
    values = [*(r[key] for r in rows for key in "vlu" if key in r), *_ends(marks), *reach]
    scale = ValueScale(values, axis)
    financial = every == "year" and is_financial_year(str(frame["period"].iloc[0]))
    return Plot(rows, list(dict.fromkeys(r["s"] for r in rows)), scale, TimeAxis(min(months), max(months), every, financial))


def _ends(marks: Marks) -> list[float]:
    return [end for level in marks.levels for end in (level.value, level.upper) if end is not None]


def month_rows(frame: pd.DataFrame, every: str, breaks: Sequence[Dated] = ()) -> list[dict[str, Any]]:
    """Rows for a line: m month, s series, v value, t text, g run between breaks, p provisional, l and u the ends of an interval
    where there is one; absent months become gaps."""
    cuts = sorted(month_index(b.month, every) for b in breaks)
    placed: dict[str, dict[int, Row]] = {}
    for row in frame.to_dict("records"):
        name = clean(row.get("series", ""), 200)
        placed.setdefault(name, {})[int(month_index(row["period"], every))] = row
    return [_month_row(m, name, by_month.get(m, {}), cuts) for name, by_month in placed.items() for m in _steps(sorted(by_month))]


def _month_row(month: int, name: str, row: Row, cuts: Sequence[float]) -> dict[str, Any]:
    value = short(row.get("value"))
    ends = {key: end for key, column in INTERVAL.items() if (end := short(row.get(column))) is not None}
    return {
        "m": month,
        "s": name,
        "v": value,
        "t": shown(row) if value is not None else "",
        "g": sum(cut <= month for cut in cuts),
        "p": int("p" in _statuses(row)),
        **ends,
    }


def _steps(months: list[int]) -> list[int]:
    """Every month from first to last at the series' own pace, so that what is absent shows as a gap."""
    if len(months) < 2:
        return months
    pace = min(b - a for a, b in pairwise(months))
    return sorted(set(range(months[0], months[-1] + 1, pace)) | set(months))


def limit_runs(frame: pd.DataFrame, every: str) -> list[dict[str, Any]]:
    """Runs of neighbouring periods with the same limits: a start, b end (half a step beyond), l lower, u upper, c mean."""
    keys = {"mean": "c", "lower": "l", "upper": "u"}
    rows = sorted(
        (
            {"m": int(month_index(r["period"], every)), **{key: short(r[column]) for column, key in keys.items()}}
            for r in frame.to_dict("records")
        ),
        key=lambda r: r["m"],
    )
    half = (min((b["m"] - a["m"] for a, b in pairwise(rows)), default=1) or 1) / 2
    runs: list[dict[str, Any]] = []
    for row in rows:
        values = {k: v for k, v in row.items() if k != "m"}
        if None in values.values():
            continue
        if runs and runs[-1]["b"] == row["m"] - half and all(runs[-1][k] == v for k, v in values.items()):
            runs[-1]["b"] = row["m"] + half
        else:
            runs.append({"a": row["m"] - half, "b": row["m"] + half, **values})
    return runs
