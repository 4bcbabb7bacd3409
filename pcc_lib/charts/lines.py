"""Lines in time: plain trends, and process behaviour charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import altair as alt
import pandas as pd

from pcc_lib.charts.drawing import form
from pcc_lib.charts.frames import Plot, limit_runs, need, plot_of
from pcc_lib.charts.given import MOST_LINES, Axis, ChartError, Marks
from pcc_lib.charts.labels import margin_labels
from pcc_lib.charts.layers import expr, hover_layer, layer_of
from pcc_lib.charts.marks import dated_rules, level_rules, shaded_band
from pcc_lib.charts.months import month_index, pace_of
from pcc_lib.charts.panel import Panel, finish
from pcc_lib.charts.style import BAND, CONTEXT, DASHES, DOWN, INK_2, NARROW, PALETTE, PAPER, SHAPES, UP, up_and_down
from pcc_lib.charts.texts import clean
from pcc_lib.core.frames import column_of

NO_MARKS = Marks()
WHISKER = 4  # px; at a month's distance of less they close up to a band


@form
def trend(frame: pd.DataFrame, axis: Axis, description: str, marks: Marks = NO_MARKS) -> alt.LayerChart:
    """Lines by month with direct labels.

    frame: period (Period or "2023-10"; years as "2023" or "2022-23"), series (optional for one), value, printed, status and both
    ends of an interval (low_end, high_end; all optional). 1 to 4 series. NaN and absent periods are gaps; a break
    cuts the line. Raises ChartError for more than 4 series, for missing columns, and, as every form does, for a description that
    is empty or longer than 250 characters.
    """
    need(frame, "trend", ("period", "value", "printed"))
    plot = plot_of(frame, axis, marks, marks.band or ())
    if len(plot.names) > MOST_LINES:
        raise ChartError(f"A trend chart holds at most 4 series, not {len(plot.names)}: draw several charts.")
    return _lines(plot, axis, description, marks)


@form
def among(frame: pd.DataFrame, axis: Axis, description: str, focus: Sequence[str], marks: Marks = NO_MARKS) -> alt.LayerChart:
    """A few lines in colour with their names among many in grey, such as the highest and the lowest of all areas.

    frame: as `trend` takes it, with any number of series. focus: the 1 to 4 series in colour. Raises ChartError as `trend` does.
    """
    need(frame, "trend", ("period", "series", "value", "printed"))
    if not 0 < len(focus) <= MOST_LINES:
        raise ChartError(f"A chart of many lines has 1 to 4 of them in colour, not {len(focus)}.")
    plot = plot_of(frame, axis, marks)
    others = [{key: r[key] for key in "msvg"} for r in plot.rows if r["s"] not in focus]
    kept = replace(plot, rows=[r for r in plot.rows if r["s"] in focus], names=list(focus))
    grey = layer_of(others).mark_line(color=CONTEXT, opacity=0.35, strokeWidth=1, aria=False)
    drawn = grey.encode(x=plot.time.x(), y=plot.scale.y(), detail=[alt.Detail("s:N"), alt.Detail("g:N")])
    return _lines(kept, axis, description, marks, [drawn])


def _lines(plot: Plot, axis: Axis, description: str, marks: Marks, under: Sequence[alt.Chart] = ()) -> alt.LayerChart:
    tips = [alt.Tooltip("w:N", title=plot.time.noun.capitalize())]
    tips += [alt.Tooltip("s:N", title="Series")] if len(plot.names) > 1 else []
    tips += [alt.Tooltip("t:N", title=clean(axis.title, 60))]
    layers = [
        *shaded_band(marks.band, plot),
        *dated_rules(marks, plot.time),
        *level_rules(marks.levels, plot),
        *under,
        *_whiskers(plot),
        *line_layers(plot),
        *margin_labels(plot, marks.levels),
        hover_layer(plot.time.x(), plot.scale.y(), tips, when=plot.time.words()),
    ]
    said = ["Hollow points are provisional [p]."] if any(r["p"] for r in plot.rows) else []
    cut = "" if axis.unit == "rank" else plot.scale.cut
    return finish(layers, Panel(description, axis.title), plot.rows, cut, said)


def _whiskers(plot: Plot) -> list[alt.Chart]:
    """The interval of each value as an upright bar behind it, in the colour of its line; nothing where there are none."""
    if not any("l" in r for r in plot.rows):
        return []
    tone = alt.Color("s:N", scale=alt.Scale(domain=list(plot.names), range=list(PALETTE[: len(plot.names)])), legend=None)
    bars = (
        layer_of().transform_filter("isValid(datum.l)").mark_rule(strokeWidth=WHISKER, strokeCap="butt", opacity=0.3, aria=False)
    )
    return [bars.encode(x=plot.time.x(), y=plot.scale.y("l"), y2=alt.Y2("u:Q"), color=tone)]


def line_layers(plot: Plot) -> list[alt.Chart]:
    """Line and points of each series; points give way where months stand closer than 6 px."""
    rows, names = plot.rows, list(plot.names)
    tone = alt.Color("s:N", scale=alt.Scale(domain=names, range=list(PALETTE[: len(names)])), legend=None)
    dash = alt.StrokeDash("s:N", scale=alt.Scale(domain=names, range=[list(d) for d in DASHES[: len(names)]]), legend=None)
    shape = alt.Shape("s:N", scale=alt.Scale(domain=names, range=list(SHAPES[: len(names)])), legend=None)
    base = layer_of().encode(x=plot.time.x(), y=plot.scale.y())
    line = base.mark_line(strokeWidth=expr(f"width<{NARROW}?1.5:2")).encode(color=tone, strokeDash=dash, detail=alt.Detail("g:N"))
    known = base.transform_filter("isValid(datum.v)&&!datum.p")
    layers = [line, known.mark_point(filled=True, opacity=1, size=_point_size(plot)).encode(color=tone, shape=shape)]
    if any(r["p"] for r in rows):
        hollow = base.transform_filter("isValid(datum.v)&&datum.p").mark_point(
            filled=False, fill=PAPER, opacity=1, size=expr("width<430?18:30"), strokeWidth=1.5
        )
        layers.append(hollow.encode(color=tone, shape=shape))
    return layers


def _point_size(plot: Plot) -> alt.ExprRef:
    """Larger for the last value of a series, none where months stand too close."""
    count = max(sum(r["s"] == n for r in plot.rows) for n in plot.names)
    ends = [max((r["m"] for r in plot.rows if r["s"] == n and r["v"] is not None), default=0) for n in plot.names]
    last = "||".join(f"datum.m=={m}" for m in sorted(set(ends)))
    return expr(f"({last})?46:width<{6 * count}?0:22")


@form
def spc(frame: pd.DataFrame, axis: Axis, description: str, marks: Marks = NO_MARKS) -> alt.LayerChart:
    """Process behaviour chart: one line, its mean (dashed), its usual range (shaded), signals as triangles.

    frame: period, value, printed, status (optional), mean, lower, upper (NaN where there are no limits, all three equal where
    there is a level without a range; a change of limits is drawn as a new run), flag ("" | "up" | "down"). Breaks mark where
    limits were re-set. The axis's good direction gives the triangles their colour; the direction of a signal is their shape.
    """
    need(frame, "process behaviour", ("period", "value", "printed", "mean", "lower", "upper", "flag"))
    runs = limit_runs(frame, pace_of(column_of(frame, "period")))
    plot = _flagged(plot_of(frame.assign(series="value"), axis, marks, [run[end] for run in runs for end in "lu"]), frame)
    layers = [
        *_usual_range(runs, plot),
        *dated_rules(marks, plot.time),
        *level_rules(marks.levels, plot),
        *_whiskers(plot),
        *line_layers(plot),
        *_flags(plot, axis.good_direction),
        *margin_labels(plot, marks.levels),
        _signal_hover(plot, axis, ranged=any(run["l"] < run["u"] for run in runs)),
    ]
    return finish(layers, Panel(description, axis.title), plot.rows, plot.scale.cut)


def _flagged(plot: Plot, frame: pd.DataFrame) -> Plot:
    """The same plot; each row says in `f` which way it is flagged."""
    flags = {int(month_index(r["period"], plot.time.every)): r["flag"] for r in frame.to_dict("records") if r["flag"]}
    return replace(plot, rows=[{**r, "f": flags.get(r["m"], "")} for r in plot.rows])


def _usual_range(runs: Sequence[Mapping[str, Any]], plot: Plot) -> list[alt.Chart]:
    """The shaded range and the dashed mean, run by run; nothing where there are no limits."""
    if not runs:
        return []
    shading = layer_of(runs).mark_rect(color=BAND)
    mean = layer_of(_mean_line(runs)).mark_line(color=INK_2, strokeDash=[5, 4], strokeWidth=1.25)
    return [
        shading.encode(x=alt.X("a:Q"), x2=alt.X2("b:Q"), y=plot.scale.y("l"), y2=alt.Y2("u:Q")),
        mean.encode(x=alt.X("m:Q"), y=plot.scale.y("c"), detail=alt.Detail("g:N")),
    ]


def _mean_line(runs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Both ends of every run of the mean; limits that follow the seasons become one stepped line, others stay apart.

    Of a level without a range, single months lie on a slope: their middles make it a straight line.
    """
    points: list[dict[str, Any]] = []
    group, seasonal, shortest = 0, len(runs) > 6, min(run["b"] - run["a"] for run in runs)
    for before, run in zip([None, *runs], runs, strict=False):
        group += not (seasonal and before and before["b"] == run["a"])
        on_slope = seasonal and run["l"] == run["u"] and run["b"] - run["a"] == shortest
        ends = [(run["a"] + run["b"]) / 2] if on_slope else [run["a"], run["b"]]
        points += [{"m": month, "c": run["c"], "g": group} for month in ends]
    return points


def _flags(plot: Plot, good_direction: str) -> list[alt.Chart]:
    """Signals: triangles with a white edge that stand on the ordinary points."""
    if not any(r["f"] for r in plot.rows):
        return []
    up, down = up_and_down(good_direction, PALETTE[2])
    triangles = layer_of().transform_filter("datum.f!=''&&isValid(datum.v)")
    return [
        triangles.mark_point(
            filled=True,
            opacity=1,
            size=expr(f"width<{NARROW}?90:130"),
            stroke=PAPER,
            strokeWidth=1,
            shape=expr(f"datum.f=='up'?'{UP}':'{DOWN}'"),
            fill=expr(f"datum.f=='up'?'{up}':'{down}'"),
        ).encode(x=plot.time.x(), y=plot.scale.y())
    ]


def _signal_hover(plot: Plot, axis: Axis, ranged: bool) -> alt.Chart:
    tips = [alt.Tooltip("w:N", title="Month"), alt.Tooltip("t:N", title=clean(axis.title, 60))]
    tips += [alt.Tooltip("q:N", title="Against usual range")] * ranged
    said = "datum.f=='up'?'signal: higher':datum.f=='down'?'signal: lower':'no signal'"
    return hover_layer(plot.time.x(), plot.scale.y(), tips, when=plot.time.words()).transform_calculate(q=said)
