"""Pages run here, one after the other: the filling of `Processes` for harnesses that make a book again and again."""

from __future__ import annotations

from collections.abc import Sequence

from pcc_lib.building.job import Job, PageResult, Planned
from pcc_lib.building.plain_page import lists_others
from pcc_lib.building.processes import Run, kept_outcome, task_of
from pcc_lib.building.task import cells_of, run_task
from pcc_lib.core.errors import BuildError


class InProcess:
    """Runs pages of nothing but `report.…` calls in this process, in place of `Processes`."""

    width, trouble = 1, ""

    def __init__(self, job: Job, work: Sequence[Planned]) -> None:
        self._job = job
        cells = {plan.page: cells_of(job.project, plan.page) for plan in work}
        self._others = {page for page, read in cells.items() if read is None}
        self.last = {page for page, read in cells.items() if lists_others(read, page.name)}

    def run(self) -> Run:
        """What runs one page."""

        def run(plan: Planned, expected: tuple[str, ...]) -> PageResult:
            if plan.page in self._others:
                raise BuildError(f"{plan.page.path}: has code of its own, which needs a process of its own.")
            return kept_outcome(self._job, plan, run_task(task_of(self._job, plan, expected)))

        return run

    def close(self) -> None:
        """Nothing to end."""
