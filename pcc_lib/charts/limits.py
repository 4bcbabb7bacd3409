"""Limits of texts that cannot be reached are left out of a drawing: the renderer measures each text anew to hold it against one.

Each measuring takes more than a millisecond, and a limit asks for one more whenever a text is looked at: nearly half of the time
of all drawings. A limit is left out where every text that it holds for is surely shorter; the drawing is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

ROOM, BARE_ROOM = 240, 100  # px that axes and margins take of a drawing at most, and of one without an axis at its side
FONT_SIZE = 13  # of a mark that names none: Vega's own is 11
# the widths in Arial Bold in parts of the font's size, rounded up; of any other letter a whole
_BY_WIDTH = {
    0.28: "ijlI .,/'’‘|\u00a0",
    0.34: "ft!()-:;[]",
    0.39: "r*",
    0.56: "0123456789aceksvxyzJ#$_£–",
    0.62: "bdghnopqußFLTZ?+=<>~−",
    0.67: "EPSVXY",
    0.73: "ABCDHKNRU&",
    0.78: "wGOQ",
    0.89: "mM%",
}
_WIDTHS = {letter: wide for wide, letters in _BY_WIDTH.items() for letter in letters}
_WIDTH_LESS = re.compile(r"width(?:-(\d+(?:\.\d+)?))?")
_CHOSEN = re.compile(r"(?:[^?:]+\?)?datum\.\w+(?::datum\.\w+)?")  # a field, or one of two
_FIELD = re.compile(r"datum\.(\w+)")


def without_idle_limits(spec: dict[str, Any], width: int) -> dict[str, Any]:
    """A layered specification, changed in place: limits that no text reaches are gone. width: of the drawing, in px."""
    inner = width - (
        ROOM if any(name == "y" and each.get("axis", {}) is not None for name, each in _channels(spec)) else BARE_ROOM
    )
    for layer in spec.get("layer", []):
        mark = layer.get("mark")
        limited = isinstance(mark, dict) and mark.get("type") == "text" and "limit" in mark
        if limited and _idle(mark, texts_of(spec, layer), inner):
            del mark["limit"]
    if not any(_is_named(channel) for _, channel in _channels(spec)):  # numbers and months are short
        spec.setdefault("config", {}).setdefault("axis", {}).setdefault("labelLimit", 0)
    return spec


def _idle(mark: Mapping[str, Any], texts: list[str] | None, width: int) -> bool:
    limit = _pixels(mark["limit"], width)
    size = mark.get("fontSize", FONT_SIZE)
    if texts is None or limit is None or not isinstance(size, (int, float)):
        return False
    return all(widest(text, size) <= limit for text in texts)


def widest(text: str, size: float) -> float:
    """How wide a text is at most, in px, in a drawing's typeface at any weight."""
    return sum(_WIDTHS.get(letter, 1.0) for letter in text) * size


def _pixels(limit: object, width: int) -> float | None:
    """The least that a limit can come to; None where that is not known."""
    if isinstance(limit, (int, float)):
        return float(limit)
    found = _WIDTH_LESS.fullmatch(str(limit.get("expr", ""))) if isinstance(limit, Mapping) else None
    return width - float(found[1] or 0) if found else None


def texts_of(spec: Mapping[str, Any], layer: Mapping[str, Any]) -> list[str] | None:
    """Every line that a layer of text may write; None where they are not told in its data."""
    told = layer["mark"].get("text", layer.get("encoding", {}).get("text", {}))
    expression = str(told.get("expr", "")) if isinstance(told, Mapping) else ""
    fields = _FIELD.findall(expression.partition("?")[2] or expression) if _CHOSEN.fullmatch(expression) else []
    fields += [told["field"]] if isinstance(told, Mapping) and "field" in told else []
    data = layer.get("data", spec.get("data", {}))
    rows = data.get("values", spec.get("datasets", {}).get(data.get("name")))
    if not fields or not isinstance(rows, list):
        return None
    return [str(line) for row in rows for name in fields for line in _lines(row.get(name, ""))]


def _lines(text: object) -> list[object]:
    return text if isinstance(text, list) else [text]


def _channels(spec: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for part in (spec, *spec.get("layer", [])):
        yield from ((name, part["encoding"][name]) for name in ("x", "y") if name in part.get("encoding", {}))


def _is_named(channel: Mapping[str, Any]) -> bool:
    return channel.get("type") not in ("quantitative", "temporal") and channel.get("axis", {}) is not None
