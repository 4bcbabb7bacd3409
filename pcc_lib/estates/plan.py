"""Which editions a large build makes: of which projects and quarters, with how many pages, and which need nothing done."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pcc_lib.building.editions import quarters, standing
from pcc_lib.building.job import Job
from pcc_lib.building.planning import plan_pages
from pcc_lib.core.errors import BuildError, ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.core.text import listed
from pcc_lib.estates.work import Edition
from pcc_lib.inputs.page_files import pages_of
from pcc_lib.inputs.project import Project


@dataclass(frozen=True)
class Planned:
    """An edition that is to be there in the end: what its project is called, how many pages it has, and its folder where it is
    whole already and nothing has changed."""

    edition: Edition
    project: str
    pages: int
    standing: Path | None = None

    @property
    def name(self) -> str:
        """Its project and quarter, for people."""
        return f"{self.project} {self.edition.quarter}"


@dataclass(frozen=True)
class Trouble:
    """What went wrong with a project, or one of its quarters, in words. `broken`: the trace of what nobody foresaw."""

    name: str
    told: str
    broken: str = ""

    def __str__(self) -> str:
        lines = self.told.strip().splitlines() or [""]
        return "\n".join(
            [f"{self.name}: {lines[0]}", *(f"  {line}" for line in lines[1:]), *filter(None, [self.broken.rstrip()])]
        )


@dataclass(frozen=True)
class Wanted:
    """What is asked for: projects by their folders, quarters (none: all that each has), and how each is to be made."""

    folders: Sequence[Path]
    quarters: Sequence[str] = ()
    how: Edition = field(default_factory=lambda: Edition("", ""))


@dataclass
class Roots:
    """The projects that were found among the folders, each once, by what they are called; and what was no project."""

    named: dict[Path, str]
    troubles: list[Trouble]
    notes: list[str]


def roots_of(folders: Iterable[Path]) -> Roots:
    """The projects of these folders: one that is named twice counts once."""
    found, troubles, notes = [], [], []
    for folder in folders:
        root = Path(os.path.realpath(folder))
        if not (root / "data" / "body.yml").is_file():
            what = "is not a project (looked for data/body.yml there)" if root.is_dir() else "is no folder"
            troubles.append(Trouble(str(folder), f"{what}. Name the project's folder."))
        elif root in found:
            notes.append(f"{folder}: was named already; it is built once.")
        else:
            found.append(root)
    return Roots(dict(zip(found, _names(found), strict=True)), troubles, notes)


def _names(roots: Sequence[Path]) -> list[str]:
    """What each is called: as many of the last parts of its path as tell it from all others."""
    names = []
    for root in roots:
        others = [other for other in roots if other != root]
        depth = next(
            (n for n in range(1, len(root.parts)) if all(o.parts[-n:] != root.parts[-n:] for o in others)), len(root.parts)
        )
        names.append("/".join(root.parts[-depth:]) if depth < len(root.parts) else str(root))
    return names


def plan(project: Project, name: str, wanted: Wanted) -> Iterator[Planned | Trouble]:
    """The editions of a project, oldest first, and what is wrong with it."""
    try:
        there = quarters(project)
        asked = sorted({Quarter.parse(each) for each in wanted.quarters}) or there
        pages = len(pages_of(project))
    except ReportError as error:
        yield Trouble(name, str(error))
        return
    if not there:
        yield Trouble(name, "data/quarters: there is no quarter yet. Make one, such as: pcc new 2023-24-Q3")
        return
    if missing := [str(quarter) for quarter in asked if quarter not in there]:
        yield Trouble(name, f"has no {listed(missing)}. There are: {listed([str(each) for each in there])}.")
    for quarter in (each for each in asked if each in there):
        yield _planned(project, name, quarter, replace(wanted.how, root=str(project.root), quarter=str(quarter)), pages)


def _planned(project: Project, name: str, quarter: Quarter, edition: Edition, pages: int) -> Planned:
    job = Job(project, quarter, say=lambda _: None)
    try:
        whole = None if edition.fresh else standing(job, edition.asked)
    except ReportError:  # whoever builds it tells it
        whole = None
    return Planned(edition, name, pages, whole)


def pages_planned(planned: Planned) -> Iterator[dict[str, Any]]:
    """Each page of an edition as plain data: the digests of what decides it, and why it must run (blank: it need not)."""
    edition = planned.edition
    job = Job(Project(edition.root), Quarter.parse(edition.quarter), edition.fresh, say=lambda _: None)
    for plan in plan_pages(job):
        digests = {name: value for name, value in plan.inputs.items() if isinstance(value, str)}
        yield {
            "project": edition.root,
            "quarter": edition.quarter,
            "page": plan.page.path,
            "digests": digests,
            "reason": plan.reason,
            "edition": "unchanged" if planned.standing else "to build",
        }


def hold_some(planned: Sequence[Planned], troubles: Sequence[Trouble]) -> None:
    """A BuildError where there is nothing to build."""
    if not planned:
        raise BuildError("\n".join(["Nothing can be built.", *map(str, troubles)]))
