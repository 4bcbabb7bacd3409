"""A chart as a small static SVG: for print, for readers without JavaScript, and while scripts load."""

from __future__ import annotations

import base64
import json
import math
import re
from copy import deepcopy
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

from pcc_lib.charts.beside import plot_width
from pcc_lib.charts.bundle import vegalite_version
from pcc_lib.charts.layers import EDGED, edges_once
from pcc_lib.charts.limits import without_idle_limits
from pcc_lib.charts.renderer import svg_of
from pcc_lib.core.store import store
from pcc_lib.writing.html import Markup, fill

STATIC_WIDTH = 640  # as wide as the paper of a page, and as a column of text
NARROW_WIDTH = 340  # of a second drawing, for a phone and for half a page: text keeps its size there
LOCATOR_WIDTH = 180  # of a small map that shows where one area lies
PHONE = "(max-width: 600px)"  # screens on which a chart gets no more than the narrow one
FITTED = "fit-x"
SPARE = 8  # px of white that a drawing may end in at its right: its plot was taken to be that much narrower
KIND = "charts.images charts.renderer: vl-convert-python"  # under which drawings are kept
# Liberation Sans comes with vl-convert and has the widths of Arial: the same layout, and bytes, on every machine.
STATIC_FONT = "'Liberation Sans', Arial, Helvetica, sans-serif"
_EDGED = re.compile(rf"\b{EDGED}\d+_marks\b")  # of the group of marks that Vega makes of a part
_EDGE_LOOK = ("stroke", "stroke-width", "stroke-linejoin")
_SVG = "http://www.w3.org/2000/svg"
_SIZE = re.compile(r'width="(\d+(?:\.\d+)?)" height="(\d+(?:\.\d+)?)"')
_DROPPED = ("class", "role", "pointer-events", "font-family", "aria-hidden", "aria-label", "aria-roledescription")
_ROUNDED = ("transform", "d", "x", "y", "x1", "x2", "y1", "y2")


def static_svg(spec: dict[str, Any], width: int = STATIC_WIDTH) -> str:
    """The chart of a Vega-Lite specification as an SVG `width` px wide, without what only a pointer finds.

    One that does not ask to be fitted into a width (`autosize`) has a plot of that width.
    """
    spec = deepcopy(spec)
    spec.setdefault("config", {})["font"] = STATIC_FONT
    spec.pop("description", None)  # names the body, and no drawing shows it: what is national is drawn once for all bodies
    spec["layer"] = edges_once([part for part in spec.get("layer", []) if not str(part.get("name", "")).startswith("hover")])
    spec = without_idle_limits(spec, width)
    fitted = spec.get("autosize", {}) in (FITTED, {"type": FITTED, "contains": "padding"})
    plot = plot_width(spec, width) if fitted else width
    spec = {**spec, "autosize": {"type": "pad"}} if fitted else spec
    spec.pop("width", None)
    return _rendered(json.dumps(spec, sort_keys=True, allow_nan=False), plot, width if fitted else 0)


def _rendered(spec: str, plot: int, width: int) -> str:
    version = vegalite_version()
    return store().text(KIND, [spec, version, str(plot), str(width)], lambda: _drawn(spec, version, plot, width))


@lru_cache(maxsize=256)
def _drawn(spec: str, version: str, plot: int, width: int) -> str:
    """An SVG of this width (0: of that to which it comes), with a plot of its own. Where labels take another room than was
    thought, it is drawn anew."""
    svg = svg_of(spec, plot, version)
    beyond = _width(svg) - width if width else 0
    if not -SPARE <= beyond <= 0:
        svg = svg_of(spec, max(1, plot - beyond), version)
    return slim_svg(svg, width)


def _width(svg: str) -> int:
    found = _SIZE.search(svg)
    return math.ceil(float(found[1])) if found else 0


def slim_svg(svg: str, width: int = 0) -> str:
    """Vega's SVG without what nobody sees: empty paths, hidden labels, roles, defaults, long decimals; with white at its right to
    `width` px where it is narrower, and with the edges of texts under them."""
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(svg)
    _put_edges_under(root)
    _number_anew(root)
    _slim(root)
    _widen(root, width)
    root.set("font-family", STATIC_FONT)
    return ElementTree.tostring(root, encoding="unicode")


def _put_edges_under(root: ElementTree.Element) -> None:
    """A copy of the texts that have an edge, in its colour, under them. `paint-order` would do without it, but programs that do
    not know that (CairoSVG, SVG.NET) draw the edge over the text, and drawings go into slides and documents."""
    for parent in list(root.iter()):
        for texts in [child for child in parent if _EDGED.search(child.get("class", ""))]:
            edges = deepcopy(texts)
            for text in edges.iter(f"{{{_SVG}}}text"):
                text.set("fill", text.get("stroke", ""))
            for text in texts.iter(f"{{{_SVG}}}text"):
                for name in _EDGE_LOOK:
                    text.attrib.pop(name, None)
            parent.insert(list(parent).index(texts), edges)


def _number_anew(root: ElementTree.Element) -> None:
    """Vega numbers what a drawing refers to, such as the edge of a plot, through all drawings of a process; here each begins
    with one, so that it is the same whatever was drawn before it."""
    names: dict[str, str] = {}
    for number, node in enumerate((node for node in root.iter() if "id" in node.attrib), 1):
        names[f"url(#{node.attrib['id']})"] = f"url(#part{number})"
        node.set("id", f"part{number}")
    for node in root.iter():
        node.attrib.update({name: names[value] for name, value in node.attrib.items() if value in names})


def _widen(root: ElementTree.Element, width: int) -> None:
    held = root.get("width", "0")
    if float(held) < width:
        ground = [node for node in root if node.tag == f"{{{_SVG}}}rect" and node.get("width") == held]
        for node in (root, *ground):
            node.set("width", str(width))
        root.set("viewBox", f"0 0 {width} {root.get('height')}")


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


def image(svg: str, narrow: str, alt_text: str, half: bool = False) -> Markup:
    """An image that carries `svg` within itself, and `narrow` for where there is less room: on a phone; `half`: everywhere."""
    return fill("chart_image", alt=alt_text, wide=_embedded(svg), narrow=_embedded(narrow), media="" if half else PHONE)


def located(spec: dict[str, Any], alt_text: str) -> Markup:
    """A small map that stands by itself, without a chart's numbers, as an image that carries it within itself."""
    return fill("places/locator", alt=alt_text, drawn=_embedded(static_svg(spec, LOCATOR_WIDTH)))


def _embedded(svg: str) -> dict[str, str]:
    found = _SIZE.search(svg)
    width, height = found.groups() if found else ("", "")
    return {"data": base64.b64encode(svg.encode("utf-8")).decode("ascii"), "width": width, "height": height}
