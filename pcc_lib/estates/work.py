"""Pieces of work of a large build, as plain data that any process can be handed, and what came of each.

A piece of work has no effect but files that are written whole, each under the digest of what it was made from: so whatever was
lost half-way can be done again, by anybody.
"""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from pcc_lib.building.editions import CAN_BE_WORKED_OUT, Asked, build_apart, checked
from pcc_lib.building.job import Job
from pcc_lib.building.plain_page import lists_others
from pcc_lib.building.planning import plan_pages
from pcc_lib.building.processes import kept_outcome, task_of
from pcc_lib.building.task import Task, cells_of, forget_project, run_task
from pcc_lib.core.errors import ReportError
from pcc_lib.core.installed import digest, environment, library_digest
from pcc_lib.core.quarters import Quarter
from pcc_lib.core.store import Counts, store_at, store_place
from pcc_lib.estates.tools import kept
from pcc_lib.inputs.project import Project

PAGE_RAN = ("ran", "failed")
NOTHING = Asked()


@dataclass(frozen=True)
class Edition:
    """One quarter of one project, as it is to be built: where the project is, what whoever builds it must be (`made_by`), where
    results are kept (`store`; blank: as the project keeps them), what its inputs are asked, and the build that asks (`build`)."""

    root: str
    quarter: str
    asked: Asked = NOTHING
    fresh: bool = False
    store: str = ""
    made_by: str = ""
    build: str = ""

    @property
    def name(self) -> str:
        """Project and quarter, which no other edition of a build has."""
        return f"{self.root} {self.quarter}"


@dataclass(frozen=True)
class Done:
    """What came of a piece of work: the folder of an edition that was built (in its project's `_build`), pages that ran and that
    were kept, faults in words, tasks that it found, and what the store gave. `broken`: the trace of what nobody foresaw."""

    work: Work
    seconds: float = 0.0
    folder: str = ""
    ran: int = 0
    kept: int = 0
    faults: str = ""
    broken: str = ""
    tasks: tuple[Task, ...] = ()
    store: Counts = field(default_factory=Counts)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Work:
    """A piece of work of an edition: all of it."""

    edition: Edition

    @property
    def name(self) -> str:
        """What nothing else of a build is called."""
        return self.edition.name

    @property
    def what(self) -> str:
        """What it is, for people."""
        return "The edition"

    def done(self) -> Done:
        """Do it, here; what goes wrong is told and not raised."""
        start, before = time.perf_counter(), Counts()
        try:
            hold_alike(self.edition)
            with _settings(self.edition):
                store = store_at(store_place(Path(self.edition.root)))
                before = store.counts
                found = self._done()
                found = replace(found, store=store.counts.since(before))
        except ReportError as error:
            found = Done(self, faults=str(error))
        except Exception:
            found = Done(self, faults="a fault in the program, and not in the files.", broken=traceback.format_exc())
        return replace(found, seconds=time.perf_counter() - start)

    def _done(self) -> Done:
        said: list[str] = []
        job, ran = replace(_job(self.edition), say=said.append), []
        try:
            folder = build_apart(job, self.edition.asked._replace(whole=True), kept().tools(ran))
        finally:
            forget_project(self.edition.root)  # quarters of a project share little
        place = folder.relative_to(job.project.root / "_build").as_posix()
        warnings = tuple(line for line in said if line.startswith(CAN_BE_WORKED_OUT))
        return Done(self, folder=place, ran=len(ran), warnings=warnings)


@dataclass(frozen=True)
class Beginning(Work):
    """The check of an edition, and which of its pages other processes may run before the rest: those that need no kernel and
    list nothing of other pages."""

    @property
    def name(self) -> str:
        """What nothing else of a build is called."""
        return f"{self.edition.name} check"

    def _done(self) -> Done:
        job, ask = _job(self.edition), self.edition.asked
        if ask.check:
            checked(job.project, job.quarter, ask.check, ask.opened)
        tasks = []
        for plan in (each for each in plan_pages(job) if each.reason):
            cells = cells_of(job.project, plan.page)
            if cells is not None and not lists_others(cells, plan.page.name):
                blocks = ask.expected(job.project, plan.page.name) if ask.expected else ()
                tasks.append(task_of(job, plan, tuple(sorted(blocks))))
        return Done(self, tasks=tuple(tasks))


@dataclass(frozen=True)
class PageWork(Work):
    """One page of an edition, run and kept: whoever then builds the edition finds it. One that fails is told there."""

    task: Task

    @property
    def name(self) -> str:
        """What nothing else of a build is called."""
        return f"{self.edition.name} {self.task.page.name}"

    def _done(self) -> Done:
        job = _job(self.edition)
        plan = next(each for each in plan_pages(job) if each.page == self.task.page)
        result = kept_outcome(job, plan, run_task(self.task))
        return Done(self, ran=result.status in PAGE_RAN, kept=result.status not in PAGE_RAN)


def made_by() -> str:
    """What whoever builds must be, for the same bytes: the library, Python and the packages, by digest."""
    return digest([library_digest(), environment()])


def hold_alike(edition: Edition) -> None:
    """A ReportError where this process is not what the edition is to be built by."""
    if edition.made_by and edition.made_by != made_by():
        raise ReportError("its worker has another version of the library, of Python or of a package than the command has.")


def _job(edition: Edition) -> Job:
    job = Job(Project(edition.root), Quarter.parse(edition.quarter), edition.fresh, say=lambda _: None)
    return replace(job, id=edition.build) if edition.build else job


@contextmanager
def _settings(edition: Edition) -> Iterator[None]:
    """Which project, and where results are kept: for this process and those that it starts, as long as the work lasts."""
    said: Mapping[str, str] = {"PCC_PROJECT": edition.root, **({"PCC_STORE": edition.store} if edition.store else {})}
    before = {name: os.environ.get(name) for name in said}
    os.environ.update(said)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
