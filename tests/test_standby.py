"""Processes that wait for whoever needs what they have loaded: used only where it is the same, gone when nobody needs them."""

from __future__ import annotations

import json
import multiprocessing.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from places import ROOT
from small_book import QUARTER, all_bytes, small_project
from test_workers import alive
from tiny_book import command, tiny_book

from pcc_lib import cli
from pcc_lib.building import workers
from pcc_lib.building.compiled import Compiled
from pcc_lib.building.compiler import Compiler, compiler_environment
from pcc_lib.building.nursery import Nursery, page_standby
from pcc_lib.building.staging import staged
from pcc_lib.building.standing_worker import Ask, standing_worker
from pcc_lib.core import standby, standing
from pcc_lib.core.errors import ReportError
from pcc_lib.core.loaded import _Loaded
from pcc_lib.core.standby import COMPILER, KINDS, Place, StandBy, can_stand_by, end, lent, minutes
from pcc_lib.inputs.project import Project

pytestmark = pytest.mark.skipif(not can_stand_by(), reason="processes stand by on Linux alone")

# a process that loads a module, stands by as it is told, and then tells what it is asked with
PROBE = """
import json, os, sys
from pcc_lib.core.loaded import LOADED
import probed
from pcc_lib.core.standing import stand_by
standing = stand_by(json.loads(sys.stdin.readline()))
print("stands" if standing else "refused", flush=True)
while standing:
    line = standing.called()
    line.sendall(json.dumps({"wind": os.environ.get("WIND"), "kept": probed.KEPT}).encode() + b"\\n")
    print("said to the log", file=sys.stderr, flush=True)
    line.close()
    standing = stand_by(json.loads(sys.argv[1])) if len(sys.argv) > 1 else None
"""


@pytest.fixture
def home(monkeypatch) -> Iterator[Path]:
    """A project's folder with a _build, a module to load, and a folder for sockets: of a short name, as they must have."""
    multiprocessing.util.get_temp_dir()  # that of this process, before another is said to be
    with tempfile.TemporaryDirectory(prefix="pcc") as folder:
        home = Path(folder)
        monkeypatch.setattr(standby.tempfile, "gettempdir", lambda: str(home / "t"))
        for name in ("t", "project/_build", "modules"):
            (home / name).mkdir(parents=True)
        module = home / "modules/probed.py"
        module.write_text("KEPT = 1\n", encoding="utf-8")
        os.utime(module, (0, 0))
        yield home


def asked(home: Path, seconds: float = 60, **environment: str) -> StandBy:
    return StandBy(Place(home / "project", "probe"), environment, seconds)


@pytest.fixture
def probe(home) -> Iterator[subprocess.Popen[str]]:
    """A process that may stand by: what is written to it is how."""
    path = os.pathsep.join([str(ROOT), str(home / "modules")])
    env = os.environ | {"PYTHONPATH": path, "TMPDIR": str(home / "t"), "PYTHONDONTWRITEBYTECODE": "1"}
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", PROBE], stdin=pipe, stdout=pipe, text=True, env=env)
    yield process
    process.kill()
    process.wait()
    for end_of in (process.stdin, process.stdout):
        assert end_of
        end_of.close()


def stand(process: subprocess.Popen[str], how: StandBy) -> str:
    """Have it stand by; what it says."""
    assert process.stdin and process.stdout
    process.stdin.write(json.dumps(how.asked()) + "\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


def heard(found: standby.Lent | None) -> dict[str, object]:
    assert found
    with_it = json.loads(found.answers.readline())
    found.close()
    return with_it


def test_it_is_found_by_whoever_goes_by_the_same_and_works_in_their_environment(home, probe):
    assert lent(asked(home, WIND="west")) is None, "nobody stands by yet"
    assert stand(probe, asked(home, WIND="west")) == "stands"
    folder = asked(home).place.socket.parent
    assert folder.stat().st_mode & 0o777 == 0o700
    log = home / "log"
    assert heard(lent(asked(home, WIND="west"), str(log))) == {"wind": "west", "kept": 1}
    assert probe.wait(10) == 0 and log.read_text(encoding="utf-8") == "said to the log\n"
    assert not asked(home).place.socket.exists()


def test_what_differs_between_terminals_is_no_other_environment(home, probe):
    assert stand(probe, asked(home, WIND="west", SHLVL="1", MAKELEVEL="1")) == "stands"
    assert heard(lent(asked(home, WIND="west", SHLVL="2", PWD="elsewhere")))["kept"] == 1


@pytest.mark.parametrize("other", ["environment", "library", "package", "file", "gone", "folder", "machine"])
def test_where_anything_that_it_rests_on_is_another_it_ends(home, probe, monkeypatch, other):
    assert stand(probe, asked(home, WIND="west")) == "stands"
    module, wanted = home / "modules/probed.py", asked(home, WIND="east" if other == "environment" else "west")
    if other == "library":
        monkeypatch.setattr(standby, "library_digest", lambda: "another")
    elif other == "package":
        monkeypatch.setattr(standby, "environment", lambda: {"packages": ["pandas==9"]})
    elif other == "file":
        module.write_text("KEPT = 2\n", encoding="utf-8")
        os.utime(module, (0, 0))
        assert lent(wanted) is not None, "of the same size and time: as it was"
        return
    elif other == "gone":
        module.unlink()
    elif other == "folder":
        (home / "project").rename(home / "before")  # the path is another folder now
        (home / "project/_build").mkdir(parents=True)
    elif other == "machine":
        monkeypatch.setattr(standby.os, "getpriority", lambda *_: 19)
    assert lent(wanted) is None
    assert probe.wait(10) == 0 and not wanted.place.socket.exists()


def test_a_file_that_was_edited_meanwhile_is_seen(home, probe):
    assert stand(probe, asked(home)) == "stands"
    (home / "modules/probed.py").write_text("KEPT = 22\n", encoding="utf-8")
    assert lent(asked(home)) is None and probe.wait(10) == 0


def test_code_that_is_newer_than_the_process_does_not_stand_by(home, probe):
    """Somebody may have saved it between the moment at which it was loaded and that at which it is looked at."""
    os.utime(home / "modules/probed.py")
    assert stand(probe, asked(home)) == "refused"


def test_one_that_holds_too_much_does_not_stand_by(home, monkeypatch):
    monkeypatch.setattr(standing, "MOST_BYTES", 1)
    assert standing.stand_by(asked(home).asked()) is None


@pytest.mark.parametrize("why", ["time", "folder", "socket"])
def test_it_ends_when_nobody_needs_it(home, probe, why):
    assert stand(probe, asked(home, 0.5 if why == "time" else 60)) == "stands"
    if why == "folder":
        (home / "project/_build").rmdir()
    elif why == "socket":
        asked(home).place.socket.unlink()
    assert probe.wait(10) == 0 and not asked(home).place.socket.exists()


def test_whoever_calls_and_says_nothing_of_use_is_passed_over(home, probe, monkeypatch):
    assert stand(probe, asked(home)) == "stands"
    for nonsense in (b"", b"x", b"[]\n", b'{"goes_by": 1, "environment": 3}\n', b"\xff\n"):
        line = socket.socket(socket.AF_UNIX)
        line.connect(str(asked(home).place.socket))
        line.sendall(nonsense)
        line.close()
    assert heard(lent(asked(home)))["kept"] == 1


def test_a_folder_that_others_may_enter_holds_no_socket(home, probe):
    folder = asked(home).place.socket.parent
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    assert stand(probe, asked(home)) == "refused"
    with pytest.raises(PermissionError):
        standing.private(folder)


def test_a_folder_that_is_a_link_holds_no_socket(home):
    (home / "theirs").mkdir(mode=0o700)
    (home / "mine").symlink_to(home / "theirs")
    with pytest.raises(PermissionError):
        standing.private(home / "mine")


def listening(path: Path) -> socket.socket:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    line = socket.socket(socket.AF_UNIX)
    line.bind(str(path))
    line.listen(1)
    return line


def test_a_socket_that_nobody_listens_at_is_nobody(home):
    place = asked(home).place
    for call in (lambda: lent(asked(home)) is None, lambda: not end(place)):
        listening(place.socket).close()
        assert call() and not place.socket.exists(), "it is taken away, too"


def test_a_link_to_a_socket_is_told_nothing(home):
    """Somebody else may have made it, before this user came: the environment holds secrets."""
    place = asked(home).place
    with listening(home / "own.sock") as own:
        place.socket.parent.mkdir(mode=0o700)
        place.socket.symlink_to(home / "own.sock")
        assert lent(asked(home, SECRET="hunter2")) is None and not end(place)
        place.socket.unlink()
        place.socket.parent.chmod(0o755)
        with listening(place.socket) as theirs:
            assert lent(asked(home, SECRET="hunter2")) is None and not end(place)
            for line in (own, theirs):
                line.settimeout(0.1)
                with pytest.raises(TimeoutError):
                    line.accept()


@pytest.mark.parametrize("told", [(0, os.getuid()), (1, os.getuid() + 1)])
def test_a_process_of_another_container_or_user_is_nobody(home, monkeypatch, told):
    """The number of one that this process cannot see is nought: as a number to be ended it is every process of its group."""
    monkeypatch.setattr(standby, "_PEER", SimpleNamespace(size=12, unpack=lambda _: (*told, 0)))
    with listening(asked(home).place.socket):
        assert lent(asked(home)) is None and not end(asked(home).place)


def test_one_that_does_not_answer_is_passed_over_and_ended_by_force(home, probe, monkeypatch):
    monkeypatch.setattr(standby, "PATIENCE", 0.2)
    assert stand(probe, asked(home)) == "stands"
    probe.send_signal(signal.SIGSTOP)
    assert lent(asked(home)) is None and probe.poll() is None
    assert end(asked(home).place) and probe.wait(10) == -signal.SIGKILL
    assert not end(asked(home).place)


def test_it_stays_in_no_folder_that_a_disk_may_be_taken_out_with(home, probe):
    assert stand(probe, asked(home)) == "stands"
    until = time.monotonic() + 10
    while os.readlink(f"/proc/{probe.pid}/cwd") != "/" and time.monotonic() < until:
        time.sleep(0.02)
    assert os.readlink(f"/proc/{probe.pid}/cwd") == "/"
    assert heard(lent(asked(home)))["kept"] == 1


def test_the_code_of_a_process_is_as_on_disk_until_it_is_not(home, monkeypatch):
    module = home / "modules/probed.py"
    loaded = _Loaded()
    monkeypatch.setattr("pcc_lib.core.loaded.files_loaded", lambda: {str(module)})
    assert loaded.is_as_on_disk()
    os.utime(module, (5, 5))
    assert not loaded.is_as_on_disk()


@pytest.mark.parametrize(
    ("said", "ci", "found"), [("", "", 10), ("", "true", 0), ("3", "true", 3), ("0", "", 0), ("0.5", "", 0.5)]
)
def test_for_how_many_minutes(monkeypatch, said, ci, found):
    monkeypatch.setenv("PCC_STAND_BY", said)
    monkeypatch.setenv("CI", ci)
    assert minutes() == found


@pytest.mark.parametrize("said", ["ten", "-1", "nan", "1441", "inf"])
def test_no_number_of_minutes_is_told(monkeypatch, said):
    monkeypatch.setenv("PCC_STAND_BY", said)
    with pytest.raises(ReportError, match=f"PCC_STAND_BY: '{said}' is no number of minutes from 0 to 1440"):
        minutes()


# ── builds ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def book(home) -> Iterator[Path]:
    yield tiny_book(home / "a book")
    for kind in KINDS:
        end(Place(home / "a book", kind))


def ran(folder: Path, *words: str, standing_by: str = "5") -> subprocess.CompletedProcess[str]:
    """Run the command. Its output is read to its end: a process that stays must not hold it."""
    env = os.environ | {"PYTHONPATH": str(ROOT), "PCC_STAND_BY": standing_by, "TMPDIR": str(folder.parent / "t")}
    return subprocess.run(command(folder, *words), env=env, capture_output=True, text=True, timeout=120)


def built(folder: Path, *words: str, standing_by: str = "5") -> str:
    """What a build says that goes well."""
    done = ran(folder, "build", *words, standing_by=standing_by)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def edition(folder: Path) -> dict[str, bytes]:
    """Every file of the current edition."""
    current = json.loads((folder / "_build/current.json").read_bytes())
    return all_bytes(folder / "_build" / current["editions"][str(QUARTER)])


def pids(folder: Path) -> dict[str, int]:
    """The processes that stand by, by their kinds."""
    found = {}
    for kind in KINDS:
        line = socket.socket(socket.AF_UNIX)
        try:
            line.connect(str(Place(folder, kind).socket))
            found[kind] = standby.owner(line)
        except OSError:
            pass
        finally:
            line.close()
    return found


def reworded(folder: Path, words: str) -> None:
    path = next((folder / f"data/quarters/{QUARTER}").rglob("calls.md"))
    path.write_text(path.read_text(encoding="utf-8").rstrip() + f" {words}\n", encoding="utf-8", newline="\n")


@pytest.mark.slow
def test_builds_with_what_stands_by_are_those_of_a_build_from_nothing(book):
    built(book)
    first = pids(book)
    assert set(first) == set(KINDS)
    for words in ("They wait less.", "It is so today."):
        reworded(book, words)
        assert "priority-1" in built(book)
        again = pids(book)
        assert set(again) == set(KINDS), "the worker, or a copy of it: which of them has run the longest page"
        assert [again[kind] for kind in ("pages", "compiler")] == [first[kind] for kind in ("pages", "compiler")]
        warm = edition(book)
        alone = Path(shutil.copytree(book, book.parent / words, ignore=shutil.ignore_patterns("_build")))
        built(alone, standing_by="0")
        assert not pids(alone)
        assert edition(alone) == warm
    answer = CliRunner().invoke(cli.main, ["--project", str(book), "stop"])
    assert answer.output == "Processes ended: 3.\n"
    until = time.monotonic() + 20
    while any(map(alive, {*first.values(), *again.values()})) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(alive, {*first.values(), *again.values()}))
    answer = CliRunner().invoke(cli.main, ["--project", str(book), "stop"])
    assert answer.output == "No process of this project waits for a build.\n"


@pytest.mark.slow
def test_a_build_stands_by_after_a_fault_too_and_is_right_when_it_is_mended(book):
    built(book)
    first = pids(book)
    path = next((book / f"data/quarters/{QUARTER}").rglob("calls.md"))
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "\n## No such heading\n\nWords.\n", encoding="utf-8", newline="\n")
    refused = ran(book, "build")
    assert refused.returncode == 1 and "No such heading" in refused.stdout + refused.stderr
    assert pids(book) == first
    path.write_text(text, encoding="utf-8", newline="\n")
    reworded(book, "They wait less.")
    built(book)
    assert b"They wait less." in b"".join(edition(book).values())


@pytest.mark.slow
def test_what_is_forked_from_loads_methods_for_whoever_needs_them_now(home, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(home / "t"))
    how = page_standby(home / "project", 60)
    first = Nursery(home / "project", methods=False, standby=how)
    first.warm()
    first.stand_by()
    with Nursery(home / "project", methods=True, standby=how) as again:
        assert again.poll(1) == -1 and not again.trouble, "no process of its own"
        assert again._server and isinstance(again._server.process, standby.Lent)
        loaded = Path(f"/proc/{again._server.process.pid}/maps").read_text(encoding="utf-8")
        assert "/statsmodels/" in loaded and "/scipy/" in loaded


@pytest.mark.slow
def test_a_check_asks_what_stands_by_and_tells_the_same(book):
    built(book)
    first = pids(book)
    for words in ("They wait less.", "They waited 77 minutes in all."):
        reworded(book, words)
        asked, alone = ran(book, "check"), ran(book, "check", "--fresh", standing_by="0")
        assert (asked.returncode, asked.stdout, asked.stderr) == (alone.returncode, alone.stdout, alone.stderr)
        assert pids(book) == first
    assert alone.returncode == 1 and "77" in alone.stdout


def test_nobody_is_asked_where_nobody_stands_by(home, monkeypatch):
    started: list[object] = []
    monkeypatch.setattr(workers, "_ordinary", lambda *_: started.append(1))
    asked = Ask(str(home / "project"), str(QUARTER), "a", repr)
    with standing_worker(home / "project", 0) as worker:
        assert worker.run(asked) is None
    with standing_worker(home / "project", 60) as worker:
        assert worker.run(asked) is None
    place = Place((home / "project"), "worker").socket
    place.parent.mkdir(mode=0o700)
    place.touch()  # as one that ended by force leaves it
    with standing_worker(home / "project", 60) as worker:
        assert worker.run(asked) is None and worker.run(asked) is None
    assert not started


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGTERM])
def test_processes_that_were_ended_by_somebody_are_started_anew(book, stop):
    built(book)
    first = pids(book)
    for pid in first.values():
        os.kill(pid, stop)
    reworded(book, "They wait less.")
    built(book)
    assert set(pids(book)) == set(KINDS) and not set(pids(book).values()) & set(first.values())


@pytest.mark.slow
def test_nothing_stays_where_it_is_not_wanted(book):
    for words, standing_by in ((("--fresh",), "5"), ((), "0")):
        reworded(book, f"They wait less {'by day' if words else 'by night'}.")
        built(book)
        assert set(pids(book)) == set(KINDS)
        built(book, *words, standing_by=standing_by)
        assert not pids(book), "what stood by is ended, too"


@pytest.mark.slow
def test_a_compiler_that_stood_by_and_dies_is_replaced_and_begins_from_nothing(home, monkeypatch):
    project = small_project(home / "project", ("alpha",))
    monkeypatch.setenv("TMPDIR", str(home / "t"))
    how = StandBy(Place(project.root, COMPILER), compiler_environment(project), 60)
    files, kept = _files(project), Compiled(home / "kept")
    first = Compiler(project, QUARTER, how)
    assert "notebooks/alpha" in first.compile(files, kept)
    first.stand_by()
    with Compiler(project, QUARTER, how) as again:
        served = again.start()
        assert isinstance(served.process, standby.Lent)
        served.process.kill()
        other = {**files, "notebooks/figures.md": files["notebooks/figures.md"] + b"\nOther words.\n"}
        assert "notebooks/alpha" in again.compile(other, kept), "all is written"
        assert b"Other words." in (kept.html / "notebooks/figures.html").read_bytes()


def _files(project: Project) -> dict[str, bytes]:
    """What is given to Sphinx, of pages that have not run."""
    from pcc_lib.building.job import PageResult
    from pcc_lib.inputs.page_files import pages_of

    results = [
        PageResult(page, "ran", notebook=project.root / page.path if page.is_notebook else None) for page in pages_of(project)
    ]
    return dict(staged(project, results, ""))
