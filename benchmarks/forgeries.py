"""How many changes of a published edition an audit reports: single ones, and those of a forger who makes sums and manifest agree.

python benchmarks/forgeries.py site/2023-24-q3/1 --single 500 --forged 100     counts, by kind; exit 1 where one was missed

Single changes are held against `pcc audit --quick`, forgeries against the full audit: each is a copy of the edition, made anew
from its own inputs. Pages that the forger's inputs leave as they were are taken from one honest run of this library.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from forging import FORGED, SINGLE, Change, agree

from pcc_lib.auditing.audit import Asked, audit
from pcc_lib.auditing.rerun import made_anew
from pcc_lib.auditing.way import Way
from pcc_lib.building.page_cache import cache_folder
from pcc_lib.cli.checks import check_all, expected_blocks, open_work
from pcc_lib.core.errors import ReportError
from pcc_lib.inputs.project import Project
from pcc_lib.publishing.edition import open_published

SEED = 20231128


def reported(folder: Path, asked: Asked, name: str) -> bool:
    """Whether an audit says that the edition differs, and names the file."""
    try:
        found = audit(open_published(folder), asked)
    except ReportError:
        return True  # it cannot be audited, and says so
    return any(each.verdict == "differs" and name in each.item for each in found.findings) or (not found.same and not name)


def tried(edition: Path, kinds: tuple[Change, ...], number: int, asked: Asked, forged: bool) -> int:
    """Try so many changes, each in a copy; gives how many were missed."""
    made, missed, begun = Counter[str](), Counter[str](), time.monotonic()
    for seed in range(number):
        kind = kinds[seed % len(kinds)]
        with TemporaryDirectory(prefix="pcc-forged-") as place:
            copy = Path(place).resolve() / edition.parent.name / edition.name
            shutil.copytree(edition, copy)
            name = kind(copy, random.Random(SEED + seed))
            if forged:
                agree(copy)
                name = "" if kind.__name__ == "a_cell_of_a_source" else name  # the pages that then differ are named
            made[kind.__name__] += 1
            missed[kind.__name__] += not reported(copy, asked, name)
    for kind, count in made.items():
        print(f"{'forged' if forged else 'single':7} {kind:26} {count - missed[kind]:4} of {count:4} reported", flush=True)
    print(f"{sum(made.values()) - missed.total()} of {sum(made.values())}, {time.monotonic() - begun:.0f} s", flush=True)
    return missed.total()


def main() -> None:
    """Try both kinds, and end with 1 where a change was missed."""
    asks = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asks.add_argument("edition", type=Path)
    asks.add_argument("--single", type=int, default=500)
    asks.add_argument("--forged", type=int, default=100)
    said = asks.parse_args()
    edition = said.edition.resolve()
    missed = tried(edition, SINGLE, said.single, Asked(quick=True), forged=False)
    if said.forged:
        with TemporaryDirectory(prefix="pcc-honest-") as place:
            way = Way(check_all, expected_blocks, open_work)
            made_anew(open_published(edition), Path(place).resolve(), way)
            cache = cache_folder(Project(Path(place).resolve() / "project"))
            way = Way(check_all, expected_blocks, open_work, cache=cache)
            missed += tried(edition, FORGED, said.forged, Asked(way=way), forged=True)
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
