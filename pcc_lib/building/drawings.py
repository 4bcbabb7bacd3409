"""What a drawing may not hold: script, handlers, foreign content, links to anything but its own parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from pcc_lib.core.text import quoted, words

_DRAWN_ACTIVE = words(
    "script foreignobject handler listener iframe embed object audio video animate set animatetransform animatemotion "
    "animatecolor discard a use image feimage mpath cursor link"
)
_DOCTYPE = re.compile(r"<!DOCTYPE svg PUBLIC [^<>\[]*>")
_DECLARES = re.compile(r"""<!(?!--)|<\?(?!xml\s+version)|<\?xml[^>]*encoding\s*=\s*["'](?!utf-8["'])""", re.IGNORECASE)
_WITHIN = re.compile(r"#[\w.:-]*")
_CALLS_OUT = re.compile(r"@import|javascript:|expression\(|-moz-binding|behavior:|url\(\s*(?![\"']?#)|\\", re.IGNORECASE)


def drawing_faults(raw: bytes) -> Iterator[str]:
    """What forbids an SVG file: script, handlers, foreign content, links to anything but its own parts."""
    try:
        text = raw.decode("utf-8")
        if "\x00" in text or _DECLARES.search(_DOCTYPE.sub("", text)):
            yield "a declaration or an instruction in it"
            return
        root = ElementTree.fromstring(text)
    except (UnicodeDecodeError, ElementTree.ParseError, ValueError):
        yield "markup that cannot be read as SVG"
        return
    if root.tag not in ("svg", "{http://www.w3.org/2000/svg}svg"):
        yield "another root than svg"
    for node in root.iter():
        yield from _node_faults(node)


def _node_faults(node: ElementTree.Element) -> Iterator[str]:
    tag, links = _local(node.tag), []
    for name, value in node.attrib.items():
        if _local(name).startswith("on"):
            yield f"code that an event starts ('{_local(name)}')"
        elif _local(name) in ("href", "src", "base"):
            links.append(value)
        elif not name.startswith("{") and _CALLS_OUT.search(value):  # a drawing program's own notes mean nothing to browsers
            yield f"an attribute that calls for something else: {quoted(value)}"
    outside = [link for link in links if not _WITHIN.fullmatch(link) and not _is_picture(tag, link)]
    if outside or (tag in _DRAWN_ACTIVE and not (links and tag in ("use", "image", "a"))):
        yield f"an element or link that drawings do not have: {quoted(' '.join([f'<{tag}>', *outside]))}"
    if tag == "style" and _CALLS_OUT.search(node.text or ""):
        yield f"a style that calls for something else: {quoted(node.text or '')}"


def _is_picture(tag: str, link: str) -> bool:
    return tag == "image" and bool(re.fullmatch(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*", link))


def _local(name: object) -> str:
    return str(name).rpartition("}")[2].rpartition(":")[2].lower()
