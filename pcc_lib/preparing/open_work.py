"""All that is open in a quarter. What cannot be read is left out: its faults are told, and nothing is built of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.plan import QuarterFolder, open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.preparing.reported import facts, open_blanks, open_facts, open_promises, promises
from pcc_lib.preparing.revisions import open_revisions
from pcc_lib.preparing.source_words import open_source_words
from pcc_lib.preparing.statements import open_statements
from pcc_lib.preparing.supplies import open_months, supplies
from pcc_lib.preparing.texts import headings, open_texts
from pcc_lib.preparing.work import Work, banner_of, by_kind, kinds_told

T = TypeVar("T")


def open_work(project: Project, quarter: Quarter) -> list[Work]:
    """Everything that is open in a quarter, kind by kind, in the order in which it is best closed."""
    return open_in(QuarterFolder(project, quarter))


def open_in(folder: QuarterFolder) -> list[Work]:
    """The same of a quarter's folder, as far as it can be read."""
    finders: tuple[Callable[[], Iterable[Work]], ...] = (
        lambda: open_months(folder, supplies(folder)),
        lambda: open_source_words(folder),
        lambda: open_revisions(folder),
        lambda: open_promises(folder, promises(folder)),
        lambda: open_facts(folder, facts(folder)),
        lambda: open_texts(folder, headings(folder)),
        lambda: open_statements(folder),
        partial(open_blanks, folder),
    )
    found = [work for find in finders for work in read_or(list[Work](), lambda find=find: list(find()))]
    return [work for of in by_kind(found).values() for work in of]


def draft_banner(project: Project, quarter: str) -> str:
    """What every page of a draft says (`latest` is the newest quarter); nothing where nothing is open, or nothing can be read."""
    found = read_or(list[Work](), lambda: open_work(project, open_quarter(project, quarter).quarter))
    return banner_of(kinds_told(found))


def read_or(otherwise: T, read: Callable[[], T]) -> T:
    """What is read; `otherwise` where a file of it has a fault, which the check tells."""
    try:
        return read()
    except ReportError:
        return otherwise
