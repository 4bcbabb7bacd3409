"""A quarter kept as if its book had been published: what `pcc keep` writes, from pages written in this process, and no build."""

from __future__ import annotations

import tempfile
from pathlib import Path

from pcc_lib.building.told import told_files
from pcc_lib.core.quarters import Quarter
from pcc_lib.figures.figure import ledger_csv, ledger_rows
from pcc_lib.inputs.kept import FOLDER
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.inputs.sources import source_names
from pcc_lib.pages.ledger import replayed
from pcc_lib.pages.page import Page
from pcc_lib.report import parts


def printed_rows(project: Project, quarter: str) -> list[dict[str, object]]:
    """The ledger of a quarter's book."""
    page = Page(project, "figures", quarter, {name: part.write for name, part in parts().items()})
    return ledger_rows(f.row() | {"page": s.page.stem} for s in replayed(page) for f in s.block.figures)


def publish(root: Path, quarter: str) -> Path:
    """Keep what a quarter's book tells, its sources but those of small numbers among it; gives the folder."""
    project = Project(root)
    with tempfile.TemporaryDirectory() as edition:
        (Path(edition) / "figures.csv").write_bytes(ledger_csv(printed_rows(project, quarter)).encode("utf-8"))
        kept = told_files(QuarterFolder(project, Quarter.parse(quarter)), Path(edition))
    for name in source_names(project):
        file = f"{SOURCES}/{name}.csv"
        if project.exists(file) and not project.key_of(file):
            kept[f"{name}.csv"] = project.read_bytes(file)
    folder = root / FOLDER / quarter
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in kept.items():
        (folder / name).write_bytes(content)
    return folder
