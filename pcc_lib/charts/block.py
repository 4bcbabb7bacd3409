"""A chart as a page shows it: message, drawing, static image, what it shows, and what stands under it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pcc_lib.charts.drawing import Drawing
from pcc_lib.charts.given import Caption
from pcc_lib.charts.images import NARROW_WIDTH, STATIC_WIDTH, image, static_svg
from pcc_lib.charts.proof import with_record
from pcc_lib.charts.texts import checked_description, clean
from pcc_lib.writing.html import Markup, fill, script_json
from pcc_lib.writing.markup import chart_anchor


def chart_block(
    drawing: Drawing, caption: Caption, under: Markup, static: bool = True, record: Mapping[str, Any] | None = None
) -> Markup:
    """The HTML of one chart; ChartError where its alternative text is empty or longer than 250 characters.

    `under` is what stands under it (`under_chart`), `record` what the drawing carries of itself (`with_record`). The
    alternative text becomes both the image's text and the chart's description. Sentences the chart itself asks for (an axis
    that does not start at zero) are added to the subtitle.
    """
    spec = dict(drawing.spec)
    spec["description"] = checked_description(caption.alt)
    return fill(
        "chart",
        label=clean(f"Chart {caption.number}: {caption.title.striptags()}", 200),
        caption=caption,
        anchor=chart_anchor(caption.chart_id),
        subtitle=_subtitle(caption, drawing.notes),
        image=_drawings(spec, caption, record) if static else "",
        spec=script_json(spec),
        under=under,
    )


def _drawings(spec: dict[str, Any], caption: Caption, record: Mapping[str, Any] | None) -> Markup:
    """The static drawing at both of its widths, each with its record."""
    drawings = [static_svg(spec, width) for width in (STATIC_WIDTH, NARROW_WIDTH)]
    wide, narrow = (with_record(each, record) if record else each for each in drawings)
    return image(wide, narrow, spec["description"], caption.half)


def _subtitle(caption: Caption, said: tuple[str, ...]) -> str:
    first = f"Chart {caption.number}. {caption.subtitle.rstrip('.')}"
    return " ".join([f"{first}.", *said]) if said else first
