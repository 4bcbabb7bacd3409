"""A forecast as a fan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from pcc_lib.charts.axes import ValueScale, short
from pcc_lib.charts.drawing import form
from pcc_lib.charts.frames import Plot, Row, month_rows, need, shown
from pcc_lib.charts.given import Axis, ChartError, Dated, Marks
from pcc_lib.charts.labels import spread
from pcc_lib.charts.layers import expr, hover_layer, layer_of
from pcc_lib.charts.lines import NO_MARKS, line_layers
from pcc_lib.charts.marks import dated_rules
from pcc_lib.charts.months import TimeAxis, month_index, month_stamp, pace_of
from pcc_lib.charts.panel import Panel, finish
from pcc_lib.charts.style import BLUES, INK_2, PALETTE, TEXT_TONES
from pcc_lib.charts.texts import clean
from pcc_lib.core.frames import column_of


@form
def fan(history: pd.DataFrame, forecast: pd.DataFrame, axis: Axis, description: str, marks: Marks = NO_MARKS) -> alt.LayerChart:
    """Observed line, dashed central line, shaded intervals labelled at their end; of the marks, events are drawn.

    history: period, value, printed, status. forecast: period, value, printed, and for each level N (such as 50, 80, 95)
    the columns lower_N and upper_N; at most three levels, and none where no interval is given. Raises ChartError on more.
    """
    for frame in (history, forecast):
        need(frame, "forecast", ("period", "value", "printed"))
    levels = _levels(forecast)
    every = pace_of(column_of(history, "period"))
    rows = month_rows(history.assign(series="observed"), every)
    ahead = [_ahead(r, levels, every) for r in forecast.to_dict("records")]
    plot = _fan_plot(rows, ahead, levels, axis, every)
    begin = next(r for r in reversed(rows) if r["v"] is not None)
    events = (*marks.events, Dated(month_stamp(begin["m"]), "Forecast from here"))
    layers = [
        *_shading([_closed(begin, levels), *ahead], levels, plot),
        *dated_rules(Marks(events), plot.time),
        *line_layers(plot),
        *_end_labels(ahead[-1], levels, plot.scale),
        *_hovers(plot, ahead, axis),
    ]
    return finish(layers, Panel(description, axis.title), rows, plot.scale.cut)


def _levels(forecast: pd.DataFrame) -> list[int]:
    """The levels of the intervals in per cent, the widest first."""
    levels = sorted((int(c[6:]) for c in forecast.columns if re.fullmatch(r"lower_\d+", str(c))), reverse=True)
    if len(levels) > 3:
        raise ChartError(f"A forecast chart has at most three interval levels, not {len(levels)}.")
    return levels


def _ahead(row: Row, levels: Sequence[int], every: str) -> dict[str, Any]:
    bounds = {f"{side[0]}{n}": short(row[f"{side}_{n}"]) for n in levels for side in ("lower", "upper")}
    return {"m": int(month_index(row["period"], every)), "v": short(row["value"]), "t": shown(row), **bounds}


def _closed(begin: Row, levels: Sequence[int]) -> dict[str, Any]:
    """The last known month, from which the fan opens."""
    return {"m": begin["m"], "v": begin["v"], "t": "", **{f"{side}{n}": begin["v"] for n in levels for side in "lu"}}


def _fan_plot(rows: Sequence[Row], ahead: Sequence[Row], levels: Sequence[int], axis: Axis, every: str) -> Plot:
    bounds = [r[f"{side}{n}"] for r in ahead for n in levels for side in "lu"]
    scale = ValueScale([*(r["v"] for r in (*rows, *ahead)), *bounds], axis)
    return Plot(rows, ["observed"], scale, TimeAxis(min(r["m"] for r in rows), max(r["m"] for r in ahead), every))


def _shading(rows: Sequence[Row], levels: Sequence[int], plot: Plot) -> list[alt.Chart]:
    """The intervals, the widest first, and the central line over them."""
    base, x, scale = layer_of(rows), plot.time.x(), plot.scale
    areas = [
        base.mark_area(color=tone, opacity=1, aria=False).encode(x=x, y=scale.y(f"l{level}"), y2=alt.Y2(f"u{level}:Q"))
        for tone, level in zip(BLUES, levels, strict=False)
    ]
    return [*areas, base.mark_line(strokeDash=[5, 4], color=PALETTE[0]).encode(x=x, y=scale.y())]


def _end_labels(end: Row, levels: Sequence[int], scale: ValueScale) -> list[alt.Chart]:
    """Names of the intervals at their upper edge, and the last central value."""
    texts = [f"{n}%" for n in levels] + [end["t"].split(" [")[0]]
    wanted = [scale.px(end[f"u{n}"]) for n in levels] + [scale.px(end["v"])]
    centres = spread(wanted, [17.0] * len(texts), scale.height)
    return [
        layer_of([{"t": t}])
        .mark_text(
            align="left",
            baseline="middle",
            x=expr("width+6"),
            y=round(c, 1),
            color=TEXT_TONES[0] if i == len(levels) else INK_2,
            fontWeight=700 if i == len(levels) else 400,
        )
        .encode(text=alt.Text("t:N"))
        for i, (t, c) in enumerate(zip(texts, centres, strict=True))
    ]


def _hovers(plot: Plot, ahead: Sequence[Row], axis: Axis) -> list[alt.Chart]:
    """What a pointer finds on known months, and on those ahead."""
    x, y, when = plot.time.x(), plot.scale.y(), plot.time.words()
    month, value, later = (
        alt.Tooltip("w:N", title="Month"),
        alt.Tooltip("t:N", title=clean(axis.title, 60)),
        alt.Tooltip("t:N", title="Forecast"),
    )
    known = hover_layer(x, y, [month, value], when=when)
    return [known, hover_layer(x, y, [month, later], rows=ahead, when=when).properties(name="hover_ahead")]
