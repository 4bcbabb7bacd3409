"""The page's own arithmetic, asked from Python: a program with the library's scripts, which answers line by line.

Playwright's package brings the program that runs them (Node), so that it is there wherever the tests are.
"""

from __future__ import annotations

import json
import math
import re
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from places import ROOT
from playwright._impl._driver import compute_driver_executable

from pcc_lib.figures.blocks import Block
from pcc_lib.figures.embedded import embedded
from pcc_lib.figures.figure import Figure, blocks_of
from pcc_lib.figures.figures import Figures
from pcc_lib.statistics.calculate import letters
from pcc_lib.writing.html import script_json

ASSETS = ROOT / "pcc_lib" / "assets"
LOADER = (ASSETS / "rework.js").read_text(encoding="utf-8")
# the engine's scripts, in the order in which the page loads them; the last one draws, and needs a page
FILES = re.findall(r'"(\w+)"', re.search(r"FILES = \[(.*?)\]", LOADER, re.DOTALL)[1])[:-1]
ODD = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


class InPage:
    """The scripts of the page in a program of their own."""

    def __init__(self) -> None:
        node = str(compute_driver_executable()[0])
        command = [
            node,
            str(Path(__file__).with_name("rework_lines.js")),
            str(ASSETS / "rework"),
            *(f"{name}.js" for name in FILES),
        ]
        pipe = subprocess.PIPE
        self._program = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8")

    def ask(self, call: str, **said: Any) -> dict[str, Any]:
        """What the scripts answer; an AssertionError where they broke, which is no refusal."""
        assert self._program.stdin and self._program.stdout
        self._program.stdin.write(json.dumps({"call": call, **said}) + "\n")
        self._program.stdin.flush()
        answer = json.loads(self._program.stdout.readline())
        assert "broken" not in answer, answer
        return answer | {"value": ODD.get(answer.get("value"), answer.get("value"))}

    def work(self, formula: str, *blocks: Any) -> dict[str, Any]:
        """A formula worked out for blocks, in the order of its letters."""
        return self.ask("work", formula=formula, blocks=dict(zip(letters(), blocks, strict=False)))

    def __enter__(self) -> InPage:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the program."""
        assert self._program.stdin
        self._program.stdin.close()
        self._program.wait(timeout=30)


def cells(periods: Sequence[object], values: Iterable[float], part: str = "all") -> dict[str, Any]:
    """A block of one part."""
    rows = [[None if math.isnan(value) else value] for value in values]
    return {"ref": "cells", "periods": [str(period) for period in periods], "parts": [part], "values": rows}


def same(one: float, other: float) -> bool:
    """Whether two results are the same as far as doubles worked out in another order can be."""
    return (math.isnan(one) and math.isnan(other)) or one == other or math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def faults(page: InPage, figures: Figures, printed: Iterable[Figure]) -> tuple[int, int, list[object]]:
    """The figures of a book worked out by the page: how many were, how many a page does not work out, and what is wrong.

    What the page is given has gone through the JSON that stands in it. Where so few answered a survey that no cell is shown, the
    arithmetic is tried on the cells themselves.
    """
    known = [figure for figure in printed if figure.known and figure.formula]
    told = json.loads(script_json(embedded(figures, known)))
    cannot, done, left, wrong = page.ask("functions")["cannot"], 0, 0, []
    for figure in known:
        of = told["figures"][figure.anchor]
        blocks = [told["blocks"][at] for at in of["letters"].values()] if "letters" in of else _unshown(figures, figure)
        answer = page.work(of["formula"], *blocks)
        if set(re.findall(r"\w+(?=\()", figure.formula)) & set(cannot):
            left += 1
            wrong += [] if "is not worked out in a page" in answer.get("refused", "") else [(figure.id, answer)]
            continue
        done += 1
        if "refused" in answer or not same(answer["value"], figure.numeric):
            wrong.append((figure.id, figure.formula, figure.value, answer))
        printed_as = page.ask("style", text=figure.text, value=figure.value, unit=figure.unit)["told"]
        if figure.kind == "computed" and printed_as != figure.text.removeprefix("="):
            wrong.append((figure.id, "is printed otherwise", figure.text, figure.value))
    return done, left, wrong


def _unshown(figures: Figures, figure: Figure) -> list[dict[str, Any]]:
    return [_plain(figures.block(figure.measure, reference)) for reference in blocks_of(figure.cells)]


def _plain(block: Block) -> dict[str, Any]:
    rows = [[None if pd.isna(value) else value for value in row] for row in block.table.to_numpy(float).tolist()]
    return {"ref": "cells", "periods": list(block.table.index), "parts": list(block.table.columns), "values": rows}
