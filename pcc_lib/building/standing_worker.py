"""A process that has run pages and stands by, for whoever builds nothing and only asks: it knows the project already."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pcc_lib.building.nursery import page_standby
from pcc_lib.building.workers import Doable, Workers
from pcc_lib.core.quarters import Quarter
from pcc_lib.core.standby import WORKER
from pcc_lib.inputs.project import Project

T = TypeVar("T")


@dataclass(frozen=True)
class Ask(Generic[T]):
    """What a function finds in a quarter of a project, as plain data. build: a name of whoever asks (see `task.project_kept`)."""

    root: str
    quarter: str
    build: str
    find: Callable[[Project, Quarter], T]

    @property
    def what(self) -> str:
        """What it is, for people."""
        return "A question"

    def done(self) -> T:
        """Find it, here."""
        from pcc_lib.building.task import project_kept

        return self.find(project_kept(self.root, self.build), Quarter.parse(self.quarter))


class StandingWorker:
    """Such a process, as far as there is one: else, and where anything goes wrong, it answers nothing (None)."""

    def __init__(self, workers: Workers | None) -> None:
        self._workers = workers

    def run(self, asked: Doable[T]) -> T | None:
        """Have it do something."""
        if self._workers is not None:
            with contextlib.suppress(Exception):  # whoever asked does it himself then, and tells what is wrong
                return self._workers.run(asked)
            self._workers.close()
            self._workers = None
        return None


@contextlib.contextmanager
def standing_worker(root: Path, seconds: float) -> Iterator[StandingWorker]:
    """The process of a project; afterwards it stands by again, for so many seconds."""
    standby = page_standby(root, seconds, WORKER)
    workers = Workers(root, 1, standby=standby) if standby and standby.place.socket.exists() else None
    try:
        yield StandingWorker(workers)
    finally:
        if workers is not None:
            workers.stand_by()
