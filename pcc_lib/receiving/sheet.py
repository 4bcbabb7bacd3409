"""A source as a sheet to edit in Excel, and back: `pcc sheet` writes it, `pcc receive` brings it in."""

from __future__ import annotations

from pathlib import Path

from pcc_lib.core.errors import DataError, Fault, ReportError
from pcc_lib.core.files import is_file, read_bytes, write_atomic
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.project import Project
from pcc_lib.receiving.held import Held
from pcc_lib.receiving.incoming import Incoming
from pcc_lib.receiving.reading import Sent, grids_of
from pcc_lib.receiving.sheet_book import Layout, workbook
from pcc_lib.receiving.sheet_reading import edited
from pcc_lib.receiving.sheet_rows import expected

ENDING = ".xlsx"


def sheet_bytes(project: Project, source: str, quarter: Quarter | None = None) -> bytes:
    """A source as a workbook to edit; a DataError lists what is wrong with the source already."""
    held = Held.of(project, source)
    return workbook(Layout(held, tuple(expected(held, quarter))))


def write_sheet(project: Project, source: str, target: Path, quarter: Quarter | None = None) -> bool:
    """Write that workbook; whether it was not there before. A ReportError where another file is there: it may hold what somebody
    has written in it."""
    if target.suffix.lower() != ENDING:
        raise ReportError(f"{target}: a sheet is a workbook. Name it {target.stem}{ENDING}.")
    content = sheet_bytes(project, source, quarter)
    if is_file(target):
        if read_bytes(target) == content:
            return False
        raise ReportError(
            f"{target}: is there already, and may hold changes. Bring it in first (pcc receive {target.name}) and take it away, "
            "or write to another file with --out."
        )
    write_atomic(target, content)
    return True


def read_sheet(project: Project, source: str, sent: Sent) -> Incoming:
    """What a person has changed in a sheet of this source; a DataError where the file is no such sheet, or cannot be taken."""
    found = edited(project, grids_of(sent))
    if found is None:
        todo = f"Write one with: pcc sheet {source}. Another file of this source: pcc receive {sent.name} --source {source}"
        raise DataError([Fault(sent.name, "", "is no sheet that pcc sheet wrote.", todo)])
    if found.source != source:
        raise DataError([Fault(sent.name, "", f"is a sheet of {found.source}, and not of {source}.", "Name the right source.")])
    return found
