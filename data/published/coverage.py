"""How many items of the originals the book tells, and how: counts of `coverage.csv` beside this file.

    python data/published/coverage.py

`tests/test_coverage_of_originals.py` holds each row against the pages.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

FILE = Path(__file__).with_name("coverage.csv")
TOLD = ("figure", "words", "quoted", "gap", "contradiction")


def counts() -> str:
    """A table: for each part of an original the number of its items, in all and by how they are told."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    parts = dict.fromkeys(row["original"] for row in rows)
    found = Counter((row["original"], row["told"]) for row in rows)
    lines = [[part, *(found[part, told] for told in TOLD)] for part in parts]
    lines += [["All", *(sum(found[part, told] for part in parts) for told in TOLD)]]
    width = max(map(len, parts), default=0)
    head = f"{'':{width}}  items  " + "  ".join(TOLD)
    body = [
        f"{name:{width}}  {sum(each):5}  " + "  ".join(f"{n:{len(told)}}" for n, told in zip(each, TOLD, strict=True))
        for name, *each in lines
    ]
    return "\n".join([head, *body])


if __name__ == "__main__":
    print(counts())
