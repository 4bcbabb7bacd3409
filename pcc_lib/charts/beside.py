"""How wide the plot of a drawing may be, by what stands beside it: labels of its value axis, and texts in its margins.

A renderer that is asked to fit a chart into a width lays it out twice, and measures each of its texts twice. It is told the width
of the plot instead, which is reckoned here; `images` sees what comes of it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pcc_lib.charts.axes import UNITS, axis_expr, tick_text
from pcc_lib.charts.limits import texts_of, widest

SIZE = 12  # of labels that name none, as the theme has it
OVER = 2  # px by which marks and labels reach beyond a plot at either side
_IN_MARGIN = re.compile(r"width\+(\d+)")


def plot_width(spec: Mapping[str, Any], width: int) -> int:
    """Of a drawing `width` px wide: the width of its plot, or a few px less."""
    config = spec.get("config", {})
    gap = _number(config.get("axis", {}).get("labelPadding"), 0)
    beside = [each for layer in spec.get("layer", []) for each in _in_margins(spec, layer)]
    left = [*(widest(text, SIZE) + gap for text in _tick_texts(spec)), *(wide - at for at, wide in beside if at < 0)]
    right = [at + wide for at, wide in beside if at >= 0]
    edge: Any = config.get("padding")
    first, last = (edge.get("left"), edge.get("right")) if isinstance(edge, Mapping) else (edge, edge)
    taken = math.ceil(max([OVER, *left]) + _number(first, 0)) + math.ceil(max([OVER, *right]) + _number(last, 0))
    return max(1, width - taken)


def _tick_texts(spec: Mapping[str, Any]) -> Iterator[str]:
    for layer in spec.get("layer", []):
        axis = layer.get("encoding", {}).get("y", {}).get("axis") or {}
        unit = next((unit for unit in UNITS if axis.get("labelExpr") == axis_expr(unit)), "count")
        yield from (tick_text(value, unit) for value in axis.get("values") or () if isinstance(value, int | float))


def _in_margins(spec: Mapping[str, Any], layer: Mapping[str, Any]) -> Iterator[tuple[float, float]]:
    """Of each text that a layer writes beside the plot: where it begins, left (below nought) or right of it, and its width."""
    mark = layer["mark"] if isinstance(layer.get("mark"), Mapping) else {}
    at = _beside(mark) if mark.get("type") == "text" else None
    if at is not None:
        most, size = _number(mark.get("limit"), math.inf), _number(mark.get("fontSize"), SIZE)
        yield from ((at, min(most, widest(text, size))) for text in texts_of(spec, layer) or ())


def _beside(mark: Mapping[str, Any]) -> float | None:
    x = mark.get("x")
    if isinstance(x, int | float):
        return x if x < 0 and mark.get("align") == "right" else None
    found = _IN_MARGIN.fullmatch(str(x.get("expr", ""))) if isinstance(x, Mapping) else None
    return int(found[1]) if found else None


def _number(value: object, otherwise: float) -> float:
    return value if isinstance(value, int | float) else otherwise
