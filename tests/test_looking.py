"""The look at a quarter's inputs in a process that then runs its pages, and that process copied with what it has read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from test_workers import alive
from tiny_book import tiny_book

from pcc_lib.building import copied
from pcc_lib.building.job import Job
from pcc_lib.building.looking import Look, Looked
from pcc_lib.building.nursery import Nursery
from pcc_lib.building.planning import plan_pages
from pcc_lib.building.processes import Processes
from pcc_lib.building.task import Task
from pcc_lib.building.workers import Workers
from pcc_lib.cli.checks import check_all, expected_blocks, open_work
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.page_files import pages_of
from pcc_lib.inputs.project import Project

pytestmark = pytest.mark.slow
QUARTER = "2023-24-Q3"
forks = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")


@pytest.fixture
def book(tmp_path) -> Path:
    return tiny_book(tmp_path)


@pytest.fixture
def running(book):
    nursery = Nursery(book)
    found = Workers(book, 2, nursery)
    yield found
    found.close()
    nursery.close()


def look(folder: Path, build: str = "a", check=check_all) -> Look:
    pages = tuple(page.name for page in pages_of(Project(folder)))
    return Look(str(folder), QUARTER, build, check, open_work, expected_blocks, pages)


def tasks(folder: Path, build: str = "a") -> list[Task]:
    notebooks = [page for page in pages_of(Project(folder)) if page.is_notebook]
    return [Task(str(folder), QUARTER, page, {"quarter": QUARTER}, build=build) for page in notebooks]


def pids(workers: Workers) -> list[int]:
    return [worker._process.pid for worker in workers._all if worker._process is not None]


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])


def test_it_finds_what_a_look_here_finds(book):
    project, quarter = Project(book), Quarter.parse(QUARTER)
    found = look(book).done()
    assert isinstance(found, Looked)
    assert list(found.questions) == check_all(project, quarter) and list(found.open) == open_work(project, quarter)
    assert found.opened == dict(project.opened)
    assert found.blocks == {page.name: tuple(sorted(expected_blocks(project, page.name))) for page in pages_of(project)}


def test_a_fault_is_left_to_whoever_asked(book):
    (book / "data/measures/calls.yml").write_text("title: 1\n", encoding="utf-8")
    assert look(book, "b").done() is None


@forks
def test_the_others_begin_as_copies_and_make_the_same_pages(running, book):
    wanted = [running.run(task).text for task in tasks(book, "before")]
    fresh = Workers(book, 3, running._nursery)
    try:
        found = fresh.run(look(book))
        assert found and found.opened
        fresh.spread()
        first, *copies = pids(fresh)
        assert len(copies) == 2 and {parent_of(pid) for pid in copies} == {first}
        assert [fresh.run(task).text for task in tasks(book)] == wanted
    finally:
        fresh.close()
    until = time.monotonic() + 10
    while any(map(alive, [first, *copies])) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(map(alive, [first, *copies]))


@forks
def test_a_copy_that_is_lost_is_replaced(running, book):
    wanted = running.run(look(book)) and running.run(tasks(book)[0]).text
    running.spread()
    for pid in pids(running)[1:]:
        os.kill(pid, signal.SIGKILL)
    assert [running.run(tasks(book)[0]).text for _ in range(3)] == [wanted] * 3


@forks
def test_copies_end_with_the_first_that_lost_its_build(running, book):
    """Whoever asked is gone: nobody is left at the other end of any connection."""
    assert running.run(look(book))
    running.spread()
    found = pids(running)
    for worker in running._all:
        worker._connection.close()
    until = time.monotonic() + 10
    while any(map(alive, found)) and time.monotonic() < until:
        time.sleep(0.02)
        running._nursery.poll(found[0])  # its parent, which has to be asked for it to be gone
    assert not any(map(alive, found))


def test_nothing_that_is_wrong_or_slower_is_looked_at_there(book):
    job = Job(Project(book), Quarter.parse(QUARTER), say=lambda _: None)
    nowhere = Nursery(book)
    nowhere.close()
    nowhere.trouble = "none here"
    with Processes(job, plan_pages(job), nowhere) as processes:
        assert processes.look(look(book)) is None


@pytest.mark.skipif(sys.platform == "win32", reason="no signals")
def test_only_copies_are_waited_for():
    """Whoever starts another program is told how it ended."""
    other = subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])
    until = time.monotonic() + 10
    while Path(f"/proc/{other.pid}/cmdline").read_bytes() and time.monotonic() < until:  # blank when it has ended
        time.sleep(0.02)
    copied._put_away()
    assert other.wait(10) == 3


def test_where_a_copy_cannot_be_followed_none_is_made(running, book, monkeypatch):
    monkeypatch.delattr(os, "pidfd_open", raising=False)
    assert running.run(look(book))
    running.spread()
    assert len(pids(running)) == 1 and running.run(tasks(book)[0]).text


@pytest.mark.parametrize("check", [lambda project, quarter: [], None])
def test_a_look_that_cannot_be_sent_is_left_to_whoever_asked(book, check):
    job = Job(Project(book), Quarter.parse(QUARTER), say=lambda _: None)
    with Processes(job, plan_pages(job)) as processes:
        assert processes.look(look(book, check=check or Unsendable().check)) is None
        assert sys.platform != "linux" or processes.look(look(book)) is not None  # the process is as well as before


class Unsendable:
    """What no other process can be given."""

    def __init__(self) -> None:
        self.lock = threading.Lock()

    def check(self, project: Project, quarter: Quarter) -> list[str]:
        """Nothing is asked."""
        return []
