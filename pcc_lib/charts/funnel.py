"""Rates against their size, with limits that narrow as size grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import altair as alt
import pandas as pd

from pcc_lib.charts.axes import ValueScale, end_title, level_axis, level_x, nice_ticks, short
from pcc_lib.charts.drawing import form
from pcc_lib.charts.frames import Row, need, shown
from pcc_lib.charts.given import Axis, Limits
from pcc_lib.charts.layers import expr, halo, hover_layer, layer_of
from pcc_lib.charts.panel import Panel, finish
from pcc_lib.charts.style import AXIS, CONTEXT, DOWN, FUNNEL_TONES, INK, INK_2, PALETTE, PAPER, UP
from pcc_lib.charts.texts import clean, text_px

FUNNEL_HEIGHT = 340
LINES = {"x": "size", "l": "lower", "u": "upper", "a": "lower_wide", "b": "upper_wide"}


@form
def funnel(frame: pd.DataFrame, limits: Limits, size: Axis, rate: Axis, description: str) -> alt.LayerChart:
    """Rates against their size within two pairs of limits (method: Spiegelhalter 2005).

    frame: label, size, value, printed, flag ("" | "up" | "down"), focus (bool). Focus and flagged points are named.
    """
    need(frame, "funnel", ("label", "size", "value", "printed", "flag", "focus"))
    need(limits.lines, "funnel", tuple(LINES.values()))
    rows: list[Row] = [_point(r) for r in frame.to_dict("records")]
    edge: list[Row] = [{key: short(r[column]) for key, column in LINES.items()} for r in limits.lines.to_dict("records")]
    # limits of the smallest units are very wide: the axis follows the points and the limits are cut there
    known = [r["v"] for r in rows if r["v"] is not None] + [limits.mean]
    scale = ValueScale([*known, max(known) * 1.15], replace(rate, from_zero=True), FUNNEL_HEIGHT)
    right = max(r["x"] for r in (*rows, *edge))
    x, y = _size_x(right, size), scale.y()
    mean = layer_of([{"v": short(limits.mean)}]).mark_rule(color=INK_2, strokeDash=[5, 4])
    tips = [alt.Tooltip("n:N", title="Name"), alt.Tooltip("t:N", title=clean(rate.title, 60))]
    layers = [
        *_limit_areas(edge, x, scale),
        mean.encode(y=y),
        _points().encode(x=x, y=y),
        *_names(_apart(rows, right, scale), right, x, y),
        hover_layer(x, y, tips),
    ]
    return finish(layers, Panel(description, rate.title, FUNNEL_HEIGHT), rows, scale.cut)


def _point(row: Row) -> dict[str, Any]:
    """n name, x size, v rate, t text, f flag, o whether it is in focus."""
    return {
        "n": clean(row["label"], 40),
        "x": short(row["size"]),
        "v": short(row["value"]),
        "t": shown(row),
        "f": row["flag"] or "",
        "o": int(row["focus"]),
    }


def _size_x(right: float, size: Axis) -> alt.X:
    ticks = [t for t in nice_ticks(0, right, size.unit, 4) if t <= right]
    axis = level_axis(ticks, size.unit, grid=False, domain=True, domainColor=AXIS, **end_title(size.title))
    return level_x(0, right, axis, "x")


def _limit_areas(edge: Sequence[Row], x: alt.X, scale: ValueScale) -> list[alt.Chart]:
    base = layer_of(edge)
    return [
        base.mark_area(color=tone, opacity=1, clip=True).encode(x=x, y=scale.y(low), y2=f"{high}:Q")
        for tone, (low, high) in zip(FUNNEL_TONES, ("ab", "lu"), strict=True)
    ]


def _points() -> alt.Chart:
    return layer_of().mark_point(
        filled=True,
        opacity=1,
        size=expr("datum.o?130:datum.f?90:50"),
        shape=expr(f"datum.f=='up'?'{UP}':datum.f=='down'?'{DOWN}':'circle'"),
        fill=expr(f"datum.o?'{PALETTE[0]}':datum.f?'{PALETTE[2]}':'{CONTEXT}'"),
        stroke=PAPER,
        strokeWidth=1,
    )


def _names(named: Sequence[Row], right: float, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Names beside the points, on the side that has room."""
    near = f"datum.x/{right}>0.6?'right':'left'"
    return halo(
        layer_of(named).encode(x=x, y=y, text="n:N"),
        align=expr(near),
        dx=expr(f"({near})=='left'?9:-9"),
        baseline="middle",
        color=INK,
        fontWeight=expr("datum.o?700:500"),
    )


def _apart(rows: Sequence[Row], right: float, scale: ValueScale) -> list[Row]:
    """Focus first, then flagged points by size, as many as can be named on a phone without touching."""
    kept: list[tuple[float, float, float, Row]] = []
    wanted = [r for r in rows if (r["o"] or r["f"]) and r["v"] is not None]
    for r in sorted(wanted, key=lambda r: (-r["o"], -r["x"])):
        at, wide, y = r["x"] / right * 240, text_px(r["n"]) + 12, scale.px(r["v"])
        a, b = (at - wide, at + 6) if r["x"] / right > 0.6 else (at - 6, at + wide)
        if all(b < c or a > d or abs(y - z) > 15 for c, d, z, _ in kept):
            kept.append((a, b, y, r))
    return [r for *_, r in kept]
