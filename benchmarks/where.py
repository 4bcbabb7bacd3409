"""Where the processors' time of a build goes: by process and second, and of the pages by library and by part of ours.

    python benchmarks/where.py [--project DIR] [--quarter 2023-24-Q3] [--change word|cell|title] [--page priority-1]

The project is copied, and built from nothing; with --change it is built once more after a change of that kind, and that is told:
by processes that are new, for those that stand by are no children of the build.
The second table is of all pages of the quarter, written in one process from nothing (not on Windows, where no clock of the
processor interrupts a program). A call into a library that comes back to Python only after long is counted for whoever called.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import psutil
from edits import Book
from timing import SKIPPED, machine

from pcc_lib.building.editions import find_quarter
from pcc_lib.building.task import Task, run_task
from pcc_lib.core.installed import LIBRARY
from pcc_lib.inputs.page_files import pages_of, parameters
from pcc_lib.inputs.project import Project

LOOK_SECONDS = 0.05
EVERY = 0.002  # seconds of the processor between two samples
PARTS = 24  # of the second table
_PROCESSES = {"nursery_server": "forked: pages, what reads back, or their parent", "compiling.server": "compiler"}


def main() -> None:
    """Build, look, print."""
    arguments = _arguments()
    os.environ["PCC_STAND_BY"] = "0"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(shutil.copytree(arguments.project, Path(folder) / "project", ignore=SKIPPED))
        quarter = str(find_quarter(Project(root), arguments.quarter))
        print(
            f"machine: {machine()}\nproject: {arguments.project.name}; quarter: {quarter}; {arguments.change or 'from nothing'}\n"
        )
        if arguments.change:
            _build(root, quarter)
            getattr(Book(root, quarter, arguments.page), arguments.change)()
        _tell(_watched(root, quarter))
        if not arguments.change and hasattr(signal, "setitimer"):
            shutil.rmtree(root / "_build")
            _tell_parts(_sampled(root, quarter))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--project", type=Path, default=Path(__file__).resolve().parents[1])
    parser.add_argument("--quarter")
    parser.add_argument("--change", choices=("word", "cell", "title"), default="")
    parser.add_argument("--page", default="priority-1", help="whose words, cells and titles are changed")
    return parser.parse_args()


# ── by process ────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass
class _Process:
    """A process: when it began, and what it had taken at each look."""

    name: str
    looks: list[tuple[float, float]] = field(default_factory=list)

    def by_second(self, seconds: int) -> list[float]:
        """What it took in each second of the build."""
        taken = [max((used for at, used in self.looks if at <= second), default=0.0) for second in range(seconds + 1)]
        return [after - before for before, after in pairwise(taken)]


def _command(root: Path, quarter: str) -> list[str]:
    return [sys.executable, "-m", "pcc_lib", "--project", str(root), "build", quarter]


def _build(root: Path, quarter: str) -> None:
    subprocess.run(_command(root, quarter), check=True, stdout=subprocess.DEVNULL)


def _watched(root: Path, quarter: str) -> list[_Process]:
    """The processes of one build, in the order in which they began."""
    start, found = time.monotonic(), dict[int, _Process]()
    build = subprocess.Popen(_command(root, quarter), stdout=subprocess.DEVNULL)
    while build.poll() is None:
        for each in _family(build.pid):
            try:
                used, name = each.cpu_times(), _name(each.cmdline(), each.pid == build.pid)
            except psutil.Error:
                continue
            process = found.setdefault(each.pid, _Process(name))
            process.looks.append((time.monotonic() - start, used.user + used.system))
        time.sleep(LOOK_SECONDS)
    return list(found.values())


def _family(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def _name(command: list[str], is_build: bool) -> str:
    if is_build:
        return "build: check, gate, records"
    return next((name for part, name in _PROCESSES.items() if part in " ".join(command)), "another")


def _tell(processes: list[_Process]) -> None:
    last = max(at for process in processes for at, _ in process.looks)
    seconds = int(last) + 1
    print(f"{'process':<48}{'from':>6}{'to':>6}{'CPU s':>7}  in each second")
    for process in processes:
        used = " ".join(f"{each:3.1f}" for each in process.by_second(seconds))
        print(f"{process.name:<48}{process.looks[0][0]:6.1f}{process.looks[-1][0]:6.1f}{process.looks[-1][1]:7.1f}  {used}")
    print(f"{'all':<48}{0:6.1f}{last:6.1f}{sum(process.looks[-1][1] for process in processes):7.1f}\n")


# ── by part ───────────────────────────────────────────────────────────────────────────────────────────────────────────
class _Samples:
    """Seconds of the processor by who ran, and by whose work it was: the innermost part of ours on the stack."""

    def __init__(self) -> None:
        self.own: Counter[str] = Counter()
        self.ours: Counter[str] = Counter()
        self._before = time.process_time()

    def take(self, _: int, frame: object) -> None:
        """Count what the processor did since the last sample."""
        now = time.process_time()
        passed, self._before = now - self._before, now
        stack = [_place(each) for each in _frames(frame)]
        self.own[stack[0][0]] += passed
        self.ours[next((place for package, place in stack if package.startswith("pcc_lib")), "before ours")] += passed


def _frames(frame: object) -> list[object]:
    found = []
    while frame is not None:
        found.append(frame)
        frame = getattr(frame, "f_back", None)
    return found


def _place(frame: object) -> tuple[str, str]:
    """The package (of ours the room) of a frame, and its module."""
    path = Path(frame.f_code.co_filename)  # pyright: ignore[reportAttributeAccessIssue]
    if path.is_relative_to(LIBRARY):
        part = path.relative_to(LIBRARY)
        return f"pcc_lib.{part.parts[0]}", part.with_suffix("").as_posix()
    parts = path.parts
    package = parts[parts.index("site-packages") + 1] if "site-packages" in parts else "Python"
    return package.removesuffix(".py"), package


def _sampled(root: Path, quarter: str) -> _Samples:
    """All pages of a quarter, written here."""
    from pcc_lib.building import nursery_server

    os.environ["PYTHONHASHSEED"] = "0"
    nursery_server._preload()
    samples, project = _Samples(), Project(root)
    signal.signal(signal.SIGPROF, samples.take)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    for page in pages_of(project):
        if page.is_notebook:
            run_task(Task(str(root), quarter, page, parameters(find_quarter(project, quarter)), build="where"))
    signal.setitimer(signal.ITIMER_PROF, 0)
    return samples


def _tell_parts(samples: _Samples) -> None:
    total = sum(samples.own.values())
    print(f"pages in one process: {total:.1f} s\n{'who ran':<28}{'s':>6}{'%':>5}   {'whose work it was':<36}{'s':>6}{'%':>5}")
    pairs = zip(samples.own.most_common(PARTS), samples.ours.most_common(PARTS), strict=False)
    for (package, used), (place, worked) in pairs:
        print(f"{package:<28}{used:6.2f}{100 * used / total:5.0f}   {place:<36}{worked:6.2f}{100 * worked / total:5.0f}")


if __name__ == "__main__":
    main()
