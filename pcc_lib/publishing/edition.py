"""A published edition as it lies in an archive: where its parts are, and what its manifest says.

site/2023-24-q3/1/                 the HTML of the book: index.html, _static, …
site/2023-24-q3/1/record/          all that is needed to make it again (see `record`)
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pcc_lib.core.errors import ReportError, counted
from pcc_lib.core.files import sha256, worded
from pcc_lib.core.quarters import Quarter, place_of

RECORD = "record"
PROJECT = f"{RECORD}/project"
NOTEBOOKS = f"{RECORD}/notebooks"
LIBRARY = f"{RECORD}/library"
FIGURES = f"{RECORD}/figures.csv"
QUESTIONS = f"{RECORD}/questions.json"
PACKAGE = f"{RECORD}/datapackage.json"
MANIFEST = f"{RECORD}/manifest.json"
CRATE = f"{RECORD}/ro-crate-metadata.json"
SUMS = f"{RECORD}/SHA256SUMS"
SIGNATURE = f"{SUMS}.sig"
_MOST_NAMED = 5
FORMAT = 1  # of manifest.json and of editions.json; a reader refuses a later one
_PLACE = re.compile(r"(?P<quarter>20\d\d-\d\d-q[1-4])/(?P<version>[1-9]\d{0,3})")


def placed(place: str) -> tuple[Quarter, int] | None:
    """Quarter and version of such a place; None where it is none."""
    found = _PLACE.fullmatch(place)
    return (Quarter.parse(found["quarter"].upper()), int(found["version"])) if found else None


@dataclass(frozen=True)
class Published:
    """An edition that was published: its folder, and what its manifest says of it."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def quarter(self) -> Quarter:
        """The quarter that it tells of."""
        return Quarter.parse(self.manifest["quarter"])

    @property
    def version(self) -> int:
        """1 for what was published first; corrections are 2, 3, …"""
        return int(self.manifest["version"])

    @property
    def title(self) -> str:
        """`2023-24-Q3, version 1`."""
        return f"{self.quarter}, version {self.version}"

    @property
    def record(self) -> Path:
        """The folder with all that is needed to make it again."""
        return self.folder / RECORD

    @property
    def project(self) -> Path:
        """A project folder that can be built: copy it first, for a build writes into it."""
        return self.folder / PROJECT

    @property
    def notebooks(self) -> Path:
        """The executed notebooks."""
        return self.folder / NOTEBOOKS

    @property
    def library(self) -> Path:
        """The folder that holds the source of the library, `pcc_lib`."""
        return self.folder / LIBRARY

    @property
    def figures(self) -> Path:
        """The ledger of every printed figure."""
        return self.folder / FIGURES

    @property
    def sums(self) -> Path:
        """The list of the SHA-256 of every file but itself and its signature."""
        return self.folder / SUMS

    @property
    def signature(self) -> Path | None:
        """The signature of that list; None where nobody signed it."""
        path = self.folder / SIGNATURE
        return path if path.is_file() else None

    @cached_property
    def digest(self) -> str:
        """SHA-256 of that list: it stands for every byte of the edition."""
        with worded("read", self.sums):
            return sha256(self.sums.read_bytes())

    @property
    def restricted(self) -> Mapping[str, str]:
        """Inputs with small numbers, which the record does not hold: each with its fingerprint (see docs/small-numbers.md)."""
        return self.manifest["restricted"]


def open_published(path: Path | str) -> Published:
    """The published edition at a path: its own folder, its record, or any file in it; a ReportError where there is none."""
    start = Path(path).resolve()
    for folder in (start, *start.parents):
        if (folder / MANIFEST).is_file():
            return Published(folder, _manifest(folder / MANIFEST))
    raise ReportError(f"{path}: {_no_edition(start)}")


def _no_edition(start: Path) -> str:
    """Why there is no edition at a path, and what to do."""
    if not start.exists():
        return "there is no such folder. Name the folder of an edition, such as site/2023-24-q3/1."
    if start.is_file():
        packed = start.suffix.lower() in (".zip", ".gz", ".tgz", ".tar", ".xz", ".7z")
        return f"is a file, and no edition. {'Unpack it, and name' if packed else 'Name'} the folder of one."
    if below := sorted(each.parents[1] for each in (*start.glob(f"*/{MANIFEST}"), *start.glob(f"*/*/{MANIFEST}"))):
        named = ", ".join(each.relative_to(start).as_posix() for each in below[-_MOST_NAMED:])
        return f"is no edition, but holds {counted(len(below), 'edition')}. Name the folder of one ({named})."
    if (start / RECORD).is_dir() or start.name == RECORD:
        return f"its record has no {MANIFEST.removeprefix(f'{RECORD}/')}, so it is not whole. Take the edition from a sound copy."
    return f"is no published edition (looked for {MANIFEST} there). Name the folder of one, such as site/2023-24-q3/1."


def _manifest(path: Path) -> Mapping[str, Any]:
    try:
        with worded("read", path):
            found = json.loads(path.read_bytes())
        there = placed(place_of(Quarter.parse(found["quarter"]), int(found["version"]))) and isinstance(found["restricted"], dict)
        known = int(found["format"]) <= FORMAT
    except (ValueError, KeyError, TypeError, OverflowError, ReportError):
        there = known = False
        found = {}
    if not there:
        raise ReportError(
            f"{path}: is not the manifest of a published edition, or is damaged. Take the edition from a sound copy."
        )
    if not known:
        raise ReportError(f"{path}: was written by a later version of this program (format {found['format']}). Use that one.")
    return found
