"""The processes that do tasks, such as running a page: forked from the nursery where it is well, else started the ordinary way.

Each connects back to us by a way that only processes of this machine have, and does one thing at a time. One that is lost, with
whatever it was at, is replaced once: a task has no effect until its outcome is here.
"""

from __future__ import annotations

import contextlib
import json
import queue
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, overload

from pcc_lib.building.copied import CopiedProcess, Copy, can_be_followed
from pcc_lib.building.environment import page_environment
from pcc_lib.building.nursery import Nursery, NurseryError
from pcc_lib.building.waiting import Wait, called
from pcc_lib.core.errors import BuildError
from pcc_lib.core.standby import StandBy
from pcc_lib.core.unbroken import unbroken

if TYPE_CHECKING:  # these wait for pandas, and whoever has something done elsewhere need not
    from pcc_lib.building.read_back import Numbers, ReadBack
    from pcc_lib.building.task import Outcome, Task

R = TypeVar("R", covariant=True)
LOOK_SECONDS, AGAIN_SECONDS = 0.2, 0.01
START_SECONDS = 120
MODULE = "pcc_lib.building.worker"


class LostError(Exception):
    """The process ended before it answered."""


class Doable(Protocol[R]):
    """A task that knows how it is done, as plain data."""

    @property
    def what(self) -> str:
        """What it is, for people."""
        ...

    def done(self) -> R:
        """Do it, here."""
        ...


class Workers:
    """So many processes that do tasks. `nursery`: what they are forked from (None: each is started by itself; none is where one
    may stand by).

    watched: each ends at once when this process does, whatever it is at. standby: how one of them stands by for whoever needs it
    next, and where one is found that does (None: nowhere).
    """

    def __init__(
        self,
        root: Path,
        count: int,
        nursery: Nursery | None = None,
        watched: bool = False,
        standby: StandBy | None = None,
    ) -> None:
        self._root, self._count, self._nursery, self._watched = root, count, nursery, watched
        self._standby = self._called = standby
        self._key = secrets.token_bytes(32)
        self._listener = _listener(self._key)
        self._arrived: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._free: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        self._all: list[_Worker] = []
        self._lock = threading.Lock()
        self._ended = False
        self._acceptor = threading.Thread(target=self._accept, daemon=True, name="pcc workers")
        self._acceptor.start()

        for _ in range(count):
            self._free.put(_Worker(self._started, self._connected))

    @overload
    def run(self, task: Task) -> Outcome: ...

    @overload
    def run(self, task: ReadBack) -> Numbers: ...

    @overload
    def run(self, task: Doable[R]) -> R: ...

    def run(self, task: Task | ReadBack | Doable[Any]) -> Any:
        """Do a task in a process that is free; a BuildError where two processes were lost over it."""
        worker = self._next()
        try:
            with contextlib.suppress(LostError):
                return worker.run(task)
            worker = _Worker(self._started, self._connected)
            return worker.run(task)
        except LostError:
            worker = _Worker(self._started, self._connected)
            again = "Is there enough memory? Then build again."
            raise BuildError(f"{task.what}: the process that ran it ended, and so did the next. {again}") from None
        finally:
            self._free.put(worker)

    def spread(self) -> None:
        """Make those that have not begun copies of one that has, with all that it holds, where it can be copied. To be called
        while none has anything to do."""
        if self._watched or not can_be_followed():
            return
        here = [self._free.get_nowait() for _ in range(self._free.qsize())]
        here.sort(key=lambda worker: not worker.has_begun)  # that which stays is given work first: it knows the most
        try:
            first = next((worker for worker in here if worker.has_begun), None)
            for worker in here if first else ():
                if first and not worker.has_begun:
                    with contextlib.suppress(LostError, OSError, BuildError):
                        self._remember(worker)
                        worker.begin_as_copy_of(first, self._how)
        finally:
            for worker in here:
                self._free.put(worker)

    @property
    def is_closed(self) -> bool:
        """Whether they were ended."""
        return self._ended

    def stand_by(self) -> None:
        """Let one wait for whoever needs it next, if it is to, and end the others: that which has run what takes longest, so that
        this need not be done again. To be called while none has anything to do."""
        begun = [worker for worker in self._all if worker.has_begun]
        first = max(begun, key=lambda worker: worker.longest, default=None)
        if first and self._standby:
            with contextlib.suppress(LostError, BuildError):
                if first.run(Wait(self._standby.asked())):
                    if self._nursery is not None:
                        self._nursery.release(first.pid)
                    first.let_go()
        self.close()

    def close(self) -> None:
        """End them."""
        with self._lock:
            if self._ended:
                return
            self._ended, all_of_them, self._all = True, self._all, []
        for worker in reversed(all_of_them):  # copies before that which they are copies of
            worker.end()
        with contextlib.suppress(OSError, EOFError, AuthenticationError):
            Client(self._listener.address, authkey=self._key).close()  # so that the thread that waits for one ends
        self._acceptor.join(1)
        self._listener.close()

    def _next(self) -> _Worker:
        while not self._ended:
            with contextlib.suppress(queue.Empty):
                return self._free.get(timeout=LOOK_SECONDS)
        raise BuildError("The build was stopped.")

    def _accept(self) -> None:
        while not self._ended:
            try:
                self._arrived.put(self._listener.accept())
            except (AuthenticationError, EOFError, OSError):  # none of ours, or one that died while it told who it is
                time.sleep(AGAIN_SECONDS)  # or there is too little of something; it ends when this is closed

    def _started(self, worker: _Worker) -> Any:
        """Start a process; remembered, so that it can be ended."""
        self._remember(worker)
        standby, self._called = self._called, None
        if found := called(standby, self._how):
            return found
        if self._nursery is None and self._standby is not None:
            raise LostError  # nobody stood by, and whoever asked only that is quicker himself
        if self._nursery is not None:
            with contextlib.suppress(NurseryError):
                return self._nursery.start_worker(self._how, str(self._root), page_environment(self._root))
        return _ordinary(self._how, self._root)

    @property
    def _how(self) -> dict[str, Any]:
        """What a process is told to connect by."""
        return {"address": self._listener.address, "key": self._key.hex(), "watched": self._watched}

    def _remember(self, worker: _Worker) -> None:
        with self._lock:
            if self._ended:
                raise BuildError("The build was stopped.")
            if worker not in self._all:
                self._all.append(worker)

    def _connected(self, process: Any) -> Connection:
        """The connection of a process that was started: any that came is as good, for all do the same."""
        waited = 0.0
        while waited < START_SECONDS:
            with contextlib.suppress(queue.Empty):
                return self._arrived.get(timeout=LOOK_SECONDS)
            if self._ended or process.poll() is not None:
                break
            waited += LOOK_SECONDS
        raise LostError


def _listener(key: bytes) -> Listener:
    """By a way of this machine; by its own address where the folder for passing files has too long a name for that."""
    try:
        return Listener(authkey=key)
    except OSError:
        return Listener(("127.0.0.1", 0), authkey=key)


def _ordinary(how: Mapping[str, Any], root: Path) -> subprocess.Popen[str]:
    with unbroken():
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", MODULE],
            cwd=root,
            env=page_environment(root),
            stdin=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,  # Ctrl-C is for us; we end it
        )
    assert process.stdin  # a pipe
    with contextlib.suppress(OSError):  # it has died, and is found so
        process.stdin.write(json.dumps(how) + "\n")
        process.stdin.close()
    return process


class _Worker:
    """One process and its connection; started when it is first needed, for it may be forked only when the nursery has loaded."""

    def __init__(self, start: Callable[[_Worker], Any], connect: Callable[[Any], Connection]) -> None:
        self._start, self._connect = start, connect
        self._process: Any = None
        self._connection: Connection | None = None
        self.longest = 0.0  # seconds of one task

    @property
    def has_begun(self) -> bool:
        """Whether its process is there."""
        return self._connection is not None

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._process.pid

    def let_go(self) -> None:
        """Work with its process no more: it goes on without us."""
        if self._connection is not None:
            self._connection.close()
        self._process = self._connection = None

    def begin_as_copy_of(self, other: _Worker, how: Mapping[str, Any]) -> None:
        """Begin as a copy of another process; a LostError or OSError where it cannot be copied."""
        pid = other.run(Copy(how))
        if not pid:
            raise LostError
        self._process = CopiedProcess(pid)
        self._connection = self._connect(self._process)

    def run(self, task: Task | ReadBack | Doable[Any]) -> Any:
        """Do a task; a LostError where the process ends before it answers."""
        try:
            if self._connection is None:
                self._process = self._start(self)
                self._connection = self._connect(self._process)
            began = time.monotonic()
            self._connection.send(task)
            while not self._connection.poll(LOOK_SECONDS):
                pass
            answer = self._connection.recv()
            self.longest = max(self.longest, time.monotonic() - began)
        except (EOFError, OSError) as error:
            raise LostError from error
        if isinstance(answer, str):
            raise BuildError(f"{task.what}: a fault in the program.\n{answer}")
        return answer

    def end(self) -> None:
        """End it, whatever it is at."""
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            with contextlib.suppress(OSError):
                self._process.kill()
            while self._process.poll() is None:  # until it is gone, so that whoever measures knows what it took
                time.sleep(0.005)
