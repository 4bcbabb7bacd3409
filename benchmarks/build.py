"""Builds the same pages twice, our way and the plain way, and prints how the times compare.

The plain way is what the tools' manuals say: one `papermill` command for each notebook, then `jupyter-book build`.

    python benchmarks/build.py [--project DIR] [--quarter 2023-24-Q3] [--page priority-1] [--runs 3] [--without-fork] [--alone]
                               [--require]

Ours is timed from nothing, with nothing changed, and after a change of one word of commentary, of one cell of data, and of one
measure's title. From nothing no process stands by; later those do that the build before has left (with `--alone`: none). Both
work on a copy of the project in a temporary folder, so no file of the project is touched. Both may keep compiled Python modules
(in that folder too), and each is run once before anything is timed. `--without-fork` starts our processes as on Windows.
`--require` exits with 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from edits import Book, without_fork
from timing import SKIPPED, environment, machine, timed

from pcc_lib.building.editions import current, find_quarter
from pcc_lib.inputs.page_files import pages_of
from pcc_lib.inputs.project import Project

TARGETS = {"whole edition": 0.20, "nothing changed": 0.005, "one word": 0.04, "one data cell": 0.10, "one title": 0.10}
CPU_TARGETS = {"whole edition": 0.35}
BIN = Path(sys.executable).parent


def main() -> None:
    """Measure, print, and judge where that is asked for."""
    arguments = _arguments()
    source = Project(arguments.project)
    quarter = find_quarter(source, arguments.quarter)
    with tempfile.TemporaryDirectory() as folder:
        project = Project(shutil.copytree(source.root, Path(folder) / "project", ignore=SKIPPED))
        env = environment(Path(folder) / "bytecode")
        ours = without_fork(env, Path(folder) / "site") if arguments.without_fork else env
        ours = {**ours, "PCC_STAND_BY": "0" if arguments.alone or arguments.without_fork else "10"}
        notebooks = [page.path for page in pages_of(project) if page.is_notebook]
        print(f"machine: {machine()}\npages: {len(notebooks)} notebooks; runs: {arguments.runs}; quarter: {quarter}")
        runs = [
            _round(Book(project.root, str(quarter), arguments.page), notebooks, (env, ours), Path(folder) / "plain", first=n == 0)
            for n in range(arguments.runs + 1)
        ][1:]
        found = {
            name: [statistics.median(column) for column in zip(*(run[name] for run in runs), strict=True)] for name in runs[0]
        }
        met = _report(found)
        _report_size(project)
    sys.exit(1 if arguments.require and not met else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--project", type=Path, default=Path(__file__).resolve().parents[1])
    parser.add_argument("--quarter")
    parser.add_argument("--page", default="priority-1")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--without-fork", action="store_true")
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("--require", action="store_true")
    return parser.parse_args()


# ── one round: the plain way, then ours, on the same files ────────────────────────────────────────────────────────────
def _round(
    book: Book, notebooks: Sequence[str], envs: tuple[dict[str, str], dict[str, str]], plain: Path, first: bool
) -> dict[str, tuple[float, ...]]:
    root = book.root
    pcc = [sys.executable, "-m", "pcc_lib", "--project", str(root)]
    build = [[*pcc, "build", book.quarter]]
    timed([[*pcc, "stop"]], root, envs[1])
    shutil.rmtree(plain, ignore_errors=True)
    shutil.rmtree(root / "_build", ignore_errors=True)
    found = {
        "plain": timed(_plain_commands(root, book.quarter, notebooks, plain), root, envs[0]),
        "whole edition": timed(build, root, envs[1]),
        "nothing changed": timed(build, root, envs[1]),
    }
    for name, change in (("one word", book.word), ("one data cell", book.cell), ("one title", book.title)):
        change()
        found[name] = timed(build, root, envs[1])
    timed([[*pcc, "stop"]], root, envs[1])
    print("warmed up" if first else "  ".join(f"{name} {seconds:.2f} s" for name, (seconds, *_) in found.items()), flush=True)
    return found


def _plain_commands(root: Path, quarter: str, notebooks: Sequence[str], plain: Path) -> list[list[str]]:
    """A folder to run in, and the commands; jupyter-book must not execute the notebooks again."""
    shutil.copytree(root, plain, ignore=SKIPPED)
    override = plain / "_config.yml"
    text = override.read_text(encoding="utf-8")
    override.write_text(text.replace("execute_notebooks: force", 'execute_notebooks: "off"'), encoding="utf-8")
    runs = [
        [str(BIN / "papermill"), str(root / name), str(plain / name), "-p", "quarter", quarter, "-k", "python3"]
        for name in notebooks
    ]
    return [*runs, [str(BIN / "jupyter-book"), "build", str(plain)]]


# ── the report ────────────────────────────────────────────────────────────────────────────────────────────────────────
def _report(found: dict[str, list[float]]) -> bool:
    """Print the figures beside the targets; whether all are met."""
    plain, met = found["plain"], True
    print(f"\n{'':20}{'seconds':>9}{'ratio':>8}{'target':>8}{'CPU s':>8}{'ratio':>8}{'target':>8}{'peak MB':>9}")
    for name, (seconds, cpu, peak) in found.items():
        ratios, targets = (seconds / plain[0], cpu / max(plain[1], 1e-9)), (TARGETS.get(name), CPU_TARGETS.get(name))
        missed = any(target and ratio > target for ratio, target in zip(ratios, targets, strict=True))
        met = met and not missed
        wall = f"{seconds:9.2f}{ratios[0]:8.3f}{targets[0] or '':>8}"
        print(f"{name:20}{wall}{cpu:8.1f}{ratios[1]:8.3f}{targets[1] or '':>8}{peak:9.0f}{'  missed' * missed}")
    return met


def _report_size(project: Project) -> None:
    html = current(project) / "html"
    sizes = {path: path.stat().st_size for path in html.rglob("*") if path.is_file()}
    pages = {html / Path(page.path).with_suffix(".html"): page.name for page in pages_of(project)}
    print(f"\nbook: {sum(sizes.values()):,} bytes in {len(sizes)} files; pages:")
    for path, name in sorted(pages.items(), key=lambda item: -sizes[item[0]]):
        print(f"  {name:24}{sizes[path]:>12,} bytes")


if __name__ == "__main__":
    main()
