"""Values and places with their intervals, one row each."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from pcc_lib.charts.axes import ValueScale, level_axis, level_x, short
from pcc_lib.charts.drawing import form
from pcc_lib.charts.given import Axis, Level
from pcc_lib.charts.layers import expr, layer_of
from pcc_lib.charts.panel import Panel, finish
from pcc_lib.charts.rows import ROW, from_the_highest, lane_grid, middle, row_frame, row_hover, row_level, row_lines, row_names
from pcc_lib.charts.style import CONTEXT, INK, INK_2, PALETTE
from pcc_lib.charts.texts import clean, text_px

PLACE_ROW = 20  # px a row of places: one line, for dozens of names
NAME_LETTER = 7.2  # px a letter of a row's name


@form
def dot_intervals(frame: pd.DataFrame, axis: Axis, description: str, level: Level | None = None) -> alt.LayerChart:
    """Values with their intervals, from the highest.

    frame: label, value, lower, upper, printed (with the interval), focus (optional).
    level: a mean, target or comparator. Missing intervals draw the dot alone.
    """
    rows = _with_bounds(from_the_highest(row_frame(frame, "interval", ("label", "value", "lower", "upper", "printed"))))
    values = [r[k] for r in rows for k in "vlu"] + ([level.value] if level else [])
    scale = ValueScale(values, axis, 100)
    ground = level_axis(scale.ticks, scale.unit, title=None, labelFlush=True, domain=False, **lane_grid())
    # whether some row has no room for its name beside its value with the interval
    tight = f"{max(math.ceil(len(r['n']) * NAME_LETTER) for r in rows) + _room(rows, 't')}>width"
    layers = [
        row_lines(len(rows)),
        *row_level(level, rows, level_x(scale.low, scale.high, ground), roomy=False),
        *_dots_and_spans(scale, ground, CONTEXT if any(r["f"] for r in rows) else PALETTE[0]),
        *row_names(rows, limit=f"width-({tight}?{_room(rows, 'b')}:{_room(rows, 't')})"),
        _value_texts(tight),
        row_hover(layer_of(), "Name", clean(axis.title, 60)),
    ]
    return finish(layers, Panel(description, axis.title, ROW * len(rows)), _data(rows, "invtlufb"), scale.cut)


def _with_bounds(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows with l lower, u upper, and f whether it is the one in focus, b the value without its interval."""
    return [
        {
            **row,
            "l": short(row["r"]["lower"]),
            "u": short(row["r"]["upper"]),
            "f": int(bool(row["r"].get("focus", 0))),
            "b": row["t"].partition(" (")[0],
        }
        for row in rows
    ]


def _data(rows: Sequence[Mapping[str, Any]], fields: str = "invtluf") -> list[dict[str, Any]]:
    return [{key: row[key] for key in fields} for row in rows]


def _dots_and_spans(scale: ValueScale, ground: alt.Axis, others: str) -> list[alt.Chart]:
    tone = expr(f"datum.f?'{PALETTE[0]}':'{others}'")
    span = layer_of().transform_filter("isValid(datum.l)")
    dots = layer_of().transform_filter("isValid(datum.v)")
    return [
        span.mark_rule(y=middle(), strokeWidth=3, strokeCap="round", opacity=0.45, stroke=tone).encode(
            x=level_x(scale.low, scale.high, ground, "l"), x2=alt.X2("u:Q")
        ),
        dots.mark_point(y=middle(), filled=True, opacity=1, size=80, fill=tone).encode(x=level_x(scale.low, scale.high, ground)),
    ]


def _room(rows: Sequence[Mapping[str, Any]], field: str) -> int:
    """px that the widest text of a field takes at the right."""
    return max(math.ceil(text_px(r[field], 12.5)) + 12 for r in rows)


def _value_texts(tight: str) -> alt.Chart:
    """The printed values, at the right edge beside the names; without their intervals where names need the room, as on a phone:
    the table under the chart has them."""
    return (
        layer_of()
        .mark_text(
            x=expr("width"),
            y=expr(f"datum.i*{ROW}+4"),
            baseline="top",
            align="right",
            fontWeight=expr("datum.f?700:500"),
            color=INK,
            text=expr(f"{tight}?datum.b:datum.t"),
        )
        .encode()
    )


@form
def rank_interval(frame: pd.DataFrame, title: str, description: str) -> alt.LayerChart:
    """Ranks with their intervals, best first. frame: label, value (rank), lower, upper, printed, focus (bool).

    Ranks are uncertain: the bar is the range of places that the data allow. The focus row is bold and blue.
    """
    found = row_frame(frame, "rank", ("label", "value", "lower", "upper", "printed", "focus"))
    found.sort(key=lambda r: (r["v"] is None, r["v"] or 0, r["i"]))
    rows = [{**row, "i": i, "n": clean(row["n"], 22)} for i, row in enumerate(_with_bounds(found))]
    last = max(max(r["u"] or 0, r["v"] or 0) for r in rows)
    layers = [_place_names(), *_places(last), row_hover(layer_of(), "Name", "Rank", PLACE_ROW)]
    return finish(layers, Panel(description, title, PLACE_ROW * len(rows), title_frame="bounds"), _data(rows))


def _place_names() -> alt.Chart:
    return (
        layer_of()
        .mark_text(
            align="right",
            baseline="middle",
            x=-8,
            y=middle(PLACE_ROW, PLACE_ROW // 2),
            fontWeight=expr("datum.f?700:400"),
            color=expr(f"datum.f?'{PALETTE[0]}':'{INK_2}'"),
        )
        .encode(text=alt.Text("n:N"))
    )


def _places(last: float) -> list[alt.Chart]:
    """A dot at each place, and the range of places behind it, from the first to the `last`."""
    ticks = alt.Axis(values=[1, *range(5, int(last) + 1, 5)], title=None, labelOverlap="parity")
    y, tone = middle(PLACE_ROW, PLACE_ROW // 2), expr(f"datum.f?'{PALETTE[0]}':'{CONTEXT}'")
    span = layer_of().mark_rule(y=y, strokeWidth=expr("datum.f?7:5"), stroke=tone, opacity=0.4)
    dots = layer_of().mark_point(y=y, filled=True, opacity=1, size=expr("datum.f?80:40"), fill=tone)
    return [
        span.encode(x=level_x(0.5, last + 0.5, ticks, "l"), x2=alt.X2("u:Q")),
        dots.encode(x=level_x(0.5, last + 0.5, ticks)),
    ]
