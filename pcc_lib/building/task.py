"""A page's work as plain data, so that any process can do it: what is to be run, and what came of it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from pcc_lib.building.executed import block_name, faults_in, normalise, outputs_of, pcc_metadata, serialise, without_opened
from pcc_lib.building.job import PageFailed
from pcc_lib.building.loaded_code import LoadedCode, loaded_code
from pcc_lib.building.page_run import notebook_source, told_failure
from pcc_lib.building.plain_page import Said, plain_cells, run_plain
from pcc_lib.core.errors import Fault
from pcc_lib.core.kept import Opened
from pcc_lib.core.store import store_place, use
from pcc_lib.inputs.contents import read_notebook
from pcc_lib.inputs.held_projects import HeldProjects
from pcc_lib.inputs.page_files import PageFile
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.traces import Trace


@dataclass(frozen=True)
class Task:
    """One page of one quarter of one project. build: a name of the build that asks; what is kept of the files' contents is
    looked at once for each. expected: the blocks (`topic/block`, or `block`) that the page must show. before: what the page
    rested on when it ran before, where it need run again only if that says something else."""

    root: str
    quarter: str
    page: PageFile
    parameters: Mapping[str, str]
    expected: tuple[str, ...] = ()
    build: str = ""
    before: Trace | None = None

    @property
    def what(self) -> str:
        """What it is, for people."""
        return self.page.path


@dataclass(frozen=True)
class Outcome:
    """What became of a task: the executed notebook (blank where it failed), what it drew and rests on, the installed code that
    made it, and its faults. `same`: it was not run, for all that it rests on says what it said before."""

    page: PageFile
    seconds: float = 0.0
    text: bytes = b""
    charts: tuple[str, ...] = ()
    trace: Trace = field(default_factory=Trace)
    blocks: tuple[str, ...] = ()
    code: LoadedCode | None = None
    same: bool = False
    faults: tuple[Fault, ...] = ()


_projects = HeldProjects()


def project_kept(root: str, build: str) -> Project:
    """The project that this process keeps; what rests on files that have changed since the build before is forgotten."""
    project = _projects.of(root, build)
    use(store_place(project.root))
    return project


def forget_project(root: str) -> None:
    """Keep nothing of a project in this process any more."""
    _projects.forget(root)


def _renewed(task: Task, opened: Opened) -> Opened | None:
    """What something rests on today, where all of it says what it said; None where anything does not."""
    project = _projects.of(task.root, task.build)
    trace = Trace.of(opened).renewed(project, project.look)
    return trace.as_opened if trace else None


def run_task(task: Task) -> Outcome:
    """Run a page of nothing but `report.…` calls, here; the gate has read what comes of it."""
    project, start = project_kept(task.root, task.build), time.perf_counter()
    import pcc_lib.report  # noqa: F401  # what makes again what a page rests on

    if task.before and (now := task.before.renewed(project)):
        return Outcome(task.page, trace=now, same=True)
    project.kept.begin()
    outcome = Outcome(task.page)
    try:
        notebook = normalise(_executed(project, task))
    except PageFailed as failure:
        fault = told_failure(project, task.page, failure)
        return replace(outcome, seconds=time.perf_counter() - start, faults=(fault,))
    outputs = list(outputs_of(notebook))
    faults = tuple(faults_in(project, task.page.path, outputs, set(task.expected)))
    return replace(
        outcome,
        seconds=time.perf_counter() - start,
        text=b"" if faults else serialise(without_opened(notebook)),
        charts=tuple(chart for _, out in outputs for chart in pcc_metadata(out).get("charts", ())),
        blocks=tuple(block_name(out) for _, out in outputs),
        trace=Trace.of(project.opened),
        code=loaded_code(project),
        faults=faults,
    )


def _executed(project: Project, task: Task) -> Any:
    from papermill.parameterize import parameterize_notebook

    from pcc_lib.pages.ledger import keep_shown
    from pcc_lib.report import opened  # slow to load, and a process that only tells apart which pages are plain need not

    source = notebook_source(project, task.page)
    cells = plain_cells(source) or []
    run = run_plain(source, cells, partial(opened, project), task.parameters["quarter"], partial(_renewed, task))
    if run.report is not None:
        keep_shown(run.report.page, read_notebook(project, task.page.path), list(_blocks(run.shown)), run.opened)
    source.metadata["papermill"] = {}
    for cell in source.cells:
        cell.metadata.setdefault("tags", [])  # papermill looks into each
    return parameterize_notebook(source, dict(task.parameters), kernel_name="python3", language="python")


def _blocks(shown: Iterable[Any]) -> Iterator[Any]:
    """The blocks that a page's calls gave, those of standard pages among them."""
    from pcc_lib.pages.page import Block
    from pcc_lib.pages.standard import StandardPage

    pieces = (piece for each in shown for piece in (each.pieces if isinstance(each, StandardPage) else (each,)))
    yield from (piece for piece in pieces if isinstance(piece, Block))


def cells_of(project: Project, page: PageFile) -> list[Said] | None:
    """What the cells of a page's notebook say; None where they hold anything but `report.…` calls."""
    return plain_cells(json.loads((project.root / page.path).read_bytes()))
