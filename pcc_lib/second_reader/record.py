"""What a second reader needs, beside a ledger: `verify.sql`, `verify_methods.py` and its part `verify_track.py` in the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path

from pcc_lib.inputs.project import Project
from pcc_lib.second_reader.writer import HERE, PROGRAMS, PUBLIC, Row, verify_sql

RECORD, STATEMENTS = "record", "verify.sql"


def public_in(folder: Path) -> list[str]:
    """The names of the public cells of small numbers that an edition in `folder` holds."""
    return sorted(path.name for path in (folder / PUBLIC).glob("*.csv"))


def record_files(project: Project, rows: Sequence[Row], quarter: str, public: Sequence[str]) -> Mapping[str, bytes]:
    """Them, by their names, for the rows of a ledger. public: as `public_in` has it."""
    return {STATEMENTS: verify_sql(project, rows, quarter, public).encode("utf-8"), **programs()}


def write_record(files: Mapping[str, bytes], folder: Path) -> None:
    """Write them into the record of an edition in `folder`."""
    record = folder / RECORD
    record.mkdir(exist_ok=True)
    _write(files, record)


def write_programs(record: Path) -> None:
    """Write the script and its part into a record."""
    _write(programs(), record)


def _write(files: Mapping[str, bytes], record: Path) -> None:
    for name, text in files.items():
        (record / name).write_bytes(text)


def programs() -> Mapping[str, bytes]:
    """`verify_methods.py` and its part, as every record holds them."""
    return {name: (resources.files(HERE) / name).read_bytes() for name in PROGRAMS}
