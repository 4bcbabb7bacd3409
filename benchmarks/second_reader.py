"""How long a second reader takes, and how many of many forgeries it sees: python benchmarks/second_reader.py [PROJECT].

It takes the current build of the project (default: this one), verifies it, and then forges its record, each time all figures of a
kind at once: the last digit of every text, every value by a thousandth with its text, every formula, every setting; and, one by
one, cells of the sources that figures rest on. It prints counts: forged, seen by SQL, seen by the script. Nothing of the build is
changed.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from pcc_lib.building import editions
from pcc_lib.inputs.project import Project
from pcc_lib.second_reader.laying_out import lay_out
from pcc_lib.second_reader.running import Worked, run_script, run_sql

ROOT = Path(__file__).resolve().parents[1]
CELLS, SEED = 12, 1
Row = dict[str, str]


def main(root: Path) -> None:
    """Print the times, then a line for each kind of forgery."""
    project = Project(root)
    edition = editions.current(project)
    if edition is None:
        sys.exit("Build the book first: pcc build")
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder).resolve()
        lay_out(edition, project, record)
        true = rows_of(record)
        (by_sql, sql_time), (by_script, script_time) = timed(run_sql, record), timed(run_script, record)
        print(f"{len(by_script)} figures: SQL {sql_time:.1f} s, script {script_time:.1f} s")
        worked = [sum(row.value is not None for row in rows) for rows in (by_sql, by_script)]
        print(f"worked out: {worked[0]} by SQL, {worked[1]} by the script")
        print(f"differ, unforged: {len(differing(by_sql))} by SQL, {len(differing(by_script))} by the script")
        for name, forge in FORGERIES.items():
            forged = {row["id"] for row in true if forge(row) != row}
            write(record, [forge(row) for row in true])
            told(name, forged, differing(run_sql(record)), differing(run_script(record)))
        write(record, true)
        cells(record, true)


def timed(run: Callable[[Path], list[Worked]], record: Path) -> tuple[list[Worked], float]:
    start = time.perf_counter()
    return run(record), time.perf_counter() - start


def differing(rows: list[Worked]) -> set[str]:
    return {row.figure for row in rows if row.differs}


def told(name: str, forged: set[str], by_sql: set[str], by_script: set[str]) -> None:
    missed = sorted(forged - by_sql - by_script)
    seen = f"{len(forged & by_sql)} seen by SQL, {len(forged & by_script)} by the script"
    counts = f"{len(forged)} forged, {seen}, {len(missed)} by neither"
    print(f"{name}: {counts}{' (' + ', '.join(missed[:5]) + ')' if missed else ''}", flush=True)


# ── the ledger ────────────────────────────────────────────────────────────────────────────────────────────────────────
def rows_of(record: Path) -> list[Row]:
    return list(csv.DictReader(io.StringIO((record / "figures.csv").read_text(encoding="utf-8"))))


def write(record: Path, rows: list[Row]) -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    (record / "figures.csv").write_text(out.getvalue(), encoding="utf-8", newline="\n")


def other_text(row: Row) -> Row:
    """The last digit of the text is another."""
    found = list(re.finditer(r"\d", row["text"]))
    if not (found and row["value"]):
        return row
    at = found[-1].start()
    return row | {"text": row["text"][:at] + str((int(row["text"][at]) + 1) % 10) + row["text"][at + 1 :]}


def other_value(row: Row) -> Row:
    """The value is a thousandth more, or one where it was nought."""
    return row | {"value": repr(float(row["value"]) * 1.001 or 1.0)} if row["value"] else row


def other_formula(row: Row) -> Row:
    """The formula is that of another kind of figure."""
    return row | {"formula": f"at_most(0, {row['formula']})"} if row["formula"] else row


def other_setting(row: Row) -> Row:
    """The last number of what a method is said to have found is another."""
    keys = "mean|mean_range|known_months|sigma|effect|dispersion|spread|pairs|season_strength"
    said = row.get("settings") or ""
    return row | {"settings": re.sub(rf"\b({keys})=(-?\d+)", lambda m: f"{m[1]}={int(m[2]) + 1}", said)} if said else row


FORGERIES: dict[str, Callable[[Row], Row]] = {
    "texts": other_text,
    "values": other_value,
    "formulas": other_formula,
    "settings": other_setting,
}


# ── the cells ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def cells(record: Path, rows: list[Row]) -> None:
    """Change cells one by one: those that figures rest on, drawn at random."""
    folder, seen, tried = record / "project" / "data" / "sources", {"SQL": 0, "script": 0, "neither": 0}, 0
    for file, period, column in random.Random(SEED).sample(sorted(set(rested_on(rows))), CELLS):
        before = (folder / file).read_text(encoding="utf-8")
        after = changed(before, period, column)
        if after == before:  # the cell is blank
            continue
        (folder / file).write_text(after, encoding="utf-8", newline="\n")
        found = {"SQL": bool(differing(run_sql(record))), "script": bool(differing(run_script(record)))}
        (folder / file).write_text(before, encoding="utf-8", newline="\n")
        tried += 1
        for name in (name for name, here in found.items() if here):
            seen[name] += 1
        seen["neither"] += not any(found.values())
    print(f"cells: {tried} changed by one, {json.dumps(seen)}")


def rested_on(rows: list[Row]) -> Iterator[tuple[str, str, str]]:
    """The first cell of each block that a figure rests on: file, period, column."""
    cited = r"(?:^| )([\w-]+\.csv)#\w+=([\w/-]+?)(?:\.\.[\w/-]+)?(?:;\w+=[^;]+)?;column=(\w+)"
    for found in re.finditer(cited, " ".join(row["cells"] for row in rows)):
        yield found[1], found[2], found[3]


def changed(text: str, period: str, column: str) -> str:
    """The table with one more in a column of the first row of a period that has a number there."""
    header, *lines = text.split("\n")
    at = header.split(",").index(column)
    for i, line in enumerate(lines):
        parts = line.split(",")
        if parts[0] == period and parts[at]:
            parts[at] = repr(float(parts[at]) + 1).removesuffix(".0")
            return "\n".join([header, *lines[:i], ",".join(parts), *lines[i + 1 :]])
    return text


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT)
