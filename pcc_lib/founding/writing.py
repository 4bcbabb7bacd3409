"""A new folder written whole: all of its files, or none."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from pcc_lib.core.errors import ReportError
from pcc_lib.core.files import remove_tree, replace_file, worded, write_all

ALLOWED = {".git"}  # what an empty folder may hold: a repository that has just been made


def write_new_folder(folder: Path, texts: Mapping[str, str]) -> None:
    """Write a folder with these files. It is made whole beside its place and then moved there; a failure leaves nothing.

    A ReportError where the place is no empty folder, or cannot be written.
    """
    folder = folder.absolute()
    _refuse_full(folder)
    above = _first_made(folder)
    made: Path | None = None
    try:
        with worded("written", folder):
            folder.parent.mkdir(parents=True, exist_ok=True)
            made = Path(tempfile.mkdtemp(prefix=f".{folder.name[:40]}.", suffix=".part", dir=folder.parent))
        write_all({made / name: text.encode("utf-8") for name, text in texts.items()})
        _move_into(made, folder)
    except BaseException:
        if above:
            remove_tree(above)
        raise
    finally:
        if made:
            remove_tree(made)


def _first_made(folder: Path) -> Path | None:
    """The topmost folder that is not there yet and has to be made; None where only the folder itself is."""
    missing = [each for each in folder.parents if not each.exists()]
    return missing[-1] if missing else None


def _refuse_full(folder: Path) -> None:
    with worded("read", folder):
        if folder.exists() and not folder.is_dir():
            raise ReportError(f"{folder}: is a file. Name a folder that is not there yet, or is empty.")
        there = sorted(path.name for path in folder.iterdir() if path.name not in ALLOWED) if folder.is_dir() else []
    if there:
        named = ", ".join(there[:3]) + (" …" if len(there) > 3 else "")
        raise ReportError(f"{folder}: is not empty ({named}), so nothing was written. Name a folder that is not there yet.")


def _move_into(made: Path, folder: Path) -> None:
    """Move a folder to its place; into one that is there, entry by entry, for somebody may stand in it."""
    if not folder.exists():
        made.chmod(0o755)
        replace_file(made, folder)
        return
    moved: list[Path] = []
    try:
        for entry in sorted(made.iterdir()):
            moved.append(folder / entry.name)
            replace_file(entry, folder / entry.name)
    except BaseException:
        for entry in moved:
            remove_tree(entry) if entry.is_dir() else entry.unlink(missing_ok=True)
        raise
