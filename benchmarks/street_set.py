"""A national set of street files, made up in the layout of data.police.uk: each force and month a file, written by DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from pcc_lib.importers.police_uk_street_rows import CRIME_TYPES

FIRST_YEAR, SEED, GOLDEN = 2023, 0.41, 0.6180339887
OUTCOMES = (
    "Under investigation",
    "Investigation complete; no suspect identified",
    "Unable to prosecute suspect",
    "Local resolution",
)


def forces() -> list[tuple[str, str]]:
    """Names of files and of rows of the 43 forces that have an area."""
    from pcc_lib.importers.forces import forces as known

    return [
        (each.police_uk, f"{each.name} Police".replace("Police Police", "Police")) for each in known().values() if each.has_area
    ]


def months(number: int) -> list[str]:
    """So many months from the first on."""
    return [f"{FIRST_YEAR + i // 12}-{i % 12 + 1:02d}" for i in range(number)]


def make(folder: Path, rows: int, number: int = 24) -> int:
    """Write so many rows into the folder; how many there are. Forces and months have from half as many as the mean to half as
    many again, and no two files are alike."""
    import duckdb

    each = rows // (len(forces()) * number)
    written, shares = 0, _spread()
    types, outcomes = (", ".join(f"'{one}'" for one in several) for several in (CRIME_TYPES, OUTCOMES))
    with duckdb.connect() as base:
        base.execute(f"SELECT setseed({SEED})")
        base.execute(
            f"CREATE TABLE drawn AS SELECT i, random() AS a, random() AS b, random() AS c, sha256(i::VARCHAR) AS id,"
            f" [{types}][1 + (random() * 14)::INTEGER % 14] AS kind, [{outcomes}][1 + (random() * 4)::INTEGER % 4] AS outcome"
            f" FROM range({3 * each}) t(i)"
        )
        for month in months(number):
            (folder / month).mkdir(parents=True)
            for slug, name in forces():
                place, many = folder / month / f"{month}-{slug}-street.csv", int(each * (0.5 + next(shares)))
                first = int(each * 1.5 * next(shares))
                base.execute(_copy(place, month, name, (first, first + many)))
                written += many
    return written


def _spread() -> Iterator[float]:
    """Shares from 0 to 1 that fill it evenly, and are the same every time."""
    return ((i * GOLDEN) % 1 for i in count(1))


def _copy(path: Path, month: str, name: str, span: tuple[int, int]) -> str:
    asb = f"kind = '{CRIME_TYPES[0]}'"
    cells = (
        f'CASE WHEN {asb} THEN NULL ELSE id END AS "Crime ID", \'{month}\' AS "Month", \'{name}\' AS "Reported by",'
        f' \'{name}\' AS "Falls within", round(-3 + 4 * a, 6) AS "Longitude", round(50 + 5 * b, 6) AS "Latitude",'
        " 'On or near Street ' || (c * 5000)::INTEGER AS \"Location\", 'E01' || lpad(((a * 35000)::INTEGER)::VARCHAR, 6, '0')"
        " AS \"LSOA code\", CASE WHEN c < 0.04 THEN 'Bournemouth, Christchurch and Poole ' ELSE 'District ' END"
        " || lpad(((b * 40)::INTEGER)::VARCHAR, 3, '0') || 'A' AS \"LSOA name\", kind AS \"Crime type\","
        f' CASE WHEN {asb} THEN NULL ELSE outcome END AS "Last outcome category", NULL AS "Context"'
    )
    return (
        f"COPY (SELECT {cells} FROM drawn WHERE i >= {span[0]} AND i < {span[1]}) TO '{path.as_posix()}' (HEADER, DELIMITER ',')"
    )
