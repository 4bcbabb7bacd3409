"""The page's own arithmetic, asked from Python: a program with the library's scripts, which answers line by line.

Playwright's package brings the program that runs them (Node), so that it is there wherever the tests are.
"""

from __future__ import annotations

import json
import math
import re
import subprocess
from pathlib import Path
from typing import Any

from places import ROOT
from playwright._impl._driver import compute_driver_executable

ASSETS = ROOT / "pcc_lib" / "assets"
LOADER = (ASSETS / "rework.js").read_text(encoding="utf-8")
# the engine's scripts, in the order in which the page loads them; the last draws, and needs a page
FILES = re.findall(r'"(\w+)"', re.search(r"FILES = \[(.*?)\]", LOADER, re.DOTALL)[1])[:-1]
ODD = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


class InPage:
    """The scripts of the page in a program of their own."""

    def __init__(self) -> None:
        node = str(compute_driver_executable()[0])
        command = [node, str(Path(__file__).with_name("rework_lines.js")), str(ASSETS / "rework"), *(f"{name}.js" for name in FILES)]
        self._program = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def ask(self, call: str, **said: Any) -> dict[str, Any]:
        """What the scripts answer; an AssertionError where they broke, which is no refusal."""
        assert self._program.stdin and self._program.stdout
        self._program.stdin.write(json.dumps({"call": call, **said}) + "\n")
        self._program.stdin.flush()
        answer = json.loads(self._program.stdout.readline())
        assert "broken" not in answer, answer
        return answer | {"value": ODD.get(answer.get("value"), answer.get("value"))}

    def figure(self, told: dict[str, Any], anchor: str) -> dict[str, Any]:
        """A figure worked out from what is embedded of it."""
        of = told["figures"][anchor]
        return self.ask("work", formula=of["formula"], blocks={a: told["blocks"][at] for a, at in of["letters"].items()})

    def close(self) -> None:
        """End the program."""
        assert self._program.stdin
        self._program.stdin.close()
        self._program.wait(timeout=30)
