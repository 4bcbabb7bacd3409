"""Level bars: parts of a measure, several measures, changes, and totals against a baseline year."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from pcc_lib.charts.axes import level_x, short
from pcc_lib.charts.drawing import form
from pcc_lib.charts.frames import Row
from pcc_lib.charts.given import Axis, ChartError, Level
from pcc_lib.charts.layers import expr, halo, layer_of
from pcc_lib.charts.panel import Panel, finish
from pcc_lib.charts.rows import ROW, from_the_highest, in_lanes, middle, row_frame, row_hover, row_level, row_lines, row_names
from pcc_lib.charts.style import AXIS, CONTEXT, INK, PALETTE, up_and_down
from pcc_lib.charts.texts import clean, text_px

COLUMNS = ("label", "value", "printed")
BASELINE_TONE = PALETTE[4]


@form
def breakdown(
    frame: pd.DataFrame, axis: Axis, description: str, focus: str | None = None, level: Level | None = None
) -> alt.LayerChart:
    """Bars sorted by value, from zero. frame: label, value, printed, status (optional).

    Missing values keep their row and their printed shorthand. focus: the label drawn in the brand colour while the
    others step back.
    """
    rows = from_the_highest(row_frame(frame, "breakdown", COLUMNS))
    tones = {r["i"]: CONTEXT for r in rows if focus is not None and r["n"] != clean(focus, 160)}
    return _bar_chart(rows, axis, description, tones, level)


@form
def change(frame: pd.DataFrame, axis: Axis, description: str) -> alt.LayerChart:
    """Bars of changes, rises to the right and falls to the left, sorted. frame: label, value, printed.

    Colour only repeats what side and printed sign say: it is the axis's good direction.
    """
    rows = from_the_highest(row_frame(frame, "change", COLUMNS))
    rise, fall = up_and_down(axis.good_direction, PALETTE[0])
    return _bar_chart(rows, axis, description, {r["i"]: rise if (r["v"] or 0) >= 0 else fall for r in rows})


@form
def bars(frame: pd.DataFrame, axis: Axis, description: str, level: Level | None = None) -> alt.LayerChart:
    """Latest values of several measures of one unit, in the order given. frame: label, value, printed, status."""
    return _bar_chart(row_frame(frame, "bars", COLUMNS), axis, description, {}, level)


@form
def baseline(frame: pd.DataFrame, axis: Axis, description: str) -> alt.LayerChart:
    """Twelve-month totals, oldest first, against a baseline year marked by a dashed line.

    frame: label ("2019", "October 2022 to September 2023"), value, printed, baseline (True in exactly one row).
    The last row is the one the chart is about. Raises ChartError unless exactly one row is the baseline.
    """
    rows = row_frame(frame, "baseline", (*COLUMNS, "baseline"))
    base = [r for r in rows if bool(r["r"]["baseline"])]
    if len(base) != 1 or base[0]["v"] is None:
        raise ChartError(f"A baseline chart needs exactly one baseline row with a value, not {len(base)}.")
    base[0]["n"] += " (baseline)"
    tones = {i: CONTEXT for i in range(len(rows) - 1)} | {base[0]["i"]: BASELINE_TONE}
    return _bar_chart(rows, axis, description, tones, Level(base[0]["v"], ""))


@dataclass(frozen=True)
class _Span:
    """From the lowest to the highest value, with room in px at both ends for the printed values."""

    low: float
    high: float
    room: tuple[int, int]

    def x(self, field: str) -> alt.X:
        return level_x(self.low, self.high, None, field, self.room)

    def beyond(self, goal: float, side: int) -> str:
        """Vega expression: px from the end of a bar to its value, `w` px wide, at the right (1) or left (-1): close by, or
        behind a line at `goal` that stands where it would be."""
        to_line = f"({short(goal)}-datum.a)*(width-{sum(self.room)})/{short(self.high - self.low)}*{side}"
        return f"{side}*({to_line}>-2&&datum.w+10>{to_line}?{to_line}+6:6)"


def _span(rows: Sequence[Row], level: Level | None) -> _Span:
    values = [r["v"] for r in rows if r["v"] is not None] + ([float(level.value)] if level else []) + [0]
    low, high = min(values), max(values)
    right = max(_text_room(r) for r in rows)
    left = max((_text_room(r) for r in rows if (r["v"] or 0) < 0), default=0)
    return _Span(low, high if high > low else low + 1, (left, right))


def _text_room(row: Row) -> int:
    return math.ceil(text_px(row["t"], 12.5)) + 10


def _bar_chart(
    rows: Sequence[Row], axis: Axis, description: str, tones: Mapping[int, str], level: Level | None = None
) -> alt.LayerChart:
    """Bars with their names above and their printed values at the end; negative bars run to the left of zero."""
    data: list[dict[str, Any]] = [{**{k: r[k] for k in "invt"}, "c": tones.get(r["i"], PALETTE[0])} for r in rows]
    span, height = _span(rows, level), ROW * len(rows)
    if level is not None:
        data = [{**r, "w": math.ceil(text_px(r["t"], 12.5))} for r in data]
    known = layer_of().transform_filter("isValid(datum.v)")
    zero = in_lanes(layer_of([{"i": r["i"], "z": 0} for r in rows]), color=AXIS, strokeWidth=1).encode(x=span.x("z"))
    layers = [
        *([row_lines(len(rows))] if span.low < 0 else []),
        zero,
        _bars(known, span),
        *row_level(level, rows, span.x("v")),
        *_values(span, level),
        *row_names(rows),
        row_hover(known, "Name", axis.title),
    ]
    return finish(layers, Panel(description, axis.title, height), data)


def _bars(known: alt.Chart, span: _Span) -> alt.Chart:
    top, bottom = expr(f"datum.i*{ROW}+22"), expr(f"datum.i*{ROW}+36")
    return known.mark_rect(y=top, y2=bottom, aria=False).encode(
        x=span.x("v"), x2=alt.X2Datum(0), color=alt.Color("c:N", scale=None)
    )


def _values(span: _Span, level: Level | None) -> list[alt.Chart]:
    """The printed values at the ends of the bars, behind the line of a level that would cross them; what is not known stands at
    zero."""
    minus = "datum.v<0"
    right, left = ("6", "-6") if level is None else (span.beyond(float(level.value), side) for side in (1, -1))
    return halo(
        layer_of().transform_calculate(a="isValid(datum.v)?datum.v:0").encode(x=span.x("a"), text=alt.Text("t:N")),
        y=middle(),
        baseline="middle",
        align=expr(f"{minus}?'right':'left'"),
        dx=expr(f"{minus}?{left}:{right}"),
        fontWeight=600,
        color=INK,
    )
