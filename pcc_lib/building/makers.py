"""What makes an edition of its pages: the compiler, and the reader of its numbers. Both load while the last pages run."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from pcc_lib.building.compiler import Compiler, compiler_environment
from pcc_lib.building.job import Job, PageResult
from pcc_lib.building.ledger import ledger
from pcc_lib.building.nursery import Nursery
from pcc_lib.core.errors import ReportError, is_foreseen
from pcc_lib.core.quarters import Quarter
from pcc_lib.core.standby import COMPILER, Place, StandBy
from pcc_lib.inputs.project import Project

if TYPE_CHECKING:
    from pcc_lib.building.downloads import Elsewhere
    from pcc_lib.building.made import Made
    from pcc_lib.building.numbers import Reader
    from pcc_lib.building.runner import Runs

FEW = 3  # pages that ran, of which others need not be read back: what the reader makes ready for all takes two seconds


class Makers:
    """The compiler and the reader of one quarter; ended with a `with` block. nursery: what the reader's process is forked from,
    once it is known (None: a thread reads). compiler: one that is there, and stays; else standby: how its own waits for the next
    quarter or book."""

    def __init__(
        self, project: Project, quarter: Quarter, compiler: Compiler | None = None, standby: StandBy | None = None
    ) -> None:
        self.compiler = compiler or Compiler(project, quarter, standby)
        self._stays = compiler is not None
        self.nursery: Nursery | None = None
        self.offered: Elsewhere = lambda *_: None
        self._running: Runs | None = None
        self._project, self._quarter = project, quarter
        self._reader: Reader | None = None
        self._ending: threading.Thread | None = None

    @classmethod
    def of(cls, job: Job) -> Makers:
        """Those of a job."""
        place = Place(job.project.root, COMPILER)
        return cls(job.project, job.quarter, None, StandBy.of(place, compiler_environment(job.project), job.stay))

    def __enter__(self) -> Makers:
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if not self._stays:
            self.compiler.stand_by() if is_foreseen(error) else self.compiler.close()
        if self._ending is not None:
            self._ending.join()
        if self._reader is not None:
            self._reader.close()

    def load(self) -> None:
        """Let the compiler load while pages are got ready: a processor has nothing else to do."""
        self.compiler.start()

    def begin(self, results: Sequence[PageResult]) -> None:
        """Load, while the last pages run; `results` are those that have ended: what they printed is read anew already."""
        from pcc_lib.building.numbers import edition_of

        self.compiler.start()
        few = sum(result.status == "ran" for result in results) < FEW
        try:
            self.reader.begin_partly(edition_of(results, ledger(results), ""), few)
        except ReportError:  # two pages print two values of one figure: told when all have ended
            return

    def offered_by(self, job: Job, running: Runs) -> None:
        """Have the files to take along made by a process that has run pages; `end_pages` when nobody asks any more."""
        from pcc_lib.building.making import Making

        def elsewhere(read: Collection[str], banner: str) -> Made | None:
            return running.make(Making(str(job.project.root), str(job.quarter), job.id, tuple(read), banner))

        self.offered, self._running = elsewhere, running

    def end_pages(self) -> None:
        """End what has run the pages, meanwhile: the reader needs its room, and nobody waits for it."""
        if self._running is not None:
            self._ending = threading.Thread(target=self._running.end_pages, name="pcc-ending")
            self._ending.start()

    @property
    def reader(self) -> Reader:
        """What reads the edition back."""
        from pcc_lib.building.numbers import Reader  # waits for pandas, and a build in which nothing changed need not

        if self._reader is None:
            self._reader = Reader(self._project, self._quarter, self.nursery)
        return self._reader
