"""What was given to an importer: files in folders, archives, packed files and addresses, opened with care.

Nothing is unpacked under the name that an archive gives it, and never more of it than its declared size: what leads out of an
archive, claims a size that no such file has, or is packed in more depth than any download, is a fault and is not read.
"""

from __future__ import annotations

import gzip
import re
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO

from pcc_lib.core.errors import Fault
from pcc_lib.core.files import is_litter
from pcc_lib.core.os_words import fault_of
from pcc_lib.importers.faults import plain, shown

MAX_BYTES = 1 << 30  # of one unpacked file: a month of every force of the country together has less
MAX_PACKED = 200  # how many times as large as its packed form a file of text can be, and no genuine one is
SMALL = 1 << 24  # bytes that may be packed as tightly as they like
MAX_FILES = 200_000
MAX_DEPTH = 2  # an archive within an archive, as a reader's own ZIP of downloads is
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{1,15}://.+", re.IGNORECASE)
_PATTERN = re.compile(r"[*?\[\]{}]")  # DuckDB takes such a path for a pattern
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, NotImplementedError)


@dataclass(frozen=True)
class GivenFile:
    """One file that was given.

    archive: the path that was named. member: where the file is within it; blank where it is the path itself. name: its own name,
    without `.gz`. size: its bytes when unpacked; -1 where nobody says. open: gives its bytes, unpacked.
    """

    archive: str
    member: str
    name: str
    size: int
    open: Callable[[], IO[bytes]] = field(repr=False, compare=False)
    place: Path | None = field(default=None, repr=False, compare=False)  # where it lies, if it lies unpacked on the disk

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
    placed: dict[GivenFile, Path] = field(default_factory=dict, repr=False)  # what was unpacked, and where

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
        if file.place is not None and not _PATTERN.search(file.place.as_posix()):
            return file.place
        if file in self.placed:
            return self.placed[file]
        target = self.folder / f"{len(self.placed) + 1:06d}.csv"
        try:
            with file.open() as source, target.open("wb") as copy:
                _copied(source, copy, file)
        except _UNREADABLE as error:
            target.unlink(missing_ok=True)
            raise UnreadableFile(broken(file, error)) from None
        self.placed[file] = target
        return target


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
    most = file.size if file.size >= 0 else MAX_BYTES
    done = 0
    while block := source.read(1 << 20):
        done += len(block)
        if done > most:
            raise _TooLarge("it unpacks to more than it says")
        copy.write(block)


# ── finding them ──────────────────────────────────────────────────────────────────────────────────────────────────────
def given(paths: Sequence[Path | str]) -> Given:
    """Every file that paths hold: archives, folders, packed or plain files, and addresses, which are fetched.

    Each is listed once, in the order of the paths and of their names. Faults stand in `faults`.
    """
    found = Given()
    for path in dict.fromkeys(str(each) for each in paths):
        before = len(found.files) + len(found.faults)
        _add(path, found)
        if len(found.files) + len(found.faults) == before:
            found.faults.append(Fault(path, "", "holds no file.", "Name a file, a folder or a ZIP archive."))
    if not paths:
        found.faults.append(Fault("PATH", "", "none is given.", "Name a file, a folder or a ZIP archive."))
    return found


def _add(path: str, found: Given) -> None:
    if ADDRESS.fullmatch(path):
        from pcc_lib.importers.remote import fetched  # only where an address is given

        found.files += fetched(path, found)
        return
    place = Path(path)
    try:
        if place.is_dir():
            _add_folder(place, found)
        elif place.is_file():
            _add_file(_loose(place, path, ""), found)
        else:
            found.faults.append(Fault(path, "", "no such file or folder.", "Check the path."))
    except OSError as error:
        found.faults.append(fault_of(error, "read", path))


def _add_folder(folder: Path, found: Given) -> None:
    for place in sorted(each for each in folder.rglob("*") if each.is_file()):
        if not is_litter(place.name):
            _add_file(_loose(place, str(folder), place.relative_to(folder).as_posix()), found)


def _loose(place: Path, archive: str, member: str) -> GivenFile:
    return GivenFile(archive, member, place.name, place.stat().st_size, lambda: place.open("rb"), place)


def _add_file(file: GivenFile, found: Given, depth: int = 0) -> None:
    """A file as it is, or what is packed in it."""
    if len(found.files) >= MAX_FILES:
        raise OSError(f"more than {MAX_FILES:,} files")
    lower = file.name.lower()
    if lower.endswith(".zip"):
        _add_zip(file, found, depth)
    elif lower.endswith(".gz") and not lower.endswith(".tar.gz"):
        found.files.append(_gunzipped(file))
    elif file.size > MAX_BYTES and file.place is None:
        told = f"unpacks to {file.size:,} bytes: no such file does."
        found.faults.append(file.fault("", told, "Do not use this archive. Download it again."))
    else:
        found.files.append(file)


def _gunzipped(file: GivenFile) -> GivenFile:
    return GivenFile(
        file.archive,
        file.member,
        file.name[:-3],
        -1,
        lambda: gzip.GzipFile(fileobj=file.open(), mode="rb"),  # type: ignore[arg-type,return-value]
    )


def _add_zip(file: GivenFile, found: Given, depth: int) -> None:
    if depth >= MAX_DEPTH:
        found.faults.append(file.fault("", "is packed in too many archives.", "Unpack the outer ones first."))
        return
    try:
        archive = found.stack.enter_context(zipfile.ZipFile(found.stack.enter_context(file.open())))
        members = archive.infolist()
    except _UNREADABLE as error:
        found.faults.append(file.fault("", f"not a whole ZIP archive ({plain(str(error))}).", "Download it again."))
        return
    for info in members:
        name = info.filename.replace("\\", "/")  # some Windows tools write backslashes
        if info.is_dir() or is_litter(PurePosixPath(name).name) or name.startswith("__MACOSX/"):
            continue
        if told := _refusal(info, name):
            todo = "Do not use this archive. Download it again."
            found.faults.append(file.fault(shown(info.filename), told, todo))
        else:
            inner = f"{file.member}, {name}" if file.member else name
            _add_file(_zipped(archive, info, file.archive, inner), found, depth + 1)


def _zipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, member: str) -> GivenFile:
    return GivenFile(path, member, PurePosixPath(member).name, info.file_size, lambda: archive.open(info))


def _refusal(info: zipfile.ZipInfo, name: str) -> str:
    """Why an entry of an archive is not read; nothing where it may be."""
    if name.startswith("/") or ":" in name or ".." in name.split("/") or stat.S_ISLNK(info.external_attr >> 16):
        return "the name leads out of the archive."
    if info.flag_bits & 1:
        return "is locked with a password."
    if info.file_size > SMALL and info.file_size > MAX_PACKED * max(info.compress_size, 1):
        return f"unpacks from {info.compress_size:,} to {info.file_size:,} bytes: no such file does."
    return ""
