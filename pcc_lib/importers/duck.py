"""DuckDB over published files: CSV read strictly, in a sandbox that sees these files and nothing else.

The statement is ours alone; what stands in files comes into it as values and never as words of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pcc_lib.core.sql_literals import listed, literal, name

MEMORY = "1GB"
_CLOSED = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}


@contextmanager
def sandbox(files: Sequence[Path | str], scratch: Path | None = None) -> Iterator[Any]:
    """A connection that may read these files alone. scratch: a folder for what does not fit into memory."""
    import duckdb  # only where a file is read by it

    config: dict[str, str | bool | int | float | list[str]] = dict(_CLOSED)
    with duckdb.connect(config=config) as base:
        base.execute(f"SET memory_limit = '{MEMORY}'")
        base.execute(f"SET temp_directory = {literal(scratch.as_posix() if scratch else '')}")
        base.execute("SET preserve_insertion_order = false")
        base.execute("SET VARIABLE files = ?", [[_said(each) for each in files]])  # a thousand in half the time of a list in SQL
        base.execute("SET allowed_paths = getvariable('files')")
        if scratch:
            base.execute(f"SET allowed_directories = {listed([scratch.as_posix() + '/'])}")
        base.execute("SET enable_external_access = false")
        base.execute("SET lock_configuration = true")
        yield base


def csv_of(files: Sequence[Path | str], header: Sequence[str]) -> str:
    """What reads CSV files of one header, all cells as text; `filename` says which file a row is of.

    Nothing is guessed: marks and columns are told, for a guess splits quoted cells where most rows have none.
    """
    columns = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in header)
    told: Mapping[str, str] = {
        "header": "false",
        "skip": "1",
        "auto_detect": "false",
        "strict_mode": "true",
        "delim": "','",
        "quote": "'\"'",
        "escape": "'\"'",
        "filename": "true",
        "columns": f"{{{columns}}}",
    }
    return f"read_csv({listed(_said(each) for each in files)}, {', '.join(f'{key} = {value}' for key, value in told.items())})"


def parquet_as_csv(place: Path, target: Path) -> None:
    """The rows of a Parquet file as a CSV of the same columns, at a place where nothing is yet."""
    with sandbox([place, target]) as base:
        base.execute(f"COPY (SELECT * FROM read_parquet({literal(place.as_posix())})) TO {literal(target.as_posix())} (HEADER)")


def errors() -> type[Exception]:
    """What DuckDB raises where it cannot read a file so."""
    import duckdb

    return duckdb.Error


def _said(place: Path | str) -> str:
    return place.as_posix() if isinstance(place, Path) else place


__all__ = ["csv_of", "errors", "listed", "literal", "name", "parquet_as_csv", "sandbox"]
