"""The tutorial is followed word by word: its files are written, its commands run, and they say what it shows."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from places import RESULTS, ROOT, copy_project

PAGE = ROOT / "docs/tutorial.md"
# a step is a block of the page: commands with what they say, or a file to write; or a comment that says what to copy
STEPS = re.compile(
    r"```console\n(?P<console>.*?)```"
    r"|<!-- (?P<how>write|uncomment): (?P<file>\S+) -->\n```\w+\n(?P<text>.*?)```"
    r"|<!-- copy: (?P<what>.*?) -> (?P<to>\S+) -->"
    r"|<!-- sheet: (?P<sheet>\S+), (?P<row>\S+), (?P<cells>.*?) -->",
    re.DOTALL,
)
pytestmark = [pytest.mark.slow]


def test_the_tutorial_can_be_followed_word_by_word(tmp_path):
    practice = copy_project(ROOT, tmp_path / "practice")
    steps = list(STEPS.finditer(PAGE.read_text(encoding="utf-8")))
    assert len(steps) > 15
    for step in steps:
        if step["console"]:
            run_all(step["console"], practice)
        elif step["file"]:
            write(practice / step["file"], step["text"]) if step["how"] == "write" else uncomment(
                practice / step["file"], step["text"]
            )
        elif step["sheet"]:
            fill(practice / Path(step["sheet"]).name, step["row"], step["cells"])
        else:
            copy(step["what"].split(), practice / step["to"])


def run_all(console: str, practice: Path) -> None:
    for command in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        line, *shown = command.rstrip().split("\n")
        said = run(line, practice)
        for expected in shown:
            assert squeezed(expected) in squeezed(said.replace(practice.as_posix(), "../practice")), f"$ {line}\n{said}"


def run(line: str, practice: Path) -> str:
    """What a command says, run where the reader stands: in the project's folder, with the practice folder as the project."""
    program, *words = shlex.split(line)
    assert program == "pcc"
    words = [word.replace("../practice", practice.as_posix()) for word in words]
    done = subprocess.run(
        [sys.executable, "-m", "pcc_lib", *words],
        cwd=ROOT,
        env={**os.environ, "PCC_PROJECT": str(practice), "PCC_STORE": str(RESULTS), "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout + done.stderr


def squeezed(text: str) -> str:
    return " ".join(text.split())


def write(path: Path, text: str) -> None:
    assert path.is_file()
    path.write_text(text, encoding="utf-8", newline="\n")


def uncomment(path: Path, text: str) -> None:
    """Take the marks from the lines at the end of a file, and write the reasons in: they are `text` then."""
    before = path.read_text(encoding="utf-8")
    given = re.sub(r"because: .*\}", "because: XX}", text)
    commented = "".join(f"# {line}\n" for line in given.splitlines())
    assert before.endswith(commented), before
    write(path, before.removesuffix(commented) + text)


def fill(path: Path, row: str, cells: str) -> None:
    """Write in a row of a workbook, as one does in Excel."""
    book = openpyxl.load_workbook(path)
    data = book["Data"]
    heads = {data.cell(2, column).value: column for column in range(1, data.max_column + 1)}
    at = next(number for number in range(3, data.max_row + 1) if data.cell(number, 1).value == row)
    for name, value in (cell.split(" ", 1) for cell in cells.split(", ")):
        data.cell(at, heads[name]).value = int(value) if value.isdigit() else value
    book.save(path)


def copy(names: list[str], target: Path) -> None:
    for name in names:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / source.name, dirs_exist_ok=True)
        else:
            shutil.copy2(source, target)
