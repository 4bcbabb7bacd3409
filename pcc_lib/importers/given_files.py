"""A file that was given to an importer, wherever it lies, and all of them together: opened, unpacked, and told of in words."""

from __future__ import annotations

import gzip
import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO

from pcc_lib.core.errors import Fault
from pcc_lib.core.os_words import fault_of
from pcc_lib.importers.faults import plain

MAX_BYTES = 1 << 30  # of one unpacked file: a month of every force of the country together has less
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, NotImplementedError)
_PATTERN = re.compile(r"[*?\[\]{}]")  # DuckDB takes such a path for a pattern


@dataclass(frozen=True)
class GivenFile:
    """One file that was given.

    archive: the path that was named. member: where the file is within it; blank where it is the path itself. name: its own name,
    without `.gz`. size: its bytes when unpacked; -1 where nobody says. most: as many as it may have then. open: gives its bytes,
    unpacked. root: the file on the disk that holds it, or is it.
    """

    archive: str
    member: str
    name: str
    size: int
    open: Callable[[], IO[bytes]] = field(repr=False, compare=False)
    place: Path | None = field(default=None, repr=False, compare=False)  # where it lies, if it lies unpacked on the disk
    root: Path | None = field(default=None, repr=False, compare=False)
    most: int = field(default=MAX_BYTES, repr=False, compare=False)

    def fault(self, place: str, found: str, todo: str) -> Fault:
        """A fault at a place within this file."""
        return Fault(self.archive, ", ".join(each for each in (self.member, place) if each), found, todo)

    @property
    def said(self) -> str:
        """How it is named to a person: the path that was named, and where within it."""
        return f"{self.archive}, {self.member}" if self.member else self.archive


@dataclass
class Given:
    """All files that were given, and the faults of those that cannot be read; use it as `with given(paths) as all_of_it`."""

    files: list[GivenFile] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    stack: ExitStack = field(default_factory=ExitStack, repr=False)
    copies: dict[str, Path] = field(default_factory=dict)  # of addresses, as they are told
    placed: dict[GivenFile, Path] = field(default_factory=dict, repr=False)  # what was unpacked, and where
    rooms: int = 0
    again: int = 0  # files that were given before
    seen: set[Path] = field(default_factory=set, repr=False)  # files on the disk: one that is given twice is read once

    def __enter__(self) -> Given:
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    @cached_property
    def folder(self) -> Path:
        """A folder of this import, gone when it ends."""
        return Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="pcc-import-")))

    def on_disk(self, file: GivenFile) -> Path:
        """Where a file lies unpacked: where it was, else in the folder of this import under a number.

        An `UnreadableFile` holds the fault of one that cannot be unpacked whole.
        """
        if file.place is not None and _is_plain(file.place):
            return file.place
        if file in self.placed:
            return self.placed[file]
        target = self.room(".csv")
        try:
            with file.open() as source, target.open("wb") as copy:
                _copied(source, copy, file)
        except UNREADABLE as error:
            target.unlink(missing_ok=True)
            raise UnreadableFile(broken(file, error)) from None
        self.placed[file] = target
        return target

    def room(self, ending: str) -> Path:
        """A place in the folder of this import where nothing is yet."""
        self.rooms += 1
        return self.folder / f"{self.rooms:06d}{ending}"


def _is_plain(place: Path) -> bool:
    """Whether DuckDB reads a file under its own name: no pattern to it, and Unicode (names of files may be any bytes)."""
    try:
        place.as_posix().encode("utf-8")
    except UnicodeEncodeError:
        return False
    return not _PATTERN.search(place.as_posix())


class UnreadableFile(Exception):
    """A file that cannot be read: its fault."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(str(fault))


class _TooLarge(ValueError):
    """More came out of a packed file than it said, or than any genuine one holds."""


def broken(file: GivenFile, error: BaseException) -> Fault:
    """The fault of a file of which reading failed."""
    if isinstance(error, OSError) and not isinstance(error, gzip.BadGzipFile) and error.errno:
        why = fault_of(error, "read", file.said)
        return file.fault("", why.found, why.todo)
    return file.fault("", f"cannot be read ({plain(str(error)) or 'it is cut short'}).", "Download it again.")


def _copied(source: IO[bytes], copy: IO[bytes], file: GivenFile) -> None:
    most = file.size if file.size >= 0 else file.most
    done = 0
    while block := source.read(1 << 20):
        done += len(block)
        if done > most:
            raise _TooLarge("it unpacks to more than any such file")
        copy.write(block)


def loose(place: Path, archive: str, member: str = "", name: str = "") -> GivenFile:
    """A file as it lies on the disk. name: its own, where it lies under another."""
    size = place.stat().st_size
    return GivenFile(archive, member, name or place.name, size, lambda: place.open("rb"), place, place)
