"""What a second reader needs, beside a ledger: `verify.sql`, `verify_methods.py` and its part `verify_track.py` in the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path

from pcc_lib.inputs.project import Project
from pcc_lib.second_reader.writer import HERE, PROGRAMS, PUBLIC, Row, verify_sql

RECORD, STATEMENTS = "record", "verify.sql"


def write_record(project: Project, rows: Sequence[Row], quarter: str, folder: Path) -> None:
    """Write them into the record of an edition in `folder`; the public cells of small numbers stand in its folder `public`."""
    record, public = folder / RECORD, sorted(path.name for path in (folder / PUBLIC).glob("*.csv"))
    record.mkdir(exist_ok=True)
    (record / STATEMENTS).write_bytes(verify_sql(project, rows, quarter, public).encode("utf-8"))
    write_programs(record)


def write_programs(record: Path) -> None:
    """Write the script and its part into a record."""
    for name, text in programs().items():
        (record / name).write_bytes(text)


def programs() -> Mapping[str, bytes]:
    """`verify_methods.py` and its part, as every record holds them."""
    return {name: (resources.files(HERE) / name).read_bytes() for name in PROGRAMS}
