"""The nursery: one process that has loaded the library, and forks a fresh kernel for each page.

A kernel spends most of its start importing pandas, Altair and this library. The nursery pays for that once: a process
of its own, with one thread, imports them and then forks a fresh process for each page. It speaks one JSON line per
request on its standard input and answers with one line, so nothing is ever forked from a process that has threads.
This is our side of it; `nursery_server` is the other.
"""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pcc_lib.building.environment import page_environment
from pcc_lib.core.standby import PAGES, STAND_BY, Lent, Place, StandBy, ended, lent, let_go
from pcc_lib.core.unbroken import unbroken

PATIENCE = 120  # seconds for one answer of the nursery; its imports take two or three


class NurseryError(Exception):
    """No kernel can be forked here; the text says why."""


@dataclass
class _Server:
    """The nursery's process, with what goes to it and comes from it; `before`: how many lines it sends before it answers."""

    process: subprocess.Popen[bytes] | Lent
    requests: IO[bytes]
    answers: IO[bytes]
    log: IO[bytes]
    before: int = 1

    def get_ready(self) -> None:
        """Wait until its imports are done; a NurseryError where it cannot fork."""
        while self.before:
            self.answer()
            self.before -= 1

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Its answer to a request; a NurseryError with its own words, where it says that it cannot fork."""
        self.get_ready()
        self.send(request)
        return self.answer()

    def send(self, request: Mapping[str, Any]) -> None:
        """Send a request."""
        self.requests.write(json.dumps(request).encode("utf-8") + b"\n")
        self.requests.flush()

    def answer(self) -> dict[str, Any]:
        """Its next answer."""
        impatience = threading.Timer(PATIENCE, self.process.kill)  # then the line below is empty, and that is trouble
        impatience.start()
        try:
            answer = json.loads(self.answers.readline())
        finally:
            impatience.cancel()
        if "trouble" in answer:
            raise NurseryError(answer["trouble"])
        return answer

    def last_words(self) -> str:
        """The last line that it wrote on its standard error."""
        with contextlib.suppress(OSError, ValueError):
            self.log.seek(0)
            lines = self.log.read().decode("utf-8", "replace").strip().splitlines()
            return lines[-1] if lines else ""
        return ""

    def close(self) -> None:
        """End it; it ends every kernel that is left. One that is not ready yet has none, and would first load its libraries."""
        if self.before:
            self.process.kill()
        with contextlib.suppress(OSError):
            self.requests.close()
        if isinstance(self.process, Lent):
            self.process.close()
        else:
            ended(self.process)
        self.answers.close()
        self.log.close()

    def stand_by(self, how: StandBy) -> None:
        """Let it go: it waits for whoever needs it next, where it can."""
        with contextlib.suppress(OSError, ValueError, NurseryError):
            if self.ask({"do": STAND_BY, **how.asked()})["stands"]:
                let_go(self.process)
        self.close()


def _served(root: Path, methods: bool, standby: StandBy | None) -> _Server:
    """The process: one that stands by, or a new one; an OSError where none can be started."""
    log = tempfile.NamedTemporaryFile()  # noqa: SIM115
    if found := lent(standby, log.name):
        server = _Server(found, found.requests, found.answers, log, 1 + methods)
        if methods:
            server.send({"do": "methods"})
        return server
    process = subprocess.Popen(
        [sys.executable, "-P", "-X", "frozen_modules=off", "-m", "pcc_lib.building.nursery_server", *(["methods"] * methods)],
        cwd=root,
        env=page_environment(root),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        start_new_session=True,
    )
    assert process.stdin and process.stdout  # both are pipes
    return _Server(process, process.stdin, process.stdout, log)


def page_standby(root: Path, seconds: float, kind: str = PAGES) -> StandBy | None:
    """How a process for pages stands by for whoever builds a project next, for so many seconds (0: it does not, None)."""
    return StandBy.of(Place(root, kind), page_environment(root), seconds)


class Nursery:
    """The server that kernels and workers are forked from. `methods`: it loads what methods are worked out with, too, which few
    pages need when results are kept. `standby`: how it waits for whoever needs it next, and where one is found that does (None:
    nowhere). `trouble` says why it is not used, if it is not."""

    def __init__(self, root: Path, methods: bool = True, standby: StandBy | None = None) -> None:
        self._standby = standby
        self.trouble = "" if sys.platform == "linux" else "this system cannot fork safely"
        self._lock = threading.Lock()
        self._server: _Server | None = None
        if not self.trouble:
            try:
                with unbroken():
                    self._server = _served(root, methods, standby)
            except OSError as error:
                self.trouble = f"the process to fork from did not start ({error})"
            except KeyboardInterrupt:
                self.close()
                raise

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be forked from it any more."""
        return self._server is None

    def start(self, argv: Sequence[str], cwd: str, env: Mapping[str, str]) -> Forked:
        """Fork one kernel; NurseryError where that is not possible."""
        answer = self._ask({"do": "start", "argv": list(argv), "cwd": cwd, "env": dict(env)})
        return Forked(self, int(answer["pid"]))

    def start_worker(self, how: Mapping[str, Any], cwd: str, env: Mapping[str, str]) -> Forked:
        """Fork one process that runs tasks, and is told how to connect; NurseryError where that is not possible."""
        return Forked(self, int(self._ask({"do": "work", "how": dict(how), "cwd": cwd, "env": dict(env)})["pid"]))

    def warm(self) -> None:
        """Wait until the imports are done, and those that kernels need."""
        with contextlib.suppress(NurseryError):
            self._ask({"do": "kernels"})

    def signal(self, pid: int, number: int) -> None:
        """Send a signal to a kernel and all it started."""
        self._ask({"do": "signal", "pid": pid, "number": number})

    def release(self, pid: int) -> None:
        """Let a process outlive those who work with this nursery: it stands by itself."""
        with contextlib.suppress(NurseryError):
            self._ask({"do": "release", "pid": pid})

    def poll(self, pid: int) -> int | None:
        """Exit code of a kernel; None while it runs."""
        return self._ask({"do": "poll", "pid": pid})["code"]

    def close(self) -> None:
        """End the server and every kernel that is left."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def stand_by(self) -> None:
        """End every kernel that is left; the server waits for whoever needs it next, if it is to."""
        if self._server is not None and self._standby is not None and not self.trouble:
            self._server.stand_by(self._standby)
            self._server = None
        self.close()

    def _ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        with self._lock:
            server = self._server
            if self.trouble or server is None:
                raise NurseryError(self.trouble or "the process to fork from has been ended")
            try:
                return server.ask(request)
            except (OSError, ValueError) as error:
                self.trouble = f"the process to fork from ended ({server.last_words() or error})"
            except NurseryError as error:
                self.trouble = str(error)
            raise NurseryError(self.trouble)


class Forked:
    """A forked kernel, with the face of a `subprocess.Popen` that jupyter_client expects."""

    stdin = stdout = stderr = None

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._nursery = nursery

    def poll(self) -> int | None:
        """Exit code; None while it runs. A nursery that is gone has taken its kernels with it."""
        if self.returncode is None:
            try:
                self.returncode = self._nursery.poll(self.pid)
            except NurseryError:
                self.returncode = -1
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Exit code of a kernel that has ended (jupyter_client polls first)."""
        return self.poll() or 0

    def send_signal(self, number: int) -> None:
        """Signal the kernel and its children."""
        with contextlib.suppress(NurseryError):
            self._nursery.signal(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)
