"""How long an audit takes beside a full build of the same book: python benchmarks/audit.py [--runs 3] [--require].

Publishes a copy of the project in a temporary folder, without and with packs, and then runs in turn, each as a user's whole
command in a process of its own: a build with nothing kept, printing its packs, the audit of the edition, the quick audit, the
second reader, and the audit of the edition with packs, which is held against the build with its packs. Each is run once before
anything is timed. A ratio is the median of those of the rounds, so that other work on the machine meets both sides. `--require`
exits with 1 where a target is missed, or an audit finds a difference.
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
PACKS, OF_PACKS = "both packs of the build", "audit, with packs"
BASES = {OF_PACKS: (BUILD, PACKS)}  # what a command is held against; all others against the full build
RATIOS = {AUDIT: 1.2, QUICK: 0.05, OF_PACKS: 1.2}
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
        published = [_published(kept, quarter, home / name, env, name) for name in ("--no-paper", "--paper")]
        rounds = [_round(built, quarter, published, env, first=n == 0) for n in range(said.runs + 1)][1:]
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


def _published(project: Path, quarter: str, site: Path, env: dict[str, str], option: str) -> Path:
    """An edition in an archive of its own, from a copy of the project: a quarter is published once."""
    own = shutil.copytree(project, site.with_name(f"of {site.name}"), ignore=SKIPPED)
    timed([[*_pcc(own), "publish", quarter, "--date", DAY, option, "--to", str(site)]], own, env)
    return next(site.glob("*/1"))


def _round(project: Path, quarter: str, published: Sequence[Path], env: dict[str, str], first: bool) -> Measured:
    """Every command once; one that ends with anything but 0, such as an audit that finds a difference, ends the benchmark."""
    shutil.rmtree(project / "_build", ignore_errors=True)
    edition, printed = map(str, published)
    commands = {
        BUILD: [["build", quarter, "--final"]],
        PACKS: [["pack", quarter], ["pack", quarter, "--summary"]],
        AUDIT: [["audit", edition]],
        QUICK: [["audit", edition, "--quick"]],
        SECOND: [["verify", edition]],
        BY_SQL: [["verify", edition, "--sql"]],
        OF_PACKS: [["audit", printed]],
    }
    found = {name: timed([[*_pcc(project), *each] for each in told], project, env) for name, told in commands.items()}
    print("warmed up" if first else "  ".join(f"{name} {each[0]:.2f} s" for name, each in found.items()), flush=True)
    return found


def _base(found: Measured, name: str, which: int) -> float:
    return sum(found[base][which] for base in BASES.get(name, (BUILD,)))


def _report(rounds: Sequence[Measured]) -> bool:
    """Print a table of medians; whether every target is met."""
    met = True
    print(f"\n{'':26}{'seconds':>9}{'ratio':>8}{'target':>9}{'CPU s':>8}{'ratio':>8}{'peak MB':>9}")
    for name in rounds[0]:
        seconds, cpu, peak = (statistics.median(found[name][i] for found in rounds) for i in range(3))
        ratio, of_cpu = (statistics.median(found[name][i] / _base(found, name, i) for found in rounds) for i in range(2))
        missed = ratio > RATIOS.get(name, ratio) or seconds > SECONDS.get(name, seconds)
        target = f"{RATIOS[name]}" if name in RATIOS else f"{SECONDS[name]:.0f} s" if name in SECONDS else ""
        told = f"{name:26}{seconds:9.2f}{ratio:8.3f}{target:>9}{cpu:8.1f}{of_cpu:8.3f}{peak:9.0f}"
        print(told + ("  missed" if missed else ""))
        met = met and not missed
    return met


if __name__ == "__main__":
    main()
