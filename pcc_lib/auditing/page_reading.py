"""What an audit reads of a page of a book: its static drawings by the names of their charts, and the figures that it prints."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from html.parser import HTMLParser
from urllib.parse import urldefrag

_DRAWN = "data:image/svg+xml;base64,"


class ReadPage(HTMLParser):
    """A page: `drawings` as names of charts with their SVG, `figures` as anchors in the ledger with value and text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.drawings: list[tuple[str, bytes]] = []
        self.figures: list[tuple[str, str, str]] = []
        self._chart = ""
        self._value: str | None = None  # of the figure that is being read
        self._anchor, self._text = "", ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Remember the chart that begins, its drawing, and a figure with its link."""
        found = {name: value or "" for name, value in attrs}
        kinds = found.get("class", "").split()
        self._chart = found.get("data-chart", self._chart)
        drawn = found.get("srcset", "") if tag == "source" else found.get("src", "") if "pcc-chart-static" in kinds else ""
        if drawn.startswith(_DRAWN):
            self.drawings.append((self._chart, _decoded(drawn.removeprefix(_DRAWN))))
        if tag == "data" and "pcc-figure" in kinds:
            self._value, self._anchor, self._text = found.get("value", ""), "", ""
        if tag == "a" and self._value is not None:
            self._anchor = urldefrag(found.get("href", "")).fragment

    def handle_data(self, data: str) -> None:
        """Take the text of a figure."""
        self._text += data if self._value is not None else ""

    def handle_endtag(self, tag: str) -> None:
        """A figure ends."""
        if tag == "data" and self._value is not None:
            self.figures.append((self._anchor, self._value, self._text))
            self._value = None


def _decoded(data: str) -> bytes:
    try:
        return base64.b64decode(data, validate=True)
    except binascii.Error:
        return b""
