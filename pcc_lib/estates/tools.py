"""What a process that builds one edition after the other keeps from one to the next: the compiler, with Sphinx loaded, and what
kernels are forked from."""

from __future__ import annotations

import atexit
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pcc_lib.building.compiler import Compiler
from pcc_lib.building.editions import Tools
from pcc_lib.building.in_process import InProcess
from pcc_lib.building.job import Job, Planned
from pcc_lib.building.makers import Makers
from pcc_lib.building.nursery import Nursery


class Kept:
    """The tools of this process."""

    def __init__(self) -> None:
        self._compiler: Compiler | None = None
        self._nursery: Nursery | None = None

    def tools(self, ran: list[Planned]) -> Tools:
        """The tools for one edition; the pages that it runs are added to `ran`."""

        def processes(job: Job, work: Sequence[Planned]) -> InProcess:
            ran.extend(work)
            return InProcess(job, work, lambda: self._forked_from(job.project.root))

        return Tools(self._makers, processes)

    def close(self) -> None:
        """End what was started."""
        if self._compiler is not None:
            self._compiler.close()
        if self._nursery is not None:
            self._nursery.close()
        self._compiler = self._nursery = None

    def _makers(self, job: Job) -> Makers:
        asked = job.project, job.quarter
        self._compiler = self._compiler or Compiler(*asked)
        return Makers(*asked, self._compiler.turn_to(*asked))

    def _forked_from(self, root: Path) -> Nursery:
        if self._nursery is None or self._nursery.is_closed:
            self._nursery = Nursery(root)
        return self._nursery


@cache
def kept() -> Kept:
    """The tools of this process, which end with it."""
    found = Kept()
    atexit.register(found.close)
    return found
