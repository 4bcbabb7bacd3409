"""jupyter-book 1, run in a process of its own so that its libraries can load while the pages run; its warnings are errors."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from pcc_lib.building.book_gate import READ_BY_BUILD
from pcc_lib.building.environment import page_environment
from pcc_lib.core.errors import BuildError
from pcc_lib.core.quarters import Quarter
from pcc_lib.core.unbroken import unbroken
from pcc_lib.inputs.project import Project

COMPILE_SECONDS = 900
# what Sphinx frames its complaints by
_NO_CAUSE = re.compile(r"\s*(=*|There was an error in building your book\. .*|The full traceback has been saved in .*)$")
_ON_REQUEST = "from pcc_lib.building.compiler import compile_on_request; compile_on_request()"


class Compiler:
    """jupyter-book in a process of its own, which can load its libraries while the pages still run."""

    def __init__(self, project: Project, quarter: Quarter) -> None:
        found = version("jupyter-book")
        if not found.startswith("1."):
            raise BuildError(
                f"jupyter-book {found} is installed; this book needs version 1 (version 2 would ignore "
                "_config.yml and build nothing). Run: python -m pip install -r requirements.txt"
            )
        self._project, self._quarter = project, quarter
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Compiler:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> subprocess.Popen[str]:
        """Begin to load; `compile` does so where this was not called."""
        if self._process is None:
            self._log = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
            with unbroken():
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-c", _ON_REQUEST],
                    cwd=self._project.root,
                    env=_compiler_environment(self._project, self._quarter),
                    text=True,
                    encoding="utf-8",
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=self._log,
                )
        return self._process

    def compile(self, source: Path, work: Path) -> Path:
        """Compile the folder `source`; all of jupyter-book's files go to `work`. Gives the folder of the HTML.

        Nobody has read that HTML for active content yet: before it is published, `faults_in_html` must find none.
        """
        process = self.start()
        try:
            _ask(process, json.dumps([str(source), str(work)]))
        finally:
            code, complaints = self._end(process)
        if code or not (work / "_build" / "html").is_dir():
            raise BuildError(_complaint(complaints, source))
        return work / "_build" / "html"

    def close(self) -> None:
        """End the process, if it runs."""
        if self._process is not None:
            self._end(self._process)

    def _end(self, process: subprocess.Popen[str]) -> tuple[int, str]:
        self._process = None
        process.kill()  # no effect on one that has ended
        process.wait()
        if process.stdin:
            process.stdin.close()
        self._log.seek(0)
        with self._log as log:
            return process.returncode, log.read()


def _ask(process: subprocess.Popen[str], line: str) -> None:
    """Send one line, and wait until the process has ended. On Windows nothing interrupts a long wait, so it is made of short
    ones."""
    assert process.stdin  # a pipe
    with contextlib.suppress(OSError):  # it has died, and its log says why
        process.stdin.write(line)
        process.stdin.close()
    until = time.monotonic() + COMPILE_SECONDS
    while process.poll() is None:
        if time.monotonic() > until:
            raise BuildError(f"jupyter-book took longer than {COMPILE_SECONDS} seconds and was ended.")
        time.sleep(0.05)


def compile_on_request() -> None:
    """The compiler's process: load, wait for one line with two folders, compile."""
    import jupyter_book.sphinx  # noqa: F401
    import myst_nb.sphinx_  # noqa: F401
    import sphinx_book_theme  # noqa: F401
    from jupyter_book.cli.main import build

    line = sys.stdin.readline()
    if not line:
        return
    source, work = json.loads(line)
    os.environ[READ_BY_BUILD] = work
    try:
        build.main([source, "--path-output", work, "-W", "-n", "--keep-going", "-q"], standalone_mode=False)
    except RuntimeError as error:  # jupyter-book's own words for warnings and failures
        print(error, file=sys.stderr)
        sys.exit(1)


def _compiler_environment(project: Project, quarter: Quarter) -> dict[str, str]:
    env = {**page_environment(project.root), "PCC_QUARTER": str(quarter), "NO_COLOR": "1"}
    env.pop("SOURCE_DATE_EPOCH", None)  # Sphinx would rewrite the year of the copyright line
    return env


def _complaint(text: str, source: Path) -> str:
    text = re.sub(r"\x1b\[[0-9;]*m", "", text).replace(f"{source}{os.sep}", "")
    lines = [line for line in text.splitlines() if re.search(r"\b(WARNING|ERROR|CRITICAL)\b", line)]
    shown = lines or [line for line in text.splitlines() if not _NO_CAUSE.match(line)][-5:] or ["it gave no reason."]
    return "\n".join(["jupyter-book did not compile the book:", *(f"  {line.strip()}" for line in shown)])
