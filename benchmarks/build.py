"""Builds the same pages twice, our way and the plain way, and prints how the times compare.

The plain way is what the tools' manuals say: one `papermill` command for each notebook, then `jupyter-book build`.

    python benchmarks/build.py [--project DIR] [--quarter 2023-24-Q3] [--runs 3] [--require]

Both work on a copy of the project in a temporary folder, so no file of the project is touched. Both may keep compiled
Python modules (in that folder too), and each is run once before anything is timed. `--require` exits with 1 where a
target is missed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from timing import SKIPPED, environment, machine, timed

from pcc_lib.building.editions import current, find_quarter
from pcc_lib.inputs.page_files import pages_of
from pcc_lib.inputs.project import Project

TARGETS = {"whole edition": 0.40, "nothing changed": 0.05, "one commentary file changed": 0.25}
BIN = Path(sys.executable).parent


def main() -> None:
    """Measure, print, and judge where that is asked for."""
    arguments = _arguments()
    source = Project(arguments.project)
    quarter = find_quarter(source, arguments.quarter)
    with tempfile.TemporaryDirectory() as folder:
        project = Project(shutil.copytree(source.root, Path(folder) / "project", ignore=SKIPPED))
        env = environment(Path(folder) / "bytecode")
        notebooks = [page.path for page in pages_of(project) if page.is_notebook]
        print(f"machine: {machine()}\npages: {len(notebooks)} notebooks; runs: {arguments.runs}; quarter: {quarter}")
        runs = [
            _round(project, str(quarter), notebooks, env, Path(folder) / "plain", first=n == 0) for n in range(arguments.runs + 1)
        ][1:]
        found = {
            name: [statistics.median(column) for column in zip(*(run[name] for run in runs), strict=True)] for name in runs[0]
        }
        ratios = _report(found)
        _report_size(project)
    if arguments.require and any(ratios[name] > target for name, target in TARGETS.items()):
        sys.exit(1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--project", type=Path, default=Path(__file__).resolve().parents[1])
    parser.add_argument("--quarter")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--require", action="store_true")
    return parser.parse_args()


# ── one round: the plain way, then ours, on the same files ────────────────────────────────────────────────────────────
def _round(
    project: Project, quarter: str, notebooks: Sequence[str], env: dict[str, str], plain: Path, first: bool
) -> dict[str, tuple[float, ...]]:
    ours = [[sys.executable, "-m", "pcc_lib", "--project", str(project.root), "build", quarter]]
    shutil.rmtree(plain, ignore_errors=True)
    shutil.rmtree(project.root / "_build", ignore_errors=True)
    found = {
        "plain": timed(_plain_commands(project, quarter, notebooks, plain), project.root, env),
        "whole edition": timed(ours, project.root, env),
        "nothing changed": timed(ours, project.root, env),
    }
    path = _commentary(project, quarter)
    path.write_bytes(path.read_bytes() + b"\n")
    found["one commentary file changed"] = timed(ours, project.root, env)
    print("warmed up" if first else "  ".join(f"{name} {seconds:.2f} s" for name, (seconds, *_) in found.items()), flush=True)
    return found


def _plain_commands(project: Project, quarter: str, notebooks: Sequence[str], plain: Path) -> list[list[str]]:
    """A folder to run in, and the commands; jupyter-book must not execute the notebooks again."""
    shutil.copytree(project.root, plain, ignore=SKIPPED)
    override = plain / "_config.yml"
    text = override.read_text(encoding="utf-8")
    override.write_text(text.replace("execute_notebooks: force", 'execute_notebooks: "off"'), encoding="utf-8")
    runs = [
        [str(BIN / "papermill"), str(project.root / name), str(plain / name), "-p", "quarter", quarter, "-k", "python3"]
        for name in notebooks
    ]
    return [*runs, [str(BIN / "jupyter-book"), "build", str(plain)]]


def _commentary(project: Project, quarter: str) -> Path:
    """A commentary file that a page has read (else any file that one has read)."""
    records = sorted((project.root / "_build" / "cache" / "pages" / quarter).glob("*.json"))
    opened = sorted({key for record in records for key in json.loads(record.read_bytes())["opened"]})
    files = [project.root / key for key in opened if (project.root / key).is_file()]
    topics = [path for path in files if path.parent.name == "topics" and path.suffix == ".md"]
    return (topics or files)[0]


# ── the report ────────────────────────────────────────────────────────────────────────────────────────────────────────
def _report(found: dict[str, list[float]]) -> dict[str, float]:
    plain = found["plain"][0]
    print(f"\n{'':30}{'seconds':>9}{'ratio':>8}{'target':>8}{'CPU s':>8}{'peak MB':>9}")
    for name, (seconds, cpu, peak) in found.items():
        target = TARGETS.get(name)
        missed = "  missed" if target and seconds / plain > target else ""
        print(f"{name:30}{seconds:9.2f}{seconds / plain:8.3f}{target or '':>8}{cpu:8.1f}{peak:9.0f}{missed}")
    return {name: values[0] / plain for name, values in found.items()}


def _report_size(project: Project) -> None:
    html = current(project) / "html"
    sizes = {path: path.stat().st_size for path in html.rglob("*") if path.is_file()}
    pages = {html / Path(page.path).with_suffix(".html"): page.name for page in pages_of(project)}
    print(f"\nbook: {sum(sizes.values()):,} bytes in {len(sizes)} files; pages:")
    for path, name in sorted(pages.items(), key=lambda item: -sizes[item[0]]):
        print(f"  {name:24}{sizes[path]:>12,} bytes")


if __name__ == "__main__":
    main()
