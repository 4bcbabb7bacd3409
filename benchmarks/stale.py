"""Changes a book at random, again and again, and holds what was kept of it against what a fresh run makes.

    python benchmarks/stale.py [--project DIR] [--quarter 2023-24-Q3] [--changes 300] [--seed 1] [--whole]

Each change is one of a file of the project (a word, a digit, a key, a remark, a blank line, another order, a row or a file that
is taken away), of the library, of the packages, or of what was kept. After each the pages are run twice: with all that was kept
before it, and in a folder where nothing was. One after which no page can be run is taken back. Printed are the pages that differ,
which must be none, and those that ran for nothing: they came out as they were. With --whole the whole edition is built, by
`pcc build`, and every file of it compared: checks, compiling, gate and reading back included. The project is copied; nothing of
it is touched. Ends with 1 where anything differs.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from timing import SKIPPED, machine

from pcc_lib.building import planning
from pcc_lib.building.editions import current, find_quarter
from pcc_lib.building.in_process import InProcess
from pcc_lib.building.job import Job, PagesError
from pcc_lib.building.planning import plan_pages
from pcc_lib.building.runner import run_pages
from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.core.sure import sure
from pcc_lib.inputs.project import Project

Edit = Callable[[str, random.Random], str]


def main() -> None:
    """Change, run twice, compare; print the counts."""
    arguments = _arguments()
    chance = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(shutil.copytree(arguments.project, Path(folder) / "kept", ignore=SKIPPED))
        book = (_Edition if arguments.whole else _Book)(root, str(find_quarter(Project(root), arguments.quarter)))
        print(f"machine: {machine()}\nproject: {arguments.project.name}; quarter: {book.quarter}; seed: {arguments.seed}")
        book.run(root)
        for number in range(1, arguments.changes + 1):
            told = book.change(chance)
            book.compare(told, Path(folder) / "fresh")
            if number % 25 == 0:
                print(book.counted(number), flush=True)
        print(book.counted(arguments.changes))
        for what, count in sorted(book.kinds.items()):
            print(f"  {what:44}{count:5}")
    sys.exit(1 if book.different else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--project", type=Path, default=Path(__file__).resolve().parents[1])
    parser.add_argument("--quarter")
    parser.add_argument("--changes", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--whole", action="store_true", help="build whole editions, and compare their files")
    return parser.parse_args()


# ── changes ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _words(text: str, chance: random.Random) -> str:
    found = list(re.finditer(r"(?<![\w{.#])[A-Za-z]{4,}(?![\w}.:])", text))
    if not found:
        return text
    one = chance.choice(found)
    return f"{text[: one.start()]}{one[0]}s{text[one.end() :]}"


def _digit(text: str, chance: random.Random) -> str:
    found = list(re.finditer(r"(?<=,)\d+(?=,)", text))
    if not found:
        return text
    one = chance.choice(found)
    return f"{text[: one.start()]}{int(one[0]) + chance.randint(1, 9)}{text[one.end() :]}"


def _remark(text: str, _: random.Random) -> str:
    return f"# a remark\n{text}"


def _blank(text: str, chance: random.Random) -> str:
    lines = text.split("\n\n")
    at = chance.randrange(len(lines))
    return "\n\n".join([*lines[:at], f"{lines[at]}\n", *lines[at + 1 :]])


def _reordered(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    tops = [number for number, line in enumerate(lines) if re.match(r"[A-Za-z_]", line)]
    pieces = ["".join(lines[a:b]) for a, b in zip(tops, [*tops[1:], len(lines)], strict=True)]
    chance.shuffle(pieces)
    return "".join(lines[: tops[0] if tops else len(lines)]) + "".join(pieces)


def _last_row(text: str, _: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    return "".join(lines[:-1]) if len(lines) > 2 else text


def _cell_id(text: str, chance: random.Random) -> str:
    return re.sub(r'"id": "(\w[\w-]*)"', lambda found: f'"id": "{found[1]}x"', text, count=chance.randint(1, 3))


KINDS: dict[str, tuple[str, Edit]] = {
    "a word of commentary": ("data/quarters/**/*.md", _words),
    "a blank line of commentary": ("data/quarters/**/*.md", _blank),
    "a word of a definition": ("data/**/*.yml", _words),
    "a remark in a definition": ("data/**/*.yml", _remark),
    "a blank line in a definition": ("data/**/*.yml", _blank),
    "keys of a definition in another order": ("data/**/*.yml", _reordered),
    "a digit of data": ("data/**/*.csv", _digit),
    "the last row of data": ("data/**/*.csv", _last_row),
    "a word of a notebook": ("notebooks/*.ipynb", lambda text, chance: text.replace('"# ', f'"# {chance.choice("ABCD")} ', 1)),
    "the id of a cell": ("notebooks/*.ipynb", _cell_id),
}
OF_FILES = ("a file taken away", "a file put back", "what was kept damaged")


class _Book:
    """The book that is changed, what was found, and what is otherwise than it was."""

    others: tuple[str, ...] = (*OF_FILES, "the library", "the packages")

    def __init__(self, root: Path, quarter: str) -> None:
        self.root, self.quarter = root, quarter
        self.kinds: Counter[str] = Counter()
        self.pages: Counter[str] = Counter()
        self.different = 0
        self._away: dict[Path, bytes] = {}
        self._undo: tuple[Path, bytes] | None = None
        self._before: dict[str, bytes] = {}

    def change(self, chance: random.Random) -> str:
        """Change something; gives what."""
        what = chance.choice([*KINDS, *KINDS, *self.others])
        self.kinds[what] += 1
        self._undo = None
        if what in KINDS:
            pattern, edit = KINDS[what]
            path = chance.choice(sorted(self.root.glob(pattern)))
            text = path.read_text(encoding="utf-8")
            self._undo = path, path.read_bytes()
            path.write_text(edit(text, chance), encoding="utf-8", newline="\n")
            return f"{what}: {path.relative_to(self.root)}"
        return f"{what}: {self._other(what, chance)}"

    def _other(self, what: str, chance: random.Random) -> str:
        if what == "a file taken away":
            path = chance.choice(sorted(p for p in self.root.glob("data/**/*") if p.is_file()))
            self._away[path] = path.read_bytes()
            self._undo = path, self._away[path]
            path.unlink()
            return str(path.relative_to(self.root))
        if what == "a file put back" and self._away:
            path = chance.choice(sorted(self._away))
            path.write_bytes(self._away.pop(path))
            return str(path.relative_to(self.root))
        if what == "the library":
            library = f"{planning.library_digest()[:60]}{chance.randrange(10**4)}"
            planning.library_digest = lambda: library
        if what == "the packages":
            packages = {**planning.environment(), "other": chance.randrange(10**4)}
            planning.environment = lambda: packages
        if what == "what was kept damaged":
            kept = sorted(p for p in (self.root / "_build").rglob("*") if p.is_file())
            path = chance.choice(kept)
            path.write_bytes(path.read_bytes()[: chance.randrange(100)])
            return str(path.relative_to(self.root))
        return ""

    def run(self, root: Path) -> tuple[dict[str, bytes], set[str], str]:
        """The pages as they come out, those that ran, and what is said where they fail."""
        job = Job(Project(root), find_quarter(Project(root), self.quarter), say=lambda _: None)
        try:
            planned = plan_pages(job)
            results = run_pages(job, planned, processes=InProcess(job, [plan for plan in planned if plan.reason]))
        except PagesError as error:
            return {}, set(), str(error)
        except ReportError as error:
            return {}, set(), str(error)
        pages = {r.page.name: r.notebook.read_bytes() for r in results if r.notebook}
        rests = {f"{r.page.name} rests on": repr(sorted(r.opened.items())).encode() for r in results}
        return pages | rests, {r.page.name for r in results if r.status == "ran"}, ""

    def compare(self, told: str, fresh: Path) -> None:
        """Run with what was kept, and without; count what differs, and what ran for nothing."""
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(self.root, fresh, ignore=SKIPPED)
        kept, ran, said = self.run(self.root)
        anew, _, said_anew = self.run(fresh)
        if kept != anew or said.replace(str(self.root), "") != said_anew.replace(str(fresh), ""):
            self.different += 1
            names = [name for name in {*kept, *anew} if kept.get(name) != anew.get(name)]
            print(
                f"DIFFERENT after {told}: {', '.join(sorted(names))}\n  kept: {said[:300]}\n  anew: {said_anew[:300]}", flush=True
            )
        self.pages["runs that fail"] += bool(said)
        if said and self._undo:
            path, content = self._undo
            path.write_bytes(content)
            self._away.pop(path, None)
        if not said:
            everything = told.startswith(("the library", "the packages", "what was kept"))
            for_nothing = {name for name in ran if kept.get(name) == self._before.get(name)} if not everything else set()
            self.pages["pages"] += sum(not name.endswith("rests on") for name in kept)
            self.pages["ran"] += len(ran)
            self.pages["ran for nothing"] += len(for_nothing)
            self._before = kept

    def counted(self, changes: int) -> str:
        """The counts in a line."""
        pages = ", ".join(f"{name} {count}" for name, count in self.pages.items())
        return f"{changes} changes: {self.different} differ; {pages}"


class _Edition(_Book):
    """The same, built whole by `pcc build`, whose library and packages are what they are: what was kept by processes that stand
    by from one to the next, and what is anew by processes that are new."""

    others = OF_FILES

    def run(self, root: Path) -> tuple[dict[str, bytes], set[str], str]:
        """The files of the edition, the pages that ran, and what is said where it fails."""
        command = [sys.executable, "-m", "pcc_lib", "--project", str(root), "build", self.quarter]
        env = {**os.environ, "PCC_STAND_BY": "10" if root == self.root else "0"}  # what is anew is done by processes that are new
        done = subprocess.run(command, env=env, capture_output=True, encoding="utf-8", check=False)
        if done.returncode:
            return {}, set(), done.stderr
        edition = sure(current(Project(root), Quarter.parse(self.quarter)))
        files = {path.relative_to(edition).as_posix(): path.read_bytes() for path in edition.rglob("*") if path.is_file()}
        ran = {line.split()[0] for line in done.stdout.splitlines() if re.match(r"\S+ +ran ", line)}
        executed = {Path(name).stem: content for name, content in files.items() if name.startswith("notebooks/")}
        return files | executed, ran, ""


if __name__ == "__main__":
    main()
