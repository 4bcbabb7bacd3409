"""The list of sums of an edition, `record/SHA256SUMS`, held against its files; what is there besides is told too."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from pcc_lib.auditing.findings import Finding
from pcc_lib.core.files import worded
from pcc_lib.publishing.edition import SIGNATURE, SUMS

NOT_LISTED = frozenset({SUMS, SIGNATURE})
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")
_CHUNK = 1 << 20


def sum_findings(folder: Path) -> Iterator[Finding]:
    """Each file of an edition: as it is listed, changed, missing, or not listed at all; and what is no line of sums."""
    if not (folder / SUMS).is_file():
        yield Finding("hashes", SUMS, "differs", "is not there", "It was taken away, so no file can be held against it.")
        return
    listed = dict[str, str]()
    for number, line in enumerate(_lines(folder), start=1):
        found = _LINE.fullmatch(line)
        if found is None or not is_inside(found[2]) or found[2] in listed:
            yield Finding("hashes", SUMS, "differs", f"line {number} is no sum of a file of the edition, or a second one")
        else:
            listed[found[2]] = found[1]
    there = {name: path for name, path in files_of(folder) if name not in NOT_LISTED}
    for name in sorted({*listed, *there}):
        yield _finding(name, listed.get(name, ""), there.get(name))


def _lines(folder: Path) -> list[str]:
    with worded("read", SUMS):
        return (folder / SUMS).read_text(encoding="utf-8", errors="replace").removesuffix("\n").split("\n")


def is_inside(name: str) -> bool:
    """Whether a name is of a file in the folder: neither absolute nor above it."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and path.as_posix() == name


def files_of(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file of a folder with its name in it. A link that leads elsewhere is no file of the folder, but it is there."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or path.is_file():
            yield path.relative_to(folder).as_posix(), path


def _finding(name: str, listed: str, path: Path | None) -> Finding:
    if path is None:
        return Finding("hashes", name, "differs", "is listed and not there")
    if not listed:
        return Finding("hashes", name, "differs", "is there and not listed", "It was added after the edition was published.")
    if path.is_symlink():
        return Finding("hashes", name, "differs", "is a link, and no file")
    same = digest_of(path) == listed
    return Finding("hashes", name, "same" if same else "differs", "" if same else "its bytes are not those that were summed")


def digest_of(path: Path) -> str:
    """SHA-256 of a file, read piece by piece."""
    found = hashlib.sha256()
    with worded("read", path), path.open("rb") as file:
        while piece := file.read(_CHUNK):
            found.update(piece)
    return found.hexdigest()
