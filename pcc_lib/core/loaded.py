"""The files of the code that a process has loaded, as they stand on this machine. Of each, size and time of change count: to read
all of them would cost more than a build in which nothing changed.
"""

from __future__ import annotations

import os
import sys
import time
from functools import cache

_COARSE = 2 * 10**9  # nanoseconds: the coarsest time that a file system keeps


def files_loaded() -> set[str]:
    """The Python files, and compiled modules, that this process has loaded."""
    return {str(file) for module in list(sys.modules.values()) if (file := getattr(module, "__file__", None))}


def seen(path: str) -> tuple[str, int, int] | tuple[str, None]:
    """A file as it is now: its path, size and time of change; the path alone where it is gone."""
    try:
        found = os.stat(path)
    except OSError:
        return path, None
    return path, found.st_size, found.st_mtime_ns


@cache
def first_seen(path: str) -> tuple[str, int, int] | tuple[str, None]:
    """A file as it was when this process asked first: what it has loaded of it stays, whatever becomes of the file."""
    return seen(path)


class _Loaded:
    """The code of this process."""

    def __init__(self) -> None:
        self._since = time.time_ns() - _COARSE

    def is_as_on_disk(self) -> bool:
        """Whether every file is as it was when this was asked first after it had been loaded, and older than this process: one
        that is newer may have been changed between the moment at which it was loaded and that one."""
        return all(map(self._is_as_loaded, files_loaded()))

    def _is_as_loaded(self, path: str) -> bool:
        now = seen(path)
        return now == first_seen(path) and now[1] is not None and now[2] < self._since


LOADED = _Loaded()  # whatever may stand by loads this before anything that takes long
