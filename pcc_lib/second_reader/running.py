"""Both parts of the second reader, run over a record: what each makes of every figure."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pcc_lib.core.errors import ReportError
from pcc_lib.second_reader.record import STATEMENTS, write_programs
from pcc_lib.second_reader.writer import BLANK, SCRIPT, SQL

_TODO = "Take the archive from where it was published, and look at what changed the file."
_SECONDS, _HOURS = 600, 24  # after which a script is taken to have got lost; the other where it is asked for what takes long
TRACK_RECORD = "--track-record"  # of the script: the figures of the track record too, however long that takes


class Worked(NamedTuple):
    """What one reader makes of a figure: what is printed, what it comes to (None where it was not worked out), what differs, and
    why it was not worked out. blank: it prints no number, which is as it should be."""

    figure: str
    printed: str
    printed_value: str
    value: float | None
    differs: str
    left_out: str
    blank: bool


def run_sql(record: Path) -> list[Worked]:
    """What `verify.sql` of a record makes of its ledger, in a process of its own. A ReportError where it cannot be run."""
    found = _printed_by(record, Path(__file__).with_name("sql_process.py"))
    if "error" in found:
        raise ReportError(f"{STATEMENTS}: {found['error']}. {_TODO}")
    return [_of_sql(*row) for row in found["rows"]]


def _printed_by(record: Path, program: Path, *options: str) -> Any:
    """The JSON that a program prints that is run in a record, and that finds nothing of this library."""
    asked = [sys.executable, "-I", str(program), *options]
    seconds = 3600 * _HOURS if TRACK_RECORD in options else _SECONDS
    try:
        done = subprocess.run(asked, cwd=record, capture_output=True, encoding="utf-8", timeout=seconds, check=False)
        return json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise ReportError(f"{program.name}: had not ended after {seconds // 60} minutes, and was stopped.") from None
    except ValueError:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise ReportError(f"{program.name}: cannot be run: {said}") from None


def _of_sql(*row: Any) -> Worked:
    figure, printed, printed_value, value, differs, reason, by = row
    left_out = f"SQL has not: {reason}; {SCRIPT} works it out" if reason else ""
    worked = value if by == SQL else None
    return Worked(figure, printed or "", _text(printed_value), worked, differs, left_out, by == BLANK and not differs)


def _text(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"


def run_script(record: Path, track_record: bool = False) -> list[Worked]:
    """What `verify_methods.py` of this library makes of a record, in a process of its own; a ReportError where it cannot be.

    track_record: the figures of the track record too, however many ends of quarters are then judged again.
    """
    write_programs(record)
    options = ["--json", *[TRACK_RECORD] * track_record]
    return [of_script(row) for row in _printed_by(record, record / SCRIPT, *options)]


def of_script(row: Mapping[str, Any]) -> Worked:
    """A row of the script's table."""
    return Worked(*(row[key] for key in ("figure", "printed", "printed_value", "reworked_value", "differs", "left_out", "blank")))
