"""Pages run here, one after the other, in place of `Processes`: for whoever makes books again and again in one process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pcc_lib.building.job import Job, PageResult, Planned
from pcc_lib.building.looking import Look, Looked
from pcc_lib.building.nursery import Nursery
from pcc_lib.building.plain_page import lists_others
from pcc_lib.building.processes import Run, kept_outcome, kernel_run, task_of
from pcc_lib.building.task import cells_of, run_task
from pcc_lib.core.errors import BuildError

if TYPE_CHECKING:
    from pcc_lib.building.made import Made
    from pcc_lib.building.making import Making


class InProcess:
    """Runs pages of nothing but `report.…` calls in this process, and others in kernels forked from what `kernels_from`
    gives (None: they are refused), which stays."""

    width, trouble, nursery = 1, "", None  # nothing from which a process could be forked that reads back

    def __init__(self, job: Job, work: Sequence[Planned], kernels_from: Callable[[], Nursery] | None = None) -> None:
        self._job, self._kernels_from = job, kernels_from
        cells = {plan.page: cells_of(job.project, plan.page) for plan in work}
        self._plain = {page for page, read in cells.items() if read is not None}
        self.last = {page for page, read in cells.items() if lists_others(read, page.name)}
        self._others = [page for page in cells if page not in self._plain]
        self._kernels = None
        self._in_kernel = False

    def __enter__(self) -> InProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def look(self, asked: Look) -> Looked | None:
        """Look at the inputs here: the pages need not read them again."""
        return asked.done()

    def make(self, asked: Making) -> Made | None:
        """Make the files to take along here, with what the pages have read."""
        return asked.done()

    def run(self) -> Run:
        """What runs one page."""
        in_kernel = self._kernel_run() if self._others and self._kernels_from else None

        def run(plan: Planned, expected: tuple[str, ...]) -> PageResult:
            if plan.page in self._plain:
                return kept_outcome(self._job, plan, run_task(task_of(self._job, plan, expected)))
            if in_kernel is None:
                raise BuildError(f"{plan.page.path}: has code of its own, which needs a process of its own.")
            self._in_kernel = True
            result = in_kernel(plan, expected)
            self._in_kernel = False
            return result

        return run

    def close(self) -> None:
        """End the kernel of a page that is still running, with what it was forked from."""
        if self._in_kernel and self._kernels is not None:
            self._kernels.end()

    def end_pages(self) -> None:
        """The same: there is nothing else."""
        self.close()

    def _kernel_run(self) -> Run:
        assert self._kernels_from
        run, self._kernels = kernel_run(self._job, self._kernels_from(), self._plain)
        return run
