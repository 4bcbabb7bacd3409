"""Kernels for page runs: forked from one process that has loaded the library, or started the ordinary way.

A kernel spends most of its start importing pandas, Altair and this library. The nursery pays for that once: a process
of its own, with one thread, imports them and then forks a fresh process for each page. It speaks one JSON line per
request on its standard input and answers with one line, so nothing is ever forked from a process that has threads.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PRELOAD = (
    "pandas",
    "altair",
    "pcc_lib.report",
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "sqlite3",
    "psutil",
    "cProfile",
    "resource",
    "stringprep",
    "encodings.idna",
    "vl_convert",
    "scipy.stats",
    "scipy.optimize",
    "statsmodels.genmod.generalized_linear_model",
    "statsmodels.stats.proportion",
    "statsmodels.stats.rates",
    "statsmodels.tsa.stl._stl",
    "statsmodels.tsa.exponential_smoothing.ets",
    "statsmodels.tsa.forecasting.theta",
)
ROOMS = ("charts", "pages")  # whose modules a page loads one by one, as it needs them
LAUNCHER = "ipykernel_launcher"
PATIENCE = 120  # seconds for one answer of the nursery; its imports take two or three


class NurseryError(Exception):
    """No kernel can be forked here; the text says why."""


def page_environment(root: Path) -> dict[str, str]:
    """Environment of every kernel: this library importable, nothing that differs from run to run."""
    library = str(Path(__file__).resolve().parents[2])
    paths = [library, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    fixed = {
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "TZ": "UTC",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PCC_PROJECT": str(root),
    }
    return {**os.environ, **fixed, "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))}


# ── our side ──────────────────────────────────────────────────────────────────────────────────────────────────────────
class Nursery:
    """The server that kernels are forked from. `trouble` says why it is not used, if it is not."""

    def __init__(self, root: Path) -> None:
        self.trouble = "" if sys.platform == "linux" else "this system cannot fork safely"
        self._lock = threading.Lock()
        self._server: subprocess.Popen[bytes] | None = None
        self._ready = False
        if not self.trouble:
            self._open(root)

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, argv: Sequence[str], cwd: str, env: Mapping[str, str]) -> Forked:
        """Fork one kernel; NurseryError where that is not possible."""
        answer = self._ask({"do": "start", "argv": list(argv), "cwd": cwd, "env": dict(env)})
        return Forked(self, int(answer["pid"]))

    def warm(self) -> None:
        """Wait until the imports are done."""
        with contextlib.suppress(NurseryError):
            self._ask({"do": "nothing"})

    def signal(self, pid: int, number: int) -> None:
        """Send a signal to a kernel and all it started."""
        self._ask({"do": "signal", "pid": pid, "number": number})

    def poll(self, pid: int) -> int | None:
        """Exit code of a kernel; None while it runs."""
        return self._ask({"do": "poll", "pid": pid})["code"]

    def close(self) -> None:
        """End the server and every kernel that is left."""
        if self._server is None:
            return
        with contextlib.suppress(OSError):
            self._server.stdin.close()
        try:
            self._server.wait(5)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._server.stdout.close()
        self._log.close()
        self._server = None

    def _open(self, root: Path) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115
        try:
            self._server = subprocess.Popen(
                [sys.executable, "-P", "-X", "frozen_modules=off", "-m", "pcc_lib.building.kernels"],
                cwd=root,
                env=page_environment(root),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                start_new_session=True,
            )
        except OSError as error:
            self.trouble = f"the process to fork from did not start ({error})"

    def _ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        with self._lock:
            if self.trouble:
                raise NurseryError(self.trouble)
            try:
                if not self._ready:
                    self._answer()  # the line that says the imports are done
                    self._ready = True
                self._server.stdin.write(json.dumps(request).encode("utf-8") + b"\n")
                self._server.stdin.flush()
                return self._answer()
            except (OSError, ValueError, AttributeError) as error:
                self.trouble = f"the process to fork from ended ({self._last_words() or error})"
            except NurseryError as error:
                self.trouble = str(error)
            raise NurseryError(self.trouble)

    def _answer(self) -> dict[str, Any]:
        impatience = threading.Timer(PATIENCE, self._server.kill)  # then the line below is empty, and that is trouble
        impatience.start()
        try:
            answer = json.loads(self._server.stdout.readline())
        finally:
            impatience.cancel()
        if "trouble" in answer:
            raise NurseryError(answer["trouble"])
        return answer

    def _last_words(self) -> str:
        with contextlib.suppress(OSError, ValueError):
            self._log.seek(0)
            lines = self._log.read().decode("utf-8", "replace").strip().splitlines()
            return lines[-1] if lines else ""
        return ""


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


def kernel_manager(root: Path, nursery: Nursery | None) -> type:
    """A kernel manager class for `papermill.execute_notebook(kernel_manager_class=…)`.

    Its kernels run in `root` with this interpreter, over encrypted TCP; forked where a nursery is given and well.
    """
    import asyncio
    from importlib.metadata import EntryPoint

    from ipykernel.kernelspec import get_kernel_dict
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager
    from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

    class PageProvisioner(LocalProvisioner):
        async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
            with contextlib.suppress(NurseryError):
                if nursery is not None:
                    self.process = nursery.start(cmd[cmd.index(LAUNCHER) + 1 :], kwargs["cwd"], kwargs["env"])
                    self.pid, self.cwd = self.process.pid, kwargs["cwd"]
                    return self.connection_info
            return await super().launch_kernel(cmd, **kwargs)

        async def wait(self) -> int | None:
            while self.process and self.process.poll() is None:
                await asyncio.sleep(0.01)  # the original looks ten times a second
            return await super().wait()

    class PageKernelManager(AsyncKernelManager):
        async def start_kernel(self, **kwargs: Any) -> None:
            await super().start_kernel(cwd=str(root), env=page_environment(root), **kwargs)

        @property
        def kernel_spec(self) -> KernelSpec:
            """Always this interpreter: an installed kernel of the same name may belong to another."""
            spec = KernelSpec(**get_kernel_dict())
            spec.argv = [sys.executable, *spec.argv[1:]]
            spec.metadata = {**(spec.metadata or {}), "kernel_provisioner": {"provisioner_name": "pcc", "config": {}}}
            return spec

        def _transport_encryption_policy(self, value: str | None = None) -> str:
            return super()._transport_encryption_policy("auto" if value in (None, "disabled") else value)

    class PageEntryPoint(EntryPoint):
        def load(self) -> type:
            return PageProvisioner

    KernelProvisionerFactory.instance().provisioners["pcc"] = PageEntryPoint("pcc", "pcc_lib.building.kernels:", "")
    return PageKernelManager


# ── the server's side ─────────────────────────────────────────────────────────────────────────────────────────────────
def serve() -> None:
    """Answer requests until the pipe closes, then end every kernel that is left."""
    requests, answers = os.fdopen(os.dup(0), "rb", 0), os.fdopen(os.dup(1), "wb", 0)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)  # what an import prints is not an answer
    _preload()
    children: set[int] = set()
    trouble = _reason_not_to_fork()
    _reply(answers, {"trouble": trouble} if trouble else {"ready": True})
    while line := _line(requests):
        request = json.loads(line)
        _reply(answers, _HANDLERS[request["do"]](request, children, (requests, answers)))
    for pid in children:
        _signal(pid, signal.SIGKILL)


def _start(request: dict[str, Any], children: set[int], pipes: Sequence[Any]) -> dict[str, Any]:
    pid = os.fork()
    if pid == 0:
        try:
            for pipe in pipes:
                os.close(pipe.fileno())
            _become_kernel(request)
        finally:
            os._exit(1)
    children.add(pid)
    return {"pid": pid}


def _become_kernel(request: dict[str, Any]) -> None:
    os.setsid()
    parent = os.getppid()
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance([*request["argv"], f"--IPKernelApp.parent_handle={parent}"])
    os._exit(0)


def _poll(request: dict[str, Any], children: set[int], _: object) -> dict[str, Any]:
    pid = request["pid"]
    if pid not in children:
        return {"code": -1}
    found, status = os.waitpid(pid, os.WNOHANG)
    if not found:
        return {"code": None}
    children.discard(pid)
    return {"code": os.waitstatus_to_exitcode(status)}


def _send(request: dict[str, Any], children: set[int], _: object) -> dict[str, Any]:
    if request["pid"] in children:  # not waited for yet, so the number is still this kernel's
        _signal(request["pid"], request["number"])
    return {}


def _signal(pid: int, number: int) -> None:
    for send in (os.killpg, os.kill):  # no group yet in the first moment after the fork
        with contextlib.suppress(OSError):
            return send(pid, number)


def _preload() -> None:
    sys.modules["debugpy"] = None  # a page run needs no debugger: 0.3 s a kernel
    library = Path(__file__).parents[1]
    modules = sorted(f"pcc_lib.{room}.{path.stem}" for room in ROOMS for path in (library / room).glob("[a-z]*.py"))
    for name in (*PRELOAD, *modules):
        with contextlib.suppress(Exception):  # a page that needs it says itself what is wrong
            importlib.import_module(name)
    with contextlib.suppress(Exception):
        _warm_up()
    gc.collect()
    gc.freeze()


def _warm_up() -> None:
    """Draw up one small chart: Altair reads its schema once here, and not once in every page."""
    import pandas as pd

    from pcc_lib.charts.block import spec_of
    from pcc_lib.charts.given import Axis
    from pcc_lib.charts.lines import trend

    frame = pd.DataFrame({"period": ["2023-01", "2023-02"], "value": [1.0, 2.0], "printed": ["1", "2"]})
    spec_of(trend(frame, Axis("calls", "Calls"), "Warm-up"))


def _reason_not_to_fork() -> str:
    tasks = Path("/proc/self/task")
    threads = len(list(tasks.iterdir())) if tasks.is_dir() else threading.active_count()
    return f"loading the library has started {threads - 1} threads" if threads > 1 else ""


def _line(pipe: Any) -> bytes:
    chunks = []
    while chunk := pipe.read(1 << 16):  # unbuffered: a fork must not inherit half a request
        chunks.append(chunk)
        if chunk.endswith(b"\n"):
            break
    return b"".join(chunks)


def _reply(pipe: Any, answer: Mapping[str, Any]) -> None:
    pipe.write(json.dumps(answer).encode("utf-8") + b"\n")


_HANDLERS = {"nothing": lambda *_: {}, "start": _start, "poll": _poll, "signal": _send}


if __name__ == "__main__":
    serve()
