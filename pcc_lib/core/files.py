"""Files written whole or not at all, and digests of what they hold."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Mapping
from pathlib import Path

from pcc_lib.core.errors import ReportError


def sha256(content: bytes | str) -> str:
    """SHA-256 in hexadecimal digits; of a text, in UTF-8."""
    return hashlib.sha256(content.encode("utf-8") if isinstance(content, str) else content).hexdigest()


def write_atomic(path: Path, content: bytes) -> None:
    """Write a file so that it is seen whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    replace_file(part, path)


def replace_file(source: Path, target: Path) -> None:
    """`os.replace` with patience: on Windows a virus scanner may hold a new file for a moment."""
    for attempt in range(20):
        try:
            return os.replace(source, target)
        except PermissionError:
            if attempt == 19:
                raise
            time.sleep(0.05)


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write several files, or none: each is written beside its place and then moved there; a failure puts back what was before.

    Raises ReportError where a place cannot be written.
    """
    parts = {path: path.with_name(f".{path.name}.part") for path in contents}
    before = {path: path.read_bytes() if path.is_file() else None for path in contents}
    moved: list[Path] = []
    try:
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            parts[path].write_bytes(content)
        for path, part in parts.items():
            moved.append(path)  # before it is: what is put back twice is as it was
            replace_file(part, path)
    except BaseException as error:
        _put_back({path: before[path] for path in moved})
        if not isinstance(error, OSError):
            raise
        raise ReportError(
            f"{error.filename2 or error.filename}: cannot be written ({error.strerror}); nothing was. "
            "Close it in other programs; check that the folder may be written to."
        ) from None
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def _put_back(before: Mapping[Path, bytes | None]) -> None:
    for path, content in before.items():
        if content is None:
            path.unlink(missing_ok=True)
        elif not path.is_file() or path.read_bytes() != content:
            path.write_bytes(content)
