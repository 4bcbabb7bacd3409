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
