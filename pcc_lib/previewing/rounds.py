"""The rounds of a preview: after each change the pages that rest on it are made again, the one that somebody looks at first."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pcc_lib.building.book import Book
from pcc_lib.building.compiled import Compiled
from pcc_lib.building.compiler import Compiler
from pcc_lib.building.editions import Check, Expected, Open
from pcc_lib.building.executed import CORRECT
from pcc_lib.building.job import AGAIN, Job, PageResult, PagesError, Planned
from pcc_lib.building.locks import PREVIEW, lock
from pcc_lib.building.planning import plan_pages
from pcc_lib.building.processes import Processes, Warm, task_of
from pcc_lib.building.runner import run_pages
from pcc_lib.building.staging import staged
from pcc_lib.core.errors import Fault, FaultsError, ReportError
from pcc_lib.core.files import remove_tree, worded
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.page_files import PageFile
from pcc_lib.inputs.project import Project
from pcc_lib.previewing.board import Board
from pcc_lib.previewing.closer import Closer, Offered
from pcc_lib.previewing.pages import address_of, files_of, page_first, results_now, with_ledger, with_offered
from pcc_lib.previewing.watching import LOOK_SECONDS, LOOK_TIMES, Seen, is_changed, library_seen, seen

LIBRARY_CHANGED = "The program itself was changed: end this preview (Ctrl-C) and start it again."
BROWSER_SECONDS = 0.3  # for which the other pages wait when the one that somebody looks at is there
WAIT_FOR_BUILD = 600.0  # seconds for which a preview waits while a build of the project runs


@dataclass(frozen=True)
class Asked:
    """What is previewed, and what finds its faults: as for a build."""

    root: Path
    quarter: Quarter
    check: Check
    opened: Open
    expected: Expected

    @property
    def folder(self) -> Path:
        """Where a preview of this quarter works; nothing in it outlives the preview."""
        return self.root / "_build" / "preview" / str(self.quarter)


@dataclass
class Round:
    """One round: the plan of its pages, what was made in it, and the faults that it found."""

    job: Job
    planned: Sequence[Planned]
    made: dict[PageFile, PageResult] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def work(self) -> list[Planned]:
        """The pages that are still to be made."""
        return [plan for plan in self.planned if plan.reason and plan.page not in self.made]

    def results(self, folder: Path) -> list[PageResult]:
        """A result for every page as it is now."""
        sound = {page: result for page, result in self.made.items() if result.status != "failed"}
        return results_now(self.job, self.planned, sound, folder)


class Rounds:
    """Makes pages again until it is stopped; `run` is to be called in a thread of its own. `broken` is what nobody foresaw."""

    def __init__(self, asked: Asked, board: Board) -> None:
        self._asked, self._board = asked, board
        self._stop = threading.Event()
        remove_tree(asked.folder)
        self._compiled = Compiled(asked.folder / "compiled", own=True)
        self._compiler = Compiler(Project(asked.root), asked.quarter)
        self._warm = Warm(asked.root)
        self._closer = Closer(asked.root, asked.quarter, asked.folder / "closer")
        self._banner = self._wanted_banner = ""
        self._compiled_from: Mapping[str, bytes] = {}
        self._warmed: set[str] = set()  # addresses of pages that the process which stays has written
        self.broken: Exception | None = None

    def stop(self) -> None:
        """End it, and every process of it: what it waits for then ends too."""
        self._stop.set()
        self._closer.forget()
        self._compiler.close()
        self._warm.close()

    def run(self) -> None:
        """Make the pages, then again after each change."""
        try:
            self._rounds()
        except Exception as error:
            self.broken = None if self._stop.is_set() else error

    def _rounds(self) -> None:
        self._board.show(doing="Making the book …")
        self._compiler.start()
        library = library_seen()
        while not self._stop.is_set():
            now = seen(self._asked.root)
            if library_seen() != library:
                self._board.show(note=LIBRARY_CHANGED)
            self._closer.forget()
            self._told(lambda now=now: self._make(now))
            self._wait(now)

    def _told(self, do: Callable[[], object]) -> None:
        """Do something while no build runs; what is wrong is told."""
        try:
            with lock(Project(self._asked.root), PREVIEW, WAIT_FOR_BUILD), worded("read or written", root=self._asked.root):
                do()
        except FaultsError as error:
            self._tell(error.faults)
        except ReportError as error:
            if not self._stop.is_set():
                self._tell([Fault("the preview", "", str(error))])

    # ── one round ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def _make(self, now: Seen) -> None:
        """Run the pages that have changed, and compile the book: first for the page that somebody looks at, then for all."""
        job = Job(Project(self._asked.root), self._asked.quarter, say=lambda _: None, id=secrets.token_hex(8))
        this = self._this = Round(job, plan_pages(job))
        for choose, doing in ((self._first, "this page"), (lambda this: this.work, "the other pages")):
            if this.made and (self._stop.wait(BROWSER_SECONDS) or is_changed(self._asked.root, now)):  # the browser sets it
                return
            pages = choose(this)
            if pages:
                self._board.show(doing=f"Making {doing} …")
                self._run(this, pages)
            self._compile(this)
            if self._stop.is_set() or is_changed(self._asked.root, now):
                return
        self._look_closely(this)

    def _first(self, this: Round) -> list[Planned]:
        return page_first(this.work, self._board.watched)

    def _run(self, this: Round, pages: Sequence[Planned]) -> None:
        """Run pages; what is wrong with one is told, and it stays as it was."""
        expected = {plan.page.name: self._asked.expected(this.job.project, plan.page.name) for plan in pages}
        try:
            results = run_pages(this.job, pages, expected, Processes(this.job, pages, warm=self._warm))
        except PagesError as error:
            results = [result for result in error.results if not result.faults]
            this.faults += _for_whoever_saves(error.faults)
            this.made |= {plan.page: PageResult(plan.page, "failed") for plan in pages}
        this.made |= {result.page: result for result in results}
        self._warmed |= {address_of(result.page) for result in results if result.status == "ran"}

    def _compile(self, this: Round) -> None:
        """Compile the book as it is, and show it."""
        results = this.results(self._asked.folder)
        files = staged(this.job.project, results, self._banner)
        if files != self._compiled_from:
            self._compiled_from = {}
            self._compiler.compile(files, self._compiled)
            self._compiled_from = files
            self._board.show(files=files_of(self._compiled, self._board.shown.files), faults=tuple(this.faults))
        elif this.faults:
            self._tell(this.faults)

    # ── between rounds ────────────────────────────────────────────────────────────────────────────────────────────────
    def _look_closely(self, this: Round) -> None:
        """Have what a build would find besides looked for, while files may change again."""
        results = this.results(self._asked.folder)
        self._board.show(doing="Checking everything …", files=with_ledger(self._board.shown.files, results))
        book = Book(this.job.project, self._asked.quarter, results, self._banner)

        def found(faults: Sequence[Fault], banner: str, offered: Offered) -> None:
            self._wanted_banner = banner
            self._board.change(lambda shown: replace(shown, files=with_offered(shown.files, offered)))
            told = [str(fault) for fault in faults]
            others = [fault for fault in this.faults if not any(each in fault.found for each in told)]
            self._tell([*faults, *others])

        self._closer.look(book, self._board.shown.files, (self._asked.check, self._asked.opened), found)

    def _wait(self, now: Seen) -> None:
        """Wait for a change. In the meantime the page that somebody looks at is written once in the process that stays, so that
        its first change need not wait for what that process has not read yet."""
        pause = LOOK_SECONDS
        while not self._stop.wait(pause):
            begun = time.thread_time()  # by the clock a look takes long while the other threads of this process work
            if is_changed(self._asked.root, now):
                return
            pause = max(LOOK_SECONDS, LOOK_TIMES * (time.thread_time() - begun))
            if self._wanted_banner != self._banner:
                self._banner = self._wanted_banner
                return
            if self._board.watched not in self._warmed:
                self._warmed.add(self._board.watched)
                self._warm_up()

    def _warm_up(self) -> None:
        for plan in getattr(self, "_this", Round(Job(Project(self._asked.root), self._asked.quarter), ())).planned:
            if address_of(plan.page) == self._board.watched and plan.page.is_notebook:
                self._told(lambda plan=plan: self._warm.workers.run(task_of(self._this.job, replace(plan, doubtful=False), ())))

    def _tell(self, faults: Iterable[Fault]) -> None:
        self._board.show(faults=tuple(faults), doing="")


def _for_whoever_saves(faults: Iterable[Fault]) -> list[Fault]:
    """Faults as a preview tells them: it makes the pages again by itself when a file is saved, and has begun to do so where one
    changed while they ran."""
    told = (fault for fault in faults if fault.todo != AGAIN)
    return [replace(fault, todo=fault.todo.replace(CORRECT, "Correct that and save")) for fault in told]
