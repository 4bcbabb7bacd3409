"""A Dask cluster that does the pieces of work: one that runs already, or one of this machine that is started here.

Dask does the work of a worker that is lost again on another one. Whoever reaches a scheduler can have any code run by its
workers: it belongs behind TLS (docs/scale.md).
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pcc_lib.building.workers import Workers
from pcc_lib.core.errors import BuildError
from pcc_lib.core.processors import cores
from pcc_lib.estates.executors import Ending
from pcc_lib.estates.probe import Seen, faults_in, look
from pcc_lib.estates.work import Done, Work

CONNECT_SECONDS = 20
WORKERS_SECONDS = 60
ASK_SECONDS = 2.0  # between one look for workers and the next
INSTALL = 'Run: python -m pip install "pcc-report-book[scale]"; or build without: --executor processes'


class Cluster:
    """A Dask cluster: that of `scheduler`, such as `tcp://10.0.0.5:8786`; blank: one of this machine, with so many workers."""

    def __init__(self, scheduler: str = "", width: int | None = None) -> None:
        if find_spec("distributed") is None:
            raise BuildError(f"This Python lacks distributed, by which Dask builds on many machines. {INSTALL}")
        self._ending = Ending()
        self._closing = contextlib.ExitStack()
        self._held: dict[str, Any] = {}
        self._gone = False
        self._seen, self._asked = time.monotonic(), 0.0  # when there was a worker last; when that was asked
        try:
            self._client = _joined(scheduler) if scheduler else _started(width or cores(), self._closing)
            self._closing.callback(self._client.close, timeout=5)
            self._scheduler = scheduler
            self.width = self._counted()
        except BaseException:
            self.close()
            raise

    def hold(self, roots: Sequence[str], token: str) -> None:
        """A BuildError where a worker does not see these projects as they are here, or is another Python or library.

        token: the name of a file that was put into each project, which workers see too where the folder is shared.
        """
        try:
            found: dict[str, Seen | Exception] = self._client.run(look, list(roots), token, on_error="return")
        except Exception as error:
            raise BuildError(f"The workers of {self._scheduler or 'the cluster'} could not be asked: {error}") from None
        if faults := faults_in(look(roots, token), found):
            raise BuildError("\n".join(["The workers cannot build these projects:", *(f"  {fault}" for fault in faults)]))

    @property
    def told(self) -> Sequence[str]:
        """Nothing."""
        return ()

    def submit(self, work: Work) -> None:
        """Have it done by the next worker that is free; first come, first served."""
        self._ending.begun()
        # a name by which nothing that was done before is found again: what is there may have been taken away
        future = self._client.submit(done_apart, work, key=f"pcc {work.edition.build} {work.name}", pure=False)
        self._held[work.name] = future
        future.add_done_callback(partial(self._over, work))

    def ended(self) -> Iterator[Done]:
        """What came of each."""
        return self._ending.all(self._look)

    def close(self) -> None:
        """Give up what is not done; a cluster that was started here ends."""
        with contextlib.suppress(Exception):  # one that is gone need not be told
            self._client.cancel(list(self._held.values()), force=True)
        with contextlib.suppress(Exception):
            self._closing.close()

    def _over(self, work: Work, future: Any) -> None:
        if future.cancelled():  # by Dask, which has lost its scheduler, or by us, who wait for nothing more
            self._gone = True
            return
        try:
            done = future.result()
        except Exception as error:
            lost = type(error).__name__ == "KilledWorker"  # more than `allowed-failures` of Dask's settings
            told = "worker after worker was lost over it. Have they enough memory?" if lost else f"its worker failed: {error!r}"
            done = Done(work, faults=told)
        self._held.pop(work.name, None)
        self._seen = time.monotonic()
        self._ending.put(done)

    def _look(self) -> None:
        if self._gone or self._client.status not in ("running", "connecting"):
            raise BuildError(f"The scheduler {self._scheduler or 'of this machine'} is gone. Build again: what is done is kept.")

        now = time.monotonic()
        if now - self._asked < ASK_SECONDS:
            return
        self._asked = now
        with contextlib.suppress(Exception):  # a scheduler that is gone is noticed above
            if self._client.scheduler_info(n_workers=-1)["workers"]:
                self._seen = now
        if now - self._seen > WORKERS_SECONDS:
            told = f"has had no worker for {WORKERS_SECONDS} s. Start some and build again: what is done is kept."
            raise BuildError(f"The scheduler {self._scheduler or 'of this machine'} {told}")

    def _counted(self) -> int:
        import distributed

        try:
            self._client.wait_for_workers(1, timeout=WORKERS_SECONDS)
        except (TimeoutError, distributed.TimeoutError):
            raise BuildError(f"The scheduler {self._scheduler} has no worker, after {WORKERS_SECONDS} s. Start some.") from None
        return sum(each["nthreads"] for each in self._client.scheduler_info(n_workers=-1)["workers"].values())


def done_apart(work: Work) -> Done:
    """Do a piece of work in a process that a worker keeps for that: nothing differs there from run to run, however the worker was
    started (Dask itself sets what Python orders texts by)."""
    try:
        return _own(Path(work.edition.root)).run(work)
    except BuildError as error:  # two processes were lost over it
        return Done(work, faults=str(error))


_OWN: list[Workers] = []
_LOCK = threading.Lock()


def _own(root: Path) -> Workers:
    """The processes of this worker: as many as it does things at the same time. They end with it."""
    from distributed import get_worker

    with _LOCK:
        if not _OWN:
            _OWN.append(Workers(root, get_worker().state.nthreads, watched=True))
            atexit.register(_OWN[0].close)
        return _OWN[0]


def _joined(scheduler: str) -> Any:
    """A client of a scheduler that runs; a BuildError where it cannot be reached in a while."""
    import distributed

    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what it logs, it also raises
    try:
        return distributed.Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
    except Exception as error:
        told = (str(error).strip().splitlines() or [type(error).__name__])[-1]
        todo = "Is it running, is its address right, and may this machine reach it?"
        raise BuildError(f"The scheduler {scheduler} could not be reached within {CONNECT_SECONDS} s. {todo} ({told})") from None


def _started(width: int, closing: contextlib.ExitStack) -> Any:
    """A client of a cluster of this machine: nobody else reaches it, where TLS can be had."""
    import distributed

    folder = closing.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
    cluster = distributed.LocalCluster(
        n_workers=width,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address=None,  # pyright: ignore[reportArgumentType]  # none: what Dask itself documents
        local_directory=folder,
        security=distributed.Security.temporary() if find_spec("cryptography") else None,
        silence_logs=logging.CRITICAL,
    )
    closing.callback(cluster.close, timeout=10)
    return distributed.Client(cluster, set_as_default=False)
