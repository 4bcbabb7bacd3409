"""Money by year as stacked columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import altair as alt
import pandas as pd

from pcc_lib.charts.axes import ValueScale, short
from pcc_lib.charts.drawing import form
from pcc_lib.charts.frames import Row, need, shown
from pcc_lib.charts.given import Axis, ChartError
from pcc_lib.charts.labels import spread
from pcc_lib.charts.layers import expr, layer_of
from pcc_lib.charts.panel import Panel, finish
from pcc_lib.charts.style import AXIS, INK, ON_FILL, PALETTE, PAPER, TEXT_TONES
from pcc_lib.charts.texts import clean, wrap
from pcc_lib.core.frames import column_of

MOST_CATEGORIES = 5
STACK_HEIGHT = 320
NO_TOTALS: Mapping[str, str] = {}


@form
def budget(frame: pd.DataFrame, axis: Axis, description: str, totals: Mapping[str, str] = NO_TOTALS) -> alt.LayerChart:
    """Stacked columns by financial year. frame: year ("2023-24"), category, value, printed; at most 5 categories.

    Categories stack in the order of first appearance, from the bottom. totals: year -> printed total, set above the
    column. Raises ChartError for more than 5 categories or a negative value.
    """
    need(frame, "budget", ("year", "category", "value", "printed"))
    names = list(dict.fromkeys(clean(c, 60) for c in frame["category"]))
    years = list(dict.fromkeys(clean(y, 20) for y in frame["year"]))
    if len(names) > MOST_CATEGORIES:
        raise ChartError(f"A budget chart holds at most 5 categories, not {len(names)}: put the small ones together.")
    if (column_of(frame, "value").dropna() < 0).any():
        raise ChartError("A budget chart cannot stack a negative value: show it in the table, or as change bars.")
    stacked, tops = _stacked(frame, names, years)
    scale = ValueScale(tops.values(), replace(axis, from_zero=True), STACK_HEIGHT)
    rows = [{**r, "z": int(scale.px(r["a"]) - scale.px(r["b"]) >= 18)} for r in stacked]
    layers = [_columns(names, years, scale), _amounts(years, scale)]
    layers += [_totals(totals, tops, scale)] if totals else []
    layers += _category_labels([r for r in rows if r["y"] == years[-1]], scale)
    return finish(layers, Panel(description, axis.title, STACK_HEIGHT), rows)


def _stacked(frame: pd.DataFrame, names: list[str], years: list[str]) -> tuple[list[dict[str, Any]], dict[str, float]]:
    """Rows with y year, n and k category, a foot, b head, v value, t text of each part; and the height of each year's column."""
    tops, rows = dict.fromkeys(years, 0.0), []
    for r in sorted(frame.to_dict("records"), key=lambda r: names.index(clean(r["category"], 60))):
        year, k = clean(r["year"], 20), names.index(clean(r["category"], 60))
        value = 0.0 if pd.isna(r["value"]) else float(r["value"])
        foot, head = short(tops[year]), short(tops[year] + value)
        rows.append({"y": year, "n": names[k], "k": k, "a": foot, "b": head, "t": shown(r), "v": short(value)})
        tops[year] += value
    return rows, tops


def _pitch(years: Sequence[str]) -> str:
    """Vega expression: px from one column to the next."""
    return f"width/{len(years)}"


def _year_x(years: Sequence[str]) -> alt.X:
    label = f"{_pitch(years)}<60&&length(datum.label)==7?slice(datum.label,2):datum.label"
    return alt.X(
        "y:N",
        sort=list(years),
        axis=alt.Axis(
            title=None, domain=True, domainColor=AXIS, labelAngle=0, labelExpr=label, labelOverlap="parity", labelSeparation=3
        ),
        scale=alt.Scale(paddingInner=0.28, paddingOuter=0.14),
    )


def _columns(names: Sequence[str], years: Sequence[str], scale: ValueScale) -> alt.Chart:
    tones = alt.Color("n:N", scale=alt.Scale(domain=list(names), range=list(PALETTE[: len(names)])), legend=None)
    tips = [alt.Tooltip("y:N", title="Year"), alt.Tooltip("n:N", title="For"), alt.Tooltip("t:N", title="Amount")]
    columns = layer_of().mark_bar(stroke=PAPER, strokeWidth=1.5, aria=False)
    return columns.encode(x=_year_x(years), y=_y(scale, "a"), y2=alt.Y2("b:Q"), color=tones, tooltip=tips)


def _y(scale: ValueScale, field: str) -> alt.Y:
    """The value axis without its grid: amounts and totals are written where its lines would be."""
    return scale.y(field, grid=False)


def _amounts(years: Sequence[str], scale: ValueScale) -> alt.Chart:
    """The amounts inside the parts that are high enough, where columns are wide enough."""
    ink = "[" + ",".join(f"'{c}'" for c in ON_FILL) + "][datum.k]"
    return (
        layer_of()
        .transform_filter("datum.z")
        .transform_calculate(c="(datum.a+datum.b)/2")
        .mark_text(fill=expr(ink), opacity=expr(f"{_pitch(years)}<72?0:1"), fontWeight=500)
        .encode(x=_year_x(years), y=_y(scale, "c"), text=alt.Text("t:N"))
    )


def _totals(totals: Mapping[str, str], tops: Mapping[str, float], scale: ValueScale) -> alt.Chart:
    """The totals above the columns; where these are narrow, only the first and the last, kept inside the plot."""
    years, pitch = list(tops), _pitch(list(tops))
    edge = {years[-1]: 1, years[0]: -1}
    rows = [{"y": y, "v": short(tops[y]), "t": clean(totals[y], 20), "o": edge.get(y, 0)} for y in years if y in totals]
    tight = f"{pitch}<66"
    return (
        layer_of(rows)
        .mark_text(
            baseline="bottom",
            dy=-5,
            fontWeight=700,
            color=INK,
            opacity=expr(f"{tight}&&!datum.o?0:1"),
            align=expr(f"!({tight})||!datum.o?'center':datum.o>0?'right':'left'"),
            dx=expr(f"{tight}?datum.o*{pitch}*0.36:0"),
        )
        .encode(x=_year_x(years), y=_y(scale, "v"), text=alt.Text("t:N"))
    )


def _category_labels(last: Sequence[Row], scale: ValueScale) -> list[alt.Chart]:
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
        .encode(text=alt.Text("t:N"))
        for r, t, c, s in zip(last, texts, centres, sizes, strict=True)
    ]
