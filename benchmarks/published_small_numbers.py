"""Small numbers through publishing: an edition, its correction, the next quarter; verified, audited, and attacked from outside.

    python benchmarks/published_small_numbers.py [FOLDER]

In a copy of tests/projects/small-numbers (in FOLDER, else a temporary one) all three are published by the command, with a page
*What changed*. Each is verified by the second reader, and audited with its restricted record and without. All are attacked
together, by their public cells, ledgers and charts: by a reader who believes in few revisions, and by one who is told which cells
were revised. Printed are counts; also whether any digest, secret or row of the restricted inputs stands in a public file. Takes
minutes.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

from pcc_lib.building.attacking import seen_by
from pcc_lib.building.public_facts import Book
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.public_cells import read_public
from pcc_lib.inputs.sources import Source, read_source
from pcc_lib.statistics.edition_attack import Seen, attack
from pcc_lib.statistics.linked_cells import link_of
from pcc_lib.statistics.rounding_audit import HIDES
from pcc_lib.statistics.suppression_audit import THRESHOLD

ROOT = Path(__file__).parents[1]
SMALL = ROOT / "tests/projects/small-numbers"
EDITIONS = ("2024-25-q2/1", "2024-25-q2/2", "2024-25-q3/1")
REVISED = {
    ("2023-07", "west"): 3,
    ("2023-09", "west"): -2,
    ("2023-10", "east"): 3,
    ("2024-03", "west"): -2,
    ("2024-06", "west"): 3,
}
WORDS = (
    "## So what?\n\n- {{ referred.value }} people were referred in November 2024.\n\n## Now what?\n\n- Nothing: it is invented.\n"
)


def pcc(root: Path, *said: str) -> int:
    """Run the command; gives how it ended, and shows its last line."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "pcc_lib", "--project", str(root), *said], env=env, capture_output=True, text=True, cwd=root
    )
    last = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()][-1:]
    print(f"  pcc {' '.join(said)}: {done.returncode}: {' '.join(last)}")
    return done.returncode


def make(root: Path) -> None:
    """The project, with a page of changes."""
    shutil.copytree(SMALL, root, ignore=shutil.ignore_patterns("_build"))
    shutil.copyfile(ROOT / "notebooks/what-changed.ipynb", root / "notebooks/what-changed.ipynb")
    toc = root / "_toc.yml"
    toc.write_text(toc.read_text(encoding="utf-8") + "  - file: notebooks/what-changed\n", encoding="utf-8", newline="\n")


def revise(root: Path) -> None:
    """Correct some counts, each with its status and its reason."""
    path, told = root / "data/sources/referrals.csv", ["number,period,part,column,was,now,reason,file"]
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    for row in rows:
        if step := REVISED.get((row["month"], row["team"])):
            was, row["people"], row["status"] = row["people"], str(int(row["people"]) + step), "r"
            told.append(f"{len(told)},{row['month']},{row['team']},people,{was},{row['people']},The team counted again.,a.csv")
    text = "\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows)]) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    (path.parent / "referrals.revisions.csv").write_text("\n".join(told) + "\n", encoding="utf-8", newline="\n")


def publish(root: Path) -> None:
    """All three."""
    pcc(root, "publish", "2024-25-Q2", "--date", "2024-10-05")
    revise(root)
    pcc(root, "publish", "2024-25-Q2", "--date", "2024-11-05", "--amend", "The team had counted some people wrongly.")
    (root / "data/quarters/2024-25-Q3/topics/referrals.md").write_text(WORDS, encoding="utf-8", newline="\n")
    pcc(root, "publish", "2024-25-Q3", "--date", "2025-01-05")


def leaks(root: Path) -> int:
    """How many public files hold a plain digest of a restricted file, its secret, or a whole row of it."""
    public, found = [path.read_bytes() for path in (root / "site").rglob("*") if path.is_file()], 0
    for path in (path for path in (root / "restricted").rglob("*") if path.is_file() and path.suffix in (".csv", ".key", ".yml")):
        raw = path.read_bytes()
        said = {hashlib.new(kind, raw).hexdigest().encode() for kind in ("sha256", "sha1", "md5")}
        said |= {raw.strip()} if path.suffix == ".key" else set(raw.splitlines()[1:]) if path.suffix == ".csv" else set()
        found += sum(any(each in text for each in said) for text in public)
    return found


def seen(root: Path, name: str, edition: str) -> Seen:
    """An edition as whoever has its folder sees a source."""
    folder, project = root / "site" / edition, Project(root)
    source = read_source(project, name)
    public = read_public((folder / f"record/public/{name}.csv").read_text(encoding="utf-8"), name, source, edition)
    assert public
    book, links = Book(source, public), [link for check in source.about.checks if (link := link_of(check.rule))]
    ledger = list(csv.DictReader(io.StringIO((folder / "figures.csv").read_text(encoding="utf-8"))))
    pages = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.html")) if "record" not in path.parts]
    return seen_by(public, links, [*book.ledger(ledger).facts, *book.charts(project, pages).facts])


def truth(root: Path, source: Source, edition: str) -> dict[tuple[str, str], dict[str, str]]:
    """The true rows of an edition, by month and team."""
    text = (root / "restricted" / edition / f"data/sources/{source.file}").read_text(encoding="utf-8")
    return {(row["month"], row["team"]): row for row in csv.DictReader(io.StringIO(text))}


def count_of(rows: dict[tuple[str, str], dict[str, str]], cell: tuple[str, str, str]) -> int | None:
    """The true number of a cell; None where it is not known. A column may be what one leaves of another."""
    column, part, month = cell
    whole, _, rest = column.partition(" less ")
    held = [row for (of, team), row in rows.items() if of == month and part in ("", team)]
    if not all(row[whole] for row in held):
        return None
    return sum(int(row[whole]) - (int(row[rest]) if rest else 0) for row in held)


def attacked(root: Path, name: str) -> None:
    """Print how many small counts of all three are given away together."""
    source = read_source(Project(root), name)
    shown, true = [seen(root, name, each) for each in EDITIONS], {each: truth(root, source, each) for each in EDITIONS}
    revised = {
        (before, (column, part, month))
        for before, now in pairwise(EDITIONS)
        for (month, part), row in true[before].items()
        for column in source.columns
        if row[column] != true[now][month, part][column]
    }
    few = THRESHOLD - 1 if name == "referrals" else HIDES
    for told, words in ((None, "believing"), (revised, "told what was revised")):
        ends, given = attack(shown, told).ends, 0
        for (edition, cell), (least, most) in ends.items():
            count = count_of(true[edition], cell)
            known = least == most or (name == "referrals" and most < THRESHOLD)
            given += bool(count and 1 <= count <= few and least <= count <= most and known)
        print(f"  {name}, {words}: {len(ends)} hidden counts attacked, {given} given away")


def main(folder: Path) -> None:
    """Print it all."""
    root = folder / "small"
    make(root)
    publish(root)
    for edition in EDITIONS:
        site, restricted = root / "site" / edition, root / "restricted" / edition
        pcc(root, "verify", str(site))
        pcc(root, "audit", str(site), "--restricted", str(restricted))
        pcc(root, "audit", str(site))
    print(f"  {leaks(root)} public files hold a digest, a secret or a row of what is restricted")
    for name in ("referrals", "visits"):
        attacked(root, name)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        main(Path(sys.argv[1] if len(sys.argv) > 1 else temporary))
