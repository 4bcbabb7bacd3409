"""What was given to an importer: files in folders, archives, packed files and addresses, opened with care.

Nothing is unpacked under the name that an archive gives it, and never more of it than its declared size: what leads out of an
archive, claims a size that no such file has, or is packed in more depth than any download, is a fault and is not read.
"""

from __future__ import annotations

import gzip
import os
import re
import stat
import zipfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import IO

from pcc_lib.core.errors import Fault
from pcc_lib.core.files import is_litter
from pcc_lib.core.os_words import fault_of
from pcc_lib.importers.faults import plain, shown
from pcc_lib.importers.given_files import MAX_BYTES, UNREADABLE, Given, GivenFile, UnreadableFile, broken, loose

MAX_PACKED = 200  # how many times as large as its packed form a file of text can be, and no genuine one is
SMALL = 1 << 24  # bytes that may be packed as tightly as they like
MAX_TOGETHER = 1 << 28
MAX_FILES = 200_000
MAX_DEPTH = 2  # an archive within an archive, as a reader's own ZIP of downloads is
NOT_THIS = "Do not use this archive. Download it again."
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{1,15}://.+", re.IGNORECASE)


# ── finding them ──────────────────────────────────────────────────────────────────────────────────────────────────────
def given(paths: Sequence[Path | str]) -> Given:
    """Every file that paths hold: archives, folders, packed or plain files, and addresses, which are fetched.

    Each is listed once, in the order of the paths and of their names. Faults stand in `faults`.
    """
    found = Given()
    for path in dict.fromkeys(str(each) for each in paths):
        before = _looked_at(found)
        _add(path, found)
        if _looked_at(found) == before:
            found.faults.append(Fault(path, "", "holds no file.", "Name a file, a folder or a ZIP archive."))
    if not paths:
        found.faults.append(Fault("PATH", "", "none is given.", "Name a file, a folder or a ZIP archive."))
    return found


def _looked_at(found: Given) -> int:
    return len(found.files) + len(found.faults) + found.again


def _add(path: str, found: Given) -> None:
    if ADDRESS.fullmatch(path):
        from pcc_lib.importers.remote import fetched  # only where an address is given

        for file in fetched(path, found):
            _add_file(file, found)
        return
    place = Path(path)
    try:
        if place.is_dir():
            _add_folder(place, found)
        elif place.is_file():
            _add_file(loose(place, path), found)
        elif place.exists():
            found.faults.append(Fault(path, "", "is no file: a pipe or a device.", "Name a file, a folder or a ZIP archive."))
        else:
            found.faults.append(Fault(path, "", "no such file or folder.", "Check the path."))
    except OSError as error:
        found.faults.append(fault_of(error, "read", path))


def _add_folder(folder: Path, found: Given) -> None:
    real = lru_cache(maxsize=None)(os.path.realpath)  # of a folder once, for all files in it
    for entry, inside in _walked(folder, found.faults):
        if not is_litter(entry.name):
            place = Path(entry.path)
            lies = place.resolve() if entry.is_symlink() else Path(real(os.path.dirname(entry.path)), entry.name)
            _add_file(loose(place, str(folder), inside), found, lies=lies)


def _walked(folder: Path | str, faults: list[Fault], inside: str = "") -> Iterator[tuple[os.DirEntry[str], str]]:
    """The files of a folder and of those in it, in the order of their names, and where each is within it; a fault for each folder
    that cannot be read. Folders that are only linked to are not gone into."""
    try:
        with os.scandir(folder) as there:
            entries = sorted(there, key=lambda entry: os.path.normcase(entry.name))
    except OSError as error:
        faults.append(fault_of(error, "read", str(folder)))
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _walked(entry.path, faults, f"{inside}{entry.name}/")
        elif entry.is_file(follow_symlinks=False) or (entry.is_symlink() and Path(entry.path).is_file()):
            yield entry, f"{inside}{entry.name}"


def _add_file(file: GivenFile, found: Given, depth: int = 0, lies: Path | None = None) -> None:
    """A file as it is, or what is packed in it. lies: where it lies in truth, if that is known."""
    if file.place is not None:
        real = lies or file.place.resolve()
        if real in found.seen:
            found.again += 1
            return
        found.seen.add(real)
    if len(found.files) >= MAX_FILES:
        told = Fault(file.archive, "", f"holds more than {MAX_FILES:,} files.", "Give fewer of them.")
        found.faults += [told] if told not in found.faults else []
        return
    lower = file.name.lower()
    if lower.endswith(".zip"):
        _add_zip(file, found, depth)
    elif lower.endswith(".gz") and not lower.endswith(".tar.gz"):
        found.files.append(_gunzipped(file))
    elif lower.endswith(".parquet"):
        _add_parquet(file, found)
    elif file.size > MAX_BYTES and file.place is None:
        told = f"unpacks to {file.size:,} bytes: no such file does."
        found.faults.append(file.fault("", told, NOT_THIS))
    else:
        found.files.append(file)


def _gunzipped(file: GivenFile) -> GivenFile:
    def opened() -> IO[bytes]:
        return gzip.GzipFile(fileobj=file.open(), mode="rb")  # type: ignore[arg-type,return-value]

    most = min(MAX_BYTES, max(SMALL, MAX_PACKED * max(file.size, 0)))
    return GivenFile(file.archive, file.member, file.name[:-3], -1, opened, None, file.root, most)


def _add_parquet(file: GivenFile, found: Given) -> None:
    """A Parquet file as the CSV that it would be."""
    from pcc_lib.importers import duck  # only where one is given

    try:
        place, target = found.on_disk(file), found.room(".csv")
        duck.parquet_as_csv(place, target)
    except UnreadableFile as error:
        found.faults.append(error.fault)
    except duck.errors():
        found.faults.append(file.fault("", "not a whole Parquet file.", "Download it again."))
    else:
        name = PurePosixPath(file.name).with_suffix("").name
        csv = name if name.endswith(".csv") else f"{name}.csv"
        size = target.stat().st_size
        found.files.append(GivenFile(file.archive, file.member, csv, size, lambda: target.open("rb"), target, file.root))


def _add_zip(file: GivenFile, found: Given, depth: int) -> None:
    if depth >= MAX_DEPTH:
        found.faults.append(file.fault("", "is packed in too many archives.", "Unpack the outer ones first."))
        return
    try:
        archive = found.stack.enter_context(zipfile.ZipFile(found.stack.enter_context(file.open())))
        members = archive.infolist()
    except UNREADABLE as error:
        found.faults.append(file.fault("", f"not a whole ZIP archive ({plain(str(error))}).", "Download it again."))
        return
    if told := _refusal_of_all(members, file):
        found.faults.append(file.fault("", told, NOT_THIS))
        return
    for info in members:
        name = info.filename.replace("\\", "/")  # some Windows tools write backslashes
        if info.is_dir() or is_litter(PurePosixPath(name).name) or name.startswith("__MACOSX/"):
            continue
        if told := _refusal(info, name):
            found.faults.append(file.fault(shown(info.filename), told, NOT_THIS))
        else:
            inner = f"{file.member}, {name}" if file.member else name
            _add_file(_zipped(archive, info, file, inner), found, depth + 1)


def _zipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, of: GivenFile, member: str) -> GivenFile:
    name = PurePosixPath(member).name
    return GivenFile(of.archive, member, name, info.file_size, lambda: archive.open(info), None, of.root)


def _refusal_of_all(members: Sequence[zipfile.ZipInfo], file: GivenFile) -> str:
    """Why nothing of an archive is read: entries that lie over each other, or that are far larger together than any download."""
    by_place = sorted(members, key=lambda info: info.header_offset)
    for one, other in pairwise(by_place):
        if one.header_offset + len(one.filename.encode()) + one.compress_size > other.header_offset:
            return "its entries lie over each other: no such archive does."
    whole = sum(info.file_size for info in members)
    if whole > MAX_TOGETHER and whole > MAX_PACKED * max(file.size, 1):
        return f"unpacks from {file.size:,} to {whole:,} bytes: no such archive does."
    return ""


def _refusal(info: zipfile.ZipInfo, name: str) -> str:
    """Why an entry of an archive is not read; nothing where it may be."""
    if name.startswith("/") or ":" in name or ".." in name.split("/") or stat.S_ISLNK(info.external_attr >> 16):
        return "the name leads out of the archive."
    if info.flag_bits & 1:
        return "is locked with a password."
    if info.file_size > SMALL and info.file_size > MAX_PACKED * max(info.compress_size, 1):
        return f"unpacks from {info.compress_size:,} to {info.file_size:,} bytes: no such file does."
    return ""


__all__ = ["UNREADABLE", "Given", "GivenFile", "UnreadableFile", "broken", "given"]
