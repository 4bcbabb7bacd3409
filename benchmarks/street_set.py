"""A national set of street files, made up in the layout of data.police.uk: each force and month a file, written by DuckDB."""

from __future__ import annotations

from pathlib import Path

from pcc_lib.importers.police_uk_street_rows import CRIME_TYPES

FIRST_YEAR, SEED = 2023, 0.41
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
    """Write about so many rows into the folder, as many of each force and month; how many there are."""
    import duckdb

    each = rows // (len(forces()) * number)
    types, outcomes = (", ".join(f"'{one}'" for one in several) for several in (CRIME_TYPES, OUTCOMES))
    with duckdb.connect() as base:
        base.execute(f"SELECT setseed({SEED})")
        base.execute(
            f"CREATE TABLE drawn AS SELECT i, random() AS a, random() AS b, random() AS c, sha256(i::VARCHAR) AS id,"
            f" [{types}][1 + (random() * 14)::INTEGER % 14] AS kind, [{outcomes}][1 + (random() * 4)::INTEGER % 4] AS outcome"
            f" FROM range({each}) t(i)"
        )
        for month in months(number):
            (folder / month).mkdir(parents=True)
            for slug, name in forces():
                base.execute(_copy(folder / month / f"{month}-{slug}-street.csv", month, name))
    return each * len(forces()) * number


def _copy(path: Path, month: str, name: str) -> str:
    asb = f"kind = '{CRIME_TYPES[0]}'"
    cells = (
        f'CASE WHEN {asb} THEN NULL ELSE id END AS "Crime ID", \'{month}\' AS "Month", \'{name}\' AS "Reported by",'
        f' \'{name}\' AS "Falls within", round(-3 + 4 * a, 6) AS "Longitude", round(50 + 5 * b, 6) AS "Latitude",'
        " 'On or near Street ' || (c * 5000)::INTEGER AS \"Location\", 'E01' || lpad(((a * 35000)::INTEGER)::VARCHAR, 6, '0')"
        " AS \"LSOA code\", CASE WHEN c < 0.04 THEN 'Bournemouth, Christchurch and Poole ' ELSE 'District ' END"
        " || lpad(((b * 40)::INTEGER)::VARCHAR, 3, '0') || 'A' AS \"LSOA name\", kind AS \"Crime type\","
        f' CASE WHEN {asb} THEN NULL ELSE outcome END AS "Last outcome category", NULL AS "Context"'
    )
    return f"COPY (SELECT {cells} FROM drawn) TO '{path.as_posix()}' (HEADER, DELIMITER ',')"
