"""Collisions and casualties by their index: it may stand once, and by it casualties have their month, force and authority."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pcc_lib.core.csv_cells import csv_as_given
from pcc_lib.core.errors import Fault
from pcc_lib.importers import duck
from pcc_lib.importers.faults import shown
from pcc_lib.importers.given import Given
from pcc_lib.importers.headers import Headed
from pcc_lib.importers.stats19_files import ADJUSTED, AGAIN
from pcc_lib.importers.stats19_rows import MONTH, SHARE, Cell, Chosen, Total, Totals, matches


def _table(given: Given, files: Sequence[Headed], chosen: Chosen, columns: Mapping[str, str]) -> str:
    """The rows of the years that are taken of some files, with these columns: a name, and what it is in SQL. A column that a file
    does not have is blank."""
    parts = []
    for i, file in enumerate(files):
        years = sorted(year for year, taken in chosen.files.items() if taken == i)
        year = (
            "substr(trim(date), 7, 4)"
            if "date" in file.columns
            else "year"
            if "year" in file.columns
            else 'left(trim("index"), 4)'
        )
        said = ", ".join(f"{sql if _there(name, file) else _BLANK[name]} AS {duck.name(name)}" for name, sql in columns.items())
        if years:
            rows = duck.csv_of([_place(given, file)], file.columns)
            parts.append(f"SELECT {i} AS file, {year} AS of_year, {said} FROM {rows} WHERE of_year IN {_of(years)}")
    return " UNION ALL ".join(parts)


_BLANK = {"serious": "NULL", "slight": "NULL", "known": "false"}


def _there(name: str, file: Headed) -> bool:
    """Whether a file has the columns that something is made of."""
    return name not in _BLANK or set(ADJUSTED) <= set(file.columns)


def _of(years: Iterable[str]) -> str:
    return "(" + ", ".join(duck.literal(year) for year in years) + ")"


def _run(given: Given, files: Sequence[Headed], statement: Callable[[], str]) -> list[Any]:
    """The rows of a statement. Files that are sound and that DuckDB cannot read all the same are written once more for it."""
    for written in (False, True):
        try:
            with duck.sandbox([_place(given, file) for file in files], given.folder) as base:
                return base.execute(statement()).fetchall()
        except duck.errors():
            if written:
                raise
            for file in files:
                _write_anew(given, file)
    return []


def _place(given: Given, file: Headed) -> Path:
    """Where the rows of a file lie: as it was given, or written once more."""
    return given.placed.get(file.file) or given.on_disk(file.file)


def _write_anew(given: Given, file: Headed) -> None:
    """A file with the same rows, in the plainest form of a CSV."""
    target = given.folder / f"plain-{len(list(given.folder.glob('plain-*'))) + 1:04d}.csv"
    with file.file.open() as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
        with target.open("w", encoding="utf-8", newline="") as out:
            out.writelines(csv_as_given([row]) for row in csv.reader(text, strict=True) if row)
    given.placed[file.file] = target


def doubled(given: Given, files: Sequence[Headed], chosen: Chosen, key: str) -> list[Fault]:
    """Rows of the same key, among the years that are taken: hashes first, for these need little memory, then the keys
    themselves."""
    if not chosen.files:
        return []

    def of(what: str, more: str = "") -> str:
        return f"SELECT {what} FROM ({_table(given, files, chosen, {'key': key})}) {more}"

    (number, different) = _run(given, files, lambda: of("count(*), count(DISTINCT hash(key))"))[0]
    if number == different:
        return []
    more = "GROUP BY key HAVING count(*) > 1 ORDER BY key LIMIT 20"
    several = _run(given, files, lambda: of("min(file), key, count(*)", more))
    return [files[i].fault(f"index {shown(key.replace('|', ', '))}", f"stands in {n:,} rows.", AGAIN) for i, key, n in several]


COLLISION_KEY = 'trim("index")'
CASUALTY_KEY = "trim(\"index\") || '|' || trim(vehicle) || '|' || trim(casualty)"


@dataclass(frozen=True)
class Casualties:
    """Casualties by month, force and severity, and how many of each file and year belong to no collision, with one of them."""

    totals: Totals
    orphans: Mapping[tuple[int, str], tuple[int, str]]


def casualties_of(
    given: Given, collisions: tuple[Sequence[Headed], Chosen], casualties: tuple[Sequence[Headed], Chosen], split: Sequence[str]
) -> Casualties:
    """Casualties with the month, force and authorities of their collisions; all files were found sound before."""
    number = "TRY_CAST(trim({}) AS DECIMAL(18, 9))"
    share = " AND ".join(matches(column, SHARE) for column in ADJUSTED)
    theirs = {"index": COLLISION_KEY, "month": MONTH[0], "force": "trim(force)", **{c: f"trim({c})" for c in split}}
    mine = {
        "index": COLLISION_KEY,
        "severity": "trim(severity)",
        "serious": number.format("adjusted_serious"),
        "slight": number.format("adjusted_slight"),
        "known": f"({share})",
    }
    area, highway = (f"k.{each}" if each in split else "''" for each in ("area", "highway"))

    def statement() -> str:
        return f"""
        WITH k AS ({_table(given, *collisions, theirs)}), c AS ({_table(given, *casualties, mine)})
        SELECT c.file, c.of_year, k.month, k.force, c.severity, {area}, {highway}, c.known,
               count(*), sum(c.serious), sum(c.slight), min(c."index")
        FROM c LEFT JOIN k ON c."index" = k."index" GROUP BY ALL"""

    totals: dict[Cell, Total] = defaultdict(Total)
    orphans: dict[tuple[int, str], tuple[int, str]] = {}
    both = [*collisions[0], *casualties[0]]
    for file, year, month, force, severity, *where, known, rows, serious, slight, example in _run(given, both, statement):
        if month is None:
            before = orphans.get((file, year), (0, example))
            orphans[file, year] = before[0] + rows, min(before[1], example)
        else:
            totals[Cell(month, force, severity, where[0] or "", where[1] or "", bool(known))].add(rows, 0, serious, slight)
    return Casualties(dict(totals), orphans)
