"""What benchmarks measure of other programs: seconds, seconds of the processors, memory; and on which machine."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

_SUBREAPER = 36  # of prctl
SKIPPED = shutil.ignore_patterns("_build", "site", ".*", "*.egg-info", "__pycache__", "node_modules")


def environment(bytecode: Path) -> dict[str, str]:
    """An environment in which programs may keep compiled Python modules, in a folder of ours."""
    kept = {key: value for key, value in os.environ.items() if key not in ("PYTHONDONTWRITEBYTECODE", "PCC_PROJECT")}
    return {**kept, "PYTHONPYCACHEPREFIX": str(bytecode)}


def timed(commands: Sequence[Sequence[str]], cwd: Path, env: Mapping[str, str]) -> tuple[float, ...]:
    """Seconds, seconds of the processors, and the greatest memory in MB of all processes together; of those that stand by for the
    next command what they took meanwhile."""
    _adopt()
    start, before, peak = time.perf_counter(), _processor_seconds(), _Peak()
    with peak:
        for command in commands:
            result = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True)
            if result.returncode:
                sys.exit(f"{' '.join(command)}\n{result.stdout}\n{result.stderr}")
    return time.perf_counter() - start, _processor_seconds() - before, peak.megabytes


@cache
def _adopt() -> None:
    """Have processes whose parent has ended as children of ours, where the system can: they are seen, and counted, then."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1)


def _processor_seconds() -> float:
    """Of all processes that we started; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    living = sum(map(_ticks, _descendants(os.getpid()))) / os.sysconf("SC_CLK_TCK") if sys.platform == "linux" else 0.0
    return used.ru_utime + used.ru_stime + living


def _ticks(pid: int) -> int:
    """What a process that lives has taken, with its children that have ended."""
    return _read(Path(f"/proc/{pid}/stat"), lambda text: sum(map(int, text.rpartition(")")[2].split()[11:15])))


class _Peak:
    """Watches the memory of our descendants (proportional set size: shared pages count once). Linux only."""

    def __init__(self) -> None:
        self.megabytes = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> _Peak:
        if sys.platform == "linux":
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()

    def _watch(self) -> None:
        while not self._done.wait(0.2):
            self.megabytes = max(self.megabytes, sum(map(_proportional, _descendants(os.getpid()))) / 1024)


def _descendants(pid: int) -> list[int]:
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            parents[int(entry.name)] = _read(entry / "stat", lambda text: int(text.rpartition(")")[2].split()[1]))
    found = [pid]
    for parent in found:
        found += [child for child, its in parents.items() if its == parent]
    return found[1:]


def _proportional(pid: int) -> int:
    return _read(Path(f"/proc/{pid}/smaps_rollup"), lambda text: int(text.partition("\nPss:")[2].split()[0]))


def _read(path: Path, take: Callable[[str], int]) -> int:
    try:
        return take(path.read_text())
    except (OSError, ValueError, IndexError):  # it has ended
        return 0


def machine() -> str:
    """The machine in a line."""
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}"
    )
