"""In what two versions of a file differ, in words for a person: figures, cells, charts, sentences; else how many bytes."""

from __future__ import annotations

import base64
import csv
import difflib
import html
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html.parser import HTMLParser
from pathlib import PurePosixPath
from typing import Any

from pcc_lib.charts.files import spec_of_file
from pcc_lib.core.files import sha256
from pcc_lib.core.text import visible

MOST = 3  # differences of one file that are told
_LONGEST = 160
_DRAWN = "data:image/svg+xml;base64,"
_AROUND = 40  # characters that are shown before and after what differs
_BLOCKS = {"p", "li", "td", "th", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "summary", "figcaption", "dt", "dd", "div"}


def difference(name: str, ours: bytes, theirs: bytes) -> str:
    """In what a file that was made again (`ours`) is not the published one (`theirs`)."""
    teller = _TELLERS.get(PurePosixPath(name).suffix.lower(), _lines)
    try:
        told = list(teller(ours.decode("utf-8"), theirs.decode("utf-8")))
    except (UnicodeDecodeError, ValueError, csv.Error, RecursionError):
        told = []
    told = told or [f"{len(theirs):,} bytes, and {len(ours):,} made again"]
    more = f"; and {len(told) - MOST} more" if len(told) > MOST else ""
    return "; ".join(told[:MOST]) + more


def _shown(text: object) -> str:
    found = visible(" ".join(str(text).split()), "")
    return f"“{found}”" if len(found) <= _LONGEST else f"“{found[: _LONGEST - 1]}…”"


def _apart(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[str]:
    """Where two lists of texts part: what is published, and what was made again."""
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            continue
        published, again = " ".join(theirs[c:d]), " ".join(ours[a:b])
        yield from [_pair(published, again)] if published.strip() or again.strip() else []


def _pair(published: str, again: str) -> str:
    if not again.strip():
        return f"{_shown(published)} was added"
    if not published.strip():
        return f"{_shown(again)} is missing"
    start, end = _alike(published, again)
    published, again = (text[start : len(text) - end] for text in (published, again))
    return f"{_shown(published)} where {_shown(again)} was made again"


def _alike(one: str, other: str) -> tuple[int, int]:
    """How much two texts have in common at their start and end, less some words on either side, so that a place can be found."""
    most = min(len(one), len(other))
    start = next((at for at in range(most) if one[at] != other[at]), most)
    end = next((at for at in range(most - start) if one[-1 - at] != other[-1 - at]), most - start)
    return max(one.rfind(" ", 0, max(start - _AROUND, 0)) + 1, 0) if start > _AROUND else 0, max(end - _AROUND, 0)


def _lines(ours: str, theirs: str) -> Iterator[str]:
    return _apart(ours.split("\n"), theirs.split("\n"))


# ── tables ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _rows(ours: str, theirs: str) -> Iterator[str]:
    """Of tables with an `id` the figures that differ, column by column; of others their rows."""
    one, other = (list(csv.DictReader(io.StringIO(text))) for text in (ours, theirs))
    if not one or "id" not in one[0] or not other or one[0].keys() != other[0].keys():
        yield from _lines(ours, theirs)
        return
    keyed = [{(row["id"], row.get("page", "")): row for row in rows} for rows in (one, other)]
    for key in sorted({*keyed[0], *keyed[1]}):
        yield from _row(key, keyed[0].get(key), keyed[1].get(key))


def _row(key: tuple[str, str], ours: Mapping[str, str] | None, theirs: Mapping[str, str] | None) -> Iterator[str]:
    name = f"{key[0]} on {key[1]}" if key[1] else key[0]
    if ours is None or theirs is None:
        yield f"{name} was added" if ours is None else f"{name} is missing"
        return
    for column in ours:
        if ours[column] != theirs.get(column):
            yield f"{name}: {column} {_shown(theirs.get(column))} where {_shown(ours[column])} was made again"


# ── JSON and notebooks ────────────────────────────────────────────────────────────────────────────────────────────────
def _values(ours: str, theirs: str) -> Iterator[str]:
    return _walk(json.loads(ours), json.loads(theirs), "")


def _walk(ours: Any, theirs: Any, place: str) -> Iterator[str]:
    """Where two values part, by their path in the file."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted({*ours, *theirs}, key=str):
            yield from _walk(ours.get(key), theirs.get(key), f"{place}/{key}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for number, pair in enumerate(zip(ours, theirs, strict=True), start=1):
            yield from _walk(*pair, f"{place}/{number}")
    elif ours != theirs:
        told = list(_page(_text(ours), _text(theirs))) if "<" in _text(ours) else []
        yield f"at {place or 'its top'}: {told[0] if told else _pair(_text(theirs) or 'nothing', _text(ours) or 'nothing')}"


def _text(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return "".join(value)
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)


# ── pages and drawings ────────────────────────────────────────────────────────────────────────────────────────────────
class _Parts(HTMLParser):
    """A page as lists of what a reader meets: its texts block by block, and what its elements carry, such as alt texts."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self._texts: list[str] = [""]
        self._carried: list[str] = []
        self.feed(text)
        self.close()

    @property
    def parts(self) -> list[str]:
        """All of them, the texts first."""
        texts = (" ".join(text.split()) for text in self._texts)
        return [*filter(None, texts), *self._carried]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._texts.append("")
        for name, value in attrs:
            if value and value.startswith(_DRAWN):
                self._carried += _words_drawn(value.removeprefix(_DRAWN))
                value = f"drawing {sha256(value)[:12]}"
            self._carried.append(f"{tag} {name}={value}")

    handle_startendtag = handle_starttag

    def handle_data(self, data: str) -> None:
        self._texts[-1] += data


def _page(ours: str, theirs: str) -> Iterator[str]:
    """What differs of two pages: sentences, tables, specs, then alt texts and addresses."""
    yield from list(_apart(_Parts(ours).parts, _Parts(theirs).parts)) or ["its markup was changed, and no word"]


def _drawing(ours: str, theirs: str) -> Iterator[str]:
    yield from list(_apart(_marks(ours), _marks(theirs))) or ["its markup was changed, and no mark"]


def _words_drawn(data: str) -> list[str]:
    try:
        return _marks(base64.b64decode(data, validate=True).decode("utf-8"))
    except ValueError:
        return []


def _marks(drawing: str) -> list[str]:
    """The words and the lines of a drawing."""
    return [html.unescape("".join(each)) for each in re.findall(r">([^<>]+)<|\sd=\"([^\"]+)\"", drawing)]


def _script(ours: str, theirs: str) -> Iterator[str]:
    """What differs of two scripts: of the data of a chart values by their place, of others lines."""
    try:
        one, other = (dict(zip(("name", "spec"), spec_of_file(text), strict=True)) for text in (ours, theirs))
    except ValueError:
        yield from _lines(ours, theirs)
        return
    yield from _walk(one, other, "")


_TELLERS: dict[str, Callable[[str, str], Iterator[str]]] = {
    ".csv": _rows,
    ".html": _page,
    ".ipynb": _values,
    ".json": _values,
    ".jsonld": _values,
    ".js": _script,
    ".svg": _drawing,
}
