"""What a second reader needs, beside a ledger: `record/verify.sql` and `record/verify_methods.py` of a built edition."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from pcc_lib.inputs.project import Project
from pcc_lib.second_reader.writer import HERE, PUBLIC, SCRIPT, Row, verify_sql

RECORD, STATEMENTS = "record", "verify.sql"


def write_record(project: Project, rows: Sequence[Row], quarter: str, folder: Path) -> None:
    """Write both into the record of an edition in `folder`; the public cells of small numbers stand in its folder `public`."""
    record, public = folder / RECORD, sorted(path.name for path in (folder / PUBLIC).glob("*.csv"))
    record.mkdir(exist_ok=True)
    (record / STATEMENTS).write_bytes(verify_sql(project, rows, quarter, public).encode("utf-8"))
    (record / SCRIPT).write_bytes(script())


def script() -> bytes:
    """`verify_methods.py`, as every record holds it."""
    return (resources.files(HERE) / SCRIPT).read_bytes()
