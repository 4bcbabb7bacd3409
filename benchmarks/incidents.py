"""How long a million incidents take to be read, checked and counted, beside bare DuckDB on the same file.

    python benchmarks/incidents.py [--rows 1000000] [--rounds 7] [--require]

A file is made from a seed (id, date, area, category, outcome, place, people). Each round reads it in fresh processes, in turn:

- bare: `SELECT month, area, category, count(*) … GROUP BY ALL` over `read_csv` with the declared types, and nothing else;
- bare, ids looked at: the same, and whether an id stands twice, which bare SQL does not see by itself;
- ours: what `pcc check` does of it: the digest of its bytes, every cell held against its descriptor (dates that are days, listed
  areas and categories, whole numbers, ids that stand once, letters that cannot be seen), and the counts of each month and area.

Both have loaded what they import before the clock starts; the time of the whole process is printed besides. `--require` exits
with 1 where ours takes more than 1.5 times of bare, or more than 1 GB.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from timing import environment, machine

SEED, MOST, MOST_MB = 12, 1.5, 1000
AREAS = ("north", "south", "east", "west", "centre")
KINDS = ("anti-social-behaviour", "burglary", "criminal-damage", "drugs", "robbery", "shoplifting", "vehicle-crime", "violence")
OUTCOMES = ("", "charged", "no-suspect", "under-investigation")
DAYS = [(date(2019, 4, 1) + timedelta(n)).isoformat() for n in range(1826)]
HEAD = "id,day,area,category,outcome,place,people"
WAYS = ("bare", "bare, ids looked at", "ours")
ABOUT = f"""name: crimes
title: Crimes
path: crimes.csv
schema:
  fields:
    - {{name: id, type: string, constraints: {{required: true, unique: true}}}}
    - {{name: day, type: date}}
    - {{name: area, type: string}}
    - {{name: category, type: string, constraints: {{required: true, enum: [{", ".join(KINDS)}]}}}}
    - {{name: outcome, type: string}}
    - {{name: place, type: string}}
    - {{name: people, type: integer}}
producer: Nobody
licence: none
obtained: invented
"""
SOURCE = f"""name: crime
title: Crime
path: crime.csv
schema:
  fields:
    - {{name: month, type: string}}
    - {{name: area, type: string, constraints: {{enum: [{", ".join(AREAS)}]}}}}
    - {{name: every, type: integer}}
    - {{name: burglary, type: integer}}
    - {{name: kind, type: string}}
    - {{name: status, type: string}}
counted:
  incidents: crimes
  date: day
  columns: {{every: {{}}, burglary: {{category: [burglary]}}}}
producer: Nobody
licence: none
obtained: counted
period: month
breakdown: area
limits: invented
"""
BARE = """SELECT strftime(day, '%Y-%m'), area, category, count(*){more} FROM read_csv({file}, header = true, auto_detect = false,
delim = ',', quote = '"', escape = '"', columns = {{'id': 'VARCHAR', 'day': 'DATE', 'area': 'VARCHAR', 'category': 'VARCHAR',
'outcome': 'VARCHAR', 'place': 'VARCHAR', 'people': 'INTEGER'}}) GROUP BY ALL"""


def main() -> None:
    """Make the file, read it in rounds, print."""
    said = _arguments()
    if said.child:
        print(json.dumps(_child(said.child, Path(said.folder))))
        return
    with tempfile.TemporaryDirectory() as folder:
        root, env = Path(folder), environment(Path(folder) / "bytecode")
        _make(root, said.rows)
        size = (root / "data/incidents/crimes.csv").stat().st_size / 1e6
        print(f"machine: {machine()}\n{said.rows:,} rows, {size:.0f} MB; rounds: {said.rounds}, after one that is not counted")
        rounds = [{way: _round(way, root, env) for way in WAYS} for _ in range(said.rounds + 1)][1:]
    sys.exit(1 if not _report(rounds) and said.require else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--require", action="store_true")
    parser.add_argument("--child", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    return parser.parse_args()


def _make(root: Path, rows: int) -> None:
    dice = random.Random(SEED)
    for name, text in (("incidents/crimes.resource.yml", ABOUT), ("sources/crime.resource.yml", SOURCE), ("body.yml", "")):
        path = root / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    with (root / "data/incidents/crimes.csv").open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"{HEAD}\n")
        for _ in range(rows):
            cells = (f"{dice.getrandbits(64):016x}", *map(dice.choice, (DAYS, AREAS, KINDS, OUTCOMES)))
            file.write(f"{','.join(cells)},On or near Street {dice.randrange(5_000)},{dice.randrange(4)}\n")


# ── one reading, in a process of its own ──────────────────────────────────────────────────────────────────────────────
def _round(way: str, root: Path, env: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, __file__, "--child", way, "--folder", str(root)]
    start = time.perf_counter()
    found = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    return {**json.loads(found.stdout), "process": time.perf_counter() - start}


def _child(way: str, root: Path) -> dict[str, Any]:
    read = _ours if way == "ours" else _bare
    seconds, processors, counts = read(root, way != "bare")
    return {"seconds": seconds, "cpu": processors, "MB": _peak(), "counts": counts}


def _peak() -> float:
    """The greatest memory of this process in MB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _bare(root: Path, ids: bool) -> tuple[float, float, list[int]]:
    import duckdb

    start, before = time.perf_counter(), time.process_time()
    with duckdb.connect() as base:
        file = (root / "data/incidents/crimes.csv").as_posix()
        text = BARE.format(file=f"'{file}'", more="")
        rows = base.execute(text).fetchall()
        if ids:
            base.execute(f"SELECT count(DISTINCT id) = count(*) {text[text.index('FROM') : text.index('GROUP')]}").fetchone()
    found = sum(row[3] for row in rows), sum(row[3] for row in rows if row[2] == "burglary")
    return time.perf_counter() - start, time.process_time() - before, list(found)


def _ours(root: Path, _: bool) -> tuple[float, float, list[int]]:
    import duckdb  # noqa: F401 loaded before the clock starts, as bare has it

    from pcc_lib.counting import quick  # noqa: F401
    from pcc_lib.counting.asked import asked_of
    from pcc_lib.counting.count import tally_of
    from pcc_lib.counting.tally import cells_of
    from pcc_lib.inputs.project import Project

    asked = asked_of(Project(root), "crime")  # what the descriptors say: bare has it in its statement
    start, before = time.perf_counter(), time.process_time()
    cells = cells_of(asked, tally_of(asked)).values()
    found = [sum(row[column] for row in cells) for column in ("every", "burglary")]
    return time.perf_counter() - start, time.process_time() - before, found


# ── what is printed ───────────────────────────────────────────────────────────────────────────────────────────────────
def _report(rounds: list[dict[str, dict[str, Any]]]) -> bool:
    """Medians, and the medians of the rounds' ratios; whether the targets are met."""
    if len({tuple(found["counts"]) for each in rounds for found in each.values()}) != 1:
        sys.exit("the ways count differently")
    print(f"{'':22}{'seconds':>9}{'of bare':>9}{'processors':>12}{'of bare':>9}{'process':>9}{'of bare':>9}{'MB':>7}")
    ratios: dict[str, float] = {}
    for way in WAYS:
        line = f"{way:22}"
        for name, width in (("seconds", 9), ("cpu", 12), ("process", 9)):
            ratio = statistics.median(each[way][name] / each["bare"][name] for each in rounds)
            line += f"{statistics.median(each[way][name] for each in rounds):>{width}.3f}{ratio:>9.2f}"
            ratios[f"{way} {name}"] = ratio
        print(f"{line}{max(each[way]['MB'] for each in rounds):>7.0f}")
    return ratios["ours seconds"] <= MOST and max(each["ours"]["MB"] for each in rounds) <= MOST_MB


if __name__ == "__main__":
    main()
