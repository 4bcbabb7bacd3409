"""What the files of a book's charts may hold, and that pages name them all: drawings, specifications and downloads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pcc_lib.building.gate_data import spec_faults
from pcc_lib.charts.files import FOLDER, SHAPES, SUM, shapes_of_file, spec_of_file
from pcc_lib.core.errors import Fault
from pcc_lib.core.files import sha256

_NAMED = re.compile(rf'"(?:\.\./)*({FOLDER}/[^"?]*)(?:\?v=([^"]*))?"')
_KINDS = (".csv", ".js", ".svg")
AGAIN = "Build the book again; if it comes back, look for what writes there."


def chart_faults(folder: Path, pages: Mapping[str, str]) -> Iterator[Fault]:
    """Everything that forbids publishing the files of charts in the book in `folder`, beside what forbids any drawing.

    pages: the HTML of each page by its path. A page names each file by its SHA-256: one that was changed since is a fault.
    """
    named = dict(found for text in pages.values() if FOLDER in text for found in _NAMED.findall(text))
    for name in sorted(each for each in named if not (folder / each).is_file()):
        yield Fault(name, "", "is a file of a chart that is not there.", AGAIN)
    for path in sorted(p for p in (folder / FOLDER).rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        raw = path.read_bytes()
        if path.suffix not in _KINDS or name not in named:
            yield Fault(name, "", "is no file of a chart that a page shows.", AGAIN)
        elif named[name] != sha256(raw)[:SUM]:
            yield Fault(name, "", "is not the file that its page names.", AGAIN)
        if path.suffix == ".js" and name.startswith(f"{SHAPES}/"):
            yield from (Fault(name, "", f"holds {found}.", AGAIN) for found in _shapes_file_faults(raw, name))
        elif path.suffix == ".js":
            yield from (Fault(name, "", f"holds {found}.", AGAIN) for found in _spec_file_faults(raw, name))


def _spec_file_faults(raw: bytes, name: str) -> Iterator[str]:
    try:
        called, spec = spec_of_file(raw.decode("utf-8"))
    except ValueError:
        yield "something else than the data of one chart"
        return
    if f"{FOLDER}/{called}.js" != name:
        yield f"the data of another chart ('{called}')"
    yield from spec_faults(spec)


def _shapes_file_faults(raw: bytes, name: str) -> Iterator[str]:
    try:
        called, shapes = shapes_of_file(raw.decode("utf-8"))
    except ValueError:
        yield "something else than the shapes of a map"
        return
    if f"{SHAPES}/{called}.js" != name:
        yield f"the shapes of another file ('{called}')"
    yield from spec_faults(shapes)
