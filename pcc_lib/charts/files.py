"""What of a chart lies in files beside its page: the static drawings, the specification, the download.

A notebook's output carries all three within itself, so that it is whole wherever it goes. A page of a book would have a reader
fetch and read all of it before the first word, so the book keeps them in `_static/charts/<page>/`: a drawing is fetched when it
comes near the screen, a specification when its chart is about to be drawn, a download when somebody wants it. `whole_page` puts
them back: what reads a built page meets it as it was made, to the byte. The shapes of a map lie in a file of their own, by their
digest: all maps of a book that show the same areas share it.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from pcc_lib.charts.cells import Cells, rows_by_cells, rows_from_cells
from pcc_lib.core.files import sha256
from pcc_lib.writing.html import script_json

FOLDER = "_static/charts"
CALL = "pccChart"  # what a specification's file calls: a page that was opened from disk may load scripts, and nothing else
SUM = 12  # digits of a file's SHA-256 in its address: an address whose file has changed is another one, for caches too
MOST_KNOWN = 128  # charts of which a process that compiles again and again knows what is told
SHAPES, AREAS = f"{FOLDER}/shapes", "pccShapes"  # where the shapes of maps lie, and what such a file calls
NARROW = "narrow.svg"  # how the name of the drawing for narrow places ends
_SVG, _CSV = "data:image/svg+xml;base64,", "data:text/csv;charset=utf-8,"
_SAFE = "-_.!~*()"  # as `under_chart` writes a download
_CHART = re.compile(r'(?=<div class="pcc-chart" )')
_UNDER = '<div class="pcc-chart-under">'
_NARROW = r'(?P<small><picture><source[^<>]*? srcset=")'
_IMG = r'(?P<img><img class="pcc-chart-static"[^<>]*?)'
_LINK = r'(?P<link><a download="(?P<name>[\w-][\w.-]*)\.csv"[^<>]*? href=")'


def _place(kind: str, end: str = "") -> str:
    return rf"(?P<{kind}>(?:\.\./)*{FOLDER}/[\w-]+/[\w-][\w.-]*\.{end or kind})\?v=[0-9a-f]{{{SUM}}}"


_WHOLE = re.compile(
    rf'<div class="pcc-chart-draw">{_NARROW}{re.escape(_SVG)}(?P<narrow>[A-Za-z0-9+/=]*)">'
    rf'{_IMG} src="{re.escape(_SVG)}(?P<svg>[A-Za-z0-9+/=]*)"></picture>'
    r'<script type="application/json" class="pcc-spec">(?P<spec>[^<]*)</script></div>'
    rf'(?P<between>.*?{_UNDER}.*?){_LINK}{re.escape(_CSV)}(?P<csv>[^"<>]*)"',
    re.DOTALL | re.ASCII,
)
_APART = re.compile(
    rf'<div class="pcc-chart-draw" data-spec="{_place("js")}"(?: data-shapes="{_place("shapes", "js")}")?>'
    rf'{_NARROW}{_place("narrow", NARROW)}">'
    rf'{_IMG} loading="lazy" src="{_place("svg")}"></picture></div>'
    rf'(?P<between>.*?{_UNDER}.*?){_LINK}{_place("csv")}"',
    re.DOTALL | re.ASCII,
)
_FILE = re.compile(rf'{CALL}\("(?P<name>[\w./-]+)",(?P<spec>\{{[^<>&]*\}})\);\n', re.ASCII)
_SHAPES = re.compile(rf'{AREAS}\("(?P<sum>[0-9a-f]{{{SUM}}})",(?P<shapes>\{{[^<>&]*\}})\);\n', re.ASCII)
_BODY, _ROW = re.compile(r"<tbody>(.*?)</tbody>", re.DOTALL), re.compile(r"<tr\b[^>]*>(.*?)</tr>", re.DOTALL)
_INDENTED = re.compile(r"\n\s+")
_CELL, _TAG = re.compile(r"<(t[hd])\b[^>]*>(.*?)</\1>", re.DOTALL), re.compile(r"<[^>]*>")
Read = Callable[[str], bytes]


# ── into files ────────────────────────────────────────────────────────────────────────────────────────────────────────
def taken_apart(page: str, name: str, root: str) -> tuple[str, dict[str, bytes]]:
    """A page, and the files of its charts by their paths in the book.

    name: the page's, a folder of its own; root: the relative address of the book's folder, with a closing slash where it is
    another. Doing it twice changes nothing.
    """
    files: dict[str, bytes] = {}
    flush = set_flush if is_set_flush(page) else str  # a table's cells are told as they will stand
    pieces = [_piece_apart(piece, name, root, files, flush) for piece in _CHART.split(page)]
    return "".join(pieces), files


def is_set_flush(page: str) -> bool:
    """Whether nothing of a page shows text as it is laid out in its file."""
    return "<pre" not in page


def set_flush(text: str) -> str:
    """A text without the white space at the begin of its lines, in which templates lie in their files."""
    return _INDENTED.sub("\n", text)


def _piece_apart(piece: str, page: str, root: str, files: dict[str, bytes], flush: Callable[[str], str]) -> str:
    found = _WHOLE.search(piece)
    if not found:
        return piece
    stem = f"{FOLDER}/{page}/{_free(found['name'], {path.rpartition('/')[2].rpartition('.')[0] for path in files})}"
    told, shapes = _told(found["spec"], flush(found["between"]))
    held = {
        NARROW: base64.b64decode(found["narrow"]),
        "svg": base64.b64decode(found["svg"]),
        "js": f'{CALL}("{stem.removeprefix(f"{FOLDER}/")}",{told});\n'.encode(),
        "csv": unquote(found["csv"]).encode("utf-8"),
    }
    at = {kind: f"{root}{stem}.{kind}?v={sha256(raw)[:SUM]}" for kind, raw in held.items()}
    areas = "".join(f' data-shapes="{root}{path}?v={sha256(raw)[:SUM]}"' for path, raw in shapes.items())
    apart = (
        f'<div class="pcc-chart-draw" data-spec="{at["js"]}"{areas}>{found["small"]}{at[NARROW]}">'
        f'{found["img"]} loading="lazy" src="{at["svg"]}"></picture></div>'
        f'{found["between"]}{found["link"]}{at["csv"]}"'
    )
    files.update({f"{stem}.{kind}": raw for kind, raw in held.items()} | shapes)
    return piece[: found.start()] + apart + piece[found.end() :]


@lru_cache(maxsize=MOST_KNOWN)
def _told(spec: str, between: str) -> tuple[str, dict[str, bytes]]:
    """What the file of a specification hands over, and the files of its shapes. between: the page from there to its download."""
    held, shapes = _without_shapes(json.loads(spec))
    return script_json(rows_by_cells(held, _cells(between))), shapes


def _without_shapes(spec: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """A specification that names its shapes, and their file by its path; as it is, and none, where it is of no map."""
    files: dict[str, bytes] = {}
    told = dict(spec.get("datasets", {}))
    for name, held in told.items():
        if isinstance(held, dict) and held.get("type") == "Topology":
            text = script_json(held)
            told[name] = {"shapes": sha256(text)[:SUM]}
            files[f"{SHAPES}/{sha256(text)[:SUM]}.js"] = f'{AREAS}("{sha256(text)[:SUM]}",{text});\n'.encode()
    return {**spec, "datasets": told} if files else spec, files


def _free(name: str, taken: set[str]) -> str:
    """The name of a download, which is its drawing's too; with a number where another chart of the page has it."""
    numbers = (f"{name}-{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (name, *numbers) if each not in taken)


def _cells(between: str) -> Cells:
    """The cells of the table under a chart, as the page shows them."""
    body = _BODY.search(between)
    rows = _ROW.findall(body[1]) if body else []
    return [[unescape(_TAG.sub("", cell)) for _, cell in _CELL.findall(row)] for row in rows]


# ── and back ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def whole_page(path: Path, errors: str = "strict") -> str:
    """The text of a built page with the files of its charts put back; what is not there, or cannot be read, stays as it is.

    errors: what is done with bytes that are no UTF-8, as `str.decode` has it.
    """
    text = path.read_text(encoding="utf-8", errors=errors)
    return put_together(text, lambda link: (path.parent / link).read_bytes()) if FOLDER in text else text


def put_together(page: str, read: Read) -> str:
    """A page with the files of its charts put back. read: what stands at a relative address, or an OSError."""
    return "".join(_piece_together(piece, read) for piece in _CHART.split(page))


def _piece_together(piece: str, read: Read) -> str:
    found = _APART.search(piece)
    if not found:
        return piece
    try:
        _, spec = spec_of_file(read(found["js"]).decode("utf-8"))
        if found["shapes"]:
            spec = _with_shapes(spec, *shapes_of_file(read(found["shapes"]).decode("utf-8")))
        whole = script_json(rows_from_cells(spec, _cells(found["between"])))
        narrow, svg = (base64.b64encode(read(found[each])).decode("ascii") for each in ("narrow", "svg"))
        csv = quote(read(found["csv"]).decode("utf-8"), safe=_SAFE)
    except (OSError, ValueError):
        return piece
    together = (
        f'<div class="pcc-chart-draw">{found["small"]}{_SVG}{narrow}">{found["img"]} src="{_SVG}{svg}"></picture>'
        f'<script type="application/json" class="pcc-spec">{whole}</script></div>'
        f'{found["between"]}{found["link"]}{_CSV}{csv}"'
    )
    return piece[: found.start()] + together + piece[found.end() :]


def spec_of_file(text: str) -> tuple[str, dict[str, Any]]:
    """The name that a specification's file gives itself, and what it hands over; a ValueError where it does anything else."""
    found = _FILE.fullmatch(text)
    if not found or "\u2028" in text or "\u2029" in text:
        raise ValueError("is no specification of a chart")
    return found["name"], json.loads(found["spec"])


def shapes_of_file(text: str) -> tuple[str, dict[str, Any]]:
    """The digest that a file of shapes names, and the shapes; a ValueError where it does anything else, or they are others."""
    found = _SHAPES.fullmatch(text)
    if not found or "\u2028" in text or "\u2029" in text or sha256(found["shapes"])[:SUM] != found["sum"]:
        raise ValueError("is no file of shapes")
    return found["sum"], json.loads(found["shapes"])


def _with_shapes(spec: dict[str, Any], name: str, shapes: dict[str, Any]) -> dict[str, Any]:
    told = {key: shapes if held == {"shapes": name} else held for key, held in spec.get("datasets", {}).items()}
    return {**spec, "datasets": told}
