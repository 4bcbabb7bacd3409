"""Which pages must run again, and why: a page runs only if its notebook, or something that it read, has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from pcc_lib.building.job import Job, PagesError, Planned
from pcc_lib.building.loaded_code import state_now
from pcc_lib.building.page_cache import PageCache
from pcc_lib.building.page_run import notebook_source
from pcc_lib.core.errors import Fault, raise_if
from pcc_lib.core.files import read_bytes, sha256
from pcc_lib.core.installed import digest, environment, library_digest
from pcc_lib.inputs.page_files import PageFile, cannot_run, pages_of, parameters, parameters_in
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.traces import Trace

OWN_CODE = "has code of its own, which may read anything"
_CHANGED = {
    "page": "notebook changed",
    "library": "library changed",
    "environment": "installed packages changed",
    "parameters": "parameters changed",
}


def plan_pages(job: Job) -> list[Planned]:
    """Every page with the reason to run it, if there is one; PagesError for notebooks that cannot be run."""
    project, planned, faults = job.project, [], []
    why = _Reasons(job)
    for page in pages_of(project):
        raw = read_bytes(project.path(page.path), page.path)
        plan = why.plan(page, sha256(raw))
        faults += cannot_run(page, raw) if plan.reason else ()
        planned.append(plan)
    faults = faults or [fault for plan in planned if plan.reason for fault in _unknown_parameters(project, plan)]
    raise_if(PagesError, faults)
    return planned


class _Reasons:
    """Why the pages of one build must run: what all of them rest on is looked at once."""

    def __init__(self, job: Job) -> None:
        self._fresh = job.fresh
        self._cache = PageCache(job.project, job.quarter)
        self._shared = {
            "library": library_digest(),
            "environment": digest(environment()),
            "parameters": parameters(job.quarter),
        }
        self._fingerprint = cache(job.project.fingerprint)
        self._state = cache(lambda files="": state_now(job.project, files))

    def plan(self, page: PageFile, sha: str) -> Planned:
        """A page, by the digest of its file, with the reason to run it."""
        if not page.is_notebook:
            return Planned(page, {"page": sha}, "", {})
        inputs, record = {"page": sha, **self._shared}, self._cache.record(page)
        reason = self._reason(record, inputs)
        if reason or not record:
            return Planned(page, inputs, reason, record)
        trace = Trace.parse(record)
        changed, doubtful = trace.changed(self._fingerprint), trace.doubtful(self._fingerprint)
        found = _told([*changed, *doubtful]) if changed or doubtful else ""
        return Planned(page, inputs, found, record, doubtful=bool(doubtful) and not changed)

    def _reason(self, record: Mapping[str, Any], inputs: Mapping[str, Any]) -> str:
        """Why a page must run, whatever its files say."""
        if self._fresh:
            return "asked for"
        if not record:
            return "not run before"
        for key, reason in _CHANGED.items():
            if record["inputs"].get(key) != inputs[key]:
                return reason
        if not record["plain"]:
            return OWN_CODE
        if record["code"][1:] != [self._state(*record["code"][:1])]:
            return _CHANGED["environment"]
        return "" if self._cache.is_sound(record) else "executed notebook missing or damaged"


def _told(changed: Sequence[str]) -> str:
    more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
    return f"{readable(changed[0])}{more} changed"


def readable(key: str) -> str:
    """A key of what a page opened, as people say it: a file, or the list of files in a folder."""
    kind, _, rest = key.partition(":")
    return {"listing": f"list of files in {rest}", "lines": f"files in {rest.split(':')[0]}"}.get(kind, key)


def _unknown_parameters(project: Project, plan: Planned) -> Iterator[Fault]:
    known = parameters_in(read_bytes(project.path(plan.page.path), plan.page.path))
    if known is None:
        import papermill  # slow to load

        known = papermill.inspect_notebook(notebook_source(project, plan.page))
    for name in plan.inputs["parameters"]:
        if name not in known:
            yield Fault(
                plan.page.path,
                "the cell tagged 'parameters'",
                f"has no parameter '{name}'; it has {', '.join(known) or 'none'}.",
                f'Write: {name}: str = "latest"',
            )
