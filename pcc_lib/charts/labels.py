"""Labels at the ends of lines and columns, kept apart in px because Vega does not keep labels apart."""

from __future__ import annotations

import math
from collections.abc import Sequence

import altair as alt

from pcc_lib.charts.frames import Plot, Row
from pcc_lib.charts.layers import expr, halo, layer_of
from pcc_lib.charts.months import MONTHS
from pcc_lib.charts.style import TEXT_TONES
from pcc_lib.charts.texts import clean, wrap


def spread(wanted: Sequence[float], sizes: Sequence[float], height: float) -> list[float]:
    """Centres for labels of `sizes` px as near as possible to `wanted`, in the same order, not overlapping."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = [0.0] * len(wanted)
    edge = -math.inf
    for i in order:
        placed[i] = max(wanted[i], edge + sizes[i] / 2)
        edge = placed[i] + sizes[i] / 2
    edge = max(height, sum(sizes))
    for i in reversed(order):
        placed[i] = min(placed[i], edge - sizes[i] / 2)
        edge = placed[i] - sizes[i] / 2
    return placed


def last_labels(plot: Plot) -> list[alt.Chart]:
    """The last value on the line: beside the point for one series, in the margin with the name for several."""
    found = {n: next((r for r in reversed(plot.rows) if r["s"] == n and r["v"] is not None), None) for n in plot.names}
    ends = {n: r for n, r in found.items() if r is not None}
    if len(plot.names) == 1:
        return [layer for r in ends.values() for layer in _one_last_label(plot, r)]
    told, newest = told_apart(list(ends)), max((r["m"] for r in ends.values()), default=0)
    lines = {n: [*wrap(told[n], 13), clean(r["t"] + _dated(r["m"], newest), 24)] for n, r in ends.items()}
    sizes = [15.0 * len(lines[n]) + 4 for n in ends]
    centres = spread([plot.scale.px(r["v"]) for r in ends.values()], sizes, plot.scale.height)
    return [
        _margin_label(text, centre - size / 2 + 2, TEXT_TONES[plot.names.index(name)])
        for (name, text), centre, size in zip(lines.items(), centres, sizes, strict=True)
    ]


def _margin_label(lines: Sequence[str], top: float, tone: str) -> alt.Chart:
    return (
        layer_of([{"t": lines}])
        .mark_text(align="left", baseline="top", x=expr("width+8"), y=round(top, 1), color=tone, fontWeight=600, limit=130)
        .encode(text="t:N")
    )


def told_apart(names: Sequence[str]) -> dict[str, str]:
    """Names without the first words that all of them share: the chart's title says those already."""
    words = [n.split(" ") for n in names]
    shared = 0
    while len(words) > 1 and all(len(w) > shared + 1 and w[shared] == words[0][shared] for w in words):
        shared += 1
    if shared < 2:
        return {n: n for n in names}
    rest = [" ".join(w[shared:]) for w in words]
    return {n: r[:1].upper() + r[1:] for n, r in zip(names, rest, strict=True)}


def _dated(month: int, newest: int) -> str:
    """`, Nov` beside the last value of a line that ends before the others: it stands in the same margin as theirs."""
    if month == newest:
        return ""
    return f", {2000 + month // 12}" if (newest - month) % 12 == 0 else f", {MONTHS[month % 12]}"


def _one_last_label(plot: Plot, last: Row) -> list[alt.Chart]:
    above = _stands_above(plot, last)
    base = layer_of([{"m": last["m"], "v": last["v"], "t": last["t"]}])
    return halo(
        base.encode(x=plot.time.x(), y=plot.scale.y(), text="t:N"),
        align="right",
        dx=4,
        dy=-10 if above else 10,
        baseline="bottom" if above else "top",
        color=TEXT_TONES[0],
        fontWeight=700,
        fontSize=13,
    )


def _stands_above(plot: Plot, last: Row) -> bool:
    """Whether the label of the last point has more room above it than below, by the two points before."""
    before = [r["v"] for r in plot.rows if r["v"] is not None and r["m"] < last["m"]][-2:]
    peak, trough = max(before, default=0), min(before, default=0)
    above = last["v"] >= peak or (last["v"] > trough and peak - last["v"] < last["v"] - trough)
    if plot.scale.unit == "rank":  # the axis runs downwards
        above = not above
    return above or plot.scale.px(last["v"]) > plot.scale.height - 20
