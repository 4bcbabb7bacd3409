"""What is marked on lines in time: dated rules with labels above the plot, levels, a shaded range."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import altair as alt

from pcc_lib.charts.axes import short
from pcc_lib.charts.frames import Plot
from pcc_lib.charts.given import Level, Marks
from pcc_lib.charts.layers import expr, halo, layer_of
from pcc_lib.charts.months import COVERS, TimeAxis, month_index
from pcc_lib.charts.style import BAND, INK, INK_2, LEAST_NARROW, LEAST_WIDE, TARGET, WIDE
from pcc_lib.charts.texts import clean, text_px, wrap

_LINE = 15  # px a line of a label


def dated_rules(marks: Marks, time: TimeAxis) -> list[alt.Chart]:
    """Vertical rules with labels above the plot: dotted for events, solid for breaks in a series."""
    low, high = time.low, time.high
    found = [(month_index(e.month, time.every), e.label, 0) for e in marks.events]
    found += [(month_index(b.month, time.every) - 0.5, b.label, 1) for b in marks.breaks]
    found = sorted((m, clean(label, 90), kind) for m, label, kind in found if low <= m <= high)
    if not found:
        return []
    base = [{"m": short(m), "label": label, "k": kind, "at": (m - low) / (high - low)} for m, label, kind in found]
    pick = f"{WIDE}?datum.%sw:datum.%sn"
    side = f"({pick % ('a', 'a')})"
    chart = layer_of(_wide_and_narrow(base)).encode(x=alt.X("m:Q"))
    rule = chart.mark_rule(
        color=INK_2, strokeWidth=1, y=expr(pick % ("y", "y")), y2=expr("height"), strokeDash=expr("datum.k?[1,0]:[2,3]")
    )
    label = {
        "y": expr(pick % ("y", "y")),
        "text": expr(f"{WIDE}?datum.w:datum.n"),
        "align": expr(side),
        "dx": expr(f"{side}=='left'?5:-5"),
        "baseline": "top",
        "color": INK_2,
        "limit": 300,
    }
    return [rule, *halo(chart, **label)]


def _wide_and_narrow(marks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with the places of all labels twice: on a wide plot (w) and on a phone (n), each the narrowest that there is. Where it
    is wider, labels of the same places only stand farther apart."""
    wide, thin = [dict(mark) for mark in marks], [dict(mark) for mark in marks]
    place_labels(wide, LEAST_WIDE, 40)
    place_labels(thin, LEAST_NARROW, 16)
    return [
        {
            "m": w["m"],
            "k": w["k"],
            "w": w["lines"],
            "n": t["lines"],
            "yw": w["top"],
            "yn": t["top"],
            "aw": w["side"],
            "an": t["side"],
        }
        for w, t in zip(wide, thin, strict=True)
    ]


def place_labels(marks: list[dict[str, Any]], width: float, chars: int) -> float:
    """Give each mark lines, side and top (px above the plot) for a plot `width` px wide; returns the room used.

    Each mark has a `label`, wrapped at `chars`, and stands `at` a part of the width from the left.
    """
    lanes: list[list[tuple[float, float, float]]] = []  # per lane: left, right of label, x of its rule
    heights: list[float] = []
    for mark in marks:
        mark["lines"] = wrap(mark["label"], chars, 4)
        wide = max(text_px(line) for line in mark["lines"]) + 12
        x = mark["at"] * width
        spans = {"left": (x, x + wide), "right": (x - wide, x)}
        sides = [s for s, (a, b) in spans.items() if a >= -2 and b <= width + 2] or ["right" if x > width / 2 else "left"]
        if len(sides) == 2 and x > width / 2:
            sides.reverse()
        free = ((n, s) for n, s in product(range(len(lanes) + 1), sides) if _is_free(lanes, n, spans[s], x))
        mark["lane"], mark["side"] = next(free, (len(lanes), sides[0]))
        while len(lanes) <= mark["lane"]:
            lanes.append([])
            heights.append(0)
        lanes[mark["lane"]].append((*spans[mark["side"]], x))
        heights[mark["lane"]] = max(heights[mark["lane"]], _LINE * len(mark["lines"]) + 4)
    for mark in marks:
        mark["top"] = -(sum(heights[: mark["lane"]]) + _LINE * len(mark["lines"]) + 4)
    return sum(heights)


def _is_free(lanes: list[list[tuple[float, float, float]]], lane: int, span: tuple[float, float], x: float) -> bool:
    """No label beside it in the lane, no rule of a higher lane through it, no lower label under its own rule."""
    beside = any(a < span[1] and span[0] < b for a, b, _ in (lanes[lane] if lane < len(lanes) else ()))
    through = any(span[0] < rule < span[1] for upper in lanes[lane + 1 :] for *_, rule in upper)
    under = any(a < x < b for lower in lanes[:lane] for a, b, _ in lower)
    return not (beside or through or under)


def shaded_band(band: tuple[float, float] | None, plot: Plot) -> list[alt.Chart]:
    """A shaded range from one value to another, under all months."""
    if band is None:
        return []
    run = {"a": plot.time.low, "b": plot.time.high, "l": short(band[0]), "u": short(band[1])}
    base = layer_of([run]).mark_rect(color=BAND, aria=False)
    return [base.encode(x=alt.X("a:Q"), x2=alt.X2("b:Q"), y=plot.scale.y("l"), y2=alt.Y2("u:Q"))]


def level_rules(levels: Sequence[Level], plot: Plot) -> list[alt.Chart]:
    """Dashed level lines, and ranges shaded between dashed ends, to stand under the data."""
    layers: list[alt.Chart] = []
    ranges = [
        {"a": a, "b": b, "l": short(level.value), "u": short(level.upper)}
        for level in levels
        if level.upper is not None
        for a, b in [_ends(level, plot.time)]
    ]
    if ranges:
        shading = layer_of(ranges).mark_rect(color=TARGET, opacity=0.6, aria=False)
        layers.append(shading.encode(x=alt.X("a:Q"), x2=alt.X2("b:Q"), y=plot.scale.y("l"), y2=alt.Y2("u:Q")))
    for dated in (False, True):
        rows = [
            {"v": short(end), **(dict(zip("ab", _ends(level, plot.time), strict=True)) if dated else {})}
            for level in levels
            if bool(level.first) == dated
            for end in (level.value, level.upper)
            if end is not None
        ]
        line = layer_of(rows).mark_rule(color=INK, strokeWidth=1.25, strokeDash=[6, 4]).encode(y=plot.scale.y())
        layers += [line.encode(x=alt.X("a:Q"), x2=alt.X2("b:Q")) if dated else line] if rows else []
    return layers


def _ends(level: Level, time: TimeAxis) -> tuple[float, float]:
    """Where a level begins and ends on the axis: half a step before its first period and behind its last."""
    if not level.first:
        return time.low, time.high
    half = COVERS[time.every] / 2
    a, b = month_index(level.first, time.every) - half, month_index(level.last, time.every) + half
    return max(a, time.low), min(b, time.high)
