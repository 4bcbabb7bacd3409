"""Areas on a map, shaded by class, with a legend of the classes above them; and a small map that shows where one area lies.

Shades go from light to dark of one hue: they keep their order in grey, and for whoever sees few colours. What has no value is no
shade of it, but paper with a mark in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from pcc_lib.charts.axes import short
from pcc_lib.charts.drawing import form
from pcc_lib.charts.frames import Row, need, shown
from pcc_lib.charts.given import ChartError
from pcc_lib.charts.layers import expr, halo, layer_of
from pcc_lib.charts.mapped import HIDDEN, MOST_CLASSES, NO_DATA, SHADES, Class, Ground
from pcc_lib.charts.panel import Panel, finish
from pcc_lib.charts.style import INK, INK_2, PALETTE, PAPER
from pcc_lib.charts.texts import clean

PICKED = {1: (2,), 2: (1, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}  # which shades so many classes have
UNKNOWN = {NO_DATA: ("No data [x]", "×"), HIDDEN: ("Hidden: a small number [c]", "c")}  # words, and the mark within an area
OUT, OUT_WORDS, BOLD = -3, "Stands out from the others", 2.5  # as a legend has it, and how wide its edge is drawn
MANY = 60  # areas whose edges are drawn finer
EDGE = INK_2
OTHERS = "#dfe6ee"  # of a map that shows where one area lies
ENTRY = 20  # px of an entry of the legend
SWATCH = 14
LOCATOR = 150


@form
def choropleth(frame: pd.DataFrame, classes: Sequence[Class], ground: Ground, title: str, description: str) -> alt.LayerChart:
    """Areas shaded by the class of their values, the lowest first.

    frame: area (its number among the shapes), label, value, printed, status, shade (its class from nought, or NO_DATA or
    HIDDEN), east and north (degrees of a place within it), labelled (whether its name and value stand there; else the mark of
    what is not known does), out (whether it stands out from the others: its edge is drawn bold).
    """
    need(frame, "map", ("area", "label", "value", "printed", "shade", "east", "north", "labelled", "out"))
    if len(classes) > MOST_CLASSES:
        raise ChartError(f"A map has {MOST_CLASSES} shades, not {len(classes)}.")
    rows = [_row(each, len(classes)) for each in frame.to_dict("records")]
    legend = [*((_picked(i, len(classes)), each.words) for i, each in enumerate(classes)), *_others_in(rows)]
    top = ENTRY * len(legend) + 10
    layers = [*_legend(legend), *_areas(rows, ground, top), *_labels(frame, top)]
    return finish(layers, Panel(description, title, top + ground.height()), [])


def _picked(shade: int, count: int) -> int:
    """The shade of a class among so many; what is not known keeps its number."""
    return PICKED[count][shade] if shade >= 0 else shade


def _row(each: Mapping[Any, Any], count: int) -> dict[str, Any]:
    """k number of the area, n name, v value, t text, z shade, o whether it stands out."""
    return {
        "k": int(each["area"]),
        "n": clean(each["label"], 60),
        "v": short(each["value"]),
        "t": shown(each),
        "z": _picked(int(each["shade"]), count),
        "o": int(each["out"]),
    }


def _others_in(rows: Sequence[Row]) -> list[tuple[int, str]]:
    """The entries of the legend that are no class."""
    there = {row["z"] for row in rows}
    bold = [(OUT, OUT_WORDS)] if any(row["o"] for row in rows) else []
    return [*((z, words) for z, (words, _) in UNKNOWN.items() if z in there), *bold]


# ── areas ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _below(chart: alt.Chart, top: int) -> alt.Chart:
    """A layer in Mercator's projection, which keeps shapes and needs no network, fitted into the plot below the legend."""
    return chart.project(type="mercator", extent=expr(f"[[1,{top}],[width-1,height-1]]"))


def _shaped(ground: Ground) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=dict(ground.shapes), format=alt.TopoDataFormat(type="topojson", feature="areas")))


def _areas(rows: Sequence[Row], ground: Ground, top: int) -> list[alt.Chart]:
    """All areas; then, over their neighbours, the edges of those that stand out."""
    told = alt.LookupData(data=alt.InlineData(values=list(rows)), key="k", fields=["n", "v", "t", "z", "o"])
    base = _below(_shaped(ground).transform_lookup(lookup="id", from_=told), top)
    width = 0.35 if len(rows) > MANY else 1
    filled = base.mark_geoshape(fill=expr(_chosen(SHADES, PAPER)), stroke=EDGE, strokeWidth=width, strokeJoin="round")
    layers = [filled.encode(tooltip=[alt.Tooltip("n:N", title="Name"), alt.Tooltip("t:N", title="Value")])]
    if any(row["o"] for row in rows):
        bold = base.transform_filter("datum.o==1")
        layers.append(bold.mark_geoshape(filled=False, stroke=INK, strokeWidth=BOLD, strokeJoin="round"))
    return layers


def _chosen(shades: Sequence[str], other: str) -> str:
    """The expression for the shade of a class; of an unknown one the other."""
    steps = "".join(f"datum.z=={i}?'{shade}':" for i, shade in enumerate(shades))
    return f"{steps}'{other}'"


def _labels(frame: pd.DataFrame, top: int) -> list[alt.Chart]:
    """Names, and under each its value, where there is room; else the mark of what is not known."""
    named = [_labelled(each) for each in frame.to_dict("records") if each["labelled"]]
    marked = [
        {"w": float(each["east"]), "h": float(each["north"]), "t": UNKNOWN[int(each["shade"])][1]}
        for each in frame.to_dict("records")
        if not each["labelled"] and int(each["shade"]) in UNKNOWN
    ]
    layers: list[alt.Chart] = []
    if named:
        base = _at_places(named, top)
        layers += halo(base.encode(text=alt.Text("n:N")), dy=-8, fontSize=12, fontWeight=500, color=INK)
        layers += halo(base.encode(text=alt.Text("t:N")), dy=8, fontSize=13, fontWeight=700, color=INK)
    if marked:
        layers.append(_at_places(marked, top).mark_text(fontSize=9, color=INK).encode(text=alt.Text("t:N")))
    return layers


def _labelled(each: Mapping[Any, Any]) -> dict[str, Any]:
    """w and h place, n name, t value."""
    return {"w": float(each["east"]), "h": float(each["north"]), "n": clean(each["label"], 26), "t": shown(each)}


def _at_places(rows: Sequence[Row], top: int) -> alt.Chart:
    return _below(layer_of(rows).encode(longitude=alt.Longitude("w:Q"), latitude=alt.Latitude("h:Q")), top)


# ── the legend ────────────────────────────────────────────────────────────────────────────────────────────────────────
def _legend(entries: Sequence[tuple[int, str]]) -> list[alt.Chart]:
    rows = [{"i": i, "z": z, "t": words} for i, (z, words) in enumerate(entries)]
    swatch = layer_of(rows).mark_rect(
        x=1,
        x2=SWATCH + 9,
        y=expr(f"datum.i*{ENTRY}+3"),
        y2=expr(f"datum.i*{ENTRY}+{SWATCH + 3}"),
        fill=expr(_chosen(SHADES, PAPER)),
        stroke=expr(f"datum.z=={OUT}?'{INK}':'{EDGE}'"),
        strokeWidth=expr(f"datum.z=={OUT}?{BOLD}:1"),
    )
    at = expr(f"datum.i*{ENTRY}+{SWATCH // 2 + 3}")
    words = layer_of(rows).mark_text(x=SWATCH + 16, y=at, align="left", baseline="middle", color=INK_2)
    unknown = [{"i": row["i"], "t": UNKNOWN[int(row["z"])][1]} for row in rows if int(row["z"]) in UNKNOWN]
    marks = layer_of(unknown).mark_text(x=SWATCH // 2 + 5, y=at, baseline="middle", color=INK, fontSize=11)
    return [swatch, words.encode(text=alt.Text("t:N")), *([marks.encode(text=alt.Text("t:N"))] if unknown else [])]


# ── where one area lies ───────────────────────────────────────────────────────────────────────────────────────────────
@form
def locator(area: int, ground: Ground, description: str) -> alt.LayerChart:
    """All areas in grey, and one of them in colour with a dark edge. area: its number among the shapes."""
    shapes = _shaped(ground).mark_geoshape(
        fill=expr(f"datum.id=={int(area)}?'{PALETTE[0]}':'{OTHERS}'"), stroke=PAPER, strokeWidth=1, strokeJoin="round"
    )
    return finish([_below(shapes, 1)], Panel(description, "", LOCATOR), [])
