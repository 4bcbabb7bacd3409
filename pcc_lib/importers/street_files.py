"""Street files of data.police.uk: found in archives and folders, one taken for each month and force."""

from __future__ import annotations

import re
import stat
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from pcc_lib.core.calendars import MONTHLY
from pcc_lib.core.errors import DataError, Fault, raise_if, suggest
from pcc_lib.importers.faults import plain, shown

STREET_NAME = re.compile(r"(20\d{2}-(?:0[1-9]|1[0-2]))-([a-z0-9]+(?:-[a-z0-9]+)*)-street\.csv")
PREFERENCES = ("newest", "first")
KEEP_NAME = "Keep the name that the download gives: YYYY-MM-<force>-street.csv."
FETCH_AGAIN = "Download it again from data.police.uk."


@dataclass(frozen=True)
class Entry:
    """Any file given: the path that holds it, where it is within that path, its size in bytes, and how to open it."""

    archive: str
    member: str
    name: str
    size: int
    open: Callable[[], IO[bytes]] = field(repr=False, compare=False)


@dataclass(frozen=True)
class StreetFile:
    """One street file: where it is, and the month and force that its name says."""

    entry: Entry
    month: str
    force: str

    @property
    def archive(self) -> str:
        """The path that holds it."""
        return self.entry.archive

    @property
    def member(self) -> str:
        """Where it is within that path."""
        return self.entry.member

    def fault(self, place: str, found: str, todo: str) -> Fault:
        """A fault at a place within this file."""
        return Fault(self.archive, ", ".join(p for p in (self.member, place) if p), found, todo)


@dataclass
class Found:
    """What the paths hold: street files, the number of other files, faults."""

    files: list[StreetFile] = field(default_factory=list)
    ignored: int = 0
    faults: list[Fault] = field(default_factory=list)

    def fault(self, file: str, place: str, found: str, todo: str) -> None:
        """Note a fault of a path, or at a place within it."""
        self.faults.append(Fault(file, place, found, todo))

    def add(self, entry: Entry) -> None:
        """Take a file for what its name says it is."""
        match = STREET_NAME.fullmatch(entry.name)
        if match:
            self.files.append(StreetFile(entry, match[1], match[2]))
        elif entry.name.endswith("-street.csv") and not entry.name.startswith((".", "~")):
            self.fault(entry.archive, shown(entry.member), "the name says no month and force.", KEEP_NAME)
        else:
            self.ignored += 1


# Finding the files ------------------------------------------------------------------------------------------


def find(paths: Sequence[Path], stack: ExitStack) -> Found:
    """Every street file that the paths hold: zip archives, folders or single files. Archives stay open until `stack` closes."""
    found = Found()
    for path in dict.fromkeys(paths):
        before = len(found.files) + len(found.faults)
        if path.is_dir():
            _find_in_folder(path, stack, found)
        elif not path.is_file():
            found.fault(str(path), "", "no such file or folder.", "Check the path.")
        elif path.suffix.lower() == ".zip":
            _find_in_zip(path, stack, found)
        elif STREET_NAME.fullmatch(path.name):
            found.add(_loose(path, str(path), ""))
        else:
            found.fault(str(path), "", "not a zip archive, folder or street file.", KEEP_NAME)
        if len(found.files) + len(found.faults) == before:
            found.fault(
                str(path), "", "holds no street file.", "Tick 'Include crime data' when you download from data.police.uk."
            )
    if not paths:
        found.fault("PATH", "", "none is given.", "Name a zip archive, folder or street file.")
    return found


def _find_in_folder(folder: Path, stack: ExitStack, found: Found) -> None:
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.suffix.lower() == ".zip":
            _find_in_zip(path, stack, found)
        else:
            found.add(_loose(path, str(folder), path.relative_to(folder).as_posix()))


def _loose(path: Path, archive: str, member: str) -> Entry:
    return Entry(archive, member, path.name, path.stat().st_size, lambda: path.open("rb"))


def _find_in_zip(path: Path, stack: ExitStack, found: Found) -> None:
    try:
        archive = stack.enter_context(zipfile.ZipFile(path))
    except (zipfile.BadZipFile, OSError, UnicodeDecodeError, NotImplementedError) as error:
        found.fault(str(path), "", f"not a whole zip archive ({plain(str(error))}).", FETCH_AGAIN)
        return
    for info in archive.infolist():
        name = info.filename.replace("\\", "/")  # some Windows tools write backslashes
        if _is_unsafe(name, info):
            todo = "Do not use this archive. " + FETCH_AGAIN
            found.fault(str(path), shown(info.filename), "the name leads out of the archive.", todo)
        elif not info.is_dir():
            found.add(_zipped(archive, info, str(path), name))


def _zipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, member: str) -> Entry:
    return Entry(path, member, PurePosixPath(member).name, info.file_size, lambda: archive.open(info))


def _is_unsafe(name: str, info: zipfile.ZipInfo) -> bool:
    """Absolute, drive, parent and link entries: nothing is unpacked, but no genuine download has them."""
    return name.startswith("/") or ":" in name or ".." in name.split("/") or stat.S_ISLNK(info.external_attr >> 16)


def of_forces(files: list[StreetFile], forces: Sequence[str] | None) -> list[StreetFile]:
    """The files of some forces, or all. A DataError names each force that no file is of."""
    there = {f.force for f in files}
    raise_if(
        DataError,
        (Fault("--force", shown(f), "no file is of this force.", suggest(f, there)) for f in forces or () if f not in there),
    )
    return [f for f in files if not forces or f.force in forces]


# The same month twice ---------------------------------------------------------------------------------------


class Chosen(NamedTuple):
    """One file for each month and force, and warnings of those that were passed over for them."""

    files: list[StreetFile]
    warnings: list[str]


class _Pair(NamedTuple):
    """Two files of one month and force: the one that is taken, and the other."""

    taken: StreetFile
    other: StreetFile


_Pairs = dict[tuple[str, str], list[_Pair]]  # by the archives of the two


def releases(files: Iterable[StreetFile]) -> dict[str, str]:
    """The newest month that each archive holds: the closest thing to a release date that the files carry."""
    newest: dict[str, str] = {}
    for file in files:
        newest[file.archive] = max(file.month, newest.get(file.archive, ""))
    return newest


def one_per_month(files: Iterable[StreetFile], released: Mapping[str, str], prefer: str | None) -> Chosen:
    """One file for each month and force, chosen by `prefer`; a DataError where that does not decide.

    released: the newest month of each archive. prefer: `newest`, the archive that reaches further; `first`, in the order
    of `files`; None refuses every month that two files hold.
    """
    by_key: dict[tuple[str, str], list[StreetFile]] = defaultdict(list)
    for file in files:
        by_key[file.force, file.month].append(file)
    chosen: list[StreetFile] = []
    kept_over: _Pairs = defaultdict(list)
    undecided: _Pairs = defaultdict(list)
    for same in (by_key[key] for key in sorted(by_key)):
        best = same[0] if prefer != "newest" else max(same, key=lambda f: released[f.archive])
        chosen.append(best)
        for other in (f for f in same if f is not best):
            tie = prefer == "newest" and released[other.archive] == released[best.archive]
            pairs = kept_over if prefer and not tie else undecided
            pairs[best.archive, other.archive].append(_Pair(best, other))
    raise_if(DataError, (_twice_fault(pairs, released, prefer) for pairs in undecided.values()))
    return Chosen(chosen, [_kept_warning(pairs, released, prefer) for pairs in kept_over.values()])


def _twice_fault(pairs: list[_Pair], released: Mapping[str, str], prefer: str | None) -> Fault:
    one, two = pairs[0]
    more = f", and {len(pairs) - 1:,} more files likewise" if len(pairs) > 1 else ""
    other = f"{two.archive} ({two.member})" if two.member else two.archive
    if prefer == "newest":
        why = f" Both reach to {released[one.archive]}, so neither is the newer."
        todo = "Give only one of them, or put the one to keep first and say --prefer first."
    else:
        why, todo = "", "Give only one of them, or say --prefer newest or --prefer first."
    return one.fault("", f"{one.month} of {one.force} stands in {other} too{more}.{why}", todo)


def _kept_warning(pairs: list[_Pair], released: Mapping[str, str], prefer: str | None) -> str:
    one, two = pairs[0]
    taken = [pair.taken for pair in pairs]
    forces = sorted({file.force for file in taken})
    what = "; ".join(
        f"{force} {MONTHLY.ranges(MONTHLY.runs(file.month for file in taken if file.force == force))}" for force in forces
    )
    newer = f"which reaches to {released[one.archive]}, not to {released[two.archive]}"
    why = newer if prefer == "newest" else "which is named first"
    return f"in two archives: {what}. Taken from {one.archive}, {why}; not from {two.archive}."
