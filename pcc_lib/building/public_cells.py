"""The public cells of small numbers in a built edition, and what is kept of them once it is published."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pcc_lib.core.files import read_bytes
from pcc_lib.core.quarters import Quarter
from pcc_lib.figures.figures import figures_of
from pcc_lib.figures.public_cells import cells_of_edition
from pcc_lib.inputs.measures import FOLDER as MEASURES
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.public_cells import public_csv
from pcc_lib.inputs.sources import source_of

PUBLIC = "public"  # the folder of an edition that holds them


def write_public_cells(project: Project, quarter: Quarter, read: Iterable[str], folder: Path) -> None:
    """Write `public/<source>.csv` into an edition for each source of small numbers among the files that its pages have read."""
    read = sorted(read)
    figures = figures_of(open_quarter(project, str(quarter)))
    measures = {Path(name).stem for name in read if name.startswith(f"{MEASURES}/") and name.endswith(".yml")}
    for name in read:
        if (of := source_of(name)) and project.key_of(name):
            source = figures.source(of)
            if found := cells_of_edition(figures, source.name, measures):
                (folder / PUBLIC).mkdir(exist_ok=True)
                (folder / PUBLIC / source.file).write_bytes(public_csv(source, found).encode("utf-8"))


def public_to_keep(edition: Path) -> dict[str, bytes]:
    """The public cells that publishing an edition keeps, by their names in `data/published/<quarter>/`."""
    return {path.name: read_bytes(path) for path in sorted((edition / PUBLIC).glob("*.csv"))}
