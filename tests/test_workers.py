"""The processes that run pages: they start with and without the nursery, are replaced when lost, and end with the build."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

import pytest
from small_book import QUARTER as QUARTER_OF_SMALL
from small_book import small_project
from tiny_book import tiny_book

from pcc_lib.building import workers
from pcc_lib.building.job import Job
from pcc_lib.building.nursery import Forked, Nursery
from pcc_lib.building.planning import plan_pages
from pcc_lib.building.processes import Processes
from pcc_lib.building.read_back import Numbers, ReadBack
from pcc_lib.building.runner import run_pages
from pcc_lib.building.task import Outcome, Task
from pcc_lib.building.workers import Workers
from pcc_lib.core.errors import BuildError
from pcc_lib.inputs.page_files import pages_of
from pcc_lib.inputs.project import Project
from pcc_lib.reading_back.said import Edition

pytestmark = pytest.mark.slow
QUARTER = "2023-24-Q3"


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    return tiny_book(tmp_path_factory.mktemp("workers"))


def task(folder: Path, name: str = "priority-1") -> Task:
    page = next(page for page in pages_of(Project(folder)) if page.name == name)
    return Task(str(folder), QUARTER, page, {"quarter": QUARTER}, build="a")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


@pytest.fixture(params=["forked", "ordinary"])
def running(request, book):
    """Two workers, forked where this system can, and started the ordinary way."""
    nursery = Nursery(book)
    if request.param == "ordinary":
        nursery.close()
        nursery.trouble = "none here"
    found = Workers(book, 2, nursery)
    yield found
    found.close()
    nursery.close()


def test_they_run_tasks_one_after_the_other(running, book):
    first, again = running.run(task(book)), running.run(task(book))
    assert (
        isinstance(first, Outcome)
        and first.text == again.text
        and not first.faults
        and "data/sources/calls.csv" in first.trace.opened
    )


@pytest.mark.skipif(sys.platform == "win32", reason="no signals")
def test_one_that_is_lost_is_replaced_with_its_task(running, book):
    wanted = running.run(task(book)).text
    for worker in list(running._all):
        worker._process.send_signal(signal.SIGKILL)
    time.sleep(0.3)
    assert running.run(task(book)).text == wanted


def test_two_that_are_lost_over_a_page_are_told(running, book, monkeypatch):
    monkeypatch.setattr(workers._Worker, "run", lambda *_: (_ for _ in ()).throw(workers.LostError))
    with pytest.raises(BuildError, match=r"notebooks/priority-1.ipynb: the process that ran it ended, and so did the next"):
        running.run(task(book))


def test_when_they_are_ended_nothing_is_left(running, book):
    running.run(task(book))
    pids = [worker._process.pid for worker in running._all if worker._process is not None]
    assert pids and all(map(alive, pids))
    running.close()
    until = time.monotonic() + 10
    while any(map(alive, pids)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(alive, pids))
    with pytest.raises(BuildError, match="stopped"):
        running.run(task(book))
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("pcc workers")]


def test_a_place_with_too_long_a_name_is_no_hindrance(book, monkeypatch):
    def refused(*args: object, **named: object) -> object:
        if not args:
            raise OSError("AF_UNIX path too long")
        return listener(*args, **named)

    listener = workers.Listener
    monkeypatch.setattr(workers, "Listener", refused)
    found = Workers(book, 1)
    try:
        assert found.run(task(book, "about-the-data")).text
    finally:
        found.close()


def test_what_nobody_foresaw_is_told_with_its_trace(running, book):
    broken = Task(str(book), QUARTER, pages_of(Project(book))[0], {})
    with pytest.raises(BuildError, match="a fault in the program"):
        running.run(broken)


@pytest.mark.skipif(sys.platform == "win32", reason="processes connect by pipes there")
@pytest.mark.parametrize("said", [b"", b"nothing of ours"])
def test_one_that_dies_while_it_tells_who_it_is_keeps_no_other_from_coming(running, book, said):
    for _ in range(5):
        with socket.socket(socket.AF_UNIX) as other:
            other.connect(running._listener.address)
            other.sendall(said)
    assert running.run(task(book)).text


@pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked elsewhere")
def test_what_is_forked_from_stays_when_pages_of_their_own_code_have_run(tmp_path):
    """What reads the finished pages back is forked from it too."""
    job = Job(small_project(tmp_path), QUARTER_OF_SMALL, say=lambda _: None)
    planned = plan_pages(job)
    with Processes(job, [plan for plan in planned if plan.reason]) as processes:
        assert not processes._plain and run_pages(job, planned, processes=processes)
        processes.end_pages()
        assert not processes.nursery.is_closed and not processes.trouble
        reader = Workers(job.project.root, 1, processes.nursery)
        try:
            asked = ReadBack(str(job.project.root), str(QUARTER_OF_SMALL), Edition([]), str(tmp_path / "kept"))
            assert reader.run(asked) == Numbers()
            assert isinstance(reader._all[0]._process, Forked)
        finally:
            reader.close()
    assert processes.nursery.is_closed
