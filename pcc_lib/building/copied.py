"""A process that does tasks, copied with all that it holds: the copy answers to whoever asked, by a connection of its own."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pcc_lib.core.forked import reason_not_to_fork

PATIENCE = 0.5  # seconds for which a copy that has ended may wait for being put away


@dataclass(frozen=True)
class Copy:
    """The task to copy itself; `how` tells the copy how to connect."""

    how: Mapping[str, Any]

    @property
    def what(self) -> str:
        """What it is, for people."""
        return "The copy of a process"

    def done(self) -> int:
        """No process: whoever only does tasks, and knows of no copying, is not copied."""
        return 0


_copies: set[int] = set()  # of this process, that nobody has waited for yet


def can_be_followed() -> bool:
    """Whether this system, and this Python, tell of a process that is no child whether it is there."""
    if not (hasattr(os, "pidfd_open") and hasattr(signal, "pidfd_send_signal")):
        return False
    with contextlib.suppress(OSError):
        os.close(os.pidfd_open(os.getpid()))
        return True
    return False


def copy_here(asked: Copy, connection: Any, serve: Callable[..., object]) -> int:
    """Copy this process; gives the number of the copy, which connects by itself and never comes back here. 0: it cannot be."""
    if reason_not_to_fork():
        return 0
    signal.signal(signal.SIGCHLD, _put_away)  # the copy must not stay when it has ended, and what it took is to be counted
    try:
        pid = os.fork()
    except OSError:  # too many processes, or too little memory
        return 0
    if pid:
        _copies.add(pid)
        return pid
    try:
        connection.close()  # whoever reads at its other end is to see when the first ends
        with contextlib.suppress(Exception):
            serve(**asked.how)
    finally:
        os._exit(0)


def _put_away(*_: object) -> None:
    """Wait for copies that have ended, and for no other process."""
    for pid in tuple(_copies):
        with contextlib.suppress(ChildProcessError):
            if not os.waitpid(pid, os.WNOHANG)[0]:
                continue
        _copies.discard(pid)


class CopiedProcess:
    """A copy, with the face of a `subprocess.Popen` that `workers` expects. It is no child of this process: the system tells by
    a descriptor of it, and not by its number, which another may have by then, whether it is there. OSError: it is not."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._descriptor = os.pidfd_open(pid)
        self._ended = 0.0  # when it was first seen to have ended

    def __del__(self) -> None:
        with contextlib.suppress(OSError, AttributeError):
            os.close(self._descriptor)

    def poll(self) -> int | None:
        """None while it runs, and for a moment until it is put away: what it took is counted only then."""
        if not select.select([self._descriptor], [], [], 0)[0]:
            return None
        self._ended = self._ended or time.monotonic()
        with contextlib.suppress(OSError):
            os.kill(self.pid, 0)
            return None if time.monotonic() < self._ended + PATIENCE else -1
        return -1

    def send_signal(self, number: int) -> None:
        """Signal it."""
        with contextlib.suppress(OSError):
            signal.pidfd_send_signal(self._descriptor, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)
