"""Changes a book at random, again and again, and compares what Sphinx makes of it when it goes on with what it had compiled and
when it compiles from nothing: every byte of the HTML must be the same.

    python benchmarks/warm_compile.py [--project DIR] [--changes 100] [--seed 1]

The project must have been built: its executed pages are taken from its cache. Without one a small made book is changed. It works
on a copy. Prints each difference, how
many pages were written for each kind of change, and how long both took; ends with 1 where anything differs.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import median

from timing import machine

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from book_changes import KINDS, ChangingBook, TwoCompilers, made_book

from pcc_lib.building.compiler import Compiler
from pcc_lib.building.editions import find_quarter
from pcc_lib.building.job import Job
from pcc_lib.building.page_cache import PageCache
from pcc_lib.building.planning import plan_pages
from pcc_lib.building.staging import staged
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.project import Project


def main() -> None:
    """Change, compile twice, compare."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        book = _book(arguments.project, Path(folder) / "project", arguments.seed)
        print(f"machine: {machine()}; pages: {len(book.pages())}; changes: {arguments.changes}; seed: {arguments.seed}")
        project, quarter = Project(book.root), Quarter.parse(book.quarter)
        with Compiler(project, quarter) as warm, Compiler(project, quarter) as clean:
            two = TwoCompilers(book, warm, clean, Path(folder))
            two.differing()
            sys.exit(_changed(two, arguments.changes))


def _book(given: Path | None, root: Path, seed: int) -> ChangingBook:
    if given is None:
        return made_book(root, "2023-24-Q3", seed)
    source = Project(given)
    quarter = find_quarter(source, None)
    planned = plan_pages(Job(source, quarter))
    if missing := [plan.page.name for plan in planned if plan.page.is_notebook and not plan.record]:
        sys.exit(f"Build the project first: {', '.join(missing)} has never run.")
    files = staged(source, [PageCache(source, quarter).kept(plan) for plan in planned])
    shutil.copytree(source.root, root, ignore=shutil.ignore_patterns("_build", "site", ".*", "node_modules"))
    return ChangingBook(root, str(quarter), files, seed)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--project", type=Path)
    parser.add_argument("--changes", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _changed(two: TwoCompilers, changes: int) -> int:
    """Make the changes; gives 1 where any led to another book."""
    pages, seconds, differ = defaultdict(list), defaultdict(list), 0
    for number in range(changes):
        kinds = two.book.chance.sample(KINDS, two.book.chance.choice((1, 1, 1, 2, 3)))
        for kind in kinds:
            kind(two.book)
        name = kinds[0].__name__ if len(kinds) == 1 else "several at once"
        start = time.perf_counter()
        found, written = two.differing()
        seconds[name].append(time.perf_counter() - start)
        pages[name].append(len(written))
        differ += bool(found)
        if found:
            print(f"{number}: {', '.join(kind.__name__ for kind in kinds)}: {', '.join(found[:8])} differ")
    print(f"\n{'change':20}{'times':>6}{'pages written':>15}{'s for both':>12}")
    for name in sorted(pages):
        print(f"{name:20}{len(pages[name]):6}{median(pages[name]):15.0f}{median(seconds[name]):12.2f}")
    print(f"\n{changes} books compared, {differ} differ.")
    return int(differ > 0)


if __name__ == "__main__":
    main()
