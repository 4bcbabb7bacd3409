"""The look at a quarter's inputs as plain data, so that any process can do it: the check, what is open, and what each page must
show. Pages that the same process then runs, or a copy of it, need not read again what was read for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.project import Project
from pcc_lib.preparing.work import Work


class Looked(NamedTuple):
    """What was found where nothing is wrong: what the data ask, what is open, the files that were read for it with their
    fingerprints, and the blocks of each page."""

    questions: tuple[str, ...]
    open: tuple[Work, ...]
    opened: Mapping[str, str]
    blocks: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Look:
    """What is asked: of which quarter of which project, for which build; the functions by their names, as a build has them (see
    `editions.build`); and the pages whose blocks are wanted."""

    root: str
    quarter: str
    build: str
    check: Callable[[Project, Quarter], Sequence[str] | None]
    opened: Callable[[Project, Quarter], Sequence[Work]] | None = None
    expected: Callable[[Project, str], Iterable[str]] | None = None
    pages: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        """What it is, for people."""
        return "The check"

    def done(self) -> Looked | None:
        """Look, here; None where anything is wrong, which whoever asked finds for himself, to tell it."""
        from pcc_lib.building.task import project_kept  # waits for pandas, and whoever asks need not

        project, quarter = project_kept(self.root, self.build), Quarter.parse(self.quarter)
        project.kept.begin()
        try:
            questions = tuple(self.check(project, quarter) or ())
            work = tuple(self.opened(project, quarter)) if self.opened else ()
            read = dict(project.opened)
            wanted = self.pages if self.expected else ()
            blocks = {page: tuple(sorted(self.expected(project, page))) for page in wanted} if self.expected else {}
        except ReportError:
            return None
        return Looked(questions, work, read, blocks)
