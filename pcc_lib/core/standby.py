"""Processes that have loaded what takes long, and wait for a while for whoever needs the same next: one of each kind, such as
what pages are forked from, for each project.

They keep code, and nothing of what they have worked on (`standing` is their side of it). Whoever asks next says what they must go
by: library, packages, Python, environment. Where a process goes by something else, or a file of the code that it has loaded is
not as it was then, it ends, and whoever asked starts another. Only where a system tells whose the other end of a line is (Linux).

<temporary folder>/pcc-<user>/<digest of the project's folder>.<kind>     the sockets, in a folder of this user alone
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import stat
import struct
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any, NamedTuple

from pcc_lib.core.errors import ReportError
from pcc_lib.core.installed import digest, environment, library_digest

VARIABLE = "PCC_STAND_BY"
MINUTES = 10.0
PATIENCE = 2.0  # seconds for an answer, which takes a hundredth of one
PRIVATE = 0o700
KINDS = PAGES, WORKER, COMPILER = "pages", "worker", "compiler"
STAND_BY = "stand by"  # what asks a process to, with `StandBy.asked`
# what differs from one terminal, or one `make`, to the next, and which no library reads when it is loaded
_PASSING = {
    *("_", "SHLVL", "PWD", "OLDPWD", "TERM", "COLUMNS", "LINES"),
    VARIABLE,
    *("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKE_TERMOUT", "MAKE_TERMERR"),
}
_PEER = struct.Struct("3i")  # process, user, group


class Place(NamedTuple):
    """Where a process of a project stands by."""

    root: Path
    kind: str

    @property
    def socket(self) -> Path:
        """The file of its socket."""
        return Path(tempfile.gettempdir()) / f"pcc-{os.getuid()}" / f"{digest(str(self.root))[:20]}.{self.kind}"


@dataclass(frozen=True)
class StandBy:
    """That a process of a kind stands by for whoever builds a project next: in which environment it was started, and for how many
    seconds it waits."""

    place: Place
    environment: Mapping[str, str]
    seconds: float

    @classmethod
    def of(cls, place: Place, environment: Mapping[str, str], seconds: float) -> StandBy | None:
        """The same; None where it is not to wait."""
        return cls(place, environment, seconds) if seconds else None

    @cached_property
    def goes_by(self) -> str:
        """What decides what the process has loaded, and how it works: library, packages, Python, its environment, what it has of
        the machine, and which folder the project's path is."""
        lasting = {name: value for name, value in self.environment.items() if name not in _PASSING}
        where = os.stat(self.place.root)
        folder = [where.st_dev, where.st_ino]
        return digest([library_digest(), environment(), sys.executable, str(sys.flags), lasting, folder, _circumstances()])

    def asked(self) -> dict[str, Any]:
        """What such a process is told, to stand by."""
        return {"root": str(self.place.root), "kind": self.place.kind, "goes_by": self.goes_by, "seconds": self.seconds}


def _circumstances() -> list[object]:
    """What this process has of the machine and hands on to those that it starts: where it stands among others, how much it may
    take, and which part of the system it sees."""
    import resource

    limits = {name: resource.getrlimit(getattr(resource, name)) for name in sorted(vars(resource)) if name.startswith("RLIMIT_")}
    seen = [os.readlink(f"/proc/self/ns/{name}") for name in ("mnt", "pid")]
    mask = re.findall(r"^Umask:.*", Path("/proc/self/status").read_text(encoding="utf-8"), re.MULTILINE)
    return [limits, seen, mask, os.getpriority(os.PRIO_PROCESS, 0), sorted(os.sched_getaffinity(0))]


class Lent:
    """A process that stood by, as whoever it works for now has it."""

    def __init__(self, line: socket.socket, said: Mapping[str, Any]) -> None:
        """Ask it; a ValueError or an OSError where it ends instead, and where it is not one of this user that can be seen."""
        self._process = -1
        self.requests: IO[bytes] = line.makefile("wb")
        self.answers: IO[bytes] = line.makefile("rb")
        self._line = line
        self.pid = owner(line)
        self._process = os.pidfd_open(self.pid)  # by its number another might be ended
        self.requests.write(json.dumps(said).encode("utf-8") + b"\n")
        self.requests.flush()
        if not json.loads(self.answers.readline())["well"]:
            raise ValueError
        line.settimeout(None)

    def kill(self) -> None:
        """End it at once."""
        with contextlib.suppress(OSError):
            signal.pidfd_send_signal(self._process, signal.SIGKILL)

    def __del__(self) -> None:
        with contextlib.suppress(OSError, AttributeError):
            os.close(self._process)

    def close(self) -> None:
        """Let go of it: it ends, unless it was asked to stand by."""
        for end in (self.requests, self.answers, self._line):
            with contextlib.suppress(OSError):
                end.close()


def minutes() -> float:
    """For how many minutes processes stand by, as PCC_STAND_BY says; by itself not where no person builds (CI is set)."""
    said = os.environ.get(VARIABLE, "")
    try:
        found = float(said or (0 if os.environ.get("CI") else MINUTES))
    except ValueError:
        found = -1.0
    if not 0 <= found <= 24 * 60:
        todo = "Write for how many minutes processes may wait for the next build, such as 10; or 0 for none."
        raise ReportError(f"The environment variable {VARIABLE}: '{said}' is no number of minutes from 0 to 1440. {todo}")
    return found if can_stand_by() else 0.0


def can_stand_by() -> bool:
    """Whether this system tells whose the other end of a line is."""
    return sys.platform == "linux"


def lent(wanted: StandBy | None, log: str = os.devnull) -> Lent | None:
    """A process that stands by and goes by the same; None where there is none. log: the file to which it writes what it says."""
    if wanted is None or not can_stand_by():
        return None
    return _called(wanted.place, {"goes_by": wanted.goes_by, "log": log, "environment": dict(wanted.environment)})


def let_go(process: subprocess.Popen[Any] | Lent) -> None:
    """Have a process that stands by outlive this one: nobody here waits for it any more."""
    if not isinstance(process, Lent):
        process.returncode = 0


def ended(process: subprocess.Popen[Any]) -> None:
    """Wait until a process that nobody asks any more has ended, unless it was let go."""
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def end_all(root: Path) -> int:
    """End all that stand by for a project; how many did."""
    return sum(end(Place(root, kind)) for kind in KINDS)


def end(place: Place) -> bool:
    """End what stands by there, by force where it does not answer; whether anything did."""
    try:
        line = _connected(place)
    except (OSError, AttributeError):  # nothing, or what has ended and left its socket
        return False
    with line, contextlib.suppress(OSError):
        pid = owner(line)
        process = os.pidfd_open(pid)
        try:
            line.sendall(b'{"goes_by": ""}\n')  # which nothing goes by
            line.recv(1 << 10)
        except OSError:
            signal.pidfd_send_signal(process, signal.SIGKILL)
            place.socket.unlink(missing_ok=True)
        finally:
            os.close(process)
        return True
    return False


def _connected(place: Place) -> socket.socket:
    """A line to what stands by there; an OSError where nothing does, and where anybody else may have put something there."""
    if not can_stand_by():
        raise OSError
    see_private(place.socket.parent)
    if not stat.S_ISSOCK(os.lstat(place.socket).st_mode):  # a link leads anywhere
        raise PermissionError
    line = socket.socket(socket.AF_UNIX)
    try:
        line.settimeout(PATIENCE)
        line.connect(str(place.socket))
    except ConnectionRefusedError:
        line.close()
        place.socket.unlink(missing_ok=True)
        raise
    except OSError:
        line.close()
        raise
    return line


def see_private(folder: Path) -> None:
    """A PermissionError where a folder is not one of this user alone; an OSError where there is none."""
    found = os.lstat(folder)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) != PRIVATE:
        raise PermissionError(f"{folder} is not of this user alone")


def _called(place: Place, said: Mapping[str, Any]) -> Lent | None:
    try:
        line = _connected(place)
    except OSError:
        return None
    try:
        return Lent(line, said)
    except (OSError, ValueError, KeyError, TypeError):
        line.close()
        return None


def owner(line: socket.socket) -> int:
    """The process at the other end of a line; a PermissionError where it is another user's, or one that this cannot see."""
    process, user, _ = _PEER.unpack(line.getsockopt(socket.SOL_SOCKET, getattr(socket, "SO_PEERCRED", 17), _PEER.size))
    if user != os.getuid() or process <= 0:  # nought is a process of another container
        raise PermissionError
    return process
