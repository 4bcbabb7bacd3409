"""A build: what is asked for, the pages that it takes and why each must run, and what became of them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pcc_lib.building.loaded_code import LoadedCode
from pcc_lib.core.errors import BuildError, Fault, FaultsError
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.page_files import PageFile
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.traces import Trace

AGAIN = "Build again."  # what is to be done about a fault that comes of a change meanwhile


@dataclass(frozen=True)
class Job:
    """What is to be built, and how: the book of one quarter of a project.

    `fresh` runs every page, whatever is in the cache; a `final` book is refused while anything is open; so many `workers` run
    pages at the same time (None: as suits this machine); `say` is given each line of progress; `ran` is called when the pages
    have run; `kernels` runs every page with papermill in a kernel of its own; for so many seconds (`stay`) processes that have
    loaded what takes long wait for the next job of the project; `id` tells jobs apart.
    """

    project: Project
    quarter: Quarter
    fresh: bool = False
    workers: int | None = None
    say: Callable[[str], object] = print
    final: bool = False
    ran: Callable[[], object] = lambda: None
    kernels: bool = False
    stay: float = 0.0
    id: str = field(default_factory=lambda: secrets.token_hex(8))


@dataclass(frozen=True)
class PageResult:
    """What became of a page: `status` is ran, reused, copied or failed; `notebook` is the executed one, `blocks` what it
    shows, `code` what made it, where that is known."""

    page: PageFile
    status: str
    reason: str = ""
    seconds: float = 0.0
    notebook: Path | None = None
    charts: tuple[str, ...] = ()
    trace: Trace = field(default_factory=Trace)
    faults: tuple[Fault, ...] = ()
    blocks: tuple[str, ...] = ()
    code: LoadedCode | None = None

    @property
    def opened(self) -> Mapping[str, str]:
        """Every file that it rests on, with its fingerprint."""
        return self.trace.opened


@dataclass(frozen=True)
class Planned:
    """A page, the digests of what goes into it, and why it must run (`reason` is blank where it need not). `doubtful`: it need
    run only where what has changed says something else. `plain`: its notebook holds nothing but `report.…` calls."""

    page: PageFile
    inputs: Mapping[str, Any]
    reason: str
    record: Mapping[str, Any]
    doubtful: bool = False
    plain: bool = False


class PageFailed(Exception):
    """A page that stopped: the number and first line of its cell (0 and blank: no cell), what was found, and the whole trace."""

    def __init__(self, cell: int, source: str, found: str, trace: str = "") -> None:
        self.cell, self.source, self.found, self.trace = cell, source, found, trace


class PagesError(FaultsError, BuildError):
    """Pages that cannot be run, or that failed. `results` holds what became of every page."""

    def __init__(self, faults: Iterable[Fault], results: Sequence[PageResult] = ()) -> None:
        super().__init__(faults)
        self.results = list(results)
