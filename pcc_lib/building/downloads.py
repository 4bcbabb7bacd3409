"""The files that an edition offers to take along, kept by what they were made from, and made again only where that has changed.

_build/cache/downloads/2023-24-Q3.zip     the files, and what they were made from: may be deleted at any time
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from pcc_lib.core.files import sha256, write_atomic
from pcc_lib.core.garbage import uncollected
from pcc_lib.core.installed import digest, environment, library_digest
from pcc_lib.core.packed import packed, parts_of
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.project import Project

_TOPICS = "data/topics"
_KEPT, _ABOUT, _DIGEST = "_build/cache/downloads", "made-from.json", "digest"


class Made(NamedTuple):
    """The files by their names in the book's HTML, and what was opened for them, by its fingerprints."""

    opened: Mapping[str, str]
    files: Mapping[str, bytes]


Elsewhere = Callable[[Collection[str], str], Made | None]  # from the files that pages have read, and the banner


def downloads_of(
    project: Project, quarter: Quarter, read: Collection[str], banner: str = "", elsewhere: Elsewhere = lambda *_: None
) -> Mapping[str, bytes]:
    """The files by their names in the book's HTML. read: the files that its pages have read; banner: what the edition says of
    itself as a draft. elsewhere: has another process make them; None where they are to be made here."""
    if not any(name.startswith(f"{_TOPICS}/") for name in read):
        return {}
    place = project.root / _KEPT / f"{quarter}.zip"
    made_by = digest([library_digest(), environment(), banner, sorted(read)])
    found = _kept(project, place, made_by)
    if found is not None:
        return found
    made = elsewhere(read, banner) or files_made(project, str(quarter), frozenset(read), banner)
    _keep(place, {"by": made_by, "opened": made.opened}, made.files)
    return made.files


def files_made(project: Project, quarter: str, read: Collection[str], banner: str) -> Made:
    """The files, made now."""
    from pcc_lib.pages.page import Page
    from pcc_lib.workbooks.edition import Downloads

    with project.kept.watching() as opened, uncollected():
        files = Downloads(Page(project, "about-the-data", quarter, {}), read, banner).files()
    return Made(dict(opened), files)


def _keep(place: Path, about: Mapping[str, object], files: Mapping[str, bytes]) -> None:
    said = json.dumps({**about, _DIGEST: _digest_of(files)}, sort_keys=True).encode("utf-8")
    write_atomic(place, packed({_ABOUT: said, **files}))


def _kept(project: Project, place: Path, made_by: str) -> dict[str, bytes] | None:
    """What is kept, where it would be made the same today; None where nobody knows."""
    try:
        parts = parts_of(place.read_bytes())
        about = json.loads(parts.pop(_ABOUT))
        same = about["by"] == made_by and about[_DIGEST] == _digest_of(parts)
        same = same and all(project.fingerprint(name) == was for name, was in about["opened"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile):
        return None
    return parts if same else None


def _digest_of(files: Mapping[str, bytes]) -> str:
    return digest({name: sha256(content) for name, content in files.items()})
