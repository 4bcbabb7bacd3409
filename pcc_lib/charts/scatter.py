"""Two measures against each other, month by month: their values, and their changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import altair as alt
import pandas as pd

from pcc_lib.charts.axes import AXES_CUT, ValueScale, end_title, level_axis, level_x, short
from pcc_lib.charts.drawing import form
from pcc_lib.charts.frames import Row, need, shown
from pcc_lib.charts.given import Axis, ChartError
from pcc_lib.charts.layers import expr, hover_layer, layer_of
from pcc_lib.charts.months import month_index, period_expr, short_month
from pcc_lib.charts.panel import Panel, finish
from pcc_lib.charts.style import AXIS, CONTEXT, INK, PALETTE, PAPER
from pcc_lib.charts.texts import text_px

SCATTER_HEIGHT = 340
KEY = -12  # px from the top of the plot to the middle of the key above it
LAST_SIZE = 110


class _Ground:
    """Both axes of a scatter chart, around its points: `v` lies level, `q` stands upright."""

    def __init__(self, rows: Sequence[Row], across: Axis, up: Axis) -> None:
        self.level = ValueScale([r["v"] for r in rows], replace(across, from_zero=False), 100)
        self.upright = ValueScale([r["q"] for r in rows], replace(up, from_zero=False), SCATTER_HEIGHT)
        axis = level_axis(self.level.ticks, across.unit, grid=True, domain=False, **end_title(across.title))
        self.x, self.y = level_x(self.level.low, self.level.high, axis), self.upright.y("q")


@form
def scatter(frame: pd.DataFrame, across: Axis, up: Axis, description: str) -> alt.LayerChart:
    """Months as points, joined in their order. First and last month are named on the chart.

    frame: period, x, y, printed ("4.1% abandoned, 1,602 reports"), status (optional). Raises ChartError where no month has both.
    """
    rows = _known(_by_month(frame))
    ground = _Ground(rows, across, up)
    path = layer_of().mark_line(strokeWidth=1, color=CONTEXT, opacity=0.7)
    layers = [path.encode(x=ground.x, y=ground.y, order=alt.Order("m:Q")), *_points(rows, ground)]
    cut = "" if ground.level.zero and ground.upright.zero else AXES_CUT
    return finish(layers, Panel(description, up.title, SCATTER_HEIGHT), rows, cut)


@form
def differences(frame: pd.DataFrame, across: Axis, up: Axis, description: str) -> alt.LayerChart:
    """Each month's change on the month before as a point: what remains of a relation once a common trend is taken out.

    The frame is that of `scatter`, its `printed` the changes. Lines stand where a change is nought.
    """
    months = _by_month(frame)
    rows = _known({**b, "x": b["x"] - a["x"], "y": b["y"] - a["y"]} for a, b in pairwise(months) if b["m"] - a["m"] == 1)
    ground = _Ground(rows, across, up)
    nought = [
        (layer_of([{"v": 0}]).encode(x=alt.X("v:Q")), ground.level),
        (layer_of([{"q": 0}]).encode(y=ground.y), ground.upright),
    ]
    rules = [line.mark_rule(color=AXIS) for line, scale in nought if scale.low <= 0 <= scale.high]
    return finish([*rules, *_points(rows, ground)], Panel(description, up.title, SCATTER_HEIGHT), rows)


def _by_month(frame: pd.DataFrame) -> list[dict[str, Any]]:
    need(frame, "scatter", ("period", "x", "y", "printed"))
    rows = [{"m": int(month_index(r["period"])), "x": r["x"], "y": r["y"], "t": shown(r)} for r in frame.to_dict("records")]
    return sorted(rows, key=lambda r: r["m"])


def _known(months: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows of the months in which both are known: m month, v across, q up, t text."""
    rows = [
        {"m": r["m"], "v": short(r["x"]), "q": short(r["y"]), "t": r["t"]}
        for r in months
        if not (pd.isna(r["x"]) or pd.isna(r["y"]))
    ]
    if not rows:
        raise ChartError("A scatter chart has no month in which both measures are known.")
    return rows


def _points(rows: Sequence[Row], ground: _Ground) -> list[alt.Chart]:
    """The points, the first one hollow and the last one larger; which months these are; what a pointer finds."""
    points = layer_of().mark_point(
        filled=True,
        opacity=0.85,
        size=expr(f"datum.m=={rows[-1]['m']}?{LAST_SIZE}:44"),
        color=PALETTE[0],
        stroke=PAPER,
        strokeWidth=0.75,
    )
    first = layer_of().transform_filter(f"datum.m=={rows[0]['m']}").mark_point(**_end_look(False), opacity=1)
    tips = [alt.Tooltip("w:N", title="Month"), alt.Tooltip("t:N", title="Values")]
    return [
        points.encode(x=ground.x, y=ground.y),
        first.encode(x=ground.x, y=ground.y),
        *_named_ends(rows),
        hover_layer(ground.x, ground.y, tips, when=period_expr("month", "datum.m")),
    ]


def _named_ends(rows: Sequence[Row]) -> list[alt.Chart]:
    """Above the plot, what the first and the last point look like, and their months."""
    layers: list[alt.Chart] = []
    left = 5.0
    for row in dict.fromkeys((rows[0]["m"], rows[-1]["m"])):
        name = short_month(row)
        look = layer_of([{"n": name}])
        symbol = look.mark_point(**_end_look(row == rows[-1]["m"]), opacity=1, x=left, y=KEY)
        text = look.mark_text(x=left + 10, y=KEY, align="left", baseline="middle", fontWeight=600, color=INK)
        layers += [symbol, text.encode(text=alt.Text("n:N"))]
        left += text_px(name) + 34
    return layers


def _end_look(last: bool) -> dict[str, Any]:
    """The first point is hollow, the last one larger than all others."""
    if last:
        return {"filled": True, "size": LAST_SIZE, "color": PALETTE[0]}
    return {"filled": False, "size": 60, "fill": PAPER, "color": PALETTE[0], "strokeWidth": 2}
