"""The gate on numbers: an edition's HTML is read back, and every number in it must be proven.

What the project says is read while jupyter-book compiles: in a process of its own where one can be forked, else in a thread.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from pcc_lib.building.executed import html_of, outputs_of, pcc_metadata
from pcc_lib.building.job import PageResult
from pcc_lib.building.ledger import plain_row
from pcc_lib.building.nursery import Nursery
from pcc_lib.building.page_cache import proofs_file
from pcc_lib.building.read_back import Numbers, ReadBack
from pcc_lib.building.workers import Workers
from pcc_lib.core.processors import cores
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.page_files import DOWNLOADS
from pcc_lib.inputs.project import Project
from pcc_lib.reading_back.said import Block, Edition, PageSaid


class Reader:
    """Makes ready to read an edition back while its book is compiled, then reads it, while its builder does other things.

    nursery: what a process for that is forked from; None, or one that is not well: a thread of this process does it.
    """

    def __init__(self, project: Project, quarter: Quarter, nursery: Nursery | None = None) -> None:
        forks = nursery is not None and not nursery.trouble
        asked = ReadBack(str(project.root), str(quarter), Edition([]), str(proofs_file(project, quarter)))
        self._asked = replace(asked, copies=cores() if forks else 1, reader=secrets.token_hex(8), aside=forks)
        self._workers = Workers(project.root, 1, nursery) if forks else None
        self._pool = ThreadPoolExecutor(1)

    def close(self) -> None:
        """End what reads."""
        if self._workers:
            self._workers.close()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def begin(self, edition: Edition) -> Future[Numbers]:
        """Begin to make ready for an edition."""
        return self._pool.submit(self._do, replace(self._asked, edition=edition))

    def begin_partly(self, edition: Edition, few: bool) -> Future[Numbers]:
        """Begin to make ready for an edition of which more pages will come. few: few of these are new."""
        return self._pool.submit(self._do, replace(self._asked, edition=edition, partly=True, few=few))

    def read_offered(self, edition: Edition, offered: Mapping[str, bytes]) -> Future[Numbers]:
        """Begin to read the files that an edition offers to take along, by their names in its HTML, while that is compiled."""
        files = {name.removeprefix(f"{DOWNLOADS}/"): content for name, content in offered.items()}
        return self._pool.submit(self._do, replace(self._asked, edition=edition, offered=files))

    def read(self, edition: Edition, html: Path) -> Future[Numbers]:
        """Begin to read the pages of a folder; what is given has what was found, or raises what went wrong."""
        return self._pool.submit(self._do, replace(self._asked, edition=edition, html=str(html)))

    def _do(self, asked: ReadBack) -> Numbers:
        if self._workers:
            return self._workers.run(asked)
        from pcc_lib.building.read_anew import read_back  # slow to load, and a build that can fork need not

        return read_back(asked)


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
