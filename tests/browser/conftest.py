"""A built edition, on a server of its own, for a real Chromium (see `chromium` in tests/conftest.py)."""

from __future__ import annotations

import contextlib
import functools
import http.server
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from places import INPUTS, RESULTS, ROOT, SAMPLE, copy_project

from pcc_lib.building import editions
from pcc_lib.building.job import Job
from pcc_lib.checking.check import check_all, expected_blocks
from pcc_lib.core.errors import BuildError
from pcc_lib.inputs.project import Project

# The book that the browser opens is of this copy of the sample, so that no edition of the people who run the tests is touched.
# It stays, with its pages: the next run builds only what has changed.
PROJECT = ROOT / "_build" / "browser"


@contextlib.contextmanager
def turn() -> Iterator[None]:
    """One process of the tests at a time: two files of tests may run in two, and both want the book."""
    place = SimpleNamespace(root=PROJECT.with_name("browser-turn"))
    place.root.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as held:
        while True:
            try:
                held.enter_context(editions.lock(place))
                break
            except BuildError:
                time.sleep(0.5)
        yield


@pytest.fixture(scope="session")
def book() -> Path:
    """The folder of the newest quarter's book, built (or reused) by our own build. Nothing may be written there."""
    with turn(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("PCC_STORE", str(RESULTS))
        for name in INPUTS:
            shutil.rmtree(PROJECT / name, ignore_errors=True)
        project = Project(copy_project(SAMPLE, PROJECT))
        quarter = editions.find_quarter(project, "latest")
        return editions.build(Job(project, quarter, say=lambda _: None), check=check_all, expected=expected_blocks).parent


POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'"
)


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[str]:
    """The address of a folder on a local server, under a strict content security policy."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", POLICY)
            super().end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


@pytest.fixture(scope="session")
def served(book: Path) -> Iterator[str]:
    """The book on a local server."""
    with serve(book) as address:
        yield address
