"""Rates against their size, with limits that narrow as size grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import Any

import altair as alt
import pandas as pd

from pcc_lib.charts.axes import ValueScale, end_title, level_axis, level_x, nice_ticks, ratio_ticks, short
from pcc_lib.charts.drawing import form
from pcc_lib.charts.frames import Row, need, shown
from pcc_lib.charts.given import Axis, Limits
from pcc_lib.charts.labels import BESIDE_PLOT, Label, in_margin, middles
from pcc_lib.charts.layers import expr, hover_layer, layer_of
from pcc_lib.charts.panel import Panel, finish
from pcc_lib.charts.style import AXIS, CONTEXT, DOWN, FUNNEL_TONES, INK, INK_2, PALETTE, PAPER, UP
from pcc_lib.charts.texts import clean, wrap

FUNNEL_HEIGHT = 340
FAR_LARGER = 5  # times the median: then most points would share a fifth of the axis
BESIDE_ENDS = 1.08  # the ratio that is kept free beside the outermost points
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
    sizes = [r["x"] for r in rows]
    x, y = _size_x(sizes, max(r["x"] for r in (*rows, *edge)), size), scale.y()
    mean = layer_of([{"v": short(limits.mean)}]).mark_rule(color=INK_2, strokeDash=[5, 4])
    tips = [alt.Tooltip("n:N", title="Name"), alt.Tooltip("t:N", title=clean(rate.title, 60))]
    layers = [
        *_limit_areas(edge, x, scale),
        mean.encode(y=y),
        *_names(rows, x, scale),
        _points().encode(x=x, y=y),
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


def _size_x(sizes: Sequence[float], right: float, size: Axis) -> alt.X:
    """From nought; where one is far larger than most, in steps of equal ratios, or the others lie on one spot."""
    if min(sizes) > 0 and right > FAR_LARGER * median(sizes):
        return _ratio_x(min(sizes), right, size)
    ticks = [t for t in nice_ticks(0, right, size.unit, 4) if t <= right]
    axis = level_axis(ticks, size.unit, grid=False, domain=True, domainColor=AXIS, **end_title(size.title))
    return level_x(0, right, axis, "x")


def _ratio_x(left: float, right: float, size: Axis) -> alt.X:
    look = {"grid": False, "domain": True, "domainColor": AXIS, **end_title(f"{size.title} (logarithmic)")}
    axis = level_axis(ratio_ticks(left, right), size.unit, **look)
    low, high = left / BESIDE_ENDS, right * BESIDE_ENDS
    return alt.X("x:Q", axis=axis, scale=alt.Scale(type="log", domain=[short(low), short(high)], nice=False))


def _limit_areas(edge: Sequence[Row], x: alt.X, scale: ValueScale) -> list[alt.Chart]:
    base = layer_of(edge)
    return [
        base.mark_area(color=tone, opacity=1, clip=True).encode(x=x, y=scale.y(low), y2=alt.Y2(f"{high}:Q"))
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


def _names(rows: Sequence[Row], x: alt.X, scale: ValueScale) -> list[alt.Chart]:
    """Names in the margin, each with a thin line from its point."""
    named = _named(rows, scale)
    labels = [label for label, _ in named]
    layers: list[alt.Chart] = []
    for (label, row), centre in zip(named, middles(labels, scale.height), strict=True):
        lead = layer_of([{"x": row["x"], "v": row["v"]}]).mark_rule(color=INK_2, strokeWidth=0.75, opacity=0.6)
        to = {"x2": alt.X2Value(expr(f"width+{BESIDE_PLOT - 2}")), "y2": alt.Y2Value(round(centre, 1))}
        layers += [lead.encode(x=x, y=scale.y(), **to), in_margin(label, centre)]
    return layers


def _named(rows: Sequence[Row], scale: ValueScale) -> list[tuple[Label, Row]]:
    """Focus first, then flagged points by size, as many names as the margin holds; each at its point's height."""
    kept: list[tuple[Label, Row]] = []
    wanted = [r for r in rows if (r["o"] or r["f"]) and r["v"] is not None]
    for r in sorted(wanted, key=lambda r: (-r["o"], -r["x"])):
        label = Label(wrap(r["n"], 13), scale.px(r["v"]), INK, 700 if r["o"] else 500)
        if sum(each.size for each, _ in kept) + label.size <= scale.height:
            kept.append((label, r))
    return kept
