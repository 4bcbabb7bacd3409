"""The nursery's own process: it imports what pages need, then forks a kernel for each request. Run with `python -m`."""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from socket import socket
from typing import Any, NamedTuple

from pcc_lib.core.forked import reason_not_to_fork
from pcc_lib.core.standby import STAND_BY
from pcc_lib.core.standing import Standing, stand_by
from pcc_lib.core.store import sources_here

OF_KERNELS = (
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
)
PRELOAD = (
    "pandas",
    "altair",
    "pcc_lib.report",
    "pcc_lib.building.worker",
    "papermill.parameterize",
    "IPython.core.formatters",
    "jinja2",
    "vl_convert",
)
METHODS = (
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


class _Line(NamedTuple):
    """The line to whoever this process works for."""

    requests: Any
    answers: Any

    @classmethod
    def called(cls, line: socket) -> _Line:
        """That of somebody who called while it stood by. Nothing is read ahead: a fork must not inherit half a request."""
        return cls(os.fdopen(os.dup(line.fileno()), "rb", 0), os.fdopen(line.detach(), "wb", 0))

    def close(self) -> None:
        for end in self:
            end.close()


def serve() -> None:
    """Answer requests until the line closes, then end every kernel that is left; and go on for whoever needs this process next,
    if it was asked to stand by."""
    line = _Line(os.fdopen(os.dup(0), "rb", 0), os.fdopen(os.dup(1), "wb", 0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)  # what an import prints is not an answer
    _preload(METHODS if "methods" in sys.argv else ())
    while standing := _stood_by(line):
        line = _Line.called(standing.called())
    os._exit(0)  # putting away what was loaded would take a tenth of a second, for which a build would wait


def _stood_by(line: _Line) -> Standing | None:
    """Answer each request; when nobody asks any more: how this process stands by, None where it does not."""
    children: set[int] = set()
    standing = None
    trouble = reason_not_to_fork()
    _reply(line.answers, {"trouble": trouble} if trouble else {"ready": True})
    while text := _read_line(line.requests):
        request = json.loads(text)
        if request["do"] == STAND_BY:
            standing = stand_by(request)
            _reply(line.answers, {"stands": standing is not None})
        else:
            _reply(line.answers, _HANDLERS[request["do"]](request, children, line))
    for pid in children:
        _signal(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    line.close()
    return standing


def _start(request: dict[str, Any], children: set[int], line: _Line) -> dict[str, Any]:
    pid = os.fork()
    if pid == 0:
        try:
            line.close()
            os.setsid()
            os.chdir(request["cwd"])
            os.environ.clear()
            os.environ.update(request["env"])
            _BECOME[request["do"]](request)
            os._exit(0)
        finally:
            os._exit(1)
    children.add(pid)
    return {"pid": pid}


def _become_kernel(request: dict[str, Any]) -> None:
    from ipykernel.kernelapp import IPKernelApp

    gc.enable()
    IPKernelApp.launch_instance([*request["argv"], f"--IPKernelApp.parent_handle={os.getppid()}"])


def _become_worker(request: dict[str, Any]) -> None:
    from pcc_lib.building.worker import serve as work

    work(**request["how"])


def _poll(request: dict[str, Any], children: set[int], _: object) -> dict[str, Any]:
    pid = request["pid"]
    if pid not in children:
        return {"code": -1}
    found, status = os.waitpid(pid, os.WNOHANG)
    if not found:
        return {"code": None}
    children.discard(pid)
    return {"code": os.waitstatus_to_exitcode(status)}


def _release(request: dict[str, Any], children: set[int], _: object) -> dict[str, Any]:
    children.discard(request["pid"])
    return {}


def _send(request: dict[str, Any], children: set[int], _: object) -> dict[str, Any]:
    if request["pid"] in children:  # not waited for yet, so the number is still this kernel's
        _signal(request["pid"], request["number"])
    return {}


def _signal(pid: int, number: int) -> None:
    for send in (os.killpg, os.kill):  # no group yet in the first moment after the fork
        with contextlib.suppress(OSError):
            return send(pid, number)


def _preload(more: Sequence[str] = METHODS) -> None:
    gc.disable()  # what is loaded lasts: looking through it for rubbish takes a tenth of the time
    sources_here()
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # a page run needs no debugger: 0.3 s a kernel
    library = Path(__file__).parents[1]
    modules = sorted(f"pcc_lib.{room}.{path.stem}" for room in ROOMS for path in (library / room).glob("[a-z]*.py"))
    _load([*PRELOAD, *more, *modules])
    with contextlib.suppress(Exception):
        _warm_up()
    gc.freeze()


def _load(names: Sequence[str]) -> None:
    for name in names:
        with contextlib.suppress(Exception):  # a page that needs it says itself what is wrong
            importlib.import_module(name)


def _for_kernels(*_: object) -> dict[str, Any]:
    return _more(OF_KERNELS)


def _for_methods(*_: object) -> dict[str, Any]:
    return _more(METHODS)


def _more(names: Sequence[str]) -> dict[str, Any]:
    _load(names)
    gc.freeze()
    trouble = reason_not_to_fork()
    return {"trouble": trouble} if trouble else {}


def _warm_up() -> None:
    """Draw up one small chart: Altair reads its schema once here, and not once in every page."""
    import pandas as pd

    from pcc_lib.charts.drawing import Drawing
    from pcc_lib.charts.given import Axis
    from pcc_lib.charts.lines import trend

    frame = pd.DataFrame({"period": ["2023-01", "2023-02"], "value": [1.0, 2.0], "printed": ["1", "2"]})
    Drawing.of(trend(frame, Axis("calls", "Calls"), "Warm-up"))


def _read_line(pipe: Any) -> bytes:
    chunks = []
    while chunk := pipe.read(1 << 16):  # unbuffered: a fork must not inherit half a request
        chunks.append(chunk)
        if chunk.endswith(b"\n"):
            break
    return b"".join(chunks)


def _reply(pipe: Any, answer: Mapping[str, Any]) -> None:
    pipe.write(json.dumps(answer).encode("utf-8") + b"\n")


_BECOME = {"start": _become_kernel, "work": _become_worker}
_HANDLERS: Mapping[str, Callable[..., dict[str, Any]]] = {
    "kernels": _for_kernels,
    "methods": _for_methods,
    "start": _start,
    "work": _start,
    "poll": _poll,
    "signal": _send,
    "release": _release,
}


if __name__ == "__main__":
    serve()
