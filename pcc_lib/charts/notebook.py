"""A chart as a notebook shows it: without a network, and drawn by the notebook's own program.

JupyterLab and VS Code hold a script that draws Vega-Lite 5, and none for 6, which Altair writes: Altair's own renderers either
load one from the internet or name a kind of output that neither knows. Our charts mean the same in both (a test draws them with
both), so they are offered as Vega-Lite 5, with a still image for whoever draws neither.
"""

from __future__ import annotations

import textwrap
from typing import Any

import altair as alt

from pcc_lib.charts.drawing import Drawing
from pcc_lib.charts.images import static_svg
from pcc_lib.charts.style import INK, INK_2

MIME = "application/vnd.vegalite.v5+json"
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
RENDERER = "pcc"
WIDTH = 760  # a notebook's cell is no container that a chart could measure
LOOK = {"frame": "group", "fontSize": 14, "lineHeight": 18, "color": INK, "subtitleFontSize": 12, "subtitleLineHeight": 16}
LOOK |= {"subtitleColor": INK_2}
LINE = 92  # characters of a title that fit in this width


def notebook_bundle(spec: dict[str, Any]) -> dict[str, Any]:
    """What a notebook is given of a Vega-Lite specification: the chart, and a still image of it."""
    return {MIME: spec | {"$schema": SCHEMA}, "image/svg+xml": static_svg(spec, WIDTH)}


def titled_spec(chart: alt.TopLevelMixin, title: str, under: list[str], description: str) -> dict[str, Any]:
    """The specification of a chart with its title and the lines under it: in a notebook no page stands around it."""
    spec = Drawing.of(chart).spec
    lines = [line for text in under for line in textwrap.wrap(text, LINE + LINE // 5)]
    words = {"text": textwrap.wrap(title, LINE), "subtitle": [*lines, "", *_axis_title(spec)]}
    look = {
        "fontSize": 14,
        "color": INK,
        "subtitleColor": INK_2,
        "subtitleFontSize": 12,
        "subtitleLineHeight": 16,
        "lineHeight": 18,
    }
    return spec | {"title": {"frame": "group", **words, **look}, "width": WIDTH, "description": description}


def _axis_title(spec: dict[str, Any]) -> list[str]:
    """What our charts write over their vertical axis in the place of a title."""
    said = spec.get("title", {})
    text = said.get("text", "") if isinstance(said, dict) else said
    return text if isinstance(text, list) else [text]


# for charts that an analyst makes or changes: alt.renderers.enable("pcc")
alt.renderers.register(RENDERER, lambda spec, **_: notebook_bundle(spec))
