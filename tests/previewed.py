"""A preview as a process of its own, and what somebody sees of it in a browser that has no scripts."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from html import unescape
from pathlib import Path

from places import ROOT

PATIENCE = 120.0  # seconds; nothing is held against it
DONE = ("Up to date.", "There are faults.")


class Previewed:
    """`pcc preview` of a project, and requests to it."""

    def __init__(self, root: Path, *words: str) -> None:
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            signal.signal(signal.SIGINT, signal.default_int_handler)  # tests in the background: a child would ignore it too
        if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
            signal.signal(signal.SIGHUP, signal.SIG_DFL)  # nor does it heed that its terminal is closed, as `nohup` has it
        self.root = root
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pcc_lib", "--project", str(root), "preview", *words],
            env=os.environ | {"PYTHONPATH": str(ROOT), "PCC_PROJECT": str(root)},
            cwd=root,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        assert self.process.stdout
        self.said = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/(\S+)", self.said)
        assert found, self.said + self.process.stdout.read()
        self.port, self.address = int(found[1]), found[2]

    def ask(self, address: str, host: str = "", **headers: str) -> tuple[int, dict[str, str], str]:
        """The status, the headers and the text of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.putrequest("GET", address, skip_host=True)
        for name, value in {"Host": host or f"127.0.0.1:{self.port}", **headers}.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode("utf-8", "replace")

    def page(self, address: str = "") -> str:
        """The HTML of a page."""
        return self.ask(f"/{address or self.address}")[2]

    def notice(self) -> str:
        """The words above the page."""
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.ask(f"/_preview/notice?page={self.address}")[2])).split())

    def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds."""
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, self.notice()
            assert self.process.poll() is None, self.process.stdout and self.process.stdout.read()
            time.sleep(0.05)

    def until_done(self) -> str:
        """Wait until all is made and looked at; gives the words above the page."""
        self.until(lambda: self.page().count("pcc-preview") and any(done in self.notice() for done in DONE))
        return self.notice()

    def end(self, number: int = signal.SIGINT) -> int:
        """End it by a signal; gives its exit code."""
        self.process.send_signal(number)
        try:
            return self.process.wait(60)
        finally:
            self.process.kill()  # no effect where it has ended
