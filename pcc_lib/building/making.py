"""The files to take along as a task in plain data, so that a process can make them that has run pages: it has read and judged
what they tell.
"""

from __future__ import annotations

from dataclasses import dataclass

from pcc_lib.building.downloads import files_made
from pcc_lib.building.made import Made
from pcc_lib.building.task import project_kept
from pcc_lib.core.errors import ReportError


@dataclass(frozen=True)
class Making:
    """What is asked: of which quarter of which project, for which build; read, banner: as of `downloads_of`."""

    root: str
    quarter: str
    build: str
    read: tuple[str, ...]
    banner: str

    @property
    def what(self) -> str:
        """What it is, for people."""
        return "The files to take along"

    def done(self) -> Made | None:
        """Make them, here; None where anything is wrong, which whoever asked finds for himself, to tell it."""
        project = project_kept(self.root, self.build)
        project.kept.begin()
        try:
            return files_made(project, self.quarter, frozenset(self.read), self.banner)
        except ReportError:
            return None
