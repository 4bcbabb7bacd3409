"""How long an audit takes beside a full build of the same book: python benchmarks/audit.py [--runs 3] [--require].

Publishes a copy of the project in a temporary folder, and then runs in turn, each as a user's whole command in a process of its
own: a build with nothing kept, the audit of the edition, the quick audit, and the second reader. Each is run once before anything
is timed. A ratio is the median of those of the rounds, so that other work on the machine meets both sides. `--require` exits with
1 where a target is missed, or an audit finds a difference.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from timing import SKIPPED, environment, machine, timed

from pcc_lib.building.editions import find_quarter
from pcc_lib.inputs.project import Project

BUILD, AUDIT, QUICK, SECOND, BY_SQL = "full build", "audit", "audit --quick", "second reader, both", "second reader, SQL alone"
RATIOS = {AUDIT: 1.2, QUICK: 0.05}  # of the full build
SECONDS = {SECOND: 10.0}
DAY = "2024-03-05"
Measured = dict[str, tuple[float, ...]]  # of each command: seconds, seconds of the processors, greatest memory in MB


def main() -> None:
    """Measure, print, and judge where that is asked for."""
    said = _arguments()
    source = Project(said.project)
    quarter = str(find_quarter(source, said.quarter))
    with tempfile.TemporaryDirectory(prefix="pcc-benchmark-") as folder:
        home = Path(folder).resolve()
        env = environment(home / "bytecode")
        built, kept = (shutil.copytree(source.root, home / name, ignore=SKIPPED) for name in ("built", "kept"))
        print(f"machine: {machine()}\nquarter: {quarter}; runs: {said.runs}, each of all commands in turn", flush=True)
        timed([[*_pcc(kept), "publish", quarter, "--date", DAY, "--to", str(home / "site")]], kept, env)
        edition = next((home / "site").glob("*/1"))
        rounds = [_round(built, quarter, edition, env, first=n == 0) for n in range(said.runs + 1)][1:]
    met = _report(rounds)
    sys.exit(said.require and not met)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--project", type=Path, default=Path(__file__).resolve().parents[1])
    parser.add_argument("--quarter")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--require", action="store_true")
    return parser.parse_args()


def _pcc(project: Path) -> list[str]:
    return [sys.executable, "-m", "pcc_lib", "--project", str(project)]


def _round(project: Path, quarter: str, edition: Path, env: dict[str, str], first: bool) -> Measured:
    """Every command once; one that ends with anything but 0, such as an audit that finds a difference, ends the benchmark."""
    shutil.rmtree(project / "_build", ignore_errors=True)
    commands = {
        BUILD: ["build", quarter, "--final"],
        AUDIT: ["audit", str(edition)],
        QUICK: ["audit", str(edition), "--quick"],
        SECOND: ["verify", str(edition)],
        BY_SQL: ["verify", str(edition), "--sql"],
    }
    found = {name: timed([[*_pcc(project), *command]], project, env) for name, command in commands.items()}
    print("warmed up" if first else "  ".join(f"{name} {each[0]:.2f} s" for name, each in found.items()), flush=True)
    return found


def _report(rounds: Sequence[Measured]) -> bool:
    """Print a table of medians; whether every target is met."""
    met = True
    print(f"\n{'':26}{'seconds':>9}{'ratio':>8}{'target':>9}{'CPU s':>8}{'ratio':>8}{'peak MB':>9}")
    for name in rounds[0]:
        seconds, cpu, peak = (statistics.median(found[name][i] for found in rounds) for i in range(3))
        ratio, of_cpu = (statistics.median(found[name][i] / found[BUILD][i] for found in rounds) for i in range(2))
        missed = ratio > RATIOS.get(name, ratio) or seconds > SECONDS.get(name, seconds)
        target = f"{RATIOS[name]}" if name in RATIOS else f"{SECONDS[name]:.0f} s" if name in SECONDS else ""
        told = f"{name:26}{seconds:9.2f}{ratio:8.3f}{target:>9}{cpu:8.1f}{of_cpu:8.3f}{peak:9.0f}"
        print(told + ("  missed" if missed else ""))
        met = met and not missed
    return met


if __name__ == "__main__":
    main()
