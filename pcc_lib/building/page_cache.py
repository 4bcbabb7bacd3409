"""Executed pages that are kept: each under its own digest, with a record of what it read, so that it need not run again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pcc_lib.building.job import PageResult, Planned
from pcc_lib.core.files import write_atomic
from pcc_lib.inputs.page_files import PageFile
from pcc_lib.inputs.project import Project


def cache_folder(project: Project) -> Path:
    """Where executed pages are kept; may be deleted at any time when no build runs."""
    return project.root / "_build" / "cache"


def _record_path(project: Project, quarter: object, page: PageFile) -> Path:
    return cache_folder(project) / "pages" / str(quarter) / f"{page.name}.json"


def executed_path(project: Project, record: Mapping[str, Any]) -> Path:
    return cache_folder(project) / "executed" / f"{record['output']}.ipynb"


def read_record(project: Project, quarter: object, page: PageFile) -> dict[str, Any]:
    try:
        record = json.loads(_record_path(project, quarter, page).read_bytes())
        return record if {"inputs", "opened", "output", "charts", "seconds"} <= record.keys() else {}
    except (OSError, ValueError, AttributeError):
        return {}


def keep(project: Project, quarter: object, plan: Planned, text: bytes, result: PageResult) -> PageResult:
    """Store an executed page: first the notebook, under its own digest, then the record that points to it."""
    record = {
        "inputs": plan.inputs,
        "opened": result.opened,
        "output": hashlib.sha256(text).hexdigest(),
        "charts": result.charts,
        "seconds": round(result.seconds, 2),
    }
    write_atomic(executed_path(project, record), text)
    write_atomic(_record_path(project, quarter, plan.page), json.dumps(record, sort_keys=True, indent=1).encode())
    return replace(result, notebook=executed_path(project, record))


def kept(project: Project, quarter: object, plan: Planned) -> PageResult:
    if not plan.page.is_notebook:
        return PageResult(plan.page, "copied")
    return PageResult(
        plan.page,
        "reused",
        notebook=executed_path(project, plan.record),
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
