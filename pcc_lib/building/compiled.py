"""What was compiled last of each quarter, kept so that the next build compiles only what has changed.

_build/cache/compiled/2023-24-Q3/source/       the pages, as they were given to Sphinx
_build/cache/compiled/2023-24-Q3/_build/       the HTML, and what Sphinx knows of the pages
_build/cache/compiled/2023-24-Q3/record.json   what it was compiled from, and the digest of every file of it

The record is taken away before anything is changed, and written when a run without a warning has ended. So a folder without
one, with one of another library, environment or settings, or with a file that is not as it was, is never gone on with: it is
emptied, and compiled from nothing. It may be deleted at any time when no build runs.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from pcc_lib.building.page_cache import cache_folder
from pcc_lib.building.seals import digests
from pcc_lib.building.staging import CONFIG, DRAFT
from pcc_lib.core.files import remove_tree, sha256, write_atomic
from pcc_lib.core.installed import digest, environment, library_digest
from pcc_lib.inputs.page_files import TOC
from pcc_lib.inputs.project import Project

KEPT = 4  # quarters whose compiled pages are kept: each takes some 40 MB
RECORD = "record.json"
_PAGES = (".ipynb", ".md")


class Compiled:
    """What is kept of one quarter's last compile; `begin`, then compile, then `end`.

    own: nobody but this object works in the folder, as long as it lasts: what it has compiled it knows, and keeps for nobody.
    """

    def __init__(self, folder: Path, own: bool = False) -> None:
        self.folder, self._own = folder, own
        self._basis: dict[str, str] = {}
        self._files: dict[str, str] = {}  # of pages, by digest, that were compiled last
        self._last: dict[str, Any] = {}

    @property
    def source(self) -> Path:
        """The folder of the pages."""
        return self.folder / "source"

    @property
    def html(self) -> Path:
        """The folder of the HTML."""
        return self.folder / "_build" / "html"

    def begin(self, files: Mapping[str, bytes]) -> list[str] | None:
        """Put the files into the folder of pages; the names of those that have changed since the last run, or None where all
        must be compiled from nothing. Until `end`, nothing of the folder is trusted."""
        self._basis, record = _basis(self.folder, files), self._last if self._own else self._record()
        self._last, self._files = {}, {f"source/{name}": sha256(content) for name, content in files.items()}
        changed = self._changed(files, record) if record.get("basis") == self._basis else None
        (self.folder / RECORD).unlink(missing_ok=True)
        if changed is None:
            remove_tree(self.folder)
        for name, content in files.items():
            if changed is None or name in changed:
                path = self.source / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        return changed

    def end(self) -> None:
        """Keep what was compiled: a run without a warning has ended."""
        if self._own:
            self._last = {"basis": self._basis, "files": self._files}
            return
        record = {"basis": self._basis, "files": digests(self.folder)}
        write_atomic(self.folder / RECORD, json.dumps(record, sort_keys=True).encode())

    def _record(self) -> dict[str, Any]:
        """What was kept when the last run ended; nothing where that is not known, or any file is not as it was then."""
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            record = json.loads((self.folder / RECORD).read_bytes())
            there = digests(self.folder)
            there.pop(RECORD)
            return record if there == record["files"] else {}
        return {}

    def _changed(self, files: Mapping[str, bytes], record: Mapping[str, Any]) -> list[str] | None:
        """Pages that have changed; None where files have come or gone, or one that is no page has changed: Sphinx does not know
        all that shows it."""
        was = {name.removeprefix("source/"): sha for name, sha in record["files"].items() if name.startswith("source/")}
        if set(was) != set(files):
            return None
        changed = [name for name, content in files.items() if sha256(content) != was[name]]
        return changed if all(name.endswith(_PAGES) or name == CONFIG for name in changed) else None


def compiled_pages(project: Project, quarter: object) -> Compiled:
    """What is kept of a quarter of a project."""
    return Compiled(_home(project) / str(quarter))


def sweep_compiled(project: Project, busy: Collection[str] = ()) -> None:
    """Delete all but the newest few, and what no run has ended, but for quarters that somebody builds (`busy`)."""
    folders = [path for path in _home(project).glob("*") if path.is_dir() and path.stem not in busy]
    whole = sorted((p for p in folders if (p / RECORD).is_file()), key=lambda p: (p / RECORD).stat().st_mtime, reverse=True)
    for folder in (*whole[KEPT:], *(path for path in folders if path not in whole)):
        remove_tree(folder)


def _home(project: Project) -> Path:
    return cache_folder(project) / "compiled"


def _basis(folder: Path, files: Mapping[str, bytes]) -> dict[str, str]:
    """What every page rests on: library, packages, settings but for the banner of a draft, and contents, by digest; and where
    the folder stands, by which Sphinx knows its pages."""
    config = json.loads(files[CONFIG])
    config["sphinx"]["config"].pop(DRAFT, None)
    return {
        "place": str(folder),
        "library": library_digest(),
        "environment": digest(environment()),
        "settings": digest(config),
        "contents": sha256(files[TOC]),
    }
