"""Both parts of the second reader, run over a record: what each makes of every figure."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pcc_lib.core.errors import ReportError
from pcc_lib.second_reader.record import STATEMENTS, script
from pcc_lib.second_reader.writer import BLANK, SCRIPT, SQL

_VERDICT = "SELECT figure, printed, printed_value, reworked_value, differs, reason, worked_by FROM verdict ORDER BY ALL"
_TODO = "Take the archive from where it was published, and look at what changed the file."
_SECONDS = 600  # after which a script is taken to have got lost


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
    """What `verify.sql` of a record makes of its ledger. A ReportError where it cannot be run.

    It may do what such a file does and nothing else: read files of the record, make tables of its own, and select from them.
    """
    import duckdb

    text = (record / STATEMENTS).read_text(encoding="utf-8")
    with contextlib.chdir(record), duckdb.connect() as base:
        base.execute(f"SET allowed_directories = ['{_quoted(record)}']")
        base.execute("SET enable_external_access = false")
        base.execute("SET lock_configuration = true")
        try:
            for statement in base.extract_statements(text):
                if statement.type not in _allowed():
                    raise ReportError(
                        f"{STATEMENTS}: holds a statement ({statement.type.name}) that does more than read. {_TODO}"
                    )
                base.execute(statement)
            rows = base.execute(_VERDICT).fetchall()
        except duckdb.Error as error:
            said = str(error).partition("\n")[0]
            raise ReportError(f"{STATEMENTS}: cannot be run: {said}") from None
    return [_of_sql(*row) for row in rows]


def _allowed() -> tuple[Any, ...]:
    from duckdb import StatementType

    return (StatementType.CREATE, StatementType.INSERT, StatementType.SELECT, StatementType.DELETE)


def _quoted(path: Path) -> str:
    return path.as_posix().replace("'", "''")


def _of_sql(*row: Any) -> Worked:
    figure, printed, printed_value, value, differs, reason, by = row
    left_out = f"SQL has not: {reason}; {SCRIPT} works it out" if reason else ""
    worked = value if by == SQL else None
    return Worked(figure, printed or "", _text(printed_value), worked, differs, left_out, by == BLANK and not differs)


def _text(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"


def run_script(record: Path) -> list[Worked]:
    """What `verify_methods.py` of this library makes of a record: in a process of its own, which finds nothing of the library.

    A ReportError tells the last line of what it said where it cannot be run.
    """
    file = record / SCRIPT
    file.write_bytes(script())
    done = subprocess.run(
        [sys.executable, "-I", str(file), "--json"],
        cwd=record,
        capture_output=True,
        encoding="utf-8",
        timeout=_SECONDS,
        check=False,
    )
    try:
        rows = json.loads(done.stdout)
    except ValueError:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise ReportError(f"{SCRIPT}: cannot be run: {said}") from None
    return [of_script(row) for row in rows]


def of_script(row: Mapping[str, Any]) -> Worked:
    """A row of the script's table."""
    return Worked(*(row[key] for key in ("figure", "printed", "printed_value", "reworked_value", "differs", "left_out", "blank")))
