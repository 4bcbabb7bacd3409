"""Books at hand: published editions of a site, and editions that were built and not published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pcc_lib.auditing.prove import Book
from pcc_lib.building import editions
from pcc_lib.core.errors import ReportError
from pcc_lib.inputs.project import Project
from pcc_lib.publishing.edition import MANIFEST, open_published

SITE = "site"


def books_of(project: Project) -> list[Book]:
    """The published editions of a project's site, and its current builds."""
    found = list(_below(project.root / SITE)) if (project.root / SITE).is_dir() else []
    for quarter in editions.quarters(project):
        if folder := editions.current(project, quarter):
            found.append(Book(f"{quarter} as it is built here", folder / "html"))
    return found


def books_in(folder: Path) -> list[Book]:
    """The edition of a folder, or the editions below it; a ReportError where it holds none."""
    if found := list(_below(folder)):
        return found
    raise ReportError(f"{folder}: there is no edition in it. Give the folder of an edition, which holds record/, or of a site.")


def _below(folder: Path) -> Iterator[Book]:
    for path in sorted({folder / MANIFEST, *folder.glob(f"*/*/{MANIFEST}")}):
        if path.is_file():
            edition = open_published(path)
            yield Book(edition.title, edition.folder)
