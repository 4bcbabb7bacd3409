"""Runs the pages of one quarter side by side; a page runs again only if something it read has changed.

A page is a notebook named in `_toc.yml`. What it read, drew and printed it says itself, in the `pcc` metadata of its
outputs. Executed notebooks are kept under `_build/cache/pages/`, with nothing in them that differs from run to run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import nullcontext
from typing import TYPE_CHECKING

from pcc_lib.building.executed import faults_of_missing
from pcc_lib.building.job import AGAIN, Job, PageResult, PagesError, Planned
from pcc_lib.building.kernelspec import kernel_name, unregistered
from pcc_lib.building.page_cache import PageCache
from pcc_lib.building.planning import plan_pages, readable
from pcc_lib.core.errors import Fault
from pcc_lib.core.processors import cores
from pcc_lib.core.progress import steps
from pcc_lib.inputs.page_files import PageFile
from pcc_lib.inputs.project import Project

if TYPE_CHECKING:
    from pcc_lib.building.in_process import InProcess
    from pcc_lib.building.processes import Processes

    Runs = Processes | InProcess

LOOK_SECONDS = 0.2
Beside = Callable[[Sequence[PageResult]], object]


def run_pages(
    job: Job,
    planned: Sequence[Planned] | None = None,
    expectations: Mapping[str, Iterable[str]] | None = None,
    processes: Runs | None = None,
    beside: Beside = lambda _: None,
) -> list[PageResult]:
    """Run (or reuse) every page of `_toc.yml`; results in the order of the book.

    `planned` are the pages with their reasons to run (None: they are found here), `expectations` the blocks (`topic/block`,
    or `block`) that each page must show; `processes` that load already are used. `beside` begins what can be done beside: it is
    called once, with the results so far, when fewer pages are left to run than could. PagesError lists all faults: before any
    process starts where a notebook cannot be run, else after every page has had its turn.
    """
    planned = plan_pages(job) if planned is None else planned
    width = max((len(plan.page.name) for plan in planned), default=0)
    results: dict[PageFile, PageResult] = {}
    for result in _results(job, planned, expectations or {}, processes, lambda: beside(list(results.values()))):
        results[result.page] = result
        job.say(progress_line(result, width))
    ordered = [results[plan.page] for plan in planned]
    faults = [fault for result in ordered for fault in result.faults]
    faults = faults or [*_torn(ordered), *_not_shown(ordered, expectations or {})]
    if faults:
        raise PagesError(faults, ordered)
    return ordered


def _results(
    job: Job,
    planned: Sequence[Planned],
    expectations: Mapping[str, Iterable[str]],
    processes: Runs | None,
    begin: Callable[[], object],
) -> Iterator[PageResult]:
    """The results as they come: first those of pages that need not run."""
    cache = PageCache(job.project, job.quarter)
    yield from (cache.kept(plan) for plan in planned if not plan.reason)
    work = [plan for plan in planned if plan.reason]
    if work:
        from pcc_lib.building.processes import Processes  # a build in which nothing changed must not wait for it

        for line in _kernels_not_here(job.project, work):
            job.say(line)
        with nullcontext(processes) if processes else Processes(job, work) as running:
            run = _run_all(job, work, expectations, running, begin)
            yield from steps("Running pages", run, len(work), name=lambda result: result.page.name)


def progress_line(result: PageResult, width: int = 0) -> str:
    """`priority-1  ran      2.31 s  (data/topics/calls-999.yml changed)`."""
    seconds = f"{result.seconds:8.2f} s" if result.status in ("ran", "failed") else ""
    reason = f"  ({result.reason})" if result.reason else ""
    return f"{result.page.name:<{width}}  {result.status:<6}{seconds}{reason}".rstrip()


def _run_all(
    job: Job, work: Sequence[Planned], expectations: Mapping[str, Iterable[str]], processes: Runs, begin: Callable[[], object]
) -> Iterator[PageResult]:
    slowest_first = sorted(work, key=lambda plan: (plan.doubtful, -plan.record.get("seconds", 1e9)))
    run = processes.run()
    beside = _Once(begin)
    executor = ThreadPoolExecutor(min(len(work), job.workers or processes.width))
    try:
        for last in (False, True):
            now = [plan for plan in slowest_first if (plan.page in processes.last) == last]
            runs = {executor.submit(run, plan, tuple(expectations.get(plan.page.name, ()))) for plan in now}
            yield from _as_they_end(runs, beside)
    except BaseException:
        processes.close()  # so the threads that wait for them end too
        raise
    finally:
        executor.shutdown(cancel_futures=True)
    if processes.trouble:
        job.say(f"Pages were run in processes that start the ordinary, slower way: {processes.trouble}.")


class _Once:
    """What is begun beside the pages, once: when a processor would have nothing to do."""

    def __init__(self, begin: Callable[[], object]) -> None:
        self._begin, self._begun = begin, False

    def look(self, running: int) -> None:
        """So many pages are running, or wait for their turn."""
        if running < cores() and not self._begun:
            self._begun = True
            self._begin()


def _as_they_end(runs: set[Future[PageResult]], beside: _Once) -> Iterator[PageResult]:
    """Results as they come. On Windows nothing interrupts a long wait, so it is made of short ones."""
    while runs:
        beside.look(len(runs))
        ended, runs = wait(runs, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
        yield from (run.result() for run in ended)


def _kernels_not_here(project: Project, work: Sequence[Planned]) -> Iterator[str]:
    return unregistered({plan.page.name: kernel_name(json.loads((project.root / plan.page.path).read_bytes())) for plan in work})


def _not_shown(results: Iterable[PageResult], expectations: Mapping[str, Iterable[str]]) -> Iterator[Fault]:
    """Blocks that a page must show today and that it did not show when it ran; a page that ran now was held against them."""
    for result in results:
        if result.status == "reused":
            yield from faults_of_missing(result.page.path, expectations.get(result.page.name, ()), result.blocks)


def _torn(results: Iterable[PageResult]) -> Iterator[Fault]:
    """Files that two pages of one book read in different states."""
    seen: dict[str, tuple[str, str]] = {}
    for result in results:
        for key, value in result.opened.items():
            name, other = seen.setdefault(key, (result.page.name, value))
            if other != value:
                yield Fault(
                    readable(key),
                    "",
                    f"changed while the pages ran: {name} and {result.page.name} read different states.",
                    AGAIN,
                )
