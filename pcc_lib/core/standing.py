"""What a process does that stands by (see `standby`): it listens, and ends when its time is over, when the project's _build is
gone, when its socket is, or when what it has loaded is not what is asked for."""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pcc_lib.core.loaded import LOADED
from pcc_lib.core.standby import PATIENCE, PRIVATE, Place, owner, see_private

LOOK_SECONDS = 2.0
_MOST_WAITING = 16  # where more wait, whoever calls is turned away at once
MOST_BYTES = 1 << 30


class Standing:
    """A process that listens. asked: as `StandBy.asked` has it. An OSError where no socket can be had there."""

    def __init__(self, asked: Mapping[str, Any]) -> None:
        self._root, self._goes_by = Path(asked["root"]), asked["goes_by"]
        self._until = time.monotonic() + asked["seconds"]
        self._file = Place(self._root, asked["kind"]).socket
        private(self._file.parent)
        self._file.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self._file))
        self._listener.listen(_MOST_WAITING)
        self._is = os.lstat(self._file).st_ino

    def called(self) -> socket.socket:
        """The line of whoever needs it next; nobody within the time: the process ends."""
        with contextlib.suppress(OSError):
            os.setsid()  # whoever has asked until now has gone, and with it goes what it may have been stopped by
        _say_to(os.devnull)
        os.chdir("/")  # so that the project's disk can be taken out
        while time.monotonic() < self._until and self._is_wanted():
            _put_children_away()
            if select.select([self._listener], [], [], LOOK_SECONDS)[0] and (line := self._answered()):
                self._close()
                os.chdir(self._root)
                return line
        self._close()
        os._exit(0)

    def _is_wanted(self) -> bool:
        with contextlib.suppress(OSError):
            return os.lstat(self._file).st_ino == self._is and (self._root / "_build").is_dir()
        return False

    def _answered(self) -> socket.socket | None:
        """The line of one that called; None where that is nobody to work for."""
        line, _ = self._listener.accept()
        try:
            line.settimeout(PATIENCE)
            said = _received(line)
        except (OSError, ValueError, TypeError, KeyError):
            line.close()
            return None
        well = said["goes_by"] == self._goes_by and LOADED.is_as_on_disk()
        if not well:
            self._close()
        with contextlib.suppress(OSError):
            line.sendall(json.dumps({"well": well}).encode("utf-8") + b"\n")
        if not well:
            os._exit(0)
        line.settimeout(None)
        os.environ.clear()
        os.environ.update(said["environment"])
        _say_to(said["log"])
        return line

    def _close(self) -> None:
        with contextlib.suppress(OSError):
            if os.lstat(self._file).st_ino == self._is:
                self._file.unlink()
        self._listener.close()


def _put_children_away() -> None:
    """Wait for processes of this one that have ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def stand_by(asked: Mapping[str, Any]) -> Standing | None:
    """Begin to listen; None where that cannot be, where the code of this process is not as it is on disk, and where it holds
    more than a person who does something else should have to spare."""
    with contextlib.suppress(OSError):
        return Standing(asked) if LOADED.is_as_on_disk() and _memory() < MOST_BYTES else None
    return None


def _memory() -> int:
    """How many bytes of memory this process holds."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def private(folder: Path) -> None:
    """Make a folder of this user alone; an OSError where somebody else may enter what is there."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(PRIVATE)
    see_private(folder)


def _received(line: socket.socket) -> dict[str, Any]:
    """The one line that somebody of this user sends first."""
    owner(line)
    text = b""
    while not text.endswith(b"\n"):
        more = line.recv(1 << 16)
        if not more:
            raise ValueError
        text += more
    said = {"log": os.devnull, "environment": {}, **json.loads(text)}
    return {"goes_by": str(said["goes_by"]), "log": str(said["log"]), "environment": dict(said["environment"])}


def _say_to(file: str) -> None:
    """Write what this process says from now on to a file."""
    with open(file, "ab") as opened:
        for number in (1, 2):
            os.dup2(opened.fileno(), number)
