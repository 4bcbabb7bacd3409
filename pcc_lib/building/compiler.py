"""The book's pages compiled by Sphinx, as jupyter-book 1 would; in a process of its own, so that its libraries can load while the
pages run. Its warnings are errors. Only what has changed since the last compile is compiled (pcc_lib/compiling)."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from pcc_lib.building.compiled import Compiled
from pcc_lib.building.environment import page_environment
from pcc_lib.core.errors import BuildError
from pcc_lib.core.quarters import Quarter
from pcc_lib.core.unbroken import unbroken
from pcc_lib.inputs.project import Project

COMPILE_SECONDS = 900
LOOK_SECONDS = 0.05
SERVER = "pcc_lib.compiling.server"
# what Sphinx frames its complaints by
_NO_CAUSE = re.compile(r"\s*(=*|The full traceback has been saved in .*)$")


class Compiler:
    """Sphinx in a process of its own, which can load its libraries while the pages still run; it may be asked again and again."""

    def __init__(self, project: Project, quarter: Quarter) -> None:
        found = version("jupyter-book")
        if not found.startswith("1."):
            raise BuildError(
                f"jupyter-book {found} is installed; this book needs version 1 (version 2 would ignore "
                "_config.yml and build nothing). Run: python -m pip install -r requirements.txt"
            )
        self._project, self._quarter = project, quarter
        self._process: subprocess.Popen[str] | None = None
        self._log: IO[str] | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Compiler:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def turn_to(self, project: Project, quarter: Quarter) -> Compiler:
        """Compile another quarter from now on, or another project; what is loaded stays."""
        self._project, self._quarter = project, quarter
        return self

    def start(self) -> subprocess.Popen[str]:
        """Begin to load; `compile` does so where this was not called."""
        if self._process is None:
            self._log = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
            with unbroken():
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-m", SERVER],
                    cwd=self._project.root,
                    env=_compiler_environment(self._project),
                    text=True,
                    encoding="utf-8",
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=self._log,
                )
        return self._process

    @contextlib.contextmanager
    def compiling(self, files: Mapping[str, bytes], kept: Compiled) -> Iterator[None]:
        """Compile while something else is done here; what goes wrong there is raised at the end, or what goes wrong here."""
        process = self.start()  # here: once ended, it does not begin again
        with ThreadPoolExecutor(1, thread_name_prefix="pcc-compiling") as beside:
            compiled = beside.submit(self._compile, process, files, kept)
            try:
                yield
                while not compiled.done():  # on Windows nothing interrupts a long wait
                    wait([compiled], LOOK_SECONDS)
            except BaseException:
                self.close()  # so that the thread ends
                raise
            compiled.result()

    def compile(self, files: Mapping[str, bytes], kept: Compiled) -> list[str]:
        """Compile the pages among these files into `kept.html`; gives the names of the pages that were written.

        Nobody has read that HTML for active content yet: before it is published, `faults_in_html` must find none.
        """
        return self._compile(self.start(), files, kept)

    def _compile(self, process: subprocess.Popen[str], files: Mapping[str, bytes], kept: Compiled) -> list[str]:
        changed = kept.begin(files)
        asked = {
            "project": str(self._project.root),
            "quarter": str(self._quarter),
            "source": str(kept.source),
            "work": str(kept.folder),
            "changed": changed,
        }
        try:
            answer = _ask(process, json.dumps(asked))
        except BaseException:
            self._end(process)
            raise
        if answer is None:  # it has died, and its log says why
            answer = {"sound": False, "said": self._end(process)}
        if not answer["sound"] or not kept.html.is_dir():
            raise BuildError(_complaint(answer["said"], kept.source))
        kept.end()
        return answer["written"]

    def close(self) -> None:
        """End the process, if it runs."""
        if self._process is not None:
            self._end(self._process)

    def _end(self, process: subprocess.Popen[str]) -> str:
        """End it; gives what it said, once."""
        with self._lock:
            log, self._log, self._process = self._log, None, None
        process.kill()  # no effect on one that has ended
        process.wait()
        for pipe in filter(None, (process.stdin, process.stdout)):
            with contextlib.suppress(OSError):
                pipe.close()
        if log is None:
            return "it was ended."
        with log:
            log.seek(0)
            return log.read()


def _ask(process: subprocess.Popen[str], line: str) -> dict[str, Any] | None:
    """Send one line, and wait for its answer; None where the process ends without one. On Windows nothing interrupts a long wait,
    so it is made of short ones."""
    assert process.stdin and process.stdout  # both are pipes
    with contextlib.suppress(OSError):
        process.stdin.write(line + "\n")
        process.stdin.flush()
    answers: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_read_line, args=(process, answers), name="pcc-compiler", daemon=True).start()
    until = time.monotonic() + COMPILE_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(queue.Empty):
            answer = answers.get(timeout=LOOK_SECONDS)
            return json.loads(answer) if answer else None
    raise BuildError(f"Sphinx took longer than {COMPILE_SECONDS} seconds and was ended.")


def _read_line(process: subprocess.Popen[str], answers: queue.Queue[str]) -> None:
    line = ""
    with contextlib.suppress(OSError, ValueError):  # closed under us: somebody has ended it
        line = process.stdout.readline() if process.stdout else ""
    answers.put(line)


def _compiler_environment(project: Project) -> dict[str, str]:
    env = {**page_environment(project.root), "NO_COLOR": "1"}
    env.pop("SOURCE_DATE_EPOCH", None)  # Sphinx would rewrite the year of the copyright line
    return env


def _complaint(text: str, source: Path) -> str:
    text = re.sub(r"\x1b\[[0-9;]*m", "", text).replace(f"{source}{os.sep}", "")
    lines = [line for line in text.splitlines() if re.search(r"\b(WARNING|ERROR|CRITICAL)\b", line)]
    shown = lines or [line for line in text.splitlines() if not _NO_CAUSE.match(line)][-5:] or ["it gave no reason."]
    return "\n".join(["jupyter-book did not compile the book:", *(f"  {line.strip()}" for line in shown)])
