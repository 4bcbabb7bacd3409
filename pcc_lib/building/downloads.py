"""The files that an edition offers to take along."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from pcc_lib.building.made import KeptMade, Made
from pcc_lib.core.garbage import uncollected
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.project import Project

_TOPICS = "data/topics"
Elsewhere = Callable[[Collection[str], str], Made | None]  # from the files that pages have read, and the banner


def downloads_of(
    project: Project, quarter: Quarter, read: Collection[str], banner: str = "", elsewhere: Elsewhere = lambda *_: None
) -> Mapping[str, bytes]:
    """The files by their names in the book's HTML. read: the files that its pages have read; banner: what the edition says of
    itself as a draft. elsewhere: has another process make them; None where they are to be made here."""
    if not any(name.startswith(f"{_TOPICS}/") for name in read):
        return {}

    def make() -> Made:
        return elsewhere(read, banner) or files_made(project, str(quarter), frozenset(read), banner)

    return KeptMade(project, quarter, "downloads").files([banner, sorted(read)], make)


def files_made(project: Project, quarter: str, read: Collection[str], banner: str) -> Made:
    """The files, made now."""
    from pcc_lib.pages.page import Page
    from pcc_lib.workbooks.edition import Downloads

    with project.kept.watching() as opened, uncollected():
        files = Downloads(Page(project, "about-the-data", quarter, {}), read, banner).files()
    return Made(dict(opened), files)
