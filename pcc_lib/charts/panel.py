"""From layers to one chart: its title, its size, what is said of its axis, and the house theme."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import altair as alt

from pcc_lib.charts.layers import expr
from pcc_lib.charts.style import HEIGHT, WIDE, theme
from pcc_lib.charts.texts import checked_description, clean, wrap


@dataclass(frozen=True)
class Panel:
    """The ground that a chart stands on: its description, the title over its axis, its height in px.

    `title_frame` is where the title begins: at the left of the whole chart (`group`), or of its plot and labels (`bounds`).
    """

    description: str
    title: str = ""
    height: int = HEIGHT
    title_frame: str = "group"


def finish(
    layers: Sequence[alt.Chart],
    panel: Panel,
    rows: Sequence[Mapping[str, Any]],
    cut: str = "",
    notes: Iterable[str] = (),
) -> alt.LayerChart:
    """Layers over the same rows as one chart in the house theme, as wide as its container.

    `cut` is the sentence on an axis that does not start at zero; it and the notes are said in the chart's subtitle.
    """
    for layer in layers:
        if layer.encoding is alt.Undefined:  # Vega-Lite reads the encoding of every mark, empty or not
            layer.encoding = alt.FacetedEncoding()
    title = alt.TitleParams(_title_text(panel.title), frame=panel.title_frame) if panel.title else alt.Undefined
    # all at once: each method of a chart of layers copies every layer again
    chart = alt.layer(
        *layers,
        data=alt.InlineData(values=list(rows)),
        width="container",
        height=panel.height,
        description=checked_description(panel.description),
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        usermeta={"pcc": {"zero": not cut, "notes": [*([cut] if cut else []), *notes]}},
        title=title,
        config=alt.Config(**theme()),
    )
    return cast("alt.LayerChart", chart)


def starts_at_zero(chart: alt.TopLevelMixin) -> bool:
    """Whether the value axis of `chart` starts at zero (True for charts that have no such axis)."""
    return bool(_meta(chart).get("zero", True))


def notes(chart: alt.TopLevelMixin) -> tuple[str, ...]:
    """Sentences that belong in the chart's subtitle, such as the one on an axis that does not start at zero."""
    return tuple(_meta(chart).get("notes", ()))


def _meta(chart: Any) -> Mapping[str, Any]:
    meta = getattr(chart, "usermeta", None)
    return meta.get("pcc", {}) if isinstance(meta, Mapping) else {}


def _title_text(title: str) -> list[str] | alt.ExprRef:
    """The axis title in one line where there is room, in two on a phone."""
    whole, lines = clean(title, 70), wrap(title, 34, 2)
    return lines if len(lines) == 1 else expr(f"{WIDE}?{json.dumps([whole])}:{json.dumps(lines)}")
