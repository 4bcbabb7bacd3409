"""Results that take long, kept by what they were made from: the same in any page, quarter, process and project.

A result's name is the digest of all that decides it: what kind it is, its inputs, the code that makes it, and the versions of the
libraries that this code calls. So nothing in the store is ever out of date; what nobody asks for any more is swept.
Files are written whole or not at all, and hold the digest of their content: one that is damaged is made again.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pcc_lib.core.files import sha256, write_atomic
from pcc_lib.core.installed import LIBRARY, digest

KEPT_DAYS = 60  # since a result was last asked for
_DAY = 24 * 60 * 60


class Store:
    """A folder of results; without one (None) each is made whenever it is asked for."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def text(self, kind: str, made_from: Sequence[str], make: Callable[[], str]) -> str:
        """The text that `make` gives for these inputs; `kind` names the code: `room.module` and libraries, after a colon."""
        if self._folder is None:
            return make()
        name = digest([kind, _code(kind), *made_from])
        path = self._folder / name[:2] / name
        found = _read(path)
        if found is None:
            found = make()
            with contextlib.suppress(Exception):  # a disk that is full, or may not be written to, costs time and nothing else
                write_atomic(path, f"{sha256(found)}\n{found}".encode())
        return found

    def sweep(self) -> None:
        """Delete what nobody has asked for in a long time."""
        if self._folder is None:
            return
        for path in self._folder.glob("??/*"):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > KEPT_DAYS * _DAY:
                    path.unlink()


def _read(path: Path) -> str | None:
    try:
        said, _, text = path.read_bytes().decode("utf-8").partition("\n")
        if sha256(text) != said:
            return None
        if time.time() - path.stat().st_mtime > _DAY:
            path.touch()
    except (OSError, UnicodeDecodeError):
        return None
    return text


@cache
def _code(kind: str) -> str:
    """The versions of what makes results of a kind: `charts.images: vl-convert-python`."""
    module, _, libraries = kind.partition(":")
    source = (LIBRARY / module.replace(".", "/")).with_suffix(".py").read_bytes()
    versions = [f"{name} {_version(name)}" for name in libraries.split()]
    return digest([sha256(source), ".".join(map(str, sys.version_info[:3])), *versions])


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def store_folder(root: Path) -> Path:
    """Where a project keeps results: in its `_build`, or where `PCC_STORE` says, which several projects may share."""
    return Path(os.environ.get("PCC_STORE") or root / "_build" / "store")


_current = Store(None)


def use(folder: Path | None) -> None:
    """Keep the results of this process in a folder (None: keep none)."""
    global _current
    _current = Store(folder)


def store() -> Store:
    """The store of this process."""
    return _current
