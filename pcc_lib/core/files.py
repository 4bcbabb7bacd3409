"""Files read and written, whole or not at all: what the system refuses is told in words. And digests of what files hold."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path

from pcc_lib.core.errors import FileError
from pcc_lib.core.os_words import fault_of

# what programs leave behind beside people's files: hidden ones, locks of open documents, lists of pictures, unfinished copies
_LITTER = re.compile(r"\..*|~.*|.*~|.*\.(?:part|swp|tmp)|thumbs\.db|ehthumbs\.db|desktop\.ini|icon\r|__pycache__", re.IGNORECASE)
PATIENCE = 20  # tries of a twentieth of a second each: on Windows a virus scanner may hold a new file for a moment


def sha256(content: bytes | str) -> str:
    """SHA-256 in hexadecimal digits; of a text, in UTF-8."""
    return hashlib.sha256(content.encode("utf-8") if isinstance(content, str) else content).hexdigest()


def sha256_of(path: Path) -> str:
    """SHA-256 of what a file holds, in hexadecimal digits; a FileError says why it cannot be read."""
    with worded("read", path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_litter(name: str) -> bool:
    """Whether a name is one that programs leave behind, such as `~$calls.xlsx`, `Thumbs.db` or `.DS_Store`: nobody's data."""
    return bool(_LITTER.fullmatch(name))


@contextlib.contextmanager
def worded(doing: str, name: str | Path = "", root: Path | None = None) -> Iterator[None]:
    """Tell in words what the system refuses inside: an OSError becomes a FileError with the file, why, and what to do.

    doing: `read` or `written`. name: the file as readers know it; else the one that the system names, below `root`.
    """
    try:
        yield
    except FileError:
        raise
    except OSError as error:
        raise FileError([fault_of(error, doing, str(name), root)]) from None


def is_file(path: Path, name: str = "") -> bool:
    """Whether there is a file; a FileError where the system does not let anybody know."""
    with worded("read", name or path):
        return path.is_file()


def read_bytes(path: Path, name: str = "") -> bytes:
    """The bytes of a file; a FileError says why it cannot be read."""
    with worded("read", name or path):
        return path.read_bytes()


def names_in(path: Path, name: str = "") -> list[str]:
    """Sorted names of what is in a folder, without what programs leave behind (none where there is no folder)."""
    with worded("read", name or path):
        return sorted(each.name for each in path.iterdir() if not is_litter(each.name)) if path.is_dir() else []


def write_atomic(path: Path, content: bytes) -> None:
    """Write a file so that it is seen whole or not at all; a FileError says why it cannot be written."""
    write_all({path: content})


def write_all(contents: Mapping[Path, bytes], just_before: Callable[[], None] | None = None) -> None:
    """Write several files, or none: each is written beside its place and then moved there; a failure puts back what was before.

    A FileError names the file that cannot be written, and why. Of several files, what each was is kept beside it until all are
    in their places, so that putting back needs no room on the disk. just_before: asked when all is ready to be moved; what it
    raises leaves everything as it was.
    """
    own = os.getpid()  # two people may write the same file at the same time: each writes beside it under a name of their own
    parts, before = ({path: path.with_name(f".{path.name}.{own}.{end}.part") for path in contents} for end in ("new", "before"))
    moved: list[Path] = []
    try:
        for path, content in contents.items():
            with worded("written", path):
                _write_through(parts[path], content)
                if len(parts) > 1 and path.is_file():
                    shutil.copyfile(path, before[path])
        if just_before:
            just_before()
        for path, part in parts.items():
            with worded("written", path):
                moved.append(path)
                _replace(part, path)
    except BaseException:
        for path in moved:
            _put_back(path, parts[path], before[path])
        raise
    finally:
        for part in (*parts.values(), *before.values()):
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)


def _write_through(part: Path, content: bytes) -> None:
    """Write a new file down to the disk: a full disk may say so only then."""
    part.parent.mkdir(parents=True, exist_ok=True)
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _put_back(path: Path, part: Path, before: Path) -> None:
    if part.exists():
        return  # it was never moved
    with worded("written", path):
        _replace(before, path) if before.exists() else path.unlink(missing_ok=True)


def copy_folder(source: Path, target: Path, skipped: Iterable[str] = ()) -> None:
    """Copy what is in a folder and below it, but for names that are skipped (patterns).

    Contents alone, without modes and times: what comes from a medium that nobody may write to can then be written, and taken
    away. Links are left out, for they lead elsewhere.
    """
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.iterdir()):
        if path.is_symlink() or any(fnmatch(path.name, pattern) for pattern in skipped):
            continue
        copy_folder(path, target / path.name, skipped) if path.is_dir() else shutil.copyfile(path, target / path.name)


def replace_file(source: Path, target: Path) -> None:
    """Move a file or folder into its place, with patience; a FileError says why it cannot be."""
    with worded("written", target):
        _replace(source, target)


def _replace(source: Path, target: Path) -> None:
    for tries_left in reversed(range(PATIENCE)):
        try:
            return os.replace(source, target)
        except PermissionError:
            if not tries_left:
                raise
            time.sleep(0.05)


def remove_tree(path: Path) -> None:
    """Take a folder away with all that is in it; what cannot be taken away stays, for the next time."""
    shutil.rmtree(path, ignore_errors=True)
