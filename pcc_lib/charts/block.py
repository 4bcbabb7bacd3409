"""A chart as a page shows it: message, drawing, static image, what it shows, source, table, CSV and definition."""

from __future__ import annotations

import base64
import html
import json
import re
from copy import deepcopy
from functools import lru_cache
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import altair as alt
import vl_convert

from pcc_lib.charts import parts as parts
from pcc_lib.charts.bundle import vegalite_version

STATIC_WIDTH = 720
# Liberation Sans comes with vl-convert and has the widths of Arial: the same layout, and bytes, on every machine.
STATIC_FONT = "'Liberation Sans', Arial, Helvetica, sans-serif"
_SVG = "http://www.w3.org/2000/svg"


def spec_of(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """The Vega-Lite specification of `chart`: no theme but our own, no private notes."""
    with alt.theme.enable("none"):
        spec = chart.to_dict(validate=False)
    spec.pop("usermeta", None)
    return spec


def spec_json(spec: dict[str, Any]) -> str:
    """Compact JSON with sorted keys that is safe inside a script element."""
    text = json.dumps(spec, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def static_svg(spec: dict[str, Any], width: int = STATIC_WIDTH) -> str:
    """The same chart as a small static SVG, `width` px wide: for print, no JavaScript, and while scripts load."""
    spec = deepcopy(spec)
    spec["width"] = width
    spec.setdefault("config", {})["font"] = STATIC_FONT
    spec["layer"] = [part for part in spec.get("layer", []) if not str(part.get("name", "")).startswith("hover")]
    return _rendered(json.dumps(spec, sort_keys=True, allow_nan=False))


@lru_cache(maxsize=256)
def _rendered(spec: str) -> str:
    return slim_svg(vl_convert.vegalite_to_svg(spec, vl_version=vegalite_version(), allowed_base_urls=[]))


def slim_svg(svg: str) -> str:
    """Vega's SVG without what nobody sees: empty paths, hidden labels, roles, defaults, long decimals."""
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(svg)
    _slim(root)
    root.set("font-family", STATIC_FONT)
    return ElementTree.tostring(root, encoding="unicode")


_DROPPED = ("class", "role", "pointer-events", "font-family", "aria-hidden", "aria-label", "aria-roledescription")
_ROUNDED = ("transform", "d", "x", "y", "x1", "x2", "y1", "y2")


def _slim(node: ElementTree.Element) -> None:
    for name in _DROPPED:
        node.attrib.pop(name, None)
    for name in ("opacity", "fill-opacity"):
        if node.get(name) == "1":
            del node.attrib[name]
    for name in _ROUNDED:
        if name in node.attrib:
            node.set(name, re.sub(r"-?\d+\.\d{2,}(?:e-?\d+)?", _one_decimal, node.attrib[name]))
    for child in list(node):
        if _unseen(child):
            node.remove(child)
        else:
            _slim(child)
            if child.tag == f"{{{_SVG}}}g" and len(child) == 0:
                node.remove(child)


def _unseen(node: ElementTree.Element) -> bool:
    empty = node.get("class") in ("background", "foreground") and not (node.get("fill") or node.get("stroke"))
    return node.get("opacity") == "0" or node.get("display") == "none" or empty


def _one_decimal(found: re.Match[str]) -> str:
    short = f"{float(found[0]):.1f}".removesuffix(".0")
    return "0" if short == "-0" else short


def image(svg: str, alt_text: str, css_class: str = "pcc-chart-static") -> str:
    """An img element that carries `svg` within itself."""
    size = re.search(r'width="(\d+(?:\.\d+)?)" height="(\d+(?:\.\d+)?)"', svg)
    box = f' width="{size[1]}" height="{size[2]}"' if size else ""
    data = base64.b64encode(svg.encode("utf-8")).decode("ascii")
    return f'<img class="{css_class}" alt="{html.escape(alt_text)}"{box} src="data:image/svg+xml;base64,{data}">'


def chart_block(
    chart: alt.TopLevelMixin,
    *,
    chart_id: str,
    number: int,
    title: str,
    subtitle: str,
    shows: str,
    alt: str,
    table_html: str,
    csv_text: str,
    csv_name: str,
    source_line: str,
    definition_href: str | None,
    note: str = "",
    static: bool = True,
) -> str:
    """The HTML of one chart.

    title, shows and table_html are safe HTML; subtitle, note (small print), alt, source_line, csv_* and
    definition_href are plain text and are escaped here. alt (1 to 250 characters, else ChartError) becomes both the
    image's text and the chart's description. Sentences the chart itself asks for (an axis that does not start at zero)
    are added to the subtitle.
    """
    spec = spec_of(chart)
    spec["description"] = parts.checked_description(alt)
    said = f"Chart {number}. {subtitle.rstrip('.')}"
    if parts.notes(chart):
        said = " ".join([f"{said}.", *parts.notes(chart)])
    picture = image(static_svg(spec), spec["description"]) if static else ""
    label = html.escape(parts.clean(f"Chart {number}: {_plain(title)}", 200))
    return "\n".join(
        [
            f'<div class="pcc-chart" role="group" aria-label="{label}" data-chart="{html.escape(chart_id)}">',
            f'<p class="pcc-chart-title"><strong>{title}</strong></p>',
            f'<p class="pcc-chart-subtitle">{html.escape(said)}</p>',
            f'<div class="pcc-chart-draw">{picture}<script type="application/json" class="pcc-spec">{spec_json(spec)}'
            "</script></div>",
            f'<p class="pcc-chart-shows">{shows}</p>',
            _under(table_html, csv_text, csv_name, source_line, definition_href, number),
            f'<p class="pcc-note">{html.escape(note)}</p></div>' if note else "</div>",
        ]
    )


def _plain(safe_html: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", safe_html))


def _under(table_html: str, csv_text: str, csv_name: str, source_line: str, definition_href: str | None, number: int) -> str:
    """Source, table, CSV and definition; link texts name the chart for people who hear them out of context."""

    def name(word: str) -> str:
        return f'aria-label="{word} of chart {number}"'

    source = source_line if source_line.startswith("Source") else f"Source: {source_line}"
    pieces = [f'<span class="pcc-source">{html.escape(source)}</span>']
    if table_html:
        pieces.append(f"<details><summary {name('Table')}>Table</summary>{table_html}</details>")
    if csv_text:
        data = quote(csv_text, safe="-_.!~*()")
        pieces.append(f'<a download="{html.escape(csv_name)}" {name("CSV")} href="data:text/csv;charset=utf-8,{data}">CSV</a>')
    if definition_href:
        pieces.append(f'<a {name("Definition")} href="{html.escape(definition_href)}">Definition</a>')
    return f'<div class="pcc-chart-under">{" ".join(pieces)}</div>'
