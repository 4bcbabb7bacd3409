"""The one look of all charts: colours, shapes, sizes and the theme."""

from __future__ import annotations

from typing import Any

FONT = "Inter, system-ui, 'Segoe UI', Roboto, Arial, sans-serif"
INK, INK_2, INK_3 = "#14202e", "#47566a", "#5f6d80"
PAPER, GRID, AXIS, BAND, CONTEXT = "#ffffff", "#dfe4ea", "#8793a3", "#e6ebf2", "#7f8c9b"
TARGET = "#f6e7c1"  # the ground of a target range: warm, and lighter in print than the grey of a usual range
GOOD, BAD = "#1f7a70", "#c2410c"
# Analysis Function categorical palette, in its order; the text tones are the same hues at 4.5:1 or more on white.
PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D")
TEXT_TONES = ("#12436D", "#176b64", "#801650", "#a83c07", "#3D3D3D")
ON_FILL = ("#ffffff", "#14202e", "#ffffff", "#14202e", "#ffffff")
BLUES = ("#d9e7f4", "#b3d0ea", "#7fb0dc")
FUNNEL_TONES = ("#f0f3f7", "#dfe6ee")
DASHES = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3])
SHAPES = ("circle", "square", "diamond", "triangle-up")
UP, DOWN = "triangle-up", "triangle-down"
HEIGHT = 220
NARROW = 470  # plot width in px below which lines and points are drawn finer
_BESIDE = 150  # px that the labels of an axis, and those in the margin, take beside a plot at most
_WIDE_FROM = 620  # px of a whole chart from which labels of events, and titles, have their long form
LEAST_WIDE, LEAST_NARROW = (
    _WIDE_FROM - _BESIDE,
    288 - _BESIDE,
)  # the narrowest plots of either form; the latter on a phone of 320 px
# Whether there is room for whole labels, asked of what the chart stands in: a plot's own width is known only when the labels have
# taken their room. A drawing that stands in nothing has its width from the start.
WIDE = f"(containerSize()[0]||width+{_BESIDE})>{_WIDE_FROM}"


def up_and_down(good_direction: str, neutral: str) -> tuple[str, str]:
    """Colours of a rise and of a fall; `neutral` for both where neither is good."""
    return {"increase": (GOOD, BAD), "decrease": (BAD, GOOD)}.get(good_direction, (neutral, neutral))


def theme() -> dict[str, Any]:
    """The configuration of every chart: Inter, light horizontal grid, no frame, labels of 12 px and more, white ground."""
    return {
        "aria": False,
        "background": PAPER,
        "font": FONT,
        "padding": {"left": 2, "right": 4, "top": 4, "bottom": 4},
        "view": {"stroke": None},
        "axis": {
            "aria": False,
            "labelColor": INK_2,
            "labelFontSize": 12,
            "labelPadding": 6,
            "domain": False,
            "ticks": False,
            "gridColor": GRID,
            "gridWidth": 1,
            "titleColor": INK_2,
            "titleFontSize": 12,
            "titleFontWeight": 600,
        },
        "title": {
            "aria": False,
            "lineHeight": 15,
            "anchor": "start",
            "frame": "group",
            "color": INK_2,
            "fontSize": 12,
            "fontWeight": 600,
            "offset": 10,
        },
        "line": {"strokeWidth": 2, "strokeJoin": "round"},
        "text": {"fontSize": 12, "color": INK_2, "lineHeight": 15},
        "mark": {"aria": False},
    }
