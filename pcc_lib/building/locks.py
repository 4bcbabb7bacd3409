"""Locks of a project: one build at a time. The system lets go of them when a process dies, so none can be left behind."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator

from pcc_lib.core.errors import BuildError
from pcc_lib.core.files import worded
from pcc_lib.inputs.project import Project

PREVIEW, FOR_PREVIEW = "preview", 60.0  # what holds the lock for a moment only, and for how many seconds a build waits for it
_BYTE = 1 << 20  # the locked byte lies beyond the text, so that Windows lets others read who holds the lock


@contextlib.contextmanager
def lock(project: Project, what: str = "", patience: float = 0.0) -> Iterator[None]:
    """Hold the project's build lock.

    what: `preview`, for whoever holds it for a moment and often: others wait for that. patience: seconds to wait for any other.
    """
    with held(project, "_build/lock", what, lambda holder: max(patience, FOR_PREVIEW if holder.startswith(PREVIEW) else 0.0)):
        yield


@contextlib.contextmanager
def held(project: Project, name: str, what: str = "", patience: Callable[[str], float] = lambda _: 0.0) -> Iterator[None]:
    """Hold a lock of a project. The system lets go of it when a process dies, so it cannot be left behind.

    patience: for how many seconds to wait for whoever holds it, by what that says of itself. A BuildError names who holds it
    then.
    """
    path = project.root / name
    with worded("written", name):
        path.parent.mkdir(parents=True, exist_ok=True)
        opened = path.open("a+", encoding="utf-8")
    with opened as file:
        start = time.monotonic()
        while not _seize(file.fileno()):
            file.seek(0)
            holder = file.read().strip() or "just begun"
            if time.monotonic() - start > patience(holder):
                another = f"another {what or 'build'} of this project is running ({holder}). Wait until it has finished."
                raise BuildError(f"{name.rpartition('/')[0]}: {another}")
            time.sleep(0.05)
        file.truncate(0)
        file.write(f"{what} process {os.getpid()}".strip())
        file.flush()
        yield


def _seize(number: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(number, _BYTE, os.SEEK_SET)
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
