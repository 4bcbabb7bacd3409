"""The gate on numbers: an edition's HTML is read back, and every number in it must be proven.

What the project says is read while jupyter-book compiles, in a thread: the compiler is a process of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from pcc_lib.building.executed import html_of, outputs_of, pcc_metadata
from pcc_lib.building.job import PageResult
from pcc_lib.building.ledger import plain_row
from pcc_lib.building.page_cache import proofs_file
from pcc_lib.core.installed import digest, environment, library_digest
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.reading_back.kept import Proofs
from pcc_lib.reading_back.reading import Reading
from pcc_lib.reading_back.said import Block, Edition, PageSaid


class Reader:
    """Makes ready to read an edition back while its book is compiled; `reading` waits for that."""

    def __init__(self, project: Project, quarter: Quarter, edition: Edition, kept: Path | None = None) -> None:
        """kept: the file of what proved its numbers before (None: that of builds)."""
        self._pool = ThreadPoolExecutor(1)
        self._ready: Future[tuple[Reading, Proofs]] = self._pool.submit(_prepared, project.root, quarter, edition, kept)

    def reading(self) -> tuple[Reading, Proofs]:
        """What the edition is read with, and what is known of its pages; raises what went wrong in making it ready."""
        try:
            return self._ready.result()
        finally:
            self._pool.shutdown(wait=False)


def _prepared(root: Path, quarter: Quarter, edition: Edition, kept: Path | None = None) -> tuple[Reading, Proofs]:
    """Everything anew, from files that no page has read for us. What files declare is read by a project of its own: what else was
    read, a page's proofs rest on."""
    texts = Reading(edition, open_quarter(Project(root), str(quarter))).texts
    project = Project(root)
    reading = Reading(edition, open_quarter(project, str(quarter)))
    reading.texts = texts
    proofs = Proofs(kept or proofs_file(project, quarter), edition, library_digest() + digest(environment()))
    proofs.hold_against(texts, project.fingerprint)
    if not proofs.holds():
        reading.prepare()
    return reading, proofs


def edition_of(results: Sequence[PageResult], rows: Sequence[Mapping[str, str]], banner: str) -> Edition:
    """What an edition's executed pages say of themselves."""
    pages = [PageSaid(_html_name(result.page.path), result.page.path, tuple(_blocks(result))) for result in results]
    return Edition(pages, rows, banner)


def edition_in(folder: Path) -> Edition:
    """What a built edition says of itself: from its manifest and its executed notebooks, for whoever reads it back later."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    pages = []
    for name, said in manifest["pages"].items():
        path = folder / "notebooks" / Path(said["source"]).name
        blocks = tuple(_blocks_in(path, name)) if path.suffix == ".ipynb" else ()
        pages.append(PageSaid(_html_name(said["source"]), said["source"], blocks))
    rows = {tuple(row.values()): row for page in pages for block in page.blocks for row in block.rows}
    return Edition(pages, list(rows.values()), manifest["inputs"]["draft"])


def _html_name(path: str) -> str:
    return Path(path).with_suffix(".html").as_posix()


def _blocks(result: PageResult) -> Iterator[Block]:
    if result.notebook:
        yield from _blocks_in(result.notebook, result.page.name)


def _blocks_in(notebook: Path, page: str) -> Iterator[Block]:
    for _, output in outputs_of(json.loads(notebook.read_bytes())):
        if html_of(output):
            yield _block(pcc_metadata(output), page)


def _block(said: Mapping[str, Any], page: str) -> Block:
    rows = [plain_row(row, page) for row in said.get("figures", ())]
    return Block(said.get("block", ""), said.get("topic", ""), rows, tuple(said.get("charts", ())))
