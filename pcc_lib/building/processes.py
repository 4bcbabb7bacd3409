"""The processes of one build in which its pages run: workers for those of nothing but `report.…` calls, kernels for the others.

They begin to load when this is made, so that what else a build does meanwhile costs no time.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pcc_lib.building.job import Job, PageResult, Planned
from pcc_lib.building.looking import Look, Looked
from pcc_lib.building.nursery import Nursery, page_standby
from pcc_lib.building.page_cache import PageCache
from pcc_lib.building.page_run import run_page
from pcc_lib.building.workers import Workers
from pcc_lib.core.errors import is_foreseen
from pcc_lib.core.processors import cores
from pcc_lib.core.standby import WORKER
from pcc_lib.inputs.page_files import PageFile
from pcc_lib.inputs.traces import Trace

if TYPE_CHECKING:
    from pcc_lib.building.kernels import Kernels
    from pcc_lib.building.made import Made
    from pcc_lib.building.making import Making
    from pcc_lib.building.plain_page import Said
    from pcc_lib.building.task import Outcome, Task

Run = Callable[[Planned, tuple[str, ...]], PageResult]  # a page, and the blocks that it must show


class Warm:
    """Processes that stay, for whoever makes pages again and again. One runs all pages of nothing but `report.…` calls: what it
    has read and worked out it keeps, and another would have to do so again."""

    def __init__(self, root: Path) -> None:
        self.nursery = Nursery(root)
        self.workers = Workers(root, 1, self.nursery)

    def close(self) -> None:
        """End them."""
        self.workers.close()
        self.nursery.close()


class Processes:
    """What runs the pages of a build; `nursery`: what its processes are forked from, where it is well. `warm`: processes
    that are there already, and stay."""

    def __init__(self, job: Job, work: Sequence[Planned], nursery: Nursery | None = None, warm: Warm | None = None) -> None:
        self._job, self._work = job, work
        self._stays = warm is not None
        self.nursery = warm.nursery if warm else nursery or Nursery(job.project.root)
        count = 0 if job.kernels else min(len(work), job.workers or cores())
        root = job.project.root
        standby = page_standby(root, 0.0 if self.trouble else job.stay, WORKER)
        self._workers = (warm.workers if warm else Workers(root, count, self.nursery, standby=standby)) if count else None
        self._kernels = None

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if is_foreseen(error):
            self.end_pages()
        self._end_runs()
        if not self._stays:
            self.nursery.stand_by() if is_foreseen(error) else self.nursery.close()

    @cached_property
    def _cells(self) -> dict[PageFile, list[Said] | None]:
        """What the cells of each page say; None of one that says something else."""
        from pcc_lib.building.task import cells_of

        return {plan.page: cells_of(self._job.project, plan.page) for plan in self._work}

    @cached_property
    def _plain(self) -> set[PageFile]:
        """The pages of nothing but `report.…` calls."""
        return {page for page, read in self._cells.items() if read is not None}

    @cached_property
    def last(self) -> set[PageFile]:
        """The pages that list what others show."""
        from pcc_lib.building.plain_page import lists_others

        return {page for page, read in self._cells.items() if lists_others(read, page.name)}

    @property
    def trouble(self) -> str:
        """Why processes start the ordinary, slower way, if they do."""
        return self.nursery.trouble

    @property
    def width(self) -> int:
        """How many pages run at the same time: one more than the cores, for a kernel that starts mostly waits."""
        return cores() + 1

    def make(self, asked: Making) -> Made | None:
        """Make the files to take along in a process that has run pages; None where there is none, and where anything is wrong,
        which whoever asked then finds for himself. A BuildError where all of it was stopped."""
        if self._workers is None:
            return None
        try:
            return self._workers.run(asked)
        except Exception:
            if self._workers.is_closed:
                raise
            return None

    def look(self, asked: Look) -> Looked | None:
        """Look at the inputs in the first process that runs pages, so that they need not be read again for them; the others then
        begin as its copies. None where it is quicker, or better told, by whoever asked: where processes cannot be forked, and
        where anything is wrong."""
        if self._workers is None or self._stays or self.trouble:
            return None
        threading.Thread(target=_load, name="pcc-loading").start()  # a processor has nothing else to do
        with contextlib.suppress(Exception):  # what cannot be sent, or went wrong there, the look here tells
            if found := self._workers.run(asked):
                self._workers.spread()
                return found
        return None

    def run(self) -> Run:
        """What runs one page, in whatever thread; to be asked for when the first page is about to run."""
        workers = self._workers
        in_kernel = self._kernel_run() if workers is None or len(self._plain) < len(self._cells) else None

        def run(plan: Planned, expected: tuple[str, ...]) -> PageResult:
            if workers is not None and plan.page in self._plain:
                return kept_outcome(self._job, plan, workers.run(task_of(self._job, plan, expected)))
            assert in_kernel  # a page of its own code
            return in_kernel(plan, expected)

        return run

    def close(self) -> None:
        """End them all: the threads that wait for them then end too."""
        self._end_runs()
        if not self._stays:
            self.nursery.close()

    def _end_runs(self) -> None:
        if self._workers is not None and not self._stays:
            self._workers.close()
        if self._kernels is not None and not self._stays:
            self._kernels.end()

    def end_pages(self) -> None:
        """End those that run pages, when all have run (a kernel ends with its page), or let one stand by; what others can be
        forked from stays."""
        if self._workers is not None and not self._stays:
            self._workers.stand_by()

    def _kernel_run(self) -> Run:
        run, self._kernels = kernel_run(self._job, self.nursery, self._plain)
        return run


def kernel_run(job: Job, nursery: Nursery, plain: Collection[PageFile]) -> tuple[Run, Kernels]:
    """What runs a page in a kernel forked from a nursery, and the kernels, to be ended; `plain` are pages of nothing but
    `report.…` calls."""
    _import_papermill()  # while the nursery imports what the pages need
    from pcc_lib.building.kernels import Kernels, kernel_manager

    kernels = Kernels(nursery)
    manager = kernel_manager(job.project.root, kernels)
    nursery.warm()
    return lambda plan, expected: run_page(job, replace(plan, plain=plan.page in plain), manager, expected), kernels


def task_of(job: Job, plan: Planned, expected: tuple[str, ...]) -> Task:
    """A planned page as a task."""
    from pcc_lib.building.task import Task

    before = Trace.parse(plan.record) if plan.doubtful else None
    return Task(str(job.project.root), str(job.quarter), plan.page, plan.inputs["parameters"], expected, job.id, before)


def kept_outcome(job: Job, plan: Planned, outcome: Outcome) -> PageResult:
    """A task's outcome as a result, kept where it is sound."""
    kept = PageCache(job.project, job.quarter)
    if outcome.same:
        return replace(kept.keep_on(plan, outcome.trace), reason=f"{plan.reason}, and says the same")
    status = "failed" if outcome.faults else "ran"
    told = (outcome.charts, outcome.trace, outcome.faults, outcome.blocks, outcome.code)
    result = PageResult(plan.page, status, plan.reason, outcome.seconds, None, *told)
    return result if outcome.faults else kept.keep(plan, outcome.text, result, plain=True)


def _load() -> None:
    """Load what a build needs when its pages have run; what goes wrong then goes wrong again when it is asked for."""
    with contextlib.suppress(Exception):
        import pcc_lib.building.described
        import pcc_lib.building.numbers
        import pcc_lib.building.public_cells
        import pcc_lib.building.second_record
        import pcc_lib.building.task  # noqa: F401


def _import_papermill() -> None:
    import logging

    import papermill  # noqa: F401

    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # what it logs, it also raises
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
