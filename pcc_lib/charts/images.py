"""A chart as a small static SVG: for print, for readers without JavaScript, and while scripts load."""

from __future__ import annotations

import base64
import json
import re
from copy import deepcopy
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

import vl_convert

from pcc_lib.charts.bundle import vegalite_version
from pcc_lib.charts.limits import without_idle_limits
from pcc_lib.core.store import store
from pcc_lib.writing.html import Markup, fill

STATIC_WIDTH = 720
KIND = "charts.images: vl-convert-python"  # under which drawings are kept
# Liberation Sans comes with vl-convert and has the widths of Arial: the same layout, and bytes, on every machine.
STATIC_FONT = "'Liberation Sans', Arial, Helvetica, sans-serif"
_SVG = "http://www.w3.org/2000/svg"
_DROPPED = ("class", "role", "pointer-events", "font-family", "aria-hidden", "aria-label", "aria-roledescription")
_ROUNDED = ("transform", "d", "x", "y", "x1", "x2", "y1", "y2")


def static_svg(spec: dict[str, Any], width: int = STATIC_WIDTH) -> str:
    """The chart of a Vega-Lite specification as an SVG `width` px wide, without what only a pointer finds."""
    spec = deepcopy(spec)
    spec["width"] = width
    spec.setdefault("config", {})["font"] = STATIC_FONT
    spec.pop("description", None)  # names the body, and no drawing shows it: what is national is drawn once for all bodies
    spec["layer"] = [part for part in spec.get("layer", []) if not str(part.get("name", "")).startswith("hover")]
    return _rendered(json.dumps(without_idle_limits(spec, width), sort_keys=True, allow_nan=False))


def _rendered(spec: str) -> str:
    version = vegalite_version()
    return store().text(KIND, [spec, version], lambda: _drawn(spec, version))


@lru_cache(maxsize=256)
def _drawn(spec: str, version: str) -> str:
    return slim_svg(vl_convert.vegalite_to_svg(spec, vl_version=version, allowed_base_urls=[]))


def slim_svg(svg: str) -> str:
    """Vega's SVG without what nobody sees: empty paths, hidden labels, roles, defaults, long decimals."""
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(svg)
    _slim(root)
    root.set("font-family", STATIC_FONT)
    return ElementTree.tostring(root, encoding="unicode")


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


def image(svg: str, alt_text: str) -> Markup:
    """An image that carries `svg` within itself."""
    size = re.search(r'width="(\d+(?:\.\d+)?)" height="(\d+(?:\.\d+)?)"', svg)
    data = base64.b64encode(svg.encode("utf-8")).decode("ascii")
    return fill("chart_image", alt=alt_text, size=size.groups() if size else (), data=data)
