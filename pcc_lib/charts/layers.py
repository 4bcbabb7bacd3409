"""Small pieces that layers of every chart are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from pcc_lib.charts.style import PAPER


def layer_of(rows: Sequence[Mapping[str, Any]] | None = None) -> alt.Chart:
    """A layer with rows of its own, or with those of the whole chart."""
    return alt.Chart() if rows is None else alt.Chart(alt.InlineData(values=list(rows)))


def expr(text: str) -> alt.ExprRef:
    """A Vega expression in the place of a value. No text of a frame may enter it."""
    return alt.ExprRef(expr=text)


def halo(base: alt.Chart, **mark: Any) -> list[alt.Chart]:
    """Text with a white edge, so that lines under it do not make it hard to read."""
    edge = {**mark, "stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round", "color": PAPER}
    return [base.mark_text(**edge), base.mark_text(**mark)]


_EDGE = ("stroke", "strokeWidth", "strokeJoin")
EDGED = "edged"  # how the name of a part begins that `edges_once` has made


def edges_once(layers: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Layers of a specification, in which a text that `halo` made is one part, which has the look of its edge too.

    A renderer measures each text that it is given, so a static drawing has its edges put under it afterwards.
    """
    found: list[Mapping[str, Any]] = []
    for part in layers:
        if found and _is_edge_of(found[-1], part):
            edge = {name: found[-1]["mark"][name] for name in _EDGE}
            found[-1] = {**part, "name": f"{EDGED}{len(found)}", "mark": {**part["mark"], **edge}}
        else:
            found.append(part)
    return found


def _is_edge_of(edge: Mapping[str, Any], part: Mapping[str, Any]) -> bool:
    if not all(isinstance(each.get("mark"), Mapping) and each["mark"].get("type") == "text" for each in (edge, part)):
        return False
    drawn = {**part["mark"], **{name: edge["mark"].get(name) for name in _EDGE}, "color": PAPER}
    return edge["mark"].get("stroke") == PAPER and edge == {**part, "mark": drawn}


def hover_layer(
    x: alt.X, y: alt.Y, tips: Sequence[alt.Tooltip], rows: Sequence[Mapping[str, Any]] | None = None, when: str | None = None
) -> alt.Chart:
    """Unseen targets of a comfortable size that carry the tooltip; the static image leaves this layer out."""
    base = layer_of(rows)
    if when:
        base = base.transform_calculate(w=when)
    base = base.transform_filter("isValid(datum.v)") if not rows else base
    return (
        base.mark_point(size=260, filled=True, opacity=0, aria=False)
        .encode(x=x, y=y, tooltip=list(tips))
        .properties(name="hover")
    )
