"""What an analyst changes in a project, for benchmarks: a word, a cell, a title, a slip; and processes that cannot be forked."""

from __future__ import annotations

import csv
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

ORDINARY = "import pcc_lib.building.nursery as n; n.sys = __import__('types').SimpleNamespace(platform='other')\n"
_CELL = re.compile(r"(?P<file>[\w-]+\.csv)#month=(?P<month>\d{4}-\d\d)(?:;\w+=(?P<part>[^;+]+))?;column=(?P<column>\w+)")


def without_fork(env: Mapping[str, str], folder: Path) -> dict[str, str]:
    """An environment in which the library starts processes as it does on Windows; what that needs is written into a folder."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(ORDINARY, encoding="utf-8")
    paths = [str(folder), env.get("PYTHONPATH", str(Path(__file__).parents[1]))]
    return {**env, "PYTHONPATH": os.pathsep.join(paths)}


class Book:
    """The copy of a project: changes of what one of its pages tells."""

    def __init__(self, root: Path, quarter: str, page: str) -> None:
        self.root, self.quarter, self.page = root, quarter, page
        self.words = root / f"data/quarters/{quarter}/topics/{_topic_of(root / f'notebooks/{page}.ipynb')}.md"

    def word(self) -> None:
        """A word of a commentary file."""
        text, said = self.words.read_text(encoding="utf-8").rstrip(), (" The work goes on.", " The work goes further.")
        now = next((end for end in said if text.endswith(end)), "")
        self._write(self.words, f"{text.removesuffix(now)}{said[said.index(now) - 1] if now else said[0]}\n")

    def cell(self) -> None:
        """A cell of data that a chart of the page draws: of a month long ago, in a column that its figures rest on."""
        editions = sorted((self.root / f"_build/editions/{self.quarter}").glob("*/figures.csv"), key=lambda p: p.stat().st_mtime)
        with editions[-1].open(encoding="utf-8", newline="") as file:
            cells = [_CELL.fullmatch(row["cells"]) for row in csv.DictReader(file) if row["page"] == self.page]
        for cell in filter(None, cells):
            path = self.root / "data/sources" / cell["file"]
            with path.open(encoding="utf-8", newline="") as file:
                rows = list(csv.reader(file))
            month, column = f"{int(cell['month'][:4]) - 1}{cell['month'][4:]}", rows[0].index(cell["column"])
            found = [row for row in rows if month in row and (not cell["part"] or cell["part"] in row)]
            if found and found[0][column].isdigit():
                found[0][column] = str(int(found[0][column]) + 1)
                self._write(path, "".join(f"{','.join(row)}\n" for row in rows))
                return
        sys.exit(f"{self.page}: no cell that can be changed.")

    def title(self) -> None:
        """The title of a measure."""
        measures = sorted((self.root / "data/measures").glob("*.yml"))
        measure = next(path for path in measures if f"topic: {self.words.stem}\n" in path.read_text(encoding="utf-8"))
        is_new = "\ntitle: New " in f"\n{measure.read_text(encoding='utf-8')}"
        self._change(measure, r"^title: (?:New )?", "title: " if is_new else "title: New ")

    def fault(self) -> None:
        """A number that is typed into a commentary file."""
        text = self.words.read_text(encoding="utf-8")
        self.before = text
        self._write(self.words, f"{text.rstrip()} It was 4711.\n")

    def mended(self) -> None:
        """And taken out again."""
        self._write(self.words, self.before)

    def _change(self, path: Path, old: str, new: str) -> None:
        text = path.read_text(encoding="utf-8")
        changed = re.sub(old, new, text, count=1, flags=re.MULTILINE)
        if changed == text:
            sys.exit(f"{path.name}: nothing to change there.")
        self._write(path, changed)

    def _write(self, path: Path, text: str) -> None:
        path.write_text(text, encoding="utf-8", newline="\n")


def _topic_of(notebook: Path) -> str:
    """The first topic that a page tells."""
    found = re.search(r'report\.so_what\(\\?"([\w-]+)', notebook.read_text(encoding="utf-8"))
    return found[1] if found else sys.exit(f"{notebook.name}: tells no topic.")
