"""Chart forms: tidy frames in, Altair charts out, one theme, no state.

Every form takes a frame whose `value` is plotted and whose `printed` is the text a reader sees, so that a chart
never formats a number by itself. Months are drawn on a plain number axis (months since January 2000): nothing is
parsed as a date, so no reader's time zone can move a month. Every form needs a `description` (1 to 250 characters).
`chart_parts.notes(chart)` gives the sentences that belong in a chart's subtitle, `starts_at_zero(chart)` whether
its axis does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import altair as alt
import pandas as pd

from pcc_lib.charts.parts import (
    AXIS,
    BAD,
    BAND,
    BLUES,
    CONTEXT,
    DASHES,
    DOWN,
    GOOD,
    GRID,
    HEIGHT,
    INK,
    INK_2,
    INK_3,
    MONTHS,
    NARROW,
    ON_FILL,
    PALETTE,
    PAPER,
    SHAPES,
    TEXT_TONES,
    UP,
    ChartError,
    Marks,
    ValueScale,
    axis_expr,
    band_layers,
    clean,
    expr,
    finish,
    halo,
    hover_layer,
    last_labels,
    layer_of,
    limit_runs,
    month_axis,
    month_index,
    month_rows,
    month_x,
    need,
    nice_ticks,
    pace_of,
    period_expr,
    short,
    shown,
    spread,
    target_labels,
    target_rules,
    targets,
    text_px,
    vertical_marks,
    wrap,
)

# Status in words -> shape, colour, filled. Words first: shape and colour only repeat them.
STATUS_MARKS: dict[str, tuple[str, str, bool]] = {
    "done": ("square", GOOD, True),
    "on track": ("circle", PALETTE[0], True),
    "due": ("circle", PALETTE[0], False),
    "late": ("triangle-up", BAD, True),
    "slipped": ("diamond", BAD, True),
    "not reported": ("cross", INK_3, False),
}


# ---------------------------------------------------------------------------------------------------- lines in time


def trend(
    frame: pd.DataFrame,
    *,
    unit: str,
    y_title: str,
    description: str,
    target: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    events: Marks = (),
    breaks: Marks = (),
    band: Mapping[str, Any] | pd.DataFrame | None = None,
    zero: bool = True,
    every: str | None = None,
    height: int = HEIGHT,
) -> alt.LayerChart:
    """Lines by month with direct labels.

    frame: period (Period or "2023-10"; "2022-23" with every="year"), series (optional for one), value, printed,
    status (optional). 1 to 4 series. NaN and absent periods are gaps; a break cuts the line.
    target: {value, label} or several; events, breaks: [{month, label}]; band: {lower, upper} or a frame
    period, lower, upper. Raises ChartError for more than 4 series or missing columns.
    """
    need(frame, "trend", ("period", "value", "printed"))
    every = pace_of(frame["period"], every)
    rows = month_rows(frame, every, breaks)
    names = list(dict.fromkeys(r["s"] for r in rows))
    if len(names) > 4:
        raise ChartError(f"A trend chart holds at most 4 series, not {len(names)}: draw several charts.")
    goals = targets(target)
    edges = (
        []
        if band is None
        else list((band["lower"], band["upper"]) if isinstance(band, Mapping) else pd.concat([band["lower"], band["upper"]]))
    )
    values = [r["v"] for r in rows] + [g["value"] for g in goals] + edges
    scale = ValueScale(values, unit, zero and unit != "rank", height)
    first, last = min(r["m"] for r in rows), max(r["m"] for r in rows)
    low, high = first - 0.5, last + 0.5
    financial = every == "year" and "-" in str(frame["period"].iloc[0])
    x = month_x(low, high, month_axis(first, last, every, financial))
    layers = band_layers(band, scale, low, high, every) + vertical_marks(events, breaks, low, high, every)
    layers += target_rules(goals, scale) + _lines(rows, names, scale, x)
    layers += target_labels(goals, scale, rows, low, high) + last_labels(rows, names, scale, high, x)
    tips = [alt.Tooltip("w:N", title={"month": "Month", "quarter": "Quarter", "year": "Year"}[every])]
    tips += [alt.Tooltip("s:N", title="Series")] if len(names) > 1 else []
    tips += [alt.Tooltip("t:N", title=clean(y_title, 60))]
    layers.append(hover_layer(x, scale.y(), tips, when=period_expr(every, "datum.m", financial)))
    said = ["Hollow points are provisional [p]."] if any(r["p"] for r in rows) else []
    return finish(
        layers,
        description=description,
        title=y_title,
        height=height,
        zero=scale.zero or unit == "rank",
        extra_notes=said,
        rows=rows,
    )


def _lines(rows: Sequence[Mapping[str, Any]], names: Sequence[str], scale: ValueScale, x: alt.X) -> list[alt.Chart]:
    """Line and points of each series; points give way where months stand closer than 6 px."""
    count = max(sum(r["s"] == n for r in rows) for n in names)
    domain = list(names)
    tone = alt.Color("s:N", scale=alt.Scale(domain=domain, range=list(PALETTE[: len(names)])), legend=None)
    dash = alt.StrokeDash("s:N", scale=alt.Scale(domain=domain, range=[list(d) for d in DASHES[: len(names)]]), legend=None)
    shape = alt.Shape("s:N", scale=alt.Scale(domain=domain, range=list(SHAPES[: len(names)])), legend=None)
    base = layer_of().encode(x=x, y=scale.y())
    line = base.mark_line(strokeWidth=expr(f"width<{NARROW}?1.5:2")).encode(color=tone, strokeDash=dash, detail="g:N")
    ends = [max((r["m"] for r in rows if r["s"] == n and r["v"] is not None), default=0) for n in names]
    last = "||".join(f"datum.m=={m}" for m in sorted(set(ends)))
    size = expr(f"({last})?46:width<{6 * count}?0:22")
    known = base.transform_filter("isValid(datum.v)&&!datum.p")
    layers = [line, known.mark_point(filled=True, opacity=1, size=size).encode(color=tone, shape=shape)]
    if any(r["p"] for r in rows):
        hollow = base.transform_filter("isValid(datum.v)&&datum.p")
        layers.append(
            hollow.mark_point(filled=False, fill=PAPER, opacity=1, size=expr("width<430?18:30"), strokeWidth=1.5).encode(
                color=tone, shape=shape
            )
        )
    return layers


def spc(
    frame: pd.DataFrame,
    *,
    unit: str,
    y_title: str,
    description: str,
    good_direction: str = "neutral",
    target: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    events: Marks = (),
    breaks: Marks = (),
    zero: bool = False,
    every: str | None = None,
    height: int = HEIGHT,
) -> alt.LayerChart:
    """Process behaviour chart: one line, its mean (dashed), its usual range (shaded), signals as triangles.

    frame: period, value, printed, status (optional), mean, lower, upper (NaN where there are no limits; a change of
    limits is drawn as a new run), flag ("" | "up" | "down"). breaks mark where limits were re-set.
    good_direction: increase | decrease | neutral gives the triangles their colour; the direction is their shape.
    """
    need(frame, "process behaviour", ("period", "value", "printed", "mean", "lower", "upper", "flag"))
    every = pace_of(frame["period"], every)
    rows = month_rows(frame.assign(series="value"), every, breaks)
    flags = {int(month_index(r["period"], every)): r["flag"] for r in frame.to_dict("records") if r["flag"]}
    rows = [{**r, "f": flags.get(r["m"], "")} for r in rows]
    goals, runs = targets(target), limit_runs(frame, every, ("mean", "lower", "upper"))
    values = [r["v"] for r in rows] + [g["value"] for g in goals] + [x[k] for x in runs for k in "lu"]
    scale = ValueScale(values, unit, zero, height)
    first, last = min(r["m"] for r in rows), max(r["m"] for r in rows)
    low, high = first - 0.5, last + 0.5
    financial = every == "year" and "-" in str(frame["period"].iloc[0])
    x = month_x(low, high, month_axis(first, last, every, financial))
    layers = []
    if runs:
        limits = layer_of(runs)
        layers.append(limits.mark_rect(color=BAND).encode(x=alt.X("a:Q"), x2="b:Q", y=scale.y("l"), y2="u:Q"))
        layers.append(
            layer_of(_mean_line(runs))
            .mark_line(color=INK_2, strokeDash=[5, 4], strokeWidth=1.25)
            .encode(x=alt.X("m:Q"), y=scale.y("c"), detail="g:N")
        )
    layers += vertical_marks(events, breaks, low, high, every) + target_rules(goals, scale)
    layers += _lines(rows, ["value"], scale, x) + _flags(rows, scale, x, good_direction)
    layers += target_labels(goals, scale, rows, low, high) + last_labels(rows, ["value"], scale, high, x)
    tips = [
        alt.Tooltip("w:N", title="Month"),
        alt.Tooltip("t:N", title=clean(y_title, 60)),
        alt.Tooltip("q:N", title="Against usual range"),
    ]
    said = "datum.f=='up'?'signal: higher':datum.f=='down'?'signal: lower':'no signal'"
    hover = hover_layer(x, scale.y(), tips, when=period_expr(every, "datum.m", financial)).transform_calculate(q=said)
    return finish([*layers, hover], description=description, title=y_title, height=height, zero=scale.zero, rows=rows)


def _mean_line(runs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Both ends of every run of the mean; limits that follow the seasons become one stepped line, others stay apart."""
    points: list[dict[str, Any]] = []
    group, seasonal = 0, len(runs) > 6
    for before, run in pairwise([None, *runs]):
        group += not (seasonal and before and before["b"] == run["a"])
        points += [{"m": run[side], "c": run["c"], "g": group} for side in "ab"]
    return points


def _flags(rows: Sequence[Mapping[str, Any]], scale: ValueScale, x: alt.X, good_direction: str) -> list[alt.Chart]:
    """Signals: triangles with a white edge that stand on the ordinary points."""
    if not any(r["f"] for r in rows):
        return []
    tones = {"increase": (GOOD, BAD), "decrease": (BAD, GOOD)}.get(good_direction, (PALETTE[2], PALETTE[2]))
    return [
        layer_of()
        .transform_filter("datum.f!=''&&isValid(datum.v)")
        .mark_point(
            filled=True,
            opacity=1,
            size=expr(f"width<{NARROW}?90:130"),
            stroke=PAPER,
            strokeWidth=1,
            shape=expr(f"datum.f=='up'?'{UP}':'{DOWN}'"),
            fill=expr(f"datum.f=='up'?'{tones[0]}':'{tones[1]}'"),
        )
        .encode(x=x, y=scale.y())
    ]


def fan(
    history: pd.DataFrame,
    forecast: pd.DataFrame,
    *,
    unit: str,
    y_title: str,
    description: str,
    events: Marks = (),
    zero: bool = True,
    every: str | None = None,
    height: int = HEIGHT,
) -> alt.LayerChart:
    """A forecast as a fan: observed line, dashed central line, shaded intervals labelled at their end.

    history: period, value, printed, status. forecast: period, value, printed, and for each level N (such as 50, 80, 95)
    the columns lower_N and upper_N; at most three levels. Raises ChartError where no level is given.
    """
    need(history, "forecast", ("period", "value", "printed"))
    need(forecast, "forecast", ("period", "value", "printed"))
    levels = sorted((int(c[6:]) for c in forecast.columns if re.fullmatch(r"lower_\d+", str(c))), reverse=True)
    if not 1 <= len(levels) <= 3:
        raise ChartError(f"A forecast chart needs one to three interval levels, not {len(levels)}.")
    every = pace_of(history["period"], every)
    rows = month_rows(history.assign(series="observed"), every)
    ahead = [
        {
            "m": int(month_index(r["period"], every)),
            "v": short(r["value"]),
            "t": shown(r),
            **{f"{k}{n}": short(r[f"{side}_{n}"]) for n in levels for k, side in (("l", "lower"), ("u", "upper"))},
        }
        for r in forecast.to_dict("records")
    ]
    known = next(r for r in reversed(rows) if r["v"] is not None)
    start = {"m": known["m"], "v": known["v"], "t": "", **{f"{k}{n}": known["v"] for n in levels for k in "lu"}}
    bounds = [r[f"{k}{n}"] for r in ahead for n in levels for k in "lu"]
    scale = ValueScale([r["v"] for r in rows] + [r["v"] for r in ahead] + bounds, unit, zero, height)
    first, last = min(r["m"] for r in rows), max(r["m"] for r in ahead)
    low, high = first - 0.5, last + 0.5
    x = month_x(low, high, month_axis(first, last, every, False))
    fan_base, layers = layer_of([start, *ahead]), []
    for tone, level in zip(BLUES, levels, strict=False):
        layers.append(fan_base.mark_area(color=tone, opacity=1, aria=False).encode(x=x, y=scale.y(f"l{level}"), y2=f"u{level}:Q"))
    layers.append(fan_base.mark_line(strokeDash=[5, 4], color=PALETTE[0]).encode(x=x, y=scale.y()))
    begin = {"month": _stamp(known["m"]), "label": "Forecast from here"}
    layers += vertical_marks([*events, begin], (), low, high, every)
    layers += _lines(rows, ["observed"], scale, x) + _fan_labels(ahead[-1], levels, scale)
    tips = [alt.Tooltip("w:N", title="Month"), alt.Tooltip("t:N", title=clean(y_title, 60))]
    when = period_expr(every, "datum.m")
    layers.append(hover_layer(x, scale.y(), tips, when=when))
    later = hover_layer(x, scale.y(), [tips[0], alt.Tooltip("t:N", title="Forecast")], rows=ahead, when=when)
    return finish(
        [*layers, later.properties(name="hover_ahead")],
        description=description,
        title=y_title,
        height=height,
        zero=scale.zero,
        rows=rows,
    )


def _stamp(m: int) -> str:
    return f"{2000 + m // 12}-{m % 12 + 1:02d}"


def _fan_labels(end: Mapping[str, Any], levels: Sequence[int], scale: ValueScale) -> list[alt.Chart]:
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
        .encode(text="t:N")
        for i, (t, c) in enumerate(zip(texts, centres, strict=True))
    ]


# ------------------------------------------------------------------------------------------------- horizontal rows

ROW = 42  # px a row: its name stands above its bar, so that long names hold on a phone


def _row_frame(frame: pd.DataFrame, form: str, columns: Sequence[str]) -> list[dict[str, Any]]:
    need(frame, form, columns)
    return [
        {"i": i, "n": clean(r["label"], 160), "v": short(r["value"]), "t": shown(r), "r": r}
        for i, r in enumerate(frame.to_dict("records"))
    ]


def _row_names(rows: Sequence[Mapping[str, Any]], taken: int = 0) -> list[alt.Chart]:
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


def _value_x(low: float, high: float, axis: alt.Axis | None, field: str = "v", left: int = 0, right: int = 0) -> alt.X:
    """A horizontal value axis; left and right px are kept free for the labels at the ends of bars."""
    room = {"range": [left, expr(f"width-{right}")]} if left or right else {}
    return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(domain=[short(low), short(high)], nice=False, zero=False, **room))


def _row_lines(count: int, size: int = ROW) -> alt.Chart:
    """Thin lines between rows, where a name and its mark can stand far apart."""
    return layer_of([{"i": i} for i in range(1, count)]).mark_rect(
        color=GRID, x=0, x2=expr("width"), y=expr(f"datum.i*{size}-1"), y2=expr(f"datum.i*{size}")
    )


def _bar_rows(
    rows: list[dict[str, Any]],
    *,
    description: str,
    title: str | None,
    tones: Mapping[int, str],
    extra: Sequence[alt.Chart] = (),
    reach: Iterable[float] = (),
    tip: str = "Value",
) -> alt.LayerChart:
    """Bars with their names above and their printed values at the end; negative bars run to the left of zero."""
    for i, row in enumerate(rows):
        row["i"] = i
        row["c"] = tones.get(i, PALETTE[0])
    values = [r["v"] for r in rows if r["v"] is not None] + list(reach) + [0]
    low, high = min(values), max(values)
    high = high if high > low else low + 1
    right = max(math.ceil(text_px(r["t"], 12.5)) + 10 for r in rows)
    left = max((math.ceil(text_px(r["t"], 12.5)) + 10 for r in rows if (r["v"] or 0) < 0), default=0)
    x = lambda f: _value_x(low, high, None, f, left, right)  # noqa: E731
    data = [{k: r[k] for k in "invtc"} for r in rows]
    height = ROW * len(rows)
    top, bottom = f"datum.i*{ROW}+22", f"datum.i*{ROW}+36"
    base = layer_of().transform_filter("isValid(datum.v)")
    bars = base.mark_rect(y=expr(top), y2=expr(bottom), aria=False).encode(
        x=x("v"), x2=alt.X2Datum(0), color=alt.Color("c:N", scale=None)
    )
    zero = layer_of([{"z": 0}]).mark_rule(color=AXIS, strokeWidth=1, y=0, y2=height).encode(x=x("z"))
    minus = "datum.v<0"
    text = layer_of().transform_calculate(a="isValid(datum.v)?datum.v:0").encode(x=x("a"), text="t:N")
    value = {
        "y": expr(f"datum.i*{ROW}+29"),
        "baseline": "middle",
        "align": expr(f"{minus}?'right':'left'"),
        "dx": expr(f"{minus}?-6:6"),
        "fontWeight": 600,
        "color": INK,
    }
    hover = base.mark_rect(y=expr(f"datum.i*{ROW}"), y2=expr(f"datum.i*{ROW}+{ROW}"), x=0, x2=expr("width"), opacity=0).encode(
        tooltip=[alt.Tooltip("n:N", title="Name"), alt.Tooltip("t:N", title=tip)]
    )
    lines = [_row_lines(len(rows))] if low < 0 else []
    layers = [*lines, zero, bars, *extra, *halo(text, **value), *_row_names(rows), hover.properties(name="hover")]
    return finish(layers, description=description, title=title, height=height, rows=data)


def breakdown(
    frame: pd.DataFrame,
    *,
    unit: str,
    y_title: str,
    description: str,
    focus: str | None = None,
    target: Mapping[str, Any] | None = None,
    sort: bool = True,
) -> alt.LayerChart:
    """Horizontal bars sorted by value, from zero. frame: label, value, printed, status (optional).

    Missing values keep their row and their printed shorthand. focus: the label drawn in the brand colour while the
    others step back; target: {value, label}. unit is kept for callers that treat all forms alike.
    """
    rows = _row_frame(frame, "breakdown", ("label", "value", "printed"))
    if sort:
        rows.sort(key=lambda r: (r["v"] is None, -(r["v"] or 0), r["i"]))
    tones = {i: CONTEXT for i, r in enumerate(rows) if focus is not None and r["n"] != clean(focus, 160)}
    extra, reach = _row_target(target, len(rows), rows)
    return _bar_rows(rows, description=description, title=y_title, tones=tones, extra=extra, reach=reach, tip=y_title)


def change(frame: pd.DataFrame, *, unit: str, y_title: str, description: str, good_direction: str = "neutral") -> alt.LayerChart:
    """Horizontal bars of changes, rises to the right and falls to the left, sorted. frame: label, value, printed.

    good_direction: increase | decrease | neutral. Colour only repeats what side and printed sign say.
    """
    rows = _row_frame(frame, "change", ("label", "value", "printed"))
    rows.sort(key=lambda r: (r["v"] is None, -(r["v"] or 0), r["i"]))
    rise, fall = {"increase": (GOOD, BAD), "decrease": (BAD, GOOD)}.get(good_direction, (PALETTE[0], PALETTE[0]))
    tones = {i: rise if (r["v"] or 0) >= 0 else fall for i, r in enumerate(rows)}
    return _bar_rows(rows, description=description, title=y_title, tones=tones, tip=y_title)


def bars(
    frame: pd.DataFrame, *, unit: str, y_title: str, description: str, target: Mapping[str, Any] | None = None, sort: bool = False
) -> alt.LayerChart:
    """Latest values of several measures of one unit, in the order given. frame: label, value, printed, status."""
    return breakdown(frame, unit=unit, y_title=y_title, description=description, target=target, sort=sort)


def baseline(frame: pd.DataFrame, *, unit: str, y_title: str, description: str) -> alt.LayerChart:
    """Twelve-month totals, oldest first, against a baseline year marked by a dashed line.

    frame: label ("2019", "October 2022 to September 2023"), value, printed, baseline (True in exactly one row).
    The last row is the one the chart is about. Raises ChartError unless exactly one row is the baseline.
    """
    rows = _row_frame(frame, "baseline", ("label", "value", "printed", "baseline"))
    base = [r for r in rows if bool(r["r"]["baseline"])]
    if len(base) != 1 or base[0]["v"] is None:
        raise ChartError(f"A baseline chart needs exactly one baseline row with a value, not {len(base)}.")
    for row in base:
        row["n"] = f"{row['n']} (baseline)"
    tones = {i: CONTEXT for i in range(len(rows) - 1)} | {base[0]["i"]: "#3D3D3D"}
    mark = {"value": base[0]["v"], "label": ""}
    extra, reach = _row_target(mark, len(rows), rows)
    return _bar_rows(rows, description=description, title=y_title, tones=tones, extra=extra, reach=reach, tip=y_title)


def _row_target(
    target: Mapping[str, Any] | None, count: int, rows: Sequence[Mapping[str, Any]], axis: alt.Axis | None = None
) -> tuple[list[alt.Chart], list[float]]:
    """A dashed vertical line through all rows, its label above the plot on the side that has room."""
    if target is None:
        return [], []
    goal = float(target["value"])
    known = [r["v"] for r in rows if r["v"] is not None] + [goal, 0]
    far = (goal - min(known)) > (max(known) - min(known)) / 2
    base = layer_of([{"v": short(goal), "t": clean(target["label"], 36)}]).encode(x=alt.X("v:Q", axis=axis))
    rule = base.mark_rule(color=INK, strokeDash=[6, 4], strokeWidth=1.25, y=-4 if target["label"] else 0, y2=ROW * count)
    text = base.mark_text(
        y=-6, baseline="bottom", align="right" if far else "left", dx=4 if far else -4, color=INK, fontWeight=500
    ).encode(text="t:N")
    return ([rule, text] if target["label"] else [rule]), [goal]


def dot_intervals(
    frame: pd.DataFrame,
    *,
    unit: str,
    x_title: str,
    description: str,
    reference: Mapping[str, Any] | None = None,
    zero: bool = False,
    sort: bool = True,
) -> alt.LayerChart:
    """Values with their intervals. frame: label, value, lower, upper, printed (with the interval), focus (optional).

    reference: {value, label}, a mean, target or comparator. Missing intervals draw the dot alone.
    """
    rows = _row_frame(frame, "interval", ("label", "value", "lower", "upper", "printed"))
    if sort:
        rows.sort(key=lambda r: (r["v"] is None, -(r["v"] or 0), r["i"]))
    for i, row in enumerate(rows):
        row.update(i=i, l=short(row["r"]["lower"]), u=short(row["r"]["upper"]), f=int(bool(row["r"].get("focus", 0))))
    some = any(r["f"] for r in rows)
    values = [r[k] for r in rows for k in "vlu"] + ([reference["value"]] if reference else [])
    scale = ValueScale(values, unit, zero, 100)
    x = lambda f: _value_x(scale.low, scale.high, _value_axis(scale), f)  # noqa: E731
    data = [{k: r[k] for k in "invtluf"} for r in rows]
    middle, tone = expr(f"datum.i*{ROW}+29"), f"datum.f?'{PALETTE[0]}':'{CONTEXT if some else PALETTE[0]}'"
    span = (
        layer_of()
        .transform_filter("isValid(datum.l)")
        .mark_rule(y=middle, strokeWidth=3, strokeCap="round", opacity=0.45, stroke=expr(tone))
        .encode(x=x("l"), x2="u:Q")
    )
    dots = (
        layer_of()
        .transform_filter("isValid(datum.v)")
        .mark_point(y=middle, filled=True, opacity=1, size=80, fill=expr(tone))
        .encode(x=x("v"))
    )
    value = (
        layer_of()
        .mark_text(
            x=expr("width"),
            y=expr(f"datum.i*{ROW}+4"),
            baseline="top",
            align="right",
            fontWeight=expr("datum.f?700:500"),
            color=INK,
        )
        .encode(text="t:N")
    )
    taken = max(math.ceil(text_px(r["t"], 12.5)) + 12 for r in rows)
    extra, _ = _row_target(reference, len(rows), [], _value_axis(scale))
    hover = (
        layer_of()
        .mark_rect(y=expr(f"datum.i*{ROW}"), y2=expr(f"datum.i*{ROW}+{ROW}"), x=0, x2=expr("width"), opacity=0)
        .encode(tooltip=[alt.Tooltip("n:N", title="Name"), alt.Tooltip("t:N", title=clean(x_title, 60))])
    )
    layers = [_row_lines(len(rows)), *extra, span, dots, *_row_names(rows, taken), value, hover.properties(name="hover")]
    return finish(layers, description=description, title=x_title, height=ROW * len(rows), zero=scale.zero, rows=data)


def _value_axis(scale: ValueScale) -> alt.Axis:
    return alt.Axis(
        values=scale.ticks,
        title=None,
        labelExpr=axis_expr(scale.unit),
        labelOverlap="parity",
        labelSeparation=8,
        labelFlush=True,
        domain=False,
        grid=True,
    )


def rank_interval(frame: pd.DataFrame, *, x_title: str, description: str) -> alt.LayerChart:
    """Ranks with their intervals, best first. frame: label, value (rank), lower, upper, printed, focus (bool).

    Ranks are uncertain: the bar is the range of places that the data allow. The focus row is bold and blue.
    """
    rows = _row_frame(frame, "rank", ("label", "value", "lower", "upper", "printed", "focus"))
    rows.sort(key=lambda r: (r["v"] is None, r["v"] or 0, r["i"]))
    for i, row in enumerate(rows):
        row.update(
            i=i, l=short(row["r"]["lower"]), u=short(row["r"]["upper"]), f=int(bool(row["r"]["focus"])), n=clean(row["n"], 22)
        )
    size, last = 20, max(max(r["u"] or 0, r["v"] or 0) for r in rows)
    ticks = [1, *range(5, int(last) + 1, 5)]
    x = lambda f: _value_x(0.5, last + 0.5, alt.Axis(values=ticks, title=None, labelOverlap="parity"), f)  # noqa: E731
    data = [{k: r[k] for k in "invtluf"} for r in rows]
    middle, tone = expr(f"datum.i*{size}+{size // 2}"), f"datum.f?'{PALETTE[0]}':'{CONTEXT}'"
    names = (
        layer_of()
        .mark_text(
            align="right",
            baseline="middle",
            x=-8,
            y=middle,
            fontWeight=expr("datum.f?700:400"),
            color=expr(f"datum.f?'{PALETTE[0]}':'{INK_2}'"),
        )
        .encode(text="n:N")
    )
    span = (
        layer_of().mark_rule(y=middle, strokeWidth=expr("datum.f?7:5"), stroke=expr(tone), opacity=0.4).encode(x=x("l"), x2="u:Q")
    )
    dots = layer_of().mark_point(y=middle, filled=True, opacity=1, size=expr("datum.f?80:40"), fill=expr(tone)).encode(x=x("v"))
    hover = (
        layer_of()
        .mark_rect(y=expr(f"datum.i*{size}"), y2=expr(f"datum.i*{size}+{size}"), x=0, x2=expr("width"), opacity=0)
        .encode(tooltip=[alt.Tooltip("n:N", title="Name"), alt.Tooltip("t:N", title="Rank")])
    )
    return finish(
        [names, span, dots, hover.properties(name="hover")],
        description=description,
        title=x_title,
        height=size * len(rows),
        rows=data,
        title_frame="bounds",
    )


# --------------------------------------------------------------------------------------------------- delivery plan


def timeline(frame: pd.DataFrame, *, today: object, description: str, title: str | None = None) -> alt.LayerChart:
    """Delivery plan: one row an action, a mark at its due month, an arrow-like line from the month it slipped from.

    frame: label, due (Period, date or "2024-05"; missing = no date), slipped_from (same, or missing), status (words
    such as done, on track, due, late, slipped, not reported), printed (text beside the mark, "Late, due March 2023").
    today: the date of writing (never a clock). Rows stay in the order given.
    """
    need(frame, "timeline", ("label", "due", "slipped_from", "status", "printed"))
    rows = []
    for i, r in enumerate(frame.to_dict("records")):
        shape, tone, filled = STATUS_MARKS.get(clean(r["status"]).lower(), ("circle", INK_3, False))
        rows.append(
            {
                "i": i,
                "n": clean(r["label"], 160),
                "d": _plan_month(r["due"]),
                "s": _plan_month(r["slipped_from"]),
                "t": clean(r["printed"], 60),
                "b": clean(r["status"], 30).capitalize(),
                "h": shape,
                "c": tone,
                "k": int(filled),
            }
        )
    now = month_index(today)
    points = [now, *(r["d"] for r in rows if r["d"] is not None), *(r["s"] for r in rows if r["s"] is not None)]
    low, high = math.floor(min(points)) - 1, math.ceil(max(points)) + 1
    for r in rows:
        r["e"] = r["d"] if r["d"] is not None else low
        r["q"] = min(r["e"], r["s"]) if r["s"] is not None else r["e"]  # where the mark with its line begins
        r["w"], r["z"] = round(text_px(r["t"], 13)), round(text_px(r["b"], 13))
    axis = month_axis(int(low), int(high), "month", False)
    axis.orient, axis.grid, axis.domain, axis.ticks, axis.gridColor = "top", True, False, False, GRID
    x, height = (lambda f: month_x(low, high, axis, f)), ROW * len(rows)
    middle = expr(f"datum.i*{ROW}+29")
    lines = _row_lines(len(rows))
    slip = layer_of().transform_filter("isValid(datum.s)")
    path = slip.mark_rule(y=middle, stroke=BAD, strokeWidth=1.5, strokeDash=[3, 3]).encode(x=x("s"), x2="d:Q")
    was = slip.mark_point(
        y=middle, size=60, shape="diamond", filled=True, fill=PAPER, stroke=BAD, strokeWidth=1.5, opacity=1
    ).encode(x=x("s"))
    marks = (
        layer_of()
        .transform_filter("isValid(datum.d)")
        .mark_point(
            y=middle,
            size=90,
            opacity=1,
            filled=True,
            strokeWidth=1.75,
            fill=expr(f"datum.k?datum.c:'{PAPER}'"),
            stroke=expr("datum.c"),
            shape=expr("datum.h"),
        )
        .encode(x=x("d"))
    )
    # beside the mark where the words fit, right before left; where neither side has room, the status alone
    start, end = f"(datum.q-{low})*width/{high - low}", f"(max(datum.e,datum.q)-{low})*width/{high - low}"
    right, left = f"({end}+12+datum.w<=width)", f"({start}-12-datum.w>=0)"
    to_left = f"(!{right}&&({left}||{end}+12+datum.z>width))"
    gap = f"{to_left}?(datum.q-datum.e)*width/{high - low}-11:isValid(datum.d)?11:0"
    words = halo(
        layer_of().encode(x=x("e")),
        text=expr(f"{right}||{left}?datum.t:datum.b"),
        y=middle,
        baseline="middle",
        align=expr(f"{to_left}?'right':'left'"),
        dx=expr(gap),
        color=expr("datum.c"),
        fontWeight=600,
    )
    day = layer_of([{"e": short(now), "t": "Date of writing"}])
    late = (now - low) / (high - low) > 0.5
    now_rule = day.mark_rule(color=INK, strokeWidth=1.5, y=0, y2=height + 6).encode(x=x("e"))
    now_text = day.mark_text(
        y=height + 8, baseline="top", align="right" if late else "left", dx=4 if late else -4, color=INK, fontWeight=600
    ).encode(x=x("e"), text="t:N")
    hover = (
        layer_of()
        .mark_rect(y=expr(f"datum.i*{ROW}"), y2=expr(f"datum.i*{ROW}+{ROW}"), x=0, x2=expr("width"), opacity=0)
        .encode(tooltip=[alt.Tooltip("n:N", title="Action"), alt.Tooltip("t:N", title="Status")])
    )
    layers = [lines, now_rule, path, was, marks, *words, *_row_names(rows), now_text, hover.properties(name="hover")]
    return finish(layers, description=description, title=title, height=height, rows=rows)


def _plan_month(value: Any) -> float | None:
    missing = value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)) or value == ""
    return None if missing else short(month_index(value))


# --------------------------------------------------------------------------------------------------------- budget


def budget(
    frame: pd.DataFrame, *, unit: str, y_title: str, description: str, totals: Mapping[str, str] | None = None, height: int = 320
) -> alt.LayerChart:
    """Stacked columns by financial year. frame: year ("2023-24"), category, value, printed; at most 5 categories.

    Categories stack in the order of first appearance, from the bottom. totals: year -> printed total, set above the
    column. Raises ChartError for more than 5 categories or a negative value.
    """
    need(frame, "budget", ("year", "category", "value", "printed"))
    names = list(dict.fromkeys(clean(c, 60) for c in frame["category"]))
    years = list(dict.fromkeys(clean(y, 20) for y in frame["year"]))
    if len(names) > 5:
        raise ChartError(f"A budget chart holds at most 5 categories, not {len(names)}: put the small ones together.")
    if (frame["value"].dropna() < 0).any():
        raise ChartError("A budget chart cannot stack a negative value: show it in the table, or as change bars.")
    levels, rows = dict.fromkeys(years, 0.0), []
    records = sorted(frame.to_dict("records"), key=lambda r: names.index(clean(r["category"], 60)))
    for r in records:
        year, k = clean(r["year"], 20), names.index(clean(r["category"], 60))
        value = 0.0 if pd.isna(r["value"]) else float(r["value"])
        rows.append(
            {
                "y": year,
                "n": names[k],
                "k": k,
                "a": short(levels[year]),
                "b": short(levels[year] + value),
                "t": shown(r),
                "v": short(value),
            }
        )
        levels[year] += value
    scale = ValueScale(levels.values(), unit, True, height)
    for r in rows:
        r["z"] = int(scale.px(r["a"]) - scale.px(r["b"]) >= 18)
    pitch = f"width/{len(years)}"
    year = f"{pitch}<60&&length(datum.label)==7?slice(datum.label,2):datum.label"
    x = alt.X(
        "y:N",
        sort=years,
        axis=alt.Axis(
            title=None, domain=True, domainColor=AXIS, labelAngle=0, labelExpr=year, labelOverlap="parity", labelSeparation=3
        ),
        scale=alt.Scale(paddingInner=0.28, paddingOuter=0.14),
    )
    tones = alt.Color("n:N", scale=alt.Scale(domain=names, range=list(PALETTE[: len(names)])), legend=None)
    cols = (
        layer_of()
        .mark_bar(stroke=PAPER, strokeWidth=1.5, aria=False)
        .encode(
            x=x,
            y=scale.y("a"),
            y2="b:Q",
            color=tones,
            tooltip=[alt.Tooltip("y:N", title="Year"), alt.Tooltip("n:N", title="For"), alt.Tooltip("t:N", title="Amount")],
        )
    )
    ink = "[" + ",".join(f"'{c}'" for c in ON_FILL) + "][datum.k]"
    inside = (
        layer_of()
        .transform_filter("datum.z")
        .transform_calculate(c="(datum.a+datum.b)/2")
        .mark_text(fill=expr(ink), opacity=expr(f"{pitch}<72?0:1"), fontWeight=500)
        .encode(x=x, y=scale.y("c"), text="t:N")
    )
    layers = [cols, inside]
    if totals:
        edge = {years[-1]: 1, years[0]: -1}
        tops = [{"y": y, "v": short(levels[y]), "t": clean(totals[y], 20), "o": edge.get(y, 0)} for y in years if y in totals]
        tight = f"{pitch}<66"  # then only the first and the last total, kept inside the plot
        layers.append(
            layer_of(tops)
            .mark_text(
                baseline="bottom",
                dy=-5,
                fontWeight=700,
                color=INK,
                opacity=expr(f"{tight}&&!datum.o?0:1"),
                align=expr(f"!({tight})||!datum.o?'center':datum.o>0?'right':'left'"),
                dx=expr(f"{tight}?datum.o*{pitch}*0.36:0"),
            )
            .encode(x=x, y=scale.y("v"), text="t:N")
        )
    layers += _stack_labels([r for r in rows if r["y"] == years[-1]], scale)
    return finish(layers, description=description, title=y_title, height=height, rows=rows)


def _stack_labels(last: Sequence[Mapping[str, Any]], scale: ValueScale) -> list[alt.Chart]:
    """Names of the categories beside the last column, at the height of their part."""
    texts = [wrap(r["n"], 14) for r in last]
    sizes = [15.0 * len(t) + 3 for t in texts]
    centres = spread([scale.px((r["a"] + r["b"]) / 2) for r in last], sizes, scale.height)
    return [
        layer_of([{"t": t}])
        .mark_text(
            align="left",
            baseline="top",
            x=expr("width+4"),
            y=round(c - s / 2 + 1, 1),
            color=TEXT_TONES[r["k"]],
            fontWeight=600,
            limit=130,
        )
        .encode(text="t:N")
        for r, t, c, s in zip(last, texts, centres, sizes, strict=True)
    ]


# ------------------------------------------------------------------------------------------------------ two numbers


def scatter(
    frame: pd.DataFrame,
    *,
    x_unit: str,
    y_unit: str,
    x_title: str,
    y_title: str,
    description: str,
    connected: bool = False,
    differences: bool = False,
    height: int = 340,
) -> alt.LayerChart:
    """Two measures month by month. frame: period, x, y, printed ("4.1% abandoned, 1,602 reports"), status (optional).

    connected joins the months in order; differences plots each month's change on the month before (what remains of a
    relation once a common trend is taken out). First and last month are named on the chart.
    """
    need(frame, "scatter", ("period", "x", "y", "printed"))
    ordered = sorted(
        ({"m": int(month_index(r["period"])), "x": r["x"], "y": r["y"], "t": shown(r)} for r in frame.to_dict("records")),
        key=lambda r: r["m"],
    )
    if differences:
        ordered = [{**b, "x": b["x"] - a["x"], "y": b["y"] - a["y"]} for a, b in pairwise(ordered) if b["m"] - a["m"] == 1]
    rows = [
        {"m": r["m"], "v": short(r["x"]), "q": short(r["y"]), "t": r["t"]}
        for r in ordered
        if not (pd.isna(r["x"]) or pd.isna(r["y"]))
    ]
    if not rows:
        raise ChartError("A scatter chart has no month in which both measures are known.")
    across = ValueScale([r["v"] for r in rows], x_unit, False, 100)
    up = ValueScale([r["q"] for r in rows], y_unit, False, height)
    x = _value_x(
        across.low,
        across.high,
        alt.Axis(
            values=across.ticks,
            title=clean(x_title, 60),
            titleAnchor="end",
            titlePadding=8,
            labelExpr=axis_expr(x_unit),
            labelOverlap="parity",
            labelSeparation=8,
            grid=True,
            domain=False,
        ),
    )
    layers = []
    if connected:
        path = layer_of().mark_line(strokeWidth=1, color=CONTEXT, opacity=0.7)
        layers.append(path.encode(x=x, y=up.y("q"), order="m:Q"))
    if differences:
        nought = [(layer_of([{"v": 0}]).encode(x=alt.X("v:Q")), across), (layer_of([{"q": 0}]).encode(y=up.y("q")), up)]
        layers += [c.mark_rule(color=AXIS) for c, s in nought if s.low <= 0 <= s.high]
    first, last = rows[0]["m"], rows[-1]["m"]
    points = layer_of().mark_point(
        filled=True, opacity=0.85, size=expr(f"datum.m=={last}?110:44"), color=PALETTE[0], stroke=PAPER, strokeWidth=0.75
    )
    layers.append(points.encode(x=x, y=up.y("q")))
    ends = [
        {
            **r,
            "n": f"{MONTHS[r['m'] % 12]} {2000 + r['m'] // 12}",
            "a": "right" if (r["v"] - across.low) / (across.high - across.low) > 0.6 else "left",
        }
        for r in rows
        if r["m"] in (first, last)
    ]
    layers += halo(
        layer_of(ends).encode(x=x, y=up.y("q"), text="n:N"),
        align=expr("datum.a"),
        baseline="middle",
        dx=expr("datum.a=='left'?9:-9"),
        fontWeight=600,
        color=INK,
    )
    tips = [alt.Tooltip("w:N", title="Month"), alt.Tooltip("t:N", title="Values")]
    layers.append(hover_layer(x, up.y("q"), tips, when=period_expr("month", "datum.m")))
    flat = not (across.zero and up.zero) and not differences
    said = ["The axes do not start at zero."] if flat else []
    chart = finish(layers, description=description, title=y_title, height=height, extra_notes=said, rows=rows)
    chart.usermeta["pcc"]["zero"] = not flat
    return chart


def funnel(
    frame: pd.DataFrame,
    limits: pd.DataFrame,
    *,
    unit: str,
    x_title: str,
    y_title: str,
    description: str,
    mean: float,
    focus: str | None = None,
    height: int = 340,
) -> alt.LayerChart:
    """Rates against their size, with limits that narrow as size grows (method: Spiegelhalter 2005).

    frame: label, size, value, printed, flag ("" | "up" | "down"). limits: size, lower, upper, lower_wide, upper_wide
    (95% and 99.8% as a rule), sorted by size. mean: the common rate. focus and flagged points are named.
    """
    need(frame, "funnel", ("label", "size", "value", "printed", "flag"))
    need(limits, "funnel", ("size", "lower", "upper", "lower_wide", "upper_wide"))
    rows = [
        {
            "n": clean(r["label"], 40),
            "x": short(r["size"]),
            "v": short(r["value"]),
            "t": shown(r),
            "f": r["flag"] or "",
            "o": int(r["label"] == focus),
        }
        for r in frame.to_dict("records")
    ]
    edge = [
        {
            "x": short(r["size"]),
            "l": short(r["lower"]),
            "u": short(r["upper"]),
            "a": short(r["lower_wide"]),
            "b": short(r["upper_wide"]),
        }
        for r in limits.to_dict("records")
    ]
    # limits of the smallest units are very wide: the axis follows the points and the limits are cut there
    top = max([r["v"] for r in rows if r["v"] is not None] + [mean]) * 1.15
    scale = ValueScale([r["v"] for r in rows] + [mean, top], unit, True, height)
    right = max([r["x"] for r in rows] + [r["x"] for r in edge])
    ticks = nice_ticks(0, right, "count", 4)
    x = _value_x(
        0,
        right,
        alt.Axis(
            values=[t for t in ticks if t <= right],
            title=clean(x_title, 60),
            titleAnchor="end",
            titlePadding=8,
            labelExpr=axis_expr("count"),
            labelOverlap="parity",
            labelSeparation=8,
            grid=False,
            domain=True,
            domainColor=AXIS,
        ),
        "x",
    )
    base = layer_of(edge)
    layers = [
        base.mark_area(color=tone, opacity=1, clip=True).encode(x=x, y=scale.y(a), y2=f"{b}:Q")
        for tone, a, b in (("#f0f3f7", "a", "b"), ("#dfe6ee", "l", "u"))
    ]
    layers += [layer_of([{"v": short(mean)}]).mark_rule(color=INK_2, strokeDash=[5, 4]).encode(y=scale.y())]
    shape = f"datum.f=='up'?'{UP}':datum.f=='down'?'{DOWN}':'circle'"
    tone = f"datum.o?'{PALETTE[0]}':datum.f?'{PALETTE[2]}':'{CONTEXT}'"
    points = layer_of().mark_point(
        filled=True,
        opacity=1,
        size=expr("datum.o?130:datum.f?90:50"),
        shape=expr(shape),
        fill=expr(tone),
        stroke=PAPER,
        strokeWidth=1,
    )
    layers.append(points.encode(x=x, y=scale.y()))
    named = layer_of(_apart(rows, right, scale)).encode(x=x, y=scale.y(), text="n:N")
    near = f"datum.x/{right}>0.6?'right':'left'"
    layers += halo(
        named,
        align=expr(near),
        dx=expr(f"({near})=='left'?9:-9"),
        baseline="middle",
        color=INK,
        fontWeight=expr("datum.o?700:500"),
    )
    tips = [alt.Tooltip("n:N", title="Name"), alt.Tooltip("t:N", title=clean(y_title, 60))]
    return finish(
        [*layers, hover_layer(x, scale.y(), tips)],
        description=description,
        title=y_title,
        height=height,
        zero=scale.zero,
        rows=rows,
    )


def _apart(rows: Sequence[Mapping[str, Any]], right: float, scale: ValueScale) -> list[Mapping[str, Any]]:
    """Focus first, then flagged points by size, as many as can be named on a phone without touching."""
    kept: list[tuple[float, float, float, Mapping[str, Any]]] = []
    wanted = [r for r in rows if (r["o"] or r["f"]) and r["v"] is not None]
    for r in sorted(wanted, key=lambda r: (-r["o"], -r["x"])):
        at, wide, y = r["x"] / right * 240, text_px(r["n"]) + 12, scale.px(r["v"])
        a, b = (at - wide, at + 6) if r["x"] / right > 0.6 else (at - 6, at + wide)
        if all(b < c or a > d or abs(y - z) > 15 for c, d, z, _ in kept):
            kept.append((a, b, y, r))
    return [r for *_, r in kept]
