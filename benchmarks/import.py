"""How long a national set of street files takes to be imported, beside pandas and bare DuckDB on the same files.

    python benchmarks/import.py [--rows 1000000 --rows 3000000 --rows 10000000] [--rounds 3] [--require]

Files of 43 forces and 24 months are made in the layout of data.police.uk. Each round reads them in fresh processes, in turn:

- pandas: `read_csv` of every file, grouped by month, force and type, and summed;
- bare: one `SELECT … count(*) … GROUP BY ALL` of DuckDB over all files, with columns declared, and nothing else;
- ours: what `pcc import police-uk` does with them: header and name of every file, months, forces and types of all rows held
  against what they must be, one file taken for each month, doubts, control totals, descriptor and table, written into a project.

All have loaded what they import before the clock starts. `--require` exits with 1 where ours takes more than 1.3 times of bare,
or more than a quarter of pandas, or 1.5 GB and more.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from street_set import make
from timing import environment, machine

from pcc_lib.__main__ import ALLOCATIONS
from pcc_lib.importers.police_uk_street_rows import HEADER

WAYS = ("pandas", "bare", "ours")
MOST_OF_BARE, LEAST_OF_PANDAS, MOST_MB = 1.3, 4.0, 1_500
COLUMNS = ", ".join(f"'{name}': 'VARCHAR'" for name in HEADER)
BARE = """SELECT "Month", "Reported by", "Crime type", count(*) FROM read_csv({files}, header = true, auto_detect = false,
delim = ',', quote = '"', escape = '"', columns = {{{columns}}}) GROUP BY ALL"""


def main() -> None:
    """Make the files of each size, read them in rounds, print."""
    said = _arguments()
    if said.child:
        print(json.dumps(_child(said.child, Path(said.folder))))
        return
    print(f"machine: {machine()}\nrounds: {said.rounds}, after one that is not counted")
    print(f"{'rows':>12}{'way':>9}{'seconds':>10}{'of bare':>9}{'processors':>12}{'of pandas':>11}{'MB':>7}")
    good = all([_size(rows, said) for rows in said.rows or (1_000_000, 3_000_000, 10_000_000)])
    sys.exit(0 if good or not said.require else 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, action="append")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--require", action="store_true")
    parser.add_argument("--child", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    return parser.parse_args()


def _size(rows: int, said: argparse.Namespace) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        root, env = Path(folder), environment(Path(folder) / "bytecode")
        made = make(root / "files", rows)
        rounds = [{way: _round(way, root, env) for way in WAYS} for _ in range(said.rounds + 1)][1:]
        return _report(made, rounds)


# ── one reading, in a process of its own ──────────────────────────────────────────────────────────────────────────────
def _round(way: str, root: Path, env: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, __file__, "--child", way, "--folder", str(root)]
    found = subprocess.run(command, env=env, capture_output=True, text=True)
    if found.returncode:
        sys.exit(f"{way}: {found.stderr}")
    return json.loads(found.stdout)


def _child(way: str, root: Path) -> dict[str, Any]:
    seconds, processors, total = {"pandas": _pandas, "bare": _bare, "ours": _ours}[way](root)
    return {"seconds": seconds, "cpu": processors, "MB": _peak(), "rows": total}


def _peak() -> float:
    """The greatest memory of this process in MB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _pandas(root: Path) -> tuple[float, float, int]:
    import pandas as pd

    start, before = time.perf_counter(), time.process_time()
    wanted = ["Month", "Reported by", "Crime type"]
    parts = [pd.read_csv(path, dtype=str).groupby(wanted).size() for path in sorted((root / "files").rglob("*.csv"))]
    total = int(pd.concat(parts).groupby(level=[0, 1, 2]).sum().sum())
    return time.perf_counter() - start, time.process_time() - before, total


def _bare(root: Path) -> tuple[float, float, int]:
    import duckdb

    files = [path.as_posix() for path in sorted((root / "files").rglob("*.csv"))]
    start, before = time.perf_counter(), time.process_time()
    with duckdb.connect() as base:
        rows = base.execute(BARE.format(files=files, columns=COLUMNS)).fetchall()
    return time.perf_counter() - start, time.process_time() - before, sum(row[3] for row in rows)


def _ours(root: Path) -> tuple[float, float, int]:
    import duckdb  # noqa: F401 loaded before the clock starts, as bare has it

    from pcc_lib.checking import values  # noqa: F401 the same
    from pcc_lib.importers.given import given
    from pcc_lib.importers.planning import import_of, read_files, write
    from pcc_lib.importers.registry import importers
    from pcc_lib.importers.seam import Asked
    from pcc_lib.inputs.project import Project

    gc.set_threshold(ALLOCATIONS, *gc.get_threshold()[1:])  # as the command has it
    place = root / f"project-{os.getpid()}"
    shutil.copytree(Path(__file__).parents[1] / "tests/projects/street-crime", place)
    importer = importers()["police-uk"]
    start, before = time.perf_counter(), time.process_time()
    with given([root / "files"]) as files:
        reading = importer.read(files, Asked())
        with import_of(Project(place), importer, reading, read_files(files, reading)) as planned:
            planned.doubts()
            write(planned, "")
    took = time.perf_counter() - start, time.process_time() - before
    total = sum(int(row["all_crime"]) for row in reading.made[0].rows.values())
    shutil.rmtree(place)
    return *took, total


# ── what is printed ───────────────────────────────────────────────────────────────────────────────────────────────────
def _report(made: int, rounds: list[dict[str, dict[str, Any]]]) -> bool:
    """Medians, and the medians of the rounds' ratios; whether the targets are met."""
    if {found["rows"] for each in rounds for found in each.values()} != {made}:
        sys.exit("the ways count differently")
    ratios = {}
    for way in WAYS:
        mine = [each[way] for each in rounds]
        bare = statistics.median(each[way]["seconds"] / each["bare"]["seconds"] for each in rounds)
        pandas = statistics.median(each["pandas"]["seconds"] / each[way]["seconds"] for each in rounds)
        seconds, cpu = (statistics.median(each[name] for each in mine) for name in ("seconds", "cpu"))
        memory = max(each["MB"] for each in mine)
        print(f"{made:>12,}{way:>9}{seconds:>10.2f}{bare:>9.2f}{cpu:>12.2f}{pandas:>10.1f}x{memory:>7.0f}", flush=True)
        ratios[way] = (bare, pandas, memory)
    bare, pandas, memory = ratios["ours"]
    return bare <= MOST_OF_BARE and pandas >= LEAST_OF_PANDAS and memory < MOST_MB


if __name__ == "__main__":
    main()
