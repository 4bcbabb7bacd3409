"""The rounds of a preview: after each change the pages that rest on it are made again, the one that somebody looks at first."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pcc_lib.building.book import Book
from pcc_lib.building.compiled import Compiled
from pcc_lib.building.compiler import Compiler
from pcc_lib.building.editions import PREVIEW, Check, Expected, Open, checked, lock
from pcc_lib.building.job import Job, PageResult, PagesError, Planned
from pcc_lib.building.planning import plan_pages
from pcc_lib.building.processes import Processes, Warm
from pcc_lib.building.runner import run_pages
from pcc_lib.building.staging import staged
from pcc_lib.core.errors import Fault, FaultsError, ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.page_files import PageFile
from pcc_lib.inputs.project import Project
from pcc_lib.previewing.board import Board
from pcc_lib.previewing.pages import files_of, page_first, results_now
from pcc_lib.previewing.watching import Seen, library_seen, seen, wait_for_change

LIBRARY_CHANGED = "The program itself was changed: end this preview (Ctrl-C) and start it again."
WAIT_FOR_BUILD = 600.0  # seconds for which a preview waits while a build of the project runs


@dataclass(frozen=True)
class Asked:
    """What is previewed, and what finds its faults: as for a build."""

    root: Path
    quarter: Quarter
    check: Check
    opened: Open
    expected: Expected


@dataclass
class _Round:
    """One round: the plan of its pages, what was made in it, and the faults that it found."""

    job: Job
    planned: Sequence[Planned]
    made: dict[PageFile, PageResult] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def work(self) -> list[Planned]:
        """The pages that are still to be made."""
        return [plan for plan in self.planned if plan.reason and plan.page not in self.made]


class Rounds:
    """Makes pages again until it is stopped; `run` is to be called in a thread of its own."""

    def __init__(self, asked: Asked, board: Board, say: Callable[[str], object]) -> None:
        self._asked, self._board, self._say = asked, board, say
        self._stop = threading.Event()
        self._folder = asked.root / "_build" / "preview" / str(asked.quarter)
        self._compiled = Compiled(self._folder / "compiled")
        self._compiler = Compiler(Project(asked.root), asked.quarter)
        self._warm = Warm(asked.root)
        self._banner = ""
        self.broken: Exception | None = None
        self._compiled_from: tuple[Any, ...] = ()

    def stop(self) -> None:
        """End it, and every process of it: what it waits for then ends too."""
        self._stop.set()
        self._compiler.close()
        self._warm.close()

    def run(self) -> None:
        """Make the pages, then again after each change; `broken` is what nobody foresaw, and ends it."""
        try:
            self._rounds()
        except Exception as error:
            self.broken = None if self._stop.is_set() else error

    def _rounds(self) -> None:
        self._compiler.start()
        library = library_seen()
        while not self._stop.is_set():
            now = seen(self._asked.root)
            if library_seen() != library:
                self._board.show(note=LIBRARY_CHANGED)
            self._round(now)
            self._board.show(doing="")
            wait_for_change(self._asked.root, now, self._stop)

    def _round(self, now: Seen) -> None:
        """One round; it is left where files change again, for the next begins at once."""
        try:
            with lock(Project(self._asked.root), PREVIEW, WAIT_FOR_BUILD):
                self._make(now)
        except FaultsError as error:
            self._tell(error.faults)
        except ReportError as error:
            if not self._stop.is_set():
                self._tell([Fault("the preview", "", str(error))])

    def _make(self, now: Seen) -> None:
        project = Project(self._asked.root)
        job = Job(project, self._asked.quarter, say=self._say, id=secrets.token_hex(8))
        this = _Round(job, plan_pages(job))
        for pages, doing in ((page_first(this.work, self._board.watched), "this page"), (this.work[:], "the other pages")):
            pages = [plan for plan in pages if plan in this.work]
            if pages or not self._compiled_from:
                self._board.show(doing=f"Making {doing} …" if pages else "Compiling …")
                self._run(this, pages)
                self._compile(this)
            if self._is_over(now):
                return
        self._compile(this)  # a page that has no cells, or contents, may have changed
        if not this.faults:
            self._board.show(faults=())
        self._look_closely(this, now)

    def _run(self, this: _Round, pages: Sequence[Planned]) -> None:
        """Run pages; what is wrong with one is told, and it stays as it was."""
        if not pages:
            return
        expected = {plan.page.name: self._asked.expected(this.job.project, plan.page.name) for plan in pages}
        try:
            results = run_pages(this.job, pages, expected, Processes(this.job, pages, warm=self._warm))
        except PagesError as error:
            results, this.faults = [r for r in error.results if not r.faults], [*this.faults, *error.faults]
            this.made |= {plan.page: PageResult(plan.page, "failed") for plan in pages}
            self._tell(this.faults)
        this.made |= {result.page: result for result in results}

    def _compile(self, this: _Round) -> None:
        """Compile the book as it is, and show it."""
        made = {page: result for page, result in this.made.items() if result.status != "failed"}
        results = results_now(this.job, this.planned, made, self._folder)
        files = staged(this.job.project, results, self._banner)
        if (what := tuple(sorted(files.items()))) == self._compiled_from:
            return
        self._compiler.compile(files, self._compiled)
        self._compiled_from = what
        shown = {"files": files_of(self._compiled, results)}
        self._board.show(**(shown if this.faults else {**shown, "faults": ()}))
        self._say("Shown.")

    def _look_closely(self, this: _Round, now: Seen) -> None:
        """What a build would find besides: faults of any input, and numbers that nothing proves; and whether this is a draft."""
        self._board.show(doing="Checking everything …")
        found = list(this.faults)
        try:
            banner = checked(Project(self._asked.root), self._asked.quarter, self._asked.check, self._asked.opened).banner
        except FaultsError as error:
            found += [fault for fault in error.faults if fault not in found]
        else:
            if banner != self._banner:
                self._banner = banner
                self._compile(this)
        if not found and not self._is_over(now):
            found += self._read_back(this)
        if not self._is_over(now):
            self._tell(found)

    def _read_back(self, this: _Round) -> Sequence[Fault]:
        """The faults of the compiled pages: what may not stand in them, and numbers that nothing proves."""
        from pcc_lib.previewing.reading import faults_of

        results = results_now(this.job, this.planned, this.made, self._folder)
        return faults_of(Book(this.job.project, self._asked.quarter, results, self._banner), self._compiled.html, self._folder)

    def _tell(self, faults: Iterable[Fault]) -> None:
        self._board.show(faults=tuple(faults), doing="")

    def _is_over(self, now: Seen) -> bool:
        return self._stop.is_set() or seen(self._asked.root) != now
