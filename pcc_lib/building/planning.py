"""Which pages must run again, and why: a page runs only if its notebook, or something that it read, has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from pcc_lib.building.environment import digest, environment, library_digest
from pcc_lib.building.job import PagesError, Planned
from pcc_lib.building.page_cache import executed_path, read_record
from pcc_lib.building.page_run import notebook_source
from pcc_lib.core.errors import Fault, raise_if
from pcc_lib.inputs.page_files import cannot_run, pages_of, parameters
from pcc_lib.inputs.project import Project


def plan_pages(project: Project, quarter: object, *, fresh: bool = False) -> list[Planned]:
    """Every page with the reason to run it, if there is one; PagesError for notebooks that cannot be run."""
    pages = pages_of(project)
    shared = {"library": library_digest(), "environment": digest(environment()), "parameters": parameters(quarter)}
    fingerprint = cache(project.fingerprint)
    planned, faults = [], []
    for page in pages:
        raw = (project.root / page.path).read_bytes()
        inputs = {"page": hashlib.sha256(raw).hexdigest()} | (shared if page.is_notebook else {})
        record = read_record(project, quarter, page) if page.is_notebook else {}
        reason = _reason(record, inputs, fingerprint, fresh, project) if page.is_notebook else ""
        if reason:
            faults += cannot_run(page, raw)
        planned.append(Planned(page, inputs, reason, record))
    faults = faults or [fault for plan in planned if plan.reason for fault in _unknown_parameters(project, plan)]
    raise_if(PagesError, faults)
    return planned


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
        return f"{readable(changed[0])}{more} changed"
    executed = executed_path(project, record)
    sound = executed.is_file() and hashlib.sha256(executed.read_bytes()).hexdigest() == record["output"]
    return "" if sound else "executed notebook missing or damaged"


def readable(key: str) -> str:
    """A key of what a page opened, as people say it: a file, or the list of files in a folder."""
    kind, _, rest = key.partition(":")
    return {"listing": f"list of files in {rest}", "lines": f"files in {rest.split(':')[0]}"}.get(kind, key)


def _unknown_parameters(project: Project, plan: Planned) -> Iterator[Fault]:
    import papermill

    known = papermill.inspect_notebook(notebook_source(project, plan.page))
    for name in plan.inputs["parameters"]:
        if name not in known:
            yield Fault(
                plan.page.path,
                "the cell tagged 'parameters'",
                f"has no parameter '{name}'; it has {', '.join(known) or 'none'}.",
                f'Write: {name}: str = "latest"',
            )
