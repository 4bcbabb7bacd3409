"""A chart as a page holds it: its download, its table, its specification with the rows that it draws, and its static drawing."""

from __future__ import annotations

import base64
import binascii
import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element as Node
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree

from pcc_lib.core.csv_cells import plain
from pcc_lib.reading_back.elements import Element, attribute, below, children, first_below, first_with, heads_of, text_of, within

_SVG_LINK = "data:image/svg+xml;base64,"
_CSV_LINK = "data:text/csv;charset=utf-8,"
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}")
TEXTS = ("text", "title", "desc")  # elements of a drawing whose words a reader meets


@dataclass(frozen=True)
class Row:
    """A row of a chart's download: period or group, series, value as it is written."""

    first: str
    series: str
    value: str


class ChartParts:
    """What a page holds of one chart."""

    def __init__(self, element: Element, number: int) -> None:
        self.element, self.number = element, number
        self.id = attribute(element, "data-chart")

    @cached_property
    def download(self) -> list[list[str]]:
        """The rows of its CSV, heads first; nothing where it has none."""
        link = first_with(self.element, "a", "download")
        return csv_cells(attribute(link, "href") if link is not None else "")

    @property
    def rows(self) -> list[Row]:
        """Its download, where that is of values; a plan's dates are none."""
        if not self.download or "value" not in self.download[0]:
            return []
        at = self.download[0].index("value")
        return [Row(row[0], row[1], row[at]) for row in self.download[1:] if len(row) > at]

    @property
    def is_broken(self) -> bool:
        """Whether it has a specification that cannot be read."""
        return first_below(self.element, "script", "pcc-spec") is not None and not self.spec

    @cached_property
    def spec(self) -> Mapping[str, Any]:
        """Its specification; nothing where it has none that can be read."""
        script = first_below(self.element, "script", "pcc-spec")
        try:
            found = json.loads(text_of(script)) if script is not None else {}
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @cached_property
    def places(self) -> Mapping[Element, tuple[str, str]]:
        """Of each cell of the table of its numbers: the head of its row, and that of its column (none: it is the first of its
        row)."""
        table, found = first_below(self.element, "table"), {}
        heads = [text_of(cell).strip() for cell in heads_of(table)] if table is not None else []
        for row in below(table, "tr") if table is not None else ():
            cells = children(row, "th", "td")
            if (body := row.getparent()) is not None and body.tag == "tbody":
                first = text_of(cells[0]).strip()
                found |= {cell: (first, head) for cell, head in zip(cells, ["", *heads[1:]], strict=False)}
        return found

    @cached_property
    def image(self) -> Element | None:
        """Its static drawing."""
        return first_below(self.element, "img", "pcc-chart-static")

    @cached_property
    def drawings(self) -> list[bytes]:
        """Its static drawing as files: the wide one, and the one for narrow places; nothing where it has none."""
        if self.image is None:
            return []
        picture = within(self.image, "picture")
        sources = [attribute(self.image, "src")]
        sources += [attribute(each, "srcset") for each in below(picture, "source")] if picture is not None else []
        return [raw for source in sources if (raw := _decoded(source))]

    def drawn_texts(self) -> list[str]:
        """The words of its static drawings, each once; nothing of what is none (the gate on active content tells that)."""
        return list(dict.fromkeys(text for raw in self.drawings for text in _texts_in(raw)))

    def data_rows(self) -> Iterator[Mapping[str, Any]]:
        """Every row that it draws."""
        for rows in self.spec.get("datasets", {}).values():
            yield from (row for row in rows if isinstance(row, dict))
        yield from _inline_rows(self.spec)

    def texts(self) -> Iterator[str]:
        """The words of its specification that a reader meets: titles, hints, labels, words of rows."""
        yield from _titles({key: value for key, value in self.spec.items() if key not in ("datasets", "config", "description")})
        for row in self.data_rows():
            for value in row.values():
                if isinstance(value, str | list) and not _COLOUR.fullmatch(str(value)):
                    yield " ".join(map(str, value)) if isinstance(value, list) else value

    def expressions(self) -> Iterator[str]:
        """Its small programs: what makes the text of a label, or places it."""
        yield from _under(self.spec, ("expr", "labelExpr", "calculate", "test"))

    def scales(self) -> Iterator[list[float]]:
        """The values at which its axes have ticks."""
        for axis in _under(self.spec, ("values",)):
            if isinstance(axis, list) and axis and all(isinstance(v, int | float) for v in axis):
                yield axis


def csv_cells(href: str, beside: Callable[[str], str] = lambda _: "") -> list[list[str]]:
    """The cells of a download that stands in a link, or in a file that the link names; nothing where the link is none.

    beside: gives the text of a file by its address from the page; nothing where there is no such file.
    """
    text = unquote(href.removeprefix(_CSV_LINK)) if href.startswith(_CSV_LINK) else beside(href)
    return [[plain(cell) for cell in row] for row in csv.reader(io.StringIO(text))]


def _decoded(source: str) -> bytes:
    try:
        return base64.b64decode(source.removeprefix(_SVG_LINK), validate=True) if source.startswith(_SVG_LINK) else b""
    except (binascii.Error, ValueError):
        return b""


def _texts_in(raw: bytes) -> list[str]:
    try:
        return [_text_of(node) for node in ElementTree.fromstring(raw).iter() if _name(node) in TEXTS]
    except (ParseError, ValueError):
        return []


def _text_of(node: Node) -> str:
    pieces = [child.text or "" for child in node] or [node.text or ""]
    return " ".join(piece.strip() for piece in ([node.text or "", *pieces] if len(node) else pieces) if piece.strip())


def _name(node: Node) -> str:
    return str(node.tag).rpartition("}")[2].lower()


def _inline_rows(node: object) -> Iterator[Mapping[str, Any]]:
    """Rows that stand in a layer itself."""
    if isinstance(node, dict):
        held = node.get("data")
        if isinstance(held, dict) and isinstance(held.get("values"), list):
            yield from (row for row in held["values"] if isinstance(row, dict))
        for key, value in node.items():
            if key != "datasets":
                yield from _inline_rows(value)
    elif isinstance(node, list):
        for value in node:
            yield from _inline_rows(value)


def _titles(node: object) -> Iterator[str]:
    """Texts under `title`, `text` and `value` of a specification (not the names of fields)."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("title", "subtitle", "text") and isinstance(value, str | list):
                yield " ".join(map(str, value)) if isinstance(value, list) else value
            elif key not in ("data",):
                yield from _titles(value)
    elif isinstance(node, list):
        for value in node:
            yield from _titles(value)


def _under(node: object, names: tuple[str, ...]) -> Iterator[Any]:
    """What stands under these keys, anywhere but in the rows that are drawn."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in names and not isinstance(value, dict):
                yield value
            elif key not in ("datasets", "data", "config"):
                yield from _under(value, names)
    elif isinstance(node, list):
        for value in node:
            yield from _under(value, names)
