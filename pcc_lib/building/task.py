"""A page's work as plain data, so that any process can do it: what is to be run, and what came of it."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from pcc_lib.building.executed import faults_in, normalise, opened_by, outputs_of, pcc_metadata, serialise
from pcc_lib.building.job import PageFailed
from pcc_lib.building.page_run import notebook_source, told_failure
from pcc_lib.building.plain_page import plain_cells, run_plain
from pcc_lib.core.errors import Fault
from pcc_lib.inputs.page_files import PageFile
from pcc_lib.inputs.project import Project


@dataclass(frozen=True)
class Task:
    """One page of one quarter of one project. build: a name of the build that asks; what is kept of the files' contents is
    looked at once for each. expected: the blocks (`topic/block`, or `block`) that the page must show."""

    root: str
    quarter: str
    page: PageFile
    parameters: Mapping[str, str]
    expected: tuple[str, ...] = ()
    build: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a task: the executed notebook (blank where it failed), what it drew and opened, and its faults."""

    page: PageFile
    seconds: float = 0.0
    text: bytes = b""
    charts: tuple[str, ...] = ()
    opened: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


_projects: dict[str, tuple[str, Project]] = {}  # of this process: the build that last asked, and what it has kept


def project_of(task: Task) -> Project:
    """The project that this process keeps; what rests on files that have changed since the build before is forgotten."""
    build, project = _projects.get(task.root) or ("", Project(task.root))
    if build != task.build:
        project.kept.forget(lambda name, was: project.fingerprint(name) != was)
    _projects[task.root] = (task.build, project)
    return project


def run_task(task: Task) -> Outcome:
    """Run a page of nothing but `report.…` calls, here; the gate has read what comes of it."""
    project, start = project_of(task), time.perf_counter()
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
        text=b"" if faults else serialise(notebook),
        charts=tuple(chart for _, out in outputs for chart in pcc_metadata(out).get("charts", ())),
        opened=opened_by(outputs),
        faults=faults,
    )


def _executed(project: Project, task: Task) -> Any:
    from papermill.parameterize import parameterize_notebook

    from pcc_lib.report import opened  # slow to load, and a process that only tells apart which pages are plain need not

    source = notebook_source(project, task.page)
    cells = plain_cells(source) or []
    run_plain(source, cells, partial(opened, project), task.parameters["quarter"])
    source.metadata["papermill"] = {}
    for cell in source.cells:
        cell.metadata.setdefault("tags", [])  # papermill looks into each
    return parameterize_notebook(source, dict(task.parameters), kernel_name="python3", language="python")


def is_plain(project: Project, page: PageFile) -> bool:
    """Whether a page can be run so: its notebook holds nothing but `report.…` calls."""
    return plain_cells(json.loads((project.root / page.path).read_bytes())) is not None
