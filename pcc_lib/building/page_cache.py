"""Executed pages that are kept: each under its own digest, with a record of what it read, so that it need not run again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pcc_lib.building.job import PageResult, Planned
from pcc_lib.core.files import sha256, write_atomic
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.page_files import PageFile
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.traces import Trace

# what a record holds, beside a trace; `plain`: that its notebook holds nothing but `report.…` calls
_RECORD = {"inputs": dict, "output": str, "charts": list, "blocks": list, "code": list, "plain": bool, "seconds": int | float}


def cache_folder(project: Project) -> Path:
    """Where executed pages are kept; may be deleted at any time when no build runs."""
    return project.root / "_build" / "cache"


def proofs_file(project: Project, quarter: object) -> Path:
    """Where is kept what proved the numbers of a quarter's pages."""
    return cache_folder(project) / "proofs" / f"{quarter}.json"


def gate_file(project: Project, quarter: object) -> Path:
    """Where is kept what the gate read of a quarter's pages."""
    return cache_folder(project) / "proofs" / f"{quarter}.gate.json"


def forget_readings(project: Project, quarter: object) -> None:
    """Have every page of a quarter read back anew."""
    proofs = proofs_file(project, quarter)
    for file in (proofs, proofs.with_name(f"{proofs.stem}.downloads.json"), gate_file(project, quarter)):
        file.unlink(missing_ok=True)


class PageCache:
    """The executed pages of one quarter that are kept."""

    def __init__(self, project: Project, quarter: Quarter) -> None:
        self._folder = cache_folder(project)
        self._quarter = quarter

    def record(self, page: PageFile) -> dict[str, Any]:
        """What is known of a page's last run: how long it took, what it showed and rests on; nothing where it never ran."""
        return _record(self._record_path(page))

    def is_sound(self, record: Mapping[str, Any]) -> bool:
        """Whether the executed notebook of a record is there, as it was kept."""
        path = self._executed(record)
        return path.is_file() and sha256(path.read_bytes()) == record["output"]

    def keep(self, plan: Planned, text: bytes, result: PageResult, plain: bool = False) -> PageResult:
        """Store an executed page: first the notebook, under its own digest, then the record that points to it."""
        record = {
            "inputs": plan.inputs,
            **result.trace.plain,
            "output": sha256(text),
            "charts": result.charts,
            "blocks": result.blocks,
            "plain": plain,
            "code": [result.code.files, result.code.state] if result.code else [],
            "seconds": round(result.seconds, 2),
        }
        write_atomic(self._executed(record), text)
        self._write(plan.page, record)
        return replace(result, notebook=self._executed(record))

    def keep_on(self, plan: Planned, trace: Trace) -> PageResult:
        """The result of a page whose files changed and say the same: kept, with what they are now."""
        record = {**plan.record, **trace.plain}
        self._write(plan.page, record)
        return self.kept(replace(plan, record=record))

    def _write(self, page: PageFile, record: Mapping[str, Any]) -> None:
        write_atomic(self._record_path(page), json.dumps(record, sort_keys=True, indent=1).encode())

    def kept(self, plan: Planned) -> PageResult:
        """The result of a page that need not run: kept, or no notebook."""
        if not plan.page.is_notebook:
            return PageResult(plan.page, "copied")
        record = plan.record
        return PageResult(
            plan.page,
            "reused",
            notebook=self._executed(record),
            charts=tuple(record["charts"]),
            trace=Trace.parse(record),
            blocks=tuple(record["blocks"]),
        )

    def _record_path(self, page: PageFile) -> Path:
        return self._folder / "pages" / str(self._quarter) / f"{page.name}.json"

    def _executed(self, record: Mapping[str, Any]) -> Path:
        return self._folder / "executed" / f"{record['output']}.ipynb"


def _record(path: Path) -> dict[str, Any]:
    """A record as it was kept; nothing where there is none, or it is damaged: its page then runs again."""
    try:
        record = json.loads(path.read_bytes())
        Trace.parse(record)
        return record if all(isinstance(record[key], kind) for key, kind in _RECORD.items()) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def sweep_cache(project: Project) -> None:
    """Delete executed notebooks that no record points to, and files that were never finished."""
    folder = cache_folder(project)
    wanted = {_record(path).get("output") for path in (folder / "pages").glob("*/*.json")}
    for path in [*folder.rglob("*.part"), *(p for p in (folder / "executed").glob("*.ipynb") if p.stem not in wanted)]:
        path.unlink(missing_ok=True)
