"""Runs the pages of one quarter with papermill, side by side; a page runs again only if something it read has changed.

A page is a notebook named in `_toc.yml`. What it read, drew and printed it says itself, in the `pcc` metadata of its
outputs. Executed notebooks are kept under `_build/cache/pages/`, with nothing in them that differs from run to run.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pcc_lib.building.executed import KERNELSPEC, faults_in, normalise, opened_by, outputs_of, pcc_metadata, serialise
from pcc_lib.core.errors import BuildError, Fault, FaultsError, raise_if
from pcc_lib.core.files import write_atomic
from pcc_lib.inputs.page_files import PageFile, cannot_run, pages_of, parameters
from pcc_lib.inputs.project import Project

if TYPE_CHECKING:
    from pcc_lib.building.kernels import Nursery

START_SECONDS = 60
CELL_SECONDS = 600
_LIBRARY = Path(__file__).resolve().parents[1]


class PagesError(FaultsError, BuildError):
    """Pages that cannot be run, or that failed. `results` holds what became of every page."""

    def __init__(self, faults: Iterable[Fault], results: Sequence[PageResult] = ()) -> None:
        super().__init__(faults)
        self.results = list(results)


@dataclass(frozen=True)
class PageResult:
    """What became of a page: `status` is ran, reused, copied or failed; `notebook` is the executed one."""

    page: PageFile
    status: str
    reason: str = ""
    seconds: float = 0.0
    notebook: Path | None = None
    charts: tuple[str, ...] = ()
    opened: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Planned:
    """A page, the digests of what goes into it, and why it must run (`reason` is blank where it need not)."""

    page: PageFile
    inputs: Mapping[str, Any]
    reason: str
    record: Mapping[str, Any]


def run_pages(
    project: Project,
    quarter: object,
    *,
    workers: int | None = None,
    fresh: bool = False,
    expectations: Mapping[str, Iterable[str]] | None = None,
    say: Callable[[str], None] = print,
    planned: Sequence[Planned] | None = None,
    nursery: Nursery | None = None,
) -> list[PageResult]:
    """Run (or reuse) every page of `_toc.yml` for a quarter; results in the order of the book.

    `expectations` names the blocks (`topic/block`, or `block`) that each page must show. PagesError lists all faults:
    before any kernel starts where a notebook cannot be run, else after every page has had its turn.
    """
    planned = plan_pages(project, quarter, fresh=fresh) if planned is None else planned
    width = max((len(plan.page.name) for plan in planned), default=0)
    results: dict[PageFile, PageResult] = {}

    def done(result: PageResult) -> None:
        results[result.page] = result
        say(progress_line(result, width))

    for plan in planned:
        if not plan.reason:
            done(_kept(project, quarter, plan))
    work = [plan for plan in planned if plan.reason]
    if work:
        for line in _kernels_not_here(project, work):
            say(line)
        for result in _run_all(project, quarter, work, workers, expectations or {}, say, nursery):
            done(result)
    ordered = [results[plan.page] for plan in planned]
    faults = [fault for result in ordered for fault in result.faults] or list(_torn(ordered))
    if faults:
        raise PagesError(faults, ordered)
    return ordered


def progress_line(result: PageResult, width: int = 0) -> str:
    """`priority-1  ran      2.31 s  (data/topics/calls-999.yml changed)`."""
    seconds = f"{result.seconds:8.2f} s" if result.status in ("ran", "failed") else ""
    reason = f"  ({result.reason})" if result.reason else ""
    return f"{result.page.name:<{width}}  {result.status:<6}{seconds}{reason}".rstrip()


# ── what has to run ───────────────────────────────────────────────────────────────────────────────────────────────────
def plan_pages(project: Project, quarter: object, *, fresh: bool = False) -> list[Planned]:
    """Every page with the reason to run it, if there is one; PagesError for notebooks that cannot be run."""
    pages = pages_of(project)
    shared = {"library": library_digest(), "environment": digest(environment()), "parameters": parameters(quarter)}
    fingerprint = cache(project.fingerprint)
    planned, faults = [], []
    for page in pages:
        raw = (project.root / page.path).read_bytes()
        inputs = {"page": hashlib.sha256(raw).hexdigest()} | (shared if page.is_notebook else {})
        record = _read_record(project, quarter, page) if page.is_notebook else {}
        reason = _reason(record, inputs, fingerprint, fresh, project) if page.is_notebook else ""
        if reason:
            faults += cannot_run(page, raw)
        planned.append(Planned(page, inputs, reason, record))
    faults = faults or [fault for plan in planned if plan.reason for fault in _unknown_parameters(project, plan)]
    raise_if(PagesError, faults)
    return planned


@cache
def library_digest() -> str:
    """One digest over every file of this library, assets included."""
    files = sorted(p for p in _LIBRARY.rglob("*") if p.is_file() and p.suffix != ".pyc")
    return digest([[p.relative_to(_LIBRARY).as_posix(), hashlib.sha256(p.read_bytes()).hexdigest()] for p in files])


@cache
def environment() -> dict[str, Any]:
    """Python's version and every installed distribution as `name==version`.

    Read from the names of the `.dist-info` folders: opening 200 metadata files would cost more than all the rest of a
    build in which nothing changed.
    """
    found = set()
    for entry in sys.path:
        names = os.listdir(entry) if os.path.isdir(entry) else ()
        found |= {match.groups() for name in names if (match := re.fullmatch(r"(.+)-([^-]+)\.(?:dist|egg)-info", name))}
    packages = sorted(f"{name.lower().replace('_', '-')}=={version}" for name, version in found)
    return {"python": ".".join(map(str, sys.version_info[:3])), "packages": packages}


def digest(value: Any) -> str:
    """SHA-256 of a value's JSON."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode("utf-8")).hexdigest()


def _reason(
    record: Mapping[str, Any], inputs: Mapping[str, Any], fingerprint: Callable[[str], str], fresh: bool, project: Project
) -> str:
    if fresh:
        return "asked for"
    if not record:
        return "not run before"
    was = record["inputs"]
    words = {
        "page": "notebook changed",
        "library": "library changed",
        "environment": "installed packages changed",
        "parameters": "parameters changed",
    }
    for key, reason in words.items():
        if was.get(key) != inputs[key]:
            return reason
    changed = [key for key, value in record["opened"].items() if fingerprint(key) != value]
    if changed:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        return f"{_readable(changed[0])}{more} changed"
    executed = _executed_path(project, record)
    sound = executed.is_file() and hashlib.sha256(executed.read_bytes()).hexdigest() == record["output"]
    return "" if sound else "executed notebook missing or damaged"


def _readable(key: str) -> str:
    kind, _, rest = key.partition(":")
    return {"listing": f"list of files in {rest}", "lines": f"files in {rest.split(':')[0]}"}.get(kind, key)


def _unknown_parameters(project: Project, plan: Planned) -> Iterator[Fault]:
    import papermill

    known = papermill.inspect_notebook(_source(project, plan.page))
    for name in plan.inputs["parameters"]:
        if name not in known:
            yield Fault(
                plan.page.path,
                "the cell tagged 'parameters'",
                f"has no parameter '{name}'; it has {', '.join(known) or 'none'}.",
                f'Write: {name}: str = "latest"',
            )


# ── the cache ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def cache_folder(project: Project) -> Path:
    """Where executed pages are kept; may be deleted at any time when no build runs."""
    return project.root / "_build" / "cache"


def _record_path(project: Project, quarter: object, page: PageFile) -> Path:
    return cache_folder(project) / "pages" / str(quarter) / f"{page.name}.json"


def _executed_path(project: Project, record: Mapping[str, Any]) -> Path:
    return cache_folder(project) / "executed" / f"{record['output']}.ipynb"


def _read_record(project: Project, quarter: object, page: PageFile) -> dict[str, Any]:
    try:
        record = json.loads(_record_path(project, quarter, page).read_bytes())
        return record if {"inputs", "opened", "output", "charts", "seconds"} <= record.keys() else {}
    except (OSError, ValueError, AttributeError):
        return {}


def _keep(project: Project, quarter: object, plan: Planned, text: bytes, result: PageResult) -> PageResult:
    """Store an executed page: first the notebook, under its own digest, then the record that points to it."""
    record = {
        "inputs": plan.inputs,
        "opened": result.opened,
        "output": hashlib.sha256(text).hexdigest(),
        "charts": result.charts,
        "seconds": round(result.seconds, 2),
    }
    write_atomic(_executed_path(project, record), text)
    write_atomic(_record_path(project, quarter, plan.page), json.dumps(record, sort_keys=True, indent=1).encode())
    return replace(result, notebook=_executed_path(project, record))


def _kept(project: Project, quarter: object, plan: Planned) -> PageResult:
    if not plan.page.is_notebook:
        return PageResult(plan.page, "copied")
    return PageResult(
        plan.page,
        "reused",
        notebook=_executed_path(project, plan.record),
        charts=tuple(plan.record["charts"]),
        opened=plan.record["opened"],
    )


def sweep_cache(project: Project) -> None:
    """Delete executed notebooks that no record points to, and files that were never finished."""
    folder = cache_folder(project)
    records = [json.loads(p.read_bytes()) for p in (folder / "pages").glob("*/*.json")]
    wanted = {record["output"] for record in records}
    for path in [*folder.rglob("*.part"), *(p for p in (folder / "executed").glob("*.ipynb") if p.stem not in wanted)]:
        path.unlink(missing_ok=True)


# ── running ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _run_all(
    project: Project,
    quarter: object,
    work: Sequence[Planned],
    workers: int | None,
    expectations: Mapping[str, Iterable[str]],
    say: Callable[[str], None],
    nursery: Nursery | None,
) -> Iterator[PageResult]:
    from pcc_lib.building.kernels import Nursery, kernel_manager

    slowest_first = sorted(work, key=lambda plan: -plan.record.get("seconds", 1e9))
    with nullcontext(nursery) if nursery else Nursery(project.root) as nursery:
        _import_papermill()  # while the nursery imports what the pages need
        manager = kernel_manager(project.root, nursery)
        nursery.warm()
        executor = ThreadPoolExecutor(min(len(work), workers or default_workers()))
        try:
            jobs = [
                executor.submit(_run_one, project, quarter, plan, manager, expectations.get(plan.page.name, ()))
                for plan in slowest_first
            ]
            for job in as_completed(jobs):
                yield job.result()
        except BaseException:
            nursery.close()  # its kernels end, so the threads that wait for them end too
            raise
        finally:
            executor.shutdown(cancel_futures=True)
        if nursery.trouble:
            say(f"Kernels were started the ordinary, slower way: {nursery.trouble}.")


def default_workers() -> int:
    """One more than the cores: a kernel that starts mostly waits."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores + 1


def _import_papermill() -> None:
    import logging

    import papermill  # noqa: F401

    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # what it logs, it also raises
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)


def _kernels_not_here(project: Project, work: Sequence[Planned]) -> Iterator[str]:
    from pcc_lib.building.kernelspec import kernel_name, unregistered

    return unregistered({plan.page.name: kernel_name(json.loads((project.root / plan.page.path).read_bytes())) for plan in work})


def _run_one(project: Project, quarter: object, plan: Planned, manager: type, expected: Iterable[str]) -> PageResult:
    start = time.perf_counter()
    result = PageResult(plan.page, "ran", plan.reason)
    try:
        notebook = normalise(_execute(_source(project, plan.page), plan, manager))
    except _PageFailed as failure:
        faults = (_failure(project, plan.page, failure),)
        return replace(result, status="failed", seconds=time.perf_counter() - start, faults=faults)
    outputs = list(outputs_of(notebook))
    result = replace(
        result,
        seconds=time.perf_counter() - start,
        opened=opened_by(outputs),
        charts=tuple(chart for _, out in outputs for chart in pcc_metadata(out).get("charts", ())),
    )
    faults = tuple(faults_in(project, plan.page.path, outputs, set(expected)))
    if faults:
        return replace(result, status="failed", faults=faults)
    return _keep(project, quarter, plan, serialise(notebook), result)


class _PageFailed(Exception):
    def __init__(self, cell: int, source: str, found: str, trace: str = "") -> None:
        self.cell, self.source, self.found, self.trace = cell, source, found, trace


def _source(project: Project, page: PageFile) -> Any:
    import nbformat

    notebook = nbformat.reads((project.root / page.path).read_text(encoding="utf-8"), as_version=4)
    notebook.metadata["kernelspec"] = dict(KERNELSPEC)
    for number, cell in enumerate(notebook.cells, 1):
        cell.setdefault("id", f"cell-{number}")  # nbformat would choose one by chance
    return notebook


def _execute(source: Any, plan: Planned, manager: type) -> Any:
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
            raise _PageFailed(
                *_place(source, error.cell_index, error.source), _last_line(error), "\n".join(error.traceback)
            ) from None
        except (RuntimeError, TimeoutError, OSError) as error:
            if started:
                raise _PageFailed(*_place(source, started["index"], started["cell"].source), _ended(error)) from None
            if last_try:
                raise _PageFailed(0, "", f"its kernel did not start ({_first_line(error)}).") from None
    raise AssertionError("unreachable")


def _note(started: dict[str, Any], cell: Any, cell_index: int) -> None:
    started.update(cell=cell, index=cell_index)


def _place(source: Any, executed_index: int, text: str) -> tuple[int, str]:
    """Number of a cell as the author counts them (papermill has put one in), and its first line."""
    tagged = next(i for i, cell in enumerate(source.cells) if "parameters" in cell.metadata.get("tags", ()))
    number = executed_index + 1 if executed_index <= tagged else executed_index
    return number, (text.strip().splitlines() or [""])[0]


def _last_line(error: Any) -> str:
    """A message of ours is told whole; of any other error, its name and last line."""
    from pcc_lib.core import errors

    if hasattr(errors, error.ename):
        return str(error.evalue).strip()
    return f"{error.ename}: {(str(error.evalue).strip().splitlines() or [''])[-1]}"


def _ended(error: Exception) -> str:
    if "Timeout" in type(error).__name__:
        return f"took longer than {CELL_SECONDS} seconds."
    return f"the kernel ended in the middle of the cell ({_first_line(error)})."


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def _failure(project: Project, page: PageFile, failure: _PageFailed) -> Fault:
    place = f"cell {failure.cell} ({failure.source})" if failure.cell else ""
    todo = "Correct that and build again."
    if failure.trace:
        path = project.root / "_build" / "failed" / f"{page.name}.txt"
        write_atomic(path, re.sub(r"\x1b\[[0-9;]*m", "", failure.trace).encode("utf-8"))
        todo = f"Correct that and build again (whole traceback: _build/failed/{page.name}.txt)."
    found = failure.found if failure.found.endswith((".", "!", "?")) else failure.found + "."
    return Fault(page.path, place, found, todo)


def _torn(results: Iterable[PageResult]) -> Iterator[Fault]:
    """Files that two pages of one book read in different states."""
    seen: dict[str, tuple[str, str]] = {}
    for result in results:
        for key, value in result.opened.items():
            name, other = seen.setdefault(key, (result.page.name, value))
            if other != value:
                yield Fault(
                    _readable(key),
                    "",
                    f"changed while the pages ran: {name} and {result.page.name} read different states.",
                    "Build again.",
                )
