"""A chart as a page shows it: message, drawing, static image, what it shows, source, table, CSV and definition."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import altair as alt

from pcc_lib.charts.given import Caption, Data
from pcc_lib.charts.images import image, static_svg
from pcc_lib.charts.panel import notes
from pcc_lib.charts.texts import checked_description, clean
from pcc_lib.writing.html import Markup, fill
from pcc_lib.writing.tables import csv_text, table, with_note


def spec_of(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """The Vega-Lite specification of `chart`: no theme but our own, no private notes."""
    with alt.theme.enable("none"):
        spec = chart.to_dict(validate=False)
    spec.pop("usermeta", None)
    return spec


def spec_json(spec: dict[str, Any]) -> Markup:
    """Compact JSON with sorted keys that is safe inside a script element."""
    text = json.dumps(spec, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    # Markup, because a script's text is not read as HTML: an entity would stay an entity in the JSON. Without < and & it can
    # neither end the element nor begin a comment, whatever labels it holds.
    return Markup(text)


def chart_block(chart: alt.TopLevelMixin, caption: Caption, data: Data, static: bool = True) -> Markup:
    """The HTML of one chart; ChartError where its alternative text is empty or longer than 250 characters.

    The alternative text becomes both the image's text and the chart's description. Sentences the chart itself asks for
    (an axis that does not start at zero) are added to the subtitle.
    """
    spec = spec_of(chart)
    spec["description"] = checked_description(caption.alt)
    return fill(
        "chart",
        label=clean(f"Chart {caption.number}: {caption.title.striptags()}", 200),
        caption=caption,
        subtitle=_subtitle(caption, notes(chart)),
        image=image(static_svg(spec), spec["description"]) if static else "",
        spec=spec_json(spec),
        under=_under(caption, data),
    )


def _subtitle(caption: Caption, said: tuple[str, ...]) -> str:
    first = f"Chart {caption.number}. {caption.subtitle.rstrip('.')}"
    return " ".join([f"{first}.", *said]) if said else first


def _under(caption: Caption, data: Data) -> Markup:
    """Source, table, CSV and definition; link texts name the chart for people who hear them out of context."""
    numeric = range(1, len(data.columns)) if data.numeric else ()
    return fill(
        "chart_under",
        source=caption.source if caption.source.startswith("Source") else f"Source: {caption.source}",
        number=caption.number,
        table=with_note(table(f"Data of chart {caption.number}", data.columns, data.cells, numeric=numeric)),
        csv_name=data.csv_name,
        csv=quote(csv_text(data.csv_columns, data.csv_rows), safe="-_.!~*()"),
        definition=caption.definition,
    )
