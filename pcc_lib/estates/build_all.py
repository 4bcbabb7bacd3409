"""Builds many editions of many projects: plans them, hands the work out, and makes current what came whole.

The projects' locks are held here, for all that time, and here alone is said which edition is current; whoever does the work only
writes files that are whole, under the digest of what they were made from. So what stops half-way is gone on with by the next run.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from pcc_lib.building.editions import keep_restricted, make_current, sweep
from pcc_lib.building.job import Job
from pcc_lib.building.locks import lock
from pcc_lib.core.errors import BuildError, ReportError, counted
from pcc_lib.core.files import worded, write_atomic
from pcc_lib.core.quarters import Quarter
from pcc_lib.core.store import Counts, store_at
from pcc_lib.estates.executors import Executor
from pcc_lib.estates.plan import Planned, Trouble, Wanted, hold_some, plan, roots_of
from pcc_lib.estates.work import Beginning, Done, Edition, PageWork, Work, made_by
from pcc_lib.inputs.project import Project

Start = Callable[[Sequence[str], str], Executor]  # given the projects, and the name of a file that is in each


class Shown(Protocol):
    """Shows how far a large build is."""

    def planned(self, editions: Sequence[Planned]) -> None:
        """These are to be there in the end."""
        ...

    def note(self, line: str) -> None:
        """Something that people should know."""
        ...

    def page(self, planned: Planned) -> None:
        """A page of an edition has run."""
        ...

    def ended(self, planned: Planned, done: Done) -> None:
        """An edition is there, or has failed."""
        ...


@dataclass
class Totals:
    """What came of a large build: editions that were built, and that stood already; what went wrong; pages that ran and that were
    kept; seconds of it all, and of the work; how many did it at the same time; and what the store gave."""

    built: int = 0
    stood: int = 0
    troubles: list[Trouble] = field(default_factory=list)
    ran: int = 0
    kept: int = 0
    seconds: float = 0.0
    worked: float = 0.0
    width: int = 0
    store: Counts = field(default_factory=Counts)


def build_all(wanted: Wanted, start: Start, shown: Shown) -> Totals:
    """Build every edition that is wanted; a fault of one stops no other, and is among the totals' troubles.

    A BuildError where there is nothing to build, or where who is to do it cannot.
    """
    began, roots = time.perf_counter(), roots_of(wanted.folders)
    totals = Totals(troubles=roots.troubles)
    for line in roots.notes:
        shown.note(line)
    with ExitStack() as held:
        projects = {}
        for root, name in roots.named.items():
            try:
                projects[name] = held.enter_context(_held(Project(root)))
            except ReportError as error:
                totals.troubles.append(Trouble(name, str(error)))
        build = secrets.token_hex(8)
        wanted = replace(wanted, how=replace(wanted.how, build=build, made_by=made_by()))
        planned = []
        for name, project in projects.items():
            for each in plan(project, name, wanted):
                planned.append(each) if isinstance(each, Planned) else totals.troubles.append(each)
        hold_some(planned, totals.troubles)
        _Build(planned, totals, shown).run(start, held)
        for place in {each.edition.store for each in planned} - {""}:
            store_at(place).sweep()  # that of a project its own build sweeps
    totals.seconds = time.perf_counter() - began
    return totals


def plan_all(wanted: Wanted) -> tuple[list[Planned], list[Trouble]]:
    """The editions that are wanted, and what is wrong with what was named; nothing is written, and nobody is kept waiting."""
    roots = roots_of(wanted.folders)
    found = [each for root, name in roots.named.items() for each in plan(Project(root), name, wanted)]
    planned = [each for each in found if isinstance(each, Planned)]
    return planned, [*roots.troubles, *(each for each in found if isinstance(each, Trouble))]


@contextlib.contextmanager
def _held(project: Project) -> Iterator[Project]:
    """A project of which nobody else builds anything, without what was left half done before and after."""
    with lock(project):
        sweep(project)
        try:
            yield project
        except BaseException:
            sweep(project)
            raise


class _Build:
    """The run of one large build; `planned` in the order in which they are handed out."""

    def __init__(self, planned: Sequence[Planned], totals: Totals, shown: Shown) -> None:
        self._planned = {each.edition.name: each for each in planned}
        self._totals, self._shown = totals, shown
        self._folders: dict[str, Path] = {}  # of editions that are there, by name
        self._open: dict[str, int] = {}  # pages that run by themselves, for each edition that waits for them
        self._ended = 0
        self._alone: Counter[str] = Counter()  # pages that have run so

    def run(self, start: Start, held: ExitStack) -> None:
        """Do all of it."""
        self._shown.planned(list(self._planned.values()))
        work = [each for each in self._planned.values() if each.standing is None]
        for each in self._planned.values():
            if each.standing is not None:
                self._stood(each, each.standing)
        if work:
            roots = sorted({each.edition.root for each in work})
            with _tokens(roots, work[0].edition.build) as token:
                executor = start(roots, token)
                with contextlib.closing(executor):
                    self._do(executor, work)
                    for line in executor.told:
                        self._shown.note(line)

    def _do(self, executor: Executor, work: Sequence[Planned]) -> None:
        """Whole editions, where there are enough for all; else their pages first, by whoever is free."""
        self._totals.width = executor.width
        spread = len(work) < executor.width and not work[0].edition.fresh  # else whoever builds it would run them again
        for each in work:
            executor.submit(Beginning(each.edition) if spread else Work(each.edition))
        try:
            for done in executor.ended():
                self._totals.worked += done.seconds
                self._totals.store += done.store
                for more in self._next(done):
                    executor.submit(more)
        except BuildError as error:  # nobody is there any more who could do the rest
            left = counted(len(work) - self._ended, "edition")
            self._totals.troubles.append(Trouble(f"{left} not built", str(error)))

    def _next(self, done: Done) -> Iterator[Work]:
        """Take note of what came; gives what is to be done now."""
        work = done.work
        planned = self._planned[work.edition.name]
        if isinstance(work, Beginning):
            tasks = () if done.faults else done.tasks
            self._open[work.edition.name] = len(tasks)
            yield from (PageWork(work.edition, task) for task in tasks)
            if not tasks:  # what is wrong is told by whoever builds it
                yield Work(work.edition)
        elif isinstance(work, PageWork):
            self._alone[work.edition.name] += done.ran
            self._shown.page(planned)
            self._open[work.edition.name] -= 1
            if not self._open[work.edition.name]:
                yield Work(work.edition)
        else:
            self._end(planned, done)

    def _end(self, planned: Planned, done: Done) -> None:
        folder = Path(planned.edition.root) / "_build" / done.folder
        if not done.faults and not (folder / "manifest.json").is_file():
            done = replace(done, faults=f"{folder}: was built elsewhere and is not to be seen here. Is the folder shared?")
        if done.faults:
            self._totals.troubles.append(Trouble(planned.name, done.faults, done.broken))
        else:
            self._totals.built += 1
            ran = done.ran + self._alone[planned.edition.name]
            self._totals.ran += ran
            self._totals.kept += planned.pages - ran
            self._point(planned.edition, folder)
        for line in done.warnings:
            self._shown.note(f"{planned.name}: {line}")
        self._ended += 1
        self._shown.ended(planned, done)

    def _stood(self, planned: Planned, folder: Path) -> None:
        edition = planned.edition
        try:
            keep_restricted(Job(Project(edition.root), Quarter.parse(edition.quarter), say=self._shown.note), folder)
        except ReportError as error:
            self._totals.troubles.append(Trouble(planned.name, str(error)))
            return
        self._totals.stood += 1
        self._totals.kept += planned.pages
        self._point(planned.edition, folder)

    def _point(self, edition: Edition, folder: Path) -> None:
        """Make an edition current. The newest build of a project is the newest quarter of it, in whatever order they came."""
        self._folders[edition.name] = folder
        ours = [self._planned[name].edition for name in self._folders if self._planned[name].edition.root == edition.root]
        newest = max(ours, key=lambda each: Quarter.parse(each.quarter))
        for each in dict.fromkeys((edition, newest)):
            make_current(Project(edition.root), Quarter.parse(each.quarter), self._folders[each.name])


@contextlib.contextmanager
def _tokens(roots: Sequence[str], name: str) -> Iterator[str]:
    """A file in each project as long as it is built, by which a worker sees that the folder is shared; gives its place."""
    token = f"_build/building-{name}"
    try:
        for root in roots:
            with worded("written", token):
                write_atomic(Path(root) / token, f"{os.getpid()}\n".encode())
        yield token
    finally:
        for root in roots:
            with contextlib.suppress(OSError):
                (Path(root) / token).unlink(missing_ok=True)
