"""Labels in the margin at the right of a plot, kept apart in px because Vega does not keep labels apart.

Heights are fixed and widths are not, so a label that stands beside the plot is placed once for all widths.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import altair as alt

from pcc_lib.charts.frames import Plot
from pcc_lib.charts.given import Level
from pcc_lib.charts.layers import expr, layer_of
from pcc_lib.charts.months import COVERS, MONTHS, TimeAxis, month_index, short_month
from pcc_lib.charts.style import INK, TEXT_TONES
from pcc_lib.charts.texts import clean, wrap

LINE = 15  # px a line of a label
BESIDE_PLOT = 8  # px from the plot to the labels in its margin
VALUE_CHARS = 12  # a value that is longer takes two lines: a phone has no more room beside a plot
MARGIN_LIMIT = 130  # px


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


@dataclass(frozen=True)
class Label:
    """A label in the margin: its lines, the height in px at which it would stand by itself, and its look."""

    lines: list[str]
    at: float
    tone: str
    weight: Literal[500, 600, 700] = 600

    @property
    def size(self) -> float:
        """Its height in px, with white above and below."""
        return LINE * len(self.lines) + 4.0


def margin_labels(plot: Plot, levels: Sequence[Level] = ()) -> list[alt.Chart]:
    """The last value of each line, and the name of each level, right of the plot at its height: there is no line, band or axis
    there that a label could lie over, however wide the chart is."""
    found = [*_last_values(plot), *_level_names(plot, levels)]
    return [in_margin(label, centre) for label, centre in zip(found, middles(found, plot.scale.height), strict=True)]


def middles(labels: Sequence[Label], height: float) -> list[float]:
    """Where the middles of labels stand in a margin `height` px high: each as near to its own height as the others allow."""
    return spread([label.at for label in labels], [label.size for label in labels], height)


def in_margin(label: Label, centre: float) -> alt.Chart:
    """A label right of the plot, its middle at `centre`."""
    top = centre - label.size / 2 + 2
    return (
        layer_of([{"t": label.lines}])
        .mark_text(
            align="left",
            baseline="top",
            x=expr(f"width+{BESIDE_PLOT}"),
            y=round(top, 1),
            color=label.tone,
            fontWeight=label.weight,
            limit=MARGIN_LIMIT,
        )
        .encode(text=alt.Text("t:N"))
    )


def _last_values(plot: Plot) -> list[Label]:
    """The last value of one line; of several each with its name, in the tone of the line."""
    found = {n: next((r for r in reversed(plot.rows) if r["s"] == n and r["v"] is not None), None) for n in plot.names}
    ends = {n: r for n, r in found.items() if r is not None}
    told, newest = told_apart(list(ends)), max((r["m"] for r in ends.values()), default=0)
    return [
        Label(
            [*(wrap(told[n], 13) if len(plot.names) > 1 else []), *wrap(clean(r["t"], 24) + _dated(r["m"], newest), VALUE_CHARS)],
            plot.scale.px(r["v"]),
            TEXT_TONES[plot.names.index(n)],
            600 if len(plot.names) > 1 else 700,
        )
        for n, r in ends.items()
    ]


def _level_names(plot: Plot, levels: Sequence[Level]) -> list[Label]:
    """The name of each level at its line, of a range at its middle, and until when one held that ended before the others; levels
    of one name have it once."""
    named = {f"{clean(level.label, 44)}{_until(level, plot.time)}": level for level in levels if level.label}
    at = {name: (level.value + (level.value if level.upper is None else level.upper)) / 2 for name, level in named.items()}
    return [Label(wrap(name, 13, 4), plot.scale.px(float(value)), INK, 500) for name, value in at.items()]


def _until(level: Level, time: TimeAxis) -> str:
    last = month_index(level.last, time.every) if level.first else time.last
    if last >= time.last:
        return ""
    return f", to {level.last if time.every == 'year' else short_month(int(last) + COVERS[time.every] - 1)}"


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
