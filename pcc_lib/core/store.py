"""Results that take long, kept by what they were made from: the same in any page, quarter, process and project.

A result's name is the digest of all that decides it: what kind it is, its inputs, the code that makes it, and the versions of the
libraries that this code calls. So nothing in the store is ever out of date; what nobody asks for any more is swept.
Files are written whole or not at all, and hold the digest of their content: one that is damaged is made again.
A store is a folder, which several projects and machines may share, or lies behind an address that fsspec knows (see `far_store`).
"""

from __future__ import annotations

import contextlib
import os
import platform
import re
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Protocol

from pcc_lib.core.errors import ReportError
from pcc_lib.core.files import sha256
from pcc_lib.core.installed import LIBRARY, digest, edited
from pcc_lib.core.sweeping import DAY, SWEPT

KEPT_DAYS = 60  # since a result was last asked for
# what a store itself has written; whatever else lies where somebody has said that a store is, is theirs
_OURS = re.compile(r"(?P<folder>[0-9a-f]{2})/(?:(?P=folder)[0-9a-f]{62}|\.(?P=folder)[0-9a-f]{62}\.\d+\.\d+\.part)")
REST = 60.0  # seconds for which a store that could not be reached is left alone


@dataclass(frozen=True)
class Counts:
    """How many results were found in the store, how many were made, and why it could not be reached, if it could not."""

    found: int = 0
    made: int = 0
    trouble: str = ""

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.found + other.found, self.made + other.made, self.trouble or other.trouble)

    def since(self, before: Counts) -> Counts:
        """What has come since."""
        return Counts(self.found - before.found, self.made - before.made, self.trouble)


class Place(Protocol):
    """Where results lie, by their names: a folder, or something far away. One that cannot be reached raises.

    A FileNotFoundError says that there is no such result.
    """

    def read(self, name: str) -> bytes:
        """What is kept under a name."""
        ...

    def write(self, name: str, content: bytes) -> None:
        """Keep something, seen whole or not at all."""
        ...

    def sweep(self, seconds: float, ours: Callable[[str], bool]) -> None:
        """Delete what is older, of names that are ours: nothing else that lies there."""
        ...


def is_ours(name: str) -> bool:
    """Whether a name below a store, such as `1f/1f0c…`, is that of a result, or of one that was never moved to its place."""
    return bool(_OURS.fullmatch(name))


class Folder:
    """A folder, of which every result that is asked for is kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, name: str) -> bytes:
        """What is kept under a name; it is then kept for longer."""
        path = self._folder / name
        found = path.read_bytes()
        with contextlib.suppress(OSError):  # one that may be read and not written to, or that was swept just now
            if time.time() - path.stat().st_mtime > DAY:
                path.touch()
        return found

    def write(self, name: str, content: bytes) -> None:
        """Keep something."""
        _write(self._folder / name, content)

    def sweep(self, seconds: float, ours: Callable[[str], bool]) -> None:
        """Delete what nobody has asked for in so long a time, of names that are ours; once a day, whoever asks."""
        mark = self._folder / SWEPT
        if not self._folder.is_dir() or (mark.is_file() and time.time() - mark.stat().st_mtime < DAY):
            return
        _write(mark, b"")
        for path in self._folder.glob("??/*"):
            with contextlib.suppress(OSError):
                if ours(path.relative_to(self._folder).as_posix()) and time.time() - path.stat().st_mtime > seconds:
                    path.unlink()


def _write(path: Path, content: bytes) -> None:
    """Write a result beside its place and move it there; what the system loses on the way is found by its digest."""
    part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.part")
    try:
        try:
            part.write_bytes(content)
        except FileNotFoundError:  # the first result of its folder
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(content)
        os.replace(part, path)
    except PermissionError:  # Windows, while somebody reads the same result
        if not path.is_file():
            raise
    finally:
        part.unlink(missing_ok=True)


class Store:
    """Results in a place; without one (None) each is made whenever it is asked for."""

    def __init__(self, place: Place | Path | None) -> None:
        self._place = Folder(place) if isinstance(place, Path) else place
        self._read_again, self._write_again = 0.0, 0.0
        self._swept = False
        self.counts = Counts()

    @property
    def keeps(self) -> bool:
        """Whether anything is kept."""
        return self._place is not None

    def text(self, kind: str, made_from: Sequence[str], make: Callable[[], str]) -> str:
        """The text that `make` gives for these inputs; `kind` names the code: modules (`room.module`) or whole rooms, and after a
        colon libraries."""
        if self._place is None:
            return make()
        name = digest([kind, _code(kind), *made_from])
        name = f"{name[:2]}/{name}"
        found = self._read(name)
        if found is not None:
            self.counts += Counts(found=1)
            return found
        made = make()
        self.counts += Counts(made=1)
        self._write(name, made)
        return made

    def sweep(self) -> None:
        """Delete what nobody has asked for in a long time."""
        if self._place is not None and not self._swept:
            self._swept = True  # several projects may share it
            with contextlib.suppress(Exception):  # what cannot be swept today is swept another day
                self._place.sweep(KEPT_DAYS * DAY, is_ours)

    def _read(self, name: str) -> str | None:
        """A result that is there and sound. One that cannot be had costs time and nothing else."""
        if self._place is None or time.monotonic() < self._read_again:
            return None
        try:
            said, _, text = self._place.read(name).decode("utf-8").partition("\n")
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        except Exception as error:  # whatever a network, or somebody's library for it, may raise
            self._read_again = self._write_again = self._later(error)
            return None
        return text if sha256(text) == said else None

    def _write(self, name: str, text: str) -> None:
        if self._place is None or time.monotonic() < self._write_again:
            return
        try:
            self._place.write(name, f"{sha256(text)}\n{text}".encode())
        except UnicodeError:  # half a character, which cannot be kept
            return
        except Exception as error:  # a disk that is full, or may not be written to
            self._write_again = self._later(error)

    def _later(self, error: Exception) -> float:
        """When to ask again: else each result would wait in vain."""
        told = (str(error).strip().splitlines() or [type(error).__name__])[0]
        self.counts += Counts(trouble=told)
        return time.monotonic() + REST


@cache
def _code(kind: str) -> str:
    """The versions of what makes results of a kind: `charts.images: vl-convert-python`."""
    places, _, libraries = kind.partition(":")
    sources = {path.relative_to(LIBRARY).as_posix(): sources_here()[path] for path in code_of(places)}
    versions = [f"{name} {_version(name)}" for name in libraries.split()]
    return digest([sources, platform.machine(), ".".join(map(str, sys.version_info[:3])), *versions])


@cache
def sources_here() -> dict[Path, str]:
    """The digests of this library's modules, looked at once: a process that loads them calls this first, so that a file which is
    saved a moment later does not stand for what is loaded."""
    return {path: sha256(path.read_bytes()) for path in sorted(LIBRARY.rglob("*.py"))}


def code_of(places: str) -> list[Path]:
    """The files of modules (`room.module`) and whole rooms."""
    found = (LIBRARY / place.replace(".", "/") for place in places.split())
    return [file for path in found for file in (sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")])]


def _version(name: str) -> str:
    """The version of a library, and what somebody has edited of it since it was installed."""
    try:
        return f"{version(name)} {edited(name)}".strip()
    except PackageNotFoundError:
        return ""


def store_place(root: Path) -> str:
    """Where a project keeps results: in its `_build`, or where `PCC_STORE` says, which several projects may share."""
    return os.environ.get("PCC_STORE") or str(root / "_build" / "store")


@cache
def store_of_environment() -> Store:
    """The store beside the packages of a virtual environment, for what rests on these alone: it is made once for all projects,
    and goes with the environment. What another Python has for its own is left as it is: there nothing is kept."""
    return Store(Path(sys.prefix) / "share" / "pcc" if sys.prefix != sys.base_prefix else None)


def settled_place(place: str) -> str:
    """The same place from whatever folder a process works in."""
    return place if not place or "://" in place else str(Path(place).absolute())


def settle() -> None:
    """Say where results are kept for all processes that this one starts: each may work in another folder."""
    if place := os.environ.get("PCC_STORE"):
        os.environ["PCC_STORE"] = settled_place(place)


@cache
def store_at(place: str) -> Store:
    """The store in a folder, or behind an address such as `s3://bucket/store`; one for each in this process.

    A ReportError where this Python lacks what such addresses need.
    """
    return Store(far_place(place) if "://" in place else Path(place))


def far_place(address: str) -> Place:
    """A place behind an address."""
    try:
        from pcc_lib.core.far_store import Far
    except ModuleNotFoundError:
        todo = 'Run: python -m pip install "pcc-report-book[scale]"; or name a folder.'
        raise ReportError(f"The store {address} is an address, for which this Python lacks fsspec. {todo}") from None
    return Far(address)


_NONE = Store(None)
_current: ContextVar[Store] = ContextVar("store", default=_NONE)
_of_minutes: ContextVar[Store | None] = ContextVar("store of what takes minutes", default=None)


def use(place: str | Path | Store | None) -> None:
    """Keep results in a folder, behind an address, or in a store that is there (None: keep none): those of this thread, for
    others of the process may be there to hold them against what they work out themselves."""
    _current.set(place if isinstance(place, Store) else _NONE if place is None else store_at(str(place)))


def store() -> Store:
    """The store of this thread."""
    return _current.get()


def use_for_minutes(place: str | Path | None) -> None:
    """Keep what takes minutes in another store than the rest (None: in the same), for whoever takes no result of others on trust
    and yet cannot work so long each time: it must be a store that nobody else writes to."""
    _of_minutes.set(None if place is None else store_at(str(place)))


def store_of_minutes() -> Store:
    """The store of this thread for what takes minutes."""
    return _of_minutes.get() or _current.get()
