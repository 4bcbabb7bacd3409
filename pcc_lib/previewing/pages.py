"""The pages of a preview as they are now: each the newest that was sound, whether or not it can be made of today's files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from pcc_lib.building.compiled import Compiled
from pcc_lib.building.job import Job, PageResult, Planned
from pcc_lib.building.ledger import ledger
from pcc_lib.building.page_cache import PageCache
from pcc_lib.core.files import sha256, write_atomic
from pcc_lib.figures.figure import ledger_csv
from pcc_lib.inputs.page_files import DOWNLOADS, PageFile

LEDGER = "figures.csv"  # pages may offer it for download
_TO_COME = "This page has not been made yet."


def address_of(page: PageFile) -> str:
    """The address of a page in the book: `notebooks/priority-1.html`."""
    return Path(page.path).with_suffix(".html").as_posix()


def page_first(work: Sequence[Planned], watched: str) -> list[Planned]:
    """The page that somebody looks at, if it is among the work; else the first."""
    names = {address_of(plan.page): plan for plan in work}
    return [names.get(watched) or work[0]] if work else []


def results_now(job: Job, planned: Sequence[Planned], made: Mapping[PageFile, PageResult], folder: Path) -> list[PageResult]:
    """A result for every page: made now, else kept, else what was kept last, else a page that says that it is to come."""
    cache = PageCache(job.project, job.quarter)
    return [made.get(plan.page) or _kept(cache, plan) or _to_come(job, plan.page, folder) for plan in planned]


def _kept(cache: PageCache, plan: Planned) -> PageResult | None:
    record = cache.record(plan.page) if plan.page.is_notebook else {}
    sound = not plan.page.is_notebook or (bool(record) and cache.is_sound(record))
    return cache.kept(Planned(plan.page, plan.inputs, "", record)) if sound else None


def _to_come(job: Job, page: PageFile, folder: Path) -> PageResult:
    """The headings of a notebook alone, so that contents and titles are right."""
    source = json.loads((job.project.root / page.path).read_bytes())
    words = ["".join(cell["source"]) for cell in source["cells"] if cell["cell_type"] == "markdown"]
    title = next((text for text in words if text.startswith("# ")), f"# {page.name}").splitlines()[0]
    cell = {"cell_type": "markdown", "id": "to-come", "metadata": {}, "source": f"{title}\n\n{_TO_COME}"}
    text = json.dumps({"cells": [cell], "metadata": source["metadata"], "nbformat": 4, "nbformat_minor": 5}).encode()
    path = folder / "to_come" / f"{sha256(text)}.ipynb"
    write_atomic(path, text)
    return PageResult(page, "to come", notebook=path)


def files_of(compiled: Compiled, before: Mapping[str, bytes]) -> dict[str, bytes]:
    """Every file of the compiled book by its address; the ledger and the data that its pages offer are as before."""
    found = {p.relative_to(compiled.html).as_posix(): p.read_bytes() for p in compiled.html.rglob("*") if p.is_file()}
    return found | {name: content for name, content in before.items() if name == LEDGER or name.startswith(f"{DOWNLOADS}/")}


def with_offered(files: Mapping[str, bytes], offered: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with the data to take along as they are now."""
    return {name: content for name, content in files.items() if not name.startswith(f"{DOWNLOADS}/")} | dict(offered)


def with_ledger(files: Mapping[str, bytes], results: Sequence[PageResult]) -> dict[str, bytes]:
    """The files with the ledger of all pages, which takes a while."""
    return {**files, LEDGER: ledger_csv(ledger(results)).encode("utf-8")}
