"""What a drawing carries of itself: which book it is of, its figures, values and sources, and digests that tell a change.

The record stands in the drawing's own `<metadata>`, so it goes wherever the file goes, into slides and documents too. Digests are
of the canonical form (W3C, Canonical XML 2.0), so that a program that only writes the same drawing in another order or on more
lines changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from defusedxml import ElementTree as SafeTree
from defusedxml.common import DefusedXmlException

from pcc_lib.core.files import sha256

SVG = "http://www.w3.org/2000/svg"
MARK = "pcc-record"  # the id of our metadata
MADE_BY = "pcc-report-book"


@dataclass(frozen=True)
class Carried:
    """What a drawing says of itself, and whether that still holds. record: nothing where it carries none."""

    record: Mapping[str, Any]
    drawing_holds: bool
    record_holds: bool
    words: tuple[str, ...]

    @property
    def unchanged(self) -> bool:
        """Whether neither the drawing nor its record was changed, each by its digest: whoever changes both makes new ones."""
        return self.drawing_holds and self.record_holds


def with_record(svg: str, record: Mapping[str, Any]) -> str:
    """A drawing with its record in it; a ValueError for values that JSON does not have."""
    root = ElementTree.fromstring(svg)
    told = {**record, "made_by": MADE_BY, "drawing": sha256(_canonical(root))}
    told["seal"] = _seal(told)
    node = ElementTree.Element(f"{{{SVG}}}metadata", {"id": MARK})
    node.text = _json(told)
    root.insert(0, node)
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(root, encoding="unicode")


def carried(svg: bytes) -> Carried | None:
    """What a drawing carries; None where this is no SVG that can be read."""
    try:
        root = SafeTree.fromstring(svg, forbid_dtd=False)
    except (ElementTree.ParseError, DefusedXmlException, ValueError):
        return None
    if root.tag != f"{{{SVG}}}svg":
        return None
    record = _taken_out(root)
    words = tuple(text for text in ("".join(node.itertext()).strip() for node in root.iter(f"{{{SVG}}}text")) if text)
    holds = record.get("drawing") == sha256(_canonical(root))
    return Carried(record, holds, bool(record) and record.get("seal") == _seal(record), words)


def _taken_out(root: ElementTree.Element) -> dict[str, Any]:
    """The record of a drawing, which is taken out of it with all other metadata; nothing where there is none of ours."""
    found: dict[str, Any] = {}
    for parent in list(root.iter()):
        for node in [child for child in parent if child.tag == f"{{{SVG}}}metadata"]:
            found = found or _record_of(node)
            parent.remove(node)
    return found


def _record_of(node: ElementTree.Element) -> dict[str, Any]:
    try:
        found = json.loads("".join(node.itertext()))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) and found.get("made_by") == MADE_BY else {}


def _canonical(root: ElementTree.Element) -> str:
    text = ElementTree.tostring(root, encoding="unicode")
    return ElementTree.canonicalize(text, strip_text=True, rewrite_prefixes=True)


def _seal(record: Mapping[str, Any]) -> str:
    return sha256(_json({key: value for key, value in record.items() if key != "seal"}))


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
