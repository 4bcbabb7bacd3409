"""One page: run with papermill in a fresh kernel, and read for faults; a failure names the cell and its error's last line."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from pcc_lib.building.executed import (
    CORRECT,
    KERNELSPEC,
    block_name,
    faults_in,
    normalise,
    opened_by,
    outputs_of,
    pcc_metadata,
    serialise,
    without_opened,
)
from pcc_lib.building.job import Job, PageFailed, PageResult, Planned
from pcc_lib.building.page_cache import PageCache
from pcc_lib.core import errors
from pcc_lib.core.errors import Fault
from pcc_lib.core.files import write_atomic
from pcc_lib.inputs.page_files import PageFile
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.traces import Trace

START_SECONDS = 60
CELL_SECONDS = 600


def run_page(job: Job, plan: Planned, manager: type, expected: Iterable[str]) -> PageResult:
    """Run a page in a kernel of `manager`, and keep it where it is sound; `expected` names the blocks that it must show."""
    project, start = job.project, time.perf_counter()
    result = PageResult(plan.page, "ran", plan.reason)
    try:
        notebook = normalise(execute(notebook_source(project, plan.page), plan, manager))
    except PageFailed as failure:
        faults = (told_failure(project, plan.page, failure),)
        return replace(result, status="failed", seconds=time.perf_counter() - start, faults=faults)
    outputs = list(outputs_of(notebook))
    result = replace(
        result,
        seconds=time.perf_counter() - start,
        trace=Trace.of_files(opened_by(outputs)),
        charts=tuple(chart for _, out in outputs for chart in pcc_metadata(out).get("charts", ())),
        blocks=tuple(block_name(out) for _, out in outputs),
    )
    faults = tuple(faults_in(project, plan.page.path, outputs, set(expected)))
    if faults:
        return replace(result, status="failed", faults=faults)
    return PageCache(project, job.quarter).keep(plan, serialise(without_opened(notebook)), result, plan.plain)


def notebook_source(project: Project, page: PageFile) -> Any:
    """A page's notebook as it is run: in this Python, whatever kernel it names, and with an id for each cell."""
    import nbformat

    notebook = nbformat.reads((project.root / page.path).read_text(encoding="utf-8"), as_version=4)
    notebook.metadata["kernelspec"] = dict(KERNELSPEC)
    for number, cell in enumerate(notebook.cells, 1):
        cell.setdefault("id", f"cell-{number}")  # nbformat would choose one by chance
    return notebook


def execute(source: Any, plan: Planned, manager: type) -> Any:
    """Run a notebook in a fresh kernel; once more where the kernel did not even start."""
    import papermill
    from papermill.exceptions import PapermillExecutionError

    for last_try in (False, True):
        started: dict[str, Any] = {}
        try:
            return papermill.execute_notebook(
                source,
                None,
                plan.inputs["parameters"],
                kernel_name=KERNELSPEC["name"],
                language="python",
                progress_bar=False,
                request_save_on_cell_execute=False,
                record_timing=False,
                start_timeout=START_SECONDS,
                execution_timeout=CELL_SECONDS,
                iopub_timeout=60,
                kernel_manager_class=manager,
                shutdown_kernel="immediate",
                on_cell_start=partial(_note, started),
            )
        except PapermillExecutionError as error:
            trace = "" if _is_ours(error) else "\n".join(error.traceback)
            raise PageFailed(*_place(source, error.cell_index, error.source), _last_line(error), trace) from None
        except (RuntimeError, TimeoutError, OSError) as error:
            if started:
                raise PageFailed(*_place(source, started["index"], started["cell"].source), _ended(error)) from None
            if last_try:
                raise PageFailed(0, "", f"its kernel did not start ({_first_line(error)}).") from None
    raise AssertionError("unreachable")


def _note(started: dict[str, Any], cell: Any, cell_index: int) -> None:
    started.update(cell=cell, index=cell_index)


def _place(source: Any, executed_index: int, text: str) -> tuple[int, str]:
    """Number of a cell as the author counts them (papermill has put one in), and its first line."""
    tagged = next(i for i, cell in enumerate(source.cells) if "parameters" in cell.metadata.get("tags", ()))
    number = executed_index + 1 if executed_index <= tagged else executed_index
    return number, (text.strip().splitlines() or [""])[0]


def _is_ours(error: Any) -> bool:
    """Whether it was raised for a person to read: its message is all that its kernel shows of it."""
    return hasattr(errors, error.ename)


def _last_line(error: Any) -> str:
    """A message of ours is told whole; of any other error, its name and last line."""
    if _is_ours(error):
        return str(error.evalue).strip()
    return f"{error.ename}: {(str(error.evalue).strip().splitlines() or [''])[-1]}"


def _ended(error: Exception) -> str:
    if "Timeout" in type(error).__name__:
        return f"took longer than {CELL_SECONDS} seconds."
    return f"the kernel ended in the middle of the cell ({_first_line(error)})."


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def told_failure(project: Project, page: PageFile, failure: PageFailed) -> Fault:
    """A page that stopped, as a person is told it; the whole traceback of what is no message of ours goes to a file."""
    place = f"cell {failure.cell} ({failure.source})" if failure.cell else ""
    todo = f"{CORRECT}."
    if failure.trace:
        path = project.root / "_build" / "failed" / f"{page.name}.txt"
        write_atomic(path, re.sub(r"\x1b\[[0-9;]*m", "", failure.trace).encode("utf-8"))
        todo = f"{CORRECT} (whole traceback: _build/failed/{page.name}.txt)."
    found = failure.found if failure.found.endswith((".", "!", "?")) else failure.found + "."
    return Fault(page.path, place, found, todo)
