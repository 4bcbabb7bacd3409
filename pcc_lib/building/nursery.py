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
from pcc_lib.core.unbroken import unbroken

PATIENCE = 120  # seconds for one answer of the nursery; its imports take two or three


class NurseryError(Exception):
    """No kernel can be forked here; the text says why."""


@dataclass(frozen=True)
class _Server:
    """The nursery's process, with what goes to it and comes from it."""

    process: subprocess.Popen[bytes]
    requests: IO[bytes]
    answers: IO[bytes]
    log: IO[bytes]

    def answer(self) -> dict[str, Any]:
        """Its next answer; a NurseryError with its own words, where it says that it cannot fork."""
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

    def close(self, ready: bool) -> None:
        """End it; it ends every kernel that is left. One that is not ready yet has none, and would first load its libraries."""
        if not ready:
            self.process.kill()
        with contextlib.suppress(OSError):
            self.requests.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.answers.close()
        self.log.close()


def _serve(root: Path, methods: bool) -> _Server:
    """Start the process; an OSError where that is not possible."""
    log = tempfile.TemporaryFile()  # noqa: SIM115
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


class Nursery:
    """The server that kernels and workers are forked from. `methods`: it loads what methods are worked out with, too, which few
    pages need when results are kept. `trouble` says why it is not used, if it is not."""

    def __init__(self, root: Path, methods: bool = True) -> None:
        self.trouble = "" if sys.platform == "linux" else "this system cannot fork safely"
        self._lock = threading.Lock()
        self._server: _Server | None = None
        self._ready = False
        if not self.trouble:
            try:
                with unbroken():
                    self._server = _serve(root, methods)
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

    def poll(self, pid: int) -> int | None:
        """Exit code of a kernel; None while it runs."""
        return self._ask({"do": "poll", "pid": pid})["code"]

    def close(self) -> None:
        """End the server and every kernel that is left."""
        if self._server is not None:
            self._server.close(self._ready)
            self._server = None

    def _ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        with self._lock:
            server = self._server
            if self.trouble or server is None:
                raise NurseryError(self.trouble or "the process to fork from has been ended")
            try:
                if not self._ready:
                    server.answer()  # the line that says the imports are done
                    self._ready = True
                server.requests.write(json.dumps(request).encode("utf-8") + b"\n")
                server.requests.flush()
                return server.answer()
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
