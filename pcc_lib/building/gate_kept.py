"""What the gate read of pages, kept by the digest of their HTML: a page that has not changed need not be read again.

Only pages in which nothing was found are kept; what is found is found anew in every build. Where links lead is looked up each
time.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pcc_lib.building.search_index import Sections
from pcc_lib.core.files import sha256, write_atomic


@dataclass(frozen=True)
class PageRead:
    """What the gate wants to know of a page: its places, its links, what a browser fetches for it, how many elements of some
    classes it has; and whether anything in it runs that may not."""

    ids: Sequence[str]
    links: Sequence[str]
    fetched: Sequence[str]
    counts: dict[str, int]
    is_clean: bool = True


class GateKept:
    """What is kept of the pages of one quarter. `basis` names the library and the packages."""

    def __init__(self, file: Path, basis: str) -> None:
        self._file, self._basis = file, basis
        self._now: dict[str, Any] = {}
        self._held: dict[str, Any] = {}
        self.sections = Sections()  # what a search finds in pages
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            held = json.loads(file.read_bytes())
            if held["basis"] == basis:
                self._held, self.sections = dict(held["pages"]), Sections(held["sections"])

    def of(self, name: str, text: str) -> PageRead | None:
        """What was read of a page; None where it has changed."""
        with contextlib.suppress(KeyError, TypeError):  # somebody may have written to the file
            held = self._held[name]
            if held["sha"] == sha256(text):
                read = PageRead(**held["read"])
                self._now[name] = held
                return read
        return None

    def keep(self, name: str, text: str, read: PageRead) -> None:
        """Keep what was read of a page; nothing of one that is not clean."""
        if read.is_clean:
            self._now[name] = {"sha": sha256(text), "read": asdict(read)}

    def write(self) -> None:
        """Write what was kept."""
        held = {"basis": self._basis, "pages": self._now, "sections": self.sections.plain}
        write_atomic(self._file, json.dumps(held, ensure_ascii=False).encode("utf-8", "surrogatepass"))
