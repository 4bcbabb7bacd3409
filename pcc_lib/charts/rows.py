"""Rows one below the other, each with its name above its mark, so that long names hold on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from pcc_lib.charts.axes import short
from pcc_lib.charts.frames import Row, need, shown
from pcc_lib.charts.given import Level
from pcc_lib.charts.layers import expr, halo, layer_of
from pcc_lib.charts.style import GRID, INK
from pcc_lib.charts.texts import clean

ROW = 42  # px a row
LANE = (20, 39)  # px from the top of a row between which its mark stands; its name stands above, where no line goes


def row_frame(frame: pd.DataFrame, form: str, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Rows of a frame with at least label, value and printed: i place, n name, v value, t text, r the whole record."""
    need(frame, form, columns)
    return [
        {"i": i, "n": clean(r["label"], 160), "v": short(r["value"]), "t": shown(r), "r": r}
        for i, r in enumerate(frame.to_dict("records"))
    ]


def from_the_highest(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows sorted by value, with their new places; what is not known comes last."""
    ordered = sorted(rows, key=lambda r: (r["v"] is None, -(r["v"] or 0), r["i"]))
    return [{**row, "i": i} for i, row in enumerate(ordered)]


def middle(size: int = ROW, down: int = 29) -> alt.ExprRef:
    """Where the mark of a row stands: `down` px from the top of its row, rows being `size` px high."""
    return expr(f"datum.i*{size}+{down}")


def row_names(rows: Sequence[Row], limit: str = "width") -> list[alt.Chart]:
    """Row names at the left edge, cut only at a width in px, a Vega expression."""
    base = layer_of([{"i": r["i"], "n": r["n"]} for r in rows]).encode(text=alt.Text("n:N"))
    return halo(
        base,
        align="left",
        baseline="top",
        x=0,
        y=expr(f"datum.i*{ROW}+4"),
        limit=expr(limit),
        fontSize=13,
        fontWeight=500,
        color=INK,
    )


def row_lines(count: int) -> alt.Chart:
    """Thin lines between rows, where a name and its mark can stand far apart."""
    return layer_of([{"i": i} for i in range(1, count)]).mark_rect(
        color=GRID, x=0, x2=expr("width"), y=expr(f"datum.i*{ROW}-1"), y2=expr(f"datum.i*{ROW}")
    )


def row_hover(base: alt.Chart, named: str, told: str, size: int = ROW) -> alt.Chart:
    """Unseen rows that carry the tooltip: the name under `named`, the text under `told`."""
    return (
        base.mark_rect(y=expr(f"datum.i*{size}"), y2=expr(f"datum.i*{size}+{size}"), x=0, x2=expr("width"), opacity=0)
        .encode(tooltip=[alt.Tooltip("n:N", title=named), alt.Tooltip("t:N", title=told)])
        .properties(name="hover")
    )


def in_lanes(base: alt.Chart, **mark: Any) -> alt.Chart:
    """An upright line through the lane of each row of `base`: names and values, which stand above the lanes, stay free of it."""
    top, bottom = LANE
    return base.mark_rule(y=expr(f"datum.i*{ROW}+{top}"), y2=expr(f"datum.i*{ROW}+{bottom}"), aria=False, **mark)


def lane_grid() -> dict[str, Any]:
    """The grid of a level axis under rows, in their lanes alone: Vega draws its lines from the bottom upwards."""
    top, bottom = LANE
    return {"grid": True, "gridDash": [bottom - top, ROW - (bottom - top)], "gridDashOffset": bottom - ROW}


def row_level(level: Level | None, rows: Sequence[Row], x: alt.X, roomy: bool = True) -> list[alt.Chart]:
    """A line at one value in the lane of each row, its label above the plot on the side where `rows` leave room (where they do
    not count: at its left). x: the encoding of the field `v`."""
    if level is None:
        return []
    goal = float(level.value)
    known = [r["v"] for r in rows if roomy and r["v"] is not None] + [goal, 0]
    far = (goal - min(known)) > (max(known) - min(known)) / 2
    at = layer_of([{"v": short(goal), "t": clean(level.label, 36)}]).encode(x=x)
    text = at.mark_text(
        y=-6, baseline="bottom", align="right" if far else "left", dx=4 if far else -4, color=INK, fontWeight=500
    ).encode(text=alt.Text("t:N"))
    rule = in_lanes(layer_of([{"i": r["i"], "v": short(goal)} for r in rows]), color=INK, strokeDash=[5, 2], strokeWidth=1.25)
    return [rule.encode(x=x), text] if level.label else [rule.encode(x=x)]
