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


def row_names(rows: Sequence[Row], taken: int = 0) -> list[alt.Chart]:
    """Row names at the left edge, cut only by the width of the plot less `taken` px."""
    base = layer_of([{"i": r["i"], "n": r["n"]} for r in rows]).encode(text="n:N")
    return halo(
        base,
        align="left",
        baseline="top",
        x=0,
        y=expr(f"datum.i*{ROW}+4"),
        limit=expr(f"width-{taken}"),
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


def row_level(level: Level | None, count: int, rows: Sequence[Row], axis: alt.Axis | None = None) -> list[alt.Chart]:
    """A dashed vertical line through all `count` rows, its label above the plot on the side where `rows` leave room."""
    if level is None:
        return []
    goal = float(level.value)
    known = [r["v"] for r in rows if r["v"] is not None] + [goal, 0]
    far = (goal - min(known)) > (max(known) - min(known)) / 2
    base = layer_of([{"v": short(goal), "t": clean(level.label, 36)}]).encode(x=alt.X("v:Q", axis=axis))
    rule = base.mark_rule(color=INK, strokeDash=[6, 4], strokeWidth=1.25, y=-4 if level.label else 0, y2=ROW * count)
    text = base.mark_text(
        y=-6, baseline="bottom", align="right" if far else "left", dx=4 if far else -4, color=INK, fontWeight=500
    ).encode(text="t:N")
    return [rule, text] if level.label else [rule]
