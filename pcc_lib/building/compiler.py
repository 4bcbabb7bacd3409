"""The book's pages compiled by Sphinx, as jupyter-book 1 would; in a process of its own, so that its libraries can load while the
pages run. Its warnings are errors. Only what has changed since the last compile is compiled (pcc_lib/compiling)."""

from __future__ import annotations

import contextlib
import io
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
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from pcc_lib.building.compiled import Compiled
from pcc_lib.building.environment import page_environment
from pcc_lib.core.errors import BuildError
from pcc_lib.core.files import remove_tree
from pcc_lib.core.quarters import Quarter
from pcc_lib.core.standby import STAND_BY, Lent, StandBy, lent, let_go
from pcc_lib.core.unbroken import unbroken
from pcc_lib.inputs.project import Project

COMPILE_SECONDS = 900
LOOK_SECONDS = 0.05
SERVER = "pcc_lib.compiling.server"
# what Sphinx frames its complaints by
_NO_CAUSE = re.compile(r"\s*(=*|The full traceback has been saved in .*)$")


@dataclass(frozen=True)
class _Served:
    """Sphinx's process, with what goes to it and comes from it."""

    process: subprocess.Popen[str] | Lent
    requests: IO[str]
    answers: IO[str]
    log: IO[bytes]

    def end(self) -> str:
        """End it; gives what it has said."""
        self.process.kill()  # no effect on one that has ended
        if isinstance(self.process, Lent):
            self.process.close()
        else:
            self.process.wait()
        return self._let_go()

    def stand_by(self, how: StandBy) -> None:
        """Let it go: it waits for whoever needs it next, where it can."""
        answer = _ask(self, {STAND_BY: how.asked()})
        if answer is None or not answer["stands"]:
            self.end()
            return
        let_go(self.process)
        self._let_go()

    def _let_go(self) -> str:
        for pipe in (self.requests, self.answers):
            with contextlib.suppress(OSError):
                pipe.close()
        with self.log:
            self.log.seek(0)
            return self.log.read().decode("utf-8", "replace")


def _served(project: Project, standby: StandBy | None) -> _Served:
    """The process: one that stands by, or a new one."""
    log = tempfile.NamedTemporaryFile()  # noqa: SIM115
    if found := lent(standby, log.name):
        requests, answers = (io.TextIOWrapper(end, encoding="utf-8") for end in (found.requests, found.answers))
        return _Served(found, requests, answers, log)
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", SERVER],
        cwd=project.root,
        env=compiler_environment(project),
        text=True,
        encoding="utf-8",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
    )
    assert process.stdin and process.stdout  # both are pipes
    return _Served(process, process.stdin, process.stdout, log)


class Compiler:
    """Sphinx in a process of its own, which can load its libraries while the pages still run; it may be asked again and again.
    standby: how it waits for whoever needs it next, and where one is found that does (None: nowhere)."""

    def __init__(self, project: Project, quarter: Quarter, standby: StandBy | None = None) -> None:
        found = version("jupyter-book")
        if not found.startswith("1."):
            raise BuildError(
                f"jupyter-book {found} is installed; this book needs version 1 (version 2 would ignore "
                "_config.yml and build nothing). Run: python -m pip install -r requirements.txt"
            )
        self._project, self._quarter, self._standby = project, quarter, standby
        self._served: _Served | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Compiler:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def turn_to(self, project: Project, quarter: Quarter) -> Compiler:
        """Compile another quarter from now on, or another project; what is loaded stays."""
        self._project, self._quarter = project, quarter
        return self

    def start(self) -> _Served:
        """Begin to load; `compile` does so where this was not called."""
        if self._served is None:
            with unbroken():
                self._served = _served(self._project, self._standby)
        return self._served

    @contextlib.contextmanager
    def compiling(self, files: Mapping[str, bytes], kept: Compiled) -> Iterator[None]:
        """Compile while something else is done here; what goes wrong there is raised at the end, or what goes wrong here."""
        served = self.start()  # here: once ended, it does not begin again
        with ThreadPoolExecutor(1, thread_name_prefix="pcc-compiling") as beside:
            compiled = beside.submit(self._compile, served, files, kept)
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

    def _compile(self, served: _Served, files: Mapping[str, bytes], kept: Compiled) -> list[str]:
        changed = kept.begin(files)
        asked = {
            "project": str(self._project.root),
            "quarter": str(self._quarter),
            "source": str(kept.source),
            "work": str(kept.folder),
            "changed": changed,
        }
        try:
            answer = _ask(served, asked) or self._asked_anew(served, asked)
        except BaseException:
            self._end(served)
            raise
        if not answer["sound"] or not kept.html.is_dir():
            raise BuildError(_complaint(answer["said"], kept.source))
        kept.end()
        return answer["written"]

    def _asked_anew(self, served: _Served, asked: Mapping[str, Any]) -> dict[str, Any]:
        """What comes of it after the process has died: its log says why. One that stood by may have been ended by anybody, so
        another is asked, from nothing."""
        with self._lock:
            again = isinstance(served.process, Lent) and self._served is served
        said = self._end(served)
        if not again:
            return {"sound": False, "said": said}
        remove_tree(Path(asked["work"]) / "_build")
        self._standby = None
        return _ask(self.start(), {**asked, "changed": None}) or {"sound": False, "said": self._end(self.start())}

    def close(self) -> None:
        """End the process, if it runs."""
        if self._served is not None:
            self._end(self._served)

    def stand_by(self) -> None:
        """Let the process wait for whoever needs it next, if it is to; else end it."""
        with self._lock:
            served, self._served = self._served, None
        if served is not None and self._standby is not None:
            served.stand_by(self._standby)
        elif served is not None:
            served.end()

    def _end(self, served: _Served) -> str:
        """End it; gives what it said, once."""
        with self._lock:
            if self._served is not served:
                return "it was ended."
            self._served = None
        return served.end()


def _ask(served: _Served, request: Mapping[str, Any]) -> dict[str, Any] | None:
    """Send one line, and wait for its answer; None where the process ends without one. On Windows nothing interrupts a long wait,
    so it is made of short ones."""
    with contextlib.suppress(OSError):
        served.requests.write(json.dumps(request) + "\n")
        served.requests.flush()
    answers: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_read_line, args=(served, answers), name="pcc-compiler", daemon=True).start()
    until = time.monotonic() + COMPILE_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(queue.Empty):
            answer = answers.get(timeout=LOOK_SECONDS)
            return json.loads(answer) if answer else None
    raise BuildError(f"Sphinx took longer than {COMPILE_SECONDS} seconds and was ended.")


def _read_line(served: _Served, answers: queue.Queue[str]) -> None:
    line = ""
    with contextlib.suppress(OSError, ValueError):  # closed under us: somebody has ended it
        line = served.answers.readline()
    answers.put(line)


def compiler_environment(project: Project) -> dict[str, str]:
    """Environment of Sphinx's process."""
    env = {**page_environment(project.root), "NO_COLOR": "1"}
    env.pop("SOURCE_DATE_EPOCH", None)  # Sphinx would rewrite the year of the copyright line
    return env


def _complaint(text: str, source: Path) -> str:
    text = re.sub(r"\x1b\[[0-9;]*m", "", text).replace(f"{source}{os.sep}", "")
    lines = [line for line in text.splitlines() if re.search(r"\b(WARNING|ERROR|CRITICAL)\b", line)]
    shown = lines or [line for line in text.splitlines() if not _NO_CAUSE.match(line)][-5:] or ["it gave no reason."]
    return "\n".join(["jupyter-book did not compile the book:", *(f"  {line.strip()}" for line in shown)])
