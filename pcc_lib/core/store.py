"""Results that take long, kept by what they were made from: the same in any page, quarter, process and project.

A result's name is the digest of all that decides it: what kind it is, its inputs, the code that makes it, and the versions of the
libraries that this code calls. So nothing in the store is ever out of date; what nobody asks for any more is swept.
Files are written whole or not at all, and hold the digest of their content: one that is damaged is made again.
"""

from __future__ import annotations

import contextlib
import os
import platform
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pcc_lib.core.files import sha256
from pcc_lib.core.installed import LIBRARY, digest

KEPT_DAYS = 60  # since a result was last asked for
_DAY = 24 * 60 * 60


class Store:
    """A folder of results; without one (None) each is made whenever it is asked for."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    @property
    def keeps(self) -> bool:
        """Whether anything is kept."""
        return self._folder is not None

    def text(self, kind: str, made_from: Sequence[str], make: Callable[[], str]) -> str:
        """The text that `make` gives for these inputs; `kind` names the code: modules (`room.module`) or whole rooms, and after a
        colon libraries."""
        if self._folder is None:
            return make()
        name = digest([kind, _code(kind), *made_from])
        path = self._folder / name[:2] / name
        found = _read(path)
        if found is None:
            found = make()
            with contextlib.suppress(OSError, UnicodeError):  # a full disk, or one that is only read, costs time and nothing else
                _write(path, f"{sha256(found)}\n{found}".encode())
        return found

    def sweep(self) -> None:
        """Delete what nobody has asked for in a long time."""
        if self._folder is None:
            return
        for path in self._folder.glob("??/*"):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > KEPT_DAYS * _DAY:
                    path.unlink()


def _write(path: Path, content: bytes) -> None:
    """Write a result beside its place and move it there; what the system loses on the way is found by its digest."""
    part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        part.write_bytes(content)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


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
    places, _, libraries = kind.partition(":")
    sources = {path.relative_to(LIBRARY).as_posix(): sha256(path.read_bytes()) for path in code_of(places)}
    versions = [f"{name} {_version(name)}" for name in libraries.split()]
    return digest([sources, platform.machine(), ".".join(map(str, sys.version_info[:3])), *versions])


def code_of(places: str) -> list[Path]:
    """The files of modules (`room.module`) and whole rooms."""
    found = (LIBRARY / place.replace(".", "/") for place in places.split())
    return [file for path in found for file in (sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")])]


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
