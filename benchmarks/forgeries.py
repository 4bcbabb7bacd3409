"""How many changes of a published edition an audit reports: single ones, and those of a forger who makes sums and manifest agree.

python benchmarks/forgeries.py site/2023-24-q3/1 --single 500 --forged 100     counts, by kind; exit 1 where one was missed

Single changes are held against `pcc audit --quick`, forgeries against the full audit, and, with the honest list of sums signed by
a key that is made for this run, against `--quick --signers`: the forger leaves the signature, takes it away, or signs with a key
of his own, in turn. The same inputs give the same edition, so the one made anew is kept for each set of inputs: a forger who
changes inputs has his own, the others share one. `--whole` makes every one anew.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from forging import FORGED, SINGLE, Change, agree

from pcc_lib.auditing import anew
from pcc_lib.auditing.audit import Asked, audit
from pcc_lib.auditing.findings import Finding
from pcc_lib.auditing.rerun import SAID, made_anew
from pcc_lib.auditing.way import Way
from pcc_lib.building.page_cache import cache_folder
from pcc_lib.building.seals import digests
from pcc_lib.cli.checks import check_all, expected_blocks, open_work
from pcc_lib.core.errors import ReportError
from pcc_lib.core.installed import digest
from pcc_lib.inputs.project import Project
from pcc_lib.publishing.edition import Published, open_published
from pcc_lib.publishing.signing import sign

SEED = 20231128
OF_INPUTS = "a_cell_of_a_source"  # what then differs is what follows from it


def main() -> None:
    """Try both kinds, and end with 1 where a change was missed."""
    asks = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asks.add_argument("edition", type=Path)
    asks.add_argument("--single", type=int, default=500)
    asks.add_argument("--forged", type=int, default=100)
    asks.add_argument("--whole", action="store_true", help="make the edition anew for each forgery")
    said = asks.parse_args()
    edition = said.edition.resolve()
    missed = singles(edition, said.single)
    if said.forged:
        with TemporaryDirectory(prefix="pcc-forgers-") as place:
            missed += forgeries(edition, said.forged, Forgers(Path(place).resolve(), edition, said.whole))
    sys.exit(bool(missed))


# ── single changes ────────────────────────────────────────────────────────────────────────────────────────────────────
def singles(edition: Path, number: int) -> int:
    """Try so many single changes, each in a copy; gives how many were missed."""
    tally = Tally("single")
    with TemporaryDirectory(prefix="pcc-changed-") as place:
        for seed in range(number):
            copy, name = changed(edition, Path(place), SINGLE, seed)
            kind = SINGLE[seed % len(SINGLE)].__name__
            tally.add(kind, any(name in each.item for each in differing(copy, Asked(quick=True))))
    return tally.told()


def changed(edition: Path, place: Path, kinds: Sequence[Change], seed: int) -> tuple[Path, str]:
    """A copy of an edition with one change, and the file that must be named; the copy is the one of before, put right."""
    copy = place.resolve() / edition.parent.name / edition.name
    whole, there = ({path.relative_to(home): path for path in home.rglob("*") if path.is_file()} for home in (edition, copy))
    for name in there.keys() - whole.keys():
        there[name].unlink()
    for name, path in whole.items():
        if name not in there or _stamp(path) != _stamp(there[name]):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copy / name)
    return copy, kinds[seed % len(kinds)](copy, random.Random(SEED + seed))


def _stamp(path: Path) -> tuple[int, int]:
    return path.stat().st_size, path.stat().st_mtime_ns


def differing(folder: Path, asked: Asked) -> list[Finding]:
    """What an audit reports; a refusal to audit is a report too."""
    try:
        return [each for each in audit(open_published(folder), asked).findings if each.verdict == "differs"]
    except ReportError as error:
        return [Finding("refused", str(error), "differs")]


class Tally:
    """How many of each kind were tried and missed."""

    def __init__(self, title: str) -> None:
        self._title, self._begun = title, time.monotonic()
        self._tried, self._missed, self._by = Counter[str](), Counter[str](), Counter[str]()

    def add(self, kind: str, reported: bool, checks: set[str] | None = None) -> None:
        """Count one; checks: those that reported it."""
        self._tried[kind] += 1
        self._missed[kind] += not reported
        self._by.update(checks or ())
        if not reported:
            print(f"{self._title}: MISSED {kind}, number {self._tried.total()}", flush=True)

    def told(self) -> int:
        """Print the counts; gives how many were missed."""
        for kind, count in self._tried.items():
            print(f"{self._title:18} {kind:26} {count - self._missed[kind]:4} of {count:4} reported")
        if self._by:
            print(f"{self._title:18} by {', '.join(f'{check} {count}' for check, count in self._by.most_common())}")
        tried, missed = self._tried.total(), self._missed.total()
        print(f"{self._title:18} {tried - missed} of {tried}, {time.monotonic() - self._begun:.0f} s", flush=True)
        return missed


# ── forgeries ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def forgeries(edition: Path, number: int, forgers: Forgers) -> int:
    """Try so many forgeries against the full audit and against the signature alone; gives how many were missed."""
    full, signed = Tally("forged, full audit"), Tally("forged, signature")
    with TemporaryDirectory(prefix="pcc-forged-") as place:
        for seed in range(number):
            kind = FORGED[seed % len(FORGED)].__name__
            copy, name = changed(forgers.signed, Path(place), FORGED, seed)
            agree(copy)
            forgers.deal_with_signature(copy, seed)
            told = differing(copy, Asked(quick=True, signers=forgers.signers))
            signed.add(kind, any(each.check == "signature" for each in told))
            told = forgers.audited(copy)
            named = [each for each in told if kind == OF_INPUTS or _names(each, name)]
            full.add(kind, bool(named), {each.check for each in told})
            print(f"{seed + 1}: {kind}, {len(told)} differ", flush=True)
    return full.told() + signed.told()


def _names(finding: Finding, name: str) -> bool:
    """Whether it names a file; where inputs cannot be built, the fault that is told names it as the project does."""
    return name in finding.item or (finding.item == "all" and name.removeprefix("record/project/") in finding.found)


class Forgers:
    """What forgeries are tried with: an honest edition that is signed, keys, and what was made anew before."""

    def __init__(self, home: Path, edition: Path, whole: bool) -> None:
        self._home, self._whole = home, whole
        self.signed = Path(shutil.copytree(edition, home / "site" / edition.parent.name / edition.name))
        for name in ("office", "forger"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(home / name)], check=True)
        self.signers = home / "allowed_signers"
        self.signers.write_text(f"office@example.org {(home / 'office.pub').read_text(encoding='utf-8')}", encoding="utf-8")
        sign(open_published(self.signed).sums, home / "office")
        self._way = Way(check_all, expected_blocks, open_work)
        honest = made_anew(open_published(edition), home / "honest", self._way)
        self._way = Way(check_all, expected_blocks, open_work, cache=cache_folder(Project(home / "honest" / "project")))
        self._made = {inputs_of(open_published(edition)): honest}
        if left := differing(self.signed, Asked(quick=True, signers=self.signers)) + self.audited(self.signed):
            sys.exit(f"The honest edition differs: {left[0]}")

    def deal_with_signature(self, copy: Path, seed: int) -> None:
        """Leave the signature as it is, take it away, or sign with the forger's own key."""
        sums = open_published(copy).sums
        if seed % 3:
            sums.with_name(f"{sums.name}.sig").unlink()
        if seed % 3 == 2:
            sign(sums, self._home / "forger")

    def audited(self, copy: Path) -> list[Finding]:
        """What the full audit reports."""
        with ExitStack() as stack:
            if not self._whole:
                stack.enter_context(patch.object(anew, "made_anew", self._once))
            return differing(copy, Asked(way=self._way))

    def _once(self, edition: Published, folder: Path, way: Way) -> tuple[Path, str]:
        """The edition made anew: that of before, where the inputs and what the edition says of itself are the same."""
        key = inputs_of(edition)
        return self._made[key] if key in self._made else made_anew(edition, folder, way)


def inputs_of(edition: Published) -> str:
    """A digest of all that decides what is made anew."""
    return digest([digests(edition.project), {key: edition.manifest.get(key) for key in SAID}])


if __name__ == "__main__":
    main()
