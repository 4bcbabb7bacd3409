"""How long it takes from a saved file to the browser that shows it, with `pcc preview`, beside `pcc build` after the same change.

    python benchmarks/preview.py [--project DIR] [--quarter 2023-24-Q3] [--page priority-1] [--runs 3] [--chromium PATH]
                                 [--without-fork] [--pictures FOLDER]

It works on a copy of the project. A browser has the page open, and loads it again by itself. For each kind of change the seconds
are printed until the page (or the words of the fault above it) is seen there, with the ratio to a build. `--without-fork` starts
processes as on Windows. `--pictures` keeps a picture of the page after each.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from edits import Book, without_fork
from playwright.sync_api import sync_playwright
from timing import SKIPPED, machine

from pcc_lib.building.editions import find_quarter
from pcc_lib.inputs.project import Project

NOTICE = "document.querySelector('.pcc-preview').innerText"
PAGE = "document.querySelector('.pcc-preview').dataset.page"
STATE = "document.querySelector('.pcc-preview-state').innerText"
PATIENCE = 300  # seconds


def main() -> None:
    """Measure, print."""
    arguments = _arguments()
    source = Project(arguments.project)
    quarter = str(find_quarter(source, arguments.quarter))
    with tempfile.TemporaryDirectory() as folder:
        book = Book(Path(shutil.copytree(source.root, Path(folder) / "project", ignore=SKIPPED)), quarter, arguments.page)
        env = _environment(Path(folder), arguments.without_fork)
        how = "without fork" if arguments.without_fork else "as this system starts processes"
        print(f"machine: {machine()}; page: {arguments.page}; {how}; load: {os.getloadavg()[0]:.1f}")
        _build(book, env)
        kinds = (Book.word, Book.cell, Book.title)
        builds = {kind: _of_build(book, kind, env) for kind in kinds}
        shown = _previewed(book, env, arguments)
        print(f"\n{'change':12}{'seen after':>12}{'all made':>10}{'build':>8}{'ratio':>7}")
        for name, (seen, done) in shown.items():
            build = next((seconds for kind, seconds in builds.items() if kind.__name__ == name), 0.0)
            print(f"{name:12}{seen:10.2f} s{done:8.2f} s{build or '':>8.5}{f'{seen / build:.2f}' if build else '':>7}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--project", type=Path, default=Path(__file__).resolve().parents[1])
    parser.add_argument("--quarter")
    parser.add_argument("--page", default="priority-1")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--without-fork", action="store_true")
    parser.add_argument("--pictures", type=Path)
    return parser.parse_args()


def _environment(folder: Path, ordinary: bool) -> dict[str, str]:
    env = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return without_fork(env, folder / "site") if ordinary else env


def _command(book: Book, *words: str) -> list[str]:
    return [sys.executable, "-m", "pcc_lib", "--project", str(book.root), *words]


def _build(book: Book, env: dict[str, str]) -> None:
    run = subprocess.run(_command(book, "build", book.quarter), env=env, capture_output=True, text=True)
    if run.returncode:
        sys.exit(run.stdout + run.stderr)


def _of_build(book: Book, kind: Callable[[Book], None], env: dict[str, str]) -> float:
    kind(book)
    start = time.perf_counter()
    _build(book, env)
    return time.perf_counter() - start


def _previewed(book: Book, env: dict[str, str], arguments: argparse.Namespace) -> dict[str, tuple[float, float]]:
    """Of each kind of change the seconds until it is seen, and until all pages are made and looked at."""
    process = subprocess.Popen(
        _command(book, "preview", book.page, "--quarter", book.quarter), env=env, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    address = process.stdout.readline().split()[-1]
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=arguments.chromium, args=["--no-sandbox"])
            tab = browser.new_page(viewport={"width": 1280, "height": 800})
            start = time.perf_counter()
            tab.goto(address)
            _until(tab, f"{PAGE} !== ''")
            print(f"first seen after {time.perf_counter() - start:.2f} s", end="; ")
            _until(tab, f"{STATE} === 'Up to date.'")
            print(f"all made and looked at after {time.perf_counter() - start:.2f} s")
            found = {}
            for kind in (Book.word, Book.cell, Book.title):
                runs = [_seen(tab, book, kind, arguments.pictures, run) for run in range(arguments.runs)]
                found[kind.__name__] = tuple(map(statistics.median, zip(*runs, strict=True)))
            for kind in (Book.fault, Book.mended):
                found[kind.__name__] = _told(tab, book, kind, arguments.pictures)
            return found
    finally:
        process.terminate()
        process.wait()


def _seen(tab: Any, book: Book, kind: Callable[[Book], None], pictures: Path | None, run: int) -> tuple[float, float]:
    before = tab.evaluate(PAGE)
    start = time.perf_counter()
    kind(book)
    _until(tab, f"{PAGE} !== {before!r} && document.readyState === 'complete'")
    seen = time.perf_counter() - start
    _picture(tab, pictures, f"{kind.__name__}-{run + 1}")
    _until(tab, f"['Up to date.', 'There are faults.'].includes({STATE})")
    return seen, time.perf_counter() - start


def _told(tab: Any, book: Book, kind: Callable[[Book], None], pictures: Path | None) -> tuple[float, float]:
    start = time.perf_counter()
    kind(book)
    _until(tab, f"{NOTICE}.includes('4711') === {'true' if kind is Book.fault else 'false'}")
    seen = time.perf_counter() - start
    _until(tab, f"['Up to date.', 'There are faults.'].includes({STATE})")
    _picture(tab, pictures, kind.__name__)
    return seen, time.perf_counter() - start


def _until(tab: Any, holds: str) -> None:
    """Wait until something holds on the page, which may be loaded anew in the meantime."""
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        try:
            if tab.evaluate(f"document.querySelector('.pcc-preview') !== null && ({holds})"):
                return
        except Exception:  # it is being loaded
            tab.wait_for_load_state()
        time.sleep(0.02)
    sys.exit(f"Not seen: {holds}")


def _picture(tab: Any, folder: Path | None, name: str) -> None:
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        tab.screenshot(path=str(folder / f"{name}.png"))


if __name__ == "__main__":
    main()
