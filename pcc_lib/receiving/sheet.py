"""Sheets to edit in Excel, and back: `pcc sheet` writes a source or a table of a quarter, `pcc receive` brings it in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pcc_lib.core.errors import DataError, Fault, ReportError, suggest
from pcc_lib.core.files import is_file, read_bytes, write_atomic
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.plan import LATEST, open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.quarter_tables import TABLES, QuarterTable
from pcc_lib.inputs.sources import source_names
from pcc_lib.receiving.held import Held
from pcc_lib.receiving.incoming import Incoming
from pcc_lib.receiving.reading import Sent, grids_of
from pcc_lib.receiving.sheet_book import workbook
from pcc_lib.receiving.sheet_form import SOURCE, TABLE, Form
from pcc_lib.receiving.sheet_record import record_in
from pcc_lib.receiving.sheet_source import edited, source_form
from pcc_lib.receiving.sheet_table import Edited, edited_table, table_form, workbook_name

ENDING = ".xlsx"


@dataclass(frozen=True)
class Sheet:
    """What a sheet is to be of: a source, or a table of a quarter, by its name. asked: how it was named."""

    kind: str
    name: str
    asked: str

    @classmethod
    def of(cls, project: Project, asked: str) -> Sheet:
        """What a name means; a ReportError where it means nothing, or two things (`source:stated`, `table:stated` mean one)."""
        kind, _, name = asked.rpartition(":")
        sources = source_names(project)
        found = [each for each, known in ((SOURCE, sources), (TABLE, TABLES)) if name in known and kind in ("", each)]
        if not found:
            raise ReportError(f"there is no {kind or SOURCE} '{name}'. {suggest(name, [*sources, *TABLES])}")
        if len(found) > 1:
            ways = f"pcc sheet {SOURCE}:{name}, or pcc sheet {TABLE}:{name}"
            raise ReportError(f"'{name}' is a source, and a table of the quarter. Say which: {ways}")
        return cls(found[0], name, asked)

    def form(self, project: Project, quarter: Quarter | None = None) -> Form:
        """The sheet; a DataError lists what is wrong with the file already."""
        if self.kind == SOURCE:
            return source_form(Held.of(project, self.name), quarter)
        return table_form(self._table(project, quarter))

    def target(self, project: Project, quarter: Quarter | None = None) -> Path:
        """What its workbook is called, if nobody says otherwise."""
        return Path(f"{self.name}{ENDING}" if self.kind == SOURCE else workbook_name(self._table(project, quarter)))

    def _table(self, project: Project, quarter: Quarter | None) -> QuarterTable:
        return QuarterTable.of(open_quarter(project, str(quarter) if quarter else LATEST), self.name)


def sheet_bytes(project: Project, asked: str, quarter: Quarter | None = None) -> bytes:
    """A source, or a table of a quarter, as a workbook to edit; a DataError lists what is wrong with it already."""
    return workbook(Sheet.of(project, asked).form(project, quarter))


def write_sheet(project: Project, asked: str, target: Path, quarter: Quarter | None = None) -> bool:
    """Write that workbook; whether it was not there before. A ReportError where another file is there: it may hold what somebody
    has written in it."""
    if target.suffix.lower() != ENDING:
        raise ReportError(f"{target}: a sheet is a workbook. Name it {target.stem}{ENDING}.")
    content = sheet_bytes(project, asked, quarter)
    if is_file(target):
        if read_bytes(target) == content:
            return False
        raise ReportError(
            f"{target}: is there already, and may hold changes. Bring it in first (pcc receive {target.name}) and take it away, "
            "or write to another file with --out."
        )
    write_atomic(target, content)
    return True


def read_sheet(project: Project, asked: str, sent: Sent) -> Incoming | Edited:
    """What a person has changed in a sheet of this source or table; a DataError where the file is no such sheet, or cannot be
    taken."""
    wanted, name, grids = Sheet.of(project, asked), sent.name, grids_of(sent)
    record = record_in(grids)
    if record is None:
        other = f" Another file of this source: pcc receive {name} --source {wanted.name}" if wanted.kind == SOURCE else ""
        raise DataError([Fault(name, "", "is no sheet that pcc sheet wrote.", f"Write one with: pcc sheet {asked}.{other}")])
    of = record.name if record.kind == SOURCE else Path(record.name).stem
    if (record.kind, of) != (wanted.kind, wanted.name):
        what = f"the {wanted.kind} {wanted.name}" if of == wanted.name else wanted.name
        raise DataError([Fault(name, "", f"is a sheet of {of}, and not of {what}.", "Name the right one.")])
    return edited(project, record, grids) if record.kind == SOURCE else edited_table(project, record, grids)
