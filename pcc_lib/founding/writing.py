"""Files of a project written together: all of them, or none."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pcc_lib.core.errors import ReportError
from pcc_lib.core.files import replace_file, write_atomic

ALLOWED = {".git"}  # what an empty folder may hold: a repository that has just been made


def write_new_folder(folder: Path, texts: Mapping[str, str]) -> None:
    """Write a folder with these files. It is made whole beside its place and then moved there; a failure leaves nothing.

    A ReportError where the place is no empty folder, or cannot be written.
    """
    folder = folder.absolute()
    _refuse_full(folder)
    made: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name[:40]}.", suffix=".part", dir=folder.parent))
        for name, text in texts.items():
            write_atomic(made / name, text.encode("utf-8"))
        _move_into(made, folder)
    except OSError as error:
        raise _unwritable(error) from None
    finally:
        if made:
            shutil.rmtree(made, ignore_errors=True)


def write_all(root: Path, texts: Mapping[str, str]) -> None:
    """Write files of a project: new ones, and changed ones in the place of the old. A failure puts back what was there.

    A ReportError where one cannot be written.
    """
    before = {name: (root / name).read_bytes() if (root / name).is_file() else None for name in texts}
    done: list[str] = []
    try:
        for name, text in texts.items():
            done.append(name)
            write_atomic(root / name, text.encode("utf-8"))
    except OSError as error:
        for name in done:
            _put_back(root / name, before[name])
        raise _unwritable(error) from None


def _put_back(path: Path, content: bytes | None) -> None:
    path.with_name(f"{path.name}.part").unlink(missing_ok=True)
    if content is None:
        path.unlink(missing_ok=True)
    elif not path.is_file() or path.read_bytes() != content:
        write_atomic(path, content)


def _refuse_full(folder: Path) -> None:
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
            replace_file(entry, folder / entry.name)
            moved.append(folder / entry.name)
    except OSError:
        for entry in moved:
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        raise


def _unwritable(error: OSError) -> ReportError:
    return ReportError(
        f"{error.filename2 or error.filename}: cannot be written ({error.strerror}), so nothing was written. "
        "Close it in other programs; check that the folder may be written to and that there is room."
    )
