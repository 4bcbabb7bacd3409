"""The record as an RO-Crate 1.1: a description that archives and standard tools can read.

https://www.researchobject.org/ro-crate/specification/1.1/ – the crate is the folder `record`; the book stands in the folder above
it, outside the crate, and is told as a work that was made from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pcc_lib.inputs.models.body import Body
from pcc_lib.publishing import edition as at

CONTEXT = "https://w3id.org/ro/crate/1.1/context"
PROFILE = "https://w3id.org/ro/crate/1.1"
_NAME = at.CRATE.removeprefix(f"{at.RECORD}/")
_TYPES = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".txt": "text/plain",
    ".toml": "application/toml",
    ".sql": "application/sql",
    ".py": "text/x-python",
}
_TOLD = {
    "project": "The inputs of the edition: a project folder that the library in this record can build.",
    "notebooks": "The notebooks of the pages as they were executed.",
    "library": "The source of the library that made the edition.",
    "figures.csv": "The ledger: every printed figure with its formula and the source cells that it is worked out from.",
    "datapackage.json": "The sources as a Frictionless data package.",
    "questions.json": "What the data and words were asked, with the answers.",
    "changes.json": "What changed since the edition before.",
    "manifest.json": "What the edition was made from, what each page has read, and which edition was published before it.",
    "requirements.txt": "The versions of what the library runs with.",
    "pyproject.toml": "How the library is installed.",
    "verify.sql": "Every figure worked again from the sources, in SQL.",
    "verify_methods.py": "Every figure worked again from the sources, without the library.",
    "verify_track.py": "A part of verify_methods.py: earlier quarters judged again, for the track record.",
}
_BOOK, _BUILD, _SOFTWARE, _PUBLISHER, _LICENCE = "#book", "#build", "#software", "#publisher", "#licence"


def crate_of(record: Path, said: Mapping[str, Any], body: Body) -> dict[str, Any]:
    """The description of a record that is whole but for it and the list of digests; `said` is its manifest."""
    names = [*_parts(record), at.SUMS.removeprefix(f"{at.RECORD}/")]
    ids = [_id(record, name) for name in names]
    graph = [
        {"@id": _NAME, "@type": "CreativeWork", "conformsTo": {"@id": PROFILE}, "about": {"@id": "./"}},
        _root(said, ids, body),
        *(_part(record, name) for name in names),
        *_around(said, ids, body),
    ]
    return {"@context": CONTEXT, "@graph": graph}


def _parts(record: Path) -> Iterator[str]:
    return (path.name for path in sorted(record.iterdir()) if path.name != _NAME)


def _id(record: Path, name: str) -> str:
    return f"{name}/" if (record / name).is_dir() else name


def _root(said: Mapping[str, Any], ids: Iterable[str], body: Body) -> dict[str, Any]:
    title = f"{said['title']}, {said['quarter']}, version {said['version']}"
    told = f"All that is needed to make {title} again: inputs, executed notebooks, ledger, library and locks."
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": f"Record of {title}",
        "description": f"{told} Corrected: {said['reason']}" if said["reason"] else told,
        "datePublished": said["published"],
        "version": str(said["version"]),
        "author": {"@id": _PUBLISHER},
        "publisher": {"@id": _PUBLISHER},
        "license": {"@id": body.licence.url if body.licence else _LICENCE},
        "hasPart": [{"@id": id} for id in ids],
        "mentions": [{"@id": _BUILD}, {"@id": _BOOK}],
    }


def _part(record: Path, name: str) -> dict[str, Any]:
    is_folder = (record / name).is_dir()
    about = {"@id": _id(record, name), "@type": "Dataset" if is_folder else "File", "name": name}
    if name in _TOLD:
        about["description"] = _TOLD[name]
    if not is_folder:
        about["encodingFormat"] = _TYPES.get(Path(name).suffix, "text/plain")
    return about


def _around(said: Mapping[str, Any], ids: list[str], body: Body) -> Iterator[dict[str, Any]]:
    """What the crate speaks of beside its files: who published, under what licence, what was done, and with what."""
    publisher = {"@id": _PUBLISHER, "@type": "Organization", "name": body.name}
    yield {**publisher, "url": body.web} if body.web else publisher
    licence = body.licence
    name = licence.name if licence else "The licence of each source stands in datapackage.json; that of the library with it."
    yield {"@id": licence.url if licence else _LICENCE, "@type": "CreativeWork", "name": name, "description": name}
    python = said["inputs"]["environment"]["python"]
    yield {
        "@id": _SOFTWARE,
        "@type": "SoftwareApplication",
        "name": "pcc_lib",
        "description": f"The library in library/, run with Python {python}.",
        "softwareVersion": said["inputs"]["library"],
    }
    yield {
        "@id": _BOOK,
        "@type": "CreativeWork",
        "name": f"{said['title']}, {said['quarter']}",
        "description": "The book as HTML: the folder in which this record stands.",
        "datePublished": said["published"],
    }
    made = [id for id in ids if id in ("notebooks/", "figures.csv")]
    yield {
        "@id": _BUILD,
        "@type": "CreateAction",
        "name": "Building the book",
        "instrument": {"@id": _SOFTWARE},
        "object": {"@id": "project/"},
        "result": [{"@id": id} for id in (*made, _BOOK)],
    }
