"""Builds an estate of invented forces on a Dask cluster of this machine, and says how its cost grows.

    python benchmarks/estate.py --forces 43 --quarters 8          the whole estate, built once from nothing, and once more
    python benchmarks/estate.py --growth                          how cost grows with editions and with measures

Each force is a founded project of ten pages with data of its own and a source that all share. Printed are pages a minute, seconds
of the wall clock and of the processors, what was found in the store, and how much the folders hold. With --growth three sizes are
built from nothing, each on a cluster of its own: a line is fitted through them, and what lies furthest from it is told. Ends with
1 where an edition fails, where a second run does anything, or where a size lies more than a tenth off the line.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from forces import make_estate
from timing import machine

from pcc_lib.building.editions import Asked
from pcc_lib.cli.checks import check_all, expected_blocks, open_work
from pcc_lib.cli.estate_table import EstateTable, summary
from pcc_lib.core.installed import environment, library_digest
from pcc_lib.core.processors import cores
from pcc_lib.core.store import store_at
from pcc_lib.estates.build_all import Totals, build_all
from pcc_lib.estates.plan import Wanted
from pcc_lib.estates.start import started
from pcc_lib.estates.work import Edition

ALLOWED = 0.1  # how far a size may lie off the line through all of them


def main() -> None:
    """Make the forces, build them, print."""
    arguments = _arguments()
    library_digest(), environment()  # once, and not in the first of several sizes
    print(f"machine: {machine()}\nexecutor: {arguments.executor}, {arguments.workers} workers", flush=True)
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        sound = _growth(arguments, Path(folder)) if arguments.growth else _whole(arguments, Path(folder))
    sys.exit(0 if sound else 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--forces", type=int, default=6, help="of the whole estate; with --growth, of its greatest size")
    parser.add_argument("--quarters", type=int, default=2)
    parser.add_argument("--measures", type=int, default=3, help="of each force, beside one of what all share")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--executor", default="dask", choices=["dask", "processes", "in-process"])
    parser.add_argument("--workers", type=int, default=cores())
    parser.add_argument("--folder", type=Path, help="where to put it (default: where this system puts what is temporary)")
    parser.add_argument("--lines", action="store_true", help="print a line for each edition")
    return parser.parse_args()


# ── the whole estate ──────────────────────────────────────────────────────────────────────────────────────────────────
def _whole(arguments: argparse.Namespace, folder: Path) -> bool:
    start = time.perf_counter()
    roots = make_estate(folder / "forces", arguments.forces, arguments.quarters, arguments.measures)
    print(f"forces: {arguments.forces}; quarters: {arguments.quarters}; made in {time.perf_counter() - start:.0f} s", flush=True)
    first = _built(arguments, roots, folder / "store", "from nothing")
    second = _built(arguments, roots, folder / "store", "nothing changed")
    for root in roots:
        shutil.rmtree(root / "_build")
    third = _built(arguments, roots, folder / "store", "from nothing but the store")
    _sizes(roots, folder / "store", first.totals.built)
    whole = first.totals.built == arguments.forces * arguments.quarters
    return whole and second.totals.built == 0 and third.totals.store.made == 0


def _sizes(roots: Sequence[Path], store: Path, editions: int) -> None:
    parts = {"editions": "editions", "compiled pages": "cache/compiled", "executed pages": "cache/executed"}
    sizes = {name: sum(_megabytes(root / "_build" / part) for root in roots) for name, part in parts.items()}
    for name, size in {**sizes, "store": _megabytes(store)}.items():
        print(f"  {name}: {size:.0f} MB, {size / editions:.2f} MB an edition")


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


# ── how its cost grows ────────────────────────────────────────────────────────────────────────────────────────────────
def _growth(arguments: argparse.Namespace, folder: Path) -> bool:
    most = arguments.forces
    editions = [(forces, arguments.measures) for forces in (max(most // 4, 1), max(most // 2, 2), most)]
    few = max(most // 2, 2)
    measures = [(few, number) for number in (2, 4, 8)]
    by_editions = [_size(arguments, folder, *each) for each in editions]
    by_measures = [_size(arguments, folder, *each) for each in measures]
    drawn = [forces * arguments.quarters for forces, _ in editions]
    sound = _line("an edition", drawn, by_editions)
    return _line(f"a measure, in {few * arguments.quarters} editions", [number for _, number in measures], by_measures) and sound


def _size(arguments: argparse.Namespace, folder: Path, forces: int, measures: int) -> Built:
    roots = make_estate(folder / "forces", forces, arguments.quarters, measures)
    shutil.rmtree(folder / "store", ignore_errors=True)
    store_at.cache_clear()
    return _built(arguments, roots, folder / "store", f"{forces * arguments.quarters} editions of {measures} measures")


def _line(what: str, sizes: Sequence[int], found: Sequence[Built]) -> bool:
    """Print a line through sizes, by least squares; whether all lie near it."""
    off = 0.0
    for kind, values in (("wall", [each.wall for each in found]), ("processors", [each.processors for each in found])):
        slope, start = statistics.linear_regression(sizes, values)
        off = max(abs(start + slope * size - value) / value for size, value in zip(sizes, values, strict=True))
        ratios = ", ".join(f"{size}: {value / values[0]:.2f}" for size, value in zip(sizes, values, strict=True))
        print(f"{kind}: {slope:.2f} s for {what}, {start:.1f} s besides; ratios {ratios}; furthest off the line {off:.1%}")
    return off <= ALLOWED  # of the processors: what else a machine does moves the wall clock


# ── one build ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Built:
    """A build: what came of it, and its seconds of the wall clock and of the processors."""

    totals: Totals
    wall: float
    processors: float


def _built(arguments: argparse.Namespace, roots: Sequence[Path], store: Path, what: str) -> Built:
    how = Edition("", "", Asked(check_all, expected_blocks, open_work), store=str(store))
    table = EstateTable(lambda line: print(f"  {line}", flush=True), redrawn=not arguments.lines)
    start = time.perf_counter()
    with _used() as used:
        totals = build_all(
            Wanted(roots, how=how), lambda *projects: started(arguments.executor, "", arguments.workers, projects), table
        )
    wall, processors = time.perf_counter() - start, sum(used.values())
    print(f"{what}: {wall:.1f} s, {processors:.1f} s of the processors")
    for line in [*map(str, totals.troubles), *summary(totals)]:
        print(f"  {line}", flush=True)
    return Built(totals, wall, processors)


@contextmanager
def _used():
    """Seconds of the processors by process: our own, and those of all that we started, looked at again and again, for some end
    without anybody who waits for them."""
    used: dict[object, float] = {}
    ours = psutil.Process()
    before = sum(ours.cpu_times()[:2])
    over = threading.Event()

    def look() -> None:
        for process in ours.children(recursive=True):
            try:
                used[process] = sum(process.cpu_times()[:2])
            except psutil.Error:
                continue

    def watch() -> None:
        while not over.wait(0.25):
            look()

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield used
    finally:
        over.set()
        watcher.join()
        used[ours] = sum(ours.cpu_times()[:2]) - before


if __name__ == "__main__":
    main()
