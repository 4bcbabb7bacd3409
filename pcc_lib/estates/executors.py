"""Who does the pieces of work of a large build: a seam with three fillings, which give the same bytes."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

from pcc_lib.building.nursery import Nursery
from pcc_lib.building.workers import Workers
from pcc_lib.core.errors import BuildError
from pcc_lib.core.processors import cores
from pcc_lib.estates.tools import kept
from pcc_lib.estates.work import Done, Work

LOOK_SECONDS = 0.2
NAMES = ("processes", "in-process", "dask")


class Executor(Protocol):
    """Does pieces of work in any order and gives what came of each. One that is lost, with whoever was at it, is done again."""

    width: int

    @property
    def told(self) -> Sequence[str]:
        """What whoever waits should know of it."""
        ...

    def submit(self, work: Work) -> None:
        """Have it done, at some time."""
        ...

    def ended(self) -> Iterator[Done]:
        """What came of each, as they end, until nothing is left; what is submitted meanwhile is done too."""
        ...

    def close(self) -> None:
        """End everything, whatever it is at."""
        ...


class InProcess:
    """Does everything here, one after the other: where something is to be looked into."""

    width = 1

    def __init__(self) -> None:
        self._waiting: deque[Work] = deque()

    @property
    def told(self) -> Sequence[str]:
        """Nothing."""
        return ()

    def submit(self, work: Work) -> None:
        """Put it at the end."""
        self._waiting.append(work)

    def ended(self) -> Iterator[Done]:
        """Do each when the next is asked for."""
        while self._waiting:
            yield self._waiting.popleft().done()

    def close(self) -> None:
        """End what was started for it."""
        kept().close()


class Ending:
    """What came of work that others do, put here by whoever knows first."""

    def __init__(self) -> None:
        self._ended: queue.SimpleQueue[Done] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._open = 0

    def begun(self) -> None:
        """One more is to come."""
        with self._lock:
            self._open += 1

    def put(self, done: Done) -> None:
        """It has come."""
        self._ended.put(done)

    def all(self, look: Callable[[], object] = lambda: None) -> Iterator[Done]:
        """Each as it comes, until none is left; `look` is called now and then, and raises where nothing will come any more."""
        while self._open:
            try:
                done = self._ended.get(timeout=LOOK_SECONDS)  # on Windows nothing interrupts a long wait
            except queue.Empty:
                look()
                continue
            with self._lock:
                self._open -= 1
            yield done


class Processes:
    """So many processes of this machine: forked from one that has loaded the library, where that is well, else started anew."""

    def __init__(self, root: Path, width: int | None = None) -> None:
        self.width = width or cores()
        self._ending = Ending()
        self._nursery = Nursery(root)
        self._workers = Workers(root, self.width, self._nursery, watched=True)
        self._threads = ThreadPoolExecutor(self.width, thread_name_prefix="pcc-estate")

    @property
    def told(self) -> Sequence[str]:
        """That processes start slowly, where they do."""
        trouble = self._nursery.trouble
        return (f"Its processes start the ordinary, slower way: {trouble}.",) if trouble else ()

    def submit(self, work: Work) -> None:
        """Have it done by the next process that is free."""
        self._ending.begun()
        self._threads.submit(self._do, work)

    def ended(self) -> Iterator[Done]:
        """What came of each."""
        return self._ending.all()

    def close(self) -> None:
        """End the processes, and with them what they have started."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._workers.close()
        self._nursery.close()

    def _do(self, work: Work) -> None:
        try:
            done = self._workers.run(work)
        except BuildError as error:  # two processes were lost over it
            done = Done(work, faults=str(error))
        except Exception as error:  # a thread tells nobody what it raises
            done = Done(work, faults="a fault in the program, and not in the files.", broken=repr(error))
        self._ending.put(done)
