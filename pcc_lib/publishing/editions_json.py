"""`editions.json` of an archive: which editions were published, in their order. What it lists is published, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pcc_lib.core.errors import ReportError
from pcc_lib.core.files import worded
from pcc_lib.core.quarters import Quarter, day_label
from pcc_lib.publishing.edition import FORMAT, placed

FILE = "editions.json"
_TODO = "Take it from a copy of the archive, such as the site itself; nothing was changed."


@dataclass(frozen=True)
class Entry:
    """A published edition, as the archive lists it.

    published: the date, `YYYY-MM-DD`. reason: why it was corrected; blank for a first version. record: SHA-256 of its
    record/SHA256SUMS, which stands for every byte of it. path: its folder. supersedes: the folder of the version before; blank
    for a first one. paper: how many pages the PDF of the book has; 0 where none was printed.
    """

    quarter: str
    version: int
    published: str
    title: str
    publisher: str
    reason: str
    record: str
    path: str
    supersedes: str
    signed: bool
    paper: int = 0

    @property
    def label(self) -> str:
        """The quarter in words."""
        return Quarter.parse(self.quarter).label

    @property
    def day(self) -> str:
        """The date of publication in words."""
        return day_label(self.published)


@dataclass(frozen=True)
class Archive:
    """The editions of an archive in the order in which they were published; `base` is its address on the web, where known."""

    entries: tuple[Entry, ...] = ()
    base: str = ""

    def of(self, quarter: Quarter | str) -> list[Entry]:
        """The versions of a quarter's edition, the first one first."""
        return [entry for entry in self.entries if entry.quarter == str(quarter)]

    def newest(self, quarter: Quarter | str) -> Entry | None:
        """The version of a quarter's edition that counts; None where none was published."""
        return max(self.of(quarter), key=lambda entry: entry.version, default=None)

    @property
    def quarters(self) -> list[str]:
        """Quarters with an edition, the newest first."""
        return sorted({entry.quarter for entry in self.entries}, reverse=True)

    def having(self, entry: Entry, base: str) -> Archive:
        """The archive with one edition more, and the address that is known now."""
        return replace(self, entries=(*self.entries, entry), base=base)


def read_archive(site: Path) -> Archive:
    """What was published in an archive (nothing where there is none); a ReportError where its list is damaged."""
    path = site / FILE
    with worded("read", path):
        if not path.is_file():
            return Archive()
        raw = path.read_bytes()
    try:
        found = json.loads(raw)
        if int(found["format"]) > FORMAT:
            raise ReportError(f"{path}: was written by a later version of this program (format {found['format']}). Use that one.")
        return Archive(tuple(_entry(each) for each in found["editions"]), str(found["base"]))
    except (ValueError, KeyError, TypeError, OverflowError):
        raise ReportError(f"{path}: is not a list of editions, or is damaged. {_TODO}") from None


def archive_json(archive: Archive) -> bytes:
    """The list as it is written."""
    said = {"format": FORMAT, "base": archive.base, "editions": [asdict(entry) for entry in archive.entries]}
    return (json.dumps(said, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def _entry(said: Mapping[str, Any]) -> Entry:
    entry = Entry(**said)
    kinds = {name: type(value) for name, value in asdict(entry).items()}
    if kinds != dict.fromkeys(kinds, str) | {"version": int, "signed": bool, "paper": int}:
        raise TypeError
    if entry.paper < 0:
        raise ValueError
    there = placed(entry.path)
    if there is None or (str(there[0]), there[1]) != (entry.quarter, entry.version):
        raise ValueError
    return entry
