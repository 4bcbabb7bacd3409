"""Ctrl-C at every stage: it stops soon, leaves no process behind, what was current is current, and the number is 130."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from places import ROOT
from small_book import QUARTER, all_bytes, small_project, write, write_page

from pcc_lib.building import editions
from pcc_lib.inputs.project import Project

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to a console, not to a process"),
]

PATIENCE = 60.0  # seconds until a stage must have begun
WAITS = "open('data/{0}.begun', 'w').close(); import time; time.sleep(600)"  # a page, or a compiler, that is at work
NO_CHECK = "import pcc_lib.checking.check as k; k.check_all = lambda *_: []; k.expected_blocks = lambda *_: set()"
SLOW_CHECK = f"{NO_CHECK}; from pathlib import Path as P; k.check_all = lambda *_: (P('data/check.begun').touch(), sleep(600))"
ORDINARY = "import pcc_lib.building.nursery as n; n.sys = __import__('types').SimpleNamespace(platform='other')"
SLOW_COMPILER = (
    "import pcc_lib.building.compiler as c; from pathlib import Path; "
    "c._ask = lambda served, request: (Path('data/compiler.begun').touch(), served.process.wait())[0]"  # until it is ended
)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The folder of a small project whose edition is built."""
    project = small_project(tmp_path_factory.mktemp("built"), ("alpha",))
    editions.build(editions.Job(project, QUARTER, say=lambda _: None))
    return project.root


@pytest.fixture
def book(built, tmp_path) -> Iterator[Project]:
    """A project with an edition, in a folder of its own; at the end no process of it may be left."""
    project = Project(shutil.copytree(built, tmp_path / "a book"))
    yield project
    for pid in processes(project.root):
        os.kill(pid, signal.SIGKILL)


def processes(root: Path) -> list[int]:
    """Processes that work for a project, whoever their parents are: those whose environment or folder names it."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            here = os.readlink(folder / "cwd") == str(root) or str(root).encode() in (folder / "environ").read_bytes()
            running = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
        except OSError:
            continue
        if here and running:
            found.append(int(folder.name))
    return found


def start(project: Project, *prepared: str, command: str = "build") -> subprocess.Popen[str]:
    """`pcc build` in a process group of its own, as a terminal would run it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # tests in the background: a child would ignore it too
    called = f"cli.main({command.split()!r}, prog_name='pcc')"
    code = "\n".join(["from time import sleep", "from pcc_lib import cli", *prepared, called])
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=project.root,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PCC_PROJECT": str(project.root)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def wait_for(process: subprocess.Popen[str], happened: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not happened():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until, "the stage did not begin"
        time.sleep(0.02)


def stopped(project: Project, process: subprocess.Popen[str], whole_group: bool, times: int = 1) -> str:
    """Press Ctrl-C, as a terminal (which tells the whole group) or as `kill -INT` (which tells one process); its last line."""
    before = editions.current(project)
    for _ in range(times):
        (os.killpg if whole_group else os.kill)(process.pid, signal.SIGINT)
        time.sleep(0.1)
    _, told = process.communicate(timeout=20)
    assert process.returncode == 130, told
    assert "Traceback" not in told
    assert processes(project.root) == []
    assert editions.current(project) == before
    assert not list((project.root / "_build").rglob("*.part"))
    compiled = project.root / f"_build/cache/compiled/{QUARTER}"
    assert (compiled / "record.json").is_file() or not compiled.exists()  # a compile that was stopped is not gone on with
    return told.strip()


def slow_page(project: Project) -> None:
    write_page(project.root, "alpha", WAITS.format("page"))


def begun(project: Project, what: str) -> Callable[[], bool]:
    return (project.root / f"data/{what}.begun").exists


SENT = "month,area,offered,answered,wait_s\n2024-01,north,31,16,600\n2024-01,south,5,5,100\n"
SAID = "Stopped. What was current before is still current."


@pytest.mark.parametrize("whole_group", [True, False])
@pytest.mark.parametrize("command", ["check", "build"])
def test_in_the_check(book, command, whole_group):
    slow_page(book)
    process = start(book, SLOW_CHECK, command=command)
    wait_for(process, begun(book, "check"))
    assert stopped(book, process, whole_group) == SAID


@pytest.mark.parametrize("whole_group", [True, False])
def test_while_the_processes_load(book, whole_group):
    slow_page(book)
    process = start(book, NO_CHECK)
    wait_for(process, lambda: len(processes(book.root)) >= 2)
    assert stopped(book, process, whole_group) == SAID


@pytest.mark.parametrize("whole_group", [True, False])
@pytest.mark.parametrize("kernels", [NO_CHECK, f"{NO_CHECK}; {ORDINARY}"], ids=["forked", "ordinary"])
def test_while_a_page_runs(book, kernels, whole_group):
    slow_page(book)
    process = start(book, kernels)
    wait_for(process, begun(book, "page"))
    assert stopped(book, process, whole_group) == SAID


@pytest.mark.parametrize("whole_group", [True, False])
def test_while_the_book_is_compiled(book, whole_group):
    write(book.root / "data/alpha.txt", "7.5\n")
    process = start(book, NO_CHECK, SLOW_COMPILER)
    wait_for(process, begun(book, "compiler"))
    assert stopped(book, process, whole_group) == SAID


def test_pressed_again_and_again_it_still_clears_away(book):
    slow_page(book)
    process = start(book, NO_CHECK)
    wait_for(process, begun(book, "page"))
    assert stopped(book, process, whole_group=True, times=5) == SAID


def test_after_it_the_next_build_is_whole(book):
    slow_page(book)
    process = start(book, NO_CHECK)
    wait_for(process, begun(book, "page"))
    stopped(book, process, whole_group=True)
    write_page(book.root, "alpha", "print(1)")
    small_project(book.root, ("alpha",))
    kept = all_bytes(editions.current(book) / "html")
    assert all_bytes(editions.build(editions.Job(book, QUARTER, say=lambda _: None)).parent) == kept


@pytest.mark.parametrize("command", ["new 2023-24-Q4", "receive ../calls.csv --yes", "schema"])
def test_while_files_are_written_nothing_is_half_written(tiny, tmp_path, command):
    (tmp_path.parent / "calls.csv").write_text(SENT, encoding="utf-8")
    marker = tmp_path.parent / "writing.begun"
    marker.unlink(missing_ok=True)
    slow_disk = f"import os, pathlib; os.fsync = lambda number: (pathlib.Path({str(marker)!r}).touch(), sleep(600))"
    project, before = tiny.project(), all_bytes(tiny.root)
    process = start(project, slow_disk, command=command)
    wait_for(process, marker.exists)
    assert stopped(project, process, whole_group=True) == SAID
    assert all_bytes(tiny.root) == before


def test_at_a_question(tmp_path):
    process = start(small_project(tmp_path), command="new-project ../other")
    assert process.stdout
    while not process.stdout.read(1):
        pass
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=20)
    assert process.returncode == 130 and told.strip().splitlines()[-1] == SAID and "Traceback" not in told
    assert not (tmp_path.parent / "other").exists()


def test_before_anything_is_loaded(tmp_path):
    small_project(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "pcc_lib", "check"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    for line in process.stderr:
        if "click" in line:
            process.send_signal(signal.SIGINT)
            break
    told = process.stderr.read()
    assert process.wait() == 130 and "Traceback" not in told and "Stopped" in told
