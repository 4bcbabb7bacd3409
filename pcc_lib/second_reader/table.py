"""What both readers found, as one table: each figure, who worked it out, and whether it is what the edition printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pcc_lib.core.errors import counted
from pcc_lib.inputs.project import Project
from pcc_lib.second_reader.laying_out import lay_out
from pcc_lib.second_reader.record import programs
from pcc_lib.second_reader.running import Worked, run_script, run_sql
from pcc_lib.second_reader.writer import SCRIPT, SQL

EQUAL, DIFFERS, LEFT, NO_NUMBER = "equal", "differs", "not worked out", "no number"


@dataclass(frozen=True)
class Line:
    """One figure: what is printed, what it comes to, by whom it was worked out, how that stands to what is printed, and why."""

    figure: str
    printed: str
    printed_value: str
    reworked_value: float | None
    by: tuple[str, ...]
    verdict: str
    why: str


@dataclass(frozen=True)
class Verified:
    """What a verification found. other_script: whether the record holds another script than the one that was run."""

    lines: tuple[Line, ...]
    other_script: bool

    def count(self, verdict: str) -> int:
        """How many figures have a verdict."""
        return sum(line.verdict == verdict for line in self.lines)

    @property
    def holds(self) -> bool:
        """Whether no figure differs."""
        return not self.count(DIFFERS)

    @property
    def summary(self) -> str:
        """`754 figures: 752 equal, 0 differ, 2 print no number, 0 not worked out.`"""
        by = [f"{sum(each in line.by for line in self.lines)} by {each}" for each in (SQL, SCRIPT)]
        said = f"{self.count(EQUAL)} equal ({', '.join(by)}), {self.count(DIFFERS)} differ"
        said += f", {self.count(NO_NUMBER)} print no number, {self.count(LEFT)} not worked out"
        return f"{counted(len(self.lines), 'figure')}: {said}."

    def records(self) -> list[dict[str, object]]:
        """Every line as a plain record."""
        return [{**asdict(line), "by": list(line.by)} for line in self.lines]


def verify(edition: Path, project: Project | None = None, sql_alone: bool = False, track_record: bool = False) -> Verified:
    """Work every figure of an edition again, by SQL and (unless SQL alone is asked for) by the script.

    edition: the folder of a published edition or of one that was built from `project`. track_record: the figures of the track
    record too, however long the script takes for them (without it: where there are few). A ReportError says that it is none, or
    that one of the readers cannot be run.
    """
    with TemporaryDirectory(prefix="pcc-verify-") as folder:
        record = Path(folder).resolve()
        lay_out(edition, project, record)
        other = any(_read(record / name) != text for name, text in programs().items())
        with ThreadPoolExecutor(1) as beside:  # both work in processes of their own
            script_run = None if sql_alone else beside.submit(run_script, record, track_record)
            by_sql = run_sql(record)
            by_script = script_run.result() if script_run else []
    return Verified(tuple(_lines(by_sql, by_script)), other)


def _read(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""


def _lines(by_sql: Sequence[Worked], by_script: Sequence[Worked]) -> Iterator[Line]:
    """One line for each figure, and for each text where pages print it in several."""
    told: dict[tuple[str, str], list[tuple[str, Worked]]] = {}
    for name, rows in ((SQL, by_sql), (SCRIPT, by_script)):
        for row in rows:
            told.setdefault((row.figure, row.printed), []).append((name, row))
    for _, both in sorted(told.items()):
        yield _line(both)


def _line(both: Sequence[tuple[str, Worked]]) -> Line:
    rows = [row for _, row in both]
    by = tuple(name for name, row in both if row.value is not None)
    value = next((row.value for row in rows if row.value is not None), None)
    differs = [f"{row.differs} ({name})" for name, row in both if row.differs]
    left = [row.left_out for row in rows if row.left_out]
    verdict, why = LEFT, left[-1] if left else ""
    if differs:
        verdict, why = DIFFERS, "; ".join(differs)
    elif by:
        verdict, why = EQUAL, ""
    elif any(row.blank for row in rows):
        verdict, why = NO_NUMBER, ""
    return Line(rows[0].figure, rows[0].printed, rows[0].printed_value, value, by, verdict, why)


def told_lines(found: Verified, whole: bool) -> Iterator[str]:
    """The table as plain lines: figures that differ (`whole`: all), those that nobody worked out, how many there are of each."""
    shown = [line for line in found.lines if whole or line.verdict == DIFFERS]
    rows = [_cells(line) for line in shown]
    if rows:
        rows.insert(0, ("figure", "printed", "value", "reworked", "verdict", "by"))
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        yield from ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    for line in found.lines:
        if line.verdict == LEFT and not whole:
            yield f"not worked out: {line.figure} ({line.why})"
    if found.other_script:
        yield f"The record holds another {SCRIPT} than this library, whose own was run."
    yield found.summary


def _cells(line: Line) -> tuple[str, ...]:
    value = "" if line.reworked_value is None else f"{line.reworked_value:.12g}"
    verdict = f"{line.verdict}: {line.why}" if line.why else line.verdict
    return line.figure, line.printed, line.printed_value, value, verdict, ", ".join(line.by)
