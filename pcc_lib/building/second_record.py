"""What an edition holds for a second reader, kept by the rows of its ledger and by the files that they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pcc_lib.building.made import KeptMade, Made
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.project import Project
from pcc_lib.second_reader.record import public_in, record_files, write_record


def write_second_record(project: Project, quarter: Quarter, rows: Sequence[Mapping[str, str]], folder: Path) -> None:
    """Write it into the record of an edition in `folder`; the public cells of small numbers stand there."""
    public = public_in(folder)

    def make() -> Made:
        with project.kept.watching() as opened:
            files = record_files(project, rows, str(quarter), public)
        return Made(dict(opened), files)

    told = [list(row.items()) for row in rows]
    write_record(KeptMade(project, quarter, "record").files([public, told], make), folder)
